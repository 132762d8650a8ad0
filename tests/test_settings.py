"""Every setting is declared once: its declaration reads, writes, bounds and words it everywhere."""

import json
from dataclasses import fields
from typing import Any, get_args, get_type_hints

import pytest

from driftview.export.record_reading import Part, read_settings
from driftview.models.registry import SMOOTHED, UNSMOOTHED
from driftview.settings.parameters import Name, OneOf, Pair, Real, Series, Whole
from driftview.settings.settings import PARAMETERS, Settings, SettingsError, read_setting
from driftview.settings.wording import brief, describe, difference, identity, phrase, unusual

UNUSUAL: dict[str, Any] = {
    "model": "neural", "order": 2, "unit": "character", "merges": 300, "smoothing": "absolute", "gamma": 0.5,
    "discount": 0.25, "model_command": "./mine", "time_limit": 9.5, "candidates": 4, "judge": "length",
    "edited": 0.25, "kept": 0.5, "kept_by": "random", "filter_error": 0.125,
    "regime": "overlap", "window": 5, "regenerated": 0.125, "human_share": 0.5,
    "human_adds": 0.75, "human_source": "fixed", "human_from": 2,
    "human_until": 7, "machine_shares": (0.5, 0.75), "detector": (0.75, 0.125), "retrieval": 2.0,
    "population": 3, "population_text": "split", "migration": 0.25, "curated_models": 1, "of": "mix",
    "generations": 9,
    "tokens": 70, "growth": 1.5, "bottleneck": (4, 0.5), "sizes": (80, 90), "given": ("human", "first"),
    "temperature": 0.5, "top_k": 3, "top_p": 0.5, "min_p": 0.25, "seed": 8,
    "prediction": "simulated", "prediction_runs": 20,
}  # fmt: skip
"""A value of every setting that is not its default."""


def test_every_setting_is_declared_in_its_place() -> None:
    assert list(PARAMETERS) == [each.name for each in fields(Settings)] == list(UNUSUAL)
    hints = get_type_hints(Settings)
    for name, declared in PARAMETERS.items():
        assert getattr(Settings(), name) == declared.default
        match declared.kind:
            case OneOf(words):
                assert get_args(hints[name]) == tuple(words)
            case Whole() | Real() | Name() | Series() | Pair():
                assert (type(None) in get_args(hints[name])) == (declared.default is None)


@pytest.mark.parametrize("name", UNUSUAL)
def test_a_setting_comes_back_from_every_form_in_which_it_is_written(name: str) -> None:
    value, declared = UNUSUAL[name], PARAMETERS[name]
    settings = Settings(**{name: value})
    written = list(value) if isinstance(value, tuple) else value
    assert repr(read_setting(name, written)) == repr(value)
    record = json.loads(json.dumps(settings.as_dict()))
    found = getattr(read_settings(Part(record, "config")), name)
    assert found == value
    assert getattr(settings, name) != declared.default
    wrong: object = 5 if isinstance(value, str) else "five"
    with pytest.raises(SettingsError, match=f"^{name} must be "):
        read_setting(name, wrong)


def test_the_models_that_come_with_driftview_take_what_is_declared() -> None:
    smoothing = PARAMETERS["smoothing"].kind
    assert isinstance(smoothing, Name)
    assert list(smoothing.known) == [UNSMOOTHED, *SMOOTHED]
    for name in ("gamma", "discount"):
        takes = tuple(model for model, kind in SMOOTHED.items() if name in {f.name for f in fields(kind)})
        assert [need.values for need in PARAMETERS[name].needs] == [takes]


@pytest.mark.parametrize("name", UNUSUAL)
def test_every_setting_has_words_that_are_not_python(name: str) -> None:
    settings, usual = Settings(**{name: UNUSUAL[name]}), Settings()
    for said in (*(tell(name, each) for tell in (phrase, brief) for each in (settings, usual)),):
        assert said and "_" not in said and "None" not in said
        assert name == "given" or "(" not in said
    shown = name not in ("generations",)
    assert (difference(settings, usual) != "same settings") == shown


@pytest.mark.parametrize(
    ("settings", "identified", "described"),
    [
        (Settings(), "word order 3, replace, seed 1", {"model": "word order 3, no smoothing"}),
        (
            Settings(model="neural", unit="character"),
            "character-level neural network, replace, seed 1",
            {"model": "character-level neural network"},
        ),
        (
            Settings(model_command="write.sh"), "an outside program, replace, seed 1",
            {"model": "a program, write.sh"},
        ),
        (
            Settings(unit="subword", merges=100, order=9), "subword order max, 100 merges, replace, seed 1",
            {"model": "subword order max, 100 merges, no smoothing"},
        ),
        (
            Settings(edited=0.2), "word order 3, 20% edited, replace, seed 1",
            {"decoding": "20% of the sentences replaced by human ones"},
        ),
        (
            Settings(machine_shares="auto:1", retrieval=2.0),
            "word order 3, retrieval 2, replace, a web that takes in more of what is written well, "
            "exponent 1, seed 1",
            {
                "scraped from": "a web that takes in more of what is written well, exponent 1, fresh human "
                "text, with retrieval that prefers the likely by 2",
                "human share": None,
            },
        ),
        (
            Settings(population=3, population_text="split", migration=0.1, curated_models=1, candidates=2),
            "word order 3, best of 2, 3 models, 10% migration, replace, seed 1",
            {"models": "3 models, start with split human text, 10% migration, 1 curated"},
        ),
    ],
)  # fmt: skip
def test_a_run_is_known_by_what_writes_it(
    settings: Settings, identified: str, described: dict[str, str | None]
) -> None:
    assert identity(settings) == identified
    told = dict(describe(settings))
    assert {name: told.get(name) for name in described} == described


def test_the_header_names_what_is_unusual_and_in_force() -> None:
    assert unusual(Settings()) == []
    assert [said for _, said in unusual(Settings(top_k=5, growth=1.1, candidates=3, judge="length"))] == [
        "best of 3", "by length", "growth 1.1", "top-k 5",
    ]  # fmt: skip
    assert unusual(Settings(kept=0.5, kept_by="random"))[1] == ("kept_by", "at random")
    assert unusual(Settings(growth=1.1, sizes=(50,))) == []

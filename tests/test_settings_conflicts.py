"""Settings that contradict each other are refused, and those that do nothing are named, everywhere alike."""

import re
import warnings
from typing import Any

import click
import pytest
from processes import Driftview
from test_cli_refusals import refused
from toys import CAT

import driftview as dv
from driftview.cli.explore import explore
from driftview.cli.options import settle
from driftview.cli.run import run
from driftview.drift.loop import Loop
from driftview.export.study_spec import parse_spec
from driftview.library.settings import IdleSettingWarning
from driftview.settings.conflicts import change, check_together, contradictions, idle
from driftview.settings.settings import PARAMETERS, Settings, SettingsError

SMALL = ("--order", "1", "--generations", "1", "--replicates", "1", "--quiet", "--tokens", "50")
"""A sweep that takes no time."""

CONTRADICTIONS = [
    (["--sizes", "90,80", "--tokens", "70"], "--sizes and --tokens"),
    (["--sizes", "90,80", "--growth", "2"], "--sizes and --growth"),
    (["--machine-shares", "0.5", "--human-share", "0.5"], "--machine-shares and --human-share"),
    (["--machine-shares", "0.5", "--human-until", "3"], "--machine-shares and --human-until"),
    (["--model-command", "cat", "--order", "2"], "--model-command and --order"),
    (["--model-command", "cat", "--smoothing", "additive"], "--model-command and --smoothing"),
    (["--model-command", "cat", "--temperature", "0.5"], "--model-command and --temperature"),
    (["--model-command", "cat", "--candidates", "2"], "--model-command and --candidates"),
    (["--smoothing", "additive", "--top-k", "3"], "--smoothing and --top-k"),
]

IDLE = [
    (["--bottleneck", "31:0.5"], "--bottleneck is never reached in a run of 30 generations"),
    (["--human-share", "0.5", "--human-from", "30"], "--human-from is never reached in a run of 30"),
    (["--gamma", "0.5"], "--gamma does nothing without --smoothing additive"),
    (["--smoothing", "kneser-ney", "--gamma", "0.5"], "--gamma does nothing without --smoothing additive"),
    (["--discount", "0.5"], "--discount does nothing without --smoothing absolute, kneser-ney or modified-"),
    (["--window", "3"], "--window does nothing without --regime window"),
    (["--regenerated", "0.5"], "--regenerated does nothing without --regime overlap"),
    (["--judge", "length"], "--judge does nothing without --candidates"),
    (["--time-limit", "5"], "--time-limit does nothing without --model-command"),
    (
        ["--human-source", "fixed"],
        "--human-source does nothing without --human-share, --human-adds or --machine-shares",
    ),
    (["--human-from", "2"], "--human-from does nothing without --human-share or --human-adds"),
    (["--human-until", "9"], "--human-until does nothing without --human-share or --human-adds"),
    (["--sizes", "90,80,70", "--generations", "2"], "--sizes names 1 generation more than the run has"),
    (["--machine-shares", "0", "--human-source", "fixed"], "--human-source does nothing where every"),
    (["--detector", "0.8:0.1"], "--detector does nothing without --machine-shares"),
    (["--model-command", "cat", "--order", "3"], "--order does nothing beside --model-command"),
]

APPLY = [
    ["--regime", "window", "--window", "3"],
    ["--machine-shares", "0", "--human-source", "fixed", "--tokens", "90"],
    ["--machine-shares", "0.5", "--human-source", "fixed", "--detector", "0.8:0.1"],
    ["--smoothing", "a-package's", "--gamma", "0.5"],
    ["--bottleneck", "30:0.5", "--human-share", "0.1", "--human-from", "29"],
    ["--model-command", "cat", "--time-limit", "5", "--unit", "word", "--seed", "2"],
]


def settled(command: click.Command, arguments: list[str]) -> Settings:
    """Return the settings that a command line gives, without doing anything."""
    with command.make_context("driftview", ["ecclesiastes", *arguments]) as context:
        return settle(context, {name: value for name, value in context.params.items() if name in PARAMETERS})


@pytest.mark.parametrize(("arguments", "said"), CONTRADICTIONS)
def test_contradictions_are_refused_before_any_work(
    arguments: list[str], said: str, driftview: Driftview, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Loop, "step", lambda *_: pytest.fail("work was begun"))
    refused(driftview("run", "ecclesiastes", *arguments), f"{said} contradict each other: ")


@pytest.mark.parametrize(("arguments", "said"), IDLE)
def test_an_option_that_does_nothing_is_said_in_one_note(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    settled(run, arguments)
    note = capsys.readouterr().err
    assert note.startswith(f"driftview: note: {said}")
    assert note.count("\n") == 1 and note.count("--" + said[2:].split(maxsplit=1)[0]) == 1


@pytest.mark.parametrize("arguments", APPLY)
def test_nothing_is_said_of_options_that_do_something(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    settled(run, arguments)
    assert capsys.readouterr() == ("", "")


def test_several_idle_options_share_the_note(capsys: pytest.CaptureFixture[str]) -> None:
    settled(explore, ["--judge", "human-likelihood", "--window", "2"])
    note = capsys.readouterr().err
    assert note == (
        "driftview: note: --judge does nothing without --candidates; "
        "--window does nothing without --regime window\n"
    )


def test_the_environment_gives_way_to_an_option(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DRIFTVIEW_TOKENS", "70")
    monkeypatch.setenv("DRIFTVIEW_WINDOW", "4")
    assert settled(run, ["--sizes", "90,80"]).tokens is None
    assert capsys.readouterr().err == (
        "driftview: note: DRIFTVIEW_TOKENS does nothing beside --sizes; "
        "DRIFTVIEW_WINDOW does nothing without --regime window\n"
    )
    monkeypatch.setenv("DRIFTVIEW_SIZES", "90,80")
    with pytest.raises(click.ClickException, match="DRIFTVIEW_SIZES and DRIFTVIEW_TOKENS contradict"):
        settled(run, [])


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--sizes", "90,80", "--growth", "1,2"], "--sizes and --growth contradict each other"),
        (["--study", "study.toml", "--sizes", "90,80"], "--sizes and tokens contradict each other"),
        (["--shift", "3", "--predict"], "--shift goes with --zipf"),
    ],
)
def test_sweeps_study_files_and_predictions_are_held_to_the_same(
    arguments: list[str], said: str, driftview: Driftview
) -> None:
    with open("study.toml", "w", encoding="utf-8") as file:  # noqa: PTH123
        file.write("[options]\ntokens = 70\n")
    command = "predict" if "--predict" in arguments else "sweep"
    refused(driftview(command, "ecclesiastes", *(each for each in arguments if each != "--predict")), said)


def test_what_does_something_at_one_point_of_a_sweep_is_not_idle(driftview: Driftview) -> None:
    code, _, errors = driftview(
        "sweep", "ecclesiastes", *SMALL, "--regime", "replace,window", "--window", "2"
    )
    assert (code, errors) == (0, "")
    code, _, errors = driftview(
        "sweep", "ecclesiastes", *SMALL, "--regime", "replace,overlap", "--window", "2"
    )
    assert (code, errors) == (0, "driftview: note: --window does nothing without --regime window\n")


def test_a_study_file_of_ours_is_not_complained_of() -> None:
    asked = parse_spec({"options": {name: PARAMETERS[name].default for name in ("window", "judge")}})
    assert check_together([Settings(**asked.options)]) is None


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["reproduce", "--replicates", "3"], "without NAME, --replicates does nothing"),
        (["sweep", "ecclesiastes", *SMALL, "--every", "--out", "x"], "--every has no effect with --out"),
        (
            ["predict", "--zipf", "1.5", "--tokens", "1e6", "--unit", "word"],
            "--unit has no effect with --zipf",
        ),
    ],
)
def test_other_options_that_do_nothing_are_said_too(
    arguments: list[str], said: str, driftview: Driftview
) -> None:
    code, _, errors = driftview(*arguments)
    assert code == 0
    notes = [line for line in errors.splitlines() if "note: " in line]
    assert len(notes) == 1 and notes[0].startswith(f"driftview: note: {said}")


# The library


def test_the_library_refuses_and_warns() -> None:
    text = dv.text_of(CAT * 6)
    small: dict[str, Any] = {"order": 1, "generations": 1}
    with pytest.raises(SettingsError, match="sizes and tokens contradict each other"):
        dv.run(text, Settings(**small, sizes=(50,), tokens=50))
    with pytest.warns(IdleSettingWarning, match="window does nothing without regime window") as seen:
        dv.run(text, Settings(**small, window=5))
    assert seen[0].filename == __file__
    with pytest.warns(IdleSettingWarning, match="judge does nothing without candidates"):
        dv.sweep(text, {"human_share": [0.0, 0.5]}, Settings(**small, judge="human-likelihood"), replicates=1)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        dv.predict(text, Settings(regime="window", window=2, generations=3))


# The rules themselves


def test_every_setting_that_is_named_by_another_exists() -> None:
    for declared in PARAMETERS.values():
        named = [need.name for need in declared.needs]
        named += declared.excludes.names if declared.excludes else ()
        assert set(named) <= set(PARAMETERS) - {declared.name}


def test_a_change_wins_over_what_contradicts_it() -> None:
    smooth = change(Settings(temperature=0.5, top_k=3), smoothing="additive")
    assert (smooth.smoothing, smooth.temperature, smooth.top_k) == ("additive", 1.0, None)
    assert change(smooth, top_p=0.5).smoothing == "none"
    scraped = change(Settings(human_share=0.5, human_until=4), machine_shares=(0.5,))
    assert list(contradictions(scraped)) == []
    assert change(scraped, human_share=0.1).machine_shares is None


def test_an_old_record_with_contradictory_settings_can_still_be_read() -> None:
    old = Settings(sizes=(50,), tokens=70)
    assert re.fullmatch("does nothing beside sizes", idle("tokens", old) or "")

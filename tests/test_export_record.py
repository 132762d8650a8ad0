"""lineage.json says what the design says, in strict JSON."""

import json
import math
from dataclasses import replace
from typing import Any, NoReturn

import numpy as np
import pytest

from driftview.drift.lineage import Lineage
from driftview.export.record import lineage_json, measures_csv
from driftview.settings.settings import Settings

CONFIG = [
    "corpus",
    "unit",
    "order",
    "smoothing",
    "regime",
    "human_share",
    "human_source",
    "generations",
    "tokens",
    "temperature",
    "top_k",
    "top_p",
    "seed",
]
CORPUS = ["name", "sha256", "tokens", "types", "hapaxes", "held_out_tokens", "voices", "files", "notes"]
CORPUS += ["human", "reading"]
MEASURES = [
    "tokens",
    "types",
    "hapaxes",
    "entropy_bits",
    "entropy_mm_bits",
    "hill_1",
    "hill_2",
    "distinct_2",
    "distinct_3",
    "ttr",
    "js_bits",
    "total_variation",
    "unseen_mass",
    "copied_share",
    "longest_copy",
    "founders",
    "perplexity",
    "perplexity_rare",
    "human_types",
    "new_types",
    "lost_other_case",
]
BAND = ["low", "high", "types", "alive", "lost_now", "lost_before", "expected_alive"]


def strict(text: str) -> Any:
    """Read JSON as the standard has it: no NaN, no infinity."""

    def refuse(constant: str) -> NoReturn:
        raise AssertionError(f"{constant} is not JSON")

    return json.loads(text, parse_constant=refuse)


def test_the_names_are_those_that_others_read(small_lineage: Lineage) -> None:
    record = strict(lineage_json(small_lineage))
    names = ["format", "version", "driftview", "config", "corpus", "notes", "generations", "files"]
    assert list(record) == names
    assert (record["format"], record["version"]) == ("driftview-lineage", 3)
    assert set(CONFIG) <= set(record["config"])
    assert list(record["corpus"]) == CORPUS
    assert [voice["name"] for voice in record["corpus"]["voices"]] == ["A", "B"]
    assert [each["generation"] for each in record["generations"]] == [0, 1, 2, 3, 4]
    for each in record["generations"]:
        assert list(each) == ["generation", "written", "measures", "expected", "control", "bands", "voices"]
        assert list(each["measures"]) == MEASURES
        assert set(each["control"]) <= set(MEASURES)
        assert {
            "human_types",
            "human_types_sd",
            "types",
            "types_sd",
            "hapaxes",
            "hapaxes_sd",
            "founders",
        } <= set(each["expected"])
        assert all(list(band) == BAND for band in each["bands"])
        assert math.isclose(sum(each["voices"].values()), 1)


def test_numbers_are_raw_and_agree_with_each_other(small_lineage: Lineage) -> None:
    record = strict(lineage_json(small_lineage))
    corpus, first = record["corpus"], record["generations"][0]
    assert corpus["tokens"] == first["measures"]["tokens"] == sum(v["tokens"] for v in corpus["voices"])
    assert corpus["types"] == first["measures"]["types"] == sum(band["types"] for band in first["bands"])
    for each, generation in zip(record["generations"], small_lineage.generations, strict=True):
        assert each["measures"] == generation.measures
        for band in each["bands"]:
            assert band["alive"] + band["lost_now"] + band["lost_before"] == band["types"]


def test_the_config_makes_the_settings_again(small_lineage: Lineage) -> None:
    config = strict(lineage_json(small_lineage))["config"]
    assert config.pop("corpus") == small_lineage.corpus.name
    assert Settings(**config) == small_lineage.settings


@pytest.mark.parametrize("value", [None, math.nan, math.inf, -math.inf, np.float64("nan")])
def test_numbers_that_do_not_exist_are_null(value: float | None, small_lineage: Lineage) -> None:
    odd = replace(small_lineage.generations[1], measures={"types": value}, expected={"types": value})
    lineage = Lineage(small_lineage.corpus, small_lineage.settings, [odd])
    (read,) = strict(lineage_json(lineage))["generations"]
    assert read["measures"] == read["expected"] == {"types": None}
    assert measures_csv(lineage).splitlines()[1].startswith("1,,,")


def test_numbers_of_numpy_are_numbers(small_lineage: Lineage) -> None:
    odd = replace(small_lineage.generations[1], measures={"types": np.int64(3), "ttr": np.float64(0.1)})  # type: ignore[dict-item]
    (read,) = strict(lineage_json(Lineage(small_lineage.corpus, small_lineage.settings, [odd])))[
        "generations"
    ]
    assert read["measures"] == {"types": 3, "ttr": 0.1}
    assert isinstance(read["measures"]["types"], int)

"""Laws, studies, claims and measurements from Python."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from toys import CAT

import driftview as dv
from driftview.drift.laws import Laws
from driftview.measures.registry import UnknownMeasureError
from driftview.study.prediction import TooFar
from driftview.study.runs import workbench

TEXT = dv.text_of(CAT * 8, name="cats")
BASE = dv.Settings(order=1, generations=3, seed=5)
AXES: dict[str, Iterable[Any]] = {"human_share": np.array([0.0, 0.5]), "order": (1, 2)}


@pytest.fixture(scope="module")
def study() -> dv.Study:
    return dv.sweep(TEXT, AXES, BASE, replicates=2, measures=["types", "ttr"], workers=1)


def test_a_study_has_every_run(study: dv.Study) -> None:
    assert study.missing == 0
    assert study.curves("types").shape == (4, 2, 4)
    assert study.law("types").shape == (4, 4)
    alone = dv.run(TEXT, dv.Settings(order=2, human_share=0.5, generations=3, seed=6))
    assert study.curves("types")[3, 1].tolist() == alone.array("types").tolist()
    with pytest.raises(UnknownMeasureError, match="does not measure hapaxes"):
        study.curves("hapaxes")


def test_its_rows_are_those_of_the_tables(study: dv.Study, tmp_path: Path) -> None:
    records = study.records()
    assert json.loads(json.dumps(records, allow_nan=False)) == records
    assert list(records[0]) == ["run", "human_share", "order", "seed", "generation", "measure", "value"]
    assert len(records) == 8 * 4 * 2
    frame = study.to_pandas()
    assert frame["run"].dtype == frame["seed"].dtype == np.int64
    assert frame["value"].dtype == np.float64
    summary = study.summary.to_pandas()
    assert len(summary) == 4 * 4 * 2
    assert {"mean", "standard_error", "law", "law_sd"} <= set(summary.columns)


def test_a_folder_gives_the_same_study_and_goes_on(study: dv.Study, tmp_path: Path) -> None:
    place, steps = tmp_path / "study", list[tuple[int, int]]()

    def watch(done: int, runs: int) -> bool:
        steps.append((done, runs))
        return done != 3

    def again(resume: bool, base: dv.Settings = BASE) -> dv.Study:
        return dv.sweep(
            TEXT, AXES, base, replicates=2, measures=["types", "ttr"], workers=1, folder=place,
            resume=resume, progress=watch,
        )  # fmt: skip

    assert again(resume=True).missing == 5  # nothing to go on with: it begins
    assert not (place / "table.csv").exists()
    with pytest.raises(dv.DriftviewError, match="exists"):
        again(resume=False)
    with pytest.raises(dv.SettingsError, match="seed is not what"):
        again(resume=True, base=dv.Settings(order=1, generations=3, seed=6))
    assert again(resume=True).records() == study.records()
    assert dv.read_study(place).records() == study.records()
    assert (place / "table.csv").exists()
    assert steps == [(done, 8) for done in range(1, 9)]


def test_no_run_leaves_anything_in_this_process(study: dv.Study) -> None:
    assert not workbench._made


@pytest.mark.parametrize(
    ("axes", "said"),
    [
        ({"ordre": [1]}, "did you mean order"),
        ({"order": "12"}, "a list of values"),
        ({"order": 3}, "a list of values"),
        ({"order": [1, 99]}, "order must be"),
        ({"order": [1.5]}, "whole number"),
        ({"seed": [1, 2]}, "not an axis"),
        ({"model_command": ["x"]}, "outside programs"),
        ({"smoothing": ["butter"]}, "butter"),
    ],
)
def test_what_is_no_study_is_refused(axes: dict[str, object], said: str) -> None:
    with pytest.raises(dv.SettingsError, match=said):
        dv.sweep(TEXT, axes, BASE, replicates=1, workers=1)  # type: ignore[arg-type]


def test_predictions_are_the_laws_of_a_run() -> None:
    settings = dv.Settings(human_share=0.2, generations=6)
    law, laws = dv.predict(TEXT, settings), Laws(TEXT.corpus(), settings)
    assert law.array("types") == pytest.approx([laws.expected(each)["types"] for each in range(7)], abs=1e-4)
    assert law.to_pandas().index.tolist() == list(range(7))
    assert json.dumps(law.records(), allow_nan=False)


def test_predictions_of_imagined_texts_go_far() -> None:
    law = dv.predict(dv.zipf_text(1.1, 1e12), dv.Settings(generations=1000))
    assert law.records()[-1]["generation"] == 1000
    assert len(law.array("types")) < 30
    with pytest.raises(dv.SettingsError, match="exponent above 1"):
        dv.zipf_text(0.9, 1e12)
    with pytest.raises(dv.SettingsError, match="at least one token"):
        dv.zipf_text(1.1, float("inf"))


def test_no_law_is_promised_where_none_is_known() -> None:
    with pytest.raises(dv.SettingsError, match="no prediction"):
        dv.predict(TEXT, dv.Settings(temperature=0.8))
    with pytest.raises(TooFar, match="choose fewer generations"):
        dv.predict(TEXT, dv.Settings(generations=501, human_share=0.1))
    with pytest.raises(dv.SettingsError, match="too large to compute"):
        dv.predict(TEXT, dv.Settings(generations=400, growth=1e9))


def test_claims_come_out_as_records() -> None:
    steps: list[tuple[int, int]] = []
    claim = dv.reproduce(
        "suresh", TEXT, replicates=3, workers=1, progress=lambda done, runs: steps.append((done, runs))
    )
    assert json.dumps(claim.records(), allow_nan=False)
    assert {"published", "measured", "passed"} <= set(claim.records()[0])
    assert claim.to_pandas()["passed"].dtype == np.bool_
    done, runs = steps[-1]
    assert done == runs
    with pytest.raises(dv.DriftviewError, match="one at a time"):
        dv.reproduce("all", TEXT)
    with pytest.raises(dv.DriftviewError, match="no claim called"):
        dv.reproduce("moore", TEXT)
    with pytest.raises(dv.SettingsError, match="3 replicates"):
        dv.reproduce("suresh", TEXT, replicates=2)


def test_measurements_stand_beside_the_human_text() -> None:
    measured = dv.measure(dv.text_of(CAT), against=TEXT)
    assert measured.measures["js_bits"] is not None
    frame = measured.to_pandas()
    assert frame.index.name == "measure"
    assert list(frame.columns) == ["unit", "value", "human", "control"]
    assert frame.loc["types", "human"] == measured.human["types"] == measured.measures["types"]
    assert json.dumps(measured.records(), allow_nan=False)
    alone = dv.measure(TEXT, measures=["types"])
    assert alone.measures == {"types": measured.human["types"]}
    with pytest.raises(UnknownMeasureError, match="give one as against"):
        dv.measure(TEXT, measures=["js_bits"])

"""Runs from Python: watched, stopped, gone on with, and read as records, arrays, frames and text."""

import copy
import json
import pickle
import sys
import threading
from pathlib import Path

import numpy as np
import pytest
from processes import ROOT
from toys import CAT

import driftview as dv
from driftview.drift import spill
from driftview.drift.loop import Loop
from driftview.drift.simulated import predict
from driftview.export.record import measures_csv
from driftview.library.tables import MissingPandasError
from driftview.measures.registry import UnknownMeasureError
from driftview.settings.settings import FoundCommand

TEXT = dv.text_of({"A": CAT * 4, "B": CAT.upper() * 4}, name="cats")
SETTINGS = dv.Settings(order=2, generations=4, seed=3)


@pytest.fixture(scope="module")
def lineage() -> dv.Lineage:
    return dv.run(TEXT, SETTINGS)


def test_it_is_what_the_loop_makes(lineage: dv.Lineage) -> None:
    loop = Loop(TEXT.corpus(), SETTINGS)
    for made in lineage.generations[1:]:
        assert np.array_equal(loop.step().origins, made.origins)
    predict(loop)
    assert measures_csv(loop.lineage) == measures_csv(lineage)


def test_records_are_plain_and_json_can_hold_them(lineage: dv.Lineage) -> None:
    records = lineage.records()
    assert json.loads(json.dumps(records, allow_nan=False)) == records
    assert [record["generation"] for record in records] == [0, 1, 2, 3, 4]
    kinds = {type(value) for record in records for value in record.values()}
    assert kinds == {int, float, type(None)}
    assert records[0]["control_types"] is None
    assert records[2]["types"] == lineage.generations[2].measures["types"]
    assert ",".join(records[0]) == measures_csv(lineage).splitlines()[0]


def test_arrays_have_a_number_for_each_generation(lineage: dv.Lineage) -> None:
    types = lineage.array("types")
    assert types.dtype == np.float64
    assert types.shape == (5,)
    assert types.tolist() == [record["types"] for record in lineage.records()]
    assert np.isnan(lineage.array("control_types")).tolist() == [True, False, False, False, False]
    with pytest.raises(UnknownMeasureError, match="no column typs; did you mean types"):
        lineage.array("typs")


def test_frames_have_the_same_columns(lineage: dv.Lineage) -> None:
    import pandas

    frame = lineage.to_pandas()
    assert isinstance(frame, pandas.DataFrame)
    assert frame.index.name == "generation"
    assert list(frame.columns) == list(lineage.records()[0])[1:]
    assert frame["types"].dtype == np.int64
    assert frame["control_types"].dtype == np.float64
    assert {kind.kind for kind in frame.dtypes} == {"i", "f"}
    assert frame.loc[3, "types"] == lineage.array("types")[3]


def test_without_pandas_it_says_what_to_install(lineage: dv.Lineage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(MissingPandasError, match=r"^to_pandas needs pandas: .*pip install pandas$") as told:
        lineage.to_pandas()
    assert isinstance(told.value, dv.DriftviewError)
    assert isinstance(told.value, ImportError)


def test_text_is_what_the_folder_holds(lineage: dv.Lineage, tmp_path: Path) -> None:
    place = dv.write_lineage(lineage, tmp_path / "cats")
    assert (place / "text" / "004.txt").read_text("utf-8") == lineage.text(4) + "\n"
    assert dv.read_lineage(place).records() == lineage.records()
    with pytest.raises(dv.DriftviewError, match="exists"):
        dv.write_lineage(lineage, place)
    dv.write_lineage(lineage, place, overwrite=True, formats=["csv"])
    assert [each.name for each in place.iterdir()] == ["measures.csv"]


@pytest.mark.parametrize("formats", [["pdf"], "csv", []])
def test_formats_that_are_none_are_refused(lineage: dv.Lineage, tmp_path: Path, formats: list[str]) -> None:
    with pytest.raises(dv.DriftviewError, match="a list of formats"):
        dv.write_lineage(lineage, tmp_path / "cats", formats=formats)
    assert not (tmp_path / "cats").exists()


def test_progress_sees_every_generation() -> None:
    seen: list[int] = []
    dv.run(TEXT, SETTINGS, progress=lambda made: seen.append(made.number))
    assert seen == [1, 2, 3, 4]


@pytest.mark.parametrize("no", [False, np.False_])
def test_progress_stops_and_what_is_complete_comes_back(lineage: dv.Lineage, no: object) -> None:
    stopped = dv.run(TEXT, SETTINGS, progress=lambda made: no if made.number == 2 else None)
    assert stopped.records() == lineage.records()[:3]
    whole = stopped.go_on(2)
    assert whole.records() == lineage.records()
    assert len(stopped.generations) == 3


def test_what_progress_raises_comes_through() -> None:
    def refuse(made: dv.Generation) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        dv.run(TEXT, SETTINGS, progress=refuse)


def test_another_thread_stops_it() -> None:
    stop = threading.Event()

    def watch(made: dv.Generation) -> None:
        if made.number == 2:
            stop.set()

    assert len(dv.run(TEXT, SETTINGS, cancelled=stop.is_set, progress=watch).generations) == 3


def test_measures_are_chosen_by_name() -> None:
    lineage = dv.run(TEXT, dv.Settings(order=1, generations=1), measures=["types", "yules_k"])
    assert list(lineage.generations[1].measures) == ["types", "yules_k"]
    assert list(dv.run(TEXT, dv.Settings(generations=1), measures="types").generations[1].measures) == [
        "types"
    ]
    with pytest.raises(UnknownMeasureError, match="did you mean types"):
        dv.run(TEXT, measures=["typs"])


def test_numbers_of_numpy_are_as_good(lineage: dv.Lineage) -> None:
    settings = dv.Settings(order=np.int64(2), generations=np.int32(4), seed=np.uint8(3))  # type: ignore[arg-type]
    found = dv.run(TEXT, settings)
    assert found.settings == SETTINGS
    assert type(found.settings.seed) is int
    assert found.records() == lineage.records()


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"order": "2"}, "order must be a whole number, or max, not '2'"),
        ({"tokens": 2.5}, "tokens must be a whole number, not 2.5"),
        ({"order": 10}, "order must be from 1 to 8, or max"),
        ({"human_share": None}, "human_share must be a number, not None"),
        ({"smoothing": "butter"}, "butter"),
    ],
)
def test_settings_that_cannot_be_are_refused(values: dict[str, object], said: str) -> None:
    with pytest.raises(dv.SettingsError, match=said) as told:
        dv.run(TEXT, dv.Settings(**values))  # type: ignore[arg-type]
    assert "\n" not in str(told.value)


def test_a_program_that_a_folder_names_is_never_run() -> None:
    settings = dv.Settings(model_command=FoundCommand("cat"), generations=1)
    with pytest.raises(dv.SettingsError, match="never run"):
        dv.run(TEXT, settings)
    with pytest.raises(dv.SettingsError, match="never run"):
        dv.run(TEXT, pickle.loads(pickle.dumps(settings)))
    with pytest.raises(dv.SettingsError, match="from outside"):
        dv.run(TEXT, dv.Settings(given=("0.txt", "1.txt")))


def test_an_outside_program_of_ones_own_is_run() -> None:
    lineage = dv.run(TEXT, dv.Settings(model_command="cat", generations=1))
    assert lineage.array("types")[1] == lineage.array("types")[0]


def test_what_is_no_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(dv.TextError, match=r"open_text\(name\) opens one"):
        dv.run("emma")  # type: ignore[arg-type]
    with pytest.raises(dv.TextError, match="did you mean"):
        dv.open_text("emmma")
    with pytest.raises(dv.TextError, match="B is empty"):
        dv.text_of({"A": CAT, "B": " \n"})
    with pytest.raises(dv.TextError, match="as a string"):
        dv.text_of(b"bytes")  # type: ignore[arg-type]
    with pytest.raises(dv.TextError, match="too short for order 3"):
        dv.run(dv.text_of("Too short."))
    with pytest.raises(dv.SettingsError, match="Settings"):
        dv.run(TEXT, {"order": 2})  # type: ignore[arg-type]


def test_texts_are_opened_by_name_or_path(tmp_path: Path) -> None:
    path = tmp_path / "cats.txt"
    path.write_text(CAT, "utf-8")
    both = dv.open_text(path, "ecclesiastes")
    assert (both.name, both.voices) == ("cats + ecclesiastes", ("cats", "Ecclesiastes"))
    assert dv.open_text(path).corpus() is not dv.open_text(path).corpus()
    assert TEXT.corpus() is TEXT.corpus()
    assert TEXT.corpus("character").unit == "character"


def test_hostile_strings_are_cleaned() -> None:
    text = dv.text_of(CAT + "\x1b[31mred\x1b[0m \u202eturned", name="a\x1b[31m\nb")
    assert "\x1b" not in repr(text) + "".join(text.corpus().vocabulary.words)
    assert "\n" not in text.name


def test_results_can_be_copied_and_sent(lineage: dv.Lineage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spill, "IN_MEMORY", 1)
    spilled = dv.run(TEXT, SETTINGS)
    assert isinstance(vars(spilled.generations[1])["origins"], spill.Spilled)
    for again in (pickle.loads(pickle.dumps(spilled)), copy.deepcopy(spilled)):
        assert again.records() == lineage.records()
        assert again.text(2) == lineage.text(2)


def test_what_is_shown_is_short(lineage: dv.Lineage) -> None:
    shown = [lineage, lineage.generations[1], lineage.corpus, TEXT, dv.predict(TEXT), dv.measure(TEXT)]
    for each in shown:
        assert len(repr(each)) < 100, repr(each)


def test_generations_from_elsewhere(lineage: dv.Lineage, tmp_path: Path) -> None:
    place = dv.write_lineage(lineage, tmp_path / "cats")
    found = dv.open_generations(place / "text")
    strings = dv.generations_of([lineage.text(each) for each in range(1, 5)], dv.text_of(lineage.text(0)))
    assert found.array("types").tolist() == lineage.array("types").tolist()
    assert strings.records() == found.records()
    named = dv.open_generations(place / "text", dv.open_text(place / "text" / "000.txt"))
    assert named.records() == found.records()
    with pytest.raises(dv.SettingsError, match="from outside"):
        found.go_on(1)
    with pytest.raises(dv.TextError, match="a list of strings"):
        dv.generations_of("one text", TEXT)


def test_pandas_is_an_extra() -> None:
    assert '\npandas = ["pandas>=' in (ROOT / "pyproject.toml").read_text("utf-8")

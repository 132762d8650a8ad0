"""The folder of a study: whole or resumable, the same whoever made it, refused when it is of another."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from toys import CAT, corpus_of

from driftview.export.drafts import HOME, MARKER
from driftview.export.files import ExportError
from driftview.export.study_folder import StudyFolder, read_study
from driftview.export.study_spec import parse_spec, study_toml
from driftview.export.study_tables import write_tables
from driftview.measures.registry import UnknownMeasureError
from driftview.settings.settings import Settings
from driftview.study.design import Grid, Plan
from driftview.study.executor import Executor
from driftview.study.records import Record, make_records

CORPUS = corpus_of(CAT * 8)
AXES = {"order": (1, 2), "sizes": ((50, 40), (60,))}
GRID = Grid(Settings(generations=3, seed=5, top_k=4), AXES, replicates=2)
PLAN = Plan(GRID, ("types", "ttr"), (0, 1, 3), CORPUS.name, CORPUS.sha256, ('a "b"\x7f\\', "é"))


@pytest.fixture(scope="module")
def records() -> list[Record]:
    return sorted(make_records(CORPUS, PLAN, Executor(1)), key=lambda record: record.number)


@pytest.fixture
def study(tmp_path: Path) -> StudyFolder:
    return StudyFolder.begin(tmp_path / "deep" / "study", PLAN)


def tables(study: StudyFolder) -> list[bytes]:
    return [place.read_bytes() for place in write_tables(study)]


def test_what_is_written_is_read_back(study: StudyFolder, records: list[Record]) -> None:
    for record in records:
        study.keep(record)
    found = read_study(study.place)
    assert found.plan == PLAN
    assert list(found.runs) == records
    assert found.missing == 0
    curves = found.curves("ttr")
    assert curves.shape == (4, 2, 3)
    assert curves[1, 1, 2] == records[3].measured[2]["ttr"]
    assert np.isnan(found.law("types")).all()  # top-k: no law
    assert len(found.rows) == 4 * 3 * 2
    with pytest.raises(UnknownMeasureError, match="does not measure"):
        found.curves("hapaxes")


def test_the_tables_have_a_row_for_every_number(study: StudyFolder, records: list[Record]) -> None:
    import pyarrow.parquet

    for record in records:
        study.keep(record)
    table, summary, parquet = write_tables(study)
    rows = list(csv.DictReader(io.StringIO(table.read_text())))
    assert list(rows[0]) == ["run", "order", "sizes", "seed", "generation", "measure", "value"]
    assert len(rows) == 8 * 3 * 2
    assert rows[0]["sizes"] == "50,40"
    assert float(rows[-1]["value"]) == records[-1].measured[-1]["ttr"]
    means = list(csv.DictReader(io.StringIO(summary.read_text())))
    own = ["order", "sizes", "generation", "measure", "runs", "mean", "standard_error", "law", "law_sd"]
    assert list(means[0]) == own
    assert len(means) == 4 * 3 * 2
    columns = pyarrow.parquet.read_table(parquet).to_pydict()
    assert [str(value) for value in columns["run"]] == [row["run"] for row in rows]
    assert columns["value"] == [float(row["value"]) for row in rows]
    assert columns["sizes"] == [row["sizes"] for row in rows]


def test_the_order_in_which_runs_come_in_does_not_matter(
    study: StudyFolder, records: list[Record], tmp_path: Path
) -> None:
    other = StudyFolder.begin(tmp_path / "other", PLAN)
    for record in records:
        study.keep(record)
    for record in reversed(records):
        other.keep(record)
    assert tables(study) == tables(other)


def test_a_study_goes_on_after_whatever_stopped_it(
    study: StudyFolder, records: list[Record], tmp_path: Path
) -> None:
    for record in records[1:5]:
        study.keep(record)
    study.file(4).write_bytes(study.file(4).read_bytes()[:100])
    for folder in (study.place, study.place / "runs"):
        (folder / HOME / "0123456789abcdef").mkdir(parents=True)
        (folder / HOME / MARKER).touch()
        (folder / HOME / "0123456789abcdef" / "new").write_text("half")
    again = StudyFolder.go_on(study.place)
    assert again.plan == PLAN
    assert again.done() == {1, 2, 3}
    assert read_study(study.place).missing == 5
    again.keep(records[0])
    assert not (study.place / "runs" / HOME).exists()
    assert StudyFolder.begin(study.place, PLAN, overwrite=True).done() == set()


def test_a_study_file_says_the_same_plan_again() -> None:
    import tomllib

    assert parse_spec(tomllib.loads(study_toml(PLAN))).plan() == PLAN


@pytest.mark.parametrize(
    ("values", "axes"),
    [
        ({"human-share": "0:0.3:0.1"}, {"human_share": (0.0, 0.1, 0.2, 0.3)}),
        ({"order": "1:3"}, {"order": (1, 2, 3)}),
        ({"top_k": ["5:7", 20]}, {"top_k": (5, 6, 7, 20)}),
        ({"regime": "replace"}, {"regime": ("replace",)}),
        ({"bottleneck": [[2, 0.5]]}, {"bottleneck": ((2, 0.5),)}),
    ],
)
def test_axes_are_lists_or_ranges(values: dict[str, Any], axes: dict[str, Any]) -> None:
    assert repr(parse_spec({"axes": values}).axes) == repr(axes)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"replicate": 2}, "did you mean replicates"),
        ({"options": {"ordr": 2}}, "did you mean order"),
        ({"axes": {"human_sare": [0]}}, "did you mean human_share"),
        ({"options": {"order": "two"}}, "whole number"),
        ({"options": {"seed": 2}}, "above the tables"),
        ({"options": {"model_command": "rm -rf /"}}, "not an option"),
        ({"options": [1]}, r"\[options\]"),
        ({"axes": {"order": "1:2:0.5"}}, "not whole numbers"),
        ({"axes": {"order": "1:2:3:4"}}, "not a range"),
        ({"measures": ["beauty"]}, "no measure"),
        ({"measures": [1]}, "in quotes"),
        ({"replicates": -1}, "whole number"),
        ({"replicates": True}, "whole number"),
        ({"keep": "a"}, "not a range"),
        ({"keep": 3}, "list of generations"),
        ({"text": 3}, "in quotes"),
        ({"version": 99}, "newer driftview"),
    ],
)
def test_a_study_file_that_cannot_be_is_refused(values: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        parse_spec(values)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\xff\xfe", "not UTF-8 text"),
        (b"a = ", "not TOML"),
        (b"[axes]\norder = [1]\n", "something that was asked for is missing"),
        (b"a" * 10 + b" = 1\n", "does not belong in a study file"),
        (b'"\\u001b[31m" = 1\n', "does not belong in a study file"),
    ],
)
def test_a_folder_with_another_plan_is_refused(study: StudyFolder, content: bytes, said: str) -> None:
    (study.place / "study.toml").write_bytes(content)
    with pytest.raises(ExportError, match=said) as refusal:
        read_study(study.place)
    assert "\x1b" not in str(refusal.value)


def test_a_run_of_another_study_is_refused(study: StudyFolder, records: list[Record]) -> None:
    study.keep(records[0])
    file = study.file(0)
    found = json.loads(file.read_text())
    for name, value in {"run": 1, "settings": {}, "rows": [], "law": [{"generation": 0}]}.items():
        file.write_text(json.dumps({**found, name: value}))
        with pytest.raises(ExportError, match="move it away"):
            read_study(study.place)


@pytest.mark.parametrize("value", ["1", [1], True, 10**400])
def test_what_is_no_number_is_refused(study: StudyFolder, records: list[Record], value: Any) -> None:
    study.keep(records[0])
    file = study.file(0)
    found = json.loads(file.read_text())
    found["rows"][0]["types"] = value
    file.write_text(json.dumps(found))
    with pytest.raises(ExportError, match="move it away"):
        read_study(study.place)


def test_a_place_that_holds_something_is_refused(study: StudyFolder, tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="--resume"):
        StudyFolder.begin(study.place, PLAN)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("dear")
    for overwrite in (False, True):
        with pytest.raises(ExportError, match=r"letter\.txt, which is not part"):
            StudyFolder.begin(tmp_path / "mine", PLAN, overwrite=overwrite)
    with pytest.raises(ExportError, match="no study"):
        StudyFolder.go_on(tmp_path / "mine")
    with pytest.raises(ExportError, match="no study"):
        read_study(tmp_path / "nowhere")


@pytest.mark.parametrize("name", ["letter.txt", "runs/letter.txt", "runs/1.json"])
def test_a_study_with_something_else_in_it_is_not_replaced(study: StudyFolder, name: str) -> None:
    (study.place / name).write_text("dear")
    with pytest.raises(ExportError, match=f"holds {name}"):
        StudyFolder.begin(study.place, PLAN, overwrite=True)


def test_a_study_may_be_begun_again_when_told_to(study: StudyFolder, records: list[Record]) -> None:
    study.keep(records[0])
    assert StudyFolder.begin(study.place, PLAN, overwrite=True).done() == set()


def test_nothing_outside_the_folder_is_touched(
    study: StudyFolder, records: list[Record], tmp_path: Path
) -> None:
    study.keep(records[0])
    outside = tmp_path / "outside"
    outside.mkdir()
    run = study.file(0).rename(outside / "run.json")
    draft = outside / ".driftview-0123456789ab"
    draft.touch()
    study.file(0).symlink_to(run)
    with pytest.raises(ExportError, match=r"0\.json points outside the folder"):
        read_study(study.place)
    study.keep(records[0])  # takes the place of the link, not of what it leads to
    assert run.is_file()
    assert list(read_study(study.place).runs) == records[:1]
    study.file(0).unlink()
    (study.place / "runs").rmdir()
    (study.place / "runs").symlink_to(outside)
    for opened in (read_study, StudyFolder.go_on):
        with pytest.raises(ExportError, match="runs points outside the folder"):
            opened(study.place)
    assert draft.exists()
    (study.place / "runs").unlink()
    plan = (study.place / "study.toml").rename(outside / "study.toml")
    (study.place / "study.toml").symlink_to(plan)
    with pytest.raises(ExportError, match="toml points outside the folder"):
        read_study(study.place)


@pytest.mark.parametrize("where", ["options", "axes"])
def test_a_study_file_never_names_a_program(where: str) -> None:
    with pytest.raises(ValueError, match="model_command is not an option of a study"):
        parse_spec({where: {"model-command": ["touch harm"]}})

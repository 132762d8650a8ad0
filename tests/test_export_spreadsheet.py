"""No CSV that driftview writes holds a cell that a spreadsheet would run."""

import csv
import io
from pathlib import Path

import pytest
from click.testing import CliRunner

import driftview
from driftview.cli.program import program
from driftview.export.spreadsheet import write_csv


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1+1", "\r=1+1", "=cmd|' /C calc'!A0"])
def test_a_text_that_begins_like_a_formula_is_text(text: str) -> None:
    page = io.StringIO(newline="")
    write_csv(page, [[text, "plain", "a=b"], [-1, -0.5, None]])
    rows = list(csv.reader(io.StringIO(page.getvalue(), newline="")))
    assert rows == [["'" + text.replace("\r", " "), "plain", "a=b"], ["-1", "-0.5", ""]]


def test_the_name_of_a_file_is_never_run(tmp_path: Path) -> None:
    (tmp_path / "=1+1.txt").write_text("one two three four\n\n" * 20)
    with pytest.MonkeyPatch.context() as patched:
        patched.chdir(tmp_path)
        result = CliRunner().invoke(program, ["measure", "=1+1.txt", "--csv", "-"])
    assert result.exit_code == 0, result.output
    (row,) = csv.DictReader(io.StringIO(result.stdout))
    assert row["text"].startswith("'=1+1")


def test_every_csv_is_written_by_one_function() -> None:
    sources = Path(driftview.__file__).parent.rglob("*.py")
    assert {path.name for path in sources if "csv.writer" in path.read_text("utf-8")} == {"spreadsheet.py"}

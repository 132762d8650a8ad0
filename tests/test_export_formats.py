"""Every format is written, holds the numbers of the lineage, and says what it needs."""

import csv
import io
import sys
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from toys import CAT, corpus_of

from driftview.cli.output import FILE_OPTIONS
from driftview.cli.output import FORMATS as NAMED
from driftview.drift.lineage import Lineage
from driftview.drift.loop import Loop
from driftview.export.lineage_folder import FILES, FORMATS, Export, ExportError, write_lineage
from driftview.export.parquet import measures_parquet
from driftview.export.plain_text import cells, plain_text, wrapped
from driftview.export.transcript import compose
from driftview.settings.settings import Settings
from driftview.text.cleaning import clean_prose

CHARTS = {"vocabulary.svg", "rare-words.svg", "survival-map.svg", "founders.svg"}

PLAIN = """\
toy: 1 generation of drift
==========================

A model read toy, which people wrote, and then wrote a text of its own:
generation 1. This page shows which human words are still used at generation 1,
and whether chance alone explains the loss.

Generation 1 knows 14 of the 17 words that humans wrote (82%). Chance alone
predicts 15 ± 3 (two standard deviations): this run is in range. That is a
closed form, which is only approximate on so short a text; simulated runs
predict better.


Settings
--------

- corpus: toy, 45 tokens, 0 held out
- read as: 4 paragraphs, separated by blank lines
- tokens are: words and punctuation
- model: word order 2, no smoothing
"""


def test_the_command_line_names_every_format() -> None:
    assert tuple(FORMATS) == NAMED
    assert list(FILES) == list(FILE_OPTIONS)
    assert set(FILES) <= set(FORMATS)


def test_a_folder_with_everything(small_lineage: Lineage, tmp_path: Path) -> None:
    folder = write_lineage(small_lineage, tmp_path / "x", formats=NAMED)
    assert {path.name for path in folder.iterdir()} == {*FILES.values(), "text", "genealogy", "charts"}
    assert {path.name for path in (folder / "charts").iterdir()} == CHARTS
    for chart in (folder / "charts").iterdir():
        assert ET.fromstring(chart.read_bytes()).tag == "{http://www.w3.org/2000/svg}svg"
        assert f"](charts/{chart.name})" in (folder / "transcript.md").read_text("utf-8")
    for name, file in FILES.items():
        content = Export(small_lineage).content(name)
        if name not in ("markdown", "json", "parquet"):
            assert (folder / file).read_text("utf-8") == content
    write_lineage(small_lineage, folder, overwrite=True)
    assert not (folder / "charts").exists()
    assert "](charts/" not in (folder / "transcript.md").read_text("utf-8")


def test_a_strange_file_among_the_charts_is_kept(small_lineage: Lineage, tmp_path: Path) -> None:
    folder = write_lineage(small_lineage, tmp_path / "x", formats=("charts",))
    (folder / "charts" / "mine.png").touch()
    with pytest.raises(ExportError, match=r"holds charts/mine\.png"):
        write_lineage(small_lineage, folder, overwrite=True)


def test_parquet_is_the_table_with_types(small_lineage: Lineage) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    one = replace(
        small_lineage.generations[1], measures={**small_lineage.generations[1].measures, "ttr": None}
    )
    lineage = Lineage(small_lineage.corpus, small_lineage.settings, [small_lineage.generations[0], one])
    table = parquet.read_table(io.BytesIO(measures_parquet(lineage)))
    rows = list(csv.DictReader(Export(lineage).content("csv").splitlines()))  # type: ignore[arg-type]
    assert table.column_names == list(rows[0])
    for row, read in zip(rows, table.to_pylist(), strict=True):
        for name, text in row.items():
            assert read[name] == (None if text == "" else float(text))
    kinds = {field.name: str(field.type) for field in table.schema}
    assert (kinds["generation"], kinds["types"], kinds["ttr"]) == ("int64", "int64", "double")
    assert table.to_pylist()[1]["ttr"] is None
    assert kinds["expected_types"] == "double"


def test_without_pyarrow_it_is_said_what_to_install(
    small_lineage: Lineage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(ExportError, match=r"pip install pyarrow"):
        write_lineage(small_lineage, tmp_path / "x", formats=("json", "parquet"))
    assert list(tmp_path.iterdir()) == []


def test_plain_text_to_the_letter() -> None:
    loop = Loop(corpus_of(CAT), Settings(order=2, generations=1))
    loop.step()
    written = plain_text(compose(loop.lineage))
    assert written.startswith(PLAIN)
    assert "**" not in written
    assert "Charts" not in written
    assert max(map(cells, written.split("\n"))) <= 80


def test_a_table_that_is_too_wide_goes_on_below(small_lineage: Lineage) -> None:
    whole = plain_text(compose(small_lineage))
    lines = whole[whole.index("\ngeneration  words") : whole.index("generation  pieces")].split("\n")
    heads = [line for line in lines if line.startswith("generation  ")]
    assert len(heads) == 2
    assert "words expected" in heads[1]
    rows = [line for line in lines if line.startswith("4 ")]
    assert len(rows) == 2
    assert f"{small_lineage.generations[4].measures['types']}" in rows[0].split()


@given(st.text(), st.integers(4, 40))
def test_wrapping_keeps_everything_within_its_width(text: str, width: int) -> None:
    lines = wrapped(text, width)
    assert all(cells(line) <= width for line in lines)
    assert "".join("".join(lines).split()) == "".join(clean_prose(text).split())


@pytest.mark.parametrize(("text", "width"), [("abc", 3), ("日本", 4), ("e\u0301", 1), ("", 0)])
def test_columns_are_not_characters(text: str, width: int) -> None:
    assert cells(text) == width

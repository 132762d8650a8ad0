"""Tables in other forms: polars, Markdown, LaTeX, and what a notebook shows."""

import sys
from collections.abc import Mapping, Sequence
from typing import Any

import pytest

import driftview as dv
from driftview.library.tables import MissingPolarsError, Table
from driftview.measures.registry import UnknownMeasureError


class Small(Table):
    def columns(self) -> Mapping[str, Sequence[Any]]:
        return {"word_of_x": ["a|b", "<c> & d"], "count": [3, None], "share": [0.123456, float("nan")]}


@pytest.fixture(scope="module")
def lineage() -> dv.Lineage:
    return dv.run(dv.open_text("ecclesiastes"), dv.Settings(generations=2, prediction="closed"))


def test_polars_has_the_same_columns_and_null_for_no_number(lineage: dv.Lineage) -> None:
    import polars

    frame = lineage.to_polars()
    assert isinstance(frame, polars.DataFrame)
    assert frame.columns == list(lineage.columns())
    assert frame["human_types"].to_list() == [each.words_left for each in lineage.generations]
    assert Small().to_polars()["count"].to_list() == [3, None]
    assert Small().to_polars()["share"].to_list() == [0.123456, None]


def test_without_polars_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "polars", None)
    with pytest.raises(MissingPolarsError, match=r"^to_polars needs polars: .*pip install polars$"):
        Small().to_polars()


def test_markdown_and_latex() -> None:
    assert Small().to_markdown(digits=3).splitlines() == [
        "| word_of_x | count | share |",
        "| --- | ---: | ---: |",
        "| a\\|b | 3 | 0.123 |",
        "| <c> & d |  |  |",
    ]
    latex = Small().to_latex(digits=2, columns=["word_of_x", "share"]).splitlines()
    assert latex[0] == r"\begin{tabular}{lr}"
    assert latex[2:6] == [r"word\_of\_x & share \\", r"\midrule", r"a|b & 0.12 \\", r"<c> \& d &  \\"]
    assert latex[-1] == r"\end{tabular}"
    with pytest.raises(UnknownMeasureError, match="no column shar; did you mean share"):
        Small().to_latex(columns=["shar"])


def test_a_notebook_shows_tables_and_charts(lineage: dv.Lineage) -> None:
    page = Small()._repr_html_()
    assert "&lt;c&gt; &amp; d" in page
    assert page.count("<tr>") == 3
    shown = lineage._repr_html_()
    assert "&lt;lineage of ecclesiastes" in shown
    assert "<svg" in shown
    assert "<script" not in shown
    assert "<?xml" not in shown
    assert f">{lineage.generations[2].words_left}<" in shown
    assert "more columns" in shown
    picture = lineage._repr_png_()
    assert picture is not None
    assert picture.startswith(b"\x89PNG")


def test_a_notebook_shows_a_study() -> None:
    study = dv.sweep(
        dv.open_text("ecclesiastes"), {"human_share": [0.0, 0.1, 0.5]},
        dv.Settings(generations=2, order=1, tokens=500), replicates=1,
    )  # fmt: skip
    assert "&lt;study of ecclesiastes: human_share; 3 of 3 runs&gt;" in study._repr_html_()
    picture = study._repr_png_()
    assert picture is not None
    assert picture.startswith(b"\x89PNG")


def test_a_long_table_is_cut_and_says_so() -> None:
    class Long(Table):
        def columns(self) -> Mapping[str, Sequence[Any]]:
            return {f"c{number}": list(range(100)) for number in range(20)}

    page = Long()._repr_html_()
    assert page.count("<tr>") == 61
    assert "40 more rows, 8 more columns" in page

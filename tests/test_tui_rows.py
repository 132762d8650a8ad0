"""Rows where room is short: nothing that is cut off looks like something else."""

from collections.abc import Iterator

import pytest
from exploring import exploring
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from driftview.settings.settings import Settings
from driftview.tui.content.measures import Reading
from driftview.tui.content.spans import Span, fitting, row_width
from driftview.tui.widgets.prose import MORE, _cut_off
from driftview.tui.widgets.table import MeasureTable

READINGS = (
    Reading("words", "14,225", "−82%", (1.0, 2.0)),
    Reading("– rare words", "11.3M", "× 134", (1.0, 2.0)),
    Reading("perplexity", "790", "+456%", (1.0, 2.0)),
)


@pytest.mark.parametrize("width", range(16, 60))
async def test_a_number_is_whole_or_not_there(width: int, table: MeasureTable) -> None:
    table.styles.width = width
    for row in table_rows(table, width):
        assert cell_len(row) <= width
        name, _, numbers = row.partition("  ")
        reading = next(each for each in READINGS if each.name.startswith(name.strip().rstrip("…")[:4]))
        assert reading.value in numbers or reading.value in row
        cells = row.replace(reading.value, "")
        assert reading.change in cells or not set(cells) & set("−+×%")


@pytest.fixture
def table() -> MeasureTable:
    return MeasureTable()


def table_rows(table: MeasureTable, width: int) -> Iterator[str]:
    """Return the rows of a table of one width, without a screen round it."""
    from driftview.tui.widgets.table import _Widths

    widths = _Widths(READINGS, width)
    for reading in READINGS:
        yield "".join(span.text for span in table._row(reading, widths))


@given(st.lists(st.text("ab ", min_size=1, max_size=9), max_size=6), st.integers(4, 30))
def test_what_goes_on_says_so_and_fits(texts: list[str], width: int) -> None:
    row = _cut_off(tuple(Span(text) for text in texts), width)
    assert row_width(row) <= width
    said = "".join(span.text for span in row)
    assert said.endswith(MORE)
    assert "".join(texts).startswith(said.removesuffix(MORE))
    assert "  …" not in said


async def test_axes_are_called_by_where_their_keys_lead() -> None:
    async with exploring(settings=Settings(generations=3, seed=1)) as explorer:
        await explorer.press("t")
        assert "L log axis  0 close up" in explorer.lines()[-1]
        await explorer.press("L")
        assert "L linear axis  0 from zero" in explorer.lines()[-1]
        await explorer.press("0")
        assert "L log axis  0 close up" in explorer.lines()[-1]


async def test_escape_with_nothing_to_stop_says_nothing() -> None:
    async with exploring(settings=Settings(generations=3, seed=1)) as explorer:
        before = explorer.frame()
        await explorer.press("escape")
        assert explorer.frame() == before


def test_a_wording_fits_by_its_cells_and_not_by_its_characters() -> None:
    assert fitting(("four cells", "天地", "x"), 4) == "天地"
    assert fitting(("four cells", "天地", "x"), 3) == "x"
    assert fitting(("none is short enough", "short"), 2) == "short"

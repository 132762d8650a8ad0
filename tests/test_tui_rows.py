"""Rows where room is short: nothing that is cut off looks like something else."""

import pytest
from exploring import exploring
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from driftview.settings.settings import Settings
from driftview.tui.content.measures import Reading
from driftview.tui.content.spans import Span, fitting, row_width
from driftview.tui.widgets.prose import MORE, _cut_off
from driftview.tui.widgets.rows import PlainLine

READINGS = (
    Reading("types", "words", "14,225", "−82%", 0.18, 0.82),
    Reading("rare_perplexity", "– rare words", "11.3M", "× 134", 134.0, 0.99),
    Reading("perplexity", "perplexity", "790", "+456%", 5.56, 0.82),
    Reading("longest_run", "longest copy", "14", "", None, 0.0),
)


@pytest.mark.parametrize("width", range(16, 60))
def test_a_number_is_whole_or_not_there(width: int) -> None:
    from driftview.tui.widgets.table import _reading_row, _Widths

    widths = _Widths(READINGS, width)
    for reading in READINGS:
        row = "".join(span.text for span in _reading_row(reading, widths))
        assert cell_len(row) <= width
        said = reading.change or reading.value
        assert row.rstrip().endswith(f" {said}")
        assert not widths.value or reading.value in row


def test_bars_have_one_axis_that_ends_at_the_human_value() -> None:
    from driftview.tui.widgets.table import BEYOND, HUMAN, _bar

    drawn = {
        share: "".join(span.text for span in _bar(share, "", 11)) for share in (0.0, 0.5, 0.95, 1.0, 15.0)
    }
    assert {len(bar) for bar in drawn.values()} == {11}
    assert [bar.count("━") for bar in drawn.values()] == [0, 5, 9, 10, 10]
    assert [bar[-1] for bar in drawn.values()] == [HUMAN] * 4 + [BEYOND]


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


async def test_a_line_that_comes_into_view_is_drawn_though_somebody_asked_where_it_is() -> None:
    async with exploring() as explorer:
        line = explorer.main.query_one("#effect", PlainLine)
        line.show("Said while there was no room.")
        line.display = True
        compositor = explorer.main._compositor
        compositor.update_widgets({line})  # as each change of something hidden does
        assert compositor.full_map[line].region.width > 0, "found out before the screen is laid out"
        await explorer.paint()
        assert "Said while there was no room." in explorer.frame()

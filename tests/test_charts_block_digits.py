"""Figures in block letters."""

from hypothesis import given
from hypothesis import strategies as st

from driftview.charts.block_digits import PIXELS, ROWS, block_figure


@given(st.text(st.sampled_from(sorted(PIXELS)), min_size=1, max_size=8), st.booleans())
def test_rows_of_a_figure_are_of_one_width(text: str, large: bool) -> None:
    rows = block_figure(text, large)
    assert rows is not None
    assert len(rows) == (ROWS if large else 3)
    assert len({len(row) for row in rows}) == 1


def test_every_character_has_five_rows_of_its_own_shape() -> None:
    assert all(len(pixels.split(" ")) == ROWS for pixels in PIXELS.values())
    shapes = [pixels for name, pixels in PIXELS.items() if name not in "–"]
    assert len(set(shapes)) == len(shapes)


def test_a_character_without_a_block_letter_is_left_to_the_caller() -> None:
    assert block_figure("12 π") is None

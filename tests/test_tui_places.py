"""Where terminals do not agree on the width of a text, nothing behind it moves."""

import re
import unicodedata
from collections.abc import Callable

import pytest
from rich.cells import cell_len

from driftview.tui.content.cells import most_cells
from driftview.tui.places import CODES, PLACE, in_place

HINDI = "हिन्दी में लिखा"
STYLE = "\x1b[1;38;2;1;2;3m"


def wide(character: str) -> int:
    """Return the cells of a character as wcwidth has it: a vowel sign takes one."""
    return 1 if unicodedata.category(character) == "Mc" else cell_len(character)


def shown(text: str, width_of: Callable[[str], int]) -> dict[int, list[str]]:
    """Return the cells of each row; a character without a cell of its own goes to the one before."""
    rows = {row: ["~"] * 60 for row in range(1, 6)}
    row, column = 1, 0
    for part in CODES.split(text):
        if place := PLACE.fullmatch(part):
            row, column = int(place[1]), int(place[2]) - 1
        elif not CODES.fullmatch(part):
            for character in part:
                width = width_of(character)
                if width:
                    rows[row][column] = character
                else:
                    rows[row][column - 1] += character
                column += width
    return rows


def line(left: str, right: str, width: int = 24) -> str:
    """Return a line of two panes as Textual writes it, each piece with its style."""
    pad = " " * (width - cell_len(left))
    rest = " " * (width - cell_len(right))
    return f"\x1b[2;1H{STYLE}│\x1b[0m {STYLE}{left}\x1b[0m{pad}{STYLE}││\x1b[0m{right}{rest}│"


@pytest.mark.parametrize("width_of", [cell_len, wide])
@pytest.mark.parametrize("left", [HINDI, f"{HINDI} cat", "தமிழ் கொடு", "မြန်မာ", "cat"])
@pytest.mark.parametrize("right", [HINDI, "dog", "日本"])
def test_frames_stay_in_their_columns_and_words_are_whole(
    width_of: Callable[[str], int], left: str, right: str
) -> None:
    cells = shown(in_place(line(left, right)), width_of)[2]
    assert [at for at, cell in enumerate(cells) if cell == "│"] == [0, 26, 27, 52]
    assert cells[:53].count("~") == right.count("日") + right.count("本")  # the second cells of these
    written = "".join(cells)
    assert left in written
    assert right in written.replace("~", "")


def test_only_a_part_of_the_screen_is_written() -> None:
    """What stands behind the part is neither moved nor written over."""
    part = f"\x1b[2;3H{STYLE}{HINDI}\x1b[0m     "
    length = cell_len(HINDI) + 5
    cells = shown(in_place(part), wide)[2]
    assert cells[2 + length :] == ["~"] * (60 - 2 - length)
    assert "".join(cells).strip("~").rstrip() == HINDI


def test_what_is_certain_is_left_as_it_is() -> None:
    text = line("été ”cat”", "日本") + "\r\n\x1b[?25l\x1b[3;1Hcat ● ⣀"
    assert in_place(text) is text


def test_lines_are_set_for_the_wider_terminal() -> None:
    marks = len(re.findall("[\u0940\u093f\u093e]", HINDI))
    assert most_cells(HINDI) == cell_len(HINDI) + marks
    assert most_cells("été 日本") == cell_len("été 日本")

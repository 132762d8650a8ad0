"""What is told to the terminal: fewer codes, the same picture."""

import pyte
from hypothesis import given
from hypothesis import strategies as st
from rich.color import Color
from rich.style import Style

from driftview.tui.terminal import change, look, terse

COLOURS = st.sampled_from(["red", "default", "bright_blue", "color(200)", "#102030", "#a0b0c0"]).map(
    Color.parse
)
FLAGS = st.booleans()
STYLES = st.builds(
    lambda color, ground, **flags: Style(color=color.name, bgcolor=ground.name, **flags),
    COLOURS, COLOURS, bold=FLAGS, dim=FLAGS, italic=FLAGS, underline=FLAGS, reverse=FLAGS, strike=FLAGS,
)  # fmt: skip
WORDS = st.text(st.sampled_from("ab é·"), min_size=1, max_size=4)
PIECES = st.one_of(
    st.tuples(STYLES, WORDS).map(lambda pair: pair[0].render(pair[1])),
    st.tuples(st.integers(1, 4), st.integers(1, 20)).map(lambda place: f"\x1b[{place[0]};{place[1]}H"),
    st.just("\r\n"),
    st.just("\x1b[2K"),
    WORDS,
)


def picture(*writes: str) -> list[list[object]]:
    """Return every cell that a terminal shows, with its colours and attributes, and the cursor's place."""
    screen = pyte.Screen(24, 6)
    stream = pyte.Stream(screen)
    for text in writes:
        stream.feed(text)
    cells: list[list[object]] = [[screen.buffer[y][x] for x in range(24)] for y in range(6)]
    return [*cells, [screen.cursor.x, screen.cursor.y]]


@given(st.lists(st.lists(PIECES).map("".join), min_size=1, max_size=4))
def test_a_terminal_shows_the_same(writes: list[str]) -> None:
    short = [terse(text) for text in writes]
    assert picture(*short) == picture(*writes)
    assert all(
        len(after) <= len(before) + len("\x1b[0m") for after, before in zip(short, writes, strict=True)
    )


def test_only_what_changes_is_told() -> None:
    ground = "48;2;18;18;18"
    text = (
        f"\x1b[38;2;1;2;3;{ground}mone\x1b[0m\x1b[1;38;2;1;2;3;{ground}mtwo\x1b[0m"
        f"\x1b[1;38;2;4;5;6;{ground}mthree\x1b[0m"
    )
    assert terse(text) == f"\x1b[38;2;1;2;3;{ground}mone\x1b[1mtwo\x1b[38;2;4;5;6mthree\x1b[0m"


def test_moves_carry_no_colours() -> None:
    text = "\x1b[31ma\x1b[0m\x1b[2;1H\x1b[31mb\x1b[0m"
    assert terse(text) == "\x1b[31ma\x1b[2;1Hb\x1b[0m"


def test_other_codes_find_the_style_that_they_expect() -> None:
    assert terse("\x1b[41ma\x1b[0m\x1b[2K") == "\x1b[41ma\x1b[0m\x1b[2K"


def test_text_without_styles_stays() -> None:
    assert terse("\x1b[?2026h") == "\x1b[?2026h"


def test_bold_and_dim_end_together() -> None:
    assert picture(change("", "1;2"), change("1;2", "2"), "a") == picture("\x1b[2ma")


def test_strange_codes_are_told_in_full() -> None:
    assert look("58;5;1") is None
    assert change("31", "58;5;1") == "\x1b[0;58;5;1m"


def test_the_linux_console_gets_signs_that_its_fonts_have() -> None:
    from driftview.tui.terminal import PLAIN_SIGNS

    drawn = "".join(map(chr, range(0x2800, 0x2900))) + "⟦⟧◉●○◌•■▲◆★╌┊╎━╸▶▸◂╭╮╰╯✎✕✓‡…“”‘’–−≠⇄→←↑↓"
    shown = drawn.translate(PLAIN_SIGNS)
    assert len(shown) == len(drawn), "each is as wide as before"
    assert set(shown) <= set("█▀▄ ") | set(map(chr, range(0x20, 0x7F)))
    assert "\u2801\u2840".translate(PLAIN_SIGNS) == "▀▄"

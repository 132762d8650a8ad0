"""Cleaning: nothing that steers a terminal or hides from the eye gets through."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from driftview.text.cleaning import clean, label

BREAKS = set("\r\x0b\x0c\x1c\x1d\x1e\x1f\x85\u2028\u2029")
ZERO_WIDTH_OR_DIRECTION = {
    *map(chr, range(0x200B, 0x2010)),
    *map(chr, range(0x202A, 0x202F)),
    *map(chr, range(0x2060, 0x2065)),
    *map(chr, range(0x2066, 0x206A)),
    "\u061c",
    "\ufeff",
    "\ufe0f",
    "\U000e0041",
}


def test_every_code_point_below_u2100() -> None:
    for code in range(0x2100):
        character = chr(code)
        cleaned = clean(f"a{character}b")
        if character in BREAKS:
            assert cleaned == "a\nb"
        elif character in ZERO_WIDTH_OR_DIRECTION or (
            unicodedata.category(character) == "Cc" and character not in "\n\t"
        ):
            assert cleaned == "ab", hex(code)
        elif unicodedata.category(character) not in {"Cf", "Mn"}:
            assert cleaned == f"a{character}b", hex(code)


@pytest.mark.parametrize("character", [*sorted(ZERO_WIDTH_OR_DIRECTION), "\ud800", "\udfff", "\x1b", "\x9b"])
def test_hidden_characters_go(character: str) -> None:
    assert clean(f"a{character}b") == "ab"


def test_line_ends_become_newlines() -> None:
    assert clean("a\r\nb\rc\x85d\u2028e\u2029f\n\tg") == "a\nb\nc\nd\ne\nf\n\tg"


def test_escape_sequences_are_disarmed() -> None:
    assert clean("\x1b]0;title\x07\x1b[31mred\x9b0m") == "]0;title[31mred0m"


@settings(deadline=None)
@given(st.text(st.characters()))
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    cleaned = clean(text)
    assert clean(cleaned) == cleaned
    assert all(c in "\n\t" or unicodedata.category(c) not in {"Cc", "Cs"} for c in cleaned)


def test_clean_text_is_returned_as_it_is() -> None:
    text = "Any plain text — with marks\n\tand tabs"
    assert clean(text) is text


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Größe 日本.txt".encode(), "Größe 日本.txt"),
        (b"Gr\xf6\xdfe.txt", "Gre.txt"),  # Latin-1, of which nobody can know that it is
        ("a\x9b31mb\u202e".encode(), "a31mb"),
        (b"\xff", "?"),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
def test_a_file_name_reads_the_same_whatever_the_locale_made_of_it(
    written: bytes, shown: str, encoding: str
) -> None:
    assert label(written.decode(encoding, "surrogateescape")) == shown

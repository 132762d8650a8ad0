"""What separates paragraphs is decided by what most of a text does, and may be overruled."""

import textwrap
import time
from pathlib import Path

import pytest

from driftview.text.options import Documents, Paragraphs, ReadingOptions
from driftview.text.paragraphs import Layout, find_layout
from driftview.text.tokeniser import Tokeniser, file_report

CASES = Path(__file__).parent / "cases"

SENTENCES = [
    "The keeper of the bridge lit the lamp before the snow began to fall on the road to the mill.",
    "Nobody crossed that night but a boy with a goose under his arm and a letter in his boot.",
    "He paid with a button, and the keeper, who was fond of buttons, let him pass without a word.",
    "In the morning the goose was gone, the river was frozen, and the lamp had burned all its oil.",
]
PROSE = [" ".join(SENTENCES[(start + i) % 4] for i in range(3)) for start in range(12)]
POEM = """The lamp is lit upon the bridge,
The snow comes down the hill;
A goose goes over, and a boy,
And everything is still.

The river froze before the dawn,
The keeper went to bed;
And no one knows what was the word
That goose or keeper said."""


SONNET = """Shall I compare thee to a lamp of oil,
    Thou art more lovely and more mild than snow,
Rough winds do shake the darling geese of May,
    And summer is a bridge that boys must go"""


def wrapped(indent: str = "", gap: str = "\n\n") -> str:
    return gap.join(textwrap.fill(each, 64, initial_indent=indent) for each in PROSE)


def documents_of(text: str, options: ReadingOptions | None = None) -> tuple[Layout, list[str]]:
    """Return the layout of a text, and its documents as their words with single spaces."""
    chosen = options or ReadingOptions()
    layout = find_layout([text], chosen)
    tokeniser = Tokeniser(chosen)
    tokens = tokeniser.tokens(text, tokeniser.look(text, layout))
    words = list(tokeniser.words)
    found: list[list[str]] = [[]]
    for token in tokens.tolist():
        if token == 0:
            found.append([])
        else:
            found[-1].append(words[token])
    return layout, [" ".join(each) for each in found[:-1]]


PLAY = "\n".join(f"{'ANNA' if i % 2 else 'BORIS'}. {each}" for i, each in enumerate(PROSE))
CHAT = "\n".join(f"[12:{i:02}] {'anna' if i % 2 else 'bob'}: {s}" for i, s in enumerate(SENTENCES * 3))
FILM = "\n\n".join(f"{i}\n00:00:{i:02},000 --> 00:00:{i:02},900\n{s}" for i, s in enumerate(SENTENCES * 2, 1))
WIKI = " = A bridge = \n\n" + " \n".join(f" {s} well @-@ known <unk> ." for s in SENTENCES * 4)
LIST = "\n".join(["apples", "pears", "plums", "a goose", "lamp oil", "buttons", "letters", "boots"])

MAIL = """From: Anna <anna@example.org>
To: Boris <boris@example.org>
Subject: the goose
Date: Mon, 1 Dec 2025 10:00:00 +0100

The goose crossed the bridge last night, and the keeper
let it pass. Did you see it?

Boris wrote:
> I was at the mill, and nobody told me
> about any goose.

So nobody did."""
SLACK = "\n\n".join(f"{'Anna' if i % 2 else 'Boris'}  10:{i:02} AM\n{s}" for i, s in enumerate(SENTENCES * 2))
PROGRAM = "import os\n\n" + "\n\n".join(
    f"def bridge_{i}(goose):\n    if goose.crosses():\n        return os.name == 'bridge'\n    lamp = [{i}]"
    for i in range(6)
)
QUERY = "\n\n".join(f"SELECT name, age\nFROM people{i}\nWHERE age > {i}\nORDER BY name;" for i in range(8))
STYLES = "\n\n".join(f".note{'abcdefgh'[i]} p\n  margin: {i}px auto;\n  color: red;" for i in range(8))
SCHEME = "\n\n".join(f"(define (add a)\n  (+ a {i}))\n;; says so" for i in range(8))
GUIDE = "\n\n".join(
    f"## Bridge {i}\n\n{PROSE[i]}\n\n```sh\nbridge --open {i}\nlamp_{i}=$(goose)\n```" for i in range(6)
)
IRC = "\n".join(f"<{('anna', 'bob_', '@kris|away')[i % 3]}> {line[:50]}" for i, line in enumerate(PROSE))
IRC += "\n* bob_ has quit (Ping timeout)"
LOG = "\n\n".join(
    f"commit {i}a7c\nAuthor: Anna <anna@example.org>\nDate:   Mon Dec {i} 2025\n\n    {PROSE[i][:66]}"
    for i in range(1, 9)
)


def test_one_name_in_angle_brackets_may_be_a_tag() -> None:
    assert documents_of(IRC.replace("bob_", "anna").replace("@kris|away", "anna"))[0].kind != "irc"


@pytest.mark.parametrize(
    ("text", "kind", "documents"),
    [
        (MAIL, "mail", 4),
        (SLACK, "chat", 8),
        (CHAT.replace("[12:", "2025-03-01T12:").replace("]", ":00Z"), "chat", 12),
        ("WEBVTT\n\nNOTE by hand\n\n" + FILM.replace("900\n", "900\n<v Anna>"), "subtitles", 8),
        ("\n".join([WIKI] * 3), "line", 51),
        (PROGRAM, "code", 7),
        (QUERY, "code", 8),
        (STYLES, "code", 8),
        (SCHEME, "code", 8),
        (GUIDE, "blank", 18),
        (LOG, "blank", 16),
        (wrapped(), "blank", 12),
        (wrapped(indent="   "), "blank", 12),
        (wrapped(indent="  ", gap="\n"), "wrapped", 12),
        (wrapped(gap="\n"), "wrapped", 12),
        ("\n\n".join(PROSE), "blank", 12),
        ("\n".join(PROSE), "line", 12),
        ("A TITLE\n\n" + "\n".join(SENTENCES * 9), "line", 37),
        ("\n".join(SENTENCES * 3), "line", 12),
        (POEM, "verse", 2),
        ("\n\n".join([POEM] * 6), "verse", 12),
        (POEM.replace("\n\n", "\n"), "line", 8),
        ("\n\n".join([SONNET] * 9), "verse", 9),
        (PLAY, "play", 12),
        (CHAT, "chat", 12),
        (IRC, "irc", 13),
        (FILM, "subtitles", 8),
        (WIKI, "line", 17),
        (LIST, "list", 8),
        ("床前明月光，\n疑是地上霜。\n举头望明月，\n低头思故乡。\n\n白日依山尽，\n黄河入海流。", "verse", 2),
        ("Only one paragraph here.", "blank", 1),
    ],
)
def test_a_layout_is_recognised(text: str, kind: str, documents: int) -> None:
    layout, found = documents_of(text)
    assert (layout.kind, len(found)) == (kind, documents)


@pytest.mark.parametrize("text", [wrapped(), wrapped("  ", "\n"), PLAY, CHAT, FILM, "\n".join(PROSE)])
def test_the_layout_does_not_depend_on_pieces(text: str) -> None:
    whole = find_layout([text])
    for size in (1, 7, 100):
        assert find_layout(text[at : at + size] for at in range(0, len(text), size)) == whole


def test_paragraphs_that_are_told_apart_by_indents_are_those_of_the_author() -> None:
    _, expected = documents_of("\n\n".join(PROSE))
    assert documents_of(wrapped("    ", "\n"))[1] == expected
    assert documents_of(wrapped())[1] == expected


def test_times_and_numbers_of_cues_are_no_words() -> None:
    for text in (CHAT, FILM):
        words = " ".join(documents_of(text)[1]).split()
        assert not any(word[0].isdigit() for word in words)
        assert "keeper" in words


@pytest.mark.parametrize(
    ("wanted", "documents"), [("blank", 1), ("line", 12 * 5), ("wrapped", 12), ("verse", 1)]
)
def test_what_the_user_says_overrules_the_evidence(wanted: Paragraphs, documents: int) -> None:
    text = wrapped("  ", "\n")
    layout, found = documents_of(text, ReadingOptions(paragraphs=wanted))
    assert layout.paragraphs == wanted
    assert len(found) == (len(text.splitlines()) if wanted == "line" else documents)


@pytest.mark.parametrize(("wanted", "documents"), [("file", 1), ("chapter", 3), ("paragraph", 15)])
def test_a_document_may_be_a_file_or_a_chapter(wanted: Documents, documents: int) -> None:
    parts = [f"{head}\n\n" + "\n\n".join(PROSE[:4]) for head in ("CHAPTER I", "Chapter 2. The goose", "III")]
    layout, found = documents_of("\n\n".join(parts), ReadingOptions(documents=wanted))
    assert len(found) == documents
    assert file_report("f", layout, documents).noun == {"file": "text"}.get(wanted, wanted)


def test_mixed_evidence_is_told() -> None:
    ragged = "\n\n".join("\n".join(each.split(", ")) for each in PROSE)
    layout, _ = documents_of(ragged)
    told = file_report("f", layout, 12).sentence()
    assert ("mixed" in told) == layout.mixed


def test_a_speech_goes_on_behind_a_line_that_is_no_name() -> None:
    text = "\n".join(f"{name}. {textwrap.fill(PROSE[i], 60)}" for i, name in enumerate(["KING", "QUEEN"] * 5))
    layout, found = documents_of(text)
    assert (layout.kind, len(found)) == ("play", 10)
    assert layout.speakers == {"KING", "QUEEN"}


@pytest.mark.parametrize("hostile", ["A: ", "12:00 ", "-\n", " \n", "\n ", "a-\n", "CHAPTER I\n", "= a =\n"])
def test_a_hostile_text_is_looked_through_in_time(hostile: str) -> None:
    """Time grows with the length: twice the text takes about twice the time, and not four times."""
    times = []
    for size in (20_000, 80_000):
        begun = time.process_time()
        documents_of(hostile * size)
        times.append(time.process_time() - begun)
    assert times[1] < 10 * times[0] + 1


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The con-\ntinent. A continent is there.", ["The", "continent"]),
        ("The well-\nbred man. A well-bred man.", ["The", "well-bred"]),
        ("The con-\ntinent was far.", ["The", "con-tinent"]),
        ("The mother-in-\nlaw came. A mother-in-law.", ["The", "mother-in-law"]),
        ("He left--\nand came. He left.", ["He", "left"]),
        ("from 1914-\n18 on.", ["from", "1914-18"]),
        ("The con\u00ad\ntinent was.", ["The", "continent"]),
    ],
)
def test_words_broken_at_line_ends_are_put_together(text: str, words: list[str]) -> None:
    _, found = documents_of(text, ReadingOptions(paragraphs="blank"))
    assert found[0].split()[: len(words)] == words


def test_verse_in_small_letters_keeps_its_lines() -> None:
    haiku = "the lamp of the bridge\n  lit before the snow fell —\nnobody crossed it"
    layout, found = documents_of("\n\n".join([haiku] * 8))
    assert (layout.paragraphs, len(found)) == ("verse", 8)


def test_lines_that_break_words_are_wrapped_however_ragged_they_are() -> None:
    ragged = "The lamp-\nkeeper came to the win-\ndow by the garden and the lamp of the well-\nknown bridge."
    layout, found = documents_of("\n\n".join([ragged] * 8))
    assert (layout.paragraphs, len(found)) == ("blank", 8)

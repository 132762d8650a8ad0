"""Reading in pieces gives, to the last token, what reading at once gives; and it holds little at a time."""

import io
import tracemalloc
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from toys import corpus_of
from whole_reading import decode_whole, tokens_whole

from driftview.choices import Unit
from driftview.text import corpus as corpora
from driftview.text import encodings, reading, streaming
from driftview.text.building import Reader, build_corpus
from driftview.text.options import ReadingOptions
from driftview.text.paragraphs import find_layout
from driftview.text.reading import TextError, TextFile, VoiceText, decode, open_file, open_source
from driftview.text.sources import open_corpus
from driftview.text.streaming import chunks, cleaned, pieces_of
from driftview.text.tokeniser import Tokeniser
from driftview.text.tokens import tokenise

UNITS: tuple[Unit, ...] = ("word", "character")

LETTERS = "ab1.,'\"-—‐(«’ \t\n\r\u00a0\u3000\u2028\u200b\x85\u0301é漢字กั。ば☺😀\x1b"
"""What the rules for cutting, quoting and parting look at: spaces of all kinds, marks, scripts, breaks."""

texts = st.text(st.sampled_from(LETTERS), max_size=60) | st.text(max_size=40)
sizes = st.integers(1, 9)


@pytest.fixture(autouse=True)
def _whole_again() -> Iterator[None]:
    size = streaming.PIECE
    yield
    streaming.PIECE = size


def source(data: bytes, name: str = "t.txt") -> TextFile:
    return open_source(lambda: closing(io.BytesIO(data)), name)


def words_of(text: str | TextFile, unit: Unit) -> list[str]:
    tokeniser = Tokeniser(ReadingOptions(unit=unit))
    tokens = tokeniser.tokens(text)
    words = list(tokeniser.words)
    return [words[token] for token in tokens.tolist()]


@pytest.mark.parametrize("unit", UNITS)
@given(text=texts, size=sizes)
@example(text="a\r\n\r\nb 'c'", size=1)
@example(text="漢'x \u0301'a \u0301 'b", size=1)
@example(text="“漢”'字' a 'b'\n'漢'", size=2)
@example(text="one\n two \n\n\nthree", size=3)
def test_the_tokens_of_the_pieces_are_those_of_the_whole(unit: Unit, text: str, size: int) -> None:
    streaming.PIECE = size
    assert words_of(text, unit) == tokenise(text, unit)


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
@given(text=texts, size=sizes)
def test_a_character_or_line_end_may_lie_across_two_pieces(
    unit: Unit, encoding: str, text: str, size: int
) -> None:
    data = text.encode(encoding, "ignore")
    assume(b"\0" not in data or encoding in ("utf-16", "utf-32"))
    streaming.PIECE = size
    try:
        found = source(data)
    except TextError:
        return
    assert found.encoding.name == decode_whole(data)[1]
    assert words_of(found, unit) == tokens_whole(data, unit)


@given(text=st.text(st.sampled_from("abé漢 \n"), min_size=30, max_size=60), spoilt=st.binary(max_size=4),
       at=st.integers(0, 60), size=sizes)  # fmt: skip
def test_damage_is_left_out_alike(text: str, spoilt: bytes, at: int, size: int) -> None:
    data = (text + "é" * 60).encode()
    data = data[:at] + bytes(byte | 0x80 for byte in spoilt) + data[at:]
    streaming.PIECE = size
    try:
        expected = decode_whole(data)
    except ValueError:
        with pytest.raises(TextError, match="an encoding that driftview does not recognise"):
            decode(data, "t.txt")
        return
    reading = decode(data, "t.txt")
    assert (reading.text, reading.encoding) == expected


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Il était une fois un garçon naïf qui rêvait à la fenêtre. " * 20, "cp1252"),
        ("Все счастливые семьи похожи друг на друга. " * 20, "koi8-r"),
        ("吾輩は猫である。名前はまだ無い。どこで生れたか見当がつかぬ。\n" * 20, "shift_jis"),
        ("Все семьи похожи друг на друга. " * 20, "utf-16"),
    ],
)
@pytest.mark.parametrize("size", [1, 7, 100])
def test_a_guess_is_the_same_guess(text: str, encoding: str, size: int) -> None:
    data = text.encode(encoding)[: -1 if encoding == "utf-16" else None]
    streaming.PIECE = size
    reading = decode(data, "t.txt")
    assert (reading.text, reading.encoding) == decode_whole(data)
    assert reading.note


def test_an_encoding_that_is_guessed_from_the_beginning_must_fit_the_rest(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(encodings, "GUESSED_FROM", 2000)
    line = "Der Bär fährt übers Meer, früh am Morgen, für Öl und Käse.\n"
    reading = decode((line * 100).encode("cp1252"), "old.txt")
    assert reading.text == line * 100


@pytest.mark.parametrize("unit", UNITS)
def test_a_corpus_does_not_depend_on_the_pieces(unit: Unit, tmp_path: Path) -> None:
    (tmp_path / "one.txt").write_bytes("“One” two, 'three'.\r\n\r\nfour-five six\r\n".encode() * 30)
    (tmp_path / "two.txt").write_text("line one\nline “two” 漢字 'x'\n" * 25, "utf-16")
    names = [str(tmp_path / name) for name in ("one.txt", "two.txt")]
    whole = open_corpus(names, unit)
    text = (tmp_path / "one.txt").read_bytes().decode()
    for size in (3, 50):
        streaming.PIECE = size
        again = open_corpus(names, unit)
        assert again.vocabulary.words == whole.vocabulary.words
        assert np.array_equal(again.vocabulary.glue, whole.vocabulary.glue)
        for name in (
            "tokens",
            "starts",
            "held_out",
            "held_out_starts",
            "document_paragraph",
            "document_file",
        ):
            assert np.array_equal(getattr(again, name), getattr(whole, name)), name
        assert again.sha256 == whole.sha256
        by_text = build_corpus("x", [VoiceText("v", (("f", text),))], unit)
        assert by_text.sha256 == open_corpus(names[:1], unit).sha256


def test_words_that_are_new_are_learnt_on_the_way() -> None:
    reader = Reader(corpus_of("the cat sat on the mat " * 5))
    streaming.PIECE = 4
    tokens, starts, _ = reader.read("the dog sat\n\non the dog")
    words = [reader.corpus.vocabulary.words[token] for token in tokens.tolist()]
    assert words == tokenise("the dog sat\n\non the dog")
    assert starts.tolist() == [0, 4]
    assert reader.read("no new word: dog")[0][-2] == tokens[1]


def test_a_file_that_changes_while_it_is_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "t.txt"
    path.write_text("word é " * 50)
    text = open_file(path)
    path.write_bytes(b"word \xff " * 50)
    with pytest.raises(TextError, match=r"t\.txt changed while it was being read: try again"):
        list(text.pieces())
    path.unlink()
    with pytest.raises(TextError, match=r"cannot read .*no such file"):
        list(text.pieces())


def test_what_comes_through_a_pipe_is_kept_for_a_second_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "IN_MEMORY", 10)  # the rest goes to a file
    text = open_source(reading.kept(io.BytesIO(b"some words\n" * 20)), "pipe")
    assert "".join(text.pieces()) == "".join(text.pieces()) == "some words\n" * 20
    monkeypatch.setattr(reading, "MOST_PIPED", 100)
    with pytest.raises(reading.TooMuchError):
        reading.kept(io.BytesIO(b"some words\n" * 20))


def test_only_white_space_is_cut() -> None:
    streaming.PIECE = 8
    text = "one two\tthree\u3000four five\n\n\n\u0301six sevenseveneight nine" + " " * 50 + "ten "
    found = list(chunks(cleaned([text])))
    assert "".join(chunk.text + chunk.gap for chunk in found) == text.strip()
    assert all(chunk.text.strip() == chunk.text for chunk in found)
    assert len(list(chunks(pieces_of(text)))) > 3
    assert not any(chunk.text.startswith("\u0301") for chunk in found)


def test_the_layout_is_that_of_the_whole() -> None:
    texts = {"a\nb\n": "line", "\n\na\nb\n\n": "line", "a\n \nb": "blank", "a": "blank"}
    for text, kind in texts.items():
        for size in (1, 2, 9):
            found = find_layout(text[at : at + size] for at in range(0, len(text), size))
            assert found.paragraphs == kind


def test_a_long_text_is_never_in_memory_as_a_whole(tmp_path: Path) -> None:
    rng = np.random.default_rng(1)
    words = np.array([f"word{i}" for i in range(500)])
    path = tmp_path / "long.txt"
    with path.open("w") as file:
        for _ in range(8):
            file.write(" ".join(words[rng.integers(0, 500, 60_000)].tolist()) + "\n\n")
    size = path.stat().st_size
    tracemalloc.start()
    corpus = open_corpus([str(path)])
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    tokens = 4 * (len(corpus.tokens) + len(corpus.held_out))
    assert peak < 3.5 * tokens + 40 * streaming.PIECE
    assert peak < 2.6 * size  # the list of its words alone would take fifteen times as much


@given(
    lists=st.lists(st.lists(st.integers(0, 9), max_size=7), max_size=9),
    chosen=st.lists(st.booleans(), min_size=63, max_size=63),
    at_once=st.integers(1, 9),
)
def test_a_tape_holds_what_was_put_on_it(lists: list[list[int]], chosen: list[bool], at_once: int) -> None:
    before, corpora.AT_ONCE = corpora.AT_ONCE, at_once
    try:
        written = corpora.TokenBuffer()
        for each in lists:
            written.add(np.array(each, np.int32))
        tokens = written.take_all()
        whole = [token for each in lists for token in each]
        assert tokens.tolist() == whole
        flags = np.array(chosen[: len(whole)], bool)
        tokens, taken = corpora.take_out(tokens, flags)
        assert taken.tolist() == [t for t, out in zip(whole, flags, strict=True) if out]
        assert tokens.tolist() == [t for t, out in zip(whole, flags, strict=True) if not out]
    finally:
        corpora.AT_ONCE = before

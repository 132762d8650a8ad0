"""Whatever a file holds, reading it gives a clean text or one clear line, within bounds."""

import os
import threading
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nasty import BABEL, FILES, NAMES, POISON, STEERING, WRITING, among, assert_harmless, nasty_folder
from processes import python_process

from driftview.choices import Unit
from driftview.text import reading
from driftview.text.building import Reader, build_corpus
from driftview.text.corpus import Corpus
from driftview.text.reading import TextError, VoiceText, decode
from driftview.text.sources import open_corpus
from driftview.text.tokens import render, tokenise

UNIX = pytest.mark.skipif(os.name == "nt", reason="Windows has no such files")

UNREADABLE = {
    "nothing": "empty",
    "a million empty lines": "empty",
    "blanks": "empty",
    "zero bytes": "not a text file",
    "a zero byte": "not a text file",
    "all bytes": "not a text file",
    "bells and backspaces": "not a text file",  # too many of them
    "noise": "an encoding that driftview does not recognise",
    "UTF-32 of nothing": "empty",
}
"""What is refused, and in which words; all else has a text in it."""


def assert_whole(corpus: Corpus) -> None:
    """Fail unless all that can be shown of a corpus is clean, and its text reads back as the same tokens."""
    for word in corpus.vocabulary.words:
        assert_harmless(word)
    for shown in (corpus.name, *corpus.files, *corpus.notes, *(voice.name for voice in corpus.voices)):
        assert_harmless(shown)
        assert "\n" not in shown
    text = render(corpus.vocabulary, corpus.tokens, corpus.starts)
    assert_harmless(text)
    assert tokenise(text, corpus.unit) == [corpus.vocabulary.words[token] for token in corpus.tokens]


@pytest.mark.parametrize("unit", ["word", "character"])
@pytest.mark.parametrize("name", FILES)
def test_a_file_is_read_or_refused_in_a_line(name: str, unit: Unit, tmp_path: Path) -> None:
    path = tmp_path / "text.txt"
    path.write_bytes(FILES[name])
    if name in UNREADABLE:
        with pytest.raises(TextError, match=UNREADABLE[name]) as refusal:
            open_corpus([str(path)], unit)
        assert_harmless(str(refusal.value))
        assert "\n" not in str(refusal.value)
    else:
        assert_whole(open_corpus([str(path)], unit))


@settings(max_examples=150)
@given(st.binary(max_size=60), st.sampled_from([b"", *(mark for mark in (b"\xff\xfe", b"\xef\xbb\xbf"))]))
def test_any_bytes_are_read_or_refused(data: bytes, mark: bytes) -> None:
    try:
        reading = decode(mark + data, "\x1b[31mthing\n")
    except TextError as refusal:
        assert_harmless(str(refusal))
        assert "\n" not in str(refusal)
    else:
        assert_harmless(reading.text)
        reading.text.encode()


PIECES = st.sampled_from(
    [*STEERING.values(), *WRITING.values(), "\n\n", "\n", " ", "cat", "'", '"', "-", "."]
)


@settings(max_examples=100)
@given(
    st.lists(PIECES | st.text(max_size=5), min_size=1, max_size=12), st.sampled_from(["word", "character"])
)
def test_any_mixture_is_whole(pieces: list[str], unit: Unit) -> None:
    try:
        corpus = build_corpus("mixture", [VoiceText("voice", (("file", "".join(pieces)),))], unit)
    except TextError as refusal:
        assert "empty" in str(refusal)
    else:
        assert_whole(corpus)


@pytest.mark.parametrize("text", [POISON, BABEL])
def test_what_others_wrote_is_as_clean(text: str) -> None:
    reader = Reader(build_corpus("plain", [VoiceText("voice", (("file", "A cat. A dog."),))]))
    tokens, starts, _ = reader.read(text)
    assert_harmless(render(reader.corpus.vocabulary, tokens, starts))


@UNIX
def test_names_of_files_do_no_harm(tmp_path: Path) -> None:
    corpus = open_corpus([str(nasty_folder(tmp_path / "a\x1b[31m\nb"))])
    assert len(corpus.voices) == len(NAMES)
    assert_whole(corpus)


@UNIX
def test_links_in_circles_and_what_is_no_file_are_left_out(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(among("dog"), "utf-8")
    for link, target in (("b.txt", "a.txt"), ("c.txt", "d.txt"), ("d.txt", "c.txt"), ("e.txt", "nowhere")):
        (tmp_path / link).symlink_to(target)
    (tmp_path / "self").symlink_to(tmp_path, target_is_directory=True)
    os.link(tmp_path / "a.txt", tmp_path / "hard.txt")
    os.mkfifo(tmp_path / "pipe.txt")
    corpus = open_corpus([str(tmp_path)])
    assert [voice.name for voice in corpus.voices] == ["a"]
    assert corpus.reading.left_out() == (
        "left out: b.txt is a link to a.txt",
        "left out: hard.txt is a link to a.txt",
        "left out: self is a link to a folder",
    )
    with pytest.raises(TextError, match=r"c\.txt"):
        open_corpus([str(tmp_path / "c.txt")])


def test_a_file_that_vanishes_between_listing_and_reading(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("here.txt", "gone.txt"):
        (tmp_path / name).write_text(among("dog"), "utf-8")
    whole = Path.open

    def vanish(path: Path, *arguments: object, **options: object) -> object:
        if path.name == "gone.txt":
            raise FileNotFoundError(2, "No such file or directory", str(path))
        return whole(path, *arguments, **options)  # type: ignore[call-overload]

    monkeypatch.setattr(Path, "open", vanish)
    corpus = open_corpus([str(tmp_path)])
    assert [voice.name for voice in corpus.voices] == ["here"]
    assert "gone.txt: no such file" in corpus.reading.left_out()[0]


@UNIX
def test_a_pipe_into_which_nobody_writes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "WRITER_SECONDS", 0.0)
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(TextError, match="nothing writes into the pipe"):
        open_corpus([str(tmp_path / "pipe")])


@UNIX
def test_a_pipe_into_which_somebody_writes(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    writer = threading.Thread(target=(tmp_path / "pipe").write_text, args=(among("dog"),))
    writer.start()
    assert_whole(open_corpus([str(tmp_path / "pipe")]))
    writer.join()


def test_a_file_that_is_too_long_is_not_read(tmp_path: Path) -> None:
    with (tmp_path / "long.txt").open("wb") as file:
        file.truncate(reading.MOST_BYTES + 1)
    with pytest.raises(TextError, match="more than 4,000 MB, which is the limit"):
        open_corpus([str(tmp_path / "long.txt")])


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="there is no such device")
def test_a_device_that_never_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST_PIPED", 3 * reading.CHUNK)
    with pytest.raises(TextError, match="which is the limit"):
        open_corpus(["/dev/zero"])


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="nothing says how much memory was taken")
def test_a_hundred_megabytes_on_one_line_are_read_in_little_more_than_twice_that(tmp_path: Path) -> None:
    path = tmp_path / "line.txt"
    with path.open("wb") as file:
        for _ in range(100):
            file.write(b"word " * 200_000)
    kibibytes = python_process(
        "import re\n"
        "from pathlib import Path\n"
        "from driftview.text.reading import read_file\n"
        f"assert len(read_file(Path({str(path)!r})).text) == 100_000_000\n"
        "print(re.search(r'VmHWM:\\s+(\\d+)', Path('/proc/self/status').read_text())[1])\n"
    )
    assert int(kibibytes) < 280_000


def test_a_folder_without_text_says_of_each_file_why(tmp_path: Path) -> None:
    (tmp_path / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n\0\0")
    (tmp_path / "empty.txt").touch()
    with pytest.raises(TextError) as refusal:
        open_corpus([str(tmp_path)])
    said = str(refusal.value)
    for part in (
        "contains no text file",
        "picture.png is a picture",
        "empty.txt is empty",
        "put .txt files",
    ):
        assert part in said
    for number in range(9):
        (tmp_path / f"{number}.bin").write_bytes(bytes(300))
    with pytest.raises(TextError, match="and 6 more files; put") as refusal:
        open_corpus([str(tmp_path)])
    assert "\n" not in str(refusal.value)

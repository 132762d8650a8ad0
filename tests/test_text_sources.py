"""Opening a corpus by name: files, folders, standard input, NLTK, and names that stand for nothing."""

import io
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from driftview.text.reading import TextError
from driftview.text.sources import open_corpus

TEXT = "Some words of one voice, and then some more.\n"


def test_one_file(tmp_path: Path) -> None:
    path = tmp_path / "mine.txt"
    path.write_text(TEXT, "utf-8")
    corpus = open_corpus([str(path)])
    assert (corpus.name, corpus.files, [voice.name for voice in corpus.voices]) == (
        "mine",
        ("mine.txt",),
        ["mine"],
    )


def test_several_files_are_voices_with_names_of_their_own(tmp_path: Path) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "same.txt").write_text(TEXT, "utf-8")
    corpus = open_corpus([str(tmp_path / "a" / "same.txt"), str(tmp_path / "b" / "same.txt"), "ecclesiastes"])
    assert [voice.name for voice in corpus.voices] == ["same", "same (2)", "Ecclesiastes"]
    assert corpus.name == "same + same + ecclesiastes"


def test_a_folder_is_its_text_files(tmp_path: Path) -> None:
    (tmp_path / "b.txt").write_text(TEXT, "utf-8")
    (tmp_path / "a.md").write_text(TEXT, "utf-8")
    (tmp_path / "c").write_bytes("Où étaient les élèves, déjà fâchés, à Noël ? ".encode("cp1252") * 20)
    (tmp_path / "picture.png").write_bytes(b"\x89PNG\0\0")
    (tmp_path / ".hidden.txt").write_text(TEXT, "utf-8")
    (tmp_path / "deeper").mkdir()
    corpus = open_corpus([str(tmp_path)])
    assert [voice.name for voice in corpus.voices] == ["a", "b", "c"]
    assert corpus.name == tmp_path.name
    assert len(corpus.notes) == 1
    assert any("picture.png is a picture" in each for each in corpus.reading.left_out())
    assert "guess" in corpus.notes[0]


def test_a_folder_without_text(tmp_path: Path) -> None:
    with pytest.raises(TextError, match="contains no text file"):
        open_corpus([str(tmp_path)])


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(TEXT.encode())))
    corpus = open_corpus(["-"])
    assert corpus.name == "standard input"
    assert corpus.vocabulary.find("voice") is not None


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("pride-and-predjudice", 'did you mean "pride-and-prejudice"'),
        ("Optics", 'did you mean "opticks"'),
        ("zzz", "is not a file, folder or bundled text: `driftview corpora`"),
        ("", "the name of the text is empty"),
        (" ", "the name of the text is empty"),
        ("nltk:", "nltk: has no corpus name"),
        ("~nobody/text", "is not a file"),
        ("bad\0name", "is not a file"),
        ("x" * 5000, "is not a file"),
    ],
)
def test_unknown_names(name: str, hint: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(TextError, match=hint) as refusal:
        open_corpus([name])
    assert "\n" not in str(refusal.value)


def test_a_mistyped_file_is_found_among_its_neighbours(tmp_path: Path) -> None:
    (tmp_path / "My\u202eBook.txt").write_text("one two three", "utf-8")
    with pytest.raises(TextError, match=r"did you mean .*MyBook") as refusal:
        open_corpus([str(tmp_path / "mybok.txt")])
    assert "\u202e" not in str(refusal.value)


@pytest.mark.parametrize("target", ["loop", "nowhere"])
def test_a_link_that_leads_nowhere(target: str, tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to(tmp_path / target)
    with pytest.raises(TextError, match=r'loop" is a broken link') as refusal:
        open_corpus([str(tmp_path / "loop")])
    assert "did you mean" not in str(refusal.value)


@pytest.mark.parametrize(
    ("file", "command"), [("lineage.json", "driftview open"), ("study.toml", "driftview plot")]
)
def test_what_driftview_wrote_is_taken_for_no_text(file: str, command: str, tmp_path: Path) -> None:
    (tmp_path / "text.txt").write_text("one two three", "utf-8")
    (tmp_path / file).write_text("{}", "utf-8")
    with pytest.raises(TextError, match=command):
        open_corpus([str(tmp_path)])


def test_units(tmp_path: Path) -> None:
    path = tmp_path / "mine.txt"
    path.write_text("ab ab", "utf-8")
    assert open_corpus([str(path)], "character").vocabulary.words == ("\n\n", "a", "b", " ")


def open_with_nltk_data(folder: Path, *names: str) -> list[str]:
    """Open names in a fresh process that finds NLTK's data in ``folder`` only; return a line for each."""
    script = (
        "import nltk.data, sys\n"
        "nltk.data.path[:] = [sys.argv[1]]\n"
        "from driftview.text.sources import open_corpus\n"
        "for name in sys.argv[2:]:\n"
        "    try:\n"
        "        print([voice.name for voice in open_corpus([name]).voices])\n"
        "    except ValueError as error:\n"
        "        print(error)\n"
    )
    command = [sys.executable, "-c", script, str(folder), *names]
    environment = {**os.environ, "NLTK_DATA": str(folder)}
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    return done.stdout.splitlines()


def test_nltk_data_that_is_not_installed(tmp_path: Path) -> None:
    (message,) = open_with_nltk_data(tmp_path, "nltk:gutenberg/austen-emma.txt")
    assert "python -m nltk.downloader gutenberg" in message
    assert "nltk.download('gutenberg')" in message


def test_nltk_data_that_is_installed(tmp_path: Path) -> None:
    folder = tmp_path / "corpora" / "gutenberg"
    folder.mkdir(parents=True)
    for file in ("austen-emma.txt", "blake-poems.txt"):
        (folder / file).write_text(TEXT, "utf-8")
    one, whole, misspelt, *unknown = open_with_nltk_data(
        tmp_path,
        "nltk:gutenberg/austen-emma.txt",
        "nltk:gutenberg",
        "nltk:gutenberg/austen-ema.txt",
        "nltk:nothing_like_it",
        "nltk:../etc",
        "nltk:reader/x",
    )
    assert one == "['austen-emma.txt']"
    assert whole == "['austen-emma.txt', 'blake-poems.txt']"
    assert "try nltk:gutenberg/austen-emma.txt" in misspelt
    assert len(unknown) == 3
    assert all(line.startswith("NLTK has no corpus called") for line in unknown)

"""The texts that come with the program are all there, unchanged, and findable."""

import hashlib
import subprocess
import sys

import pytest

from driftview.text.catalogue import (
    CATALOGUE,
    CROWN,
    DEFAULT,
    PUBLIC_DOMAIN,
    SHARE_ALIKE,
    corpora_folder,
    find_bundled,
    title_of,
)
from driftview.text.corpus import Corpus
from driftview.text.sources import open_corpus
from driftview.text.tokens import detokenise, render, tokenise


@pytest.fixture(scope="module")
def default() -> Corpus:
    return open_corpus([])


def test_checksums() -> None:
    folder = corpora_folder()
    lines = folder.joinpath("SHA256SUMS").read_text("utf-8").splitlines()
    sums = {path: checksum for checksum, path in (line.split(maxsplit=1) for line in lines)}
    assert set(sums) == {path for entry in CATALOGUE for voice in entry.voices for path in voice.paths}
    for path, checksum in sums.items():
        assert hashlib.sha256(folder.joinpath(*path.split("/")).read_bytes()).hexdigest() == checksum, path


def test_the_catalogue() -> None:
    names = [entry.name for entry in CATALOGUE]
    assert names[0] == DEFAULT == "pride-and-prejudice"
    assert set(names) >= {
        "emma",
        "persuasion",
        "mansfield-park",
        "sense-and-sensibility",
        "opticks",
        "ecclesiastes",
    }
    assert len(names) == len(set(names)) == 15
    assert all(entry.author and entry.year for entry in CATALOGUE)
    crown = {entry.name for entry in CATALOGUE if entry.licence == CROWN}
    assert crown == {"ecclesiastes", "chorus"}  # the King James Version, in the United Kingdom
    free = {entry.name for entry in CATALOGUE if entry.licence == SHARE_ALIKE}
    assert all(name.startswith("debian-handbook") for name in free)
    assert all(entry.licence == PUBLIC_DOMAIN for entry in CATALOGUE if entry.name not in crown | free)
    assert title_of("emma") == "Emma"
    assert title_of("my.txt") == "my.txt"
    assert find_bundled("nothing") is None


def test_there_are_texts_of_several_languages_and_centuries() -> None:
    languages = {entry.language for entry in CATALOGUE}
    assert languages == {"English", "Russian", "Persian", "Japanese", "Spanish", "Chinese"}
    centuries = {entry.name: entry.century for entry in CATALOGUE}
    assert centuries["debian-handbook"] == "21st"
    assert (centuries["chorus"], centuries["tang-poems"]) == ("17th–19th", "7th–10th")
    assert (centuries["eclesiastes"], centuries["opticks"]) == ("20th", "18th")


@pytest.mark.parametrize(
    ("name", "word", "documents"),
    [
        ("debian-handbook-ru", "система", 709),
        ("debian-handbook-fa", "می‌توانید", 709),
        ("debian-handbook-ja", "ー", 833),
        ("eclesiastes", "vanidad", 12),
        ("tang-poems", "月", 313),
    ],
)
def test_other_scripts_are_read_as_they_are_written(name: str, word: str, documents: int) -> None:
    corpus = open_corpus([name])
    assert corpus.vocabulary.find(word) is not None
    assert [report.documents for report in corpus.reading.files] == [documents]


def test_the_new_texts_take_little_room() -> None:
    folders = ("debian", "reina-valera", "tang")
    new = [
        path
        for entry in CATALOGUE
        for voice in entry.voices
        for path in voice.paths
        if path.startswith(folders)
    ]
    assert sum(len(corpora_folder().joinpath(*path.split("/")).read_bytes()) for path in new) < 2_000_000


def test_the_default_corpus(default: Corpus) -> None:
    assert default.name == "pride-and-prejudice"
    assert default.sha256.startswith("712b9e747a024417")
    assert (len(default.tokens), len(default.held_out)) == (130_300, 15_365)
    assert [voice.name for voice in default.voices] == ["Pride and Prejudice"]
    assert default.notes == ()


def test_the_default_corpus_reads_like_prose(default: Corpus) -> None:
    page = render(default.vocabulary, default.tokens[:2000], None)
    assert page.startswith(
        "It is a truth universally acknowledged, that a single man in possession of a good"
    )
    assert "“My dear Mr. Bennet,” said his lady to him one day, “have you heard that Netherfield" in page


def test_a_whole_novel_goes_to_the_page_and_comes_back(default: Corpus) -> None:
    words = [default.vocabulary.words[i] for i in default.tokens]
    assert tokenise(render(default.vocabulary, default.tokens)) == words
    assert tokenise(detokenise(words)) == words


def test_voices_of_the_chorus() -> None:
    corpus = open_corpus(["chorus"])
    assert [voice.name for voice in corpus.voices] == ["Austen", "Newton", "Ecclesiastes"]
    sizes = [voice.tokens for voice in corpus.voices]
    assert sizes == sorted(sizes, reverse=True)
    assert sum(sizes) == len(corpus.tokens)
    austen = find_bundled("austen")
    assert austen is not None
    assert len(austen.voices) == 5


def test_reading_needs_nothing_heavy() -> None:
    script = (
        "import sys, driftview.text.sources as s; s.open_corpus(['ecclesiastes']); "
        "print([m for m in ('nltk', 'charset_normalizer', 'textual', 'rich') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_names_are_listed_without_numpy() -> None:
    script = "import sys, driftview.text.catalogue; print('numpy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"

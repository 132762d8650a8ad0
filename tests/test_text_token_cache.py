"""The cache of tokenised bundled texts: equal to reading them, and ignored where anything is wrong."""

from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from driftview.choices import Unit
from driftview.text import token_cache
from driftview.text.building import build_corpus
from driftview.text.catalogue import bundled_voices, find_bundled
from driftview.text.corpus import Corpus
from driftview.text.options import ReadingOptions
from driftview.text.sources import open_corpus

NAME = "ecclesiastes"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Return where the texts are kept, a place of this test's own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr("platformdirs.user_cache_path", lambda *_, **__: tmp_path / "driftview")
    yield tmp_path / "driftview" / "texts"


def read(name: str = NAME, unit: Unit = "word") -> Corpus:
    """Return a bundled text as reading it gives it."""
    entry = find_bundled(name)
    assert entry
    return build_corpus(name, bundled_voices(entry), unit)


def parts(value: Any) -> Any:
    """Return all that a corpus holds, in a form that can be compared."""
    if isinstance(value, np.ndarray):
        return value.dtype.str, value.flags.writeable, value.tolist()
    if hasattr(value, "__dataclass_fields__"):
        return {each.name: parts(getattr(value, each.name)) for each in fields(value) if each.compare}
    return value


@pytest.mark.parametrize(("name", "unit"), [(NAME, "word"), (NAME, "character"), ("chorus", "word")])
def test_what_is_kept_equals_what_is_read(folder: Path, name: str, unit: Unit) -> None:
    first = open_corpus([name], unit)
    assert [each.name for each in folder.iterdir()] == [f"{name}.{unit}"]
    again = open_corpus([name], unit)
    assert again is not first
    assert parts(again) == parts(first) == parts(read(name, unit))


@pytest.mark.parametrize("content", ["", "nonsense", "0" * 64 + '{"key": 1}\n'])
def test_a_damaged_file_is_ignored_and_replaced(folder: Path, content: str) -> None:
    open_corpus([NAME])
    whole = (folder / f"{NAME}.word").read_bytes()
    (folder / f"{NAME}.word").write_text(content)
    assert parts(open_corpus([NAME])) == parts(read())
    assert (folder / f"{NAME}.word").read_bytes() == whole


def test_a_single_wrong_byte_is_noticed(folder: Path) -> None:
    open_corpus([NAME])
    content = bytearray((folder / f"{NAME}.word").read_bytes())
    content[-100] ^= 1
    (folder / f"{NAME}.word").write_bytes(content)
    assert parts(open_corpus([NAME])) == parts(read())


def test_another_tokeniser_reads_the_text_again(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    open_corpus([NAME])
    before = (folder / f"{NAME}.word").read_bytes()
    monkeypatch.setattr(token_cache, "TOKENISER", 99)
    assert parts(open_corpus([NAME])) == parts(read())
    assert (folder / f"{NAME}.word").read_bytes() != before


def test_a_folder_that_cannot_be_made_is_no_error(folder: Path) -> None:
    folder.parent.write_text("a file where the folder should be")
    assert parts(open_corpus([NAME])) == parts(read())


def test_texts_of_users_and_other_ways_of_reading_are_not_kept(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "own.txt").write_text("One word and then another.\n\nAnd a paragraph more.\n")
    open_corpus([str(tmp_path / "own.txt")])
    open_corpus([NAME], "word", ReadingOptions(lowercase=True))
    open_corpus([NAME, "opticks"])
    assert not folder.exists()

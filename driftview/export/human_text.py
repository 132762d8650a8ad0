"""The human text of a lineage as text files: its words, its paragraphs in word numbers, what is held out."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from driftview.arrays import Tokens
from driftview.export.number_text import NumberTextError, Rows, read_rows
from driftview.text.cleaning import clean
from driftview.text.corpus import Corpus, Unit, Voice
from driftview.text.paragraphs import END
from driftview.text.vocabulary import APART, GLUE_LEFT, GLUE_RIGHT, Vocabulary

WORDS = "genealogy/words.txt"
"""A line for each word from number 0 on: how it stands to its neighbours (0–7), a space, the word.

Word 0 ends a paragraph; PARAGRAPH stands for it.
"""

PARAGRAPH = "¶"

TRAINING = "genealogy/human.txt"
"""A line for each paragraph: number of its file from 0, its own number in it, then its words."""

HELD_OUT = "genealogy/held-out.txt"
"""A line for each paragraph: its words."""

NAMES = (WORDS, TRAINING, HELD_OUT)


class HumanTextError(ValueError):
    """A file that does not hold what it should; its name is the message."""


@dataclass(frozen=True)
class Card:
    """What lineage.json says of a corpus."""

    name: str
    unit: Unit
    sha256: str
    voices: tuple[str, ...]
    files: tuple[str, ...]
    file_voice: tuple[int, ...]
    """Index into ``voices`` of each file."""
    notes: tuple[str, ...]


def human_files(corpus: Corpus) -> Iterator[tuple[str, str]]:
    """Yield the files of a corpus by name."""
    vocabulary = corpus.vocabulary
    words = zip(vocabulary.glue.tolist(), (PARAGRAPH, *vocabulary.words[1:]), strict=True)
    yield WORDS, "".join(f"{how} {word}\n" for how, word in words)
    heads = zip(corpus.document_file.tolist(), corpus.document_paragraph.tolist(), strict=True)
    yield TRAINING, _lines(corpus.tokens, corpus.starts, [f"{file} {number} " for file, number in heads])
    yield HELD_OUT, _lines(corpus.held_out, corpus.held_out_starts, [""] * len(corpus.held_out_starts))


def _lines(tokens: Tokens, starts: NDArray[np.int64], heads: Sequence[str]) -> str:
    """Return a line of word numbers for each document, behind its head."""
    words = list(map(str, tokens.tolist()))
    ends = [*starts[1:].tolist(), len(words)]
    rows = zip(heads, starts.tolist(), ends, strict=False)
    return "".join(f"{head}{' '.join(words[begin:end])}\n" for head, begin, end in rows)


def file_voices(corpus: Corpus) -> list[int]:
    """Return the number of the voice of each file of a corpus; 0 for one without training text."""
    voices = np.zeros(len(corpus.files), np.int64)
    voices[corpus.document_file] = corpus.document_voice
    return voices.tolist()


def read_human(files: Mapping[str, bytes], card: Card) -> Corpus:
    """Return the corpus that the files of NAMES hold; raises HumanTextError."""
    vocabulary = _vocabulary(files[WORDS])
    rows = _rows(files, TRAINING)
    if not len(rows.lengths) or (rows.lengths < 3).any():
        raise HumanTextError(TRAINING)
    first = np.cumsum(rows.lengths) - rows.lengths
    file, paragraph = rows.values[first], rows.values[first + 1]
    if file.max() >= len(card.files) or paragraph.max() > np.iinfo(np.int32).max:
        raise HumanTextError(TRAINING)
    words = np.ones(len(rows.values), bool)
    words[first] = words[first + 1] = False
    training = Rows(rows.values[words], rows.lengths - 2)
    tokens, starts = _documents(training, len(vocabulary), TRAINING)
    held_out, held_out_starts = _documents(_rows(files, HELD_OUT), len(vocabulary), HELD_OUT)
    voice = np.asarray(card.file_voice, np.int32)[file]
    sizes = np.bincount(voice, training.lengths, minlength=len(card.voices)).astype(int).tolist()
    return Corpus(
        name=card.name,
        unit=card.unit,
        vocabulary=vocabulary,
        tokens=tokens,
        starts=starts,
        document_voice=voice,
        document_file=file.astype(np.int32),
        document_paragraph=paragraph.astype(np.int32),
        voices=tuple(Voice(name, size) for name, size in zip(card.voices, sizes, strict=True)),
        files=card.files,
        held_out=held_out,
        held_out_starts=held_out_starts,
        sha256=card.sha256,
        notes=card.notes,
    )


def _vocabulary(data: bytes) -> Vocabulary:
    """Return the words, and how they stand to their neighbours."""
    try:
        text = data.decode()
    except UnicodeDecodeError:
        raise HumanTextError(WORDS) from None
    lines = text.split("\n")
    flags = tuple(str(flag) for flag in range((GLUE_LEFT | GLUE_RIGHT | APART) + 1))
    if lines.pop() or not all(line[:1] in flags and line[1:2] == " " and line[2:] for line in lines):
        raise HumanTextError(WORDS)
    words = (END, *(line[2:] for line in lines[1:]))
    if not lines or clean(text) != text or len(set(words)) < len(words):
        raise HumanTextError(WORDS)
    return Vocabulary(words, np.array([int(line[0]) for line in lines], np.uint8))


def _rows(files: Mapping[str, bytes], name: str) -> Rows:
    try:
        return read_rows(files[name])
    except NumberTextError:
        raise HumanTextError(name) from None


def _documents(rows: Rows, size: int, name: str) -> tuple[Tokens, NDArray[np.int64]]:
    """Return documents, each of which ends with 0 and has no other; words are numbered below ``size``."""
    ends = np.cumsum(rows.lengths) - 1
    if (rows.values >= size).any() or not np.array_equal(np.flatnonzero(rows.values == 0), ends):
        raise HumanTextError(name)
    return rows.values.astype(np.int32), ends + 1 - rows.lengths

"""Build a corpus from the texts of its voices."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from driftview.arrays import Flags, Tokens
from driftview.text.corpus import (
    AT_ONCE,
    HELD_OUT_EVERY,
    Corpus,
    TokenBuffer,
    Unit,
    Voice,
    count_ids,
    take_out,
)
from driftview.text.paragraphs import END
from driftview.text.reading import TextError, VoiceText, label
from driftview.text.spacing import counted_glue, default_glue, safe_glue
from driftview.text.streaming import Readable
from driftview.text.tokens import Numbers, token_stream
from driftview.text.unspaced import unspaced_note
from driftview.text.vocabulary import GLUE_LEFT, GLUE_RIGHT, Vocabulary

SAMPLE = 1_000_000
"""So many characters are enough to see how punctuation is set."""

SHORTEST = 20
"""Fewest training tokens: with less, not one word occurs often enough for anything to be measured."""


class _Documents(NamedTuple):
    """Columns with one row for each paragraph of all files, in reading order; shape (D,)."""

    lengths: NDArray[np.int64]
    voice: NDArray[np.int32]
    file: NDArray[np.int32]
    paragraph: NDArray[np.int32]


class _Ledger:
    """Takes in the texts of all files, one after the other, word by word."""

    def __init__(self, unit: Unit, files: int) -> None:
        """``files``: how many texts there will be."""
        self.numbers = Numbers({END: 0})
        self.ends: list[NDArray[np.int64]] = []
        """Behind which tokens a paragraph of each file ends, counted from the beginning of the file."""
        self.samples: list[str] = []
        """The beginning of each settled text."""
        self.checksum = hashlib.sha256()
        self._unit = unit
        self._share = SAMPLE // max(files, 1)
        self.buffer = TokenBuffer()

    def take(self, text: str | Readable) -> None:
        """Read one file."""
        if self.samples:
            self.checksum.update(b"\0")
        sample, ends, length = "", [np.zeros(0, np.int64)], 0
        for settled, words in token_stream(
            text, self._unit, lambda piece: self.checksum.update(piece.encode())
        ):
            tokens = self.numbers.of(words)
            self.buffer.add(tokens)
            ends.append(np.flatnonzero(tokens == 0) + (length + 1))
            length += len(tokens)
            if len(sample) < self._share:
                sample += settled
        self.samples.append(sample[: self._share])
        self.ends.append(np.concatenate(ends))


def build_corpus(
    name: str,
    voices: Sequence[VoiceText],
    unit: Unit = "word",
    notes: Sequence[str] = (),
    *,
    hold_out: bool = True,
) -> Corpus:
    """Return the corpus that ``voices`` make up, with every tenth paragraph of each file held out.

    Nothing is held out unless ``hold_out``: what a model that is not ours has trained on, nobody knows.
    Ids go from 1 by falling training frequency, then by first appearance. Raises TextError when there is
    no text.
    """
    files = [(number, *file) for number, voice in enumerate(voices) for file in voice.files]
    ledger = _Ledger(unit, len(files))
    for _, _, text in files:
        ledger.take(text)
    if not ledger.buffer.length:
        raise TextError(f"{label(name)} is empty: give a text with some words in it")
    documents = _documents(ledger.ends, [number for number, _, _ in files])
    held = (documents.paragraph % HELD_OUT_EVERY == 0) & hold_out
    held_tokens = np.repeat(held, documents.lengths)
    words = list(ledger.numbers)
    ids = ledger.buffer.take_all()
    order = _rename_by_frequency(ids, held_tokens, len(words))
    vocabulary = _vocabulary([words[i] for i in order], END.join(ledger.samples), unit)
    kept = _Documents(*(column[~held] for column in documents))
    counts = count_ids(ids, len(words))
    told = unspaced_note(vocabulary.words, counts, label(name), unit)
    held_out = take_out(ids, held_tokens)
    voice_tokens = np.bincount(kept.voice, kept.lengths, minlength=len(voices)).astype(int).tolist()
    return Corpus(
        name=name,
        unit=unit,
        vocabulary=vocabulary,
        tokens=ids,
        starts=_starts(kept.lengths),
        document_voice=kept.voice,
        document_file=kept.file,
        document_paragraph=kept.paragraph,
        voices=tuple(Voice(voice.name, n) for voice, n in zip(voices, voice_tokens, strict=True)),
        files=tuple(file for _, file, _ in files),
        held_out=held_out,
        held_out_starts=_starts(documents.lengths[held]),
        sha256=ledger.checksum.hexdigest(),
        notes=(*notes, *told),
    )


def require_length(corpus: Corpus, order: int) -> None:
    """Raise TextError unless the training text is long enough for a model of ``order``.

    It needs SHORTEST tokens, and order + 1 so that there are at least two n-grams to choose between.
    """
    need = max(SHORTEST, order + 1)
    if len(corpus.tokens) < need:
        raise TextError(
            f"{label(corpus.name)} is too short for order {order}: it has {len(corpus.tokens)} tokens, "
            f"and {need} are needed; give a longer text"
        )


def _documents(ends: Sequence[NDArray[np.int64]], file_voice: Sequence[int]) -> _Documents:
    """Return the paragraphs of all files, given behind which of its tokens those of each file end."""
    lengths = [np.diff(of_file, prepend=0) for of_file in ends]
    counts = [len(of_file) for of_file in lengths]
    return _Documents(
        np.concatenate(lengths),
        np.repeat(np.asarray(file_voice, np.int32), counts),
        np.repeat(np.arange(len(counts), dtype=np.int32), counts),
        np.concatenate([np.arange(1, count + 1, dtype=np.int32) for count in counts]),
    )


def _rename_by_frequency(ids: Tokens, held: Flags, size: int) -> list[int]:
    """Write a text over in ids by falling frequency where it is not held out; id 0 stays.

    Returns the old ids in their new order.
    """
    slices = [slice(at, at + AT_ONCE) for at in range(0, len(ids), AT_ONCE)]
    counts = np.zeros(size, np.int64)
    for each in slices:
        counts += np.bincount(ids[each][~held[each]], minlength=size)
    counts[0] = len(ids) + 1
    order: NDArray[np.int64] = np.argsort(-counts, kind="stable")
    renamed = np.empty(size, np.int32)
    renamed[order] = np.arange(size, dtype=np.int32)
    for each in slices:
        ids[each] = renamed[ids[each]]
    return [int(old) for old in order]


def _vocabulary(words: list[str], sample: str, unit: Unit) -> Vocabulary:
    """Return the vocabulary with the glue that the texts show; characters never have spaces put between."""
    if unit == "character":
        return Vocabulary(tuple(words), np.full(len(words), GLUE_LEFT | GLUE_RIGHT, np.uint8))
    glue = np.empty(len(words), np.uint8)
    counted = counted_glue(sample)
    for i, word in enumerate(words):
        glue[i] = counted.get(word, safe_glue(word, default_glue(word)))
    return Vocabulary(tuple(words), glue)


def _starts(lengths: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return where documents of these lengths start when they follow each other."""
    return np.asarray(np.cumsum(lengths) - lengths, np.int64)


class Reader:
    """Reads texts in the unit of a corpus, whose vocabulary grows by the words that are new."""

    def __init__(self, corpus: Corpus) -> None:
        """Begin with the vocabulary of ``corpus``."""
        self.corpus = corpus

    def read(self, text: str | Readable) -> tuple[Tokens, NDArray[np.int64]]:
        """Return the ids of a text, shape (N,), and its document starts; ``corpus`` grows to hold them."""
        known = self.corpus.vocabulary.words
        numbers = Numbers(zip(known, range(len(known)), strict=True))
        parts = [numbers.of(words) for _, words in token_stream(text, self.corpus.unit)]
        if len(numbers) > len(known):
            self._grow(list(numbers)[len(known) :])
        tokens = np.concatenate([np.zeros(0, np.int32), *parts])
        ends = np.flatnonzero(tokens == 0) + 1
        return tokens, np.concatenate(([0], ends[ends < len(tokens)])).astype(np.int64)

    def _grow(self, new: list[str]) -> None:
        """Give ids from V upwards to new words."""
        old = self.corpus.vocabulary
        both = GLUE_LEFT | GLUE_RIGHT
        character = self.corpus.unit == "character"
        flags = [both if character else safe_glue(word, default_glue(word)) for word in new]
        glue = np.concatenate((old.glue, np.array(flags, np.uint8)))
        self.corpus = replace(self.corpus, vocabulary=Vocabulary((*old.words, *new), glue))

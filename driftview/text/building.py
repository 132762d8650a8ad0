"""Build a corpus from the texts of its voices."""

import hashlib
from collections.abc import Sequence
from itertools import chain
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from driftview.arrays import Flags, Tokens
from driftview.text.cleaning import clean
from driftview.text.corpus import HELD_OUT_EVERY, Corpus, Unit, Voice
from driftview.text.glue import counted_glue, default_glue, safe_glue
from driftview.text.paragraphs import END
from driftview.text.reading import TextError, VoiceText, label
from driftview.text.tokens import settle, split
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


def build_corpus(
    name: str, voices: Sequence[VoiceText], unit: Unit = "word", notes: Sequence[str] = ()
) -> Corpus:
    """Return the corpus that ``voices`` make up, with every tenth paragraph of each file held out.

    Ids go from 1 by falling training frequency, then by first appearance. Raises TextError when there is
    no text.
    """
    files = [(number, *file) for number, voice in enumerate(voices) for file in voice.files]
    texts = [clean(text) for _, _, text in files]
    settled = [settle(text, unit) for text in texts]
    words, numbers = _number([split(text, unit) for text in settled])
    ids = np.concatenate([np.zeros(0, np.int32), *numbers])
    if not len(ids):
        raise TextError(f"{label(name)} is empty: give a text with some words in it")
    documents = _documents(numbers, [number for number, _, _ in files])
    held = documents.paragraph % HELD_OUT_EVERY == 0
    held_tokens = np.repeat(held, documents.lengths)
    order, ids = _by_frequency(ids, ~held_tokens, len(words))
    vocabulary = _vocabulary([words[i] for i in order], settled, unit)
    kept = _Documents(*(column[~held] for column in documents))
    told = unspaced_note(vocabulary.words, np.bincount(ids), label(name)) if unit == "word" else None
    voice_tokens = np.bincount(kept.voice, kept.lengths, minlength=len(voices)).astype(int).tolist()
    return Corpus(
        name=name,
        unit=unit,
        vocabulary=vocabulary,
        tokens=ids[~held_tokens],
        starts=_starts(kept.lengths),
        document_voice=kept.voice,
        document_file=kept.file,
        document_paragraph=kept.paragraph,
        voices=tuple(Voice(voice.name, n) for voice, n in zip(voices, voice_tokens, strict=True)),
        files=tuple(file for _, file, _ in files),
        held_out=ids[held_tokens],
        held_out_starts=_starts(documents.lengths[held]),
        sha256=_checksum(texts),
        notes=(*notes, told) if told else tuple(notes),
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


def _number(token_lists: Sequence[list[str]]) -> tuple[list[str], list[Tokens]]:
    """Return all words by first appearance, END first, and each list as positions in it."""
    found = dict.fromkeys(chain([END], *token_lists))
    number = {word: i for i, word in enumerate(found)}
    return list(found), [
        np.fromiter(map(number.__getitem__, tokens), np.int32, len(tokens)) for tokens in token_lists
    ]


def _documents(numbers: Sequence[Tokens], file_voice: Sequence[int]) -> _Documents:
    """Return the paragraphs of all files; the files have ids in which 0 ends a paragraph."""
    lengths = [np.diff(np.flatnonzero(ids == 0), prepend=-1) for ids in numbers]
    counts = [len(of_file) for of_file in lengths]
    return _Documents(
        np.concatenate(lengths),
        np.repeat(np.asarray(file_voice, np.int32), counts),
        np.repeat(np.arange(len(counts), dtype=np.int32), counts),
        np.concatenate([np.arange(1, count + 1, dtype=np.int32) for count in counts]),
    )


def _by_frequency(ids: Tokens, training: Flags, size: int) -> tuple[list[int], Tokens]:
    """Return old ids in their new order, and the text in new ids; id 0 stays."""
    counts = np.bincount(ids[training], minlength=size)
    counts[0] = len(ids) + 1
    order = np.argsort(-counts, kind="stable")
    renamed = np.empty(size, np.int32)
    renamed[order] = np.arange(size, dtype=np.int32)
    return order.tolist(), renamed[ids]


def _vocabulary(words: list[str], settled: Sequence[str], unit: Unit) -> Vocabulary:
    """Return the vocabulary with the glue that the texts show; characters never have spaces put between."""
    if unit == "character":
        return Vocabulary(tuple(words), np.full(len(words), GLUE_LEFT | GLUE_RIGHT, np.uint8))
    glue = np.empty(len(words), np.uint8)
    counted = counted_glue(_sample(settled))
    for i, word in enumerate(words):
        glue[i] = counted.get(word, safe_glue(word, default_glue(word)))
    return Vocabulary(tuple(words), glue)


def _sample(settled: Sequence[str]) -> str:
    """Return a sample of all files, the same amount of each, to count punctuation in."""
    share = SAMPLE // len(settled)
    return END.join(text[:share] for text in settled)


def _starts(lengths: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return where documents of these lengths start when they follow each other."""
    return np.asarray(np.cumsum(lengths) - lengths, np.int64)


def _checksum(texts: Sequence[str]) -> str:
    """Return the SHA-256 of the texts in UTF-8; a zero byte, which no clean text holds, stands between."""
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()

"""A corpus: human text as token ids, with the voices that wrote it and the part that no model sees."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from driftview.arrays import Counts, Flags, Tokens
from driftview.choices import Unit
from driftview.text.byte_pairs import BytePairs, learn
from driftview.text.options import ReadingReport
from driftview.text.spacing import PageSpacing
from driftview.text.vocabulary import Vocabulary
from driftview.text.whole_words import find_words

__all__ = [
    "AT_ONCE",
    "HELD_OUT_EVERY",
    "Corpus",
    "Place",
    "TokenBuffer",
    "Voice",
    "count_ids",
    "take_out",
]

AT_ONCE = 1 << 20
"""Tokens that are worked on at once: few enough to copy, and enough for the system to take them back."""


class TokenBuffer:
    """Token ids, or what there is to know of each token, appended piece by piece."""

    def __init__(self, dtype: type[np.integer[Any]] = np.int32) -> None:
        """Nothing is there yet."""
        self.length = 0
        self._dtype = dtype
        self._blocks: list[NDArray[np.integer[Any]]] = []
        self._pieces: list[NDArray[np.integer[Any]]] = []
        self._waiting = 0

    def add(self, tokens: NDArray[np.integer[Any]]) -> None:
        """Append some ids."""
        self._pieces.append(tokens)
        self._waiting += len(tokens)
        self.length += len(tokens)
        if self._waiting >= AT_ONCE:
            self._gather()

    def take_all(self) -> NDArray[Any]:
        """Return all ids, shape (length,); afterwards the buffer is empty."""
        self._gather()
        tokens, at = np.empty(self.length, self._dtype), 0
        self._blocks.reverse()
        while self._blocks:  # each goes as soon as it is copied, so that never twice as much is there
            block = self._blocks.pop()
            tokens[at : at + len(block)] = block
            at += len(block)
        self.length = 0
        return tokens

    def _gather(self) -> None:
        if self._pieces:
            self._blocks.append(np.concatenate(self._pieces))
        self._pieces, self._waiting = [], 0


def take_out(tokens: NDArray[Any], chosen: Flags) -> tuple[NDArray[Any], NDArray[Any]]:
    """Move the chosen values of an array to its end; return the others, and them. Both keep their order.

    Both are views of the array, one behind the other, so that they can be read as one without a copy.
    """
    taken = tokens[chosen]
    kept = 0
    for at in range(0, len(tokens), AT_ONCE):
        rest = tokens[at : at + AT_ONCE][~chosen[at : at + AT_ONCE]]
        tokens[kept : kept + len(rest)] = rest
        kept += len(rest)
    tokens[kept:] = taken
    return tokens[:kept], tokens[kept:]


HELD_OUT_EVERY = 10
"""Every tenth paragraph of each file is held out."""


@dataclass(frozen=True)
class Voice:
    """One author of a corpus, or one file of it."""

    name: str
    tokens: int
    """Training tokens, paragraph ends included."""


class Place(NamedTuple):
    """Where a human token stands."""

    voice: str
    file: str
    paragraph: int
    """Number of the paragraph in its file, from 1; held-out paragraphs are counted too."""


@dataclass(frozen=True)
class Corpus:
    """Human text, tokenised; N training tokens in D documents (paragraphs)."""

    name: str
    unit: Unit
    vocabulary: Vocabulary
    tokens: Tokens
    """Training text, shape (N,); every document ends with 0."""
    starts: NDArray[np.int64]
    """Where each document starts in ``tokens``, shape (D,)."""
    document_voice: NDArray[np.int32]
    """Index into ``voices`` of each document, shape (D,)."""
    document_file: NDArray[np.int32]
    """Index into ``files`` of each document, shape (D,)."""
    document_paragraph: NDArray[np.int32]
    """Number of each document in its file, from 1, shape (D,)."""
    voices: tuple[Voice, ...]
    files: tuple[str, ...]
    held_out: Tokens
    """Held-out text, shape (H,); every document ends with 0."""
    held_out_starts: NDArray[np.int64]
    sha256: str
    """Checksum of the cleaned text of all files."""
    notes: tuple[str, ...] = ()
    """What reading it should tell the user, such as a guessed encoding."""
    spacing: PageSpacing | None = None
    """How the training text stands on the page; None where only the usual way of each word is known."""
    reading: ReadingReport = field(default_factory=ReadingReport)
    """What reading it decided."""
    said_human: bool = True
    """Whether it is human text: the first of texts from elsewhere is only where somebody says so."""

    def __repr__(self) -> str:
        """Say in a line which one it is."""
        return f"<corpus {self.name}: {len(self.tokens):,} tokens, {len(self.vocabulary):,} {self.unit}s>"

    @cached_property
    def title(self) -> str:
        """The title of a bundled text; of any other, its name."""
        from driftview.text.catalogue import title_of

        return title_of(self.name)

    @cached_property
    def counts(self) -> Counts:
        """How often each id occurs in the training text, shape (V,)."""
        return count_ids(self.tokens, len(self.vocabulary))

    @cached_property
    def page_pieces(self) -> dict[int, str]:
        """Words as they stand on the page that were written lately; see ``tokens.written_pieces``."""
        return {}

    @cached_property
    def token_voice(self) -> NDArray[np.int32]:
        """Index of the voice that wrote each training token, shape (N,)."""
        if len(self.voices) == 1:  # nothing but zeros, so one will do
            return np.broadcast_to(np.int32(0), len(self.tokens))
        lengths = np.diff(self.starts, append=len(self.tokens))
        return np.repeat(self.document_voice, lengths)

    @cached_property
    def is_start(self) -> Flags:
        """Whether a document starts at each training token, shape (N,)."""
        flags = np.zeros(len(self.tokens), bool)
        flags[self.starts] = True
        return flags

    @cached_property
    def byte_pairs(self) -> BytePairs:
        """The merges that divide words into subwords, learned from the training text as it was at reading."""
        found = find_words(self.vocabulary, self.unit, self.tokens, self.starts, marks=True)
        words, counts = found.spelled()
        return learn(words, counts, self.reading.options.merges)

    def document_of(self, position: int) -> int:
        """Return the number of the document, from 0, in which a training position stands."""
        return int(np.searchsorted(self.starts, position, side="right")) - 1

    def place(self, position: int) -> Place:
        """Return voice, file and paragraph of a training position."""
        document = self.document_of(position)
        return Place(
            self.voices[self.document_voice[document]].name,
            self.files[self.document_file[document]],
            int(self.document_paragraph[document]),
        )


def count_ids(tokens: Tokens, size: int) -> Counts:
    """Return how often each of ``size`` ids occurs, shape (V,); a long text is not copied as a whole."""
    counts = np.zeros(size, np.int64)
    for at in range(0, len(tokens), AT_ONCE):
        counts += np.bincount(tokens[at : at + AT_ONCE], minlength=size)
    return counts

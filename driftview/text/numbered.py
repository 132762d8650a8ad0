"""Whole texts as numbers over the words of another, so that they can be compared; nothing is held out."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from driftview.arrays import Tokens
from driftview.text.corpus import Unit
from driftview.text.flow import Numbers, flow
from driftview.text.paragraphs import END
from driftview.text.reading import TextError, label
from driftview.text.sources import Source, find_source
from driftview.text.unspaced import unspaced_note


@dataclass(frozen=True)
class NumberedText:
    """One text: N tokens in D documents."""

    name: str
    words: tuple[str, ...]
    """The word of each number."""
    tokens: Tokens
    """Shape (N,); 0 ends a document."""
    starts: NDArray[np.int64]
    """Where each document starts, shape (D,)."""
    notes: tuple[str, ...]
    """What reading it should tell the user."""

    def without_ends(self) -> "NumberedText":
        """Return the text without the ends of its documents."""
        ends = self.tokens == 0
        starts = self.starts - np.cumsum(ends)[self.starts] + ends[self.starts]
        kept = self.tokens[~ends]
        return replace(self, tokens=kept, starts=np.unique(starts[starts < len(kept)]))


def number_text(name: str, unit: Unit = "word", known: Sequence[str] = (END,)) -> NumberedText:
    """Return the text that a name of driftview.text.sources stands for, called as it was asked for.

    See :func:`number_source`.
    """
    source = find_source(name)
    shown = source.name if name == "-" else name
    return number_source(replace(source, name=label(shown)), unit, known)


def number_source(source: Source, unit: Unit = "word", known: Sequence[str] = (END,)) -> NumberedText:
    """Return all voices of a source as one text.

    ``known``: words that have numbers already, END first; new words get the next ones. Raises TextError for
    what cannot be used.
    """
    numbers = Numbers(zip(known, range(len(known)), strict=True))
    files = [text for voice in source.voices for _, text in voice.files]
    parts = [numbers.of(words) for text in files for _, words in flow(text, unit)]
    tokens = np.concatenate([np.zeros(0, np.int32), *parts])
    if not len(tokens):
        raise TextError(f"{label(source.name)} is empty: give a text with some words in it")
    ends = np.flatnonzero(tokens == 0) + 1
    starts = np.concatenate(([0], ends[ends < len(tokens)])).astype(np.int64)
    words = tuple(numbers)
    told = unspaced_note(words, np.bincount(tokens, minlength=len(words)), source.name, unit)
    return NumberedText(source.name, words, tokens, starts, (*source.notes, *told))

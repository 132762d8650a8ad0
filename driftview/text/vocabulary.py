"""The words of a corpus and how they stand together on a page."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from driftview.arrays import Flags

END = "\n\n"
"""The token that ends a document; its id is END_ID."""

END_ID = 0
"""The id of END in every vocabulary. It is a token, and counted as one; no list of words names it."""

CONTINUES = "##"
"""Marks a subword that goes on a word: ``##ing``."""

GLUE_LEFT = 1
"""No space before this word."""

GLUE_RIGHT = 2
"""No space after this word."""

APART = 4
"""A space before this word, whatever stands there: it begins with a mark that would go on it."""

AHEAD = 8
"""A space after this word, whatever stands there: an address would take up what stands close to it."""


def goes_on(piece: str) -> bool:
    """Tell whether a subword goes on a word."""
    return piece.startswith(CONTINUES) and len(piece) > len(CONTINUES)


def are_spaced(flags: NDArray[np.uint8]) -> Flags:
    """Say of each word of a text whether a space stands before it, from their flags, shape (N,)."""
    spaced = (flags & GLUE_LEFT) == 0
    spaced[1:] &= (flags[:-1] & GLUE_RIGHT) == 0
    spaced[1:] |= (flags[:-1] & AHEAD) != 0
    return np.asarray(spaced | ((flags & APART) != 0))


def _is_joining(mark: str) -> bool:
    return mark in _JOINING or (mark > "\x7f" and unicodedata.category(mark) == "Po" and mark not in "…¡¿")


_JOINING = frozenset("'’ʼʻ‘´`＇-‐‑.,:_@\"&/")
"""Beside them, all punctuation beyond ASCII is taken for joining: most of what UAX 29 names is among it."""


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """Every word that a corpus holds, in training or held-out text; id 0 is the end of a document."""

    words: tuple[str, ...]
    """The word of each id; ``words[0]`` is the end of a document."""

    glue: NDArray[np.uint8]
    """GLUE_LEFT | GLUE_RIGHT, or APART, of each id, as most of the human text has it; shape (V,)."""

    subwords: bool = False
    """Whether the words are pieces of words; those that go on a word begin with CONTINUES."""

    _ids: dict[str, int] = field(default_factory=dict, repr=False, compare=False)

    def __len__(self) -> int:
        """Return how many ids there are."""
        return len(self.words)

    def __iter__(self) -> Iterator[str]:
        """Go through the words by id."""
        return iter(self.words)

    def find(self, word: str) -> int | None:
        """Return the id of ``word``, or None when the corpus does not hold it."""
        if not self._ids:
            self._ids.update((known, i) for i, known in enumerate(self.words))
        return self._ids.get(word)

    @cached_property
    def continues(self) -> Flags:
        """Whether each id is a piece that goes on a word, shape (V,)."""
        if not self.subwords:
            return np.zeros(len(self.words), bool)
        return np.array(
            [word.startswith(CONTINUES) and len(word) > len(CONTINUES) for word in self.words], bool
        )

    @cached_property
    def spelled(self) -> tuple[str, ...]:
        """How the text of each id is spelled: subwords without the mark of those that go on a word."""
        if not self.subwords:
            return self.words
        pairs = zip(self.words, self.continues.tolist(), strict=True)
        return tuple(word[len(CONTINUES) :] if inside else word for word, inside in pairs)

    @cached_property
    def page_pieces(self) -> NDArray[np.object_]:
        """Every word as it goes on the page: bare, behind a space, behind a blank line; shape (3 V,)."""
        found = np.empty(3 * len(self.words), object)
        found[:] = [
            "" if word == END else before + word for before in ("", " ", END) for word in self.spelled
        ]
        return found

    @cached_property
    def joins(self) -> Flags:
        """Whether each word is a mark that makes one word of two when it stands close to both; shape (V,)."""
        return np.array([len(word) == 1 and _is_joining(word) for word in self.words], bool)

    @cached_property
    def wordlike(self) -> Flags:
        """Whether each word begins or ends with a letter or a digit, shape (V,)."""
        return np.array([word[0].isalnum() or word[-1].isalnum() for word in self.spelled], bool)

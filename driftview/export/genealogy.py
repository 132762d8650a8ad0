"""Where every word of a generation was copied from, as text: a line for each paragraph.

``120+8`` are the eight tokens that stand from position 120 of the human text on, ``120`` is the one there,
``=57`` is word 57 copied from nowhere, and ``120=57`` is word 57 in the place of the one from 120.
"""

import numpy as np
from numpy.typing import NDArray

from driftview.arrays import Counts, Flags
from driftview.drift.lineage import Generation
from driftview.drift.training import Passage
from driftview.export.number_text import NEWLINE, SPACE, ZERO, NumberText, NumberTextError, numbers_in
from driftview.text.corpus import Corpus

PLUS, EQUALS = b"+="

_CLASSES = np.zeros(256, np.uint8)  # 0 a digit, then line end, space, + and =
for _number, _sign in enumerate((NEWLINE, SPACE, PLUS, EQUALS), 1):
    _CLASSES[_sign] = _number

_FOLLOWS = np.array(
    [
        [1, 1, 1, 1, 1],  # after a digit
        [1, 0, 0, 0, 1],  # after a line end
        [1, 0, 0, 0, 1],  # after a space
        [1, 0, 0, 0, 0],  # after +
        [1, 0, 0, 0, 0],  # after =
    ],
    bool,
)
"""Which class of character may stand after which."""


def genealogy_text(generation: Generation) -> str:
    """Return the genealogy of a generation; O(number of runs)."""
    origins, starts = np.asarray(generation.origins), np.asarray(generation.starts)
    told = _told(generation)
    goes_on = np.zeros(len(origins), bool)
    goes_on[1:] = (origins[1:] == origins[:-1] + 1) & ~told[1:] & ~told[:-1]
    goes_on[starts] = False
    places = np.flatnonzero(~goes_on)
    lengths = np.diff(places, append=len(origins))
    begins = np.zeros(len(origins), bool)
    begins[starts] = True
    before = np.where(begins[places], "\n", " ").tolist()
    items = [
        f"{sign}{origin}+{length}" if length > 1 else f"{sign}{origin}"
        for sign, origin, length in zip(before, origins[places].tolist(), lengths.tolist(), strict=True)
    ]
    named = np.flatnonzero(told[places])
    words = generation.tokens[places[named]].tolist()
    for item, origin, word in zip(named.tolist(), origins[places[named]].tolist(), words, strict=True):
        items[item] = f"{before[item]}{origin if origin >= 0 else ''}={word}"
    return "".join(items)[1:] + "\n"


def _told(generation: Generation) -> Flags:
    """Say which tokens must be named, because they cannot be read off their origins; shape (N,)."""
    origins = np.asarray(generation.origins)
    if generation.written is None:
        return np.zeros(len(origins), bool)
    human = generation.corpus.tokens
    return np.asarray((origins < 0) | (human[np.maximum(origins, 0)] != generation.tokens))


def read_genealogy(data: bytes, corpus: Corpus, tokens: int, written: bool) -> Passage:
    """Return the passage of ``tokens`` tokens that a genealogy describes.

    ``written``: whether words may be named. Raises NumberTextError for what is no genealogy over ``corpus``.
    """
    text = numbers_in(data, b"+=")
    _check_order(text)
    sign, beyond = text.before(), text.before(2)
    names = sign == EQUALS
    foundling = names & ((beyond == NEWLINE) | (beyond == SPACE))
    item = np.flatnonzero((sign == NEWLINE) | (sign == SPACE) | foundling)
    origin = np.where(foundling[item], -1, text.values[item])
    lengths = _lengths(text, item, sign)
    if (lengths < 1).any() or int(lengths.sum()) != tokens or not tokens:
        raise NumberTextError
    if (origin + lengths > len(corpus.tokens)).any() or (names.any() and not written):
        raise NumberTextError
    first = np.cumsum(lengths) - lengths
    origins = np.arange(tokens) + np.repeat(origin - first, lengths)
    starts = np.append(first, tokens)[np.searchsorted(text.places[item], _line_begins(text))]
    if (np.diff(starts, append=tokens) < 1).any():
        raise NumberTextError
    passage = Passage(origins.astype(np.int32), starts.astype(np.int64))
    if not written:
        return passage
    named = np.flatnonzero(names)
    places = first[np.searchsorted(item, named, side="right") - 1]
    return _with_words(passage, corpus, places, text.values[named])


def _check_order(text: NumberText) -> None:
    """Raise NumberTextError unless the characters stand in an order that means something."""
    classes = _CLASSES[text.bytes]
    ordered = _FOLLOWS[classes[:-1], classes[1:]].all()
    if not ordered or (len(classes) and not _FOLLOWS[1, classes[0]]):
        raise NumberTextError
    sign = text.before()
    joined = (sign == PLUS) | ((sign == EQUALS) & (text.before(2) >= ZERO))
    simple = (sign == NEWLINE) | (sign == SPACE)
    if (joined[1:] & ~simple[:-1]).any():
        raise NumberTextError


def _lengths(text: NumberText, item: NDArray[np.int64], sign: NDArray[np.uint8]) -> Counts:
    """Return how many tokens each item stands for; shape (number of items,)."""
    following = np.append(sign, np.uint8(NEWLINE))[item + 1]
    values = np.append(text.values, 0)[item + 1]
    return np.where(following == PLUS, values, 1)


def _line_begins(text: NumberText) -> NDArray[np.int64]:
    """Return where the lines begin among the bytes."""
    return np.concatenate(([0], text.line_ends[:-1] + 1))


def _with_words(
    passage: Passage, corpus: Corpus, places: NDArray[np.int64], words: NDArray[np.int64]
) -> Passage:
    """Return the passage with its tokens: those of their origins, and ``words`` at ``places``."""
    if (words >= len(corpus.vocabulary)).any():
        raise NumberTextError
    written = corpus.tokens[np.maximum(passage.origins, 0)]
    written[places] = words
    return Passage(passage.origins, passage.starts, written)

"""Smoothed n-gram models: additive, Witten–Bell, absolute discounting and both kinds of Kneser–Ney.

Chen and Goodman 1999, *An empirical study of smoothing techniques for language modeling*, gives all of them
but stupid backoff (stupid_backoff.py) in one notation, in their interpolated forms.
"""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from driftview.arrays import Counts, Floats
from driftview.models.backoff import TrainedBackoff, Weights, continuations, downwards, occurrences
from driftview.models.index import ContextIndex
from driftview.models.protocol import ModelError, TrainingText
from driftview.models.suffixes import ROOT, SuffixLinks

USUAL_DISCOUNT = 0.75
"""The discount where the counts allow no estimate (Chen and Goodman 1999 find about this on any text)."""

USUAL_DISCOUNTS = (0.5, 1.0, 1.5)
"""The three discounts where the counts allow no estimate."""


def absolute_discount(counts: Counts) -> float | None:
    """Return n₁ / (n₁ + 2 n₂), n_i being how many counts are i (Ney, Essen and Kneser 1994).

    None where the text has no counts of 1 or of 2.

    Parameters
    ----------
    counts
        How often each pair occurs, shape (P,).

    Returns
    -------
    float | None
        The discount, from 0 to 1; None where the counts allow no estimate.
    """
    once, twice = (int(np.count_nonzero(counts == i)) for i in (1, 2))
    return once / (once + 2 * twice) if once and twice else None


def modified_discounts(counts: Counts) -> tuple[float, float, float] | None:
    """Return the discounts of counts 1, 2, and 3 or more: i − (i + 1) Y n_{i+1} / n_i, Y = n₁ / (n₁ + 2 n₂).

    Chen and Goodman 1999, equation 26. None where one cannot be estimated or falls outside 0 … i, as it
    does on text that has collapsed.

    Parameters
    ----------
    counts
        How often each pair occurs, shape (P,).

    Returns
    -------
    tuple[float, float, float] | None
        The three discounts; None where the counts allow no estimate.
    """
    n = np.bincount(np.minimum(counts, 5), minlength=6).astype(float)
    if not n[1:5].all():
        return None
    y = n[1] / (n[1] + 2 * n[2])
    one, two, more = (float(i - (i + 1) * y * n[i + 1] / n[i]) for i in (1, 2, 3))
    if not (0 <= one <= 1 and 0 <= two <= 2 and 0 <= more <= 3):
        return None
    return one, two, more


def refusal_chance(counts: Counts, discounts: tuple[float, float, float]) -> Floats:
    """Return D(c) / c for each count c, at most 1; D is by count: 1, 2, 3 or more.

    Parameters
    ----------
    counts
        How often each pair occurs, shape (P,).
    discounts
        Discounts of the counts 1, 2, and 3 or more.

    Returns
    -------
    ndarray of float64
        Chances, shape (P,).
    """
    table = np.array((0.0, *discounts))
    return np.asarray(np.minimum(table[np.minimum(counts, 3)] / np.maximum(counts, 1), 1.0))


HIGHEST_ORDER = 8


@dataclass(frozen=True)
class SmoothedModel:
    """A model that copies from the longest context it knows and at times from a shorter one.

    A word copied from a shorter context has its parent there. Below the empty context every word is as likely
    as any other, so that nothing is impossible; a word from there has no parent (−1): it is a mutation.
    """

    order: int
    """From 1 to 8."""
    uniform: bool = True
    """Whether there is a uniform base below the empty context; nltk.lm has none."""
    padded: bool = False
    """Whether a document's start fills the whole context, as in nltk.lm, or is one mark that falls away."""

    name: ClassVar[str] = ""

    def __post_init__(self) -> None:
        """Refuse an order that is not offered."""
        if not 1 <= self.order <= HIGHEST_ORDER:
            raise ModelError(f"the order must be from 1 to {HIGHEST_ORDER}, not {self.order}")

    def train(self, text: TrainingText, vocabulary_size: int) -> TrainedBackoff:
        """Learn from ``text`` of N tokens; time O(order · N log N).

        Parameters
        ----------
        text
            The training text, of N tokens.
        vocabulary_size
            How many words there are, V; ids are below it.

        Returns
        -------
        TrainedBackoff
            The trained model.
        """
        links = make_suffix_links(text, self.order, vocabulary_size, self.padded)
        return TrainedBackoff(links, self.weigh(links))

    def weigh(self, links: SuffixLinks) -> Weights:
        """Return the counts and refusals of this kind of smoothing."""
        raise NotImplementedError

    def _based(self, links: SuffixLinks, refusal: Floats) -> Floats:
        """Return ``refusal`` with nothing refused by the root when there is no uniform base."""
        if not self.uniform:
            refusal[links.bounds[ROOT] : links.bounds[ROOT + 1]] = 0.0
        return refusal


@dataclass(frozen=True)
class Additive(SmoothedModel):
    """Lidstone's rule: (n(c, w) + γ) / (n(c) + γ V) ; the uniform share is mutations."""

    gamma: float = 0.001
    """Pseudo-count of every word, above 0; 1 is Laplace's rule. A context keeps n / (n + γ V) to itself, and
    most occur a few times only, so that with γ V much above 1 nearly every word is a mutation."""

    name: ClassVar[str] = "additive"

    def __post_init__(self) -> None:
        """Refuse a pseudo-count that is not above 0."""
        super().__post_init__()
        if self.gamma <= 0:
            raise ModelError("the pseudo-count gamma must be above 0")

    def weigh(self, links: SuffixLinks) -> Weights:
        """Give γ V / (n + γ V) of each longest context to the uniform base, and all of the others."""
        counts = occurrences(links)
        added = self.gamma * links.index.vocabulary_size
        totals = links.by_context(counts)
        refusal = np.asarray(added / (totals + added), np.float64)[links.pair_context]
        refusal[: links.first_pair[links.top]] = 1.0
        return Weights(counts, refusal, downwards(links, straight=True))


@dataclass(frozen=True)
class WittenBell(SmoothedModel):
    """Witten and Bell 1991, method C, interpolated: T / (n + T) goes below, T being how many words follow."""

    name: ClassVar[str] = "witten-bell"

    def weigh(self, links: SuffixLinks) -> Weights:
        """Refuse every pair of a context alike."""
        counts = occurrences(links)
        totals = links.by_context(counts)
        kinds = links.by_context((counts > 0).astype(np.int64))
        refusal = (kinds / np.maximum(totals + kinds, 1))[links.pair_context]
        return Weights(counts, self._based(links, refusal), downwards(links))


@dataclass(frozen=True)
class AbsoluteDiscounting(SmoothedModel):
    """One discount D from every count, interpolated (Ney, Essen and Kneser 1994)."""

    discount: float | None = None
    """D, from 0 to 1; None estimates it for each length of context."""

    name: ClassVar[str] = "absolute"
    kinds: ClassVar[bool] = False

    def __post_init__(self) -> None:
        """Refuse a discount that is not a share."""
        super().__post_init__()
        if self.discount is not None and not 0 <= self.discount <= 1:
            raise ModelError("the discount must be from 0 to 1")

    def weigh(self, links: SuffixLinks) -> Weights:
        """Refuse a pair seen c times with the chance D(c) / c."""
        counts = continuations(links) if self.kinds else occurrences(links)
        refusal, notes = np.empty(len(counts)), []
        for length in range(links.top + 1):
            mine = slice(links.first_pair[length], links.first_pair[length + 1])
            used = counts[mine][~links.padded_pairs(length)]
            estimate = self.estimate(used)
            if estimate is None:
                notes.append(
                    f"no discount can be estimated for {length} words of context; the default is used"
                )
            refusal[mine] = refusal_chance(counts[mine], estimate or self.usual())
        return Weights(counts, self._based(links, refusal), downwards(links), self.kinds, tuple(notes))

    def estimate(self, counts: Counts) -> tuple[float, float, float] | None:
        """Return the discounts of counts 1, 2, and 3 or more, or None where the counts allow no estimate."""
        found = absolute_discount(counts) if self.discount is None else self.discount
        return None if found is None else (found, found, found)

    def usual(self) -> tuple[float, float, float]:
        """Return the discounts to take when none can be estimated."""
        return (USUAL_DISCOUNT,) * 3


@dataclass(frozen=True)
class KneserNey(AbsoluteDiscounting):
    """Interpolated Kneser–Ney: absolute discounting whose shorter contexts count kinds, not occurrences.

    Kneser and Ney 1995; a word that only ever follows one other is rare elsewhere, however often it occurs.
    """

    name: ClassVar[str] = "kneser-ney"
    kinds: ClassVar[bool] = True


@dataclass(frozen=True)
class ModifiedKneserNey(KneserNey):
    """Modified Kneser–Ney (Chen and Goodman 1999): own discounts for counts 1, 2, and 3 or more."""

    name: ClassVar[str] = "modified-kneser-ney"

    def estimate(self, counts: Counts) -> tuple[float, float, float] | None:
        """Return the discounts of counts 1, 2, and 3 or more, or None where the counts allow no estimate."""
        return super().estimate(counts) if self.discount is not None else modified_discounts(counts)

    def usual(self) -> tuple[float, float, float]:
        """Return the discounts to take when none can be estimated."""
        return USUAL_DISCOUNTS


def make_suffix_links(text: TrainingText, order: int, vocabulary_size: int, padded: bool) -> SuffixLinks:
    """Return the suffix links of a training text.

    Parameters
    ----------
    text
        The training text, of N tokens.
    order
        Order n of the model: it looks at n − 1 tokens.
    vocabulary_size
        How many words there are, V; ids are below it.
    padded
        Whether starts of documents are contexts too.

    Returns
    -------
    SuffixLinks
        The links.

    Raises
    ------
    ModelError
        The text cannot be learnt from.
    """
    if not len(text.tokens):
        raise ModelError("there is no text to learn from")
    if int(text.tokens.max()) >= vocabulary_size:
        raise ModelError("the text holds a word that the vocabulary does not")
    return SuffixLinks(ContextIndex([text], order, vocabulary_size), padded)

"""The law of words when human text is mixed in: by tokens, by documents, few or many, or in rotation."""

from collections.abc import Callable
from functools import cached_property
from typing import assert_never

import numpy as np
from numpy.typing import NDArray

from driftview.arrays import Floats, Tokens
from driftview.theory.clusters import (
    Clusters,
    Draws,
    document_draws,
    runs,
    sampling_draws,
    summed,
    uncopied,
)
from driftview.theory.passages import Passages
from driftview.theory.schedule import Schedule
from driftview.theory.survival import Lines, slices, token_lines
from driftview.theory.word_law import EachWordLaw, WordFates, WordLaw

# The law of words when human text is mixed in document by document, and there are many documents.
#
# P(w dead) = e_0^{c_w}·Π_d φ(r_wd): e_0 is the extinction of a token through the human text that the first
# generation trains on, the product runs over the clusters of w in documents, φ over the draws of human text
# (``document_draws``). Families are independent once it is known which documents were drawn (Suresh et al.,
# arXiv 2412.17646, for each token); documents are taken as drawn independently, which few documents are not.

NEGLIGIBLE = 1e-6
"""Clusters of a size whose words are surely alive, all together, do not add to the spread."""


class ManyDocumentsLaw(EachWordLaw):
    """Human documents are drawn independently of each other (fresh or fixed)."""

    def __init__(self, clusters: Clusters, schedule: Schedule, lines: Lines) -> None:
        """Take the words of the human text and the fate of tokens under the schedule."""
        super().__init__(clusters.count)
        self._clusters = clusters
        self._schedule = schedule
        self._lines = lines

    def _draws(self, generation: int) -> list[Draws]:
        return document_draws(self._schedule, self._lines, generation)

    def _before(self, generation: int) -> tuple[Floats, Floats]:
        """Return log and slope of what happens to each word's tokens without any draw, shape (V,)."""
        lines = self._lines
        return self.count * lines.mix_log[0, generation], self.count * lines.mix_slope[0, generation]

    def _fates(self, generation: int) -> WordFates:
        """Add up logarithms over the clusters of each word; O(E) for E entries of the clusters."""
        log, slope = self._before(generation)
        for draws in self._draws(generation):
            of_clusters = draws.of_clusters(self._clusters.size)
            log += self._clusters.over_clusters(of_clusters.log_dead)
            slope += self._clusters.over_clusters(of_clusters.slope)
        dead = np.exp(log)
        return WordFates(dead, np.minimum(dead * slope, 1.0))

    def _shared_types(self, generation: int) -> float:
        return self._shared(generation, (self.fates(generation).dead,))

    def _shared_hapaxes(self, generation: int) -> float:
        fates = self.fates(generation)
        return self._shared(generation, (fates.once, fates.dead))

    def _shared(self, generation: int, values: tuple[Floats, ...]) -> float:
        """Return Σ_d Var δ_d, less the same for each word alone, for a sum over the words.

        δ_d is how the way in which document d is drawn moves that sum, beyond what any text of its length
        does, since draws hold a given number of tokens: first order in the draws (Hájek 1968).
        """
        clusters = self._clusters
        sizes = np.flatnonzero(sum(clusters.by_size(value) for value in values) > NEGLIGIBLE)
        if not len(sizes):
            return 0.0
        kernel = np.zeros((2 * len(sizes),) * 2)
        for draws in self._draws(generation):
            kernel += draws.of_clusters(clusters.size[sizes]).kernel()
        blocks = kernel.reshape(2, len(sizes), 2, len(sizes))[: len(values), :, : len(values)]
        flat = blocks.reshape(len(values) * len(sizes), -1)
        together = float((clusters.scatter(values, sizes) * flat).sum())
        alone = 0.0
        for first, value in enumerate(values):
            for second, other in enumerate(values):
                of_size = np.zeros(len(clusters.size))
                of_size[sizes] = np.diagonal(blocks[first, :, second])
                alone += float((clusters.over_clusters(of_size) * value * other).sum())
        return together - alone


class ManySubsampledLaw(ManyDocumentsLaw):
    """Training texts are samples of whole documents of everything so far; the human ones are many."""

    def _draws(self, generation: int) -> list[Draws]:
        return [sampling_draws(self._schedule, self._lines, generation)]

    def _before(self, generation: int) -> tuple[Floats, Floats]:
        return np.zeros(len(self.count)), np.zeros(len(self.count))


class RotatingLaw(EachWordLaw):
    """A token's mixes are known from where it stands: P(w dead) = Π over its tokens of their extinction."""

    def __init__(self, clusters: Clusters, schedule: Schedule, lines: Lines) -> None:
        """Cut the text where the slices of the schedule, in whole tokens, begin and end; O(N log N)."""
        super().__init__(clusters.count)
        self._lines, self._schedule = lines, schedule
        tokens = clusters.tokens
        shares, self._times = slices(np.rint(schedule.human_passes * tokens) / tokens, "rotating")
        ends = np.rint(np.cumsum(shares) * tokens).astype(np.int64)
        part = np.searchsorted(ends, np.arange(tokens), side="right")
        entry, number = runs(clusters.token_word * len(shares) + part)
        self._entry_word, self._entry_part = np.divmod(entry, len(shares))
        self._entry_tokens = number.astype(np.float64)

    def _fates(self, generation: int) -> WordFates:
        lines, last = self._lines, self._schedule.mixes_before(generation)
        times = self._times[:, :last]
        log = lines.whole_log[generation] + times @ lines.mix_log[1 : last + 1, generation]
        slope = lines.whole_slope[generation] + times @ lines.mix_slope[1 : last + 1, generation]
        dead = np.exp(self._over_words(log))
        return WordFates(dead, np.minimum(dead * self._over_words(slope), 1.0))

    def _over_words(self, of_part: Floats) -> Floats:
        """Return the sum over the tokens of each word, shape (V,), of what each part's tokens have, (P,)."""
        each = self._entry_tokens * of_part[self._entry_part]
        return summed(self._entry_word, each, len(self.count))

    def _shared_types(self, generation: int) -> float:
        return 0.0

    def _shared_hapaxes(self, generation: int) -> float:
        return 0.0


# The law of words when human text is mixed in by documents, and there are few of them.
#
# A draw of 600 tokens from eleven chapters is one chapter, or parts of two: which words it holds depends on
# the lengths, and documents exclude each other. So draws are really carried out here, more than a hundred
# of them, and the law of words is averaged: given the documents that were drawn, it is exact
# (``RotatingLaw``).

DRAWS = 120
"""At least so many draws are carried out."""

TOGETHER = 16
"""Mixes that are added up at once: what is kept of them takes half the memory of what is computed with."""


class FewDocumentsLaw(EachWordLaw):
    """The average over draws that were carried out, always the same ones."""

    def __init__(
        self, clusters: Clusters, document: NDArray[np.int64], schedule: Schedule, lines: Lines
    ) -> None:
        """Draw; ``clusters`` are in parts of documents, and ``document`` is that of each part, shape (P,)."""
        super().__init__(clusters.count)
        self._lines, self._schedule = lines, schedule
        self._shared = 0.0, 0.0
        """Covariances of types and of hapaxes in the generation that was asked for last."""
        by_word = np.argsort(clusters.cluster_word, kind="stable")
        self._first = np.searchsorted(clusters.cluster_word[by_word], np.arange(len(clusters.count)))
        """Where each word's clusters begin in the two arrays that follow, shape (V,)."""
        self._piece = clusters.cluster_document[by_word]
        self._held = clusters.size[clusters.cluster_size[by_word], None].astype(np.float64)
        """Tokens of the word in that piece, shape (C, 1)."""
        self._taken = _taken(_Places(clusters.length, document), schedule)
        """How often mix t = 1 … G takes each piece in each draw, shape (G, P, S)."""

    def _fates(self, generation: int) -> WordFates:
        dead, once = self._in_each_draw(generation)
        self._shared = _shared(dead), _shared(once)
        return WordFates(dead.mean(axis=1), once.mean(axis=1))

    def _in_each_draw(self, generation: int) -> tuple[Floats, Floats]:
        """Return the chances of each word to be dead and to be a hapax, given the draw; shape (V, S) each."""
        fates, taken, whole = self._fate_of_pieces(generation)
        _, pieces, draws = taken.shape
        # with numbers of 32 bits, processors would differ from the seventh digit on
        through_mixes = np.zeros((2, pieces * draws))
        for first in range(0, len(taken), TOGETHER):
            some = taken[first : first + TOGETHER].reshape(-1, pieces * draws)
            through_mixes += fates[:, first : first + TOGETHER] @ some.astype(np.float64)
        of_piece = through_mixes.reshape(2, pieces, draws) + whole[:, None, None]
        dead = np.exp(self._over_words(of_piece[0]))
        once = np.minimum(dead * self._over_words(of_piece[1]), 1.0)
        return dead, once

    def _fate_of_pieces(self, generation: int) -> tuple[Floats, NDArray[np.float32], Floats]:
        """Return log and slope of each draw, (2, T), how often it takes pieces, and the rest, (2,)."""
        lines, last = self._lines, self._schedule.mixes_before(generation)
        read = slice(1, last + 1)
        fates = np.stack((lines.mix_log[read, generation], lines.mix_slope[read, generation]))
        whole = np.array((lines.whole_log[generation], lines.whole_slope[generation]))
        return fates, self._taken[:last], whole

    def _over_words(self, of_piece: Floats) -> Floats:
        """Return the sum over the tokens of each word, (V, S), of what tokens of each piece have, (P, S)."""
        return np.asarray(np.add.reduceat(of_piece[self._piece] * self._held, self._first, axis=0))

    def _shared_types(self, generation: int) -> float:
        self.fates(generation)
        return self._shared[0]

    def _shared_hapaxes(self, generation: int) -> float:
        self.fates(generation)
        return self._shared[1]


class FewSubsampledLaw(FewDocumentsLaw):
    """Samples of whole human documents are carried out, always the same ones."""

    def __init__(
        self, clusters: Clusters, document: NDArray[np.int64], schedule: Schedule, lines: Lines
    ) -> None:
        """Draw; see ``FewDocumentsLaw``."""
        super().__init__(clusters, document, schedule, lines)
        self._taken = _sampled(_Places(clusters.length, document), schedule)
        """Whether training text j = 1 … G has each piece in each draw, shape (G, P, S)."""

    def _fate_of_pieces(self, generation: int) -> tuple[Floats, NDArray[np.float32], Floats]:
        fates = np.stack(uncopied(self._schedule, self._lines, generation))
        return fates, self._taken[:generation], np.zeros(2)


def _sampled(places: "_Places", schedule: Schedule) -> NDArray[np.float32]:
    """Draw human documents for each training text until they are as large a share of it as of its pool.

    How large their share is varies, too, but what takes their place are copies of the same text.
    """
    shares = schedule.training_sizes / schedule.pool_sizes
    return np.stack([(places.shuffled() < share).astype(np.float32) for share in shares])


def _taken(places: "_Places", schedule: Schedule) -> NDArray[np.float32]:
    """Draw for every mix; fixed human text is drawn once, and mixes that take more of it read on."""
    place = places.shuffled()
    taken = np.empty((schedule.generations, *place.shape), np.float32)
    for mix, passes in enumerate(schedule.human_passes):
        match schedule.human_source:
            case "fresh":
                place = places.shuffled() if passes > 0 else place
            case "resampled":
                taken[mix] = places.resampled(float(passes))
                continue
            case "fixed":
                pass
            case "rotating":
                raise ValueError("slices that rotate are read in order, not drawn: RotatingLaw is their law")
            case _:
                assert_never(schedule.human_source)
        taken[mix] = np.floor(passes) + (place < passes % 1.0)
    return taken


class _Places:
    """Where each piece stands when the documents of a text are laid out in a random order."""

    def __init__(self, length: Floats, document: NDArray[np.int64]) -> None:
        self.random = np.random.default_rng(0)
        self.tokens = length.sum()
        self.document = document
        self.document_length = np.bincount(document, weights=length)
        first = np.cumsum(length) - length
        starts = np.cumsum(self.document_length) - self.document_length
        self.middle = first - starts[document] + length / 2
        """Middle of each piece, in tokens from the start of its document."""

    def resampled(self, passes: float) -> NDArray[np.float32]:
        """Return how often a text of ``passes`` times the length takes each piece, in S draws; shape (P, S).

        Documents are drawn with replacement; of the last one, pieces that begin in time are taken.
        """
        documents = len(self.document_length)
        draws = documents * -(-DRAWS // documents)
        taken = np.zeros((len(self.document), draws), np.float32)
        wanted = passes * self.tokens
        for draw in range(draws):
            left = wanted
            while left > 0:
                document = self.random.integers(documents)
                taken[:, draw] += (self.document == document) & (self.middle < left)
                left -= self.document_length[document]
        return taken

    def shuffled(self) -> Floats:
        """Return the middles as shares of the text in [0, 1), for S orders in random order; shape (P, S).

        Each order is used with each document in front, the others following round and round, so that all are
        in front equally often.
        """
        documents = len(self.document_length)
        rounds = []
        for _ in range(-(-DRAWS // documents)):
            order = self.random.permutation(documents)
            start = np.empty(documents)
            start[order] = np.cumsum(self.document_length[order]) - self.document_length[order]
            rounds.append((start[:, None] - start) % self.tokens)
        starts = np.concatenate(rounds, axis=1)
        starts = starts[:, self.random.permutation(starts.shape[1])]
        return np.asarray((starts[self.document] + self.middle[:, None]) / self.tokens)


def _shared(chances: Floats) -> float:
    """Return the covariances between words, summed, of events that are independent in each draw; (V, S)."""
    mean = chances.mean(axis=1)
    return float(chances.sum(axis=0).var(ddof=1) - ((chances - mean[:, None]) ** 2).mean(axis=1).sum())


FEW_DOCUMENTS = 64
"""Up to so many documents draws are carried out; more are taken as drawn independently."""

SHORT_TEXT = 40_000
"""Draws are carried out for texts of at most so many tokens; in longer ones that would take too long."""

PIECES = 400
"""Few documents are cut into about so many pieces."""


class HumanDocuments:
    """A human text of N tokens in D documents, from which documents are drawn."""

    def __init__(self, tokens: Tokens, starts: NDArray[np.int64]) -> None:
        """Take token ids, shape (N,), and where each document starts, shape (D,)."""
        self._tokens = tokens
        self._starts = starts
        self._clusters: dict[int | None, Clusters] = {}

    @property
    def tokens(self) -> int:
        """How many tokens the text has."""
        return len(self._tokens)

    @cached_property
    def types(self) -> int:
        """How many words it has."""
        return int(np.count_nonzero(np.bincount(self._tokens)))

    def law(
        self,
        schedule: Schedule,
        lines: Lines | None = None,
        passages: Callable[[], Passages] | None = None,
    ) -> WordLaw:
        """Return the law of words under a schedule whose human text is this one.

        ``lines``: the fate of tokens under that schedule, where it is known already. Clusters are worked out
        once, O(N log N).

        Parameters
        ----------
        schedule
            What each generation trains on and how much it writes.
        lines
            The fate of tokens under that schedule, where it is known already.
        passages
            Returns what a model copies as a whole; None for single tokens.

        Returns
        -------
        WordLaw
            The law that fits: rotating slices, few documents, or many.
        """
        lines = token_lines(schedule) if lines is None else lines
        law = self._law(schedule, lines)
        return law if passages is None else law.copying(passages, lines)

    def _law(self, schedule: Schedule, lines: Lines) -> EachWordLaw:
        mixed = schedule.mixes_human
        match schedule.human_source:
            case "rotating":
                if mixed:
                    return RotatingLaw(self._clusters_of(None), schedule, lines)
            case "fresh" | "resampled" | "fixed":
                pass
            case _:
                assert_never(schedule.human_source)
        sampled = schedule.subsampled and not mixed
        if (mixed or sampled) and len(self._starts) <= FEW_DOCUMENTS and len(self._tokens) <= SHORT_TEXT:
            clusters = self._clusters_of(-(-len(self._tokens) // PIECES))
            first = np.cumsum(clusters.length) - clusters.length
            document = np.searchsorted(self._starts, first.astype(np.int64), side="right") - 1
            kind = FewSubsampledLaw if sampled else FewDocumentsLaw
            return kind(clusters, document, schedule, lines)
        if sampled:
            return ManySubsampledLaw(self._clusters_of(None), schedule, lines)
        passes = schedule.human_passes
        smallest = max(1, round(passes[passes > 0].min(initial=1.0) * len(self._tokens)))
        longest = np.diff(self._starts, append=len(self._tokens)).max()
        return ManyDocumentsLaw(self._clusters_of(smallest if longest > smallest else None), schedule, lines)

    def _clusters_of(self, longest: int | None) -> Clusters:
        if longest not in self._clusters:
            self._clusters = {longest: Clusters.of(self._tokens, self._starts, longest)}
        return self._clusters[longest]

"""Clusters: which words stand together in which documents, and what drawing whole documents does to them.

A word of c tokens that all stand in one document comes and goes with that document. So besides its count
(``Spectrum``) a law needs its clusters: in how many documents the word occurs once, twice, …"""

import math
from dataclasses import dataclass
from typing import Self, assert_never

import numpy as np
from numpy.typing import NDArray

from driftview.arrays import Floats, Indices, Tokens
from driftview.choices import is_written
from driftview.theory.schedule import Schedule
from driftview.theory.survival import STILL_THERE, Lines, slices

BLOCK = 1 << 20
"""Sums by document and size are made for about this many of them at a time."""


@dataclass(frozen=True)
class Clusters:
    """The V words of a text of N tokens in D documents; words that do not occur are left out."""

    count: Floats
    """Tokens of each word, shape (V,)."""
    size: Floats
    """The distinct sizes r of clusters (tokens of one word in one document), rising, shape (R,)."""
    entry_word: Indices
    """Entry e says: word ``entry_word[e]`` is a cluster of size ``size[entry_size[e]]`` in
    ``entry_documents[e]`` documents; shape (E,)."""
    entry_size: Indices
    entry_documents: Floats
    cluster_word: Indices
    """Each cluster for itself, documents in reading order: its word, shape (C,)."""
    cluster_size: Indices
    """Its index into ``size``, shape (C,)."""
    cluster_document: Indices
    """Its document, shape (C,)."""
    length: Floats
    """Tokens of each document, shape (D,)."""
    token_word: Indices
    """The word of each token in reading order, shape (N,)."""

    @classmethod
    def of(cls, tokens: Tokens, starts: Indices, longest: float | None = None) -> Self:
        """Build it from token ids, shape (N,), and where each document starts, shape (D,); O(N log N).

        Documents of more than ``longest`` tokens are taken as several of that length: a draw that holds
        fewer tokens than a document takes a piece of it. Raises ValueError without tokens.
        """
        if not len(tokens):
            raise ValueError("a text without tokens has no words to follow")
        length = np.diff(starts, append=len(tokens)).astype(np.int64)
        if longest is not None:
            length = _pieces(length, max(1, round(longest)))
        word, words = _renumbered(tokens)
        document = np.repeat(np.arange(len(length)), length)
        cluster, tokens_in = runs(document * words + word)
        cluster_document, cluster_word = np.divmod(cluster, words)
        cluster_size, sizes = _renumbered(tokens_in)
        entry, documents_with = runs(cluster_word * sizes + cluster_size)
        entry_word, entry_size = np.divmod(entry, sizes)
        return cls(
            count=np.bincount(word).astype(np.float64),
            size=np.flatnonzero(np.bincount(tokens_in)).astype(np.float64),
            entry_word=entry_word,
            entry_size=entry_size,
            entry_documents=documents_with.astype(np.float64),
            cluster_word=cluster_word,
            cluster_size=cluster_size,
            cluster_document=cluster_document,
            length=length.astype(np.float64),
            token_word=word,
        )

    @property
    def tokens(self) -> int:
        """How many tokens the text has."""
        return len(self.token_word)

    def over_clusters(self, of_size: Floats) -> Floats:
        """Return Σ_d of_size[r_wd] for each word w: a sum over its clusters; (R,) to (V,)."""
        each = self.entry_documents * of_size[self.entry_size]
        return summed(self.entry_word, each, len(self.count))

    def scatter(self, values: tuple[Floats, ...], sizes: Indices) -> Floats:
        """Return how sums over the words of a document scatter between documents, as a Gram matrix.

        ``values`` are numbers of each word, J arrays of shape (V,); ``sizes`` are indices into ``size``,
        shape (S,). B[d, jS + s] is the sum of value j over the words with that many tokens in document d,
        less what a document of its length has on average: draws hold a given number of tokens, so that
        only what a document has beyond its length counts. Returns BᵀB, shape (J·S, J·S).
        """
        wanted = np.full(len(self.size), -1)
        wanted[sizes] = np.arange(len(sizes))
        chosen = wanted[self.cluster_size] >= 0
        word, document = self.cluster_word[chosen], self.cluster_document[chosen]
        column = wanted[self.cluster_size[chosen]]
        total = np.concatenate([self.by_size(value)[sizes] for value in values]) / self.tokens
        gram = np.zeros((len(total),) * 2)
        step = max(1, BLOCK // max(1, len(total)))
        for first in range(0, len(self.length), step):
            length = self.length[first : first + step]
            begin, end = np.searchsorted(document, (first, first + step))
            cell = (document[begin:end] - first) * len(sizes) + column[begin:end]
            sums = [
                np.bincount(cell, weights=value[word[begin:end]], minlength=len(length) * len(sizes))
                for value in values
            ]
            by_document = [each.reshape(len(length), -1) for each in sums]
            beyond = np.concatenate(by_document, axis=1) - np.outer(length, total)
            gram += beyond.T @ beyond
        return gram

    def by_size(self, value: Floats) -> Floats:
        """Return the sum of a value of words over all clusters of each size, shape (R,)."""
        each = self.entry_documents * value[self.entry_word]
        return summed(self.entry_size, each, len(self.size))


def _pieces(length: Indices, longest: int) -> Indices:
    """Return the lengths of documents that are cut after every ``longest`` tokens."""
    number = -(-length // longest)
    pieces = np.full(int(number.sum()), longest, np.int64)
    ends = np.cumsum(number)[number > 0]
    pieces[ends - 1] = (length - (number - 1) * longest)[number > 0]
    return pieces


def _renumbered(numbers: NDArray[np.integer]) -> tuple[Indices, int]:
    """Return the rank of whole numbers among the distinct ones of them, and how many those are."""
    present = np.bincount(numbers) > 0
    rank = np.cumsum(present) - 1
    return rank[numbers], int(rank[-1]) + 1


def summed(place: Indices, values: Floats, places: int) -> Floats:
    """Return the sum of the values at each of ``places`` places.

    Parameters
    ----------
    place
        Where each value belongs, shape (N,).
    values
        The values, shape (N,).
    places
        How many places there are, P.

    Returns
    -------
    ndarray of float64
        Sums, shape (P,).
    """
    return np.bincount(place, weights=values, minlength=places).astype(np.float64, copy=False)


def runs(keys: Indices) -> tuple[Indices, Indices]:
    """Return the distinct keys, rising, and how often each occurs.

    Parameters
    ----------
    keys
        Keys in any order, shape (N,).

    Returns
    -------
    tuple[Indices, Indices]
        Each key once, rising, and how often it occurs, shapes (K,).
    """
    ordered = np.sort(keys)
    first = np.flatnonzero(np.diff(ordered, prepend=-1))
    return ordered[first], np.diff(first, append=len(ordered))


# Human documents that are drawn into the mixes, and what becomes of a word that stands in them.
#
# A document is drawn as a whole. Where that happens with probability m, a cluster of r tokens of one word
# leaves nothing behind with the chance φ(r) = 1 − m + m·x^r, x that of one token; token by token it would
# be (1 − m + m·x)^r, which is smaller.


@dataclass(frozen=True)
class Draws:
    """K independent draws, each of which can turn out in P ways for a document."""

    chance: Floats
    """Probability of each way, shape (K, P); rows add to 1."""
    log: Floats
    """log of the chance that a token of a document taken that way has no descendant, shape (K, P)."""
    slope: Floats
    """Its derivative: e′/e, shape (K, P)."""

    def of_clusters(self, size: Floats) -> "ClusterFate":
        """Return what becomes of clusters of each size, shape (R,), over all the draws."""
        log = self.log[..., None] * size
        slope = self.slope[..., None] * size
        chance = np.broadcast_to(self.chance[..., None], log.shape)
        largest = np.where(chance > 0, log, -np.inf).max(axis=1, keepdims=True)
        weight = chance * np.exp(np.where(chance > 0, log - largest, 0.0))
        total = weight.sum(axis=1, keepdims=True)
        turned = weight / total
        mean_slope = (turned * slope).sum(axis=1, keepdims=True)
        log_dead = (largest + np.log(total))[:, 0]
        return ClusterFate(
            log_dead.sum(axis=0), mean_slope.sum(axis=(0, 1)), chance, turned, slope - mean_slope
        )


@dataclass(frozen=True)
class ClusterFate:
    """The fate of clusters of R sizes over K draws of P ways each."""

    log_dead: Floats
    """log Π_k φ_k(r), shape (R,)."""
    slope: Floats
    """Its derivative, shape (R,)."""
    chance: Floats
    """Probability of each way before anything is known, shape (K, P, R)."""
    turned: Floats
    """Probability of each way when the cluster has left nothing behind, shape (K, P, R)."""
    slope_beyond: Floats
    """The derivative of log x^r that way, less its mean over ``turned``; shape (K, P, R)."""

    def kernel(self) -> Floats:
        """Return how the ways that a document can be taken move words together, shape (2R, 2R).

        A word with A the chance of being dead and Q of being a hapax, and a cluster of size r in a document
        that is taken in way p: A moves by A·h_0, Q by Q·h_0 + A·h_1, h_0 = x^r/φ − 1,
        h_1 = x^r/φ·(its slope − the mean). Rows and columns are h_0 for all sizes, then h_1; entries their
        covariances, summed over draws.
        """
        ratio = self.turned / np.where(self.chance > 0, self.chance, 1.0)
        moves = np.concatenate((ratio - 1.0, ratio * self.slope_beyond), axis=-1)
        weighted = moves * np.concatenate((self.chance, self.chance), axis=-1)
        draws, ways, columns = moves.shape
        flat = (draws * ways, columns)
        return np.asarray(moves.reshape(flat).T @ weighted.reshape(flat))


def document_draws(schedule: Schedule, lines: Lines, generation: int) -> list[Draws]:
    """Return all the draws of human documents that a generation from 1 on descends from.

    Parameters
    ----------
    schedule
        What each generation trains on and how much it writes.
    lines
        The fate of tokens under that schedule.
    generation
        The generation, from 1.

    Returns
    -------
    list[Draws]
        The draws, none where no human text is mixed in or kept.
    """
    draws = []
    if schedule.mixes_human:
        draws.append(mixing_draws(schedule, lines, generation))
    if lines.kept[:generation].any():
        draws.append(keeping_draws(schedule, lines, generation))
    return draws


def mixing_draws(schedule: Schedule, lines: Lines, generation: int) -> Draws:
    """Return the draws by which human documents come into mixes.

    resampled: one draw for each mix, in which a document is taken a Poisson number of times.
    fresh: one draw for each mix t, in which a document is taken ⌊passes⌋ times and once more by chance.
    fixed: one draw for ever; a document's place in the order decides how often each mix takes it.

    Parameters
    ----------
    schedule
        What each generation trains on and how much it writes.
    lines
        The fate of tokens under that schedule.
    generation
        The generation, from 1.

    Returns
    -------
    Draws
        One draw for each mix (fresh) or one for all (fixed).
    """
    last = schedule.mixes_before(generation)
    log, slope = lines.mix_log[1 : last + 1, generation], lines.mix_slope[1 : last + 1, generation]
    passes = schedule.human_passes[:last]
    match schedule.human_source:
        case "fresh":
            taken = passes > 0
            times = np.floor(passes[taken])[:, None] + (0.0, 1.0)
            part = passes[taken] % 1.0
            chance = np.stack((1.0 - part, part), axis=1)
            return Draws(chance, times * log[taken, None], times * slope[taken, None])
        case "resampled":
            taken = passes > 0
            chance, ways = _poisson(passes[taken])
            return Draws(chance, ways * log[taken, None], ways * slope[taken, None])
        case "fixed":
            shares, times = slices(passes, "fixed")
            return Draws(shares[None], (times @ log)[None], (times @ slope)[None])
        case "rotating":
            raise ValueError("slices that rotate are read in order, not drawn: RotatingLaw is their law")
        case _:
            assert_never(schedule.human_source)


RARE = 1e-9
"""Chances of being taken still more often are left out."""


def _poisson(means: Floats) -> tuple[Floats, Floats]:
    """Return the chance of each number of times, shape (K, P), for K means, and these numbers, (P,)."""
    times = np.arange(1.0 + math.ceil(float(means.max(initial=0.0)) * 2 + 20))
    logs = times * np.log(means[:, None]) - np.cumsum(np.log(np.maximum(times, 1.0))) - means[:, None]
    chance = np.exp(logs)
    kept = (chance > RARE).any(axis=0)
    kept[0] = True
    chance = chance[:, kept]
    return chance / chance.sum(axis=1, keepdims=True), times[kept]


def uncopied(schedule: Schedule, lines: Lines, generation: int) -> tuple[Floats, Floats]:
    """Return log and slope of the chance that no copy of a token of training text j reaches g, for each j.

    f_j = (1 − s_j/M_j)^(α N_j), given that the token is in the training text.

    Parameters
    ----------
    schedule
        What each generation trains on and how much it writes.
    lines
        The fate of tokens under that schedule.
    generation
        g, from 1.

    Returns
    -------
    tuple[Floats, Floats]
        For j = 1 … g, shapes (g,).
    """
    size = schedule.training_sizes[:generation]
    draws = schedule.text_sizes[1 : generation + 1] * schedule.regenerated * (1.0 - schedule.mutation)
    hit = np.minimum(lines.by_birth[1 : generation + 1, generation] / size, 1.0 - STILL_THERE)
    slope = draws / size * lines.single_by_birth[1 : generation + 1, generation] / (1.0 - hit)
    return draws * np.log1p(-hit), slope


def sampling_draws(schedule: Schedule, lines: Lines, generation: int) -> Draws:
    """Return the draws of human documents from the pool into the training texts 1 … g (subsample).

    Each training text holds M_j of the tokens of its pool, in whole documents.

    Parameters
    ----------
    schedule
        What each generation trains on and how much it writes.
    lines
        The fate of tokens under that schedule.
    generation
        g, from 1.

    Returns
    -------
    Draws
        One draw for each training text.
    """
    log, slope = uncopied(schedule, lines, generation)
    taken = np.minimum(1.0, schedule.training_sizes[:generation] / schedule.pool_sizes[:generation])
    nothing = np.zeros(generation)
    return Draws(
        np.stack((1.0 - taken, taken), axis=1),
        np.stack((nothing, log), axis=1),
        np.stack((nothing, slope), axis=1),
    )


def keeping_draws(schedule: Schedule, lines: Lines, generation: int) -> Draws:
    """Return the draw that decides for how many generations a document of the first text is kept (overlap).

    Way j: kept in generations 1 … j, and each time copied from when the mix holds it; way g: still there.

    Parameters
    ----------
    schedule
        What each generation trains on and how much it writes.
    lines
        The fate of tokens under that schedule.
    generation
        The generation, from 1.

    Returns
    -------
    Draws
        The draw.
    """
    stays = np.cumprod(np.concatenate(([1.0], lines.kept[:generation])))
    chance = stays - np.append(stays[1:], 0.0)
    last = schedule.mixes_before(generation)
    in_mix = 1.0 - np.array(schedule.human_shares[:last])
    logs, slopes = lines.mix_log[1 : last + 1, generation], lines.mix_slope[1 : last + 1, generation]
    dead = np.maximum(1.0 + in_mix * np.expm1(logs), STILL_THERE)
    slope = in_mix * np.exp(logs) * slopes / dead
    there = (np.log(STILL_THERE), 1.0 / STILL_THERE) if is_written(schedule.of) else ()
    kept_log = np.concatenate(([0.0], np.log(dead), there[:1])).cumsum()
    kept_slope = np.concatenate(([0.0], slope, there[1:])).cumsum()
    return Draws(chance[None], kept_log[None], kept_slope[None])

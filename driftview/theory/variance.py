"""How far the count of a word, or the share of a voice, drifts when nothing but chance moves it.

A set of human tokens is a neutral allele: its expected share never changes, and its spread follows from
the second moment of a single token's family (Fisher 1930; Wright 1931). Mean and variance of the family are
followed backwards from the last generation through the same branching recursion as its survival
(driftview.theory.survival), here with the first two derivatives of the generating function at z = 1."""

import math
from dataclasses import dataclass
from typing import assert_never

import numpy as np
from numpy.typing import ArrayLike

from driftview.arrays import Floats
from driftview.theory.schedule import Schedule
from driftview.theory.survival import slices


@dataclass(frozen=True)
class Moments:
    """Mean E D and second factorial moment E D(D − 1) of a number of descendants, each of shape (G + 1,)."""

    mean: Floats
    pairs: Floats

    @property
    def excess(self) -> Floats:
        """Variance less mean, which adds up over independent parts."""
        return np.asarray(self.pairs - self.mean**2)

    def often(self, times: float, pairs: float) -> "Moments":
        """Return the moments of a random number of families with E K and E K(K − 1)."""
        return Moments(times * self.mean, times * self.pairs + pairs * self.mean**2)

    def chosen(self, chance: float) -> "Moments":
        """Return the moments when the whole is there with this chance, and nothing otherwise."""
        return Moments(chance * self.mean, chance * self.pairs)

    def copies(self, times: float) -> "Moments":
        """Return the sum of independent ones: the whole ones, and one more by chance."""
        whole, part = divmod(times, 1.0)
        again = self.chosen(part)
        return _joined(whole * self.mean + again.mean, whole * self.excess + again.excess)

    def plus(self, other: "Moments") -> "Moments":
        """Return the moments of an independent sum."""
        return _joined(self.mean + other.mean, self.excess + other.excess)


def _joined(mean: Floats, excess: Floats) -> Moments:
    return Moments(np.asarray(mean), np.asarray(excess + mean**2))


def family_moments(schedule: Schedule) -> tuple[Floats, Floats]:
    """Return mean and variance of the descendants of one human token in generations 0 … G; shapes (G + 1,).

    With one constant size and no human text they are 1 and g: offspring are Poisson (Fisher 1930). Takes
    O(G²·window) operations.

    Parameters
    ----------
    schedule
        What each generation trains on and how much it writes.

    Returns
    -------
    tuple[Floats, Floats]
        Mean and variance, shapes (G + 1,).
    """
    zero = Moments(np.zeros(schedule.generations + 1), np.zeros(schedule.generations + 1))
    trained = [zero] * (schedule.generations + 1)
    """What a token of the pool of generation j leaves, through that generation."""
    mixes = [zero] * (schedule.generations + 1)
    family = zero
    for birth in range(schedule.generations, -1, -1):
        mixes[birth] = _through_pools(schedule, trained, birth)
        if birth:
            family = _written(schedule, mixes[birth], family, birth)
            trained[birth] = _copied(schedule, family, birth)
    mean = _human(schedule, mixes, family)
    variance = np.maximum(mean.excess + mean.mean, 0.0)
    return mean.mean, variance


def _through_pools(schedule: Schedule, trained: list[Moments], birth: int) -> Moments:
    """From the pools within the window to a token of one mix."""
    last = None if schedule.window is None else birth + schedule.window + 1
    reached = trained[birth + 1 : last]
    if not reached:
        return trained[0]
    mean = np.sum([pool.mean for pool in reached], axis=0)
    return _joined(mean, np.sum([pool.excess for pool in reached], axis=0))


def _copied(schedule: Schedule, family: Moments, generation: int) -> Moments:
    """From a token of a generation to a token of the pool that it is written from: binomial copies."""
    at = generation - 1
    size = float(schedule.training_sizes[at])
    draws = schedule.sizes[at] * schedule.regenerated * (1.0 - schedule.mutation)
    copied = family.often(draws / size, max(0.0, draws * (draws - 1.0)) / size**2)
    return copied.chosen(min(1.0, size / float(schedule.pool_sizes[at])))


def _written(schedule: Schedule, mix: Moments, after: Moments, birth: int) -> Moments:
    """From its mix, and from the next generation where it is kept, to a token of a generation."""
    family = mix.chosen(1.0 - schedule.human_shares[birth - 1]).plus(_kept(schedule, after, birth))
    family.mean[birth], family.pairs[birth] = 1.0, 0.0
    return family


def _kept(schedule: Schedule, after: Moments, birth: int) -> Moments:
    """What a token leaves by being kept in the next generation."""
    if birth == schedule.generations:
        return after.chosen(0.0)
    sizes = schedule.text_sizes
    return after.chosen(min(1.0, (1.0 - schedule.regenerated) * float(sizes[birth + 1] / sizes[birth])))


def _human(schedule: Schedule, mixes: list[Moments], after: Moments) -> Moments:
    """From all the mixes that take human text to a human token."""
    passes = schedule.human_passes
    family = mixes[0]
    if any(passes):
        match schedule.human_source:
            case "fresh":
                for share, mix in zip(passes.tolist(), mixes[1:], strict=True):
                    family = family.plus(mix.copies(share)) if share else family
            case "resampled":
                for share, mix in zip(passes.tolist(), mixes[1:], strict=True):
                    family = family.plus(mix.often(share, share**2)) if share else family
            case "fixed" | "rotating" as source:
                family = _of_slices(*slices(passes, source), mixes)
            case _:
                assert_never(schedule.human_source)
    family = family.plus(_kept(schedule, after, 0))
    family.mean[0], family.pairs[0] = 1.0, 0.0
    return family


def _of_slices(chances: Floats, times: Floats, mixes: list[Moments]) -> Moments:
    """Average over the slices of the human text; mix t takes slice s ``times[s, t − 1]`` times."""
    means = np.array([mix.mean for mix in mixes])
    excesses = np.array([mix.excess for mix in mixes])
    mean = means[0] + times @ means[1:]
    pairs = excesses[0] + times @ excesses[1:] + mean**2
    return Moments(np.asarray(chances @ mean), np.asarray(chances @ pairs))


def inbreeding(schedule: Schedule) -> Floats:
    """Return F_0 … F_G: a share p has variance p(1 − p)·F_g in generation g; shape (G + 1,).

    F_g = 1 − exp(−N_0·v_g/N_g²), v the variance of a family: for constant size 1 − (1 − 1/N)^g to within
    1/N (Wright 1931). Tokens are taken as independent; a model that copies long passages, or human text that
    comes in whole paragraphs, moves shares further.

    Parameters
    ----------
    schedule
        What each generation trains on and how much it writes.

    Returns
    -------
    ndarray of float64
        The coefficients F_0 … F_G, shape (G + 1,).
    """
    _, variance = family_moments(schedule)
    return np.asarray(-np.expm1(-schedule.human_tokens * variance / schedule.text_sizes**2))


def count_mean(schedule: Schedule, count: ArrayLike) -> Floats:
    """Return how often a word of ``count`` human tokens is expected in generations 0 … G, c·N_g/N_0.

    Shape (…, G + 1); a martingale (Fisher 1930), less what mutation takes away.

    Parameters
    ----------
    schedule
        What each generation trains on and how much it writes.
    count
        How often the word occurs in the human text; an array of any shape.

    Returns
    -------
    ndarray of float64
        Expected counts, shape (…, G + 1).
    """
    mean, _ = family_moments(schedule)
    return np.asarray(np.asarray(count, np.float64)[..., None] * mean)


def count_sd(schedule: Schedule, count: ArrayLike) -> Floats:
    """Return the standard deviation N_g·√(p(1 − p)F_g), p = c/N_0, of that count; shape (…, G + 1).

    Parameters
    ----------
    schedule
        What each generation trains on and how much it writes.
    count
        How often the word occurs in the human text; an array of any shape.

    Returns
    -------
    ndarray of float64
        Standard deviations, shape (…, G + 1).
    """
    share = np.asarray(count, np.float64)[..., None] / schedule.human_tokens
    return np.asarray(np.sqrt(share * (1.0 - share) * inbreeding(schedule)) * schedule.text_sizes)


# How far a voice's share of the text drifts when nothing but drift moves it.
#
# A voice is a set of human tokens, and its share of a generation is a neutral allele's frequency: its mean
# never changes, its spread grows (Fisher 1930; Wright 1931). The formulas take tokens as independent draws;
# a model that copies long passages makes fewer, so its voices drift further.


def share_mean(share: ArrayLike) -> Floats:
    """Return the expected share of a voice in any generation, its human share p_0 (a martingale).

    Parameters
    ----------
    share
        Human share p_0 of the voice, from 0 to 1; an array of any shape.

    Returns
    -------
    ndarray of float64
        The share itself, in its shape.
    """
    return np.asarray(share, np.float64).copy()


def share_variance(share: float, sizes: ArrayLike) -> Floats:
    """Return the variance of a voice's share in generations 0 … G of N_1 … N_G tokens; shape (G + 1,).

    p_0(1 − p_0)·[1 − Π_j(1 − 1/N_j)] (Wright 1931).

    Parameters
    ----------
    share
        Human share p_0 of the voice, from 0 to 1.
    sizes
        Tokens N_1 … N_G of each generation, shape (G,).

    Returns
    -------
    ndarray of float64
        Variances, shape (G + 1,).
    """
    lost = np.cumsum(np.log1p(-1.0 / np.maximum(np.atleast_1d(np.asarray(sizes, np.float64)), 1.0 + 1e-15)))
    return np.asarray(-share * (1.0 - share) * np.expm1(np.concatenate(([0.0], lost))))


def share_sd(share: float, sizes: ArrayLike) -> Floats:
    """Return its standard deviation, √ of ``share_variance``; shape (G + 1,).

    Parameters
    ----------
    share
        Human share p_0 of the voice, from 0 to 1.
    sizes
        Tokens N_1 … N_G of each generation, shape (G,).

    Returns
    -------
    ndarray of float64
        Standard deviations, shape (G + 1,).
    """
    return np.asarray(np.sqrt(share_variance(share, sizes)))


def share_sd_with_human_text(share: float, tokens: float, human_share: float, generations: int) -> Floats:
    """Return the same with a fresh human share m in every training text; shape (G + 1,).

    The training text's share t = m·p_0 + (1 − m)·q pulls back to p_0. Its variance is (1 − m)²·v plus what
    the two samples in it add, m(1 − m)[2p_0(1 − p_0) − v]/N; writing adds (p_0(1 − p_0) − Var t)/N (Wright
    1931, migration from a mainland). Generation 1 trains on the human text alone. Generations and
    human text both have N tokens, and draws are without replacement.

    Parameters
    ----------
    share
        Human share p_0 of the voice, from 0 to 1.
    tokens
        Tokens N of each generation.
    human_share
        Share m of every training text that is human, from 0 to 1.
    generations
        How many generations, G.

    Returns
    -------
    ndarray of float64
        Standard deviations, shape (G + 1,).
    """
    scatter = share * (1.0 - share)
    variances = [0.0]
    training = 0.0
    for _ in range(generations):
        written = training + (scatter - training) / tokens
        variances.append(written)
        mixing = human_share * (1.0 - human_share) * (2.0 * scatter - written) / tokens
        training = (1.0 - human_share) ** 2 * written + mixing
    return np.asarray(np.sqrt(np.array(variances)))


def generations_to_drift(share: float, tokens: float, distance: float) -> float:
    """Return after how many generations of N > 1 tokens the share's sd reaches ``distance``; inf when never.

    Solves p_0(1 − p_0)(1 − (1 − 1/N)^g) = distance² for g.

    Parameters
    ----------
    share
        Human share p_0 of the voice, from 0 to 1.
    tokens
        Tokens N of each generation.
    distance
        How far the share is to stray: one standard deviation.

    Returns
    -------
    float
        Generations, infinite if the share never strays so far.
    """
    part = distance**2 / (share * (1.0 - share)) if 0 < share < 1 else math.inf
    return math.log1p(-part) / math.log1p(-1.0 / tokens) if part < 1 else math.inf

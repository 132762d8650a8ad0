"""The law of survival: which human tokens, and so which words, still have descendants in generation g.

Generation is copying, so every token starts a family, and families branch: a token of a training text of M
tokens has Binomial(N, 1/M) copies among the N tokens written from it. The chance that a family has died out
by generation g is found backwards from g, as for any branching process (Watson and Galton 1875; Fisher 1930);
that the vocabulary of a model trained on its own output follows it is the result of Suresh et al.,
*Rate of Model Collapse in Recursive Training* (arXiv 2412.17646). With one constant size and no human text it
is s_0 = 1, s_{g+1} = 1 − exp(−s_g), about 2/(g + 2).

The chance of exactly one descendant (a hapax) is the derivative of the same recursion: put z at generation g
in place of 0, and carry dz along.
"""

import math
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal, assert_never

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import ArrayLike

from driftview.arrays import Floats
from driftview.choices import is_written
from driftview.theory.schedule import Schedule

ALMOST_ONE = float(np.nextafter(1.0, 0.0))
"""Chances are held below one, so that their logarithms stay finite."""

STILL_THERE = 1e-12
"""In place of 0 for the chance that a token is gone where it is there for certain: logarithms stay finite."""


@dataclass(frozen=True)
class Lines:
    """The fate of single tokens' families under a schedule of G generations."""

    survival: Floats
    """s_g: chance that a human token has a descendant in generation g, shape (G + 1,)."""
    single: Floats
    """Chance that it has exactly one, shape (G + 1,)."""
    by_birth: Floats
    """[i, g]: chance that a token of generation i ≥ 1 has a descendant in g; row 0 is ``survival``;
    shape (G + 1, G + 1)."""
    single_by_birth: Floats
    """[i, g]: chance that it has exactly one there; row 0 is ``single``; shape (G + 1, G + 1)."""
    mix_log: Floats
    """[t, g]: log of the chance that a token of mix t has no descendant in g through copies made from that
    mix; shape (G + 1, G + 1)."""
    mix_slope: Floats
    """Its derivative by z: e′/e; shape (G + 1, G + 1)."""
    whole_log: Floats
    """Like row 0 of ``mix_log``, but for the human text as a whole: by overlap it may also be kept;
    shape (G + 1,)."""
    whole_slope: Floats
    """Its derivative, shape (G + 1,)."""
    kept: Floats
    """Share of generations 0 … G − 1 that is kept in the one that follows, shape (G,)."""

    @property
    def extinction(self) -> Floats:
        """1 − s_g, shape (G + 1,)."""
        return np.asarray(1.0 - self.survival)


def token_lines(schedule: Schedule) -> Lines:
    """Follow the family of a token of every generation, for all G + 1 last generations at once.

    With s_j the survival of a token of generation j, M_j and N_j the sizes, α the regenerated share:

    * a token that is in training text j is copied by no surviving token with f_j = (1 − s_j/M_j)^(α N_j);
    * a token of mix i is in training text j with probability a_j (1, or M_j/pool when subsampled),
      so its family dies with x_i = Π_j [1 − a_j(1 − f_j)] over the j in the window;
    * a token of generation i is in mix i with probability 1 − m_i, and is itself kept in generation i + 1
      with probability κ = (1 − α)N_{i+1}/N_i: e_i = [1 − κ s_{i+1}]·[1 − (1 − m_i)(1 − x_i)];
    * a human token is in mix 0, and again in every mix that takes human text;
    * where mixes are looked at in place of what is written, a token of such a mix is there (z).

    Exact for independent lines (N ≫ the count of a word); source: branching recursion, see the module.
    Takes O(G²·window) operations, O(G) where every generation is written alike.

    Parameters
    ----------
    schedule
        What each generation trains on and how much it writes.

    Returns
    -------
    Lines
        Survival, its derivative, and their logarithms, by generation of birth and of death.
    """
    if is_steady(schedule):
        return _steady_lines(schedule)
    family = _Family(schedule)
    for birth in range(schedule.generations, 0, -1):
        family.leave_mix(birth)
        family.leave_generation(birth)
        family.enter_training(birth)
    family.leave_mix(0)
    family.leave_human_text()
    staying = np.minimum(family.kept[0] * family.survival[1], ALMOST_ONE)
    return Lines(
        survival=family.survival[0].copy(),
        single=family.single[0].copy(),
        by_birth=family.survival,
        single_by_birth=family.single,
        mix_log=family.mix_log,
        mix_slope=family.mix_slope,
        whole_log=family.mix_log[0] + np.log1p(-staying),
        whole_slope=family.mix_slope[0] + family.kept[0] * family.single[1] / (1.0 - staying),
        kept=family.kept,
    )


def is_steady(schedule: Schedule) -> bool:
    """Whether each generation is written from the one before only, all as large as the human text.

    Parameters
    ----------
    schedule
        What each generation trains on and how much it writes.

    Returns
    -------
    bool
        Whether that holds, so that a token's fate depends on its age alone.
    """
    alone = schedule.window == 1 and schedule.regenerated == 1 and not schedule.mixes_human
    return alone and all(size == schedule.human_tokens for size in schedule.sizes)


def _steady_lines(schedule: Schedule) -> Lines:
    """Follow one family only: how a token of generation i fares by g depends on g − i alone.

    s_0 = 1, x_k = f(s_k), s_{k+1} = 1 − x_k, with f of ``_Family.enter_training``. The matrices of the answer
    are views on a row.
    """
    last = schedule.generations
    family = _Family(
        replace(schedule, sizes=schedule.sizes[:1], human_shares=(0.0,), human_added=(), of="written")
    )
    survival, single = np.ones(last + 1), np.ones(last + 1)
    logs, slopes = np.zeros(last + 1), np.zeros(last + 1)
    for age in range(1, last + 1):
        family.survival[1], family.single[1] = survival[age - 1], single[age - 1]
        family.enter_training(1)
        logs[age], slopes[age] = family.training_log[1, 1], family.training_slope[1, 1]
        survival[age] = -np.expm1(logs[age])
        single[age] = np.exp(logs[age]) * slopes[age]
    return Lines(
        survival=survival,
        single=single,
        by_birth=_by_age(survival),
        single_by_birth=_by_age(single),
        mix_log=_by_age(logs),
        mix_slope=_by_age(slopes),
        whole_log=logs,
        whole_slope=slopes,
        kept=np.zeros(last),
    )


def _by_age(values: Floats) -> Floats:
    """Return the matrix [i, g] = values[g − i], 0 before birth; shape (G + 1, G + 1) for (G + 1,)."""
    padded = np.concatenate((np.zeros(len(values) - 1), values))
    return sliding_window_view(padded, len(values))[::-1]


class _Family:
    """Survival s and its derivative by z for tokens of each generation, filled from the last one back.

    Row i of every array belongs to generation, mix or training text i; column g to the generation looked at.
    """

    def __init__(self, schedule: Schedule) -> None:
        shape = (schedule.generations + 1, schedule.generations + 1)
        self.schedule = schedule
        self.survival = np.zeros(shape)
        self.single = np.zeros(shape)
        self.training_log = np.zeros(shape)
        """log of the chance that a pool token has no surviving copy in generation j, and its derivative."""
        self.training_slope = np.zeros(shape)
        self.mix_log = np.zeros(shape)
        """log x_i of a token of mix i, and its derivative."""
        self.mix_slope = np.zeros(shape)
        sizes = schedule.text_sizes
        self.training_sizes = schedule.training_sizes
        self.draws = sizes[1:] * schedule.regenerated * (1.0 - schedule.mutation)
        self.chosen = np.minimum(1.0, self.training_sizes / schedule.pool_sizes)
        self.kept = np.minimum(1.0, (1.0 - schedule.regenerated) * sizes[1:] / sizes[:-1])

    def enter_training(self, generation: int) -> None:
        """From tokens of a generation to the tokens of the pool that it is written from."""
        size, draws = self.training_sizes[generation - 1], self.draws[generation - 1]
        chosen = self.chosen[generation - 1]
        # A broken number of draws is the whole ones and one more by chance, so that chances stay chances.
        whole, part = np.floor(draws), draws % 1.0
        hit = np.minimum(self.survival[generation] / size, ALMOST_ONE)
        log_uncopied = whole * np.log1p(-hit) + np.log1p(-part * hit)
        copied = np.minimum(-np.expm1(log_uncopied), ALMOST_ONE)
        rise = whole / (1.0 - hit) + part / (1.0 - part * hit)
        slope = np.exp(log_uncopied) * rise / size * self.single[generation]
        self.training_log[generation] = np.log1p(-chosen * copied)
        self.training_slope[generation] = chosen * slope / (1.0 - chosen * copied)

    def leave_mix(self, birth: int) -> None:
        """From the pools within the window to a token of one mix."""
        last = None if self.schedule.window is None else birth + self.schedule.window + 1
        self.mix_log[birth] = self.training_log[birth + 1 : last].sum(axis=0)
        self.mix_slope[birth] = self.training_slope[birth + 1 : last].sum(axis=0)
        there = self.schedule.reads(birth)
        self.mix_log[birth, there] += np.log(STILL_THERE)
        self.mix_slope[birth, there] += 1.0 / STILL_THERE

    def leave_generation(self, birth: int) -> None:
        """From a mix, and from the next generation where tokens are kept, to a token of a generation."""
        in_mix = 1.0 - self.schedule.human_shares[birth - 1]
        by_copy = -in_mix * np.expm1(self.mix_log[birth])
        by_copy_slope = in_mix * np.exp(self.mix_log[birth]) * self.mix_slope[birth]
        self._join(birth, by_copy, by_copy_slope)

    def leave_human_text(self) -> None:
        """From all the mixes that take human text to a human token."""
        passes = self.schedule.human_passes
        chance, logs, slopes = np.ones(1), self.mix_log[:1], self.mix_slope[:1]
        if self.schedule.mixes_human:
            match self.schedule.human_source:
                case "fresh":
                    again_log, again_slope = self._drawn_afresh(passes)
                    logs, slopes = logs + again_log, slopes + again_slope
                case "resampled":
                    alive = -np.expm1(self.mix_log[1:])
                    logs = logs - passes @ alive
                    slopes = slopes + passes @ (np.exp(self.mix_log[1:]) * self.mix_slope[1:])
                case "fixed" | "rotating" as source:
                    chance, times = slices(passes, source)
                    logs = self.mix_log[0] + times @ self.mix_log[1:]
                    slopes = self.mix_slope[0] + times @ self.mix_slope[1:]
                case _:
                    assert_never(self.schedule.human_source)
        self._join(0, chance @ -np.expm1(logs), chance @ (np.exp(logs) * slopes))

    def _drawn_afresh(self, passes: Floats) -> tuple[Floats, Floats]:
        """Return log and slope of what independent draws add: whole passes for sure, the rest by chance."""
        whole = np.floor(passes)[:, None]
        part = passes[:, None] - whole
        log, slope = self.mix_log[1:], self.mix_slope[1:]
        alive = -part * np.expm1(log)
        logs = whole * log + np.log1p(-alive)
        slopes = whole * slope + part * np.exp(log) * slope / (1.0 - alive)
        return np.asarray(logs.sum(axis=0)), np.asarray(slopes.sum(axis=0))

    def _join(self, birth: int, by_copy: Floats, by_copy_slope: Floats) -> None:
        """Join copies with the token itself where it is kept; at its own generation a token is there (z)."""
        if birth < self.schedule.generations:
            by_keeping = self.kept[birth] * self.survival[birth + 1]
            by_keeping_slope = self.kept[birth] * self.single[birth + 1]
        else:
            by_keeping = by_keeping_slope = np.zeros(len(by_copy))
        self.survival[birth] = by_copy + by_keeping - by_copy * by_keeping
        self.single[birth] = by_copy_slope * (1.0 - by_keeping) + by_keeping_slope * (1.0 - by_copy)
        if birth == 0 or is_written(self.schedule.of):
            self.survival[birth, birth] = self.single[birth, birth] = 1.0


def slices(passes: Floats, source: Literal["fixed", "rotating"]) -> tuple[Floats, Floats]:
    """Cut the human text into parts that are always taken together.

    Mix t takes the slice from b_t to b_t + passes[t] of the human text, read round and round; b_t is 0
    (fixed) or where the last slice ended (rotating).

    Parameters
    ----------
    passes
        How many times mix 1 … G goes through the human text, shape (G,).
    source
        Whether mixes take the same part or consecutive ones.

    Returns
    -------
    tuple[Floats, Floats]
        Share of each part of the human text, shape (P,), and how often mix t takes it, shape (P, G).
    """
    match source:
        case "fixed":
            ends = passes
        case "rotating":
            ends = np.cumsum(passes)
        case _:
            assert_never(source)
    begins = ends - passes
    cuts = np.unique(np.concatenate(([0.0, 1.0], begins % 1.0, ends % 1.0)))
    middle = (cuts[1:] + cuts[:-1])[:, None] / 2
    return np.diff(cuts), np.ceil(ends - middle) - np.ceil(begins - middle)


def token_survival(schedule: Schedule, generation: int) -> float:
    """Return s_g, the chance that a human token has a descendant in that generation.

    Parameters
    ----------
    schedule
        What each generation trains on and how much it writes.
    generation
        The generation, from 0.

    Returns
    -------
    float
        The chance, from 0 to 1.
    """
    return float(token_lines(schedule).survival[generation])


def token_extinction(schedule: Schedule, generation: int) -> float:
    """Return e_g = 1 − s_g, the chance that a human token has no descendant in that generation.

    Parameters
    ----------
    schedule
        What each generation trains on and how much it writes.
    generation
        The generation, from 0.

    Returns
    -------
    float
        The chance, from 0 to 1.
    """
    return float(token_lines(schedule).extinction[generation])


# The clock of drift: how generations translate into words lost and text forgotten.
#
# For texts of constant size the survival of a token's family runs through one sequence, whatever the text:
# s_0 = 1, s_{g+1} = 1 − exp(−s_g), about 2/(g + 2) (Fisher 1930; Suresh et al., arXiv 2412.17646).
# "Generation g knows as much as a reader of x % of the book": x is s_g, since a word of k tokens is missed
# by either with probability (1 − s_g)^k.

LAST_STEP = 20_000
"""Generations that the sequence is followed for; beyond, its expansion is used."""


@cache
def _sequence() -> Floats:
    """Return s_0 … s_LAST_STEP."""
    values = [1.0]
    for _ in range(LAST_STEP):
        values.append(-math.expm1(-values[-1]))
    sequence = np.array(values)
    sequence.setflags(write=False)
    return sequence


def family_survival(generation: int) -> float:
    """Return s_g for large texts of constant size, any g ≥ 0.

    Beyond LAST_STEP from 1/s_{g+1} = 1/s_g + 1/2 + s_g/12 + …, summed: 1/s_g grows by half a generation, plus
    ln(g)/6 (the expansion of 1/(1 − e^(−s))).

    Parameters
    ----------
    generation
        The generation, from 0.

    Returns
    -------
    float
        The chance s_g, from 0 to 1.
    """
    if generation <= LAST_STEP:
        return float(_sequence()[generation])
    start = float(_sequence()[LAST_STEP])
    return 1.0 / (1.0 / start + (generation - LAST_STEP) / 2.0 + math.log(generation / LAST_STEP) / 6.0)


def reader_share(generation: int) -> float:
    """Return the share of the book whose reader knows as many of its words as generation g does: s_g.

    Parameters
    ----------
    generation
        The generation, from 0.

    Returns
    -------
    float
        The share, from 0 to 1.
    """
    return family_survival(generation)


def generations_until(share: float) -> int:
    """Return the first generation whose s_g is at most ``share``.

    Parameters
    ----------
    share
        Chance s of a token's family to be alive, above 0 and at most 1.

    Returns
    -------
    int
        The generation, from 0.

    Raises
    ------
    ValueError
        The share is not above 0 and at most 1.
    """
    if not 0 < share <= 1:
        raise ValueError("share must be above 0 and at most 1")
    sequence = _sequence()
    if share >= sequence[-1]:
        return int(np.searchsorted(-sequence, -share))
    later = 2.0 * (1.0 / share - 1.0 / float(sequence[-1]))
    number = LAST_STEP + later
    for _ in range(50):
        number = LAST_STEP + later - math.log(number / LAST_STEP) / 3.0
    return math.ceil(number)


def generation_of_death(count: float, quantile: float = 0.5) -> int:
    """Return the generation by which a word of ``count`` tokens is dead with probability ``quantile``.

    The first g with (1 − s_g)^k ≥ quantile. Half of the words seen k = 1, 2, 3, 5, 10, 20, 50, 100 times are
    dead by 2, 5, 8, 13, 27, 56, 142, 286: about 2k/ln 2 − 2.

    Parameters
    ----------
    count
        How often the word occurs in the human text, k.
    quantile
        Probability to be dead by then, from 0 to 1.

    Returns
    -------
    int
        The generation, from 1.
    """
    if not 0 < quantile < 1:
        raise ValueError("quantile must lie between 0 and 1")
    if count <= 0:
        return 0
    return generations_until(-math.expm1(math.log(quantile) / count))


def death_chances(count: float, generations: int) -> Floats:
    """Return the chance that a word of ``count`` tokens dies in generation 1 … G; shape (G,).

    (1 − s_g)^k − (1 − s_{g−1})^k.

    Parameters
    ----------
    count
        How often the word occurs in the human text, k.
    generations
        How many generations, G.

    Returns
    -------
    ndarray of float64
        The chance of dying in each generation, shape (G,).
    """
    survival = np.array([family_survival(number) for number in range(generations + 1)])
    return np.diff(np.power(1.0 - survival, count))


# The chance that a word is absent from the very next generation, given how often it occurs so far.
#
# Each token of the training text, M tokens, is copied by none of the n tokens written from it with
# probability f = (1 − 1/M)^n ≈ e^(−n/M); a word is absent when that happens to all of its tokens that were
# trained on (Suresh et al., arXiv 2412.17646).


def absence(schedule: Schedule, generation: int, counts: ArrayLike) -> Floats:
    """Return the chance that each word is absent from generation g + 1; shape (V,).

    ``counts``: how often each word occurs in generations 0 … g, shape (g + 1, V). A token of generation t is
    in its mix with probability 1 − m_t, and in the training text with that of the mix's being sampled; a
    human token is there for sure in mix 0 and by chance, drawn again, in the others. Where texts overlap, a
    token of generation g is kept with probability (1 − α)N_{g+1}/N_g.

    Parameters
    ----------
    schedule
        What each generation trains on and how much it writes.
    generation
        The newest generation g whose counts are known, from 0.
    counts
        How often each word occurs in generations 0 … g, shape (g + 1, V).

    Returns
    -------
    ndarray of float64
        The chance for each word, shape (V,).

    Raises
    ------
    ValueError
        The schedule ends before generation g + 1.
    """
    if not 0 <= generation < schedule.generations:
        raise ValueError(f"the schedule has no generation {generation + 1}")
    each = np.atleast_2d(np.asarray(counts, np.float64))
    size = float(schedule.training_sizes[generation])
    draws = schedule.sizes[generation] * schedule.regenerated * (1.0 - schedule.mutation)
    copied = -np.expm1(draws * np.log1p(-min(1.0 / size, 1.0 - 1e-16)))
    copied *= min(1.0, size / float(schedule.pool_sizes[generation]))
    oldest = 0 if schedule.window is None else max(0, generation + 1 - schedule.window)
    logs = np.zeros(each.shape[1])
    for mix in range(oldest, generation + 1):
        if mix == 0:
            logs += each[0] * _log_rest(copied)
            continue
        share = schedule.human_shares[mix - 1]
        logs += each[mix] * _log_rest((1.0 - share) * copied)
        passes = float(schedule.human_passes[mix - 1])
        match schedule.human_source:
            case "resampled":
                logs -= each[0] * passes * copied
            case "fresh" | "fixed" | "rotating":
                passes, part = divmod(passes, 1.0)
                logs += each[0] * (passes * _log_rest(copied) + _log_rest(part * copied))
            case _:
                assert_never(schedule.human_source)
    sizes = schedule.text_sizes
    kept = (1.0 - schedule.regenerated) * float(sizes[generation + 1] / sizes[generation])
    logs += each[generation] * _log_rest(min(1.0, kept))
    return np.asarray(np.exp(logs))


def _log_rest(chance: float) -> float:
    """Return log(1 − chance), finite even for a certain event."""
    return float(np.log1p(-min(chance, 1.0 - 1e-16)))

"""Schedules: what every generation trains on and how much it writes, in the form that the laws need.

One picture covers every regime. After each generation a text, its *mix*, joins the training pool: mix 0 is
the whole human text; mix t holds m·N_t human tokens (m is the human share) and the first (1 − m)·N_t tokens
of generation t, or all of generation t and a·N_t human tokens that are added. Generation j trains on the last
``window`` mixes: on one
(replace), on all (accumulate), or on a bootstrap sample of them, as large as the newest mix (subsample). It
then writes N_j tokens, of which a share ``1 − regenerated`` may be kept from generation j − 1 instead
(overlap).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import assert_never

import numpy as np

from driftview.arrays import Floats
from driftview.choices import HUMAN_SOURCES, HumanSource, Subject, is_written

PerGeneration = float | Sequence[float] | Floats
"""One number for all generations, or one for each of generations 1 … G."""


@dataclass(frozen=True)
class Schedule:
    """Sizes and mixtures of G generations; build it with one of the named constructors."""

    human_tokens: float
    """N_0, the size of the human text."""
    sizes: tuple[float, ...]
    """N_1 … N_G, the tokens that each generation writes."""
    human_shares: tuple[float, ...]
    """m_1 … m_G, the human share of each mix."""
    human_source: HumanSource = "fresh"
    window: int | None = 1
    """How many of the newest mixes are trained on; None for all."""
    subsampled: bool = False
    """Whether training sees only a sample of those mixes, as large as the newest one."""
    regenerated: float = 1.0
    """Share α of each generation that is rewritten."""
    mutation: float = 0.0
    """Share of the newly written tokens that copy nothing."""
    human_added: tuple[float, ...] = ()
    """a_1 … a_G, human tokens added to each mix for each token written; empty for none."""
    of: Subject = "written"
    """The text that is looked at: what generation g wrote, mix g, or all mixes that generation g + 1 may
    train on."""

    def __post_init__(self) -> None:
        """Refuse what cannot be, in one clear line."""
        rules = (
            (math.isfinite(self.human_tokens) and self.human_tokens >= 1, "human tokens must be at least 1"),
            (len(self.sizes) >= 1, "a schedule needs at least one generation"),
            (all(math.isfinite(s) and s >= 1 for s in self.sizes), "sizes must be at least 1 token"),
            (len(self.human_shares) == len(self.sizes), "give one human share for each generation"),
            (all(0 <= m <= 1 for m in self.human_shares), "human share must be from 0 to 1"),
            (len(self.human_added) in (0, len(self.sizes)), "give one added share for each generation"),
            (all(a >= 0 for a in self.human_added), "added human text must be at least 0"),
            (self.window is None or self.window >= 1, "window must be at least 1"),
            (
                self.human_source in HUMAN_SOURCES,
                f"the human source must be one of {', '.join(HUMAN_SOURCES)}",
            ),
            (0 <= self.regenerated <= 1, "the regenerated share must be from 0 to 1"),
            (0 <= self.mutation <= 1, "the mutation rate must be from 0 to 1"),
        )
        for holds, message in rules:
            if not holds:
                raise ValueError(message)

    @classmethod
    def replace(
        cls,
        human_tokens: float,
        generations: int,
        *,
        sizes: PerGeneration | None = None,
        human_share: PerGeneration = 0.0,
        human_source: HumanSource = "fresh",
        mutation: float = 0.0,
    ) -> "Schedule":
        """Train each generation on the mix of the one before; ``sizes`` None: as large as the human text.

        Parameters
        ----------
        human_tokens
            N_0, the tokens of the human text.
        generations
            How many generations the machine writes, G.
        sizes
            Tokens that each generation writes: one number, or G of them; None for as many as the human
            text.
        human_share
            Share of each mix that is human, from 0 to 1: one number, or G of them.
        human_source
            Where the human text comes from.
        mutation
            Share of the newly written tokens that copy nothing.

        Returns
        -------
        Schedule
            The schedule.

        Raises
        ------
        ValueError
            A number is out of its range, or a list has not G numbers.
        """
        numbers = _numbers(human_tokens, generations, sizes, human_share)
        return cls(*numbers, human_source, mutation=mutation)

    @classmethod
    def accumulate(
        cls,
        human_tokens: float,
        generations: int,
        *,
        sizes: PerGeneration | None = None,
        human_share: PerGeneration = 0.0,
        human_source: HumanSource = "fresh",
    ) -> "Schedule":
        """Train on the human text and all mixes so far; each new mix brings its own human share.

        Parameters
        ----------
        human_tokens
            N_0, the tokens of the human text.
        generations
            How many generations the machine writes, G.
        sizes
            Tokens that each generation writes: one number, or G of them; None for as many as the human
            text.
        human_share
            Share of each mix that is human, from 0 to 1: one number, or G of them.
        human_source
            Where the human text comes from.

        Returns
        -------
        Schedule
            The schedule.

        Raises
        ------
        ValueError
            A number is out of its range, or a list has not G numbers.
        """
        return cls(*_numbers(human_tokens, generations, sizes, human_share), human_source, window=None)

    @classmethod
    def subsample(
        cls,
        human_tokens: float,
        generations: int,
        *,
        sizes: PerGeneration | None = None,
        human_share: PerGeneration = 0.0,
        human_source: HumanSource = "fresh",
    ) -> "Schedule":
        """Train on a sample of everything so far, drawn again each time, as large as the newest mix.

        Parameters
        ----------
        human_tokens
            N_0, the tokens of the human text.
        generations
            How many generations the machine writes, G.
        sizes
            Tokens that each generation writes: one number, or G of them; None for as many as the human
            text.
        human_share
            Share of each mix that is human, from 0 to 1: one number, or G of them.
        human_source
            Where the human text comes from.

        Returns
        -------
        Schedule
            The schedule.

        Raises
        ------
        ValueError
            A number is out of its range, or a list has not G numbers.
        """
        numbers = _numbers(human_tokens, generations, sizes, human_share)
        return cls(*numbers, human_source, window=None, subsampled=True)

    @classmethod
    def windowed(
        cls,
        human_tokens: float,
        generations: int,
        window: int,
        *,
        sizes: PerGeneration | None = None,
        human_share: PerGeneration = 0.0,
        human_source: HumanSource = "fresh",
    ) -> "Schedule":
        """Train on the last ``window`` mixes; the human text (mix 0) leaves the window like any other.

        Parameters
        ----------
        human_tokens
            N_0, the tokens of the human text.
        generations
            How many generations the machine writes, G.
        window
            How many of the newest mixes are trained on, at least 1.
        sizes
            Tokens that each generation writes: one number, or G of them; None for as many as the human
            text.
        human_share
            Share of each mix that is human, from 0 to 1: one number, or G of them.
        human_source
            Where the human text comes from.

        Returns
        -------
        Schedule
            The schedule.

        Raises
        ------
        ValueError
            A number is out of its range, or a list has not G numbers.
        """
        return cls(*_numbers(human_tokens, generations, sizes, human_share), human_source, window=window)

    @classmethod
    def overlap(
        cls,
        human_tokens: float,
        generations: int,
        regenerated: float,
        *,
        sizes: PerGeneration | None = None,
        human_share: PerGeneration = 0.0,
        human_source: HumanSource = "fresh",
    ) -> "Schedule":
        """Rewrite a share ``regenerated`` of each generation; keep a random part of the last one.

        Parameters
        ----------
        human_tokens
            N_0, the tokens of the human text.
        generations
            How many generations the machine writes, G.
        regenerated
            Share of each generation that is rewritten, from 0 to 1.
        sizes
            Tokens that each generation writes: one number, or G of them; None for as many as the human
            text.
        human_share
            Share of each mix that is human, from 0 to 1: one number, or G of them.
        human_source
            Where the human text comes from.

        Returns
        -------
        Schedule
            The schedule.

        Raises
        ------
        ValueError
            A number is out of its range, or a list has not G numbers.
        """
        numbers = _numbers(human_tokens, generations, sizes, human_share)
        return cls(*numbers, human_source, regenerated=regenerated)

    @property
    def generations(self) -> int:
        """How many generations the machine writes, G."""
        return len(self.sizes)

    @property
    def mixes_human(self) -> bool:
        """Whether any mix but the first has human text."""
        return any(self.human_shares) or any(self.human_added)

    def mixes_before(self, generation: int) -> int:
        """Return how many mixes but the first the text that is looked at descends from, for g from 1."""
        return generation - 1 if is_written(self.of) else generation

    def reads(self, mix: int) -> slice:
        """Return the generations g of which mix ``mix`` is part of the text that is looked at."""
        match self.of:
            case "written":
                return slice(0, 0)
            case "mix":
                return slice(mix, mix + 1)
            case "pool":
                return slice(mix, None if self.window is None else mix + self.window)
            case _:
                assert_never(self.of)

    @cached_property
    def text_sizes(self) -> Floats:
        """Tokens of the human text, N_0, and of generations 1 … G, shape (G + 1,)."""
        return _fixed(np.array((self.human_tokens, *self.sizes), dtype=np.float64))

    @cached_property
    def mix_sizes(self) -> Floats:
        """Tokens of mix 0 (the human text) … mix G, shape (G + 1,)."""
        if not any(self.human_added):
            return self.text_sizes
        return _fixed(self.text_sizes * (1.0 + np.array((0.0, *self.human_added))))

    @cached_property
    def pool_sizes(self) -> Floats:
        """Tokens within the window of generations 1 … G, shape (G,)."""
        sizes = self.mix_sizes
        if self.window is None:
            return _fixed(np.cumsum(sizes[:-1]))
        ends = range(1, self.generations + 1)
        return _fixed(np.array([sizes[max(0, end - self.window) : end].sum() for end in ends]))

    @cached_property
    def training_sizes(self) -> Floats:
        """Tokens M_1 … M_G that generations 1 … G train on, shape (G,)."""
        return self.mix_sizes[:-1] if self.subsampled else self.pool_sizes

    @cached_property
    def human_passes(self) -> Floats:
        """How many times mix 1 … G goes through the human text, (m_t + a_t)·N_t/N_0, shape (G,)."""
        shares = np.array(self.human_shares)
        if any(self.human_added):
            shares = shares + np.array(self.human_added)
        return _fixed(shares * self.text_sizes[1:] / self.human_tokens)


def _fixed(values: Floats) -> Floats:
    """Return an array that is kept, and so must not be written to."""
    values.flags.writeable = False
    return values


def _numbers(
    human_tokens: float, generations: int, sizes: PerGeneration | None, human_share: PerGeneration
) -> tuple[float, tuple[float, ...], tuple[float, ...]]:
    """Spread single numbers over all generations."""
    return (
        float(human_tokens),
        _spread(human_tokens if sizes is None else sizes, generations),
        _spread(human_share, generations),
    )


def _spread(value: PerGeneration, generations: int) -> tuple[float, ...]:
    """Return one number for each generation; raises ValueError when there are too few or too many."""
    if np.ndim(value) == 0:
        return tuple(np.full(generations, value, np.float64).tolist())
    numbers = tuple(float(number) for number in np.asarray(value, np.float64))
    if len(numbers) != generations:
        raise ValueError(f"{len(numbers)} values given for {generations} generations")
    return numbers


NEWTON_STEPS = 200


def growing(tokens: float, rate: float, generations: int) -> list[float]:
    """Return sizes N·r, N·r², …, N·r^G, at least one token each.

    Parameters
    ----------
    tokens
        Tokens N of the human text.
    rate
        Factor r between the sizes of two generations.
    generations
        How many generations the machine writes, G.

    Returns
    -------
    list[float]
        Sizes of generations 1 … G.
    """
    return [max(1.0, tokens * rate**number) for number in range(1, generations + 1)]


def bottleneck(tokens: float, generations: int, at: int, share: float) -> list[float]:
    """Return G sizes of N tokens, but generation ``at`` (from 1) has only ``share`` of that.

    Parameters
    ----------
    tokens
        Tokens N of the other generations.
    generations
        How many generations the machine writes, G.
    at
        Which generation is short, from 1.
    share
        Share of N that it writes, from 0 to 1.

    Returns
    -------
    list[float]
        Sizes of generations 1 … G.

    Raises
    ------
    ValueError
        There is no such generation.
    """
    if not 1 <= at <= generations:
        raise ValueError(f"the bottleneck must be a generation from 1 to {generations}")
    return [max(1.0, tokens * share) if number == at else tokens for number in range(1, generations + 1)]


def ratio_survival(ratios: Sequence[float]) -> float:
    """Return the survival of a token's family through sizes in ratios r_1 … r_g, texts being large.

    s = 1 − exp(−r_1(1 − exp(−r_2(… (1 − exp(−r_g)))))), r_j = N_j/N_{j−1}: Poisson branching with a mean that
    varies (Fisher 1930; Suresh et al., arXiv 2412.17646, for constant size). No ratios: 1.

    Parameters
    ----------
    ratios
        N_j/N_{j−1} for j = 1 … g, in order.

    Returns
    -------
    float
        The chance s, from 0 to 1.
    """
    alive = 1.0
    for ratio in reversed(ratios):
        alive = -math.expm1(-ratio * alive)
    return alive


def growth_survival(rate: float) -> float:
    """Return what steady growth keeps for ever: the largest root of s = 1 − e^(−r s); 0 for r ≤ 1.

    Haldane (1927): the chance that a Poisson branching process of mean r never dies out.

    Parameters
    ----------
    rate
        Factor r between the sizes of two generations.

    Returns
    -------
    float
        The chance s, from 0 to 1.
    """
    if rate <= 1:
        return 0.0
    alive = 1.0
    for _ in range(NEWTON_STEPS):
        step = (alive + math.expm1(-rate * alive)) / (1.0 - rate * math.exp(-rate * alive))
        alive -= step
        if abs(step) <= 1e-15 * alive:
            break
    return alive


def effective_size(sizes: Sequence[float]) -> float:
    """Return the constant size that loses heterozygosity as fast: the harmonic mean (Wright 1938).

    Parameters
    ----------
    sizes
        Tokens of each generation.

    Returns
    -------
    float
        The constant size N_e.
    """
    return float(len(sizes) / np.sum(1.0 / np.asarray(sizes, np.float64)))


def ratios_of(human_tokens: float, sizes: Sequence[float]) -> Floats:
    """Return r_j = N_j/N_{j−1} for j = 1 … G, shape (G,).

    Parameters
    ----------
    human_tokens
        N_0, the tokens of the human text.
    sizes
        Tokens of generations 1 … G.

    Returns
    -------
    ndarray of float64
        The ratios, shape (G,).
    """
    every = np.array((human_tokens, *sizes), dtype=np.float64)
    return np.asarray(every[1:] / every[:-1])

"""How much human text keeps how much of the vocabulary, and what a filter makes of a scraped mixture."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from driftview.arrays import Floats
from driftview.choices import HumanSource
from driftview.theory.mixed_law import HumanDocuments
from driftview.theory.schedule import Schedule

HALVINGS = 20
"""Steps in the search for a share; it is found to 10⁻⁶."""


@dataclass(frozen=True)
class Retained:
    """What a human share m keeps by one generation."""

    human_share: float
    types: float
    types_sd: float
    hapaxes: float
    hapaxes_sd: float


def retained(
    documents: HumanDocuments,
    human_share: float,
    source: HumanSource,
    generation: int,
    tokens: float | None = None,
) -> Retained:
    """Return what is kept when every generation's training text has a human share m, regime replace.

    Worked out document by document (``mixed_law``).

    Parameters
    ----------
    documents
        The human text, cut into documents.
    human_share
        Human share m of every training text, from 0 to 1.
    source
        Where the human text comes from.
    generation
        The generation that is asked about, from 1.
    tokens
        Tokens that each generation writes; None for as many as the human text.

    Returns
    -------
    Retained
        Words and words used once that are kept, with their spread.

    Raises
    ------
    ValueError
        The share lies outside 0 to 1, or the generation below 1.
    """
    schedule = Schedule.replace(
        documents.tokens, generation, sizes=tokens, human_share=human_share, human_source=source
    )
    law = documents.law(schedule)
    return Retained(
        human_share,
        law.types(generation),
        law.types_sd(generation),
        law.hapaxes(generation),
        law.hapaxes_sd(generation),
    )


def smallest_share(
    documents: HumanDocuments, kept: float, source: HumanSource, generation: int, tokens: float | None = None
) -> float | None:
    """Return the smallest human share m that keeps a share ``kept`` of the words on average, by halving.

    None when not even m = 1 does. More human text keeps more words, with two exceptions that leave the answer
    near the smallest share only: a very small fixed text may keep fewer than none, since its few documents
    crowd out the rest, and slices that rotate fit the text better or worse.

    Parameters
    ----------
    documents
        The human text, cut into documents.
    kept
        Share of the human words to be kept, from 0 to 1.
    source
        Where the human text comes from.
    generation
        The generation that is asked about, from 1.
    tokens
        Tokens that each generation writes; None for as many as the human text.

    Returns
    -------
    float | None
        The share, to within 10⁻⁶; None when even human text alone keeps too little.
    """

    def keeps(share: float) -> bool:
        schedule = Schedule.replace(
            documents.tokens, generation, sizes=tokens, human_share=share, human_source=source
        )
        return documents.law(schedule).types(generation) >= kept * documents.types

    if keeps(0.0):
        return 0.0
    if not keeps(1.0):
        return None
    low, high = 0.0, 1.0
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (low, middle) if keeps(middle) else (middle, high)
    return high


# Human text in the loop: what a lasting human share keeps, and what a filter makes of a scraped mixture.
#
# A human token that enters a training text starts a family like any other; each of its copies is trained on
# again with probability 1 − m. With a steady supply of human text the families add up to an equilibrium (a
# branching process with immigration, Heathcote 1965). Alemohammad et al. (arXiv 2307.01850) compare loops
# with fresh and with fixed human text.

STEPS = 10_000
"""Generations that a family is followed for one by one."""


def family_reach(share: float, written: bool = False) -> float:
    """Return A(m) = Σ_j (1 − q_j), the generations that one family is expected to touch; m is ``share``.

    q_0 = 0, q_{j+1} = exp(−(1 − m)(1 − q_j)) for the training text; with ``written`` the sum over the
    machine-written texts, which starts at q_0 = e^(−1). Infinite at m = 0. Families alive after STEPS
    generations are integrated (s′ = −m s − s²/2), exact to about 10⁻⁴. Branching process with Poisson copies
    thinned by 1 − m (Heathcote 1965).

    Parameters
    ----------
    share
        Human share m of every training text, from 0 to 1.
    written
        Whether machine-written texts are counted instead of training texts.

    Returns
    -------
    float
        Generations, infinite at m = 0.

    Raises
    ------
    ValueError
        The share lies outside 0 to 1.
    """
    if not 0 <= share <= 1:
        raise ValueError("share must be from 0 to 1")
    if share == 0:
        return math.inf
    alive = -math.expm1(-1.0) if written else 1.0
    total = 0.0
    for _ in range(STEPS):
        if alive < 1e-17:
            return total
        total += alive
        alive = -math.expm1(-(1.0 - share) * alive)
    return total + 2.0 * math.log1p(alive / (2.0 * share))


def fresh_presence(count: ArrayLike, human_share: float, written: bool = False) -> Floats:
    """Return the chance that a word of ``count`` human tokens is present at equilibrium, human text fresh.

    1 − exp(−m·k·A(m)) for the training text, and for the machine-written one with ``written``; generations
    are as large as the human text. Source: see ``family_reach``.

    Parameters
    ----------
    count
        How often the word occurs in the human text; an array of any shape.
    human_share
        Human share m of every training text, from 0 to 1.
    written
        Whether machine-written texts are counted instead of training texts.

    Returns
    -------
    ndarray of float64
        The chance, in the shape of ``count``.
    """
    times = np.asarray(count, np.float64)
    if human_share == 0:
        return np.zeros(times.shape)
    return np.asarray(-np.expm1(-human_share * times * family_reach(human_share, written)))


def fixed_presence(count: ArrayLike, human_share: float) -> Floats:
    """Return the chance that a word is in a fixed subset of the human text, 1 − (1 − m)^k, in that shape.

    With the same subset for ever nothing else survives (fixed loops of Alemohammad et al., arXiv 2307.01850).

    Parameters
    ----------
    count
        How often the word occurs in the human text; an array of any shape.
    human_share
        Human share m of every training text, from 0 to 1.

    Returns
    -------
    ndarray of float64
        The chance, in the shape of ``count``.
    """
    times = np.asarray(count, np.float64)
    return np.asarray(1.0 - np.power(1.0 - human_share, times))


def filtered_human_share(human_share: ArrayLike, hits: float, false_alarms: float) -> Floats:
    """Return the human share of scraped text after a detector has thrown out what it takes for machine text.

    h(1 − b)/[h(1 − b) + (1 − h)(1 − a)] (Bayes' rule); where nothing passes, the share stays; in the shape of
    ``human_share``.

    Parameters
    ----------
    human_share
        Human share h of what is scraped, from 0 to 1; an array of any shape.
    hits
        Share a of machine text that the detector throws out, from 0 to 1.
    false_alarms
        Share b of human text that it throws out, from 0 to 1.

    Returns
    -------
    ndarray of float64
        Human share of what passes, in the shape of ``human_share``.
    """
    human = np.asarray(human_share, np.float64)
    passing_human = human * (1.0 - false_alarms)
    passing = passing_human + (1.0 - human) * (1.0 - hits)
    return np.asarray(np.where(passing > 0, passing_human / np.where(passing > 0, passing, 1.0), human))


def human_share_curve(machine_start: float, machine_end: float, generations: int) -> Floats:
    """Return human shares m_1 … m_G of an internet filling up: the machine share runs from start to end.

    The odds of machine text grow by one factor each generation (logistic growth, Verhulst 1838); both shares
    must lie between 0 and 1, ends excluded. Shape (G,).

    Parameters
    ----------
    machine_start
        Machine share of what is scraped after generation 1, between 0 and 1.
    machine_end
        Machine share of what is scraped after the last generation, between 0 and 1.
    generations
        How many generations, G.

    Returns
    -------
    ndarray of float64
        Human shares m_1 … m_G, shape (G,).

    Raises
    ------
    ValueError
        A machine share is not between 0 and 1.
    """
    if not (0 < machine_start < 1 and 0 < machine_end < 1):
        raise ValueError("machine shares must lie between 0 and 1")
    first, last = (math.log(share / (1.0 - share)) for share in (machine_start, machine_end))
    return np.asarray(1.0 / (1.0 + np.exp(np.linspace(first, last, generations))))

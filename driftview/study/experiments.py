"""Experiments: settings, what a law predicts of the runs that they give, and when that has failed."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from statistics import NormalDist
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from driftview.arrays import Floats
from driftview.drift.laws import Laws, schedule_of
from driftview.drift.lineage import Lineage
from driftview.quantities import ANCESTORS, PREDICTED, WORDS, WORDS_ONCE
from driftview.settings.settings import Settings
from driftview.text.corpus import Corpus
from driftview.theory.deviation import as_chance_predicts
from driftview.theory.schedule import Schedule
from driftview.theory.survival import token_lines
from driftview.theory.word_law import Spectrum

# Law against simulation: how far a measured number may be from a predicted one before it is a failure.
#
# Every tolerance comes from the standard error of the replicates and one stated level. The level is family-
# wise: when every law holds, a table of any length fails with that probability (Šidák 1967), a little more
# rarely because rows of the same runs go together and because some laws state an error of their own.

TINY = 1e-9
"""Numbers that differ by this share are equal, whatever the replicates say."""


@dataclass(frozen=True)
class Check:
    """One row: a quantity that a law predicts, and what the replicates say."""

    regime: str
    quantity: str
    generation: int
    predicted: float
    measured: float
    standard_error: float
    allowance: float
    """The law's own stated error, which the tolerance grows by; 0 where it is exact."""
    note: str
    """Where that error comes from."""
    replicates: int
    z: float
    """Distance in standard errors, as a normal deviate."""
    excess: float
    """The same, of what the allowance does not cover."""

    def passed(self, critical: float) -> bool:
        """Tell whether the row stands at a critical deviate."""
        return abs(self.excess) <= critical

    @property
    def chance(self) -> float:
        """How often a distance this large comes about when the law holds (two-sided p-value)."""
        return math.erfc(abs(self.excess) / math.sqrt(2.0))


def critical_deviate(level: float, rows: int) -> float:
    """Return the |z| beyond which one of ``rows`` rows fails, family-wise ``level`` (Šidák 1967).

    Raises ValueError when the level does not lie between 0 and 1.
    """
    if not 0 < level < 1:
        raise ValueError("the level must lie between 0 and 1")
    each = -math.expm1(math.log1p(-level) / max(1, rows))
    return -NormalDist().inv_cdf(each / 2.0)


LARGE_STATISTIC = 1e9


def normal_deviate(statistic: float, freedom: int) -> float:
    """Return the normal deviate as unlikely as Student's t with ``freedom`` degrees of freedom.

    z = (8f + 1)/(8f + 3)·√(f·ln(1 + t²/f)) with the sign of t (Wallace 1959), good to a few thousandths.
    """
    if math.isinf(statistic):
        return statistic
    large = abs(statistic) > LARGE_STATISTIC  # whose square may be beyond all numbers; 1 + t²/f is t²/f then
    log = 2 * math.log(abs(statistic)) - math.log(freedom) if large else math.log1p(statistic**2 / freedom)
    return math.copysign((8 * freedom + 1) / (8 * freedom + 3) * math.sqrt(freedom * log), statistic)


def student_statistic(deviate: float, freedom: int) -> float:
    """Return Student's t with ``freedom`` degrees of freedom that is as unlikely as a normal deviate.

    The inverse of ``normal_deviate`` (Wallace 1959).
    """
    size = abs(deviate) * (8 * freedom + 3) / (8 * freedom + 1)
    return math.copysign(math.sqrt(freedom * math.expm1(size**2 / freedom)), deviate)


def variance_deviate(ratio: float, freedom: int) -> float:
    """Return the normal deviate of a sample variance over the true one (Wilson and Hilferty 1931)."""
    scale = 2.0 / (9.0 * freedom)
    return float((ratio ** (1.0 / 3.0) - (1.0 - scale)) / math.sqrt(scale))


def mean_check(
    row: tuple[str, str, int], values: Floats | Sequence[float], law: float, allowance: float, note: str
) -> Check:
    """Hold the mean of the replicates, shape (R,), R ≥ 2, against a predicted mean."""
    sample = np.asarray(values, np.float64)
    measured = float(sample.mean())
    error = float(sample.std(ddof=1)) / math.sqrt(len(sample))
    distance = measured - law if abs(measured - law) > TINY * abs(law) else 0.0
    beyond = math.copysign(max(0.0, abs(distance) - allowance), distance)
    freedom = len(sample) - 1
    return Check(
        *row, law, measured, error, allowance, note, len(sample),
        normal_deviate(_over(distance, error), freedom),
        normal_deviate(_over(beyond, error), freedom),
    )  # fmt: skip


def spread_check(
    row: tuple[str, str, int], values: Floats | Sequence[float], law: float, allowance: float, note: str
) -> Check:
    """Hold the standard deviation of the replicates, shape (R,), R ≥ 2, against a predicted one above 0."""
    sample = np.asarray(values, np.float64)
    freedom = len(sample) - 1
    measured = float(sample.std(ddof=1))
    nearest = min(max(measured, law - allowance), law + allowance)
    return Check(
        *row, law, measured, measured / math.sqrt(2.0 * freedom), allowance, note, len(sample),
        variance_deviate((measured / law) ** 2, freedom),
        variance_deviate((measured / nearest) ** 2, freedom) if nearest != measured else 0.0,
    )  # fmt: skip


def coverage_check(
    row: tuple[str, str, int], values: Floats | Sequence[float], law: float, allowance: float, note: str
) -> Check:
    """Hold the share of runs inside a band, shape (R,) of 0 and 1, against a predicted one, by exact chances.

    Only too few can fail: a band that holds more runs than it says is careful, not wrong.
    """
    runs, inside = len(values), round(float(np.sum(values)))
    error = math.sqrt(law * (1.0 - law) / runs)
    return Check(
        *row, law, inside / runs, error, allowance, note, runs,
        _binomial_deviate(inside, runs, law),
        min(0.0, _binomial_deviate(inside, runs, law - allowance)),
    )  # fmt: skip


def _binomial_deviate(successes: int, runs: int, chance: float) -> float:
    """Return the normal deviate as unlikely as at most so many successes (one-sided, doubled)."""
    least = math.fsum(
        math.comb(runs, number) * chance**number * (1.0 - chance) ** (runs - number)
        for number in range(successes + 1)
    )
    return NormalDist().inv_cdf(min(max(least, 1e-300), 1.0 - 1e-12))


def _over(distance: float, error: float) -> float:
    """Return distance/error; without scatter any distance at all is infinitely far."""
    if distance == 0:
        return 0.0
    return distance / error if error > 0 else math.copysign(math.inf, distance)


# What the laws of words leave out, to first order: the copies of one word share the places of a text.
#
# The laws take the c families of a word as independent, so log P(dead) = c·log e. In truth the copies
# compete: from M training tokens a text of N is drawn as a whole, and with u the chance that a copy has
# descendants, E e^(−aX) for X ~ Binomial(N, c/M) is exp(−c·r·u − c²·r·u²/(2M) − …), r = N/M. The second
# term adds up over the generations; it is O(1/N), and only words of many tokens, still in danger, feel it.


def sharing(schedule: Schedule, generation: int) -> float:
    """Return B in log P(dead by ``generation``) = c·log e − B·c(c − 1) + O(1/N²); 0 for generation 0.

    With s_j the survival of a token of generation j, over the j that token i is trained on for:
    B_i = Σ_j r_j s_j²/(2 M_j) + r_j²(1 − s_j)² B_j. Where human text is mixed in, an upper bound.
    """
    survival = token_lines(schedule).by_birth[:, generation]
    training = schedule.training_sizes
    ratios = schedule.text_sizes[1:] * schedule.regenerated / training
    terms = np.zeros(generation + 1)
    shares = np.zeros(generation + 1)
    for birth in range(generation, -1, -1):
        last = generation if schedule.window is None else min(generation, birth + schedule.window)
        shares[birth] = terms[birth + 1 : last + 1].sum()
        if birth:
            ratio, alive = ratios[birth - 1], survival[birth]
            drawn = ratio * alive**2 / (2.0 * training[birth - 1])
            terms[birth] = drawn + ratio**2 * (1.0 - alive) ** 2 * shares[birth]
    again = schedule.human_passes[:generation] ** 2 @ shares[1:]
    return float(shares[0] + again)


def words_error(spectrum: Spectrum, schedule: Schedule, generation: int) -> float:
    """Return by how many words the laws may be off for that reason: Σ e^c·(1 − exp(−B·c(c − 1)))."""
    extinction = float(token_lines(schedule).extinction[generation])
    pairs = spectrum.count * (spectrum.count - 1.0)
    dead = np.power(extinction, spectrum.count)
    return float(spectrum.words @ (-np.expm1(-sharing(schedule, generation) * pairs) * dead))


def excerpt(corpus: Corpus, tokens: int) -> Corpus:
    """Return the first ``tokens`` training tokens as a corpus of their own; the last document may be cut."""
    kept = min(tokens, len(corpus.tokens))
    documents = int(np.searchsorted(corpus.starts, kept))
    return replace(
        corpus,
        name=f"{corpus.name}, first {kept} tokens",
        tokens=corpus.tokens[:kept],
        starts=corpus.starts[:documents],
        document_voice=corpus.document_voice[:documents],
        document_file=corpus.document_file[:documents],
        document_paragraph=corpus.document_paragraph[:documents],
        held_out=corpus.held_out[:0],
        held_out_starts=corpus.held_out_starts[:0],
    )


Read = Callable[[Lineage], float]
"""Takes one number from a lineage."""

ORDER_ERROR = 0.007
"""Beyond order 1 the laws of words are within this share of the human words (500 k tokens, orders 1–4)."""


@dataclass(frozen=True)
class Quantity:
    """One number of a run that a law predicts."""

    name: str
    generation: int
    read: Read
    predicted: float
    allowance: float = 0.0
    """The error that the law itself states."""
    note: str = ""
    """Where it comes from."""
    kind: Literal["mean", "spread", "coverage"] = "mean"
    """Whether the prediction is of the mean over runs, of their standard deviation, or of the share of runs
    that are inside a band, for which 1 is read."""


CHECKS = {"mean": mean_check, "spread": spread_check, "coverage": coverage_check}
"""How each kind of quantity is checked."""

INSIDE = math.erf(2.0 / math.sqrt(2.0))
"""Share of runs within two standard deviations, when they are normally distributed."""

COVERAGE = "runs inside ± 2 sd"
"""What a check of coverage is called."""

COVERAGE_ERROR = 0.04
"""A closed form of the spread may be off by 15%, so that 91.5% of runs are inside."""


@dataclass(frozen=True, eq=False)
class Experiment:
    """Replicates of one setting, and all that is predicted of them."""

    regime: str
    corpus: Corpus
    settings: Settings
    quantities: tuple[Quantity, ...]
    replicates: int
    measured: tuple[str, ...] = PREDICTED
    """Names of the measures that the quantities read."""
    draw: Callable[[np.random.Generator], list[float]] | None = None
    """No experiment is made of chance alone."""

    def look(self, lineage: Lineage) -> list[float]:
        """Read every quantity of one run."""
        return [quantity.read(lineage) for quantity in self.quantities]

    def checks(self, values: NDArray[np.float64]) -> list[Check]:
        """Hold the values of all runs, shape (replicates, quantities), against the laws."""
        return [
            CHECKS[quantity.kind](
                (self.regime, quantity.name, quantity.generation),
                values[:, column],
                quantity.predicted,
                quantity.allowance,
                quantity.note,
            )
            for column, quantity in enumerate(self.quantities)
        ]


@dataclass(frozen=True, eq=False)
class LawQuantities:
    """Makes quantities of one setting from the laws of the drift room."""

    corpus: Corpus
    settings: Settings
    words_error: float = 0.0
    """The law's error as a share of the human text's words."""
    relative_error: float = 0.0
    """The law's error as a share of the number of words or once-words."""
    ancestors_error: float = 0.0
    """The same for ancestors."""
    note: str = ""
    laws: Laws = field(init=False)

    def __post_init__(self) -> None:
        """Make the laws once."""
        object.__setattr__(self, "laws", Laws(self.corpus, self.settings))

    def words(self, generation: int) -> Quantity:
        """Return how many words there are."""
        predicted = self._expected(WORDS, generation)
        allowance = self._lines_error(generation) + self._error(predicted)
        return Quantity("words", generation, _measure(WORDS, generation), predicted, allowance, self._why())

    def coverage(self, generation: int) -> Quantity:
        """Return how many runs have a number of words within two predicted standard deviations."""
        mean, spread = (self._expected(name, generation) for name in (WORDS, f"{WORDS}_sd"))

        def read(lineage: Lineage) -> float:
            return float(as_chance_predicts(lineage.generations[generation].words_left, mean, spread))

        note = f"{COVERAGE_ERROR:.0%} of the runs"
        return Quantity(COVERAGE, generation, read, INSIDE, COVERAGE_ERROR, note, kind="coverage")

    def once_words(self, generation: int) -> Quantity:
        """Return how many words occur once."""
        predicted = self._expected(WORDS_ONCE, generation)
        allowance = self._lines_error(generation) + self._error(predicted)
        read = _measure(WORDS_ONCE, generation)
        return Quantity("once-words", generation, read, predicted, allowance, self._why())

    def ancestors(self, generation: int) -> Quantity:
        """Return how many human tokens have descendants."""
        predicted = self._expected(ANCESTORS, generation)
        allowance = predicted * self.ancestors_error
        read = _measure(ANCESTORS, generation)
        return Quantity("founders", generation, read, predicted, allowance, self.note)

    def band(self, generation: int, low: int, high: int) -> Quantity:
        """Return how many words of one frequency band are alive."""
        counts = self.corpus.counts
        inside = np.flatnonzero((counts >= low) & (counts <= high))
        extinction = 1.0 - self.laws.survival(generation)
        predicted = float((1.0 - extinction ** counts[inside]).sum())

        def alive(lineage: Lineage) -> float:
            return float(np.count_nonzero(lineage.generations[generation].counts[inside]))

        span = f"{low}" if low == high else f"{low}–{high}"
        allowance = self._lines_error(generation, low, high)
        return Quantity(f"words seen {span}×", generation, alive, predicted, allowance, self._why())

    def _expected(self, name: str, generation: int) -> float:
        value = self.laws.expected(generation)[name]
        assert value is not None
        return float(value)

    def _error(self, predicted: float) -> float:
        words = int((self.corpus.counts > 0).sum())
        return self.relative_error * predicted + self.words_error * words

    def _lines_error(self, generation: int, low: int = 1, high: int | None = None) -> float:
        """Return what taking the families of a word as independent may cost, for words of some counts."""
        spectrum = Spectrum.of(self.corpus.counts).between(low, float("inf") if high is None else high)
        schedule = schedule_of(self.settings, len(self.corpus.tokens), self.settings.generations)
        return words_error(spectrum, schedule, generation)

    def _why(self) -> str:
        return f"{self.note}; O(1/N)" if self.note else "O(1/N)"


def _measure(name: str, generation: int) -> Read:
    """Return the reader of a measure."""

    def read(lineage: Lineage) -> float:
        return float(lineage.generations[generation].measures[name] or 0.0)

    return read

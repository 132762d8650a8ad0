"""Law against simulation, over every regime: what is tried, and the rows as they come."""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from driftview.arrays import Counts, Floats
from driftview.drift.lineage import Lineage
from driftview.drift.simulated import is_closed_right
from driftview.settings.settings import Settings
from driftview.study.executor import Executor
from driftview.study.experiments import (
    ORDER_ERROR,
    Check,
    Experiment,
    LawQuantities,
    Quantity,
    critical_deviate,
    excerpt,
)
from driftview.study.repetition import repeat
from driftview.text.corpus import Corpus
from driftview.theory.diversity import (
    accumulated_heterozygosity,
    heterozygosity,
    overlap_singletons_lost,
    temperature_limit,
    top_p_limit,
)
from driftview.theory.variance import share_sd

SMALL = 64
"""Small generations, in which diversity is lost fast enough to be seen, have N/64 tokens."""

URN = 300
"""Tokens of the beginning that fills Pólya's urn."""

LAST_WORD = 6
"""Tokens of the generations that are followed until one word is left."""

FEW = 100
"""Documents, below which it matters that they are not drawn independently of each other."""

SCRAPED: dict[str, Any] = {"machine_shares": (0.2, 0.5), "detector": (0.5, 0.1), "generations": 8}
"""An internet that is soon half full of machine text, half of which a detector finds."""

PIECES = 4
"""Selection is tried on generations so many times as large as the text, where drift is small."""

ROUGH_ERROR = 0.08
"""What the closed form may be off by where simulated runs are shown in its place (docs/laws.md)."""


@dataclass(frozen=True, eq=False)
class VerifyPlan:
    """Makes the experiments for one corpus."""

    corpus: Corpus
    replicates: int
    """Runs of each setting."""

    def experiments(self) -> list[Experiment]:
        """Return all of them."""
        return [
            self._replace(),
            self._regime("growth 1.15", growth=1.15, generations=8),
            self._regime("bottleneck 10%", bottleneck=(3, 0.1), generations=8),
            self._small(),
            self._regime("accumulate", regime="accumulate", generations=6),
            self._urn(),
            self._regime("window 3", regime="window", generations=8),
            self._subsample(),
            self._overlap(),
            *(self._human(source) for source in ("fresh", "fixed", "rotating")),
            self._regime("30% fresh from 5", True, human_share=0.3, human_from=5, generations=10),
            self._regime("scraped, half machine", True, **SCRAPED),
            *(self._order(order) for order in ((2, 3) if self.replicates < REPLICATES else (2, 3, 5))),
            self._temperature(),
            self._top_p(),
            self._fixation(),
        ]

    def _reader(self, settings: Settings, corpus: Corpus | None = None, mixed: bool = False) -> LawQuantities:
        """Return the reader of the laws; ``mixed``: documents are drawn as wholes and the last is cut.

        The law of words knows that, but takes documents as drawn one by one; that of ancestors, and that of
        words where they are scattered, takes tokens so.
        """
        text = corpus or self.corpus
        if not mixed:
            return LawQuantities(text, settings)
        documents = len(text.starts)
        few = 1 / documents if documents < FEW or text is not self.corpus else 0.0
        return LawQuantities(
            text, settings, relative_error=few, ancestors_error=1 / documents, note="O(1/documents)"
        )

    def _experiment(
        self, name: str, reader: LawQuantities, quantities: list[Quantity], times: int = 1
    ) -> Experiment:
        return Experiment(name, reader.corpus, reader.settings, tuple(quantities), self.replicates * times)

    def _regime(self, name: str, mixed: bool = False, /, **values: Any) -> Experiment:
        """Look at words, words used once and ancestors in the last generation."""
        reader = self._reader(Settings(order=1, **values), mixed=mixed)
        last = reader.settings.generations
        return self._experiment(
            name, reader, [reader.words(last), reader.once_words(last), reader.ancestors(last)]
        )

    def _replace(self) -> Experiment:
        reader = self._reader(Settings(order=1, generations=12))
        numbers = [reader.words(1), reader.words(4), reader.words(12), reader.once_words(4)]
        bands = [reader.band(6, low, high) for low, high in ((1, 1), (2, 2), (3, 4), (5, 8), (9, 16))]
        lost = _once_words_lost(self.corpus, (1 - 1 / len(self.corpus.tokens)) ** len(self.corpus.tokens))
        voices = _voice(self.corpus, 12)
        if self.replicates >= REPLICATES:
            numbers.append(reader.coverage(12))
        return self._experiment("replace", reader, [lost, *numbers, *bands, reader.ancestors(12), *voices])

    def _small(self) -> Experiment:
        """Lose diversity in small generations."""
        tokens = max(50, len(self.corpus.tokens) // SMALL)
        reader = self._reader(Settings(order=1, generations=12, tokens=tokens))
        start = _heterozygosity(self.corpus.counts)
        law = float(heterozygosity(start, np.full(12, float(tokens)))[12])

        def read(lineage: Lineage) -> float:
            return _heterozygosity(lineage.generations[12].counts)

        diversity = Quantity("heterozygosity", 12, read, law)
        return self._experiment(f"{tokens:,} tokens", reader, [diversity, reader.words(3)], 2)

    def _urn(self) -> Experiment:
        """Keep everything, from a short beginning on: Pólya's urn."""
        text = excerpt(self.corpus, URN)
        reader = self._reader(Settings(order=1, regime="accumulate", generations=10), text)
        start = _heterozygosity(text.counts)
        law = float(accumulated_heterozygosity(start, len(text.tokens), 10)[10])

        def read(lineage: Lineage) -> float:
            return _heterozygosity(np.sum([each.counts for each in lineage.generations], axis=0))

        product = Quantity("heterozygosity of all", 10, read, law)
        return self._experiment(f"accumulate, {len(text.tokens)} tokens", reader, [product], 4)

    def _subsample(self) -> Experiment:
        """Draw whole documents from everything so far."""
        settings = Settings(order=1, regime="subsample", generations=6)
        reader = self._reader(settings, mixed=True)
        quantities = [reader.words(6), reader.once_words(6), reader.ancestors(6)]
        return self._experiment("subsample", reader, quantities)

    def _overlap(self) -> Experiment:
        made = self._regime("overlap 50%", True, regime="overlap", regenerated=0.5, generations=8)
        lost = _once_words_lost(self.corpus, overlap_singletons_lost(0.5))
        return replace(made, quantities=(lost, *made.quantities))

    def _human(self, source: Any) -> Experiment:
        return self._regime(f"10% {source}", True, human_share=0.1, human_source=source, generations=10)

    def _order(self, order: int) -> Experiment:
        """Look at a chain with contexts, for which the laws are close, not exact."""
        settings = Settings(order=order, generations=8)
        shown = order == 2 or is_closed_right(settings, len(self.corpus.tokens))
        error = ORDER_ERROR if shown else ROUGH_ERROR
        words = LawQuantities(self.corpus, settings, words_error=error, note=f"{error:.1%} of the words")
        lines = LawQuantities(self.corpus, settings, ancestors_error=ORDER_ERROR, note=f"{ORDER_ERROR:.1%}")
        quantities = [words.words(2), words.words(8), lines.ancestors(8)]
        if self.replicates >= REPLICATES:
            quantities.append(words.coverage(8))
        return Experiment(
            f"replace, order {order}", self.corpus, settings, tuple(quantities), self.replicates
        )

    def _temperature(self) -> Experiment:
        """Sharpen: the same words win in every run."""
        tokens = PIECES * len(self.corpus.tokens)
        settings = Settings(order=1, temperature=0.8, generations=2, tokens=tokens)
        law = _shares_of(lambda shares: temperature_limit(shares, 0.8, 2), self.corpus)
        error = _temperature_error(self.corpus, 0.8, tokens)
        return self._selection("temperature 0.8", settings, law, error, "O(words/N)")

    def _top_p(self) -> Experiment:
        """Cut the tail off: the same words lose in every run."""
        tokens = PIECES * len(self.corpus.tokens)
        settings = Settings(order=1, top_p=0.9, generations=3, tokens=tokens)
        law = _shares_of(lambda shares: top_p_limit(shares, 0.9, 3), self.corpus)
        error = 3 * float(law[law > 0].min())
        return self._selection("top-p 0.9", settings, law, error, "the last word let in")

    def _selection(self, name: str, settings: Settings, law: Floats, error: float, note: str) -> Experiment:
        """Look at the commonest word's share, and at that of the next hundred."""
        order = np.argsort(-law, kind="stable")
        last = settings.generations
        quantities = []
        for label, words in (("commonest word's share", order[:1]), ("share of the next 20", order[1:21])):
            predicted = float(law[words].sum())
            read = _share_reader(words, last)
            quantities.append(Quantity(label, last, read, predicted, error * predicted, note))
        return Experiment(name, self.corpus, settings, tuple(quantities), max(8, self.replicates // 2))

    def _fixation(self) -> Experiment:
        """Write so little that one word is left: common words have the better chance."""
        text = excerpt(self.corpus, URN)
        shares = text.counts / len(text.tokens)
        order = np.argsort(-shares, kind="stable")
        common = order[: int(np.searchsorted(np.cumsum(shares[order]), 0.5)) + 1]
        settings = Settings(order=1, tokens=LAST_WORD, generations=60)

        def read(lineage: Lineage) -> float:
            return float(np.isin(lineage.generations[60].counts.argmax(), common))

        last = Quantity("a common word is the last", 60, read, float(shares[common].sum()))
        return self._experiment(f"{LAST_WORD} tokens", self._reader(settings, text), [last], 5)


def _heterozygosity(counts: Counts) -> float:
    """Return H = 1 − Σp²."""
    return float(1.0 - np.sum((counts / counts.sum()) ** 2))


def _once_words_lost(corpus: Corpus, law: float) -> Quantity:
    """Return the share of the human once-words that generation 1 lacks."""
    once = np.flatnonzero(corpus.counts == 1)

    def read(lineage: Lineage) -> float:
        return float(np.mean(lineage.generations[1].counts[once] == 0)) if len(once) else law

    return Quantity("once-words lost", 1, read, law)


def _voice(corpus: Corpus, generation: int) -> list[Quantity]:
    """Return mean and spread of the share that descends from the first quarter, as if that were a voice."""
    human = len(corpus.tokens)
    quarter = human // 4

    def read(lineage: Lineage) -> float:
        return float(np.mean(lineage.generations[generation].origins < quarter))

    spread = float(share_sd(quarter / human, np.full(generation, float(human)))[generation])
    return [
        Quantity("a voice's share", generation, read, quarter / human),
        Quantity("its spread over runs", generation, read, spread, kind="spread"),
    ]


def _shares_of(
    limit: Callable[[Floats], Floats],
    corpus: Corpus,
) -> Floats:
    return limit(corpus.counts / len(corpus.tokens))


def _share_reader(words: NDArray[np.int64], generation: int) -> Callable[[Lineage], float]:
    def read(lineage: Lineage) -> float:
        counts = lineage.generations[generation].counts
        return float(counts[words].sum() / counts.sum())

    return read


def _temperature_error(corpus: Corpus, temperature: float, tokens: int) -> float:
    """Return the relative error of the limit after a noisy generation, second order in the noise.

    With a = 1/τ, E Σ p̂^a exceeds Σ p^a by about a(a − 1)/2·Σ p^(a − 1)/N.
    """
    power = 1.0 / temperature
    limit = temperature_limit(corpus.counts / len(corpus.tokens), temperature, 1)
    shares = limit[limit > 0]
    bend = abs(power * (power - 1.0)) / 2.0
    return float(bend * np.sum(shares ** (power - 1.0)) / tokens / np.sum(shares**power)) * math.e


QUICK_REPLICATES = 40
REPLICATES = 200

SEEDS_PER_EXPERIMENT = 100_000
"""Experiments of one table, and tables of different seeds, never share a run."""


@dataclass(frozen=True)
class VerifyProgress:
    """How many runs are done, and the rows of an experiment that has just been finished."""

    done: int
    runs: int
    experiment: int
    """Number of the experiment that was worked on."""
    checks: tuple[Check, ...] = ()


@dataclass(frozen=True)
class Verdict:
    """The whole table, judged at a family-wise level."""

    checks: tuple[Check, ...]
    level: float

    @property
    def critical(self) -> float:
        """The |z| beyond which a row fails."""
        return critical_deviate(self.level, len(self.checks))

    @property
    def failures(self) -> tuple[Check, ...]:
        """The rows that failed."""
        return tuple(check for check in self.checks if not check.passed(self.critical))


def plan(corpus: Corpus, quick: bool = False) -> list[Experiment]:
    """Return the experiments for a corpus."""
    return VerifyPlan(corpus, QUICK_REPLICATES if quick else REPLICATES).experiments()


def run_plan(
    experiments: list[Experiment],
    seed: int,
    executor: Executor,
    cancelled: Callable[[], bool] | None = None,
) -> Iterator[VerifyProgress]:
    """Run every experiment and yield after each piece of work; the same seed gives the same rows.

    The rows of an experiment come with the piece that finishes it, so their order is that of finishing.
    """
    first_seeds = [
        (seed * len(experiments) + number) * SEEDS_PER_EXPERIMENT for number in range(len(experiments))
    ]
    for step in repeat(experiments, first_seeds, executor, cancelled):
        checks = () if step.values is None else tuple(experiments[step.number].checks(step.values))
        yield VerifyProgress(step.done, step.runs, step.number, checks)

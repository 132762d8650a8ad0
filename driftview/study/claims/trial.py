"""Claims: what a paper says, the runs that carry it over to n-grams, and the statements that must hold."""

import math
from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any

import numpy as np

from driftview.arrays import Floats
from driftview.drift.lineage import Lineage
from driftview.errors import DriftviewError
from driftview.settings.settings import Settings
from driftview.study.executor import Executor
from driftview.study.experiments import Check, Quantity, Read, critical_deviate, mean_check, student_statistic
from driftview.study.repetition import repeat
from driftview.text.corpus import Corpus

ArmResults = Mapping[str, Mapping[str, Floats]]
"""What was read of every arm's runs: by arm and name of the reading, shape (replicates,), seed by seed."""


class ClaimError(DriftviewError, ValueError):
    """A claim that cannot be run on a text; the message is one line and says what to do."""


@dataclass(frozen=True)
class Paper:
    """What is claimed, by whom, and what of it is carried over."""

    authors: str
    title: str
    source: str
    """arXiv number or journal."""
    says: str
    """What the paper says, in our words."""
    runs: str
    """What is run here in its place."""
    omits: str
    """What that does not show."""


@dataclass(frozen=True, eq=False)
class Arm:
    """One setting that is run on many seeds; every arm of a claim is run on the same seeds."""

    name: str
    corpus: Corpus
    settings: Settings
    readings: Mapping[str, Read]
    """The numbers that are taken from each run, by name."""
    measured: tuple[str, ...] = ("types",)
    """Names of the measures that the readings read."""
    replicates: int = 0
    draw: Callable[[np.random.Generator], list[float]] | None = None
    """Makes the numbers itself, where the loop is not one of texts."""

    def look(self, lineage: Lineage) -> list[float]:
        """Read one run."""
        return [read(lineage) for read in self.readings.values()]


class Relation(Enum):
    """What is said of a measured mean and a published number."""

    EQUALS = "="
    """They are the same; fails when chance and the law's own error do not explain the distance."""
    ABOVE = ">"
    """It is above; fails unless the distance is larger than chance explains."""
    AT_MOST = "≤"
    """It is not above; fails when it is above by more than chance and the law's own error explain."""


@dataclass(frozen=True, eq=False)
class Statement:
    """One thing that must hold for the claim to stand."""

    quantity: str
    """What is measured, with its unit."""
    generation: int
    of: Callable[[ArmResults], Floats]
    """Takes one number for every seed from the arms' runs, shape (replicates,)."""
    published: float
    relation: Relation = Relation.EQUALS
    allowance: float = 0.0
    """The law's own stated error."""
    note: str = ""
    """Where that comes from."""


@dataclass(frozen=True, eq=False)
class Trial:
    """A claim on one text: what is run, and what must hold."""

    arms: tuple[Arm, ...]
    statements: tuple[Statement, ...]


@dataclass(frozen=True, eq=False)
class Claim:
    """A published claim under the name that calls it."""

    name: str
    summary: str
    """The claim in a line."""
    paper: Paper
    trial: Callable[[Corpus], Trial]
    """Sets the trial up; raises ClaimError for a text that it cannot be run on."""
    replicates: int
    """Runs of every arm."""
    quick_replicates: int


def words(generation: int) -> Read:
    """Return the reader of how many different words a generation has."""

    def read(lineage: Lineage) -> float:
        return float(lineage.generations[generation].measures["types"] or 0)

    return read


def loss(generation: int) -> Read:
    """Return the reader of the held-out loss of a generation, in bits a word: log₂ of its perplexity."""

    def read(lineage: Lineage) -> float:
        perplexity = lineage.generations[generation].measures["perplexity"]
        return math.log2(perplexity) if perplexity else math.nan

    return read


def require_held_out(corpus: Corpus) -> None:
    """Raise ClaimError for a text without held-out paragraphs, on which no loss can be measured."""
    if not len(corpus.held_out):
        raise ClaimError(
            "this claim is about the loss on held-out text, and none is held out of a text of fewer than ten "
            "paragraphs: give a longer one"
        )


def read_of(arm: str, name: str) -> Callable[[ArmResults], Floats]:
    """Return what takes one reading of one arm."""
    return lambda found: found[arm][name]


def rise_of(arm: str, first: str, last: str) -> Callable[[ArmResults], Floats]:
    """Return what takes the difference between two readings of one arm."""
    return lambda found: found[arm][last] - found[arm][first]


def above(
    quantity: str, generation: int, more: Callable[[ArmResults], Floats], less: Callable[[ArmResults], Floats]
) -> Statement:
    """Say that one number is larger than another; seed by seed, since the arms share their seeds."""
    return Statement(quantity, generation, lambda found: more(found) - less(found), 0.0, Relation.ABOVE)


def equals_law(arm: str, quantity: Quantity) -> tuple[str, Read, Statement]:
    """Return the name, the reader and the statement of a quantity that a law predicts."""
    name = f"{quantity.name} {quantity.generation}"
    statement = Statement(
        f"{arm}: {quantity.name}",
        quantity.generation,
        read_of(arm, name),
        quantity.predicted,
        allowance=quantity.allowance,
        note=quantity.note,
    )
    return name, quantity.read, statement


# Whether a statement holds: what was measured, how well it is known, and how far off it may be.
#
# Every tolerance comes from the standard error of the replicates and one stated level for the claim's whole
# table, as in ``driftview.study.experiments``. For an equality the level is how often one of the rows fails
# although all hold; for an ordering it is how often one is taken as shown although there is none.


@dataclass(frozen=True)
class Finding:
    """One statement and what the replicates say of it."""

    statement: Statement
    check: Check
    critical: float
    """The normal deviate that divides what chance explains from what it does not."""

    @property
    def tolerance(self) -> float:
        """How far the mean may lie off; for an ordering, how far above it must at least lie."""
        chance = student_statistic(self.critical, self.check.replicates - 1) * self.check.standard_error
        return chance if self.statement.relation is Relation.ABOVE else chance + self.check.allowance

    @property
    def passed(self) -> bool:
        """Whether the statement stands."""
        if self.statement.relation is Relation.ABOVE:
            return self.check.z > self.critical
        if self.statement.relation is Relation.AT_MOST:
            return self.check.excess <= self.critical
        return self.check.passed(self.critical)

    @property
    def outcome(self) -> str:
        """In a word or two: an ordering may fail because it is contradicted, or for lack of evidence."""
        if self.passed:
            return "pass"
        undecided = self.statement.relation is Relation.ABOVE and abs(self.check.z) <= self.critical
        return "not shown" if undecided else "FAIL"

    def as_dict(self) -> dict[str, Any]:
        """Return the row as plain values; ``z`` is infinite where a distance has no scatter."""
        statement, check = self.statement, self.check
        return {
            "quantity": statement.quantity,
            "generation": statement.generation,
            "relation": statement.relation.value,
            "published": statement.published,
            "measured": check.measured,
            "standard_error": check.standard_error,
            "allowance": statement.allowance,
            "note": statement.note,
            "tolerance": self.tolerance,
            "z": check.z,
            "passed": self.passed,
            "outcome": self.outcome,
        }


@dataclass(frozen=True)
class Judgement:
    """A claim with all its findings."""

    claim: Claim
    text: str
    """Name of the human text."""
    findings: tuple[Finding, ...]
    level: float

    @property
    def replicates(self) -> int:
        """Runs of every arm."""
        return self.findings[0].check.replicates

    @property
    def passed(self) -> bool:
        """Whether every statement stands."""
        return all(finding.passed for finding in self.findings)


def judge(
    claim: Claim, text: str, statements: Sequence[Statement], found: ArmResults, level: float
) -> Judgement:
    """Hold every statement against the runs; ``level`` is that of the whole table."""
    critical = critical_deviate(level, len(statements))
    findings = tuple(Finding(each, _check(claim, each, found), critical) for each in statements)
    return Judgement(claim, text, findings, level)


def _check(claim: Claim, statement: Statement, found: ArmResults) -> Check:
    row = claim.name, statement.quantity, statement.generation
    values = statement.of(found)
    return mean_check(row, values, statement.published, statement.allowance, statement.note)


SEEDS_PER_CLAIM = 100_000
"""Runs of different --seed never share a seed."""


@dataclass(frozen=True)
class TrialProgress:
    """How many runs of a claim are done; the judgement comes with the last."""

    done: int
    runs: int
    judgement: Judgement | None = None


def runs_of(trial: Trial, replicates: int) -> int:
    """Return how many runs a trial takes."""
    return replicates * len(trial.arms)


def put_to_test(
    claim: Claim,
    corpus: Corpus,
    trial: Trial,
    executor: Executor,
    *,
    replicates: int,
    seed: int,
    level: float,
    cancelled: Callable[[], bool] | None = None,
) -> Generator[TrialProgress, None, None]:
    """Run every arm of a trial on the same seeds and judge; the same seed gives the same judgement."""
    arms = [replace(arm, replicates=replicates) for arm in trial.arms]
    found = {}
    for step in repeat(arms, [seed * SEEDS_PER_CLAIM] * len(arms), executor, cancelled):
        if step.values is not None:
            arm = arms[step.number]
            found[arm.name] = dict(zip(arm.readings, step.values.T, strict=True))
        complete = step.done == step.runs
        judgement = judge(claim, corpus.name, trial.statements, found, level) if complete else None
        yield TrialProgress(step.done, step.runs, judgement)

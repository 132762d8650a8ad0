"""Whether a statement holds: what was measured, how well it is known, and how far off it may be.

Every tolerance comes from the standard error of the replicates and one stated level for the claim's whole
table, as in ``driftview.study.checking``. For an equality the level is how often one of the rows fails
although all hold; for an ordering it is how often one is taken as shown although there is none.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from driftview.study.checking import Check, critical_deviate, mean_check, student_statistic
from driftview.study.reproduce.claim import Claim, Found, Relation, Statement


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


def judge(claim: Claim, text: str, statements: Sequence[Statement], found: Found, level: float) -> Judgement:
    """Hold every statement against the runs; ``level`` is that of the whole table."""
    critical = critical_deviate(level, len(statements))
    findings = tuple(Finding(each, _check(claim, each, found), critical) for each in statements)
    return Judgement(claim, text, findings, level)


def _check(claim: Claim, statement: Statement, found: Found) -> Check:
    row = claim.name, statement.quantity, statement.generation
    values = statement.of(found)
    return mean_check(row, values, statement.published, statement.allowance, statement.note)

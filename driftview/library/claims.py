"""Published claims, put to the test."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from typing import Any

from driftview.library.settings import check_fits
from driftview.library.tables import Table
from driftview.library.texts import Text, checked
from driftview.settings.settings import Settings, SettingsError
from driftview.study.claims.papers import find_claims
from driftview.study.claims.trial import ClaimError, Judgement, put_to_test
from driftview.study.executor import Executor

FEWEST = 3
"""Replicates that a claim takes at least: with fewer nothing is known of their scatter."""


class Reproduction(Judgement, Table):
    """A claim with its findings, as a table with a row for each: published, measured, tolerance, passed …"""

    def __repr__(self) -> str:
        """Say in a line what it comes to."""
        return f"<{self.claim.name} on {self.text}: {'reproduced' if self.passed else 'not reproduced'}>"

    def columns(self) -> Mapping[str, Sequence[Any]]:
        """Return the columns by name, a value a finding."""
        rows = [finding.as_dict() for finding in self.findings]
        return {name: [row[name] for row in rows] for name in rows[0]}


def reproduce(
    claim: str,
    text: Text,
    *,
    quick: bool = False,
    replicates: int | None = None,
    seed: int = 1,
    level: float = 0.05,
    workers: int | None = None,
    progress: Callable[[int, int], object] | None = None,
) -> Reproduction:
    """Put a published claim to the test, as far as n-grams can carry it; ``driftview reproduce`` lists them.

    ``level`` is the chance of an error in the claim's table by luck alone; ``progress`` is called with the
    number of runs that are done and of all; what it raises stops the work. Raises ClaimError, TextError,
    SettingsError or WorkersLostError.
    """
    chosen, *others = find_claims(claim)
    if others:
        raise ClaimError(f"one at a time: {', '.join(each.name for each in (chosen, *others))}")
    number = replicates or (chosen.quick_replicates if quick else chosen.replicates)
    if number < FEWEST or not 0 < level < 1:
        raise SettingsError(f"a claim needs at least {FEWEST} replicates, and a level between 0 and 1")
    corpus = checked(text).corpus()
    check_fits(corpus, Settings(order=3))
    trial = chosen.trial(corpus)
    judged = None
    with closing(
        put_to_test(chosen, corpus, trial, Executor(workers), replicates=number, seed=seed, level=level)
    ) as steps:
        for step in steps:
            judged = step.judgement
            if progress is not None:
                progress(step.done, step.runs)
    assert judged is not None  # it comes with the last step
    return Reproduction(judged.claim, judged.text, judged.findings, judged.level)

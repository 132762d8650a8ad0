"""Claims put to the test: their runs on an executor, and the judgement when all are in."""

from collections.abc import Callable, Generator
from dataclasses import dataclass, replace

from driftview.study.executor import Executor
from driftview.study.repetition import repeat
from driftview.study.reproduce.claim import Claim, Trial
from driftview.study.reproduce.judging import Judgement, judge
from driftview.text.corpus import Corpus

SEEDS_PER_CLAIM = 100_000
"""Runs of different --seed never share a seed."""


@dataclass(frozen=True)
class Progress:
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
) -> Generator[Progress, None, None]:
    """Run every arm of a trial on the same seeds and judge; the same seed gives the same judgement."""
    arms = [replace(arm, replicates=replicates) for arm in trial.arms]
    found = {}
    for step in repeat(arms, [seed * SEEDS_PER_CLAIM] * len(arms), executor, cancelled):
        if step.values is not None:
            arm = arms[step.number]
            found[arm.name] = dict(zip(arm.readings, step.values.T, strict=True))
        complete = step.done == step.runs
        judgement = judge(claim, corpus.name, trial.statements, found, level) if complete else None
        yield Progress(step.done, step.runs, judgement)

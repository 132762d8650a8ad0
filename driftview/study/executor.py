"""Many runs at once: streams results from worker threads or processes as they are finished."""

import os
import warnings
from collections.abc import Callable, Generator, Iterable
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

import joblib

Result = TypeVar("Result")


@dataclass(frozen=True)
class Executor:
    """Where runs are made."""

    workers: int | None = None
    """How many at once; None for as many as there are processors."""
    kind: Literal["processes", "threads"] = "processes"
    """A run is many short steps, so threads get in each other's way: two do no more than one, two processes
    about half as much again. Threads start at once, can be stopped within a run, and may be used inside a
    program that cannot start processes, such as one that draws on a terminal."""

    @property
    def jobs(self) -> int:
        """How many workers there will be."""
        return self.workers if self.workers is not None else processors()

    def stream(
        self,
        function: Callable[..., Result],
        tasks: Iterable[tuple[Any, ...]],
        cancelled: Callable[[], bool] | None = None,
    ) -> Generator[Result, None, None]:
        """Call ``function`` with the arguments of each task and yield results in the order they come in.

        Closing the generator, or ``cancelled`` saying so between two results, stops what has not begun.
        """
        parallel = joblib.Parallel(
            n_jobs=self.jobs,
            backend="loky" if self.kind == "processes" else "threading",
            return_as="generator_unordered",
            batch_size=1,
        )
        calls = (joblib.delayed(function)(*task) for task in tasks)
        results = parallel(calls)
        try:
            for result in results:
                yield result
                if cancelled is not None and cancelled():
                    return
        finally:
            _stop(results)


def _stop(results: Generator[Any, None, None]) -> None:
    """Give up what has not begun; joblib's warning that something was given up tells nothing new."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=".*have been cancelled", category=UserWarning)
        results.close()


def processors() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return max(1, len(os.sched_getaffinity(0)))
    return max(1, os.cpu_count() or 1)

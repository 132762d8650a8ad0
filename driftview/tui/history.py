"""The runs that a knob was turned from: kept, so that one can return to them without computing anything."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from driftview.drift.lineage import Generation, Values
    from driftview.settings.settings import Settings
    from driftview.tui.session import Run

MOST_RUNS = 10
"""How many runs are kept at most."""

MOST_BYTES = 128 * 2**20
"""How much room they may take; the last one is kept whatever it takes."""

INDEX_BYTES = 20
"""What an index takes for each token and order, about."""


@dataclass(frozen=True)
class Former:
    """What a run remembers of the one that it was turned from."""

    names: tuple[str, ...]
    settings: Settings
    measures: tuple[Values, ...]
    """Of each generation."""
    expected: tuple[Values, ...]
    """Of each generation: what the law predicts."""

    @classmethod
    def of(cls, run: Run) -> Former:
        """Remember the numbers of a run, not its texts."""
        return cls(
            run.names,
            run.settings,
            tuple(generation.measures for generation in run.generations),
            tuple(generation.expected for generation in run.generations),
        )


@dataclass
class History:
    """Runs to go back to, and those that one has come back from."""

    past: list[Run] = field(default_factory=list)
    """The one to return to first stands last."""
    future: list[Run] = field(default_factory=list)

    def remember(self, run: Run) -> None:
        """Keep a run that is left for a new one."""
        self.past.append(run)
        self._make_room()

    def back(self, now: Run) -> Run | None:
        """Return the run before, None when there is none; ``now`` is what one can come forward to again."""
        if not self.past:
            return None
        if now.generations:
            self.future.append(now)
        return self.past.pop()

    def forth(self, now: Run) -> Run | None:
        """Return the run that was last come back from; ``now`` is what one can go back to."""
        if not self.future:
            return None
        found = self.future.pop()
        self.past.append(now)
        return found

    def holding_memory(self) -> list[Run]:
        """Return the runs that take more memory than they need as long as nobody comes back to them."""
        return [run for run in (*self.past, *self.future) if run.loop is not None and not run.loop.released]

    def _make_room(self) -> None:
        """Forget the oldest runs until the others fit."""
        while len(self.past) > MOST_RUNS:
            del self.past[0]
        while (
            len(self.past) > 1
            and sum(weight(run.generations) + _index(run) for run in self.past) > MOST_BYTES
        ):
            del self.past[0]


def release_memory(runs: Sequence[Run]) -> None:
    """Let runs take little memory, save those that are still worked on; for a thread, since it writes."""
    for run in runs:
        if run.loop is not None and run.at_work.acquire(blocking=False):
            try:
                run.loop.release_memory()
            finally:
                run.at_work.release()


def weight(generations: list[Generation]) -> int:
    """Return how many bytes the arrays of generations take in memory."""
    from driftview.drift.spill import bytes_in_memory  # numpy must not hold up the first frame

    return sum(map(bytes_in_memory, generations))


def _index(run: Run) -> int:
    """Return about how many bytes the index of a run takes; generation 0 is as long as what is indexed."""
    return INDEX_BYTES * run.settings.order * len(run.generations[0].origins) if run.generations else 0

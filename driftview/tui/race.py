"""Several lineages made in step by one thread: each in turn makes a generation."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.message import Message

from driftview.drift.loop import Loop
from driftview.drift.preflight import preflight
from driftview.settings.settings import SettingsError
from driftview.text.reading import TextError

if TYPE_CHECKING:
    from driftview.drift.lineage import Generation
    from driftview.settings.settings import Settings
    from driftview.text.corpus import Corpus
    from driftview.tui.prepared import Prepared

POST_EVERY = 1 / 12
"""Seconds between two messages at least."""

Fields = dict[int, list["Generation"]]
"""Generations by the place of their lineage."""


@dataclass(eq=False)
class Grown(Message):
    """Some lineages have more generations."""

    race: int
    made: Fields


@dataclass(eq=False)
class Finished(Message):
    """All lineages are there, or it was stopped; or it cannot be run, with one clear line that says why."""

    race: int
    reason: str = ""


Post = Callable[[Message], object]


@dataclass(frozen=True, eq=False)
class Race:
    """Lineages to be made on one text."""

    number: int
    """Tells the messages of this race from those of an earlier one."""
    corpus: Corpus
    entrants: dict[int, Settings]
    """Settings by place."""
    prepared: Prepared

    def run(self, post: Post, cancelled: Callable[[], bool]) -> None:
        """Make all lineages in a thread; only posts messages, the last of which always is Finished."""
        reason = ""
        try:
            self._run(post, cancelled)
        except Loop.Cancelled:
            pass
        except (TextError, SettingsError) as error:
            reason = str(error)
        post(Finished(self.number, reason))

    def _run(self, post: Post, cancelled: Callable[[], bool]) -> None:
        for settings in self.entrants.values():
            preflight(self.corpus, settings)
        loops, made = {}, {}
        for place, settings in self.entrants.items():
            indexed = self.prepared.indexed(self.corpus, settings.order)
            loops[place] = Loop(self.corpus, settings, indexed, controlled=False)
            made[place] = list(loops[place].lineage.generations)
            if cancelled():
                return
        posted = 0.0
        for number in range(1, max(each.generations for each in self.entrants.values()) + 1):
            for place, loop in loops.items():
                if number <= self.entrants[place].generations:
                    made.setdefault(place, []).append(loop.step(cancelled))
            if time.monotonic() - posted >= POST_EVERY:
                post(Grown(self.number, made))
                made, posted = {}, time.monotonic()
        if made:
            post(Grown(self.number, made))

"""Which runs the tour needs, and which of them are there already."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from driftview.settings.settings import Settings

if TYPE_CHECKING:
    from driftview.drift.lineage import Lineage
    from driftview.tui.session import Run, Session

LEAST, MOST = 10, 30
"""The tour goes at least and at most so many generations far."""

HUMAN_SHARE = 0.1

CHORUS = "chorus"
"""A bundled text of three voices, for texts that have only one."""

CHORUS_TOKENS = 100_000
"""Tokens of each generation on the chorus, which is many times as long as a novel."""


def plain(settings: Settings) -> Settings:
    """Return settings of drift alone: order, unit, size and seed are the user's, nothing else."""
    return Settings(
        order=settings.order,
        unit=settings.unit,
        tokens=settings.tokens,
        seed=settings.seed,
        generations=max(LEAST, min(settings.generations, MOST)),
    )


def saving(settings: Settings) -> dict[str, Settings]:
    """Return the runs that save words, by the name of the part of the evidence that they become."""
    alone = plain(settings)
    return {
        "everything": replace(alone, regime="accumulate"),
        "fresh": replace(alone, human_share=HUMAN_SHARE, human_source="fresh"),
        "fixed": replace(alone, human_share=HUMAN_SHARE, human_source="fixed"),
    }


def chorus(settings: Settings) -> Settings:
    """Return the settings of the run on the chorus."""
    return replace(plain(settings), tokens=CHORUS_TOKENS)


def is_like(run: Run, names: tuple[str, ...], settings: Settings) -> bool:
    """Whether a run is about the same texts and settings, however far it has got."""
    return run.names == names and replace(run.settings, generations=1) == replace(settings, generations=1)


def known_run(session: Session, names: tuple[str, ...], settings: Settings) -> Run | None:
    """Return a run on these texts that has got far enough; None where there is none."""
    runs: Iterable[Run] = (session.run, *session.history.past, *session.history.future)
    like = (run for run in runs if is_like(run, names, settings))
    return next((run for run in like if run.made >= settings.generations), None)


def is_coming(session: Session, names: tuple[str, ...], settings: Settings) -> bool:
    """Whether the run of the main screen is just being made and will do."""
    run = session.run
    far_enough = run.target >= settings.generations
    return run.computing and not run.stopped and far_enough and is_like(run, names, settings)


def lineage_of(run: Run) -> Lineage:
    """Return what has been made of a run, as it is now."""
    from driftview.drift.lineage import Lineage

    return Lineage(run.generations[0].corpus, run.settings, list(run.generations))

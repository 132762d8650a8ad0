"""Folders of results that are opened inside the explorer: a study, a lineage, or anybody's generations."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from driftview.errors import DriftviewError

if TYPE_CHECKING:
    from collections.abc import Callable

    from driftview.drift.external import ExternalGenerations
    from driftview.drift.lineage import Lineage
    from driftview.export.study_folder import Study
    from driftview.settings.settings import Settings
    from driftview.study.compared import Compared
    from driftview.text.options import ReadingOptions


class ResultsError(DriftviewError, ValueError):
    """A folder that cannot be opened; the message is one line."""


@dataclass(frozen=True)
class Results:
    """What the explorer shows of a folder, as `Explorer` takes it."""

    names: tuple[str, ...]
    settings: Settings
    opened: Lineage | ExternalGenerations | None = None
    study: Study | None = None
    reading: ReadingOptions | None = None


def read_results(path: Path) -> Results:
    """Read a folder, or a file of generations; raises DriftviewError, one line, for what cannot be opened.

    Parameters
    ----------
    path
        The results of a sweep, a lineage that was written, or generations that were written elsewhere.

    Returns
    -------
    Results
        What it holds.
    """
    from driftview.drift.external import read_external
    from driftview.export.reopening import is_lineage, read_lineage
    from driftview.export.study_folder import is_study, read_study
    from driftview.export.transcript import is_bundled
    from driftview.text.series import open_series

    if is_study(path):
        study = read_study(path)
        _check_text(study)
        plan = study.plan
        return Results(plan.texts, plan.grid.settings()[0], study=study, reading=plan.reading)
    here = (str(path.resolve()),)
    if is_lineage(path):
        lineage = read_lineage(path)
        names = (lineage.corpus.name,) if is_bundled(lineage.corpus) else here
        return Results(names, lineage.settings, lineage)
    given = read_external(open_series(path))
    return Results(here, given.settings, given)


def _check_text(study: Study) -> None:
    """Refuse a study whose text is not the one that it was made of; raises ResultsError."""
    from driftview.text.sources import open_corpus

    plan, base = study.plan, study.plan.grid.base
    corpus = open_corpus(plan.texts, base.unit, plan.reading.with_merges(base.merges))
    if plan.sha256 and corpus.sha256 != plan.sha256:
        raise ResultsError(
            f"{corpus.name} is not the text that this study started with: it has changed since"
        )


def read_beside(path: Path, cancelled: Callable[[], bool]) -> Compared:
    """Read lineages to stand beside another: one, or one for each seed in a folder of generations.

    Parameters
    ----------
    path
        A lineage that was written, or generations that were written elsewhere.
    cancelled
        Asked while they are measured.

    Returns
    -------
    Compared
        With the name of the folder. Raises DriftviewError, one line, for what cannot be opened.
    """
    from driftview.drift.external import ExternalLoop, read_external
    from driftview.export.reopening import is_lineage, read_lineage
    from driftview.export.study_folder import is_study
    from driftview.study.compared import Compared
    from driftview.text.reading import label
    from driftview.text.series import open_series, replicates_in

    name = label(path.resolve().name)
    if is_study(path):
        raise ResultsError(f"{name} holds the results of a sweep, which are compared in the view Study")
    if is_lineage(path):
        return Compared(name, (read_lineage(path),))
    lineages = []
    for seed in replicates_in(path) or (None,):
        given = read_external(open_series(path, replicate=seed))
        loop = ExternalLoop(given)
        for _ in given.passages:
            loop.step(cancelled)
        lineages.append(loop.lineage)
    return Compared(name, tuple(lineages))

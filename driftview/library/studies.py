"""Studies, a grid of settings with replicates, and published claims put to the test."""

import os
from collections.abc import Callable, Collection, Generator, Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from functools import cached_property
from html import escape
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from driftview.charts.study_drawing import figure_file
from driftview.charts.study_figures import FigureError, compose, select, suited
from driftview.export import study_folder
from driftview.export.files import shown
from driftview.export.study_folder import StudyFolder, is_study
from driftview.export.study_tables import (
    summary_columns,
    summary_rows,
    table_columns,
    table_rows,
    write_tables,
)
from driftview.library.settings import check_fits, chosen, settled, stops, warn_of_idle, without_numpy
from driftview.library.tables import Table
from driftview.library.texts import Text, checked
from driftview.quantities import PREDICTED
from driftview.settings.settings import Settings, SettingsError, read_setting
from driftview.study.claims.papers import find_claims
from driftview.study.claims.trial import ClaimError, Judgement, put_to_test
from driftview.study.design import REPLICATES, Grid, Plan, differences
from driftview.study.executor import Executor
from driftview.study.records import Record, make_records
from driftview.study.runs import workbench
from driftview.text.sources import findable

Progress = Callable[[int, int], object]
"""Called with the number of runs that are done and of all, in the thread that called; False stops."""


class Study(study_folder.Study, Table):
    """A grid of settings, each on the same seeds, as a table with a row for each run, generation and measure.

    Its columns are those of table.csv: run, the axes, seed, generation, measure, value. ``curves`` and
    ``law`` return arrays over points, replicates and generations; ``summary`` sums the replicates up.
    """

    def __repr__(self) -> str:
        """Say in a line which one it is."""
        axes = ", ".join(self.plan.grid.axes) or "no axis"
        done = f"{len(self.runs)} of {len(self.plan.grid)} runs"
        return f"<study of {self.plan.corpus}: {axes}; {done}>"

    def _repr_html_(self) -> str:
        """Return what a notebook shows: which study it is, and its summary."""
        return f"<p>{escape(repr(self))}</p>{self.summary._repr_html_()}"

    def _repr_png_(self) -> bytes | None:
        """Return the picture that suits the study; None where none does, or matplotlib is not installed."""
        if find_spec("matplotlib") is None:
            return None
        try:
            selection = select(self, None, {})
            return figure_file(compose(selection, suited(selection)[0]), "png")
        except FigureError:
            return None

    def columns(self) -> Mapping[str, Sequence[Any]]:
        """Return the columns of table.csv by name.

        Returns
        -------
        Mapping[str, Sequence[Any]]
            Values by name of the column.
        """
        return _by_column(table_columns(self.plan), table_rows(self.plan, self.runs))

    @cached_property
    def summary(self) -> "Summary":
        """Mean, standard error and law of each point, generation and measure."""
        return Summary(self)


class Summary(Table):
    """What the replicates of each point say together: the columns of summary.csv."""

    def __init__(self, study: study_folder.Study) -> None:
        """Sum a study up, finished or not."""
        self._study = study

    def columns(self) -> Mapping[str, Sequence[Any]]:
        """Return the columns of summary.csv by name.

        Returns
        -------
        Mapping[str, Sequence[Any]]
            Values by name of the column.
        """
        return _by_column(summary_columns(self._study.plan), summary_rows(self._study.rows))


def sweep(
    text: Text,
    axes: Mapping[str, Iterable[Any]],
    settings: Settings | None = None,
    *,
    replicates: int = REPLICATES,
    measures: Sequence[str] = PREDICTED,
    keep: Collection[int] | None = None,
    workers: int | None = None,
    dask: str | None = None,
    folder: str | os.PathLike[str] | None = None,
    resume: bool = False,
    overwrite: bool = False,
    progress: Progress | None = None,
) -> Study:
    """Run every combination of the values of some settings, all on the same seeds.

    Parameters
    ----------
    text
        Human text, from `open_text` or `text_of`.
    axes
        Values to combine, by the name of a setting.
    settings
        The settings that do not vary; None for the usual ones. The seeds go from its seed on.
    replicates
        How many seeds each combination is run on.
    measures
        Names of measures, or "everyday" or "all".
    keep
        Generations whose numbers are kept; None for all.
    workers
        How many processes make the runs; None for one a processor. The numbers do not depend on it.
    dask
        Address of the Dask scheduler of a cluster, which makes the runs instead; None for none.
    folder
        Where each run is kept as soon as it is done, with tables at the end; None for nowhere.
    resume
        Whether a study that was begun there goes on.
    overwrite
        Whether a study that is there is replaced.
    progress
        Called with the number of runs that are done and of all; False stops, and what is done is
        returned.

    Returns
    -------
    Study
        The runs that are done.

    Raises
    ------
    SettingsError
        A setting is out of its range, or two contradict each other.
    TextError
        The text cannot be used, or is too short.
    UnknownMeasureError
        A measure has an unknown name.
    ExportError
        The folder is taken or cannot be written to.
    WorkersLostError
        The workers ended before the runs were done.
    """
    base = settled(settings)
    if base.model_command is not None or "model_command" in axes:
        raise SettingsError("a study does not run outside programs: remove model_command")
    grid = Grid(base, {name: _values(name, values) for name, values in axes.items()}, replicates)
    corpus = checked(text).corpus(base.unit, base.merges)
    warn_of_idle(replace(base, **dict(point)) for point in grid.points)
    for point in grid.points:
        check_fits(corpus, replace(base, **dict(point)))
    generations = range(base.generations + 1) if keep is None else sorted({int(number) for number in keep})
    places = tuple(map(findable, text.opened))
    plan = Plan(grid, chosen(measures), tuple(generations), corpus.name, corpus.sha256, places)
    executor = Executor(workers) if dask is None else Executor(kind="cluster", scheduler=dask)
    if folder is None:
        records: list[Record] = []
        _kept(make_records(corpus, plan, executor), 0, len(grid), records.append, progress)
        return Study(plan, tuple(sorted(records, key=lambda record: record.number)))
    study = _begun(Path(folder), plan, resume=resume, overwrite=overwrite)
    done = study.done()
    _kept(make_records(corpus, plan, executor, done), len(done), len(grid), study.keep, progress)
    found = read_study(study.place)
    if not found.missing:
        write_tables(study)
    return found


def read_study(folder: str | os.PathLike[str]) -> Study:
    """Return the study that a results folder holds; nothing in it is changed.

    Parameters
    ----------
    folder
        The results folder.

    Returns
    -------
    Study
        The study, finished or not.

    Raises
    ------
    ExportError
        The folder holds no study.
    """
    found = study_folder.read_study(Path(folder))
    return Study(found.plan, found.runs)


def _kept(
    records: Generator[Record, None, None],
    done: int,
    runs: int,
    keep: Callable[[Record], object],
    progress: Progress | None,
) -> None:
    """Keep each run as it is finished, until ``progress`` says False; ``done`` of all ``runs`` were there."""
    try:
        with closing(records):
            for count, record in enumerate(records, done + 1):
                keep(record)
                if progress is not None and stops(progress(count, runs)):
                    return
    finally:
        workbench.clear()  # of what runs in this very process have shared


def _begun(place: Path, plan: Plan, *, resume: bool, overwrite: bool) -> StudyFolder:
    """Begin the folder of a study, or go on with the one that is there; raises ExportError, SettingsError."""
    if not (resume and is_study(place)):
        return StudyFolder.begin(place, plan, overwrite=overwrite)
    study = StudyFolder.go_on(place)
    mine, theirs = (plan.driftview, plan.sha256), (study.plan.driftview, study.plan.sha256)
    differing = differences(study.plan, plan) or ["the text or the version of driftview"] * (mine != theirs)
    if differing:
        raise SettingsError(
            f"{differing[0]} is not what {shown(place)} was started with: do the same, or name another folder"
        )
    return study


def _values(name: str, values: Iterable[Any]) -> tuple[Any, ...]:
    """Return the values of an axis as its setting holds them; raises SettingsError."""
    if isinstance(values, str) or not isinstance(values, Iterable):
        raise SettingsError(f"{name} needs a list of values, such as [{values!r}]")
    return tuple(read_setting(name, without_numpy(value)) for value in values)


def _by_column(names: Sequence[str], rows: Iterable[Sequence[Any]]) -> dict[str, list[Any]]:
    """Turn rows into columns; names without rows are empty columns."""
    columns: dict[str, list[Any]] = {name: [] for name in names}
    for row in rows:
        for name, value in zip(names, row, strict=True):
            columns[name].append(value)
    return columns


FEWEST = 3
"""Replicates that a claim takes at least: with fewer nothing is known of their scatter."""


class Reproduction(Judgement, Table):
    """A claim with its findings, as a table with a row for each.

    Its columns: published, measured, tolerance, passed and more.
    """

    def __repr__(self) -> str:
        """Say in a line what it comes to."""
        return f"<{self.claim.name} on {self.text}: {'reproduced' if self.passed else 'not reproduced'}>"

    def columns(self) -> Mapping[str, Sequence[Any]]:
        """Return the columns by name, a value a finding.

        Returns
        -------
        Mapping[str, Sequence[Any]]
            Values by name of the column, one a finding.
        """
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
    """Put a published claim to the test, as far as n-grams can carry it.

    Parameters
    ----------
    claim
        Name of the paper; ``driftview reproduce`` lists them.
    text
        Human text, from `open_text` or `text_of`.
    quick
        Whether fewer replicates are run.
    replicates
        How many seeds, at least 3; None for the claim's own number.
    seed
        First seed, from 0.
    level
        Chance that the claim's table has an error by luck alone, between 0 and 1.
    workers
        How many processes make the runs; None for one a processor. The numbers do not depend on it.
    progress
        Called with the number of runs that are done and of all; what it raises stops the work.

    Returns
    -------
    Reproduction
        The findings and whether they agree with what was published.

    Raises
    ------
    ClaimError
        There is no such claim.
    TextError
        The text cannot be used, or is too short.
    SettingsError
        There are too few replicates, or the level is not between 0 and 1.
    WorkersLostError
        The workers ended before the runs were done.
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

"""From options and a study file to the plan of a sweep."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from driftview.cli.options import Several, check_fits, check_together, make_corpus, make_settings
from driftview.cli.output import told
from driftview.cli.reading import chosen_reading
from driftview.cli.safety import BadInput, complain
from driftview.quantities import PREDICTED
from driftview.settings.settings import Settings
from driftview.study.design import REPLICATES
from driftview.text.options import PLAIN_READING, TOKENISER, ReadingOptions

if TYPE_CHECKING:
    from driftview.export.study_spec import StudySpec
    from driftview.study.design import Grid, Plan
    from driftview.text.corpus import Corpus

MOST_KEPT = 100_000
"""Of more generations than this, those that are kept have to be chosen."""


@dataclass(frozen=True)
class Named:
    """The settings that somebody asked for, by where that is said."""

    typed: frozenset[str] = frozenset()
    environment: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Typed:
    """What the command line asks for; None where it leaves something open."""

    options: dict[str, Any] = field(default_factory=dict)
    """Options of a run by their settings' names; Several where there are values to try."""
    texts: tuple[str, ...] = ()
    replicates: int | None = None
    measures: str | None = None
    keep: tuple[int, ...] | None = None
    named: Named = Named()


def typed(context: click.Context, options: dict[str, Any]) -> dict[str, Any]:
    """Return the options that stand on the command line itself: beside a study file nothing else counts."""
    source = context.get_parameter_source
    return {name: value for name, value in options.items() if source(name) is ParameterSource.COMMANDLINE}


def read_study_file(file: str) -> StudySpec:
    """Read a study file; raises BadInput."""
    from driftview.export.study_spec import read_spec

    with told():
        return read_spec(Path(file))


def new_plan(given: Typed, asked: StudySpec | None, every: bool) -> tuple[Plan, Corpus]:
    """Return the plan that is asked for and the text it runs on; ``every``: keep all generations.

    Raises BadInput when it cannot be.
    """
    from driftview.export.study_spec import StudySpec
    from driftview.study.design import Plan
    from driftview.text.sources import findable

    asked = asked or StudySpec()
    grid = _grid(given, asked)
    _check_together(grid, given, asked)
    last = grid.base.generations
    if every and not (given.keep or asked.keep) and last > MOST_KEPT:
        raise BadInput(
            f"{last:,} generations are too many to keep: choose some, as in --keep 0:{last}:{last // 100}"
        )
    keep = given.keep or asked.keep or tuple(range(last + 1) if every else (last,))
    measures = _measures(given.measures) if given.measures is not None else asked.measures
    texts = given.texts or asked.texts
    reading = chosen_reading()
    if reading == PLAIN_READING and asked.reading is not None:
        reading = asked.reading
    corpus = open_text(texts, grid, reading)
    _check_text(corpus, asked.sha256)
    try:
        plan = Plan(
            grid,
            measures or PREDICTED,
            tuple(sorted(set(keep))),
            corpus.name,
            corpus.sha256,
            tuple(findable(name) for name in texts),
            reading=reading,
        )
    except ValueError as error:
        raise BadInput(str(error)) from None
    return plan, corpus


def check_same(given: Typed, plan: Plan, folder: str) -> None:
    """Refuse to go on with a study when options say something else than it began with; raises BadInput."""
    from driftview.study.design import differences
    from driftview.version import __version__

    if plan.driftview != __version__:
        raise BadInput(
            f"{folder} was begun by driftview {plan.driftview} and this is {__version__}, whose numbers "
            "may differ: continue with that version, or start a new study"
        )
    if plan.tokeniser != TOKENISER:
        raise BadInput(
            f"the text of {folder} was read by tokeniser {plan.tokeniser} and this driftview has "
            f"{TOKENISER}, which finds other words: continue with the older version, or start a new study"
        )
    reading = chosen_reading(typed=True)
    if reading not in (PLAIN_READING, plan.reading):
        raise BadInput(f"the text of {folder} was read with other options: remove the reading options")
    grid = _grid(given, _as_asked(plan))
    keep = tuple(sorted(set(given.keep))) if given.keep else plan.generations
    measures = plan.measures if given.measures is None else _measures(given.measures)
    differing = differences(plan, replace(plan, grid=grid, generations=keep, measures=measures))
    if differing:
        name = differing[0].replace("_", "-")
        raise BadInput(
            f"--{name} is not what {folder} started with: remove it to continue, or start a new study"
        )


def open_text(names: tuple[str, ...], grid: Grid, reading: ReadingOptions) -> Corpus:
    """Open the human text; raises BadInput when a point of the grid cannot be run on it."""
    corpus = make_corpus(names, grid.base, reading)
    for point in grid.points:
        check_fits(corpus, replace(grid.base, **dict(point)))
    return corpus


def reopen_text(names: tuple[str, ...], plan: Plan) -> Corpus:
    """Open the text of a study that was begun; raises BadInput when it is another."""
    corpus = open_text(names or plan.texts, plan.grid, plan.reading)
    _check_text(corpus, plan.sha256)
    return corpus


def _check_text(corpus: Corpus, sha256: str) -> None:
    if sha256 and corpus.sha256 != sha256:
        raise BadInput(
            f"{corpus.name} is not the text that this study started with (the checksums differ): name that "
            "one"
        )


def _as_asked(plan: Plan) -> StudySpec:
    """Return what a study file would have to say for a plan."""
    from driftview.export.study_spec import StudySpec

    base = {name: getattr(plan.grid.base, name) for name in plan.grid.base.as_dict()}
    options = {name: value for name, value in base.items() if name not in plan.grid.axes}
    axes = {name: tuple(values) for name, values in plan.grid.axes.items()}
    return StudySpec(replicates=plan.grid.replicates, options=options, axes=axes)


def _grid(given: Typed, asked: StudySpec) -> Grid:
    """Return the grid of a study file and of options, which win; raises BadInput."""
    from driftview.study.design import Grid

    both = asked.options.keys() & asked.axes.keys()
    if both:
        raise BadInput(f"{min(both)} is both an option and an axis in the study file: write it once")
    seed = {} if asked.seed is None else {"seed": asked.seed}
    base, axes = {**asked.options, **seed}, dict(asked.axes)
    for name, value in given.options.items():
        if isinstance(value, Several) and len(value) != 1:
            base.pop(name, None)
            axes[name] = tuple(value)
        else:
            axes.pop(name, None)
            base[name] = value[0] if isinstance(value, Several) else value
    try:
        return Grid(make_settings(base), axes, given.replicates or asked.replicates or REPLICATES)
    except ValueError as error:
        raise BadInput(str(error)) from None


def _check_together(grid: Grid, given: Typed, asked: StudySpec) -> None:
    """Refuse options that contradict each other, and say which do nothing anywhere; raises BadInput."""
    usual = Settings()
    from_file = {name for name, value in asked.options.items() if value != getattr(usual, name)}
    from_file = {*from_file, *asked.axes} - given.named.typed
    environment = given.named.environment & given.options.keys()
    runs = (replace(grid.base, **dict(point)) for point in grid.points)
    note = check_together(runs, {*given.named.typed, *environment, *from_file}, environment, from_file)
    if note:
        complain(f"note: {note}")


def _measures(names: str) -> tuple[str, ...]:
    """Return the names of measures; raises BadInput for one that does not exist."""
    from driftview.export.study_spec import named_measures

    try:
        chosen = named_measures(tuple(name.strip() for name in names.split(",") if name.strip()))
    except ValueError as error:
        raise BadInput(str(error)) from None
    if not chosen:
        raise BadInput("--measures names no measure")
    return chosen

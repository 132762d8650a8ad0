"""``driftview open FOLDER``: the explorer on a lineage that was made before, or on anybody's generations."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from driftview.choices import HUMAN_SOURCES, Unit
from driftview.cli.completion import FILE
from driftview.cli.explore import check_terminal, preferences_in_force, theme_option
from driftview.cli.options import Real, Whole
from driftview.cli.output import Places, export_options, print_lineage, progress
from driftview.cli.reading import chosen_reading, fall_back_on, series_options
from driftview.cli.safety import BadInput, complain
from driftview.cli.texts import complete_text, is_there

if TYPE_CHECKING:
    from driftview.drift.external import ExternalGenerations, Trained
    from driftview.drift.lineage import Lineage
    from driftview.study.compared import Compared
    from driftview.text.corpus import Corpus
    from driftview.text.series import Series

OF_TEXTS = (
    "human",
    "held_out",
    "unit",
    "generation_field",
    "number",
    "seed",
    "regime",
    "human_share",
    "human_source",
)
"""Options that mean something for texts only; a lineage knows all that."""


MANY_FILES = 100
"""From so many files on, reading them is shown by a bar of its own."""


@dataclass(frozen=True)
class Reading:
    """How texts that were written elsewhere are to be read."""

    human: str | None
    held_out: str | None
    unit: Unit
    generation_field: str
    number: str | None
    seed: int
    trained: Trained | None = None
    """What the models were trained on; None for each on the text before it."""
    replicate: str | None = None
    """Which of several seeds is read; None for the first."""


Function = TypeVar("Function", bound=Callable[..., Any])


def trained_options(function: Function) -> Function:
    """Add what may be said of the training of models from elsewhere to a command."""
    options = (
        click.option("--regime", type=click.Choice(("replace", "accumulate")), default="replace",
                     show_default=True, help="What each model was trained on: the text before it, or all."),
        click.option("--human-share", type=Real(0, 1), default=0.0, show_default=True,
                     help="Share of human text in every training set."),
        click.option("--human-source", type=click.Choice(HUMAN_SOURCES), default="fresh", show_default=True,
                     help="Where it came from: drawn again each time, always the same, or in turn."),
    )  # fmt: skip
    for option in reversed(options):
        function = option(function)
    return function


def trained_from(values: dict[str, Any]) -> Trained:
    """Return what was said of the training, and take it out of ``values``."""
    from driftview.drift.external import Trained

    return Trained(values.pop("regime"), values.pop("human_share"), values.pop("human_source"))


@click.command("open", short_help="Open a lineage folder, or anyone's generations, in the explorer.")
@click.argument("folder", type=FILE, metavar="FOLDER")
@click.option(
    "--human",
    metavar="TEXT",
    shell_complete=complete_text,
    help="The human text, if it is not the first text.",
)
@click.option(
    "--held-out",
    metavar="TEXT",
    shell_complete=complete_text,
    help="Human text that no model has read, used to measure perplexity.",
)
@series_options()
@click.option(
    "--seed",
    type=Whole(0),
    default=1,
    show_default=True,
    help="Seed for the random samples that each text is compared with.",
)
@trained_options
@click.option(
    "--beside",
    multiple=True,
    metavar="[LABEL=]FOLDER",
    help=(
        "Another lineage for Compare (C), up to four; lineages with the same LABEL are replicates.  [several]"
    ),
)
@theme_option
@export_options
@click.option("--quiet", is_flag=True, help="No progress bar and no table.")
@click.pass_context
def open_folder(
    context: click.Context,
    /,
    folder: str,
    theme: str | None,
    quiet: bool,
    beside: tuple[str, ...],
    **values: Any,
) -> None:
    """Open a lineage in the explorer exactly as it was when `--out` or the explorer wrote it to FOLDER.

    Nothing is computed again; ten more generations (a) come out as if it had never been closed. driftview
    never runs a program that a folder names: you can look at what an outside program wrote, but not
    continue it.

    Any other FOLDER holds generations that were written elsewhere, by a large language model, say, the
    human text first: gen0.txt, gen1.json, 2/data.jsonl, iter3/…, checkpoint-500/…; or it is one file of
    records (JSON lines, JSON, CSV, Parquet) with a field “generation”. They are measured like driftview's
    own and compared with what sampling alone would have done at these sizes. With --out, --json and their
    like no explorer is opened. The FOLDER of a sweep opens as a list of its settings and their results.
    """  # fmt: skip
    from driftview.export.reopening import is_lineage
    from driftview.export.study_folder import is_study

    places = Places.taken_from(values)
    trained = trained_from(values)
    reading = Reading(**values, trained=trained)
    if is_study(Path(folder)):
        _refuse_options(context, places, STUDY)
        if beside:
            raise BadInput("--beside is for lineages: a study has its settings side by side")
        _open_study(context, Path(folder), theme)
    elif is_lineage(Path(folder)):
        _refuse_options(context, places)
        _open_lineage(context, Path(folder), theme, _named(beside, reading))
    elif places.any or places.formats:
        if beside:
            raise BadInput("--beside is for the explorer: `driftview compare` writes tables")
        _measure(Path(folder), reading, places, quiet)
    else:
        _open_texts(context, Path(folder), reading, theme, _named(beside, reading))


def _named(beside: tuple[str, ...], reading: Reading) -> list[Compared]:
    """Read the lineages that are to stand beside the first; raises BadInput."""
    from driftview.choices import MOST_COMPARED as MOST

    named = compared(beside, reading, quiet=False)
    if len(named) >= MOST:
        raise BadInput(f"at most {MOST} lineages stand side by side: name {MOST - 1} beside the first")
    return named


def compared(folders: tuple[str, ...], reading: Reading, quiet: bool) -> list[Compared]:
    """Read lineages, each [LABEL=]FOLDER; those of one label are replicates; raises BadInput."""
    from driftview.study.compared import Compared

    found: dict[str, list[Lineage]] = {}
    for named in folders:
        label, path = _labelled(named)
        found.setdefault(label, []).extend(_lineages(path, reading, quiet))
    return [Compared(label, tuple(lineages)) for label, lineages in found.items()]


def _labelled(named: str) -> tuple[str, Path]:
    """Return label and path of an argument; a path that is there may have = in its name."""
    label, sign, rest = named.partition("=")
    if sign and label and rest and not is_there(named):
        return label, Path(rest)
    return Path(named).absolute().name, Path(named)


def _lineages(path: Path, reading: Reading, quiet: bool) -> list[Lineage]:
    """Return the lineage in a folder, or one for each seed in it; raises BadInput."""
    from driftview.export.reopening import is_lineage
    from driftview.text.series import replicates_in

    if is_lineage(path):
        return [read(path)]
    with _told():
        seeds = replicates_in(path, number=reading.number)
    wanted = [replace(reading, replicate=seed) for seed in seeds] or [reading]
    return [measured_texts(path, each, quiet) for each in wanted]


def _open_study(context: click.Context, folder: Path, theme: str | None) -> None:
    """Explore the results of a sweep; its first setting is the run behind them."""
    from driftview.cli.sweep_plan import reopen_text
    from driftview.export.files import ExportError
    from driftview.export.study_folder import read_study

    try:
        study = read_study(folder)
    except ExportError as error:
        raise BadInput(error) from None
    reopen_text((), study.plan)
    check_terminal(piped=False, instead="`driftview plot` draws a study without one")
    from driftview.tui.app import run as run_explorer

    plan = study.plan
    first, preferences = plan.grid.settings()[0], preferences_in_force()
    context.exit(run_explorer(plan.texts, first, preferences, theme, reading=plan.reading, study=study))


LINEAGE = "a lineage folder", "`driftview export` writes it in other formats"
STUDY = "the folder of a sweep", "`driftview plot` draws it"


def _refuse_options(context: click.Context, places: Places, what: tuple[str, str] = LINEAGE) -> None:
    """Refuse what only texts from elsewhere can be asked; raises BadInput."""
    from click.core import ParameterSource

    kind, instead = what
    if places.any or places.formats:
        raise BadInput(f"this is {kind}: {instead}")
    for name in OF_TEXTS:
        if context.get_parameter_source(name) is ParameterSource.COMMANDLINE:
            option = name.replace("_", "-")
            raise BadInput(f"this is {kind}, which already has its settings: remove --{option}")
    for name in chosen_reading(typed=True).chosen():
        option = name.replace("_", "-")
        raise BadInput(f"this is {kind}, whose texts have already been read: remove --{option}")


def _open_lineage(context: click.Context, place: Path, theme: str | None, beside: list[Compared]) -> None:
    """Explore a lineage that was made before."""
    lineage = read(place)
    check_terminal(piped=False)
    from driftview.tui.app import run as run_explorer

    names = _names(lineage.corpus, place)
    context.exit(run_explorer(names, lineage.settings, preferences_in_force(), theme, lineage, beside=beside))


def read(folder: Path) -> Lineage:
    """Return the lineage in a folder; raises BadInput, one line, when it cannot be opened."""
    from driftview.export.reopening import LineageError, read_lineage

    try:
        return read_lineage(folder)
    except LineageError as error:
        raise BadInput(error) from None


def _names(corpus: Corpus, folder: Path) -> tuple[str, ...]:
    """Return what the human text is called: by its own name if it came with the program."""
    from driftview.export.transcript import is_bundled

    return (corpus.name,) if is_bundled(corpus) else (str(folder.resolve()),)


def _open_texts(
    context: click.Context, path: Path, reading: Reading, theme: str | None, beside: list[Compared]
) -> None:
    """Explore texts that were written elsewhere."""
    preferences = preferences_in_force()
    fall_back_on(preferences.reading)
    piped = "-" in (reading.human, reading.held_out)
    instead = "--out and --json do without one"
    if piped:  # then reading would wait for a text that nobody sends
        check_terminal(piped, instead)
    series = _series(path, reading, quiet=False)
    check_terminal(piped, instead)
    given = _given(series, reading, quiet=False)
    from driftview.tui.app import run as run_explorer

    settings = replace(given.settings, seed=reading.seed)
    names = (str(path.resolve()),)
    context.exit(run_explorer(names, settings, preferences, theme, given, beside=beside))


def _measure(path: Path, reading: Reading, places: Places, quiet: bool) -> None:
    """Measure such texts without the explorer, and write what is asked for."""
    places.check()
    lineage = measured_texts(path, reading, quiet)
    places.write(lineage)
    if not places.prints and not quiet:
        print_lineage(lineage)


def measured_texts(path: Path, reading: Reading, quiet: bool) -> Lineage:
    """Return the lineage of texts that were written elsewhere; raises BadInput."""
    from driftview.drift.external import ExternalLoop, measure_replicates

    given = _given(_series(path, reading, quiet), reading, quiet)
    for note in of_files((*given.corpus.notes, *given.corpus.reading.left_out())):
        complain(note)
    loop = ExternalLoop(given, reading.seed)
    with progress(len(given.passages), "generations", quiet) as advance:
        for _ in given.passages:
            loop.step()
            advance(1)
    with progress(len(given.others), "seeds", quiet or not given.others) as advance:
        for replicate in measure_replicates(given, reading.seed):
            loop.lineage.replicates.append(replicate)
            advance(1)
    return loop.lineage


FEW_FILES = 2
"""The largest number of files whose notes are printed file by file."""


def of_files(notes: Iterable[str]) -> Iterator[str]:
    """Yield each note once; what is said of many files alike ("gen0.txt: …", "gen1.txt: …") as one."""
    alike: dict[str, list[str]] = {}
    for note in dict.fromkeys(notes):
        name, colon, said = note.partition(": ")
        alike.setdefault(said if colon else note, []).append(name if colon else "")
    for said, names in alike.items():
        if len(names) > FEW_FILES:
            yield f"{len(names)} files, {names[0]} first: {said}"
        else:
            yield from (f"{name}: {said}" if name else said for name in names)


def _series(path: Path, reading: Reading, quiet: bool) -> Series:
    """Find the texts, with a progress bar where there are many files; raises BadInput."""
    from driftview.text.series import open_series

    with _told(), ExitStack() as bars:
        advance: list[Callable[[int], None]] = []

        def watch(_done: int, of: int) -> None:
            if not advance:
                advance.append(bars.enter_context(progress(of, "files", quiet or of < MANY_FILES)))
            advance[0](1)

        return open_series(
            path,
            reading.human,
            reading.generation_field,
            number=reading.number,
            options=chosen_reading(),
            watch=watch,
            replicate=reading.replicate,
        )


def _given(series: Series, reading: Reading, quiet: bool) -> ExternalGenerations:
    """Tokenise texts, with a progress bar where a person watches; raises BadInput."""
    from driftview.drift.external import read_external
    from driftview.text.sources import find_source

    with _told():
        held_out = None if reading.held_out is None else find_source(reading.held_out, chosen_reading())
        texts = len(series.generations) + sum(len(made) for _, made in series.replicates)
        with progress(texts + 1, "reading", quiet) as advance:
            given = read_external(series, reading.unit, held_out, advance, chosen_reading())
    return given if reading.trained is None else replace(given, trained=reading.trained)


@contextmanager
def _told() -> Iterator[None]:
    """Turn texts that cannot be used into a line for the user."""
    from driftview.text.reading import TextError

    try:
        yield
    except TextError as error:
        raise BadInput(error) from None

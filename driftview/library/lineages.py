"""Lineages: run, kept in folders, read as numbers, arrays and text; and those that another model wrote."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from html import escape
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from driftview.charts.study_drawing import figure_file
from driftview.charts.study_figures import words_figure
from driftview.choices import Unit
from driftview.drift import lineage as drift
from driftview.drift.external import ExternalGenerations, ExternalLoop, measure_replicates, read_external
from driftview.drift.lineage import Generation
from driftview.drift.loop import Cancelled as Stopped
from driftview.drift.loop import Loop
from driftview.drift.simulated import predict
from driftview.drift.steps import Step, steps
from driftview.export import lineage_folder as folders
from driftview.export import reopening
from driftview.export.figures import figures
from driftview.export.files import ExportError
from driftview.export.lineage_folder import FORMATS, USUAL
from driftview.export.record import measures_columns
from driftview.library.settings import Cancelled, check_fits, chosen, settled, stops, warn_of_idle
from driftview.library.tables import Curves
from driftview.library.texts import Text, checked, checked_reading
from driftview.quantities import COPIED_SHARE, HUMAN_WORDS, QUALITY, WORDS_ONCE
from driftview.settings.settings import Settings
from driftview.settings.wording import identity
from driftview.text.options import PLAIN_READING, ReadingOptions
from driftview.text.reading import TextError
from driftview.text.series import GivenText, Series, open_series

Progress = Callable[[Generation], object]
"""Called with each new generation, in the thread that works; False stops the run."""


NOTEBOOK = (
    HUMAN_WORDS,
    f"expected_{HUMAN_WORDS}",
    f"control_{HUMAN_WORDS}",
    WORDS_ONCE,
    COPIED_SHARE,
    QUALITY,
)
"""The columns that a notebook shows of a lineage."""


class Lineage(drift.Lineage, Curves):
    """A text, settings, and the generations that they produced; generation 0 is the human training text.

    As a table it has a row for each generation and the columns of measures.csv: what was measured, what the
    law expects (``expected_types``, ``expected_types_sd`` …) and the control (``control_types`` …).
    """

    def __repr__(self) -> str:
        """Say in a line which one it is."""
        settings = self.settings
        what = identity(settings) if settings.given is None else "written elsewhere"
        return f"<lineage of {self.corpus.name}: {what}; {len(self.generations) - 1} generations>"

    def _repr_html_(self) -> str:
        """Return what a notebook shows: the lineage's name, first chart and most telling numbers."""
        chart = next(iter(figures(self)), None) if len(self.generations) > 1 else None
        known = self.columns()
        shown = ["generation", *(name for name in NOTEBOOK if name in known)]
        drawing = "" if chart is None else chart.standalone.partition("\n")[2]
        return f"<p>{escape(repr(self))}</p>{drawing}{self._html(shown, len(known) - len(shown))}"

    def _repr_png_(self) -> bytes | None:
        """Return the words of each generation, drawn by matplotlib; None where it is not installed."""
        if find_spec("matplotlib") is None or len(self.generations) < 2:
            return None
        return figure_file(words_figure(self), "png")

    def columns(self) -> Mapping[str, Sequence[Any]]:
        """Return the columns of measures.csv by name, a value a generation.

        Returns
        -------
        Mapping[str, Sequence[Any]]
            Values by name of the column, one a generation; None where a number does not exist.
        """
        return measures_columns(self)

    def steps(self) -> list[Step]:
        """Return what each step kept, brought and had again, and what sampling alone would have kept.

        Returns
        -------
        list[Step]
            One for each of generations 1 … G; only texts that were written elsewhere have ``nulls``.
        """
        return steps(self.generations)

    def text(self, generation: int) -> str:
        """Return what a generation wrote, as text, spaced as its authors spaced it.

        Parameters
        ----------
        generation
            Its number, 0 for the human text.

        Returns
        -------
        str
            The text.
        """
        return self.generations[generation].page()

    def go_on(
        self, generations: int, *, progress: Progress | None = None, cancelled: Cancelled | None = None
    ) -> Lineage:
        """Return this lineage with more generations, as if it had never ended.

        Parameters
        ----------
        generations
            How many more are made.
        progress
            Called with each new generation, in the thread that works; False stops the run.
        cancelled
            Asked again and again while it works, so that another thread can stop it; True stops.

        Returns
        -------
        Lineage
            A new lineage; this one stays as it is.

        Raises
        ------
        SettingsError
            What wrote it is not installed, or is a program that a folder names.
        """
        loop = Loop.after(drift.Lineage(self.corpus, self.settings, [*self.generations], [*self.notes]))
        return followed(loop, generations, progress, cancelled)


def run(
    text: Text,
    settings: Settings | None = None,
    *,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
    measures: Sequence[str] | None = None,
) -> Lineage:
    """Train on a text, write another one, train on that, and so on.


    The same text and settings give the same lineage, bit for bit.

    Parameters
    ----------
    text
        Human text, from `open_text` or `text_of`.
    settings
        The model, the regime and the seed; None for the usual ones.
    progress
        Called with each new generation, in the thread that works; False stops the run.
    cancelled
        Asked again and again while it works, so that another thread can stop it; True stops.
    measures
        Names of what is measured of each generation, or ``"all"``; None for the everyday measures.

    Returns
    -------
    Lineage
        Generations 0 (the human text), 1, 2, …, as many as are complete if the run was stopped.

    Raises
    ------
    TextError
        The text cannot be used, or is too short.
    SettingsError
        A setting is out of its range, or two contradict each other.
    ModelError
        The model cannot be trained, or a program that is the model failed.
    UnknownMeasureError
        A measure has an unknown name.
    """
    wanted = settled(settings)
    names = None if measures is None else chosen(measures)
    corpus = checked(text).corpus(wanted.unit, wanted.merges)
    warn_of_idle([wanted])
    check_fits(corpus, wanted)
    return followed(Loop(corpus, wanted, measured=names), wanted.generations, progress, cancelled)


def followed(loop: Loop, generations: int, progress: Progress | None, cancelled: Cancelled | None) -> Lineage:
    """Take so many steps, or fewer when one of the callbacks says so.

    Parameters
    ----------
    loop
        What makes the generations.
    generations
        How many more are made.
    progress
        Called with each new generation, in the thread that works; False stops the run.
    cancelled
        Asked again and again while it works, so that another thread can stop it; True stops.

    Returns
    -------
    Lineage
        The lineage of the loop, as far as it came.
    """
    for _ in range(generations):
        try:
            made = loop.step(cancelled)
        except Stopped:
            break
        if progress is not None and stops(progress(made)):
            break
    with suppress(Stopped):
        predict(loop, cancelled or (lambda: False))
    return _of(loop.lineage)


def read_lineage(folder: str | os.PathLike[str]) -> Lineage:
    """Return the lineage that a folder holds, exactly as it was when it was written.


    Nothing in the folder is run.

    Parameters
    ----------
    folder
        The folder.

    Returns
    -------
    Lineage
        The lineage, which can be gone on with.

    Raises
    ------
    LineageError
        The folder holds no lineage, or a damaged one.
    """
    return _of(reopening.read_lineage(Path(folder)))


def write_lineage(
    lineage: drift.Lineage,
    folder: str | os.PathLike[str],
    *,
    overwrite: bool = False,
    formats: Collection[str] = USUAL,
) -> Path:
    """Write a lineage to a folder that people and programs can read, whole or not at all.

    Parameters
    ----------
    lineage
        What is written.
    folder
        The folder.
    overwrite
        Whether a lineage that is already there is replaced.
    formats
        Which of markdown, plain, html, json, csv, parquet, text, genealogy, charts. With json and
        genealogy the folder can be read again.

    Returns
    -------
    Path
        The folder's absolute path.

    Raises
    ------
    ExportError
        The place is taken or cannot be written to, or a format is unknown.
    """
    unknown = sorted({formats} if isinstance(formats, str) else {*formats} - {*FORMATS})
    if unknown or not formats:
        raise ExportError(f"give a list of formats, such as {list(USUAL)}; there are {', '.join(FORMATS)}")
    return folders.write_lineage(lineage, Path(folder), overwrite=overwrite, formats=formats)


def _of(made: drift.Lineage) -> Lineage:
    return Lineage(made.corpus, made.settings, made.generations, made.notes, made.replicates)


def open_generations(
    path: str | os.PathLike[str],
    human: Text | None = None,
    *,
    held_out: Text | None = None,
    unit: Unit = "word",
    seed: int = 1,
    measures: Sequence[str] | None = None,
    text_field: str | None = None,
    generation_field: str = "generation",
    number: str | None = None,
    drop_special_tokens: bool = False,
    reading: ReadingOptions | None = None,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> Lineage:
    """Measure the generations in a folder, or in one file of records, as if they were written here.


    The law and the control say what sampling alone would have done at these sizes. Origins are where the
    human text has the longest run of the same words.

    Parameters
    ----------
    path
        A folder of numbered texts, or one file of records.
    human
        Human text; None if the first generation is the human text.
    held_out
        Human text that no model has read, for perplexity; None for none.
    unit
        What a token is.
    seed
        Seed of the control, from 0.
    measures
        Names of what is measured of each generation, or ``"all"``; None for the everyday measures.
    text_field
        Field of a record that holds its text; None to find it.
    generation_field
        Field of a record that holds its generation.
    number
        Pattern of the part of a file name that is the number; None to find it.
    drop_special_tokens
        Whether marks such as ``<|im_end|>`` are left out.
    reading
        How all texts are read; None for how ``human`` is, or what most of each text does.
    progress
        Called with each new generation, in the thread that works; False stops the run.
    cancelled
        Asked again and again while it works, so that another thread can stop it; True stops.

    Returns
    -------
    Lineage
        The generations, measured.

    Raises
    ------
    TextError
        The text cannot be used, or is too short.
    UnknownMeasureError
        A measure has an unknown name.
    """
    known = None
    if human is not None:
        known = human.opened[0] if len(checked(human).opened) == 1 else human.source
    base = PLAIN_READING if human is None else human.reading
    options = base if reading is None else checked_reading(reading)
    if text_field is not None:
        options = replace(options, text_field=text_field)
    if drop_special_tokens:
        options = replace(options, drop_special_tokens=True)
    series = open_series(Path(path), known, generation_field, number=number, options=options)
    return _measured(_read(series, unit, held_out, options), seed, measures, progress, cancelled)


def generations_of(
    texts: Sequence[str],
    human: Text,
    *,
    held_out: Text | None = None,
    unit: Unit = "word",
    seed: int = 1,
    measures: Sequence[str] | None = None,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> Lineage:
    """Measure strings as if they were generations that were written here; see `open_generations`.

    Parameters
    ----------
    texts
        What generations 1, 2, … wrote, at least one string.
    human
        Human text; None if the first generation is the human text.
    held_out
        Human text that no model has read, for perplexity; None for none.
    unit
        What a token is.
    seed
        Seed of the control, from 0.
    measures
        Names of what is measured of each generation, or ``"all"``; None for the everyday measures.
    progress
        Called with each new generation, in the thread that works; False stops the run.
    cancelled
        Asked again and again while it works, so that another thread can stop it; True stops.

    Returns
    -------
    Lineage
        The generations, measured.

    Raises
    ------
    TextError
        The texts are no list of strings, or one of them cannot be used.
    UnknownMeasureError
        A measure has an unknown name.
    """
    if isinstance(texts, str) or not all(isinstance(text, str) for text in texts) or not len(texts):
        raise TextError("give the generations as a list of strings, at least one")
    made = tuple(GivenText(f"generation {number}", text) for number, text in enumerate(texts, 1))
    source = checked(human).source
    series = Series(source.name, source, source.name, made, source.notes, human_said=True)
    return _measured(_read(series, unit, held_out, human.reading), seed, measures, progress, cancelled)


def _measured(
    given: ExternalGenerations,
    seed: int,
    measures: Sequence[str] | None,
    progress: Progress | None,
    cancelled: Cancelled | None,
) -> Lineage:
    """Go through texts as the loop does."""
    loop = ExternalLoop(given, int(seed), measured=chosen(measures))
    lineage = followed(loop, given.last, progress, cancelled)
    with suppress(Stopped):
        if len(lineage.generations) > given.last:
            lineage.replicates.extend(measure_replicates(given, int(seed), cancelled))
    return lineage


def _read(series: Series, unit: Unit, held_out: Text | None, options: ReadingOptions) -> ExternalGenerations:
    """Return all texts of a series in tokens, read by the same options."""
    source = None if held_out is None else checked(held_out).source
    return read_external(series, unit, source, options=options)

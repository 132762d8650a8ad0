"""The list of everything that can be measured, each with what a reader has to know about it."""

import math
import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias, assert_never, get_args

from driftview.choices import Unit, has_whole_words
from driftview.errors import DriftviewError
from driftview.measures import plug_ins
from driftview.measures.observation import Observation

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

Value: TypeAlias = float | int | None
"""A number, or None where it does not exist; never NaN, never infinite."""

Function: TypeAlias = Callable[[Observation], Value]

Pause: TypeAlias = Callable[[], object]
"""Called between two pieces of work; what it raises stops the work."""

Worse = Literal["lower", "higher", "neither"]
"""In which direction a text has lost something."""

Needs = Literal["text", "human", "origins", "held_out"]
"""What a measure takes: any text; a human text beside it; where each token was copied from; human text that
no model has read."""

Control = Literal["tokens", "ngrams", "paragraphs", "none"]
"""The bootstrap sample of the human text that a measure is held against: single tokens, n-grams or whole
paragraphs drawn with replacement; none where a sample has no such number, or always the same one."""

OfLength = Literal["changes", "steady"]
"""Whether the number changes with the length of a text alone, or compares texts of any length."""

Law = Literal["words", "words used once", "ancestors", "words of a model", "words as written"]
"""What chance alone predicts of a text: how many human words it has, how many of them once, how many tokens
of the human text have descendants in it, how many words one model of a population has, and how many human
words a text has as it was written, where the mix that it became part of is measured."""

RunsOf = Literal[
    "neural models", "parts of words", "scraped text", "several models", "measured mixes", "whole words"
]
"""Kinds of runs of which more is measured than of others: those of a neural model, in subwords or characters,
with machine text among what is scraped, of several models, whose mix is measured, and in whole words."""

Style = Literal["count", "percent", "decimal", "perplexity"]
"""How a number is written."""

Table = Literal["brief", "full"]
"""Tables with a row a generation: ``brief`` measures stand in all of them, ``full`` ones in transcripts."""

STYLES: dict[str, Style] = {"tokens": "count", "words": "count", "phrases": "count", "share": "percent"}
"""The style of a unit; any other is written with decimals."""


class UnknownMeasureError(DriftviewError, ValueError):
    """A name that stands for no measure; the message is one line with the near ones."""


class Kept(NamedTuple):
    """How a measure answers the question "how much human text keeps how much?"."""

    name: str
    """What is kept."""
    meaning: str
    """The same in a line."""


@dataclass(frozen=True, kw_only=True)
class Measure:
    """One named number about a text, with everything that a reader or a view must know about it."""

    name: str
    """Its name in files, options and Python."""
    label: str
    """What it is called on screens, in tables and on charts."""
    short: str
    """The same where room is scarce."""
    unit: str
    meaning: str
    """One sentence in plain words."""
    formula: str
    """One line."""
    source: str
    """Who defined it."""
    worse: Worse
    function: Function
    needs: Needs = "text"
    ordered: bool = True
    """Whether the order of the words matters."""
    of_length: OfLength = "changes"
    control: Control = "paragraphs"
    matched: str | None = None
    """What it is called where copies were found by matching; None: it cannot be had so."""
    ngram: int | None = None
    """Length of the phrases that it is about, in tokens."""
    change: bool = True
    """Whether its change against the human text, in per cent, says something."""
    of_human: bool = True
    """Whether it says something of the human text itself: not that human text is copied from human text."""
    whole_words: bool = False
    """Whether it is about words, whatever a token is."""
    of_others: bool = False
    """Whether it only matters where somebody brings words that the human text lacks."""
    style: Style = "decimal"
    digits: int | None = None
    """Decimals; None for the usual ones of its style."""
    everyday: int | None = None
    """Its place among those that are taken of every generation, from 1; None: taken on demand."""
    panel: int | None = None
    """Its place in the panel of the main screen, from 1; None: not there."""
    table: Table | None = None
    """The tables that it has a column in."""
    given: bool = False
    """Whether it is taken of every generation that was written elsewhere, with a column in tables."""
    runs: RunsOf | None = None
    """The runs of which it is taken besides the everyday ones; None: of none."""
    compared: bool = False
    """Whether it has a row where lineages from different places are compared."""
    studied: bool = False
    """Whether it has a row where runs are compared, and a chart there."""
    law: Law | None = None
    """What predicts it under drift alone; None: nothing does."""
    counts_own: bool = False
    """Whether it counts words that the human text lacks too, of which no law knows."""
    kept: Kept | None = None
    """What is kept of it, where one may ask how much human text keeps."""
    installed: bool = False
    """Whether another package offers it: its code is trusted with nothing."""

    @property
    def is_share(self) -> bool:
        """Whether its values are shares of a whole, written as percentages."""
        return self.style == "percent"

    @property
    def changes_with_length(self) -> bool:
        """Whether the length of a text alone changes the number."""
        match self.of_length:
            case "changes":
                return True
            case "steady":
                return False
            case _:
                assert_never(self.of_length)

    @property
    def compares(self) -> bool:
        """Whether it needs a human text beside the one that is measured, and says nothing of that itself."""
        match self.needs:
            case "human":
                return True
            case "text" | "origins" | "held_out":
                return False
            case _:
                assert_never(self.needs)

    @property
    def scores_held_out(self) -> bool:
        """Whether it asks how likely a model finds text that was held out."""
        match self.needs:
            case "held_out":
                return True
            case "text" | "human" | "origins":
                return False
            case _:
                assert_never(self.needs)

    def said_of(self, unit: Unit, matched: bool = False) -> "Measure":
        """Return the measure in the words that fit a text.

        Parameters
        ----------
        unit
            What a token is, and so what is counted.
        matched
            Whether copies were found by comparing texts, because nobody saw the copying.
        """
        said = self
        if matched and self.matched is not None:
            meaning = f"{self.meaning.removesuffix('.')}; found by matching."
            said = replace(said, label=self.matched, short=self.matched, meaning=meaning)
        if self.whole_words or has_whole_words(unit):
            return said
        return replace(
            said,
            label=by_unit(said.label, unit),
            short=by_unit(said.short, unit),
            unit=by_unit(said.unit, unit),
            meaning=by_unit(said.meaning, unit),
            kept=said.kept and Kept(*(by_unit(each, unit) for each in said.kept)),
        )

    def __call__(self, observation: Observation) -> Value:
        """Measure one text.

        Returns
        -------
        Value
            The number, or None where it does not exist; never NaN, never infinite.
        """
        if self.installed:
            return plug_ins.called(self.name, lambda: self.function(observation))
        value = self.function(observation)
        if value is None or not math.isfinite(value):
            return None
        return int(value) if isinstance(value, int) else float(value)


def by_unit(text: str, unit: Unit) -> str:
    """Return a text about words as it is said where tokens are something else.

    Parameters
    ----------
    text
        A label, a unit or a sentence.
    unit
        What a token is.

    Returns
    -------
    str
        The same of characters, or of subwords.
    """
    return re.sub(
        r"\b([Ww])ord(s?)\b",
        lambda found: (unit.capitalize() if found[1] == "W" else unit) + found[2],
        text,
    )


_measures: dict[str, Measure] = {}
"""By name. A thread may add measures while another lists them, so lists are taken of a copy."""


def measure(
    name: str,
    label: str,
    unit: str,
    meaning: str,
    worse: Worse,
    *,
    formula: str,
    source: str,
    short: str | None = None,
    needs: Needs = "text",
    ordered: bool = True,
    of_length: OfLength = "changes",
    control: Control | None = None,
    matched: str | None = None,
    ngram: int | None = None,
    change: bool = True,
    of_human: bool = True,
    of_others: bool = False,
    whole_words: bool = False,
    style: Style | None = None,
    digits: int | None = None,
    everyday: int | None = None,
    panel: int | None = None,
    table: Table | None = None,
    given: bool = False,
    runs: RunsOf | None = None,
    compared: bool = False,
    studied: bool = False,
    law: Law | None = None,
    counts_own: bool = False,
    kept: Kept | None = None,
) -> Callable[[Function], Function]:
    """Register the function below as a measure: tables, files, views and options then know it by name.

    Parameters
    ----------
    name, label, unit, meaning, worse
        What a reader must know; see `Measure`.
    formula, source
        How it is computed, and who defined it.
    short
        The label where room is scarce; None for the same.
    needs
        What it takes besides a text.
    ordered
        Whether the order of the words matters. The default is the safe one: a sample of shuffled words is
        never taken for a control of what depends on order.
    of_length
        What the length of the text does to it. The default is the safe one: a change is told only between
        texts of one length.
    control
        The sample it is held against; None for single tokens where order does not matter, else paragraphs.
    matched, ngram, change, of_human, of_others, whole_words
        See `Measure`.
    style, digits
        How its numbers are written; the style is by default that of the unit.
    everyday, panel, table, given, runs, compared, studied
        Where it stands in every lineage or in those of one kind, on the main screen and in tables; see
        `Measure`.
    law, counts_own, kept
        What predicts it, and what is kept of it; see `Measure`.

    Returns
    -------
    callable
        What takes the function, and returns it as it is.

    Raises
    ------
    ValueError
        When there already is a measure of that name.
    """

    def register(function: Function) -> Function:
        if name in _measures:
            raise ValueError(f"there already is a measure called {name!r}")
        _measures[name] = Measure(
            name=name,
            label=label,
            short=short or label,
            unit=unit,
            meaning=meaning,
            formula=formula,
            source=source,
            worse=worse,
            function=function,
            needs=needs,
            ordered=ordered,
            of_length=of_length,
            control=control or ("paragraphs" if ordered else "tokens"),
            matched=matched,
            ngram=ngram,
            change=change,
            of_human=of_human,
            of_others=of_others,
            whole_words=whole_words,
            style=style or STYLES.get(unit, "decimal"),
            digits=digits,
            everyday=everyday,
            panel=panel,
            table=table,
            given=given,
            runs=runs,
            compared=compared,
            studied=studied,
            law=law,
            counts_own=counts_own,
            kept=kept,
        )
        return function

    return register


def all_measures() -> tuple[Measure, ...]:
    """Return every measure: the everyday ones first, in their order, then the others by name.

    Returns
    -------
    tuple[Measure, ...]
        All of them, by their names' order of declaration.
    """
    others = sorted(name for name, each in tuple(_measures.items()) if each.everyday is None)
    return (*everyday_measures(), *(_measures[name] for name in others))


def everyday_measures() -> tuple[Measure, ...]:
    """Return the measures of every generation, in the order in which they are written down.

    Returns
    -------
    tuple[Measure, ...]
        The measures.
    """
    return _placed("everyday")


def everyday_names() -> tuple[str, ...]:
    """Return their names.

    Returns
    -------
    tuple[str, ...]
        The names.
    """
    return tuple(each.name for each in everyday_measures())


def predicted_measures() -> tuple[Measure, ...]:
    """Return the measures that a law predicts.

    Returns
    -------
    tuple[Measure, ...]
        By their law; those of human words before those that count a text's own words too.
    """
    laws = get_args(Law)
    predicted = (each for each in all_measures() if each.law)
    return tuple(sorted(predicted, key=lambda each: (laws.index(each.law), each.counts_own)))


def given_names() -> tuple[str, ...]:
    """Return the names of what is taken besides of every generation that was written elsewhere.

    Returns
    -------
    tuple[str, ...]
        The names.
    """
    return tuple(each.name for each in all_measures() if each.given)


def names_of_runs(kind: RunsOf) -> tuple[str, ...]:
    """Return the names of what is taken besides of every generation of such runs.

    Parameters
    ----------
    kind
        The kind of runs.

    Returns
    -------
    tuple[str, ...]
        The names, in the order in which they are declared.
    """
    return tuple(name for name, each in tuple(_measures.items()) if each.runs == kind)


def panel_measures() -> tuple[Measure, ...]:
    """Return the measures of the main screen, in the order of what matters most.

    Returns
    -------
    tuple[Measure, ...]
        The measures.
    """
    return _placed("panel")


def studied_measures() -> tuple[Measure, ...]:
    """Return the measures by which runs are compared, in the order of the main screen.

    Returns
    -------
    tuple[Measure, ...]
        The measures.
    """
    return tuple(each for each in panel_measures() if each.studied)


def kept_measures() -> tuple[Measure, ...]:
    """Return the measures of which one may ask how much human text keeps.

    Returns
    -------
    tuple[Measure, ...]
        The measures.
    """
    return tuple(each for each in panel_measures() if each.kept is not None)


def table_measures(brief: bool, taken: Collection[str] = (), *, given: bool = False) -> tuple[Measure, ...]:
    """Return the columns of a table with a row a generation.

    Parameters
    ----------
    brief
        Whether it is the short table that a command prints, or that of a transcript.
    taken
        Names of what was measured: some runs have measures that others lack, and a column for them.
    given
        Whether the generations were written elsewhere.

    Returns
    -------
    tuple of Measure
        In the order of the main screen; those of some runs only last.
    """
    wanted = ("brief",) if brief else ("brief", "full")
    special = (each for each in all_measures() if each.panel is None and each.name in taken)
    found = tuple(each for each in (*panel_measures(), *special) if each.table in wanted)
    elsewhere = (each for each in all_measures() if given and each.given and each not in found)
    return (*found, *elsewhere)


def _placed(kind: Literal["everyday", "panel"]) -> tuple[Measure, ...]:
    places = ((getattr(each, kind), name) for name, each in tuple(_measures.items()))
    return tuple(_measures[name] for _, name in sorted((p, n) for p, n in places if p is not None))


_loaded: list[str] | None = None
"""What could not be loaded, a line each; None before anything was."""


def load_installed(entries: "Iterable[EntryPoint] | None" = None) -> tuple[str, ...]:
    """Register the measures of installed packages, once; the everyday measures never wait for them.

    Parameters
    ----------
    entries
        The entries to load; None for those of installed packages. An entry is a module whose import
        registers measures, or a function that does when it is called.

    Returns
    -------
    tuple of str
        A line for each package that does not work; the others are there.
    """
    global _loaded  # noqa: PLW0603 - what is installed is known to the whole process
    if entries is None:
        if _loaded is not None:
            return tuple(_loaded)
        from importlib.metadata import entry_points  # 50 ms, which most runs have no use for

        entries = entry_points(group=plug_ins.GROUP)
        _loaded = []
    said = []
    for entry in entries:
        before = dict(_measures)
        wrong = plug_ins.loaded(entry.name, entry.value, entry.load)
        if wrong is not None:
            for name in set(_measures) - set(before):  # other threads go on reading the rest
                del _measures[name]
            _measures.update(before)
            said.append(wrong)
        for name in set(_measures) - set(before):
            _measures[name] = replace(
                _measures[name], everyday=None, panel=None, kept=None, studied=False, installed=True
            )
    if _loaded is not None:
        _loaded.extend(each for each in said if each not in _loaded)
    return tuple(said)


def find_measure(name: str) -> Measure:
    """Return the measure called ``name``.

    Parameters
    ----------
    name
        Its name, as in options and files.

    Returns
    -------
    Measure
        What is declared of it; called with an observation, it measures.

    Raises
    ------
    UnknownMeasureError
        When there is none; the message is one line with the near names.
    """
    if name not in _measures:
        load_installed()
    if name not in _measures:
        close = get_close_matches(name, _measures, 3, 0.5)
        hint = f"did you mean {', '.join(close)}?" if close else f"there are {', '.join(sorted(_measures))}"
        raise UnknownMeasureError(f"there is no measure called {name!r}; {hint}")
    return _measures[name]


def never() -> None:
    """Go on: a pause that stops nothing."""


def measure_all(
    observation: Observation, names: Iterable[str] | None = None, pause: Pause = never
) -> dict[str, Value]:
    """Measure one text.

    Parameters
    ----------
    observation
        The text, beside the human text.
    names
        The measures to take; None for the everyday ones.
    pause
        Called before each measure; what it raises stops the work.

    Returns
    -------
    dict
        Values by name; None where a text has no such number.

    Raises
    ------
    UnknownMeasureError
        For a name that stands for no measure.
    """
    values = {}
    for name in everyday_names() if names is None else names:
        pause()
        values[name] = find_measure(name)(observation)
    return values

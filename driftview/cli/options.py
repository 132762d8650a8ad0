"""Options: numbers with bounds, lists and ranges, and one option for every setting that is declared."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar, assert_never

import click
from click.core import ParameterSource
from click.shell_completion import CompletionItem
from click.types import FloatParamType, IntParamType

from driftview.cli.completion import FILE, one_of, several_of
from driftview.cli.environment import heed_environment, variable_of
from driftview.cli.reading import chosen_reading
from driftview.cli.safety import BadInput, complain
from driftview.settings import parameters
from driftview.settings.feedback import EXAMPLE, read_feedback
from driftview.settings.parameters import Kind, Parameter
from driftview.settings.settings import PARAMETERS, Settings, SettingsError

if TYPE_CHECKING:
    from driftview.text.corpus import Corpus
    from driftview.text.options import ReadingOptions

Function = TypeVar("Function", bound=Callable[..., Any])


class Whole(click.IntRange):
    """A whole number within bounds."""

    name = "whole number"

    def __init__(self, low: int | None = None, high: int | None = None, *, highest: str = "") -> None:
        """``highest``: a word that stands for the highest number."""
        super().__init__(low, high)
        self._highest = highest

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        """Return what stands for the value in help."""
        return "NUMBER"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Read the number; fails with one clear line."""
        if self._highest and value == self._highest and self.max is not None:
            return int(self.max)
        try:
            number = int(value)
        except ValueError:
            self.fail(f"{value!r} is not a whole number", param, ctx)
        if _lies_outside(self, number) or (self._highest and number == self.max):
            self.fail(f"{number} is out of bounds: it must be {self._describe_range()}", param, ctx)
        return number

    def _describe_range(self) -> str:
        """Return the bounds, for help."""
        if self._highest and self.max is not None:
            return f"from {self.min} to {int(self.max) - 1}, or {self._highest}"
        return _bounds(self)


class Workers(Whole):
    """A number of processes that this machine can use: its bounds are known where it is read, not in help."""

    def __init__(self) -> None:
        """Accept one or more."""
        super().__init__(1)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Read the number; fails with one clear line."""
        from driftview.machine import WORKERS_EACH, most_workers

        number = super().convert(value, param, ctx)
        if number > most_workers():
            bounds = f"1 to {most_workers()}, {WORKERS_EACH} for each processor"
            self.fail(f"{number} is out of bounds: it must be {bounds}", param, ctx)
        return number


class Real(click.FloatRange):
    """A number within bounds; the message for a percentage says how to write a share."""

    name = "number"

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        """Return what stands for the value in help."""
        return "NUMBER"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Read the number; fails with one clear line."""
        share = _share(str(value))
        if share is not None:
            self.fail(f"{value!r} is not a number: write {share:g}", param, ctx)
        try:
            number = float(value)
        except ValueError:
            self.fail(f"{value!r} is not a number", param, ctx)
        if _lies_outside(self, number):
            self.fail(f"{number:g} is out of bounds: it must be {_bounds(self)}", param, ctx)
        return number

    def _describe_range(self) -> str:
        """Return the bounds, for help."""
        return _bounds(self)


def _lies_outside(kind: Whole | Real, number: float) -> bool:
    """Tell whether a number is none that the bounds allow; NaN is not."""
    above = kind.min is None or number > kind.min or (number == kind.min and not kind.min_open)
    below = kind.max is None or number < kind.max or (number == kind.max and not kind.max_open)
    return not (above and below)


def _bounds(kind: Whole | Real) -> str:
    """Return the bounds of a number in words."""
    if kind.max is None:
        return f"above {kind.min}" if kind.min_open else f"{kind.min} or more"
    if kind.min_open:
        return f"above {kind.min}, {'below' if kind.max_open else 'at most'} {kind.max}"
    return f"{kind.min} to {kind.max}"


def _share(text: str) -> float | None:
    """Return the share that a percentage is; None for anything else."""
    if not text.endswith("%"):
        return None
    try:
        return float(text[:-1]) / 100
    except ValueError:
        return None


class Numbers(click.ParamType[Any]):
    """Numbers with commas between them."""

    name = "numbers"

    def __init__(self, kind: type[int] | type[float], automatic: bool = False) -> None:
        """``kind``: int or float; ``automatic``: whether a rule may stand in their place."""
        self._kind = kind
        self._automatic = automatic

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return a tuple of numbers."""
        if isinstance(value, tuple):
            return value
        if self._automatic and read_feedback(str(value)) is not None:
            return str(value)
        try:
            return tuple(self._kind(part) for part in str(value).split(","))
        except ValueError:
            example = "1000,500" if self._kind is int else "0.1,0.5"
            example += f", and no rule such as {EXAMPLE}" if self._automatic else ""
            self.fail(f"{value!r} is not a list of numbers such as {example}")


class Pair(click.ParamType[Any]):
    """Two numbers with a colon between them."""

    name = "pair"

    def __init__(self, first: type[int] | type[float], example: str) -> None:
        """``first``: the kind of the first number; the second is a share."""
        self._first = first
        self._example = example

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return a tuple of two numbers."""
        if isinstance(value, tuple):
            return value
        first, _, second = str(value).partition(":")
        try:
            return self._first(first), float(second)
        except ValueError:
            self.fail(f"{value!r} is not a pair such as {self._example}")


class LargeNumber(click.ParamType[int]):
    """A whole number, also written 1e12 or 1,000,000."""

    name = "number"

    def __init__(self, most: float = 1e18) -> None:
        """Accept 1 up to ``most``."""
        self._most = most

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Read the number; fails with one clear line."""
        try:
            number = float(str(value).replace(",", "").replace("_", ""))
        except ValueError:
            self.fail(f"{value!r} is not a number; write 1000000 or 1e6", param, ctx)
        if not 1 <= number <= self._most or number != int(number):
            self.fail(f"{value} is not a whole number from 1 to {self._most:.0e}", param, ctx)
        return int(number)


class Several(tuple[Any, ...]):
    """Values of which each is to be tried, unlike a tuple that is one value."""

    __slots__ = ()


class ListOf(click.ParamType[Several]):
    """Values, each read by one type, with commas between them; numbers also in ranges, as in 0:0.5:0.05.

    Values that have commas themselves are parted by semicolons.
    """

    def __init__(self, each: click.ParamType[Any]) -> None:
        """Take the type of each value."""
        self._each = each
        self._separator = ";" if isinstance(each, Numbers) else ","
        self._ranges = isinstance(each, (IntParamType, FloatParamType))
        self.name = f"{each.name.split()[-1]}{self._separator}…"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Several:
        """Read the values."""
        if isinstance(value, Several):
            return value
        if isinstance(value, tuple):
            return Several((value,))
        pieces = [piece.strip() for piece in str(value).split(self._separator)]
        typed = (each for piece in pieces if piece for each in self._typed(piece, param, ctx))
        return Several(self._each.convert(each, param, ctx) for each in typed)

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """Complete the last of several words, where there are words to choose among."""
        words = self._each.choices if isinstance(self._each, click.Choice) else ()
        return several_of(lambda: words)(ctx, param, incomplete)

    def _typed(self, piece: str, param: click.Parameter | None, ctx: click.Context | None) -> list[str]:
        """Return what would have been typed for each value of a piece, which may be a range."""
        if not self._ranges or ":" not in piece:
            return [piece]
        from driftview.study.design import RangeError, spread

        try:
            return spread(piece, whole=isinstance(self._each, IntParamType))
        except RangeError as error:
            self.fail(str(error), param, ctx)


def lineage_options(function: Function) -> Function:
    """Add every option that decides a lineage to a command; environment variables stand for them."""
    return _declared_options(function, outside=False)


def outside_options(function: Function) -> Function:
    """Add the options of an outside program to a command."""
    return _declared_options(function, outside=True)


def _declared_options(function: Function, *, outside: bool) -> Function:
    """Add an option for every setting that is declared with words for --help."""
    for declared in reversed(PARAMETERS.values()):
        if declared.help and declared.outside == outside:
            function = _option(declared)(function)
            if not outside:  # the variables are for what may hold in every run
                heed_environment(function)
    return function


class Renaming(click.Choice[str]):
    """One of several words, of which some had another name, which is still read."""

    def __init__(self, words: Sequence[str], renamed: Mapping[str, str]) -> None:
        super().__init__(words)
        self._renamed = renamed

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the word; an old name is read with a note."""
        now = self._renamed.get(value)
        if now is not None:
            complain(f"note: {value} is called {now} now, and means the same")
        return super().convert(value if now is None else now, param, ctx)


def _option(declared: Parameter) -> Callable[[Function], Function]:
    """Return the option of a setting."""
    return click.option(
        declared.option,
        type=option_type(declared.kind, declared.most_typed),
        default=declared.default,
        show_default=declared.default is not None,
        metavar=declared.metavar or None,
        help=declared.help,
        shell_complete=_complete_models if declared.name == "smoothing" else None,
    )


def option_type(kind: Kind, most: int | None = None) -> click.ParamType[Any]:
    """Return what reads a value of a kind on the command line; ``most``: the largest number, if any."""
    match kind:
        case parameters.Whole(low, high, highest):
            return Whole(low, most or high, highest=highest)
        case parameters.Real(low, high, low_open):
            return Real(low, high, min_open=low_open)
        case parameters.OneOf(words, renamed):
            return Renaming(list(words), renamed) if renamed else click.Choice(list(words))
        case parameters.Name():
            return click.STRING
        case parameters.Series(each, automatic):
            return Numbers(int if isinstance(each, parameters.Whole) else float, automatic)
        case parameters.Pair(first, _, example):
            return Pair(int if isinstance(first, parameters.Whole) else float, example)
        case parameters.Names():
            raise AssertionError("names of texts are no option")
        case _:
            assert_never(kind)


def _complete_models(context: click.Context, option: click.Parameter, begun: str) -> list[CompletionItem]:
    """Complete the name of a model, of an installed package too; in a sweep the last of several."""
    from driftview.models.registry import model_names

    complete = several_of if isinstance(option.type, ListOf) else one_of
    return complete(model_names)(context, option, begun)


def make_settings(values: Mapping[str, Any]) -> Settings:
    """Return the settings that the options give; raises BadInput, one line, when they cannot be."""
    try:
        return Settings(**values)
    except SettingsError as error:
        raise BadInput(error) from None


def settle(
    context: click.Context,
    values: Mapping[str, Any],
    also: Mapping[str, Any] | None = None,
    *,
    quiet: bool = False,
) -> Settings:
    """Return the settings that options and environment give together.

    An environment variable gives way to an option that contradicts it. What does nothing is said in one line
    unless ``quiet``. ``also``: settings that the command makes of options of its own. Raises BadInput, one
    line, when they cannot be, or contradict each other.
    """
    typed = named_by(context, values, ParameterSource.COMMANDLINE)
    from_outside = named_by(context, values, ParameterSource.ENVIRONMENT)
    settings, notes = make_settings({**values, **(also or {})}), []
    from driftview.settings.conflicts import contradictions

    for pair in contradictions(settings):
        kept, yielding = pair if pair[1].name in from_outside else (pair[1], pair[0])
        if yielding.name in from_outside and kept.name in typed:
            values = {**values, yielding.name: yielding.default}
            notes.append(f"{variable_of(yielding.name)} does nothing beside {kept.option}")
    settings = make_settings({**values, **(also or {})})
    named = {*typed, *from_outside} - {name for name in from_outside if values[name] != context.params[name]}
    note = check_together([settings], named, from_outside)
    notes += [note] if note else []
    if notes and not quiet:
        complain(f"note: {'; '.join(notes)}")
    return settings


def named_by(context: click.Context, values: Mapping[str, Any], source: ParameterSource) -> set[str]:
    """Return the options among ``values`` that come from one source, such as the command line."""
    return {name for name in values if context.get_parameter_source(name) is source}


def check_together(
    runs: Iterable[Settings],
    named: Collection[str],
    from_environment: Collection[str] = (),
    from_file: Collection[str] = (),
) -> str | None:
    """Return a line on settings that do nothing; raises BadInput for settings that contradict each other."""
    from driftview.settings import conflicts

    def naming(declared: Parameter) -> str:
        if declared.name in from_environment:
            return variable_of(declared.name)
        return declared.name if declared.name in from_file else declared.option

    try:
        return conflicts.check_together(runs, named, naming)
    except SettingsError as error:
        raise BadInput(error) from None


def make_corpus(names: tuple[str, ...], settings: Settings, reading: ReadingOptions | None = None) -> Corpus:
    """Open the corpus and say what its reading has to tell; raises BadInput when it cannot be used.

    ``reading``: how it is read, where that is not what the command was told.
    """
    from driftview.text.reading import TextError
    from driftview.text.sources import open_corpus

    try:
        corpus = open_corpus(names, settings.unit, (reading or chosen_reading()).with_merges(settings.merges))
    except TextError as error:
        raise BadInput(error) from None
    told = check_fits(corpus, settings)
    for note in (*corpus.notes, *corpus.reading.told(), *([told] if told else [])):
        complain(note)
    return corpus


def check_fits(corpus: Corpus, settings: Settings) -> str | None:
    """Refuse settings that a corpus is too short for, or this machine too small; raises BadInput.

    Returns what the user should know of the memory and time that they will take.
    """
    from driftview.drift.cost import preflight
    from driftview.text.reading import TextError

    try:
        return preflight(corpus, settings)
    except (TextError, SettingsError) as error:
        raise BadInput(error) from None


def check_options(level_means: str) -> Callable[[Function], Function]:
    """Add what every command has that holds runs against figures; ``level_means`` explains its --level."""
    options = (
        click.option("--seed", type=Whole(0, 2**31), default=1, show_default=True,
                     help="The same seed gives the same table."),
        click.option("--level", type=Real(0, 1, min_open=True, max_open=True), default=0.05,
                     show_default=True, help=level_means),
        click.option("--workers", type=Workers(),
                     help="Number of processes.  [default: one per processor]"),
        click.option("--json", "json_file", type=FILE, metavar="FILE",
                     help="Write JSON to FILE, or to standard output: -."),
        click.option("--force", is_flag=True, help="Let --json replace a file."),
        click.option("--quiet", is_flag=True, help="No progress bar."),
    )  # fmt: skip

    def add(function: Function) -> Function:
        for option in reversed(options):
            function = option(function)
        return function

    return add

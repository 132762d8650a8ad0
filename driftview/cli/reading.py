"""Options that say how texts are to be read; every command that reads texts has them."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import click
from click.core import ParameterSource

from driftview.choices import UNITS, Unit
from driftview.cli.environment import heed_environment
from driftview.text.options import (
    CHOICES,
    DECLARED,
    PLAIN_READING,
    ReadingOption,
    ReadingOptions,
    checked_options,
)

Function = TypeVar("Function", bound=Callable[..., Any])

KEPT = "driftview.reading"
"""Where a command keeps what was said, so that no command has to hand it on."""

TYPED = "driftview.reading.typed"
"""Where a command keeps the names of the options that were typed; others come from variables."""

BASE = "driftview.reading.base"
"""Where a command keeps how texts are read as far as nothing is said."""


def reading_options(function: Function) -> Function:
    """Add every option of reading to a command; :func:`chosen_reading` returns what was said."""
    for name, declared in reversed(list(DECLARED.items())):
        function = _option(name, declared)(function)
    return function


def series_options(units: Sequence[Unit] = UNITS) -> Callable[[Function], Function]:
    """Add what generations written elsewhere are read by: what a token is (``units``), and which is which."""
    options = (
        click.option("--unit", type=click.Choice(units), default="word", show_default=True,
                     help="What a token is."),
        reading_options,
        click.option("--generation-field", default="generation", show_default=True, metavar="NAME",
                     help="The field that holds the number of the generation."),
        click.option("--number", metavar="PATTERN",
                     help="Which number in file names counts the generations, if that is unclear: a name "
                     "with # in its place, as in 'raid_gpt#'."),
    )  # fmt: skip

    def added(function: Function) -> Function:
        for option in reversed(options):
            function = option(function)
            if option is not reading_options:  # which has done so for each of its own
                heed_environment(function)
        return function

    return added


def chosen_reading(*, typed: bool = False) -> ReadingOptions:
    """Return the options of reading that the command at work was given.

    Variables and :func:`fall_back_on` say what was not typed, unless only what was ``typed`` is asked for.
    """
    context = click.get_current_context(silent=True)
    if context is None:
        return PLAIN_READING
    kept: dict[str, Any] = context.meta.get(KEPT, {})
    if typed:
        return ReadingOptions(**{name: kept[name] for name in context.meta.get(TYPED, ())})
    return ReadingOptions(**context.meta.get(BASE, {}) | kept)


def fall_back_on(base: ReadingOptions | None) -> None:
    """Let a settings file say how texts are read, as far as the command at work was not told."""
    if base is not None:
        click.get_current_context().meta[BASE] = base.chosen()


def _option(name: str, declared: ReadingOption) -> Callable[[Function], Function]:
    """Return an option whose value is kept for :func:`chosen_reading` and handed to no function."""

    def keep(context: click.Context, _option: click.Parameter, value: Any) -> Any:
        if value not in (None, False):
            try:
                value = getattr(checked_options(ReadingOptions(**{name: value})), name)
            except ValueError as error:
                raise click.BadParameter(str(error)) from None
            context.meta.setdefault(KEPT, {})[name] = value
            if context.get_parameter_source(name) is ParameterSource.COMMANDLINE:
                context.meta.setdefault(TYPED, []).append(name)
        return value

    kind: dict[str, Any] = {"is_flag": True}
    if name in CHOICES:
        kind = {"type": click.Choice(CHOICES[name])}
    elif declared.metavar:
        kind = {"metavar": declared.metavar}
    option = f"--{name.replace('_', '-')}"

    def added(function: Function) -> Function:
        function = click.option(option, callback=keep, expose_value=False, help=declared.help, **kind)(
            function
        )
        heed_environment(function)
        return function

    return added

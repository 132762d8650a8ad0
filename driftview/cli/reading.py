"""Options that say how texts are to be read; every command that reads texts has them."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import click

from driftview.choices import UNITS, Unit
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
        return function

    return added


def chosen_reading(base: ReadingOptions = PLAIN_READING) -> ReadingOptions:
    """Return the options of reading that the command at work was given, ``base`` where it says nothing."""
    context = click.get_current_context(silent=True)
    return base if context is None else ReadingOptions(**base.chosen() | context.meta.get(KEPT, {}))


def _option(name: str, declared: ReadingOption) -> Callable[[Function], Function]:
    """Return an option whose value is kept for :func:`chosen_reading` and handed to no function."""

    def keep(context: click.Context, _option: click.Parameter, value: Any) -> Any:
        if value not in (None, False):
            try:
                value = getattr(checked_options(ReadingOptions(**{name: value})), name)
            except ValueError as error:
                raise click.BadParameter(str(error)) from None
            context.meta.setdefault(KEPT, {})[name] = value
        return value

    kind: dict[str, Any] = {"is_flag": True}
    if name in CHOICES:
        kind = {"type": click.Choice(CHOICES[name])}
    elif declared.metavar:
        kind = {"metavar": declared.metavar}
    return click.option(
        f"--{name.replace('_', '-')}", callback=keep, expose_value=False, help=declared.help, **kind
    )

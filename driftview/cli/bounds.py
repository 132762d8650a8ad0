"""Numbers on the command line that lie within bounds; help and messages say the bounds in words."""

from __future__ import annotations

from typing import Any

import click


class Whole(click.IntRange):
    """A whole number within bounds."""

    name = "whole number"

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        """Return what stands for the value in help."""
        return "NUMBER"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Read the number; fails with one clear line."""
        try:
            number = int(value)
        except ValueError:
            self.fail(f"{value!r} is not a whole number", param, ctx)
        if _lies_outside(self, number):
            self.fail(f"{number} is out of bounds: it must be {_bounds(self)}", param, ctx)
        return number

    def _describe_range(self) -> str:
        """Return the bounds, for help."""
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

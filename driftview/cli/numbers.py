"""Numbers on the command line: large ones, lists, and ranges."""

from typing import Any

import click
from click.types import FloatParamType, IntParamType

from driftview.cli.schedules import Numbers


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

    def _typed(self, piece: str, param: click.Parameter | None, ctx: click.Context | None) -> list[str]:
        """Return what would have been typed for each value of a piece, which may be a range."""
        if not self._ranges or ":" not in piece:
            return [piece]
        from driftview.study.design import RangeError, spread

        try:
            return spread(piece, whole=isinstance(self._each, IntParamType))
        except RangeError as error:
            self.fail(str(error), param, ctx)

"""Numbers on the command line: large ones, and lists."""

from typing import Any

import click


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


class ListOf(click.ParamType[tuple[Any, ...]]):
    """Values separated by commas, each read by one type."""

    def __init__(self, each: click.ParamType[Any]) -> None:
        """Take the type of each value."""
        self._each = each
        self.name = f"{each.name},…"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[Any, ...]:
        """Read the values."""
        if isinstance(value, tuple):
            return value
        pieces = [piece.strip() for piece in str(value).split(",")]
        return tuple(self._each.convert(piece, param, ctx) for piece in pieces if piece)

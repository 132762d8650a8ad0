"""Ranges of values in a few letters: 0:0.5:0.05 is 0, 0.05 and so on up to 0.5, every one exact."""

from decimal import Decimal, DecimalException

MOST_VALUES = 10_000
"""More values than this are taken for a slip."""

EXAMPLE = "0:0.5:0.05"


class RangeError(ValueError):
    """A range that cannot be; the message is one line and says how ranges are written."""


def spread(text: str, *, whole: bool = False) -> list[str]:
    """Return the values of a range FIRST:LAST:STEP as they would be typed one by one, LAST included.

    They are worked out in decimals, so that 0:0.5:0.05 has 0.15 and not 0.15000000000000002. Of ``whole``
    numbers the step may be left out and is then 1. Raises RangeError for what is no range.
    """
    first, last, step = _parts(text, whole)
    if not step or (last - first) / step < 0:
        raise RangeError(f"{text!r} leads nowhere: its steps never come from {first} to {last}")
    steps = int((last - first) / step)
    if steps >= MOST_VALUES:
        raise RangeError(f"{text!r} has more than {MOST_VALUES:,} values: take larger steps")
    return [f"{(first + number * step).normalize():f}" for number in range(steps + 1)]


def _parts(text: str, whole: bool) -> tuple[Decimal, Decimal, Decimal]:
    """Return first value, last value and step."""
    pieces = text.split(":")
    if whole and len(pieces) == 2:
        pieces.append("1")
    try:
        first, last, step = (Decimal(piece.strip()) for piece in pieces)
    except (DecimalException, ValueError):
        raise RangeError(f"{text!r} is no range FIRST:LAST:STEP such as {EXAMPLE}") from None
    if not all(part.is_finite() and abs(part.adjusted()) < 20 for part in (first, last, step)):
        raise RangeError(f"{text!r} is no range FIRST:LAST:STEP such as {EXAMPLE}")
    return first, last, step

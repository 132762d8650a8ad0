"""How numbers are written for people, in one place."""

from __future__ import annotations

import math
from typing import Literal, Protocol, assert_never

MISSING = "–"
"""Stands where a number does not exist."""

MINUS = "−"
_SCALES = ((1e15, "P"), (1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k"))

Number = float | int | None
"""A number, or None where it does not exist; infinities and NaN count as missing too."""


class Styled(Protocol):
    """What says how its values are written, as every measure does."""

    @property
    def style(self) -> Literal["count", "percent", "decimal", "perplexity"]:
        """The kind of number."""

    @property
    def digits(self) -> int | None:
        """Decimals, where they are not the usual ones."""

    @property
    def unit(self) -> str:
        """What is counted."""


def _exists(value: Number) -> bool:
    return value is not None and math.isfinite(value)


def _plain(text: str) -> str:
    """Turn a hyphen into a real minus sign and drop it before zero."""
    body = text.removeprefix("-")
    return body if body == text or not body.strip("0.") else MINUS + body


def whole(value: Number) -> str:
    """Write a count in full with separators: 6498 is "6,498"."""
    if value is None or not _exists(value):
        return MISSING
    return _plain(f"{value:,.0f}")


def decimal(value: Number, places: int = 2) -> str:
    """Write a number with fixed places: 8.9142 is "8.91"."""
    if value is None or not _exists(value):
        return MISSING
    return _plain(f"{value:,.{places}f}")


def short(value: Number) -> str:
    """Write a number in at most five characters or so: 6498 is "6.5k", 121304 is "121k", .0312 is "0.031"."""
    if value is None or not _exists(value):
        return MISSING
    for scale, letter in _SCALES:
        if abs(value) >= scale * 0.9995:
            return _plain(_rounded(value / scale) + letter)
    if abs(value) < 1:
        return _plain(f"{value:.2g}" if abs(value) >= 0.001 or value == 0 else f"{value:.0e}")
    return _plain(_rounded(value))


def _rounded(value: float) -> str:
    """Return one decimal below a hundred, none above, and no ".0"."""
    return f"{value:.{0 if abs(value) >= 99.95 else 1}f}".removesuffix(".0")


def tick(value: float) -> str:
    """Write the value of an axis tick exactly: 1250 is "1.25k", .05 is "0.05"."""
    if not _exists(value):
        return MISSING
    for scale, letter in _SCALES:
        if abs(value) >= scale * (1 - 1e-12):
            return _plain(f"{value / scale:.4g}{letter}")
    return _plain(f"{value:.4g}")


def percent(share: Number, digits: int | None = None, *, chosen: bool = False) -> str:
    """Write a share as a percentage, which stands without a space: 0.27 is "27%", 0.004 is "0.4%".

    Only a share of 0 is written "0%", and only a share of 1 "100%": what would round to them is written
    "<0.1%" and "99.9%", with fixed decimals ">99.9%".

    Parameters
    ----------
    share
        The share, as a fraction; a change of share may be negative.
    digits
        Fixed decimals, for columns of a table. Without it, one decimal below 1% and above 99.5%.
    chosen
        The share is a setting and not a measurement: write up to three digits and no trailing zeros, "2.5%".
    """
    if share is None or not _exists(share):
        return MISSING
    size = abs(100 * share)
    places = digits if digits is not None else 1 if size < 0.95 or 99.5 <= size < 100 else 0
    written, least = round(size, places), 10.0**-places
    if chosen:
        past, body = 0, f"{size:.3g}"
    elif written == 0 < size:
        past, body = -1, f"{least:g}"
    elif size < 100 <= written:
        past, body = int(digits is not None), f"{100 - least:.{places}f}"
    else:
        past, body = 0, f"{size:,.{places if size or digits else 0}f}"
    side = past if share > 0 else -past
    return f"{('', '>', '<')[side]}{MINUS if share < 0 else ''}{body}%"


def percent_range(low: Number, high: Number, digits: int | None = None) -> str:
    """Write a range of shares: "1.2–3.4%"."""
    return f"{percent(low, digits).removesuffix('%')}–{percent(high, digits)}"


def change(share: Number) -> str:
    """Write a relative change with its sign: −.44 is "−44%", .05 is "+5%"."""
    text = percent(share)
    return f"+{text}" if share is not None and _exists(share) and share > 0 else text


def relative_change(value: Number, reference: Number) -> str:
    """Write how much a value differs from a reference; missing when there is nothing to compare with."""
    if value is None or reference is None or not reference or not _exists(value) or not _exists(reference):
        return MISSING
    return change(value / reference - 1)


def bits(value: Number) -> str:
    """Write an amount of information: 8.914 is "8.91 bits"."""
    text = decimal(value)
    return text if text == MISSING else f"{text} bits"


def perplexity(value: Number) -> str:
    """Write a perplexity to three digits: 103.4 is "103", 8.914 is "8.91", 12345 is "12.3k"."""
    if value is None or not _exists(value):
        return MISSING
    if abs(value) >= 999.5:
        return short(value)
    return _plain(f"{value:.{0 if abs(value) >= 99.95 else 1 if abs(value) >= 9.995 else 2}f}")


def measured(measure: Styled, value: Number) -> str:
    """Write a value of a measure in the style that it declares."""
    match measure.style:
        case "count":
            exact = isinstance(value, int) or (value is not None and abs(value) >= 1000)
            return decimal(value, int(not exact) if measure.digits is None else measure.digits)
        case "percent":
            return percent(value)
        case "decimal":
            usual = 3 if measure.unit in ("ratio", "share") else 2
            return decimal(value, usual if measure.digits is None else measure.digits)
        case "perplexity":
            return perplexity(value)
        case _:
            assert_never(measure.style)


def band_label(low: int, high: int) -> str:
    """Name a frequency band: "once", "twice", "3–4", "129–256"."""
    if low == high:
        return {1: "once", 2: "twice"}.get(low, f"{low} times")
    return f"{low}–{high}"


RAREST = 0.001
"""How rarely chance does something is not told more precisely than this."""


def how_often(chance: float) -> str:
    """Say how often chance does something, as a number of runs.

    Parameters
    ----------
    chance
        A probability.

    Returns
    -------
    str
        Such as "1 run in 20".

    Examples
    --------
    >>> how_often(0.046), how_often(0.7), how_often(1e-6)
    ('1 run in 22', '7 runs in 10', 'fewer than 1 run in 1,000')
    """
    if chance < RAREST:
        return f"fewer than 1 run in {1 / RAREST:,.0f}"
    if chance > 0.35:
        return f"{round(10 * chance)} runs in 10" if chance < 0.95 else "nearly every run"
    return f"1 run in {round(1 / chance):,}"


def beyond(deviate: float) -> str:
    """Say how often a normal number lies at least so many standard deviations to either side.

    Examples
    --------
    >>> beyond(2.0)
    '1 run in 22'
    """
    return how_often(math.erfc(abs(deviate) / math.sqrt(2.0)))

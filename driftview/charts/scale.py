"""Axes: where a value goes, and which values get a tick."""

from dataclasses import dataclass

import numpy as np

from driftview.arrays import Floats

STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)
"""Tick distances that people read easily, times a power of ten."""


@dataclass(frozen=True)
class Scale:
    """A range of values, linear or logarithmic; ``low`` < ``high``, both positive when logarithmic."""

    low: float
    high: float
    log: bool = False

    def place(self, values: Floats) -> Floats:
        """Return where values fall, 0 at ``low`` and 1 at ``high``; NaN for what has no place."""
        if not self.log:
            return np.asarray((values - self.low) / (self.high - self.low))
        positive = np.where(values > 0, values, np.nan)
        return np.asarray(np.log(positive / self.low) / np.log(self.high / self.low))

    def ticks(self, most: int) -> Floats:
        """Return at most about ``most`` round values inside the range, in rising order."""
        if not self.log:
            return linear_ticks(self.low, self.high, most)
        return log_ticks(self.low, self.high, most)


def fit_scale(values: Floats, log: bool = False, from_zero: bool = True) -> Scale:
    """Choose the scale that shows all finite values; constant or missing values get a range round them.

    ``from_zero`` makes a linear scale include zero, otherwise it keeps a twentieth of room on both sides.
    """
    known = values[np.isfinite(values) & ((values > 0) | (not log))]
    if not known.size:
        return Scale(1.0, 10.0, True) if log else Scale(0.0, 1.0)
    low, high = float(known.min()), float(known.max())
    if log:
        return Scale(low, high, True) if high > low * 1.000001 else Scale(low / 2, high * 2, True)
    if from_zero:
        low, high = min(low, 0.0), max(high, 0.0)
    if high - low <= 1e-12 * max(abs(low), abs(high)):
        room = abs(high) / 2 or 1.0
        return Scale(low, high + room) if from_zero else Scale(low - room, high + room)
    room = 0.0 if from_zero else (high - low) / 20
    return Scale(low - room, high + room)


def linear_ticks(low: float, high: float, most: int) -> Floats:
    """Return multiples of 1, 2, 2.5 or 5 times a power of ten, inside the range."""
    raw = (high - low) / max(most, 1)
    power = 10.0 ** np.floor(np.log10(raw))
    step = next((s * power for s in STEPS if s * power >= raw * (1 - 1e-9)), 10 * power)
    slack = 1e-9
    ticks: Floats = np.arange(np.ceil(low / step - slack), np.floor(high / step + slack) + 1) * step
    return ticks


def log_ticks(low: float, high: float, most: int) -> Floats:
    """Return powers of ten; with 2 and 5 between them when there is room; linear ticks in a short range."""
    powers = np.arange(np.floor(np.log10(low)), np.ceil(np.log10(high)) + 1)
    slack = 1e-9
    for digits in ((1.0, 2.0, 5.0), (1.0, 5.0), (1.0,)):
        ticks = np.sort(np.outer(10.0**powers, digits).ravel())
        ticks = ticks[(ticks >= low * (1 - slack)) & (ticks <= high * (1 + slack))]
        if ticks.size <= most:
            break
    else:
        ticks = ticks[:: int(np.ceil(ticks.size / max(most, 1)))]
    return ticks if ticks.size >= 2 else linear_ticks(low, high, most)

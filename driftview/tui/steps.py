"""One step of a knob: the settings that a key leads to from those that are."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from driftview.settings.settings import HumanSource, Settings

HUMAN_SHARES = (0.0, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
"""The human shares that + and − go through."""

TEMPERATURES = (0.25, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.1, 1.2, 1.5, 2.0)
"""The temperatures that < and > go through."""

SOURCES: tuple[HumanSource, ...] = ("fresh", "fixed", "rotating")

ORDERS = tuple(range(1, 9))


def beside(steps: tuple[float, ...], now: float, direction: int) -> float:
    """Return the next larger (1) or smaller (−1) step; the last one where there is none beyond."""
    if direction > 0:
        return next((step for step in steps if step > now + 1e-9), steps[-1])
    return next((step for step in reversed(steps) if step < now - 1e-9), steps[0])


def with_human_share(settings: Settings, direction: int) -> Settings:
    """Return the settings with the next larger (1) or smaller (−1) human share."""
    return replace(settings, human_share=beside(HUMAN_SHARES, settings.human_share, direction))


def with_next_source(settings: Settings) -> Settings:
    """Return the settings with the human text from the next source: fresh, fixed, rotating, fresh …"""
    place = SOURCES.index(settings.human_source)
    return replace(settings, human_source=SOURCES[(place + 1) % len(SOURCES)])


def with_order(settings: Settings, direction: int) -> Settings:
    """Return the settings with an order one higher (1) or lower (−1)."""
    return replace(settings, order=int(beside(ORDERS, settings.order, direction)))


def with_temperature(settings: Settings, direction: int) -> Settings:
    """Return the settings with the next higher (1) or lower (−1) temperature."""
    return replace(settings, temperature=beside(TEMPERATURES, settings.temperature, direction))


def with_new_seed(settings: Settings) -> Settings:
    """Return the settings with the next seed."""
    return replace(settings, seed=settings.seed + 1)

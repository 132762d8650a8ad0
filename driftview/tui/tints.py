"""Colours of words that everybody can tell apart, in every theme.

A theme's own orange and red are the beginning. In some themes they are too faint on the ground or, for people
without one kind of cone, the same: Solarized's differ by 1 where 5 is told at a glance (Oklab, times 100).
Such a colour is made lighter or darker, as little as will do: lightness is what everybody sees.
``python -m benchmarks.contrast`` prints the figures of all themes.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from textual.color import Color

LEAST_CONTRAST = 4.5
"""WCAG's AA for text."""
LEAST_DISTANCE = 5.0
"""Looks that mean different things are at least so far apart, for every kind of sight."""

BASES = {"word-more": "text-warning", "word-far-more": "text-error", "word-own": "text-primary"}
"""The variables of our own, and those of the theme that they are made from."""

Triple = tuple[float, float, float]
Matrix = tuple[Triple, Triple, Triple]

SIGHT: dict[str, Matrix] = {
    "normal": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)
    ),
    "protanopia": (
        (0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)
    ),
}  # fmt: skip
"""What is left of linear RGB: Machado, Oliveira and Fernandes (2009), severity 1."""

_CONES: Matrix = (
    (0.4122214708, 0.5363325363, 0.0514459929),
    (0.2119034982, 0.6806995451, 0.1073969566),
    (0.0883024619, 0.2817188376, 0.6299787005),
)
_LAB: Matrix = (
    (0.2104542553, 0.7936177850, -0.0040720468),
    (1.9779984951, -2.4285922050, 0.4505937099),
    (0.0259040371, 0.7827717662, -0.8086757660),
)
"""Oklab (Ottosson 2020)."""


def _times(matrix: Matrix, value: Triple) -> Triple:
    a, b, c = (sum(x * y for x, y in zip(row, value, strict=True)) for row in matrix)
    return a, b, c


def linear(color: Color) -> Triple:
    """Return a colour as linear RGB."""
    red, green, blue = (
        each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4
        for each in (part / 255 for part in color.rgb)
    )
    return red, green, blue


def contrast(first: Color, second: Color) -> float:
    """Return the contrast of two colours by WCAG 2.2, from 1 to 21."""
    dark, light = sorted(
        sum(part * weight for part, weight in zip(linear(each), (0.2126, 0.7152, 0.0722), strict=True))
        for each in (first, second)
    )
    return (light + 0.05) / (dark + 0.05)


@lru_cache(maxsize=4096)
def _seen(rgb: tuple[int, int, int], sight: str) -> Triple:
    clipped = tuple(min(1.0, max(0.0, part)) for part in _times(SIGHT[sight], linear(Color(*rgb))))
    cones = tuple(part ** (1 / 3) for part in _times(_CONES, (clipped[0], clipped[1], clipped[2])))
    return _times(_LAB, (cones[0], cones[1], cones[2]))


def distance(first: Color, second: Color, sight: str) -> float:
    """Return how far apart two colours are for a kind of sight: Euclidean in Oklab, times 100."""
    pairs = zip(_seen(first.rgb, sight), _seen(second.rgb, sight), strict=True)
    return float(100 * sum((one - other) ** 2 for one, other in pairs) ** 0.5)


def apart(first: Color, second: Color) -> float:
    """Return how far apart two colours are for those who see it least."""
    return min(distance(first, second, sight) for sight in SIGHT)


def resolved(value: str, ground: Color) -> Color:
    """Return the colour that a theme's variable gives on a ground."""
    if value.startswith("auto"):
        share = float(value.split()[1].rstrip("%")) / 100 if " " in value else 1.0
        return ground + ground.get_contrast_text(share)
    return ground + Color.parse(value)


SHIFTS = tuple(sign * step / 50 for step in range(41) for sign in (1, -1))
"""How much lighter or darker a colour may be made, the least first."""


@lru_cache(maxsize=64)
def _tints(ground: str, plain: str, bases: tuple[str, ...]) -> tuple[str, ...]:
    """Return the colours of our own for a theme."""
    below = Color.parse(ground)
    others = [resolved(plain, below)]
    for base in bases:
        color = resolved(base, below)
        shifted = (
            color.lighten(shift) if shift > 0 else color.darken(-shift) if shift else color
            for shift in SHIFTS
        )
        fit = (
            each
            for each in shifted
            if contrast(each, below) >= LEAST_CONTRAST
            and all(apart(each, other) >= LEAST_DISTANCE for other in others)
        )
        others.append(next(fit, color))
    return tuple(each.hex6 for each in others[1:])


def tints(variables: Mapping[str, str]) -> dict[str, str]:
    """Return the variables of our own for those of a theme; a terminal's own colours stay as they are."""
    bases = {name: variables[base] for name, base in BASES.items()}
    ground, plain = variables["background"], variables["foreground"]
    if any("ansi" in value for value in (ground, plain, *bases.values())):
        return bases
    return dict(zip(bases, _tints(ground, plain, tuple(bases.values())), strict=True))

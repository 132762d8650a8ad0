"""Whether the looks of the explorer can be told apart in every theme, by everybody.

``python -m benchmarks.contrast`` prints for each theme of Textual the least contrast of a word with its
ground (WCAG 2.2), how far apart over-used and much over-used words are for people with normal sight and
without one kind of cone (Oklab, times 100: about 2 is just visible side by side, 5 is told at a glance), the
same with the theme's own colours, and what falls below the bounds. The exit code is 1 where anything does.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import NamedTuple

from textual.color import Color
from textual.theme import BUILTIN_THEMES

from driftview.tui.tints import (
    BASES,
    LEAST_CONTRAST,
    LEAST_DISTANCE,
    SIGHT,
    contrast,
    distance,
    resolved,
    tints,
)

THEMES = tuple(sorted(name for name in BUILTIN_THEMES if not name.startswith("ansi")))
"""Themes with colours of their own; the others take those that the terminal is set to."""

LEAST_DIMMED, LEAST_MARK = 2.0, 2.5
"""For what is dimmed on purpose, and for the lines of charts, which are large."""

DIMMED = ("text-disabled", "text-muted")
MARKS = ("primary", "text-success", "text-error")
"""Curve, prediction, and what is lost."""


class Fault(NamedTuple):
    """A look that is too faint, or two that are too much alike."""

    theme: str
    what: str
    value: float
    least: float


def colors_of(theme: str) -> Mapping[str, Color]:
    """Return the colours of a theme by variable, with ours, as they are seen on its background."""
    variables = BUILTIN_THEMES[theme].to_color_system().generate()
    variables |= tints(variables)
    ground = Color.parse(variables["background"])
    names = {"background", "foreground", *BASES, *BASES.values(), *DIMMED, *MARKS}
    return {name: resolved(variables[name], ground) for name in names}


def faults(theme: str) -> Iterator[Fault]:
    """Yield what is too faint or too much alike in a theme."""
    colors = colors_of(theme)
    words = ("foreground", *BASES)
    for names, least in ((words, LEAST_CONTRAST), (DIMMED, LEAST_DIMMED), (MARKS, LEAST_MARK)):
        for name in names:
            if (value := contrast(colors[name], colors["background"])) < least:
                yield Fault(theme, f"{name} on its ground", value, least)
    for first, second in combinations(words, 2):
        for sight in SIGHT:
            if (value := distance(colors[first], colors[second], sight)) < LEAST_DISTANCE:
                yield Fault(theme, f"{first} and {second}, {sight}", value, LEAST_DISTANCE)


def main() -> int:
    """Print a row for each theme, then the faults."""
    print(f"{'theme':22} contrast  " + "".join(f"{sight:>14} (theme's)" for sight in SIGHT))
    found: list[Fault] = []
    for theme in THEMES:
        colors = colors_of(theme)
        least = min(contrast(colors[name], colors["background"]) for name in BASES)
        row = f"{theme:22} {least:8.1f}  "
        for sight in SIGHT:
            ours = distance(colors["word-more"], colors["word-far-more"], sight)
            theirs = distance(colors["text-warning"], colors["text-error"], sight)
            row += f"{ours:14.1f} {f'({theirs:.1f})':>9}"
        print(row)
        found += faults(theme)
    for fault in found:
        print(f"{fault.theme}: {fault.what}: {fault.value:.1f}, at least {fault.least:g} wanted")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())

"""A driver that tells the terminal only which colours change; Textual names all of them for every word."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from textual.driver import Driver

STYLE = re.compile(r"\x1b\[([0-9;]*)m")
MOVES = re.compile(r"(?:\x1b\[[0-9]+;[0-9]+H|[\r\n])+")
"""What is written without regard to colours."""

OFF = {"1": "22", "2": "22", "3": "23", "4": "24", "5": "25", "7": "27", "9": "29"}
"""Each attribute of a word (bold, dim, italic, underline, blink, reverse, strike), and what ends it."""


class Look(NamedTuple):
    """How a terminal shows what it is given next."""

    attributes: frozenset[str] = frozenset()
    ink: str = "39"
    ground: str = "49"


def terse(text: str) -> str:
    """Return terminal output that shows the same as ``text`` in fewer bytes, and ends in plain style.

    It begins in plain style, as all that Textual writes does.
    """
    pieces = STYLE.split(text)
    if len(pieces) == 1:
        return text
    found = [pieces[0]]
    wanted = shown = ""
    for style, words in zip(pieces[1::2], pieces[2::2], strict=True):
        wanted = style if wanted in ("", "0") or style in ("", "0") else f"{wanted};{style}"
        if not words:
            continue
        if wanted != shown and not MOVES.fullmatch(words):
            found.append(change(shown, wanted))
            shown = wanted
        found.append(words)
    found.append(change(shown, ""))
    return "".join(found)


@lru_cache(maxsize=4096)
def change(before: str, after: str) -> str:
    """Return the shortest code that takes a terminal from one style to another; both begin at plain."""
    old, new = look(before), look(after)
    whole = f"\x1b[0;{after}m" if after not in ("", "0") else "\x1b[0m"
    if old is None or new is None:
        return whole
    ended = {OFF[each] for each in old.attributes - new.attributes}
    begun = new.attributes - old.attributes
    if "22" in ended:  # ends bold and dim alike
        begun |= new.attributes & {"1", "2"}
    codes = [*sorted(ended), *sorted(begun)]
    codes += [new.ink] * (new.ink != old.ink) + [new.ground] * (new.ground != old.ground)
    if not codes:
        return ""
    return min(f"\x1b[{';'.join(codes)}m", whole, key=len)


def look(style: str) -> Look | None:
    """Read the codes of a style; None where one of them is strange."""
    attributes: set[str] = set()
    ink, ground = "39", "49"
    codes = iter(style.split(";") if style else ())
    for code in codes:
        if code in ("", "0"):
            attributes, ink, ground = set(), "39", "49"
        elif code in OFF:
            attributes.add(code)
        elif code in ("38", "48"):
            kind = next(codes, "")
            rest = [next(codes, "") for _ in range({"2": 3, "5": 1}.get(kind, 0))]
            if not rest or "" in rest:
                return None
            colour = ";".join((code, kind, *rest))
            ink, ground = (colour, ground) if code == "38" else (ink, colour)
        elif re.fullmatch(r"3[0-79]|9[0-7]", code):
            ink = code
        elif re.fullmatch(r"4[0-79]|10[0-7]", code):
            ground = code
        else:
            return None
    return Look(frozenset(attributes), ink, ground)


def terse_driver(driver: type[Driver]) -> type[Driver]:
    """Return a driver that is like another one, and terse."""

    class Terse(driver):  # type: ignore[valid-type,misc]  # which driver it is, only the system knows
        """Writes what Textual wants in fewer bytes."""

        def write(self, data: str) -> None:
            """Write to the terminal."""
            super().write(terse(data))

    return Terse

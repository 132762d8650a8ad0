"""Rasters with the colours of a terminal that is only printed to."""

from typing import Literal

from driftview.charts.heat_map import SHADES
from driftview.charts.raster import HEAT_LEVELS, Raster, Role

Depth = Literal[0, 16, 256]
"""How many colours the terminal has."""

RESET = "\x1b[0m"

INKS = {
    Role.AXIS: "2",
    Role.LABEL: "",
    Role.VALUE: "1",
    Role.MEASURED: "36",
    Role.SECOND: "33",
    Role.THIRD: "35",
    Role.FOURTH: "32",
    Role.FIFTH: "31",
    Role.BAND: "2",
    Role.PENDING: "2",
}
"""Of the sixteen colours, which follow the terminal's own theme."""

HEATS = (17, 18, 19, 20, 26, 25, 31, 30, 36, 35, 41, 77, 113, 149, 185, 221, 226)
"""Grounds from dark blue to yellow, one for each heat level, of the 256 colours."""

LIGHT = 9
"""From this level on the ground is light, so that the ink is black."""


def terminal_lines(raster: Raster, depth: Depth) -> list[str]:
    """Return the rows of a raster, with colours unless there are none; runs of one colour are joined."""
    if not depth:
        return [line.rstrip() for line in raster.lines()]
    return [_line(raster, row, depth) for row in range(raster.height)]


def _line(raster: Raster, row: int, depth: Depth) -> str:
    pieces: list[str] = []
    before = ""
    cells = zip(raster.characters[row], raster.roles[row].tolist(), raster.grounds[row].tolist(), strict=True)
    for character, role, ground in cells:
        heat = depth == 256 and ground >= Role.HEAT
        ink = _heat(ground) if heat else _ink(role)
        if ink != before:
            pieces.append((RESET if before else "") + (f"\x1b[{ink}m" if ink else ""))
            before = ink
        pieces.append(" " if heat and character in SHADES else str(character))
    return "".join(pieces) + (RESET if before else "")


def _ink(role: int) -> str:
    return INKS.get(Role(role), "") if role < Role.HEAT else ""


def _heat(ground: int) -> str:
    """Return the ground of a heat level and an ink that can be read on it."""
    at = min(ground - Role.HEAT, HEAT_LEVELS - 1)
    return f"38;5;{16 if at >= LIGHT else 231};48;5;{HEATS[at]}"

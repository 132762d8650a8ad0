"""Figures in block letters, to be read from the last row of a class."""

from __future__ import annotations

PIXELS = {
    "0": "### #.# #.# #.# ###", "1": ".#. ##. .#. .#. ###", "2": "### ..# ### #.. ###",
    "3": "### ..# .## ..# ###", "4": "#.# #.# ### ..# ..#", "5": "### #.. ### ..# ###",
    "6": "### #.. ### #.# ###", "7": "### ..# ..# .#. .#.", "8": "### #.# ### #.# ###",
    "9": "### #.# ### ..# ###", "%": "#.# ..# .#. #.. #.#", ".": ". . . . #", ",": ". . . # #",
    "−": "... ... ### ... ...", "–": "... ... ### ... ...", "+": "... .#. ### .#. ...",
    "<": "..# .#. #.. .#. ..#", ">": "#.. .#. ..# .#. #..", "×": "... #.# .#. #.# ...", " ": ". . . . .",
    "k": "#.. #.# ##. #.# #.#", "M": "#.# ### ### #.# #.#",
}  # fmt: skip
"""Five rows of pixels for each character."""
ROWS = 5
HALVES = {"..": " ", "#.": "▀", ".#": "▄", "##": "█"}


def block_figure(text: str, large: bool = False) -> list[str] | None:
    """Return a figure in block letters, three rows of half blocks, or five of whole ones.

    Parameters
    ----------
    text
        The figure.
    large
        Whether every pixel is two cells wide and one high; otherwise it is one wide and half a cell high.

    Returns
    -------
    list[str] | None
        The rows, all of one width; None where a character has no block letter.

    Examples
    --------
    >>> print("\\n".join(block_figure("17%")))
    ▄█  ▀▀█ ▀ █
     █   ▄▀ ▄▀
    ▀▀▀  ▀  ▀ ▀
    """
    letters = [PIXELS[each].split(" ") for each in text if each in PIXELS]
    if len(letters) < len(text):
        return None
    rows = [".".join(letter[row] for letter in letters) for row in range(ROWS)]
    if large:
        return [row.replace("#", "██").replace(".", "  ") for row in rows]
    rows.append("." * len(rows[0]))
    return [
        "".join(HALVES[upper + lower] for upper, lower in zip(rows[row], rows[row + 1], strict=True))
        for row in range(0, ROWS, 2)
    ]

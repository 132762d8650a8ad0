"""How large the terminal is: what changes at which size, for the style sheets."""

SMALLEST = (60, 20)
"""Columns and rows below which a notice takes the place of a screen."""

HORIZONTAL = [
    (0, "-too-narrow"),
    (SMALLEST[0], "-narrow"),
    (76, "-normal"),
    (100, "-roomy"),
    (160, "-wide"),
]
"""The class of a screen from so many columns on."""

VERTICAL = [
    (0, "-too-low"),
    (SMALLEST[1], "-low"),
    (30, "-middling"),
    (48, "-high"),
]
"""The class of a screen from so many rows on."""


def notice(width: int, height: int, least_width: int, least_height: int) -> str:
    """Return what to say when there is too little room."""
    return (
        f"driftview needs a little more room.\n\n"
        f"This window has {width} × {height} cells;\n"
        f"{least_width} × {least_height} is the least.\n\n"
        "Please enlarge it; ctrl+q quits."
    )

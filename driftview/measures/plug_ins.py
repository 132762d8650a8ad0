"""Measures of installed packages: how their code is called, and what is said when it does not work.

A package that nobody here wrote must neither end a run nor put nonsense into a table. Whatever it does wrong
is one plain line, which is told once.
"""

import math
import numbers
from collections.abc import Callable, Iterable

from driftview.text.cleaning import label

GROUP = "driftview.measures"
"""The group of entry points in which installed packages offer measures."""

_complaints: dict[str, bool] = {}
"""Lines in the order in which they came up, and whether somebody has been told."""


def complain(line: str) -> str:
    """Remember a line to tell, unless it is known.

    Parameters
    ----------
    line
        What is wrong, in plain words.

    Returns
    -------
    str
        The line, safe for a terminal.
    """
    line = label(line)
    _complaints.setdefault(line, False)
    return line


def complaints() -> tuple[str, ...]:
    """Return every line so far, those that have been told too.

    Returns
    -------
    tuple of str
        In the order in which they came up.
    """
    return tuple(_complaints)


def untold() -> tuple[str, ...]:
    """Return the complaints that have not been reported yet, and mark them as reported.

    Returns
    -------
    tuple of str
        In the order in which they came up.
    """
    found = tuple(line for line, told in _complaints.items() if not told)
    _complaints.update(dict.fromkeys(found, True))
    return found


def hear(lines: Iterable[str]) -> None:
    """Take over what another process has to say.

    Parameters
    ----------
    lines
        Its complaints.
    """
    for line in lines:
        complain(line)


def loaded(name: str, value: str, load: Callable[[], object]) -> str | None:
    """Load what an entry point names, and call it where it is a function.

    Parameters
    ----------
    name, value
        Of the entry point.
    load
        Imports it.

    Returns
    -------
    str or None
        What is wrong with it; None where it works.
    """
    try:
        found = load()
        if callable(found):
            found()
    except (Exception, SystemExit) as fault:
        return complain(
            f"the measures of the package entry {name!r} ({value}) could not be loaded: {_said(fault)}. "
            "All other measures work; update or uninstall that package."
        )
    return None


def called(name: str, function: Callable[[], object]) -> float | int | None:
    """Call a measure of a package; whatever is no number is None.

    Parameters
    ----------
    name
        Of the measure.
    function
        Measures.

    Returns
    -------
    float, int or None
        The number; None where it has none, or where it fails.
    """
    try:
        value = function()
    except Exception as fault:
        complain(f"the measure {name!r} of an installed package failed and is left out: {_said(fault)}")
        return None
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, numbers.Real):
        kind = type(value).__name__
        complain(f"the measure {name!r} of an installed package gave no number but {kind}, and is left out")
        return None
    if not math.isfinite(value):
        complain(f"the measure {name!r} of an installed package gave {float(value)}, which is left out")
        return None
    return int(value) if isinstance(value, numbers.Integral) else float(value)


def _said(fault: BaseException) -> str:
    """Return a fault in one line."""
    return f"{type(fault).__name__}: {str(fault).partition(chr(10))[0]}".rstrip(": ")

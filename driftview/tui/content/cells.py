"""How wide text is where terminals do not agree.

Rich, and terminals that follow Unicode's clusters, give a spacing mark (the vowel signs of Devanagari, Tamil
or Burmese) no cell of its own; tmux and all that go by the C library's wcwidth give it one. Lines are set for
the wider of the two, and what stands behind such a text is written at its own place
(driftview/tui/places.py), so that nothing shifts in either.
"""

import re
import unicodedata

from rich.cells import cell_len

UNCERTAIN = re.compile(
    "[\u00ad\u0600-\u0605\u06dd\u070f\u0903-\u109f\u1712-\u1cff\u2630-\u2637\u268a-\u268f\u302e\u302f\u3164"
    "\u3248-\u324f\u4dc0-\u4dff\ua802-\uabff\uffa0\U00011000-\U00011fff\U00016ff0\U00016ff1"
    "\U0001d165-\U0001d172\U0001d300-\U0001d378\U0001f1e6-\U0001f1ff\U0001f3fb-\U0001f3ff]"
)
"""Characters whose width terminals do not agree on, and those of the same alphabets.

Compared: rich 14.2 and 15.0 with wcwidth of glibc.
"""


def most_cells(text: str) -> int:
    """Return how many cells a text takes at the most, whichever terminal shows it.

    Examples
    --------
    >>> most_cells("cat"), most_cells("हिन्दी")
    (3, 5)
    """
    return cell_len(text) + uncertain_cells(text)


def uncertain_cells(text: str) -> int:
    """Return how many cells more than rich says a text may take."""
    if text.isascii() or not UNCERTAIN.search(text):
        return 0
    return sum(unicodedata.category(each) == "Mc" for each in text)

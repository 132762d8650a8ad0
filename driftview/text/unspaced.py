"""Scripts that put no space between words: Chinese, Japanese, Thai, Lao, Khmer and Burmese.

Where a word ends there is a matter of dictionaries, so in the word unit each of their characters, with the
marks that it carries, is a word of its own. Tibetan is not among them: a dot parts its syllables.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import TYPE_CHECKING

from driftview.choices import Unit, has_words

if TYPE_CHECKING:
    from driftview.arrays import Counts

SCRIPTS = (
    "\u0e00-\u0e4f"  # Thai; the digits of all these scripts make numbers as any digits do
    "\u0e80-\u0ecf\u0eda-\u0eff"  # Lao
    "\u1000-\u103f\u104a-\u108f\u109a-\u109f\ua9e0-\ua9ef\ua9fa-\ua9ff\uaa60-\uaa7f"  # Burmese, Shan, Mon
    "\u1780-\u17df\u17ea-\u17ff"  # Khmer
    "\u3005-\u3007\u3021-\u3029\u3031-\u3035\u3038-\u303c\u3041-\u312f\u31a0-\u31bf\u31f0-\u31ff"  # kana …
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f\U0001aff0-\U0001b16f\U00020000-\U0003ffff"  # Han
)
"""The inside of a character class; only what is a letter in it counts."""

LETTER = rf"(?=[{SCRIPTS}])[^\W_]"
"""Expression for one letter of these scripts."""

_LETTER = re.compile(LETTER)

MOSTLY = 0.5
"""From this share of the words on, a text as a whole is called one without spaces."""

PARTLY = 0.01
"""Below this share, single words in such a script are not worth a note."""


def is_unspaced(word: str) -> bool:
    """Tell whether a token is a character of a script without spaces, alone or with its marks."""
    return not word.isascii() and _LETTER.match(word) is not None


def has_unspaced(text: str) -> bool:
    """Tell whether any letter of a text is of a script without spaces."""
    return not text.isascii() and any(map(is_unspaced, set(text)))


def is_wide_mark(word: str) -> bool:
    """Tell whether a token is punctuation in the width of a Chinese character, which holds its own space."""
    return (
        len(word) == 1
        and unicodedata.category(word)[0] in "PS"
        and unicodedata.category(word) != "So"
        and unicodedata.east_asian_width(word) in "WFH"
    )


def unspaced_note(words: Sequence[str], counts: Counts, name: str, unit: Unit) -> tuple[str, ...]:
    """Return what the user should know of a text's words, given how often each occurs, shape (V,).

    That is a note or none. The share that decides is that of characters of scripts without spaces among all
    words with letters; as characters, they are what the user expects.
    """
    if not has_words(unit):
        return ()
    every = single = 0
    for word, count in zip(words, counts.tolist(), strict=True):
        if word[0].isalnum():
            every += count
            single += count * is_unspaced(word)
    if not single or single < PARTLY * every:
        return ()
    part = "" if single >= MOSTLY * every else "parts of "
    return (
        f"{part}{name} {'are' if part else 'is'} in a script without spaces between words: each character "
        "counts as a word there, and spaces next to them are dropped (the character unit keeps them)",
    )

"""Words broken at line ends by a hyphen, put together as the same text writes them elsewhere."""

import re
from collections.abc import Iterable, Mapping

MOST_BROKEN = 100_000
"""Different broken words that are looked up in one text."""

_REACH = 80
"""Characters on either side of the break that are looked at: longer words stay broken."""

_BREAK = re.compile(r"[-\u2010](?<=[^\W_].) ?\n[ \t]*(?=[^\W_])")
_BEFORE = re.compile(r"[^\W_]+(?:['’\u2010-][^\W_]+)*$")
_AFTER = re.compile(r"[^\W_]+(?:['’\u2010-][^\W_]+)*")
_WORD = re.compile(r"[^\W_]+(?:['’\u2010-][^\W_]+)*")

Forms = Mapping[str, bool]
"""Whether a broken word is written closed elsewhere, by its folded form with the hyphen."""


class BrokenWords:
    """Collects the words of a text that are broken at line ends, piece after piece."""

    def __init__(self) -> None:
        """No word is known to be broken yet."""
        self._found: set[tuple[str, str]] = set()
        self._held = ""

    def add(self, piece: str) -> None:
        """Look through the next piece of the text."""
        text = self._held + piece
        if _may_break(text):
            for found in _BREAK.finditer(text):
                if len(self._found) < MOST_BROKEN:
                    self._found.add(_parts(text, found))
        self._held = text[-3 * _REACH :]

    def forms(self, pieces: Iterable[str]) -> Forms:
        """Return how the broken words are written elsewhere in the text, read once more for that.

        Nothing is read where no word is broken. A word that stands nowhere else is not in the result.
        """
        if not self._found:
            return {}
        counts = {form: 0 for left, right in self._found for form in (f"{left}{right}", f"{left}-{right}")}
        held = ""
        for piece in pieces:
            text = held + piece
            cut = max(text.rfind(" "), text.rfind("\n"), len(text) - _REACH) + 1
            held = text[cut:]
            for word in _WORD.findall(text[:cut].casefold().replace("\u2010", "-")):
                if word in counts:
                    counts[word] += 1
        for word in _WORD.findall(held.casefold()):
            if word in counts:
                counts[word] += 1
        closed = {(left, right): counts[f"{left}{right}"] for left, right in self._found}
        hyphened = {(left, right): counts[f"{left}-{right}"] for left, right in self._found}
        known = [parts for parts in self._found if closed[parts] or hyphened[parts]]
        return {"-".join(parts): closed[parts] >= hyphened[parts] for parts in known}


def rejoin(text: str, forms: Forms) -> str:
    """Put words that are broken at line ends together: closed where the text has them so, else hyphened."""
    if not _may_break(text):
        return text

    def joint(found: re.Match[str]) -> str:
        left, right = _parts(text, found)
        return "" if forms.get(f"{left}-{right}", False) else text[found.start()]

    return _BREAK.sub(joint, text)


def _may_break(text: str) -> bool:
    """Tell at a glance whether a line of a text may end with a hyphen."""
    return any(each in text for each in ("-\n", "- \n", "\u2010\n"))


def _parts(text: str, found: re.Match[str]) -> tuple[str, str]:
    """Return what stands before and behind a break, folded."""
    before = _BEFORE.search(text[max(0, found.start() - _REACH) : found.start()])
    after = _AFTER.match(text, found.end(), found.end() + _REACH)
    left, right = before[0] if before else "", after[0] if after else ""
    return left.casefold().replace("\u2010", "-"), right.casefold().replace("\u2010", "-")

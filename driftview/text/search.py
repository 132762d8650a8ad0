"""What is looked for in a text: a string, or a regular expression whose time is bounded."""

import re
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from math import prod
from typing import Any, Self

from driftview.errors import DriftviewError

LONGEST = 500
"""Characters of a pattern."""

MOST_REPEATS = 1_000
"""The product of all counted repetitions of a pattern: what a compiler of patterns may write out."""

TIME_LIMIT = 5.0
"""Seconds that one search through all texts may take."""

_COUNTED = re.compile(r"(?<!\\)\{\s*(\d*)\s*,?\s*(\d*)\s*\}")
_UNBOUNDED = re.compile(r"(?<!\\)\(\?(?:R|[0-9+&]|P[>&])|(?<!\\)\{[^}]*[eisd]\s*(?:<|:|\})|(?<!\\)\\L<")
"""Recursion, approximate matching and named lists: of the module regex, and without a bound."""


class SearchError(DriftviewError, ValueError):
    """A pattern that cannot be looked for; the message is one line and says what to do."""


@dataclass(frozen=True)
class Search:
    """A string, or a regular expression, to be looked for."""

    text: str
    """As it was typed."""
    is_regex: bool = False
    ignore_case: bool = False
    whole_words: bool = False
    limit: float = TIME_LIMIT
    """Seconds of searching in all texts together."""
    _used: list[float] = field(default_factory=lambda: [0.0], repr=False, compare=False)

    @classmethod
    def typed(cls, text: str, limit: float = TIME_LIMIT) -> Self:
        """Read what a person types into one line: ``/…/`` is a regular expression, anything else a string.

        Parameters
        ----------
        text
            What is typed. Capital letters matter where some are typed; ``/…/i`` never minds them.
        limit
            Seconds for the search.

        Returns
        -------
        Search
            What is looked for.

        Raises
        ------
        SearchError
            The pattern cannot be looked for.
        """
        found = re.fullmatch(r"/(.+)/(i?)", text.strip(), re.DOTALL)
        if found is None:
            search = cls(text, ignore_case=text == text.lower(), limit=limit)
        else:
            search = cls(found[1], True, bool(found[2]), limit=limit)
        search.check()
        return search

    def check(self) -> None:
        """Raise SearchError for a pattern that cannot be looked for, or not within bounds."""
        if not self.text:
            raise SearchError("nothing to search for: type some letters")
        if len(self.text) > LONGEST:
            raise SearchError(f"this pattern has {len(self.text):,} characters: use at most {LONGEST}")
        if self.is_regex:
            self._check_regex()
        _ = self._compiled

    def _check_regex(self) -> None:
        if _UNBOUNDED.search(self.text):
            raise SearchError("recursion and approximate matching are not supported: leave them out")
        counts = [max((int(each) for each in found.groups() if each), default=1) for found in self._counted()]
        if prod(max(1, count) for count in counts) > MOST_REPEATS:
            raise SearchError(
                f"counted repetitions multiply beyond {MOST_REPEATS:,}: use + or *, or smaller numbers"
            )

    def _counted(self) -> Iterator[re.Match[str]]:
        return (found for found in _COUNTED.finditer(self.text) if any(map(len, found.groups())))

    @cached_property
    def _compiled(self) -> Any:
        import regex

        pattern = self.text if self.is_regex else regex.escape(self.text, special_only=True)
        if not self.is_regex:
            pattern = regex.sub(r"(?:\\?\s)+", r"\\s+", pattern)  # a line may end where a space was typed
        if self.whole_words:
            pattern = rf"(?<!\w)(?:{pattern})(?!\w)"
        flags = regex.IGNORECASE if self.ignore_case else 0
        try:
            return regex.compile(pattern, flags | regex.MULTILINE)
        except (regex.error, OverflowError, RecursionError, ValueError) as error:
            raise SearchError(f"this is not a regular expression: {error}") from None

    def spans(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield where the pattern stands in a text, begin and end in characters; empty matches are left out.

        Parameters
        ----------
        text
            Where it is looked for.

        Yields
        ------
        tuple of int
            Begin and end.

        Raises
        ------
        SearchError
            The search took too long.
        """
        left = self.limit - self._used[0]
        began = time.monotonic()
        try:
            if left <= 0:
                raise TimeoutError
            for found in self._compiled.finditer(text, timeout=left, concurrent=True):
                if found.end() > found.start():
                    yield found.span()
            self._used[0] += time.monotonic() - began
        except TimeoutError:
            self._used[0] = self.limit
            raise SearchError(
                f"this search took more than {self.limit:g} s: make the pattern simpler, "
                "or search fewer texts"
            ) from None

    def matches(self, text: str) -> bool:
        """Tell whether the pattern stands anywhere in a text; raises SearchError when that takes too long.

        Parameters
        ----------
        text
            Where it is looked for.

        Returns
        -------
        bool
            Whether it does.
        """
        return next(self.spans(text), None) is not None

    def places(self, texts: Iterable[str]) -> list[int]:
        """Return which of some short texts hold the pattern, as many as there is time to look at.

        Parameters
        ----------
        texts
            Such as the rows of a list.

        Returns
        -------
        list of int
            Their places, rising.
        """
        found = []
        try:
            for place, text in enumerate(texts):
                if self.matches(text):
                    found.append(place)
        except SearchError:
            return found
        return found

"""Phrases, each with how often it occurs; as many as there is room for."""

from collections.abc import Sequence
from typing import ClassVar

from driftview.drift.phrases import Phrase
from driftview.text.cleaning import clean
from driftview.tui.widgets.prose import head, wrapped
from driftview.tui.widgets.rows import Row, Rows, Span


class PhraseList(Rows):
    """Rows of count, mark and phrase; a mark says that something happened in this very generation."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"phrase-list--count", "phrase-list--mark", "phrase-list--new"}
    DEFAULT_CSS = """
    PhraseList {
        color: $foreground;
        & > .phrase-list--count { color: $text-muted; }
        & > .phrase-list--mark { color: $text-warning; text-style: bold; }
        & > .phrase-list--new { color: $foreground; text-style: bold; }
    }
    """

    def __init__(self, mark: str, *, id: str) -> None:  # noqa: A002
        """Show no phrases yet; ``mark`` stands before those of this generation."""
        super().__init__(id=id)
        self._mark = mark
        self._phrases: Sequence[Phrase] = ()
        self._fresh: frozenset[int] = frozenset()
        self._otherwise = ""

    def show(self, phrases: Sequence[Phrase], fresh: Sequence[Phrase], otherwise: str = "") -> None:
        """Show other phrases, marked where they are among the ``fresh``; ``otherwise``: said without any."""
        self._phrases, self._otherwise = phrases, otherwise
        self._fresh = frozenset(phrase.position for phrase in fresh)
        self.fit_rows()

    def fit_rows(self) -> None:
        """Make the rows that fit."""
        width = self.size.width
        if not width:
            return
        if not self._phrases:
            self.show_rows([(), *wrapped([Span(self._otherwise, "phrase-list--count")], width)])
            return
        shown = self._phrases[: self.size.height]
        digits = max(len(f"{phrase.count:,}") for phrase in shown)
        self.show_rows([self._row(phrase, digits, width) for phrase in shown])

    def _row(self, phrase: Phrase, digits: int, width: int) -> Row:
        fresh = phrase.position in self._fresh
        mark = f" {self._mark} " if fresh else " " * (len(self._mark) + 2)
        text = clean(phrase.text).replace("\n", " ").replace("\t", " ")
        return (
            Span(f"{phrase.count:,}".rjust(digits), "phrase-list--count"),
            Span(mark, "phrase-list--mark"),
            Span(head(text, max(1, width - digits - len(mark))), "phrase-list--new" if fresh else ""),
        )

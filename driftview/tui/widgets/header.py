"""The header line: which text, which model, which regime, and where we are."""

from dataclasses import dataclass
from typing import ClassVar

from driftview.tui.widgets.rows import Rows, Span, justified, row_width

SEPARATOR = " · "


@dataclass(frozen=True)
class Fact:
    """One entry of the header line."""

    text: str
    command: str
    """What a click on it asks for."""
    keep: int
    """Entries with the lowest number go first when the line is too short."""


class Header(Rows):
    """Name of the program and the facts of the run; a click on a fact changes it."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"header--name", "header--fact", "header--place"}
    DEFAULT_CSS = """
    Header {
        dock: top; height: 1; background: $panel; color: $foreground;
        & > .header--name { color: $text-primary; text-style: bold; }
        & > .header--fact { color: $foreground; }
        & > .header--place { color: $foreground; text-style: bold; }
    }
    """

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._facts: list[Fact] = []
        self._place = ""

    def show(self, facts: list[Fact], place: str) -> None:
        """Show other facts, and the generation at the right end."""
        self._facts, self._place = facts, place
        self.fit_rows()

    def fit_rows(self) -> None:
        """Leave out the least needed facts until the line fits."""
        right = [Span(f"{self._place} ", "header--place")]
        kept = list(self._facts)
        while kept:
            row = self._left(kept)
            if row_width(row) + row_width(right) + 1 <= self.size.width:
                break
            kept.remove(min(kept, key=lambda fact: fact.keep))
        self.show_rows([justified(self._left(kept), right, self.size.width)])

    def _left(self, facts: list[Fact]) -> list[Span]:
        """Return the left part of the line with the given facts."""
        row = [Span(" driftview", "header--name", "palette"), Span("   ")]
        for i, fact in enumerate(facts):
            row += [Span(SEPARATOR)] * (i > 0) + [Span(fact.text, "header--fact", fact.command)]
        return row

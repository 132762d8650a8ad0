"""The clock in plain words: a bar as long as the book, filled as far as somebody has read it."""

from typing import ClassVar

from driftview.tui.widgets.prose import wrapped
from driftview.tui.widgets.rows import Row, Rows, Span

READ, UNREAD, LAW = "█", "░", "┃"


class Clock(Rows):
    """A bar, and below it what it means."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "clock--read", "clock--unread", "clock--law", "clock--number", "clock--said", "clock--more",
    }  # fmt: skip
    DEFAULT_CSS = """
    Clock {
        color: $foreground;
        & > .clock--read { color: $primary; }
        & > .clock--unread { color: $foreground 30%; }
        & > .clock--law { color: $text; text-style: bold; }
        & > .clock--number { color: $text-accent; text-style: bold; }
        & > .clock--said { color: $foreground; text-style: bold; }
        & > .clock--more { color: $text-muted; }
    }
    """

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._share = 0.0
        self._law: float | None = None
        self._number = ""
        self._sentences: tuple[tuple[str, str], ...] = ()

    def show(self, share: float, law: float | None, number: str, sentences: tuple[str, ...]) -> None:
        """Show a share, where the law expects it, the share as a number, and sentences about it."""
        looks = ("clock--said", *["clock--more"] * (len(sentences) - 1))
        self._share, self._law, self._number = share, law, number
        self._sentences = tuple(zip(sentences, looks, strict=True))
        self.fit_rows()

    def fit_rows(self) -> None:
        """Draw the bar as wide as there is room, and as many sentences as fit."""
        if not self.size.width:
            return
        rows = [self._bar(self.size.width - len(self._number) - 2)]
        for sentence, look in self._sentences:
            lines = wrapped([Span(sentence, look)], self.size.width)
            if len(rows) + len(lines) <= self.size.height:
                rows += lines
        self.show_rows(rows)

    def _bar(self, room: int) -> Row:
        read = round(self._share * room)
        cells = [(READ, "clock--read")] * read + [(UNREAD, "clock--unread")] * (room - read)
        if self._law is not None and room > 0:
            cells[min(max(round(self._law * room) - 1, 0), room - 1)] = (LAW, "clock--law")
        spans: list[Span] = []
        for text, look in cells:
            if spans and spans[-1].look == look:
                spans[-1] = Span(spans[-1].text + text, look)
            else:
                spans.append(Span(text, look))
        return (*spans, Span(f"  {self._number}", "clock--number"))

"""The footer: what can be done now, and the keys that do it."""

from typing import ClassVar

from driftview.tui.commands.footer import FooterItem
from driftview.tui.widgets.rows import Row, Rows, Span, row_width

GAP = "  "


class Footer(Rows):
    """One line of keys; each can be clicked, those that do nothing now are dimmed."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"footer--key", "footer--word", "footer--refused"}
    DEFAULT_CSS = """
    Footer {
        dock: bottom; height: 1; background: $footer-background; color: $footer-foreground;
        & > .footer--key { color: $footer-key-foreground; text-style: bold; }
        & > .footer--word { color: $footer-foreground; }
        & > .footer--refused { color: $text-muted; text-style: dim; }
    }
    """

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._items: list[FooterItem] = []

    def show(self, items: list[FooterItem]) -> None:
        """Show other commands."""
        self._items = items
        self.fit_rows()

    def fit_rows(self) -> None:
        """Put as many entries on the line as it takes; the last entry, help, always stays."""
        kept: list[Row] = [_entry(item) for item in self._items]
        while len(kept) > 1 and sum(row_width(row) + len(GAP) for row in kept) > self.size.width + 1:
            del kept[-2]
        row = [Span(" ")]
        for i, entry in enumerate(kept):
            row += [Span(GAP)] * (i > 0) + list(entry)
        self.show_rows([tuple(row)])


def _entry(item: FooterItem) -> Row:
    """Return one entry: its keys, and its word."""
    spans: list[Span] = []
    for i, (command, refusal) in enumerate(zip(item.commands, item.refusals, strict=True)):
        if i:
            spans.append(Span("/", "footer--word"))
        spans.append(Span(command.shown_key, "footer--refused" if refusal else "footer--key", command.name))
    look = "footer--refused" if item.refused else "footer--word"
    return (*spans, Span(f" {item.word}", look, item.commands[-1].name))

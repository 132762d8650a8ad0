"""The footer: what can be done now, and the keys that do it."""

from typing import ClassVar

from driftview.tui.commands.footer import FooterItem
from driftview.tui.widgets.rows import Row, Rows, Span, row_width

GAP = "  "

ALWAYS = {"stop", "help"}
"""Commands whose entries are not left out, however narrow it is."""


class Footer(Rows):
    """One line of keys; each can be clicked, those that do nothing now are dimmed."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"footer--key", "footer--word", "footer--refused"}
    DEFAULT_CSS = """
    Footer {
        dock: bottom; height: 1; background: $panel; color: $foreground;
        & > .footer--key { color: $text-primary; text-style: bold; }
        & > .footer--word { color: $foreground; }
        & > .footer--refused { color: $foreground; text-style: dim; }
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
        """Put as many entries on the line as it takes; the way out and help always stay."""
        kept = [(item.commands[0].name, _entry(item)) for item in self._items]
        spare = [name for name, _ in kept if name not in ALWAYS]
        while spare and sum(row_width(entry) + len(GAP) for _, entry in kept) > self.size.width + 1:
            last = spare.pop()
            kept = [each for each in kept if each[0] != last]
        row = [Span(" ")]
        for i, (_, entry) in enumerate(kept):
            row += [Span(GAP)] * (i > 0) + list(entry)
        self.show_rows([tuple(row)])


def _entry(item: FooterItem) -> Row:
    """Return one entry: its keys, and its word."""
    spans: list[Span] = []
    parts = zip(item.commands, item.keys, item.refusals, strict=True)
    for i, (command, key, refusal) in enumerate(part for part in parts if part[1]):
        if i:
            spans.append(Span("/", "footer--word"))
        spans.append(Span(key, "footer--refused" if refusal else "footer--key", command.name))
    look = "footer--refused" if item.refused else "footer--word"
    space = " " if spans else ""
    return (*spans, Span(space + item.word, look, item.commands[-1].name))

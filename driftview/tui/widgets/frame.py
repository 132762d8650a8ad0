"""The frame of a screen: header, footer, and panels with a border."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import ClassVar, Self

from textual.containers import Vertical
from textual.content import Content
from textual.events import Click
from textual.geometry import Region
from textual.message import Message
from textual.widget import Widget

from driftview.tui.commands.footer import FooterItem
from driftview.tui.content.spans import Fact, Row, Span, justified, row_width
from driftview.tui.widgets.rows import CommandChosen, Rows, called

SEPARATOR = " · "

LEGEND_STYLES = {
    "": "",
    "MORE": "$word-more",
    "MUCH_MORE": "bold $word-more",
    "FAR_MORE": "$word-far-more",
    "EXTREME": "bold $word-far-more",
    "NEW": "underline",
}
"""Styles of legends by the look that they name: those of the texts (SamplePane)."""
WITHOUT_COLOR = LEGEND_STYLES | {"FAR_MORE": "bold", "EXTREME": "bold underline"}
"""The same where there are no colours, as the texts have them there."""


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
        self._subject: Hashable = None
        """What the facts are about."""
        self._place = ""

    def show(self, subject: Hashable, facts: Callable[[], list[Fact]], place: str) -> None:
        """Show the generation at the right end, and the facts, asked for when the subject changes."""
        if subject != self._subject:
            self._subject, self._facts = subject, facts()
        self._place = place
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


GAP = "  "

ALWAYS = {"stop", "help"}
LAST = ("help", "quit")
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
        """Put as many entries on the line as it takes; the way out and help stay, help and quit last."""
        kept = [(item.commands[0].name, _entry(item)) for item in self._items]
        spare = [name for name, _ in kept if name not in ALWAYS]
        while spare and sum(row_width(entry) + len(GAP) for _, entry in kept) > self.size.width + 1:
            last = spare.pop()
            kept = [each for each in kept if each[0] != last]
        kept.sort(key=lambda each: LAST.index(each[0]) if each[0] in LAST else -1)
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


class Panel(Vertical, can_focus=True):
    """A titled frame; empty at first, so that the first frame needs no chart."""

    class Resized(Message):
        """Says that a panel has another width, which a caption may have to fit."""

    _said: tuple[str, str | tuple[Span, ...]] = ("", "")
    _saying = False
    _width = 0

    def __init__(self, title: str, *children: Widget, id: str, opens: str = "") -> None:  # noqa: A002
        """Put ``children`` into a frame; a click on its title gives the command ``opens``."""
        super().__init__(*children, id=id)
        self._opens = opens
        self.say(title)

    def on_click(self, event: Click) -> None:
        """Open what the title stands for."""
        if self._opens and event.widget is self and event.y == 0:
            event.stop()
            self.post_message(CommandChosen(self._opens))

    def on_resize(self) -> None:
        """Say so when the width is another: the first one is known only after the first drawing."""
        if self.size.width != self._width:
            self._width = self.size.width
            self.post_message(self.Resized())

    def say(self, title: str, legend: str | tuple[Span, ...] = "") -> None:
        """Set what stands on the frame, above and below; nothing is drawn again when it is the same.

        Of a legend in spans, the class of each names its style among ``LEGEND_STYLES``.
        """
        title = called(self, title)
        if isinstance(legend, str):
            legend = called(self, legend)
        else:
            legend = tuple(span._replace(text=called(self, span.text)) for span in legend)
        if (title, legend) != self._said:
            self._said = title, legend
            self._saying = True
            self.border_title = Content(title)
            spans = (Span(legend),) if isinstance(legend, str) else legend
            plain = any(span.look for span in spans) and self.app.no_color
            styles = WITHOUT_COLOR if plain else LEGEND_STYLES
            pieces = [(span.text, styles[span.look]) for span in spans]
            self.border_subtitle = Content.assemble(*pieces) if legend else None
            self._saying = False

    def refresh(
        self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False
    ) -> Self:
        """Draw again; when only a title has changed, then only the two rows that titles stand on."""
        if self._saying and not regions:
            width, height = self.outer_size
            left, top = self.content_offset
            regions = (Region(-left, -top, width, 1), Region(-left, height - 1 - top, width, 1))
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)

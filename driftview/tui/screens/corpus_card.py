"""The card of a text: what can be known of it before anything is run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from rich.cells import set_cell_size
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widgets import Button, Static

from driftview import numbers
from driftview.drift.profile import (
    AHEAD,
    COMPARED,
    CorpusProfile,
    bundled_profile,
    corpus_profile,
    forecast,
    reason,
    yardstick,
)
from driftview.text.corpus import Corpus
from driftview.text.reading import label
from driftview.tui.content.spans import Row, Span, head
from driftview.tui.screens.dialog import Dialog
from driftview.tui.terminal import told_to_stop
from driftview.tui.widgets.rows import Rows

HEADS = ("tokens", "", "once only", "", "half gone", f"alive at {AHEAD}")
WIDTHS = (8, 8, 10, 5, 10, 12)
LONGEST_NAME = 34
OWN, OTHER = "▸ ", "  "


class PortraitTable(Rows):
    """Texts under each other, the one that loses its words fastest first."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "portrait-table--head", "portrait-table--own",
    }  # fmt: skip
    DEFAULT_CSS = """
    PortraitTable {
        height: auto; color: $foreground 80%;
        & > .portrait-table--head { color: $text-muted; }
        & > .portrait-table--own { color: $foreground; text-style: bold; }
    }
    """

    def __init__(self, own: CorpusProfile, places: int) -> None:
        """Show ``own`` among others; ``places``: how many there will be in all."""
        super().__init__(id="portraits")
        self._own = own
        self._places = places
        self._texts = [own]

    def add(self, other: CorpusProfile) -> None:
        """Show one more text."""
        self._texts = sorted([*self._texts, other], key=lambda each: each.alive_ahead)
        self.fit_rows()

    def on_mount(self) -> None:
        """Draw for the first time."""
        self.fit_rows()

    def fit_rows(self) -> None:
        """Make a row for each text, and for each that is still being read."""
        width = max(1, min(self.size.width - len(OWN) - sum(WIDTHS), LONGEST_NAME))
        heads = tuple(f"{self._own.unit}s" if i == 1 else text for i, text in enumerate(HEADS))
        rows = [_row("", heads, width, "portrait-table--head", OTHER)]
        for each in self._texts:
            mark, look = (OWN, "portrait-table--own") if each is self._own else (OTHER, "")
            rows.append(_row(each.title, _cells(each), width, look, mark))
        reading = (Span(f"{OTHER}reading …", "portrait-table--head"),)
        rows += [reading] * (self._places - len(self._texts))
        self.show_rows(rows)


def _row(name: str, cells: tuple[str, ...], width: int, look: str, mark: str) -> Row:
    """Return a row of the table, its name in so many cells."""
    text = set_cell_size(head(label(name) if name else "", width), width)
    columns = "".join(cell.rjust(of) for cell, of in zip(cells, WIDTHS, strict=True))
    return (Span(f"{mark}{text}{columns}", look),)


def _cells(text: CorpusProfile) -> tuple[str, ...]:
    """Write the numbers of a text."""
    return (
        numbers.whole(text.tokens),
        numbers.whole(text.words),
        numbers.whole(text.once),
        numbers.percent(text.once / text.words),
        "never" if text.half_life is None else f"by {numbers.short(text.half_life)}",
        numbers.percent(text.alive_ahead),
    )


class CorpusCard(Dialog[None]):
    """Lies over the explorer until it is closed; the bundled texts come in from a thread."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,T,q", "leave", "Go on", show=False, priority=True),
    ]
    CSS_PATH = "forms.tcss"

    @dataclass(eq=False)
    class Read(Message):
        """A bundled text has been read."""

        portrait: CorpusProfile

    def __init__(self, corpus: Corpus, key: str) -> None:
        """``key``: the one that opens the card again."""
        super().__init__()
        self._own = corpus_profile(corpus)
        self._corpus = corpus
        self._key = key
        self._others = [name for name in COMPARED if name != corpus.name]

    def compose(self) -> ComposeResult:
        """Lay out the numbers, the table and the reason."""
        with VerticalScroll(classes="form card", can_focus=False) as form:
            again = f" · {self._key} shows this again" if self._key else ""
            self.head(form, f"About {head(label(self._own.title), 50)}", f"enter goes on{again}")
            yield Static(_size(self._own, self._corpus), markup=False)
            yield Static(forecast(self._own), classes="said", markup=False)
            yield PortraitTable(self._own, len(self._others) + 1)
            yield Static("", id="reason", classes="said", markup=False)
            yield Button("Go on", id="go-on", variant="primary", compact=True)

    def on_mount(self) -> None:
        """Begin to read what the text is compared with, the yardstick first."""
        self._show_reason(None)
        self.run_worker(self._read_others, thread=True, exclusive=True, group="portraits")

    def _read_others(self) -> None:
        """Run in a thread: read one bundled text after the other."""
        stopped = told_to_stop()
        first = yardstick(self._own)
        for name in sorted(self._others, key=lambda each: each != first):
            if stopped():
                return
            self.post_message(self.Read(bundled_profile(name, self._own.unit)))

    @on(Read)
    def take(self, message: Read) -> None:
        """Show a text that has been read."""
        if not self.query("#reason"):  # the card is being closed
            return
        self.query_one(PortraitTable).add(message.portrait)
        if message.portrait.name == yardstick(self._own):
            self._show_reason(message.portrait)

    def _show_reason(self, other: CorpusProfile | None) -> None:
        said = reason(self._own, other) if other else "working …"
        self.query_one("#reason", Static).update(Content(said))

    @on(Button.Pressed)
    def action_leave(self) -> None:
        """Go on to the run."""
        self.dismiss(None)


def _size(own: CorpusProfile, corpus: Corpus) -> str:
    """Say how large a text is, who wrote it, and how its vocabulary grows."""
    held_out = len(corpus.held_out)
    voices = f", {len(corpus.voices)} voices" if len(corpus.voices) > 1 else ""
    aside = f" (and {held_out:,} more kept aside to test with)" if held_out else ""
    growth = f"{10 * own.slope:.1f} % more (Heaps slope {own.slope:.2f})"
    return (
        f"{own.tokens:,} tokens{aside}{voices}; {own.words:,} different {own.unit}s, {own.once:,} of them "
        f"only once. A tenth more text would bring {growth}."
    )

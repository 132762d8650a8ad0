"""One opening, continued by every generation."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Input, Label

from driftview import numbers
from driftview.drift.lineage import Lineage
from driftview.drift.loop import Loop
from driftview.drift.openings import Continuation, Opening, follow, typed_opening
from driftview.tui.background import SingleShot
from driftview.tui.content.main import Wordings
from driftview.tui.content.spans import Span, fitting, head
from driftview.tui.terminal import cancellation
from driftview.tui.views.dialog import Dialog
from driftview.tui.views.view import View
from driftview.tui.widgets.frame import Panel
from driftview.tui.widgets.prose import SEAM, Block, Blocks
from driftview.tui.widgets.sample_pane import SamplePane
from driftview.tui.worker import POST_EVERY

if TYPE_CHECKING:
    from driftview.tui.views.main import MainScreen

CLOSE = ",.;:!?)]’”"
"""Marks that stand close to the word before them."""

Key = tuple[int, str]
"""The number of a run, and an opening."""


@dataclass(eq=False)
class Followed(Message):
    """Some generations have gone on from an opening."""

    key: Key
    continuations: list[Continuation]
    done: bool
    """Whether the thread has nothing more to do."""


class OpeningView(View):
    """One block of text a generation: what it makes of the same words and the same random numbers."""

    VIEW = "opening"

    _key: Key = (0, "")
    _known: dict[int, Continuation]
    _working = False

    def body(self) -> ComposeResult:
        """Lay out one pane of blocks."""
        self._known = {}
        with Panel("Opening", id="opening-panel"):
            yield Blocks(id="blocks")

    # What is shown

    def show_body(self) -> None:
        """Show the continuations that are known, and have the others written."""
        session = self.session
        key = (session.shown.number, session.opening)
        if key != self._key:
            self._key, self._known, self._working = key, {}, False
        missing = [number for number in range(1, session.made + 1) if number not in self._known]
        if missing and not self._working and not (self._known and session.computing):
            self._follow(key, missing)
        blocks = [_block(each) for _, each in sorted(self._known.items())]
        self.query_one(Blocks).show(blocks, session.current)
        self._say_what_is_meant()

    def _say_what_is_meant(self) -> None:
        """Put the opening and the signs on the frame."""
        panel = self.query_one("#opening-panel", Panel)
        room = max(panel.size.width - 4, 10)
        legends = (
            f"{SEAM} it differs from the previous generation after this point · = it is identical",
            f"{SEAM} it differs from the previous one from here · = identical",
            f"{SEAM} differs from the one before",
        )
        legend = fitting(legends, room)
        panel.say(
            f"After {head(quoted(self.session.opening), room - 6)}", legend if self._known else "working …"
        )

    def sentence(self) -> Wordings:
        """Say what differs, and how far the current generation keeps to the first."""
        same = "Every generation gets the same words and the same random numbers: only the drift differs."
        now = self._known.get(self.session.current)
        if now is None:
            return (same, "Same words, same random numbers: only the drift differs.")
        length = len(now.tokens)
        kept = f"Generation {now.generation} matches generation 1 for {now.agrees_first} of {length} words"
        if now.generation == 1:
            kept = "Generation 1 learnt from the human text itself"
        opening = self._opening()
        used = _used(now, opening)
        unlawful = "single sentences cannot be predicted"
        return (
            f"{same} {kept}; {unlawful}. {used}",
            f"{same} {kept}. {used}",
            f"{kept}; only the drift differs. {used}",
            *((f"{kept}. {used}", used) if opening.unknown else ()),
            f"Only the drift differs: {kept[0].lower()}{kept[1:]}.",
            f"{kept}.",
        )

    def _opening(self) -> Opening:
        return typed_opening(self.session.generations[0].corpus, self.session.opening)

    # Work

    def _follow(self, key: Key, missing: Sequence[int]) -> None:
        """Have a thread write what is missing; the first and the last known one are its measure."""
        loop = self.session.shown.loop
        if loop is None:
            return
        self._working = True
        wanted = sorted({1, max(missing[0] - 1, 1), *missing})
        body = SingleShot(self._write, key, loop, self.session.lineage(), self._opening(), wanted)
        self.run_worker(body, group="openings", description="openings", thread=True, exclusive=True)

    def _write(self, key: Key, loop: Loop, lineage: Lineage, opening: Opening, wanted: Sequence[int]) -> None:
        """Run in a thread: follow the opening, and post what is found a few times a second."""
        waiting: list[Continuation] = []
        posted = 0.0
        for each in follow(lineage, loop.indexed.index, opening, wanted, cancelled=cancellation()):
            waiting.append(each)
            if time.monotonic() - posted >= POST_EVERY:
                self.post_message(Followed(key, waiting, done=False))
                waiting, posted = [], time.monotonic()
        self.post_message(Followed(key, waiting, done=True))

    @on(Followed)
    def take_continuations(self, message: Followed) -> None:
        """Keep what has been written, unless something else is wanted by now."""
        if message.key != self._key:
            return
        for each in message.continuations:
            self._known.setdefault(each.generation, each)
        self._working = not message.done
        self.show()

    # Commands of this view

    def do_scroll_blocks(self, lines: int, pages: int = 0) -> None:
        """Scroll on by some lines or pages."""
        blocks = self.query_one(Blocks)
        if pages:
            blocks.scroll_pages(pages)
        else:
            blocks.scroll_lines(lines)

    @on(Blocks.Chosen)
    def take_block(self, message: Blocks.Chosen) -> None:
        """Look at the generation that was clicked on."""
        self.main.go(message.number)


def quoted(opening: str) -> str:
    """Return an opening on one line, as a person quotes it."""
    return f"“{' '.join(opening.split())} …”"


def _used(now: Continuation, opening: Opening) -> str:
    """Say how many words of the opening count, where that is not plain."""
    if opening.unknown:
        known = "word is" if opening.unknown == 1 else "words are"
        return f"{numbers.whole(opening.unknown)} of its {known} not in the human text."
    if now.words_used < now.words_wanted:
        return f"It uses only the last {now.words_used} of the {now.words_wanted} words it could use."
    return f"It uses the last {now.words_used} words." if now.words_used != 1 else "It uses the last word."


def _block(continuation: Continuation) -> Block:
    """Return a continuation with the part that it has in common with the generation before set off."""
    number = continuation.generation
    whole = continuation.prose(len(continuation.tokens))
    if number == 1:
        return Block(number, (Span(f"…{_joined(whole)}"),))
    shared = continuation.prose(continuation.agrees_before)
    if continuation.agrees_before == len(continuation.tokens):
        return Block(number, (Span(f"= word for word as generation {number - 1}", "blocks--shared"),))
    if not whole.startswith(shared):
        shared = ""
    rest = whole[len(shared) :]
    before = "" if shared and rest[:1] and not rest[0].isspace() else " "
    seam = Span(f"{before}{SEAM}", "blocks--mark")
    return Block(
        number,
        (
            Span(f"…{_joined(shared)}", "blocks--shared"),
            seam,
            Span(_joined(rest.lstrip()) if before else rest),
        ),
    )


def _joined(text: str) -> str:
    """Return a text as it follows an ellipsis: marks of punctuation stand close to it."""
    return text if not text or text[0] in CLOSE else f" {text}"


class OpeningForm(Dialog[str]):
    """One line to type; gives back the opening, or None when left with Escape."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", "Cancel", show=False)]
    CSS_PATH = "forms.tcss"

    def __init__(self, opening: str, example: str) -> None:
        """Begin with ``opening``; an empty line stands for ``example``, the top of the left pane."""
        super().__init__()
        self._opening = opening
        self._example = example

    def compose(self) -> ComposeResult:
        """Lay out the line."""
        with Vertical(classes="form") as form:
            self.head(form, "Follow one opening", "enter follows it · esc closes")
            yield Label(
                "Every generation continues these words with the same random numbers, so only the drift "
                "differs.",
                classes="answer",
                markup=False,
            )
            yield Label("A few words from the human text work best:", classes="above", markup=False)
            yield Input(self._opening, placeholder=self._example, id="opening", compact=True)

    @on(Input.Submitted)
    def take(self, event: Input.Submitted) -> None:
        """Take what was typed, or else what the pane on the left begins with."""
        self.dismiss(event.value.strip() or self._example or None)


def follow_opening(main: MainScreen) -> None:
    """Ask for an opening, and show what every generation makes of it."""

    def chosen(text: str | None) -> None:
        if not text:
            return
        main.session.opening = text
        if any(isinstance(screen, OpeningView) for screen in main.app.screen_stack):
            main.show()
        else:
            main.do_open_view("opening")

    top = main.query_one("#left", SamplePane).opening
    main.app.push_screen(OpeningForm(main.session.opening or top, top), chosen)

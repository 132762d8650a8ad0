"""The Voices view: how much of the text descends from whom, against what chance allows."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Static

from driftview.drift.voices import LastWords, VoiceLine, caveat, last_words, voice_lines
from driftview.tui.background import BackgroundQuery
from driftview.tui.content import voices as words
from driftview.tui.content.main import Wordings
from driftview.tui.content.spans import Span, wrapped
from driftview.tui.views.view import View
from driftview.tui.widgets.charts import LineChart
from driftview.tui.widgets.frame import Panel
from driftview.tui.widgets.prose import Prose
from driftview.tui.widgets.table import RowList

if TYPE_CHECKING:
    from driftview.tui.views.main import MainScreen

CHARTS = 6
"""At most so many voices have a chart at a time."""
CHART_WIDTH = 30
"""A chart has at least so many cells."""
FRAME = 3
"""Rows of a table besides those of its voices: the border and the heading."""


class VoicesView(View):
    """Charts of the voices side by side, a table of all, and the last words of the chosen one."""

    VIEW = "voices"
    CSS_PATH: ClassVar[Any] = ["view.tcss", "voices.tcss"]

    def __init__(self, main: MainScreen) -> None:
        """Begin with the first voice."""
        super().__init__(main)
        self._run = 0
        self._chosen = 0
        self._first = 0
        self._lines: BackgroundQuery[list[VoiceLine]] = BackgroundQuery(self, "voices")
        self._quotes: BackgroundQuery[LastWords | None] = BackgroundQuery(self, "last words", kept=64)

    def body(self) -> ComposeResult:
        """Lay out charts, table and quotation, and what is said where there is only one voice."""
        with Vertical(id="voices"):
            with Horizontal(id="voice-charts"):
                for place in range(CHARTS):
                    with Panel("", id=f"voice-{place}"):
                        yield LineChart()
            with Panel("Voices", id="voice-table-panel"):
                yield RowList(id="voice-table")
            with Panel("Last words", id="voice-quote-panel"):
                yield Prose(id="voice-quote")
        yield Static(Content.from_markup(words.ALONE), id="one-voice")

    # What is shown

    @property
    def _alone(self) -> bool:
        return len(self.session.generations[0].corpus.voices) < 2

    def _known(self) -> list[VoiceLine] | None:
        """Return the voices as far as they are worked out; None at first."""
        session = self.session
        if session.shown.number != self._run:
            self._run = session.shown.number
            self._lines.forget()
            self._quotes.forget()
        key = session.shown.number, session.made
        return self._lines.ask(key, partial(voice_lines, session.lineage())) or self._lines.last

    def _number(self, lines: list[VoiceLine]) -> int:
        """Return the generation that is shown: the one looked at, as far as voices are worked out."""
        return min(self.session.current, len(lines[0].shares) - 1)

    def show_body(self) -> None:
        """Show what is worked out, and have the rest worked out."""
        self.set_class(self._alone, "-alone")
        lines = None if self._alone else self._known()
        if lines is None:
            self.query_one(RowList).say("working …")
            return
        self._chosen = max(0, min(self._chosen, len(lines) - 1))
        self._show_charts(lines)
        self._show_table(lines)
        self._show_quote(lines[self._chosen], self._number(lines))

    def _show_charts(self, lines: list[VoiceLine]) -> None:
        """Show as many charts as there is room for, that of the chosen voice among them."""
        room = max(1, min(len(lines), CHARTS, self.size.width // CHART_WIDTH))
        self._first = min(max(self._first, self._chosen - room + 1), self._chosen, len(lines) - room)
        number, total = self._number(lines), max(self.session.run.target, self.session.made)
        for place in range(CHARTS):
            panel = self.query_one(f"#voice-{place}", Panel)
            panel.display = place < room
            if place < room:
                line = lines[self._first + place]
                chosen = line.voice == lines[self._chosen].voice
                panel.set_class(chosen, "chosen")
                mark = "▸ " if chosen else ""
                share = words.share_text(float(line.shares[number]))
                panel.say(f"{mark}{words.name_of(line)} · {share}")
                panel.query_one(LineChart).show(words.curves(line, total, number))

    def _show_table(self, lines: list[VoiceLine]) -> None:
        panel, number = self.query_one("#voice-table-panel", Panel), self._number(lines)
        height = min(len(lines), max(3, self.size.height // 4 - 1)) + FRAME
        if panel.styles.height is None or panel.styles.height.value != height:
            panel.styles.height = height
        where = f"at generation {number}" if number else "in the human text"
        panel.say(f"{len(lines)} voices {where}")
        total = max(self.session.run.target, self.session.made)
        self.query_one(RowList).show(
            words.COLUMNS, len(lines), lambda place: words.cells(lines[place], number, total), self._chosen
        )

    def _show_quote(self, line: VoiceLine, number: int) -> None:
        """Show the last words of a voice, as soon as they are found."""
        spoke = words.spoke(line, number)
        panel, prose = self.query_one("#voice-quote-panel", Panel), self.query_one("#voice-quote", Prose)
        if spoke < 0:
            panel.say(words.quote_title(line, number))
            prose.show([[Span("It has no words in the training text.", "prose--muted")]])
            return
        generation = self.session.generations[spoke]
        key = self._run, line.voice, spoke
        last = self._quotes.ask(key, partial(last_words, generation, line.voice))
        if last is not None:
            panel.say(words.quote_title(line, number), f"⟦ ⟧ descends from {words.name_of(line)}")
            quote, said = words.quoted(generation, last), words.remarks(line, caveat(self.session.lineage()))
            whole = [quote, *said]
            lines = sum(len(wrapped(each, prose.size.width)) for each in whole if each)
            prose.show(whole if lines <= prose.size.height else [quote], visible=words.OWN)

    def sentence(self) -> Wordings:
        """Say how the voices fare, what chance predicts, and whether any departs from it."""
        if self._alone:
            return ("One voice: every word of every generation descends from it.", "One voice.")
        lines = self._known()
        return ("Following the voices …",) if lines is None else words.sentence(lines, self._number(lines))

    # Commands of this view

    def _choose(self, voice: int) -> None:
        self._chosen = max(0, min(voice, len(self.session.generations[0].corpus.voices) - 1))
        self.show()

    def do_move_voice(self, voices: int) -> None:
        """Choose another voice, so many further down."""
        self._choose(self._chosen + voices)

    def do_voice_silence(self) -> None:
        """Look at the last generation in which the chosen voice speaks."""
        lines = None if self._alone else self._known()
        if lines is not None:
            self.main.go(max(0, lines[self._chosen].last_spoke))

    @on(RowList.Chosen)
    def take_row(self, message: RowList.Chosen) -> None:
        """Choose the voice that was clicked on."""
        self._choose(message.place)

    @on(LineChart.Chosen)
    def take_place(self, message: LineChart.Chosen) -> None:
        """Look at the generation that was clicked on."""
        self.main.go(round(message.position))

    @on(BackgroundQuery.Answered)
    def take_answer(self, message: BackgroundQuery.Answered) -> None:
        """Show what has been worked out."""
        message.desk.keep(message)
        self.show()

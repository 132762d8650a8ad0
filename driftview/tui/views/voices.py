"""The Voices view: what is left of each voice's own words, and how much of the text descends from it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Static

from driftview.drift.voices import caveat
from driftview.tui.background import BackgroundQuery
from driftview.tui.content import voices as words
from driftview.tui.content.main import Wordings
from driftview.tui.content.sorting import moved
from driftview.tui.content.spans import Span, wrapped
from driftview.tui.content.voices import Quotes, Voices
from driftview.tui.views.view import ListView
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


class VoicesView(ListView):
    """Charts of the voices side by side, a table of all, and the last words of the chosen one."""

    VIEW = "voices"
    CSS_PATH: ClassVar[Any] = ["view.tcss", "voices.tcss"]

    def __init__(self, main: MainScreen) -> None:
        """Begin with the first voice."""
        super().__init__(main)
        self._run = 0
        self._chosen = 0
        self._first = 0
        self._listed: list[int] = []
        """The voices in the list, as far as they match what it is filtered by."""
        self._own = True
        """Whether own words are shown, or shares of the text."""
        self._voices: BackgroundQuery[Voices] = BackgroundQuery(self, "voices")
        self._quotes: BackgroundQuery[Quotes] = BackgroundQuery(self, "last words", kept=64)

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

    def _known(self) -> Voices | None:
        """Return the voices as far as they are worked out; None at first."""
        session = self.session
        if session.shown.number != self._run:
            self._run = session.shown.number
            self._voices.forget()
            self._quotes.forget()
        runs = session.generations[-1].simulated_runs  # predictions come in later than generations
        key = session.shown.number, session.made, runs
        return self._voices.ask(key, partial(words.follow_voices, session.lineage())) or self._voices.last

    def _number(self, found: Voices) -> int:
        """Return the generation that is shown: the one looked at, as far as voices are worked out."""
        return min(self.session.current, found.made)

    def _of_own_words(self, found: Voices) -> bool:
        """Whether own words are shown: where nobody knows who a word descends from, nothing else is known."""
        return self._own or not found.lines

    def show_body(self) -> None:
        """Show what is worked out, and have the rest worked out."""
        self.set_class(self._alone, "-alone")
        found = None if self._alone else self._known()
        if found is None:
            self.query_one(RowList).say("working …")
            return
        self._chosen = max(0, min(self._chosen, len(found.own) - 1))
        self._chosen = self.seen(self.matching(words.safe_name(own.name) for own in found.own), self._chosen)
        self._show_charts(found)
        self._show_table(found)
        self._show_quote(found)

    def _show_charts(self, found: Voices) -> None:
        """Show as many charts as there is room for, that of the chosen voice among them."""
        voices = len(found.own)
        room = max(1, min(voices, CHARTS, self.size.width // CHART_WIDTH))
        self._first = min(max(self._first, self._chosen - room + 1), self._chosen, voices - room)
        number, total = self._number(found), max(self.session.run.target, self.session.made)
        for place in range(CHARTS):
            panel = self.query_one(f"#voice-{place}", Panel)
            panel.display = place < room
            if place >= room:
                continue
            voice = self._first + place
            panel.set_class(voice == self._chosen, "chosen")
            mark = "▸ " if voice == self._chosen else ""
            own = found.own[voice]
            if self._of_own_words(found):
                left, curves = words.left_text(own, number), words.own_curves(own, total, number)
            else:
                line = found.lines[voice]
                left = words.share_text(float(line.shares[number]))
                curves = words.curves(line, total, number)
            panel.say(f"{mark}{words.safe_name(own.name)} · {left}")
            panel.query_one(LineChart).show(curves)

    def _show_table(self, found: Voices) -> None:
        panel, number = self.query_one("#voice-table-panel", Panel), self._number(found)
        voices = len(found.own)
        height = min(voices, max(3, self.size.height // 4 - 1)) + FRAME
        if panel.styles.height is None or panel.styles.height.value != height:
            panel.styles.height = height
        where = f"at generation {number}" if number else "in the human text"
        total = max(self.session.run.target, self.session.made)
        if self._of_own_words(found):
            panel.say(f"Words that only one voice uses, {where}")
            columns, rows = words.OWN_COLUMNS, [words.own_cells(own, number, total) for own in found.own]
        else:
            panel.say(f"Shares of {voices} voices {where}")
            columns, rows = words.COLUMNS, [words.cells(line, number, total) for line in found.lines]
        names = [words.safe_name(own.name) for own in found.own]
        self._listed = self.show_list(
            "voice-table", columns, self.matching(names), rows.__getitem__, self._chosen,
            empty="No voice matches.", noun="voice",
        )  # fmt: skip

    def _show_quote(self, found: Voices) -> None:
        """Show the last words of the chosen voice, as soon as they are found."""
        number, voice, session = self._number(found), self._chosen, self.session
        quotes = self._quotes.ask(
            (self._run, voice, number), partial(words.quote, session.lineage(), found, voice, number)
        )
        if quotes is None:
            return
        panel, prose = self.query_one("#voice-quote-panel", Panel), self.query_one("#voice-quote", Prose)
        if self._of_own_words(found):
            own, vocabulary = found.own[voice], session.generations[0].corpus.vocabulary
            panel.say(words.own_title(own, quotes.own), f"words that only {words.safe_name(own.name)} uses")
            prose.show(words.own_quoted(own, quotes.own, vocabulary, number), visible=words.OWN)
            return
        line, last = found.lines[voice], quotes.last
        if last is None:
            panel.say(words.quote_title(line, number))
            prose.show([[Span("None of its words are in the training text.", "prose--muted")]])
            return
        generation = session.generations[last.generation]
        panel.say(words.quote_title(line, number), f"⟦ ⟧ descends from {words.name_of(line)}")
        quote, said = words.quoted(generation, last), words.remarks(line, caveat(session.lineage()))
        whole = [quote, *said]
        lines = sum(len(wrapped(each, prose.size.width)) for each in whole if each)
        prose.show(whole if lines <= prose.size.height else [quote], visible=words.OWN)

    def sentence(self) -> Wordings:
        """Say how the voices fare, what chance predicts, and whether any departs from it."""
        if self._alone:
            return ("One voice: every word of every generation descends from it.", "One voice.")
        found = self._known()
        if found is None:
            return ("Following the voices …",)
        runs = self.session.generations[-1].simulated_runs
        if self._of_own_words(found):
            return words.own_sentence(found.own, self._number(found), runs)
        return words.sentence(found.lines, self._number(found), runs)

    def footer_words(self) -> dict[str, str]:
        """Say what the key that changes the curves leads to."""
        return {"voice_curve": "shares" if self._own else "own words"}

    # Commands of this view

    def _choose(self, voice: int) -> None:
        self._chosen = max(0, min(voice, len(self.session.generations[0].corpus.voices) - 1))
        self.show()

    def do_move_voice(self, voices: int) -> None:
        """Choose another voice, so many further down the list."""
        self._choose(moved(self._listed, self._chosen, voices))

    def do_voice_curve(self) -> None:
        """Change between own words and shares of the text."""
        self._own = not self._own
        self.show()

    def do_voice_silence(self) -> None:
        """Look at the last generation in which the chosen voice speaks, or uses one of its own words."""
        found = None if self._alone else self._known()
        if found is None:
            return
        own = found.own[self._chosen]
        last = int(own.last.max(initial=0))
        self.main.go(max(0, last if self._of_own_words(found) else found.lines[self._chosen].last_spoke))

    @on(RowList.Chosen)
    def take_row(self, message: RowList.Chosen) -> None:
        """Choose the voice that was clicked on."""
        self._choose(self._listed[message.place])

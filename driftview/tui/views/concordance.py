"""The Concordance view: a string or pattern in its context, the human text beside a generation."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.events import Click

from driftview.drift.concordance import ConcordanceLine, Occurrences, occurrences
from driftview.text.search import Search, SearchError
from driftview.tui.background import BackgroundQuery
from driftview.tui.content import concordance as words
from driftview.tui.content.main import Wordings
from driftview.tui.content.spans import Span
from driftview.tui.views.asking import AskSearch
from driftview.tui.views.view import View
from driftview.tui.widgets.charts import LineChart
from driftview.tui.widgets.frame import Panel
from driftview.tui.widgets.rows import Rows

if TYPE_CHECKING:
    from driftview.drift.lineage import Generation
    from driftview.tui.views.main import MainScreen


class KwicList(Rows):
    """Lines with what was found in the middle; the chosen one stands out."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {words.LINE, words.MATCH, words.CURSOR}
    DEFAULT_CSS = """
    KwicList {
        color: $foreground;
        & > .kwic--context { color: $foreground 80%; }
        & > .kwic--match { color: $text-accent; text-style: bold; }
        & > .kwic--cursor { background: $primary 35%; color: $foreground; text-style: bold; }
    }
    """

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._lines: tuple[ConcordanceLine, ...] = ()
        self._cursor: int | None = None
        self._top = 0
        self._otherwise = ""

    def show(self, lines: tuple[ConcordanceLine, ...], cursor: int | None, otherwise: str) -> None:
        """Show other lines; ``otherwise`` is said where there are none."""
        self._lines, self._cursor, self._otherwise = lines, cursor, otherwise
        self.fit_rows()

    @property
    def page(self) -> int:
        """How many lines are seen at once."""
        return max(1, self.size.height)

    def fit_rows(self) -> None:
        """Make the rows that are seen, the chosen one among them."""
        width = self.size.width
        if not width:
            return
        if not self._lines:
            self.show_rows([(), (Span(f"  {self._otherwise}", words.LINE),)])
            return
        cursor = self._cursor or 0
        self._top = max(0, min(max(self._top, cursor - self.page + 1), cursor, len(self._lines) - 1))
        seen = range(self._top, min(self._top + self.page, len(self._lines)))
        self.show_rows([words.kwic_row(self._lines[place], width, place == self._cursor) for place in seen])

    def on_click(self, event: Click) -> None:
        """Leave clicks to what lies under the lines."""


class ConcordanceView(View):
    """The human text beside the generation, and the course through time above."""

    VIEW = "concordance"
    CSS_PATH: ClassVar[Any] = ["view.tcss", "concordance.tcss"]

    def __init__(self, main: MainScreen) -> None:
        """Look for what was last typed."""
        super().__init__(main)
        self._found: BackgroundQuery[Occurrences | str] = BackgroundQuery(self, "concordance", kept=120)
        self._line = 0
        self._looked_for = ""
        self._shown: Occurrences | None = None
        """What the list of the generation shows: the lines that match its filter."""

    def body(self) -> ComposeResult:
        """Lay out the course, and both lists of lines."""
        with Panel("Through the generations", id="course-panel"):
            yield LineChart(id="course")
        with Horizontal(id="both-texts"):
            with Panel("Human text", id="human-panel"):
                yield KwicList(id="human-lines")
            with Panel("Generation", id="lines-panel"):
                yield KwicList(id="lines")

    # What is shown

    def _ask(self, number: int) -> Occurrences | None:
        """Return the places in a generation if they are known; have them looked for otherwise."""
        session = self.session
        key = session.shown.number, session.looked_for, number
        answer = self._found.ask(key, partial(_search, session.generations[number], session.looked_for))
        return answer if isinstance(answer, Occurrences) else None

    def _known(self, number: int) -> Occurrences | None:
        session = self.session
        answer = self._found.known((session.shown.number, session.looked_for, number))
        return answer if isinstance(answer, Occurrences) else None

    @property
    def _failure(self) -> str:
        session = self.session
        answers = (
            self._found.known((session.shown.number, session.looked_for, number))
            for number in (0, session.current)
        )
        return next((answer for answer in answers if isinstance(answer, str)), "")

    def show_body(self) -> None:
        """Show what is found, and have the rest looked for: this generation first, then the others."""
        session = self.session
        if session.looked_for != self._looked_for:
            self._looked_for, self._line = session.looked_for, 0
        wanted = [0, session.current, *range(session.made + 1)]
        if not self._failure:
            missing = next((number for number in wanted if self._known(number) is None), None)
            if missing is not None:
                self._ask(missing)
        found = [self._known(number) for number in range(session.made + 1)]
        total = max(session.run.target, session.made)
        self.query_one("#course", LineChart).show(words.curves(found, total, session.current))
        self._show_lines("human", found[0], None)
        now = found[session.current]
        if now is not None and self.sieve is not None:
            lines = now.lines
            kept = self.sieve.places(f"{each.left}{each.match}{each.right}" for each in lines)
            now = replace(now, lines=tuple(lines[place] for place in kept))
        self._shown = now
        self._line = 0 if now is None else max(0, min(self._line, len(now.lines) - 1))
        self._show_lines("lines", now, self._line)

    def _show_lines(self, name: str, found: Occurrences | None, cursor: int | None) -> None:
        panel = self.query_one(f"#{name}-panel", Panel)
        lines = self.query_one(f"#{'human-lines' if name == 'human' else 'lines'}", KwicList)
        if found is None:
            panel.say(self.session.first_text if name == "human" else f"Generation {self.session.current}")
            lines.show((), None, self._failure or "looking …")
            return
        legend = words.panel_legend(found, panel.size.width - 4)
        if cursor is not None and found.lines and len(found.lines) > cursor:
            said = words.place_of(found.lines[cursor])
            legend = said if len(said) + 4 <= panel.size.width else legend
        panel.say(words.panel_title(found), legend)
        lines.show(found.lines, cursor, "It does not occur here.")

    def sentence(self) -> Wordings:
        """Say how often it stands in both texts."""
        session = self.session
        human, now = self._known(0), self._known(session.current)
        return words.sentence(session.looked_for, human, now, self._failure)

    # Commands of this view

    def do_move_line(self, lines: int, pages: int = 0) -> None:
        """Choose another line, so many lines and pages further down."""
        self._line += lines + pages * self.query_one("#lines", KwicList).page
        self.show()

    def do_line_ancestry(self) -> None:
        """Look at where the sentence of the chosen line came from."""
        now = self._shown
        if now is not None and now.lines:
            from driftview.tui.views.ancestry import AncestryView

            view = AncestryView(self.main)
            view.look_at(now.lines[self._line].position)
            self.app.push_screen(view)


def _search(generation: Generation, typed: str) -> Occurrences | str:
    """Return the places in one generation, or why they cannot be found."""
    try:
        return occurrences(generation, Search.typed(typed))
    except SearchError as error:
        return str(error)


def ask_what(main: MainScreen) -> None:
    """Ask what is to be looked for, and show it."""

    def typed(answer: str | None) -> None:
        if not answer:
            return
        main.session.looked_for = answer
        top = main.app.screen
        if isinstance(top, ConcordanceView):
            top.show()
            return
        if isinstance(top, View):
            top.dismiss()
        main.app.push_screen(ConcordanceView(main))

    main.app.push_screen(AskSearch("Look for a string or a pattern", main.session.looked_for), typed)

"""What every view is: one screen over the main screen, on the same session, with the same keys for time."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from driftview.text.search import Search
from driftview.tui.background import BackgroundQuery
from driftview.tui.commands.command import Command
from driftview.tui.commands.footer import footer
from driftview.tui.content import charts
from driftview.tui.content.main import Wordings, facts, place, subject, waiting
from driftview.tui.content.sorting import Cells, Sorting
from driftview.tui.content.spans import Column
from driftview.tui.first_frame import SMALLEST, notice
from driftview.tui.parallel import RunStream
from driftview.tui.views.panels import PanelScreen, bindings_of, show_effect
from driftview.tui.widgets.charts import LineChart, Timeline
from driftview.tui.widgets.frame import Footer, Header
from driftview.tui.widgets.rows import PlainLine
from driftview.tui.widgets.table import RowList

if TYPE_CHECKING:
    from driftview.tui.views.main import MainScreen


FILTER_LIMIT = 1.0
"""Seconds that filtering a list may take; what is not looked at by then is left out."""


class View(PanelScreen):
    """A view of the session; a subclass says what it shows, and in one sentence what that means.

    Commands that the view has the method of are its own; all others are the main screen's.
    """

    CSS_PATH = "view.tcss"

    VIEW: ClassVar[str] = ""
    """Its name in the command registry; the command of the same name opens it."""
    TITLE: ClassVar[str | None] = None

    def __init_subclass__(cls) -> None:
        """Bind the keys that mean something in this view."""
        cls.BINDINGS = list(bindings_of(cls.VIEW))
        super().__init_subclass__()

    def __init__(self, main: MainScreen) -> None:
        """Look at the session of ``main``."""
        super().__init__()
        self.main = main
        self.session = main.session

    @property
    def tells_effect(self) -> bool:
        """Whether it may be said what the last changed setting did."""
        return True

    def body(self) -> ComposeResult:
        """Lay out what is between the sentence and the footer."""
        raise NotImplementedError

    def show_body(self) -> None:
        """Put the session on the widgets; called only when there are generations."""
        raise NotImplementedError

    def footer_words(self) -> dict[str, str]:
        """Return what the footer calls commands in the state that the view is in, where that differs."""
        return {}

    def sentence(self) -> Wordings:
        """Say what is shown, what the law predicts, and whether this run departs from it; longest first."""
        raise NotImplementedError

    filtered: str = ""
    """What the list of the view is filtered by; empty for everything."""

    @property
    def sieve(self) -> Search | None:
        """Return what the rows of the list must match; None for everything."""
        return Search.typed(self.filtered, limit=FILTER_LIMIT) if self.filtered else None

    def do_filter(self) -> None:
        """Ask what the list is to be filtered by."""
        from driftview.tui.views.asking import AskSearch

        def typed(answer: str | None) -> None:
            if answer is not None:
                self.filtered = answer
                self.show()

        self.app.push_screen(AskSearch("Filter the list", self.filtered, "An empty line shows all."), typed)

    def compose(self) -> ComposeResult:
        """Lay out the frame that all views share, and the body."""
        yield Header(id="header")
        with Vertical(id="page"):
            with Vertical(id="time"):
                yield Timeline(id="timeline")
            yield PlainLine(id="sentence")
            yield PlainLine(id="effect")
            with Vertical(id="body"):
                yield from self.body()
        yield from self.compose_notice()
        yield Footer(id="footer")

    def compose_notice(self) -> ComposeResult:
        """Lay out what takes the place of the page where there is too little room."""
        yield Static(id="notice")

    def on_mount(self) -> None:
        """Show the session once the widgets have their sizes."""
        self.call_after_refresh(self.show)

    def on_screen_resume(self) -> None:
        """Catch up with what happened while another screen was on top."""
        self.show()

    def on_resize(self) -> None:
        """Say kindly when there is too little room."""
        self.query_one("#notice", Static).update(Content(notice(*self.size, *SMALLEST)))
        self.call_after_refresh(self.show)

    def show(self) -> None:
        """Bring everything that depends on the session up to date, at once."""
        if not self.is_mounted or not self.query("#footer"):
            return
        session = self.session
        with self.app.batch_update():
            self.query_one(Header).show(subject(session), partial(facts, session), place(session))
            self.query_one("#footer", Footer).show(
                footer(session, self.VIEW, self.maximised, self.footer_words())
            )
            if session.generations:
                self.query_one(Timeline).show(charts.track(session))
                self.query_one("#sentence", PlainLine).show(*self.sentence())
                if self.tells_effect:
                    show_effect(self, session)
                else:
                    self.query_one("#effect", PlainLine).display = False
                self.show_body()
            else:
                self.query_one("#sentence", PlainLine).show(*waiting(session))

    def carry_out(self, command: Command) -> None:
        """Do what a command says, here or on the main screen."""
        (self.method_of(command) or partial(self.main.carry_out, command))()

    def do_stop(self) -> None:
        """Give panels their room back, or leave: playing and computing go on."""
        if self.restore():
            self.show()
        else:
            self.dismiss()

    def do_quit(self) -> None:
        """Go back to the main screen; the key does not also quit there while it is held."""
        self.main.quit_pressed = time.monotonic()
        self.dismiss()

    @on(LineChart.Chosen)
    def take_place(self, message: LineChart.Chosen) -> None:
        """Look at the generation that was clicked on in a curve."""
        self.main.go(round(message.position))

    @on(BackgroundQuery.Answered)
    def take_answer(self, message: BackgroundQuery.Answered) -> None:
        """Keep what a thread has found out."""
        message.query.keep(message)
        self.show_answer(message)

    def show_answer(self, message: BackgroundQuery.Answered) -> None:
        """Show what has been found out; a view that waits for several answers says when."""
        self.show_soon()

    @on(Timeline.Chosen)
    def take_generation(self, message: Timeline.Chosen) -> None:
        """Look at the generation that was clicked on."""
        self.main.go(message.generation)


class ListView(View):
    """A view with lists that are sorted by their columns."""

    def __init__(self, main: MainScreen) -> None:
        """Begin with the lists as they come."""
        super().__init__(main)
        self.sortings: defaultdict[str, Sorting] = defaultdict(Sorting)
        """How each list is sorted, by its id."""

    def in_order(self, name: str, places: Sequence[int], cells: Cells) -> list[int]:
        """Return the rows of the list called ``name`` as it is sorted; ``cells`` tells what a row says."""
        return self.sortings[name].sorted(places, cells)

    def matching(self, texts: Iterable[str]) -> list[int]:
        """Return the places of the texts that match what the list is filtered by; all without a filter."""
        return list(range(len([*texts]))) if self.sieve is None else self.sieve.places(texts)

    def show_list(
        self,
        name: str,
        columns: Sequence[Column],
        places: Sequence[int],
        cells: Cells,
        chosen: int | None,
        *,
        noun: str,
        empty: str = "",
        last: Sequence[int] = (),
    ) -> list[int]:
        """Show places in the list called ``name`` as it is sorted, and return them in that order.

        ``cells`` tells what a row says, and ``chosen`` which place has the cursor. ``noun`` is what a row is
        called, and ``empty`` is said in place of none. Places that are ``last`` stay below the others.
        """
        listed = [*self.in_order(name, places, cells), *last]
        self.query_one(f"#{name}", RowList).show(
            columns,
            len(listed),
            lambda row: cells(listed[row]),
            listed.index(chosen) if chosen in listed else None,
            empty=empty,
            name=noun,
            sorting=self.sortings[name],
        )
        return listed

    @staticmethod
    def seen(listed: Sequence[int], place: int) -> int:
        """Return the chosen row, or the first of the list where its filter hides that one."""
        return place if place in listed or not listed else listed[0]

    def _list(self) -> RowList:
        """Return the list that keys sort: that of the panel with the focus, or the first."""
        panel = self.focused_panel
        within = panel.query(RowList) if panel is not None else ()
        return next(iter(within), None) or self.query(RowList).first()

    def do_sort(self) -> None:
        """Sort by the next column."""
        rows = self._list()
        self.sortings[rows.id or ""].next(rows.columns)
        self.show()

    def do_turn_list(self) -> None:
        """Turn the list round."""
        self.sortings[self._list().id or ""].turn()
        self.show()

    @on(RowList.HeadChosen)
    def take_head(self, message: RowList.HeadChosen) -> None:
        """Sort by the column that was clicked on; once more, the other way round."""
        self.sortings[message.rows.id or ""].choose(message.column)
        self.show()


class StudyView(View):
    """A view that has runs made beside the one on the screen."""

    def __init__(self, main: MainScreen, name: str) -> None:
        """Look at the session of ``main``; ``name`` is what the runs are called among the threads."""
        super().__init__(main)
        self._stream = RunStream(self, name, self.session.store)

    @on(RunStream.Made)
    def take_run(self, message: RunStream.Made) -> None:
        """Show one more run."""
        message.stream.keep(message)
        self.show_soon()

    @on(RunStream.Ended)
    def take_end(self, message: RunStream.Ended) -> None:
        """Say that all runs are there."""
        message.stream.end(message)
        self.show_soon()

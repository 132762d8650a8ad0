"""The main screen: two texts beside each other, and what was measured of them."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Static

from driftview.tui import providers
from driftview.tui.background import BackgroundQuery
from driftview.tui.commands import BY_NAME
from driftview.tui.commands.command import MAIN
from driftview.tui.commands.footer import footer
from driftview.tui.commands.table import VIEW_NAMES
from driftview.tui.content.main import facts, place, sentence
from driftview.tui.content.marks import CYCLE, Found, Marks, legend, next_marks
from driftview.tui.first_frame import HORIZONTAL, SMALLEST, VERTICAL, notice
from driftview.tui.session import MORE, Session
from driftview.tui.views.dialog import Dialog
from driftview.tui.views.panels import PanelScreen, bindings_of, show_effect
from driftview.tui.views.run_screen import KnobScreen
from driftview.tui.widgets.frame import Fact, Footer, Header, Panel
from driftview.tui.widgets.rows import CommandChosen, PlainLine
from driftview.tui.widgets.sample_pane import SamplePane

if TYPE_CHECKING:
    from driftview.drift.external import ExternalGenerations
    from driftview.drift.lineage import Generation, Lineage
    from driftview.settings.settings import Settings
    from driftview.tui.content.page import Page
    from driftview.tui.novelty import NewWords, Novelty
    from driftview.tui.views.charts import Charts
    from driftview.tui.views.view import View
    from driftview.tui.widgets.charts import HeatMap, LineChart, Timeline

Side = tuple[Hashable, "Callable[[int], Page]"]
"""What tells a page from others, and what sets it for a width."""


class Display:
    """Knows which widget shows what."""

    def __init__(self, screen: PanelScreen) -> None:
        self._screen = screen
        self._charts: Charts | None = None
        self._novelty: Novelty | None = None
        self.marks: Marks = CYCLE[0]
        """Which looks the machine's text has."""
        self._before = 0
        """The generation that was looked at last."""

    async def prepare(self) -> bool:
        """Mount the charts, unless they are there; False when the screen is closing."""
        if not any(each.is_attached for each in self._screen.query("#time")):
            return False
        if self._charts is None:
            from driftview.tui.novelty import Novelty  # numpy must not hold up the first frame
            from driftview.tui.views.charts import Charts

            self._novelty = Novelty(self._screen)
            charts = Charts()
            await charts.mount(self._screen)
            self._charts = charts
        return True

    def show(self, session: Session) -> None:
        """Bring all widgets up to date; those whose content is the same do nothing."""
        find = self._screen.query_one
        find(Header).show([Fact(*fact) for fact in facts(session)], place(session))
        find("#sentence", PlainLine).show(*sentence(session))
        show_effect(self._screen, session)
        find(Footer).show(footer(session, maximised=self._screen.maximised))
        if self._charts is None or not session.generations:
            return
        self.show_texts(session)
        self._charts.show(session)

    def next_marks(self) -> str:
        """Choose other looks for the machine's text, and say which."""
        self.marks = next_marks(self.marks)
        return f"Marked in the text: {self.marks}."

    def show_texts(self, session: Session) -> None:
        """Bring the two texts up to date."""
        left, right = session.generations[session.left], session.generations[session.current]
        human, machine = self._panes()
        human.show(*_left_side(session, right, self.marks))
        self._show_machine(session, right, machine)
        struck = "" if left.number == right.number else f"struck: not used by generation {right.number}"
        title = _title(left, human, session.name_of(left.number), pinned=session.pinned is not None)
        self._screen.query_one("#left-panel", Panel).say(title, struck)

    def look_ahead(self, session: Session) -> None:
        """Set the pages that one more step in the same direction will show, now that there is time."""
        forward = session.current >= self._before
        self._before = session.current
        number = session.current + (1 if forward else -1)
        if self._charts is None or not 0 <= number <= session.made:
            return
        generation = session.generations[number]
        human, machine = self._panes()
        human.prepare(*_left_side(session, generation, self.marks))
        new = self._novelty.known(session, number) if self._novelty and self.marks == "new phrases" else None
        machine.prepare(*_right_side(session, generation, self.marks, new))

    def _panes(self) -> tuple[SamplePane, SamplePane]:
        """Return the panes of the two texts."""
        find = self._screen.query_one
        return find("#left", SamplePane), find("#right", SamplePane)

    def _show_machine(self, session: Session, right: Generation, pane: SamplePane) -> None:
        """Show the generation looked at, with the looks that are on, and name them."""
        from driftview.drift.phrases import marked_length

        marks, new = self.marks, self._new_words(session, right)
        pane.show(*_right_side(session, right, marks, new))
        length = marked_length(session.shown.settings)
        found = Found(length, None if new is None else new.share, right.number < session.made)
        said = legend(marks, right, found, pane.size.width - 2)
        self._screen.query_one("#right-panel", Panel).say(
            _title(right, pane, session.name_of(right.number), pinned=False), said
        )

    def _new_words(self, session: Session, generation: Generation) -> NewWords | None:
        """Return where new phrases end, when that is wanted and known."""
        if self._novelty is None or self.marks != "new phrases" or generation.number == 0:
            return None
        new = self._novelty.at(session, generation.number)
        if new is not None:
            self._novelty.look_ahead(session)
        return new


def _title(generation: Generation, pane: SamplePane, given: str, *, pinned: bool) -> str:
    """Return what stands above a pane: whose text it is, ``given`` as what, and where in it we are."""
    name = f"Generation {generation.number}" if generation.number else "Human text"
    name += " · pinned" if pinned else ""
    number, documents = pane.place
    place = f" · ¶ {number:,} of {documents:,}" if number else ""
    named = f"{name} · {given}" if given else name
    wordings = (f"{named}{place}", named, f"{name}{place}", name)
    return next((each for each in wordings if len(each) + 2 <= pane.size.width), name)


def _left_side(session: Session, right: Generation, marks: Marks) -> Side:
    """Return the page on the left when ``right`` is looked at."""
    left, tinted = session.generations[session.left], marks == "over-use"
    key = session.shown.number, left.number, right.number, tinted
    return key, partial(_left_page, left, right, tinted)


def _right_side(session: Session, right: Generation, marks: Marks, new: NewWords | None) -> Side:
    """Return the page of the generation that is looked at."""
    following = session.generations[right.number + 1 :][:1]
    key = (session.shown.number, right.number, marks, new is not None, bool(following))
    return key, partial(_right_page, right, following, marks, new)


def _left_page(left: Generation, right: Generation, tinted: bool, width: int) -> Page:
    from driftview.drift.overuse import Use, use_of_words
    from driftview.tui.content.page import Page

    if left.number == right.number:
        return Page(left, width)
    use = use_of_words(right.counts, right.corpus.counts)
    if not tinted:
        use[use != Use.NEVER] = Use.AS_OFTEN
    return Page(left, width, use=use)


def _right_page(
    right: Generation, following: list[Generation], marks: Marks, new: NewWords | None, width: int
) -> Page:
    from driftview.drift.overuse import use_of_words
    from driftview.tui.content.page import Page

    tinted = marks == "over-use" and right.number > 0
    return Page(
        right,
        width,
        use=use_of_words(right.counts, right.corpus.counts) if tinted else None,
        spans=marks == "copied spans" and right.number > 0,
        new=None if new is None else new.flags,
        dying=following[0].counts == 0 if following and marks == "last words" else None,
    )


class MainScreen(KnobScreen):
    """Lays out the panels and carries out the commands."""

    HORIZONTAL_BREAKPOINTS = HORIZONTAL
    VERTICAL_BREAKPOINTS = VERTICAL
    CSS_PATH = "main.tcss"
    COMMANDS = {providers.commands, providers.knobs}  # noqa: RUF012 - as Textual declares it
    BINDINGS: ClassVar[list[BindingType]] = list(bindings_of(MAIN))

    def __init__(
        self, names: tuple[str, ...], settings: Settings, opened: Lineage | ExternalGenerations | None = None
    ) -> None:
        super().__init__(names, settings, opened)
        self._display = Display(self)

    def compose(self) -> ComposeResult:
        """Lay out the frames; charts and theirs come when there is something to draw."""
        yield Header(id="header")
        with Vertical(id="page"):
            yield Vertical(id="time")
            yield PlainLine(id="sentence")
            yield PlainLine(id="effect")
            with Horizontal(id="texts"):
                with Panel("Human text", id="left-panel"):
                    yield SamplePane(id="left")
                with Panel("Generation 1", id="right-panel"):
                    yield SamplePane(id="right")
            yield Horizontal(id="charts")
        yield Static(id="notice")
        yield Footer(id="footer")

    def on_mount(self) -> None:
        """Show the empty frame, and begin to compute once it is on the terminal."""
        self.show()
        self.call_after_refresh(self.start)

    def on_resize(self) -> None:
        """Fit what is said to the new width, and say kindly when there is too little room."""
        self.query_one("#notice", Static).update(Content(notice(*self.size, *SMALLEST)))
        if self._view() is None:
            self.call_after_refresh(self.show)

    def show(self) -> None:
        """Bring everything that depends on the session up to date, at once."""
        view = self._view()
        if view is not None:
            view.show()
            return
        with self.app.batch_update():
            self._display.show(self.session)
        self.call_after_refresh(self._display.look_ahead, self.session)

    def _view(self) -> View | None:
        """Return the view that covers this screen, if one does."""
        if len(self.app.screen_stack) == 1:  # the first frame comes before numpy, which views need
            return None
        from driftview.tui.views.view import View

        return next((screen for screen in reversed(self.app.screen_stack) if isinstance(screen, View)), None)

    def on_screen_resume(self) -> None:
        """Catch up with what happened while a view was on top."""
        if self.is_mounted:
            self.show()

    def open_view(self, name: str) -> None:
        """Show a view in place of the one that is shown; the same key again leaves it."""
        from driftview.tui.views.registry import make_view

        old = self._view()
        if old is not None:
            old.dismiss()
        if old is None or name != old.VIEW:
            self.app.push_screen(make_view(name, self))

    async def prepare(self) -> bool:
        """Mount the charts, unless they are there; False when the screen is closing."""
        return await self._display.prepare()

    def go(self, generation: int) -> None:
        """Look at a generation; what lies outside is brought inside."""
        self.session.go(generation)
        self.show()

    def action_give(self, name: str) -> None:
        """Do what a command says, or say why not; under a dialog nothing is done."""
        if isinstance(self.app.screen, Dialog):
            return
        command = BY_NAME[name]
        reason = None if name == "stop" else command.refusal(self.session)
        if reason:
            self.query_one("#sentence", PlainLine).show(f"{command.label}: {reason}.", f"{reason}.")
            return
        if name in VIEW_NAMES:
            self.open_view(name)
        else:
            getattr(self, f"do_{name}")()

    @on(CommandChosen)
    def take_command(self, message: CommandChosen) -> None:
        """Do what was clicked on."""
        if message.command == "palette":
            self.app.action_command_palette()
        else:
            self.action_give(message.command)

    @on(SamplePane.Scrolled)
    def take_scroll(self, message: SamplePane.Scrolled) -> None:
        """Move both texts when the wheel turns over one."""
        self.scroll_texts(message.lines)

    @on(BackgroundQuery.Answered)
    def take_answer(self, message: BackgroundQuery.Answered) -> None:
        """Show what has been worked out."""
        message.desk.keep(message)
        self.show()

    def on_timeline_chosen(self, message: Timeline.Chosen) -> None:
        """Look at the generation that was clicked on the timeline."""
        self.go(message.generation)

    def on_line_chart_chosen(self, message: LineChart.Chosen) -> None:
        """Look at the generation that was clicked on the chart."""
        self.go(round(message.position))

    def on_heat_map_chosen(self, message: HeatMap.Chosen) -> None:
        """Look at the generation that was clicked on the map."""
        self.go(message.generation)

    def scroll_texts(self, lines: int) -> None:
        """Move both texts in step."""
        for pane in self.query(SamplePane):
            pane.scroll_lines(lines)
        self.show()

    def _page_lines(self) -> int:
        return max(1, self.query_one("#left").size.height - 1)

    # One method for each command

    def do_previous(self) -> None:
        """Look one generation back."""
        self.go(self.session.current - 1)

    def do_next(self) -> None:
        """Look one generation on."""
        self.go(self.session.current + 1)

    def do_previous_ten(self) -> None:
        """Look ten generations back."""
        self.go(self.session.current - MORE)

    def do_next_ten(self) -> None:
        """Look ten generations on."""
        self.go(self.session.current + MORE)

    def do_first(self) -> None:
        """Look at the human text."""
        self.go(0)

    def do_last(self) -> None:
        """Look at the last generation made."""
        self.go(self.session.made)

    def do_play(self) -> None:
        """Step by itself, or stop doing so."""
        if self.session.playing:
            self.pause()
        else:
            self.play()
        self.show()

    def do_more(self) -> None:
        """Ask for ten more generations."""
        self.compute_more()
        self.show()

    def do_stop(self) -> None:
        """Do the first that can be done: give panels their room back, stop playing, stop computing."""
        if not self.restore() and not self.halt():
            self.set_focus(None)
        self.show()

    def do_pin(self) -> None:
        """Put the current generation on the left, or the human text again."""
        session = self.session
        session.pinned = None if session.pinned is not None else session.current
        self.show()

    def do_scroll_down(self) -> None:
        """Move both texts a line on."""
        self.scroll_texts(1)

    def do_scroll_up(self) -> None:
        """Move both texts a line back."""
        self.scroll_texts(-1)

    def do_page_down(self) -> None:
        """Move both texts a page on."""
        self.scroll_texts(self._page_lines())

    def do_page_up(self) -> None:
        """Move both texts a page back."""
        self.scroll_texts(-self._page_lines())

    def do_marks(self) -> None:
        """Change what is marked in the machine's text."""
        self.query_one("#sentence", PlainLine).show(self._display.next_marks())
        self._display.show_texts(self.session)

    def do_copy(self) -> None:
        """Put the visible part of the text on the right on the clipboard."""
        from driftview.tui.clipboard import copy

        copy(self, self.query_one("#right", SamplePane).passage)

    def do_opening(self) -> None:
        """Ask for an opening, and let every generation go on from it."""
        from driftview.tui.views.opening import follow_opening

        follow_opening(self)

    def do_find_word(self) -> None:
        """Ask for a word, and show its life."""
        from driftview.tui.views.words import find_word

        find_word(self)

    def do_export(self) -> None:
        """Ask for a place and write the lineage there."""
        from driftview.export.lineage_folder import FILES
        from driftview.tui.views.forms import NOTICE, ExportForm, Packed

        def written(folder: Path | Packed | None) -> None:
            if isinstance(folder, Packed):
                self.notify(folder.told, markup=False, timeout=NOTICE)
            elif folder is not None:
                page = folder / FILES["html"]
                where = f"Written to {folder}"
                told = f"{where}\nFor a browser: {page}" if page.exists() else where
                self.notify(told, markup=False, timeout=NOTICE)

        picture = self.app.export_screenshot(title="driftview")
        self.app.push_screen(ExportForm(self.session.lineage(), picture), written)

    def do_help(self) -> None:
        """Explain the screen and the keys."""
        from driftview.tui.views.help import Help

        shown = self._view() or self
        self.app.push_screen(Help(self.session.keys, shown.VIEW, shown.focused_panel))

    def do_quit(self) -> None:
        """Leave; the worker is told to stop."""
        self.app.exit(return_code=0)

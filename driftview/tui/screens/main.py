"""The main screen: two texts beside each other, and what was measured of them."""

from __future__ import annotations

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
from driftview.tui.commands.table import VIEW_NAMES
from driftview.tui.first_frame import HORIZONTAL, SMALLEST, VERTICAL, notice
from driftview.tui.screens.dialog import Dialog
from driftview.tui.screens.display import Display
from driftview.tui.screens.keys import bindings_of
from driftview.tui.screens.knobs import KnobScreen
from driftview.tui.session import MORE
from driftview.tui.widgets.frame import Footer, Header, Panel
from driftview.tui.widgets.rows import CommandChosen, PlainLine
from driftview.tui.widgets.sample_pane import SamplePane

if TYPE_CHECKING:
    from driftview.drift.external import ExternalGenerations
    from driftview.drift.lineage import Lineage
    from driftview.settings.settings import Settings
    from driftview.tui.screens.view import View
    from driftview.tui.widgets.charts import HeatMap, LineChart, Timeline


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
        from driftview.tui.screens.view import View

        return next((screen for screen in reversed(self.app.screen_stack) if isinstance(screen, View)), None)

    def on_screen_resume(self) -> None:
        """Catch up with what happened while a view was on top."""
        if self.is_mounted:
            self.show()

    def open_view(self, name: str) -> None:
        """Show a view in place of the one that is shown; the same key again leaves it."""
        from driftview.tui.screens.views import make_view

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
        from driftview.tui.screens.opening_form import follow_opening

        follow_opening(self)

    def do_find_word(self) -> None:
        """Ask for a word, and show its life."""
        from driftview.tui.screens.find_word import find_word

        find_word(self)

    def do_export(self) -> None:
        """Ask for a place and write the lineage there."""
        from driftview.export.lineage_folder import FILES
        from driftview.tui.screens.export_form import NOTICE, ExportForm, Packed

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
        from driftview.tui.screens.help import Help

        shown = self._view() or self
        self.app.push_screen(Help(self.session.keys, shown.VIEW, shown.focused_panel))

    def do_quit(self) -> None:
        """Leave; the worker is told to stop."""
        self.app.exit(return_code=0)

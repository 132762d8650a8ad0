"""The main screen: one run, computed, played and changed, and shown as two texts and what was measured."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Static
from textual.worker import Worker, WorkerState

from driftview.settings.conflicts import change, step
from driftview.tui.background import BackgroundQuery, SingleShot
from driftview.tui.commands.command import MAIN, Command
from driftview.tui.content.main import BEGINNINGS, begin
from driftview.tui.first_frame import SMALLEST, notice
from driftview.tui.keymap import default_keymap
from driftview.tui.playing import Player
from driftview.tui.session import MORE, Run, Session
from driftview.tui.terminal import cancellation
from driftview.tui.views.display import Display
from driftview.tui.views.panels import PanelScreen, ask_in_view, bindings_of, make_view, open_about
from driftview.tui.views.texts import Texts
from driftview.tui.widgets.frame import Footer, Header, Panel
from driftview.tui.widgets.rows import Headline, Hint, MeasureChosen, PlainLine, Rows
from driftview.tui.widgets.sample_pane import SamplePane, ScrollMark
from driftview.tui.worker import (
    CorpusOpened,
    Ended,
    Failed,
    GenerationsMade,
    OnlyToLookAt,
    Predicted,
    RunMessage,
    SeedMeasured,
    Told,
    Within,
    compute,
    reading_ahead,
)

if TYPE_CHECKING:
    from driftview.drift.external import ExternalGenerations
    from driftview.drift.lineage import Lineage
    from driftview.settings.settings import Settings
    from driftview.text.corpus import Corpus
    from driftview.text.options import ReadingOptions
    from driftview.tui.views.results import ResultsRead, Use
    from driftview.tui.widgets.charts import HeatMap, LineChart, Timeline

HELD_SECONDS = 0.8
"""So long after the key that closed a view, or its last repeat, the same key does not quit."""


class MainScreen(PanelScreen):
    """Computes and plays a run, changes its settings, and shows it."""

    CSS_PATH = "main.tcss"
    BINDINGS: ClassVar[list[BindingType]] = list(bindings_of(MAIN))

    def __init__(
        self, names: tuple[str, ...], settings: Settings, opened: Lineage | ExternalGenerations | None = None
    ) -> None:
        """``opened``: a lineage that was made before; nothing is added until somebody asks. Or texts."""
        super().__init__()
        target = settings.generations if opened is None else opened.last
        self.session = Session(Run(1, names, settings, target, opened=opened), default_keymap())
        self._display = Display(self)
        self._worker: Worker[None] | None = None
        self.player = Player(self.session, self, self.show)
        self.texts = Texts(self)
        self._introduced: tuple[str, ...] = ()
        """The names of the text whose card was last shown, or left out."""
        self.quit_pressed = -HELD_SECONDS
        """When the key that quits last closed a view instead."""

    def compose(self) -> ComposeResult:
        """Lay out the frames; charts and theirs come when there is something to draw."""
        yield Header(id="header")
        with Vertical(id="page"):
            yield Vertical(id="time")
            yield Headline(id="sentence")
            yield PlainLine(id="effect")
            with Horizontal(id="texts"):
                with Panel("Human text", id="left-panel"):
                    yield SamplePane(id="left")
                    yield ScrollMark(id="left-mark")
                with Panel("Generation 1", id="right-panel"):
                    yield SamplePane(id="right")
                    yield ScrollMark(id="right-mark")
            yield Horizontal(id="charts")
            yield Hint(id="hint")
        yield Static(id="notice")
        yield Footer(id="footer")

    def on_mount(self) -> None:
        """Show the empty frame, and begin to compute once it is on the terminal."""
        self._show_hint()
        self.show()
        self.call_after_refresh(self.start)

    def on_resize(self) -> None:
        """Fit what is said to the new width, and say kindly when there is too little room."""
        self.query_one("#notice", Static).update(Content(notice(*self.size, *SMALLEST)))
        if self.view() is None:
            self.call_after_refresh(self.show)

    def on_panel_resized(self) -> None:
        """Fit the captions of panels to the width that they have now."""
        if self.view() is None:
            self.show_soon()

    def show(self) -> None:
        """Bring everything that depends on the session up to date, at once."""
        view = self.view()
        if view is not None:
            view.show()
            return
        with self.app.batch_update():
            self._display.show(self.session)
        self.call_after_refresh(self._display.look_ahead, self.session)

    def view(self) -> PanelScreen | None:
        """Return the view that covers this screen, if one does."""
        views = (each for each in reversed(self.app.screen_stack) if isinstance(each, PanelScreen))
        top = next(views, self)
        return None if top is self else top

    def on_screen_resume(self) -> None:
        """Catch up with what happened while a view was on top."""
        if self.is_mounted:
            self._show_hint()
            self.show()

    def _show_hint(self) -> None:
        """Say on a line of its own how to begin, until somebody has done it."""
        hint = self.query_one("#hint", Rows)
        newcomer = getattr(self.app, "newcomer", False)
        if newcomer and not hint.display:
            hint.show_rows([begin(self.session, self.size.width)])
        hint.display = newcomer

    def go(self, generation: int) -> None:
        """Look at a generation; what lies outside is brought inside."""
        self.session.go(generation)
        self.show()

    @on(BackgroundQuery.Answered)
    def take_answer(self, message: BackgroundQuery.Answered) -> None:
        """Show what has been worked out."""
        message.query.keep(message)
        self.show_soon()

    def on_timeline_chosen(self, message: Timeline.Chosen) -> None:
        """Look at the generation that was clicked on the timeline."""
        self.go(message.generation)

    def on_line_chart_chosen(self, message: LineChart.Chosen) -> None:
        """Look at the generation that was clicked on the chart."""
        self.go(round(message.position))

    def on_heat_map_chosen(self, message: HeatMap.Chosen) -> None:
        """Look at the generation that was clicked on the map."""
        self.go(message.generation)

    # Computing

    def start(self) -> None:
        """Put a worker on the run; a worker on another run is stopped."""
        run = self.session.run
        run.computing, run.stopped = True, False
        run.started, run.before = time.monotonic(), run.made
        body = SingleShot(self._compute, run)
        self._worker = self.run_worker(
            body, f"run {run.number}", "compute", description="compute", thread=True, exclusive=True
        )
        self.call_next(self.show)  # the thread starts first

    def _compute(self, run: Run) -> None:
        """Run in a thread: make generations until done or told to stop."""
        compute(run, self.post_message, cancellation())

    def _is_current(self, message: RunMessage) -> bool:
        return message.run == self.session.run.number

    @on(CorpusOpened)
    def take_corpus(self, message: CorpusOpened) -> None:
        """Keep the corpus, and say what reading it brought to light."""
        if self._is_current(message):
            self.session.run.corpus = message.corpus
            for note in (*message.corpus.notes, *message.corpus.reading.told()):
                self.notify(note, markup=False)
            self.show_soon()

    @on(GenerationsMade)
    async def take_generations(self, message: GenerationsMade) -> None:
        """Show what has been made."""
        if not self._is_current(message) or not await self._display.prepare():
            return
        self.session.run.loop, self.session.run.within = message.loop, None
        self.session.arrived(message.generations)
        self.show_soon()
        self.introduce(message.generations[0].corpus)

    @on(Within)
    def take_progress(self, message: Within) -> None:
        """Say how far a slow generation is."""
        if self._is_current(message):
            self.session.run.within = message.what, message.share, message.seconds
            self.show_soon()

    @on(Predicted)
    def take_prediction(self, message: Predicted) -> None:
        """Put a prediction from simulated runs in the place of the one before."""
        if self._is_current(message):
            self.session.predicted(message.generations)
            self.show_soon()

    @on(SeedMeasured)
    def take_seed(self, message: SeedMeasured) -> None:
        """Show what lies beside the first seed."""
        if self._is_current(message):
            self.show_soon()

    @on(OnlyToLookAt)
    def take_refusal(self, message: OnlyToLookAt) -> None:
        """Say why no more can be made of what was opened."""
        if self._is_current(message):
            self.session.run.looking = message.reason
            self.notify(f"You can only look at this one: {message.reason}.", markup=False)
            self.show()

    @on(Told)
    def take_what_is_told(self, message: Told) -> None:
        """Say what the run will take."""
        if self._is_current(message):
            self.notify(message.what, severity="warning", markup=False)

    @on(Ended)
    def take_end(self, message: Ended) -> None:
        """Note that the worker is done; when more was asked for meanwhile, go on."""
        if not self._is_current(message):
            return
        run = self.session.run
        run.computing, run.within = False, None
        if run.stopped and run.generations:
            run.target = max(run.made, 1)
        if not self.app.is_running:  # it was stopped because the program is being left
            return
        if run.made < run.target and not run.stopped:
            self.start()
        self.show_soon()

    @on(Failed)
    def take_failure(self, message: Failed) -> None:
        """Go back to what was there before, or leave when there is nothing."""
        if not self._is_current(message):
            return
        run = self.session.run
        run.computing = False
        if run.generations:
            run.target = max(run.made, 1)
        elif self.session.gave_up():
            self._go_on()
        else:
            self.app.exit(message.reason, return_code=2)
            return
        self.notify(message.reason, severity="error", markup=False)
        self.show()

    @on(Worker.StateChanged)
    def take_loss(self, message: Worker.StateChanged) -> None:
        """Note that the worker is gone, after an error that nobody foresaw; what it has made stays."""
        run = self.session.run
        if message.state is WorkerState.ERROR and message.worker is self._worker:
            run.computing, run.stopped = False, True
            run.target = max(run.made, 1)
            if not run.generations:
                self.session.gave_up()

    def turn(self, settings: Settings, names: tuple[str, ...] | None = None) -> None:
        """Start again with other settings or another text; the old curve stays."""
        if self.session.playing:
            self.player.pause()
        self.session.turn(settings, names)
        self.start()

    def _go_on(self) -> None:
        """Compute what is missing of the run that was returned to; most often nothing is."""
        run = self.session.run
        if run.made < run.target and not run.stopped:
            self.start()
            return
        if self._worker is not None:
            self._worker.cancel()
        self.show()

    # Ending what goes on

    def halt(self) -> bool:
        """Stop playing, or else computing; what is done stays. False when neither went on."""
        if self.session.playing:
            self.player.pause()
        elif self.session.computing and not self.session.run.stopped:
            self.stop_computing()
        else:
            return False
        return True

    def stop_computing(self) -> None:
        """Stop the worker; what it has made stays, and where that is nothing the run before comes back."""
        run = self.session.run
        if not run.computing or self._worker is None:
            return
        run.stopped = True
        self._worker.cancel()
        if not run.generations and self.session.gave_up():
            self._go_on()

    # Settings

    def do_undo(self) -> None:
        """Return to the run that a setting was last changed from."""
        self.player.pause()
        if self.session.undo():
            self._go_on()

    def do_redo(self) -> None:
        """Return to the run that undo led away from."""
        self.player.pause()
        if self.session.redo():
            self._go_on()

    def do_change(self, name: str, steps: int) -> None:
        """Take a setting so many of its steps further."""
        self.turn(step(self._settings, name, steps))

    def do_ask(self, form: Literal["model", "regime"]) -> None:
        """Ask for the settings of a form."""
        from driftview.settings.forms import questions
        from driftview.tui.views.forms import SettingsForm

        if form == "model":
            self.anticipate()
        self.app.push_screen(
            SettingsForm(form.capitalize(), self._settings, questions(form)), self.take_settings
        )

    @property
    def _settings(self) -> Settings:
        return self.session.run.settings

    def do_new_seed(self) -> None:
        """Run again with other chance."""
        self.turn(change(self._settings, seed=self._settings.seed + 1))

    def do_corpus(self) -> None:
        """Ask for the human text, and how it is read."""
        from driftview.text.options import PLAIN_READING
        from driftview.tui.views.corpus import CorpusPicker

        reading = self.session.run.cache.reading
        picker = CorpusPicker(self.session.run.names, reading or PLAIN_READING)
        self.app.push_screen(picker, self.take_choice)

    def take_choice(self, chosen: tuple[str, ...] | ReadingOptions | None) -> None:
        """Start over with another human text, or with the same one read in another way."""
        if chosen is None or isinstance(chosen, tuple):
            self.take_texts(chosen)
            return
        run = self.session.run
        if run.cache.is_given(run.names):
            self.app.notify(
                "this text was opened with its lineage: choose the text itself first", markup=False
            )
            return
        run.cache.reading = chosen
        self.turn(self._settings, run.names)

    def take_texts(self, names: tuple[str, ...] | None) -> None:
        """Start over with another human text, which may have changed since it was last read."""
        from driftview.text.catalogue import find_bundled

        if names:
            if not all(find_bundled(name) for name in names):
                self.session.run.cache.forget(names)
            self.turn(self._settings, names)

    def do_ask_results(self, use: Use) -> None:
        """Ask for a folder of results, to be opened or to stand beside this lineage."""
        from driftview.tui.views.results import ask_for_results

        ask_for_results(self, use)

    def on_results_read(self, message: ResultsRead) -> None:
        """Show what a folder holds, in place of what is shown or beside it; or say why it cannot be."""
        if message.wrong:
            self.notify(message.wrong, severity="error", markup=False)
        elif message.results is not None:
            explorer: Any = self.app  # by its own queue: it waits until this screen is gone
            explorer.call_later(explorer.open_results, message.results)
        elif message.beside is not None:
            self.session.beside = (*self.session.beside, message.beside)
            if (view := self.view()) is None or view.VIEW != "compare":
                self.do_open_view("compare")
            self.show()

    def introduce(self, corpus: Corpus) -> None:
        """Show the card of an own text when it is met for the first time, unless with a whole lineage."""
        run, names = self.session.run, self.session.run.names
        if names == self._introduced:
            return
        self._introduced = names
        from driftview.text.catalogue import find_bundled

        own = not (run.opened or run.cache.is_given(names) or all(map(find_bundled, names)))
        if own and self.app.screen is self and not self.app.met(names):  # type: ignore[attr-defined]
            self.show_card(corpus)

    def do_card(self) -> None:
        """Say what can be known of the text before anything is run."""
        if self.session.run.corpus is not None:
            self.show_card(self.session.run.corpus)

    def show_card(self, corpus: Corpus) -> None:
        """Lay the card of a text over the screen."""
        from driftview.tui.views.corpus import CorpusCard

        self.app.push_screen(CorpusCard(corpus, self.session.keys.labels["card"]))

    def anticipate(self) -> None:
        """Read the text in the other unit while somebody chooses, so that turning it is answered soon."""
        if read := reading_ahead(self.session.run):
            self.run_worker(SingleShot(read), group="anticipate", thread=True, exclusive=True)

    def take_settings(self, settings: Settings | None) -> None:
        """Start over with other settings, when they are others."""
        if settings is not None and settings != self._settings:
            self.turn(settings)

    # Other commands

    def carry_out(self, command: Command) -> None:
        """Do what a command says; every one that is not a view's own has its method here."""
        if command.name in BEGINNINGS:
            self.app.remember_beginning()  # type: ignore[attr-defined]  # the app is the Explorer
        method = self.method_of(command) or self.method_of(command, self.texts)
        assert method is not None, command.name
        method()

    def do_open_view(self, name: str) -> None:
        """Show a view in place of the one that is shown; the same key again leaves it."""
        if old := self.view():
            old.dismiss()
        if old is None or name != old.VIEW:
            if name in ("human_text", "compare") and self.session.current <= 1:  # they show nothing so early
                self.session.go(self.session.made)
            self.app.push_screen(make_view(name, self))

    def do_ask_in_view(self, name: str) -> None:
        """Ask what a view is to be about, and show it."""
        ask_in_view(name, self)

    def do_step(self, generations: int) -> None:
        """Look at another generation, so many further on."""
        self.go(self.session.current + generations)

    def do_more(self) -> None:
        """Ask for ten more generations."""
        run = self.session.run
        if run.generations:
            run.target = (run.target if run.computing and not run.stopped else run.made) + MORE
        run.stopped = False
        if not run.computing:
            self.start()
        self.show()

    @on(SamplePane.Scrolled)
    def take_scroll(self, message: SamplePane.Scrolled) -> None:
        """Move both texts when the wheel turns over one."""
        self.texts.do_scroll(message.lines)

    @on(ScrollMark.Moved)
    def take_place(self, message: ScrollMark.Moved) -> None:
        """Go where the scroll mark of one text was dragged to."""
        self.texts.go_to(message.share)

    def do_play(self) -> None:
        """Step by itself, or stop doing so."""
        if self.session.playing:
            self.player.pause()
        else:
            self.player.start()
        self.show()

    def do_pace(self, by: int) -> None:
        """Play faster or more slowly."""
        told = self.player.change_pace(by)
        self.show()
        self.texts.say(told)

    def do_loop(self) -> None:
        """Begin again after the last generation, or end there."""
        self.texts.say(self.player.change_end())

    # Words

    @on(SamplePane.WordChosen)
    def take_word(self, message: SamplePane.WordChosen) -> None:
        """Show the life of a word that was clicked on."""
        self.texts.open_word(message.word, message.at)

    @on(MeasureChosen)
    def take_measure(self, message: MeasureChosen) -> None:
        """Show a measure that was clicked on, among the others."""
        open_about("measures", self, message.measure)

    def do_stop(self) -> None:
        """Do the first that can be done: restore panels, end pointing, searching, playing or computing."""
        texts = self.texts
        if not (self.restore() or texts.stop_pointing() or texts.end_search() or self.halt()):
            self.set_focus(None)
        self.show()

    def do_pin(self) -> None:
        """Put the current generation on the left, or the human text again."""
        session = self.session
        session.pinned = None if session.pinned is not None else session.current
        self.show()

    def do_marks(self) -> None:
        """Change what is marked in the machine's text."""
        self.query_one("#sentence", PlainLine).show(self._display.next_marks())
        self._display.show_texts(self.session)

    def do_export(self) -> None:
        """Ask for a place and write the lineage there."""
        from driftview.tui.views.export import NOTICE, ExportForm, Packed, told_of

        def written(done: Path | Packed | None) -> None:
            if done is not None:
                self.notify(told_of(done), markup=False, timeout=NOTICE)

        picture = self.app.export_screenshot(title="driftview")
        self.app.push_screen(ExportForm(self.session.lineage(), picture), written)

    def do_help(self) -> None:
        """Explain the screen and the keys."""
        from driftview.tui.views.help import Help

        shown = self.view() or self
        self.app.push_screen(Help(self.session.keys, shown.VIEW, shown.focused_panel))

    @property
    def held(self) -> bool:
        """Whether the key that closed a view may still be held."""
        return time.monotonic() - self.quit_pressed < HELD_SECONDS

    def do_quit(self) -> None:
        """Leave, unless the key is still held, or pressed again at once, that closed a view."""
        if self.held:
            self.quit_pressed = time.monotonic()
            key = self.session.keys.labels["quit"]
            self.query_one("#sentence", Headline).show(f"Back on the main screen. {key} again quits.")
        else:
            self.do_quit_now()

    def do_quit_now(self) -> None:
        """Leave; the worker is told to stop."""
        self.app.exit(return_code=0)

"""The screen of a run: computing it, playing it, changing its settings, going back to an earlier one."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Literal

from textual import on
from textual.timer import Timer
from textual.worker import Worker, WorkerState

from driftview.choices import UNITS, has_words
from driftview.settings.conflicts import change, step
from driftview.tui.background import SingleShot
from driftview.tui.keymap import default_keymap
from driftview.tui.session import MORE, Run, Session
from driftview.tui.terminal import told_to_stop
from driftview.tui.views.panels import PanelScreen
from driftview.tui.worker import (
    CorpusOpened,
    Ended,
    Failed,
    GenerationsMade,
    OnlyToLookAt,
    Predicted,
    RunMessage,
    Told,
    compute,
)

if TYPE_CHECKING:
    from driftview.choices import Unit
    from driftview.drift.external import ExternalGenerations
    from driftview.drift.lineage import Lineage
    from driftview.settings.settings import Settings
    from driftview.text.corpus import Corpus

PLAY_SECONDS = 0.6
"""How long each generation is shown while playing."""


class RunScreen(PanelScreen):
    """Computes, plays and stops; what it looks like is the main screen's matter."""

    def __init__(
        self, names: tuple[str, ...], settings: Settings, opened: Lineage | ExternalGenerations | None = None
    ) -> None:
        """``opened``: a lineage that was made before; nothing is added until somebody asks. Or texts."""
        super().__init__()
        target = settings.generations if opened is None else opened.last
        self.session = Session(Run(1, names, settings, target, opened=opened), default_keymap())
        self._worker: Worker[None] | None = None
        self._timer: Timer | None = None

    async def prepare(self) -> bool:
        """Make ready to show generations; False when the screen is closing and shows none any more."""
        raise NotImplementedError

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
        compute(run, self.post_message, told_to_stop())

    def _is_current(self, message: RunMessage) -> bool:
        return message.run == self.session.run.number

    @on(CorpusOpened)
    def take_corpus(self, message: CorpusOpened) -> None:
        """Keep the corpus, and say what reading it brought to light."""
        if self._is_current(message):
            self.session.run.corpus = message.corpus
            for note in (*message.corpus.notes, *message.corpus.reading.told()):
                self.notify(note, markup=False)
            self.show()

    def introduce(self, corpus: Corpus) -> None:
        """Say what there is to say of a text that has just come on the screen."""

    @on(GenerationsMade)
    async def take_generations(self, message: GenerationsMade) -> None:
        """Show what has been made."""
        if not self._is_current(message) or not await self.prepare():
            return
        self.session.run.loop = message.loop
        self.session.arrived(message.generations)
        self.show()
        self.introduce(message.generations[0].corpus)

    @on(Predicted)
    def take_prediction(self, message: Predicted) -> None:
        """Put a prediction from simulated runs in the place of the one before."""
        if self._is_current(message):
            self.session.predicted(message.generations)
            self.show()

    @on(OnlyToLookAt)
    def take_refusal(self, message: OnlyToLookAt) -> None:
        """Say why no more can be made of what was opened."""
        if self._is_current(message):
            self.session.run.looking = message.reason
            self.notify(f"Only to look at: {message.reason}.", markup=False)
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
        run.computing = False
        if run.stopped and run.generations:
            run.target = max(run.made, 1)
        if not self.app.is_running:  # it was stopped because the program is being left
            return
        if run.made < run.target and not run.stopped:
            self.start()
        self.show()

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
        self.pause()
        self.session.turn(settings, names)
        self.start()

    def undo(self) -> None:
        """Return to the run that a knob was last turned from."""
        self.pause()
        if self.session.undo():
            self._go_on()

    def redo(self) -> None:
        """Return to the run that undo led away from."""
        self.pause()
        if self.session.redo():
            self._go_on()

    def _go_on(self) -> None:
        """Compute what is missing of the run that was returned to; most often nothing is."""
        run = self.session.run
        if run.made < run.target and not run.stopped:
            self.start()
            return
        if self._worker is not None:
            self._worker.cancel()
        self.show()

    # Playing

    def play(self) -> None:
        """Step by itself; from the last generation it begins again."""
        session = self.session
        session.playing = True
        if session.current == session.made and not session.computing:
            session.go(0)
        self._timer = self.set_interval(PLAY_SECONDS, self.tick, name="play")

    def tick(self) -> None:
        """Go one step further while playing; at the end, pause."""
        session = self.session
        if session.current < session.made:
            session.go(session.current + 1)
        elif not session.computing:
            self.pause()
        self.show()

    def pause(self) -> None:
        """Stop playing."""
        self.session.playing = False
        if self._timer is not None:
            self._timer.stop()
            self._timer = None

    def halt(self) -> bool:
        """Stop playing, or else computing; what is done stays. False when neither went on."""
        if self.session.playing:
            self.pause()
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

    def compute_more(self) -> None:
        """Ask for ten more generations."""
        run = self.session.run
        if run.generations:
            run.target = (run.target if run.computing and not run.stopped else run.made) + MORE
        run.stopped = False
        if not run.computing:
            self.start()


LETTERS = 5
"""How many characters a word has with what stands around it, about."""

READ_AHEAD = 2_000_000
"""No longer text than this many characters is read ahead."""


def _read_ahead(run: Run, unit: Unit) -> None:
    """Run in a thread: read and index the text of a run in another unit."""
    corpus = run.prepared.corpus(run.names, unit)
    run.prepared.indexed(corpus, run.settings.order)


class KnobScreen(RunScreen):
    """Has one method for each command that changes the settings or the text."""

    def __init__(
        self, names: tuple[str, ...], settings: Settings, opened: Lineage | ExternalGenerations | None = None
    ) -> None:
        super().__init__(names, settings, opened)
        self._met: set[tuple[str, ...]] = set()

    def go(self, generation: int) -> None:
        """Look at a generation; what lies outside is brought inside."""
        raise NotImplementedError

    def open_view(self, name: str) -> None:
        """Show a view in place of the one that is shown; the same one again leaves it."""
        raise NotImplementedError

    def action_give(self, name: str) -> None:
        """Do what a command says, or say why not."""
        raise NotImplementedError

    @property
    def _settings(self) -> Settings:
        return self.session.run.settings

    def do_more_human(self) -> None:
        """Mix in more human text."""
        self.turn(step(self._settings, "human_share", 1))

    def do_less_human(self) -> None:
        """Mix in less human text."""
        self.turn(step(self._settings, "human_share", -1))

    def do_human_source(self) -> None:
        """Take the human text from the next source."""
        self.turn(step(self._settings, "human_source", 1))

    def do_higher_order(self) -> None:
        """Let the model look one token further back."""
        self.turn(step(self._settings, "order", 1))

    def do_lower_order(self) -> None:
        """Let the model look one token less back."""
        self.turn(step(self._settings, "order", -1))

    def do_warmer(self) -> None:
        """Raise the temperature."""
        self.turn(step(self._settings, "temperature", 1))

    def do_cooler(self) -> None:
        """Lower the temperature."""
        self.turn(step(self._settings, "temperature", -1))

    def do_new_seed(self) -> None:
        """Run again with other chance."""
        self.turn(change(self._settings, seed=self._settings.seed + 1))

    def do_undo(self) -> None:
        """Return to the run before the last turn."""
        self.undo()

    def do_redo(self) -> None:
        """Take back the last undo."""
        self.redo()

    def do_corpus(self) -> None:
        """Ask for the human text."""
        from driftview.tui.views.corpus import CorpusPicker

        self.app.push_screen(CorpusPicker(self.session.run.names), self.take_texts)

    def take_texts(self, names: tuple[str, ...] | None) -> None:
        """Start over with another human text, which may have changed since it was last read."""
        from driftview.text.catalogue import find_bundled

        if names:
            if not all(find_bundled(name) for name in names):
                self.session.run.prepared.forget(names)
            self.turn(self._settings, names)

    def introduce(self, corpus: Corpus) -> None:
        """Show the card of an own text when it is met for the first time, unless with a whole lineage."""
        from driftview.text.catalogue import find_bundled

        names = self.session.run.names
        if names in self._met:
            return
        self._met.add(names)
        own = self.session.run.opened is None and any(not find_bundled(name) for name in names)
        if own and self.app.screen is self:
            self.show_card(corpus)

    def do_card(self) -> None:
        """Say what can be known of the text before anything is run."""
        if self.session.run.corpus is not None:
            self.show_card(self.session.run.corpus)

    def show_card(self, corpus: Corpus) -> None:
        """Lay the card of a text over the screen."""
        from driftview.tui.views.corpus import CorpusCard

        self.app.push_screen(CorpusCard(corpus, self.session.keys.shown("card")))

    def do_model(self) -> None:
        """Ask for the model."""
        self.anticipate()
        self._ask("Model", "model")

    def anticipate(self) -> None:
        """Read the text in the other unit while somebody chooses, so that turning it is answered soon."""
        run = self.session.run
        if run.corpus is None or not run.generations or run.prepared.is_given(run.names):
            return
        characters = len(run.corpus.tokens) * (LETTERS if has_words(run.settings.unit) else 1)
        unit: Unit = UNITS[(UNITS.index(run.settings.unit) + 1) % len(UNITS)]
        if characters <= READ_AHEAD and run.prepared.known(run.names, unit) is None:
            body = SingleShot(_read_ahead, run, unit)
            self.run_worker(body, group="anticipate", thread=True, exclusive=True)

    def do_regime(self) -> None:
        """Ask for the regime."""
        self._ask("Regime", "regime")

    def _ask(self, title: str, form: Literal["model", "regime"]) -> None:
        from driftview.settings.forms import questions
        from driftview.tui.views.forms import SettingsForm

        self.app.push_screen(SettingsForm(title, self._settings, questions(form)), self.take_settings)

    def take_settings(self, settings: Settings | None) -> None:
        """Start over with other settings, when they are others."""
        if settings is not None and settings != self._settings:
            self.turn(settings)

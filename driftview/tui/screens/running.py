"""The screen under the main screen: it holds the session and keeps a worker on its run."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from textual import on
from textual.timer import Timer
from textual.worker import Worker, WorkerState

from driftview.tui.background import SingleShot
from driftview.tui.keymap import default_keymap
from driftview.tui.screens.panels import PanelScreen
from driftview.tui.session import MORE, Run, Session
from driftview.tui.terminal import told_to_stop
from driftview.tui.worker import (
    CorpusOpened,
    Ended,
    Failed,
    GenerationsMade,
    OnlyToLookAt,
    RunMessage,
    Told,
    compute,
)

if TYPE_CHECKING:
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
            for note in message.corpus.notes:
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

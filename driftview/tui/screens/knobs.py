"""The screen that turns knobs: every one of them starts the run again, and undo leads back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from driftview.choices import UNITS, has_words
from driftview.settings.conflicts import change, step
from driftview.tui.background import SingleShot
from driftview.tui.screens.running import RunScreen

if TYPE_CHECKING:
    from driftview.choices import Unit
    from driftview.drift.external import ExternalGenerations
    from driftview.drift.lineage import Lineage
    from driftview.settings.settings import Settings
    from driftview.text.corpus import Corpus
    from driftview.tui.session import Run


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
        from driftview.tui.screens.corpus_picker import CorpusPicker

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
        from driftview.tui.screens.corpus_card import CorpusCard

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
        from driftview.tui.screens.settings_form import SettingsForm

        self.app.push_screen(SettingsForm(title, self._settings, questions(form)), self.take_settings)

    def take_settings(self, settings: Settings | None) -> None:
        """Start over with other settings, when they are others."""
        if settings is not None and settings != self._settings:
            self.turn(settings)

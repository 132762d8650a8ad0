"""What the explorer knows: the run on the screen, the generation looked at, earlier curves."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from threading import Lock
from typing import TYPE_CHECKING

from driftview.drift.first_text import call_first
from driftview.settings.conflicts import excluders
from driftview.settings.wording import BEFORE, change_said, difference, turned
from driftview.tui.corpus_cache import CorpusCache
from driftview.tui.guess import Guess
from driftview.tui.key_names import Keymap

if TYPE_CHECKING:
    from driftview.drift.external import ExternalGenerations
    from driftview.drift.lineage import Generation, Lineage, Values
    from driftview.drift.loop import Loop
    from driftview.export.study_folder import Study
    from driftview.settings.settings import Settings
    from driftview.study.compared import Compared
    from driftview.study.runs import MeasuredRun
    from driftview.text.corpus import Corpus

MOST_RUNS = 10
"""How many runs are kept at most."""

MOST_BYTES = 128 * 2**20
"""How much room they may take; the last one is kept whatever it takes."""

INDEX_BYTES = 20
"""What an index takes for each token and order, about."""


@dataclass(frozen=True)
class Former:
    """What a run remembers of the one that it was turned from."""

    names: tuple[str, ...]
    settings: Settings
    measures: tuple[Values, ...]
    """Of each generation."""
    expected: tuple[Values, ...]
    """Of each generation: what the law predicts."""

    changed: str
    """What is new about the run that was turned from it: "Order 5"."""
    instead: str
    """What to call this one beside it: "with order 3:"."""

    @classmethod
    def of(cls, run: Run, names: tuple[str, ...], settings: Settings) -> Former:
        """Remember the numbers of a run, not its texts; it is left for other settings, or texts ``names``."""
        changed, instead = change_said(run.settings, settings)
        if run.names != names:
            same = not turned(run.settings, settings)
            changed, instead = "This text", "the one before:" if same else BEFORE
        return cls(
            run.names,
            run.settings,
            tuple(generation.measures for generation in run.generations),
            tuple(generation.expected for generation in run.generations),
            changed,
            instead,
        )


@dataclass
class History:
    """Runs to go back to, and those that one has come back from."""

    past: list[Run] = field(default_factory=list)
    """The one to return to first stands last."""
    future: list[Run] = field(default_factory=list)

    def remember(self, run: Run) -> None:
        """Keep a run that is left for a new one."""
        self.past.append(run)
        self._make_room()

    def back(self, now: Run) -> Run | None:
        """Return the run before, None when there is none; ``now`` is what one can come forward to again."""
        if not self.past:
            return None
        if now.generations:
            self.future.append(now)
        return self.past.pop()

    def forth(self, now: Run) -> Run | None:
        """Return the run that was last come back from; ``now`` is what one can go back to."""
        if not self.future:
            return None
        found = self.future.pop()
        self.past.append(now)
        return found

    def holding_memory(self) -> list[Run]:
        """Return the runs that take more memory than they need as long as nobody comes back to them."""
        return [run for run in (*self.past, *self.future) if run.loop is not None and not run.loop.released]

    def _make_room(self) -> None:
        """Forget the oldest runs until the others fit."""
        while len(self.past) > MOST_RUNS:
            del self.past[0]
        while (
            len(self.past) > 1
            and sum(weight(run.generations) + _index(run) for run in self.past) > MOST_BYTES
        ):
            del self.past[0]


def release_memory(runs: Sequence[Run]) -> None:
    """Let runs take little memory, save those that are still worked on; for a thread, since it writes."""
    for run in runs:
        if run.loop is not None and run.at_work.acquire(blocking=False):
            try:
                run.loop.release_memory()
            finally:
                run.at_work.release()


def weight(generations: list[Generation]) -> int:
    """Return how many bytes the arrays of generations take in memory."""
    from driftview.drift.spill import bytes_in_memory  # numpy must not hold up the first frame

    return sum(map(bytes_in_memory, generations))


def _index(run: Run) -> int:
    """Return about how many bytes the index of a run takes; generation 0 is as long as what is indexed."""
    return INDEX_BYTES * run.settings.order * len(run.generations[0].origins) if run.generations else 0


MOST = 600
"""How many runs are kept; each takes some ten kilobytes, texts are not kept."""

RunKey = tuple[str, str, str, "Settings"]


class RunStore:
    """The numbers of runs by text and settings; those longest unused go."""

    def __init__(self) -> None:
        """Nothing is kept yet."""
        self._runs: OrderedDict[RunKey, MeasuredRun] = OrderedDict()
        self.preset = 0
        """The place of the question that Compare last asked."""

    def keep(self, corpus: Corpus, run: MeasuredRun) -> None:
        """Keep a run."""
        self._runs[_key(corpus, run.settings)] = run
        while len(self._runs) > MOST:
            self._runs.popitem(last=False)

    def known(self, corpus: Corpus, wanted: Iterable[Settings]) -> list[MeasuredRun]:
        """Return those runs of the wanted settings that are there, in their order."""
        found = []
        for settings in wanted:
            key = _key(corpus, settings)
            if key in self._runs:
                self._runs.move_to_end(key)
                found.append(self._runs[key])
        return found


def _key(corpus: Corpus, settings: Settings) -> RunKey:
    return corpus.name, corpus.sha256, corpus.unit, settings


MORE = 10
"""How many generations "ten more" adds, and how far the long steps go."""

GHOSTS = 2
"""How many curves of earlier settings are kept."""

GLANCE = 3
"""A run that was left before it had so many generations was only passed through, with a key held down."""


@dataclass(frozen=True)
class Ghost:
    """The vocabulary curve of earlier settings."""

    label: str
    types: tuple[float | None, ...]


@dataclass(eq=False)
class Run:
    """One lineage on its way: what was asked for, and what has been made of it so far."""

    number: int
    """Tells the messages of this run from those of an earlier one."""
    names: tuple[str, ...]
    settings: Settings
    target: int
    """The generation at which computing stops."""
    corpus: Corpus | None = None
    loop: Loop | None = None
    generations: list[Generation] = field(default_factory=list)
    cache: CorpusCache = field(default_factory=CorpusCache)
    """What earlier runs have read and indexed."""
    opened: Lineage | ExternalGenerations | None = None
    """A lineage that was made before, whose generations are the first of this run; or such texts."""
    looking: str = ""
    """Why no generation can be added to it; empty when one can."""
    former: Former | None = None
    """The run that this one was turned from."""
    ghosts: list[Ghost] = field(default_factory=list)
    """The curves of earlier settings on the same text."""
    at_work: Lock = field(default_factory=Lock, repr=False)
    """Held by the thread that is on it; one that was told to stop may need a moment."""
    computing: bool = False
    """Whether a worker is on it."""
    within: tuple[str, float, float] | None = None
    """What a slow model is at within a generation, the share that is done, and the seconds since it began."""
    stopped: bool = False
    """Whether the user asked the worker to stop."""
    started: float = 0.0
    """When computing began, in seconds of the monotonic clock."""
    before: int = 0
    """How many generations there were when it began."""

    @cached_property
    def excluded(self) -> dict[str, str]:
        """The settings that its others leave no room for, and why; the footer asks at every step."""
        found = excluders(self.settings)
        return {name: one.excludes.why for name, one in found.items() if one.excludes is not None}

    @property
    def made(self) -> int:
        """Return the number of the last generation made; −1 when there is none."""
        return len(self.generations) - 1


@dataclass
class Session:
    """All state of the main screen; only handlers on the event loop change it."""

    run: Run
    """The run that is wanted now."""
    keys: Keymap
    """The keys in use."""
    earlier: Run | None = None
    """The run before it, shown until the new one has a generation."""
    wanted: int = 1
    """The generation that the user wants to see."""
    pinned: int | None = None
    """The generation on the left; None for the human text."""
    playing: bool = False
    opening: str = ""
    """The words that every generation is to go on from."""
    looked_for: str = ""
    """The string or /pattern/ that the concordance shows."""
    beside: tuple[Compared, ...] = ()
    """Lineages that were named to stand beside this one in Compare."""
    study: Study | None = None
    """The results of a sweep that were opened."""
    added: tuple[str, ...] = ()
    """The text of which it is asked what it would save."""
    guess: Guess | None = None
    """What somebody thinks will be left, before looking."""
    history: History = field(default_factory=History)
    """The runs to which undo leads."""
    store: RunStore = field(default_factory=RunStore)
    """Runs that views have had made beside this one."""
    numbers: int = 1
    """The highest number that a run has had."""

    @property
    def ghosts(self) -> list[Ghost]:
        """Return the curves of earlier settings that belong beside those on the screen."""
        return self.shown.ghosts

    @property
    def shown(self) -> Run:
        """Return the run whose generations are on the screen."""
        return self.run if self.run.generations or self.earlier is None else self.earlier

    @property
    def begins_human(self) -> bool:
        """Whether generation 0 is human: of texts from elsewhere, only where somebody says so."""
        opened = self.run.opened
        return not self.given or (opened is not None and opened.corpus.said_human)

    @property
    def first_text(self) -> str:
        """What generation 0 is called over a text."""
        return "Human text" if self.begins_human else call_first(False, "Human text")

    @property
    def given(self) -> bool:
        """Whether the generations were given, not made here, so that nothing can be run again."""
        return self.run.settings.given is not None

    def name_of(self, generation: int) -> str:
        """Return the name under which a generation was given; empty where it was made here."""
        names = self.run.settings.given
        return names[generation] if names is not None and generation < len(names) else ""

    @property
    def generations(self) -> list[Generation]:
        """Return the generations on the screen."""
        return self.shown.generations

    @property
    def made(self) -> int:
        """Return the number of the last generation on the screen, 0 when there is none."""
        return max(0, self.shown.made)

    @property
    def current(self) -> int:
        """Return the number of the generation looked at."""
        return max(0, min(self.wanted, self.made))

    @property
    def left(self) -> int:
        """Return the number of the generation in the left pane."""
        return min(self.pinned or 0, self.made)

    @property
    def computing(self) -> bool:
        """Whether a worker is making generations."""
        return self.run.computing

    @property
    def waits_for_user(self) -> bool:
        """Whether the first run was stopped before there was anything to show."""
        return self.run.stopped and not self.generations

    def go(self, generation: int) -> None:
        """Look at a generation; what lies outside is brought inside."""
        self.wanted = max(0, min(generation, self.made))

    def turn(self, settings: Settings, names: tuple[str, ...] | None = None) -> Run:
        """Start over with other settings or another corpus, and return the new run.

        The run so far stays on the screen until the new one has something to show; undo leads to it.
        """
        old, left = self.run, self._left()
        self.history.future.clear()
        self.earlier = self.shown
        texts = names or old.names
        self.run = Run(
            self._new_number(),
            texts,
            settings,
            target=max(settings.generations, 1),
            corpus=old.cache.known(texts, settings.unit, settings.merges),
            cache=old.cache,
        )
        if left and (left.names != texts or self._continues(left)):
            self.run.former = Former.of(left, texts, settings)
        if left and self._continues(left):
            types = tuple(each.words_left for each in left.generations)
            label = difference(left.settings, settings)
            self.run.ghosts = [*left.ghosts, Ghost(label, types)][-GHOSTS:]
        old.computing = self.playing = False
        return self.run

    def _continues(self, left: Run) -> bool:
        """Tell whether the run is about the words of an earlier one: the same text, read in the same way."""
        run = self.run
        if (left.names, left.settings.unit) != (run.names, run.settings.unit):
            return False
        if run.corpus is left.corpus or left.corpus is None or run.cache.reading is None:
            return True
        return left.corpus.reading.options.chosen() == run.cache.reading.chosen()

    def _left(self) -> Run | None:
        """Remember and return the run that is left for another one; None when there is none."""
        run, past = self.run, self.history.past
        if past and run.computing and run.made < GLANCE:
            return past[-1]
        if not run.generations:
            return None
        self.history.remember(run)
        return run

    def _new_number(self) -> int:
        self.numbers = max(self.numbers, self.run.number) + 1
        return self.numbers

    def arrived(self, generations: list[Generation]) -> None:
        """Take in generations of the run that is wanted; from the first on, it is the one that is shown."""
        earlier, self.earlier = self.earlier, None
        if earlier is not None and earlier.generations:
            self._compare_only_within(earlier.generations[0].corpus, generations[0].corpus)
        known = len(self.run.generations)
        self.run.generations.extend(each for each in generations if each.number >= known)

    def predicted(self, generations: list[Generation]) -> None:
        """Take the same generations of the run that is wanted with another prediction."""
        made = self.run.generations
        made[: len(generations)] = generations[: len(made)]

    def _compare_only_within(self, before: Corpus, after: Corpus) -> None:
        """Unpin what belongs to another text."""
        if before is not after:
            self.pinned = None

    def undo(self) -> bool:
        """Return to the run before the last changed setting; False when there is none."""
        return self._return(self.history.back(self.run))

    def redo(self) -> bool:
        """Return to the run that undo has last led away from; False when there is none."""
        return self._return(self.history.forth(self.run))

    def keep(self, loop: Loop, names: tuple[str, ...]) -> None:
        """Put a run that was made elsewhere, such as in the tour, where undo leads to it."""
        lineage = loop.lineage
        run = Run(
            self._new_number(), names, lineage.settings, len(lineage.generations) - 1, lineage.corpus, loop
        )
        run.generations.extend(lineage.generations)
        run.cache = self.run.cache
        self.history.remember(run)

    def gave_up(self) -> bool:
        """Go back to the run before, because this one could not start; False when there is none."""
        if self.earlier is None or not self.earlier.generations:
            return False
        if self.earlier in self.history.past:
            self.history.past.remove(self.earlier)
        return self._return(self.earlier)

    def _return(self, run: Run | None) -> bool:
        """Show a run again; an unfinished one gets a new number, since its old messages may still come."""
        if run is None:
            return False
        shown = self.generations
        if shown and run.generations:
            self._compare_only_within(shown[0].corpus, run.generations[0].corpus)
        self.run.computing = run.computing = self.playing = False
        self.run, self.earlier = run, None
        if run.made < run.target and not run.stopped:
            run.number = self._new_number()
        return True

    @property
    def replicated(self) -> bool:
        """Whether texts that were given come from several seeds, whose numbers are known."""
        made = self.shown.loop.lineage if self.shown.loop else self.shown.opened
        return made is not None and bool(made.replicates)

    def lineage(self) -> Lineage:
        """Return what has been made so far, as it is now; needs at least one generation."""
        from driftview.drift.lineage import Lineage  # numpy must not hold up the first frame

        shown = self.shown
        made = shown.loop.lineage if shown.loop else shown.opened
        notes = list(made.notes) if made else []
        runs = shown.generations[-1].simulated_runs
        settings = shown.settings
        if runs is not None:  # what it was refined to is what makes the same numbers again
            settings = replace(settings, prediction="simulated", prediction_runs=runs)
        replicates = list(made.replicates) if made else []
        return Lineage(shown.generations[0].corpus, settings, list(shown.generations), notes, replicates)

"""What the explorer knows: the run on the screen, the generation looked at, earlier curves."""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from driftview.drift.ground import Ground
    from driftview.drift.lineage import Generation, Lineage
    from driftview.drift.loop import Loop
    from driftview.drift.settings import Settings
    from driftview.text.corpus import Corpus

HUMAN_STEPS = (0.0, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
"""The human shares that + and − go through."""

MORE = 10
"""How many generations "ten more" adds, and how far the long steps go."""

GHOSTS = 2
"""How many curves of earlier settings are kept."""


@dataclass
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
    ground: Ground | None = None
    """What an earlier loop on this text prepared, to start faster."""
    computing: bool = False
    """Whether a worker is on it."""
    stopped: bool = False
    """Whether the user asked the worker to stop."""
    started: float = 0.0
    """When computing began, in seconds of the monotonic clock."""
    before: int = 0
    """How many generations there were when it began."""

    @property
    def made(self) -> int:
        """Return the number of the last generation made; −1 when there is none."""
        return len(self.generations) - 1


@dataclass(frozen=True)
class Ghost:
    """The vocabulary curve of earlier settings."""

    label: str
    types: tuple[float | None, ...]


@dataclass
class Session:
    """All state of the main screen; only handlers on the event loop change it."""

    run: Run
    """The run that is wanted now."""
    earlier: Run | None = None
    """The run before it, shown until the new one has a generation."""
    wanted: int = 1
    """The generation that the user wants to see."""
    pinned: int | None = None
    """The generation on the left; None for the human text."""
    playing: bool = False
    ghosts: list[Ghost] = field(default_factory=list)

    @property
    def shown(self) -> Run:
        """Return the run whose generations are on the screen."""
        return self.run if self.run.generations or self.earlier is None else self.earlier

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

    def go(self, generation: int) -> None:
        """Look at a generation; what lies outside is brought inside."""
        self.wanted = max(0, min(generation, self.made))

    def turn(self, settings: Settings, names: tuple[str, ...] | None = None) -> Run:
        """Start over with other settings or another corpus, and return the new run.

        The run so far stays on the screen until the new one has something to show.
        """
        old = self.run
        same_text = names in (None, old.names) and settings.unit == old.settings.unit
        self.earlier = self.shown
        self.run = Run(
            old.number + 1,
            names or old.names,
            settings,
            target=max(settings.generations, 1),
            corpus=old.corpus if same_text else None,
            ground=(old.loop.ground if old.loop else old.ground) if same_text else None,
        )
        self.playing = False
        return self.run

    def arrived(self, first: list[Generation]) -> None:
        """Take in the first generations of a new run: what it replaces becomes a ghost."""
        earlier, self.earlier = self.earlier, None
        if earlier is not None and earlier.generations:
            if earlier.generations[0].corpus is not first[0].corpus:
                self.ghosts.clear()
                self.pinned = None
            else:
                label = difference(earlier.settings, self.run.settings)
                types = tuple(each.measures.get("types") for each in earlier.generations)
                self.ghosts = [*self.ghosts, Ghost(label, types)][-GHOSTS:]
        self.run.generations.extend(first)

    def gave_up(self) -> bool:
        """Go back to the run before, because this one could not start; False when there is none."""
        if self.earlier is None or not self.earlier.generations:
            return False
        self.run, self.earlier = self.earlier, None
        self.run.computing = False
        return True

    def with_human_share(self, direction: int) -> Settings:
        """Return the settings with the next larger (1) or smaller (−1) human share."""
        now = self.run.settings.human_share
        if direction > 0:
            share = next((share for share in HUMAN_STEPS if share > now + 1e-9), 1.0)
        else:
            share = next((share for share in reversed(HUMAN_STEPS) if share < now - 1e-9), 0.0)
        return replace(self.run.settings, human_share=share)

    def with_new_seed(self) -> Settings:
        """Return the settings with the next seed."""
        return replace(self.run.settings, seed=self.run.settings.seed + 1)

    def lineage(self) -> Lineage:
        """Return what has been made so far, as it is now; needs at least one generation."""
        from driftview.drift.lineage import Lineage  # numpy must not hold up the first frame

        shown = self.shown
        return Lineage(shown.generations[0].corpus, shown.settings, list(shown.generations))


def percent(share: float) -> str:
    """Return a share as people write it: "10 %", "2.5 %"."""
    return f"{share * 100:.3g} %"


def describe(name: str, settings: Settings) -> str:
    """Return one setting as the header says it."""
    value = getattr(settings, name)
    match name:
        case "order":
            return f"{settings.unit} order {value}"
        case "human_share":
            return f"{percent(value)} {settings.human_source} human" if value else "no human text"
        case "top_k" | "top_p":
            return f"{name.replace('_', '-')} {value}" if value else f"no {name.replace('_', '-')}"
        case "tokens":
            return f"{value:,} tokens" if value else "all tokens"
        case "unit" | "regime" | "smoothing":
            return str(value)
        case _:
            return f"{name.replace('_', ' ')} {value}"


def difference(old: Settings, new: Settings) -> str:
    """Say in a few words what the old settings had that the new ones have not."""
    changed = [each.name for each in fields(old) if getattr(old, each.name) != getattr(new, each.name)]
    if "human_share" in changed and "human_source" in changed:
        changed.remove("human_source")
    return ", ".join(describe(name, old) for name in changed if name != "generations") or "same settings"

"""Everything that decides a lineage besides its corpus."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Literal

from driftview.errors import DriftviewError
from driftview.settings.regimes import REGIMES, Regime, RegimeRule, regime_rule

if TYPE_CHECKING:
    from driftview.text.corpus import Unit

HumanSource = Literal["fresh", "fixed", "rotating"]
"""Human text that is mixed in: drawn anew every time, the same part for ever, or slice after slice."""

HIGHEST_ORDER = 8

MOST_GAMMA = 10**9
"""With a pseudo-count far below this every word is as likely as any other already."""

MOST_TOKENS = 2**31 - 1
"""Tokens are numbered in 32 bits."""


class FoundCommand(str):
    """A model command that stood in a file: it tells how something was made, and is never run."""

    __slots__ = ()


class SettingsError(DriftviewError, ValueError):
    """A setting that cannot be; the message says what to do instead."""


@dataclass(frozen=True)
class Settings:
    """Model, regime and seed of a lineage; equal settings on one corpus give the same run, bit for bit."""

    order: int = 3
    """Order n is an n-gram model: order 3 looks two tokens back."""
    unit: Unit = "word"
    smoothing: str = "none"
    """Name of a model of the models room; "none" is the maximum-likelihood chain."""
    gamma: float | None = None
    """Pseudo-count of additive smoothing; None for the model's own."""
    discount: float | None = None
    """Discount of absolute discounting and Kneser–Ney; None for an estimate."""
    model_command: str | None = None
    """An outside program that trains and writes in place of a model; see driftview.models.outside."""
    time_limit: float = 600.0
    """Seconds that the outside program may take for one generation."""
    candidates: int = 1
    """How many candidates are drawn for each sentence; a judge keeps one."""
    judge: Literal["likelihood", "length", "human"] = "likelihood"
    """What the judge prefers, where there are candidates."""
    regime: Regime = "replace"
    window: int = 3
    """How many generations are trained on in the regime "window"."""
    regenerated: float = 0.5
    """Share of each generation that is written anew in the regime "overlap"."""
    human_share: float = 0.0
    """Share of every generation's training text that is human, from 0 to 1."""
    human_source: HumanSource = "fresh"
    human_from: int = 1
    """The first generation after whose writing human text is mixed in."""
    human_until: int | None = None
    """The last one; None for all."""
    machine_shares: tuple[float, ...] | None = None
    """An internet filling up: share of machine text in what is scraped after generations 1, 2 …; the last
    number goes on for ever. Overrides ``human_share``, ``human_from`` and ``human_until``."""
    detector: tuple[float, float] | None = None
    """Shares of machine text and of human text that a detector throws out of what is scraped."""
    generations: int = 30
    tokens: int | None = None
    """Tokens per generation; None for as many as the human training text."""
    growth: float = 1.0
    """How much larger each generation is than the one before."""
    bottleneck: tuple[int, float] | None = None
    """A generation, and the share of its tokens that it gets to write."""
    sizes: tuple[int, ...] | None = None
    """Tokens of generations 1, 2 …; the last number goes on for ever. Overrides ``tokens`` and ``growth``."""
    given: tuple[str, ...] | None = None
    """What the generations are called, the human text first, where they were not made here but given; then
    ``sizes`` and ``unit`` are theirs, and of model and regime nothing is known."""
    temperature: float = 1.0
    top_k: int | None = None
    top_p: float | None = None
    min_p: float | None = None
    seed: int = 1

    def __post_init__(self) -> None:
        """Refuse what cannot be, in one clear line."""
        try:
            for holds, message in (*self._model_rules(), *self._regime_rules(), *self._size_rules()):
                if not holds:
                    raise SettingsError(message)
        except TypeError:
            self._refuse_kinds()
            raise

    def _refuse_kinds(self) -> None:
        """Raise SettingsError for the first value that is not of its kind, such as a number in quotes."""
        from driftview.settings.reading import check_kinds  # loads numpy, for the message alone

        check_kinds(self.as_dict())

    def _model_rules(self) -> Iterator[tuple[bool, str]]:
        yield 1 <= self.order <= HIGHEST_ORDER, f"order must be from 1 to {HIGHEST_ORDER}"
        yield self.unit in ("word", "character"), "unit must be word or character"
        yield 0 < self.temperature < float("inf"), "temperature must be above 0"
        yield self.top_k is None or self.top_k >= 1, "top-k must be at least 1"
        yield self.top_p is None or 0 < self.top_p <= 1, "top-p must be above 0 and at most 1"
        yield self.min_p is None or 0 <= self.min_p <= 1, "min-p must be from 0 to 1"
        fits = self.gamma is None or 0 < self.gamma <= MOST_GAMMA
        yield fits, f"gamma must be above 0 and at most {MOST_GAMMA:,}"
        yield self.discount is None or 0 <= self.discount <= 1, "the discount must be from 0 to 1"
        yield self.candidates >= 1, "candidates must be at least 1"
        yield self.judge in ("likelihood", "length", "human"), "the judge must be likelihood, length or human"
        yield self.time_limit > 0, "the time limit must be above 0 seconds"
        yield self.seed >= 0, "seed must be 0 or more"

    def _regime_rules(self) -> Iterator[tuple[bool, str]]:
        sources = ("fresh", "fixed", "rotating")
        yield self.regime in REGIMES, f"regime must be one of {', '.join(REGIMES)}"
        yield self.window >= 1, "window must be at least 1"
        yield 0 < self.regenerated <= 1, "the regenerated share must be above 0 and at most 1"
        yield 0 <= self.human_share <= 1, "human share must be from 0 to 1"
        yield self.human_source in sources, f"human source must be one of {', '.join(sources)}"
        yield self.human_from >= 1, "the first generation with human text must be at least 1"
        late = self.human_until is not None and self.human_until < self.human_from
        machine = self.machine_shares
        shares = machine is None or (bool(machine) and 0 <= min(machine) <= max(machine) <= 1)
        yield shares, "machine shares must be from 0 to 1"
        detects = self.detector is None or (0 <= min(self.detector) <= max(self.detector) <= 1)
        yield detects, "a detector's two rates must be from 0 to 1"
        yield not late, "the last generation with human text must not come before the first"

    def _size_rules(self) -> Iterator[tuple[bool, str]]:
        yield self.generations >= 1, "generations must be at least 1"
        yield self.tokens is None or self.tokens >= 1, "tokens must be at least 1"
        yield 0 < self.growth < float("inf"), "growth must be above 0"
        fits = self.bottleneck is None or (self.bottleneck[0] >= 1 and 0 < self.bottleneck[1] <= 1)
        yield fits, "a bottleneck needs a generation from 1 and a share above 0 and at most 1"
        sizes = self.sizes
        yield sizes is None or (bool(sizes) and min(sizes) >= 1), "sizes must be at least 1 token each"

    @property
    def rule(self) -> RegimeRule:
        """What the regime trains on, with its own setting filled in."""
        return regime_rule(self.regime, window=self.window, regenerated=self.regenerated)

    @property
    def selects(self) -> bool:
        """Whether decoding prefers some words (selection), so that the drift laws no longer hold."""
        truncated = self.top_k is not None or (self.top_p or 1.0) < 1 or (self.min_p or 0.0) > 0
        return self.temperature != 1 or truncated or self.candidates > 1

    @property
    def drifts(self) -> bool:
        """Whether chance alone decides what is copied: no selection, no smoothing, no outside program."""
        return not self.selects and self.smoothing == "none" and self.knows_origins

    @property
    def knows_origins(self) -> bool:
        """Whether it is known of every token which one it was copied from: not of what others wrote."""
        return self.model_command is None and self.given is None

    def size(self, generation: int, human_tokens: int) -> int:
        """Return how many tokens a generation from 1 on writes; a corpus has ``human_tokens``."""
        if self.sizes is not None:
            tokens = float(self.sizes[min(generation, len(self.sizes)) - 1])
        else:
            tokens = (self.tokens or human_tokens) * self.growth ** (generation - 1)
        if self.bottleneck is not None and self.bottleneck[0] == generation:
            tokens *= self.bottleneck[1]
        return max(1, round(tokens))

    def human_share_after(self, generation: int) -> float:
        """Return the human share of what generation ``generation`` + 1 trains on."""
        if self.machine_shares is not None:
            from driftview.theory.retention import (
                filtered_human_share,  # numpy must not hold up the first frame
            )

            scraped = 1.0 - self.machine_shares[min(generation, len(self.machine_shares)) - 1]
            return float(filtered_human_share(scraped, *(self.detector or (0.0, 0.0))))
        last = generation if self.human_until is None else self.human_until
        return self.human_share if self.human_from <= generation <= last else 0.0

    def as_dict(self) -> dict[str, Any]:
        """Return the settings under their lineage.json names."""
        return asdict(self)

"""The residual: what became of the human words beyond what sampling alone explains."""

from dataclasses import dataclass

from driftview.drift.chances import WIDTH
from driftview.drift.lineage import Generation


@dataclass(frozen=True)
class Residual:
    """The words of one generation next to what the law of drift leaves at these sizes."""

    human: int
    """Different words that humans wrote."""
    left: int
    """Of these, those that the generation has."""
    own: int
    """Its words that the human text lacks."""
    expected: float
    """How many human words sampling alone would leave."""
    reach: float
    """What chance allows to either side: two standard deviations, and never less than one word."""

    @property
    def own_said(self) -> str:
        """Say how many words of its own it has; empty without any."""
        return f"{self.own:,} word{'s' * (self.own > 1)} of its own" if self.own else ""

    @property
    def beyond(self) -> float:
        """Words beyond what is expected; negative where more are gone."""
        return self.left - self.expected

    @property
    def explained(self) -> bool:
        """Whether sampling alone explains the number."""
        return abs(self.beyond) <= self.reach

    @property
    def said(self) -> str:
        """Name the residual in plain words."""
        if self.explained:
            return "sampling alone explains that"
        words = max(1, round(abs(self.beyond)))
        named = f"{words:,} word{'s' * (words > 1)}"
        return f"{named} {'fewer' if self.beyond < 0 else 'more'} than sampling alone explains"


def residual(generation: Generation) -> Residual | None:
    """Return the residual of a generation; None where no law is known."""
    expected, spread = generation.expected.get("types"), generation.expected.get("types_sd")
    types = generation.measures.get("types")
    if expected is None or spread is None or types is None:
        return None
    left = generation.words_left
    human = sum(band.types for band in generation.bands)
    return Residual(human, left, int(types) - left, expected, max(1.0, WIDTH * spread))

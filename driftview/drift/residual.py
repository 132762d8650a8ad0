"""The residual: what became of the human words beyond what sampling alone explains."""

from dataclasses import dataclass

from driftview.drift.chances import WIDTH
from driftview.drift.lineage import Generation
from driftview.text.corpus import Unit


@dataclass(frozen=True)
class Residual:
    """The words of one generation next to what the law of drift leaves at these sizes."""

    unit: Unit
    """What a token is."""
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
        return own_said(self.own, self.unit)

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
        named = f"{words:,} {self.unit}{'s' * (words > 1)}"
        return f"{named} {'fewer' if self.beyond < 0 else 'more'} than sampling alone explains"


def own_said(own: int, unit: Unit) -> str:
    """Say how many words a text has that no human wrote; empty for none."""
    return f"{own:,} {unit}{'s' * (own > 1)} of its own" if own else ""


def residual(generation: Generation) -> Residual | None:
    """Return the residual of a generation; None where no law is known."""
    expected, spread = generation.words_expected, generation.words_sd
    if expected is None or spread is None:
        return None
    reach = max(1.0, WIDTH * spread)
    return Residual(
        generation.corpus.unit,
        generation.human_words,
        generation.words_left,
        generation.own_words,
        expected,
        reach,
    )

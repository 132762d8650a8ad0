"""What a run shows, in one or two plain sentences."""

from dataclasses import dataclass

from driftview.choices import Unit
from driftview.drift.lineage import Generation, Lineage
from driftview.numbers import beyond, how_often, percent
from driftview.theory.deviation import allowance, as_chance_predicts, half_width


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
    """Return the residual of a generation; None where there is no prediction."""
    expected, spread = generation.words_expected, generation.words_sd
    if expected is None or spread is None:
        return None
    reach = allowance(spread)
    return Residual(
        generation.corpus.unit,
        generation.human_words,
        generation.words_left,
        generation.own_words,
        expected,
        reach,
    )


COPIED = 0.5
"""From this share of long copied runs on a closed form is rough: a model returns to passages by many ways."""


def verdict(lineage: Lineage) -> str:
    """Say how many words live in the last generation and whether the law predicted it."""
    first, last = lineage.generations[0], lineage.generations[-1]
    if lineage.settings.given is not None:
        return _of_given(last)
    left, human, unit = last.words_left, first.human_words, lineage.corpus.unit
    own = own_said(last.own_words, unit)
    said = (
        f"Generation {last.number} knows {left:,} of the {human:,} {unit}s that humans wrote "
        f"({percent(left / max(1, human))}){f', and {own}' if own else ''}."
    )
    return f"{said} {_judged(lineage, last)}"


def _of_given(last: Generation) -> str:
    """Hold texts that were given against sampling alone; their own words are counted apart."""
    found = residual(last)
    if found is None:
        return "There is no prediction for these texts."
    share = found.left / max(1, found.human)
    own = f", and {found.own_said}" if found.own else ""
    return (
        f"Generation {last.number} has {found.left:,} of the {found.human:,} {found.unit}s that humans wrote "
        f"({percent(share)}){own}. Sampling alone would leave {found.expected:,.0f} ± {found.reach:,.0f} at "
        f"these sizes (two standard deviations): {found.said}."
    )


def _judged(lineage: Lineage, last: Generation) -> str:
    """Hold the number of words against the prediction."""
    expected, spread = last.words_expected, last.words_sd
    if expected is None or spread is None:
        if lineage.settings.selects:
            return (
                f"Decoding prefers some {lineage.corpus.unit}s, so this is selection, "
                "which chance alone does not describe."
            )
        return "There is no prediction for this model."
    runs = last.simulated_runs
    source = "Chance alone predicts" if runs is None else f"{runs} simulated runs of these settings predict"
    named = f"{source} {expected:,.0f} ± {half_width(spread):,.0f} (two standard deviations)"
    gone = last.words_left - expected
    if last.number == 0 or as_chance_predicts(last.words_left, expected, spread):
        return f"{named}: this run is in range{_anywhere(last)}."
    side = "above" if gone > 0 else "below"
    share = percent(abs(gone) / expected) if expected else "far"
    away = f"{named}: this run lies {share} {side} it"
    rough = lineage.settings.rule.subsampled or (last.measures.get("copied_share") or 0) > COPIED
    if runs is None and rough:
        why = (
            "where so much is copied"
            if not lineage.settings.rule.subsampled
            else "for paragraphs drawn whole"
        )
        return f"{away}; {why} the closed form is rough; simulated runs predict better."
    return f"{away}, as {beyond(gone / max(spread, 0.5))} does by chance{_anywhere(last)}."


def _anywhere(last: Generation) -> str:
    """Say how far the run went on its whole way, as one test; empty where nobody knows."""
    chance = last.expected.get("simulated_chance")
    if chance is None or not last.number:
        return ""
    return f"; over all its generations, chance takes {how_often(chance)} as far"

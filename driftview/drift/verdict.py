"""What a run shows, in one or two plain sentences."""

from dataclasses import dataclass
from typing import assert_never

from driftview.choices import Subject, Unit
from driftview.drift.lineage import Generation, Lineage
from driftview.drift.samplers import Null, Sampler, drawn, nulls
from driftview.drift.simulated import CLOSED_ORDER, is_closed_right
from driftview.drift.steps import break_said, is_copy, loops_said, steps
from driftview.drift.whole_words import words_said
from driftview.numbers import beyond, how_often, percent
from driftview.quantities import AS_WRITTEN, HUMAN_WORDS
from driftview.theory.deviation import allowance, as_chance_predicts, deviate, half_width


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
    nulls: dict[Sampler, Null]
    """What each way of sampling would leave of the human words, the yardstick first."""
    copied: int | None = None
    """The number of the generation whose text it is, word for word."""
    loops: str = ""
    """What is said of most of its documents, where they repeat themselves."""

    @property
    def own_said(self) -> str:
        """Say how many words of its own it has; empty without any."""
        return own_said(self.own, self.unit)

    @property
    def expected(self) -> float:
        """How many human words the yardstick would leave."""
        return next(iter(self.nulls.values())).expected

    @property
    def reach(self) -> float:
        """What chance allows to either side of that: two standard deviations, and at least one word."""
        return allowance(next(iter(self.nulls.values())).sd)

    @property
    def beyond(self) -> float:
        """Words outside what any way of sampling leaves, from the nearest one; 0 inside."""
        low = min(each.expected - allowance(each.sd) for each in self.nulls.values())
        high = max(each.expected + allowance(each.sd) for each in self.nulls.values())
        if low <= self.left <= high:
            return 0.0
        expected = [each.expected for each in self.nulls.values()]
        return self.left - (min(expected) if self.left < low else max(expected))

    @property
    def explained(self) -> bool:
        """Whether sampling alone explains the text, as far as its words and their repetition tell."""
        return not self.beyond and self.copied is None and not self.repeats

    @property
    def repeats(self) -> str:
        """What is said of documents that repeat themselves, which short chains do by sampling alone."""
        return "" if "chains" in self.nulls and not self.beyond else self.loops

    @property
    def deviate(self) -> float:
        """How many standard deviations away from the nearest way of sampling it lies."""
        each = min(self.nulls.values(), key=lambda null: abs(deviate(self.left, null.expected, null.sd)))
        return deviate(self.left, each.expected, each.sd)

    @property
    def said(self) -> str:
        """Name the residual in plain words."""
        if self.copied is not None:
            return f"it repeats the text of generation {self.copied} word for word, so nothing was sampled"
        if self.explained:
            return "sampling alone explains that"
        if not self.beyond:
            return f"as many as sampling leaves, but {self.repeats}"
        words = max(1, round(abs(self.beyond)))
        named = f"{words:,} {self.unit}{'s' * (words > 1)}"
        return f"{named} {'fewer' if self.beyond < 0 else 'more'} than sampling alone explains"

    @property
    def rarity(self) -> str:
        """Say how often chance does that."""
        return f"{beyond(self.deviate)} does that by chance"

    @property
    def said_in_full(self) -> str:
        """Name the residual, how often chance does that, and whether documents repeat themselves."""
        if not self.beyond or self.copied is not None:
            return self.said
        loops = f"; {self.repeats}" if self.repeats else ""
        return f"{self.said} ({self.rarity}){loops}"

    @property
    def nulls_said(self) -> str:
        """Say what each way of sampling leaves: "472 ± 14 (documents drawn) or 473 ± 5 (words drawn)"."""
        return " or ".join(
            f"{null.expected:,.0f} ± {allowance(null.sd):,.0f} ({drawn(sampler, self.unit)})"
            for sampler, null in self.nulls.items()
        )


def own_said(own: int, unit: Unit) -> str:
    """Say how many words a text has that no human wrote; empty for none."""
    return f"{own:,} {unit}{'s' * (own > 1)} of its own" if own else ""


def residual(generation: Generation, before: Generation | None = None) -> Residual | None:
    """Return the residual of a generation; None where there is no prediction.

    ``before``: the generation before it, where it is at hand, to see whether it was only copied.
    """
    expected, spread = generation.words_expected, generation.words_sd
    if expected is None or spread is None:
        return None
    found = nulls(generation.expected, HUMAN_WORDS) or {"words": Null(expected, spread)}
    return Residual(
        generation.corpus.unit,
        generation.human_words,
        generation.words_left,
        generation.own_words,
        found,
        before.number if before is not None and is_copy(generation, before) else None,
        loops_said(generation) if generation.number else "",
    )


def verdict(lineage: Lineage) -> str:
    """Say how many words live in the last generation and whether the law predicted it."""
    first, last = lineage.generations[0], lineage.generations[-1]
    if lineage.settings.given is not None:
        return _of_given(lineage)
    left, human, unit = last.words_left, first.human_words, lineage.corpus.unit
    own = own_said(last.own_words, unit)
    said = (
        f"{_subject(lineage.settings.of, last.number)} {left:,} of the {human:,} {unit}s that humans wrote "
        f"({percent(left / max(1, human))}){f', and {own}' if own else ''}."
    )
    told = (said, _judged(lineage, last), _as_written(last), words_said(last))
    return " ".join(each for each in told if each)


def _subject(of: Subject, number: int) -> str:
    """Return the beginning of a sentence on how many words are known."""
    match of:
        case "written":
            return f"Generation {number} knows"
        case "mix":
            return f"The training mix after generation {number} has"
        case "pool":
            return f"All that may be trained on after generation {number} has"
        case _:
            assert_never(of)


def _as_written(last: Generation) -> str:
    """Say how many words the generation itself has, where the mix or pool is measured; else nothing."""
    written, expected = last.measures.get(AS_WRITTEN), last.expected.get(AS_WRITTEN)
    if written is None:
        return ""
    spread = last.expected.get(f"{AS_WRITTEN}_sd") or 0.0
    law = "" if expected is None else f" (predicted: {expected:,.0f} ± {half_width(spread):,.0f})"
    return f"As it was written, generation {last.number} has {written:,}{law}."


def _of_given(lineage: Lineage) -> str:
    """Hold texts that were given against sampling alone, since the human text and step by step."""
    last = lineage.generations[-1]
    found = residual(last, lineage.generations[-2] if last.number else None)
    if found is None:
        return "There is no prediction for these texts."
    share = found.left / max(1, found.human)
    own = f", and {found.own_said}" if found.own else ""
    said = (
        f"Generation {last.number} has {found.left:,} of the {found.human:,} {found.unit}s that humans wrote "
        f"({percent(share)}){own}. Sampling alone would leave {found.nulls_said} at these sizes "
        f"(± two standard deviations): {found.said_in_full}."
    )
    return " ".join(each for each in (said, break_said(steps(lineage.generations))) if each)


def _judged(lineage: Lineage, last: Generation) -> str:
    """Hold the number of words against the prediction."""
    expected, spread = last.words_expected, last.words_sd
    if expected is None or spread is None:
        if lineage.settings.selects:
            return (
                f"These settings prefer some {lineage.corpus.unit}s. That is selection, "
                "which chance alone does not describe."
            )
        return "There is no prediction for this model."
    runs = last.simulated_runs
    source = "Chance alone predicts" if runs is None else f"{runs} simulated runs of these settings predict"
    named = f"{source} {expected:,.0f} ± {half_width(spread):,.0f} (two standard deviations)"
    gone = last.words_left - expected
    rough = (
        runs is None
        and lineage.settings.drifts
        and not lineage.settings.endless  # documents are drawn as wholes, and have a law of their own
        and not is_closed_right(lineage.settings, len(lineage.corpus.tokens))
    )
    if last.number == 0 or as_chance_predicts(last.words_left, expected, spread):
        basis = (
            f" That is a closed form, which is only approximate {_where(lineage)}; simulated runs predict "
            "better."
        )
        return f"{named}: this run is in range{_anywhere(last)}.{basis * (rough and last.number > 0)}"
    side = "above" if gone > 0 else "below"
    share = percent(abs(gone) / expected) if expected else "far"
    away = f"{named}: this run is {share} {side} it"
    if rough:
        often = beyond(deviate(last.words_left, expected, spread))
        return (
            f"{away}, as {often} does by chance if the closed form is right, but it is only approximate "
            f"{_where(lineage)}; simulated runs predict better."
        )
    return f"{away}, as {beyond(deviate(last.words_left, expected, spread))} does by chance{_anywhere(last)}."


def _where(lineage: Lineage) -> str:
    """Say where a closed form is approximate: at a high order, or on a short text."""
    if lineage.settings.order > CLOSED_ORDER:
        return f"at order {lineage.settings.order_said}"
    return "on so short a text"


def _anywhere(last: Generation) -> str:
    """Say how far the run went on its whole way, as one test; empty where nobody knows."""
    chance = last.expected.get("simulated_chance")
    if chance is None or not last.number:
        return ""
    return f"; over all its generations, chance takes {how_often(chance)} as far"

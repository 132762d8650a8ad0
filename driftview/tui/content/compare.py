"""Lineages beside each other as curves, a table and a sentence."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from driftview import numbers
from driftview.charts.curves import CurveKind, Curves, Series
from driftview.charts.line_chart import SHAPES
from driftview.choices import has_whole_words
from driftview.drift.laws import Laws
from driftview.measures.registry import find_measure, names_of_runs, studied_measures
from driftview.numbers import percent
from driftview.quantities import HUMAN_WORDS
from driftview.settings.settings import Settings
from driftview.study.replicates import Fan, fan, sameness
from driftview.study.runs import MeasuredRun
from driftview.theory.deviation import half_width, student_quantile
from driftview.tui.content.replicates import FEWEST, measure_of
from driftview.tui.content.spans import Span, head

if TYPE_CHECKING:
    from driftview.drift.lineage import Generation, Lineage
    from driftview.study.compared import Compared
    from driftview.tui.content.main import Wordings

USUAL = 0.1
"""The human share where the settings have none."""

FILLING = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95)
"""How the share of machine text rises in an internet that fills up."""

DETECTOR = (0.9, 0.05)
"""What a good detector throws out: nine tenths of the machine text, a twentieth of the human text."""

EDITED, FILTERED = 0.2, 0.5
"""The share of the sentences that people replace, and the share of the documents that a filter keeps."""

WHOLE_WORDS = "whole_words"
"""Counts words whatever a token is."""

Entrants = tuple[tuple[str, Settings], ...]
"""A few letters for each run, and its settings; the first is what the others are held against."""


@dataclass(frozen=True)
class Preset:
    """One question."""

    question: str
    hint: str
    make: Callable[[Settings], Entrants]
    same_words: bool = False
    """Whether it is asked if the same words die in every replicate."""
    also: tuple[str, ...] = ()
    """Further measures that the question is about."""
    measure: str = HUMAN_WORDS
    """The measure that answers it: what the sentence and the first chart are about."""
    replicated: bool = True
    """Whether there is time to repeat its runs, to see what chance does."""

    def entrants(self, settings: Settings) -> Entrants:
        """Return the runs; what the question does not ask about is as in ``settings``."""
        return self.make(settings)


def unmixed(settings: Settings) -> Settings:
    """Return settings of plain replacement: no human text, nothing kept or edited, no internet."""
    return replace(
        settings,
        regime="replace",
        human_share=0.0,
        human_adds=0.0,
        human_source="fresh",
        human_from=1,
        human_until=None,
        machine_shares=None,
        detector=None,
        retrieval=0.0,
        edited=0.0,
        kept=1.0,
    )


def plain_decoding(settings: Settings) -> Settings:
    """Return settings in which decoding prefers nothing; no smoothing, which takes no preference."""
    return replace(
        settings, smoothing="none", temperature=1.0, top_k=None, top_p=None, min_p=None, candidates=1
    )


def _share(settings: Settings) -> float:
    return settings.human_share if 0 < settings.human_share < 1 else USUAL


def _regimes(settings: Settings) -> Entrants:
    plain, share = unmixed(settings), _share(settings)
    return (
        ("replace", plain),
        ("accumulate", replace(plain, regime="accumulate")),
        (f"{percent(share, chosen=True)} human", replace(plain, human_share=share)),
    )


def _sources(settings: Settings) -> Entrants:
    mixed = replace(unmixed(settings), human_share=_share(settings))
    return (
        ("fresh", mixed),
        ("fixed", replace(mixed, human_source="fixed")),
        ("rotating", replace(mixed, human_source="rotating")),
        ("none", unmixed(settings)),
    )


def _orders(settings: Settings) -> Entrants:
    return tuple((f"order {order}", replace(settings, order=order)) for order in range(1, 6))


def _decoding(settings: Settings) -> Entrants:
    plain = plain_decoding(unmixed(settings))
    return (
        ("plain", plain),
        ("temp. 0.9", replace(plain, temperature=0.9)),
        ("top-p 0.9", replace(plain, top_p=0.9)),
    )


def _sizes(settings: Settings) -> Entrants:
    same = replace(settings, growth=1.0, bottleneck=None, sizes=None)
    threefold = 3.0 ** (1.0 / settings.generations)
    return (
        ("same size", same),
        ("bottleneck", replace(same, bottleneck=(5, 0.1))),
        ("grows × 3", replace(same, growth=threefold)),
        ("shrinks ÷ 3", replace(same, growth=1.0 / threefold)),
    )


def _internet(settings: Settings) -> Entrants:
    plain = unmixed(settings)
    filling = replace(plain, machine_shares=FILLING)
    return (
        ("filling up", filling),
        ("detector", replace(filling, detector=DETECTOR)),
        ("machine", plain),
    )


def _paradox(settings: Settings) -> Entrants:
    plain = unmixed(settings)
    return (
        ("always 90%", replace(plain, machine_shares="auto:0:0.9")),
        ("by quality", replace(plain, machine_shares="auto:1:0.9")),
        ("and liked", replace(plain, machine_shares="auto:1:0.9", retrieval=4.0)),
        ("machine", plain),
    )


def _editors(settings: Settings) -> Entrants:
    plain = plain_decoding(unmixed(settings))
    return (
        ("raw", plain),
        ("curated", replace(plain, candidates=4, judge="likelihood")),
        ("edited", replace(plain, edited=EDITED)),
        ("filtered", replace(plain, kept=FILTERED, kept_by="surprise")),
    )


def _architectures(settings: Settings) -> Entrants:
    trigram = replace(
        plain_decoding(unmixed(settings)),
        model="n-gram",
        order=3,
        unit="word",
        population=1,
        model_command=None,
    )
    return (
        ("trigram", trigram),
        ("Kneser–Ney", replace(trigram, smoothing="kneser-ney")),
        ("neural", replace(trigram, model="neural")),
        ("subword", replace(trigram, unit="subword")),
    )


SIDE_BY_SIDE, MIGRANTS = 4, 0.05
"""How many models write side by side, and the share of migrants in what each reads."""


def _populations(settings: Settings) -> Entrants:
    one = replace(
        plain_decoding(unmixed(settings)), model_command=None, population=1, population_text="same",
        migration=0.0, curated_models=None,
    )  # fmt: skip
    apart = replace(one, population=SIDE_BY_SIDE)
    pooled = replace(apart, migration=1.0)
    return (
        ("one model", one),
        (f"{SIDE_BY_SIDE} apart", apart),
        (f"{percent(MIGRANTS, chosen=True)} migrants", replace(apart, migration=MIGRANTS)),
        ("one pool", pooled),
        ("1 curated", replace(pooled, candidates=4, judge="likelihood", curated_models=1)),
    )


PRESETS = (
    Preset("Replace, accumulate, a tenth human", "does keeping everything help?", _regimes),
    Preset("Human text: fresh, fixed, rotating", "always the same tenth?", _sources),
    Preset("Orders 1 to 5", "does a better model forget less?", _orders),
    Preset("Drift or selection", "do the same words die each time?", _decoding, same_words=True),
    Preset("Bottleneck and growth", "does the size matter?", _sizes),
    Preset("An internet filling up", "10 to 95% machine text, filtered", _internet),
    Preset(
        "The paradox",
        "the better it writes, the more of it?",
        _paradox,
        also=names_of_runs("scraped text"),
    ),
    Preset("Editors: raw, curated, edited", "do people in the loop help?", _editors),
    Preset(
        "Architectures",
        "do other models lose the same?",
        _architectures,
        also=(WHOLE_WORDS,),
        measure=WHOLE_WORDS,
        replicated=False,
    ),
    Preset(
        "Many models",
        "do several models keep more than one?",
        _populations,
        also=names_of_runs("several models"),
    ),
)
"""In the order of the picker."""

CONFIDENCE = 0.99
"""Two runs differ when chance alone would set them so far apart less often than 1 − this."""

LOOKS = ("first", "second", "third", "fourth", "fifth")
DIFFERS = "≠"


BESIDE = Preset(
    "How do these lineages differ?", "those that were named", lambda settings: (), replicated=False
)
"""The question that lineages which were named answer."""


@dataclass
class Entrant:
    """One lineage of a comparison, as far as it is made, and its replicates."""

    label: str
    settings: Settings
    generations: list[Generation] = field(default_factory=list)
    replicates: list[MeasuredRun] = field(default_factory=list)
    averaged: bool = False
    """Whether the replicates are what was named, so that their mean and spread are shown, not one of them."""
    _fans: dict[tuple[str, int], Fan] = field(default_factory=dict, init=False, repr=False)
    _same: dict[int, float] = field(default_factory=dict, init=False, repr=False)

    def fan(self, measure: str) -> Fan:
        """Return the fan of its replicates, worked out once for as many as there are."""
        key = measure, len(self.replicates)
        if key not in self._fans:
            self._fans[key] = fan(self.measured(measure), measure)
        return self._fans[key]

    def measured(self, measure: str) -> list[MeasuredRun]:
        """Return the replicates of which this was measured; some is measured of certain runs only."""
        return [run for run in self.replicates if measure in run.curves]

    def same_words(self) -> float | None:
        """Return how far the same words die in every replicate, as a share of the room above chance.

        None for fewer than FEWEST replicates; worked out once for as many as there are.
        """
        runs = len(self.replicates)
        if runs < FEWEST or not self.generations:
            return None
        if runs not in self._same:
            corpus = self.generations[0].corpus
            survival = Laws(corpus, self.settings).survival(self.settings.generations)
            self._same[runs] = sameness(self.replicates, corpus.counts, survival).excess
        return self._same[runs]

    def spread(self, measure: str, number: int) -> float | None:
        """Return two standard deviations of replicates that were named; None where there is one only."""
        if number >= len(self.generations) or not self._averages(measure):
            return None
        sd = float(self.fan(measure).sd[number])
        return None if math.isnan(sd) else half_width(sd)

    def _averages(self, measure: str) -> bool:
        """Tell whether the replicates have a measure and were named."""
        return self.averaged and measure in self.replicates[0].curves

    def at(self, number: int) -> Generation | None:
        """Return a generation, None where there is none yet."""
        return self.generations[number] if number < len(self.generations) else None

    def value(self, measure: str, number: int) -> float | None:
        """Return a measure of a generation, the mean of replicates that were named; None where it is not."""
        generation = self.at(number)
        if generation is not None and self._averages(measure):
            mean = float(self.fan(measure).mean[number])
            return None if math.isnan(mean) else mean
        return None if generation is None else generation.measures.get(measure)


def named(other: Compared) -> Entrant:
    """Return a lineage that was named to stand beside another; the texts are its first replicate's."""
    first = other.lineages[0]
    runs = [_numbers_of(each, other.last) for each in other.lineages] if len(other.lineages) > 1 else []
    return Entrant(
        other.label, first.settings, list(first.generations[: other.last + 1]), runs, averaged=bool(runs)
    )


def _numbers_of(lineage: Lineage, last: int) -> MeasuredRun:
    """Return the numbers of a replicate; nothing is known of the voices of texts from elsewhere."""
    generations = lineage.generations[: last + 1]
    curves = {
        name: np.array([np.nan if each is None else float(each) for each in values])
        for name in generations[-1].measures
        for values in [[generation.measures.get(name) for generation in generations]]
    }
    nothing = np.zeros((len(generations), 0))
    alive = generations[-1].counts > 0
    return MeasuredRun(lineage.settings, curves, nothing.astype(np.int64), nothing, alive)


@dataclass(frozen=True)
class Chance:
    """How far chance sets runs of one setting apart."""

    sd: float
    freedom: float
    """Degrees of freedom; infinite for a law."""
    by_law: bool


def chance(entrant: Entrant, measure: str, number: int) -> Chance | None:
    """Return the spread of runs: that of the replicates where there are enough, else the law's; or None."""
    runs = entrant.measured(measure)
    if len(runs) >= FEWEST:
        sd = float(entrant.fan(measure).sd[number])
        return None if math.isnan(sd) else Chance(sd, len(runs) - 1, False)
    generation = entrant.at(number)
    spread = None if generation is None else generation.expected.get(f"{measure}_sd")
    return None if spread is None else Chance(float(spread), math.inf, True)


def differ(first: Entrant, second: Entrant, measure: str, number: int) -> bool | None:
    """Tell whether two runs differ by more than chance; None where that cannot be said.

    |x − y| > t·√(sd_x² + sd_y²), with the degrees of freedom of Welch (1947).
    """
    ours, theirs = first.value(measure, number), second.value(measure, number)
    spreads = chance(first, measure, number), chance(second, measure, number)
    if ours is None or theirs is None or spreads[0] is None or spreads[1] is None or number == 0:
        return None
    runs = (len(each.replicates) if each.averaged else 1 for each in (first, second))
    variances = [each.sd**2 / n for each, n in zip(spreads, runs, strict=True) if each is not None]
    total = sum(variances)
    if total == 0:
        return bool(ours != theirs)
    parts = [v**2 / each.freedom for v, each in zip(variances, spreads, strict=True) if each is not None]
    freedom = total**2 / sum(parts) if sum(parts) > 0 else 1e9
    critical = student_quantile((1 + CONFIDENCE) / 2, max(3, math.floor(min(freedom, 1e9))))
    return bool(abs(ours - theirs) > critical * math.sqrt(total))


def legends(entrants: Sequence[Entrant], number: int) -> tuple[str, ...]:
    """Say what the mark means and by what chance is measured, the longest wording first."""
    spreads = [chance(each, HUMAN_WORDS, number) for each in entrants]
    if all(each is not None and not each.by_law for each in spreads):
        by = f"{min(len(each.replicates) for each in entrants)} replicates"
    else:
        by = "the predicted sd" if all(spreads) else "replicates (running)"
    return (
        f"{DIFFERS} differs from {mark(0)} beyond chance (99%), by {by}",
        f"{DIFFERS} beyond chance (99%), by {by}",
        f"{DIFFERS} beyond chance, by {by}",
        f"{DIFFERS} beyond chance",
    )


def curves(entrants: Sequence[Entrant], measure: str, number: int, target: int) -> Curves:
    """Return the curves of all lineages over each other."""
    series = tuple(
        Series(
            each.label,
            CurveKind.MEASURED,
            tuple(each.value(measure, g) for g in range(len(each.generations))),
        )
        for each in entrants
    )
    return Curves(series, (0, target), number, shares=find_measure(measure).is_share)


def mark(place: int) -> str:
    """Return the sign of a lineage."""
    return SHAPES[min(place, len(SHAPES) - 1)]


def look(place: int) -> str:
    """Return the colour of a lineage."""
    return LOOKS[min(place, len(LOOKS) - 1)]


def table(
    entrants: Sequence[Entrant], number: int, chosen: str, preset: Preset, label_width: int
) -> list[list[Span]]:
    """Return a row for each measure and a column for each lineage, marked where it differs from the first."""
    heads = [Span(f"{_head(place, each, label_width)} ", look(place)) for place, each in enumerate(entrants)]
    rows = [[Span("", "head"), *heads]]
    for measure in studied(preset):
        rows.append(_row(entrants, measure, number, chosen))
        if measure == preset.measure:
            rows.append(_law_row(entrants, number, preset))
            if preset.same_words:
                rows.append(_same_row(entrants))
    return rows


def studied(preset: Preset) -> tuple[str, ...]:
    """Return the measures that a question is answered by: the main one, those of every comparison, its own.

    Where words are counted in whole, because tokens differ, the tokens of human texts are no answer.
    """
    asked = (preset.measure, *(each.name for each in studied_measures()), *preset.also)
    return tuple(name for name in dict.fromkeys(asked) if name != HUMAN_WORDS or name == preset.measure)


def _head(place: int, entrant: Entrant, width: int) -> str:
    """Return the head of a column, as short as it has to be."""
    full = f"{mark(place)} {entrant.label}"
    return (
        full if len(full) <= width else head(f"{mark(place)} {entrant.label.removeprefix('order ')}", width)
    )


def _row(entrants: Sequence[Entrant], measure: str, number: int, chosen: str) -> list[Span]:
    here = measure == chosen
    cells = [
        Span(
            ("▸ " if here else "  ") + measure_of(measure, entrants[0].settings.unit).short,
            "strong" if here else "",
        )
    ]
    for place, each in enumerate(entrants):
        differs = place > 0 and bool(differ(entrants[0], each, measure, number))
        text = numbers.measured(find_measure(measure), each.value(measure, number))
        reach = each.spread(measure, number)
        text += "" if reach is None else f" ± {numbers.measured(find_measure(measure), reach)}"
        cells.append(Span(text + (DIFFERS if differs else " "), "strong" if differs else ""))
    return cells


def _law_row(entrants: Sequence[Entrant], number: int, preset: Preset) -> list[Span]:
    """Return how many words chance predicts."""
    cells = [Span("  – predicted", "muted")]
    for each in entrants:
        expected = _predicted(each, number, preset) if number else None
        cells.append(Span(f"{numbers.whole(expected)} ", "muted"))
    return cells


def _predicted(entrant: Entrant, number: int, preset: Preset) -> float | None:
    """Return how many of the words chance leaves that the question counts; None where no law holds.

    The law is one of tokens. It is one of whole words too where every word is a token; of those it says
    which share of the words and marks is left.
    """
    generation, human = entrant.at(number), entrant.value(HUMAN_WORDS, 0)
    law = None if generation is None else generation.expected.get(HUMAN_WORDS)
    if law is None or preset.measure == HUMAN_WORDS:
        return law
    counted = entrant.value(preset.measure, 0)
    if not has_whole_words(entrant.settings.unit) or not human or counted is None:
        return None
    return law / human * counted


def _same_row(entrants: Sequence[Entrant]) -> list[Span]:
    """Return how far the same words die in every replicate: 0 as by chance, 100% always the same."""
    cells = [Span("  same words die")]
    for each in entrants:
        excess = each.same_words()
        text = numbers.MISSING if excess is None else numbers.percent(max(0.0, round(excess, 2)))
        cells.append(Span(f"{text} ", "" if excess is None else "strong"))
    return cells


def sentence(entrants: Sequence[Entrant], number: int, preset: Preset, state: str) -> Wordings:
    """Say what each lineage keeps, what chance predicts of it, and what sets drift and selection apart."""
    if number == 0:
        start = "All begin with the same human text. Press → to see them diverge"
        if preset is BESIDE:
            start = "Each begins with its own generation 0. Press → to see how they differ"
        return (f"{start} ({state})." if state else f"{start}.", f"{start}.")
    kept, expected = [], []
    for each in entrants:
        human, now = each.value(preset.measure, 0), each.value(preset.measure, number)
        share = now / human if now is not None and human else None
        law = _predicted(each, number, preset)
        kept.append(f"{each.label} {numbers.percent(share)}")
        expected.append(numbers.percent(law / human) if law is not None and human else numbers.MISSING)
    unit = entrants[0].settings.unit.capitalize()
    told = f"{unit}s kept at {number}: {', '.join(kept)}"
    none = all(each == numbers.MISSING for each in expected)
    law_says = "no prediction for these" if none else f"chance predicts {', '.join(expected)}"
    same = _same_sentence(entrants) if preset.same_words else ""
    longest = f"{told}; {law_says}."
    with_same = (f"{longest} {same}", f"{told}. {same}", same) if same else ()
    more = f"{longest[:-1]} ({state})." if state else longest
    return (*with_same, more, longest, f"{told}.", f"{', '.join(kept)}.")


def _same_sentence(entrants: Sequence[Entrant]) -> str:
    excess = [each.same_words() for each in entrants]
    if any(each is None for each in excess):
        return ""
    known = [numbers.percent(max(0.0, round(each, 2))) for each in excess if each is not None]
    others = ", ".join(f"{each.label} {share}" for each, share in zip(entrants[1:], known[1:], strict=True))
    return f"The same words die each time (0% is chance): {entrants[0].label} {known[0]}, {others}."


def lagging(entrants: Sequence[Entrant]) -> int:
    """Return the last generation that all lineages have."""
    return int(np.min([len(each.generations) for each in entrants], initial=10**9)) - 1

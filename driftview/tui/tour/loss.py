"""The first pages: what is lost, and what goes first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from driftview import numbers
from driftview.charts.curves import CurveKind, Curves, Series
from driftview.charts.line_chart import SOLID
from driftview.tui.tour.page import (
    Asked,
    Choices,
    Figure,
    Step,
    Told,
    figure,
    fitting,
    percent,
    rest,
    trainings,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from driftview.drift.lineage import BandState
    from driftview.tui.tour.evidence import Course, Evidence

FIRST_LOSS = Choices(
    (0.03, 0.1, 0.25),
    (
        "hardly any: under 3 %",
        "about one in twenty: 3 to 10 %",
        "about one in six: 10 to 25 %",
        "more than a quarter",
    ),
)

ONCE_LEFT = Choices(
    (0.08, 0.2, 0.6),
    (
        "next to none: under 8 %",
        "about one in ten: 8 to 20 %",
        "about a third: 20 to 60 %",
        "most of them: over 60 %",
    ),
)

PHRASES_TO_WORDS = Choices(
    (0.9, 1.1, 2.0),
    ("a smaller share", "about the same share", "up to twice the share", "more than twice the share"),
)

BANDS = (0, 2, 4, 6)
"""The bands whose fate is drawn: words used once, 3–4, 9–16 and 33–64 times."""

FEWEST = 10
"""A band of fewer words than this says little."""

QUOTED = 38
"""How many characters of examples there is room for."""


def _ask_first(evidence: Evidence) -> Asked:
    corpus, unit = evidence.corpus, evidence.unit
    types = numbers.whole(int((corpus.counts > 0).sum()))
    marks = " (punctuation counts)" if corpus.unit == "word" else ""
    return Asked(
        f"A model reads {evidence.title}: {numbers.whole(len(corpus.tokens))} {unit} in a row, {types} "
        f"different ones{marks}. Then it writes a text just as long, out of what it has read.\n"
        f"How many of the {types} {unit} are missing from it?",
        FIRST_LOSS.answers,
    )


def _tell_first(evidence: Evidence) -> Told:
    alone = _alone(evidence)
    lost, law = rest(alone.share(1)), rest(alone.law(1))
    once = alone.bands[1][0]
    human = alone.measures[0].get("human_types") or 0
    gone = human - (alone.measures[1].get("human_types") or 0)
    return Told(
        FIRST_LOSS.place(lost),
        f"{numbers.whole(gone)} of the {numbers.whole(human)} {evidence.unit} {'is' if gone == 1 else 'are'} "
        "missing. It made no mistake: what is rare may just not come up when one writes.",
        (
            figure(lost, "are missing"),
            figure(law, "said the law"),
            figure(1 - once.alive / once.types if once.types else None, f"of the once-{evidence.unit}"),
        ),
        tuple(band for band in alone.bands[1] if band.types),
        f"{evidence.unit.capitalize()} alive after one training, by how often people used them",
        f"The law needs no run: a {evidence.corpus.unit} used k times is missing with a chance of about "
        "e to the power of −k.",
    )


def _alone(evidence: Evidence) -> Course:
    if evidence.alone is None:
        raise ValueError("the page was asked for before its evidence was there")
    return evidence.alone


def _ask_tails(evidence: Evidence) -> Asked:
    unit = evidence.unit
    return Asked(
        f"{percent(rest(_alone(evidence).share(1)))} of the {unit} were lost in one training. The next model "
        f"learns from that text, and so on: {trainings(evidence.last)}, each on the text before.\n"
        f"Of the {unit} that people used once, how many are left then?",
        ONCE_LEFT.answers,
    )


def _tell_tails(evidence: Evidence) -> Told:
    alone, last, unit = _alone(evidence), evidence.last, evidence.unit
    bands = alone.bands[last]
    once, often = bands[0], _often(bands)
    name = numbers.band_label(often.low, often.high)
    name = f"{name} times" if "–" in name else name
    left = once.alive / once.types if once.types else None
    law = None if once.expected_alive is None or not once.types else once.expected_alive / once.types
    survived = often.alive / often.types if often.types else None
    return Told(
        ONCE_LEFT.place(left),
        f"After {trainings(last)} {percent(left)} of the once-{unit} are left, and {percent(survived)} of "
        f"those used {name}.",
        (
            figure(left, f"of the once-{unit} left"),
            figure(law, "said the law"),
            figure(survived, f"used {name}"),
        ),
        _band_curves(alone, last),
        f"{unit.capitalize()} left, by how often people used them · ╌ the law",
        "The tails go first. How many go is law; which ones go is chance.",
    )


def _often(bands: Sequence[BandState]) -> BandState:
    """Return the most frequent of the bands that are drawn; one of a few words only if there is no other."""
    shown = [bands[place] for place in BANDS if place < len(bands) and bands[place].types]
    large = [band for band in shown[1:] if band.types >= FEWEST]
    return (large or shown or [bands[0]])[-1]


def _band_curves(alone: Course, last: int) -> Curves:
    series = []
    shown = [place for place in BANDS if place < len(alone.bands[0]) and alone.bands[0][place].types]
    for number, place in enumerate(shown):
        bands = [each[place] for each in alone.bands]
        human = bands[0].types
        laws = tuple(None if each.expected_alive is None else each.expected_alive / human for each in bands)
        label = numbers.band_label(bands[0].low, bands[0].high)
        if any(value is not None for value in laws):
            series.append(Series("", CurveKind.EXPECTED, laws, role=SOLID[number]))
        series.append(Series(label, CurveKind.MEASURED, tuple(each.alive / human for each in bands)))
    return Curves(tuple(series), (0, last), shares=True)


def _ask_phrases(evidence: Evidence) -> Asked:
    phrases, at = evidence.phrases, evidence.phrase_generation
    if phrases is None:
        raise ValueError("the page was asked for before its evidence was there")
    lost = percent(rest(_alone(evidence).share(at)))
    return Asked(
        f"People wrote {numbers.whole(phrases.human)} different turns of phrase of {phrases.words} "
        f"{evidence.unit}. "
        f"After {trainings(at)} {lost} of the {evidence.unit} are gone.\n"
        "And of the turns of phrase?",
        PHRASES_TO_WORDS.answers,
    )


def _tell_phrases(evidence: Evidence) -> Told:
    phrases, alone, at = evidence.phrases, _alone(evidence), evidence.phrase_generation
    if phrases is None:
        raise ValueError("the page was asked for before its evidence was there")
    words, gone, law = rest(alone.share(at)), 1 - phrases.alive[at], rest(phrases.expected(at))
    examples = ", ".join(f"“{text}”" for text in fitting(phrases.gone, QUOTED))
    said = f"{percent(gone)} of them are gone, and {percent(words)} of the {evidence.unit}."
    figures = [figure(gone, "of the phrases gone"), figure(words, f"of the {evidence.unit} gone")]
    figures.insert(1, figure(law, "said the law") if law is not None else Figure("–", "no law is known"))
    return Told(
        PHRASES_TO_WORDS.place(gone / words if words else None),
        f"{said} Gone, for example: {examples}." if examples else said,
        tuple(figures),
        _phrase_curves(evidence),
        "Left, of what people wrote · ╌ the law",
        f"{percent(phrases.once)} of the phrases were used only once: what is unusual goes as once-words go.",
        "" if words and gone > words else "Phrases go as their parts go",
    )


def _phrase_curves(evidence: Evidence) -> Curves:
    phrases, alone, last = evidence.phrases, _alone(evidence), evidence.last
    series = []
    if phrases is not None:
        laws = tuple(phrases.expected(number) for number in range(last + 1))
        if phrases.law is not None:
            series.append(Series("", CurveKind.EXPECTED, laws, role=SOLID[0]))
        series.append(Series("phrases", CurveKind.MEASURED, phrases.alive))
    series.append(Series("", CurveKind.EXPECTED, alone.laws(), role=SOLID[1]))
    series.append(Series(evidence.unit, CurveKind.MEASURED, alone.shares()))
    return Curves(tuple(series), (0, last), shares=True)


LOSS = (
    Step("One training", "Generation 1 loses the rare", (), ("alone",), _ask_first, _tell_first),
    Step("Many trainings", "The tails go first", ("alone",), (), _ask_tails, _tell_tails),
    Step(
        "Turns of phrase",
        "Phrases go faster than words",
        ("alone", "phrases"),
        (),
        _ask_phrases,
        _tell_phrases,
    ),
)
"""Steps one to three."""

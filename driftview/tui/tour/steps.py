"""The steps of the guided tour: what is lost, the shape of the loss, and what saves human text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from driftview import numbers
from driftview.charts.curves import CurveKind, Curves, Series
from driftview.charts.line_chart import SOLID
from driftview.choices import has_words
from driftview.numbers import percent
from driftview.quantities import ENTROPY, HUMAN_WORDS
from driftview.settings.settings import ENDLESS, order_said
from driftview.tui.content import voices
from driftview.tui.tour.runs import HUMAN_SHARE, smallest_voice
from driftview.tui.tour.step import (
    AnswerChoices,
    Revealed,
    TourFigure,
    TourQuestion,
    TourStep,
    fell,
    figure,
    fitting,
    rest,
    times,
    trainings,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from driftview.drift.lineage import BandState
    from driftview.drift.own_words import OwnVocabulary
    from driftview.tui.tour.runs import Evidence, RunNumbers

FIRST_LOSS = AnswerChoices(
    (0.03, 0.1, 0.25),
    (
        "hardly any: under 3%",
        "about one in twenty: 3 to 10%",
        "about one in six: 10 to 25%",
        "more than a quarter",
    ),
)

ONCE_LEFT = AnswerChoices(
    (0.08, 0.2, 0.6),
    (
        "next to none: under 8%",
        "about one in ten: 8 to 20%",
        "about a third: 20 to 60%",
        "most of them: over 60%",
    ),
)

PHRASES_TO_WORDS = AnswerChoices(
    (0.9, 1.1, 2.0),
    ("a smaller share", "about the same share", "up to twice the share", "more than twice the share"),
)

BANDS = (0, 2, 4, 6)
"""The bands whose fate is drawn: words used once, 3–4, 9–16 and 33–64 times."""

FEWEST = 10
"""A band of fewer words than this says little."""

QUOTED = 30
"""How many characters of examples there is room for."""


def _ask_first(evidence: Evidence) -> TourQuestion:
    corpus, unit = evidence.corpus, evidence.unit
    types = numbers.whole(int((corpus.counts > 0).sum()))
    marks = " (punctuation counts)" if has_words(corpus.unit) else ""
    return TourQuestion(
        f"A model reads {evidence.title}: {numbers.whole(len(corpus.tokens))} {unit}, {types} of them "
        f"different{marks}. Then it writes a text of the same length.\n"
        f"How many of the {types} {unit} will be missing from that text?",
        FIRST_LOSS.answers,
    )


def _tell_first(evidence: Evidence) -> Revealed:
    alone = _alone(evidence)
    lost, law = rest(alone.share(1)), rest(alone.law(1))
    once = _rarest(alone.bands[1])
    human = alone.measures[0].get(HUMAN_WORDS) or 0
    gone = human - (alone.measures[1].get(HUMAN_WORDS) or 0)
    unit, units = evidence.corpus.unit, evidence.unit
    rarest = 1 - once.alive / once.types
    said = (
        f"{numbers.whole(gone)} of the {numbers.whole(human)} {units} "
        f"{'is' if gone == 1 else 'are'} missing. "
        f"The model made no mistake: a rare {unit} may simply not come up."
        if gone
        else f"All {numbers.whole(human)} {units} came up again: none is rare enough to be missed."
    )
    return Revealed(
        FIRST_LOSS.place(lost),
        said,
        (
            figure(lost, "are missing"),
            figure(law, "predicted"),
            figure(rarest, f"of the {units} used {times(once)}"),
        ),
        tuple(band for band in alone.bands[1] if band.types),
        f"{units.capitalize()} alive after one training, by how often people used them",
        f"This needs no run to predict: a {unit} used k times is missing with a chance of about e⁻ᵏ.",
        f"Generation 1 loses rare {units}" if rarest > (lost or 0.0) else f"Generation 1 loses few {units}",
    )


def _alone(evidence: Evidence) -> RunNumbers:
    if evidence.alone is None:
        raise ValueError("the page was asked for before its evidence was there")
    return evidence.alone


def _ask_tails(evidence: Evidence) -> TourQuestion:
    unit, alone = evidence.unit, _alone(evidence)
    return TourQuestion(
        f"{percent(rest(alone.share(1)))} of the {unit} were lost in one training. The next model learns "
        f"from that text, and so on: {trainings(evidence.last)}, each on the text before it.\n"
        f"Of the {unit} that people used {times(_rarest(alone.bands[1]))}, how many will be left at the end?",
        ONCE_LEFT.answers,
    )


def _tell_tails(evidence: Evidence) -> Revealed:
    alone, last, unit = _alone(evidence), evidence.last, evidence.unit
    bands = alone.bands[last]
    once, often = _rarest(bands), _often(bands)
    left = once.alive / once.types if once.types else None
    law = None if once.expected_alive is None or not once.types else once.expected_alive / once.types
    survived = often.alive / often.types if often.types else None
    return Revealed(
        ONCE_LEFT.place(left),
        f"After {trainings(last)}, {percent(left)} of the {unit} used {times(once)} are left, and "
        f"{percent(survived)} of those used {times(often)}.",
        (
            figure(left, f"of the {unit} used {times(once)} left"),
            figure(law, "predicted"),
            figure(survived, f"of those used {times(often)}"),
        ),
        _band_curves(alone, last),
        f"{unit.capitalize()} left, by how often people used them · • predicted",
        f"Chance predicts how many {unit} are lost. It does not predict which ones."
        if law is not None
        else f"The rarer the {unit}, the sooner they are lost.",
        "Rare ones go first" if (left or 0.0) < (survived or 0.0) else "Here the rare ones last as long",
    )


def _rarest(bands: Sequence[BandState]) -> BandState:
    """Return the band of the rarest words: those used once, where the text has any."""
    return next((band for band in bands if band.types), bands[0])


def _often(bands: Sequence[BandState]) -> BandState:
    """Return the most frequent of the bands that are drawn; one of a few words only if there is no other."""
    shown = [bands[place] for place in BANDS if place < len(bands) and bands[place].types]
    large = [band for band in shown[1:] if band.types >= FEWEST]
    return (large or shown or [bands[0]])[-1]


def _band_curves(alone: RunNumbers, last: int) -> Curves:
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


def _ask_phrases(evidence: Evidence) -> TourQuestion:
    phrases, at = evidence.phrases, evidence.phrase_generation
    if phrases is None:
        raise ValueError("the page was asked for before its evidence was there")
    lost = percent(rest(_alone(evidence).share(at)))
    return TourQuestion(
        f"People wrote {numbers.whole(phrases.human)} different phrases of {phrases.words} {evidence.unit}. "
        f"After {trainings(at)}, {lost} of the {evidence.unit} are gone.\n"
        "What share of the phrases is gone?",
        PHRASES_TO_WORDS.answers,
    )


def _tell_phrases(evidence: Evidence) -> Revealed:
    phrases, alone, at = evidence.phrases, _alone(evidence), evidence.phrase_generation
    if phrases is None:
        raise ValueError("the page was asked for before its evidence was there")
    words, gone, law = rest(alone.share(at)), 1 - phrases.alive[at], rest(phrases.expected(at))
    examples = ", ".join(f"“{text}”" for text in fitting(phrases.gone, QUOTED))
    said = f"{percent(gone)} of the phrases are gone, and {percent(words)} of the {evidence.unit}."
    figures = [figure(gone, "of the phrases gone"), figure(words, f"of the {evidence.unit} gone")]
    figures.insert(1, figure(law, "predicted") if law is not None else TourFigure("–", "no prediction"))
    return Revealed(
        PHRASES_TO_WORDS.place(gone / words if words else float("inf") if gone else 1.0),
        f"{said} Gone, for example: {examples}." if examples else said,
        tuple(figures),
        _phrase_curves(evidence),
        "Left, of what people wrote · • predicted",
        f"{percent(phrases.once)} of the phrases were used only once. They are lost as easily as "
        f"{evidence.unit} used once."
        if phrases.once
        else "Every phrase was used several times, so few can be missed.",
        f"Phrases go faster than {evidence.unit}"
        if gone > (words or 0.0)
        else f"Phrases go as slowly as {evidence.unit}",
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
    TourStep("One training", (), ("alone",), _ask_first, _tell_first),
    TourStep("Many trainings", ("alone",), (), _ask_tails, _tell_tails),
    TourStep("Phrases", ("alone", "phrases"), (), _ask_phrases, _tell_phrases),
)
"""Steps one to three."""

OWN_LEFT = AnswerChoices(
    (0.1, 0.3, 0.6),
    ("next to none: under 10%", "10 to 30%", "30 to 60%", "most of them: over 60%"),
)

COPIED = AnswerChoices(
    (0.05, 0.25, 0.67),
    ("hardly any: under 5%", "up to a quarter", "up to two thirds", "most of it: over two thirds"),
)

FALL = AnswerChoices(
    (0.1, 0.25, 0.5),
    ("hardly at all: under 10%", "a little: 10 to 25%", "a lot: 25 to 50%", "by more than half"),
)

LITTLE = 0.02
"""A loss of a smaller share is none that a measure of variety could be expected to see."""

SEES = 1 / 3
"""A measure that falls by less than this share of what is lost sees little of the loss."""

LONG = 5
"""The order that is held against the user's own."""

CHORUS_SAID = "This text has one voice. This step needs several, to compare them."

SHAPE_LATER = "the page was asked for before its evidence was there"


def _smallest(evidence: Evidence) -> OwnVocabulary:
    if not evidence.voices:
        raise ValueError(SHAPE_LATER)
    return smallest_voice(evidence.voices)


def _ask_voices(evidence: Evidence) -> TourQuestion:
    own = _smallest(evidence)
    count = len(evidence.voices or ())
    return TourQuestion(
        f"{count} voices speak in this text. {voices.safe_name(own.name)} uses {numbers.whole(own.size)} "
        f"{evidence.corpus.unit}{'' if own.size == 1 else 's'} that no other voice uses. Nothing favours "
        "or harms that voice.\n"
        f"How many of its own {evidence.unit} will be left after {trainings(len(own.alive) - 1)}?",
        OWN_LEFT.answers,
    )


def _tell_voices(evidence: Evidence) -> Revealed:
    own = _smallest(evidence)
    last = len(own.alive) - 1
    name = voices.safe_name(own.name)
    others = [each for each in evidence.voices or () if each is not own and each.size]
    compared = ", ".join(
        f"{voices.safe_name(each.name)} {voices.left_text(each, last)}" for each in others[:3]
    )
    law = (
        "There is no prediction."
        if own.band is None
        else f"Chance predicts {voices.predicted_text(own, last)}: {voices.own_state(own, last)}."
    )
    kept = f"{name} keeps {voices.left_text(own, last)} of its own {evidence.unit}"
    luck = evidence.other_seeds or ()
    seeds = f" With {len(luck)} other seeds: {percent(min(luck))} to {percent(max(luck))}." if luck else ""
    first = min(others, key=lambda each: each.alive[last] / each.size, default=None)
    worst = first is None or own.alive[last] / own.size <= first.alive[last] / first.size
    return Revealed(
        OWN_LEFT.place(own.share(last)),
        f"{kept}{f'; {compared}' if compared else ''}.{seeds} {law}",
        (
            figure(own.share(last), f"after {trainings(last)}"),
            figure(own.predicted(last), "predicted, on average"),
            figure(sum(luck) / len(luck), f"mean of {len(luck)} other seeds")
            if luck
            else TourFigure(numbers.whole(own.size), f"own {evidence.unit} at first"),
        ),
        voices.own_curves(own, last, last),
        f"{evidence.unit.capitalize()} that only {name} uses · ░ what chance allows",
        f"A voice is lost {evidence.corpus.unit} by {evidence.corpus.unit}: the rarer they are, the sooner.",
        f"The small voice loses its {evidence.unit}"
        if worst
        else f"A voice loses its {evidence.unit} by how rare they are",
        tuple(OWN_LEFT.place(share) for share in luck),
    )


def _ask_copying(evidence: Evidence) -> TourQuestion:
    order, long, unit = _order(evidence), _long(evidence), evidence.corpus.unit
    back = f"by looking at the {order - 1} before it" if order > 1 else "without looking back"
    back = "by looking at all of them before it" if order == ENDLESS else back
    given = "" if order == long else f" Suppose it looks at {long - 1} instead: order {order_said(long)}."
    return TourQuestion(
        f"This model chooses each {unit} {back}: order {order_said(order)}.{given}\n"
        f"How much of its first text is copied from the human text, in passages of eight "
        f"{evidence.unit} or more?",
        COPIED.answers,
    )


def _order(evidence: Evidence) -> int:
    return evidence.alone.settings.order if evidence.alone else 0


def _long(evidence: Evidence) -> int:
    """Return the order that is held against the user's own: LONG, or the highest there is."""
    orders = [point.order for point in evidence.copied or ()]
    return LONG if LONG in orders else max(orders, default=LONG)


def _tell_copying(evidence: Evidence) -> Revealed:
    points = {point.order: point.copied for point in evidence.copied or ()}
    own, long = _order(evidence), _long(evidence)
    orders = sorted(points)
    short = own if own != long else orders[0]
    copied, before = points.get(long), points.get(short)
    chart = Curves(
        (
            Series(
                "copied word for word",
                CurveKind.MEASURED,
                tuple(points[order] for order in orders),
                positions=tuple(float(order) for order in orders),
            ),
        ),
        (float(orders[0]), float(orders[-1])) if len(orders) > 1 else None,
        float(long),
        shares=True,
        x_ticks=tuple((float(order), order_said(order)) for order in orders),
    )
    rises = (points[orders[-1]] or 0.0) > (points[orders[0]] or 0.0)
    return Revealed(
        COPIED.place(copied),
        f"With order {order_said(long)}, {percent(copied)} of the text is copied in long passages; "
        f"with order {order_said(short)}, {percent(before)}. There is no prediction for this.",
        (
            figure(copied, f"copied, order {order_said(long)}"),
            figure(before, f"copied, order {order_said(short)}"),
        ),
        chart,
        "Copied in passages of eight or more, by the order of the model",
        "The shorter the memory, the more a model invents; the longer, the more it copies."
        if rises
        else f"Even a long memory copies no passage of eight {evidence.unit} here.",
        "A long memory copies" if COPIED.place(copied) else "Hardly anything is copied here",
    )


def _ask_middle(evidence: Evidence) -> TourQuestion:
    if evidence.alone is None:
        raise ValueError(SHAPE_LATER)
    lost = percent(rest(evidence.alone.share(evidence.last)))
    return TourQuestion(
        f"After {trainings(evidence.last)}, {lost} of the {evidence.unit} are gone. A common measure of "
        f"variety is entropy: how hard it is to guess a {evidence.corpus.unit} if you know how often each "
        "occurs.\nHow far has the entropy fallen?",
        FALL.answers,
    )


def _tell_middle(evidence: Evidence) -> Revealed:
    alone, last = evidence.alone, evidence.last
    if alone is None:
        raise ValueError(SHAPE_LATER)
    lost, fall = rest(alone.share(last)), rest(alone.share(last, ENTROPY))
    nothing = (lost or 0.0) < LITTLE
    blind = not nothing and (fall or 0.0) < SEES * (lost or 0.0)
    law = alone.law_of_entropy()
    harder = alone.share(last, "perplexity_rare")
    rare = (
        f" Rare human {evidence.unit} are {numbers.short(harder)} times as hard to guess." if harder else ""
    )
    return Revealed(
        FALL.place(fall),
        f"{percent(lost)} of the {evidence.unit} are gone; the entropy has {fell(fall)}.{rare}",
        (
            figure(fall, "entropy lost"),
            figure(rest(law), "predicted"),
            figure(lost, f"of the {evidence.unit} lost"),
        ),
        Curves(
            (
                Series(evidence.unit, CurveKind.MEASURED, alone.shares()),
                Series("entropy", CurveKind.MEASURED, alone.shares(ENTROPY)),
            ),
            (0, last),
            shares=True,
        ),
        "Left, of what the human text has",
        f"Hardly a {evidence.corpus.unit} was lost, so there was little for the entropy to see."
        if nothing
        else f"Common {evidence.unit} stay and decide the entropy, so it sees little of the loss."
        if blind
        else f"So few {evidence.unit} are left that even the entropy sees the loss: common ones go too.",
        "Little lost, little seen"
        if nothing
        else "Entropy hardly sees the loss"
        if blind
        else "Here even the entropy sees the loss",
    )


SHAPE = (
    TourStep("The small voices", ("voices",), ("other_seeds",), _ask_voices, _tell_voices),
    TourStep("Copying", ("alone", "copied"), (), _ask_copying, _tell_copying),
    TourStep("The measure", ("alone",), (), _ask_middle, _tell_middle),
)
"""Steps four to six."""

ALIKE = 0.03
"""Shares of words that differ by no more than this are called the same."""


def _kept(before: float) -> AnswerChoices:
    """Return the answers to how many are left, given how many were left before: three ways of being more."""
    more = tuple(round(before + (1 - before) * part, 2) for part in (1 / 3, 2 / 3))
    low, high = (percent(share) for share in more)
    return AnswerChoices(
        (before + ALIKE, *more),
        ("no more than before", f"up to {low}", f"{low} to {high}", f"nearly all: over {high}"),
    )


def _few_lost(before: float) -> bool:
    """Whether so much was left before that nobody could tell by how much more is left now."""
    return before + ALIKE > 1 - ALIKE


SAME = ("fewer than before", "as many as before")

SOURCES = ("fresh, clearly", "fixed, clearly", "both the same", "neither helps")

ALIKE_ANSWER = 2
"""The first of these answers that prefers neither source."""

SAVING_LATER = "the page was asked for before its evidence was there"


def _ask_everything(evidence: Evidence) -> TourQuestion:
    last = evidence.last
    before = (evidence.alone.share(last) if evidence.alone else None) or 0.0
    return TourQuestion(
        f"So far every text replaced the one before it: {percent(before)} of the {evidence.unit} were left "
        f"after {trainings(last)}. Now nothing is thrown away: every model reads everything written so far, "
        "including the human text.\n"
        f"How many of the {evidence.unit} will be left?",
        SAME if _few_lost(before) else _kept(before).answers,
    )


def _tell_everything(evidence: Evidence) -> Revealed:
    alone, everything, last = evidence.alone, evidence.everything, evidence.last
    if alone is None or everything is None:
        raise ValueError(SAVING_LATER)
    left, before = everything.share(last), alone.share(last) or 0.0
    gain = (left or 0.0) - before
    right = _kept(before).place(left)
    if _few_lost(before):
        right = 0 if gain < -ALIKE else 1
    return Revealed(
        right,
        f"{percent(left)} of the {evidence.unit} are left, against {percent(before)} when each text replaced "
        "the one before it.",
        (
            figure(left, "everything kept"),
            figure(everything.law(last), "predicted"),
            figure(before, "newest text only"),
        ),
        _compared({"everything so far": everything}, alone, last),
        f"{evidence.unit.capitalize()} left · • predicted · ◌ newest text only",
        "The human text stays in every training set: its share shrinks, but it never disappears.",
        f"Keeping everything saves {evidence.unit}" if gain > ALIKE else "Keeping everything changes little",
    )


def _ask_tenth(evidence: Evidence) -> TourQuestion:
    return TourQuestion(
        f"Another way: {percent(HUMAN_SHARE)} of what every model reads is human text. Fresh: a new sample "
        "each time. Fixed: always the same sample.\n"
        f"Which keeps more of the {evidence.unit} after {trainings(evidence.last)}?",
        SOURCES,
    )


def _tell_tenth(evidence: Evidence) -> Revealed:
    alone, fresh, fixed, last = evidence.alone, evidence.fresh, evidence.fixed, evidence.last
    if alone is None or fresh is None or fixed is None:
        raise ValueError(SAVING_LATER)
    kept = {"fresh": fresh.share(last), "fixed": fixed.share(last), "none": alone.share(last)}
    right = _better(kept["fresh"] or 0.0, kept["fixed"] or 0.0, kept["none"] or 0.0)
    return Revealed(
        right,
        f"Fresh human text keeps {percent(kept['fresh'])}, fixed {percent(kept['fixed'])}, none at all "
        f"{percent(kept['none'])}. Predicted: {percent(fresh.law(last))}, {percent(fixed.law(last))} and "
        f"{percent(alone.law(last))}.",
        (
            figure(kept["fresh"], "left with fresh"),
            figure(kept["fixed"], "left with fixed"),
            figure(kept["none"], "left without"),
        ),
        _compared({"fresh": fresh, "fixed": fixed}, alone, last),
        f"{evidence.unit.capitalize()} left, {percent(HUMAN_SHARE)} human text · • predicted · ◌ none",
        f"“We mix in {percent(HUMAN_SHARE)} human text” does not say which of the two it means."
        if right < ALIKE_ANSWER
        else f"Here it makes no difference whether the {percent(HUMAN_SHARE)} is fresh or fixed.",
        (
            "Fresh human text keeps more",
            "Fixed human text keeps more",
            "Both keep as much",
            "Neither helps here",
        )[right],
    )


def _better(fresh: float, fixed: float, none: float) -> int:
    """Return which answer is right."""
    if max(fresh, fixed) <= none + ALIKE:
        return 3
    if abs(fresh - fixed) <= ALIKE:
        return 2
    return 0 if fresh > fixed else 1


def _compared(courses: dict[str, RunNumbers], alone: RunNumbers, last: int) -> Curves:
    """Return the courses with their laws, over that of the run that keeps nothing."""
    series = [Series("", CurveKind.GHOST, alone.shares())]
    for number, (name, course) in enumerate(courses.items()):
        if course.law(last) is not None:
            series.append(Series("", CurveKind.EXPECTED, course.laws(), role=SOLID[number]))
        series.append(Series(name, CurveKind.MEASURED, course.shares()))
    return Curves(tuple(series), (0, last), shares=True)


SAVING = (
    TourStep("Nothing is thrown away", ("alone",), ("everything",), _ask_everything, _tell_everything),
    TourStep("A tenth of human text", ("alone",), ("fresh", "fixed"), _ask_tenth, _tell_tenth),
)
"""Steps seven and eight."""

"""The middle pages: voices, copying, and a gauge that sees nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from driftview import numbers
from driftview.charts.curves import CurveKind, Curves, Series
from driftview.tui import voice_words
from driftview.tui.tour.page import Asked, Choices, Figure, Step, Told, figure, percent, rest, trainings

if TYPE_CHECKING:
    from driftview.drift.voices import VoiceLine
    from driftview.tui.tour.evidence import Evidence

FATES = (
    "it stays as it is",
    "it shrinks, because it is small",
    "it grows, because it stands out",
    "it wanders, and nobody can say where",
)
WANDERS = 3

COPIED = Choices(
    (0.05, 0.25, 0.67),
    ("hardly any: under 5 %", "up to a quarter", "up to two thirds", "most of it: over two thirds"),
)

FALL = Choices(
    (0.05, 0.2, 0.5),
    ("hardly at all: under 5 %", "a little: 5 to 20 %", "a lot: 20 to 50 %", "by more than half"),
)

LONG = 5
"""The order that is held against the user's own."""

CHORUS_SAID = "This text has one voice, and it takes several to see how they fare."

LATER = "the page was asked for before its evidence was there"


def _smallest(evidence: Evidence) -> VoiceLine:
    if not evidence.voices:
        raise ValueError(LATER)
    return min(evidence.voices, key=lambda line: line.human_share)


def _ask_voices(evidence: Evidence) -> Asked:
    line = _smallest(evidence)
    count = len(evidence.voices or ())
    return Asked(
        f"{count} voices speak in this text. The smallest, {voice_words.name_of(line)}, has "
        f"{voice_words.share_text(line.human_share)} of it. Nothing favours it, and nothing harms it.\n"
        f"What becomes of its share in {trainings(len(line.shares) - 1)}?",
        FATES,
    )


def _tell_voices(evidence: Evidence) -> Told:
    line = _smallest(evidence)
    last = len(line.shares) - 1
    name, now = voice_words.name_of(line), voice_words.share_text(float(line.shares[-1]))
    if line.silent is not None:
        said = f"{name} is silent since generation {line.silent}."
    else:
        said = f"{name} had {voice_words.share_text(line.human_share)} and has {now} now."
    band = voice_words.band_text(line, last)
    allowed = "no law is known" if line.band is None else f"Chance allows {band}"
    judged = "" if line.band is None else f": this run is {voice_words.state(line, last)}"
    return Told(
        WANDERS,
        f"{said} {allowed}{judged}. With another seed it would end elsewhere.",
        (
            Figure(_short(line.human_share), "at first"),
            Figure(_short(float(line.shares[-1])), f"after {trainings(last)}"),
            Figure(_short(line.human_share), "the law, on average"),
        ),
        voice_words.curves(line, last, last),
        f"The share of {name} · ░ what chance allows",
        "A walk without direction. But one that reaches nought ends there, and small voices are near it.",
    )


def _short(share: float) -> str:
    return voice_words.share_text(share).replace(" ", "")


def _ask_copying(evidence: Evidence) -> Asked:
    order = evidence.alone.settings.order if evidence.alone else 0
    unit = evidence.corpus.unit
    back = "without looking back" if order == 1 else f"by the {order - 1} before it"
    return Asked(
        f"This model chooses each {unit} {back}: order {order}. Let it go by {_long(evidence) - 1}: order "
        f"{_long(evidence)}.\n"
        f"How much of its first text stands in the human text word for word, in stretches of eight "
        f"{evidence.unit} or more?",
        COPIED.answers,
    )


def _long(evidence: Evidence) -> int:
    """Return the order that is held against the user's own: LONG, or the highest there is."""
    orders = [point.order for point in evidence.copied or ()]
    return LONG if LONG in orders else max(orders, default=LONG)


def _tell_copying(evidence: Evidence) -> Told:
    points = {point.order: point.copied for point in evidence.copied or ()}
    own, long = evidence.alone.settings.order if evidence.alone else 0, _long(evidence)
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
        x_ticks=tuple((float(order), str(order)) for order in orders),
    )
    return Told(
        COPIED.place(copied),
        f"With order {long}, {percent(copied)} of the text is copied in long pieces; with order {short}, "
        f"{percent(before)}. No law is known for this.",
        (figure(copied, f"copied, order {long}"), figure(before, f"copied, order {short}")),
        chart,
        "Copied in pieces of eight or more, by the order of the model",
        "A short memory invents, a long one copies. The rare die with either.",
    )


def _ask_middle(evidence: Evidence) -> Asked:
    if evidence.alone is None:
        raise ValueError(LATER)
    lost = percent(rest(evidence.alone.share(evidence.last)))
    return Asked(
        f"After {trainings(evidence.last)} {lost} of the {evidence.unit} are gone. A common gauge of variety "
        "is entropy: how hard the next one is to guess when one knows how often each occurs.\n"
        "How far has the entropy fallen?",
        FALL.answers,
    )


def _tell_middle(evidence: Evidence) -> Told:
    alone, last = evidence.alone, evidence.last
    if alone is None:
        raise ValueError(LATER)
    lost, fall = rest(alone.share(last)), rest(alone.share(last, "entropy_bits"))
    law = alone.law_of_entropy()
    harder = alone.share(last, "perplexity_rare")
    rare = (
        f" Yet people's rare {evidence.unit} are {numbers.short(harder)} times as hard to guess."
        if harder
        else ""
    )
    return Told(
        FALL.place(fall),
        f"{percent(lost)} of the {evidence.unit} are gone; the entropy has fallen by {percent(fall)}.{rare}",
        (
            figure(fall, "entropy lost"),
            figure(rest(law), "said the law"),
            figure(lost, f"of the {evidence.unit} lost"),
        ),
        Curves(
            (
                Series(evidence.unit, CurveKind.MEASURED, alone.shares()),
                Series("entropy", CurveKind.MEASURED, alone.shares("entropy_bits")),
            ),
            (0, last),
            shares=True,
        ),
        "Left, of what the human text has",
        "The text drifts to the middle: the common stays, and gauges that weigh the common see little of it.",
    )


SHAPE = (
    Step("The small voices", "The small voices wander", ("voices",), (), _ask_voices, _tell_voices),
    Step("Copying", "A long memory copies", ("alone", "copied"), (), _ask_copying, _tell_copying),
    Step("The gauge", "The drift to the middle", ("alone",), (), _ask_middle, _tell_middle),
)
"""Steps four to six."""

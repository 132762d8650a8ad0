"""One frequency band of one generation, in words and as a curve."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from driftview import numbers
from driftview.charts.curves import CurveKind, Curves, Series
from driftview.drift.wording import shown
from driftview.text import cleaning
from driftview.theory.deviation import WIDTH, deviate
from driftview.tui.session import Session

if TYPE_CHECKING:
    from driftview.drift.lineage import BandState, Generation

MOST = 120
"""Words of a band that are named."""


def shown_bands(generations: Sequence[Generation]) -> list[int]:
    """Return which bands have words at all; these are the rows of the map."""
    return [place for place, band in enumerate(generations[0].bands) if band.types]


def named(band: BandState) -> str:
    """Name the words of a band: "words used once", "words used 3–4 times", "word used 3–4 times"."""
    words = "word" if band.types == 1 else "words"
    if band.high <= 2:
        return f"{words} used {numbers.band_label(band.low, band.high)}"
    often = f"{band.low:,}" if band.low == band.high else f"{band.low:,}–{band.high:,}"
    return f"{words} used {often} times"


def curves(session: Session, place: int) -> Curves:
    """Return the share of a band's words that live in each generation, measured and expected."""
    states = [generation.bands[place] for generation in session.generations]
    types = states[0].types
    series = []
    if any(state.expected_alive is not None for state in states[1:]):
        law = (1.0, *(None if s.expected_alive is None else s.expected_alive / types for s in states[1:]))
        series.append(Series(session.generations[-1].prediction_label, CurveKind.EXPECTED, law))
    series.append(Series("alive", CurveKind.MEASURED, tuple(state.alive / types for state in states)))
    span = (0, max(session.run.target, session.made, 1))
    return Curves(tuple(series), span, session.current, shares=True)


def read_out(generation: Generation, place: int) -> list[str]:
    """Say what became of the words of a band by a generation, in two or three short sentences."""
    band = generation.bands[place]
    total, alive = numbers.whole(band.types), numbers.whole(band.alive)
    what = named(band)
    if generation.number == 0:
        return [f"The human text has {total} {what}.", "Press → to see which go first."]
    share = numbers.percent(band.alive / band.types)
    said = [f"Of the {total} {what}, generation {generation.number} has {alive} ({share})."]
    said.append(_against_law(band, generation.predictor))
    said.append(
        f"{numbers.whole(band.lost_now)} were lost in this step, {numbers.whole(band.lost_before)} before."
    )
    return said


def names(generations: Sequence[Generation], number: int, place: int) -> tuple[list[str], list[str]]:
    """Return the words of a band that went in generation ``number``, and those that it still has.

    The most frequent in the human text first, at most MOST each.
    """
    band, human = generations[number].bands[place], generations[0].counts
    now, before = generations[number].counts, generations[max(number - 1, 0)].counts
    inside = (human >= band.low) & (human <= band.high)
    vocabulary = generations[0].corpus.vocabulary
    found = []
    for chosen in (inside & (before > 0) & (now == 0), inside & (now > 0)):
        words = np.flatnonzero(chosen)
        words = words[np.lexsort((words, -human[words]))][:MOST]
        found.append([cleaning.shown(shown(vocabulary, word)).strip() for word in words.tolist()])
    return found[0], found[1]


def _against_law(band: BandState, predictor: str = "chance predicts") -> str:
    """Hold the words alive against the law."""
    expected = band.expected_alive
    if expected is None:
        return "There is no prediction for this run."
    predictor = predictor[:1].upper() + predictor[1:]
    law = f"{predictor} {numbers.whole(expected)} ({numbers.percent(expected / band.types)})"
    apart = departure(band)
    if apart is None or abs(apart) <= WIDTH:
        return f"{law}: in range."
    return f"{law}: {'more' if apart > 0 else 'fewer'} alive than usual ({numbers.beyond(apart)})."


def departure(band: BandState) -> float | None:
    """Return how far the words alive are from the law, in standard deviations of independent words.

    √(n q (1 − q)) is the spread of n words that live with chance q each: an upper bound within a band, whose
    words are not equally frequent. None where no law holds or nothing can vary.
    """
    expected = band.expected_alive
    if expected is None or not band.types:
        return None
    chance = expected / band.types
    spread = math.sqrt(max(band.types * chance * (1 - chance), 0.0))
    return deviate(band.alive, expected, spread)

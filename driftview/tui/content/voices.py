"""The Voices view as curves, as a table and in words."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING

import numpy as np

from driftview import numbers
from driftview.charts.curves import CurveKind, Curves, Series
from driftview.charts.strips import sparkline
from driftview.drift.ancestry import span
from driftview.drift.voices import spread_in_words
from driftview.text.cleaning import clean
from driftview.text.tokens import brief
from driftview.tui.content.main import Wordings
from driftview.tui.content.page import SPAN_CLOSE, SPAN_OPEN
from driftview.tui.content.spans import Column, Span

if TYPE_CHECKING:
    from driftview.drift.lineage import Generation
    from driftview.drift.voices import LastWords, VoiceLine

COURSE = 24
"""Cells of the sparklines in the table."""

COLUMNS = (
    Column("human", 7, 5),
    Column("now", 7, 6),
    Column("chance allows", 16, 4),
    Column("", 19, 3),
    Column("through the generations", COURSE + 2, 1),
)

OWN = "prose--strong"
"""How words look that descend from the chosen voice."""

ALONE = (
    "This text has one voice, so all of it descends from the same pages.\n\n"
    "To see voices grow, shrink and fall silent, press [b]c[/b] and choose\n"
    "[b]Chorus[/b] (Austen, Newton, Ecclesiastes) or [b]Five novels[/b],\n"
    "or give driftview a folder, or several files: each file is a voice."
)


def share_text(share: float) -> str:
    """Write a share to a tenth of a percent; only nothing at all is 0%."""
    return numbers.percent(share, 1 if share else None)


def band_text(line: VoiceLine, number: int) -> str:
    """Write the shares that chance allows in a generation."""
    if line.band is None:
        return numbers.MISSING
    return numbers.percent_range(float(line.band.low[number]), float(line.band.high[number]), 1)


def name_of(line: VoiceLine) -> str:
    """Return the name of a voice, safe to draw."""
    return clean(line.name).replace("\n", " ").replace("\t", " ")


def spoke(line: VoiceLine, number: int) -> int:
    """Return the last generation up to a number in which a voice speaks; −1 for none."""
    found = np.flatnonzero(line.tokens[: number + 1])
    return int(found[-1]) if len(found) else -1


def state(line: VoiceLine, number: int) -> str:
    """Say in a word or two how a voice fares in a generation."""
    if line.tokens[number] == 0:
        return f"silent since {spoke(line, number) + 1}"
    if number == 0:
        return "as written"
    if line.band is None:
        return "no prediction"
    if not line.outside[number]:
        return "within chance"
    return "above chance" if line.shares[number] > line.human_share else "below chance"


def cells(line: VoiceLine, number: int, total: int) -> tuple[str, ...]:
    """Return a row of the table: name, human share, share now, band, state, course."""
    course = sparkline(line.shares.tolist(), COURSE, total + 1)
    now, human = share_text(float(line.shares[number])), share_text(line.human_share)
    return name_of(line), human, now, band_text(line, number), state(line, number), course


def curves(line: VoiceLine, total: int, current: int) -> Curves:
    """Return the share of a voice inside the band that chance allows."""
    series = [Series("share", CurveKind.MEASURED, tuple(line.shares.tolist()))]
    if line.band is not None:
        mean, spread = line.band.mean, line.band.high - line.band.mean
        band = Series(
            "expected", CurveKind.EXPECTED, tuple(mean.tolist()), tuple(spread.tolist()), lowest=0.0
        )
        series.insert(0, band)
    return Curves(tuple(series), (0, max(total, 1)), current, from_zero=False, shares=True)


def sentence(lines: Sequence[VoiceLine], number: int) -> Wordings:
    """Say how the voices fare, what chance predicts, and whether any departs from it."""
    voices = f"{len(lines)} voices"
    if number == 0:
        shares = ", ".join(f"{name_of(line)} {share_text(line.human_share)}" for line in lines)
        start = f"The human text: {voices}"
        return (
            f"{start}, {shares}. Press → to see how far chance moves them.",
            f"{start}, {shares}.",
            f"{start}. Press → to see how far chance moves them.",
        )
    after = "After 1 training" if number == 1 else f"After {number} trainings"
    silent = [line for line in lines if line.tokens[number] == 0]
    heard = f"{after} {_heard(lines, silent)}"
    if lines[0].band is None:
        return (f"{heard}; no prediction for this run.", f"{heard}.")
    judged, brief = _judged([line for line in lines if line.outside[number]], lines)
    law = "The law lets shares change only by chance"
    return (f"{heard}. {law}; {judged}.", f"{heard}. {law}; {brief}.", f"{heard}; {brief}.", f"{brief}.")


def _heard(lines: Sequence[VoiceLine], silent: Sequence[VoiceLine]) -> str:
    """Say who still speaks."""
    if not silent:
        return f"{'both' if len(lines) == 2 else f'all {len(lines)}'} voices still speak"
    if len(silent) == 1:
        return f"1 of {len(lines)} voices is silent ({name_of(silent[0])})"
    return f"{len(silent)} of {len(lines)} voices are silent"


def _judged(outside: Sequence[VoiceLine], lines: Sequence[VoiceLine]) -> tuple[str, str]:
    """Say who lies outside what chance allows; long and short."""
    if not outside:
        return "all lie within what chance allows", "all lie within chance"
    if len(outside) == 1:
        name = name_of(outside[0])
        return f"{name} lies outside, as one in twenty does by chance", f"{name} lies outside chance"
    return (
        f"{len(outside)} lie outside, as one in twenty does by chance",
        f"{len(outside)} lie outside chance",
    )


def quote_title(line: VoiceLine, number: int) -> str:
    """Say which sentence is quoted."""
    last = spoke(line, number)
    if last < 0:
        return name_of(line)
    where = f"generation {last}" if last else "the human text"
    return (
        f"{name_of(line)} last spoke in {where}"
        if last < number
        else f"{name_of(line)} at its latest, in {where}"
    )


def quoted(generation: Generation, last: LastWords) -> list[Span]:
    """Return a sentence with the words that descend from the voice set off."""
    own = frozenset(last.own)
    tokens = span(generation, last.begin, last.end)
    texts = [brief(piece) for piece in generation.page_between(last.begin, last.end)]
    if tokens[last.position - last.begin] == 0:
        texts[last.position - last.begin] = " ¶"  # nothing else in it descends from the voice
    numbered = zip(range(last.begin, last.end), texts, strict=True)
    spans: list[Span] = []
    for belongs, group in groupby(numbered, key=lambda each: each[0] in own):
        text = clean("".join(text for _, text in group)).replace("\n", " ")
        body = text.lstrip()
        space = Span(" " if len(body) < len(text) and spans else "")
        if belongs and body:
            spans += [space, Span(SPAN_OPEN, "prose--mark"), Span(body, OWN)]
            spans.append(Span(SPAN_CLOSE, "prose--mark"))
        else:
            spans += [space, Span(body)]
    return [each for each in spans if each.text]


def remarks(line: VoiceLine, caveat: str | None) -> list[list[Span]]:
    """Return what else is worth saying of a voice."""
    said = [text for text in (spread_in_words(line), caveat) if text]
    return [[], [Span(" ".join(said), "prose--muted")]] if said else []

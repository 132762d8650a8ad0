"""The Voices view as curves, as a table and in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

import numpy as np

from driftview import numbers
from driftview.charts.curves import CurveKind, Curves, Series
from driftview.charts.strips import sparkline
from driftview.drift.ancestry import span
from driftview.drift.own_words import LastOwnSentence, last_own_sentence, own_vocabularies
from driftview.drift.voices import last_words, spread_in_words, voice_lines
from driftview.drift.wording import predictor, shown
from driftview.text import cleaning
from driftview.text.tokens import brief
from driftview.tui.content.main import Wordings
from driftview.tui.content.page import SPAN_CLOSE, SPAN_OPEN
from driftview.tui.content.spans import Column, Span

if TYPE_CHECKING:
    from driftview.drift.lineage import Generation, Lineage
    from driftview.drift.own_words import OwnVocabulary
    from driftview.drift.voices import LastWords, VoiceLine
    from driftview.text.vocabulary import Vocabulary

COURSE = 24
"""Cells of the sparklines in the table."""

COLUMNS = (
    Column("human", 7, 5),
    Column("now", 7, 6),
    Column("chance allows", 16, 4),
    Column("", 19, 3),
    Column("through the generations", COURSE + 2, 1),
)

OWN_COLUMNS = (
    Column("own words", 9, 5),
    Column("left", 7, 6),
    Column("predicted", 11, 4),
    Column("", 12, 3),
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


@dataclass(frozen=True)
class Voices:
    """What is known of the voices of a lineage."""

    own: tuple[OwnVocabulary, ...]
    lines: tuple[VoiceLine, ...]
    """Their shares of the text; empty where it is not known who each word descends from."""

    @property
    def made(self) -> int:
        """The last generation that is followed."""
        return len(self.own[0].alive) - 1


def follow_voices(lineage: Lineage) -> Voices:
    """Follow the own words and, where the genealogy is known, the shares of all voices."""
    known = all(generation.voices for generation in lineage.generations)
    return Voices(tuple(own_vocabularies(lineage)), tuple(voice_lines(lineage)) if known else ())


@dataclass(frozen=True)
class Quotes:
    """What one voice says last: in words that only it uses, and in any that descend from it."""

    own: LastOwnSentence | None
    last: LastWords | None


def quote(lineage: Lineage, voices: Voices, voice: int, number: int) -> Quotes:
    """Find what a voice says last in the generations up to a number."""
    own = last_own_sentence(lineage, voices.own[voice], number)
    spoken = spoke(voices.lines[voice], number) if voices.lines else -1
    return Quotes(own, None if spoken < 0 else last_words(lineage.generations[spoken], voice))


def left_text(own: OwnVocabulary, number: int) -> str:
    """Write the share of its own words that is left to a voice."""
    return numbers.percent(own.share(number))


def predicted_text(own: OwnVocabulary, number: int) -> str:
    """Write the share that chance leaves, with two standard deviations."""
    if own.band is None or not own.size:
        return numbers.MISSING
    mean, high = float(own.band.mean[number]), float(own.band.high[number])
    return f"{numbers.percent(mean / own.size)} ± {numbers.percent((high - mean) / own.size)}"


def own_state(own: OwnVocabulary, number: int) -> str:
    """Say in a word or two how the own words of a voice fare."""
    inside = own.in_range(number)
    if not own.size:
        return "has none"
    if not own.alive[number]:
        return "all gone"
    if number == 0:
        return "as written"
    if inside is None or own.band is None:
        return "no prediction" if own.band is None else "not judged"
    if inside:
        return "in range"
    return "more left" if own.alive[number] > own.band.mean[number] else "fewer left"


def own_cells(own: OwnVocabulary, number: int, total: int) -> tuple[str, ...]:
    """Return a row of the table: name, own words, share left, prediction, state, course."""
    course = sparkline([own.share(each) for each in range(len(own.alive))], COURSE, total + 1)
    return (
        safe_name(own.name),
        numbers.whole(own.size),
        left_text(own, number),
        predicted_text(own, number),
        own_state(own, number),
        course,
    )


def own_curves(own: OwnVocabulary, total: int, current: int) -> Curves:
    """Return the share of its own words that a voice keeps, with what chance predicts."""
    size = max(own.size, 1)
    series = [Series("own words left", CurveKind.MEASURED, tuple((own.alive / size).tolist()))]
    if own.band is not None:
        mean, spread = own.band.mean / size, (own.band.high - own.band.mean) / size
        band = Series(
            "predicted", CurveKind.EXPECTED, tuple(mean.tolist()), tuple(spread.tolist()), lowest=0.0
        )
        series.insert(0, band)
    return Curves(tuple(series), (0, max(total, 1)), current, shares=True)


def own_sentence(owns: Sequence[OwnVocabulary], number: int, runs: int | None = None) -> Wordings:
    """Say what each voice keeps of its own words, what is predicted, and whether any departs from it.

    ``runs``: how many replicates predict; None for a closed form.
    """
    if number == 0:
        said = ", ".join(f"{safe_name(own.name)} {numbers.whole(own.size)}" for own in owns)
        return (
            f"Words that only one voice uses: {said}. Press → to see whose words die.",
            f"Words that only one voice uses: {said}.",
            f"{len(owns)} voices. Press → to see whose words die.",
        )
    worded = [own for own in owns if own.size]
    if not worded:
        return ("No voice has a word of its own.",)
    ranked = sorted(worded, key=lambda own: (own.alive[number] / own.size, own.size))
    worst, others = ranked[0], ranked[1:]
    name, left = safe_name(worst.name), left_text(worst, number)
    rest = ", ".join(f"{safe_name(own.name)} {left_text(own, number)}" for own in others[:4])
    law = "" if worst.band is None else f" ({predictor(runs)} {predicted_text(worst, number)})"
    odd = [safe_name(own.name) for own in worded if own.in_range(number) is False]
    known = worst.band is not None and all(own.judged for own in worded)
    judged = (
        ""
        if not known
        else "; all in range"
        if not odd
        else f"; {', '.join(odd)} not in range, as one voice in twenty is by chance"
    )
    kept = f"keeps {left} of the words that only it uses"
    return (
        f"By generation {number}, {name} {kept}{law}; {rest}{judged}.",
        f"By generation {number}, {name} {kept}{law}; {rest}.",
        f"By generation {number}, {name} {kept}{law}.",
        f"{name} {kept}{law}.",
        f"{name} {kept}.",
        f"{name} keeps {left} of its own words.",
    )


def own_title(own: OwnVocabulary, found: LastOwnSentence | None) -> str:
    """Say which sentence is quoted."""
    if found is None:
        return safe_name(own.name)
    where = f"generation {found.generation}" if found.generation else "the human text"
    return f"{safe_name(own.name)}: its last own sentence, in {where}"


def own_quoted(
    own: OwnVocabulary, found: LastOwnSentence | None, vocabulary: Vocabulary, number: int
) -> list[list[Span]]:
    """Return the last own sentence of a voice, and its own words that are gone and left."""
    paragraphs: list[list[Span]] = []
    if found is None:
        paragraphs.append([Span("None of its own words are in the text.", "prose--muted")])
    else:
        paragraphs.append(_with_word(_one_line(found.text), _one_line(shown(vocabulary, found.word))))
    gone = own.gone(number)
    kept = [place for place in range(own.size) if own.last[place] >= number]
    for label, places in (("Gone: ", gone.tolist()), ("Left: ", kept)):
        if places:
            said = ", ".join(_one_line(shown(vocabulary, int(own.words[each]))) for each in places[:MOST])
            more = f" … ({numbers.whole(len(places))} words)" if len(places) > MOST else ""
            paragraphs += [[], [Span(label, "prose--muted"), Span(said + more)]]
    return paragraphs


MOST = 60
"""Words of a voice that are listed."""


def _with_word(text: str, word: str) -> list[Span]:
    """Return a sentence with the last place of a word standing out."""
    at = text.rfind(word)
    if at < 0:
        return [Span(text)]
    return [Span(text[:at]), Span(word, OWN), Span(text[at + len(word) :])]


def _one_line(text: str) -> str:
    return cleaning.shown(text).replace("\n", " ").replace("\t", " ")


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
    return safe_name(line.name)


def safe_name(name: str) -> str:
    """Return a name safe to draw, on one line."""
    return _one_line(name)


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
    return "above chance" if line.shares[number] > line.band.mean[number] else "below chance"


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
            "predicted", CurveKind.EXPECTED, tuple(mean.tolist()), tuple(spread.tolist()), lowest=0.0
        )
        series.insert(0, band)
    return Curves(tuple(series), (0, max(total, 1)), current, from_zero=False, shares=True)


def sentence(lines: Sequence[VoiceLine], number: int, runs: int | None = None) -> Wordings:
    """Say how the voices fare, what is predicted, and whether any departs from it; see ``own_sentence``."""
    voices = f"{len(lines)} voices"
    if number == 0:
        shares = ", ".join(f"{name_of(line)} {share_text(line.human_share)}" for line in lines)
        start = f"The human text has {voices}"
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
    law = "Shares change only by chance" if runs is None else f"{runs} simulated runs of these settings"
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
        return "all are within what chance allows", "all are within chance"
    if len(outside) == 1:
        name = name_of(outside[0])
        return f"{name} is outside, as one voice in twenty is by chance", f"{name} is outside"
    return (
        f"{len(outside)} are outside, as one voice in twenty is by chance",
        f"{len(outside)} are outside",
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
        text = cleaning.shown("".join(text for _, text in group)).replace("\n", " ")
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

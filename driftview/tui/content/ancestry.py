"""A sentence and the human pages behind it, as the screen shows them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from rich.cells import cell_len

from driftview import numbers
from driftview.drift.wording import SIGNS, predictor
from driftview.text import cleaning
from driftview.text.tokens import brief
from driftview.text.vocabulary import END
from driftview.theory.deviation import half_width
from driftview.tui.content.page import SPAN_CLOSE, SPAN_OPEN
from driftview.tui.content.spans import Row, Span, head, tail

if TYPE_CHECKING:
    from driftview.drift.ancestry import Ancestry, HumanAncestors, Piece
    from driftview.drift.custody import Custody
    from driftview.drift.lineage import Generation
    from driftview.text.corpus import Corpus

MUTED, MARK, HERE = "prose--muted", "prose--mark", "prose--here"

SEAM = "╎"
"""Stands where a piece begins that was copied from another place."""

BEFORE = 0.4
"""The part of a line of the concordance that stands before the piece."""

SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")

WIDEST_VOICE = 20
"""Names of voices are cut to so many cells, or fewer where the line is short."""

BAR = 20
"""Cells of the bar of human ancestors."""


def sentence_spans(generation: Generation, found: Ancestry, chosen: int) -> Iterator[Span]:
    """Yield a sentence with a seam between its pieces, the chosen one in brackets."""
    written = [_safe(brief(each)) for each in generation.page_between(found.begin, found.end)]
    here = found.pieces[chosen] if found.pieces else None
    for begin, end in _segments(found):
        text = "".join(written[begin - found.begin : end - found.begin])
        gap = text[: len(text) - len(text.lstrip())] if begin > found.begin else ""
        if begin > found.begin:
            yield Span(f"{gap}{SEAM}", MUTED)
        text = text.lstrip() or SIGNS[END]
        if here is not None and here.begin == begin:
            yield from _bracketed(text)
        else:
            yield Span(text)


def _segments(found: Ancestry) -> list[tuple[int, int]]:
    """Return begin and end of all pieces, and of every token that has no human ancestor."""
    return sorted(
        [(piece.begin, piece.end) for piece in found.pieces]
        + [(orphan, orphan + 1) for orphan in found.orphans]
    )


def _bracketed(text: str) -> Iterator[Span]:
    yield Span(SPAN_OPEN, MARK)
    yield Span(text, HERE)
    yield Span(SPAN_CLOSE, MARK)


def page_spans(piece: Piece) -> list[Span]:
    """Return the human text around a piece, the piece in brackets."""
    before, text, after = _parts(piece)
    return [Span(before, MUTED), *_bracketed(text), Span(after, MUTED)]


def _parts(piece: Piece) -> tuple[str, str, str]:
    """Return what stands before a piece on its page, the piece, and what follows."""
    begin, end = piece.marked
    before, after = _safe(piece.page[:begin]), _safe(piece.page[end:])
    before = ("… " if piece.cut_before else "") + before
    return before, _safe(piece.page[begin:end]) or SIGNS[END], after + (" …" if piece.cut_after else "")


def places(corpus: Corpus, found: Sequence[Piece], widest: int) -> list[str]:
    """Return where each piece stands: paragraph and, where there are several, voice in ``widest`` cells."""
    if len(corpus.voices) == 1:
        return [f"¶ {piece.place.paragraph:,}" for piece in found]
    return [f"{head(_safe(p.place.voice), widest)} ¶ {p.place.paragraph:,}" for p in found]


def concordance_rows(
    corpus: Corpus, found: Sequence[Piece], chosen: int, width: int, seen: range | None = None
) -> list[Row]:
    """Return one line a piece: its number, its human surroundings, and where they stand.

    Only of the pieces ``seen``, None for all; the others count for how wide the columns are.
    """
    where = places(corpus, found, min(WIDEST_VOICE, width // 6))
    column = max((cell_len(text) for text in where), default=0)
    number = len(str(len(found))) + 1
    middle = width - number - column - 5
    left = int(middle * BEFORE)
    rows: list[Row] = []
    for place in range(len(found)) if seen is None else seen:
        here = place == chosen
        before, text, after = _parts(found[place])
        text = head(text, max(middle - left - 2, 1))
        after = head(after, max(middle - left - cell_len(text) - 2, 0))
        before = tail(before, left)
        blank = " " * (middle - left - cell_len(text) - cell_len(after) - 2)
        look = "concordance--here" if here else ""
        rows.append((
            Span(f"{'▸' if here else ' '}{place + 1:>{number}}  ", look or "concordance--muted"),
            Span(" " * (left - cell_len(before)) + before, look or "concordance--muted"),
            Span(f"{SPAN_OPEN}", look or "concordance--mark"),
            Span(text, look or "concordance--piece"),
            Span(f"{SPAN_CLOSE}", look or "concordance--mark"),
            Span(after + blank, look or "concordance--muted"),
            Span(f"  {where[place].rjust(column)}", look),
        ))  # fmt: skip
    return rows


def page_title(piece: Piece) -> tuple[str, ...]:
    """Say where a piece stands, at different lengths, the longest first."""
    place = piece.place
    voice, file = _safe(place.voice), _safe(place.file)
    length = "1 token" if piece.tokens == 1 else f"{piece.tokens:,} tokens"
    paragraph = f"paragraph {place.paragraph:,}"
    return (
        f"The page behind it · {voice} · {file} · {paragraph} · {length}",
        f"{voice} · {file} · {paragraph} · {length}",
        f"{file} · {paragraph} · {length}",
        f"{file} · ¶ {place.paragraph:,}",
        f"¶ {place.paragraph:,}",
    )


def ancestors_said(
    ancestors: HumanAncestors, generation: int, runs: int | None = None, spread: float | None = None
) -> tuple[str, ...]:
    """Say how many human tokens feed the whole text, against the law; longest first."""
    share = numbers.percent(ancestors.share)
    counted = f"{numbers.whole(ancestors.alive)} of {numbers.whole(ancestors.human)} human tokens"
    filled = round(BAR * ancestors.share)
    bar = "█" * filled + "░" * (BAR - filled)
    if ancestors.expected is None:
        law = formula = "there is no prediction for this run"
    else:
        expects = f"{predictor(runs)} {numbers.whole(ancestors.expected)}"
        expects += "" if spread is None else f" ± {numbers.whole(half_width(spread))}"
        subscript = str(generation).translate(SUBSCRIPTS)
        law = expects
        formula = expects if runs else f"{expects} (N·s{subscript})"
    return (
        f"Ancestors {bar} {share}: {counted} have copies in generation {generation}; {formula}",
        f"Ancestors {bar} {share}: {counted}; {formula}",
        f"Ancestors {share}: {counted}; {formula}",
        f"Ancestors {share}: {counted}; {law}",
        f"Ancestors: {share} of the human tokens; {law}",
    )


NO_ANCESTORS = (
    "Ancestors are unknown: these texts come from outside, and matching shows where words occur, not their "
    "origin",
    "Ancestors are unknown: matching shows where words occur, not their origin",
    "Ancestors are unknown for texts from outside",
)
"""Said in place of the ancestors, longest first."""


def matched_said(found: Ancestry) -> tuple[str, ...]:
    """Say where a sentence stands in the human text, and that this was found by matching; longest first."""
    if not found.pieces:
        return ("No word of this sentence occurs in the human text.",)
    places = f"{len(found.pieces):,} place{'s' * (len(found.pieces) > 1)}"
    row = f"at most {found.longest:,} token{'s' * (found.longest > 1)} in a row"
    return (
        f"This sentence stands in {places} of the human text, {row}: found by matching the longest passages; "
        "it may or may not have been copied from there.",
        f"Found by matching, not known: this sentence stands in {places} of the human text, {row}.",
        f"Found by matching, not known: {places} of the human text, {row}.",
        f"Found by matching: {places}, {row}.",
    )


def departure(ancestors: HumanAncestors) -> str:
    """Say how far the ancestors are from the prediction."""
    if not ancestors.expected:
        return "without a prediction to compare"
    change = ancestors.alive / ancestors.expected - 1
    if abs(change) < 0.0005:
        return "as chance predicts"
    return f"{numbers.percent(abs(change))} {'above' if change > 0 else 'below'} the prediction"


def path_title(path: Custody) -> str:
    """Say how far a sentence is from the human pages."""
    least, most = path.removes
    removes = f"{least}" if least == most else f"{least}–{most}"
    return f"The path behind it · {removes} removes · {path.hands} hands · {path.joins} joins"


def path_rows(path: Custody) -> list[list[Span]]:
    """Return what a sentence was in each generation, the newest first, with a mark at every join."""
    rows = []
    for step in path.steps:
        name = f"{step.generation:>3}  " if step.generation else "human  "
        row = [Span(name, MUTED)]
        for place, each in enumerate(step.stretches):
            row += [Span(" ╎ ", MARK)] if place else []
            where = "" if each.place is None else f" ¶ {each.place.paragraph:,}"
            row += [Span(_safe(each.text)), Span(where, MUTED)]
        rows.append(row)
    return rows


def _safe(text: str) -> str:
    return cleaning.shown(text).replace("\n", " ").replace("\t", " ")

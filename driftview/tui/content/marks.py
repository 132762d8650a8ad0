"""What is marked in the texts: one look at a time, and the legend that names it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, assert_never, get_args

from driftview import numbers
from driftview.tui.content.spans import Span, row_width

if TYPE_CHECKING:
    from driftview.drift.lineage import Generation

Marks = Literal["over-use", "copied spans", "new phrases", "last words", "nothing"]
"""A look: words tinted by how much more often the generation uses them than the human text, verbatim spans,
words that complete a phrase no human wrote, words that the next generation no longer has, or none."""

CYCLE: tuple[Marks, ...] = get_args(Marks)
"""The choices, in the order in which one key goes through them."""

USES = (("MORE", "2–4×"), ("MUCH_MORE", "4–10×"), ("FAR_MORE", "10–25×"), ("EXTREME", "over 25×"))
"""The looks of words that are used more often than in the human text."""
FROM = (("MORE", "2×"), ("MUCH_MORE", "4×"), ("FAR_MORE", "10×"), ("EXTREME", "over 25×"))
"""The same where there is least room: from how many times on."""


def next_marks(marks: Marks) -> Marks:
    """Return the choice after this one."""
    return CYCLE[(CYCLE.index(marks) + 1) % len(CYCLE)]


@dataclass(frozen=True)
class Found:
    """What is known of one generation's marks."""

    words: int
    """Length of the phrases that are looked up."""
    new_share: float | None
    """Share of words that complete a phrase no human wrote; None while it is worked out."""
    followed: bool
    """Whether the next generation is there, so that it is known what it lacks."""


def legend(marks: Marks, generation: Generation, found: Found, room: int) -> tuple[Span, ...]:
    """Name the look that is on, in at most ``room`` cells if there is a wording that short."""
    if generation.number == 0 and not (marks == "last words" and found.followed):
        return (Span("the text that people wrote"),)
    wordings = list(_wordings(marks, generation, found))
    fitting = (each for each in wordings if row_width(each) <= room)
    return next(fitting, wordings[-1])


def _wordings(marks: Marks, generation: Generation, found: Found) -> Iterator[tuple[Span, ...]]:
    """Yield what the legend may say, the longest wording first."""
    following, units = generation.number + 1, f"{generation.corpus.unit}s"
    match marks:
        case "over-use":
            yield from _uses()
        case "copied spans":
            share = generation.copied
            copied = "" if share is None else f": {numbers.percent(share)}"
            if generation.matched:
                yield (Span(f"⟦ ⟧ 8 {units} or more of the human text, found by matching{copied}"),)
                yield (Span(f"⟦ ⟧ found by matching{copied}"),)
                yield (Span("⟦ ⟧ matched"),)
            else:
                yield (Span(f"⟦ ⟧ copied, 8 {units} or more{copied}"),)
                yield (Span(f"⟦ ⟧ copied{copied}"),)
        case "new phrases":
            new = " …" if found.new_share is None else f": {numbers.percent(found.new_share)}"
            yield (Span("underlined", "NEW"), Span(f" ends {found.words} {units} no human wrote{new}"))
            yield (Span("underlined", "NEW"), Span(f" new phrase{new}"))
        case "last words":
            gone = f"‡ gone from generation {following}"
            yield (Span(gone if found.followed else "the last generation so far"),)
        case "nothing":
            yield ()
        case _:
            assert_never(marks)


def _uses() -> Iterator[tuple[Span, ...]]:
    """Yield the legend of over-use: its looks in their own colours."""
    for first, gap in (
        ("used, compared with the human text:  as often", "  "),
        ("used more than in the human text:", "  "),
        ("more than in human text:", " "),
        ("used more:", " "),
    ):
        yield (Span(first), *(Span(text, look) for use in USES for text, look in ((gap, ""), use[::-1])))
    yield tuple(Span(text, look) for use in USES for text, look in (use[::-1], (" ", "")))[:-1]
    yield tuple(Span(text, look) for use in FROM for text, look in (use[::-1], (" ", "")))[:-1]

"""What is marked in the machine's text: which looks are on, and the legend that says so."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from driftview import numbers

if TYPE_CHECKING:
    from driftview.drift.lineage import Generation


@dataclass(frozen=True)
class Marks:
    """Which of the three looks are on."""

    name: str
    copied: bool = False
    """Verbatim spans of human text."""
    new: bool = False
    """Words that complete a phrase no human wrote."""
    last: bool = False
    """Words that the next generation no longer has."""


CYCLE = (
    Marks("all", copied=True, new=True, last=True),
    Marks("copied spans", copied=True),
    Marks("new phrases", new=True),
    Marks("last words", last=True),
    Marks("nothing"),
)
"""The choices, in the order in which one key goes through them."""


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


def legend(marks: Marks, generation: Generation, found: Found, room: int) -> str:
    """Name the looks that are on, in at most ``room`` cells if there is a wording that short."""
    if generation.number == 0 and not (marks.last and found.followed):
        return "the text that people wrote"
    wordings = [gap.join(items) for items, gap in _wordings(marks, generation, found)]
    return next((each for each in wordings if len(each) <= room), wordings[-1])


def _wordings(marks: Marks, generation: Generation, found: Found) -> Iterator[tuple[list[str], str]]:
    """Yield the entries of the legend and what stands between them, the longest wording first."""
    shares = generation.measures.get("copied_share"), found.new_share
    copied, new = (f" {numbers.percent(share)}" if share is not None else " …" for share in shares)
    following = generation.number + 1
    if generation.matched:
        yield from _matched(marks, found, copied, new, generation)
        return
    units = f"{generation.corpus.unit}s"
    choices = (
        (f"⟦ ⟧ copied, 8 {units} or more:" + copied, f"· ends {found.words} {units} no human wrote:" + new,
         f"‡ gone from generation {following}", "   "),
        (f"⟦ ⟧ copied, 8 {units} or more:" + copied, "· new phrase:" + new, f"‡ gone by {following}", "   "),
        ("⟦ ⟧ copied" + copied, "· new phrase" + new, f"‡ gone by {following}", "  "),
        ("⟦⟧ copied" + copied, "· new" + new, "‡ last", "  "),
        ("⟦⟧ copied", "· new", "‡ last", "  "),
    )  # fmt: skip
    human = generation.number == 0
    for spans, phrases, last, gap in choices:
        items = [spans] * (marks.copied and not human) + [phrases] * (marks.new and not human)
        yield items + [last] * (marks.last and found.followed), gap


def _matched(
    marks: Marks, found: Found, copied: str, new: str, generation: Generation
) -> Iterator[tuple[list[str], str]]:
    """Do the same for copies that nobody saw being made."""
    following, units = generation.number + 1, f"{generation.corpus.unit}s"
    choices = (
        (f"⟦ ⟧ 8 {units} or more of the human text, found by matching:" + copied,
         f"· ends {found.words} {units} no human wrote:" + new, f"‡ gone from {following}", "   "),
        ("⟦ ⟧ human text, found by matching:" + copied, "· new phrase:" + new,
         f"‡ gone by {following}", "   "),
        ("⟦ ⟧ found by matching" + copied, "· new" + new, f"‡ gone by {following}", "  "),
        ("⟦⟧ matched" + copied, "· new" + new, "‡ last", "  "),
        ("⟦⟧ matched", "· new", "‡ last", "  "),
    )  # fmt: skip
    for spans, phrases, last, gap in choices:
        items = [spans] * marks.copied + [phrases] * marks.new
        yield items + [last] * (marks.last and found.followed), gap

"""Words in whole: what the view of lost and invented words says."""

from __future__ import annotations

from collections.abc import Sequence

from driftview import numbers
from driftview.charts.curves import CurveKind, Curves, Series
from driftview.drift.lineage import Generation
from driftview.drift.whole_words import WholeWords
from driftview.measures.registry import names_of_runs
from driftview.text import cleaning
from driftview.text.tokens import brief
from driftview.tui.content.spans import Column
from driftview.tui.session import Session

COLUMNS = (Column("times", 7, 1),)

NO_COURSE: tuple[float | None, ...] = ()
"""What is predicted as long as it is not worked out."""


def cells(entry: tuple[str, int]) -> tuple[str, str]:
    """Return a row of a list: a word, and how often it occurs."""
    word, count = entry
    return brief(cleaning.shown(word)), numbers.whole(count)


def curves(session: Session, predicted: Sequence[float | None]) -> Curves:
    """Return how many whole words were lost and invented by each generation, and how many chance takes.

    ``predicted``: what would be lost if every word were copied whole.
    """
    total = max(session.run.target, session.made, 1)
    lost, invented = (_course(session.generations, name) for name in names_of_runs("parts of words"))
    series = [
        Series("lost", CurveKind.MEASURED, lost),
        Series("invented", CurveKind.MEASURED, invented),
    ]
    if any(each is not None for each in predicted[1:]):
        name = "lost if copied whole, by chance"
        series.insert(0, Series(name, CurveKind.EXPECTED, tuple(predicted), short="copied whole"))
    return Curves(tuple(series), (0, total), session.current)


def _course(generations: Sequence[Generation], name: str) -> tuple[float | None, ...]:
    return tuple(each.measures.get(name) for each in generations)


def sentence(words: WholeWords) -> tuple[str, ...]:
    """Say how many words are lost and invented, and what would be left if words were copied whole."""
    lost = f"{numbers.whole(len(words.lost))} of {numbers.whole(words.human)} human words are lost"
    invented = f"{numbers.whole(len(words.invented))} words are invented"
    if words.generation == 0:
        start = f"The human text has {numbers.whole(words.human)} different words"
        return (f"{start}. Press → to see which are lost, and which no human wrote.", f"{start}.")
    if words.expected is None:
        return (f"{lost}, {invented}: no human wrote them.", f"{lost}, {invented}.")
    whole = numbers.whole(words.human - words.expected)
    return (
        f"{lost}, {invented}. If every word were copied whole, {whole} would be lost by chance.",
        f"{lost} (copied whole: {whole}), {invented}.",
        f"{lost}, {invented}.",
    )

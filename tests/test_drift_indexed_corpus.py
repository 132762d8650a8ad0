"""The control: a control of the human text, measured; and how it is stopped."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from toys import CAT, corpus_of

from driftview.drift.indexed_corpus import IndexedCorpus
from driftview.measures.ngrams import Variety
from driftview.measures.observation import Observation
from driftview.measures.registry import everyday_names, measure_all


class WholeText(np.random.Generator):
    """Draws every position once, in reading order."""

    drawn: Iterator[NDArray[np.int32]]

    def integers(self, *_: Any, **__: Any) -> Any:
        return next(self.drawn)

    @classmethod
    def of(cls, tokens: int) -> "WholeText":
        found = cls(np.random.PCG64(1))
        found.drawn = iter([np.arange(tokens, dtype=np.int32)])
        return found


class Stopped(Exception):  # noqa: N818
    pass


def patience(calls: int) -> Callable[[], None]:
    """Return a pause that can be called so many times."""
    left = iter(range(calls))

    def pause() -> None:
        if next(left, None) is None:
            raise Stopped

    return pause


@pytest.mark.parametrize("order", [1, 2, 3, 5])
def test_drawing_every_position_once_gives_back_the_human_phrases(order: int) -> None:
    corpus = corpus_of(CAT, "A dog.\n\nThe cat saw the dog and the cat saw the dog.")
    indexed = IndexedCorpus(corpus, order)
    values = indexed.control(len(corpus.tokens), WholeText.of(len(corpus.tokens)))
    for n in (2, 3):
        variety = indexed.human.variety(n)
        assert isinstance(variety, Variety)
        assert values[f"distinct_{n}"] == variety.distinct
    assert values["types"] == indexed.human.types


def test_a_control_of_too_little_text_has_no_phrases() -> None:
    indexed = IndexedCorpus(corpus_of("Yes.\n\nNo."), 2)
    values = indexed.control(1, WholeText.of(1))
    assert values["distinct_3"] is None
    assert values["copied_share"] is None


def test_a_pause_stops_before_any_piece_of_work() -> None:
    indexed = IndexedCorpus(corpus_of(CAT), 2)
    calls = []
    indexed.control(20, np.random.default_rng(1), lambda: calls.append(1))
    assert len(calls) > len(everyday_names()) // 2
    for last in range(len(calls)):
        with pytest.raises(Stopped):
            indexed.control(20, np.random.default_rng(1), patience(last))


def test_pausing_changes_no_measure() -> None:
    human = IndexedCorpus(corpus_of(CAT), 2).human
    text = Observation(human.tokens, human.starts, human.counts, human)
    seen: list[int] = []
    assert measure_all(text, ("types", "ttr"), lambda: seen.append(1)) == measure_all(text, ("types", "ttr"))
    assert len(seen) == 2

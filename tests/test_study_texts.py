"""What can be measured of any text, and beside what."""

import numpy as np
import pytest
from hypothesis import given, settings
from measured import documents, human, joined, observe

from driftview.measures import registry
from driftview.measures.registry import all_measures, find_measure
from driftview.study.texts import compares, measure_text, measures_of_texts
from driftview.text.sources import NumberedText, number_text


def text_of(words: list[list[int]]) -> NumberedText:
    tokens, starts = joined(words)
    return NumberedText("x", tuple("abcdefg"), tokens, starts, ())


def test_every_measure_is_offered_unless_it_cannot_exist() -> None:
    """A text alone has no genealogy and no held-out text: exactly the measures that need one are left out."""
    long = [[1, 2, 3, 4, 5, 6, 1, 2] * 30] * 4
    observed = observe(long, human(long))
    offered = measures_of_texts(against=True)
    for measure in all_measures():
        if measure.name not in offered:
            assert measure(observed) is None, measure.name
        elif not measure.name.startswith("rarefied"):
            assert measure(observed) is not None, measure.name
    assert set(measures_of_texts(against=False)) < set(offered)


@settings(max_examples=50)
@given(documents(1), documents(1))
def test_only_measures_that_compare_know_the_human_text(
    texts: list[list[int]], originals: list[list[int]]
) -> None:
    for name, measure in measures_of_texts(against=False).items():
        if name != "burstiness":  # it takes the middle words of the human text
            assert not compares(name)
            assert measure(observe(texts)) == measure(observe(texts, human(originals))), name


def test_only_measures_of_order_know_the_order() -> None:
    words = np.random.default_rng(1).zipf(1.3, 300).clip(1, 6).tolist()
    observed, sorted_words = observe([words]), observe([sorted(words)])
    for name, measure in measures_of_texts(against=False).items():
        assert (measure(observed) != measure(sorted_words)) == measure.ordered, name


def test_a_measure_that_does_not_say_so_gets_no_control_from_shuffled_words(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The worked example of CONTRIBUTING is one: words said twice in a row depend on order."""
    monkeypatch.setattr(registry, "_measures", dict(registry._measures))
    registry.measure("twice", "twice", "share", "Said twice.", "higher", formula="f", source="definition")(
        lambda observation: float((observation.tokens[1:] == observation.tokens[:-1]).mean())
    )
    text = text_of([[1, 1, 2, 2, 3, 3]])
    report = measure_text(text, {name: find_measure(name) for name in ("twice", "types")}, text)
    assert report.measures["twice"] is not None
    assert report.control["twice"] is None
    assert report.control["types"] is not None


@settings(max_examples=50)
@given(documents(1))
def test_ends_can_be_left_out(words: list[list[int]]) -> None:
    bare = text_of(words).without_ends()
    assert bare.tokens.tolist() == [word for document in words for word in document]
    ends = [*bare.starts.tolist()[1:], len(bare.tokens)]
    found = [bare.tokens[a:b].tolist() for a, b in zip(bare.starts.tolist(), ends, strict=False)]
    assert found == [document for document in words if document]


def test_texts_share_their_numbers() -> None:
    one = number_text("ecclesiastes")
    other = number_text("ecclesiastes", known=one.words)
    assert np.array_equal(one.tokens, other.tokens)
    assert one.words == other.words
    assert len(one.words) == int(one.tokens.max()) + 1
    assert np.all(one.tokens[one.starts[1:] - 1] == 0)
    alone, beside = number_text("opticks"), number_text("opticks", known=one.words)
    assert beside.words[: len(one.words)] == one.words
    words = [alone.words[token] for token in alone.tokens[:500]]
    assert [beside.words[token] for token in beside.tokens[:500]] == words

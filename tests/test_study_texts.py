"""What can be measured of any text, and beside what."""

import numpy as np
import pytest
from hypothesis import given, settings
from measured import documents, human, joined, observe

from driftview.drift.indexed_corpus import IndexedCorpus
from driftview.measures import registry
from driftview.measures.observation import USUAL, Observation, Thresholds
from driftview.measures.registry import all_measures, find_measure
from driftview.study.texts import (
    Report,
    compares,
    length_note,
    measure_text,
    measures_of_texts,
    parse_condition,
)
from driftview.text.sources import NumberedText, find_source, number_source, number_text, open_corpus

ENGLISH = ("connectives", "hedges", "passives")

TAGGED = ("repeated_pos_templates",)
"""What has a value only where a tagger is installed."""

ELSEWHERE = (
    "rarefied", "own_words", "punctuation", "whole_words", "words_invented", "words_lost", "written_types",
    *ENGLISH, *TAGGED,
)  # fmt: skip
"""Beginnings of the names of what needs a longer text, more voices, marks, spellings, or a mix."""
"""Measures that say nothing of texts without English words."""

OF_MARKS = ("punctuation_bits", "questions", "exclamations", "parentheses", "dashes", "sentence_length",
            "sentence_spread")  # fmt: skip
"""Measures of marks, and of where they end sentences; of a text without marks they know no order."""


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
        elif not measure.name.startswith(ELSEWHERE):
            assert measure(observed) is not None, measure.name
    assert set(measures_of_texts(against=False)) < set(offered)


@settings(max_examples=50)
@given(documents(1), documents(1))
def test_only_measures_that_compare_know_the_human_text(
    texts: list[list[int]], originals: list[list[int]]
) -> None:
    for name, measure in measures_of_texts(against=False).items():
        assert not compares(name)
        assert measure(observe(texts)) == measure(observe(texts, human(originals))), name


def test_only_measures_of_order_know_the_order() -> None:
    words = np.random.default_rng(1).zipf(1.3, 300).clip(1, 6).tolist()
    observed, sorted_words = (
        observe([each[place : place + 10] for place in range(0, 300, 10)]) for each in (words, sorted(words))
    )
    for name, measure in measures_of_texts(against=False).items():
        if name not in (*ENGLISH, *TAGGED, *OF_MARKS):
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


def test_a_measure_without_a_human_text_does_not_change_beside_one() -> None:
    """Words are numbered by the text beside: nothing may depend on the numbers."""
    text = number_text("ecclesiastes")
    beside = number_text("opticks")
    alone = measure_text(text, measures_of_texts(against=False)).measures
    again = number_source(find_source("ecclesiastes"), known=beside.words)
    for name, value in measure_text(again, measures_of_texts(against=False), beside).measures.items():
        assert value == pytest.approx(alone[name]), name


def test_steady_measures_do_not_change_with_length() -> None:
    """An eighth of a novel, drawn at random, has the same number; what is not marked steady has another."""
    indexed = IndexedCorpus(open_corpus(["persuasion"]), 1)
    for measure in all_measures():
        if measure.needs not in ("text", "human") or measure.ordered:
            continue
        whole, eighth = (
            sum(measure(drawn(indexed, size, seed)) or 0 for seed in range(3)) for size in (80_000, 10_000)
        )
        if not whole:
            continue  # nothing of the kind is in a sample of the human text
        change = abs(eighth / whole - 1)
        if measure.of_length == "steady":
            assert change < 0.02, measure.name
        else:
            assert change > 0.01, measure.name


def drawn(indexed: IndexedCorpus, size: int, seed: int) -> Observation:
    return indexed.observe_human(indexed.draw(size, np.random.default_rng(seed)), np.zeros(1, np.int64))


def test_thresholds_are_taken() -> None:
    text = number_text("ecclesiastes")
    chosen = {name: find_measure(name) for name in ("mtld", "hd_d")}
    usual, other = (
        measure_text(text, chosen, thresholds=each).measures for each in (USUAL, Thresholds(0.6, 10))
    )
    assert (other["mtld"] or 0) > (usual["mtld"] or 0)
    assert (other["hd_d"] or 0) > (usual["hd_d"] or 0)


@pytest.mark.parametrize(
    ("condition", "tokens", "told"),
    [
        ("types<0.9", 500, "types<0.9control"),
        ("types<0.9", 1000, None),
        ("types<0.9control", 500, None),
        ("hd_d<0.9", 500, None),
        ("js_bits>0.2", 500, "js_bits>0.9control"),
        ("mtld<0.9", 500, None),
        ("distinct_2<0.9", 500, "texts of the same length"),
    ],
)
def test_conditions_on_what_changes_with_length_say_so(condition: str, tokens: int, told: str | None) -> None:
    parsed = parse_condition(condition, against=True)
    note = length_note(parsed, Report("x", {"tokens": tokens}, {}), {"tokens": 1000})
    assert (note is None) == (told is None)
    assert told is None or told in (note or "")

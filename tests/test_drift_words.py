"""Words: found as they are typed, followed, buried, and held against the law."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lineages import run, told
from toys import corpus_of

from driftview.drift.ancestry import sentence
from driftview.drift.laws import chances
from driftview.drift.lineage import Lineage
from driftview.drift.loop import Loop
from driftview.drift.wording import shown, times
from driftview.drift.words import (
    WordFinder,
    arrange,
    deaths,
    endangered_words,
    last_carriers,
    life_line,
    other_case_said,
    toll,
)
from driftview.measures.observation import Human, Observation
from driftview.measures.registry import find_measure
from driftview.numbers import percent
from driftview.settings.settings import Settings
from driftview.text.sources import open_corpus
from driftview.theory.survival import family_survival

CORPUS = corpus_of("Dare he? Darcy dared. Darcy's darling dare, I dare say; Darcy will. dare Über über über.")


@pytest.fixture(scope="module")
def lineage() -> Lineage:
    return run(open_corpus(["ecclesiastes"]), 12, order=2).lineage


def named(words: list[int]) -> list[str]:
    return [CORPUS.vocabulary.words[word] for word in words]


def test_completion_puts_the_word_itself_first_then_the_frequent() -> None:
    finder = WordFinder(CORPUS)
    assert named(finder.complete("dar")) == ["dare", "Darcy", "Dare", "dared", "Darcy's", "darling"]
    assert named(finder.complete("Darcy")) == ["Darcy", "Darcy's"]
    assert named(finder.complete("Dare", 2)) == ["Dare", "dare"]
    assert named(finder.complete("ÜBER")) == ["über", "Über"]
    assert finder.complete("zebra") == []
    assert finder.find("DARLING") == CORPUS.vocabulary.find("darling")
    assert finder.find("darl") is None
    assert finder.find("¶") == 0


@given(st.text(max_size=4))
def test_what_is_completed_begins_with_what_was_typed(typed: str) -> None:
    found = WordFinder(CORPUS).complete(typed, 100)
    for word in found:
        assert shown(CORPUS.vocabulary, word).casefold().startswith(typed.strip().casefold())
    assert len(set(found)) == len(found)


def test_a_life_is_held_against_the_law(lineage: Lineage) -> None:
    once = int(np.flatnonzero(lineage.corpus.counts == 3)[0])
    life = life_line(lineage, once)
    assert life.alive is not None and life.chance is not None and life.band is not None
    assert life.alive[[0, 5]] == pytest.approx([1, 1 - (1 - family_survival(5)) ** 3], abs=2e-3)
    assert life.chance.end == 30
    assert life.chance.alive_at_end == pytest.approx(1 - (1 - family_survival(30)) ** 3, abs=2e-3)
    assert life.chance.median_death == 8
    assert len(life.band.mean) == len(life.counts) == 13
    assert life.band.mean == pytest.approx(np.full(13, 3))
    assert life.band.high[4] == pytest.approx(3 + 2 * math.sqrt(3 * 4), rel=1e-2)
    assert life.band.low.min() == 0


def test_counts_stay_inside_the_band_about_as_often_as_they_should() -> None:
    """Order 1, words seen 20 to 60 times, generation 10: two standard deviations hold about 95%."""
    lineage = run(open_corpus(["opticks"]), 10, order=1).lineage
    law, last = chances(lineage), lineage.generations[-1]
    assert law is not None
    words = np.flatnonzero((lineage.corpus.counts >= 20) & (lineage.corpus.counts <= 60))
    bands = [law.count_band(int(lineage.corpus.counts[word])) for word in words]
    inside = [
        band.low[10] <= last.counts[word] <= band.high[10] for word, band in zip(words, bands, strict=True)
    ]
    assert len(words) > 200
    assert 0.92 < np.mean(inside) < 0.98


def test_chances_far_beyond_the_run_are_computed_too(lineage: Lineage) -> None:
    law = chances(lineage)
    assert law is not None
    assert law.median_death(100) == 286
    mixed = chances(run(lineage.corpus, 1, order=2, human_share=0.2).lineage)
    assert mixed is not None
    assert mixed.median_death(100) is None


def test_without_a_law_there_are_no_chances() -> None:
    lineage = told(CORPUS, [[0, 1, 2]], temperature=0.5)
    assert chances(lineage) is None
    life = life_line(lineage, int(CORPUS.tokens[0]))
    assert life.band is None and life.alive is None and life.chance is None
    assert life.obituary == "The human text has “Dare” once, and generation 1 has it once."
    assert [each.chance for each in endangered_words(lineage, 1)] == [None, None, None]
    assert all(death.chance is None and death.surprise is None for death in deaths(lineage.generations))


def test_words_can_come_back() -> None:
    lineage = told(CORPUS, [[0, 1]], [[1, 2]], [[0, 2]], [[2]], human_share=0.5)
    life = life_line(lineage, int(CORPUS.tokens[0]))
    assert (life.counts.tolist(), life.returns, life.death) == ([1, 1, 0, 1, 0], 1, 4)


def test_a_word_that_is_only_held_out_has_no_life() -> None:
    """The tenth paragraph is held out."""
    corpus = corpus_of("A cat sat.\n\n" * 9 + "One zebra sat.")
    zebra = corpus.vocabulary.find("zebra")
    assert zebra is not None
    assert WordFinder(corpus).complete("z") == []
    with pytest.raises(ValueError, match="does not have this word"):
        life_line(told(corpus), zebra)


def test_surprise_is_the_chance_of_being_dead(lineage: Lineage) -> None:
    for death in deaths(lineage.generations)[::20]:
        assert death.chance is not None and death.surprise is not None
        assert 2**-death.surprise == pytest.approx(1 - death.chance)


def test_the_dead_in_every_order(lineage: Lineage) -> None:
    found, vocabulary = deaths(lineage.generations), lineage.corpus.vocabulary
    assert arrange(reversed(found), "frequency", vocabulary) == found
    by_surprise = [death.surprise or 0 for death in arrange(found, "surprise", vocabulary)]
    assert by_surprise == sorted(by_surprise, reverse=True)
    spelled = [vocabulary.words[death.word].casefold() for death in arrange(found, "alphabet", vocabulary)]
    assert spelled == sorted(spelled)
    dates = [death.generation for death in arrange(found, "generation", vocabulary)]
    assert dates == sorted(dates)
    assert np.array_equal(toll(lineage.generations), np.bincount(dates, minlength=13))


def test_endangered_words(lineage: Lineage) -> None:
    found = endangered_words(lineage, 5)
    counts = lineage.generations[5].counts
    assert {each.word for each in found} == set(np.flatnonzero((counts > 0) & (counts <= 2)))
    chance = {each.count: each.chance for each in found}
    assert chance[1] == pytest.approx(math.exp(-1), abs=1e-3)
    assert chance[2] == pytest.approx(math.exp(-2), abs=1e-3)
    ahead = [each.chance or 0 for each in found]
    assert ahead == sorted(ahead, reverse=True)


@pytest.mark.parametrize("regime", ["replace", "accumulate"])
def test_about_as_many_endangered_are_lost_as_expected(regime: str) -> None:
    lineage = run(open_corpus(["opticks"]), 4, order=1, regime=regime).lineage
    found = endangered_words(lineage, 3)
    lost = sum(lineage.generations[4].counts[each.word] == 0 for each in found)
    chance = np.array([each.chance for each in found])
    assert abs(lost - chance.sum()) < 4 * math.sqrt((chance * (1 - chance)).sum())


def test_last_carriers_are_the_tokens_of_lost_words(lineage: Lineage) -> None:
    now, following = lineage.generations[3:5]
    later = set(following.tokens.tolist())
    slow = [place for place, token in enumerate(now.tokens.tolist()) if token not in later]
    assert last_carriers(now, following).tolist() == slow


@pytest.mark.parametrize(
    ("at", "text"),
    [
        (0, "Mr. Darcy came."),
        (5, '"What?" said she.'),
        (8, '"What?" said she.'),
        (11, '"What?" said she.'),
        (12, "(He left.)"),
        (16, "(He left.)"),
        (17, "Yes."),
        (19, "Yes."),
    ],
)
def test_sentences_end_where_a_reader_sees_it(at: int, text: str) -> None:
    """Mr . Darcy came . “ What ? ” said she . ( He left . ) Yes . ¶"""
    generation = told(corpus_of('Mr. Darcy came. "What?" said she. (He left.) Yes.')).generations[0]
    assert len(generation.tokens) == 20
    assert sentence(generation, at) == text


def test_wording() -> None:
    assert [percent(share) for share in (0, 0.001, 0.27, 0.999, 1)] == [
        "0%",
        "0.1%",
        "27%",
        "99.9%",
        "100%",
    ]
    assert [times(number) for number in (1, 2, 1200)] == ["once", "twice", "1,200 times"]
    assert shown(CORPUS.vocabulary, 0) == "¶"


def test_the_end_of_a_paragraph_is_counted_as_a_type_and_mourned_by_nobody() -> None:
    made = run(corpus_of("the " * 100), 20, order=1).lineage
    human, last = made.generations[0], made.generations[-1]
    assert last.counts[0] == 0, "the end of the only paragraph is dead"
    assert deaths(made.generations) == []
    assert human.human_words - last.words_left == toll(made.generations).sum() == 1


def test_lost_words_that_live_on_in_the_other_case_are_counted() -> None:
    corpus = corpus_of("A cat sat. The cat ran.\n\nthe Cat slept, a cat sat.")
    words = corpus.vocabulary.words
    at = {word: int(np.flatnonzero(corpus.tokens == words.index(word))[0]) for word in ("the", "cat", "sat")}
    observation = Observation(
        corpus.tokens[list(at.values())],
        np.zeros(1, np.int64),
        np.bincount(corpus.tokens[list(at.values())], minlength=len(words)),
        Human.of(corpus),
    )
    assert find_measure("lost_other_case")(observation) == 2  # The and Cat, not A or a
    lower = corpus_of("a cat sat.\n\nthe cat ran.")
    assert Human.of(lower).spellings is None
    loop = Loop(corpus, Settings(order=1, generations=1))
    generation = loop.step()
    other = generation.measures["lost_other_case"]
    said = other_case_said(generation)
    assert said.startswith(f"{other} of ") if other else said == ""

"""The own vocabulary of each voice: what is left of it, and what chance leaves."""

from dataclasses import replace

import numpy as np
import pytest
from lineages import run, told
from measured import from_words
from toys import corpus_of

from driftview.drift.lineage import Lineage
from driftview.drift.own_words import OwnVocabulary, last_own_sentence, own_vocabularies
from driftview.export.findings import own_words_table
from driftview.measures.observation import Human, Observation
from driftview.measures.registry import find_measure
from driftview.settings.settings import Settings
from driftview.text.sources import open_corpus
from driftview.tui.content.voices import own_sentence


def named(lineage: Lineage, own: OwnVocabulary) -> list[str]:
    return [lineage.corpus.vocabulary.words[word] for word in own.words.tolist()]


def test_own_words_are_those_of_one_voice_and_are_followed_until_they_are_gone() -> None:
    """By hand: A says one one two the ., B says the red fox ."""
    corpus = corpus_of("One one two the.", "The red fox the.")
    words = corpus.vocabulary.words
    lineage = told(corpus, [[6, 7, 8, 9, 10, 11]], [[0, 1, 4, 5]])
    first, second = own_vocabularies(lineage)
    assert sorted(named(lineage, first)) == ["One", "one", "two"]
    assert sorted(named(lineage, second)) == ["The", "fox", "red"]
    assert first.alive.tolist() == [3, 0, 2]
    assert [words[word] for word in second.words[second.gone(2)].tolist()] == named(lineage, second)
    assert first.share(2) == 2 / 3
    found = last_own_sentence(lineage, second)
    assert found is not None
    assert (found.generation, words[found.word], found.text) == (1, "fox", "The red fox the.")
    assert last_own_sentence(lineage, first, 1) is not None
    assert last_own_sentence(lineage, first, 1).generation == 0  # type: ignore[union-attr]


def test_the_law_of_own_words_is_the_sum_over_them() -> None:
    """The chorus, generations 3, 5 and 10; s_g from its recursion."""
    corpus = open_corpus(["chorus"], "word")
    human = run(corpus, 0, order=1, generations=10).lineage.generations[0]
    lineage = Lineage(
        corpus, Settings(order=1, generations=10), [replace(human, number=n) for n in range(11)]
    )
    survival = [1.0]
    for _ in range(10):
        survival.append(1 - np.exp(-survival[-1]))
    owns = own_vocabularies(lineage)
    for own in owns:
        for number in (3, 5, 10):
            expected = (1 - (1 - survival[number]) ** own.counts).mean()
            assert own.predicted(number) == pytest.approx(expected, rel=1e-6)
    shares = {own.name: [round(100 * (own.predicted(number) or 0)) for number in (3, 5, 10)] for own in owns}
    assert shares == {"Austen": [65, 56, 43], "Newton": [62, 52, 38], "Ecclesiastes": [48, 37, 24]}


def test_runs_lie_in_the_band_of_the_law() -> None:
    """Of 20 seeds and three voices, nine in ten lie within two standard deviations."""
    corpus = corpus_of(*(text * 3 for text in (CATS, BIRDS, FISH)))
    inside = []
    for seed in range(20):
        lineage = run(corpus, 3, order=1, seed=seed).lineage
        inside += [own.in_range(3) for own in own_vocabularies(lineage)]
    assert np.mean([bool(each) for each in inside]) >= 0.9


def test_human_text_that_is_mixed_in_has_a_law_too() -> None:
    corpus = corpus_of(CATS * 3, BIRDS * 3)
    with_human = own_vocabularies(run(corpus, 3, order=1, human_share=0.5).lineage)
    without = own_vocabularies(run(corpus, 3, order=1).lineage)
    for more, less in zip(with_human, without, strict=True):
        assert more.predicted(3) is not None
        assert more.predicted(3) > less.predicted(3)  # type: ignore[operator]
    assert own_vocabularies(run(corpus, 1, temperature=0.5).lineage)[0].band is None


def test_there_is_no_verdict_where_the_band_is_known_to_be_too_narrow() -> None:
    """docs/finding.md: 58 to 77 of 100 runs at order 5, 62 to 77 with human text; 92 to 97 else."""
    corpus = corpus_of(CATS * 3, BIRDS * 3)
    settings: list[dict[str, object]] = [{"order": 5}, {"order": 2, "human_share": 0.1}, {"order": 3}]
    closed = [each | {"prediction": "closed"} for each in settings]
    owns = [own_vocabularies(run(corpus, 1, **each).lineage)[0] for each in closed]
    assert [own.judged for own in owns] == [False, False, True]
    assert [own.in_range(1) is None for own in owns] == [True, True, False]
    assert all(own.band is not None for own in owns), "the prediction is shown all the same"
    lineage = run(corpus, 1, order=5, prediction="closed").lineage
    assert own_words_table(lineage).said[-1].startswith("No verdict")
    assert own_words_table(lineage).records()[0]["in_range"] is None
    wordings = own_sentence(own_vocabularies(lineage), 1)
    assert not any("in range" in each for each in wordings)


def test_the_measure_names_the_voice_that_lost_most() -> None:
    worst = find_measure("own_words_least")
    corpus = corpus_of("One one two the.", "The red fox the.")
    lineage = told(corpus, [[6, 7, 8, 9, 10, 11]], [[0, 1, 2, 6, 5]])
    values = [
        worst(Observation(each.tokens, each.starts, each.counts, Human.of(corpus)))
        for each in lineage.generations
    ]
    assert values == [1.0, 0.0, 1 / 3]
    assert worst(from_words([0, 1, 1, 2, 0])) is None


CATS = "The cat sat on the mat. A kitten purred, and the tom slept on a warm sill.\n\nCats chase mice.\n\n"
BIRDS = "The lark sang on the bough. A robin hopped, and the owl hooted on a cold night.\n\nBirds fly.\n\n"
FISH = "The pike swam in the pond. A trout leapt, and the eel hid in a deep pool.\n\nFish swim.\n\n"

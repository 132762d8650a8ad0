"""The law of phrases, by hand and against runs."""

import numpy as np
import pytest
from lineages import human, told
from toys import CAT, corpus_of

from driftview.drift.indexed_corpus import IndexedCorpus
from driftview.drift.laws import chances
from driftview.drift.lineage import Lineage
from driftview.drift.loop import Loop
from driftview.drift.phrases import PhraseBook, passage_length, phrase_law
from driftview.settings.settings import Settings
from driftview.text.sources import open_corpus

SURVIVAL = (1.0, 0.6321205588, 0.4685363946)
"""s_0, s_1, s_2."""


def test_the_mean_is_that_of_words_with_the_counts_of_phrases() -> None:
    corpus = corpus_of("One two one two one three.\n\nOne two three.")
    lineage = Lineage(corpus, Settings(order=2, generations=2), [human(corpus)])
    law = phrase_law(lineage, PhraseBook(corpus, 2))
    # twice: One two, two one, three ., . ¶; once: one two, one three, two three
    counts = np.array([1, 1, 1, 2, 2, 2, 2])
    assert sorted(PhraseBook(corpus, 2).human_counts.tolist()) == counts.tolist()
    chance = chances(lineage)
    assert law is not None
    assert chance is not None
    survival = chance.alive(1)[:3]
    assert survival == pytest.approx(SURVIVAL, rel=0.05), "N is small here"
    assert law.mean[:3] == pytest.approx([float((1 - (1 - alive) ** counts).sum()) for alive in survival])
    assert law.high[0] == law.low[0] == law.mean[0] == len(counts)


def test_passages_by_hand() -> None:
    """Copied 4 and 1 and 1 tokens: (16 + 1 + 1) / 6 = 3."""
    corpus = corpus_of("One two three four five six.")
    assert passage_length(told(corpus, [[0, 1, 2, 3], [5, 4]])) == pytest.approx(3)
    assert passage_length(Lineage(corpus, Settings(), [human(corpus)])) == 1


@pytest.mark.parametrize(
    ("n", "settings"),
    [
        (3, Settings(order=2)),
        (2, Settings(order=2, temperature=0.8)),
        (2, Settings(order=2, human_share=0.1)),
        (2, Settings(order=2, regime="subsample")),
        (2, Settings(order=2, regime="overlap")),
    ],
)
def test_where_no_law_is_known_none_is_given(n: int, settings: Settings) -> None:
    corpus = corpus_of(CAT)
    lineage = Lineage(corpus, settings, [human(corpus)])
    assert phrase_law(lineage, PhraseBook(corpus, n)) is None


@pytest.mark.parametrize(("order", "n"), [(2, 2), (3, 2), (3, 3)])
def test_runs_lie_in_the_band(order: int, n: int) -> None:
    """It is four standard deviations high: of 24 runs few lie outside, and their mean is that of the law."""
    corpus = open_corpus(["ecclesiastes"])
    indexed, book, distances = IndexedCorpus(corpus, order), PhraseBook(corpus, n), []
    for seed in range(24):
        loop = Loop(corpus, Settings(order=order, seed=seed), indexed, measured=(), controlled=False)
        for _ in range(3):
            loop.step()
        law = phrase_law(loop.lineage, book)
        assert law is not None
        state = book.state(*loop.lineage.generations[2:4])
        distances.append((state.alive - law.mean[3]) / (law.high[3] - law.mean[3]))
    assert np.mean(np.abs(distances) > 1) <= 3 / 24
    assert abs(np.mean(distances)) < 0.35
    assert np.std(distances) > 0.2, "the band is so wide that it says nothing"

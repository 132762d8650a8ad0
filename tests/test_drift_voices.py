"""Voices against the band that chance allows them."""

from dataclasses import replace

import numpy as np
import pytest
from lineages import run, told
from toys import CAT, corpus_of

from driftview.drift.indexed_corpus import IndexedCorpus
from driftview.drift.loop import Loop
from driftview.drift.own_words import own_vocabularies
from driftview.drift.simulated import predict
from driftview.drift.spill import changed
from driftview.drift.voices import caveat, clustering, last_words, spread_in_words, voice_lines
from driftview.settings.settings import Settings
from driftview.text.corpus import Corpus
from driftview.text.sources import open_corpus

FISH = "One fish swam. Two fish swam by the mat.\n\nA fish slept and a fish saw the cat.\n\n"


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return corpus_of(CAT * 8, FISH * 3)


@pytest.mark.parametrize(("order", "regime"), [(1, "replace"), (3, "replace"), (2, "accumulate")])
def test_a_voice_stays_inside_its_band_about_as_often_as_it_should(
    corpus: Corpus, order: int, regime: str
) -> None:
    """The band holds about 95% of the runs; 80 of them at generation 3."""
    indexed, outside = IndexedCorpus(corpus, order), 0
    for seed in range(80):
        settings = Settings(order=order, seed=seed, regime=regime)  # type: ignore[arg-type]
        loop = Loop(corpus, settings, indexed, measured=(), controlled=False)
        for _ in range(3):
            loop.step()
        outside += int(voice_lines(loop.lineage)[1].outside[3])
    assert 0 < outside < 12


def test_clumping_by_hand() -> None:
    """A: 5 tokens, B: 5. Documents of one voice each: (2.5² + 2.5²) / (10/4) = 5; halves of both: 0."""
    corpus = corpus_of("One two three four.", "Five six seven.")
    assert corpus.starts.tolist() == [0, 6]
    lineage = told(corpus, [[0, 1, 2, 3, 4], [6, 7, 8, 9, 10]], [[0, 6], [1, 7]])
    assert clustering(lineage.generations[1], 1) == pytest.approx(5)
    assert clustering(lineage.generations[2], 1) == 0
    assert clustering(told(corpus, [[0, 1]]).generations[1], 1) == 1


def test_voices_wander_further_the_longer_they_are_copied(corpus: Corpus) -> None:
    first, second, third = (voice_lines(run(corpus, 1, order=order).lineage)[1] for order in (1, 3, 5))
    assert first.clustering < second.clustering < third.clustering
    assert spread_in_words(first) is None
    assert "times as far" in (spread_in_words(third) or "")


def test_the_lines_of_all_voices_share_the_text(corpus: Corpus) -> None:
    lines = voice_lines(run(corpus, 6, order=2).lineage)
    assert np.sum([line.shares for line in lines], axis=0) == pytest.approx(np.ones(7))
    assert np.sum([line.tokens for line in lines], axis=0).tolist() == [len(corpus.tokens)] * 7
    for line in lines:
        assert line.band is not None
        assert line.band.mean == pytest.approx(np.full(7, line.human_share))
        assert line.band.high[0] == line.band.low[0] == line.human_share
        assert not line.outside[0]


def test_last_words_are_spoken_by_the_voice() -> None:
    lineage = run(open_corpus(["ecclesiastes", "opticks"]), 3, order=3).lineage
    for line in voice_lines(lineage):
        spoken = last_words(lineage.generations[3], line.voice)
        assert spoken is not None
        generation = lineage.generations[3]
        voices = lineage.corpus.token_voice[generation.origins]
        assert spoken.begin <= spoken.position < spoken.end
        assert all(voices[at] == line.voice for at in spoken.own)
        assert spoken.position in spoken.own
        later = np.flatnonzero(voices[spoken.position + 1 :] == line.voice) + spoken.position + 1
        assert not generation.tokens[later].any()  # only ends of paragraphs


def test_without_a_law_there_is_no_band(corpus: Corpus) -> None:
    line = voice_lines(run(corpus, 2, order=1, temperature=0.7).lineage)[0]
    assert line.band is None
    assert not line.outside.any()


def test_a_caveat_is_given_where_the_band_is_too_narrow(corpus: Corpus) -> None:
    assert caveat(told(corpus, order=3)) is None
    assert "paragraphs" in (caveat(told(corpus, order=3, human_share=0.1)) or "")


@pytest.mark.parametrize("more", [{}, {"temperature": 0.5}], ids=["drift", "selection"])
def test_replicates_predict_voices_where_no_closed_form_does(corpus: Corpus, more: dict[str, float]) -> None:
    settings = Settings(order=2, generations=3, prediction="simulated", prediction_runs=40, **more)  # type: ignore[arg-type]
    loop = Loop(corpus, settings, measured=(), controlled=False)
    for _ in range(3):
        loop.step()
    assert (voice_lines(loop.lineage)[0].band is None) == bool(more)
    predict(loop)
    shares, own = voice_lines(loop.lineage), own_vocabularies(loop.lineage)
    outside = 0
    for seed in range(50, 70):
        other = Loop(corpus, replace(settings, seed=seed), measured=(), controlled=False)
        for _ in range(3):
            other.step()
        other.take([changed(each, expected=loop.lineage.generations[each.number].expected)
                    for each in other.lineage.generations])  # fmt: skip
        outside += sum(line.outside[3] for line in voice_lines(other.lineage))
        outside += sum(each.in_range(3) is False for each in own_vocabularies(other.lineage))
    assert outside < 12  # of 80 numbers, 1 in 20 outside; voices of one text go together
    assert caveat(loop.lineage) is None
    for line, words in zip(shares, own, strict=True):
        assert line.band is not None
        assert words.band is not None
        assert line.band.low[3] < line.band.mean[3] < line.band.high[3]
        assert words.band.mean[0] == words.size

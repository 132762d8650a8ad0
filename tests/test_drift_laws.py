"""What a run is held against: the laws of its settings, and runs on real text that agree with them."""

import numpy as np
import pytest
from toys import CAT, corpus_of

from driftview.choices import HumanSource
from driftview.drift.laws import Laws, schedule_of
from driftview.drift.training import Passage, Purpose, TrainingPool, stream
from driftview.measures.survival import bands
from driftview.models.chain import CopyingChain
from driftview.models.index import ContextIndex
from driftview.models.protocol import TrainingText
from driftview.settings.settings import Settings
from driftview.text.corpus import Corpus
from driftview.text.sources import open_corpus
from driftview.theory.survival import token_lines
from driftview.theory.word_law import expected_hapaxes, expected_types, hapaxes_sd

GENERATIONS = 8
SEEDS = 60


@pytest.fixture(scope="module")
def ecclesiastes() -> Corpus:
    return open_corpus(["ecclesiastes"])


def types_in_runs(corpus: Corpus, settings: Settings) -> np.ndarray:
    """Return the types of the last generation for many seeds, by the loop's own parts, unmeasured."""
    index = ContextIndex([TrainingText(corpus.tokens, corpus.starts)], 1, len(corpus.vocabulary))
    found = []
    for seed in range(1, SEEDS + 1):
        seeded = Settings(**{**settings.as_dict(), "seed": seed})
        pool = TrainingPool(corpus, seeded)
        for number in range(1, GENERATIONS + 1):
            chain = CopyingChain(index, pool.training_text(number).origins)
            drawn = chain.draw(len(corpus.tokens), stream(seed, Purpose.WRITE, number))
            pool.put(Passage(drawn.origins, drawn.starts), number)
        found.append(np.count_nonzero(np.bincount(corpus.tokens[drawn.origins])))
    return np.array(found, float)


@pytest.mark.parametrize("source", ["fresh", "fixed", "rotating"])
def test_runs_with_human_chapters_agree_with_the_law(ecclesiastes: Corpus, source: HumanSource) -> None:
    settings = Settings(order=1, human_share=0.3, human_source=source, generations=GENERATIONS)
    types = types_in_runs(ecclesiastes, settings)
    expected = Laws(ecclesiastes, settings).expected(GENERATIONS)
    mean, sd = float(expected["types"] or 0), float(expected["types_sd"] or 0)
    assert types.mean() == pytest.approx(mean, abs=4 * types.std(ddof=1) / np.sqrt(SEEDS) + 1)
    assert types.std(ddof=1) == pytest.approx(sd, rel=0.35)


def test_without_human_text_counts_decide() -> None:
    corpus = corpus_of(CAT)
    settings = Settings(order=2, generations=5)
    lines = token_lines(schedule_of(settings, len(corpus.tokens), 5))
    laws = Laws(corpus, settings)
    for number in range(6):
        extinction, single = lines.extinction[number], lines.single[number]
        found = laws.expected(number)
        spread = float(found.pop("hapaxes_sd") or 0)
        independent = float(hapaxes_sd(corpus.counts, extinction, single))
        assert 0.95 * independent <= spread <= 1.5 * independent, "words share their passages"
        means = {name: value for name, value in found.items() if not name.endswith("types_sd")}
        assert 0 <= float(found.pop("founders_sd") or 0) <= len(corpus.tokens) ** 0.5
        means.pop("founders_sd")
        assert means == pytest.approx(
            {
                "human_types": float(expected_types(corpus.counts, extinction)),
                "types": float(expected_types(corpus.counts, extinction)),
                "hapaxes": float(expected_hapaxes(corpus.counts, extinction, single)),
                "founders": len(corpus.tokens) * lines.survival[number],
                "survival": lines.survival[number],
            },
            abs=1e-4,
        )
        assert laws.survival(number) == lines.survival[number]


@pytest.mark.parametrize("source", ["fresh", "fixed", "rotating"])
def test_bands_add_up_and_the_start_is_the_human_text(source: HumanSource) -> None:
    corpus = corpus_of(CAT, CAT)
    laws = Laws(corpus, Settings(human_share=0.4, human_source=source, generations=4))
    ranges = bands(corpus.counts)
    start = laws.expected(0)
    assert start["types"] == int(np.count_nonzero(corpus.counts))
    assert start["hapaxes"] == int(np.count_nonzero(corpus.counts == 1))
    assert start["types_sd"] == start["hapaxes_sd"] == 0
    for number in range(5):
        assert sum(laws.alive(number, ranges)) == pytest.approx(laws.expected(number)["types"], abs=1e-3)


@pytest.mark.parametrize("source", ["fresh", "fixed"])
def test_looking_further_than_planned_changes_nothing(source: HumanSource) -> None:
    corpus = corpus_of(CAT)
    short, long = (
        Laws(corpus, Settings(human_share=0.4, human_source=source, generations=number)) for number in (3, 30)
    )
    before = short.expected(3)
    assert short.expected(9) == pytest.approx(long.expected(9), rel=1e-4)
    assert before == pytest.approx(long.expected(3), rel=1e-4)


def test_laws_hold_for_drift_alone() -> None:
    corpus = corpus_of(CAT)
    assert Laws(corpus, Settings()).hold
    assert not Laws(corpus, Settings(temperature=0.8)).hold
    assert not Laws(corpus, Settings(smoothing="additive")).hold

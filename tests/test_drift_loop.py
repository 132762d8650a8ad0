"""The loop keeps exact genealogies, follows its regimes to the token, and agrees with the law."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from toys import CAT, corpus_of

from driftview.drift.indexed_corpus import IndexedCorpus
from driftview.drift.laws import Laws
from driftview.drift.loop import Cancelled, Loop
from driftview.drift.training import HumanText, Passage, TrainingPool, human_text, join
from driftview.measures.registry import everyday_names, names_of_runs
from driftview.settings.regimes import REGIMES
from driftview.settings.settings import Settings, SettingsError
from driftview.text.corpus import Corpus
from driftview.text.sources import open_corpus


@pytest.fixture(scope="module")
def ecclesiastes() -> Corpus:
    return open_corpus(["ecclesiastes"])


def lineage_of(corpus: Corpus, steps: int, **settings: object) -> Loop:
    loop = Loop(corpus, Settings(**settings))  # type: ignore[arg-type]
    for _ in range(steps):
        loop.step()
    return loop


@pytest.mark.parametrize("regime", REGIMES)
@pytest.mark.parametrize("order", [1, 3])
def test_every_word_descends_from_a_human_word(ecclesiastes: Corpus, regime: str, order: int) -> None:
    loop = lineage_of(ecclesiastes, 4, regime=regime, order=order, human_share=0.2)
    before = ecclesiastes.counts > 0
    for generation in loop.lineage.generations:
        assert len(generation.origins) == len(ecclesiastes.tokens)
        assert np.array_equal(generation.tokens, ecclesiastes.tokens[generation.origins])
        assert np.array_equal(generation.counts, np.bincount(generation.tokens, minlength=len(before)))
        assert not np.any((generation.counts > 0) & ~before)


def test_dead_words_stay_dead_under_replace(ecclesiastes: Corpus) -> None:
    generations = lineage_of(ecclesiastes, 8, order=2).lineage.generations
    for earlier, later in pairwise(generations):
        assert set(np.flatnonzero(later.counts)) <= set(np.flatnonzero(earlier.counts))
        assert set(later.origins.tolist()) <= set(earlier.origins.tolist())


def test_equal_settings_give_equal_runs_and_other_seeds_other_ones(ecclesiastes: Corpus) -> None:
    first, again, other = (lineage_of(ecclesiastes, 3, seed=seed).lineage.generations for seed in (5, 5, 6))
    for one, two in zip(first, again, strict=True):
        assert np.array_equal(one.origins, two.origins)
        assert one.measures == two.measures and one.control == two.control
    assert not np.array_equal(first[1].origins, other[1].origins)


def test_a_run_is_the_same_when_it_is_made_longer_later(ecclesiastes: Corpus) -> None:
    short = lineage_of(ecclesiastes, 5, generations=3).lineage.generations
    long = lineage_of(ecclesiastes, 5, generations=30).lineage.generations
    for one, two in zip(short, long, strict=True):
        assert np.array_equal(one.origins, two.origins)
        assert one.expected == pytest.approx(two.expected)


def test_ground_is_used_again_without_changing_a_run(ecclesiastes: Corpus) -> None:
    indexed = IndexedCorpus(ecclesiastes, 3)
    fresh = Loop(ecclesiastes, Settings()).step()
    reused = Loop(ecclesiastes, Settings(), indexed).step()
    assert np.array_equal(fresh.origins, reused.origins)
    assert fresh.measures == reused.measures


def test_stopping_keeps_what_was_finished(ecclesiastes: Corpus) -> None:
    loop = lineage_of(ecclesiastes, 2)
    with pytest.raises(Cancelled):
        loop.step(lambda: True)
    assert [generation.number for generation in loop.lineage.generations] == [0, 1, 2]
    assert np.array_equal(loop.step().origins, lineage_of(ecclesiastes, 3).lineage.generations[3].origins)


def test_every_everyday_measure_is_there_and_is_a_number(ecclesiastes: Corpus) -> None:
    generations = lineage_of(ecclesiastes, 2).lineage.generations
    for generation in generations:
        assert tuple(generation.measures) == (*everyday_names(), *names_of_runs("whole words"))
        assert all(value is not None for value in generation.measures.values())
    assert generations[0].control == {}
    assert generations[2].control["types"] is not None
    assert generations[2].control["copied_share"] is None


def test_bands_add_up(ecclesiastes: Corpus) -> None:
    for generation in lineage_of(ecclesiastes, 5, order=2).lineage.generations:
        assert sum(band.types for band in generation.bands) == np.count_nonzero(ecclesiastes.counts)
        assert sum(band.alive for band in generation.bands) == generation.measures["types"]
        assert all(band.alive + band.lost_now + band.lost_before == band.types for band in generation.bands)
        assert sum(band.expected_alive or 0 for band in generation.bands) == pytest.approx(
            generation.expected["types"]
        )


def test_voices_share_the_text(ecclesiastes: Corpus) -> None:
    corpus = corpus_of(CAT * 6, "One fish swam. Two fish swam.\n\n" * 9)
    for generation in lineage_of(corpus, 4, order=2).lineage.generations:
        assert sum(generation.voices.values()) == pytest.approx(1)
        fish = corpus.vocabulary.find("fish")
        assert generation.voices["B"] >= generation.counts[fish] / len(generation.tokens)


def test_order_one_and_three_follow_the_law() -> None:
    """Thirty generations of the default corpus; the figures of the README."""
    corpus = open_corpus([])
    for order in (1, 3):
        generations = lineage_of(corpus, 30, order=order).lineage.generations
        types = np.array([generation.measures["types"] for generation in generations], float)
        expected = np.array([generation.expected["types"] for generation in generations])
        spread = np.array([generation.expected["types_sd"] for generation in generations])
        assert np.all(np.abs(types / expected - 1) < 0.05)
        if order == 1:
            assert np.mean(np.abs(types - expected) <= 2 * spread) >= 0.9


def test_selection_has_no_law(ecclesiastes: Corpus) -> None:
    generation = lineage_of(ecclesiastes, 1, temperature=0.8).lineage.generations[1]
    assert generation.expected == {}
    assert all(band.expected_alive is None for band in generation.bands)


@pytest.mark.parametrize("source", ["fresh", "fixed", "rotating"])
def test_human_text_is_handed_out_by_its_source(ecclesiastes: Corpus, source: str) -> None:
    human = HumanText(human_text(ecclesiastes), Settings(human_share=0.3, human_source=source))  # type: ignore[arg-type]
    number = len(ecclesiastes.tokens)
    first, second = (join(human.take(number // 4, g), ecclesiastes).origins for g in (1, 2))
    assert len(first) == len(set(first.tolist())) == number // 4
    same = len(set(first.tolist()) & set(second.tolist()))
    assert {"fixed": same == number // 4, "rotating": same == 0, "fresh": same < number // 4}[source]
    twice = join(human.take(2 * number, 3), ecclesiastes).origins
    assert np.array_equal(np.bincount(twice), np.full(number, 2))


@pytest.mark.parametrize(
    ("settings", "sizes"),
    [
        (Settings(), [100, 100, 100, 100]),
        (Settings(human_share=0.25), [100, 100, 100, 100]),
        (Settings(regime="accumulate"), [100, 200, 300, 400]),
        (Settings(regime="window", window=2), [100, 200, 200, 200]),
        (Settings(regime="subsample"), [100, 100, 100, 100]),
    ],
)
def test_a_regime_trains_on_so_many_tokens(settings: Settings, sizes: list[int]) -> None:
    corpus = corpus_of(("a b c d\n\n" * 23).strip())
    whole = len(corpus.tokens)
    pool = TrainingPool(corpus, settings)
    written = Passage(np.zeros(whole, np.int32), np.arange(0, whole, 5))
    found = []
    for generation in range(1, 5):
        found.append(round(100 * len(pool.training_text(generation)) / whole))
        pool.put(written, generation)
    assert found == sizes


@given(st.lists(st.integers(1, 6), min_size=1, max_size=9), st.integers(0, 40), st.randoms())
def test_documents_are_taken_whole_but_the_last(lengths: list[int], tokens: int, random: object) -> None:
    starts = np.cumsum([0, *lengths[:-1]])
    passage = Passage(np.arange(sum(lengths), dtype=np.int32), starts)
    order = np.random.default_rng(0).permutation(len(lengths))
    taken = passage.documents(order, tokens)
    whole = np.concatenate([np.arange(starts[d], starts[d] + lengths[d]) for d in order])
    assert np.array_equal(taken.origins, whole[:tokens])
    assert len(taken) == min(tokens, sum(lengths))
    assert set(taken.origins[taken.starts].tolist()) <= set(starts.tolist())


@pytest.mark.parametrize(
    ("settings", "sizes"),
    [
        ({}, [1000] * 4),
        ({"tokens": 70}, [70] * 4),
        ({"growth": 2.0, "tokens": 10}, [10, 20, 40, 80]),
        ({"bottleneck": (2, 0.1)}, [1000, 100, 1000, 1000]),
        ({"sizes": (5, 6)}, [5, 6, 6, 6]),
    ],
)
def test_sizes_follow_their_schedule(settings: dict[str, object], sizes: list[int]) -> None:
    made = Settings(**settings)  # type: ignore[arg-type]
    assert [made.size(generation, 1000) for generation in (1, 2, 3, 4)] == sizes


def test_human_text_may_come_late_and_stop() -> None:
    settings = Settings(human_share=0.1, human_from=3, human_until=5)
    assert [settings.human_share_after(generation) for generation in range(1, 8)] == [
        0,
        0,
        0.1,
        0.1,
        0.1,
        0,
        0,
    ]


def test_an_internet_filling_up_leaves_less_and_less_human_text() -> None:
    settings = Settings(machine_shares=(0.2, 0.5, 0.8))
    assert [settings.human_share_after(generation) for generation in (1, 2, 3, 9)] == pytest.approx(
        [0.8, 0.5, 0.2, 0.2]
    )
    guarded = Settings(machine_shares=(0.5,), detector=(0.8, 0.1))
    assert guarded.human_share_after(1) == pytest.approx(0.45 / 0.55)


@pytest.mark.parametrize(
    "wrong",
    [
        {"order": 0},
        {"order": 10},
        {"human_share": 1.5},
        {"temperature": 0},
        {"top_k": 0},
        {"top_p": 0},
        {"generations": 0},
        {"tokens": 0},
        {"seed": -1},
        {"regime": "repeat"},
        {"human_source": "stale"},
        {"unit": "byte"},
        {"window": 0},
        {"sizes": ()},
        {"bottleneck": (0, 0.1)},
        {"machine_shares": (0.5, 1.2)},
        {"detector": (0.5, -0.1)},
        {"human_from": 4, "human_until": 2},
        {"temperature": float("nan")},
    ],
)
def test_settings_that_cannot_be_are_refused_in_one_line(wrong: dict[str, object]) -> None:
    with pytest.raises(SettingsError) as refused:
        Settings(**wrong)  # type: ignore[arg-type]
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("name", ["regime", "human_source"])
def test_a_name_that_nothing_knows_never_runs_as_another(ecclesiastes: Corpus, name: str) -> None:
    """A word added to the lists but declared nowhere must not run as *replace*, beside replace's law."""
    settings = Settings(human_share=0.1)
    object.__setattr__(settings, name, "unheard-of")
    with pytest.raises((AssertionError, ValueError)):
        Loop(ecclesiastes, settings).step()
        Loop(ecclesiastes, settings).step()


def test_no_law_is_drawn_beside_a_regime_that_nothing_knows(ecclesiastes: Corpus) -> None:
    settings = Settings()
    object.__setattr__(settings, "regime", "unheard-of")
    with pytest.raises(AssertionError):
        Laws(ecclesiastes, settings).expected(1)


def test_a_share_of_regenerated_text_below_one_token_keeps_all_of_it() -> None:
    loop = Loop(corpus_of(CAT, CAT), Settings(order=1, regime="overlap", regenerated=1e-320))
    assert sorted(loop.step().tokens) == sorted(loop.lineage.generations[0].tokens)

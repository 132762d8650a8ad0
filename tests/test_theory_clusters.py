"""Words in documents: the clusters, the draws, and laws worked out by hand or by trying everything."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from driftview.choices import HumanSource
from driftview.theory.clusters import Clusters
from driftview.theory.mixed_law import HumanDocuments, ManyDocumentsLaw, RotatingLaw
from driftview.theory.schedule import Schedule
from driftview.theory.survival import token_lines
from driftview.theory.word_law import expected_alive, expected_hapaxes, expected_types

TOKENS = np.array([5, 5, 0, 2, 5, 0, 2, 2, 2, 9, 0], np.int32)
STARTS = np.array([0, 3, 6])
"""Three documents: word 5 twice, then words 2 and 5, then word 2 three times and word 9."""

texts = st.lists(st.lists(st.integers(0, 6), min_size=1, max_size=9), min_size=1, max_size=12)


def laid_out(documents: list[list[int]]) -> tuple[np.ndarray, np.ndarray]:
    starts = np.cumsum([0] + [len(document) for document in documents[:-1]])
    return np.array([token for document in documents for token in document], np.int32), starts


def test_clusters_of_a_text_by_hand() -> None:
    clusters = Clusters.of(TOKENS, STARTS)
    assert clusters.count.tolist() == [3, 4, 3, 1]
    assert clusters.size.tolist() == [1, 2, 3]
    entries = zip(
        clusters.entry_word, clusters.size[clusters.entry_size], clusters.entry_documents, strict=True
    )
    assert sorted(entries) == [(0, 1, 3), (1, 1, 1), (1, 3, 1), (2, 1, 1), (2, 2, 1), (3, 1, 1)]
    assert clusters.length.tolist() == [3, 3, 5]
    with pytest.raises(ValueError, match="without tokens"):
        Clusters.of(TOKENS[:0], STARTS[:0])


def test_long_documents_are_cut_into_pieces() -> None:
    assert Clusters.of(TOKENS, STARTS, 2).length.tolist() == [2, 1, 2, 1, 2, 2, 1]
    assert Clusters.of(TOKENS, STARTS, 5).length.tolist() == [3, 3, 5]


@given(texts, st.one_of(st.none(), st.integers(1, 9)))
def test_every_token_is_in_one_cluster(documents: list[list[int]], longest: int | None) -> None:
    tokens, starts = laid_out(documents)
    clusters = Clusters.of(tokens, starts, longest)
    assert clusters.over_clusters(clusters.size).tolist() == clusters.count.tolist()
    in_document = np.bincount(clusters.cluster_document, weights=clusters.size[clusters.cluster_size])
    assert in_document.tolist() == clusters.length.tolist()
    assert clusters.tokens == len(tokens) == clusters.length.sum()


@given(texts, st.floats(0.05, 0.95), st.integers(1, 5), st.sampled_from(("fresh", "fixed")))
def test_documents_of_one_token_follow_the_law_of_tokens(
    documents: list[list[int]], share: float, generation: int, source: HumanSource
) -> None:
    tokens, _ = laid_out(documents)
    schedule = Schedule.replace(1000, generation, human_share=share, human_source=source)
    lines = token_lines(schedule)
    law = ManyDocumentsLaw(Clusters.of(tokens, np.arange(len(tokens))), schedule, lines)
    counts = np.bincount(tokens)
    extinction, single = lines.extinction[generation], lines.single[generation]
    if source == "fresh":  # draws of a fixed share are the same for ever: tokens too share their fate
        assert law.types(generation) == pytest.approx(float(expected_types(counts, extinction)))
        assert law.hapaxes(generation) == pytest.approx(float(expected_hapaxes(counts, extinction, single)))
    assert law.alive(generation, 1, 2) == pytest.approx(float(expected_alive(counts, extinction, 1, 2)))


@pytest.mark.parametrize("source", ["fresh", "fixed"])
def test_the_law_is_the_average_over_all_draws(source: HumanSource) -> None:
    """Every way in which three documents can be drawn into two mixes, each by itself."""
    share, generation = 0.3, 3
    schedule = Schedule.replace(11, generation, human_share=share, human_source=source)
    lines = token_lines(schedule)
    clusters = Clusters.of(TOKENS, STARTS)
    held = np.zeros((4, 3))
    held[clusters.cluster_word, clusters.cluster_document] = clusters.size[clusters.cluster_size]
    log, slope = lines.mix_log[:3, generation], lines.mix_slope[:3, generation]
    dead, once = np.zeros(4), np.zeros(4)
    for ways in product((0, 1), repeat=6 if source == "fresh" else 3):
        drawn = np.resize(ways, (2, 3))
        first = np.array(ways)
        chance = np.prod(np.where(first == 1, share, 1 - share))
        given_draw = np.exp(clusters.count * log[0] + held @ (log[1:] @ drawn))
        dead += chance * given_draw
        once += chance * given_draw * (clusters.count * slope[0] + held @ (slope[1:] @ drawn))
    fates = ManyDocumentsLaw(clusters, schedule, lines).fates(generation)
    np.testing.assert_allclose(fates.dead, dead)
    np.testing.assert_allclose(fates.once, once)


def test_slices_that_rotate_leave_nothing_to_chance() -> None:
    generation = 4
    schedule = Schedule.replace(11, generation, human_share=0.46, human_source="rotating")
    lines = token_lines(schedule)
    law = RotatingLaw(Clusters.of(TOKENS, STARTS), schedule, lines)
    log = np.full(11, lines.mix_log[0, generation])
    for mix in range(1, generation):
        log[np.arange(5 * (mix - 1), 5 * mix) % 11] += lines.mix_log[mix, generation]
    dead = [np.exp(log[word == TOKENS].sum()) for word in (0, 2, 5, 9)]
    np.testing.assert_allclose(law.fates(generation).dead, dead)
    alone = sum(chance * (1 - chance) for chance in dead)
    assert law.types_sd(generation) == pytest.approx(np.sqrt(alone))


@given(
    texts, st.floats(0, 1), st.integers(1, 6), st.sampled_from(("fresh", "fixed", "rotating")), st.booleans()
)
def test_chances_are_chances(
    documents: list[list[int]], share: float, generations: int, source: HumanSource, larger: bool
) -> None:
    tokens, starts = laid_out(documents)
    size = len(tokens) * (3 if larger else 1)
    schedule = Schedule.replace(len(tokens), generations, sizes=size, human_share=share, human_source=source)
    lines = token_lines(schedule)
    laws = [HumanDocuments(tokens, starts).law(schedule)]
    if source != "rotating":
        laws.append(ManyDocumentsLaw(Clusters.of(tokens, starts), schedule, lines))
    for law in laws:
        assert law.types(0) == len(set(tokens.tolist()))
        assert law.types_sd(0) == 0
        for generation in range(1, generations + 1):
            assert 0 <= law.types(generation) <= law.types(0) + 1e-9
            assert -1e-9 <= law.hapaxes(generation) <= law.types(generation) + 1e-6
            assert np.isfinite([law.types_sd(generation), law.hapaxes_sd(generation)]).all()
            bands = law.alive(generation, 1, 2) + law.alive(generation, 3, 10**9)
            assert bands == pytest.approx(law.types(generation))

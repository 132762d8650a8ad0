"""Copied runs, human ancestors, voices and shared passages, against following the text word by word."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from measured import Documents, documents, human, joined, observe

from driftview.measures.copying import voice_shares
from driftview.measures.ngrams import Span, copied_spans, human_ancestors, runs
from driftview.measures.observation import Observation
from driftview.measures.registry import measure_all


@st.composite
def genealogies(draw: st.DrawFn) -> tuple[list[int], list[int]]:
    """Draw origins that often run on, and document starts."""
    origins = [draw(st.integers(-1, 5))]
    for _ in range(draw(st.integers(0, 25))):
        origins.append(origins[-1] + 1 if draw(st.booleans()) else draw(st.integers(-1, 5)))
    starts = draw(st.sets(st.integers(1, len(origins)), max_size=4)) - {len(origins)}
    return origins, sorted({0, *starts})


def slow_runs(origins: list[int], starts: list[int]) -> list[tuple[int, int, int]]:
    found: list[list[int]] = []
    for i, origin in enumerate(origins):
        if origin < 0:
            continue
        goes_on = i > 0 and i not in starts and origins[i - 1] >= 0 and origins[i - 1] + 1 == origin
        if goes_on:
            found[-1][1] += 1
        else:
            found.append([i, 1, origin])
    return [(start, length, origin) for start, length, origin in found]


@given(genealogies())
def test_runs_by_following_the_origins(genealogy: tuple[list[int], list[int]]) -> None:
    origins, starts = genealogy
    found = runs(np.array(origins, np.int32), np.array(starts))
    triples = list(zip(*(array.tolist() for array in found), strict=True))
    assert triples == slow_runs(origins, starts)


@given(genealogies(), st.integers(1, 6))
def test_spans_come_longest_first(genealogy: tuple[list[int], list[int]], least: int) -> None:
    origins, starts = genealogy
    found = copied_spans(np.array(origins, np.int32), np.array(starts), least)
    slow = [Span(*run) for run in slow_runs(origins, starts) if run[1] >= least]
    assert found == sorted(slow, key=lambda span: (-span.length, span.start))
    assert all(a.length >= b.length for a, b in pairwise(found))


@given(genealogies())
def test_ancestors_are_different_origins(genealogy: tuple[list[int], list[int]]) -> None:
    origins = genealogy[0]
    expected = len({origin for origin in origins if origin >= 0})
    assert human_ancestors(np.array(origins, np.int32), 64) == expected


def test_copied_share_counts_runs_of_eight() -> None:
    original = human([list(range(1, 7)) * 5])
    tokens = np.asarray(original.tokens[[*range(3, 11), *range(20, 27), 1]])
    origins = np.array([*range(3, 11), *range(20, 27), -1], np.int32)
    text = Observation(tokens, np.zeros(1, np.int64), np.bincount(tokens, minlength=7), original, origins)
    values = measure_all(text, ["copied_share", "longest_copy", "founders"])
    assert values == {"copied_share": 8 / 16, "longest_copy": 8, "founders": 15}


def test_a_document_start_breaks_a_copy() -> None:
    origins = np.arange(20, dtype=np.int32)
    assert runs(origins, np.array([0, 9])).lengths.tolist() == [9, 11]


def test_human_text_is_all_copy() -> None:
    tokens, starts = joined([[1, 2, 3, 4, 5, 6, 1, 2], [3]])
    text = Observation(
        tokens,
        starts,
        np.bincount(tokens, minlength=7),
        human([[1, 2, 3, 4, 5, 6, 1, 2], [3]]),
        np.arange(len(tokens), dtype=np.int32),
    )
    assert measure_all(text, ["copied_share", "longest_copy"]) == {"copied_share": 9 / 11, "longest_copy": 9}


def test_without_genealogy_there_is_no_copied_share() -> None:
    names = ["copied_share", "longest_copy", "founders"]
    assert measure_all(observe([[1, 2]]), names) == dict.fromkeys(names)


@given(documents(), documents())
def test_longest_shared_passage(texts: Documents, originals: Documents) -> None:
    text = observe(texts, human(originals))
    theirs = {
        tuple(words[i:j]) for words in ended(originals) for i in range(len(words)) for j in range(i + 1, 12)
    }
    mine = {tuple(words[i:j]) for words in ended(texts) for i in range(len(words)) for j in range(i + 1, 12)}
    span = text.comparison.longest()
    assert span is not None  # both have at least the end of a document
    assert span.length == max(map(len, mine & theirs))
    copied = text.human.tokens[span.origin : span.origin + span.length]
    assert text.tokens[span.start : span.start + span.length].tolist() == copied.tolist()


@given(documents(), documents(), st.integers(1, 4))
def test_tokens_inside_shared_ngrams(texts: Documents, originals: Documents, n: int) -> None:
    text = observe(texts, human(originals))
    begins = np.flatnonzero(text.comparison.ngrams(n).text >= 0).tolist()
    assert text.comparison.covered(n) == len({i + ahead for i in begins for ahead in range(n)})


def test_nothing_is_shared_with_nothing() -> None:
    text = observe([[1, 2]], human([]))
    assert text.comparison.longest() is None
    assert measure_all(text, ["longest_shared", "shared_share"]) == {"longest_shared": 0, "shared_share": 0.0}


@given(st.lists(st.integers(-1, 9), max_size=30))
def test_voices(origins: list[int]) -> None:
    token_voice = np.array([0, 0, 0, 1, 1, 2, 2, 2, 2, 2], np.int32)
    shares = voice_shares(np.array(origins, np.int32), token_voice, 4)
    for voice in range(4):
        slow = sum(origin >= 0 and token_voice[origin] == voice for origin in origins)
        assert shares[voice] == pytest.approx(slow / max(1, len(origins)))


def test_one_voice_has_what_descends_from_anyone() -> None:
    origins = np.array([0, 1, -1, 1], np.int32)
    assert voice_shares(origins, np.zeros(2, np.int32), 1).tolist() == [0.75]


def test_arrays_that_do_not_belong_together_are_refused() -> None:
    original = human([[1, 2]])
    with pytest.raises(ValueError, match="origins for"):
        Observation(
            original.tokens, original.starts, original.counts, original, origins=np.zeros(1, np.int32)
        )
    with pytest.raises(ValueError, match="ids"):
        Observation(original.tokens, original.starts, original.counts[:-1], original)
    with pytest.raises(ValueError, match="held-out"):
        Observation(
            original.tokens, original.starts, original.counts, original, held_out_probability=np.ones(3)
        )


def ended(texts: Documents) -> Documents:
    return [[*words, 0] for words in texts]


def test_words_without_an_origin_are_mutations() -> None:
    text = human([[1, 2, 3], [4]])
    origins = np.array([0, -1, 3, 4, 5], np.int32)
    tokens, starts = joined([[1, 5], [4]])
    written = Observation(tokens, starts, np.bincount(tokens, minlength=text.size), text, origins)
    assert measure_all(written, ["mutated_share"]) == {"mutated_share": 0.2}
    assert measure_all(observe([[1, 2]]), ["mutated_share"]) == {"mutated_share": None}

"""Replicates side by side: single chains that never end, and texts that are written in passages."""

from itertools import pairwise

import numpy as np
import pytest
from toys import corpus_of

from driftview.models.index import ContextIndex
from driftview.models.protocol import TrainingText
from driftview.models.replicated import _written
from driftview.models.replicated_passages import PassageText, ReplicatedPassages
from driftview.models.sampling import HALF, STEPS
from driftview.text.corpus import Corpus


def test_a_document_without_end_is_begun_again() -> None:
    once, forever = (np.uint64(first) << HALF | np.uint64(1) for first in (0, 1))
    starts, following = np.full(2, once), np.array([forever, forever])
    rng = np.random.default_rng(1)
    items = _written(starts, following, 2 * 1008 + 1, longest=1000, rng=rng, pause=lambda: None)
    assert items.shape == (2017, 2)
    begun = np.flatnonzero(items[:, 0] == 0)
    assert begun.tolist() == [0, 1008, 2016] and -(-1001 // STEPS) * STEPS == 1008
    assert np.array_equal(items[:, 0], items[:, 1])


def indexed(corpus: Corpus, order: int) -> ContextIndex:
    return ContextIndex([TrainingText(corpus.tokens, corpus.starts)], order, len(corpus.vocabulary))


def test_passages_end_where_a_context_occurs_twice() -> None:
    corpus = corpus_of("a b c d e\n\nf b c g h")
    chains = ReplicatedPassages(indexed(corpus, 3), len(corpus.tokens), 2)
    human = chains.human
    # Two contexts of two tokens occur twice: "b c", and nothing before the start of a document.
    assert human.lengths.tolist() == [3, 3, 3, 3]  # a b c | d e ¶ | f b c | g h ¶
    assert human.starts.tolist() == [0, 2] and chains.passages == 4
    assert human.beginning(5).lengths.tolist() == [3, 2]
    assert human.documents(np.array([1, 0]), 8).lengths.tolist() == [3, 3, 2]
    joined = PassageText.join([human, human.beginning(4)])
    assert joined.starts.tolist() == [0, 2, 4] and joined.lengths.sum() == 16
    words = chains.counts(corpus.tokens, len(corpus.vocabulary))
    assert np.array_equal(words[0], corpus.counts) and chains.ancestors().tolist() == [12, 12]


def test_what_a_cut_took_away_is_gone_where_no_other_copy_is_left() -> None:
    corpus = corpus_of("a b c d e f g")
    chains = ReplicatedPassages(indexed(corpus, 3), len(corpus.tokens), 1)
    rng = np.random.default_rng(1)
    for tokens, kept in ((5, 5), (12, 5), (13, 5)):  # 12: twice, and two tokens of a third copy
        chains.step(tokens, rng, lambda: None)
        chains.train(chains.newest)
        assert chains.counts(corpus.tokens, len(corpus.vocabulary)).sum() == tokens
        assert chains.ancestors().tolist() == [kept]
    assert chains.newest[0].lengths.tolist() == [5, 5, 3]


@pytest.mark.parametrize("paragraphs", [12, 900])
def test_texts_in_passages_are_texts_of_the_model(paragraphs: int) -> None:
    rng = np.random.default_rng(2)
    letters = [f"w{number}" for number in range(30)]
    drawn = rng.choice(letters, size=(paragraphs, 8))
    corpus = corpus_of("\n\n".join(" ".join(row) for row in drawn))
    chains = ReplicatedPassages(indexed(corpus, 3), len(corpus.tokens), 3)
    place = {
        number: begin
        for begin, number in zip(
            np.cumsum(np.append(0, chains.human.lengths)), chains.human.passage, strict=False
        )
    }
    known = {tuple(corpus.tokens[at : at + 3]) for at in range(len(corpus.tokens) - 2)}
    for _ in range(3):
        chains.step(len(corpus.tokens), rng, lambda: None)
        chains.train(chains.newest)
    for text in chains.newest:
        at = np.concatenate(
            [place[number] + np.arange(long) for number, long in zip(text.passage, text.lengths, strict=True)]
        )
        words = corpus.tokens[at]
        assert len(words) == len(corpus.tokens)
        held = np.append(0, np.cumsum(text.lengths))[np.append(text.starts, len(text.lengths))]
        for begin, end in pairwise(held.tolist()):
            assert all(tuple(words[spot : spot + 3]) in known for spot in range(begin, end - 2))
            assert 0 not in words[begin : end - 1]

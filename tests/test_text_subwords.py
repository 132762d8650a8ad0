"""Subwords: what is merged, that nothing is lost by dividing, and which words are made of the pieces."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from driftview.choices import Unit
from driftview.text.building import Reader, build_corpus
from driftview.text.byte_pairs import BytePairs, characters, joined, learn
from driftview.text.corpus import Corpus
from driftview.text.options import PLAIN_READING
from driftview.text.reading import VoiceText
from driftview.text.sources import open_corpus
from driftview.text.tokens import detokenise, render, tokenise, written_pieces
from driftview.text.whole_words import find_words

WORDS = st.lists(st.text("abcé'n\u0301", min_size=1, max_size=8), min_size=1, max_size=30)
PROSE = st.text("abcde \n'“”.,-—é漢\u0301#", min_size=1, max_size=300)


def corpus_of(text: str, unit: Unit = "subword", merges: int = 50) -> Corpus:
    voices = [VoiceText("voice", (("file", text),))]
    return build_corpus("text", voices, unit, options=PLAIN_READING.with_merges(merges))


@pytest.fixture(scope="module")
def subwords() -> Corpus:
    return open_corpus(["ecclesiastes"], "subword", PLAIN_READING.with_merges(400))


@pytest.fixture(scope="module")
def words_corpus() -> Corpus:
    return open_corpus(["ecclesiastes"])


@pytest.fixture(scope="module")
def letters_corpus() -> Corpus:
    return open_corpus(["ecclesiastes"], "character")


def by_the_book(words: list[str], merges: int) -> list[tuple[str, str]]:
    """Learn merges as the paper's program does: count every pair again for each of them."""
    counts = Counter(words)
    pieces = {word: characters(word) for word in counts}
    alphabet = sorted({piece for word in pieces.values() for piece in word})
    learned: list[tuple[str, str]] = []
    for _ in range(merges):
        pairs: Counter[tuple[str, str]] = Counter()
        for word, count in counts.items():
            for pair in zip(pieces[word], pieces[word][1:], strict=False):
                pairs[pair] += count
        often = [pair for pair in pairs if pairs[pair] >= 2]
        if not often:
            break
        best = min(often, key=lambda pair: (-pairs[pair], alphabet.index(pair[0]), alphabet.index(pair[1])))
        learned.append(best)
        alphabet.append(joined(*best))
        for word, old in pieces.items():
            new: list[str] = []
            at = 0
            while at < len(old):
                here = tuple(old[at : at + 2]) == best
                new.append(joined(*best) if here else old[at])
                at += 2 if here else 1
            pieces[word] = new
    return learned


@given(WORDS, st.integers(0, 12))
@settings(max_examples=60, deadline=None)
def test_merges_are_those_of_the_textbook(words: list[str], merges: int) -> None:
    counts = Counter(words)
    found = learn(list(counts), np.array(list(counts.values())), merges)
    assert list(found.merges) == by_the_book(words, merges)


@given(WORDS, st.text("abcé'n\u0301xyz漢", min_size=1, max_size=12))
@settings(max_examples=60, deadline=None)
def test_the_pieces_of_any_word_are_the_word(words: list[str], other: str) -> None:
    pairs = learn(words, np.full(len(words), 2), 20)
    for word in (*words, other):
        first, *rest = pairs.divide(word)
        assert first + "".join(piece.removeprefix("##") for piece in rest) == word
        assert all(piece.startswith("##") for piece in rest)


def test_of_three_in_a_row_the_first_two_are_merged() -> None:
    pairs = BytePairs([("##a", "##a")])
    assert pairs.divide("baaa") == ("b", "##aa", "##a")
    assert learn(["baaa"], np.array([2]), 1).merges == (("##a", "##a"),)


@given(PROSE, st.integers(0, 40))
@settings(max_examples=80, deadline=None)
def test_a_page_of_subwords_is_the_page_of_words(text: str, merges: int) -> None:
    text = f"{text} some words that are there twice, some words"
    subwords, words = corpus_of(text, merges=merges), corpus_of(text, "word")
    for corpus in (subwords, words):
        assert corpus.sha256 == words.sha256
    pages = [
        "".join(written_pieces(each, each.tokens, np.arange(len(each.tokens), dtype=np.int32), each.starts))
        for each in (subwords, words)
    ]
    assert pages[0] == pages[1]
    renders = [render(each.vocabulary, each.tokens, each.starts) for each in (subwords, words)]
    assert renders[0] == renders[1]
    divided = [subwords.vocabulary.words[token] for token in subwords.tokens.tolist()]
    read = [words.vocabulary.words[token] for token in words.tokens.tolist()]
    assert detokenise(divided, "subword") == detokenise(read)


def test_a_text_from_outside_is_divided_by_the_same_merges(subwords: Corpus) -> None:
    reader = Reader(subwords)
    text = "It is a truth universally acknowledged, that Zyxwv’s quuxness wants."
    read = reader.read(text)
    pieces = [reader.corpus.vocabulary.words[token] for token in read.tokens.tolist()]
    assert "quuxness" not in subwords.vocabulary.words
    expected = [piece for word in tokenise(text) for piece in subwords.byte_pairs.divide(word)]
    assert pieces == expected
    assert detokenise(pieces, "subword") == detokenise(tokenise(text))


def test_merges_can_be_learned_again_from_the_pieces(subwords: Corpus) -> None:
    vocabulary = subwords.vocabulary
    found = find_words(vocabulary, "subword", subwords.tokens, subwords.starts, marks=True)
    words, _ = found.spelled()
    _, places, _ = found.counted()
    for word, place in zip(words, places.tolist(), strict=True):
        inside = found.tokens[found.first[place] : found.stop[place]].tolist()
        assert subwords.byte_pairs.divide(word) == tuple(vocabulary.words[token] for token in inside)


def test_the_words_are_the_same_whatever_a_token_is(
    subwords: Corpus, words_corpus: Corpus, letters_corpus: Corpus
) -> None:
    counted = []
    for corpus in (subwords, words_corpus, letters_corpus):
        words, counts = find_words(corpus.vocabulary, corpus.unit, corpus.tokens, corpus.starts).spelled()
        counted.append(dict(zip(words, counts.tolist(), strict=True)))
    assert counted[0] == counted[1] == counted[2]

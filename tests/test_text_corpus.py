"""Building a corpus: held-out paragraphs, ids, voices, places, checksums."""

import hashlib
from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from driftview.choices import Unit
from driftview.text.building import build_corpus, require_length
from driftview.text.corpus import Corpus
from driftview.text.reading import TextError, VoiceText
from driftview.text.tokens import END, tokenise


def paragraphs(count: int, word: str) -> str:
    return "\n\n".join(f"{word} {number} ." for number in range(1, count + 1))


@pytest.fixture
def corpus() -> Corpus:
    first = VoiceText("first", (("a.txt", paragraphs(21, "apple")), ("b.txt", paragraphs(3, "bee"))))
    second = VoiceText("second", (("c.txt", paragraphs(10, "cat")),))
    return build_corpus("c", [first, second])


def text_of(corpus: Corpus, tokens: np.ndarray) -> list[str]:
    return [corpus.vocabulary.words[i] for i in tokens]


def test_every_tenth_paragraph_of_each_file_is_held_out(corpus: Corpus) -> None:
    held = text_of(corpus, corpus.held_out)
    assert held == ["apple", "10", ".", END, "apple", "20", ".", END, "cat", "10", ".", END]
    assert corpus.held_out_starts.tolist() == [0, 4, 8]
    assert len(corpus.tokens) == 4 * (19 + 3 + 9)
    assert "20" not in text_of(corpus, corpus.tokens)


def test_ids_fall_with_training_frequency_then_come_by_first_appearance(corpus: Corpus) -> None:
    words = corpus.vocabulary.words
    training = Counter(text_of(corpus, corpus.tokens))
    counts = [training[word] for word in words]
    assert words[0] == END
    assert counts[1:] == sorted(counts[1:], reverse=True)
    assert words[1:5] == (".", "apple", "cat", "1")
    assert words[-2:] == ("10", "20")
    assert corpus.counts.tolist() == counts
    assert corpus.counts[-1] == 0


def test_voices_files_and_places(corpus: Corpus) -> None:
    assert [(voice.name, voice.tokens) for voice in corpus.voices] == [("first", 88), ("second", 36)]
    assert corpus.files == ("a.txt", "b.txt", "c.txt")
    assert corpus.place(0) == ("first", "a.txt", 1)
    assert corpus.place(4 * 9) == ("first", "a.txt", 11)
    assert corpus.place(4 * 19) == ("first", "b.txt", 1)
    assert corpus.place(len(corpus.tokens) - 1) == ("second", "c.txt", 9)
    assert np.bincount(corpus.token_voice).tolist() == [88, 36]


def test_starts_follow_ends(corpus: Corpus) -> None:
    assert corpus.starts[0] == 0
    assert (corpus.tokens[corpus.starts[1:] - 1] == 0).all()
    assert len(corpus.starts) == np.count_nonzero(corpus.tokens == 0)


def test_the_checksum_of_one_clean_file_is_that_of_the_file() -> None:
    text = "Some text, — as it is.\n"
    corpus = build_corpus("c", [VoiceText("v", (("f", text.replace("\n", "\r\n")),))])
    assert corpus.sha256 == hashlib.sha256(text.encode()).hexdigest()


def test_the_checksum_tells_where_files_part() -> None:
    one = build_corpus("c", [VoiceText("v", (("f", "a b"), ("g", "c")))])
    other = build_corpus("c", [VoiceText("v", (("f", "a "), ("g", "bc")))])
    assert one.sha256 != other.sha256


@settings(deadline=None)
@given(
    st.lists(st.text("ab .,\n", min_size=1), min_size=1, max_size=4), st.sampled_from(["word", "character"])
)
def test_training_and_held_out_make_up_the_text(texts: list[str], unit: Unit) -> None:
    tokens = [tokenise(text, unit) for text in texts]
    if not any(tokens):
        return
    corpus = build_corpus("c", [VoiceText("v", (("f", text),)) for text in texts], unit)
    expected = Counter(word for each in tokens for word in each)
    assert Counter(text_of(corpus, corpus.tokens)) + Counter(text_of(corpus, corpus.held_out)) == expected
    assert sum(voice.tokens for voice in corpus.voices) == len(corpus.tokens)


def test_no_text_is_refused() -> None:
    with pytest.raises(TextError, match="empty"):
        build_corpus("nothing", [VoiceText("v", (("f", " \n"),))])


@pytest.mark.parametrize(("words", "order", "enough"), [(18, 3, False), (19, 3, True), (19, 8, True)])
def test_a_text_too_short_is_refused(words: int, order: int, enough: bool) -> None:
    corpus = build_corpus("short", [VoiceText("v", (("f", "word " * words),))])
    if enough:
        require_length(corpus, order)
    else:
        with pytest.raises(TextError, match="short is too short for order 3: it has 19 tokens, and 20"):
            require_length(corpus, order)


def test_a_vocabulary_finds_its_words(corpus: Corpus) -> None:
    assert [corpus.vocabulary.find(word) for word in corpus.vocabulary] == list(range(len(corpus.vocabulary)))
    assert corpus.vocabulary.find("pear") is None

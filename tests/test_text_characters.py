"""Character tokens: one code point with its combining marks, and an exact inverse."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from toys import corpus_of

from driftview.text.building import build_corpus
from driftview.text.reading import VoiceText
from driftview.text.tokens import END, detokenise, render, tokenise
from driftview.tui.content.words import word_text

NASTY = st.text(
    st.sampled_from(list("ab1éж中\"'-— \t\n\r\x85\xa0\u3000\u200b\u0301\u0654\u20dd\U0001f600")), max_size=40
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ab c", ["a", "b", " ", "c", END]),
        ("a \t\n b", ["a", END, "b", END]),
        ("a \n b\n\nc", ["a", " ", "b", END, "c", END]),
        ("e\u0301\u0323x", ["ẹ\u0301", "x", END]),
        ('"--"', ['"', "-", "-", '"', END]),
        ("a  \n \n b ", ["a", END, "b", END]),
        ("", []),
    ],
)
def test_what_a_character_is(text: str, expected: list[str]) -> None:
    assert tokenise(text, "character") == expected


@settings(max_examples=300, deadline=None)
@given(NASTY)
def test_reading_what_was_written_gives_the_same_tokens(text: str) -> None:
    tokens = tokenise(text, "character")
    assert tokenise(detokenise(tokens, "character"), "character") == tokens


@settings(deadline=None)
@given(st.text())
def test_the_law_holds_for_any_text(text: str) -> None:
    tokens = tokenise(text, "character")
    assert tokenise(detokenise(tokens, "character"), "character") == tokens


def test_rendering_is_the_text_itself() -> None:
    text = 'It\'s --- "so" , é\n\nAnd more.'
    corpus = build_corpus("c", [VoiceText("v", (("f", text),))], "character")
    assert render(corpus.vocabulary, corpus.tokens, corpus.starts) == text


def test_lists_of_words_keep_what_spelling_needs_and_terminals_get_emoji_without_joints() -> None:
    persian, sinhala = "می\u200cخواهم", "ශ්\u200dරී"
    corpus = corpus_of(f"{persian} {sinhala} 👍🏽 👨\u200d👩\u200d👧 ❤\ufe0f")
    drawn = [word_text(corpus.vocabulary, word) for word in range(1, len(corpus.vocabulary))]
    assert drawn == [persian, sinhala, "👍", "👨👩👧", "❤"]

"""Word tokens: what a token is, how it goes back on the page, and the law that joins the two."""

import random
import re

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from toys import corpus_of

from driftview.choices import Unit
from driftview.text.building import build_corpus
from driftview.text.reading import VoiceText
from driftview.text.tokens import END, detokenise, pieces, render, tokenise
from driftview.text.vocabulary import GLUE_LEFT, GLUE_RIGHT
from driftview.text.word_rules import _words, kinds_in, word_expression

NASTY = st.text(
    st.sampled_from(
        "ab1２٣éжЖقلक中ß²½_\"'’‘“”«»„-‐‑–—.,;:!?…()[]{}/&$%#@*^´·×£"
        " \t\n\r\x0b\x0c\xa0\u2003\u3000\u2028\u200b\u3099\u0301\u0654\u093f\u20dd\U0001f600"
    ),
    max_size=40,
)
ANY_GLUE = st.dictionaries(st.sampled_from(list("\"'’‘“”«»-–—.,;:!?…()[]/&$%_a1\u0301")), st.integers(0, 3))


def words_of(text: str) -> list[str]:
    return [word for word in tokenise(text) if word != END]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It's a well-known fact.", ["It's", "a", "well-known", "fact", "."]),
        ("rock'n'roll mother-in-law's", ["rock'n'roll", "mother-in-law's"]),
        ("It’s l’été", ["It's", "l'été"]),
        ("700,000 times 3.14.", ["700,000", "times", "3.14", "."]),
        ("sisters' 'Tis", ["sisters", "’", "‘", "Tis"]),
        ("he said--she", ["he", "said", "—", "she"]),
        ("a ---- b - c", ["a", "—", "b", "-", "c"]),
        ('"Yes," he said, "no."', ["“", "Yes", ",", "”", "he", "said", ",", "“", "no", ".", "”"]),
        ('"\'Tis," said he', ["“", "‘", "Tis", ",", "”", "said", "he"]),
        ("'\"Tis so.\"'", ["‘", "“", "Tis", "so", ".", "”", "’"]),
        ('("Yes")', ["(", "“", "Yes", "”", ")"]),
        ('it--"What?" "I was--" then', ["it", "—", "“", "What", "?", "”", "“", "I", "was", "—", "”", "then"]),
        ("well‑known", ["well-known"]),
        ("snake_case _never_", ["snake_case", "_", "never", "_"]),
        ("Привет, мир!", ["Привет", ",", "мир", "!"]),
        ("cafe\u0301s ok", ["cafés", "ok"]),
        ("السَّلامُ عليكم", ["السَّلامُ", "عليكم"]),
        ("हिन्दी में", ["हिन्दी", "में"]),
        ("MC/NG × CG", ["MC", "/", "NG", "×", "CG"]),
        ("我不知道。", ["我", "不", "知", "道", "。"]),
        ("吾輩は猫である", ["吾", "輩", "は", "猫", "で", "あ", "る"]),
        ("か\u3099 ｶﾞ", ["が", "ｶ", "ﾞ"]),
        ("我用 Python 3.5写 it's", ["我", "用", "Python", "3.5", "写", "it's"]),
        ("3月5日", ["3", "月", "5", "日"]),
        ("ที่นี่ ๒๕๖๐", ["ที่", "นี่", "๒๕๖๐"]),
        ("한국어 문장", ["한국어", "문장"]),
        ("བཀྲ་ཤིས", ["བཀྲ", "་", "ཤིས"]),
        ("他说\"你好\"，'再见'。", ["他", "说", "“", "你", "好", "”", "，", "‘", "再", "见", "’", "。"]),
    ],
)
def test_what_a_token_is(text: str, expected: list[str]) -> None:
    assert words_of(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\nb\n\nc\n", ["a", "b", END, "c", END]),
        ("a\n \t\n\n\nb", ["a", END, "b", END]),
        ("one line\nanother", ["one", "line", END, "another", END]),
        ("\n\n  a  \n\n", ["a", END]),
        ("a\r\n\r\nb", ["a", END, "b", END]),
        ("", []),
        (" \n\n ", []),
    ],
)
def test_paragraphs_end(text: str, expected: list[str]) -> None:
    assert tokenise(text) == expected


@settings(max_examples=400, deadline=None)
@given(NASTY, ANY_GLUE)
@example("3.'5-.-,5", dict.fromkeys("'’-.,", 3))
@example("a ’ b ' c", {"’": 3, "'": 3})
@example("が's", {"'": 3})
@example("中 \u0301a", {"中": 0, "\u0301a": 3})
@example("- - -- \u0301-\u0301", {"-": 3, "\u0301": 3})
def test_reading_what_was_written_gives_the_same_tokens(text: str, glue: dict[str, int]) -> None:
    tokens = tokenise(text)
    assert tokenise(detokenise(tokens)) == tokens
    assert tokenise(detokenise(tokens, glue=glue)) == tokens


@settings(deadline=None)
@given(NASTY)
@example("Woodhouse, rock'n'roll 1,000.5 cafe\u0301-\u0301a")
def test_the_tokens_are_the_same_without_possessive_groups(text: str) -> None:
    """That is how a Python reads that gets those wrong."""
    assert _words(kinds_in(text), "").findall(text) == word_expression(text).findall(text)


@settings(deadline=None)
@given(st.text())
def test_the_law_holds_for_any_text(text: str) -> None:
    tokens = tokenise(text)
    assert tokenise(detokenise(tokens)) == tokens


@settings(deadline=None)
@given(st.lists(NASTY, min_size=1, max_size=4), st.integers(0, 2**32))
def test_the_law_holds_for_machine_text(texts: list[str], seed: int) -> None:
    """Tokens in any order, as a model may write them, go to the page and come back."""
    words = [word for text in texts for word in tokenise(text)]
    corpus_words = [word for word in words if word != END]
    if not corpus_words:
        return
    corpus = build_corpus("c", [VoiceText("v", (("f", "\n\n".join(texts)),))])
    order = random.Random(seed).sample(range(len(corpus.tokens)), len(corpus.tokens))
    ids = corpus.tokens[[i for i in order if corpus.tokens[i] != 0]]
    starts = np.array([0, len(ids) // 2], np.int64)
    expected = [corpus.vocabulary.words[i] for i in ids]
    if len(ids) // 2:
        expected.insert(len(ids) // 2, END)
    assert tokenise(render(corpus.vocabulary, ids, starts)) == [*expected, END]


def test_prose_comes_back_as_print_has_it() -> None:
    text = "“Well (said he), it is 3,000—or more; isn't it?” ‘Yes…’ “¿Qué?” It cost £5 and/or 10%."
    assert detokenise(tokenise(text)) == text


def test_paragraphs_come_back_with_a_blank_line() -> None:
    assert detokenise(["a", ".", END, "b", END]) == "a.\n\nb"


FRENCH = "« Bonjour ! » dit-il. Qu'est-ce ?\n\n« Rien », dit-elle : « Va ! »"
CHINESE = "他说：“你好！”我用Python写《3月5日》，她笑道：“……好吧（再见）。”——完\n\n第二段。"
JAPANESE = "「吾輩は猫である。名前はまだ無い。」と、ラーメン・ヌードルを食べながら"
GERMAN = "„Guten Tag“, sagte er. „Wie geht’s?“ – „Gut!“"


@pytest.mark.parametrize("text", [FRENCH, GERMAN, CHINESE, JAPANESE])
def test_punctuation_stands_as_the_author_sets_it(text: str) -> None:
    corpus = build_corpus("c", [VoiceText("v", (("f", text),))])
    assert render(corpus.vocabulary, corpus.tokens) == text.replace("’", "'")


def test_glue_is_counted_against_words_and_spaces_only() -> None:
    """A question mark that mostly stands before a closing quote still has a space before a word."""
    vocabulary = corpus_of('"Who?" "What?" "Why?" Oh? well').vocabulary
    counted = dict(zip(vocabulary.words, vocabulary.glue.tolist(), strict=True))
    assert [counted[mark] for mark in "?“”"] == [GLUE_LEFT, GLUE_RIGHT, GLUE_LEFT]


def test_pieces_are_one_for_each_token_and_make_the_page() -> None:
    corpus = build_corpus("c", [VoiceText("v", (("f", "So it goes, he said.\n\n(Yes.)"),))])
    parts = pieces(corpus.vocabulary, corpus.tokens, corpus.starts)
    assert parts == ["So", " it", " goes", ",", " he", " said", ".", "", "\n\n(", "Yes", ".", ")", ""]
    assert render(corpus.vocabulary, corpus.tokens) == "So it goes, he said.\n\n(Yes.)"


def test_rendering_nothing() -> None:
    corpus = build_corpus("c", [VoiceText("v", (("f", "a b"),))])
    assert render(corpus.vocabulary, corpus.tokens[:0]) == ""


@pytest.mark.parametrize("hostile", ["-'", "a'", "1.", "\u0301a", "\n ", " ", "\t\n", "'\"", "a\u0301_"])
@pytest.mark.parametrize("unit", ["word", "character"])
def test_long_hostile_text(hostile: str, unit: Unit) -> None:
    """Time grows with the length and not with its square, which would be minutes here."""
    tokens = tokenise(hostile * 200_000 + "x", unit)
    assert tokens[-2:][0].endswith("x")
    assert tokenise(detokenise(tokens, unit), unit) == tokens


def test_tokens_hold_no_whitespace_but_the_end() -> None:
    assert not any(re.search(r"\s", word) for word in words_of("a\u3000b\xa0c\u2003d\te"))


SYLLABLES = ["我", "不", "一", "に", "が", "ほ", "ン", "ー", "ที่", "ทำ", "ไ", "ລາ", "ວ", "ក្ខ", "မြ", "န်"]
UNSPACED = st.lists(st.sampled_from([*SYLLABLES, *"，。、？！：；「」『』（）《》・"]), min_size=1).map(
    "".join
)


@given(UNSPACED)
def test_writing_without_spaces_comes_back_as_it_was(text: str) -> None:
    corpus = build_corpus("c", [VoiceText("v", (("f", text),))])
    assert render(corpus.vocabulary, corpus.tokens) == text
    assert detokenise(tokenise(text)) == text


@pytest.mark.parametrize(
    ("text", "unit", "told"),
    [
        ("我不知道。", "word", ["c is in a script without spaces"]),
        ("我不知道。", "character", []),
        ("To know is 知道 and no more.", "word", ["parts of c are in a script without spaces"]),
        ("He said “是” once." + " I know nothing of it." * 40, "word", []),
        ("I know nothing.", "word", []),
    ],
)
def test_characters_that_count_as_words_are_told(text: str, unit: Unit, told: list[str]) -> None:
    notes = build_corpus("c", [VoiceText("v", (("f", text),))], unit).notes
    assert [note.partition(" between")[0] for note in notes] == told

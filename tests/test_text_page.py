"""The page is the author's: printed again, a text differs in nothing but line ends and composition."""

import sys
import unicodedata
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lineages import told

from driftview.choices import Unit
from driftview.drift.loop import Loop
from driftview.export.document import Transcript
from driftview.export.html import page as html_page
from driftview.export.lineage_folder import write_lineage
from driftview.export.markdown import markdown
from driftview.export.plain_text import plain_text
from driftview.export.reopening import read_lineage
from driftview.export.transcript import compose
from driftview.library.lineages import generations_of
from driftview.library.texts import text_of
from driftview.settings.settings import Settings
from driftview.text.building import build_corpus
from driftview.text.cleaning import clean_prose
from driftview.text.corpus import Corpus
from driftview.text.options import ReadingOptions
from driftview.text.reading import VoiceText
from driftview.text.tokens import tokenise, written_pieces
from driftview.tui.content.page import Page

CASES = Path(__file__).parent / "cases"

TWENTY = {
    "Swedish": "”Kommer du i morgon?” frågade hon. ”Jag vet inte”, sade han.",
    "Finnish": "”Tuletko huomenna?” hän kysyi. EU:n jäsen – USA:sta…",
    "Danish": "»Kommer du i morgen?« spurgte hun. »Måske,« sagde han – og gik.",
    "Dutch": "‘Kom je morgen?’ vroeg ze. ’s Avonds zei hij: ‘Misschien.’",
    "Spanish": "—¿Vienes mañana? —preguntó ella—. ¡Quién sabe! —dijo él—, y se fue…",
    "French": "«\u202fViens-tu\u00a0?\u202f» dit-elle. «\u00a0Qu’est-ce que c’est\u00a0!\u00a0» 1\u202f000",
    "German": "„Kommst du?“, fragte sie. ‚Na ja‘ – z.B. am 3.\u00a0Mai, d.h. morgen…",
    "Italian": "«Vieni?» chiese. L'altro giorno, un po' tardi; dell'amica",
    "Portuguese": "— Vens amanhã? — perguntou ela. — Talvez…",
    "Polish": "— Przyjdziesz? — zapytała. „Nie wiem” – odparł.",
    "Russian": "— Придёшь завтра? — спросила она. «Не знаю», — сказал он, и т.д.",
    "Greek": "«Θα έρθεις;» ρώτησε. ΄Ισως· «ναι», είπε.",
    "Turkish": "“Gelecek misin?” diye sordu. İstanbul’da ışık…",
    "Hebrew": '"תבוא מחר?" שאלה. צה"ל, ח״כ, ג\'ירפה, צ׳יפס.',
    "Arabic": "«هل ستأتي غدًا؟» سألتْ؛ قال: «ربّما»، ١٬٢٣٤٫٥.",
    "Persian": "«می\u200cآیی؟» پرسید. کتاب\u200cها را می\u200cخواهم.",
    "Hindi": "“क्या तुम आओगे?” उसने पूछा। शायद…",
    "Chinese": "“你明天来吗？”她问。《3月5日》——也许吧…… Python 3.5 版",
    "Japanese": "「明日来る？」と彼女は尋ねた。『多分』ラーメン・ヌードル　を",
    "Korean": "\"내일 와?\" 그녀가 물었다. '글쎄'라고 말했다. 홍길동'은",
    "Thai": "“พรุ่งนี้มาไหม” เธอถาม ๒๕๖๐ น้ำใจ",
    "English": "\"It's--\" said he, 'tis _never_ **bold** U.S.A., e.g. https://a.org/b? me@x.org... 'No.'  2",
}


def page_of(corpus: Corpus) -> str:
    places = np.arange(len(corpus.tokens), dtype=np.int32)
    return "".join(written_pieces(corpus, corpus.tokens, places, corpus.starts))


def read(text: str, unit: Unit = "word", **options: object) -> Corpus:
    reading = ReadingOptions(unit=unit, **options)  # type: ignore[arg-type]
    return build_corpus("c", [VoiceText("v", (("f", text),))], unit, hold_out=False, options=reading)


def same(text: str) -> str:
    """Return a text as the page may differ from it: composed, clean, and wrapped in another way."""
    return " ".join(unicodedata.normalize("NFC", clean_prose(text)).split())


@pytest.mark.parametrize("unit", ["word", "character"])
@settings(deadline=None, max_examples=300)
@given(st.text())
@example("a\n\nb")
@example("“a\" 'b--c---d‐e-f don´t donʼt don`t o‘z")
@example("漢字\n漢字 \u0301 a\u0301")
@example("'\u0600’")
def test_any_text_comes_back(unit: Unit, text: str) -> None:
    if not same(text):
        return
    assert same(page_of(read(text, unit))).replace(" ", "") == same(text).replace(" ", "")


@settings(deadline=None, max_examples=300)
@given(
    st.text(
        st.sampled_from("ab1é漢\"'’‘“”«»„-–—.,;:!?…()/&$%#@*^´`_ \u00a0\u202f\u3000\u0301😀🏽\u200d❤"),
        max_size=40,
    )
)
@example("a  b\u00a0c")
def test_spaces_within_a_line_come_back_exactly(text: str) -> None:
    kept = unicodedata.normalize("NFC", clean_prose(text)).strip()
    if kept:
        assert page_of(read(kept)) == kept


@pytest.mark.parametrize("language", TWENTY)
@pytest.mark.parametrize("unit", ["word", "character"])
def test_a_page_in_each_of_twenty_languages(language: str, unit: Unit) -> None:
    text = "\n\n".join([TWENTY[language]] * 3)
    assert page_of(read(text, unit)) == unicodedata.normalize("NFC", text)


@pytest.mark.parametrize(
    "name", ["quotes_swedish", "letters_inside_words", "persian_zwnj", "gutenberg_marks"]
)
def test_the_page_of_a_case(name: str) -> None:
    text = (CASES / f"{name}.txt").read_text("utf-8-sig")
    assert page_of(read(text, paragraphs="blank")) == clean_prose(text).strip()


def test_verse_keeps_its_lines_and_prose_is_unwrapped() -> None:
    verse = "Shall I compare thee to a day,\n    Thou art more lovely\n\nRough winds do shake"
    assert page_of(read(verse, paragraphs="verse")) == verse
    assert page_of(read("one two\nthree\n\nfour", paragraphs="blank")) == "one two three\n\nfour"
    assert page_of(read("一二\n三四\n\n五", paragraphs="blank")) == "一二三四\n\n五"


def test_lists_and_addresses_inside_prose_keep_their_lines() -> None:
    prose = "The keeper of the bridge lit the lamp before the snow fell on the river that night, and so on"
    part = (
        "\n\n".join([f"{prose}\n{prose.lower()}."] * 4) + "\n\n* a lamp\n* a goose\n\n200 g snow\n  1 river"
    )
    text = "\n\n".join([part] * 5)
    corpus = read(text)
    assert corpus.reading.files[0].layout == "blank"
    assert page_of(corpus) == text.replace("so on\nthe", "so on the")
    assert "\n  1 river" in page_of(read(text, unit="character"))


def test_generations_print_what_they_copied_as_it_stands_in_its_place() -> None:
    """Every token of a chain of order 3 follows the word that it follows in its human place."""
    text = (
        "\n\n".join(TWENTY[each] for each in ("Swedish", "Danish", "English", "French"))
        + "\n\n"
        + "”Jag vet” sade hon. " * 20
    )
    loop = Loop(read(text), Settings(order=3))
    page = loop.step().page()
    assert "” sade" in page and "”Jag" in page and "” Jag" not in page


def test_generations_from_elsewhere_come_back_as_they_were_written(tmp_path: Path) -> None:
    """In memory, in a folder and out of it again; though each of their words has a human place too."""
    verse = "The fly is in\n    The flue with the flea\n  As they say\nAnd they flee\n\n" * 9
    pages = ["\n\n".join(TWENTY.values()), "\n\n".join([*reversed(TWENTY.values())][:9]), verse.strip()]
    lineage = generations_of(pages, text_of(f"{TWENTY['English']}\n\n{verse}"))
    pages = [unicodedata.normalize("NFC", page) for page in pages]
    assert [each.page() for each in lineage.generations[1:]] == pages
    write_lineage(lineage, tmp_path / "run", formats=["json", "text", "genealogy"])
    assert (tmp_path / "run/text/001.txt").read_text() == f"{pages[0]}\n"
    assert [each.page() for each in read_lineage(tmp_path / "run").generations[1:]] == pages


@pytest.mark.parametrize("human_share", [0.0, 0.5])
def test_an_outside_program_is_given_the_page_and_its_own_is_kept(human_share: float) -> None:
    echo = f"{sys.executable} -S -c 'import sys; sys.stdout.write(sys.stdin.read() * 3)'"
    corpus = read("\n".join([TWENTY["Swedish"], TWENTY["Danish"], "_aldrig_ **nu**", TWENTY["French"]] * 2))
    loop = Loop(corpus, Settings(model_command=echo, human_share=human_share))
    for _ in range(2):
        page = loop.step().page()
        assert page.split("\n")[::2][:3] == page_of(corpus).split("\n")[:3]


def test_a_copied_passage_has_the_lines_of_verse_and_none_of_the_screen() -> None:
    verse = "The mild eyes of the evening look\n    on stars\nover the quiet house\n\nA fly and a flea"
    lineage = told(read(verse, paragraphs="verse"))
    page = Page(lineage.generations[0], 20)
    assert page.passage(page.at(0), 99) == verse
    assert page.passage(page.move(page.at(0), 1), 2) == "the evening look\n    on stars"


def test_words_without_a_human_place_take_their_most_frequent_spacing() -> None:
    corpus = read("Il dit : « non ! », a—b (c) d ... " * 10)
    nowhere = np.full(len(corpus.tokens), -1, np.int32)
    page = "".join(written_pieces(corpus, corpus.tokens, nowhere))
    assert page.startswith("Il dit : « non ! », a—b (c) d")


@settings(deadline=None, max_examples=100)
@example("1111111::a:a:1111111", 1)
@given(st.text(st.sampled_from("ab 1.,'’-:_·\"“( )é\n"), min_size=20, max_size=120), st.integers(0, 9))
def test_a_generation_read_again_has_the_words_that_it_was_written_in(text: str, seed: int) -> None:
    """No two words of the page run into one where the copying chain jumps from one human place to another."""
    corpus = read(text, paragraphs="blank")
    if len(corpus.tokens) < 4:
        return
    rng = np.random.default_rng(seed)
    jumps = rng.integers(0, len(corpus.tokens), 6)
    places = np.concatenate([np.arange(at, min(at + 2, len(corpus.tokens))) for at in jumps]).astype(np.int32)
    places = places[corpus.tokens[places] != 0]
    if len(places):
        words = [corpus.vocabulary.words[token] for token in corpus.tokens[places].tolist()]
        page = "".join(written_pieces(corpus, corpus.tokens[places], places))
        letters = [word for word in words if any(each.isalnum() for each in word)]
        assert [word for word in tokenise(page) if any(each.isalnum() for each in word)] == letters


@pytest.mark.parametrize("write", [markdown, plain_text, html_page])
def test_transcripts_have_the_joiners_that_spelling_needs(write: Callable[[Transcript], str]) -> None:
    loop = Loop(read("\n\n".join([TWENTY["Persian"], TWENTY["Swedish"]] * 9)), Settings(order=3))
    loop.step()
    page = write(compose(loop.lineage))
    assert "می\u200cآیی" in page
    assert "”Kommer du i morgon?”" in page


def test_a_mark_that_joins_no_word_stays_close_where_the_chain_jumps() -> None:
    corpus = read("1:1 The lamp. 2:2 The snow. 3:11 The goose.", paragraphs="blank")
    words = corpus.vocabulary.words
    at = {word: corpus.tokens.tolist().index(words.index(word)) for word in ("1", "11")}
    places = np.array([at["1"], at["1"] + 1, at["11"]], np.int32)
    assert "".join(written_pieces(corpus, corpus.tokens[places], places)) == "1:11"


def test_no_line_of_the_screen_ends_at_an_unbreakable_space() -> None:
    page = Page(told(read("Que voulez-vous donc\u202f? La lampe\u00a0! " * 9)).generations[0], 16)
    lines = ["".join(piece.text for piece in line) for line in page.window(page.at(0), 99)]
    assert any("donc\u202f?" in line for line in lines)
    assert not any(line.strip() in ("?", "!") or line.strip().startswith(("?", "!")) for line in lines)

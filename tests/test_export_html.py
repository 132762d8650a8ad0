"""The page is well-formed, whole in itself, and shows hostile text instead of obeying it."""

import base64
import hashlib
import re
from dataclasses import replace
from itertools import pairwise

import pytest
from documents import HOSTILE, Element, read_page
from hypothesis import given
from hypothesis import strategies as st
from lineages import run
from toys import CAT, corpus_of

from driftview.charts.markup import element
from driftview.charts.svg import Caption, Drawing
from driftview.drift.lineage import Lineage
from driftview.drift.loop import Loop
from driftview.export.document import (
    Charts,
    CommandLine,
    DocumentParagraph,
    DocumentTable,
    Emphasis,
    Entries,
    Facts,
    Samples,
    Section,
    StyledText,
    TextBeginning,
    Transcript,
)
from driftview.export.html import page
from driftview.export.plain_text import WIDTH, cells, plain_text
from driftview.export.transcript import compose
from driftview.settings.settings import Settings
from driftview.text.building import build_corpus
from driftview.text.cleaning import clean_prose
from driftview.text.reading import VoiceText
from driftview.text.sources import open_corpus
from driftview.text.tokens import render

SAFE = """
html head meta title style body header main footer section article nav h1 h2 h3 p ul li a dl div dt dd pre
code figure figcaption strong mark span s table caption thead tbody tr th td svg desc path text rect circle
"""
"""Every element that a page may have."""

ATTRIBUTES = """
lang charset http-equiv content name class id href dir aria-label aria-labelledby tabindex role scope xmlns
viewbox d x y width height cx cy r fill-opacity
"""
"""Every attribute."""


def of_everything(text: str) -> Transcript:
    """Return a transcript that has a text in every place that there is."""
    line = tuple(
        StyledText(text, look) for look in (*Emphasis, Emphasis.COPIED | Emphasis.NEW | Emphasis.LAST)
    )
    passage = TextBeginning(text, (line, ()))
    drawing = Drawing(Caption("chart", text, text), 10, element("text", None, text))
    blocks = (
        DocumentParagraph(line),
        Facts(((text, text),)),
        CommandLine(text, text),
        DocumentTable(text, (text, text), ((text, text),)),
        Entries((line,)),
        Samples(passage, ((passage, passage),), ((Emphasis.DEAD, text),)),
        Charts((drawing,)),
    )
    return Transcript(text, text, text, (Section(text, blocks), Section(text, ())))


def check_safe(html: Element) -> None:
    """Fail for a page that could run, load or lead to anything."""
    for each in html.all():
        assert each.tag in SAFE.split()
        assert set(each.attributes) <= set(ATTRIBUTES.split())
        assert re.fullmatch(r"#part-\d+", each.attributes.get("href", "#part-1"))


@given(st.text() | st.sampled_from(HOSTILE))
def test_any_text_in_any_place_is_shown_and_not_obeyed(text: str) -> None:
    written = page(of_everything(text))
    assert written == clean_prose(written)
    html = read_page(written)
    check_safe(html)
    shown = clean_prose(text).replace("\ufffe", "").replace("\uffff", "")
    (heading,) = html.all("h1")
    assert heading.text == shown
    assert [each.text for each in html.all("td")] == [shown]
    assert html.text.count(shown) >= 20 or not shown.strip()
    (sheet,) = html.all("style")
    assert html.all("title")[0].text == f"{shown} · driftview"
    assert "<" not in sheet.text


@given(st.text() | st.sampled_from(HOSTILE))
def test_plain_text_is_narrow_clean_and_whole(text: str) -> None:
    written = plain_text(of_everything(text))
    assert written == clean_prose(written)
    command = {f"    {line}" for line in clean_prose(text).split("\n")}
    assert all(cells(line) <= WIDTH or line in command for line in written.split("\n"))
    said_once = "".join(clean_prose(text).split())
    assert said_once in "".join(written.split())


def policy_of(html: Element) -> str:
    (policy,) = [each for each in html.all("meta") if "http-equiv" in each.attributes]
    return policy.attributes["content"]


def test_the_security_policy_admits_the_one_style_and_nothing_else(small_lineage: Lineage) -> None:
    html = read_page(page(compose(small_lineage)))
    (sheet,) = html.all("style")
    checksum = base64.b64encode(hashlib.sha256(sheet.text.encode()).digest()).decode()
    rules = f"default-src 'none'; style-src 'sha256-{checksum}'; base-uri 'none'; form-action 'none'"
    assert policy_of(html) == rules
    assert "@import" not in sheet.text
    assert "url(" not in sheet.text


def test_the_page_can_be_read_without_eyes(small_lineage: Lineage) -> None:
    html = read_page(page(compose(small_lineage)))
    levels = [int(each.tag[1]) for each in html.all() if re.fullmatch(r"h\d", each.tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    for table in html.all("table"):
        assert table.all("caption")
        assert all(each.attributes["scope"] in ("col", "row") for each in table.all("th"))
        assert all(each.all("th") for each in table.all("tr"))
    names = [each.attributes["id"] for each in html.all() if "id" in each.attributes]
    assert len(names) == len(set(names))
    charts = html.all("svg")
    assert len(charts) == 4
    for chart in charts:
        assert chart.attributes["role"] == "img"
        assert set(chart.attributes["aria-labelledby"].split()) <= set(names)
    links = [each.attributes["href"][1:] for each in html.all("a")]
    assert set(links) <= set(names)


def test_marks_are_what_the_genealogy_says() -> None:
    lineage = run(open_corpus(["ecclesiastes"]), 3, order=3).lineage
    html = read_page(page(compose(lineage)))
    words = lineage.corpus.vocabulary.words
    human, *_, last = html.all("article")
    alive = {words[word] for word in lineage.generations[-1].counts.nonzero()[0].tolist()}
    dead = [each.text for each in human.all("s", "dead")]
    assert dead
    assert not alive.intersection(dead)
    assert not human.all("mark")
    assert not last.all("s")
    text = " ".join("".join(p.text for p in human.all("p")).split())
    for each in html.all("article")[1].all("mark"):
        assert " ".join(each.text.split()).strip(" .,;:") in " ".join(clean_text(lineage).split())
    assert text.startswith("The words of the Preacher")


def clean_text(lineage: Lineage) -> str:
    human = lineage.generations[0]
    return render(lineage.corpus.vocabulary, human.tokens, human.starts)


def test_a_text_full_of_tricks_with_a_name_full_of_tricks() -> None:
    text = "\n\n".join(f"{trick} went to town and {trick} came back again." for trick in HOSTILE * 3)
    voices = [
        VoiceText(trick, ((trick, clean_prose(text)),))
        for trick in ("</style><script>alert(1)</script>", "javascript:alert(1)")
    ]
    lineage = run(build_corpus("<b>\x1b[1m</title>", voices, "word", ()), 3, order=2).lineage
    written = page(compose(lineage))
    html = read_page(written)
    check_safe(html)
    assert "<script" not in written
    assert html.all("h1")[0].text.startswith("<b>[1m</title>: 3 generations")
    assert "</style><script>alert(1)</script>" in [each.text for each in html.all("th")]


def test_generations_of_a_program_leave_out_what_needs_a_genealogy_and_say_so(small_lineage: Lineage) -> None:
    first, *others = small_lineage.generations
    unknown = {"founders": None, "copied_share": None, "longest_copy": None}
    foreign = [
        replace(
            each,
            origins=each.origins * 0 - 1,
            written=each.tokens,
            measures={**each.measures, **unknown},
            expected={},
            voices={},
            bands=tuple(replace(band, expected_alive=None) for band in each.bands),
        )
        for each in others
    ]
    settings = replace(small_lineage.settings, model_command="a program")
    transcript = compose(Lineage(small_lineage.corpus, settings, [first, *foreign]))
    html = read_page(page(transcript))
    heads = [each.text for each in html.all("th") if each.attributes["scope"] == "col"]
    assert not {"founders", "copied 8+", "words expected", "expected alive"} & set(heads)
    assert (
        "Left out, because nothing is known of them in these generations: human ancestors, copied 8+"
        in html.text
    )
    assert "Where each of their words was copied from is not known" in html.text
    assert "Which voice each word comes from is not known" in html.text
    assert not html.all("mark")
    assert len(html.all("svg")) == 3
    assert "a program, a program" in html.text
    assert "None" not in html.text
    assert "None" not in plain_text(transcript)


@pytest.mark.parametrize("generations", [0, 1])
def test_a_lineage_that_has_hardly_begun(generations: int) -> None:
    loop = Loop(corpus_of(CAT), Settings(order=2, generations=3))
    for _ in range(generations):
        loop.step()
    transcript = compose(loop.lineage)
    assert read_page(page(transcript)).all("article")
    assert f"{generations} generation" in plain_text(transcript)


def test_a_page_of_a_long_run_stays_small() -> None:
    lineage = run(corpus_of(CAT * 5), 200, order=1).lineage
    written = page(compose(lineage))
    check_safe(read_page(written))
    assert len(written.encode()) < 400_000


def test_the_page_explains_itself_and_names_its_axes(small_lineage: Lineage) -> None:
    html = read_page(page(compose(small_lineage)))
    introduction = small_lineage.generations[-1].number
    assert (
        "A model read toy, which people wrote, and then wrote a text of its own: generation 1." in html.text
    )
    assert "A model trained on the one before it wrote each later text." in html.text
    assert f"which human words are still used at generation {introduction}" in html.text
    drawn = [" ".join(figure.text.split()) for figure in html.all("figure")]
    for axis in ("words", "times used", "ancestors"):
        assert any(axis in figure for figure in drawn), axis
    for term in ("generation", "regime", "seed", "prediction", "control", "human share", "decoding"):
        assert term in [each.text for each in html.all("dt")], term
    assert [each.text for each in html.all("h3")].count("Human text") == 1, "and not once a generation"

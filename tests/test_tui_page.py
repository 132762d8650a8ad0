"""Setting a generation's text in lines: what is marked, what stays where it is, what is never drawn."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from rich.cells import cell_len

from driftview.choices import Unit
from driftview.drift.lineage import Generation
from driftview.drift.overuse import Use
from driftview.text.building import build_corpus
from driftview.text.cleaning import clean
from driftview.text.cleaning import shown as shown_text
from driftview.text.reading import VoiceText
from driftview.tui.content.page import BLOCK, Line, Look, Page, copied_runs

NURSERY = "Humpty Dumpty sat on a wall, Humpty Dumpty had a great fall.\n\nAll the king's men sat on."


def human(text: str, unit: Unit = "word") -> Generation:
    """Return a text as generation 0."""
    corpus = build_corpus("toy", [VoiceText("A", (("a.txt", text),))], unit, ())
    origins = np.arange(len(corpus.tokens), dtype=np.int32)
    return Generation(0, corpus, origins, corpus.starts, None, {}, {}, {}, (), {}, corpus.counts)


def copied(text: str, origins: list[int], starts: list[int]) -> Generation:
    """Return a generation that takes its tokens from these human positions."""
    zero = human(text)
    places = np.array(origins, np.int32)
    return Generation(
        1, zero.corpus, places, np.array(starts), None, {}, {}, {}, (), {}, np.zeros_like(zero.counts)
    )


def text_of(lines: list[Line]) -> list[str]:
    return ["".join(piece.text for piece in line) for line in lines]


def whole(page: Page) -> list[Line]:
    return page.window(page.at(0), 10**6)


def test_words_are_set_as_in_print_with_an_indented_paragraph() -> None:
    assert text_of(whole(Page(human(NURSERY), 32))) == [
        "  Humpty Dumpty sat on a wall,",
        "Humpty Dumpty had a great fall.",
        "  All the king's men sat on.",
    ] or text_of(whole(Page(human(NURSERY), 34)))[0].startswith("  Humpty")


def use_of(generation: Generation, **levels: Use) -> NDArray[np.int8]:
    """Return how often each word is used: as in the human text, but for those that are named."""
    use = np.full(len(generation.corpus.vocabulary), Use.AS_OFTEN, np.int8)
    for word, level in levels.items():
        use[generation.corpus.vocabulary.find(word)] = level
    return use


def test_words_are_tinted_by_how_often_they_are_used_and_nothing_is_added() -> None:
    generation = human(NURSERY)
    use = use_of(generation, wall=Use.NEVER, fall=Use.NEVER, great=Use.EXTREME, sat=Use.OWN)
    lines = whole(Page(generation, 80, use=use))
    assert text_of(lines) == text_of(whole(Page(generation, 80)))
    looks = {look: [piece.text for piece in lines[0] if piece.look is look] for look in Look}
    assert (looks[Look.NEVER], looks[Look.OWN]) == (["wall", "fall"], ["sat"])
    assert looks[Look.EXTREME][0] == "great"
    assert not looks[Look.MORE]


@given(st.integers(10, 70), st.sets(st.integers(1, 14)))
def test_dying_words_move_no_word_to_another_line(width: int, gone: set[int]) -> None:
    generation = human(NURSERY)
    last = np.zeros(len(generation.corpus.vocabulary), bool)
    last[[i for i in gone if i < len(last)]] = True
    plain = [line.split() for line in text_of(whole(Page(generation, width)))]
    marked = [line.replace("‡", " ").split() for line in text_of(whole(Page(generation, width, dying=last)))]
    assert ["".join(line) for line in marked] == ["".join(line) for line in plain]


def test_copied_spans_are_bracketed_where_they_begin_and_end() -> None:
    generation = copied(NURSERY, [3, 4, *range(1, 9), 12, 3, 4, 5], [0])
    line = whole(Page(generation, 200, spans=True))[0]
    assert "".join(piece.text for piece in line).count("⟦") == 1
    inside = [piece.text for piece in line if piece.look is Look.COPIED]
    assert "".join(inside) == "Dumpty sat on a wall, Humpty Dumpty"


def test_spans_shorter_than_eight_and_over_a_paragraph_end_are_not_marked() -> None:
    generation = copied(NURSERY, [*range(0, 7), *range(0, 10)], [0, 7, 12])
    assert "⟦" not in "".join(text_of(whole(Page(generation, 60, spans=True))))


def test_a_window_on_a_span_knows_that_it_is_long() -> None:
    origins = np.concatenate([np.arange(40), np.full(5, -1), np.arange(7)]).astype(np.int32)
    assert copied_runs(origins, 20, 22, 0, len(origins)).all()
    assert not copied_runs(origins, 38, 52, 0, len(origins))[2:].any()


@given(st.text(max_size=200), st.integers(8, 40))
def test_no_line_is_wider_than_the_pane_and_nothing_unclean_is_drawn(text: str, width: int) -> None:
    try:
        generation = human(text + " end")
    except ValueError:
        return
    for spans in (False, True):
        for line in text_of(whole(Page(generation, width, spans=spans))):
            assert cell_len(line) <= width
            assert clean(line) == line
            assert "\n" not in line


@given(st.text(alphabet="ab ,.\n'“é", min_size=1, max_size=300), st.sampled_from(["word", "character"]))
def test_the_words_are_those_of_the_text(text: str, unit: Unit) -> None:
    try:
        generation = human(text + " end", unit)
    except ValueError:
        return
    shown = "".join(text_of(whole(Page(generation, 400)))).split()
    rendered = shown_text(generation.page()).split()
    assert "".join(shown) == "".join(rendered)


@given(st.lists(st.integers(-40, 40), max_size=12), st.integers(10, 60))
def test_scrolling_on_and_back_comes_to_the_same_line(moves: list[int], width: int) -> None:
    page = Page(human("\n\n".join(f"{NURSERY} {i}" for i in range(12))), width)
    lines = text_of(whole(page))
    anchor, line = page.at(0), 0
    for by in moves:
        anchor = page.move(anchor, by)
        line = max(0, min(line + by, len(lines) - 1))
        assert text_of(page.window(anchor, 3)) == lines[line : line + 3]
        assert page.at(page.token(anchor), anchor.line) == anchor


def test_a_text_without_paragraphs_is_set_piece_by_piece() -> None:
    page = Page(human(" ".join(f"w{i % 50}" for i in range(200_000))), 60)
    assert page.documents == 1
    assert page.blocks == 200_001 // BLOCK + 1
    page.window(page.at(150_000), 50)
    assert len(page._lines) <= 3


@pytest.mark.parametrize("height", [0, 1, 5])
def test_a_window_beyond_the_end_is_short(height: int) -> None:
    page = Page(human(NURSERY), 30)
    end = page.move(page.at(0), 10**6)
    assert len(page.window(end, height)) == min(height, 1)

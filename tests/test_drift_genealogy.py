"""Five things that only the genealogy can know, on a text that is worked out by hand.

The human text, with the position of each token; ¶ ends a paragraph:

    voice A   The 0  cat 1  sat 2  on 3  the 4  mat 5  . 6  ¶ 7
              The 8  dog 9  ran 10  . 11  ¶ 12
    voice B   A 13  fish 14  swam 15  by 16  . 17  The 18  fish 19  slept 20  . 21  ¶ 22

Three generations, written as the human positions that their tokens descend from:

    1   The 8  dog 9  ran 10  . 11  ¶ 12
        A 13  fish 14  swam 15  by 16  . 17  The 18  cat 1  sat 2  on 3  the 4  mat 5  . 6  ¶ 7
    2   The 8  dog 9  ran 10  . 17  The 18  cat 1  sat 2  on 3  the 4  mat 5  . 6  ¶ 7
    3   The 8  dog 9  ran 10  . 6  ¶ 7
        The 8  dog 9  ran 10  . 6  ¶ 7
"""

import pytest
from lineages import told
from toys import corpus_of

from driftview.drift.ancestry import ancestors_of, ancestry, sentence_ancestry
from driftview.drift.lineage import Lineage
from driftview.drift.voices import last_spoken, last_words, voice_lines
from driftview.drift.words import deaths, last_carriers, life_line, toll
from driftview.measures.ngrams import copied_spans
from driftview.text.corpus import Place


@pytest.fixture(scope="module")
def lineage() -> Lineage:
    corpus = corpus_of("The cat sat on the mat.\n\nThe dog ran.", "A fish swam by. The fish slept.")
    assert len(corpus.tokens) == 23
    return told(
        corpus,
        [range(8, 13), [*range(13, 19), *range(1, 8)]],
        [[8, 9, 10, 17, 18, *range(1, 8)]],
        [[8, 9, 10, 6, 7], [8, 9, 10, 6, 7]],
    )


def word(lineage: Lineage, text: str) -> int:
    found = lineage.corpus.vocabulary.find(text)
    assert found is not None
    return found


def test_human_ancestors(lineage: Lineage) -> None:
    """Generation 1 descends from 8–18 and 1–7: 11 + 7. Generation 2 from 1–10, 17, 18: 12. Then 6–10: 5."""
    assert [ancestors_of(generation).alive for generation in lineage.generations] == [23, 18, 12, 5]
    assert ancestors_of(lineage.generations[2]).share == pytest.approx(12 / 23)


def test_a_voice_s_last_sentence(lineage: Lineage) -> None:
    """B has 10 of 23 human tokens (13–22), 6 of 18 in generation 1 and 2 of 12 in generation 2 (17, 18).

    Its last token there is “The”, the fifth; “.” before it ends another sentence. Then it is silent.
    """
    first, second = voice_lines(lineage)
    assert (first.name, first.silent, second.name, second.silent) == ("A", None, "B", 3)
    assert second.tokens.tolist() == [10, 6, 2, 0]
    assert second.shares == pytest.approx([10 / 23, 6 / 18, 2 / 12, 0])
    spoken = last_spoken(lineage, second)
    assert spoken is not None
    assert (spoken.generation, spoken.position, spoken.own) == (2, 4, (4,))
    assert spoken.text == "The cat sat on the mat."
    assert last_words(lineage.generations[3], 1) is None


def test_a_voice_that_still_speaks_is_quoted_from_the_last_generation(lineage: Lineage) -> None:
    """A's last token that is no ¶ is “.”, of the second document of generation 3."""
    spoken = last_spoken(lineage, voice_lines(lineage)[0])
    assert spoken is not None
    assert (spoken.generation, spoken.position, spoken.text) == (3, 8, "The dog ran.")
    assert spoken.own == (5, 6, 7, 8, 9)


def test_a_word_s_obituary(lineage: Lineage) -> None:
    """“fish” stands at 14 and 19, once in generation 1, never again."""
    life = life_line(lineage, word(lineage, "fish"))
    assert life.counts.tolist() == [2, 1, 0, 0]
    assert (life.last_seen, life.death, life.returns) == (1, 2, 0)
    assert life.last_sentence == "A fish swam by."
    assert life.obituary.startswith(
        "The human text has “fish” twice; generation 1 used it last, generation 2 lost it."
    )


def test_obituaries_of_the_never_copied_and_of_the_living(lineage: Lineage) -> None:
    """“slept”, at 20, has no descendant; “dog”, at 9, has two in generation 3."""
    slept, dog = (life_line(lineage, word(lineage, text)) for text in ("slept", "dog"))
    assert (slept.last_seen, slept.death, slept.last_sentence) == (0, 1, "The fish slept.")
    assert slept.obituary.startswith("The human text has “slept” once; generation 1 never used it.")
    assert (dog.death, dog.counts.tolist(), dog.last_sentence) == (None, [1, 1, 1, 2], "The dog ran.")
    assert dog.obituary.startswith("The human text has “dog” once, and generation 3 has it twice.")


def test_the_dead_by_generation(lineage: Lineage) -> None:
    """Generation 1 loses slept; 2 loses A, fish, swam, by; 3 loses cat, sat, on, the, mat."""
    words = lineage.corpus.vocabulary.words
    dead = {words[death.word]: death.generation for death in deaths(lineage.generations)}
    assert dead == {"slept": 1} | dict.fromkeys(["A", "fish", "swam", "by"], 2) | dict.fromkeys(
        ["cat", "sat", "on", "the", "mat"], 3
    )
    assert toll(lineage.generations).tolist() == [0, 1, 4, 5]


def test_last_carriers(lineage: Lineage) -> None:
    """A, fish, swam, by: the 6th to 9th token of generation 1 are the last of their words."""
    assert last_carriers(*lineage.generations[1:3]).tolist() == [5, 6, 7, 8]
    assert last_carriers(*lineage.generations[2:4]).tolist() == [5, 6, 7, 8, 9]


def test_copied_spans(lineage: Lineage) -> None:
    """12 and 13 follow one another, but a document starts between them; 18 and 1 do not."""
    first, second = lineage.generations[1:3]
    assert copied_spans(first.origins, first.starts, 5) == [(11, 7, 1), (5, 6, 13), (0, 5, 8)]
    assert copied_spans(second.origins, second.starts, 2) == [(5, 7, 1), (0, 3, 8), (3, 2, 17)]


def test_the_pages_behind_a_sentence(lineage: Lineage) -> None:
    """“The” of the second sentence of generation 2 is B's, from 18; the rest is A's, from 1 to 7."""
    found = sentence_ancestry(lineage.generations[2], 6)
    assert (found.begin, found.end, found.text) == (4, 12, "The cat sat on the mat.")
    first, second = found.pieces
    assert (first.begin, first.end, first.origin) == (4, 5, 18)
    assert first.place == Place("B", "B.txt", 1)
    assert first.page == "A fish swam by. The fish slept."
    assert first.page[slice(*first.marked)] == first.text == "The"
    assert first.marked == (16, 19)
    assert (second.begin, second.end, second.origin) == (5, 12, 1)
    assert second.place == Place("A", "A.txt", 1)
    assert second.page == "The cat sat on the mat."
    assert second.page[slice(*second.marked)] == second.text == "cat sat on the mat."
    assert (found.paragraphs, found.longest, found.orphans) == (2, 7, ())


def test_a_page_is_cut_to_the_words_around_the_piece(lineage: Lineage) -> None:
    """One word on each side of 18, 1–7 in generation 2; and “.” 17 with “The” 18 are one piece."""
    found = ancestry(lineage.generations[2], 3, 6, around=1)
    first, second = found.pieces
    assert (first.text, first.page, first.cut_before, first.cut_after) == (
        ". The",
        "by. The fish",
        True,
        True,
    )
    assert first.page[slice(*first.marked)] == ". The"
    assert (second.text, second.page, second.cut_before) == ("cat", "The cat sat", False)


def test_the_second_paragraph_is_named(lineage: Lineage) -> None:
    """Generation 3, first document: The dog ran from paragraph 2, the full stop and ¶ from paragraph 1."""
    found = sentence_ancestry(lineage.generations[3], 0)
    assert [(piece.text, piece.place.paragraph) for piece in found.pieces] == [("The dog ran", 2), (".", 1)]
    assert [piece.tokens for piece in found.pieces] == [3, 2]

"""Sentences end with the marks of every script, and with what closes behind them."""

import numpy as np
import pytest

from driftview.text.sentences import SENTENCE_ENDS, closing_words, ends_to_read, find_sentences

WORDS = ("\n\n", "。", "」", "「", "雨", "۔", "Mr", ".", "he")


def test_every_mark_ends_a_sentence_for_models_and_for_readers() -> None:
    assert closing_words(SENTENCE_ENDS).all()
    assert not closing_words(("\n\n", "Mr", "」")).any()


@pytest.mark.parametrize("ids, lengths", [((3, 4, 1, 2, 4, 1), [4, 2]), ((4, 5, 4, 5), [2, 2])])
def test_what_closes_belongs_to_the_sentence_before_it(ids: tuple[int, ...], lengths: list[int]) -> None:
    found = find_sentences(WORDS, np.array((*ids, 0), np.int32), np.zeros(1, np.int64))
    assert found[1].tolist() == lengths
    assert ends_to_read([WORDS[each] for each in (*ids, 0)]) == [lengths[0], len(ids) + 1]


def test_abbreviations_end_nothing_for_readers() -> None:
    assert ends_to_read([WORDS[each] for each in (6, 7, 4, 7, 8)]) == []
    assert ends_to_read([WORDS[each] for each in (6, 7, 4, 7, 4)]) == [4]

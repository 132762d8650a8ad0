"""Matching: the longest passage over each token, its first human place, and never across a document."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from toys import documents

from driftview.drift.loop import Loop
from driftview.measures.matching import Matcher
from driftview.measures.ngrams import runs
from driftview.measures.observation import Comparison, Human
from driftview.models.protocol import TrainingText
from driftview.settings.settings import Settings
from driftview.text.sources import open_corpus

TEXTS = st.lists(st.lists(st.integers(1, 5), max_size=7), min_size=1, max_size=6)


def matched(human: list[list[int]], text: list[list[int]]) -> list[int]:
    written = documents(text)
    found: list[int] = Matcher(documents(human).tokens).match(written.tokens, written.starts).tolist()
    return found


def by_hand(human: TrainingText, text: TrainingText) -> list[int]:
    """The rule, letter by letter: the longest passage over a token, the first of equals, its first place."""
    people, words = human.tokens.tolist(), text.tokens.tolist()
    ends = [*text.starts[1:].tolist(), len(words)]
    origins = [-1] * len(words)
    for start, end in zip(text.starts.tolist(), ends, strict=True):
        passages = []
        for begin in range(start, end):
            lengths = [_alike(people[place:], words[begin:end]) for place in range(len(people))]
            passages.append((max(lengths), begin, lengths.index(max(lengths))))
        for at in range(start, end):
            over = [each for each in passages if each[1] <= at < each[1] + each[0]]
            if over:
                _, begin, place = max(over, key=lambda each: (each[0], -each[1]))
                origins[at] = place + at - begin
    return origins


def _alike(one: list[int], other: list[int]) -> int:
    count = 0
    while count < min(len(one), len(other)) and one[count] == other[count]:
        count += 1
    return count


def test_a_hand_worked_example() -> None:
    # human, at places 0 …: 1 2 3 ¶ 2 3 4 5 ¶
    human = [[1, 2, 3], [2, 3, 4, 5]]
    # “1 2 3” (0–2) and “2 3 4 5 ¶” (4–8) overlap at “2 3”: the longer one takes them. 9 no human wrote.
    assert matched(human, [[1, 2, 3, 4, 5], [9, 3]]) == [0, 4, 5, 6, 7, 8, -1, 2, 3]


def test_of_several_places_the_first_is_taken() -> None:
    assert matched([[7, 7], [1, 2, 6], [1, 2, 5]], [[1, 2]]) == [3, 4, 2]
    assert matched([[1, 2, 6], [1, 2, 5]], [[1, 2, 5]]) == [4, 5, 6, 7]


def test_a_passage_does_not_go_on_into_the_next_document() -> None:
    human = [[1], [2], [3], [1], [4]]
    assert matched(human, [[1], [2]]) == [0, 1, 2, 3]
    assert matched(human, [[1], [4]]) == [0, 1, 8, 9]  # not 6 7 8 9, though it stands so in the human text


def test_a_text_matches_itself_place_by_place() -> None:
    same = [[1, 2, 3, 1, 2], [3, 1, 2, 3, 3]]
    assert matched(same, same) == list(range(12))


@settings(max_examples=100, deadline=None)
@given(TEXTS, TEXTS)
def test_every_token_is_matched_as_the_rule_says(human: list[list[int]], text: list[list[int]]) -> None:
    read, written = documents(human), documents(text)
    assert Matcher(read.tokens).match(written.tokens, written.starts).tolist() == by_hand(read, written)


def test_a_text_that_repeats_itself_takes_no_longer_than_others() -> None:
    text = np.append(np.tile(np.arange(1, 4, dtype=np.int32), 20_000), np.int32(0))
    assert (Matcher(text).match(text, np.zeros(1, np.int64)) == np.arange(len(text))).all()


def test_matching_covers_what_is_known_to_be_copied() -> None:
    corpus = open_corpus(["ecclesiastes"])
    loop = Loop(corpus, Settings(order=4))
    written = loop.step()
    origins = Matcher(corpus.tokens).match(written.tokens, written.starts)
    assert (corpus.tokens[origins] == written.tokens).all()
    known, found = runs(written.origins, written.starts), runs(origins, written.starts)
    longest = Comparison(loop.indexed.human.of(corpus), Human.of(corpus)).longest()
    assert longest is not None
    assert found.lengths.max() >= known.lengths.max()
    assert len(found.lengths) <= len(known.lengths)  # the longest passages are the fewest
    agree = float((origins == written.origins).mean())
    assert agree > 0.8

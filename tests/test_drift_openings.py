"""One opening, continued by every generation."""

from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from lineages import run
from toys import CAT, corpus_of

from driftview.drift.external import ExternalLoop, read_external
from driftview.drift.loop import Loop
from driftview.drift.openings import Continuation, follow, sentence_opening, typed_opening
from driftview.drift.training import Passage
from driftview.settings.settings import Settings
from driftview.text.corpus import Corpus
from driftview.text.series import open_series
from driftview.text.sources import open_corpus

SETTINGS: list[dict[str, object]] = [
    {},
    {"regime": "accumulate"},
    {"regime": "window", "human_share": 0.2},
    {"regime": "subsample"},
    {"regime": "overlap"},
    {"human_share": 0.3, "human_source": "rotating"},
]


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return open_corpus(["ecclesiastes"])


def continued(loop: Loop, text: str, numbers: list[int], tokens: int = 60) -> list[Continuation]:
    opening = typed_opening(loop.lineage.corpus, text)
    return list(follow(loop.lineage, loop.indexed.index, opening, numbers, tokens=tokens))


def passages(loop: Loop, training: Passage, order: int) -> set[tuple[int, ...]]:
    """Return every run of ``order`` tokens in a training text, its paragraphs padded at their beginnings."""
    human, found = loop.lineage.corpus.tokens, set()
    ends = [*training.starts.tolist()[1:], len(training)]
    for start, end in zip(training.starts.tolist(), ends, strict=True):
        words = [0] * (order - 1) + human[training.origins[start:end]].tolist()
        found |= {tuple(words[at : at + order]) for at in range(len(words) - order + 1)}
    return found


@pytest.mark.parametrize("settings", SETTINGS)
@pytest.mark.parametrize("order", [2, 4])
def test_every_run_of_a_continuation_stands_in_what_the_model_trained_on(
    corpus: Corpus, settings: dict[str, object], order: int
) -> None:
    """The loop's own pool still holds what generation 4 is to be trained on."""
    loop = run(corpus, 3, order=order, **settings)
    known = passages(loop, loop._at_hand().pools[0].training_text(4), order)
    (found,) = continued(loop, "", [4])
    words = [0] * (order - 1)
    for word in found.tokens.tolist():
        words = [*words[1 - order :], word]
        assert tuple(words) in known
        words = [0] * order if word == 0 else words


def test_the_first_word_is_drawn_by_the_model_s_probabilities() -> None:
    """After “the” in the toy text; 400 seeds, chi-square with 4 degrees of freedom below 18.5 (p = .001)."""
    corpus = corpus_of(CAT)
    drawn: Counter[str] = Counter()
    for seed in range(400):
        loop = Loop(corpus, Settings(order=2, seed=seed))
        (found,) = continued(loop, "on the", [1], 1)
        assert found.words_used == 1
        drawn[corpus.vocabulary.words[int(found.tokens[0])]] += 1
    after = Counter(
        corpus.vocabulary.words[int(corpus.tokens[at + 1])]
        for at in np.flatnonzero(corpus.tokens == corpus.vocabulary.find("the"))
    )
    assert set(drawn) == set(after)
    expected = {word: 400 * count / after.total() for word, count in after.items()}
    assert sum((drawn[word] - mean) ** 2 / mean for word, mean in expected.items()) < 18.5


def test_equal_models_write_equal_texts(corpus: Corpus) -> None:
    """With a human share of 1 every generation trains on the human text, in another order."""
    found = continued(run(corpus, 4, human_share=1.0), "For every thing there is", [1, 2, 4])
    assert [each.generation for each in found] == [1, 2, 4]
    assert [each.agrees_first for each in found] == [60, 60, 60]
    assert found[0].text == found[2].text


def test_neighbouring_generations_agree_longer_than_distant_ones(corpus: Corpus) -> None:
    loop = run(corpus, 10)
    totals = np.zeros(2)
    for text in ("The", "And", "For", "I", "Then", "Also", "All", "A", "He", "There"):
        found = continued(loop, text, [1, 10, 11])
        totals += found[1].agrees_before, found[2].agrees_before
    assert totals[1] > totals[0]


def test_the_model_goes_by_the_longest_suffix_it_knows(corpus: Corpus) -> None:
    loop = run(corpus, 1, order=4)
    used = {
        text: continued(loop, text, [1], 5)[0].words_used
        for text in (
            "vanity of vanities; all is vanity",
            "gyroscope all is vanity",
            "is vanity gyroscope",
            "",
        )
    }
    assert list(used.values()) == [3, 3, 0, 0]
    (short,) = continued(loop, "Vanity of", [1], 5)
    assert (short.words_used, short.words_wanted) == (2, 2)
    (partly,) = continued(loop, "vanity the of", [1], 5)
    assert (partly.words_used, partly.words_wanted) == (1, 3)


def test_a_dead_word_is_no_context(corpus: Corpus) -> None:
    loop = run(corpus, 6, order=2)
    gone = int(np.flatnonzero((corpus.counts > 2) & (loop.lineage.generations[6].counts == 0))[0])
    first, last = continued(loop, corpus.vocabulary.words[gone], [1, 7], 5)
    assert (first.words_used, last.words_used) == (1, 0)


def test_a_sentence_of_the_corpus_opens(corpus: Corpus) -> None:
    loop = run(corpus, 2)
    opening = sentence_opening(loop.lineage.generations[0], 100)
    assert opening.unknown == 0
    assert np.array_equal(typed_opening(corpus, opening.text).tokens, opening.tokens)
    found = list(follow(loop.lineage, loop.indexed.index, opening, [1, 2, 3]))
    assert [len(each.tokens) for each in found] == [60, 60, 60]
    assert len(sentence_opening(loop.lineage.generations[0], 100, words=4).tokens) == 4


def test_of_several_paragraphs_the_last_one_counts(corpus: Corpus) -> None:
    one, two = typed_opening(corpus, "All is vanity"), typed_opening(corpus, "Bla, bla.\n\nAll is vanity\n\n")
    assert np.array_equal(one.tokens, two.tokens)
    assert typed_opening(corpus, "All is gyroscope").unknown == 1


@pytest.mark.parametrize(
    "settings", [{"order": 1}, {"temperature": 0.5}, {"top_k": 1}, {"top_p": 0.5, "order": 2}]
)
def test_every_kind_of_model_goes_on(corpus: Corpus, settings: dict[str, object]) -> None:
    loop = run(corpus, 2, **settings)
    again = [continued(loop, "vanity of", [1, 3])[1].tokens.tolist() for _ in range(2)]
    assert again[0] == again[1]
    assert len(again[0]) == 60


def test_following_can_be_stopped(corpus: Corpus) -> None:
    loop = run(corpus, 1)
    opening = typed_opening(corpus, "All")
    assert list(follow(loop.lineage, loop.indexed.index, opening, [1], cancelled=lambda: True)) == []


def test_continuations_stand_as_their_model_read_them(tmp_path: Path) -> None:
    """The spacing is that of each text, whoever wrote it, not what most texts do with a mark."""
    human = "”Kommer du?” sade hon -- och log.\n\nHan sade: »Nej.« Han gick (trött) hem.\n\n" * 9
    machine = "»Kommer« , sade du ;  hon log .\n\nHan ( trött ) sade --nej !\n\n" * 9
    for number, text in enumerate((human, machine)):
        (tmp_path / f"gen{number}.txt").write_text(text, "utf-8")
    loop = ExternalLoop(read_external(open_series(tmp_path)))
    loop.step()
    first, second = (each.prose(60) for each in continued(loop, "sade", [1, 2]))
    assert "”Kommer du?” sade hon -- och log." in first
    assert "»Nej.« Han gick (trött) hem." in first
    assert "»Kommer« , sade du ; hon log . ¶" in second
    assert "Han ( trött ) sade --nej ! ¶" in second

"""What a text would save: worked out by hand on small texts, and shown in the explorer."""

import numpy as np
import pytest
from exploring import exploring
from lineages import run
from test_tui_frames import check_both
from toys import CAT, corpus_of

from driftview.drift.worth import STEPS, AddedText, worth
from driftview.export.descent import worth_curves_table, worth_words_table
from driftview.settings.settings import Settings
from driftview.text.building import build_corpus
from driftview.text.corpus import Corpus
from driftview.text.reading import VoiceText

S2 = 1 - np.exp(-(1 - np.exp(-1)))
"""The chance that one occurrence has descendants in generation 2."""


def text_of(page: str) -> Corpus:
    voice = VoiceText("mine", (("mine.txt", page),))
    return build_corpus("mine", [voice], "word", (), hold_out=False)


def test_a_text_saves_the_words_of_the_law() -> None:
    """The human text has owl once and cat often; mine has owl twice and yak once."""
    corpus = corpus_of("The cat sat. " * 30 + "An owl sat.")
    found = worth(corpus, Settings(order=1), text_of("An owl, an owl and a yak."), 2)
    by_word = {each.text: each for each in found.words}
    owl, yak = by_word["owl"], by_word["yak"]
    assert (owl.human, owl.added) == (1, 2)
    assert owl.before == pytest.approx(S2, rel=0.01)
    assert owl.after == pytest.approx(1 - (1 - S2) ** 3, rel=0.01)
    assert yak.before == 0
    assert yak.after == pytest.approx(S2, rel=0.01)
    assert owl.longer == 8 - 2, "half of the words seen 1 and 3 times are dead by 2 and 8"
    assert yak.longer == 2
    assert found.new_words == 5, "an, and, a, yak, and the comma"
    (own, *_) = found.curves
    gains = [each.after - each.before for each in found.words]
    marks = [1 - (1 - S2) ** 1]  # the comma, which is no word of the list
    assert own.words[-1] == pytest.approx(sum(gains) + sum(marks) + _dots(corpus), rel=0.02)
    assert own.tokens[-1] == found.tokens
    assert own.at(found.tokens * 2) is None
    assert "owl" in {row["word"] for row in worth_words_table(found).records()}


def _dots(corpus: Corpus) -> float:
    """What one more full stop gains, beside those that are there."""
    stops = int(corpus.counts[corpus.vocabulary.find(".") or 0])
    return float((1 - S2) ** stops - (1 - S2) ** (stops + 1))


def test_curves_compare_equal_amounts() -> None:
    corpus = corpus_of(CAT * 40)
    machine = corpus.tokens[:200], corpus.starts[corpus.starts < 200]
    found = worth(
        corpus, Settings(), text_of("The yak met a gnu, and the gnu met a yak. " * 9), 5, machine=machine
    )
    assert [each.name for each in found.curves] == ["mine", "human text held out", "machine text"]
    assert all(len(each.tokens) == STEPS + 1 for each in found.curves)
    own, human, machine_curve = (each.at(found.common) for each in found.curves)
    assert own is not None and human is not None and machine_curve is not None
    assert own > human + 2
    assert machine_curve < own
    table = worth_curves_table(found)
    assert table.records()[0]["words"] == 0
    assert "mine" in table.said[0]
    assert found.phrases[0].added == 9


def test_an_upper_estimate_is_called_so() -> None:
    """docs/finding.md: runs keep less where passages or whole human documents live and die together."""
    corpus, added = corpus_of(CAT * 9), text_of("The yak met a gnu.")
    for settings, upper in ((Settings(order=1), False), (Settings(order=2), True)):
        found = worth(corpus, settings, added, 3)
        assert found.upper is upper
        assert ("upper estimate" in worth_curves_table(found).said[-1]) is upper
    assert worth(corpus, Settings(order=1, human_share=0.1), added, 3).upper


def test_pairs_of_runs_keep_as_many_words_as_predicted() -> None:
    """At order 1, 30 pairs with and without the added text; the mean within three standard errors."""
    corpus, added = corpus_of(CAT * 9), text_of("The yak met a gnu near nine lakes. An owl and an ox sang.")
    both = corpus_of(CAT * 9 + "\n\nThe yak met a gnu near nine lakes. An owl and an ox sang.")
    found = worth(corpus, Settings(order=1), added, 3)

    def words(text: Corpus, seed: int) -> int:
        return run(text, 3, order=1, seed=seed).lineage.generations[3].words_left

    gained = [words(both, seed) - words(corpus, seed + 100) for seed in range(30)]
    error = float(np.std(gained, ddof=1)) / 30**0.5
    assert float(found.curves[0].words[-1]) == pytest.approx(float(np.mean(gained)), abs=3 * error)


def test_words_of_an_added_text_get_the_ids_of_the_corpus() -> None:
    corpus, added = corpus_of(CAT), text_of("The cat saw a yak.")
    text = AddedText.of(corpus, added)
    assert [text.words[token] for token in text.tokens[:5].tolist()] == ["The", "cat", "saw", "a", "yak"]
    assert text.words[: len(corpus.vocabulary)] == corpus.vocabulary.words
    assert text.starts.tolist() == [0]


async def test_a_text_is_added_in_the_explorer() -> None:
    async with exploring((120, 36), settings=Settings(order=2, generations=4, seed=1)) as explorer:
        await explorer.press("end", "A")
        await explorer.fill(path="tang-poems")
        await explorer.press("tab", "enter")
        await explorer.press("down")
        await check_both("worth", explorer)
        assert "In generation 4" in explorer.frame() or "tokens of" in explorer.frame()

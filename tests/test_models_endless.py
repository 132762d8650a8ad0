"""The order without end copies what follows the longest context seen, which is whole documents."""

from collections import Counter

import numpy as np
import pytest

from driftview.cli.options import option_type
from driftview.drift.loop import Loop
from driftview.drift.order_sweep import order_sweep
from driftview.drift.training import Passage
from driftview.drift.writing import DocumentWriter
from driftview.settings.conflicts import check_together, step
from driftview.settings.forms import read_answer, shown
from driftview.settings.settings import ENDLESS, PARAMETERS, Settings, SettingsError, read_settings
from driftview.text.corpus import Corpus
from driftview.text.sources import open_corpus
from driftview.theory.documents_law import DocumentsLaw
from driftview.theory.schedule import Schedule
from driftview.theory.survival import token_lines

DOCUMENTS = ([1, 2, 3, 0], [1, 2, 4, 2, 3, 0], [1, 2, 3, 0], [2, 3, 0], [1, 2, 0])


def walked(rng: np.random.Generator) -> tuple[int, ...]:
    """Write a document step by step: copy what follows the longest context seen, back to the start."""
    written: tuple[int, ...] = ()
    while not written or written[-1] != 0:
        for length in range(len(written), -1, -1):
            context = written[len(written) - length :]
            whole = length == len(written)  # then the context reaches back to the start, and is told from
            following = [  # the same words inside a document
                document[at + length]
                for document in DOCUMENTS
                for at in ((0,) if whole else range(len(document) - length))
                if tuple(document[at : at + length]) == context
            ]
            if following:
                written += (int(rng.choice(following)),)
                break
    return written


def test_step_by_step_it_draws_whole_documents() -> None:
    rng = np.random.default_rng(2)
    found = Counter(walked(rng) for _ in range(3000))
    expected = Counter(tuple(each) for each in DOCUMENTS)
    assert set(found) == set(expected)
    square = sum((found[each] - 600 * count) ** 2 / (600 * count) for each, count in expected.items())
    assert square < 16.3  # chi-square of three degrees of freedom, once in a thousand


def test_documents_are_drawn_at_once_with_the_same_chance() -> None:
    lengths = np.array([len(each) for each in DOCUMENTS])
    starts = np.cumsum(lengths) - lengths
    human = Passage(np.arange(int(lengths.sum()), dtype=np.int32), starts)
    written = DocumentWriter().write(human, 30_000, np.random.default_rng(3), lambda: None)
    assert len(written) == 30_000
    first = written.origins[written.starts[:-1]]
    counts = np.array([np.count_nonzero(first == start) for start in starts])
    expected = counts.sum() / len(starts)
    assert ((counts - expected) ** 2 / expected).sum() < 18.5  # four degrees of freedom


@pytest.fixture(scope="module")
def novel() -> Corpus:
    return open_corpus(["persuasion"])


def test_words_follow_the_law_of_documents(novel: Corpus) -> None:
    left, once = [], []
    for seed in range(12):
        loop = Loop(novel, Settings(order=ENDLESS, seed=seed), measured=("human_types", "hapaxes"))
        for _ in range(4):
            last = loop.step()
        left.append(last.words_left)
        once.append(int(last.measures["hapaxes"] or 0))
        assert np.array_equal(last.tokens, novel.tokens[last.origins])
    for measured, name in ((left, "human_types"), (once, "hapaxes")):
        expected = float(last.expected[name] or 0)
        error = np.std(measured, ddof=1) / np.sqrt(len(measured))
        assert abs(np.mean(measured) - expected) < 3.5 * error + 0.005 * expected
        assert 0.5 < np.std(measured, ddof=1) / float(last.expected[f"{name}_sd"] or 0) < 1.6


def test_where_every_document_is_one_word_the_law_is_that_of_tokens() -> None:
    lines = token_lines(Schedule(6.0, (6.0,) * 3, (0.0,) * 3, "fresh", 1, False, 1.0))
    law = DocumentsLaw(np.array([1, 2, 2, 3, 3, 3], np.int32), np.arange(6), 4, lines)
    survival = lines.survival[2]
    assert law.types(2) == pytest.approx(sum(1 - (1 - survival) ** count for count in (1, 2, 3)))


def test_it_is_the_end_of_the_sweep_of_orders(novel: Corpus) -> None:
    short = next(iter(order_sweep(novel, Settings(tokens=3000), orders=(ENDLESS,))))
    assert short.copied is not None
    assert short.copied > 0.9
    assert short.invented == 0 or short.invented is None


def test_max_is_read_and_shown_everywhere() -> None:
    declared = PARAMETERS["order"]
    assert option_type(declared.kind)("max") == ENDLESS
    assert read_settings({"order": "max"}).order == ENDLESS
    assert read_answer(declared, "max") == ENDLESS
    assert shown(declared, Settings(order=ENDLESS)) == "max"
    assert step(Settings(order=8, temperature=0.8), "order", 1) == Settings(order=ENDLESS)
    assert step(Settings(order=ENDLESS), "temperature", -1) == Settings(temperature=0.9)
    with pytest.raises(SettingsError, match="order max copies whole documents"):
        check_together([Settings(order=ENDLESS, smoothing="kneser-ney")])
    assert check_together([Settings(order=8, smoothing="kneser-ney")]) is None

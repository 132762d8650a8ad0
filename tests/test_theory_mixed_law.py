"""Human text that comes by whole documents: the laws against a loop that draws them, and doses of it."""

import numpy as np
import pytest

from driftview.choices import HumanSource
from driftview.theory.mixed_law import FewDocumentsLaw, HumanDocuments, ManyDocumentsLaw, RotatingLaw
from driftview.theory.retention import retained, smallest_share
from driftview.theory.schedule import Schedule
from driftview.theory.survival import token_lines
from driftview.theory.word_law import expected_types, types_sd

GENERATIONS = 5
REPLICATES = 150


def bursty(documents: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Return documents of unequal length; some have many words of their own, all share the common ones."""
    generator = np.random.default_rng(seed)
    lengths = generator.integers(2400 // documents, 7200 // documents, documents)
    pieces = []
    for document, length in enumerate(lengths):
        own = 1000 + 40 * document + generator.integers(0, 40, length)
        is_own = generator.random(length) < generator.choice((0.02, 0.4))
        pieces.append(np.where(is_own, own, generator.zipf(1.5, length) % 1000))
    starts = np.cumsum(lengths) - lengths
    return np.concatenate(pieces).astype(np.int32), starts


def run(tokens: np.ndarray, starts: np.ndarray, share: float, source: HumanSource, seed: int) -> np.ndarray:
    """Return types and hapaxes of each generation, shape (G, 2), tokens being copied one by one."""
    generator = np.random.default_rng(seed)
    number, human = len(tokens), round(share * len(tokens))
    pieces = np.split(np.arange(number), starts[1:])

    def drawn() -> np.ndarray:
        return np.concatenate([pieces[i] for i in generator.permutation(len(pieces))])[:human]

    fixed = drawn()
    training = np.arange(number)
    measured = []
    for generation in range(GENERATIONS):
        text = training[generator.integers(0, number, number)]
        counts = np.bincount(tokens[text])
        measured.append((np.count_nonzero(counts), np.count_nonzero(counts == 1)))
        begin = generation * human
        slices = {"fixed": fixed, "rotating": np.arange(begin, begin + human) % number}
        training = np.concatenate((text[: number - human], slices[source] if source in slices else drawn()))
    return np.array(measured, float)


@pytest.mark.parametrize("documents", [12, 100])
@pytest.mark.parametrize("source", ["fresh", "fixed", "rotating"])
def test_the_law_agrees_with_the_loop(source: HumanSource, documents: int) -> None:
    tokens, starts = bursty(documents, 3)
    share = 0.25
    runs = np.stack([run(tokens, starts, share, source, seed) for seed in range(REPLICATES)])
    schedule = Schedule.replace(len(tokens), GENERATIONS, human_share=share, human_source=source)
    law = HumanDocuments(tokens, starts).law(schedule)
    kinds = {"rotating": RotatingLaw}.get(source, FewDocumentsLaw if documents == 12 else ManyDocumentsLaw)
    assert isinstance(law, kinds)
    numbers = range(1, GENERATIONS + 1)
    mean = np.array([(law.types(number), law.hapaxes(number)) for number in numbers])
    sd = np.array([(law.types_sd(number), law.hapaxes_sd(number)) for number in numbers])
    error = runs.std(axis=0, ddof=1) / np.sqrt(REPLICATES)
    # The law takes words of one text as independent: an error of order 1/N, a word or so.
    np.testing.assert_array_less(np.abs(runs.mean(axis=0) - mean), 4 * error + 1.0)
    np.testing.assert_allclose(runs.std(axis=0, ddof=1), sd, rtol=0.25)


def test_documents_matter() -> None:
    """The law of single tokens is refuted by the same text: it promises too much, and too narrowly."""
    tokens, starts = bursty(100, 3)
    schedule = Schedule.replace(len(tokens), 40, human_share=0.25, human_source="fixed")
    extinction = token_lines(schedule).extinction[40]
    law = HumanDocuments(tokens, starts).law(schedule)
    counts = np.bincount(tokens)
    assert law.types(40) < float(expected_types(counts, extinction)) - 20
    assert law.types_sd(40) > 1.2 * float(types_sd(counts, extinction))


def test_a_dose_of_nothing_is_plain_drift() -> None:
    tokens, starts = bursty(100, 1)
    lines = token_lines(Schedule.replace(len(tokens), 6))
    counts = np.bincount(tokens)
    for source in ("fresh", "fixed", "rotating"):
        given = retained(HumanDocuments(tokens, starts), 0.0, source, 6)
        assert given.types == pytest.approx(float(expected_types(counts, lines.extinction[6])))
        assert given.types_sd == pytest.approx(float(types_sd(counts, lines.extinction[6])))


def test_more_human_text_keeps_more_words() -> None:
    documents = HumanDocuments(*bursty(100, 2))
    for source in ("fresh", "fixed"):
        kept = [retained(documents, share, source, 20).types for share in (0.0, 0.15, 0.3, 0.5, 1.0)]
        assert kept == sorted(kept)
        share = smallest_share(documents, 0.5, source, 20)
        assert share is not None
        assert retained(documents, share, source, 20).types == pytest.approx(0.5 * documents.types, rel=1e-3)
    assert smallest_share(documents, 1.0, "fresh", 20) is None
    assert smallest_share(documents, 0.0, "fresh", 20) == 0.0
    assert retained(documents, 0.2, "fresh", 20).types > retained(documents, 0.2, "fixed", 20).types


def test_impossible_doses_are_refused() -> None:
    documents = HumanDocuments(*bursty(10, 2))
    with pytest.raises(ValueError, match="human share"):
        retained(documents, 1.5, "fresh", 3)
    with pytest.raises(ValueError, match="at least one generation"):
        retained(documents, 0.5, "fresh", 0)


@pytest.mark.parametrize("share", [0.0, 0.25])
def test_documents_that_are_kept_are_kept_whole(share: float) -> None:
    tokens, starts = bursty(100, 4)
    measured = np.stack([overlapping_run(tokens, starts, share, seed) for seed in range(REPLICATES)])
    schedule = Schedule.overlap(len(tokens), GENERATIONS, 0.4, human_share=share)
    law = HumanDocuments(tokens, starts).law(schedule)
    numbers = range(1, GENERATIONS + 1)
    mean = np.array([(law.types(number), law.hapaxes(number)) for number in numbers])
    error = measured.std(axis=0, ddof=1) / np.sqrt(REPLICATES)
    np.testing.assert_array_less(np.abs(measured.mean(axis=0) - mean), 4 * error + 0.015 * mean)
    assert law.types(1) < float(expected_types(np.bincount(tokens), token_lines(schedule).extinction[1])) - 10


def overlapping_run(tokens: np.ndarray, starts: np.ndarray, share: float, seed: int) -> np.ndarray:
    """Rewrite 40% and keep whole documents for the rest; return types and hapaxes, shape (G, 2)."""
    generator = np.random.default_rng(seed)
    number = len(tokens)
    human = np.split(np.arange(number), starts[1:])
    previous, training = human, human

    def some(documents: list[np.ndarray], size: int) -> list[np.ndarray]:
        """Return documents in random order, the last one cut, that hold ``size`` tokens."""
        chosen = [documents[i] for i in generator.permutation(len(documents))]
        ends = np.cumsum([len(document) for document in chosen])
        return [each for each in np.split(np.concatenate(chosen)[:size], ends[ends < size]) if len(each)]

    measured = []
    for _ in range(GENERATIONS):
        pool = np.concatenate(training)
        fresh = pool[generator.integers(0, number, round(0.4 * number))]
        kept = some(previous, number - len(fresh))
        previous = some(kept + np.array_split(fresh, max(1, len(fresh) // 50)), number)
        counts = np.bincount(tokens[np.concatenate(previous)])
        measured.append((np.count_nonzero(counts), np.count_nonzero(counts == 1)))
        mixed_in = round(share * number)
        training = some(previous, number - mixed_in) + (some(human, mixed_in) if mixed_in else [])
    return np.array(measured, float)

"""The neural model: its gradient, its probabilities, and that it writes what it says."""

import math
from typing import Any

import numpy as np
import pytest
from threadpoolctl import threadpool_info
from toys import documents

from driftview.models import neural
from driftview.models.neural import (
    CONTEXT,
    MOST_WORDS,
    Batch,
    Network,
    NeuralModel,
    TrainedNeural,
    WordClasses,
)
from driftview.models.protocol import ModelError, TrainingText

WORDS = 12


def a_text(number: int = 40, seed: int = 3) -> TrainingText:
    rng = np.random.default_rng(seed)
    lengths = rng.integers(1, 9, number)
    return documents([(1 + (WORDS - 1) * rng.random(size) ** 2).astype(int).tolist() for size in lengths])


@pytest.fixture(scope="module")
def trained() -> TrainedNeural:
    return NeuralModel(width=6, hidden=8, batch=16, epochs=3).train(a_text(), WORDS + 1)


def exact_network() -> Network:
    counts = np.sort(np.bincount(a_text().tokens, minlength=WORDS + 1))[::-1]
    return Network(WordClasses(counts), counts, (3, 5), np.random.default_rng(1), np.float64)


class Collected:
    """Takes the place of Adam: keeps every gradient and moves nothing."""

    def __init__(self, network: Network) -> None:
        arrays = {name: value for name, value in vars(network).items() if isinstance(value, np.ndarray)}
        self.found = {name: np.zeros_like(value) for name, value in arrays.items()}

    def add(self, name: str, rows: Any, gradient: np.ndarray[Any, Any]) -> None:
        self.found[name][rows] += gradient


def test_gradients_agree_with_finite_differences() -> None:
    network, rng = exact_network(), np.random.default_rng(2)
    words = np.sort(rng.integers(0, WORDS + 1, 30))
    batch = Batch(rng.integers(0, WORDS + 2, (30, CONTEXT)), words)
    collected = Collected(network)
    for name, rows, gradient in network.gradients(batch, 0.0, rng):
        collected.add(name, rows, gradient)
    for name, gradient in collected.found.items():
        parameter = getattr(network, name)
        for place in rng.integers(0, parameter.size, 12):
            before, slopes = parameter.flat[place], []
            for change in (1e-5, -1e-5):
                parameter.flat[place] = before + change
                slopes.append(-network.log_probabilities(*batch).mean())
            parameter.flat[place] = before
            assert gradient.flat[place] == pytest.approx((slopes[0] - slopes[1]) / 2e-5, abs=1e-7), name


def test_probabilities_after_a_context_sum_to_one() -> None:
    network = exact_network()
    context = np.full((WORDS + 1, CONTEXT), network.start)
    context[:, -1] = 4
    total = np.exp(network.log_probabilities(context, np.arange(WORDS + 1))).sum()
    assert total == pytest.approx(1.0, abs=1e-12)


def test_every_word_has_a_class_and_classes_are_slices() -> None:
    counts = np.array([0, 5, 1, 9, 0, 2, 2, 40])
    classes = WordClasses(counts)
    assert counts[classes.word_of_rank].tolist() == sorted(counts.tolist(), reverse=True)
    assert (classes.word_of_rank[classes.rank_of_word] == np.arange(8)).all()
    found = [range(first, end) for first, end, _, _ in classes.slices(np.arange(len(classes.first)))]
    assert [rank for each in found for rank in each] == list(range(8))


@pytest.mark.parametrize("before", [(), (1,), (2, 1), (1, 1, 1)])
def test_words_are_written_as_often_as_their_probabilities_say(
    trained: TrainedNeural, before: tuple[int, ...]
) -> None:
    """In the places of a document that follow some words, the first of all among them."""
    text, depth = trained.sample(60_000, np.random.default_rng(9)), len(before)
    starts = text.starts[text.starts + depth < len(text.tokens)]
    alike = np.all([text.tokens[starts + at] == word for at, word in enumerate(before)], axis=0)
    drawn = text.tokens[starts[alike] + depth] if before else text.tokens[starts]
    counts = np.bincount(drawn, minlength=WORDS + 1)
    asked = documents([[*before, word] for word in range(1, WORDS + 1)])
    expected = np.zeros(WORDS + 1)
    expected[1:] = trained.probabilities(asked)[asked.starts + depth]
    expected[0] = 1 - expected.sum()
    expected *= len(drawn)
    assert len(drawn) > 100
    seen = expected > 5
    chi_square = ((counts - expected) ** 2 / expected)[seen].sum()
    freedom = int(seen.sum()) - 1
    assert chi_square < freedom + 4 * math.sqrt(2 * freedom)


def test_a_text_has_the_wanted_length_and_no_parents(trained: TrainedNeural) -> None:
    sample = trained.sample(777, np.random.default_rng(4))
    assert len(sample.tokens) == 777
    assert (sample.parents == -1).all()
    assert (sample.tokens[sample.starts[1:] - 1] == 0).all()


def test_seed_and_text_decide_the_network() -> None:
    def learnt(seed: int) -> list[float]:
        model = NeuralModel(width=6, hidden=8, batch=16, epochs=1, seed=seed)
        return [float(each) for each in model.train(a_text(), WORDS + 1).probabilities(a_text())]

    assert learnt(1) == learnt(1) != learnt(2)


def test_it_learns_what_follows_what() -> None:
    text = documents([[1, 2, 3, 4, 5, 6]] * 150)
    trained = NeuralModel(width=8, hidden=16, batch=16, epochs=4, dropout=0.0, rate=0.02).train(text, 7)
    assert trained.probabilities(documents([[1, 2, 3, 4, 5, 6]])).min() > 0.9


def test_work_can_be_watched_and_ended() -> None:
    shares: list[tuple[str, float]] = []

    class EnoughError(Exception):
        """Ends the training."""

    def watch(what: str, share: float) -> None:
        shares.append((what, share))
        if len(shares) == 5:
            raise EnoughError

    with pytest.raises(EnoughError):
        NeuralModel(batch=8, progress=watch).train(a_text(), WORDS + 1)
    assert [what for what, _ in shares] == ["training"] * 5
    assert shares == sorted(shares)


def test_too_many_words_are_refused() -> None:
    with pytest.raises(ModelError, match="at most 65,534 different words"):
        NeuralModel().train(a_text(), MOST_WORDS + 1)


def test_one_thread_trains_scores_and_writes() -> None:
    """Two threads that wait for each other took three times the processor time on a busy machine."""
    threads: set[int] = set()

    def look(what: str, share: float) -> None:
        if what != "scoring":
            threads.update(each["num_threads"] for each in threadpool_info() if each["user_api"] == "blas")

    trained = NeuralModel(width=6, hidden=8, batch=16, epochs=1, progress=look).train(a_text(), WORDS + 1)
    assert threads == {1}
    threads.clear()
    trained.sample(200, np.random.default_rng(1))
    assert threads == {1}


def test_the_slice_that_ends_training_is_scored_in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(neural, "SCORED", 5)
    sizes: list[int] = []
    original = Network.log_probabilities

    def counted(network: Network, contexts: Any, words: Any) -> Any:
        sizes.append(len(words))
        return original(network, contexts, words)

    monkeypatch.setattr(Network, "log_probabilities", counted)
    NeuralModel(width=6, hidden=8, batch=16, epochs=1).train(a_text(), WORDS + 1)
    assert len(sizes) > 1
    assert max(sizes) == 5

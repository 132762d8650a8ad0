"""Print the table of networks in docs/neural.md: sizes, passes over the text, and controls without the loop.

Usage: python docs/networks.py [--seeds 10] [--generations 5] [--quick] [TEXT]. Each network is trained from
scratch on every generation; the control reads whole human paragraphs drawn with replacement, once. Ten seeds
take well over half an hour of one processor; --quick, one seed and two generations of three networks, takes a
minute or two.
"""

import argparse
from collections.abc import Callable, Sequence

import click
import numpy as np

from driftview.arrays import Tokens
from driftview.drift.laws import Laws
from driftview.drift.training import Passage, Purpose, stream
from driftview.models.neural import NeuralModel
from driftview.models.protocol import TrainingText
from driftview.settings.settings import Settings
from driftview.text.corpus import Corpus
from driftview.text.sources import open_corpus

NETWORKS: dict[str, Callable[[int], NeuralModel]] = {
    "default: 64 and 128, 4 passes": lambda seed: NeuralModel(seed=seed),
    "half as large: 32 and 64": lambda seed: NeuralModel(32, 64, seed=seed),
    "twice as large: 128 and 256": lambda seed: NeuralModel(128, 256, seed=seed),
    "2 passes": lambda seed: NeuralModel(epochs=2, seed=seed),
    "6 passes": lambda seed: NeuralModel(epochs=6, seed=seed),
}
QUICK = 3


def words_left(corpus: Corpus, tokens: Tokens) -> int:
    """Return how many different human words a text has."""
    counts = np.bincount(tokens, minlength=len(corpus.vocabulary))
    return int(np.count_nonzero((counts > 0) & (corpus.counts > 0)))


def lineage(corpus: Corpus, model: NeuralModel, generations: int) -> tuple[float, list[int]]:
    """Return the first network's held-out perplexity, and the words of generations 1, 2 …"""
    text, left, perplexity = TrainingText(corpus.tokens, corpus.starts), list[int](), np.nan
    for number in range(1, generations + 1):
        trained = model.train(text, len(corpus.vocabulary))
        if number == 1 and len(corpus.held_out):
            held_out = TrainingText(corpus.held_out, corpus.held_out_starts)
            known = corpus.counts[corpus.held_out] > 0
            perplexity = float(np.exp(-np.log(trained.probabilities(held_out))[known].mean()))
        sample = trained.sample(len(corpus.tokens), stream(model.seed, Purpose.WRITE, number))
        text = TrainingText(sample.tokens, sample.starts)
        left.append(words_left(corpus, sample.tokens))
    return perplexity, left


def control(corpus: Corpus, model: NeuralModel) -> tuple[int, int]:
    """Return the human words of drawn paragraphs, and those that a network writes that has read them."""
    human = Passage(np.arange(len(corpus.tokens), dtype=np.int32), corpus.starts)
    rng = stream(model.seed, Purpose.PARAGRAPHS)
    drawn = human.documents(rng.integers(0, len(corpus.starts), 2 * len(corpus.starts)), len(corpus.tokens))
    read = corpus.tokens[drawn.origins]
    trained = model.train(TrainingText(read, drawn.starts), len(corpus.vocabulary))
    sample = trained.sample(len(corpus.tokens), stream(model.seed, Purpose.WRITE, 1))
    return words_left(corpus, read), words_left(corpus, sample.tokens)


def spread(values: Sequence[float]) -> str:
    """Write a mean, and the lowest and the highest where there are several."""
    mean = f"{np.mean(values):,.0f}"
    return mean if len(values) == 1 else f"{mean} ({min(values):,.0f}–{max(values):,.0f})"


def main() -> None:
    """Print the table as Markdown."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("text", nargs="?", default="pride-and-prejudice")
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument("--generations", type=int, default=5)
    parser.add_argument("--quick", action="store_true")
    asked = parser.parse_args()
    seeds, last = (1, 2) if asked.quick else (asked.seeds, asked.generations)
    corpus = open_corpus([asked.text])
    law = Laws(corpus, Settings(generations=last))
    expected = [f"{law.expected(number)['human_types'] or 0:,.0f}" for number in (1, last)]
    click.echo(f"| network, {seeds} seed{'s' * (seeds > 1)} | own perplexity | words left at 1 | at {last} |")
    click.echo(f"| --- | --- | --- | --- |\n| predicted by sampling alone | – | {' | '.join(expected)} |")
    for name, make in list(NETWORKS.items())[: QUICK if asked.quick else None]:
        found = [lineage(corpus, make(seed), last) for seed in range(1, seeds + 1)]
        columns = ([each for each, _ in found], *([left[at] for _, left in found] for at in (0, -1)))
        click.echo(f"| {name} | {' | '.join(map(spread, columns))} |")
    controls = [control(corpus, NeuralModel(seed=seed)) for seed in range(1, seeds + 1)]
    read, written = spread([each for each, _ in controls]), spread([each for _, each in controls])
    click.echo(f"\nControl without the loop: of paragraphs with {read} words, a network keeps {written}.")


if __name__ == "__main__":
    main()

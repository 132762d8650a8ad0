"""Make the tables of networks in docs/neural.md: sizes, passes over the text, and controls without the loop.

    python docs/networks.py                  make what docs/networks.csv lacks, then write the page's tables
    python docs/networks.py --table          write the tables from what is there
    python docs/networks.py --lots 1         make one lineage and stop; begin again to go on
    python docs/networks.py --quick          two seeds, two generations, a table on the screen: two minutes

Every network is trained from scratch on the text of the generation before. Beside the words left, each
generation has the number that sampling alone would leave *of the text that this very network was trained on*:
what is missing there is approximation, step by step. The controls have no loop: a network reads human
paragraphs drawn with replacement, as many words as the book has, once. All ten seeds take about an hour of
one processor.
"""

import argparse
import csv
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import click
import numpy as np
from blocks import spread, table, write_block

from driftview.arrays import Counts, Floats, Tokens
from driftview.drift.laws import Laws
from driftview.drift.training import Purpose, human_text, stream
from driftview.models.neural import NeuralModel, TrainedNeural
from driftview.models.protocol import TrainingText
from driftview.settings.settings import Settings
from driftview.text.corpus import Corpus
from driftview.text.sources import open_corpus

TEXT = "pride-and-prejudice"
HERE = Path(__file__).parent
STORE, PAGE = HERE / "networks.csv", HERE / "neural.md"

NETWORKS: dict[str, Callable[[int], NeuralModel]] = {
    "default": lambda seed: NeuralModel(seed=seed),
    "half": lambda seed: NeuralModel(32, 64, seed=seed),
    "twice": lambda seed: NeuralModel(128, 256, seed=seed),
    "2 passes": lambda seed: NeuralModel(epochs=2, seed=seed),
    "6 passes": lambda seed: NeuralModel(epochs=6, seed=seed),
}
WORDING = {
    "default": "default: 64 and 128, 4 passes",
    "half": "half as large: 32 and 64",
    "twice": "twice as large: 128 and 256",
    "2 passes": "2 passes instead of 4",
    "6 passes": "6 passes",
}
CONTROL = "control, "
"""Before the name of a network that reads drawn human paragraphs."""

CONTROLS = ("default", "half", "twice")
GENERATIONS = 5
QUICK = ("default", "half", "control, default")


class Row(NamedTuple):
    """One generation that a network wrote."""

    network: str
    seed: int
    generation: int
    perplexity: float
    """Of held-out human words that the human training text has, by the network that wrote."""
    read: int
    """Different human words that the network was trained on."""
    left: int
    """Different human words in what it wrote."""
    alone: float
    """Of the words read, how many sampling alone would leave: Σ 1 − (1 − c/N)^N."""
    copies: float
    """How often the words that were read once are written, on average: 1 where all is right."""
    kept: float
    """The share of the words read once that is written at all: 1 − 1/e = .632 by sampling alone."""
    uneven: float
    """The variance, between the words read once, of how often the network writes each on average. It is the
    covariance of two texts by the same network, so that chance is not in it."""


def words_left(counts: Counts, human: Counts) -> int:
    """Return how many different human words a text has."""
    return int(np.count_nonzero((counts > 0) & (human > 0)))


def generation(
    corpus: Corpus, trained: TrainedNeural, read: Tokens, key: tuple[str, int, int]
) -> tuple[Row, TrainingText]:
    """Let a network write; return what is told of it, and the text."""
    _, seed, number = key
    size, words = len(corpus.tokens), len(corpus.vocabulary)
    sample = trained.sample(size, stream(seed, Purpose.WRITE, number))
    before, after = (np.bincount(each, minlength=words) for each in (read, sample.tokens))
    once, uneven = before == 1, np.nan
    if number == 1:  # the same network once more: what both texts have in common is no chance
        second = trained.sample(size, stream(seed, Purpose.WRITE, 1001))
        again = np.bincount(second.tokens, minlength=words)
        uneven = float(np.cov(after[once], again[once])[0, 1])
    held_out = TrainingText(corpus.held_out, corpus.held_out_starts)
    known = corpus.counts[corpus.held_out] > 0
    row = Row(
        *key,
        perplexity=float(np.exp(-np.log(trained.probabilities(held_out))[known].mean())),
        read=words_left(before, corpus.counts),
        left=words_left(after, corpus.counts),
        alone=float((1 - (1 - before / size) ** size)[corpus.counts > 0].sum()),
        copies=float(after[once].mean()),
        kept=float((after[once] > 0).mean()),
        uneven=uneven,
    )
    return row, TrainingText(sample.tokens, sample.starts)


def lineage(corpus: Corpus, network: str, seed: int, generations: int) -> Iterator[Row]:
    """Yield the generations of a loop, or the one of a control."""
    name = network.removeprefix(CONTROL)
    model, text = NETWORKS[name](seed), TrainingText(corpus.tokens, corpus.starts)
    if network != name:
        rng = stream(seed, Purpose.PARAGRAPHS)
        drawn = human_text(corpus).documents(
            rng.integers(0, len(corpus.starts), 2 * len(corpus.starts)), len(corpus.tokens)
        )
        text, generations = TrainingText(corpus.tokens[drawn.origins], drawn.starts), 1
    for number in range(1, generations + 1):
        trained = model.train(text, len(corpus.vocabulary))
        row, text = generation(corpus, trained, text.tokens, (network, seed, number))
        yield row


def made() -> list[Row]:
    """Return what was made before; of a generation after the first the rates' variance is not known."""
    if not STORE.exists():
        return []
    with STORE.open(encoding="utf-8", newline="") as file:
        return [
            Row(*(kind(each[name]) for name, kind in Row.__annotations__.items()))
            for each in csv.DictReader(file)
        ]


def missing(rows: list[Row], seeds: int) -> list[tuple[str, int]]:
    """Return the lineages that are not there: first the default network, then seed by seed."""
    there = {(row.network, row.seed) for row in rows}
    names = [*NETWORKS, *(CONTROL + name for name in CONTROLS)]
    every = [(name, seed) for seed in range(1, seeds + 1) for name in names if (name, seed) not in there]
    return sorted(every, key=lambda each: not each[0].endswith("default"))


def add(rows: list[Row]) -> None:
    """Add rows to the store."""
    begun = STORE.exists()
    with STORE.open("a", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        if not begun:
            writer.writerow(Row._fields)
        writer.writerows([f"{each:.6g}" if isinstance(each, float) else each for each in row] for row in rows)


def of(rows: list[Row], network: str, generation: int) -> list[Row]:
    """Return what all seeds say of one generation of a network."""
    return [row for row in rows if (row.network, row.generation) == (network, generation)]


def loop_table(rows: list[Row], expected: list[float]) -> str:
    """Return the generations of the default network beside the prediction."""
    lines = []
    for number, predicted in enumerate(expected, 1):
        found = of(rows, "default", number)
        missed = [1 - row.left / row.alone for row in found]
        lines.append(
            (
                f"{number}", f"{predicted:,.0f}", spread([row.left for row in found]),
                f"{1 - np.mean([row.left for row in found]) / predicted:.1%}",
                f"{np.mean(missed):.1%} ({min(missed):.1%}–{max(missed):.1%})",
                spread([row.perplexity for row in found]),
            )
        )  # fmt: skip
    head = ("generation", "predicted", "words left, neural", "below the prediction")
    return table((*head, "missing in this step alone", "own perplexity of the network that wrote it"), lines)


def size_table(rows: list[Row], last: int) -> str:
    """Return what differs between networks."""
    lines = []
    for name in NETWORKS:
        first, end = of(rows, name, 1), of(rows, name, last)
        if not end:
            continue
        lines.append(
            (
                WORDING[name], f"{len(end)}", spread([row.perplexity for row in first]),
                spread([row.left for row in first]), spread([row.left for row in end]),
            )
        )  # fmt: skip
    return table(("network", "seeds", "own perplexity at the start", "words left at 1", f"at {last}"), lines)


def cause_table(rows: list[Row]) -> str:
    """Return what becomes of words that were read once, in one step."""
    lines = [("sampling alone", "–", "1", f"{1 - np.exp(-1):.3f}", "0", f"{1 - np.exp(-1):.3f}")]
    for name in (*NETWORKS, *(CONTROL + each for each in CONTROLS)):
        found = of(rows, name, 1)
        if not found:
            continue
        copies, uneven = (np.array([getattr(row, each) for row in found]) for each in ("copies", "uneven"))
        lines.append(
            (
                WORDING.get(name, name), f"{len(found)}", f"{copies.mean():.3f}",
                f"{np.mean([row.kept for row in found]):.3f}", f"{uneven.mean():.3f}",
                f"{np.mean(explained(copies, uneven)):.3f}",
            )
        )  # fmt: skip
    head = ("network, first generation", "seeds", "copies of a word read once", "share of them written")
    return table((*head, "variance of their rates", "share that copies and variance explain"), lines)


def explained(copies: Floats, uneven: Floats) -> Floats:
    """Return the share of words written where rates have a gamma distribution of that mean and variance.

    A word written at rate m is missing with chance exp(−m); over a gamma distribution with mean μ and
    variance v that is (1 + v/μ)^(−μ²/v).
    """
    variance = np.maximum(uneven, 1e-9)
    return np.asarray(1 - np.exp(-(copies**2) / variance * np.log1p(variance / copies)))


def control_table(rows: list[Row]) -> str:
    """Return what networks make of drawn human paragraphs."""
    lines = []
    for name in CONTROLS:
        found = of(rows, CONTROL + name, 1)
        if found:
            missed = np.mean([1 - row.left / row.alone for row in found])
            lines.append(
                (
                    WORDING[name], f"{len(found)}", spread([row.read for row in found]),
                    f"{np.mean([row.alone for row in found]):,.0f}", spread([row.left for row in found]),
                    f"{missed:.1%}",
                )
            )  # fmt: skip
    head = ("network", "seeds", "words it read", "sampling alone would leave", "words it wrote")
    return table((*head, "missing in this step"), lines)


def main() -> None:
    """Make what is missing, and write the tables."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument("--lots", type=int, help="lineages to make before stopping; all by default")
    parser.add_argument("--table", action="store_true", help="make nothing, write the tables")
    parser.add_argument("--quick", action="store_true", help="two seeds, two generations")
    asked = parser.parse_args()
    corpus = open_corpus([TEXT])
    law = Laws(corpus, Settings(generations=GENERATIONS))
    expected = [law.expected(number)["human_types"] or 0.0 for number in range(1, GENERATIONS + 1)]
    if asked.quick:
        rows = [row for seed in (1, 2) for name in QUICK for row in lineage(corpus, name, seed, 2)]
        parts = loop_table(rows, expected[:2]), size_table(rows, 2), cause_table(rows), control_table(rows)
        click.echo("\n\n".join(parts))
        return
    todo = [] if asked.table else missing(made(), asked.seeds)
    for network, seed in todo[: asked.lots]:
        add(list(lineage(corpus, network, seed, GENERATIONS)))
        click.echo(f"{network}, seed {seed}")
    rows = made()
    if asked.table or asked.lots is None:
        write_block(PAGE, "loop", loop_table(rows, expected))
        write_block(PAGE, "sizes", size_table(rows, GENERATIONS))
        write_block(PAGE, "cause", cause_table(rows))
        write_block(PAGE, "controls", control_table(rows))


if __name__ == "__main__":
    main()

"""What the everyday measures cost, each alone and all together."""

from collections.abc import Sequence
from functools import partial

from benchmarks.report import Part, Table, Target, number
from benchmarks.texts import ORIGIN, sized_corpus
from benchmarks.timing import Task, medians
from driftview.drift.loop import Loop
from driftview.measures.observation import Observation
from driftview.measures.registry import everyday_names, measure_all
from driftview.settings.settings import Settings

SIZES = (100_000, 1_000_000)
ROUNDS = 7
TARGET = 25.0
"""Nanoseconds a token of all of them, at a million tokens and order 3."""

SCORING = "held-out scoring (for perplexity)"
TOGETHER = "all together"


def measure(sizes: Sequence[int] = SIZES) -> Part:
    """Time the measures of a tenth generation of order 3."""
    part = Part("Everyday measures", notes=[ORIGIN])
    columns = {size: _timings(size) for size in sizes}
    rows = [
        [name, *(number(columns[size][name]) for size in sizes)]
        for name in (*everyday_names(), SCORING, TOGETHER)
    ]
    header = ("measure", *(f"ns a token at {size:,}" for size in sizes))
    note = "A measure alone makes the tables that it shares with others; together they are made once."
    part.tables.append(Table("Generation 3, order 3", header, rows, [note]))
    part.targets += [
        Target(f"{size:,} tokens: everyday measures", TARGET, columns[size][TOGETHER], unit=" ns a token")
        for size in sizes
        if size == 1_000_000
    ]
    return part


def _timings(size: int) -> dict[str, float]:
    """Return the nanoseconds a token of each measure."""
    loop = Loop(sized_corpus(size), Settings(order=3), controlled=False, measured=())
    generation = [loop.step() for _ in range(3)][-1]
    tokens, indexed = generation.tokens, loop.indexed
    scored = indexed.held_out_probabilities(generation.origins)

    def observation() -> Observation:
        return Observation(
            tokens,
            generation.starts,
            generation.counts,
            indexed.human,
            generation.origins,
            scored,
            counted_variety=partial(indexed.variety, origins=generation.origins),
        )

    def task(name: str) -> Task:
        return lambda: measure_all(observation(), (name,))

    tasks = {name: task(name) for name in everyday_names()}
    tasks[SCORING] = lambda: indexed.held_out_probabilities(generation.origins.view())  # counted each time
    tasks["measures"] = lambda: measure_all(observation())
    found = {name: spent / size * 1e9 for name, spent in medians(tasks, ROUNDS).items()}
    return found | {TOGETHER: found["measures"] + found[SCORING]}

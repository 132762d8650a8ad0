"""One generation, trained and written, against other programs and against the floor that the machine sets."""

from collections.abc import Sequence

import numpy as np

from benchmarks.report import Part, Table, Target, number
from benchmarks.rivals import RIVALS, CompiledMarkovify, DictOfLists, NltkMaximumLikelihood, Rival
from benchmarks.smoothed import smoothed
from benchmarks.texts import ORIGIN, documents, sentences, sized_corpus, training_text
from benchmarks.timing import Task, medians
from driftview.arrays import PackedStates
from driftview.drift.loop import Loop
from driftview.models.chain import CopyingChain
from driftview.models.index import ContextIndex
from driftview.models.protocol import TrainingText
from driftview.models.smoothing import ModifiedKneserNey
from driftview.settings.settings import Settings
from driftview.text.corpus import Corpus

SIZES = (100_000, 1_000_000, 10_000_000)
ORDERS = (2, 3)
ROUNDS = {100_000: 9, 1_000_000: 5, 10_000_000: 3}
RIVAL_ROUNDS = 3
LARGE = 10_000_000
"""From so many tokens on only the last order is timed, and models of Kneser and Ney once."""

LINEAGE = "lineage: train, write"
RETRAIN = "re-train from text, write"
MEASURED = "lineage with measures"
CONTROLLED = "… and with the control"
KNESER_NEY = "modified Kneser–Ney: train, write"
SORT = "floor: one sort of the keys"
GATHER = "floor: one random gather"

Timings = dict[str, float]
"""Nanoseconds a token of each way to make one generation."""


def measure(sizes: Sequence[int] = SIZES, orders: Sequence[int] = ORDERS) -> Part:
    """Time one generation of every size and order by every way."""
    part = Part("One generation, against others", notes=[ORIGIN, _FAIRNESS])
    for size in sizes:
        for order in orders if size < LARGE else orders[-1:]:
            timings = _ours(size, order) | _rivals(size, order)
            part.tables.append(_table(size, order, timings))
            part.targets += _targets(size, order, timings)
    compared = smoothed(min(max(sizes), 1_000_000))
    part.tables += compared.tables
    part.targets += compared.targets
    return part


_FAIRNESS = (
    "Every program is given its text split into documents and words (ids for the dict of lists and for "
    "driftview); reading and splitting are in nobody's time. Slow writers write less, and their time is "
    "scaled up. driftview's rows include the genealogy, which no other program keeps."
)


def _ours(size: int, order: int) -> Timings:
    """Return what driftview and the bare machine take."""
    corpus = sized_corpus(size)
    tasks = _chain_tasks(corpus, order) | _loop_tasks(corpus, order)
    rounds = ROUNDS.get(size, 5)
    found = medians(tasks, rounds)
    small = size < LARGE
    found |= medians(_kneser_ney_task(corpus, order), rounds if small else 1, warm=small)
    return {name: spent / size * 1e9 for name, spent in found.items()}


def _chain_tasks(corpus: Corpus, order: int) -> dict[str, Task]:
    size, vocabulary = len(corpus.tokens), len(corpus.vocabulary)
    index = ContextIndex([training_text(corpus)], order, vocabulary)
    rng = np.random.default_rng(1)
    written = CopyingChain(index, np.arange(size, dtype=np.int32)).draw(size, rng)
    text = TrainingText(index.tokens[written.origins], written.starts)
    everything = np.arange(size, dtype=np.int32)
    keys = _keys(index)
    table = rng.integers(0, 1 << 60, size, dtype=np.uint64)
    places = rng.integers(0, size, size)
    return {
        LINEAGE: lambda: CopyingChain(index, written.origins).draw(size, rng),
        RETRAIN: lambda: CopyingChain(ContextIndex([text], order, vocabulary), everything).sample(size, rng),
        SORT: lambda: np.sort(keys),
        GATHER: lambda: np.take(table, places),
    }


def _keys(index: ContextIndex) -> PackedStates:
    """Return the keys that number the pairs of the index's longest contexts: context, token and position."""
    size = len(index.tokens)
    position_bits, token_bits = size.bit_length(), index.vocabulary_size.bit_length()
    keys = index.context(index.top.length).astype(np.uint64) << np.uint64(position_bits + token_bits)
    keys |= index.tokens.astype(np.uint64) << np.uint64(position_bits)
    return np.asarray(keys | np.arange(size, dtype=np.uint64))


def _loop_tasks(corpus: Corpus, order: int) -> dict[str, Task]:
    settings = Settings(order=order, generations=100)
    plain = Loop(corpus, settings, controlled=False)
    controlled = Loop(corpus, settings, plain.indexed)
    return {MEASURED: lambda: _step(plain), CONTROLLED: lambda: _step(controlled)}


def _step(loop: Loop) -> None:
    """Make a generation; forget the one before it, so that memory stays what it is in a short run."""
    loop.step()
    del loop.lineage.generations[1:-1]


def _kneser_ney_task(corpus: Corpus, order: int) -> dict[str, Task]:
    rng = np.random.default_rng(1)
    text, model = training_text(corpus), ModifiedKneserNey(order)
    return {KNESER_NEY: lambda: model.train(text, len(corpus.vocabulary)).sample(len(text.tokens), rng)}


def _rivals(size: int, order: int) -> Timings:
    """Return what the others take, those that can be had and are fast enough for the size."""
    corpus = sized_corpus(size)
    text, timings = training_text(corpus), {}
    for kind in RIVALS:
        if size > kind.largest:
            continue
        rival = kind(order)
        pieces = sentences(text, corpus) if rival.words else documents(text)
        try:
            timings[rival.name] = _one_rival(rival, pieces, size)
        except ImportError:
            continue
    return timings


def _one_rival(rival: Rival, pieces: Sequence[list[int]] | Sequence[list[str]], size: int) -> float:
    """Return the nanoseconds a token of training on ``size`` tokens and writing as many."""
    written = [0]

    def write() -> None:
        written[0] = rival.write(min(size, rival.sampled))

    spent = medians({"train": lambda: rival.train(list(pieces)), "write": write}, RIVAL_ROUNDS, warm=False)
    return (spent["train"] / size + spent["write"] / written[0]) * 1e9


def _table(size: int, order: int, timings: Timings) -> Table:
    rows = [
        [
            name,
            number(spent),
            number(1e3 / spent),
            number(spent / timings[SORT]),
            number(spent / timings[LINEAGE]),
            number(spent / timings[RETRAIN]),
        ]
        for name, spent in timings.items()
    ]
    header = ("way", "ns a token", "M tokens/s", "sorts", "× lineage", "× re-train")
    return Table(f"{size:,} tokens, order {order}", header, rows)


def _targets(size: int, order: int, timings: Timings) -> list[Target]:
    """Hold the timings against the figures to reach."""
    ours = {"lineage": timings[LINEAGE], "re-training": timings[RETRAIN]}
    wanted = [
        (1_000_000, CompiledMarkovify.name, {"lineage": 60.0, "re-training": 20.0}),
        (1_000_000, DictOfLists.name, {"lineage": 30.0, "re-training": 10.0}),
        (100_000, NltkMaximumLikelihood.name, {"lineage": 1000.0}),
    ]
    where = f"{size:,} tokens, order {order}"
    found = [
        Target(f"{where}: {way} against {name}", limit, timings[name] / ours[way], "at least", " ×")
        for at, name, limits in wanted
        if at == size and name in timings
        for way, limit in limits.items()
    ]
    if order == 3 and size >= 1_000_000:
        for name, limit in ((MEASURED, 8.0), (RETRAIN, 16.0), (KNESER_NEY, 50.0)):
            if name in timings:
                found.append(Target(f"{where}: {name}", limit, timings[name] / timings[SORT], unit=" sorts"))
    return found

"""Other models: the neural network, subwords, documents copied whole, editors, and many models."""

import time
from functools import partial
from typing import Any

import numpy as np

from benchmarks.lineage import MIB, resident
from benchmarks.report import Part, Table, Target, number
from benchmarks.timing import seconds
from driftview.drift.indexed_corpus import IndexedCorpus
from driftview.drift.loop import Loop
from driftview.models.neural import NeuralModel
from driftview.models.protocol import Trained, TrainingText
from driftview.models.smoothing import ModifiedKneserNey
from driftview.settings.settings import ENDLESS, Settings
from driftview.text.byte_pairs import learn
from driftview.text.corpus import Corpus
from driftview.text.sources import open_corpus

TEXT = "pride-and-prejudice"
GENERATIONS = 3
"""Generations of each kind of run; the first, which has the laws worked out, is not timed."""

KINDS: dict[str, dict[str, Any]] = {
    "trigram": {},
    "order max": {"order": ENDLESS},
    "a fifth edited": {"edited": 0.2},
    "half kept by surprise": {"kept": 0.5},
    "best of 4 by likelihood": {"candidates": 4},
    "best of 4 by the human text": {"candidates": 4, "judge": "human-likelihood"},
    "4 models": {"population": 4},
    "16 models": {"population": 16},
    "16 models in one pool": {"population": 16, "migration": 1.0},
    "machine share by quality": {"machine_shares": "auto:1"},
}


def measure() -> Part:
    """Train a network, learn merges, and make generations of every kind."""
    part = Part("Other models", notes=["Text: *Pride and Prejudice*; seconds of processor time, each once."])
    corpus = open_corpus([TEXT])
    _neural(part, corpus)
    _merges(part, corpus)
    _kinds(part, corpus)
    return part


def _neural(part: Part, corpus: Corpus) -> None:
    """Time the network's training, scoring and writing, and compare its perplexity with Kneser–Ney's."""
    looks: list[float] = []
    model = NeuralModel(progress=lambda _what, _share: looks.append(time.process_time()))
    text, words = TrainingText(corpus.tokens, corpus.starts), len(corpus.vocabulary)
    before, began = resident(), time.process_time()
    network = model.train(text, words)
    training = time.process_time() - began
    scoring = seconds(lambda: _perplexity(network, corpus))
    writing = seconds(lambda: network.sample(len(corpus.tokens), np.random.default_rng(1)))
    held = (resident("VmHWM") - before) / MIB
    gap = max(np.diff(looks)) * 1000
    ours, theirs = _perplexity(network, corpus), _perplexity(ModifiedKneserNey(3).train(text, words), corpus)
    header = (
        "tokens", "training, s", "scoring, s", "writing, s", "memory, MiB", "longest without a look, ms",
        "perplexity", "modified Kneser–Ney, order 3",
    )  # fmt: skip
    figures = map(number, (training, scoring, writing, held, gap))
    row = [f"{len(corpus.tokens):,}", *figures, f"{ours:.1f}", f"{theirs:.1f}"]
    part.tables.append(Table("One generation of the neural model", header, [row]))
    part.targets += [
        Target("neural model: training on 130,300 tokens", 8.0, training, unit=" s"),
        Target("neural model: memory", 1024.0, held, unit=" MiB"),
        Target("neural model: longest time before it can be stopped", 50.0, gap, unit=" ms"),
        Target("neural model: perplexity next to modified Kneser–Ney", 1.0, ours / theirs, unit=" ×"),
    ]


def _perplexity(model: Trained, corpus: Corpus) -> float:
    """Return the perplexity of held-out words that the training text has."""
    held_out = TrainingText(corpus.held_out, corpus.held_out_starts)
    known = corpus.counts[corpus.held_out] > 0
    return float(np.exp(-np.log(model.probabilities(held_out))[known].mean()))


def _merges(part: Part, corpus: Corpus) -> None:
    """Time the learning of merges."""
    rows = []
    for merges in (500, 2000, 8000):
        taken = seconds(partial(learn, corpus.vocabulary.words, corpus.counts, merges))
        rows.append([f"{merges:,}", number(taken)])
    part.tables.append(Table("Merges of subwords", ("merges", "s"), rows))


def _kinds(part: Part, corpus: Corpus) -> None:
    """Time a generation of every kind, with all measures and the control."""
    rows = []
    for name, values in KINDS.items():
        settings = Settings(generations=GENERATIONS, prediction="closed", **values)
        loop = Loop(corpus, settings, IndexedCorpus(corpus, settings.order))
        loop.step()
        step = min(seconds(loop.step) for _ in range(GENERATIONS - 1))
        rows.append([name, number(step), number(step / len(corpus.tokens) * 1e9)])
    part.tables.append(Table("One generation of other kinds of run", ("kind", "s", "ns a token"), rows))

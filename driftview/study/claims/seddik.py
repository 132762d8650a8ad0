"""The Simpson law of Seddik et al.: how fast the chance that two tokens are the same word rises."""

import numpy as np

from driftview.drift.lineage import Lineage
from driftview.settings.settings import Settings
from driftview.study.claims.trial import Arm, Claim, Paper, Statement, Trial, read_of
from driftview.study.experiments import Read
from driftview.text.corpus import Corpus
from driftview.theory.diversity import simpson

PAPER = Paper(
    authors="Seddik et al.",
    title="How Bad is Training on Synthetic Data? A Statistical Analysis of Language Model Collapse",
    source="arXiv 2404.05090",
    says="If each model is trained only on n samples of the previous one, the expected sum of squared "
    "probabilities of the next token is S = 1 − (1 − 1/n)^m (1 − S₀) after m generations: collapse "
    "cannot be avoided.",
    runs="Order 1, one context. Each generation has n tokens, a 64th of the human text, so that the loss "
    "is large enough to see. S is Σp² over the words of a generation.",
    omits="The paper's model has one such distribution for every context; here there is one. Its results on "
    "mixing real and synthetic data, and its GPT-2-like networks, are not run.",
)

PART = 64
"""Generations have so many times fewer tokens than the human text."""

FEWEST = 50
"""… but at least so many."""

GENERATIONS = (1, 6, 12, 24)


def trial(corpus: Corpus) -> Trial:
    """Set up small generations."""
    tokens = max(FEWEST, len(corpus.tokens) // PART)
    settings = Settings(order=1, generations=GENERATIONS[-1], tokens=tokens)
    start = float(np.sum((corpus.counts / len(corpus.tokens)) ** 2))
    law = simpson(start, np.full(GENERATIONS[-1], float(tokens)))
    readings = {f"Σp² {number}": _simpson(number) for number in GENERATIONS}
    statements = [
        Statement(f"Σp², {tokens:,} tokens", number, read_of("replace", name), float(law[number]))
        for number, name in zip(GENERATIONS, readings, strict=True)
    ]
    return Trial((Arm("replace", corpus, settings, readings),), tuple(statements))


def _simpson(generation: int) -> Read:
    """Return the reader of Σp² of a generation."""

    def read(lineage: Lineage) -> float:
        counts = lineage.generations[generation].counts
        return float(np.sum((counts / counts.sum()) ** 2))

    return read


CLAIM = Claim("seddik", "Simpson's index rises as 1 − (1 − 1/n)^m (1 − S₀)", PAPER, trial, 200, 60)

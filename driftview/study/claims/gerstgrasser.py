"""Gerstgrasser et al.: keeping everything bounds the error, by π²/6; replacing lets it grow linearly."""

import math

import numpy as np

from driftview.arrays import Counts, Floats
from driftview.drift.lineage import Lineage
from driftview.settings.settings import Settings
from driftview.study.claims.trial import Arm, Claim, Paper, Relation, Statement, Trial, above, read_of
from driftview.study.experiments import Read, excerpt
from driftview.text.corpus import Corpus

PAPER = Paper(
    authors="Gerstgrasser et al.",
    title="Is Model Collapse Inevitable? Breaking the Curse of Recursion by Accumulating Real and Synthetic "
    "Data",
    source="arXiv 2404.01413",
    says="Fit linear regressions to the predictions of the previous one. If the new data replace the old, "
    "the test error grows linearly with the number of fits. If the data accumulate, the error stays "
    "below π²/6 times that of the first fit, because the k-th fit adds 1/k² of it.",
    runs="Order 1 on the beginning of the text. The counterpart for word frequencies is the squared "
    "distance between the training text's frequencies and the human ones, Σ(p − p₀)², in units of "
    "what one generation of N tokens adds, (1 − Σp₀²)/N. The term k = 1, the human text's own "
    "sampling error, was made before the loop, so accumulating may add at most π²/6 − 1 = 0.645.",
    omits="Linear regression itself: multinomial draws take its place, which obey the same sum over 1/k². "
    "The paper's transformers, diffusion models and autoencoders are not run.",
)

TOKENS = 2000
GENERATIONS = (1, 5, 10, 20)
LAST = GENERATIONS[-1]

BOUND = math.pi**2 / 6 - 1
"""Σ 1/k² over all k ≥ 2."""


def trial(corpus: Corpus) -> Trial:
    """Set up both regimes on the beginning of a text."""
    text = excerpt(corpus, TOKENS)
    unit = (1.0 - float(np.sum(_shares(text.counts) ** 2))) / len(text.tokens)
    names = {number: f"error {number}" for number in GENERATIONS}
    arms = [
        Arm("replace", text, Settings(order=1, generations=LAST),
            {names[number]: _error(text, unit, number, number) for number in GENERATIONS}),
        Arm("accumulate", text, Settings(order=1, regime="accumulate", generations=LAST),
            {names[number]: _error(text, unit, 0, number) for number in GENERATIONS}),
    ]  # fmt: skip
    tokens = len(text.tokens)
    last = read_of("accumulate", names[LAST])
    statements = [
        *(_linear(number, tokens, names[number]) for number in GENERATIONS),
        *(_bounded(number, tokens, names[number]) for number in GENERATIONS),
        Statement("accumulate: error, π²/6 − 1", LAST, last, BOUND, Relation.AT_MOST),
        above("replace − accumulate: error", LAST, read_of("replace", names[LAST]), last),
    ]
    return Trial(tuple(arms), tuple(statements))


def _linear(generation: int, tokens: int, name: str) -> Statement:
    """Say that replacing has added one unit for each generation; exactly N(1 − (1 − 1/N)^g)."""
    exact = tokens * -math.expm1(generation * math.log1p(-1.0 / tokens))
    take = read_of("replace", name)
    return Statement(
        "replace: error", generation, take, generation, allowance=generation - exact, note="O(g²/N)"
    )


def _bounded(generation: int, tokens: int, name: str) -> Statement:
    """Say that accumulating has added Σ 1/k², k = 2 … g + 1; exactly N(1 − Π(1 − 1/(N k²)))."""
    terms = 1.0 / np.arange(2, generation + 2, dtype=np.float64) ** 2
    total = float(terms.sum())
    exact = tokens * -math.expm1(float(np.log1p(-terms / tokens).sum()))
    take = read_of("accumulate", name)
    return Statement(
        "accumulate: error", generation, take, total, allowance=abs(total - exact), note="O(1/N)"
    )


def _error(text: Corpus, unit: float, first: int, last: int) -> Read:
    """Return the reader of Σ(p − p₀)² of the text that generations ``first`` to ``last`` make together."""
    human = _shares(text.counts)

    def read(lineage: Lineage) -> float:
        pile = np.sum([each.counts for each in lineage.generations[first : last + 1]], axis=0)
        return float(np.sum((_shares(pile) - human) ** 2)) / unit

    return read


def _shares(counts: Counts) -> Floats:
    return np.asarray(counts / counts.sum())


CLAIM = Claim("gerstgrasser", "accumulating bounds the error, replacing does not", PAPER, trial, 200, 60)

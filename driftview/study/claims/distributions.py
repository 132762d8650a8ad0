"""Claims on the simplest models: a coin, a bell curve, and texts of which a part is kept."""

import math

import numpy as np

from driftview.arrays import Counts
from driftview.drift.lineage import Lineage
from driftview.settings.settings import Settings
from driftview.study.claims.trial import Arm, Claim, Paper, Relation, Statement, Trial, read_of
from driftview.study.experiments import Read, excerpt
from driftview.text.corpus import Corpus
from driftview.text.sources import open_corpus

# A coin. Its two faces are words, so that each generation is drawn from a Bernoulli distribution whose
# parameter is what the generation before has shown.

SURESH = "Rate of Model Collapse in Recursive Training"

COIN = "bernoulli:0.05:200"
"""The human text: 200 throws of a coin that shows heads one time in twenty."""

THROWS = (1, 2, 5, 10, 20, 40)
"""Generations at which the coin is looked at."""

BERNOULLI = Paper(
    authors="Suresh et al.",
    title=SURESH,
    source="arXiv 2412.17646",
    says="Under recursive training of discrete distributions, the time until a word is forgotten grows about "
    "linearly with how often it occurred in the original text.",
    runs="The text bernoulli:0.05:200, order 1, whatever text is named: 200 throws a generation. Our form of "
    "the claim, derived in docs/claims.md: after k rounds, heads that occurred λ times are gone with a "
    "probability of at most exp(−λ/k). The second kind of row is the martingale behind such bounds: with the "
    "share x of heads, x(1 − x) falls by exactly 1 − 1/n in each generation of n tokens.",
    omits="The paper treats any number of symbols; heads are one of two. We had its abstract, not its "
    "theorems, whose constants may be sharper. `suresh` holds the law itself against runs.",
)


def bernoulli_trial(_corpus: Corpus) -> Trial:
    """Throw a coin whose heads are rare."""
    text = open_corpus([COIN])
    heads = text.vocabulary.words.index("heads")
    human, tokens = int(text.counts[heads]), len(text.tokens)
    share = human / tokens
    readings = {f"gone {number}": _gone(heads, number) for number in THROWS}
    readings |= {f"both {number}": _both(heads, number) for number in THROWS}
    forgotten = [
        Statement(
            f"heads gone, λ = {human}",
            number,
            read_of("coin", f"gone {number}"),
            math.exp(-human / number),
            Relation.AT_MOST,
        )
        for number in THROWS
    ]
    martingale = [
        Statement(
            "x(1 − x) of heads",
            number,
            read_of("coin", f"both {number}"),
            share * (1.0 - share) * (1.0 - 1.0 / tokens) ** number,
        )
        for number in THROWS
    ]
    arm = Arm("coin", text, Settings(order=1, generations=THROWS[-1]), readings)
    return Trial((arm,), (*forgotten, *martingale))


def _gone(word: int, generation: int) -> Read:
    """Return the reader of whether a word is missing, 0 or 1."""

    def read(lineage: Lineage) -> float:
        return float(lineage.generations[generation].counts[word] == 0)

    return read


def _both(word: int, generation: int) -> Read:
    """Return the reader of x(1 − x), x the share of a word."""

    def read(lineage: Lineage) -> float:
        counts = lineage.generations[generation].counts
        share = counts[word] / counts.sum()
        return float(share * (1.0 - share))

    return read


# A bell curve: no text, but the same loop. Each generation is M numbers from the normal distribution that was
# fitted to the generation before; the fit needs their mean and variance only, which are drawn directly.

SAMPLES = 100
"""M, numbers of each generation."""

FITS = (1, 5, 20)
"""Generations at which the variance is looked at."""

LONG = 8 * SAMPLES
HALF = 0.5
"""A standard deviation that the curve is below after LONG generations."""

GAUSSIAN = Paper(
    authors="Shumailov et al.",
    title="The Curse of Recursion: Training on Generated Data Makes Models Forget",
    source="arXiv 2305.17493; rate: Suresh et al., arXiv 2412.17646",
    says="A model that is fitted to its own output again and again loses first the tails and then the "
    "variance of the original. (Suresh et al.: the standard deviation of a fitted normal "
    "distribution falls to zero within about as many rounds as there are numbers in each.)",
    runs=f"A normal distribution, fitted to M = {SAMPLES} numbers of the fit before, σ = 1, mean and "
    "unbiased variance; no text, and no n-grams. Our form of the claim, derived in docs/claims.md: over all "
    "runs a number of generation n has the variance σ²(1 + n/M), and yet the fitted standard deviation is "
    f"above ε after k fits with a probability of at most (σ/ε)·exp(−k/(4M)), here "
    f"k = {LONG} and ε = {HALF:g}.",
    omits="Mixtures, and what fits other than these two numbers lose. We had the papers' abstracts, not "
    "their theorems.",
)


def gaussian_trial(corpus: Corpus) -> Trial:
    """Fit, draw, and fit again."""
    names = [f"variance {number}" for number in FITS]
    readings = dict.fromkeys([*names, "wide"], _nothing)
    arm = Arm("fits", corpus, Settings(order=1), readings, draw=_fits)
    statements = [
        Statement("variance over all runs, σ² = 1", number, read_of("fits", name), 1.0 + number / SAMPLES)
        for number, name in zip(FITS, names, strict=True)
    ]
    bound = math.exp(-LONG / (4.0 * SAMPLES)) / HALF
    wide = Statement(
        f"runs with an sd above {HALF:g}", LONG, read_of("fits", "wide"), bound, Relation.AT_MOST
    )
    return Trial((arm,), (*statements, wide))


def _nothing(_lineage: Lineage) -> float:
    raise AssertionError("nothing is read of a text")


def _fits(rng: np.random.Generator) -> list[float]:
    """Follow one bell curve: μ² + Σ at FITS, whose mean is the variance of a number, and the end."""
    mean, variance = 0.0, 1.0
    found = []
    for number in range(1, LONG + 1):
        mean += math.sqrt(variance / SAMPLES) * rng.standard_normal()
        variance *= rng.chisquare(SAMPLES - 1) / (SAMPLES - 1)
        if number in FITS:
            found.append(mean**2 + variance)
    return [*found, float(math.sqrt(variance) > HALF)]


# Texts of which a part is kept.

TOKENS = 400
"""Tokens of the human text and of each generation."""

ALPHAS = (1.0, 0.5, 0.25)
"""Shares that are rewritten."""

KEPT_FOR = 20
"""Generations."""

CLUSTERED = 0.1
"""Share by which loss may be slower where whole documents are kept."""

OVERLAP = Paper(
    authors="driftview",
    title="The laws, in plain words: Rewrite only a part",
    source="docs/laws.md",
    says="A text of N tokens of which a share α is rewritten each time loses variety as slowly as one of "
    "N_e = N/[α(2 − α)] tokens that is rewritten as a whole: H, the chance that two tokens differ, falls by "
    "1 − 1/N_e in each generation.",
    runs=f"Order 1 on the beginning of the text, {TOKENS} tokens, regime overlap. N_e is what the fall of H "
    "over all generations comes to. Here whole documents are kept, whose tokens go on side by side, so that "
    "the measured N_e is a little larger (5% with 18 documents, 8% with one): a tenth is allowed.",
    omits="Higher orders, which copy passages: then fewer, larger pieces are drawn.",
)


def overlap_trial(corpus: Corpus) -> Trial:
    """Set up an arm for each share."""
    text = excerpt(corpus, TOKENS)
    tokens = len(text.tokens)
    arms, statements = [], []
    for alpha in ALPHAS:
        name = f"α = {alpha:g}"
        settings = Settings(order=1, generations=KEPT_FOR, regime="overlap", regenerated=alpha)
        arms.append(Arm(name, text, settings, {"H": _left}))
        rate = alpha * (2.0 - alpha) / tokens
        statements.append(
            Statement(
                f"H left, N_e = {1.0 / rate:,.0f} at {name}",
                KEPT_FOR,
                read_of(name, "H"),
                (1.0 - rate) ** KEPT_FOR,
                allowance=CLUSTERED * KEPT_FOR * rate * (alpha < 1.0),
                note="whole documents are kept",
            )
        )
    return Trial(tuple(arms), tuple(statements))


def _left(lineage: Lineage) -> float:
    """Return H of the last generation, of H of the human text; over pairs of different tokens."""
    first, last = (_differ(lineage.generations[number].counts) for number in (0, KEPT_FOR))
    return last / first


def _differ(counts: Counts) -> float:
    """Return the chance that two different tokens are different words."""
    tokens = float(counts.sum())
    same = float((counts.astype(np.float64) * (counts - 1.0)).sum())
    return 1.0 - same / (tokens * (tokens - 1.0))


CLAIMS = (
    Claim("bernoulli", "rare heads of a coin are forgotten slowly", BERNOULLI, bernoulli_trial, 400, 120),
    Claim("gaussian", "a fitted bell curve wanders and narrows", GAUSSIAN, gaussian_trial, 2000, 600),
    Claim("overlap", "rewriting a part loses like a text of N/[α(2 − α)]", OVERLAP, overlap_trial, 400, 120),
)

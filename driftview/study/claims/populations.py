"""Many models in place of one: what drift leaves alone, what selection does not, and a curated neighbour."""

import math
from dataclasses import replace

from driftview.drift.laws import Laws
from driftview.drift.lineage import Lineage
from driftview.drift.population import Shares
from driftview.settings.settings import Settings
from driftview.study.claims.trial import (
    Arm,
    Claim,
    ClaimError,
    Paper,
    Relation,
    Statement,
    Trial,
    above,
    loss,
    read_of,
    require_held_out,
)
from driftview.study.experiments import Read
from driftview.text.corpus import Corpus

ORDER = 2

LAST = 10

MANY = 8
"""Models that the text is divided among."""

COOLER = 0.9
"""The temperature that stands for selection: frequent words gain."""

CUT = 0.05
"""How far the words of several models may lie from the law, as a share of them. A model whose text is a few
hundred tokens walks through it and comes back late to where it was. Fewer tokens are left out than by
independent draws: 36.4% instead of 36.8% a generation with 16 models on Ecclesiastes, which adds up to 3 to
5% more words after ten. At order 1, where draws are independent, 16 models lie on the law."""

BEST_OF, FEW_OF = 6, 2
"""Candidates of the curated model: strong curation, and weak."""

WEAK = 0.05
"""How many words the neighbour of a weakly curated model may lose, as a share of what one model keeps. On
Ecclesiastes (8 seeds) it loses 1.4 ± 4.1 words of 291; beside best of 4 it loses 207, beside best of 6, 261.
"""

WORDS, LAST_LOSS = "human words", "loss at last"

ECOSYSTEM = Paper(
    authors="Hodel & West",
    title="Epistemic diversity across language models mitigates knowledge collapse",
    source="arXiv 2512.15011",
    says="When the human text is divided among several models, the best number of models rises with the "
    "rounds of training on their own output.",
    runs=f"1, 2 and {MANY} n-gram models of order {ORDER}, each with its own part of the text, for {LAST} "
    f"rounds at temperature {COOLER}, which prefers frequent words. Together they write as much as a "
    "single model. The null hypothesis comes first: under drift alone, 1, 4 and 16 models together "
    "keep the same words.",
    omits="The paper's models and its measures of knowledge. The paper also finds that a single model does "
    "best at first. That does not hold here: n-gram models that share the text are no worse at first, "
    "because together they still know all of it.",
)

NEIGHBOUR = Paper(
    authors="Wei, Zhang & Zhang",
    title="When and How Human Curation Backfires: Preference Alignment under Multi-Model Self-Consuming Loop",
    source="arXiv 2605.29267",
    says="When models train on each other's output, curating one of them can harm the others.",
    runs=f"Two n-gram models of order {ORDER} that read one pool, for {LAST} generations. One of them "
    f"writes {BEST_OF} candidates for each sentence, or {FEW_OF}, and keeps the likeliest. The words "
    "of the other are counted and compared with two models that are not curated, and with one that "
    "reads only its own text.",
    omits="The paper's models, preferences and conditions, and the number of candidates at which harm "
    "begins. What curation does to the curated model is not measured.",
)


def _words(lineage: Lineage) -> float:
    return float(lineage.generations[LAST].measures["human_types"] or math.nan)


def _words_of_other(lineage: Lineage) -> float:
    counts = Shares(lineage.corpus, lineage.settings).counts(lineage.generations[LAST].tokens)
    human = lineage.corpus.counts > 0
    return float(((counts[-1][: len(human)] > 0) & human).sum())


def ecosystem(corpus: Corpus) -> Trial:
    """Set up the null, and models that share the text under selection."""
    require_held_out(corpus)
    if len(corpus.starts) < MANY:
        raise ClaimError(
            f"the text is divided among {MANY} models, paragraph by paragraph, and has only "
            f"{len(corpus.starts)}: use a longer text"
        )
    plain = Settings(order=ORDER, generations=LAST, prediction="closed")
    predicted = Laws(corpus, plain).expected(LAST)["human_types"] or 0.0
    numbers: dict[str, Read] = {WORDS: _words, LAST_LOSS: loss(LAST)}
    measured = ("human_types", "perplexity")
    null = {models: _population(plain, models, "same") for models in (1, 4, 16)}
    cool = Settings(order=ORDER, generations=LAST, temperature=COOLER)
    chosen = {models: _population(cool, models, "split") for models in (1, 2, MANY)}
    arms = tuple(
        Arm(f"{kind} {models}", corpus, settings, numbers, measured)
        for kind, group in (("drift", null), ("selection", chosen))
        for models, settings in group.items()
    )
    same = tuple(
        Statement(
            f"drift alone, {models} model{'s' * (models > 1)}: human words together", LAST,
            read_of(f"drift {models}", WORDS), predicted,
            allowance=CUT * predicted, note=f"{CUT:.0%} of them",
        )
        for models in null
    )  # fmt: skip
    two, one, many = (read_of(f"selection {models}", WORDS) for models in (2, 1, MANY))
    losses = [read_of(f"selection {models}", LAST_LOSS) for models in (1, MANY)]
    statements = (
        *same,
        above("selection: human words of 2 models beyond those of 1", LAST, two, one),
        above(f"selection: human words of {MANY} models beyond those of 2", LAST, many, two),
        above(f"selection: loss of 1 model beyond that of {MANY}, bits a word", LAST, losses[0], losses[1]),
    )
    return Trial(arms, statements)


def _population(settings: Settings, models: int, text: str) -> Settings:
    """Return settings for so many models; one model has no choice of text."""
    if models == 1:
        return settings
    values = {**settings.as_dict(), "population": models, "population_text": text}
    return Settings(**values)


def neighbour(corpus: Corpus) -> Trial:
    """Set up two models that read each other, one of them curated or none, and two that do not."""
    plain = Settings(order=ORDER, generations=LAST, population=2)
    pooled = replace(plain, migration=1.0)
    settings = {
        "none curated": pooled,
        "one curated": replace(pooled, candidates=BEST_OF, curated_models=1),
        "one curated weakly": replace(pooled, candidates=FEW_OF, curated_models=1),
        "apart": plain,
    }
    name = "human words of the other"
    arms = tuple(
        Arm(arm, corpus, each, {name: _words_of_other}, ("human_types",)) for arm, each in settings.items()
    )
    none, one, weakly, apart = (read_of(arm, name) for arm in settings)
    predicted = Laws(corpus, replace(plain, population=1)).expected(LAST)["human_types"] or 0.0
    statements = (
        above(f"the other's human words: none curated, beyond best of {BEST_OF}", LAST, none, one),
        above(f"the other's human words: apart, beyond reading the best of {BEST_OF}", LAST, apart, one),
        Statement(
            f"the other's human words: none curated, beyond best of {FEW_OF}", LAST,
            lambda found: none(found) - weakly(found), 0.0, Relation.AT_MOST,
            allowance=WEAK * predicted, note=f"{WEAK:.0%} of what one model keeps",
        ),
    )  # fmt: skip
    return Trial(arms, statements)


CLAIMS = (
    Claim("ecosystem", "the best number of models rises with the rounds", ECOSYSTEM, ecosystem, 12, 6),
    Claim("neighbour", "a strongly curated model harms those that read it", NEIGHBOUR, neighbour, 8, 4),
)

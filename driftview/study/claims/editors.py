"""People in the loop: what editing, curating and filtering do to the vocabulary."""

from typing import Any

from driftview.drift.laws import Laws
from driftview.settings.settings import Settings
from driftview.study.claims.trial import (
    Arm,
    Claim,
    ClaimError,
    Paper,
    Statement,
    Trial,
    above,
    read_of,
    words,
)
from driftview.text.corpus import Corpus

HALF, LAST = 5, 10

EDIT_ERROR = 0.01
"""How far edited runs may lie from their law, as a share of the words: sentences are not tokens."""


def _arm(corpus: Corpus, name: str, order: int, **values: Any) -> Arm:
    """Return an arm that reads the words of two generations."""
    settings = Settings(order=order, generations=LAST, **values)
    return Arm(name, corpus, settings, {f"words {number}": words(number) for number in (HALF, LAST)})


EDITING = Paper(
    authors="Gerstgrasser et al.",
    title="Is Model Collapse Inevitable?",
    source="arXiv 2404.01413",
    says="Collapse is avoided if real data stay part of the training data.",
    runs="A fifth of the sentences of every document is replaced by human ones before publication; order 3. "
    "The law is that of fresh human text, one token at a time.",
    omits="Editors who correct what is wrong: here sentences are replaced at random.",
)


def editing(corpus: Corpus) -> Trial:
    """Set up edited runs and their law."""
    arms = tuple(_arm(corpus, name, 3, edited=share) for name, share in (("raw", 0.0), ("edited", 0.2)))
    law = Laws(corpus, arms[1].settings)
    statements = [
        Statement(
            "20% edited: words left",
            number,
            read_of("edited", f"words {number}"),
            predicted := law.expected(number)["human_types"] or 0.0,
            allowance=EDIT_ERROR * predicted,
            note=f"{EDIT_ERROR:.0%} of the words",
        )
        for number in (HALF, LAST)
    ]
    more = above(
        "words: edited − raw", LAST, read_of("edited", f"words {LAST}"), read_of("raw", f"words {LAST}")
    )
    return Trial(arms, (*statements, more))


CURATION = Paper(
    authors="Feng et al.",
    title="Beyond Model Collapse: Scaling Up with Synthesized Data Requires Verification",
    source="arXiv 2406.07515",
    says="Whether training on synthetic data helps depends on what a verifier keeps of them.",
    runs="Order 2. The model writes four candidates for each sentence, and a judge keeps one: by length, "
    "by surprise, by likelihood under a model of the human text, or by likelihood under the model "
    "itself.",
    omits="Verifiers that know what is right. The judges here only know what is likely.",
)

JUDGES = ("length", "surprise", "human-likelihood", "likelihood")
"""From the one that keeps most words to those that keep fewest: the last two are about alike (8 seeds on
Ecclesiastes: 1.4 ± 2.1 words apart)."""


def curation(corpus: Corpus) -> Trial:
    """Set up a run without a judge, and one with each."""
    arms = [_arm(corpus, "raw", 2)]
    arms += [_arm(corpus, judge, 2, candidates=4, judge=judge) for judge in JUDGES]
    reading = f"words {LAST}"
    pairs = (("raw", "surprise"), ("length", "surprise"))
    likely = (("surprise", "human-likelihood"), ("surprise", "likelihood"))
    statements = [
        above(f"words: {more} − {fewer}", LAST, read_of(more, reading), read_of(fewer, reading))
        for more, fewer in (*pairs, *likely)
    ]
    return Trial(tuple(arms), tuple(statements))


FILTERS = Paper(
    authors="Gambetta et al.",
    title="Characterizing Model Collapse in Large Language Models Using Semantic Networks and Next-Token "
    "Probability",
    source="arXiv 2410.12341",
    says="Training on the synthetic texts that surprise a model most slows collapse down.",
    runs="Order 3. Half of every generation is kept for training, in whole documents: the most surprising "
    "ones (by the frequencies of single words), random ones, or the likeliest.",
    omits="Surprise as a large model measures it. The surprise of an n-gram model of order 3 is different: "
    "the model is most certain where a rare word stands.",
)


FEWEST_DOCUMENTS = 100
"""A filter chooses whole documents: among the 11 of Ecclesiastes it makes no difference that 4 runs show."""


def filters(corpus: Corpus) -> Trial:
    """Set up three filters that keep equally much; refuses a text of few documents."""
    if len(corpus.starts) < FEWEST_DOCUMENTS:
        raise ClaimError(
            f"a filter chooses among paragraphs, and this text has only {len(corpus.starts)}: use a text "
            f"with at least {FEWEST_DOCUMENTS}"
        )
    arms = [_arm(corpus, by, 3, kept=0.5, kept_by=by) for by in ("surprise", "random", "likelihood")]
    arms.append(_arm(corpus, "surprise with errors", 3, kept=0.5, kept_by="surprise", filter_error=0.2))
    reading = f"words {HALF}"
    pairs = (("surprise", "random"), ("random", "likelihood"), ("surprise with errors", "random"))
    statements = [
        above(f"words: {more} − {fewer}", HALF, read_of(more, reading), read_of(fewer, reading))
        for more, fewer in pairs
    ]
    return Trial(tuple(arms), tuple(statements))


CLAIMS = (
    Claim("editing", "human sentences stop the loss, as fresh human text would", EDITING, editing, 30, 8),
    Claim("curation", "judges remove variety, those of likelihood most", CURATION, curation, 15, 5),
    Claim("filters", "keeping what surprises keeps more words than chance", FILTERS, filters, 15, 5),
)
"""Of edited, curated and filtered runs."""

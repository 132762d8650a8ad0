"""Alemohammad et al.: loops without human data, with the same human data for ever, and with fresh ones."""

from typing import Any

from driftview.settings.settings import Settings
from driftview.study.claims.trial import (
    Arm,
    Claim,
    Paper,
    Trial,
    above,
    loss,
    read_of,
    require_held_out,
    rise_of,
    words,
)
from driftview.text.corpus import Corpus

PAPER = Paper(
    authors="Alemohammad et al.",
    title="Self-Consuming Generative Models Go MAD",
    source="arXiv 2307.01850",
    says="Without enough fresh real data in each generation, quality or diversity decreases from generation "
    "to generation. Real data that stay the same for ever delay that, compared with a fully synthetic loop; "
    "enough fresh ones prevent it.",
    runs="Order 3, a tenth of every training text human: none, the same tenth for ever, or a new tenth each "
    "time. Diversity is the number of words; quality is the loss of held-out human text, in bits a word.",
    omits="Only the order of the three loops is carried over. The paper's models make images, and its real "
    "data come on top of the synthetic ones instead of having a share. Its sampling bias (temperature and "
    "the like) is not run.",
)

SHARE = 0.1
HALF, LAST = 15, 30


def trial(corpus: Corpus) -> Trial:
    """Set up the three loops."""
    require_held_out(corpus)
    arms = [
        _arm(corpus, "synthetic", {}),
        _arm(corpus, "fixed", {"human_share": SHARE, "human_source": "fixed"}),
        _arm(corpus, "fresh", {"human_share": SHARE, "human_source": "fresh"}),
    ]
    return Trial(
        tuple(arms),
        (
            above("words: fixed − synthetic", LAST, read_of("fixed", "words"), read_of("synthetic", "words")),
            above("words: fresh − fixed", LAST, read_of("fresh", "words"), read_of("fixed", "words")),
            above("loss, bits: synthetic − fixed", LAST,
                  read_of("synthetic", "loss"), read_of("fixed", "loss")),
            above("loss, bits: fixed − fresh", LAST, read_of("fixed", "loss"), read_of("fresh", "loss")),
            above(f"loss since {HALF}: synthetic − fresh", LAST,
                  rise_of("synthetic", "loss at half", "loss"), rise_of("fresh", "loss at half", "loss")),
        ),
    )  # fmt: skip


def _arm(corpus: Corpus, name: str, values: dict[str, Any]) -> Arm:
    settings = Settings(order=3, generations=LAST, **values)
    readings = {"loss at half": loss(HALF), "loss": loss(LAST), "words": words(LAST)}
    return Arm(name, corpus, settings, readings, ("types", "perplexity"))


CLAIM = Claim(
    "alemohammad", "fresh human data keep more than fixed, fixed more than none", PAPER, trial, 24, 10
)

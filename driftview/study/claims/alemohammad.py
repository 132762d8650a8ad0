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
    says="Without enough fresh real data in each generation, quality or diversity decreases from "
    "generation to generation. Compared with a fully synthetic loop, real data that never change only "
    "delay this; enough fresh real data prevent it.",
    runs="Order 3, in three ways: no human text; a tenth of every training text human and always the same; "
    "or a tenth human and new each time. Diversity is the number of words; quality is the loss on "
    "held-out human text, in bits per word.",
    omits="Only the order of the three loops is tested. The paper's models make images, and its real data "
    "are added to the synthetic data instead of replacing a share of them. Its sampling bias "
    "(temperature and the like) is not run.",
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

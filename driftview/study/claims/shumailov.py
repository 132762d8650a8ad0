"""Shumailov et al.: a tenth of the original data leaves only minor degradation, as an ordering."""

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
    words,
)
from driftview.text.corpus import Corpus

PAPER = Paper(
    authors="Shumailov et al.",
    title="The Curse of Recursion: Training on Generated Data Makes Models Forget",
    source="arXiv 2305.17493 and Nature 631 (2024)",
    says="A language model that is trained on the previous model's text gets worse from generation to "
    "generation. If 10% of the original data stay in the training, the degradation is minor.",
    runs="Order 3, once with no human text after the first training, and once with a tenth of every "
    "training text human and drawn again each time. The loss is that of held-out human text, in bits "
    "per word.",
    omits="The paper prints no numbers for each generation, so only an ordering is tested: less degradation "
    "with a tenth than without, and some even with it. n-grams cannot show whether the degradation of "
    "the paper's networks is minor, and this says nothing about a tenth that is always the same.",
)

SHARE = 0.1
LAST = 10


def trial(corpus: Corpus) -> Trial:
    """Set up the loop without human text and with a tenth of it."""
    require_held_out(corpus)
    arms = [
        _arm(corpus, "none", {}),
        _arm(corpus, "tenth", {"human_share": SHARE, "human_source": "fresh"}),
    ]
    return Trial(
        tuple(arms),
        (
            above("loss, bits: none − tenth", LAST, read_of("none", "loss"), read_of("tenth", "loss")),
            above("words: tenth − none", LAST, read_of("tenth", "words"), read_of("none", "words")),
            above("loss, bits: tenth − human text", LAST,
                  read_of("tenth", "loss"), read_of("tenth", "human loss")),
        ),
    )  # fmt: skip


def _arm(corpus: Corpus, name: str, values: dict[str, Any]) -> Arm:
    settings = Settings(order=3, generations=LAST, **values)
    readings = {"human loss": loss(0), "loss": loss(LAST), "words": words(LAST)}
    return Arm(name, corpus, settings, readings, ("types", "perplexity"))


CLAIM = Claim("shumailov", "a tenth of human text leaves less degradation than none", PAPER, trial, 24, 10)

"""Kazdan et al.: replace, accumulate, and accumulate-subsample, in the order of what they lose."""

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
    authors="Kazdan et al.",
    title="Collapse or Thrive? Perils and Promises of Synthetic Data in a Self-Generating World",
    source="arXiv 2410.16713",
    says="The test loss on real data diverges when synthetic data replace real data, and does not when all "
    "data accumulate. When each model is trained on a sample of fixed size from everything so far, "
    "the loss is larger than with accumulate, but apparently reaches a plateau.",
    runs="Order 3. The loss is that of held-out human text, in bits per word, under a smoothed trigram "
    "model of each generation.",
    omits="Only two things are tested: the order of the three regimes, and that the loss of subsample goes "
    "on rising by less than that of replace. A few generations cannot show that a plateau lasts. The "
    "paper's models, from Gaussians to fine-tuned language models, are not run.",
)

HALF, LAST = 6, 12


def trial(corpus: Corpus) -> Trial:
    """Set up the three regimes."""
    require_held_out(corpus)
    arms = [
        _arm(corpus, "replace", {}),
        _arm(corpus, "subsample", {"regime": "subsample"}),
        _arm(corpus, "accumulate", {"regime": "accumulate"}),
    ]
    return Trial(
        tuple(arms),
        (
            above("loss, bits: replace − subsample", LAST,
                  read_of("replace", "loss"), read_of("subsample", "loss")),
            above("loss, bits: subsample − accumulate", LAST,
                  read_of("subsample", "loss"), read_of("accumulate", "loss")),
            above(f"loss since {HALF}: replace − subsample", LAST,
                  rise_of("replace", "loss at half", "loss"), rise_of("subsample", "loss at half", "loss")),
            above("words: accumulate − subsample", LAST,
                  read_of("accumulate", "words"), read_of("subsample", "words")),
            above("words: subsample − replace", LAST,
                  read_of("subsample", "words"), read_of("replace", "words")),
        ),
    )  # fmt: skip


def _arm(corpus: Corpus, name: str, values: dict[str, Any]) -> Arm:
    settings = Settings(order=3, generations=LAST, **values)
    readings = {"loss at half": loss(HALF), "loss": loss(LAST), "words": words(LAST)}
    return Arm(name, corpus, settings, readings, ("types", "perplexity"))


CLAIM = Claim(
    "kazdan", "replace loses most, then accumulate-subsample, then accumulate", PAPER, trial, 24, 10
)

"""The settings of the model: what reads a text and writes the next one, and who chooses before it is read."""

from __future__ import annotations

from dataclasses import dataclass

from driftview.choices import (
    CRITERIA,
    JUDGES,
    MERGES,
    MODEL_KINDS,
    UNITS,
    Criterion,
    JudgeName,
    ModelKind,
    Unit,
    criterion_meaning,
    judge_meaning,
    model_meaning,
    unit_meaning,
)
from driftview.settings.parameters import Exclusion, Name, Need, OneOf, Question, Real, Whole, declared

HIGHEST_ORDER = 8
"""The longest n-grams that models count."""

ENDLESS = HIGHEST_ORDER + 1
"""The order without end, ``max``: the continuation of the longest context seen is copied."""

MOST_GAMMA = 10**9
"""With a pseudo-count far below this every word is as likely as any other already."""

DECODING = ("temperature", "top_k", "top_p", "min_p")
"""Settings that bend the probabilities of the model without smoothing."""


@dataclass(frozen=True)
class ModelSettings:
    """The first settings of a lineage, in the order of lineage.json."""

    # fmt: off
    model: ModelKind = declared(
        "n-gram",
        OneOf({kind: model_meaning(kind) for kind in MODEL_KINDS}),
        "The kind of model. n-gram: copies what followed the same words. neural: a small network with four "
        "words of context, trained from scratch on every generation's text; slower, and it has no order.",
        question=Question("model", 10, "model", "reads and writes the texts"), absent="an n-gram model",
        phrase="a {value} model", brief="{value}",
        excludes=Exclusion(
            ("order", "smoothing", "gamma", "discount", *DECODING, "candidates", "model_command"),
            "the neural model does not have them",
        ),
    )
    """The kind of model: the copying n-gram chain and its smoothed relatives, or a neural network."""
    order: int = declared(
        3, Whole(1, ENDLESS, "max"),
        "Order n is an n-gram model: 3 looks two tokens back. max looks back as far as possible: it copies "
        "what follows the longest matching context, and so copies whole documents.",
        question=Question("model", 1, "order", "1 to 8, or max; 3 looks two tokens back"),
        steps=tuple(range(1, ENDLESS + 1)), phrase="order {settings.order_said}",
        brief="{settings.unit} order {settings.order_said}",
        excludes=Exclusion(
            ("smoothing", "gamma", "discount", *DECODING, "candidates"),
            "order max copies whole documents", (ENDLESS,),
        ),
    )
    """Order n is an n-gram model: order 3 looks two tokens back; ENDLESS as far as it has read."""
    unit: Unit = declared(
        "word", OneOf({unit: unit_meaning(unit) for unit in UNITS}),
        "What a token is. subword: pieces of words, from byte-pair merges learned on the human text.",
        question=Question("model", 2, "unit", "what a token is"), law=True, axis=False,
        phrase="{value}s", brief="{value}",
    )
    """What a token is."""
    merges: int = declared(
        MERGES, Whole(0, 100_000), "Maximum number of byte-pair merges for subwords.",
        question=Question("model", 2.5, "merges", "maximum number of merges"),
        subject="the number of merges", law=True, axis=False, phrase="{value:,} merges",
        brief="{value:,} merges", header=True, needs=(Need("unit", ("subword",)),),
    )
    """How many pairs of pieces are merged, where tokens are subwords; 0 leaves the characters of words."""
    smoothing: str = declared(
        "none",
        Name({
            "none": "only what was seen: drift",
            "additive": "any word may follow",
            "witten-bell": "new where followers vary",
            "absolute": "takes a little from each",
            "kneser-ney": "new ones by their variety",
            "modified-kneser-ney": "the same, in finer steps",
            "stupid-backoff": "shorter context if unknown",
        }),
        "The model: none, additive, witten-bell, absolute, kneser-ney, modified-kneser-ney, stupid-backoff, "
        "or one that an installed package offers.",
        metavar="NAME", phrase="{value} smoothing", brief="{value}", absent="no smoothing", header=True,
        question=Question("model", 3, "smoothing", "a model from an installed package"),
        excludes=Exclusion(DECODING, "temperature, top-k, top-p and min-p work with smoothing none"),
    )
    """Name of a model of the models room; "none" is the maximum-likelihood chain."""
    gamma: float | None = declared(
        None, Real(0, MOST_GAMMA, low_open=True), "Pseudo-count of additive smoothing.  [0.001]",
        needs=(Need("smoothing", ("additive",)),),
    )
    """Pseudo-count of additive smoothing; None for the model's own."""
    discount: float | None = declared(
        None, Real(0, 1), "Discount of absolute, kneser-ney and modified-kneser-ney.  [estimated]",
        subject="the discount",
        needs=(Need("smoothing", ("absolute", "kneser-ney", "modified-kneser-ney")),),
    )
    """Discount of absolute discounting and Kneser–Ney; None for an estimate."""
    model_command: str | None = declared(
        None, Name(),
        "A program of your own as the model: it reads the training text on standard input and writes a "
        "text. DRIFTVIEW_TOKENS and DRIFTVIEW_SEED give the length and the random seed.",
        metavar="'PROGRAM …'", outside=True, axis=False,
        excludes=Exclusion(("order", "smoothing", *DECODING, "candidates"), "the program is the model"),
    )
    """An outside program that trains and writes in place of a model; see driftview.models.external."""
    time_limit: float = declared(
        600.0, Real(0, low_open=True), "Time limit for one generation, in seconds.",
        subject="the time limit", refusal="the time limit must be above 0 seconds", outside=True, axis=False,
        needs=(Need("model_command"),),
    )
    """Seconds that the outside program may take for one generation."""
    candidates: int = declared(
        1, Whole(1), "Candidates for each sentence; a judge keeps one.",
        phrase="the best of {value} candidates", brief="best of {value}", absent="no candidates", header=True,
        question=Question("model", 6.2, "candidates", "for each sentence; a judge keeps one"),
        offered=(1, 2, 4, 8),
    )
    """How many candidates are drawn for each sentence; a judge keeps one."""
    judge: JudgeName = declared(
        "likelihood",
        OneOf({judge: judge_meaning(judge) for judge in JUDGES}, {"human": "human-likelihood"}),
        "What the judge prefers: sentences that the model finds likely or surprising, long ones, or those "
        "likely in the human text (common phrases, not human variety).",
        subject="the judge", needs=(Need("candidates"),), brief="by {value}", header=True,
        question=Question("model", 6.3, "judge", "what it prefers"),
    )
    """What the judge prefers, where there are candidates."""
    edited: float = declared(
        0.0, Real(0, 1),
        "Share of the sentences of every document that people replace with human ones before publication.",
        subject="the edited share",
        question=Question("model", 6.4, "edited %", "sentences replaced with human ones", percent=True),
        steps=(0.0, 0.05, 0.1, 0.2, 0.3, 0.5, 1.0), offered=(0.0, 0.05, 0.1, 0.2, 0.5), law=True,
        phrase="{share} of the sentences edited", brief="{share} edited", absent="nothing edited",
        header=True,
        excludes=Exclusion(
            ("human_share", "human_adds", "machine_shares", "regime", "population"),
                "editing works with one model and the regime replace",
        ),
    )
    """Share of the sentences of every document that are replaced by human ones before it is published."""
    kept: float = declared(
        1.0, Real(0, 1, low_open=True),
        "Share of every generation that a filter keeps for training, in whole documents.",
        subject="the kept share",
        question=Question("model", 6.5, "kept %", "of the documents, for training", percent=True),
        offered=(1.0, 0.75, 0.5, 0.25), phrase="{share} of the documents kept", brief="{share} kept",
        absent="no filter", header=True,
        excludes=Exclusion(("machine_shares",), "scraped text is found, not filtered"),
    )
    """Share of every generation that a filter keeps for training, in whole documents."""
    kept_by: Criterion = declared(
        "surprise", OneOf({criterion: criterion_meaning(criterion) for criterion in CRITERIA}),
        "Which documents the filter keeps: those that surprise the model, those it finds likely, long "
        "ones, those likely in the human text, or any.",
        subject="the filter's criterion", needs=(Need("kept"),), brief="{settings.kept_said}", header=True,
        question=Question("model", 6.6, "kept by", "what the filter prefers"),
    )
    """Which documents the filter keeps."""
    filter_error: float = declared(
        0.0, Real(0, 1), "Share of the documents that the filter ranks at random.",
        subject="the filter's error", needs=(Need("kept"),), phrase="{share} filter errors",
        brief="{share} errors", header=True,
        question=Question("model", 6.7, "errors %", "of the filter: ranked at random", percent=True),
    )
    """Share of the documents that the filter ranks at random."""
    # fmt: on

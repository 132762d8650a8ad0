"""Everything that decides a lineage besides its corpus: each setting declared once, with all its facts.

To add a setting, add a field to ``Settings``. The command line, the environment, study files, the explorer's
forms, lineage.json and the library read the declaration; a sentence about a setting that they need stands in
it. ``driftview.settings.conflicts`` says which settings go together.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any, Literal

from driftview.choices import (
    CRITERIA,
    HUMAN_SOURCES,
    JUDGES,
    MERGES,
    MODEL_KINDS,
    POPULATION_TEXTS,
    UNITS,
    Criterion,
    HumanSource,
    JudgeName,
    ModelKind,
    PopulationText,
    Unit,
    criterion_meaning,
    is_blind,
    judge_meaning,
    model_meaning,
    population_text_meaning,
    source_meaning,
    unit_meaning,
)
from driftview.settings.feedback import Feedback, read_feedback
from driftview.settings.parameters import (
    Exclusion,
    Name,
    Names,
    Need,
    OneOf,
    Pair,
    Parameter,
    Question,
    Real,
    Series,
    SettingsError,
    Whole,
    near,
)
from driftview.settings.regimes import REGIMES, Regime, RegimeRule, regime_rule
from driftview.text.cleaning import label

__all__ = [
    "PARAMETERS",
    "FoundCommand",
    "Settings",
    "SettingsError",
    "parameter",
    "read_setting",
    "read_settings",
]

Prediction = Literal["auto", "closed", "simulated"]
"""A prediction is a closed form (docs/laws.md), or comes from replicates, or from whichever suits."""

HIGHEST_ORDER = 8
"""The longest n-grams that models count."""

ENDLESS = HIGHEST_ORDER + 1
"""The order without end, ``max``: the continuation of the longest context seen is copied."""

MOST_GAMMA = 10**9
"""With a pseudo-count far below this every word is as likely as any other already."""

MOST_TOKENS = 2**31 - 1
"""Tokens are numbered in 32 bits."""

DECODING = ("temperature", "top_k", "top_p", "min_p")
"""Settings that bend the probabilities of the model without smoothing."""

MOST_MODELS = 64
"""Models of a population."""

MOST_RETRIEVAL = 100
"""A far smaller preference already finds the likeliest documents only."""

SCRAPED = (Need("human_share"), Need("machine_shares"))
"""Human text is mixed in, or scraped together with machine text."""


class FoundCommand(str):
    """A model command that stood in a file: it tells how something was made, and is never run."""

    __slots__ = ()


def _declared(default: Any, kind: Any, help_text: str = "", **more: Any) -> Any:
    """Return a field of ``Settings`` that carries its declaration."""
    return field(default=default, metadata={"parameter": Parameter(kind, default, help_text, **more)})


@dataclass(frozen=True)
class Settings:
    """Model, regime and seed of a lineage; equal settings on one corpus give the same run, bit for bit."""

    # fmt: off
    model: ModelKind = _declared(
        "n-gram",
        OneOf({kind: model_meaning(kind) for kind in MODEL_KINDS}),
        "The kind of model. n-gram: copies what followed the same words. neural: a small network with four "
        "words of context, trained from scratch on every generation's text; slower, and it takes no order.",
        question=Question("model", 10, "model", "what reads and writes the texts"), absent="an n-gram model",
        phrase="a {value} model", brief="{value}", header=True,
        excludes=Exclusion(
            ("order", "smoothing", "gamma", "discount", *DECODING, "candidates", "model_command"),
            "the neural model has none of them",
        ),
    )
    """The kind of model: the copying n-gram chain and its smoothed relatives, or a neural network."""
    order: int = _declared(
        3, Whole(1, ENDLESS, "max"),
        "Order n is an n-gram model: 3 looks two tokens back. max looks back as far as it has read: it "
        "copies what follows the longest context seen, and so whole documents.",
        question=Question("model", 1, "order", "1 to 8, or max; 3 looks two tokens back"),
        steps=tuple(range(1, ENDLESS + 1)), phrase="order {settings.order_said}",
        brief="{settings.unit} order {settings.order_said}",
        excludes=Exclusion(
            ("smoothing", "gamma", "discount", *DECODING, "candidates"),
            "order max copies whole documents", (ENDLESS,),
        ),
    )
    """Order n is an n-gram model: order 3 looks two tokens back; ENDLESS as far as it has read."""
    unit: Unit = _declared(
        "word", OneOf({unit: unit_meaning(unit) for unit in UNITS}),
        "What a token is. subword: pieces of words, by byte-pair merges learned from the human text.",
        question=Question("model", 2, "unit", "what a token is"), law=True, axis=False,
        phrase="{value}s", brief="{value}",
    )
    """What a token is."""
    merges: int = _declared(
        MERGES, Whole(0, 100_000), "How many pairs of pieces are merged into subwords, at most.",
        question=Question("model", 2.5, "merges", "pairs merged into subwords, at most"),
        subject="the number of merges", law=True, axis=False, phrase="{value:,} merges",
        brief="{value:,} merges", header=True, needs=(Need("unit", ("subword",)),),
    )
    """How many pairs of pieces are merged, where tokens are subwords; 0 leaves the characters of words."""
    smoothing: str = _declared(
        "none",
        Name({
            "none": "only what was seen: drift",
            "additive": "any word may come",
            "witten-bell": "new where followers vary",
            "absolute": "takes a little from each",
            "kneser-ney": "new ones by their variety",
            "modified-kneser-ney": "the same, in finer steps",
            "stupid-backoff": "shorter where unknown",
        }),
        "The model: none, additive, witten-bell, absolute, kneser-ney, modified-kneser-ney, stupid-backoff, "
        "or one that an installed package offers.",
        metavar="NAME", phrase="{value} smoothing", brief="{value}", absent="no smoothing", header=True,
        question=Question("model", 3, "smoothing", "a model from an installed package"),
        excludes=Exclusion(DECODING, "temperature, top-k, top-p and min-p work with smoothing none"),
    )
    """Name of a model of the models room; "none" is the maximum-likelihood chain."""
    gamma: float | None = _declared(
        None, Real(0, MOST_GAMMA, low_open=True), "Pseudo-count of additive smoothing.  [0.001]",
        needs=(Need("smoothing", ("additive",)),),
    )
    """Pseudo-count of additive smoothing; None for the model's own."""
    discount: float | None = _declared(
        None, Real(0, 1), "Discount of absolute, kneser-ney and modified-kneser-ney.  [estimated]",
        subject="the discount",
        needs=(Need("smoothing", ("absolute", "kneser-ney", "modified-kneser-ney")),),
    )
    """Discount of absolute discounting and Kneser–Ney; None for an estimate."""
    model_command: str | None = _declared(
        None, Name(),
        "A program of your own as the model: it reads the training text on standard input and writes a text; "
        "DRIFTVIEW_TOKENS and DRIFTVIEW_SEED say how long, and how random.",
        metavar="'PROGRAM …'", outside=True, axis=False,
        excludes=Exclusion(("order", "smoothing", *DECODING, "candidates"), "the program is the model"),
    )
    """An outside program that trains and writes in place of a model; see driftview.models.external."""
    time_limit: float = _declared(
        600.0, Real(0, low_open=True), "Seconds that the program may take for one generation.",
        subject="the time limit", refusal="the time limit must be above 0 seconds", outside=True, axis=False,
        needs=(Need("model_command"),),
    )
    """Seconds that the outside program may take for one generation."""
    candidates: int = _declared(
        1, Whole(1), "Candidates for each sentence, of which a judge keeps one.",
        phrase="the best of {value} candidates", brief="best of {value}", absent="no candidates", header=True,
        question=Question("model", 6.2, "candidates", "for each sentence; a judge keeps one"),
        offered=(1, 2, 4, 8),
    )
    """How many candidates are drawn for each sentence; a judge keeps one."""
    judge: JudgeName = _declared(
        "likelihood",
        OneOf({judge: judge_meaning(judge) for judge in JUDGES}, {"human": "human-likelihood"}),
        "What the judge prefers: sentences that the model finds likely, or surprising; long ones; or those "
        "that are likely by the human text, which are common phrases and not human variety.",
        subject="the judge", needs=(Need("candidates"),), brief="by {value}",
        question=Question("model", 6.3, "judge", "what it prefers"),
    )
    """What the judge prefers, where there are candidates."""
    edited: float = _declared(
        0.0, Real(0, 1),
        "Share of the sentences of every document that people replace by human ones before it is published.",
        subject="the edited share",
        question=Question("model", 6.4, "edited %", "sentences replaced by human ones", percent=True),
        steps=(0.0, 0.05, 0.1, 0.2, 0.3, 0.5, 1.0), offered=(0.0, 0.05, 0.1, 0.2, 0.5), law=True,
        phrase="{share} of the sentences edited", brief="{share} edited", absent="nothing edited",
        header=True,
        excludes=Exclusion(
            ("human_share", "machine_shares", "regime", "population"),
                "editing is for one model whose texts replace each other",
        ),
    )
    """Share of the sentences of every document that are replaced by human ones before it is published."""
    kept: float = _declared(
        1.0, Real(0, 1, low_open=True),
        "Share of every generation that a filter keeps for training, by whole documents.",
        subject="the kept share",
        question=Question("model", 6.5, "kept %", "of the documents, for training", percent=True),
        offered=(1.0, 0.75, 0.5, 0.25), phrase="{share} of the documents kept", brief="{share} kept",
        absent="no filter", header=True,
        excludes=Exclusion(("machine_shares",), "what is scraped is not filtered, but found"),
    )
    """Share of every generation that a filter keeps for training, by whole documents."""
    kept_by: Criterion = _declared(
        "surprise", OneOf({criterion: criterion_meaning(criterion) for criterion in CRITERIA}),
        "Which documents the filter keeps: what surprises the model, what it finds likely, long ones, those "
        "likely by the human text, or any.",
        subject="the filter's criterion", needs=(Need("kept"),), brief="by {value}", header=True,
        question=Question("model", 6.6, "kept by", "what the filter prefers"),
    )
    """Which documents the filter keeps."""
    filter_error: float = _declared(
        0.0, Real(0, 1), "Share of the documents that the filter ranks at random.",
        subject="the filter's error", needs=(Need("kept"),), phrase="{share} filter errors",
        brief="{share} errors", header=True,
        question=Question("model", 6.7, "errors %", "of the filter: ranked at random", percent=True),
    )
    """Share of the documents that the filter ranks at random."""
    regime: Regime = _declared(
        "replace",
        OneOf({regime: regime_rule(regime).trains_on for regime in REGIMES}),
        "What the next generation trains on.", question=Question("regime", 1, "trains on"), law=True,
        brief="{value}",
    )
    """What the next model trains on."""
    window: int = _declared(
        3, Whole(1), "Generations trained on, for the regime window.",
        question=Question("regime", 6, "window", "generations, where it trains on a window"),
        law=True, needs=(Need("regime", ("window",)),),
    )
    """How many generations are trained on in the regime "window"."""
    regenerated: float = _declared(
        0.5, Real(0, 1, low_open=True), "Share of each generation that is rewritten, for the regime overlap.",
        subject="the regenerated share",
        question=Question("regime", 7, "overlap %", "rewritten each time (overlap only)", percent=True),
        law=True, needs=(Need("regime", ("overlap",)),),
    )
    """Share of each generation that is rewritten in the regime "overlap"."""
    human_share: float = _declared(
        0.0, Real(0, 1), "Share of every training text that is human.",
        question=Question("regime", 2, "human %", "in every training", percent=True),
        steps=(0.0, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0),
        offered=(0.0, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0), law=True,
        phrase="{share} {settings.human_source} human text", brief="{share} {settings.human_source} human",
        absent="no human text",
    )
    """Share of every generation's training text that is human, from 0 to 1."""
    human_source: HumanSource = _declared(
        "fresh",
        OneOf({source: source_meaning(source) for source in HUMAN_SOURCES}),
        "Human text: drawn again, the same for ever, or in slices.",
        question=Question("regime", 3, "human text"),
        steps=HUMAN_SOURCES, law=True, needs=SCRAPED,
    )
    """Where the human text that is mixed in comes from."""
    human_from: int = _declared(
        1, Whole(1), "First generation after which human text is mixed in.",
        subject="the first generation with human text",
        question=Question("regime", 4, "human from", "mixed in after this generation, and on"),
        law=True, needs=(Need("human_share"),), begins=1,
    )
    """The first generation after whose writing human text is mixed in."""
    human_until: int | None = _declared(
        None, Whole(1), "Last generation after which it is.  [all]",
        subject="the last generation with human text",
        question=Question("regime", 5, "human until", "and no more after this one", "the end"),
        law=True, needs=(Need("human_share"),),
    )
    """The last one; None for all."""
    machine_shares: tuple[float, ...] | str | None = _declared(
        None, Series(Real(0, 1), automatic=True),
        "An internet filling up: share of machine text in what is scraped after generations 1, 2, …; the "
        "last goes on for ever. Or auto:EXPONENT, also auto:EXPONENT:SHARE: the better the last generation, "
        "the more of it is scraped: SHARE (0.5) × (P_human / P)^EXPONENT, P being the perplexity on held-out "
        "text. In place of --human-share.",
        metavar="S,S,…|auto:E", phrase="{settings.web}", absent="no machine text from outside",
        question=Question(
            "regime", 8, "web %", "machine text scraped: 0 20 50, or auto:1", "no web", percent=True,
            answer="percentages, such as 0 20 50, or a rule such as auto:1",
        ),
        law=True,
        excludes=Exclusion(
            ("human_share", "human_from", "human_until"),
            "machine shares say how much human text there is, and when",
        ),
    )
    """An internet filling up: share of machine text in what is scraped after generations 1, 2 …; the last
    number goes on for ever. Overrides ``human_share``, ``human_from`` and ``human_until``."""
    detector: tuple[float, float] | None = _declared(
        None, Pair(Real(0, 1), Real(0, 1), "0.8:0.1"),
        "Shares of machine text and of human text that a detector throws out.",
        metavar="HITS:FALSE", phrase="a detector", refusal="a detector's two rates must be from 0 to 1",
        question=Question(
            "regime", 9, "detector %", "percent rejected: machine, human; e.g. 80 5", "none", percent=True,
            answer="two percentages, such as 80 5",
        ),
        law=True, needs=(Need("machine_shares"),),
    )
    """Shares of machine text and of human text that a detector throws out of what is scraped."""
    retrieval: float = _declared(
        0.0, Real(0, MOST_RETRIEVAL),
        "How strongly the search engine prefers likely documents among what is scraped; 0: not at all.",
        phrase="retrieval that prefers the likely by {value:g}", brief="retrieval {value:g}",
        absent="no retrieval", header=True,
        question=Question("regime", 10, "retrieval", "0: none; 4 strongly prefers likely documents"),
        needs=(Need("machine_shares"),),
    )
    """How strongly documents of likely words are preferred among those that are scraped; 0 for none."""
    population: int = _declared(
        1, Whole(1, MOST_MODELS),
        "Models that write side by side; together they write as many tokens as one would.",
        phrase="{value} models", brief="{value} models", absent="one model", header=True, law=True,
        question=Question("regime", 11, "models", "that write side by side"), offered=(1, 2, 4, 8, 16),
        excludes=Exclusion(("model_command",), "an outside program is one model"),
    )
    """How many models write side by side, each a part of every generation."""
    population_text: PopulationText = _declared(
        "same", OneOf({text: population_text_meaning(text) for text in POPULATION_TEXTS}),
        "The human text that each model of a population begins with.", subject="the population's text",
        phrase="a population that begins with {value} text", brief="{value} text",
        question=Question("regime", 12, "their text"),
        law=True, needs=(Need("population"),),
    )
    """The human text that each model begins with."""
    migration: float = _declared(
        0.0, Real(0, 1),
        "Share of what each model reads that others of the population wrote; 1: all that anybody wrote.",
        phrase="{share} migration", brief="{share} migration", absent="no migration", header=True, law=True,
        steps=(0.0, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0), offered=(0.0, 0.01, 0.05, 0.2, 1.0),
        question=Question("regime", 13, "migration %", "of what a model reads; 100: one pool", percent=True),
        needs=(Need("population"),),
    )
    """Share of each model's training text that other models wrote; at 1 all share one pool."""
    curated_models: int | None = _declared(
        None, Whole(0, MOST_MODELS),
        "How many models of a population have candidates and a judge.  [all]",
        subject="the number of curated models", phrase="{value} curated", absent="all curated",
        question=Question("regime", 14, "curated", "models with candidates and a judge", "all"),
        needs=(Need("population"),),
    )
    """How many models of the population are curated; None for all."""
    generations: int = _declared(30, Whole(1), "How many generations.", axis=False)
    """How many generations are written."""
    tokens: int | None = _declared(
        None, Whole(1), "Tokens a generation.  [default: as many as the human training text]",
        question=Question("model", 7, "tokens", "written in each generation", "as human"),
        most_typed=MOST_TOKENS, phrase="{value:,} tokens", absent="as many tokens as the human text",
        absent_brief="all tokens",
    )
    """Tokens per generation; None for as many as the human training text."""
    growth: float = _declared(
        1.0, Real(0, low_open=True), "How much larger each generation is than the one before.",
        question=Question("model", 8, "growth", "1.1: each generation is a tenth longer"), law=True,
        header=True,
    )
    """How much larger each generation is than the one before."""
    bottleneck: tuple[int, float] | None = _declared(
        None, Pair(Whole(1), Real(0, 1, low_open=True), "3:0.1"),
        "One generation that writes only a share of its tokens.", metavar="GENERATION:SHARE",
        refusal="a bottleneck needs a generation from 1 and a share above 0 and at most 1",
        law=True, begins=0,
        phrase="a bottleneck at {value[0]}", brief="bottleneck at {value[0]}", header=True,
    )
    """A generation, and the share of its tokens that it gets to write."""
    sizes: tuple[int, ...] | None = _declared(
        None, Series(Whole(1)), "Tokens of generations 1, 2, …; the last goes on for ever.",
        metavar="N,N,…",
        phrase="sizes of their own", absent="one size for all", refusal="sizes must be at least 1 token each",
        law=True,
        excludes=Exclusion(("tokens", "growth"), "sizes say how long each generation is"),
    )
    """Tokens of generations 1, 2 …; the last number goes on for ever. Overrides ``tokens`` and ``growth``."""
    given: tuple[str, ...] | None = _declared(None, Names(), axis=False)
    """What the generations are called, the human text first, where they were not made here but given; then
    ``sizes`` and ``unit`` are theirs, and of model and regime nothing is known."""
    temperature: float = _declared(
        1.0, Real(0, low_open=True), "Below 1 frequent words gain, above 1 rare ones do.",
        question=Question("model", 4, "temperature", "1 = unchanged; below 1 favours common words"),
        header=True,
        steps=(0.25, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.1, 1.2, 1.5, 2.0),
        offered=(0.5, 0.7, 0.8, 0.9, 1.0, 1.2, 1.5),
    )
    """Below 1 frequent words gain, above 1 rare ones do."""
    top_k: int | None = _declared(
        None, Whole(1), "Only the k most probable words may follow.",
        subject="top-k", phrase="top-k {value}", absent="no top-k", header=True,
        question=Question("model", 5, "top-k", "only the k likeliest words", "all"),
        offered=(1, 5, 10, 40, 100),
    )
    """Only so many of the most probable words may follow."""
    top_p: float | None = _declared(
        None, Real(0, 1, low_open=True),
        "Only the most probable words that together reach this share may follow.",
        subject="top-p", phrase="top-p {value:g}", absent="no top-p", header=True,
        question=Question("model", 6, "top-p", "only the likeliest, up to share p", "all"),
        offered=(0.5, 0.8, 0.9, 0.95, 0.99),
    )
    """Only the most probable words that together reach this share may follow."""
    min_p: float | None = _declared(
        None, Real(0, 1), "Only words this share as probable as the first may follow.",
        subject="min-p", phrase="min-p {value:g}", absent="no min-p", header=True,
        question=Question("model", 6.1, "min-p", "at least this share of the likeliest", "all"),
        offered=(0.01, 0.05, 0.1, 0.2),
    )
    """Only words this share as probable as the most probable one may follow."""
    seed: int = _declared(
        1, Whole(0), "The same seed gives the same run, bit for bit.", phrase="seed {value}",
        question=Question("model", 9, "seed", "the same seed gives the same run"), axis=False,
    )
    """The same seed gives the same run, bit for bit."""
    prediction: Prediction = _declared(
        "auto",
        OneOf({
            "auto": "simulated where that takes no longer than the run",
            "closed": "a closed form, at once",
            "simulated": "replicates of the same settings",
        }),
        "Where the prediction comes from.", axis=False,
    )
    """Where the prediction beside the measured numbers comes from; no text depends on it."""
    prediction_runs: int = _declared(
        60, Whole(8, 100_000), "Replicates of a simulated prediction.", subject="the prediction's runs",
        axis=False, needs=(Need("prediction", ("simulated",)),),
    )
    """How many replicates a simulated prediction is made of."""

    # fmt: on

    def __post_init__(self) -> None:
        """Refuse what cannot be, in one clear line."""
        for name, declared in PARAMETERS.items():
            renamed = declared.kind.renamed if isinstance(declared.kind, OneOf) else {}
            if getattr(self, name) in renamed:
                object.__setattr__(self, name, renamed[getattr(self, name)])
            declared.check(getattr(self, name))
        if self.human_until is not None and self.human_until < self.human_from:
            raise SettingsError("the last generation with human text must not come before the first")

    @property
    def rule(self) -> RegimeRule:
        """What the regime trains on, with its own setting filled in."""
        return regime_rule(self.regime, window=self.window, regenerated=self.regenerated)

    @property
    def order_said(self) -> str:
        """The order as people say it: a number, or max."""
        return order_said(self.order)

    @property
    def endless(self) -> bool:
        """Whether the model copies what follows the longest context seen."""
        return self.order == ENDLESS and self.model == "n-gram" and self.model_command is None

    @property
    def context_order(self) -> int:
        """The order of models that count n-grams: the highest where the run's has no end."""
        return min(self.order, HIGHEST_ORDER)

    @property
    def replaces_alone(self) -> bool:
        """Whether each text is written after the one before it alone, by one model, without human text."""
        mixed = self.human_share > 0 or self.machine_shares is not None or self.population > 1
        return self.rule.replaces and not mixed

    @property
    def selects(self) -> bool:
        """Whether decoding prefers some words (selection), so that the drift laws no longer hold."""
        truncated = self.top_k is not None or (self.top_p or 1.0) < 1 or (self.min_p or 0.0) > 0
        filtered = self.kept < 1 and not is_blind(self.kept_by)
        return self.temperature != 1 or truncated or self.candidates > 1 or self.retrieves or filtered

    @property
    def retrieves(self) -> bool:
        """Whether likely documents are preferred among those that are scraped, which is selection."""
        return self.retrieval > 0 and self.machine_shares is not None

    @property
    def feedback(self) -> Feedback | None:
        """The rule by which machine shares follow from the last generation; None where they are given."""
        return read_feedback(self.machine_shares) if isinstance(self.machine_shares, str) else None

    @property
    def web(self) -> str:
        """What the scraped text is, in words."""
        if self.feedback is None:
            return "a web that fills up"
        return f"a web that takes in what is well written, exponent {self.feedback.exponent:g}"

    @property
    def drifts(self) -> bool:
        """Whether chance alone decides what is copied: no selection, no smoothing, no other kind of model."""
        if self.endless and (self.edited or not self.replaces_alone):
            return False  # no law of documents is known there
        return not self.selects and self.smoothing == "none" and self.knows_origins and self.kept == 1

    @property
    def compares(self) -> bool:
        """Whether the run is compared with drift alone: the law of one that drifts, the null of others.

        The null hypothesis of texts from elsewhere and of the neural model is what sampling alone would do at
        these sizes.
        """
        return self.drifts or (self.matches and self.kept == 1)

    @property
    def knows_origins(self) -> bool:
        """Whether it is known of every token which one it was copied from."""
        return self.model == "n-gram" and self.model_command is None and self.given is None

    @property
    def matches(self) -> bool:
        """Whether copies are found by comparing texts: those from elsewhere, and those of a neural model."""
        return self.model == "neural" or self.given is not None

    def size(self, generation: int, human_tokens: int) -> int:
        """Return how many tokens a generation from 1 on writes; a corpus has ``human_tokens``.

        Parameters
        ----------
        generation
            Which generation, from 1.
        human_tokens
            Tokens of the human text.

        Returns
        -------
        int
            Tokens, at least 1.
        """
        if self.sizes is not None:
            tokens = float(self.sizes[min(generation, len(self.sizes)) - 1])
        else:
            tokens = (self.tokens or human_tokens) * self.growth ** (generation - 1)
        if self.bottleneck is not None and self.bottleneck[0] == generation:
            tokens *= self.bottleneck[1]
        return max(1, round(tokens))

    @property
    def trains_on_all_human(self) -> bool:
        """Whether every training text is the whole human text, whichever part of it would come first."""
        sized = (self.tokens, self.sizes, self.bottleneck) == (None, None, None) and self.growth == 1.0
        return sized and all(self.human_share_after(each) == 1.0 for each in range(1, self.generations + 1))

    def human_share_after(self, generation: int) -> float:
        """Return the human share of what generation ``generation`` + 1 trains on.

        Where machine shares follow from the generations, it is the share after one as good as the human text:
        what a run really used is in `driftview.drift.feedback`.

        Parameters
        ----------
        generation
            The generation that was written last, from 1.

        Returns
        -------
        float
            The share, from 0 to 1.
        """
        if self.machine_shares is not None:
            shares = self.machine_shares
            if isinstance(shares, str):
                rule = read_feedback(shares)
                shares = () if rule is None else (rule.share,)
            return self.detected(1.0 - shares[min(generation, len(shares)) - 1])
        last = generation if self.human_until is None else self.human_until
        return self.human_share if self.human_from <= generation <= last else 0.0

    def detected(self, scraped: float) -> float:
        """Return the human share that the detector leaves of a human share that is scraped.

        Parameters
        ----------
        scraped
            The human share of what is scraped, from 0 to 1.

        Returns
        -------
        float
            The share, from 0 to 1.
        """
        from driftview.theory.retention import (
            filtered_human_share,  # numpy must not hold up the first frame
        )

        return float(filtered_human_share(scraped, *(self.detector or (0.0, 0.0))))

    def as_dict(self) -> dict[str, Any]:
        """Return the settings under their lineage.json names.

        Returns
        -------
        dict[str, Any]
            Values by name.
        """
        return asdict(self)


PARAMETERS: dict[str, Parameter] = {
    each.name: replace(each.metadata["parameter"], name=each.name) for each in fields(Settings)
}
"""Every setting by its name, in the order of lineage.json."""


def order_said(order: int) -> str:
    """Return an order as people say it: a number, or max.

    Parameters
    ----------
    order
        An order from 1 to ENDLESS.

    Returns
    -------
    str
        The words.
    """
    return PARAMETERS["order"].typed(order)


def parameter(name: str) -> Parameter:
    """Return a setting's declaration.

    Parameters
    ----------
    name
        Name of the setting.

    Returns
    -------
    Parameter
        The declaration.

    Raises
    ------
    SettingsError
        There is no such setting; the message names the nearest.
    """
    if name not in PARAMETERS:
        raise SettingsError(f"{label(name)} is no setting{near(name, PARAMETERS)}")
    return PARAMETERS[name]


def read_setting(name: str, value: object) -> Any:
    """Return a value as the setting holds it.

    Parameters
    ----------
    name
        Name of the setting.
    value
        A value as JSON or TOML have it.

    Returns
    -------
    Any
        The value as `Settings` holds it.

    Raises
    ------
    SettingsError
        The setting cannot hold it.
    """
    return parameter(name).read(value)


def read_settings(values: Mapping[str, object]) -> Settings:
    """Return the settings that these names and values give.

    Parameters
    ----------
    values
        Values by name; what is missing is at its default.

    Returns
    -------
    Settings
        The settings.

    Raises
    ------
    SettingsError
        A setting is out of its range, or two contradict each other.
    """
    return Settings(**{name: read_setting(name, value) for name, value in values.items()})

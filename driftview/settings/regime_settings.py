"""The settings of the regime: what the next model trains on, human text, the web, and models side by side."""

from __future__ import annotations

from dataclasses import dataclass

from driftview.choices import (
    HUMAN_SOURCES,
    POPULATION_TEXTS,
    SUBJECTS,
    HumanSource,
    PopulationText,
    Subject,
    population_text_meaning,
    source_meaning,
    subject_meaning,
)
from driftview.settings.model_settings import ModelSettings
from driftview.settings.parameters import (
    Exclusion,
    Need,
    OneOf,
    Pair,
    Question,
    Real,
    Series,
    Whole,
    declared,
)
from driftview.settings.regimes import REGIMES, Regime, regime_rule

MOST_MODELS = 64
"""Models of a population."""

MOST_RETRIEVAL = 100
"""A far smaller preference already finds the likeliest documents only."""

MOST_ADDED = 100
"""With more human text than that there is next to nothing else."""

MIXED = (Need("human_share"), Need("human_adds"))
"""Human text is mixed in, or added."""

SCRAPED = (*MIXED, Need("machine_shares"))
"""Human text is mixed in, added, or scraped together with machine text."""


@dataclass(frozen=True)
class RegimeSettings(ModelSettings):
    """The settings that follow those of the model in lineage.json."""

    # fmt: off
    regime: Regime = declared(
        "replace",
        OneOf({regime: regime_rule(regime).trains_on for regime in REGIMES}),
        "What the next generation trains on.", question=Question("regime", 1, "trains on"), law=True,
        brief="{value}",
    )
    """What the next model trains on."""
    window: int = declared(
        3, Whole(1), "Generations to train on, for the regime window.",
        question=Question("regime", 6, "window", "generations, with the regime window"),
        law=True, needs=(Need("regime", ("window",)),),
    )
    """How many generations are trained on in the regime "window"."""
    regenerated: float = declared(
        0.5, Real(0, 1, low_open=True), "Share of each generation that is rewritten, for the regime overlap.",
        subject="the regenerated share",
        question=Question("regime", 7, "overlap %", "rewritten each time (overlap only)", percent=True),
        law=True, needs=(Need("regime", ("overlap",)),),
    )
    """Share of each generation that is rewritten in the regime "overlap"."""
    human_share: float = declared(
        0.0, Real(0, 1), "Share of human text in every training set.",
        question=Question("regime", 2, "human %", "in every training set", percent=True),
        steps=(0.0, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0),
        offered=(0.0, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0), law=True,
        phrase="{share} {settings.human_source} human text", brief="{share} {settings.human_source} human",
        absent="no human text",
    )
    """Share of every generation's training text that is human, from 0 to 1."""
    human_adds: float = declared(
        0.0, Real(0, MOST_ADDED),
        "Human text that is added to every training text, in place of a share of it: so many tokens for each "
        "token written (1: as much again).",
        subject="added human text",
        question=Question("regime", 2.5, "+ human %", "added on top of what was written",
                          percent=True),
        steps=(0.0, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0),
        offered=(0.0, 0.1, 0.2, 0.5, 1.0), law=True,
        phrase="{share} {settings.human_source} human text added",
        brief="+ {share} {settings.human_source} human", absent="no human text added",
        excludes=Exclusion(
            ("human_share", "machine_shares"), "human text is added, or takes a share of the training text"
        ),
    )
    """Human tokens that are added to every training text, for each token written; 0 for none."""
    human_source: HumanSource = declared(
        "fresh",
        OneOf({source: source_meaning(source) for source in HUMAN_SOURCES}),
        "Human text: drawn again each time, the same with replacement, always the same, or slice by slice.",
        question=Question("regime", 3, "human text"),
        steps=HUMAN_SOURCES, law=True, needs=SCRAPED,
    )
    """Where the human text that is mixed in comes from."""
    human_from: int = declared(
        1, Whole(1), "Mix in human text after this generation.",
        subject="the first generation with human text",
        question=Question("regime", 4, "human from", "mixed in after this generation"),
        law=True, needs=MIXED, begins=1,
    )
    """The first generation after whose writing human text is mixed in."""
    human_until: int | None = declared(
        None, Whole(1), "Stop mixing in human text after this generation.  [never]",
        subject="the last generation with human text",
        question=Question("regime", 5, "human until", "not mixed in after this one", "the end"),
        law=True, needs=MIXED,
    )
    """The last one; None for all."""
    machine_shares: tuple[float, ...] | str | None = declared(
        None, Series(Real(0, 1), automatic=True),
        "An internet that fills up: share of machine text in what is scraped after generations 1, 2, …; "
        "the last value is used for all later generations. Or auto:EXPONENT or auto:EXPONENT:SHARE: the "
        "better the last generation, the more of it is scraped: SHARE (0.5) × (P_human / P)^EXPONENT, "
        "where P is the perplexity on held-out text. Replaces --human-share.",
        metavar="S,S,…|auto:E", phrase="{settings.web}", absent="no machine text from outside",
        question=Question(
            "regime", 8, "web %", "machine text scraped: 0 20 50, or auto:1", "no web", percent=True,
            answer="percentages, such as 0 20 50, or a rule such as auto:1",
        ),
        law=True,
        excludes=Exclusion(
            ("human_share", "human_from", "human_until"),
            "machine shares already say how much human text there is, and when",
        ),
    )
    """An internet filling up: share of machine text in what is scraped after generations 1, 2 …; the last
    number goes on for ever. Overrides ``human_share``, ``human_from`` and ``human_until``."""
    detector: tuple[float, float] | None = declared(
        None, Pair(Real(0, 1), Real(0, 1), "0.8:0.1"),
        "Shares of machine text and of human text that a detector rejects.",
        metavar="HITS:FALSE", phrase="a detector", refusal="a detector's two rates must be from 0 to 1",
        question=Question(
            "regime", 9, "detector %", "percent rejected: machine, human; e.g. 80 5", "none", percent=True,
            answer="two percentages, such as 80 5",
        ),
        law=True, needs=(Need("machine_shares"),),
    )
    """Shares of machine text and of human text that a detector throws out of what is scraped."""
    retrieval: float = declared(
        0.0, Real(0, MOST_RETRIEVAL),
        "How strongly the search engine prefers likely documents when it scrapes; 0 means not at all.",
        phrase="retrieval that prefers the likely by {value:g}", brief="retrieval {value:g}",
        absent="no retrieval", header=True,
        question=Question("regime", 10, "retrieval", "0: none; 4 strongly prefers likely documents"),
        needs=(Need("machine_shares"),),
    )
    """How strongly documents of likely words are preferred among those that are scraped; 0 for none."""
    population: int = declared(
        1, Whole(1, MOST_MODELS),
        "Number of models that write side by side; together they write as many tokens as one would.",
        phrase="{value} models", brief="{value} models", absent="one model", header=True, law=True,
        question=Question("regime", 11, "models", "that write side by side"), offered=(1, 2, 4, 8, 16),
        excludes=Exclusion(("model_command",), "an outside program counts as one model"),
    )
    """How many models write side by side, each a part of every generation."""
    population_text: PopulationText = declared(
        "same", OneOf({text: population_text_meaning(text) for text in POPULATION_TEXTS}),
        "The human text that each model of a population starts with.", subject="the population's text",
        phrase="a population that starts with {value} text", brief="{value} text",
        question=Question("regime", 12, "their text"),
        law=True, needs=(Need("population"),),
    )
    """The human text that each model begins with."""
    migration: float = declared(
        0.0, Real(0, 1),
        "Share of each model's training text that other models wrote; 1 means that all models share one "
        "pool.",
        phrase="{share} migration", brief="{share} migration", absent="no migration", header=True, law=True,
        steps=(0.0, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0), offered=(0.0, 0.01, 0.05, 0.2, 1.0),
        question=Question("regime", 13, "migration %", "of what a model reads; 100: one pool", percent=True),
        needs=(Need("population"),),
    )
    """Share of each model's training text that other models wrote; at 1 all share one pool."""
    curated_models: int | None = declared(
        None, Whole(0, MOST_MODELS),
        "Models of a population that have candidates and a judge.  [all]",
        subject="the number of curated models", phrase="{value} curated", absent="all curated",
        question=Question("regime", 14, "curated", "models with candidates and a judge", "all"),
        needs=(Need("population"),),
    )
    """How many models of the population are curated; None for all."""
    of: Subject = declared(
        "written", OneOf({subject: subject_meaning(subject) for subject in SUBJECTS}),
        "Which text is measured and predicted; no text depends on it.", subject="the measured text",
        phrase="the training {value} measured", brief="of the {value}", absent="the written text measured",
        absent_brief="as written", header=True, law=True, axis=False,
        question=Question("regime", 15, "measured"),
        steps=SUBJECTS, excludes=Exclusion(
            ("population", "machine_shares"), "mixes are measured of one model, and of no web"
        ),
    )
    """The text that is measured: what was written, what joins the training, or all that may be trained on."""
    # fmt: on

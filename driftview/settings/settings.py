"""Everything that decides a lineage besides its corpus: each setting declared once, with all its facts.

To add a setting, add a field to ``Settings``, or to the settings of the model and of the regime that it
inherits. The command line, the environment, study files, the explorer's forms, lineage.json and the library
read the declaration; a sentence about a setting that they need stands in it. ``driftview.settings.conflicts``
says which settings go together.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any, Literal

from driftview.choices import copies_words, criterion_said, is_blind
from driftview.settings.feedback import Feedback, read_feedback
from driftview.settings.model_settings import ENDLESS, HIGHEST_ORDER
from driftview.settings.parameters import (
    Exclusion,
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
    declared,
    near,
)
from driftview.settings.regime_settings import RegimeSettings
from driftview.settings.regimes import RegimeRule, regime_rule
from driftview.text.cleaning import label

__all__ = [
    "ENDLESS",
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

MOST_TOKENS = 2**31 - 1
"""Tokens are numbered in 32 bits."""


class FoundCommand(str):
    """A model command that stood in a file: it tells how something was made, and is never run."""

    __slots__ = ()


@dataclass(frozen=True)
class Settings(RegimeSettings):
    """Model, regime and seed of a lineage; equal settings on one corpus give the same run, bit for bit."""

    # fmt: off
    generations: int = declared(30, Whole(1), "Number of generations.", axis=False)
    """How many generations are written."""
    tokens: int | None = declared(
        None, Whole(1), "Tokens in each generation.  [default: as many as the human training text]",
        question=Question("model", 7, "tokens", "written in each generation", "as human"),
        most_typed=MOST_TOKENS, phrase="{value:,} tokens", absent="as many tokens as the human text",
        absent_brief="all tokens",
    )
    """Tokens per generation; None for as many as the human training text."""
    growth: float = declared(
        1.0, Real(0, low_open=True), "How much larger each generation is than the one before it.",
        question=Question("model", 8, "growth", "1.1: each generation is a tenth longer"), law=True,
        header=True,
    )
    """How much larger each generation is than the one before it."""
    bottleneck: tuple[int, float] | None = declared(
        None, Pair(Whole(1), Real(0, 1, low_open=True), "3:0.1"),
        "A generation that writes only a share of its tokens.", metavar="GENERATION:SHARE",
        refusal="a bottleneck needs a generation from 1 and a share above 0 and at most 1",
        law=True, begins=0,
        phrase="a bottleneck at {value[0]}", brief="bottleneck at {value[0]}", header=True,
    )
    """A generation, and the share of its tokens that it gets to write."""
    sizes: tuple[int, ...] | None = declared(
        None, Series(Whole(1)), ("Tokens in generations 1, 2, …; the last value is used for all later "
            "generations."),
        metavar="N,N,…",
        phrase="sizes of their own", absent="one size for all", refusal="sizes must be at least 1 token each",
        law=True,
        excludes=Exclusion(("tokens", "growth"), "sizes already say how long each generation is"),
    )
    """Tokens of generations 1, 2 …; the last number goes on for ever. Overrides ``tokens`` and ``growth``."""
    given: tuple[str, ...] | None = declared(None, Names(), axis=False)
    """What the generations are called, the human text first, where they were not made here but given; then
    ``sizes`` and ``unit`` are theirs, and of model and regime nothing is known."""
    temperature: float = declared(
        1.0, Real(0, low_open=True), "Below 1 favours frequent words, above 1 favours rare ones.",
        question=Question("model", 4, "temperature", "1 = unchanged; below 1 favours common words"),
        header=True,
        steps=(0.25, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.1, 1.2, 1.5, 2.0),
        offered=(0.5, 0.7, 0.8, 0.9, 1.0, 1.2, 1.5),
    )
    """Below 1 favours frequent words, above 1 favours rare ones."""
    top_k: int | None = declared(
        None, Whole(1), "Only the k most probable words may follow.",
        subject="top-k", phrase="top-k {value}", absent="no top-k", header=True,
        question=Question("model", 5, "top-k", "only the k most likely words", "all"),
        offered=(1, 5, 10, 40, 100),
    )
    """Only so many of the most probable words may follow."""
    top_p: float | None = declared(
        None, Real(0, 1, low_open=True),
        "Only the most probable words that together reach this share may follow.",
        subject="top-p", phrase="top-p {value:g}", absent="no top-p", header=True,
        question=Question("model", 6, "top-p", "the most likely, up to share p", "all"),
        offered=(0.5, 0.8, 0.9, 0.95, 0.99),
    )
    """Only the most probable words that together reach this share may follow."""
    min_p: float | None = declared(
        None, Real(0, 1), "Only words this share as probable as the first may follow.",
        subject="min-p", phrase="min-p {value:g}", absent="no min-p", header=True,
        question=Question("model", 6.1, "min-p", "at least this share of the most likely", "all"),
        offered=(0.01, 0.05, 0.1, 0.2),
    )
    """Only words this share as probable as the most probable one may follow."""
    seed: int = declared(
        1, Whole(0), "The same seed gives the same run, bit for bit.", phrase="seed {value}",
        question=Question("model", 9, "seed", "the same seed gives the same run"), axis=False,
    )
    """The same seed gives the same run, bit for bit."""
    prediction: Prediction = declared(
        "auto",
        OneOf({
            "auto": "simulated if that takes no longer than the run",
            "closed": "a closed form, at once",
            "simulated": "replicates of the same settings",
        }),
        "How the prediction is made.", axis=False,
    )
    """Where the prediction beside the measured numbers comes from; no text depends on it."""
    prediction_runs: int = declared(
        60, Whole(8, 100_000), "Replicates of a simulated prediction.", subject="the prediction's runs",
        axis=False, needs=(Need("prediction", ("simulated",)),),
    )
    """How many replicates a simulated prediction is made of."""

    # fmt: on

    def __post_init__(self) -> None:
        """Refuse what cannot be, in one clear line."""
        for name, each in PARAMETERS.items():
            renamed = each.kind.renamed if isinstance(each.kind, OneOf) else {}
            if getattr(self, name) in renamed:
                object.__setattr__(self, name, renamed[getattr(self, name)])
            each.check(getattr(self, name))
        if self.human_until is not None and self.human_until < self.human_from:
            raise SettingsError("the last generation with human text must not come before the first")

    def but_for_seed(self, other: Settings) -> bool:
        """Tell whether other settings are the same, whatever their seeds.

        Parameters
        ----------
        other
            The settings of another run.

        Returns
        -------
        bool
            Whether the runs differ by chance alone.
        """
        return vars(self) | {"seed": other.seed} == vars(other)

    @property
    def rule(self) -> RegimeRule:
        """What the regime trains on, with its own setting filled in."""
        return regime_rule(self.regime, window=self.window, regenerated=self.regenerated)

    @property
    def order_said(self) -> str:
        """The order as people say it: a number, or max."""
        return order_said(self.order)

    @property
    def kept_said(self) -> str:
        """By what the filter keeps documents, as people say it: "by surprise", "at random"."""
        return criterion_said(self.kept_by)

    @property
    def endless(self) -> bool:
        """Whether the model copies what follows the longest context seen."""
        return self.order == ENDLESS and copies_words(self.model) and self.model_command is None

    @property
    def context_order(self) -> int:
        """The order of models that count n-grams: the highest where the run's has no end."""
        return min(self.order, HIGHEST_ORDER)

    @property
    def replaces_alone(self) -> bool:
        """Whether each text is written after the one before it alone, by one model, without human text."""
        return self.rule.replaces and not self.mixes_human and self.population == 1

    @property
    def mixes_human(self) -> bool:
        """Whether training texts have human text beside what was written, at any time."""
        return self.human_share > 0 or self.human_adds > 0 or self.machine_shares is not None

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
        return f"a web that takes in more of what is written well, exponent {self.feedback.exponent:g}"

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
        return copies_words(self.model) and self.model_command is None and self.given is None

    @property
    def matches(self) -> bool:
        """Whether copies are found by comparing texts: those from elsewhere, and those of a neural model."""
        return not copies_words(self.model) or self.given is not None

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
        return self.human_share if self._has_human_text(generation) else 0.0

    def _has_human_text(self, generation: int) -> bool:
        """Tell whether human text is mixed in after a generation from 1 on."""
        last = generation if self.human_until is None else self.human_until
        return self.human_from <= generation <= last

    def human_added_after(self, generation: int) -> float:
        """Return how many human tokens are added for each token of a generation.

        Parameters
        ----------
        generation
            The generation that was written last, from 1.

        Returns
        -------
        float
            The number, at least 0.
        """
        return self.human_adds if self._has_human_text(generation) else 0.0

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
        raise SettingsError(f"{label(name)} is not a setting{near(name, PARAMETERS)}")
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

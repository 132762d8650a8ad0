"""What the settings forms ask for, and how answers become settings."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from driftview.settings.regimes import REGIMES, regime_rule

if TYPE_CHECKING:
    from driftview.settings.settings import Settings


class AnswerError(ValueError):
    """An answer that cannot be read; the message is one clear line."""


def _whole(text: str) -> int:
    return int(text)


def _number(text: str) -> float:
    return float(text.replace(",", "."))


def _share(text: str) -> float:
    return _number(text.removesuffix("%").strip()) / 100


def _shares(text: str) -> tuple[float, ...]:
    return tuple(_share(part) for part in re.split(r"[\s,;]+", text.strip(" ,;")))


def _two_shares(text: str) -> tuple[float, float]:
    first, second = _shares(text)
    return first, second


def _plain(value: Any) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def _percents(value: Any) -> str:
    shares = value if isinstance(value, tuple) else (value,)
    return " ".join(f"{100 * share:.3g}" for share in shares)


@dataclass(frozen=True)
class Field:
    """One question of a form about the setting ``name``."""

    name: str
    label: str
    hint: str = ""
    choices: tuple[str, ...] = ()
    """The possible answers; empty where one types."""
    hints: Mapping[str, str] = field(default_factory=dict)
    """What a choice means, in place of the hint; where there are such, only the chosen one is shown."""
    read: Callable[[str], Any] = str
    write: Callable[[Any], str] = _plain
    kind: str = ""
    """What a typed answer has to be, for the message when it is not."""
    empty: Any = None
    """What an empty answer means."""
    nothing: str = ""
    """How the form shows an empty answer."""

    def options(self, settings: Settings) -> tuple[str, ...]:
        """Return the choices, and the present value where it is none of them."""
        now = self.answer(settings)
        return self.choices if now in self.choices else (*self.choices, now)

    def hint_of(self, answer: str) -> str:
        """Return what to say beside an answer."""
        return self.hints.get(answer, self.hint)

    def answer(self, settings: Settings) -> str:
        """Return the present value as one would type it."""
        value = getattr(settings, self.name)
        return "" if value is None else self.write(value)

    def parse(self, text: str) -> Any:
        """Return the value that an answer stands for; raises AnswerError."""
        text = text.strip()
        if not text:
            return self.empty
        try:
            return self.read(text)
        except ValueError:
            raise AnswerError(f"{self.label} must be {self.kind}") from None


SMOOTHINGS = {
    "none": "only what was seen: drift",
    "additive": "any word may come",
    "witten-bell": "new where followers vary",
    "absolute": "takes a little from each",
    "kneser-ney": "new ones by their variety",
    "modified-kneser-ney": "the same, in finer steps",
    "stupid-backoff": "shorter where unknown",
}
"""What the models of driftview do, in a few words."""

TRAINS_ON: dict[str, str] = {regime: regime_rule(regime).trains_on for regime in REGIMES}
"""What the next model trains on, in a few words."""

SOURCES = {
    "fresh": "drawn anew every time",
    "fixed": "the same part for ever",
    "rotating": "part after part, round and round",
}
"""Where human text that is mixed in comes from."""

_MODEL = (
    Field("order", "order", "1 to 8; order 3 looks two tokens back", read=_whole,
          kind="a whole number", empty=3),
    Field("unit", "unit", "what a token is", ("word", "character")),
    Field("temperature", "temperature", "1 is honest; lower prefers the likely", read=_number,
          kind="a number", empty=1.0),
    Field("top_k", "top-k", "only the k likeliest words", read=_whole, kind="a whole number", nothing="all"),
    Field("top_p", "top-p", "only the likeliest, up to share p", read=_number,
          kind="a number", nothing="all"),
    Field("tokens", "tokens", "written in each generation", read=_whole,
          kind="a whole number", nothing="as human"),
    Field("growth", "growth", "1.1: each generation is a tenth longer", read=_number, kind="a number",
          empty=1.0),
    Field("seed", "seed", "the same seed gives the same run", read=_whole, kind="a whole number", empty=1),
)  # fmt: skip

REGIME = (
    Field("regime", "trains on", choices=REGIMES, hints=TRAINS_ON),
    Field("human_share", "human %", "in every training", read=_share, write=_percents, kind="a percentage",
          empty=0.0),
    Field("human_source", "human text", choices=tuple(SOURCES), hints=SOURCES),
    Field("human_from", "human from", "mixed in after this generation, and on",
          read=_whole, kind="a whole number", empty=1),
    Field("human_until", "human until", "and no more after this one",
          read=_whole, kind="a whole number", nothing="the end"),
    Field("window", "window", "generations, where it trains on a window", read=_whole,
          kind="a whole number", empty=3),
    Field("regenerated", "overlap %", "written anew, where texts overlap", read=_share, write=_percents,
          kind="a percentage", empty=0.5),
    Field("machine_shares", "web %", "machine text scraped, such as 0 20 50", read=_shares, write=_percents,
          kind="percentages, such as 0 20 50", nothing="no web"),
    Field("detector", "detector %", "thrown out of machine, of human: 80 5", read=_two_shares,
          write=_percents, kind="two percentages, such as 80 5", nothing="none"),
)  # fmt: skip
"""The questions about the regime."""


def model_fields() -> tuple[Field, ...]:
    """Return the questions about the model; installed packages may offer models of their own."""
    from driftview.models.registry import model_names

    smoothing = Field(
        "smoothing", "smoothing", "a model from an installed package", model_names(), hints=SMOOTHINGS
    )
    return (*_MODEL[:2], smoothing, *_MODEL[2:])


def answered(settings: Settings, fields: tuple[Field, ...], answers: Mapping[str, str]) -> Settings:
    """Return the settings with the answers in place.

    Raises ValueError, one clear line: AnswerError, SettingsError, or ModelError for what no model can do.
    """
    changed = replace(settings, **{field.name: field.parse(answers[field.name]) for field in fields})
    require_model(changed)
    return changed


def require_model(settings: Settings) -> None:
    """Raise ModelError unless there is a model that can do what the settings ask."""
    from driftview.models.decoding import Decoding
    from driftview.models.registry import make_model

    decoding = Decoding(settings.temperature, settings.top_k, settings.top_p, settings.min_p)
    make_model(settings.smoothing, settings.order, decoding)

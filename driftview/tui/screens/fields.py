"""What the settings forms ask for, and how answers become settings."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from driftview.tui.session import percent

if TYPE_CHECKING:
    from driftview.drift.settings import Settings


class AnswerError(ValueError):
    """An answer that cannot be read; the message is one clear line."""


def _whole(text: str) -> int:
    return int(text)


def _number(text: str) -> float:
    return float(text.replace(",", "."))


def _share(text: str) -> float:
    return _number(text.removesuffix("%").strip()) / 100


@dataclass(frozen=True)
class Field:
    """One question of a form about the setting ``name``."""

    name: str
    label: str
    hint: str
    choices: tuple[str, ...] = ()
    """The possible answers; empty where one types."""
    read: Callable[[str], Any] = str
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

    def answer(self, settings: Settings) -> str:
        """Return the present value as one would type it."""
        value = getattr(settings, self.name)
        if self.read is _share:
            return percent(value).removesuffix(" %")
        if isinstance(value, float):
            return f"{value:g}"
        return "" if value is None else str(value)

    def parse(self, text: str) -> Any:
        """Return the value that an answer stands for; raises AnswerError."""
        text = text.strip()
        if not text:
            return self.empty
        try:
            return self.read(text)
        except ValueError:
            raise AnswerError(f"{self.label} must be {self.kind}") from None


MODEL = (
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
    Field("seed", "seed", "the same seed gives the same run", read=_whole, kind="a whole number", empty=1),
)  # fmt: skip
"""The questions about the model."""

REGIME = (
    Field("regime", "trains on", "newest, or all so far", ("replace", "accumulate")),
    Field("human_share", "human %", "in every training", read=_share, kind="a percentage",
          empty=0.0),
    Field("human_source", "human text", "anew, or one part for ever", ("fresh", "fixed")),
)  # fmt: skip
"""The questions about the regime."""


def answered(settings: Settings, fields: tuple[Field, ...], answers: Mapping[str, str]) -> Settings:
    """Return the settings with the answers in place; raises AnswerError or SettingsError."""
    return replace(settings, **{field.name: field.parse(answers[field.name]) for field in fields})

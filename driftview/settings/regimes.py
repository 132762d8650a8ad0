"""Regimes: what the next model trains on. Each is declared here, once, and none runs as another."""

from dataclasses import dataclass
from typing import Literal, assert_never, get_args

Regime = Literal["replace", "accumulate", "subsample", "window", "overlap"]
"""The name of a regime in settings, options and files."""

REGIMES: tuple[Regime, ...] = get_args(Regime)
"""All of them, in the order in which they are offered."""


@dataclass(frozen=True)
class RegimeRule:
    """How a regime makes the training text of the next model; loop, laws and estimates all read this."""

    trains_on: str
    """What the next model trains on, in a few words."""
    newest: int | None = 1
    """How many of the newest texts are trained on, the human text being the first; None for all."""
    subsampled: bool = False
    """Whether training sees only a sample of those texts, as large as the newest one."""
    regenerated: float = 1.0
    """Share of each generation that is rewritten; the rest is kept from the generation before."""

    @property
    def replaces(self) -> bool:
        """Whether each model trains on the newest text alone, and all of that is rewritten."""
        return self.newest == self.regenerated == 1 and not self.subsampled


def regime_rule(regime: Regime, *, window: int = 3, regenerated: float = 0.5) -> RegimeRule:
    """Return the rule behind the name of a regime.

    Parameters
    ----------
    regime
        Its name.
    window
        Generations that *window* trains on, at least 1.
    regenerated
        Share of each generation that *overlap* rewrites, above 0 and at most 1.

    Returns
    -------
    RegimeRule
        What it trains on, with its own setting filled in.
    """
    match regime:
        case "replace":
            return RegimeRule("the newest generation only")
        case "accumulate":
            return RegimeRule("everything written so far", newest=None)
        case "subsample":
            return RegimeRule("the same amount, drawn from everything", newest=None, subsampled=True)
        case "window":
            return RegimeRule("the last few generations", newest=window)
        case "overlap":
            return RegimeRule("the newest, only partly rewritten", regenerated=regenerated)
        case _:
            assert_never(regime)


def regime_label(regime: Regime, *, window: str, regenerated: str) -> str:
    """Name a regime with its own setting, which is given as text: "window of 3", "overlap 50% rewritten".

    Parameters
    ----------
    regime
        Its name.
    window, regenerated
        What is said of the window, and of the share that is rewritten; used where it belongs.

    Returns
    -------
    str
        The name.
    """
    match regime:
        case "window":
            return f"window{window}"
        case "overlap":
            return f"overlap{regenerated}"
        case "replace" | "accumulate" | "subsample":
            return regime
        case _:
            assert_never(regime)

"""The classic questions of Compare: which runs are set beside each other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from driftview.numbers import percent_set
from driftview.settings.settings import Settings

USUAL = 0.1
"""The human share where the settings have none."""

FILLING = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95)
"""How the share of machine text rises in an internet that fills up."""

DETECTOR = (0.9, 0.05)
"""What a good detector throws out: nine tenths of the machine text, a twentieth of the human text."""

Entrants = tuple[tuple[str, Settings], ...]
"""A few letters for each run, and its settings; the first is what the others are held against."""


@dataclass(frozen=True)
class Preset:
    """One question."""

    question: str
    hint: str
    make: Callable[[Settings], Entrants]
    same_words: bool = False
    """Whether it is asked if the same words die in every replicate."""

    def entrants(self, settings: Settings) -> Entrants:
        """Return the runs; what the question does not ask about is as in ``settings``."""
        return self.make(settings)


def unmixed(settings: Settings) -> Settings:
    """Return settings of plain replacement: no human text, nothing kept, no internet."""
    return replace(
        settings,
        regime="replace",
        human_share=0.0,
        human_source="fresh",
        human_from=1,
        human_until=None,
        machine_shares=None,
        detector=None,
    )


def honest(settings: Settings) -> Settings:
    """Return settings in which decoding prefers nothing; no smoothing, which takes no preference."""
    return replace(
        settings, smoothing="none", temperature=1.0, top_k=None, top_p=None, min_p=None, candidates=1
    )


def _share(settings: Settings) -> float:
    return settings.human_share if 0 < settings.human_share < 1 else USUAL


def _regimes(settings: Settings) -> Entrants:
    plain, share = unmixed(settings), _share(settings)
    return (
        ("replace", plain),
        ("accumulate", replace(plain, regime="accumulate")),
        (f"{percent_set(share)} human", replace(plain, human_share=share)),
    )


def _sources(settings: Settings) -> Entrants:
    mixed = replace(unmixed(settings), human_share=_share(settings))
    return (
        ("fresh", mixed),
        ("fixed", replace(mixed, human_source="fixed")),
        ("rotating", replace(mixed, human_source="rotating")),
        ("none", unmixed(settings)),
    )


def _orders(settings: Settings) -> Entrants:
    return tuple((f"order {order}", replace(settings, order=order)) for order in range(1, 6))


def _decoding(settings: Settings) -> Entrants:
    plain = honest(unmixed(settings))
    return (
        ("honest", plain),
        ("temp. 0.9", replace(plain, temperature=0.9)),
        ("top-p 0.9", replace(plain, top_p=0.9)),
    )


def _sizes(settings: Settings) -> Entrants:
    same = replace(settings, growth=1.0, bottleneck=None, sizes=None)
    threefold = 3.0 ** (1.0 / settings.generations)
    return (
        ("same size", same),
        ("bottleneck", replace(same, bottleneck=(5, 0.1))),
        ("grows × 3", replace(same, growth=threefold)),
        ("shrinks ÷ 3", replace(same, growth=1.0 / threefold)),
    )


def _internet(settings: Settings) -> Entrants:
    plain = unmixed(settings)
    filling = replace(plain, machine_shares=FILLING)
    return (
        ("filling up", filling),
        ("detector", replace(filling, detector=DETECTOR)),
        ("machine", plain),
    )


PRESETS = (
    Preset("Replace, accumulate, a tenth human", "does keeping everything help?", _regimes),
    Preset("Human text: fresh, fixed, rotating", "always the same tenth?", _sources),
    Preset("Orders 1 to 5", "does a better model forget less?", _orders),
    Preset("Drift or selection", "do the same words die each time?", _decoding, same_words=True),
    Preset("Bottleneck and growth", "does the size matter?", _sizes),
    Preset("An internet filling up", "10 to 95 % machine text, filtered", _internet),
)
"""In the order of the picker."""

"""What the laws predict for one corpus and its settings, generation by generation."""

import numpy as np

from driftview.drift.lineage import Values
from driftview.drift.settings import Settings
from driftview.measures.survival import Band
from driftview.text.corpus import Corpus
from driftview.theory.expectation import (
    Spectrum,
    expected_alive,
    expected_founders,
    expected_hapaxes,
    expected_types,
    hapaxes_sd,
    types_sd,
)
from driftview.theory.schedule import Schedule
from driftview.theory.survival import Lines, token_lines


def schedule_of(settings: Settings, human_tokens: int, generations: int) -> Schedule:
    """Return the schedule, for the laws, of the first ``generations`` generations of these settings."""
    numbers = range(1, generations + 1)
    return Schedule(
        human_tokens=float(human_tokens),
        sizes=tuple(float(settings.size(number, human_tokens)) for number in numbers),
        human_shares=tuple(settings.human_share_after(number) for number in numbers),
        human_source=settings.human_source,
        window={"accumulate": None, "subsample": None, "window": settings.window}.get(settings.regime, 1),
        subsampled=settings.regime == "subsample",
        regenerated=settings.regenerated if settings.regime == "overlap" else 1.0,
    )


class Laws:
    """Predictions for each generation; worked out for all of them at once when one is first asked for."""

    def __init__(self, corpus: Corpus, settings: Settings) -> None:
        """Nothing is computed yet."""
        self._settings = settings
        self._human_tokens = len(corpus.tokens)
        self._spectrum = Spectrum.of(corpus.counts)
        self._reach = settings.generations
        self._computed: Lines | None = None

    @property
    def hold(self) -> bool:
        """Whether this run is drift alone: no selection by decoding, no smoothing."""
        return not self._settings.selects and self._settings.smoothing == "none"

    def _lines(self, generation: int) -> Lines:
        if self._computed is None or generation > self._reach:
            self._reach = max(self._reach, generation + 10)
            schedule = schedule_of(self._settings, self._human_tokens, self._reach)
            self._computed = token_lines(schedule)
        return self._computed

    def survival(self, generation: int) -> float:
        """Return s_g, the chance that one human token has a descendant in a generation."""
        return float(self._lines(generation).survival[generation])

    def expected(self, generation: int) -> Values:
        """Return what drift alone predicts for the vocabulary of a generation."""
        lines = self._lines(generation)
        extinction, single = lines.extinction[generation], lines.single[generation]
        return {
            "types": float(expected_types(self._spectrum, extinction)),
            "types_sd": float(types_sd(self._spectrum, extinction)),
            "hapaxes": float(expected_hapaxes(self._spectrum, extinction, single)),
            "hapaxes_sd": float(hapaxes_sd(self._spectrum, extinction, single)),
            "founders": float(expected_founders(self._human_tokens, lines.survival[generation])),
            "survival": float(lines.survival[generation]),
        }

    def alive(self, generation: int, bands: tuple[Band, ...]) -> list[float]:
        """Return how many words of each band should live in a generation."""
        extinction = np.asarray(self._lines(generation).extinction[generation])
        return [float(expected_alive(self._spectrum, extinction, band.low, band.high)) for band in bands]

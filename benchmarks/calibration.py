"""How far predictions may be trusted: spread and coverage of closed forms and of simulated bands.

Many runs of each setting are made, counting words only. Each is then held against the closed form, and
against a band of RUNS other runs, as a user's run is. What a cell says at generations 1, 5, 15 and 30: the
spread over runs divided by the predicted one (1 is right), how far the mean lies from the predicted one, and
how many runs lie within two predicted standard deviations (95.45% are wanted).
"""

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.report import Part, Table
from driftview.arrays import Floats, Indices
from driftview.drift.laws import Laws
from driftview.drift.simulated import Simulated, Simulation
from driftview.settings.settings import Settings
from driftview.text.corpus import Corpus
from driftview.text.sources import open_corpus

AT = (1, 5, 15, 30)
RUNS = 60
"""Replicates of a simulated band."""

STEP = 30
"""Runs between two times that the work is stored."""

Regime = tuple[str, Mapping[str, Any]]

REPLACE: Regime = ("replace", {})
REGIMES: tuple[Regime, ...] = (
    ("accumulate", {"regime": "accumulate"}),
    ("subsample", {"regime": "subsample"}),
    ("10% fresh", {"human_share": 0.1}),
    ("10% fixed", {"human_share": 0.1, "human_source": "fixed"}),
)


@dataclass(frozen=True)
class Cell:
    """One row of the table."""

    text: str
    order: int
    regime: Regime
    seeds: int

    @property
    def settings(self) -> Settings:
        """The settings of its runs."""
        return Settings(order=self.order, generations=AT[-1], **self.regime[1])


def cells(short: str, novel: str, seeds: int) -> Iterator[Cell]:
    """Yield the rows, those first that take the least time; a novel gets fewer seeds."""
    for order in (1, 2, 3, 5, 8):
        yield Cell(short, order, REPLACE, seeds)
    for order in (1, 3):
        for regime in REGIMES:
            yield Cell(short, order, regime, max(RUNS + 60, seeds // 4))
    for order in (3, 1, 5, 2, 8):
        yield Cell(novel, order, REPLACE, max(RUNS + 60, seeds // 4))


def measure(short: str, novel: str, seeds: int) -> Part:
    """Return the table; runs are kept in the folder DRIFTVIEW_CALIBRATION, where there is one."""
    part = Part("Calibration of the predictions", notes=[(__doc__ or "").strip()])
    opened = {name: open_corpus([name]) for name in (short, novel)}
    rows = [_row(cell, opened[cell.text]) for cell in cells(short, novel, seeds)]
    tokens = ", ".join(f"{name}: {len(corpus.tokens):,} tokens" for name, corpus in opened.items())
    header = (
        "text, order, regime", "runs", "spread over the closed form's", "mean shift, %",
        "inside, closed form",
        f"inside, {RUNS} simulated runs",
    )  # fmt: skip
    title = f"Words left at generations {', '.join(map(str, AT))}"
    part.tables.append(Table(title, header, rows, [f"{tokens}."]))
    return part


def _row(cell: Cell, corpus: Corpus) -> list[str]:
    counts = _runs(cell, corpus)
    words = counts[:, list(AT)].astype(np.float64)
    laws = Laws(corpus, cell.settings)
    law = [laws.expected(number) for number in AT]
    expected, spread = (np.array([each[f"human_types{end}"] for each in law], float) for end in ("", "_sd"))
    sd, mean, inside = words.std(axis=0, ddof=1), words.mean(axis=0), np.abs(words - expected) <= 2 * spread
    return [
        f"{cell.text}, {cell.order}, {cell.regime[0]}",
        f"{len(words)}",
        _joined(sd / spread, ".2f"),
        _joined(100 * (mean / expected - 1), "+.1f"),
        _joined(100 * inside.mean(axis=0), ".0f"),
        _joined(100 * _inside_others(words), ".0f"),
    ]


def _inside_others(words: Floats) -> Floats:
    """Return the share of R runs inside the band of the RUNS after each, round and round; (R, 4) to (4,)."""
    band = min(RUNS, len(words) - 1)
    both = np.concatenate((words, words[:band]))
    reach = 2 * Simulated(np.zeros((band, 1, 1), np.int64), ()).widening
    inside = []
    for place, run in enumerate(words):
        others = both[place + 1 : place + 1 + band]
        inside.append(np.abs(run - others.mean(axis=0)) <= reach * others.std(axis=0, ddof=1))
    return np.asarray(np.mean(inside, axis=0))


def _runs(cell: Cell, corpus: Corpus) -> Indices:
    """Return the human words left in every generation of many runs, shape (runs, G + 1)."""
    simulation = Simulation(corpus, cell.settings)
    folder = os.environ.get("DRIFTVIEW_CALIBRATION")
    place = Path(folder or ".") / f"{simulation.key[:24]}.npy"
    found: Indices = np.load(place) if folder and place.exists() else np.zeros((0, AT[-1] + 1), np.int64)
    parts = [found]
    for more in simulation.batches(cell.seeds, lambda: False, len(found)):
        parts.append(more.counts[:, :, 0])
        if folder and sum(map(len, parts)) % STEP == 0:
            np.save(place, np.concatenate(parts))
    return np.concatenate(parts)[: cell.seeds]


def _joined(values: Sequence[float] | Floats, form: str) -> str:
    return " ".join(format(float(value), form) for value in values)

"""How far predictions may be trusted: spread and coverage of closed forms and of simulated bands.

Many runs of each setting are made, counting words only. Each is then held against the closed form, and
against a band of RUNS other runs, as a user's run is. What a cell says at generations 1, 5, 15 and 30: the
spread over runs divided by the predicted one (1 is right), how far the mean lies from the predicted one, and
how many runs lie within two predicted standard deviations (95.45% are wanted): of the law of single tokens,
which knows neither passages nor fixed sizes (before), and of the closed form.

The first table pools what is shown: in `run` the closed form where it is taken to be right, else simulated
runs; in the explorer simulated runs, but for replacement at order 1. A cell
is outside when chance has so few runs inside, or so many, less than once in a thousand times, by exact
binomial chances. On the page, rows of cells that are not measured again stay.
"""

import math
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.report import Part, Table
from driftview.arrays import Floats, Indices
from driftview.drift.laws import Laws, schedule_of
from driftview.drift.simulated import (
    ENGINE,
    INSIDE,
    Simulation,
    is_closed_right,
    is_worth_simulating,
    widening,
)
from driftview.settings.settings import Settings
from driftview.text.corpus import Corpus
from driftview.text.sources import open_corpus
from driftview.theory.mixed_law import HumanDocuments
from driftview.theory.survival import token_lines
from driftview.theory.word_law import UnmixedLaw

AT = (1, 5, 15, 30)
RUNS = 60
"""Replicates of a simulated band."""

STEP = 30
"""Runs between two times that the work is stored."""

ORDERS = (1, 2, 3, 5, 8)

REGIMES: Mapping[str, Mapping[str, Any]] = {
    "replace": {},
    "10% fresh": {"human_share": 0.1},
    "10% fixed": {"human_share": 0.1, "human_source": "fixed"},
    "subsample": {"regime": "subsample"},
    "accumulate": {"regime": "accumulate"},
}

PAGE = Path(__file__).parents[1] / "docs" / "laws.md"
BEGIN, END = "<!-- calibration: begin -->", "<!-- calibration: end -->"
"""What stands between them on the page is written by this script."""


@dataclass(frozen=True)
class Cell:
    """One row of the table."""

    text: str
    order: int
    regime: str
    seeds: int

    @property
    def settings(self) -> Settings:
        """The settings of its runs."""
        return Settings(order=self.order, generations=AT[-1], **REGIMES[self.regime])

    @property
    def file(self) -> str:
        """What its runs are called in the folder."""
        return f"{Path(self.text).stem}-{self.order}-{self.regime.replace('% ', '-')}-{ENGINE}.npy"


@dataclass(frozen=True, eq=False)
class Measured:
    """What many runs of one setting showed, at the generations AT; arrays of shape (4,)."""

    cell: Cell
    runs: int
    ratio: Floats
    """Spread over runs, divided by the closed form's."""
    shift: Floats
    """How far the mean lies from the predicted one, in per cent of it."""
    before: Floats
    """Share inside ±2 sd of the law of single tokens."""
    closed: Floats
    simulated: Floats
    """Share inside the band of RUNS other runs."""

    def row(self) -> list[str]:
        """Return the row of the table."""
        name = f"{Path(self.cell.text).stem}, {self.cell.order}, {self.cell.regime}"
        shares = [_joined(100 * each, ".0f") for each in (self.before, self.closed, self.simulated)]
        return [name, f"{self.runs}", _joined(self.ratio, ".2f"), _joined(self.shift, "+.1f"), *shares]


def cells(texts: Sequence[str], seeds: int) -> Iterator[Cell]:
    """Yield the rows."""
    for text in texts:
        for order in ORDERS:
            for regime in REGIMES:
                yield Cell(text, order, regime, seeds)


def measure(texts: Sequence[str], seeds: int, *, publish: bool = False) -> Part:
    """Return the tables; runs are kept in the folder DRIFTVIEW_CALIBRATION, where there is one.

    ``publish``: put them on the page of the laws too.
    """
    part = Part("Calibration of the predictions", notes=[(__doc__ or "").strip()])
    opened = {name: open_corpus([name]) for name in texts}
    found = [_measured(cell, opened[cell.text]) for cell in cells(texts, seeds)]
    tokens = {Path(name).stem: len(corpus.tokens) for name, corpus in opened.items()}
    rows = [each.row() for each in found]
    if publish:
        page = PAGE.read_text(encoding="utf-8")
        block = page[page.index(BEGIN) : page.index(END)]
        tokens = _tokens_on(block) | tokens
        rows = _with_kept(rows, block, tokens)
    told = ", ".join(f"{name}: {number:,}" for name, number in tokens.items())
    sides = ("before", "closed form", f"{RUNS} simulated runs")
    header = ("text, order, regime", "runs", "spread over predicted", "mean shift, %", *sides)
    part.tables += [
        Table(
            SHOWN,
            ("text, order", "runs", "run, %", "cells outside", "explorer, %", "cells outside"),
            _shown(rows, tokens),
        ),
        Table(
            POOLED,
            ("text, order", "runs", *(f"{each}, %" for each in sides)),
            _pooled(rows),
            [f"Tokens: {told}."],
        ),
        Table(WORDS_LEFT, header, rows),
    ]
    if publish:
        _publish(part)
    return part


SHOWN = "Runs inside the ± 2 sd that are shown, all regimes and generations together"
POOLED = "Runs inside ± 2 sd, all regimes and generations together"
WORDS_LEFT = f"Words left at generations {', '.join(map(str, AT))}"

RARE = 0.001
"""Chance with which a cell is outside when its band is right."""


def _tokens_on(block: str) -> dict[str, int]:
    """Return the tokens of the texts on the page."""
    told = re.search(r"^Tokens: (.*)\.$", block, re.MULTILINE)
    pairs = [each.split(": ") for each in told[1].split(", ")] if told else []
    return {name: int(number.replace(",", "")) for name, number in pairs}


def _with_kept(rows: list[list[str]], block: str, tokens: Mapping[str, int]) -> list[list[str]]:
    """Return rows of cells with those that the page has of other cells, text by text and order by order."""
    measured = {row[0] for row in rows}
    part = block[block.index(f"### {WORDS_LEFT}") :]
    lines = [[cell.strip() for cell in line.strip("| ").split(" | ")] for line in part.splitlines()]
    kept = [line for line in lines if line[0].split(", ")[0] in tokens and line[0] not in measured]
    texts, regimes = list(tokens), list(REGIMES)

    def place(row: list[str]) -> tuple[int, int, int]:
        text, order, regime = row[0].split(", ")
        return texts.index(text), int(order), regimes.index(regime)

    return sorted((*rows, *kept), key=place)


def _counts(shares: str, runs: int) -> list[int]:
    """Return how many of the runs lie inside, from whole per cents."""
    return [round(int(share) * runs / 100) for share in shares.split()]


def _shown(rows: Sequence[Sequence[str]], tokens: Mapping[str, int]) -> list[list[str]]:
    """Return a row for each text and order: how many runs lie inside what is shown, and odd cells."""
    found: dict[tuple[str, str], list[tuple[int, list[int], list[int]]]] = {}
    for name, said, _, _, _, closed, simulated in rows:
        text, order, regime = name.split(", ")
        runs, settings = int(said), Cell(text, int(order), regime, 0).settings
        sides = (
            closed if is_closed_right(settings, tokens[text]) else simulated,
            simulated if is_worth_simulating(settings) else closed,
        )
        found.setdefault((text, order), []).append((runs, *(_counts(each, runs) for each in sides)))
    table = []
    for (text, order), cells in found.items():
        runs = sum(each for each, _, _ in cells)
        row = [f"{text}, {order}", f"{runs}"]
        for side in (1, 2):
            pairs = [(each[0], count) for each in cells for count in each[side]]
            inside, odd = (
                sum(count for _, count in pairs),
                sum(is_outside(count, each) for each, count in pairs),
            )
            row += [f"{100 * inside / (len(AT) * runs):.1f}", f"{odd} of {len(pairs)}"]
        table.append(row)
    return table


def is_outside(inside: int, runs: int) -> bool:
    """Tell whether chance so rarely has so few or so many runs inside ±2 sd when a band is right."""
    chances = [
        math.comb(runs, number) * INSIDE**number * (1 - INSIDE) ** (runs - number)
        for number in range(runs + 1)
    ]
    return min(math.fsum(chances[: inside + 1]), math.fsum(chances[inside:])) < RARE / 2


def _publish(part: Part) -> None:
    page = PAGE.read_text(encoding="utf-8")
    start, stop = page.index(BEGIN) + len(BEGIN), page.index(END)
    tables = "\n".join(table.markdown() for table in part.tables)
    PAGE.write_text(f"{page[:start]}\n\n{tables.strip()}\n\n{page[stop:]}", encoding="utf-8")


def _pooled(rows: Sequence[Sequence[str]]) -> list[list[str]]:
    """Return a row for each text and order; coverage with its standard error over runs."""
    found: dict[tuple[str, str], list[tuple[int, list[int]]]] = {}
    for name, said, _, _, *sides in rows:
        text, order, _regime = name.split(", ")
        runs = int(said)
        found.setdefault((text, order), []).append((runs, [sum(_counts(each, runs)) for each in sides]))
    table = []
    for (text, order), cells in found.items():
        runs = sum(each for each, _ in cells)
        shares = []
        for inside in zip(*(counts for _, counts in cells), strict=True):
            share = sum(inside) / (len(AT) * runs)
            shares.append(f"{100 * share:.1f} ± {100 * math.sqrt(max(share * (1 - share), 1e-4) / runs):.1f}")
        table.append([f"{text}, {order}", f"{runs}", *shares])
    return table


def _measured(cell: Cell, corpus: Corpus) -> Measured:
    counts = _runs(cell, corpus)
    words = counts[:, list(AT), 0].astype(np.float64)
    laws = Laws(corpus, cell.settings)
    law = [laws.expected(number) for number in AT]
    expected, spread = (np.array([each[f"human_types{end}"] for each in law], float) for end in ("", "_sd"))
    return Measured(
        cell,
        len(words),
        words.std(axis=0, ddof=1) / spread,
        100 * (words.mean(axis=0) / expected - 1),
        _share_inside(words, *_of_tokens(cell, corpus)),
        _share_inside(words, expected, spread),
        _inside_others(words),
    )


def _share_inside(words: Floats, expected: Floats, spread: Floats) -> Floats:
    return np.asarray((np.abs(words - expected) <= 2 * np.maximum(spread, 0.5)).mean(axis=0))


def _of_tokens(cell: Cell, corpus: Corpus) -> tuple[Floats, Floats]:
    """Return mean and spread of the law that takes tokens one by one, but for human documents."""
    schedule = schedule_of(cell.settings, len(corpus.tokens), AT[-1])
    lines = token_lines(schedule)
    mixed = any(schedule.human_shares)
    documents = HumanDocuments(corpus.tokens, corpus.starts)
    law = documents.law(schedule, lines) if mixed else UnmixedLaw(corpus.counts, lines)
    return np.array([law.types(each) for each in AT]), np.array([law.types_sd(each) for each in AT])


def _inside_others(words: Floats) -> Floats:
    """Return the share of R runs inside the band of the RUNS after each, round and round; (R, 4) to (4,)."""
    band = min(RUNS, len(words) - 1)
    both = np.concatenate((words, words[:band]))
    reach = 2 * widening(band)
    inside = []
    for place, run in enumerate(words):
        others = both[place + 1 : place + 1 + band]
        inside.append(np.abs(run - others.mean(axis=0)) <= reach * others.std(axis=0, ddof=1))
    return np.asarray(np.mean(inside, axis=0))


def _runs(cell: Cell, corpus: Corpus) -> Indices:
    """Return what is counted in every generation of many runs, shape (runs, G + 1, 4)."""
    folder = os.environ.get("DRIFTVIEW_CALIBRATION")
    simulation = Simulation(corpus, cell.settings)
    suffix = "-passages.npy" if simulation.in_passages else ".npy"
    place = (Path(folder or ".") / cell.file).with_suffix("")
    place = place.with_name(place.name + suffix)
    found = np.load(place) if folder and place.exists() else np.zeros((0, AT[-1] + 1, 4), np.int64)
    parts: list[Indices] = [found]
    made = len(found)
    if made < cell.seeds:
        for more in simulation.batches(cell.seeds, lambda: False, made):
            parts.append(more.counts[:, :, :4])
            if folder and sum(map(len, parts)) % STEP == 0:
                np.save(place, np.concatenate(parts))
    return np.concatenate(parts)


def _joined(values: Sequence[float] | Floats, form: str) -> str:
    return " ".join(format(float(value), form) for value in values)

"""What a benchmark says: tables, targets met or missed, and the machine it ran on."""

import os
import platform
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Literal

PACKAGES = ("driftview", "numpy", "textual", "nltk", "markovify", "kenlm", "pyte")


@dataclass(frozen=True)
class Table:
    """Rows of ready text under a heading."""

    title: str
    header: Sequence[str]
    rows: Sequence[Sequence[str]]
    notes: Sequence[str] = ()

    def markdown(self) -> str:
        """Return the table as Markdown."""
        lines = [f"### {self.title}", "", _row(self.header), _row(["---"] * len(self.header))]
        lines += [_row(row) for row in self.rows]
        return "\n".join([*lines, "", *(f"{note}\n" for note in self.notes)])


@dataclass(frozen=True)
class Target:
    """A figure to reach, and what was measured."""

    what: str
    limit: float
    measured: float
    wanted: Literal["at most", "at least"] = "at most"
    unit: str = ""

    @property
    def met(self) -> bool:
        """Whether it was reached."""
        if self.wanted == "at most":
            return self.measured <= self.limit
        return self.measured >= self.limit

    def row(self) -> list[str]:
        """Return the target as a table row."""
        wanted = f"{self.wanted} {number(self.limit)}{self.unit}"
        verdict = "met" if self.met else f"missed ({number(self.measured / self.limit, 2)} of it)"
        return [self.what, wanted, f"{number(self.measured)}{self.unit}", verdict]


@dataclass
class Part:
    """One part of the benchmarks."""

    title: str
    tables: list[Table] = field(default_factory=list)
    targets: list[Target] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def markdown(self) -> str:
        """Return the part as Markdown."""
        sections = [f"## {self.title}", *self.notes, *(table.markdown() for table in self.tables)]
        return "\n\n".join(sections)


def number(value: float, digits: int = 3) -> str:
    """Return a number to so many significant digits, as people write it."""
    if value and abs(value) >= 10 ** (digits - 1):
        return f"{value:,.0f}"
    return f"{value:.{digits}g}"


def page(parts: Iterable[Part]) -> str:
    """Return the whole of RESULTS.md."""
    parts = list(parts)
    targets = [target.row() for part in parts for target in part.targets]
    header = ("target", "wanted", "measured", "")
    sections = [
        "# Benchmarks",
        "Written by `python -m benchmarks`; do not edit by hand. Ratios are of medians measured in turn in "
        "one run; absolute numbers belong to this machine. Computing is timed in processor time of one "
        "thread; terminals, kenlm and stopping by the clock on the wall.",
        "\n".join(f"- {fact}" for fact in machine()),
        Table("Targets", header, targets).markdown().replace("###", "##", 1),
        *(part.markdown() for part in parts),
    ]
    return "\n\n".join(section.strip() for section in sections) + "\n"


def machine() -> list[str]:
    """Return date, processor, memory, load, and versions."""
    pages = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    return [
        datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        f"{_processor()}, {os.cpu_count()} cores, {pages / 2**30:.0f} GiB, {platform.system()}",
        f"load at the end, over 1, 5 and 15 minutes: {load} (1.0 is these benchmarks alone)",
        f"Python {platform.python_version()}; " + ", ".join(_versions()),
    ]


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8").splitlines() if info.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()


def _versions() -> Iterable[str]:
    for package in PACKAGES:
        try:
            yield f"{package} {version(package)}"
        except PackageNotFoundError:
            yield f"{package} not installed"


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"

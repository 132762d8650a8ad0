"""Claims: what a paper says, the runs that carry it over to n-grams, and the statements that must hold."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum

from driftview.arrays import Floats
from driftview.drift.lineage import Lineage
from driftview.errors import DriftviewError
from driftview.settings.settings import Settings
from driftview.study.experiments import Read
from driftview.text.corpus import Corpus

Found = Mapping[str, Mapping[str, Floats]]
"""What was read of every arm's runs: by arm and name of the reading, shape (replicates,), seed by seed."""


class ClaimError(DriftviewError, ValueError):
    """A claim that cannot be run on a text; the message is one line and says what to do."""


@dataclass(frozen=True)
class Paper:
    """What is claimed, by whom, and what of it is carried over."""

    authors: str
    title: str
    source: str
    """arXiv number or journal."""
    says: str
    """What the paper says, in our words."""
    runs: str
    """What is run here in its place."""
    omits: str
    """What that does not show."""


@dataclass(frozen=True, eq=False)
class Arm:
    """One setting that is run on many seeds; every arm of a claim is run on the same seeds."""

    name: str
    corpus: Corpus
    settings: Settings
    readings: Mapping[str, Read]
    """The numbers that are taken from each run, by name."""
    measured: tuple[str, ...] = ("types",)
    """Names of the measures that the readings read."""
    replicates: int = 0

    def look(self, lineage: Lineage) -> list[float]:
        """Read one run."""
        return [read(lineage) for read in self.readings.values()]


class Relation(Enum):
    """What is said of a measured mean and a published number."""

    EQUALS = "="
    """They are the same; fails when chance and the law's own error do not explain the distance."""
    ABOVE = ">"
    """It is above; fails unless the distance is larger than chance explains."""
    AT_MOST = "≤"
    """It is not above; fails when it is above by more than chance and the law's own error explain."""


@dataclass(frozen=True, eq=False)
class Statement:
    """One thing that must hold for the claim to stand."""

    quantity: str
    """What is measured, with its unit."""
    generation: int
    of: Callable[[Found], Floats]
    """Takes one number for every seed from the arms' runs, shape (replicates,)."""
    published: float
    relation: Relation = Relation.EQUALS
    allowance: float = 0.0
    """The law's own stated error."""
    note: str = ""
    """Where that comes from."""


@dataclass(frozen=True, eq=False)
class Trial:
    """A claim on one text: what is run, and what must hold."""

    arms: tuple[Arm, ...]
    statements: tuple[Statement, ...]


@dataclass(frozen=True, eq=False)
class Claim:
    """A published claim under the name that calls it."""

    name: str
    summary: str
    """The claim in a line."""
    paper: Paper
    trial: Callable[[Corpus], Trial]
    """Sets the trial up; raises ClaimError for a text that it cannot be run on."""
    replicates: int
    """Runs of every arm."""
    quick_replicates: int

"""The plan of a study: what is asked of it, and all that its numbers depend on."""

from dataclasses import dataclass, fields

from driftview.settings.settings import Settings, SettingsError
from driftview.study.grid import Grid
from driftview.version import __version__


@dataclass(frozen=True)
class Plan:
    """A grid of runs on one text, and what is kept of each run."""

    grid: Grid
    measures: tuple[str, ...]
    """What is measured, each a name of the registry."""
    generations: tuple[int, ...]
    """The generations of which the measures are kept, rising; 0 is the human text."""
    corpus: str
    """Name of the human text."""
    sha256: str
    """Checksum of the human text."""
    texts: tuple[str, ...] = ()
    """What to open to get it, as on the command line."""
    driftview: str = __version__
    """The program whose numbers these are."""

    def __post_init__(self) -> None:
        """Refuse what cannot be kept; raises SettingsError."""
        last = self.grid.base.generations
        if not self.measures:
            raise SettingsError("a study measures something: name a measure")
        if not self.generations or not 0 <= min(self.generations) <= max(self.generations) <= last:
            raise SettingsError(f"the generations to keep must be from 0 to {last}, the last one")
        if list(self.generations) != sorted(set(self.generations)):
            raise SettingsError("give each generation to keep once, in rising order")

    @property
    def digits(self) -> int:
        """How many digits the number of a run is written with."""
        return max(5, len(str(len(self.grid) - 1)))


def differences(begun: Plan, asked: Plan) -> list[str]:
    """Return what differs between two plans of one text, in the words of the command line."""
    pairs = {
        "replicates": (begun.grid.replicates, asked.grid.replicates),
        "measures": (begun.measures, asked.measures),
        "keep": (begun.generations, asked.generations),
        "axes": (list(begun.grid.axes), list(asked.grid.axes)),
    }
    names = [field.name for field in fields(Settings)]
    differing = [name for name in names if _values(begun.grid, name) != _values(asked.grid, name)]
    return differing + [name for name, (mine, theirs) in pairs.items() if mine != theirs]


def _values(grid: Grid, name: str) -> tuple[object, ...]:
    """Return the values that a setting takes in a grid."""
    return tuple(grid.axes[name]) if name in grid.axes else (getattr(grid.base, name),)

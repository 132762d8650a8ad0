"""Files of a lineage folder that somebody else may have made: nothing outside it is touched."""

import errno
import hashlib
import stat
from collections.abc import Collection
from pathlib import Path

from driftview.errors import DriftviewError
from driftview.export.places import shown
from driftview.text.reading import label


class LineageError(DriftviewError, ValueError):
    """A lineage that cannot be opened; the message is one line and says why and what to do."""


def read_found(folder: Path, name: str) -> bytes:
    """Return what a file of a folder holds; raises LineageError when it is not there or leads elsewhere."""
    path = folder / name
    try:
        home, real = folder.resolve(), path.resolve()
        if not real.is_relative_to(home):
            raise LineageError(f"{shown(path)} leads out of the folder: nothing outside it is read")
        if not stat.S_ISREG(real.stat().st_mode):
            raise LineageError(f"{shown(path)} is no file: this folder is not as driftview wrote it")
        return real.read_bytes()
    except FileNotFoundError:
        raise LineageError(f"{shown(path)} is missing: {_again(name)}") from None
    except LineageError:
        raise
    except (OSError, RuntimeError, ValueError) as error:
        raise LineageError(f"cannot read {shown(path)}: {_reason(error)}") from None


def _reason(error: Exception) -> str:
    """Say why a name leads to nothing that can be read."""
    if isinstance(error, RuntimeError) or getattr(error, "errno", None) == errno.ELOOP:
        return "links lead in a circle"
    return (getattr(error, "strerror", None) or "this is no name of a file").lower()


def read_sealed(folder: Path, name: str, checksum: str) -> bytes:
    """Return what a file holds; raises LineageError when that is not what was written."""
    data = read_found(folder, name)
    if hashlib.sha256(data).hexdigest() != checksum:
        raise LineageError(
            f"{shown(folder / name)} was changed after it was written: put back what it was, or {WITHOUT}"
        )
    return data


WITHOUT = "open text/ alone, as generations of which only the words are known"
"""What can be done with the texts of a folder that cannot be opened as it was."""


def listed(checksums: Collection[str], names: Collection[str], folder: Path) -> None:
    """Raise LineageError when files that are needed do not stand in lineage.json."""
    missing = sorted(set(names) - set(checksums))
    if missing:
        raise LineageError(
            f"{shown(folder)} was written without {label(missing[0])}, so it cannot be opened as it was: "
            f"{WITHOUT}"
        )


def _again(name: str) -> str:
    if name.endswith(".json"):
        return "this is not the folder of a lineage"
    return "get it back from where the folder came from"

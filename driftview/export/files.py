"""Files: written whole or not at all, and read without trusting whoever made them."""

import errno
import hashlib
import os
import stat
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from driftview.errors import DriftviewError
from driftview.export.drafts import Draft, ForeignDraftsError, drafting, put_aside
from driftview.text.reading import label

FULL = (errno.ENOSPC, errno.EDQUOT)
"""What the system says when there is no room left."""

TAKEN = (errno.EEXIST, errno.ENOTEMPTY, errno.ENOTDIR)
"""What the system says when something stands where a folder would go."""


class ExportError(DriftviewError, ValueError):
    """A place that cannot be written to; the message is one line and says why and what to do."""


def resolve(place: Path) -> Path:
    """Return the absolute path that ``place`` means, links followed; raises ExportError for no name."""
    try:
        wanted = place.expanduser()
    except RuntimeError:
        raise ExportError(f"{shown(place)} cannot be written to: there is no such user") from None
    if "\0" in str(wanted) or not str(place).strip():
        raise ExportError("the name is empty: give one")
    try:
        found, here = Path(os.path.realpath(wanted)), Path.cwd().resolve()
    except FileNotFoundError:
        raise ExportError("the current folder no longer exists: change to another one") from None
    if found in (here, *here.parents):
        raise ExportError(f"{shown(place)} is the folder you are in, or holds it: give the name of a new one")
    return found


def check_reachable(place: Path) -> None:
    """Raise ExportError when something can be seen to forbid making ``place``, which is absolute."""
    nearest = next(folder for folder in place.parents if os.path.lexists(folder))
    if not nearest.is_dir():
        raise ExportError(f"cannot write to {shown(place)}: {shown(nearest)} is not a folder")
    if not os.access(nearest, os.W_OK | os.X_OK):
        raise ExportError(
            f"cannot write to {shown(place)}: {shown(nearest)} is not writable for you; choose another place"
        )


def check_free(folder: Path, stranger: Callable[[Path], str], taken: ExportError, *, overwrite: bool) -> None:
    """Raise ExportError for a place that holds something else, or anything unless told to overwrite.

    ``stranger`` says what in a place is not to be replaced, nothing when all of it may be; ``taken`` is
    raised for one that may be. An empty folder is nothing.
    """
    place = resolve(folder)
    check_reachable(place)
    try:
        if not place.exists():
            strange, free = "", not put_aside(place)
        else:
            free = place.is_dir() and not any(place.iterdir())
            strange = "" if free else stranger(place)
    except OSError as error:
        raise ExportError(failed(folder, error)) from None
    if strange:
        raise ExportError(f"{shown(folder)} {strange}: choose another place")
    if not free and not overwrite:
        raise taken


def check_inside(folder: Path, path: Path) -> None:
    """Raise ExportError when a link in a folder that others may have made leads ``path`` out of it."""
    if not Path(os.path.realpath(path)).is_relative_to(os.path.realpath(folder)):
        raise ExportError(
            f"{shown(path)} points outside the folder, and driftview touches nothing outside it"
        )


def is_stream(place: Path) -> bool:
    """Tell whether a place is a device or a pipe: something to write into and never to replace."""
    try:
        mode = place.stat().st_mode
    except (OSError, ValueError):
        return False
    return stat.S_ISCHR(mode) or stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode)


@contextmanager
def replacing(
    place: Path, *, overwrite: bool = True, stranger: Callable[[Path], str] = lambda _: ""
) -> Iterator[Path]:
    """Give a path to write a file or a folder to, and move it to ``place`` when that went well.

    The move looks again at what stands there: without ``overwrite`` only an empty folder may, and what
    ``stranger`` finds in a folder stops it, as in ``check_free``. Parent folders are made. Whatever stops the
    writing, an interrupt included, leaves everything as it was: no draft, no new parents, and at ``place``
    what was there before. What a kill (-9) leaves goes when something is next written to the same folder, and
    a folder that was set aside at that very moment comes back. Raises ExportError for an OSError.
    """
    made: list[Path] = []
    try:
        _make_parents(place, made)
        with drafting(place.parent) as draft:
            yield draft.new
            _move(draft, place, overwrite, stranger)
        made.clear()
    except ForeignDraftsError as error:
        raise ExportError(
            f"cannot write to {shown(place)}: {shown(error.home)} is not driftview's; "
            "give that another name, or choose another place"
        ) from None
    except OSError as error:
        raise ExportError(failed(place, error)) from None
    finally:
        for folder in reversed(made):
            with suppress(OSError):
                folder.rmdir()


def failed(place: Path, error: OSError) -> str:
    """Return the message for a place that the system does not let us write to."""
    reason = (error.strerror or str(error)).lower()
    remedy = "; make room there or choose another place" if error.errno in FULL else ""
    return f"cannot write to {shown(place)}: {reason}; nothing was changed there{remedy}"


def shown(place: Path) -> str:
    """Return a path fit for a message of one line."""
    return label(str(place))


def _make_parents(place: Path, made: list[Path]) -> None:
    """Make the folders above ``place`` that are missing and note them, the highest first."""
    missing = [folder for folder in place.parents if not folder.exists()]
    for folder in reversed(missing):
        made.append(folder)
        folder.mkdir(exist_ok=True)


def _move(draft: Draft, place: Path, overwrite: bool, stranger: Callable[[Path], str]) -> None:
    """Put what was written in its place; a folder that was there is put back when that fails."""
    if not draft.new.is_dir():
        if overwrite:
            draft.new.replace(place)
        else:
            _move_once(draft.new, place)
        return
    if overwrite and place.exists():
        aside = draft.aside(place)
        aside.parent.mkdir()
        place.rename(aside)
        strange = stranger(aside) if aside.is_file() or any(aside.iterdir()) else ""
        if strange:
            raise ExportError(f"{shown(place)} {strange}: choose another place")
    try:
        draft.new.rename(place)
    except OSError as error:
        if error.errno not in TAKEN:
            raise
        raise ExportError(_appeared(place)) from None


def _move_once(draft: Path, place: Path) -> None:
    """Put a file in its place unless anything is there, without a moment in which something could come."""
    if place.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    try:
        os.link(draft, place)
    except FileExistsError:
        raise ExportError(_appeared(place)) from None
    except OSError:  # a disk without hard links: take the name, then replace what we took it with
        try:
            os.close(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL))
        except FileExistsError:
            raise ExportError(_appeared(place)) from None
        draft.replace(place)


def _appeared(place: Path) -> str:
    return f"{shown(place)} has appeared in the meantime and was left unchanged: choose another name"


class LineageError(DriftviewError, ValueError):
    """A lineage that cannot be opened; the message is one line and says why and what to do."""


def read_untrusted(folder: Path, name: str) -> bytes:
    """Return what a file of a folder holds; raises LineageError when it is not there or leads elsewhere."""
    path = folder / name
    try:
        home, real = folder.resolve(), path.resolve()
        if not real.is_relative_to(home):
            raise LineageError(
                f"{shown(path)} points outside the folder, and driftview reads nothing outside it"
            )
        if not stat.S_ISREG(real.stat().st_mode):
            raise LineageError(f"{shown(path)} is not a file: this folder is not as driftview wrote it")
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
        return "its links form a loop"
    return (getattr(error, "strerror", None) or "this is not a file name").lower()


def read_sealed(folder: Path, name: str, checksum: str) -> bytes:
    """Return what a file holds; raises LineageError when that is not what was written."""
    data = read_untrusted(folder, name)
    if hashlib.sha256(data).hexdigest() != checksum:
        raise LineageError(
            f"{shown(folder / name)} was changed after it was written: restore it, or {WITHOUT}"
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
        return "this is not a lineage folder"
    return "restore it from where the folder came from"

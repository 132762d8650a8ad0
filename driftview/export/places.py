"""Places on disk: what may be written there, and writing it whole or not at all."""

import errno
import os
import secrets
import shutil
import stat
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path

from driftview.errors import DriftviewError
from driftview.text.reading import label

DRAFT = ".driftview-"
"""What the names of drafts begin with."""

OLD = 3600.0
"""Seconds after which nobody writes a draft any more; only a program that was killed leaves one."""

ASIDE = "-old-"
"""What stands before the name of a folder while another takes its place."""

FULL = (errno.ENOSPC, errno.EDQUOT)
"""What the system says when there is no room left."""

LONG = 200
"""Bytes up to which that name is kept; systems allow 255 in all."""


class ExportError(DriftviewError, ValueError):
    """A place that cannot be written to; the message is one line and says why and what to do."""


def resolve(place: Path) -> Path:
    """Return the absolute path that ``place`` means, links followed; raises ExportError for no name."""
    try:
        wanted = place.expanduser()
    except RuntimeError:
        raise ExportError(f"{shown(place)} cannot be written to: there is no such user") from None
    if "\0" in str(wanted) or not str(place).strip():
        raise ExportError("a place needs a name: give one")
    try:
        found, here = Path(os.path.realpath(wanted)), Path.cwd().resolve()
    except FileNotFoundError:
        raise ExportError("the folder you are in is no longer there: go to another one") from None
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
            f"cannot write to {shown(place)}: {shown(nearest)} is not yours to write to; choose another place"
        )


def check_free(folder: Path, stranger: Callable[[Path], str], taken: str, *, overwrite: bool) -> None:
    """Raise ExportError for a place that holds something else, or anything unless told to overwrite.

    ``stranger`` says what in a place is not to be replaced, nothing when all of it may be; ``taken`` is what
    to say of one that may be. An empty folder is nothing.
    """
    place = resolve(folder)
    check_reachable(place)
    _clear(place.parent)
    try:
        if not place.exists() or (place.is_dir() and not any(place.iterdir())):
            return
        strange = stranger(place)
    except OSError as error:
        raise ExportError(failed(folder, error)) from None
    if strange:
        raise ExportError(f"{shown(folder)} {strange}: choose another place")
    if not overwrite:
        raise ExportError(taken)


def check_inside(folder: Path, path: Path) -> None:
    """Raise ExportError when a link in a folder that others may have made leads ``path`` out of it."""
    if not Path(os.path.realpath(path)).is_relative_to(os.path.realpath(folder)):
        raise ExportError(f"{shown(path)} leads out of the folder: nothing outside it is touched")


def is_stream(place: Path) -> bool:
    """Tell whether a place is a device or a pipe: something to write into and never to replace."""
    try:
        mode = place.stat().st_mode
    except (OSError, ValueError):
        return False
    return stat.S_ISCHR(mode) or stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode)


@contextmanager
def replacing(place: Path) -> Iterator[Path]:
    """Give a path beside ``place`` to write a file or a folder to, and move it there when that went well.

    Parent folders are made. Whatever stops the writing, an interrupt included, leaves everything as it was:
    no draft, no new parents, and at ``place`` what was there before. What a kill (-9) leaves half written
    goes when something is next written there, an hour later or more, and a folder that was put aside at that
    very moment comes back. Raises ExportError for an OSError.
    """
    draft = place.with_name(f"{DRAFT}{secrets.token_hex(6)}")
    made: list[Path] = []
    _clear(place.parent)
    try:
        _make_parents(place, made)
        yield draft
        _move(draft, place)
        made.clear()
    except OSError as error:
        raise ExportError(failed(place, error)) from None
    finally:
        _remove(draft)
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


def _move(draft: Path, place: Path) -> None:
    """Put what was written in its place; a folder that was there is put back when that fails."""
    if not (draft.is_dir() and place.exists()):
        draft.replace(place)
        return
    aside = _aside(draft, place)
    try:
        place.rename(aside)
        draft.rename(place)
    finally:
        if aside.exists() and not place.exists():
            aside.rename(place)
    _remove(aside)


@cache
def _clear(folder: Path) -> None:
    """Put right what programs that were killed left in a folder; looked for once.

    What is half written is removed. What was put aside goes back to its place, or is removed too if the
    place has been taken since.
    """
    with suppress(OSError):
        for draft in folder.glob(f"{DRAFT}*"):
            found = draft.lstat()
            if time.time() - max(found.st_mtime, found.st_ctime) > OLD:
                _put_right(draft)


def _aside(draft: Path, place: Path) -> Path:
    """Return where a folder is put while another takes its place; a very long name is left out."""
    name = place.name if len(os.fsencode(place.name)) <= LONG else ""
    return draft.with_name(f"{draft.name}{ASIDE}{name}")


def _put_right(draft: Path) -> None:
    """Remove what was half written, or put back what nothing has taken the place of."""
    _, aside, name = draft.name.partition(ASIDE)
    if not aside or (name and os.path.lexists(draft.with_name(name))):
        _remove(draft)
    elif name:
        draft.rename(draft.with_name(name))


def _remove(path: Path) -> None:
    """Remove a file or folder of ours, if it is there."""
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        with suppress(OSError):
            path.unlink(missing_ok=True)

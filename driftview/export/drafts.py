"""Drafts: what is written beside its place before it moves there, and what a killed program left of one.

All drafts for one folder are in ``.driftview-drafts-UID`` within it, which holds a marker file. Nothing
outside such a folder is ever cleared, whatever its name, and inside it only drafts of processes that died.
"""

import os
import re
import secrets
import shutil
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

HOME = f".driftview-drafts-{os.getuid()}" if hasattr(os, "getuid") else ".driftview-drafts"
"""The folder that drafts are made in; each user has one, because in /tmp several may write at once."""

MARKER = "made-by-driftview.txt"
MARK = "driftview writes files here, then moves them to their place and removes this folder.\n"

NEW, OLD = "new", "old"

_JOB = re.compile(r"[0-9a-f]{16}")

ATTEMPTS, PAUSE = 50, 0.02
"""How often and how many seconds apart a folder is tried that another process makes or removes just then."""


class ForeignDraftsError(Exception):
    """Something that driftview did not make has the name of its folder for drafts."""

    def __init__(self, home: Path) -> None:
        """``home``: the folder, file or link of that name."""
        super().__init__(str(home))
        self.home = home


@dataclass(frozen=True)
class Draft:
    """One file or folder that is being written."""

    job: Path
    """A folder for this draft alone, locked while its process lives."""

    @property
    def new(self) -> Path:
        """Where to write what will move to its place."""
        return self.job / NEW

    def aside(self, place: Path) -> Path:
        """Return where a folder goes while another takes its place."""
        return self.job / OLD / place.name


@contextmanager
def drafting(folder: Path) -> Iterator[Draft]:
    """Give a draft in a folder, after clearing away those of processes that have died.

    Raises ForeignDraftsError and OSError.
    """
    job, lock = folder / HOME / secrets.token_hex(8), None
    try:
        lock = _begin(job)
        _clear(folder, job)
        yield Draft(job)
    finally:
        with suppress(OSError):
            _settle(job, folder)
        _release(lock)
        _retire(folder / HOME)


def put_aside(place: Path) -> bool:
    """Tell whether a folder that was set aside when a process died would come back to ``place``."""
    home = place.parent / HOME
    return any(
        os.path.lexists(job / NEW) and _is_folder(job / OLD) and os.path.lexists(job / OLD / place.name)
        for job in _jobs(home)
        if not _held(job)
    )


def _begin(job: Path) -> int | None:
    """Make the folder of a draft and return the handle of its lock, None where there are no locks."""
    home = job.parent
    for _ in range(ATTEMPTS):
        with suppress(FileExistsError):
            home.mkdir(mode=0o700)
        if not _is_ours(home) and not _mark(home):
            time.sleep(PAUSE)
            continue
        try:
            job.mkdir(exist_ok=True)
        except FileNotFoundError:  # another process was the last to use the folder and has removed it
            continue
        lock = _lock(job)
        if job.exists():
            return lock
        _release(lock)
    raise ForeignDraftsError(home)


def _mark(home: Path) -> bool:
    """Put the marker into a folder that is empty, and tell whether it was."""
    try:
        if not _is_folder(home) or any(home.iterdir()):
            return False
        (home / MARKER).write_text(MARK, encoding="utf-8")
    except FileNotFoundError:
        return False
    return True


def _is_folder(path: Path) -> bool:
    """Tell whether a path is a folder itself, not a link to one."""
    try:
        return stat.S_ISDIR(path.lstat().st_mode)
    except OSError:
        return False


def _is_ours(home: Path) -> bool:
    """Tell whether a folder is this user's and holds the marker, as a file and not a link."""
    try:
        owned = not hasattr(os, "getuid") or home.lstat().st_uid == os.getuid()
        return owned and _is_folder(home) and stat.S_ISREG((home / MARKER).lstat().st_mode)
    except OSError:
        return False


def _jobs(home: Path) -> list[Path]:
    """Return the drafts in a folder; none where the folder is not ours."""
    try:
        return [each for each in home.iterdir() if _JOB.fullmatch(each.name)] if _is_ours(home) else []
    except OSError:
        return []


def _clear(folder: Path, own: Path) -> None:
    """Put right what processes that have died left in a folder."""
    for job in _jobs(folder / HOME):
        if job != own and _is_folder(job) and not _held(job):
            with suppress(OSError):
                _settle(job, folder)


def _settle(job: Path, folder: Path) -> None:
    """Remove a draft; what was set aside for it goes back first, unless the new one has reached its place."""
    if os.path.lexists(job / NEW) and _is_folder(job / OLD):
        for kept in (job / OLD).iterdir():
            if os.path.lexists(folder / kept.name):
                return  # something else stands there now, and this is the only copy
            kept.rename(folder / kept.name)
    shutil.rmtree(job, ignore_errors=True)


def _retire(home: Path) -> None:
    """Remove the folder when no draft is left in it."""
    with suppress(OSError):
        if not _is_ours(home):
            home.rmdir()  # refused unless it is empty
            return
        if len(list(home.iterdir())) > 1:
            return
        (home / MARKER).unlink()
        try:
            home.rmdir()
        except OSError:  # another process has begun a draft
            (home / MARKER).write_text(MARK, encoding="utf-8")


def _held(job: Path) -> bool:
    """Tell whether a living process has a draft locked, or nobody can tell."""
    lock = _lock(job)
    _release(lock)
    return lock is None


def _lock(job: Path) -> int | None:
    """Lock a draft and return the handle; None where it is locked, or cannot be."""
    try:
        import fcntl
    except ImportError:
        return None
    try:
        handle = os.open(job, os.O_RDONLY)
    except OSError:
        return None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(handle)
        return None
    return handle


def _release(lock: int | None) -> None:
    if lock is not None:
        with suppress(OSError):
            os.close(lock)

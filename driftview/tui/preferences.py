"""The user's settings file: read, changed so that comments stay, and locked while it is."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import platformdirs

if TYPE_CHECKING:
    from driftview.text.options import ReadingOptions

LOCK_SECONDS = 1.0
"""Seconds to wait for another program; what it does takes milliseconds, unless it was halted over it."""

PAUSE = 0.005


class LockedError(OSError):
    """Another program has kept the file for too long."""


@contextmanager
def alone_with(file: Path) -> Iterator[None]:
    """Keep other programs that ask for the same file out meanwhile; raises LockedError when they do so to us.

    Locked is the folder that the file is in, or the nearest one above it that exists, so that nothing new
    stays behind; the system lets go when a program ends, however that is. Where folders cannot be locked
    (on Windows, on some network disks) nobody is kept out.
    """
    end = time.monotonic() + LOCK_SECONDS
    while True:
        folder = nearest(file)
        handle = _lock(folder, end)
        if folder == nearest(file):  # nobody has made the folder of the file meanwhile
            break
        _let_go(handle)
    try:
        yield
    finally:
        _let_go(handle)


def nearest(file: Path) -> Path:
    """Return the lowest folder above a file that exists."""
    return next(folder for folder in file.absolute().parents if folder.exists())


def _lock(folder: Path, end: float) -> int | None:
    """Return a handle that holds a lock, None where there are none."""
    try:
        import fcntl
    except ImportError:
        return None
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:
        return None
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > end:
                os.close(handle)
                raise LockedError("another driftview is writing there; try again") from None
            time.sleep(PAUSE)
        except OSError:
            os.close(handle)
            return None
        else:
            return handle


def _let_go(handle: int | None) -> None:
    if handle is not None:
        with suppress(OSError):
            os.close(handle)


def with_value(text: str, name: str, value: str | Sequence[str]) -> str:
    """Return ``text`` with a value at its top level set; raises TOMLDecodeError when it is no TOML."""
    import tomllib

    wanted = value if isinstance(value, str) else list(value)
    if tomllib.loads(text).get(name) == wanted:
        return text
    import tomlkit  # takes 0.1 s to load, and only saving needs it

    document = tomlkit.parse(text)
    document[name] = wanted
    return tomlkit.dumps(document)


VARIABLE = "DRIFTVIEW_CONFIG"
"""The environment variable that names another file."""

HEAD = """\
# What driftview remembers. It may be changed by hand: driftview leaves everything else in it as it is.
#
# [keys]
# play = ["space", "F5"]       names and keys of all commands are in docs/keys.md
#
# [reading]                    how the explorer reads texts, as the options of the same names say
# lowercase = true

"""
"""Stands at the top of a new file."""


class PreferencesError(ValueError):
    """The file cannot be read or written; the message is one line and says what to do."""


@dataclass(frozen=True)
class Preferences:
    """What the file says."""

    path: Path
    theme: str | None = None
    corpus: tuple[str, ...] = ()
    """The texts that were explored last."""
    begun: bool = True
    """Whether somebody has taken the tour, played or read the help; where the file is silent, nobody has."""
    cards: tuple[str, ...] = ()
    """Own texts whose card was shown."""
    keys: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Keys as people write them, by the name of the command."""
    reading: ReadingOptions | None = None
    """How texts are read, where the file says it."""
    complaints: tuple[str, ...] = ()
    """What the file says that means nothing, one line each; it is left out of account."""


def config_file() -> Path:
    """Return where the settings are, or will be."""
    named = os.environ.get(VARIABLE)
    if named:
        return Path(named)
    return platformdirs.user_config_path("driftview", appauthor=False, roaming=True) / "config.toml"


def read_preferences() -> Preferences:
    """Read the file; without one everything is at its default. Raises PreferencesError for a broken one.

    One that is not ours to read, as in the home of another user, is only complained of.
    """
    path = config_file()
    if not _may_read(path):
        return Preferences(path, complaints=("you may not read it, so nothing is remembered",))
    data = _parsed(_read(path), path)
    complaints: list[str] = []
    theme = data.pop("theme", None)
    if not isinstance(theme, str | None):
        complaints.append("theme: give one name in quotes")
        theme = None
    corpus = _strings(data.pop("corpus", ()))
    if corpus is None:
        complaints.append("corpus: give one text in quotes, or several in a list")
    begun = data.pop("begun", None)
    cards = _strings(data.pop("cards", ()))
    if cards is None:
        complaints.append("cards: give one text in quotes, or several in a list")
    keys = _keys(data.pop("keys", {}), complaints)
    reading = _reading(data.pop("reading", None), complaints)
    complaints.extend(f"{name}: there is no such setting" for name in data)
    return Preferences(
        path, theme, corpus or (), begun is not None, cards or (), keys, reading, tuple(complaints)
    )


def remember(path: Path, name: str, value: str | tuple[str, ...]) -> None:
    """Set one value in the file, whole or not at all; raises PreferencesError when that cannot be.

    What another driftview sets at the same time is not lost.
    """
    from driftview.export.files import ExportError, is_stream, resolve

    if is_stream(path):  # /dev/null is a way to have nothing remembered
        return
    try:
        place = resolve(path)
        with alone_with(place):
            _set(path, place, name, value)
    except (ExportError, UnicodeEncodeError, LockedError) as error:
        raise PreferencesError(f"{name} could not be remembered: {error}") from None


def _set(path: Path, place: Path, name: str, value: str | tuple[str, ...]) -> None:
    """Set a value in the file ``path``, which is at ``place``."""
    from driftview.export.files import replacing

    before = _read(path)
    _parsed(before, path)
    after = with_value(before or HEAD, name, value)
    if after == before:
        return
    with replacing(place) as draft:
        draft.write_text(after, encoding="utf-8", newline="")
        if place.exists():
            shutil.copymode(place, draft)


def lasting(names: tuple[str, ...]) -> tuple[str, ...]:
    """Return names of texts that mean the same wherever the program is started: paths become absolute."""
    from driftview.text.catalogue import find_bundled, is_synthetic

    kept = (name.startswith("nltk:") or is_synthetic(name) or find_bundled(name) for name in names)
    return tuple(name if keep else str(Path(name).absolute()) for name, keep in zip(names, kept, strict=True))


def _may_read(path: Path) -> bool:
    """Tell whether nothing forbids reading a file, or finding that there is none."""
    try:
        path.stat()
    except PermissionError:
        return False
    except OSError:
        return True
    return os.access(path, os.R_OK)


def _read(path: Path) -> str:
    """Return the text of the file, line ends as they are; empty when there is none."""
    try:
        return path.read_bytes().decode("utf-8-sig")
    except (FileNotFoundError, NotADirectoryError):
        return ""
    except (OSError, ValueError) as error:
        reason = (error.strerror or str(error)) if isinstance(error, OSError) else "it is not UTF-8 text"
        raise PreferencesError(f"the settings in {path} cannot be read: {reason.lower()}") from None


def _parsed(text: str, path: Path) -> dict[str, object]:
    if not text:
        return {}
    import tomllib  # who has no settings yet need not wait for it

    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        reason = str(error).replace("\n", " ")
        raise PreferencesError(
            f"the settings in {path} are not valid TOML: {reason}; correct the file"
        ) from None


def _strings(value: object) -> tuple[str, ...] | None:
    """Return one string or a list of them as a tuple, and None for anything else."""
    if isinstance(value, str):
        return (value,)
    if isinstance(value, list | tuple) and all(isinstance(each, str) for each in value):
        return tuple(value)
    return None


def _reading(table: object, complaints: list[str]) -> ReadingOptions | None:
    """Return the table of how texts are read, and complain of what means nothing."""
    if table is None:
        return None
    from driftview.text.options import checked_options, options_from

    if not isinstance(table, dict):
        complaints.append("reading: write [reading] on a line of its own, and the options under it")
        return None
    try:
        return checked_options(options_from(table))
    except ValueError as error:
        complaints.append(f"[reading] {error}")
        return None


def _keys(table: object, complaints: list[str]) -> dict[str, tuple[str, ...]]:
    """Return the table of keys, and complain of what is none."""
    if not isinstance(table, dict):
        complaints.append("keys: write [keys] on a line of its own, and the commands under it")
        return {}
    found = {}
    for name, value in table.items():
        keys = _strings(value)
        if keys is None:
            complaints.append(f'[keys] {name}: give keys in quotes, such as ["space", "p"]')
        else:
            found[name] = keys
    return found

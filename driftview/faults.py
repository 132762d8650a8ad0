"""What is kept when something goes wrong: where, and for how long."""

import os
import platform
import re
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path

LOGS_KEPT = 10
"""How many logs stay; the oldest go."""

RECOVERED_KEPT = 5
"""How many recovered lineages stay; the oldest go."""

_STAMP = r"\d{8}-\d{6}-\d{6}-\d+"
LOGS, RECOVERED = re.compile(rf"driftview-{_STAMP}\.log"), re.compile(rf"{_STAMP}-.*")
"""The names of logs and of recovered lineages: whatever is called otherwise is somebody else's."""


def log_folder() -> Path:
    """Return where logs go, on this platform."""
    import platformdirs

    return platformdirs.user_log_path("driftview", appauthor=False)


def recovery_folder() -> Path:
    """Return where lineages go that were on the screen when the explorer had to end."""
    import platformdirs

    return platformdirs.user_data_path("driftview", appauthor=False) / "recovered"


def write_log(error: BaseException, circumstances: Mapping[str, object] | None = None) -> Path | None:
    """Write a new log about an error and return its path; None when there is nowhere to write to.

    It goes to the folder for logs, or else to that for temporary files; no more than LOGS_KEPT logs stay.
    """
    text = "".join([*_head(circumstances or {}), "\n", *traceback.format_exception(error)])
    for find in (log_folder, _temporary_folder):
        with suppress(OSError, RuntimeError):
            path = _write_new(find(), text)
            prune(path.parent, LOGS, LOGS_KEPT)
            return path
    return None


def add_to_log(path: Path, error: BaseException) -> None:
    """Write about a further error, if that can be."""
    text = "".join(["\nand then\n\n", *traceback.format_exception(error)])
    with suppress(OSError), path.open("a", encoding="utf-8", errors="replace") as log:
        log.write(text)


def stamp() -> str:
    """Return a name that later ones come after, and that no other program running now has."""
    now = time.time_ns()
    seconds = time.strftime("%Y%m%d-%H%M%S", time.localtime(now // 10**9))
    return f"{seconds}-{now // 1000 % 10**6:06}-{os.getpid()}"


def prune(folder: Path, names: re.Pattern[str], kept: int) -> None:
    """Remove all but the newest files and folders with such names, as far as that can be done."""
    from shutil import rmtree

    with suppress(OSError):
        ours = [path for path in folder.iterdir() if names.fullmatch(path.name)]
        for old in sorted(ours, key=lambda path: path.name)[:-kept]:
            if old.is_dir() and not old.is_symlink():
                rmtree(old, ignore_errors=True)
            else:
                old.unlink(missing_ok=True)


def usable(find: Callable[[], Path]) -> Path | None:
    """Return a folder if there can be one: without a home, a path may begin with nothing that exists."""
    with suppress(OSError, RuntimeError):
        folder = find()
        return folder if folder.is_absolute() else None
    return None


def _temporary_folder() -> Path:
    return Path(tempfile.gettempdir())


def _write_new(folder: Path, text: str) -> Path:
    """Write a file that was not there; raises OSError, and then leaves nothing."""
    if not folder.is_absolute():
        raise FileNotFoundError(folder)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"driftview-{stamp()}.log"
    with path.open("x", encoding="utf-8", errors="replace") as log:
        try:
            log.write(text)
            log.flush()
        except OSError:
            path.unlink(missing_ok=True)
            raise
    return path


def _head(circumstances: Mapping[str, object]) -> Iterator[str]:
    """Yield lines about the program and the machine."""
    from driftview.version import __version__

    facts = {
        "driftview": __version__,
        "time": time.strftime("%Y-%m-%d %H:%M:%S"),
        "Python": platform.python_version(),
        "system": platform.platform(),
        "terminal": os.environ.get("TERM", "not named"),
        **circumstances,
    }
    for name, value in facts.items():
        yield f"{name}: {value}\n"

"""What the machine has to give, and giving it back; None where the machine does not say."""

import ctypes
import os
import re
import sys
from contextlib import suppress
from functools import cache
from pathlib import Path

_CGROUPS = ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes")
"""Where Linux says how much a container may have, new way and old."""

_ARENA_MAX = -8
"""What glibc calls the number of its heaps, in malloc.h."""


WORKERS_EACH = 4
"""Workers that a processor is given at most: more get in each other's way, and each takes memory."""


def available_memory() -> int | None:
    """Return how many bytes a program could still take without others being pushed out."""
    with suppress(OSError, ValueError):
        found = re.search(r"MemAvailable:\s+(\d+) kB", Path("/proc/meminfo").read_text(encoding="ascii"))
        if found:
            return int(min(int(found[1]) * 1024, _allowed()))
    with suppress(OSError, ValueError, AttributeError):  # other systems tell only what is built in
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return None


def _allowed() -> float:
    """Return how many bytes the container may have that this runs in; infinite outside of one."""
    for place in _CGROUPS:
        with suppress(OSError, ValueError):
            return int(Path(place).read_text(encoding="ascii"))
    return float("inf")


def temporary_room() -> int | None:
    """Return how many bytes there is room for in temporary files; 0 where there is no place for them."""
    import shutil  # these two would hold up the first frame of the explorer
    import tempfile

    try:
        return shutil.disk_usage(tempfile.gettempdir()).free
    except OSError:
        return 0


def give_back_memory() -> None:
    """Return to the system what this process holds but has no use for; takes about a millisecond.

    Only the C library of Linux keeps so much that asking is worth it: threads that work with large arrays
    leave pieces of their size behind.
    """
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):  # another C library may have no such function
            _c_library().malloc_trim(0)


def keep_one_heap() -> None:
    """Let all threads take their memory from one place; to be called before they begin to work.

    The C library of Linux gives every thread a place of its own otherwise, and holes stay in each.
    """
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):
            _c_library().mallopt(_ARENA_MAX, 1)


@cache
def _c_library() -> ctypes.CDLL:
    """Return the C library; each opening makes new classes, so it is opened once."""
    return ctypes.CDLL(None)


def processors() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return max(1, len(os.sched_getaffinity(0)))
    return max(1, os.cpu_count() or 1)


def most_workers() -> int:
    """Return how many workers are of any use here."""
    return WORKERS_EACH * processors()

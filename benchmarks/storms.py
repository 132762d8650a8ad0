"""Leave the explorer in the middle of a storm of resizes, beside processes that take all the time there is.

Each storm starts one explorer, changes the size of its terminal many times, up to 300 columns and 400 rows,
and then ends the explorer: with a signal, with ``q``, or by closing the terminal. It does so while nothing
else goes on, or soon after a key that begins a lot of work, or while the program is still starting. Busy
processes take the processors, others write to the disk; they run only from the first resize to the end. Run
it alone: ``python -m benchmarks.storms --storms 12``.
"""

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple

from benchmarks.pseudo_terminal import PseudoTerminal

EXPLORER = ("driftview", "ecclesiastes", "--generations", "40", "--seed", "1")
LARGEST = (300, 400)
RESIZES = 400
PAUSE = 0.003
"""Seconds between two of them, in which the terminal takes what is written."""

ALLOWED = 2.0
"""Seconds in which the explorer must be gone."""

KILLED_AFTER = 45.0
"""Seconds after which it is killed."""

LATEST_START = 6.0
"""Seconds after its start until which an explorer that is still starting is told to leave."""

WAYS = ("SIGTERM", "SIGINT", "SIGHUP", "q", "closed")

MOMENTS = {
    "idle": b"",
    "a step": b"\x1b[C\x1b[C\x1b[C",
    "more generations": b"aaaa",
    "another run": b"n",
    "replicates": b"R",
    "compare": b"C",
    "an export": b"e\r",
    "starting": b"",
}
"""What goes on when the explorer is told to leave, and the keys that begin it."""

QUITS = {"an export": b"\x11", "replicates": b"Q", "compare": b"Q"}
"""The keys that quit where q is a letter, or leads back to the main screen."""

BUSY = "while True: pass"

WRITING = """\
import os, shutil, sys, tempfile
while True:
    folder = tempfile.mkdtemp(dir=sys.argv[1])
    for number in range(300):
        with open(f"{folder}/{number}", "wb") as file:
            file.write(os.urandom(200_000))
            if number % 10 == 0:
                file.flush()
                os.fsync(file.fileno())
    shutil.rmtree(folder)
"""

WATCHED = """\
import faulthandler, os, sys
sys.path[0] = os.getcwd()
from driftview.tui.leaving import Deadline
begin = Deadline.begin
def watched(deadline, code):
    faulthandler.dump_traceback_later({allowed}, repeat=True, file=open({dump!r}, "w"))
    begin(deadline, code)
Deadline.begin = watched
from driftview.cli import main
os.chdir({folder!r})
sys.argv = {arguments!r}
main()
"""
"""An explorer that writes down what its threads are at when it takes too long to leave."""


class Load(NamedTuple):
    """How many processes run beside the explorer."""

    busy: int
    writing: int


class Storm(NamedTuple):
    """One explorer that is told to leave."""

    way: str
    moment: str
    resizes: int
    pause: float
    load: Load


@contextmanager
def loaded(load: Load, folder: Path) -> Iterator[None]:
    """Keep the processors and the disk busy."""
    commands = [(BUSY,)] * load.busy + [(WRITING, str(folder))] * load.writing
    running = [subprocess.Popen((sys.executable, "-c", *command)) for command in commands]
    try:
        yield
    finally:
        for each in running:
            each.kill()
            each.wait()


def raise_storm(storm: Storm, chance: random.Random, folder: Path) -> float | None:
    """Return the seconds from the request to leave until the explorer was gone, None if it never went."""
    dump = folder / "dump.txt"
    code = WATCHED.format(allowed=ALLOWED, dump=str(dump), folder=str(folder), arguments=list(EXPLORER))
    with ExitStack() as stack:
        starting = storm.moment == "starting"
        if starting:
            stack.enter_context(loaded(storm.load, folder))
        terminal = PseudoTerminal((sys.executable, "-c", code), 100, 30)
        stack.callback(terminal.close)
        if starting:
            resizes = round(chance.uniform(0, LATEST_START) / (storm.pause + 0.001))
        else:
            terminal.settle(1.0)
            stack.enter_context(loaded(storm.load, folder))
            resizes = storm.resizes
        for number in range(resizes):
            if number == resizes // 2 and MOMENTS[storm.moment]:
                terminal.press(MOMENTS[storm.moment])
            terminal.resize(chance.randint(1, LARGEST[0]), chance.randint(1, LARGEST[1]))
            for _chunk in terminal.chunks(storm.pause, storm.pause):
                pass
        asked = time.perf_counter()
        match storm.way:
            case "q":
                terminal.press(QUITS.get(storm.moment, b"q"))
            case "closed":
                terminal.hang_up()
            case _:
                os.kill(terminal.process, getattr(signal, storm.way))
        ended = terminal.wait(KILLED_AFTER)
        if dump.exists() and (said := dump.read_text(encoding="utf-8")):
            print(said, file=sys.stderr)
        return None if ended is None else ended - asked


def main() -> None:
    """Raise storms, and tell how many explorers left in time."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.storms", description=__doc__)
    parser.add_argument("--storms", type=int, default=100)
    parser.add_argument("--resizes", type=int, default=RESIZES)
    parser.add_argument("--busy", type=int, default=10, help="processes that compute")
    parser.add_argument("--writing", type=int, default=0, help="processes that write to the disk")
    parser.add_argument("--pause", type=float, default=PAUSE, help="seconds between two resizes")
    parser.add_argument("--ways", nargs="+", choices=WAYS, default=WAYS)
    parser.add_argument("--moments", nargs="+", choices=tuple(MOMENTS), default=tuple(MOMENTS))
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    for ignored in (signal.SIGINT, signal.SIGHUP):  # as a shell leaves them for what runs in its background
        signal.signal(ignored, signal.SIG_DFL)
    chance = random.Random(arguments.seed)
    load = Load(arguments.busy, arguments.writing)
    times: dict[str, list[float | None]] = {way: [] for way in arguments.ways}
    for number in range(arguments.storms):
        way = arguments.ways[number % len(arguments.ways)]
        moment = chance.choice(arguments.moments)
        with tempfile.TemporaryDirectory(prefix="storms-", ignore_cleanup_errors=True) as folder:
            os.environ["XDG_DATA_HOME"] = f"{folder}/data"
            storm = Storm(way, moment, arguments.resizes, arguments.pause, load)
            times[way].append(raise_storm(storm, chance, Path(folder)))
        print(f"{number + 1}  {way}  {moment}  {times[way][-1]}", file=sys.stderr, flush=True)
    kept = Counter(
        way for way, taken in times.items() for each in taken if each is not None and each <= ALLOWED
    )
    print(f"left within {ALLOWED:g} s: {kept.total()} of {arguments.storms}")
    for way, taken in times.items():
        known = sorted(each for each in taken if each is not None)
        slowest = f"{known[-1]:.2f} s" if known else "–"
        print(f"  {way}: {kept[way]} of {len(taken)}, slowest {slowest}, never {len(taken) - len(known)}")


if __name__ == "__main__":
    main()

"""Leave the explorer in the middle of a storm of resizes, beside processes that take all the time there is.

Each storm starts one explorer, changes the size of its terminal many times, up to 300 columns and 400 rows,
and then ends the explorer: with a signal, with ``q``, or by closing the terminal. The busy processes run only
from the first resize to the end. Run it alone: ``python -m benchmarks.storms --storms 12``.
"""

import argparse
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from benchmarks.pseudo_terminal import PseudoTerminal

EXPLORER = (sys.executable, "-m", "driftview", "ecclesiastes", "--generations", "40", "--seed", "1")
BUSY = (sys.executable, "-c", "while True: pass")
LARGEST = (300, 400)
RESIZES = 400
PAUSE = 0.003
"""Seconds between two of them, in which the terminal takes what is written."""

ALLOWED = 2.0
"""Seconds in which the explorer must be gone."""

KILLED_AFTER = 45.0
"""Seconds after which it is killed."""

WAYS = ("SIGTERM", "SIGINT", "SIGHUP", "q")


@contextmanager
def busy(processes: int) -> Iterator[None]:
    """Keep the processors busy."""
    running = [subprocess.Popen(BUSY) for _ in range(processes)]
    try:
        yield
    finally:
        for each in running:
            each.kill()
            each.wait()


def storm(way: str, resizes: int, processes: int, pause: float, chance: random.Random) -> float | None:
    """Return the seconds from the request to leave until the explorer was gone, None if it never went."""
    terminal = PseudoTerminal(EXPLORER, 100, 30)
    try:
        terminal.settle(1.0)
        with busy(processes):
            for _ in range(resizes):
                terminal.resize(chance.randint(1, LARGEST[0]), chance.randint(1, LARGEST[1]))
                for _chunk in terminal.chunks(pause, pause):
                    pass
            asked = time.perf_counter()
            if way == "q":
                terminal.press(b"q")
            else:
                os.kill(terminal.process, getattr(signal, way))
            ended = terminal.wait(KILLED_AFTER)
            return None if ended is None else ended - asked
    finally:
        terminal.close()


def main() -> None:
    """Raise storms, and tell how many explorers left in time."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.storms", description=__doc__)
    parser.add_argument("--storms", type=int, default=100)
    parser.add_argument("--resizes", type=int, default=RESIZES)
    parser.add_argument("--busy", type=int, default=10)
    parser.add_argument("--pause", type=float, default=PAUSE, help="seconds between two resizes")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    chance = random.Random(arguments.seed)
    times: dict[str, list[float | None]] = {way: [] for way in WAYS}
    for number in range(arguments.storms):
        way = WAYS[number % len(WAYS)]
        times[way].append(storm(way, arguments.resizes, arguments.busy, arguments.pause, chance))
        print(f"{number + 1}  {way}  {times[way][-1]}", file=sys.stderr, flush=True)
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

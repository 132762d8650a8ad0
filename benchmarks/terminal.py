"""The explorer in a real terminal, next to a bare Textual app: first paint, keys, bytes, quitting, memory."""

import random
import re
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from statistics import median
from typing import NamedTuple

from benchmarks.pseudo_terminal import PseudoTerminal
from benchmarks.report import Part, Table, Target, number
from benchmarks.timing import medians, percentile


class Size(NamedTuple):
    """Cells of a terminal."""

    columns: int
    rows: int

    def __str__(self) -> str:
        return f"{self.columns} × {self.rows}"


SIZES = (Size(80, 24), Size(200, 50))
EXPLORER = (sys.executable, "-m", "driftview", "--seed", "1")
BARE = (sys.executable, "-m", "benchmarks.bare")
TRAINING = (*EXPLORER, "--generations", "5000")
"""Computes for as long as anybody looks."""
LARGE_TRAINING = (*EXPLORER, "--corpus", "austen", "--corpus", "opticks")
LARGE_BOOK = (*EXPLORER, "--corpus", "emma", "--generations", "40")
"""About a megabyte of text."""

STARTS, PRESSES, QUITS, MANY = 5, 60, 3, 1000
READY = re.compile(r"generation (\d+)")
PAINTED = 15
"""Characters on the screen from which on something is painted."""

KEY_BYTES = {"right": b"\x1b[C", "left": b"\x1b[D", "up": b"\x1b[A", "down": b"\x1b[B", "escape": b"\x1b"}
STEPS = ("right", "left")
VIEWS = ("",)
"""Keys that open the views to step in, one after the other; "" is the main screen."""

QUIET = 0.06
"""Seconds without output after which a key has been answered."""
ANSWERED = 0.4
"""Seconds after which a key is not waited for any more."""


class Keys(NamedTuple):
    """What is pressed."""

    steps: Sequence[str]
    """Keys, pressed in turn."""
    views: Sequence[str]
    presses: int


@dataclass
class Starts:
    """Milliseconds from the start of a program."""

    painted: list[float] = field(default_factory=list)
    ready: list[float] = field(default_factory=list)


@dataclass
class Presses:
    """What came after each key press."""

    first: list[float] = field(default_factory=list)
    """Milliseconds until the first byte."""
    shown: list[float] = field(default_factory=list)
    """Milliseconds until the new generation's number stood on the screen."""
    bytes: list[int] = field(default_factory=list)


def measure(
    sizes: Sequence[Size] = SIZES,
    steps: Sequence[str] = STEPS,
    views: Sequence[str] = VIEWS,
    presses: int = PRESSES,
) -> Part:
    """Measure the explorer and the bare app at every size; ``steps`` are pressed in turn in every view."""
    part = Part("In a terminal", notes=["Times are in milliseconds; programs have run before."])
    _starting(part, sizes)
    _stepping(part, sizes, Keys(steps, views, presses))
    _quitting(part, sizes)
    _memory(part, sizes[0])
    _version(part)
    return part


def _starting(part: Part, sizes: Sequence[Size]) -> None:
    """Compare first paints."""
    rows = []
    for size in sizes:
        starts = _starts(size)
        for name, found in starts.items():
            rows.append([f"{size}", name, number(median(found.painted)), number(median(found.ready))])
        ratio = median(starts["explorer"].painted) / median(starts["bare"].painted)
        part.targets.append(Target(f"{size}: first paint next to a bare app", 1.25, ratio, unit=" ×"))
    header = ("size", "program", "first paint", "generation 1 or later on the screen")
    part.tables.append(Table("Start", header, rows))


def _stepping(part: Part, sizes: Sequence[Size], keys: Keys) -> None:
    """Press keys in every view, at rest and while training."""
    rows = []
    for size in sizes:
        bare = _press_all(BARE, size, Keys(STEPS, VIEWS, keys.presses))
        idle = _press_all(EXPLORER, size, keys)
        busy = _press_all(TRAINING, size, keys, busy=True)
        rows.append([f"{size}", "bare", *_cells(bare[""])])
        for view in keys.views:
            name = f"view {view}" if view else "main screen"
            rows.append([f"{size}", name, *_cells(idle[view])])
            rows.append([f"{size}", f"{name}, while training", *_cells(busy[view])])
            part.targets += _key_targets(f"{size}, {name}", size, idle[view], busy[view])
    header = ("size", "program", "first byte", "p95", "shown", "p95", "KiB a press")
    note = (
        "Shown: until the number of the generation has changed on the screen. While training the first byte "
        "may belong to a generation that has just been made."
    )
    part.tables.append(Table("Keys", header, rows, [note]))


def _quitting(part: Part, sizes: Sequence[Size]) -> None:
    """Quit in the middle of training."""
    rows = []
    for size in sizes:
        for name, command in (("bare", BARE), ("default corpus", TRAINING), ("0.8 M tokens", LARGE_TRAINING)):
            quits = [_quit(command, size) for _ in range(QUITS)]
            rows.append([f"{size}", name, number(median(quits)), number(max(quits))])
            if command is BARE:
                continue
            what = f"{size}: quit while training, {name}, worst of {QUITS}"
            part.targets.append(Target(what, 300.0, max(quits), unit=" ms"))
    part.tables.append(Table("Quit while training", ("size", "program or text", "median", "worst"), rows))


def _starts(size: Size) -> dict[str, Starts]:
    """Start both programs in turn; the first start of each warms the disk up and does not count."""
    found = {"bare": Starts(), "explorer": Starts()}
    for turn in range(STARTS + 1):
        for name, command in (("bare", BARE), ("explorer", EXPLORER)):
            terminal = PseudoTerminal(command, *size)
            painted, ready = _wait_until_ready(terminal)
            terminal.close()
            if turn:
                found[name].painted.append(painted)
                found[name].ready.append(ready)
    return found


def _wait_until_ready(terminal: PseudoTerminal) -> tuple[float, float]:
    """Return the milliseconds until something is painted and until a generation is on the screen."""
    painted = 0.0
    for chunk in terminal.chunks(30.0, 60.0):
        text = terminal.draw(chunk)
        since = (chunk.when - terminal.began) * 1e3
        if not painted and sum(not character.isspace() for character in text) >= PAINTED:
            painted = since
        if painted and _generation(text):
            return painted, since
    raise RuntimeError("the program never showed a generation:\n" + "\n".join(terminal.screen.display))


def _generation(text: str) -> int:
    """Return the number of the generation on the screen, 0 for none."""
    found = READY.search(text)
    return int(found[1]) if found else 0


def _press_all(
    command: Sequence[str],
    size: Size,
    keys: Keys,
    *,
    busy: bool = False,
) -> dict[str, Presses]:
    """Press the step keys in every view of one program."""
    terminal = PseudoTerminal(command, *size)
    found = {}
    _wait_until_ready(terminal)
    for view in keys.views:
        if view:
            terminal.press(_bytes_of(view))
        terminal.settle(limit=1.5 if busy else 30.0)
        found[view] = _press_many(terminal, keys)
        if view:
            terminal.press(KEY_BYTES["escape"])
            terminal.settle(limit=1.0)
    terminal.close()
    return found


def _press_many(terminal: PseudoTerminal, keys: Keys) -> Presses:
    """Press keys at random moments and take note of what comes."""
    rng, found = random.Random(1), Presses()
    for turn in range(keys.presses):
        terminal.settle(0.05, 0.1)
        time.sleep(rng.random() * 0.017)
        before = _generation("\n".join(terminal.screen.display))
        pressed = terminal.press(_bytes_of(keys.steps[turn % len(keys.steps)]))
        chunks = list(terminal.chunks(QUIET, ANSWERED))
        if not chunks:
            continue
        found.first.append((chunks[0].when - pressed) * 1e3)
        found.bytes.append(sum(len(chunk.data) for chunk in chunks))
        when = [chunk.when for chunk in chunks if _generation(terminal.draw(chunk)) != before]
        if when:
            found.shown.append((when[0] - pressed) * 1e3)
    return found


def _bytes_of(key: str) -> bytes:
    return KEY_BYTES.get(key, key.encode())


def _cells(found: Presses) -> list[str]:
    """Return medians and 95th percentiles as table cells."""
    if not found.first:
        return ["no answer", "", "", "", ""]
    shown = found.shown or [float("nan")]
    return [
        number(median(found.first)),
        number(percentile(found.first, 0.95)),
        number(median(shown)),
        number(percentile(shown, 0.95)),
        number(median(found.bytes) / 1024),
    ]


def _key_targets(where: str, size: Size, idle: Presses, busy: Presses) -> list[Target]:
    if not idle.first or not busy.first:
        return []
    soon = 16.0 if size.rows <= 24 else 25.0
    return [
        Target(f"{where}: key to first byte", soon, median(idle.first), unit=" ms"),
        Target(f"{where}: key to first byte, p95", 50.0, percentile(idle.first, 0.95), unit=" ms"),
        Target(
            f"{where}: key shown while training next to idle", 1.5,
            median(busy.shown or busy.first) / median(idle.shown or idle.first), unit=" ×",
        ),
        Target(f"{where}: written a step", 25.0, median(idle.bytes) / 1024, unit=" KiB"),
    ]  # fmt: skip


def _quit(command: Sequence[str], size: Size) -> float:
    """Return the milliseconds from pressing q, somewhere in the middle of training, to the end."""
    terminal = PseudoTerminal(command, *size)
    _wait_until_ready(terminal)
    terminal.settle(0.5, 0.2 + random.random() * 0.3)
    pressed = terminal.press(b"q")
    ended = terminal.wait(10.0)
    terminal.close()
    return float("inf") if ended is None else (ended - pressed) * 1e3


def _memory(part: Part, size: Size) -> None:
    """Look at the memory of a finished run on a large book, and after many steps."""
    terminal = PseudoTerminal(LARGE_BOOK, *size)
    _wait_until_ready(terminal)
    terminal.settle(2.0)
    finished = terminal.memory()
    bare = PseudoTerminal(BARE, *size)
    _wait_until_ready(bare)
    bare.settle(1.0)
    floor = bare.memory()
    bare.close()
    for turn in range(MANY):
        terminal.press(KEY_BYTES[STEPS[turn // 20 % 2]])
        for _ in terminal.chunks(0.005, 0.03):
            pass
    terminal.settle()
    stepped = terminal.memory()
    terminal.close()
    rows = [
        ["bare", number(floor), "", number(1.0)],
        ["emma, 40 generations", number(finished), number(stepped), number(finished / floor)],
    ]
    part.tables.append(Table("Memory", ("run", "MiB", f"MiB after {MANY:,} steps", "× bare"), rows))
    part.targets += [
        Target("memory with 1 MB of text and 40 generations", 80.0, finished, unit=" MiB"),
        Target(f"memory after {MANY:,} steps next to before", 1.05, stepped / finished, unit=" ×"),
    ]


def _version(part: Part) -> None:
    """Time ``--version`` next to an interpreter that does nothing."""
    commands = {"python -c pass": [sys.executable, "-c", "pass"], "--version": [*EXPLORER[:3], "--version"]}
    found = medians(
        {
            name: partial(subprocess.run, command, check=True, capture_output=True)
            for name, command in commands.items()
        },
        9,
        clock=time.perf_counter,
    )
    rows = [[name, number(spent * 1e3)] for name, spent in found.items()]
    part.tables.append(Table("Start without a screen", ("command", "ms"), rows))
    ratio = found["--version"] / found["python -c pass"]
    part.targets.append(Target("--version next to python -c pass", 5.0, ratio, unit=" ×"))

"""Record one minute of use: the real program in a terminal of its own, driven by a list of keys.

    python docs/recording.py [FILE]

writes docs/recording.cast, or FILE, in the format asciicast 2, which ``asciinema play`` and asciinema's
player show. To record something else, change SCRIPT. Needs a system with pseudo-terminals (Linux, macOS).
"""

import codecs
import fcntl
import json
import os
import pty
import select
import signal
import struct
import sys
import tempfile
import termios
import time
from collections.abc import Iterator
from pathlib import Path

FILE = Path(__file__).resolve().parent / "recording.cast"

COLUMNS, ROWS = 100, 30

COMMAND = ("-m", "driftview", "pride-and-prejudice", "--seed", "1", "--generations", "16")
"""What Python is told to run. Every generation that comes in is drawn, so fewer make a smaller file."""

KEYS = {
    "left": "\x1b[D",
    "down": "\x1b[B",
    "right": "\x1b[C",
    "end": "\x1b[F",
    "home": "\x1b[H",
    "tab": "\t",
    "enter": "\r",
    "escape": "\x1b",
    "ctrl+p": "\x10",
}
"""What a terminal sends; any other key sends itself."""

SCRIPT = (
    (4.0, ("home",)),  # the human text
    (3.0, ("right",)),  # one training: words that were used once begin to go
    (2.0, ("right",)),
    (1.0, ("right",)),
    (1.0, ("right",)),
    (1.0, ("right",)),
    (3.0, ("w",)),  # the dead, with their last sentences
    (2.0, ("down",)),
    (1.0, ("down",)),
    (3.5, ("escape",)),
    (1.0, ("f",)),  # the human pages behind a sentence
    (1.5, ("down",)),
    (0.7, ("down",)),
    (0.7, ("down",)),
    (4.0, ("escape",)),
    (0.8, ("end",)),
    (2.0, ("ctrl+p",)),  # a tenth of human text, by name; the old curve stays as a ghost
    (1.0, tuple("human text: 10")),
    (1.5, ("enter",)),
    (6.5, ("C",)),  # replace, accumulate, a tenth human: side by side
    (9.0, ("escape",)),
    (0.7, ("s",)),  # the tour: a guess, then what happened
    (4.5, ("2",)),
    (1.5, ("enter",)),
    (6.0, ()),
)
"""Seconds to wait, then keys to press; what comes after the last line is not recorded."""

GATHER = 0.02
"""Output that comes within so many seconds is one event."""


def record() -> Iterator[tuple[float, str]]:
    """Run the program by SCRIPT and yield what it writes, with the seconds since it started."""
    with tempfile.TemporaryDirectory() as nobody:
        process, terminal = _start(nobody)
        decoder = codecs.getincrementaldecoder("utf-8")("replace")
        start = due = time.monotonic()
        try:
            for wait, keys in SCRIPT:
                due += wait
                for moment, data in _read_until(terminal, due):
                    yield round(moment - start, 3), decoder.decode(data)
                os.write(terminal, "".join(KEYS.get(key, key) for key in keys).encode())
        finally:
            os.kill(process, signal.SIGTERM)
            for _ in _read_until(terminal, time.monotonic() + 5):
                pass  # it says goodbye; nobody needs to see that
            os.waitpid(process, 0)
            os.close(terminal)


def _start(home: str) -> tuple[int, int]:
    """Start the program in a new terminal, without anybody's settings; return its number and the terminal."""
    process, terminal = pty.fork()
    if process == 0:
        # the terminal must have its size before the program asks for it
        fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
        environment = {
            **os.environ,
            "TERM": "xterm-256color",
            "COLORTERM": "truecolor",
            "XDG_CONFIG_HOME": home,
        }
        environment.pop("NO_COLOR", None)
        os.execve(sys.executable, [sys.executable, *COMMAND], environment)
    return process, terminal


def _read_until(terminal: int, due: float) -> Iterator[tuple[float, bytes]]:
    """Yield what the program writes until ``due``, or until it has gone, gathered into events."""
    while (left := due - time.monotonic()) > 0:
        if not select.select([terminal], [], [], left)[0]:
            return
        moment = time.monotonic()
        parts: list[bytes] = []
        while select.select([terminal], [], [], GATHER)[0]:
            try:
                part = os.read(terminal, 65536)
            except OSError:  # Linux says so when the program has left
                part = b""
            if not part:
                yield moment, b"".join(parts)
                return
            parts.append(part)
        yield moment, b"".join(parts)


def main() -> None:
    """Write the recording."""
    file = Path(sys.argv[1]) if len(sys.argv) > 1 else FILE
    head = {
        "version": 2,
        "width": COLUMNS,
        "height": ROWS,
        "title": "driftview: language that learns from itself",
        "env": {"TERM": "xterm-256color"},
    }
    with file.open("w", encoding="utf-8", newline="\n") as cast:
        cast.write(json.dumps(head) + "\n")
        for moment, text in record():
            if text:
                cast.write(json.dumps([moment, "o", text], ensure_ascii=False) + "\n")
    sys.stdout.write(f"{file}: {file.stat().st_size:,} bytes\n")


if __name__ == "__main__":
    main()

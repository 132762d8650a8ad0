"""The terminal: who owns it, how few bytes it is sent, and who gives way while a key is answered.

What Textual does not do, each measured in a pseudo-terminal (120 × 36, two busy cores; the figures stand
beside each). What is known here of the insides of those drivers, for Linux and for
Windows: they write in a thread, to ``_file``. tests/test_tui_error_boundary.py fails when that changes.
"""

from __future__ import annotations

import os
import re
import select
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any, NamedTuple, TextIO

from textual.driver import Driver
from textual.events import Key
from textual.message import Message
from textual.message_pump import MessagePump
from textual.screen import Screen
from textual.worker import get_current_worker

from driftview.tui.places import in_place

if TYPE_CHECKING:
    from textual.app import App

# Input priority. Work in the background steps aside while a key is answered: threads of one program take
# turns, and one that computes would take every second turn of the thread that draws. Measured while 5,000
# generations are made: of 60 keys 54 were answered within 120 ms (median of those 24 ms), without it 41
# (27 ms). A tenth of a second is where an answer stops feeling immediate.

KEY_SECONDS = 0.05
"""Seconds after a key for which others wait at most."""


class InputPriority:
    """Knows whether a key is being answered: from its arrival until the terminal has been told."""

    def __init__(self) -> None:
        """No key has been pressed."""
        self._free = threading.Event()
        self._free.set()
        self._until = 0.0
        self._said = False
        self.leaving = False
        """Whether somebody has asked to leave: threads that compute are to stop."""

    def pressed(self) -> None:
        """A key has come."""
        self._until = time.monotonic() + KEY_SECONDS
        self._said = False
        self._free.clear()

    def saying(self) -> None:
        """There is something to tell the terminal."""
        self._said = True

    def input_done(self) -> None:
        """All that a key changes has been handed over to be written, which may be nothing."""
        if not self._said:
            self._free.set()

    def told(self) -> None:
        """The terminal has been told."""
        self._free.set()

    def yield_to_input(self) -> None:
        """Wait while a key is being answered; called in threads that compute, between two pieces of work."""
        if not self._free.is_set():
            self._free.wait(max(0.0, self._until - time.monotonic()))
            self._free.set()


KEYS = InputPriority()
"""The keys of this program."""


def text_of_screen(screen: Screen[Any]) -> str:
    """Return what stands on a screen, line by line; Textual gives it out only as a picture."""
    return "\n".join(strip.text.rstrip() for strip in screen._compositor.render_strips()) + "\n"


def cancellation() -> Callable[[], bool]:
    """Return what tells this worker whether it is to stop; while it asks, it gives way to keys."""
    worker = get_current_worker()

    def stopped() -> bool:
        KEYS.yield_to_input()
        return KEYS.leaving or worker.is_cancelled

    return stopped


# Type-ahead. Textual hands each key on at once, to the dialog that is open. One that Enter closes is closed
# some messages later, and what was typed meanwhile is lost with it: on a busy machine, over a slow line, and
# wherever keys come from a script. tests/test_tui_type_ahead.py shows keys that are lost without it.

ROUNDS = 2
"""How often what a key begins goes from the focused widget up to the app: the key, then what it did."""

LONGEST_ANSWER = 0.25
"""Seconds after which keys go on whatever became of the one before."""


class TypeAhead:
    """Keys that wait until a dialog has answered the one before, in their order."""

    def __init__(self, app: App[str]) -> None:
        """Hold keys of ``app``."""
        self._app = app
        self._waiting: deque[Key] = deque()
        self._answering = 0
        """The number of the key that is being answered, 0 when none is."""
        self._last = 0

    def holds(self, key: Key) -> bool:
        """Tell whether a key has to wait, and keep it then."""
        if self._answering:
            self._waiting.append(key)
        return self._answering > 0

    async def answer(self) -> None:
        """Hold keys until the dialog that was handed one has dealt with it."""
        self._last += 1
        self._answering = self._last
        self._app.set_timer(LONGEST_ANSWER, partial(self._answered, self._last))
        await self._follow(self._last, ROUNDS, self._way())

    def _way(self) -> Sequence[MessagePump]:
        """Return the way that messages take from the focused widget up to the app."""
        return (self._app.focused or self._app.screen).ancestors_with_self

    async def _follow(self, number: int, rounds: int, way: Sequence[MessagePump]) -> None:
        """Go behind the messages of a key, through the same queues; those that are closed are left out."""
        for place, pump in enumerate(way):
            if pump.call_later(self._follow, number, rounds, way[place + 1 :]):
                return
        if rounds > 1:
            await self._follow(number, rounds - 1, self._way())
        else:
            await self._answered(number)

    async def _answered(self, number: int) -> None:
        """Let keys go on, unless a later one is being answered."""
        if number != self._answering:
            return
        self._answering = 0
        while self._waiting and not self._answering:
            await self._app.on_event(self._waiting.popleft())


# Ownership. Faults survived, as tests/test_tui_steady.py tries: a terminal that is closed (Textual's
# writing thread ends with an error, and the next write waits for ever), SIGCONT to a program that never
# stopped (the terminal's first state is lost), an event loop that does not end in time.

WRITE_SECONDS = 0.3
"""How long a terminal that takes nothing is waited for at the end."""

MODES_OFF = (1000, 1002, 1003, 1006, 1015, 1016, 1004, 2004, 2026, 2048)
"""What Textual switches on: the mouse, the focus, pasting, synchronised output, sizes within the input."""

GIVEN_BACK = (
    "\x18\x1b[m" + "".join(f"\x1b[?{mode}l" for mode in MODES_OFF) + "\x1b[?7h\x1b[<u\x1b[?1049l\x1b[?25h"
).encode("ascii")
"""Ends a sequence that is half written, and puts everything right that Textual has changed."""


class Patient:
    """A terminal that may go away: what is written to it after that goes nowhere.

    Without it, the thread that writes ends with an error, and the next that is written waits for ever.
    """

    def __init__(self, file: TextIO) -> None:
        """Write to ``file`` as long as that can be."""
        self._file = file

    def write(self, text: str) -> None:
        """Write, if anything is there."""
        with suppress(OSError, ValueError):
            self._file.write(text)

    def flush(self) -> None:
        """Hand over what was written, if anything is there."""
        with suppress(OSError, ValueError):
            self._file.flush()
        KEYS.told()

    def fileno(self) -> int:
        """Return the number of the file."""
        return self._file.fileno()


# Output compression. Textual names all colours for every word; only changes are written. Measured a step
# on the main screen: 8.3 KiB, without it 13.8; first byte after 34 ms, without it 38 (p95 59, without it
# 107).

STYLE = re.compile(r"\x1b\[([0-9;]*)m")
MOVES = re.compile(r"(?:\x1b\[[0-9]+;[0-9]+H|[\r\n])+")
"""What is written without regard to colours."""

OFF = {"1": "22", "2": "22", "3": "23", "4": "24", "5": "25", "7": "27", "9": "29"}
"""Each attribute of a word (bold, dim, italic, underline, blink, reverse, strike), and what ends it."""


class Look(NamedTuple):
    """How a terminal shows what it is given next."""

    attributes: frozenset[str] = frozenset()
    ink: str = "39"
    ground: str = "49"


def terse(text: str) -> str:
    """Return terminal output that shows the same as ``text`` in fewer bytes, and ends in plain style.

    It begins in plain style, as all that Textual writes does.
    """
    pieces = STYLE.split(text)
    if len(pieces) == 1:
        return text
    found = [pieces[0]]
    wanted = shown = ""
    for style, words in zip(pieces[1::2], pieces[2::2], strict=True):
        wanted = style if wanted in ("", "0") or style in ("", "0") else f"{wanted};{style}"
        if not words:
            continue
        if wanted != shown and not MOVES.fullmatch(words):
            found.append(change(shown, wanted))
            shown = wanted
        found.append(words)
    found.append(change(shown, ""))
    return "".join(found)


@lru_cache(maxsize=4096)
def change(before: str, after: str) -> str:
    """Return the shortest code that takes a terminal from one style to another; both begin at plain."""
    old, new = look(before), look(after)
    whole = f"\x1b[0;{after}m" if after not in ("", "0") else "\x1b[0m"
    if old is None or new is None:
        return whole
    ended = {OFF[each] for each in old.attributes - new.attributes}
    begun = new.attributes - old.attributes
    if "22" in ended:  # ends bold and dim alike
        begun |= new.attributes & {"1", "2"}
    codes = [*sorted(ended), *sorted(begun)]
    codes += [new.ink] * (new.ink != old.ink) + [new.ground] * (new.ground != old.ground)
    if not codes:
        return ""
    return min(f"\x1b[{';'.join(codes)}m", whole, key=len)


def look(style: str) -> Look | None:
    """Read the codes of a style; None where one of them is strange."""
    attributes: set[str] = set()
    ink, ground = "39", "49"
    codes = iter(style.split(";") if style else ())
    for code in codes:
        if code in ("", "0"):
            attributes, ink, ground = set(), "39", "49"
        elif code in OFF:
            attributes.add(code)
        elif code in ("38", "48"):
            kind = next(codes, "")
            rest = [next(codes, "") for _ in range({"2": 3, "5": 1}.get(kind, 0))]
            if not rest or "" in rest:
                return None
            colour = ";".join((code, kind, *rest))
            ink, ground = (colour, ground) if code == "38" else (ink, colour)
        elif re.fullmatch(r"3[0-79]|9[0-7]", code):
            ink = code
        elif re.fullmatch(r"4[0-79]|10[0-7]", code):
            ground = code
        else:
            return None
    return Look(frozenset(attributes), ink, ground)


CONSOLE = "linux"
"""The name (TERM) of the console without a desktop, whose fonts have 512 characters."""

UPPER, LOWER = 0b00011011, 0b11100100
"""The dots of a braille character in its upper and in its lower half."""


def _halves(dots: int) -> str:
    """Return what stands for a braille character where a font has none."""
    return {(True, True): "█", (True, False): "▀", (False, True): "▄"}.get(
        (bool(dots & UPPER), bool(dots & LOWER)), " "
    )


PLAIN_SIGNS = str.maketrans(
    {chr(0x2800 + dots): _halves(dots) for dots in range(256)}
    | {
        "⟦": "[",
        "⟧": "]",
        "◉": "@",
        "●": "*",
        "○": "o",
        "◌": "o",
        "•": "+",
        "■": "#",
        "▲": "^",
        "◆": "%",
        "★": "$",
    }
    | {"╌": ".", "┊": "|", "╎": "|", "━": "=", "╸": "-", "▶": ">", "▸": ">", "◂": "<", "╭": "+", "╮": "+"}
    | {"╰": "+", "╯": "+", "✎": "x", "✕": "x", "✓": "v", "‡": "!", "…": "~", "“": '"', "”": '"', "‘": "'"}
    | {"’": "'", "–": "-", "—": "-", "−": "-", "≠": "!", "⇄": "~", "→": ">", "←": "<", "↑": "^", "↓": "v"}
)
"""Signs that the console's fonts lack, and what stands for each there: as wide, so that nothing moves."""


def terminal_driver(driver: type[Driver]) -> type[Driver]:
    """Return a driver that is like another one, owns its terminal, writes little and puts keys first."""

    console = os.environ.get("TERM") == CONSOLE

    class TerminalDriver(driver):  # type: ignore[valid-type,misc]  # which driver it is, only the system knows
        """Takes the terminal once, however often it is told to, and gives it back once."""

        def __init__(self, *arguments: Any, **options: Any) -> None:
            super().__init__(*arguments, **options)
            self._taken = False
            self._owed = False
            """Whether something that was said to the terminal may still be on its way."""
            file: TextIO | None = getattr(self, "_file", None)
            if file is not None:
                setattr(self, "_file", Patient(file))  # noqa: B010 - no other driver has one

        def start_application_mode(self) -> None:
            """Take the terminal; one that was taken is given back first, or its first state would be lost.

            A system says "go on" (SIGCONT) to programs that never stopped, and when the terminal is closed.
            """
            if self._taken:
                self.suspend_application_mode()
            self._taken = self._owed = True
            super().start_application_mode()

        def stop_application_mode(self) -> None:
            """Give the terminal back, if it was taken."""
            if self._taken:
                self._taken = False
                super().stop_application_mode()

        def close(self) -> None:
            """End the thread that writes, when all is written: only then is the terminal given back."""
            super().close()
            self._owed = False

        def give_back_at_once(self) -> None:
            """Give the terminal back from any thread, past all that is still to be written.

            Also where that has begun: on a busy machine the threads that read and write may take longer to
            end than there is time.
            """
            if not self._owed:
                return
            self._taken = self._owed = False
            before, number = getattr(self, "attrs_before", None), getattr(self, "fileno", None)
            if before is None or number is None:  # on Windows, and in a browser
                return
            import termios

            with suppress(OSError, ValueError, termios.error):
                termios.tcsetattr(number, termios.TCSANOW, before)
                if select.select([], [number], [], WRITE_SECONDS)[1]:
                    os.write(number, GIVEN_BACK)

        def process_message(self, message: Message) -> None:
            """Take what was read from the terminal; keys are known here first, in a thread of their own."""
            if isinstance(message, Key):
                KEYS.pressed()
                if (read := getattr(self._app, "key_read", None)) is not None:
                    read(message)
            super().process_message(message)

        def write(self, data: str) -> None:
            """Write in few bytes, unless nobody is there to do it."""
            KEYS.saying()
            thread = getattr(self, "_writer_thread", None)
            if thread is None or thread.is_alive():
                data = terse(in_place(data))
                super().write(data.translate(PLAIN_SIGNS) if console else data)

    return TerminalDriver

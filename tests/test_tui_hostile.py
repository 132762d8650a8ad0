"""Nothing from a text steers the terminal in any view, and no line is wider than its screen."""

import os
import re
import select
import socket
import struct
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import offline
import pytest
from exploring import Driver, exploring
from nasty import BABEL, POISON, STEERING, assert_harmless
from processes import PATIENCE, command, environment
from rich.cells import cell_len

from driftview.settings.settings import Settings
from driftview.tui.commands.views import VIEWS as ROWS

SMALL = Settings(generations=2, tokens=300, order=2)

VIEWS: dict[str, tuple[str, ...]] = {
    "main": ("escape", "right"),
    "vocabulary": ("t",),
    "map": ("b", "down"),
    "measures": ("i", "enter"),
    "words": ("w",),
    "phrases": ("x", "enter"),
    "voices": ("v",),
    "models": ("N",),
    "ancestry": ("f", "right", "down"),
    "opening": ("o", "enter", "right"),
    "choose a text": ("c",),
    "about the text": ("T",),
    "model": ("m",),
    "regime": ("r",),
    "compare": ("C",),
    "replicates": ("R",),
    "human_text": ("d",),
    "concordance": ("K", "O", "W", "enter"),
    "collapse": ("D",),
    "what a text saves": ("A", "enter"),
    "predict": ("P",),
    "tour": ("s",),
    "export": ("e",),
    "find a word": ("slash", "O", "W", "enter"),
    "help": ("question_mark",),
    "palette": ("ctrl+p",),
    "pinned": ("p", "down", "down"),
}
"""The keys that lead to each view from the main screen: one line a view."""

ON_A_TERMINAL = {
    b"": b"more held out",
    b"\r": b"words left",
    b"w": b"Lost by",
    b"x": b"Phrases of",
    b"f": b"Sentence",
    b"v": b"only one voice",
}
"""Keys, and what stands on the screen when they have done what they should."""

OURS = re.compile(rb"\x1b\[[<>=?]?[0-9;]*[a-zA-Z$]p?|\x1b[=>78]|\x1b\]22;[a-z]+\x07")
"""What Textual may send to a terminal: codes that move and colour, and the shape of the mouse's pointer."""

SIZES = [(1, 1), (7, 2), (41, 13), (200, 60)]

RESIZED = ["main", "words", "ancestry", "about the text"]
"""Views that are made as small and as large as SIZES."""


def assert_screen_harmless(driver: Driver, view: str) -> None:
    """Fail if what is drawn steers the terminal, or a line is not exactly as wide as the screen."""
    width = driver.app.size.width
    for strip in driver.app.screen._compositor.render_strips():
        assert "\n" not in strip.text
        assert "\t" not in strip.text
        try:
            assert_harmless(strip.text)
        except AssertionError as error:
            raise AssertionError(f"{view}: {error}") from None
        assert cell_len(strip.text) == strip.cell_length == width, f"{view}: {strip.text!r}"


async def back(driver: Driver) -> None:
    """Return to the main screen, from wherever."""
    for _ in range(6):
        if driver.app.screen is driver.main:
            return
        await driver.press("escape")
    raise AssertionError(f"escape does not lead out of {driver.app.screen}")


def nasty_texts(folder: Path) -> tuple[str, ...]:
    """Write all nasty texts into two files, of which one has a nasty name; return their names."""
    files = [folder / ("a.txt" if os.name == "nt" else "[b]\x1b[31mOWNED\u202e[$x.txt"), folder / "b.txt"]
    for path, text in zip(files, (POISON, BABEL), strict=True):
        path.write_text(text, "utf-8")
    return tuple(map(str, files))


@pytest.fixture
def network_attempts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Forbid the network for as long as a test takes; return where every attempt to use it is noted."""
    log = tmp_path / "tried.txt"
    monkeypatch.setattr(offline, "LOG", str(log))
    with pytest.raises(offline.OfflineError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(("203.0.113.7", 80))
    log.unlink()
    yield log


async def test_every_view(tmp_path: Path, network_attempts: Path) -> None:
    async with exploring((100, 30), nasty_texts(tmp_path), SMALL) as driver:
        frames: dict[str, str] = {}
        seen: set[str] = set()
        for view, keys in VIEWS.items():
            for key in keys:
                await driver.press(key)
                seen.add(getattr(driver.app.screen, "VIEW", "main"))
            assert_screen_harmless(driver, view)
            frames[driver.frame()] = view
            await back(driver)
    assert list(frames.values()) == list(VIEWS)  # every key led somewhere else
    characters = replace(SMALL, unit="character")
    async with exploring((100, 30), nasty_texts(tmp_path), characters) as driver:
        await driver.press("escape", "I")
        seen.add(getattr(driver.app.screen, "VIEW", "main"))
        assert_screen_harmless(driver, "whole words")
    assert seen - {"main"} == set(ROWS) - {"study"}, "a study is opened in its own test"
    assert not network_attempts.exists(), network_attempts.read_text()


async def test_every_size(tmp_path: Path) -> None:
    async with exploring((100, 30), nasty_texts(tmp_path), SMALL) as driver:
        for view in RESIZED:
            await driver.press(*VIEWS[view])
            for size in SIZES:
                await driver.resize(*size)
                assert_screen_harmless(driver, f"{view} at {size}")
            await back(driver)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no pseudo-terminals")
def test_a_real_terminal_gets_no_byte_of_it(tmp_path: Path) -> None:
    seen = shown_on_a_terminal(
        command("explore", *nasty_texts(tmp_path), "--generations", "2", "--tokens", "300"), tmp_path
    )
    assert b"OWNED" in seen
    for payload in STEERING.values():
        assert payload.encode() not in seen
    assert_harmless(OURS.sub(b"", seen).decode().replace("\r", ""))


def shown_on_a_terminal(arguments: list[str], folder: Path) -> bytes:
    """Run the explorer on a pseudo-terminal, press ON_A_TERMINAL and Q; return all that it wrote."""
    import fcntl
    import pty
    import termios

    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 30, 100, 0, 0))
    process = subprocess.Popen(
        arguments, cwd=folder, env=environment(), stdin=theirs, stdout=theirs, stderr=theirs
    )
    os.close(theirs)
    seen, begun = b"", 0
    for key, sign in [*ON_A_TERMINAL.items(), (b"Q", None)]:
        begun = len(seen)
        os.write(ours, key)
        while sign is None or sign not in seen[begun:]:
            assert select.select([ours], [], [], PATIENCE)[0], f"{sign!r} did not come: {seen[begun:]!r}"
            try:
                seen += os.read(ours, 1 << 16)
            except OSError:  # the program is gone
                break
    assert process.wait(timeout=PATIENCE) == 0
    os.close(ours)
    return seen

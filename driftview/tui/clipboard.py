"""Copying text: through the terminal, and through the clipboard tool of the system where there is one."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from textual.screen import Screen

TOOL_SECONDS = 2.0
"""Seconds that a tool is given."""

Which = Callable[[str], str | None]


def native_tool(
    environment: Mapping[str, str], platform: str, which: Which = shutil.which
) -> list[str] | None:
    """Return the command that puts its input on the clipboard of this system, or None."""
    if platform == "darwin":
        tools = [["pbcopy"]]
    elif platform == "win32" or "WSL_DISTRO_NAME" in environment:
        tools = [["clip.exe"]]
    else:
        tools = [["wl-copy"]] if environment.get("WAYLAND_DISPLAY") else []
        tools += [["xclip", "-selection", "clipboard"]] if environment.get("DISPLAY") else []
    return next((tool for tool in tools if which(tool[0])), None)


def copy_natively(text: str) -> str | None:
    """Hand text to the system's tool; return the tool's name, None where there is none or it failed."""
    tool = native_tool(os.environ, sys.platform)
    if tool is None:
        return None
    encoded = text.encode("utf-16-le" if tool == ["clip.exe"] else "utf-8")
    try:
        done = subprocess.run(
            tool,
            input=encoded,
            stdout=subprocess.DEVNULL,  # a tool that stays behind to serve the clipboard must not hold a pipe
            stderr=subprocess.DEVNULL,
            timeout=TOOL_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return tool[0] if done.returncode == 0 else None


def said(what: str, tool: str | None, by_browser: bool = False) -> str:
    """Say in one line what was copied, and how."""
    what = f"Copied {what}"
    if by_browser:
        return f"{what}."
    if tool:
        return f"{what} with {tool}, and through the terminal."
    return f"{what} through the terminal; some terminals ignore this without saying so."


def amount(text: str) -> str:
    """Say how many words a text has."""
    words = len(text.split())
    return f"{words:,} {'word' if words == 1 else 'words'}"


def copy(screen: Screen[None], text: str, what: str = "") -> None:
    """Copy text, called ``what`` or by its words; say so once it is done; a page has the visitor's own."""
    app, what = screen.app, what or amount(text)
    app.copy_to_clipboard(text)
    if app.is_web:
        app.notify(said(what, None, by_browser=True), markup=False)
        return

    def work() -> None:
        app.notify(said(what, copy_natively(text)), markup=False)

    screen.run_worker(work, group="copy", description="copy", thread=True, exclusive=True)

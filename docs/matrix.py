"""Draw every view and dialog at three sizes and in three themes, to be looked at after a change of looks.

    python docs/matrix.py FOLDER               all of them
    python docs/matrix.py FOLDER words model   only these

The views come from the program's own table, so that a new one is drawn too. Each is computed once and then
drawn at every size and in every theme: FOLDER gets `words-120x36-textual-dark.svg`, the same as `.txt` once
for each size, and `index.html`, which shows all of them on one page. FOLDER is made if it is missing.
"""

from __future__ import annotations

import asyncio
import html
import os
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pictures import DARK, LIGHT, Shot, lightened, settle, swept

if TYPE_CHECKING:
    from textual.pilot import Pilot

    from driftview.tui.app import Explorer

SIZES = ((80, 24), (120, 36), (200, 50))
THEMES = (DARK, LIGHT, "gruvbox")


@dataclass(frozen=True)
class State:
    """How the explorer gets to what is drawn."""

    keys: tuple[str, ...]
    """Pressed one after the other; after each, everything is computed that it asked for."""
    texts: tuple[str, ...] = ()
    settings: dict[str, Any] = field(default_factory=dict)
    """What differs from the defaults."""

    @property
    def run(self) -> str:
        """What it shares with others that are drawn from the same run."""
        return f"{self.texts} {self.settings}"


DIALOGS = {
    "model": ("m",),
    "regime": ("r",),
    "corpus": ("c",),
    "reading": ("c", "end", "up", "enter"),
    "card": ("T",),
    "export": ("e",),
    "help": ("question_mark",),
    "palette": ("ctrl+p",),
    "find": ("slash",),
    "life": ("right", "right", "slash", *"truth", "enter"),
    "explained": ("i", "enter"),
    "ghost": ("end", "plus", "plus"),
    "guess": ("P",),
}
"""What is no view of its own, and the keys that lead there from generation 1."""

TYPED = {
    "opening": ("enter",),
    "concordance": (*"no", "space", *"sooner", "enter"),
    "worth": ("home", "down", "down", "down", "enter"),
    "predict": (*"40", "enter"),
    "tour": ("2", "enter"),
}
"""What views are answered that ask something."""

ELSEWHERE = {
    "voices": State(("end", "v"), ("chorus",), {"tokens": 100_000}),
    "models": State(("end", "N"), (), {"models": 4}),
    "whole_words": State(("end", "I"), (), {"unit": "subword"}),
    "study": State(("down",), ("ecclesiastes",)),
}
"""Views that show nothing of the default run."""

STUDY = Shot("study", texts=("ecclesiastes",), axes={"order": (1, 3), "human_share": (0.0, 0.1, 0.5)})


def states() -> dict[str, State]:
    """Return everything that is drawn, by its name: the main screen, all views, then dialogs."""
    from driftview.tui.commands import BY_NAME
    from driftview.tui.commands.views import VIEWS

    views = {
        name: State(("end", BY_NAME[name].keys[0], *TYPED.get(name, ()))) for name in VIEWS if name in BY_NAME
    }
    dialogs = {name: State(keys) for name, keys in DIALOGS.items()}
    return {"first": State(()), "main": State(("end",)), **views, **ELSEWHERE, **dialogs}


def opened(name: str, state: State) -> Explorer:
    """Return an explorer that is about to show a state."""
    from driftview.settings.settings import Settings
    from driftview.tui.app import Explorer

    settings = {"seed": 1, **state.settings}
    if name == "study":
        settings["generations"] = 20
    return Explorer(state.texts, Settings(**settings), study=swept(STUDY) if name == "study" else None)


async def draw(states: dict[str, State], folder: Path) -> None:
    """Write states of the same run one after the other, at every size and in every theme."""
    first = next(iter(states))
    app = opened(first, states[first])
    async with app.run_test(size=SIZES[1], tooltips=False) as pilot:
        app.theme = DARK
        await settle(app, pilot)
        screens = len(app.screen_stack)
        for name, state in states.items():
            for key in state.keys:
                await pilot.press(key)
                await settle(app, pilot)
            for width, height in SIZES:
                await pilot.resize_terminal(width, height)
                for theme in THEMES:
                    await draw_theme(app, pilot, theme, folder / f"{name}-{width}x{height}")
            while len(app.screen_stack) > screens:
                await app.pop_screen()
            await pilot.press("home", "right")
            sys.stdout.write(f"{name}\n")
            sys.stdout.flush()


async def draw_theme(app: Explorer, pilot: Pilot[Any], theme: str, place: Path) -> None:
    """Write what is on the screen in one theme, and as text."""
    app.theme = theme
    await settle(app, pilot)
    picture = lightened(app.export_screenshot(title=place.name))
    place.with_name(f"{place.name}-{theme}.svg").write_text(picture, encoding="utf-8", newline="\n")
    strips = app.screen._compositor.render_strips()
    text = "\n".join(strip.text.rstrip() for strip in strips)
    place.with_name(f"{place.name}.txt").write_text(text + "\n", encoding="utf-8", newline="\n")


def index(folder: Path) -> None:
    """Write one page with every picture of the folder."""
    pictures = "\n".join(
        f'<img src="{html.escape(picture.name)}" alt="{html.escape(picture.stem)}" loading="lazy">'
        for picture in sorted(folder.glob("*.svg"))
    )
    page = f"<!doctype html><meta charset='utf-8'><title>driftview</title>\n{pictures}\n"
    (folder / "index.html").write_text(page, encoding="utf-8", newline="\n")


def main() -> None:
    """Draw what was asked for."""
    if len(sys.argv) < 2:
        raise SystemExit(__doc__)
    folder, wanted, known = Path(sys.argv[1]), sys.argv[2:], states()
    unknown = set(wanted) - set(known)
    if unknown:
        raise SystemExit(f"nothing is called {', '.join(sorted(unknown))}; choose among {', '.join(known)}")
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as nobody:
        os.environ["XDG_CONFIG_HOME"] = nobody  # the pictures show nobody's own settings
        runs: dict[str, dict[str, State]] = {}
        for name in wanted or known:
            runs.setdefault(known[name].run, {})[name] = known[name]
        for run in runs.values():
            asyncio.run(draw(run, folder))
    index(folder)


if __name__ == "__main__":
    main()

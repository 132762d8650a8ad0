"""Draw the pictures of the documentation from real runs: an SVG for each shot below.

    python docs/pictures.py            all of them
    python docs/pictures.py main help  only these

Corpus, seed, size and theme are fixed, so that the same program draws the same pictures again. To show
another screen, add a shot to SHOTS.
"""

from __future__ import annotations

import asyncio
import html
import os
import re
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from textual.pilot import Pilot

    from driftview.tui.app import Explorer

FOLDER = Path(__file__).resolve().parent / "pictures"

DARK, LIGHT = "textual-dark", "textual-light"


@dataclass(frozen=True)
class Shot:
    """One picture: what is opened, which keys are pressed, and how it is drawn."""

    name: str
    """File name without its ending."""
    keys: tuple[str, ...] = ()
    """Pressed one after the other; after each, everything is computed that it asked for."""
    theme: str = DARK
    size: tuple[int, int] = (120, 36)
    """Columns and rows."""
    texts: tuple[str, ...] = ()
    """The human text; the default one when empty."""


TO_FIVE = ("right",) * 4
"""From generation 1, where the explorer starts, to generation 5."""

TEN_PERCENT = ("plus",) * 4
"""The fourth step of the human share is 10 %."""

BRAILLE = re.compile("[\u2801-\u28ff]")

TEXT = re.compile(r'(<text [^>]*?)x="([\d.]+)"([^>]*?) textLength="([\d.]+)"([^>]*)>([^<]*)</text>')
"""A run of characters as Textual draws it."""

SHOTS = (
    Shot("main", TO_FIVE),
    Shot("main-light", TO_FIVE, theme=LIGHT),
    Shot("narrow", TO_FIVE, size=(80, 24)),
    Shot("wide", ("end",), size=(200, 60)),
    Shot("human-share", ("end", *TEN_PERCENT)),
    Shot("accumulate", ("end", "r", "right", "tab", "enter"), theme=LIGHT),
    Shot("pinned", (*TO_FIVE, "p", "end")),
    Shot("regime", ("r",)),
    Shot("model", ("m",)),
    Shot("corpus", ("c",)),
    Shot("export", ("e",)),
    Shot("help", ("question_mark",)),
)
"""Every picture that the pages show."""


async def draw(shot: Shot) -> str:
    """Return the picture of one shot as SVG."""
    from driftview.drift.settings import Settings
    from driftview.tui.app import Explorer

    app = Explorer(shot.texts, Settings(seed=1))
    async with app.run_test(size=shot.size, tooltips=False) as pilot:
        app.theme = shot.theme
        await settle(app, pilot)
        for key in shot.keys:
            await pilot.press(key)
            await settle(app, pilot)
        return app.export_screenshot(title="driftview")


def placed(picture: str) -> str:
    """Return the picture with every braille character in its own place, and every space kept.

    Curves are drawn in braille. Where the font of a run has none, another font's are taken, whose widths
    differ; not every program that shows SVG evens that out.
    """
    return TEXT.sub(_one_by_one, picture).replace("<svg ", '<svg xml:space="preserve" ', 1)


def _one_by_one(run: re.Match[str]) -> str:
    head, left, middle, length, tail, content = run.groups()
    characters = html.unescape(content)
    if not BRAILLE.search(characters):
        return run[0]
    start, width = float(left), float(length) / len(characters)
    return "".join(
        f'{head}x="{start + place * width:g}"{middle} textLength="{width:g}"{tail}>{html.escape(each)}</text>'
        for place, each in enumerate(characters)
        if each.strip("\u2800 \xa0")
    )


async def settle(app: Explorer, pilot: Pilot[Any]) -> None:
    """Wait until nothing is computed any more and everything is drawn."""
    from textual.worker import WorkerCancelled

    while True:
        await pilot.pause()
        try:
            await app.workers.wait_for_complete()
        except WorkerCancelled:
            continue
        await pilot.pause()
        if not any(worker.is_running for worker in app.workers):
            return


def main() -> None:
    """Draw what was asked for."""
    wanted = sys.argv[1:] or [shot.name for shot in SHOTS]
    unknown = set(wanted) - {shot.name for shot in SHOTS}
    if unknown:
        raise SystemExit(f"there is no shot called {', '.join(sorted(unknown))}")
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as nobody:
        os.environ["XDG_CONFIG_HOME"] = nobody  # the pictures show nobody's own settings
        for shot in SHOTS:
            if shot.name in wanted:
                picture = placed(asyncio.run(draw(shot)))
                (FOLDER / f"{shot.name}.svg").write_text(picture, encoding="utf-8", newline="\n")
                sys.stdout.write(f"{shot.name}.svg\n")


if __name__ == "__main__":
    main()

"""Draw the pictures of the documentation from real runs: an SVG for each shot below.

    python docs/pictures.py            all of them
    python docs/pictures.py main help  only these

Corpus, seed, size and theme are fixed, so that the same program draws the same pictures again. To show
another screen, add a shot to SHOTS. Some of them need many runs: all of them take some minutes.
"""

from __future__ import annotations

import asyncio
import html
import os
import re
import sys
import tempfile
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from textual.pilot import Pilot

    from driftview.export.study_folder import Study
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
    tokens: int | None = None
    """Tokens of a generation; None for as many as the human text has."""
    axes: dict[str, tuple[Any, ...]] | None = None
    """What a sweep goes through, where its results are shown."""
    external: tuple[tuple[str, float], ...] = ()
    """Names and temperatures of lineages whose texts are opened as if another program had written them."""
    inches: tuple[float, float] | None = None
    """Size of a figure for print of that sweep, which is drawn instead of the explorer."""
    looked_for: str = ""
    """What a dispersion plot of the text and five generations shows, drawn instead of the explorer."""
    plugged: bool = False
    """Whether the measure of docs/example-measure is installed."""


TO_FIVE = ("right",) * 4
"""From generation 1, where the explorer starts, to generation 5."""

TEN_PERCENT = ("ctrl+p", *"human", "space", *"text", "colon", "space", *"10", "enter")
"""A tenth of human text, by its name in the palette."""

TO_THREE = ("right",) * 2

BRAILLE = re.compile("[\u2801-\u28ff]")

TEXT = re.compile(
    r'<text class="([^"]*)" x="([\d.]+)" y="([\d.]+)" textLength="([\d.]+)"[^>]*>([^<]*)</text>'
)
"""A run of characters as Textual draws it."""

GROUND = re.compile(
    r'<rect fill="([^"]*)" x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)"[^>]*/>'
)
"""What is behind a run of characters."""

NEEDLESS = re.compile(
    r"@font-face \{.*?\}|<!--.*?-->|<clipPath id=\"[^\"]*-line-\d+\">.*?</clipPath>|terminal-\d+-|(?<=\n)\s+",
    re.DOTALL,
)
"""What only makes a picture larger: fonts from elsewhere, a frame for each line, long names, indentation."""

SHOTS = (
    Shot("main", TO_FIVE),
    Shot("main-light", TO_FIVE, theme=LIGHT),
    Shot("narrow", TO_FIVE, size=(80, 24)),
    Shot("wide", ("end",), size=(200, 60)),
    Shot("pinned", (*TO_FIVE, "p", "end")),
    Shot("words", (*TO_FIVE, "w")),
    Shot("phrases", (*TO_THREE, "x", "O")),
    Shot("own-words", ("end", "v", "down", "down"), texts=("chorus",), tokens=100_000),
    Shot("voices", ("end", "v", "M"), texts=("chorus",), tokens=100_000),
    Shot("collapse", ("end", "D", *("down",) * 4)),
    Shot("concordance", (*TO_FIVE, "K", *"no", "space", *"sooner", "enter")),
    Shot("ancestry", (*TO_FIVE, "f", *("down",) * 3)),
    Shot("custody", (*TO_FIVE, "f", *("down",) * 3, "M")),
    Shot("study", ("down",), texts=("ecclesiastes",), axes={"order": (1, 3), "human_share": (0.0, 0.1, 0.5)}),
    Shot(
        "print",
        texts=("ecclesiastes",),
        inches=(4.5, 3.0),
        axes={"human_share": (0.0, 0.01, 0.05, 0.2, 0.5), "human_source": ("fresh", "fixed")},
    ),
    Shot("dispersion", looked_for="no sooner"),
    Shot("external", ("end", "C"), external=(("plain", 1.0), ("cool", 0.8)), size=(150, 40)),
    Shot(
        "structure",
        ("end", "i", "ampersand", *"sentence", "enter", *("down",) * 3),
        external=(("cool", 0.8),),
    ),
    Shot("plug-in", ("end", "i", "ampersand", *"variety", "enter"), texts=("ecclesiastes",), plugged=True),
    Shot("worth", (*TO_FIVE, "A", "home", "down", "down", "down", "enter")),
    Shot("opening", ("o", "enter"), theme=LIGHT),
    Shot("vocabulary", (*TO_FIVE, "t")),
    Shot("map", (*TO_FIVE, "b", "down", "down")),
    Shot("measures", (*TO_FIVE, "i"), theme=LIGHT),
    Shot("human-share", ("end", *TEN_PERCENT)),
    Shot("regime", ("r",)),
    Shot("model", ("m",)),
    Shot("compare", (*TO_FIVE, "C")),
    Shot("dose", ("end", "d")),
    Shot("replicates", ("end", "R")),
    Shot("predict", ("P", *"40", "enter"), theme=LIGHT),
    Shot("guided-tour", ("s", "2", "enter")),
    Shot("card", ("T",)),
    Shot("corpus", ("c",)),
    Shot("export", ("e",)),
    Shot("help", ("question_mark",)),
)
"""Every picture that the pages show."""


async def draw(shot: Shot) -> str:
    """Return the picture of one shot as SVG."""
    from driftview.settings.settings import Settings
    from driftview.tui.app import Explorer

    settings = Settings(seed=1, tokens=shot.tokens)
    app = Explorer(shot.texts, settings)
    if shot.axes is not None:
        app = Explorer(shot.texts, replace(settings, generations=20), study=swept(shot))
    if shot.plugged:
        sys.path.append(str(FOLDER.parent / "example-measure"))
        import_module("example_measure")
    if shot.external:
        app = outside(shot)
    async with app.run_test(size=shot.size, tooltips=False) as pilot:
        app.theme = shot.theme
        await settle(app, pilot)
        for key in shot.keys:
            await pilot.press(key)
            await settle(app, pilot)
        return app.export_screenshot(title="driftview")


def printed(shot: Shot) -> str:
    """Return a figure for print as SVG."""
    from driftview.charts.study_drawing import figure_file
    from driftview.charts.study_figures import compose, select

    assert shot.inches is not None
    figure = compose(select(swept(shot), None, {}), "dose")
    return figure_file(figure, "svg", shot.inches).decode()


def dispersion(shot: Shot) -> str:
    """Return a dispersion plot as SVG."""
    import driftview as dv
    from driftview.drift.concordance import concordance
    from driftview.export.figures import occurrences_drawing
    from driftview.text.search import Search

    run = dv.run(dv.open_text(*shot.texts), dv.Settings(generations=5))
    found = list(concordance(run, Search(shot.looked_for), None, 0))
    return occurrences_drawing(found, shot.looked_for).standalone


def outside(shot: Shot) -> Explorer:
    """Return the explorer on texts that came from elsewhere, as far as it can tell: two seeds a lineage."""
    import driftview as dv
    from driftview.study.compared import Compared
    from driftview.tui.app import Explorer
    from driftview.tui.results import read_beside, read_results

    text = dv.open_text("ecclesiastes")
    with tempfile.TemporaryDirectory() as place:
        for name, temperature in shot.external:
            for seed in (1, 2):
                run = dv.run(text, dv.Settings(generations=6, temperature=temperature, seed=seed))
                folder = dv.write_lineage(run, Path(place) / f"{name}-{seed}", formats=["text"])
                (Path(place) / name).mkdir(exist_ok=True)
                (folder / "text").rename(Path(place) / name / f"seed{seed}")
        first, *others = (Path(place) / name for name, _ in shot.external)
        opened = read_results(first)
        beside: list[Compared] = [read_beside(each, lambda: False) for each in others]
        return Explorer(opened.names, opened.settings, opened=opened.opened, beside=beside)


def swept(shot: Shot) -> Study:
    """Return the results of a sweep, six runs a setting."""
    import driftview as dv
    from driftview.export.study_folder import read_study

    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "study"
        text = dv.open_text(*shot.texts)
        dv.sweep(text, shot.axes or {}, dv.Settings(generations=20), replicates=6, folder=folder)
        return read_study(folder)


def lightened(picture: str) -> str:
    """Return the same picture in less than half the bytes, every character in its own place."""
    light = TEXT.sub(_placed, NEEDLESS.sub("", picture))
    light = "\n".join(line for line in _joined(light.splitlines()) if line.strip())
    return light.replace("<style>", "<style>rect{shape-rendering:crispEdges}", 1).replace(
        "<svg ", '<svg xml:space="preserve" ', 1
    )


def _placed(run: re.Match[str]) -> str:
    """Give every braille character of a run its own place.

    Curves are drawn in braille. Where the font of a run has none, another font's are taken, whose widths
    differ; not every program that shows SVG evens that out.
    """
    look, left, line, length, content = run.groups()
    characters = html.unescape(content)
    if not characters.strip("\u2800 \xa0"):
        return ""
    if not BRAILLE.search(characters):
        return f'<text class="{look}" x="{left}" y="{line}" textLength="{length}">{content}</text>'
    start, width = float(left), float(length) / len(characters)
    letters = "".join(
        f'<tspan x="{start + place * width:g}">{html.escape(each)}</tspan>'
        for place, each in enumerate(characters)
        if each not in "\u2800 \xa0"
    )
    return f'<text class="{look}" y="{line}">{letters}</text>'


def _joined(lines: list[str]) -> list[str]:
    """Make one rectangle of those that continue each other."""
    done: list[str] = []
    for line in lines:
        done += _one_ground(line)
    return done


def _one_ground(line: str) -> list[str]:
    """Return a line of the picture with its rectangles joined, one line each; other lines as they are."""
    grounds = [
        (fill, float(x), y, float(width), height) for fill, x, y, width, height in GROUND.findall(line)
    ]
    if not grounds:
        return [line]
    rest = GROUND.sub("", line)
    joined = grounds[:1]
    for fill, x, y, width, height in grounds[1:]:
        before = joined[-1]
        if before[0] == fill and before[2] == y and abs(before[1] + before[3] - x) < 0.1:
            joined[-1] = (fill, before[1], y, before[3] + width, height)
        else:
            joined.append((fill, x, y, width, height))
    return [
        *(f'<rect fill="{f}" x="{x:g}" y="{y}" width="{w:g}" height="{h}"/>' for f, x, y, w, h in joined),
        *([rest] if rest.strip() else []),
    ]


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
                figure = printed if shot.inches else dispersion if shot.looked_for else None
                picture = figure(shot) if figure else lightened(asyncio.run(draw(shot)))
                (FOLDER / f"{shot.name}.svg").write_text(picture, encoding="utf-8", newline="\n")
                sys.stdout.write(f"{shot.name}.svg\n")


if __name__ == "__main__":
    main()

"""Draw thirty generations as one moving picture: docs/pictures/drift.svg, which README shows.

    python docs/animation.py

What stands still in all frames is drawn once. The picture moves by its style alone, so it needs no script and
moves wherever a browser shows it as an image.
"""

import asyncio
import os
import re
import sys
import tempfile

from pictures import DARK, FOLDER, lightened, settle

FILE = FOLDER / "drift.svg"

SIZE = (110, 30)
"""Columns and rows."""

LAST = 30
"""The last generation that is shown."""

SECONDS, REST = 0.45, 3.0
"""How long each generation is shown, and how much longer the last one."""

RULE = re.compile(r"\.(r\d+) \{([^}]*)\}")
MATRIX = '<g class="matrix">'
"""Begins what is written on the screen, after the grounds."""

LINE_END = re.compile(r"<text [^>]*>\n</text>")
CLASS = re.compile(r'class="(r\d+)"')


async def frames() -> list[str]:
    """Return the picture of each generation, the human text first."""
    from driftview.settings.settings import Settings
    from driftview.tui.app import Explorer

    app = Explorer((), Settings(seed=1, generations=LAST))
    drawn = []
    async with app.run_test(size=SIZE, tooltips=False) as pilot:
        app.theme = DARK
        await settle(app, pilot)
        await pilot.press("home")
        for _ in range(LAST + 1):
            await settle(app, pilot)
            drawn.append(lightened(app.export_screenshot(title="driftview")))
            await pilot.press("right")
    return drawn


def moving(pictures: list[str]) -> str:
    """Return one picture that shows several after one another, for ever."""
    looks: dict[str, str] = {}
    split = [_lines(picture, looks) for picture in pictures]
    still = set.intersection(*(set(lines) for lines in split))
    head = [line for line in split[0] if line in still]
    whole = SECONDS * len(pictures) + REST
    style = [f".{name} {{{rule}}}" for rule, name in looks.items()]
    style += ["g.frame{visibility:hidden}"]
    layers = []
    for place, lines in enumerate(split):
        begin = 100 * SECONDS * place / whole
        end = 100.0 if place + 1 == len(split) else 100 * SECONDS * (place + 1) / whole
        shown = f"{begin:.3f}%{{visibility:visible}}"
        gone = f"{end:.3f}%,100%{{visibility:hidden}}" if end < 100 else ""
        hidden = "0%{visibility:hidden}" if begin else ""
        style.append(f"@keyframes f{place}{{{hidden}{shown}{gone}}}")
        style.append(f".f{place}{{animation:f{place} {whole:g}s step-end infinite}}")
        rest = "\n".join(line for line in lines if line not in still)
        layers.append(f'<g class="frame f{place}">\n{rest}\n</g>')
    inside = head.index(MATRIX) + 1
    # under the text that stands still, which the grounds of a frame would hide
    body = "\n".join([*head[:inside], *layers, *head[inside:]])
    return body.replace("</style>", "\n".join(style) + "\n</style>", 1)


def _lines(picture: str, looks: dict[str, str]) -> list[str]:
    """Return a picture with an element a line, and with one name for each look whatever it was called."""
    named = {name: looks.setdefault(rule.strip(), f"l{len(looks)}") for name, rule in RULE.findall(picture)}
    renamed = CLASS.sub(lambda found: f'class="{named.get(found[1], found[1])}"', RULE.sub("", picture))
    apart = LINE_END.sub("\n", renamed).replace("</text><text", "</text>\n<text")
    return [line for line in apart.split("\n") if line.strip()]


def main() -> None:
    """Draw it."""
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as nobody:
        os.environ["XDG_CONFIG_HOME"] = nobody  # the picture shows nobody's own settings
        FILE.write_text(moving(asyncio.run(frames())), encoding="utf-8", newline="\n")
    sys.stdout.write(f"{FILE.name}\n")


if __name__ == "__main__":
    main()

"""The main screen as it should look, cell by cell.

The frames in tests/frames are plain text. To redraw them after a change that was meant, run
``DRIFTVIEW_UPDATE_FRAMES=1 pytest tests/test_tui_frames.py``, and look at the difference.
"""

import os
from collections.abc import Iterable
from pathlib import Path

import pytest
from exploring import Driver, exploring
from textual.content import Content

FRAMES = Path(__file__).parent / "frames"

BOTH = ((80, 24), (120, 36))
"""The sizes at which every view has a frame."""


def check(name: str, frame: str) -> None:
    path = FRAMES / f"{name}.txt"
    if os.environ.get("DRIFTVIEW_UPDATE_FRAMES"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(frame, encoding="utf-8")
    assert frame == path.read_text(encoding="utf-8")


async def check_at(sizes: Iterable[tuple[int, int]], name: str, explorer: Driver) -> None:
    """Compare what stands on the screen with its frame at each size that the terminal takes in turn."""
    for columns, rows in sizes:
        await explorer.resize(columns, rows)
        check(f"{name}-{columns}x{rows}", explorer.frame())


async def check_both(name: str, explorer: Driver) -> None:
    """Compare what stands on the screen with its two frames, first with that for its size."""
    await check_at(sorted(BOTH, key=lambda size: size != explorer.app.size), name, explorer)


async def test_main_screen() -> None:
    async with exploring() as explorer:
        await explorer.press("right", "right", "right")
        await check_at([*BOTH, (200, 60), (60, 20)], "main", explorer)
        await check_at(BOTH, "main", explorer)


async def test_too_small() -> None:
    async with exploring((40, 12)) as explorer:
        check("too-small-40x12", explorer.frame())


async def test_pinned_and_ghost() -> None:
    async with exploring((120, 36)) as explorer:
        await explorer.press("end", "p", "left", "left", "r")
        await explorer.fill(human_share="30")
        await explorer.press("tab", "enter")
        check("ghost-120x36", explorer.frame())


@pytest.mark.parametrize("theme", ["textual-light", "textual-dark", "nord", "gruvbox"])
async def test_a_theme_changes_no_character(theme: str) -> None:
    async with exploring((80, 24)) as explorer:
        before = explorer.frame()
        explorer.app.theme = theme
        await explorer.settle()
        assert explorer.frame() == before


async def test_without_colours_only_the_shades_of_bands_differ(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with exploring((80, 24)) as explorer:
        before = explorer.frame()
    monkeypatch.setenv("NO_COLOR", "1")
    async with exploring((80, 24)) as explorer:
        assert explorer.app.no_color
        legend = explorer.main.query_one("#right-panel").border_subtitle
        styles = {str(span.style) for span in Content.from_markup(legend or "").spans}
        assert {"bold", "bold underline"} <= styles, "the legend shows words as the text does"
        shaded = explorer.frame()
        assert "░" in shaded
        assert shaded.replace("░", " ") == before


async def test_every_line_fills_its_width_at_many_sizes() -> None:
    async with exploring((120, 36)) as explorer:
        for width, height in [(60, 20), (61, 21), (77, 30), (99, 47), (161, 48), (59, 40), (300, 90)]:
            await explorer.resize(width, height)
            strips = explorer.app.screen._compositor.render_strips()
            assert [strip.cell_length for strip in strips] == [width] * height

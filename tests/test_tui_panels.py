"""Panels take the focus and all the room; Escape goes back one step at a time; help begins with the focus."""

import threading

import pytest
from exploring import GatedLoop, exploring, until
from textual.widgets import Static

from driftview.tui.commands import BY_NAME
from driftview.tui.views.help import Help
from driftview.tui.views.view import View
from driftview.tui.views.vocabulary import VocabularyView


async def test_tab_goes_round_the_panels_and_numbers_go_there_at_once() -> None:
    async with exploring((120, 36)) as explorer:
        seen = []
        for _ in range(6):
            await explorer.press("tab")
            seen.append(explorer.app.focused.id if explorer.app.focused else None)
        assert seen == ["left-panel", "right-panel", "vocabulary", "loss", "measures-panel", "left-panel"]
        await explorer.press("shift+tab")
        assert explorer.app.focused is explorer.main.query_one("#measures-panel")
        await explorer.press("3")
        assert explorer.app.focused is explorer.main.query_one("#vocabulary")
        await explorer.press("6")
        assert "there is no panel 6" in explorer.frame()
        await explorer.press("right")
        assert explorer.current == 2


async def test_the_focus_is_seen_without_colour() -> None:
    async with exploring((80, 24)) as explorer:
        assert "┏" not in explorer.frame()
        await explorer.press("2")
        assert explorer.frame().count("┏") == 1
        await explorer.press("escape")
        assert "┏" not in explorer.frame()


async def test_a_click_on_a_panel_gives_it_the_focus() -> None:
    async with exploring((120, 36)) as explorer:
        await explorer.click("#vocabulary", (5, 3))  # a word or a measure would open its page
        assert explorer.app.focused is explorer.main.query_one("#vocabulary")


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 36), (200, 60)])
async def test_a_panel_can_have_all_the_room(size: tuple[int, int]) -> None:
    async with exploring(size) as explorer:
        before = explorer.frame()
        await explorer.press("3", "z")
        chart = explorer.main.query_one("#vocabulary")
        assert chart.size.width >= size[0] - 4
        assert chart.region.bottom == size[1] - 1
        assert "Human text" not in explorer.frame()
        assert "all panels" in explorer.lines()[-1]
        await explorer.press("tab")
        assert explorer.main.query_one("#loss").region.width == size[0]
        await explorer.press("1", "right", "left", "z", "escape")
        assert explorer.frame() == before


async def test_without_a_focus_the_first_panel_is_maximised_and_a_new_size_keeps_it() -> None:
    async with exploring((120, 36)) as explorer:
        await explorer.press("5", "z")
        await explorer.resize(64, 24)
        assert explorer.main.query_one("#measures-panel").region.width == 64
        await explorer.press("z", "escape", "z")
        assert explorer.main.query_one("#left-panel").region.width == 64


async def test_panels_of_a_view_too() -> None:
    async with exploring() as explorer:
        await explorer.press("z", "t", "tab")
        assert isinstance(explorer.app.screen, VocabularyView)
        assert "┏" in explorer.frame()
        await explorer.press("z")
        assert "all panels" in explorer.lines()[-1]
        await explorer.press("escape")
        assert "esc back" in explorer.lines()[-1]
        await explorer.press("escape")
        assert explorer.app.screen_stack == [explorer.main]
        assert explorer.main.maximised


async def test_escape_goes_back_one_step_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(GatedLoop, "gate", threading.Semaphore(0), raising=False)
    monkeypatch.setattr("driftview.drift.loop.Loop", GatedLoop)
    async with exploring(wait=False) as explorer:
        await until(explorer, lambda: explorer.session.run.corpus)
        GatedLoop.gate.release()
        await until(explorer, lambda: explorer.session.run.made == 1)
        for key in ("t", "space", "z", "question_mark"):
            await explorer.pilot.press(key)
        await explorer.paint()
        view = explorer.app.screen_stack[1]
        assert isinstance(view, VocabularyView)

        def state() -> tuple[int, bool, bool, bool]:
            session = explorer.session
            going = session.computing and not session.run.stopped
            return len(explorer.app.screen_stack), view.maximised, session.playing, going

        seen = [state()]
        for _ in range(5):
            await explorer.pilot.press("escape")
            await explorer.paint()
            seen.append(state())
        assert seen == [
            (3, True, True, True),
            (2, True, True, True),
            (2, False, True, True),
            (1, False, True, True),
            (1, False, False, True),
            (1, False, False, False),
        ]
        assert explorer.session.made == 1


async def test_help_begins_with_what_has_the_focus() -> None:
    async with exploring((120, 36)) as explorer:
        await explorer.press("4", "f1")
        assert isinstance(explorer.app.screen, Help)
        page = explorer.app.screen.query_one("#help-page", Static)
        assert str(page.content).startswith("Rare words alive\n")
        await explorer.press("escape", "t", "question_mark")
        frame = explorer.frame()
        assert "Only in Vocabulary" in frame
        assert "Pin this generation" not in frame


async def test_h_j_k_l_g_work_in_help_and_in_views() -> None:
    async with exploring() as explorer:
        await explorer.press("t", "l", "l", "h")
        assert explorer.current == 2
        await explorer.press("G")
        assert explorer.current == 12
        await explorer.press("g")
        assert explorer.current == 0
        await explorer.press("question_mark", "j", "j")
        page = explorer.app.screen.query_one(".form")
        assert page.scroll_y == 2
        await explorer.press("k")
        assert page.scroll_y == 1
        await explorer.press("G")
        assert page.scroll_y == page.max_scroll_y
        await explorer.press("g")
        assert page.scroll_y == 0


async def test_every_view_has_panels_that_can_be_maximised_help_and_a_way_out() -> None:
    async with exploring((100, 30)) as explorer:
        for name in (
            "words",
            "phrases",
            "ancestry",
            "vocabulary",
            "map",
            "measures",
        ):  # a lone voice has no panels
            await explorer.press(BY_NAME[name].keys[0])
            view = explorer.app.screen
            assert isinstance(view, View)
            assert name == view.VIEW
            before = explorer.frame()
            assert "esc back" in explorer.lines()[-1], name
            assert "? help" in explorer.lines()[-1], name
            await explorer.press("1", "z")
            assert view.maximised, name
            assert view.focused_panel is not None
            assert view.focused_panel.region.width == 100, name
            await explorer.press("question_mark")
            assert f"Only in {BY_NAME[name].label}" in str(explorer.app.screen.query_one(Static).content)
            await explorer.press("escape", "escape")
            view.set_focus(None)
            await explorer.settle()
            assert explorer.frame() == before, name
            await explorer.press("escape")
            assert explorer.app.screen_stack == [explorer.main], name

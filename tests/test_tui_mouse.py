"""Everything can be reached with the mouse and through the palette; the screen survives bad luck."""

import asyncio
from pathlib import Path

import pytest
from exploring import Driver, exploring
from processes import PATIENCE
from textual.command import CommandPalette
from textual.pilot import Pilot
from textual.screen import ModalScreen, Screen

from driftview.settings.settings import Settings
from driftview.tui.app import Explorer
from driftview.tui.commands import BY_NAME, commands_of
from driftview.tui.commands.command import MAIN
from driftview.tui.palette import CommandProvider
from driftview.tui.views.corpus import CorpusCard, CorpusPicker
from driftview.tui.views.dialog import CROSS
from driftview.tui.views.forms import SettingsForm
from driftview.tui.views.help import Help
from driftview.tui.views.main import MainScreen
from driftview.tui.views.measures import MeasuresView
from driftview.tui.views.survival_map import MapView
from driftview.tui.views.vocabulary import VocabularyView
from driftview.tui.widgets.choice import DropDown
from driftview.tui.widgets.sample_pane import SamplePane

OPENED = {
    "Eccl": CorpusPicker,
    "word order": SettingsForm,
    "seed 1": SettingsForm,
    "driftview": CommandPalette,
}


def column(explorer: Driver, row: int, text: str) -> tuple[int, int]:
    """Return where some text stands on a row of the screen, counted from the widget's left end."""
    return explorer.lines()[row].index(text), 0


async def test_keys_in_the_footer_can_be_clicked() -> None:
    async with exploring() as explorer:
        await explorer.click("#footer", column(explorer, -1, "→"))
        await explorer.click("#footer", column(explorer, -1, "generation"))
        assert explorer.current == 3
        await explorer.click("#footer", column(explorer, -1, "←"))
        assert explorer.current == 2
        await explorer.click("#footer", column(explorer, -1, "? help"))
        assert isinstance(explorer.app.screen, Help)


async def test_facts_of_the_header_can_be_clicked() -> None:
    async with exploring() as explorer:
        for text, screen in OPENED.items():
            await explorer.click("#header", column(explorer, 0, text))
            assert isinstance(explorer.app.screen, screen)
            await explorer.press("escape")
            assert explorer.app.screen is explorer.main


async def test_every_dialog_has_a_way_out_by_mouse() -> None:
    async with exploring((100, 30)) as explorer:
        for key in ("question_mark", "slash", "c", "m", "r", "e", "T", "o"):
            for way in ("cross", "outside"):
                await explorer.press(key)
                dialog = explorer.app.screen
                assert isinstance(dialog, ModalScreen), key
                await explorer.click(".form", (3, 1))
                assert explorer.app.screen is dialog, "a click inside closes nothing"
                row = next(number for number, line in enumerate(explorer.lines()) if f"{CROSS} ─" in line)
                place = (explorer.lines()[row].index(f"{CROSS} ─"), row) if way == "cross" else (0, 15)
                await explorer.pilot.click(offset=place)
                await explorer.settle()
                assert explorer.app.screen_stack == [explorer.main], (key, way)


async def test_no_command_opens_a_dialog_over_another() -> None:
    async with exploring() as explorer:
        await explorer.press("T")
        for command in ("find_word", "export", "model", "help"):
            explorer.main.action_give(command)
            await explorer.settle()
            assert [type(each) for each in explorer.app.screen_stack] == [MainScreen, CorpusCard]


async def test_timeline_chart_and_map_choose_a_generation() -> None:
    async with exploring((200, 60)) as explorer:
        width = explorer.main.query_one("#timeline").size.width
        await explorer.click("#timeline", (width - 1, 0))
        assert explorer.current == 12
        await explorer.click("#timeline", (1, 0))
        assert explorer.current == 0
        chart = explorer.main.query_one("#vocabulary-chart").size
        await explorer.click("#vocabulary-chart", (chart.width - 1, chart.height // 2))
        assert explorer.current >= 11
        await explorer.click("#map-chart", (9, 1))
        assert explorer.current == 0


async def test_a_click_on_the_title_of_a_chart_opens_its_view() -> None:
    async with exploring((120, 36), settings=Settings(generations=3, seed=1)) as explorer:
        for panel, view in (
            ("#vocabulary", VocabularyView),
            ("#loss", MapView),
            ("#measures-panel", MeasuresView),
        ):
            await explorer.click(panel, (5, 0))
            assert isinstance(explorer.app.screen, view)
            await explorer.press("escape")
        await explorer.click("#vocabulary", (5, 4))
        assert explorer.app.screen is explorer.app.main


async def test_the_wheel_scrolls_both_texts() -> None:
    async with exploring() as explorer:
        panes = list(explorer.main.query(SamplePane))
        third = [pane.rows[3] for pane in panes]
        panes[1].post_message(SamplePane.Scrolled(3))
        await explorer.settle()
        assert [pane.rows[0] for pane in panes] == third


async def offered(screen: Screen[object]) -> dict[str, str]:
    """Return what the palette offers over a screen before anything is typed: text and help."""
    return {str(hit.text): str(hit.help) for hit in [hit async for hit in CommandProvider(screen).discover()]}


async def test_every_command_of_a_view_is_in_its_palette() -> None:
    async with exploring() as explorer:
        for view in (MAIN, "vocabulary"):
            if view != MAIN:
                await explorer.press(*BY_NAME[view].keys)
            found = await offered(explorer.app.screen)
            assert list(found) == [f"{each.label} ({each.shown_key})" for each in commands_of(view)]
            assert found["Less human text (−)"] == "Not now: no human text is mixed in."
        await explorer.press("ctrl+p", *"log ax", "enter")
        assert "log axis" in explorer.frame().split("Vocabulary ·")[1]


async def test_a_command_can_be_given_from_the_palette() -> None:
    async with exploring() as explorer:
        await explorer.press("ctrl+p", *"last gen")
        await explorer.settle()
        await explorer.press("enter")
        assert explorer.current == 12


async def test_choices_and_ticks_can_be_clicked() -> None:
    async with exploring() as explorer:
        await explorer.press("r")
        form = explorer.app.screen
        assert "What the next generation trains on" in explorer.frame(), "the field in focus is explained"
        await explorer.click("#regime", (10, 0))
        await explorer.press("down")
        assert "accumulate: everything written so far" in explorer.frame(), "so is the word under the cursor"
        await explorer.press("escape")
        assert explorer.app.screen is form, "Escape closes the list first"
        await explorer.press("space", "down", "enter")
        assert form.query_one("#regime", DropDown).chosen == "accumulate"
        await explorer.press("escape", "e")
        await explorer.click("#picture", (3, 0))
        assert "[ ] screen.svg" in explorer.frame()


@pytest.mark.parametrize(
    "text",
    [
        "\x1b[31mred\x1b[0m [bold]x[/] \x07bell\u202e " + "and a long plain text " * 90,
        "[/ [b [link=x] $name " * 20,
        "日本 語 é̂ שלום " * 30,
    ],
)
async def test_hostile_text_is_only_text(tmp_path: Path, text: str) -> None:
    path = tmp_path / "[b]od[d.txt"
    path.write_text(text)
    async with exploring(names=(str(path),)) as explorer:
        frame = explorer.frame()
        assert not any((ord(each) < 32 and each != "\n") or each in "\x7f\x9b\u202e" for each in frame)
        assert "[b]od[d" in frame
        await explorer.press("e", "escape", "c", "escape", "right", "end")
        assert explorer.current == 12


async def gone(pilot: Pilot[str]) -> None:
    """Wait until the explorer has ended by itself; its worker may or may not be cancelled by that."""
    async with asyncio.timeout(PATIENCE):
        while not pilot.app._exit:
            await pilot.pause(0.005)


async def test_a_text_that_cannot_be_opened_at_the_start_ends_the_program() -> None:
    app = Explorer(("no-such-text",), Settings())
    async with app.run_test() as pilot:
        await gone(pilot)
    assert app.return_code == 2
    assert app.return_value is not None
    assert "no-such-text" in app.return_value


async def test_a_text_too_short_for_the_order_ends_the_program(tmp_path: Path) -> None:
    path = tmp_path / "short.txt"
    path.write_text("Too short.")
    app = Explorer((str(path),), Settings())
    async with app.run_test() as pilot:
        await gone(pilot)
    assert app.return_code == 2


async def test_the_character_unit_and_selection_are_said(tmp_path: Path) -> None:
    async with exploring(
        (120, 36), settings=Settings(unit="character", top_p=0.9, generations=2)
    ) as explorer:
        assert "character order 3" in explorer.lines()[0]
        assert "top-p 0.9" in explorer.lines()[0]
        assert "No prediction: these settings select" in explorer.frame()

"""The concordance, and the filter that every list has."""

from exploring import Driver, exploring
from test_tui_frames import check_both
from textual.widgets import Input

from driftview.settings.settings import Settings
from driftview.tui.views.concordance import ConcordanceView
from driftview.tui.widgets.table import RowList

SETTINGS = Settings(order=2, generations=4, seed=1)


async def look_for(explorer: Driver, key: str, text: str) -> None:
    """Type into the line that a key opens."""
    await explorer.press(key)
    explorer.app.screen.query_one(Input).value = text
    await explorer.press("enter")


async def test_a_string_is_shown_in_its_context_through_time() -> None:
    async with exploring((120, 36), settings=SETTINGS) as explorer:
        await explorer.press("end")
        await look_for(explorer, "K", "vexation of spirit")
        await check_both("concordance", explorer)
        frame = explorer.frame()
        assert "“vexation of spirit”: 9 in the human text" in frame
        await explorer.resize(120, 36)
        await explorer.press("down")
        assert "from kjv/ecclesiastes.txt, paragraph" in explorer.frame()
        await look_for(explorer, "K", "/vanity(?= of)/")
        assert "“/vanity(?= of)/”" in explorer.frame()
        await look_for(explorer, "ampersand", "preacher")
        lines = explorer.app.screen._shown.lines  # type: ignore[attr-defined]
        assert all("preacher" in (each.left + each.match + each.right).lower() for each in lines)
        await look_for(explorer, "ampersand", "")
        await explorer.press("enter")
        assert not isinstance(explorer.app.screen, ConcordanceView)


async def test_what_cannot_be_looked_for_says_why_and_stays() -> None:
    async with exploring((80, 24), settings=SETTINGS) as explorer:
        await explorer.press("K", *"/(/")
        assert "not a regular expression" in explorer.frame()
        await explorer.press("enter")
        assert "not a regular expression" in explorer.frame(), "it is asked again"
        await explorer.press("escape")
        assert explorer.app.screen is explorer.main


async def test_every_list_can_be_filtered() -> None:
    async with exploring((120, 36), settings=SETTINGS) as explorer:
        await explorer.press("end", "w", "W", "W", "W", "W", "W")
        await look_for(explorer, "ampersand", "/^van/")
        rows = explorer.app.screen.query_one(RowList).rows[1:]
        assert {row[0].text.split()[-1] for row in rows} == {"vanity", "vanities"}
        assert "with “^van”" in explorer.frame()
        await look_for(explorer, "ampersand", "zzz")
        assert "No word here matches" in explorer.frame()
        await explorer.press("escape", "i")
        await look_for(explorer, "ampersand", "entropy")
        rows = explorer.app.screen.query_one(RowList).rows[1:]
        assert rows
        panel = next(line for line in explorer.lines() if "╭─ Measures at" in line)
        assert "ntropy" in panel.split("╮╭")[1], "what is beside the list is of a row that the filter leaves"
        await explorer.press("down", "up")

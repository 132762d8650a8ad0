"""Keys that come faster than dialogs close reach what they were meant for, in their order."""

import pytest
from exploring import exploring, until
from textual.events import Key
from textual.widgets import Input

from driftview.tui.terminal import TypeAhead
from driftview.tui.views.export import ExportForm


@pytest.mark.parametrize("keys", [("enter", "e"), ("enter", "T", "enter", "T", "T", "e")])
async def test_a_key_after_one_that_closes_a_dialog_is_not_lost(keys: tuple[str, ...]) -> None:
    async with exploring() as explorer:
        await explorer.press("T")
        for key in keys:
            explorer.app.post_message(Key(key, key if len(key) == 1 else None))
        await explorer.settle()
        assert isinstance(explorer.app.screen, ExportForm)


async def test_what_is_typed_at_once_keeps_its_order() -> None:
    async with exploring() as explorer:
        await explorer.press("/")
        for letter in "vanity":
            explorer.app.post_message(Key(letter, letter))
        await explorer.settle()
        assert explorer.app.screen.query_one(Input).value == "vanity"


async def test_keys_go_on_where_a_dialog_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    async def never(*_: object) -> None:
        """Follow no key."""

    monkeypatch.setattr(TypeAhead, "_follow", never)
    async with exploring() as explorer:
        await explorer.press("T")
        for key in ("escape", "e"):
            explorer.app.post_message(Key(key, key if len(key) == 1 else None))
        await until(explorer, lambda: isinstance(explorer.app.screen, ExportForm))

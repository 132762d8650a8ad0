"""The card of an own text, and choosing files."""

from pathlib import Path

import pytest
from exploring import TEXT, Driver, exploring, until
from test_tui_frames import check
from textual.widgets import DirectoryTree

from driftview.text.catalogue import corpora_folder
from driftview.tui.views.corpus import CorpusCard, FilePicker

HOSTILE = ("[bold]evil[", "esc\x1b[31m name\n.txt", "\u202egnp.txt", "\u200b", "\udcff\udcfe bad.txt")


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """Return an own text: a part of a bundled one."""
    text = corpora_folder().joinpath("newton", "opticks.txt").read_text(encoding="utf-8")
    path = tmp_path / "My [own] book.txt"
    path.write_text(text[:60_000], encoding="utf-8")
    return path


@pytest.fixture(autouse=True)
def _two_texts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Compare with two bundled texts only, to be quick."""
    monkeypatch.setattr("driftview.tui.views.corpus.COMPARED", ("pride-and-prejudice", "ecclesiastes"))


def shows_card(explorer: Driver) -> bool:
    return isinstance(explorer.app.screen, CorpusCard)


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_an_own_text_is_introduced_by_its_card(own: Path, size: tuple[int, int]) -> None:
    async with exploring(size, (str(own),)) as explorer:
        assert shows_card(explorer)
        check(f"card-{size[0]}x{size[1]}", explorer.frame())
        await explorer.press("enter")
        assert explorer.app.screen is explorer.main
        assert explorer.session.made == 12
        await explorer.press("m")
        explorer.app.screen.query_one("#unit").focus()
        await explorer.press("right", "right", "enter")
        assert explorer.session.run.settings.unit == "character"
        assert explorer.app.screen is explorer.main, "it is known by now"
        await explorer.press("T")
        assert shows_card(explorer)
        assert "different words" not in explorer.frame()
        await explorer.press("T")
        assert explorer.app.screen is explorer.main


async def test_a_bundled_text_needs_no_introduction_but_has_a_card() -> None:
    async with exploring() as explorer:
        assert explorer.app.screen is explorer.main
        await explorer.press("t", "T")
        assert "About Ecclesiastes" in explorer.frame()
        assert "▸ Ecclesiastes" in explorer.frame()
        assert "It loses them faster than Pride and Prejudice, because 51%" in explorer.frame()
        await explorer.press("escape")
        assert explorer.app.screen is not explorer.main


async def test_a_card_that_is_closed_early_does_not_mind(own: Path) -> None:
    async with exploring(names=(str(own),), wait=False) as explorer:
        await until(explorer, lambda: shows_card(explorer))
        await explorer.pilot.press("escape")
        await explorer.settle()
        assert explorer.app.screen is explorer.main


async def to_the_files(explorer: Driver) -> FilePicker:
    await explorer.press("c", "end")
    await explorer.pilot.press("enter")
    await until(explorer, lambda: isinstance(explorer.app.screen, FilePicker))
    picker = explorer.app.screen
    assert isinstance(picker, FilePicker)
    await until(explorer, lambda: len(picker.query_one(DirectoryTree).root.children))
    return picker


async def test_a_folder_is_chosen_from_the_files(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = own.parent / "two [voices]"
    folder.mkdir()
    for name in ("one.txt", "two.txt"):
        (folder / name).write_text(own.read_text(encoding="utf-8")[:9_000], encoding="utf-8")
    (own.parent / ".hidden").write_text("hidden")
    monkeypatch.chdir(own.parent)
    async with exploring() as explorer:
        picker = await to_the_files(explorer)
        assert "two [voices]" in explorer.frame()
        assert ".hidden" not in explorer.frame()
        await explorer.pilot.press("down", "f")
        await until(explorer, lambda: picker not in explorer.app.screen_stack)
        await explorer.settle()
        assert explorer.session.run.names == (str(folder.absolute()),)
        assert "2 voices" in explorer.frame()


async def test_a_file_is_chosen_and_its_names_are_only_text(
    own: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deep = own.parent / "deep"
    deep.mkdir()
    for name in HOSTILE:
        (own.parent / name).write_text("x")
    monkeypatch.chdir(deep)
    async with exploring() as explorer:
        await explorer.press("c", "end")
        await explorer.pilot.press("enter")
        await until(explorer, lambda: isinstance(explorer.app.screen, FilePicker))
        picker = explorer.app.screen
        tree = picker.query_one(DirectoryTree)
        await explorer.pilot.press("backspace")
        await until(explorer, lambda: len(tree.root.children) == len(HOSTILE) + 2)
        frame = explorer.frame()
        assert not any((ord(each) < 32 and each != "\n") or each in "\x7f\x9b\u202e" for each in frame)
        assert "[bold]evil[" in frame
        place = [child.data.path.name for child in tree.root.children if child.data].index(own.name)
        await explorer.pilot.press(*["down"] * (place + 1), "enter")
        await until(explorer, lambda: picker not in explorer.app.screen_stack)
        await explorer.settle()
        assert explorer.session.run.names == (str(own.absolute()),)
        assert "About My [own] book" in explorer.frame()


async def test_leaving_the_files_changes_nothing() -> None:
    async with exploring() as explorer:
        await to_the_files(explorer)
        await explorer.pilot.press("escape", "escape")
        await explorer.settle()
        assert explorer.app.screen is explorer.main
        assert explorer.session.run.names == (TEXT,)

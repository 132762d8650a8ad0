"""The form that exports: sizes and files before writing, folders to choose, a page in the browser, a copy."""

from pathlib import Path

import pytest
from exploring import exploring, until
from lineages import run
from textual.widgets import Input
from toys import CAT, corpus_of

from driftview.export.lineage_folder import FILES, FORMATS, write_lineage
from driftview.export.sizes import sizes
from driftview.settings.settings import Settings
from driftview.tui.views import export
from driftview.tui.views.corpus import FolderPicker


def test_the_sizes_are_those_of_the_files(tmp_path: Path) -> None:
    lineage = run(corpus_of(CAT), 6).lineage
    formats = [name for name in FORMATS if name != "parquet"]
    write_lineage(lineage, tmp_path / "run", formats=formats)
    for size in sizes(lineage, formats):
        folder = tmp_path / "run" / size.name
        if folder.is_dir():
            files = [path.stat().st_size for path in folder.iterdir()]
            assert size.files == len(files)
            assert size.bytes == pytest.approx(sum(files), rel=0.1)
        elif size.exact and size.name != "markdown":
            path = next(path for path in (tmp_path / "run").iterdir() if path.name == FILES[size.name])
            assert size.bytes == path.stat().st_size


def test_a_browser_is_looked_for_outside_the_terminal() -> None:
    assert export.has_browser({"DISPLAY": ":0"}, "linux")
    assert export.has_browser({}, "darwin")
    assert not export.has_browser({}, "linux"), "lynx would write over the screen"


async def test_the_form_says_what_it_will_write_and_where(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[str] = []

    monkeypatch.setattr(export, "has_browser", lambda *_: True)

    def show(url: str) -> bool:
        shown.append(url)
        return True

    monkeypatch.setattr("webbrowser.open", show)
    async with exploring((120, 40), settings=Settings(generations=2, seed=1)) as explorer:
        await explorer.press("e")
        await explorer.fill(folder=str(tmp_path / "run"))
        amount = str(explorer.app.screen.query_one("#amount").render())
        files = int(amount.split(maxsplit=1)[0])
        assert amount.endswith(f" in {tmp_path / 'run'}")
        await explorer.click("#open", (2, 0))
        assert (
            Path(shown[0].removeprefix("file://")).read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
        )
        await explorer.pilot.click("#choose")
        await until(explorer, lambda: isinstance(explorer.app.screen, FolderPicker))
        await explorer.app._press_keys(("f",))  # the tree reads folders for ever: nothing to wait for
        await until(explorer, lambda: isinstance(explorer.app.screen, export.ExportForm))
        assert explorer.app.screen.query_one("#folder", Input).value == str(tmp_path / "run")
        await explorer.click("#write", (2, 0))
        written = [path for path in (tmp_path / "run").rglob("*") if path.is_file()]
        assert len(written) == files
        copied: list[str] = []
        monkeypatch.setattr(explorer.app, "copy_to_clipboard", copied.append)
        await explorer.press("ctrl+y")
        assert copied[0] == explorer.frame()

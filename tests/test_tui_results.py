"""Folders of results that are opened inside the explorer, or put beside what is on the screen."""

from dataclasses import replace
from pathlib import Path

from exploring import Driver, exploring, exploring_app
from studies import folder_of, study_of
from test_tui_given import write_toy

from driftview.drift.external import read_external
from driftview.export.lineage_folder import write_lineage
from driftview.settings.settings import Settings
from driftview.text.series import open_series
from driftview.text.sources import open_corpus
from driftview.tui.app import Explorer

SHORT = Settings(generations=2, seed=3)


async def answer(explorer: Driver, key: str, path: Path) -> None:
    """Answer with a path what a key asks."""
    await explorer.press(key)
    await explorer.fill(path=str(path))
    await explorer.press("enter")


def told(explorer: Driver) -> str:
    return "\n".join(str(each.message) for each in explorer.app._notifications)


async def test_a_study_and_a_lineage_are_opened_in_place_of_a_run(tmp_path: Path) -> None:
    study = study_of({"order": (1, 2)}, corpus="ecclesiastes")
    plan = replace(study.plan, sha256=open_corpus(["ecclesiastes"]).sha256)
    folder_of(replace(study, plan=plan), tmp_path / "study")
    folder_of(study, tmp_path / "other")
    async with exploring(settings=SHORT) as explorer:
        first = explorer.app.main
        assert first is not None
        write_lineage(first.session.lineage(), tmp_path / "lineage")
        await answer(explorer, "ctrl+o", tmp_path / "nothing")
        assert "There is no file or folder" in explorer.frame()
        await explorer.press("escape")
        (tmp_path / "empty").mkdir()
        await answer(explorer, "ctrl+o", tmp_path / "empty")
        assert "numbered" in told(explorer)
        await answer(explorer, "ctrl+o", tmp_path / "other")
        assert "not the text that this study started with" in told(explorer)
        assert explorer.app.main is first
        await answer(explorer, "ctrl+o", tmp_path / "study")
        assert explorer.app.main is not first
        assert "Study" in explorer.frame() or "replace" in explorer.frame()
        assert explorer.app.screen is not explorer.app.main
        await explorer.press("escape")
        await answer(explorer, "ctrl+o", tmp_path / "lineage")
        main = explorer.app.main
        assert main is not None
        assert main.session.run.settings.seed == 3
        assert main.session.made == 2
        assert main.session.study is None


def write_seeds(folder: Path) -> None:
    """Write the same generations as two seeds, the second without its last words."""
    for name in ("seed1", "seed2"):
        (folder / name).mkdir(parents=True)
        write_toy(folder / name)
    last = folder / "seed2" / "gen-5.txt"
    last.write_text(last.read_text("utf-8")[:9000], "utf-8")
    for each in folder.rglob("gen-[67].txt"):
        each.unlink()


async def test_other_lineages_are_put_beside_one_whose_seeds_are_replicates(tmp_path: Path) -> None:
    write_seeds(tmp_path / "cold")
    write_seeds(tmp_path / "warm")
    given = read_external(open_series(tmp_path / "cold"))
    app = Explorer(("cold",), given.settings, opened=given)
    async with exploring_app(app, (120, 36)) as explorer:
        await explorer.press("end", "C")
        assert "B puts another lineage beside them" in explorer.frame()
        await answer(explorer, "B", tmp_path / "warm")
        frame = explorer.frame()
        assert "◉ cold" in frame
        assert "■ warm" in frame
        row = next(line for line in explorer.lines() if "▸ words" in line)
        assert row.count("±") == 2, "both have two seeds, whose mean and spread are shown"

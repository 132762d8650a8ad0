"""A lineage folder opens in the explorer as it was, and goes on from there."""

import shlex
import sys
from pathlib import Path

import numpy as np
from exploring import Driver, exploring_app
from lineages import run
from processes import driftview_process
from toys import CAT, corpus_of

from driftview.drift.loop import Loop
from driftview.export.lineage_folder import write_lineage
from driftview.export.reopening import read_lineage
from driftview.settings.settings import Settings
from driftview.tui.app import Explorer
from driftview.tui.preferences import Preferences


def explorer(loop: Loop, folder: Path, preferences: Preferences | None = None) -> Explorer:
    """Write what a loop has made and return an explorer that opens it."""
    lineage = read_lineage(write_lineage(loop.lineage, folder))
    return Explorer((str(folder),), lineage.settings, preferences, None, lineage)


def texts(driver: Driver) -> list[list[int]]:
    return [generation.tokens.tolist() for generation in driver.session.generations]


async def test_it_opens_as_it_was_and_ten_more_are_as_if_never_closed(tmp_path: Path) -> None:
    loop = run(corpus_of(CAT, CAT * 2), 4, order=2, human_share=0.1, generations=6)
    preferences = Preferences(path=tmp_path / "settings.toml")
    async with exploring_app(explorer(loop, tmp_path / "x", preferences)) as driver:
        assert driver.session.made == 4
        assert len(driver.app.screen_stack) == 1
        for _ in range(10):
            loop.step()
        await driver.press("a")
        assert driver.session.made == 14
        assert texts(driver) == [generation.tokens.tolist() for generation in loop.lineage.generations]
        await driver.press("n")
        assert driver.session.run.settings.seed == 2
        assert driver.session.generations[0].corpus is driver.session.run.corpus
        await driver.press("u")
        assert driver.session.made == 14
    assert not preferences.path.exists()


async def test_another_unit_is_refused_kindly(tmp_path: Path) -> None:
    loop = run(corpus_of(CAT), 2, order=2, generations=2)
    async with exploring_app(explorer(loop, tmp_path / "x")) as driver:
        driver.main.turn(Settings(order=2, unit="character"))
        await driver.settle()
        assert driver.session.made == 2
        assert driver.session.run.settings.unit == "word"


async def test_what_a_program_wrote_is_only_looked_at(tmp_path: Path) -> None:
    mark, script = tmp_path / "mark", tmp_path / "model.py"
    script.write_text(f"open({str(mark)!r}, 'a').close()\nprint('word ' * 99)\n")
    command = shlex.join([sys.executable, str(script)])
    loop = run(corpus_of(CAT), 2, order=2, model_command=command, tokens=40)
    app = explorer(loop, tmp_path / "x")
    mark.unlink()
    async with exploring_app(app) as driver:
        for key in ("a", "R", "C", "d", "s", "o", "n", "plus_sign", "right_square_bracket"):
            await driver.press(key)
            assert len(driver.app.screen_stack) == 1
        assert driver.session.made == 2
        assert "never run" in driver.session.run.looking
        for key in ("w", "x", "v", "i", "b"):
            await driver.press(key)
        lineage = driver.session.lineage()
        assert np.array_equal(lineage.generations[2].tokens, loop.lineage.generations[2].tokens)
    assert not mark.exists()


def test_a_folder_that_cannot_be_opened_is_refused_in_one_line(tmp_path: Path) -> None:
    folder = write_lineage(run(corpus_of(CAT), 1).lineage, tmp_path / "x")
    done = driftview_process("open", "x", folder=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert "needs a terminal" in done.stderr
    (folder / "genealogy" / "001.txt").write_text("0+1\n", "utf-8")
    done = driftview_process("open", "x", folder=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("driftview: x/genealogy/001.txt was changed after it was written")
    assert done.stderr.count("\n") == 1

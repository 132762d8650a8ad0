"""The results of a sweep in the explorer."""

from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from exploring import Driver, exploring, exploring_app
from studies import folder_of, study_of
from test_tui_frames import check_both

from driftview.cli.program import program
from driftview.export.study_folder import Study
from driftview.settings.settings import Settings
from driftview.tui.app import Explorer
from driftview.tui.content.study import Points


@pytest.fixture
def study() -> Study:
    """Return settings of which the numbers are written down: see `studies.words_left`."""
    return study_of({"order": (1, 2), "human_share": (0.0, 0.5)}, corpus="ecclesiastes")


def test_rows_and_curves_by_hand(study: Study) -> None:
    """At generation 8, order 1, half human: 500 + 500/9 = 555.6, 20 more and less; predicted is 5 more."""
    points = Points(study, "types")
    assert [points.cells(place, 8)[1:] for place in range(4)] == [
        ("200", "20", "205", "3"),
        ("556", "20", "561", "3"),
        ("244", "20", "249", "3"),
        ("600", "20", "605", "3"),
    ]
    assert points.cells(1, 7)[1:] == points.cells(1, 4)[1:], "generation 4 is the last one kept before 7"
    assert "50%" in points.names[1]
    mean, runs, law = points.curves(1, 8).series
    assert mean.positions == (0.0, 1.0, 2.0, 4.0, 8.0)
    assert mean.values == pytest.approx([1000, 750, 500 + 500 / 3, 600, 500 + 500 / 9])
    assert runs.band is not None
    assert runs.band[1] == pytest.approx([1000, 790, 540 + 500 / 3, 640, 540 + 500 / 9])
    assert law.values == pytest.approx(np.array(mean.values) + 5)
    assert "± 20 over 3 runs; chance predicts 561" in "".join(span.text for span in points.said(1, 8)[0])


def test_runs_that_are_missing_are_said_to_be() -> None:
    points = Points(study_of({"order": (1, 2)}, missing=(1, 2, 3, 4, 5), lawful=False), "types")
    assert points.cells(0, 8)[2:] == ("–", "–", "1")
    assert points.cells(1, 8)[1:] == ("–", "–", "–", "0")
    assert "5 of 6 runs are still missing" in points.sentence()[0]
    assert len(points.curves(0, 8).series) == 1


async def test_the_view_lists_settings_and_makes_a_run(study: Study) -> None:
    app = Explorer(("ecclesiastes",), study.plan.grid.settings()[0], study=study)
    async with exploring_app(app, (120, 36)) as explorer:
        assert explorer.current == 8
        await explorer.press("down")
        await check_both("study", explorer)
        await explorer.press("S", "S")
        assert place(explorer, "605") < place(explorer, "561"), "sorted by what chance predicts or measures"
        await explorer.press("M")
        assert "opied" in explorer.frame()
        await explorer.press("enter")
        assert explorer.session.run.settings.human_share == 0.5
        assert explorer.session.made == 8
        await explorer.press("Y")
        assert "setting" in explorer.frame()


def place(explorer: Driver, text: str) -> int:
    """Return the line in which a text stands."""
    return next(number for number, line in enumerate(explorer.frame().split("\n")) if text in line)


async def test_without_a_study_its_key_says_what_to_do() -> None:
    async with exploring((120, 36), settings=Settings(order=1, generations=2)) as explorer:
        await explorer.press("Y")
        assert "no study is open" in explorer.frame()


def test_the_command_refuses_what_a_study_knows_or_what_is_not_its_text(study: Study, tmp_path: Path) -> None:
    folder = str(folder_of(study, tmp_path / "study"))

    def said(*more: str) -> str:
        result = CliRunner().invoke(program, ["open", folder, *more])
        assert result.exit_code == 2
        return result.stderr or str(result.output)

    assert "already has its settings: remove --unit" in said("--unit", "character")
    assert "`driftview plot` draws it" in said("--json", "-")
    assert "--beside is for lineages" in said("--beside", folder)
    assert "not the text that this study started with" in said()

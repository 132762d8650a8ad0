"""A grid has every combination once, on the same seeds, and its rows carry mean, spread and law."""

import pytest
from toys import CAT, corpus_of

from driftview.drift.laws import Laws
from driftview.drift.settings import Settings
from driftview.study.executor import Executor
from driftview.study.sweep import Grid, Row, law_at, rows, sweep

CORPUS = corpus_of(CAT * 8)
BASE = Settings(order=1, generations=3, seed=5)
GRID = Grid(BASE, {"human_share": (0.0, 0.5), "order": (1, 2)}, replicates=3)


def test_a_grid_is_every_combination_on_the_same_seeds() -> None:
    points = [dict(point) for point in GRID.points]
    assert points == [{"human_share": share, "order": order} for share in (0.0, 0.5) for order in (1, 2)]
    settings = GRID.settings()
    assert len(set(settings)) == len(settings) == 12
    assert [each.seed for each in settings] == [5, 6, 7] * 4


@pytest.mark.parametrize(
    ("axes", "replicates", "said"),
    [
        ({"seed": (1, 2)}, 2, "no axis"),
        ({"size": (1, 2)}, 2, "no axis"),
        ({"order": (1, 1)}, 2, "once"),
        ({"order": ()}, 2, "once"),
        ({"order": (1, 99)}, 2, "order must be"),
        ({"order": (1, 2)}, 0, "at least one"),
    ],
)
def test_what_is_no_grid_is_refused(axes: dict[str, tuple[int, ...]], replicates: int, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        Grid(BASE, axes, replicates)


def test_rows_sum_up_the_runs_of_each_point() -> None:
    runs = list(sweep(CORPUS, GRID, Executor(2, "threads"), ("types", "ttr")))
    found = rows(CORPUS, GRID, runs, (0, 3))
    assert len(found) == 4 * 2 * 2
    row = next(each for each in found if each.point == GRID.points[2] and each.generation == 3)
    values = [run.curves["types"][3] for run in runs if GRID.point_of(run.settings) == GRID.points[2]]
    assert (row.measure, row.runs) == ("types", 3)
    assert row.mean == pytest.approx(sum(values) / 3)
    expected = Laws(CORPUS, Settings(order=1, generations=3, human_share=0.5)).expected(3)
    assert (row.law, row.law_sd) == (expected["types"], expected["types_sd"])
    assert found == rows(CORPUS, GRID, runs[::-1], (0, 3))


def test_where_no_law_holds_none_is_told() -> None:
    assert law_at(CORPUS, Settings(temperature=0.5), 2) == {}


def test_a_row_is_written_with_its_axes_first() -> None:
    row = Row((("order", 2),), 3, "types", 10.0, None, 1, 9.5, None)
    assert list(row.as_dict()) == ["order", "generation", "measure", "mean", "sd", "runs", "law", "law_sd"]

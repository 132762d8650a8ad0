"""Studies whose numbers are written down by hand, for what draws them."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from driftview.drift.lineage import Values
from driftview.export.study_folder import Study, StudyFolder
from driftview.settings.settings import Settings
from driftview.study.design import Grid, Plan
from driftview.study.records import Record

Number = Callable[[dict[str, Any], int, int], float]
"""From a point, a generation and a replicate to what was measured."""


def words_left(point: dict[str, Any], generation: int, replicate: int) -> float:
    """Fall with the generations, less with human text, ±20 over the replicates."""
    floor = 100 + 800 * float(point.get("human_share", 0.0)) + 50 * int(point.get("order", 1) == 2)
    return floor + (1000 - floor) / (generation + 1) + (20 * (replicate - 1) if generation else 0)


def study_of(
    axes: dict[str, tuple[Any, ...]],
    *,
    generations: tuple[int, ...] = (0, 1, 2, 4, 8),
    corpus: str = "toy",
    number: Number = words_left,
    lawful: bool = True,
    missing: tuple[int, ...] = (),
) -> Study:
    """Return a study of three replicates that measures words and the share that was copied."""
    grid = Grid(Settings(order=1, generations=8), axes, replicates=3)
    plan = Plan(grid, ("types", "copied_share"), generations, corpus, "0" * 64, (corpus,))
    records = []
    for place, settings in enumerate(grid.settings()):
        point = dict(grid.point_of(settings))
        replicate = place % grid.replicates

        def values(generation: int, point: dict[str, Any] = point, replicate: int = replicate) -> Values:
            return {"types": number(point, generation, replicate), "copied_share": generation / 10}

        law: tuple[Values, ...] = tuple(
            {"types": number(point, each, 1) + 5.0} if lawful else {} for each in generations
        )
        kept: tuple[Values, ...] = tuple(values(each) for each in generations)
        records.append(Record(place, settings, kept, () if replicate else law))
    return Study(plan, tuple(record for record in records if record.number not in missing))


def folder_of(study: Study, place: Path) -> Path:
    """Write a study where a sweep would have."""
    folder = StudyFolder.begin(place, study.plan)
    for record in study.runs:
        folder.keep(record)
    return place

"""Predictions from simulated runs, as the explorer makes and shows them."""

import asyncio

import pytest
from exploring import exploring

from driftview.drift.loop import Loop
from driftview.drift.simulated import predict
from driftview.export.record import lineage_json
from driftview.settings.settings import Settings


@pytest.fixture(autouse=True)
def time_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("driftview.drift.simulated.MOST_WORK", 10**9)


def test_a_closed_form_is_shown_at_once_and_refined_by_replicates() -> None:
    async def explore() -> None:
        settings = Settings(order=3, generations=2, tokens=600)
        async with exploring((160, 40), settings=settings) as driver:
            await driver.press("end")
            assert "imulated" in driver.frame()
            made = driver.session.generations
            assert [each.simulated_runs for each in made] == [60, 60, 60]
            lineage = driver.session.lineage()
            assert lineage.generations[2].expected == made[2].expected
            loop = Loop(lineage.corpus, lineage.settings)
            loop.step(), loop.step()
            predict(loop)
            assert lineage_json(loop.lineage) == lineage_json(lineage)
            await driver.press("a")
            assert driver.session.made == 12
            assert driver.session.generations[12].simulated_runs == 60

    asyncio.run(explore())


@pytest.mark.parametrize("settings", [{"order": 1}, {"order": 3, "prediction": "closed"}])
def test_nothing_is_simulated_where_a_closed_form_is_right_or_wanted(settings: dict[str, object]) -> None:
    async def explore() -> None:
        async with exploring(settings=Settings(generations=2, **settings)) as driver:  # type: ignore[arg-type]
            assert [each.simulated_runs for each in driver.session.generations] == [None, None, None]

    asyncio.run(explore())


def test_selection_is_predicted_by_runs_alone() -> None:
    async def explore() -> None:
        async with exploring(settings=Settings(generations=2, tokens=600, temperature=0.7)) as driver:
            last = driver.session.generations[-1]
            assert last.simulated_runs == 60
            await driver.press("end")
            assert "imulated" in driver.frame()

    asyncio.run(explore())

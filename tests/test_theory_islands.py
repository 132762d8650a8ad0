"""The island law against simulated families, and against what is known in special cases."""

import numpy as np
import pytest

from driftview.arrays import Floats
from driftview.theory.islands import IslandLaw, Islands
from driftview.theory.schedule import Schedule
from driftview.theory.survival import token_survival


def steady(models: int, generations: int, foreign: float, same: bool) -> Islands:
    sizes = np.full((generations + 1, models), 100.0)
    if same:
        sizes[0] = 100.0 * models
    return Islands(sizes, np.full((generations, models), foreign), same)


def simulated(islands: Islands, model: int, last: int, families: int, rng: np.random.Generator) -> Floats:
    """Return how often a token of a model has no descendant in each model, and in any; shape (M + 1,)."""
    models = islands.models
    rate = islands.sizes[1] / islands.sizes[0]
    alive = np.zeros((families, models), np.int64)
    at_first = range(models) if islands.same_start else [model]
    for writer in at_first:
        alive[:, writer] = rng.poisson(rate[writer], families)
    for step in range(1, last):
        sizes, foreign = islands.sizes[step], islands.foreign[step - 1]
        rate = islands.sizes[step + 1] / (sizes + foreign)
        born = np.zeros_like(alive)
        for reader in range(models):
            for writer in range(models):
                read = 1.0 if reader == writer else foreign[reader] / (sizes.sum() - sizes[reader])
                born[:, reader] += rng.poisson(rate[reader] * rng.binomial(alive[:, writer], read))
        alive = born
    gone = alive == 0
    return np.array([*gone.mean(axis=0), gone.all(axis=1).mean()])


@pytest.mark.parametrize("same", [False, True])
def test_the_law_is_what_simulated_families_do(same: bool) -> None:
    sizes = np.array([[60.0, 90, 150], [60, 90, 150], [80, 120, 200], [80, 120, 200], [40, 60, 100]])
    foreign = np.array([[20.0, 30, 50], [30, 10, 80], [10, 0, 40], [5, 5, 5]])
    if same:
        sizes[0] = 300
    islands = Islands(sizes, foreign, same)
    families, rng = 20_000, np.random.default_rng(3)
    for model in range(3):
        law = islands.extinction(4)[0][:, model]
        error = np.sqrt(law * (1 - law) / families)
        found = simulated(islands, model, 4, families, rng)
        assert np.all(np.abs(found - law) < 4.5 * error)


@pytest.mark.parametrize("same", [False, True])
@pytest.mark.parametrize("migration", ["none", "all"])
def test_apart_or_in_one_pool_the_union_follows_the_law_of_one_model(same: bool, migration: str) -> None:
    for models in (1, 4, 16):
        foreign = 0.0 if migration == "none" else 100.0 * (models - 1)
        dead = steady(models, 10, foreign, same).extinction(10)[0][-1]
        alone = token_survival(Schedule.replace(1e12, 10), 10)
        assert 1.0 - dead == pytest.approx(np.full(models, alone), rel=1e-6)


def test_a_little_migration_costs_the_union_little_and_gives_each_model_more() -> None:
    apart, mixed = (
        steady(4, 10, foreign, same=False).extinction(10)[0] for foreign in (0.0, 100 * 0.05 / 0.95)
    )
    assert 0 < mixed[-1, 0] - apart[-1, 0] < 0.01
    elsewhere = 1.0 - mixed[1, 0]
    assert 1.0 - apart[1, 0] == 0.0
    assert elsewhere > 0.03


def test_exactly_one_descendant_is_the_derivative() -> None:
    islands = steady(3, 5, 20.0, same=False)
    dead, once = islands.extinction(5)
    small = 1e-6
    asked = np.concatenate((np.eye(3), np.ones((1, 3))))
    marked, slope = 1.0 - asked + small * asked, asked
    for step in range(4, 0, -1):
        marked, slope = islands._before(step, marked, slope)
    marked, _ = islands._at_first(marked, slope)
    assert (marked - dead) / small == pytest.approx(once, rel=1e-4)


def test_words_of_each_model_and_of_all() -> None:
    counts = np.array([[3, 1, 0, 0], [0, 1, 2, 0]])
    islands = steady(2, 2, 0.0, same=False)
    one, other, both = (IslandLaw(islands, counts, place) for place in range(3))
    assert [law.types(0) for law in (one, other, both)] == [2.0, 2.0, 3.0]
    assert [law.hapaxes(0) for law in (one, other, both)] == [1.0, 1.0, 0.0]
    s = 1 - np.exp(-(1 - np.exp(-1)))
    gone = 1 - s
    assert one.types(2) == pytest.approx(1 - gone**3 + 1 - gone)
    assert both.types(2) == pytest.approx(1 - gone**3 + 1 - gone**2 + 1 - gone**2)
    assert both.alive(2, 3, 3) == pytest.approx(1 - gone**3)

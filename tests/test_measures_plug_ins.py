"""Measures of installed packages, by the example in docs/example-measure."""

from collections.abc import Iterator
from importlib.metadata import EntryPoint
from pathlib import Path

import numpy as np
import pytest
from measured import observe

from driftview.measures import registry
from driftview.measures.registry import all_measures, find_measure, load_installed
from driftview.study.texts import chosen_measures

EXAMPLE = Path(__file__).parents[1] / "docs" / "example-measure"


def entry(value: str) -> EntryPoint:
    return EntryPoint("vendi", value, registry.GROUP)


@pytest.fixture
def example(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.syspath_prepend(str(EXAMPLE))
    monkeypatch.delitem(__import__("sys").modules, "example_measure", raising=False)
    before = dict(registry._measures)
    yield
    registry._measures.clear()
    registry._measures.update(before)


@pytest.mark.usefixtures("example")
def test_the_example_is_found_and_measures() -> None:
    assert load_installed([entry("example_measure")]) == ()
    vendi = find_measure("vendi_letters")
    assert vendi in all_measures()
    assert vendi.everyday is None
    assert "vendi_letters" in chosen_measures((), against=False)
    alike = vendi(observe([[1, 2, 3]] * 5))
    mixed = vendi(observe([[1, 2, 3], [4, 5], [6], [1, 6], [2, 2]]))
    assert alike == pytest.approx(1.0)
    assert mixed is not None
    assert 1.0 < mixed < 5.0


@pytest.mark.usefixtures("example")
def test_the_score_is_that_of_the_paper() -> None:
    from example_measure import vendi_score  # type: ignore[import-not-found]

    assert vendi_score(np.eye(4)) == pytest.approx(4.0)
    assert vendi_score(np.ones((7, 3))) == pytest.approx(1.0)
    # two pairs: eigenvalues 1/2 and 1/2, whichever of the two products is taken
    assert vendi_score(np.array([[1.0, 0], [2, 0], [0, 1], [0, 3]])) == pytest.approx(2.0)
    assert vendi_score(np.array([[1.0, 0, 0], [0, 1, 0]])) == pytest.approx(2.0)


@pytest.mark.usefixtures("example")
def test_a_broken_package_is_one_line_and_leaves_nothing_behind() -> None:
    before = [each.name for each in all_measures()]
    (said,) = load_installed([entry("example_measure:nowhere")])
    assert said.startswith("measures 'vendi' of example_measure:nowhere do not work: AttributeError")
    assert [each.name for each in all_measures()] == before
    assert load_installed([entry("no_such_module")])[0].count("\n") == 0


@pytest.mark.usefixtures("example")
def test_a_package_cannot_put_itself_among_the_everyday_measures() -> None:
    def greedy() -> None:
        registry.measure(
            "greedy",
            "greedy",
            "words",
            "Takes its place.",
            "lower",
            formula="1",
            source="nobody",
            everyday=1,
            gauge=1,
        )(lambda _: 1)

    class Entry:
        name, value = "greedy", "greedy"

        def load(self) -> object:
            return greedy

    everyday = registry.everyday_names()
    assert load_installed([Entry()]) == ()  # type: ignore[list-item]
    assert registry.everyday_names() == everyday
    assert find_measure("greedy").gauge is None

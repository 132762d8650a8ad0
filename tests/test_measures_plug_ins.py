"""Measures of installed packages, by the example in docs/example-measure."""

from collections.abc import Iterator
from importlib.metadata import EntryPoint
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from measured import observe

from driftview.cli.program import program
from driftview.measures import plug_ins, registry
from driftview.measures.registry import all_measures, find_measure, load_installed
from driftview.study.executor import Executor
from driftview.study.texts import chosen_measures

EXAMPLE = Path(__file__).parents[1] / "docs" / "example-measure"


def entry(value: str) -> EntryPoint:
    return EntryPoint("vendi", value, plug_ins.GROUP)


@pytest.fixture
def example(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.syspath_prepend(str(EXAMPLE))
    monkeypatch.delitem(__import__("sys").modules, "example_measure", raising=False)
    before = dict(registry._measures)
    monkeypatch.setattr(plug_ins, "_complaints", {})
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
    assert said.startswith("the measures of the package entry 'vendi' (example_measure:nowhere) could not")
    assert "AttributeError" in said
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
            panel=1,
        )(lambda _: 1)

    class Entry:
        name, value = "greedy", "greedy"

        def load(self) -> object:
            return greedy

    everyday = registry.everyday_names()
    assert load_installed([Entry()]) == ()  # type: ignore[list-item]
    assert registry.everyday_names() == everyday
    assert find_measure("greedy").panel is None


BROKEN = """
from driftview.measures.registry import measure

def offer(name, function):
    declared = measure(name, name, "", "A careless package's.", "lower", formula="?", source="nobody")
    declared(function)

def fails(observation):
    raise ZeroDivisionError("by\\nzero")

for name, function in [
    ("careless_fails", fails),
    ("careless_says", lambda _: "many\\x1b[31m"),
    ("careless_nan", lambda _: float("nan")),
    ("careless_yes", lambda _: True),
    ("careless_none", lambda _: None),
    ("careless_numpy", lambda _: __import__("numpy").float32(0.5)),
]:
    offer(name, function)
"""


@pytest.fixture
def careless(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "careless.py").write_text(BROKEN)
    (tmp_path / "quits.py").write_text("raise SystemExit('no licence')")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.delitem(__import__("sys").modules, "careless", raising=False)
    found = [EntryPoint("careless", "careless", plug_ins.GROUP), EntryPoint("quits", "quits", plug_ins.GROUP)]
    monkeypatch.setattr("importlib.metadata.entry_points", lambda **_: found)
    monkeypatch.setattr(registry, "_loaded", None)


@pytest.mark.usefixtures("example", "careless")
def test_what_careless_packages_do_is_told_once_in_plain_words() -> None:
    load_installed()
    observed = observe([[1, 2, 3]])
    for _ in range(2):
        values = [
            find_measure(f"careless_{name}")(observed) for name in ("fails", "says", "nan", "yes", "none")
        ]
        assert values == [None] * 5
    assert find_measure("careless_numpy")(observed) == 0.5
    assert plug_ins.untold() == (
        "the measures of the package entry 'quits' (quits) could not be loaded: SystemExit: no licence. "
        "All other measures work; update or uninstall that package.",
        "the measure 'careless_fails' of an installed package failed and is left out: ZeroDivisionError: by",
        "the measure 'careless_says' of an installed package gave no number but str, and is left out",
        "the measure 'careless_nan' of an installed package gave nan, which is left out",
        "the measure 'careless_yes' of an installed package gave no number but bool, and is left out",
    )
    assert plug_ins.untold() == ()


@pytest.mark.usefixtures("example", "careless")
def test_the_command_line_prints_each_complaint_once(tmp_path: Path) -> None:
    text = tmp_path / "text.txt"
    text.write_text("One two three.\n\nFour five six.\n")
    result = CliRunner().invoke(program, ["measure", str(text), "--measures", "types,careless_fails"])
    assert result.exit_code == 0
    assert result.stderr.count("careless_fails") == 1
    assert result.stderr.count("'quits'") == 1
    assert "Traceback" not in result.stderr
    assert "types" in result.stdout


@pytest.mark.usefixtures("example", "careless")
def test_workers_hand_their_complaints_over() -> None:
    load_installed()
    plug_ins.untold()
    stream = Executor(workers=1, kind="threads").stream(_measured, [(1,), (2,)])
    assert list(stream) == [None, None]
    assert len(plug_ins.untold()) == 1


def _measured(_: int) -> object:
    return find_measure("careless_fails")(observe([[1, 2, 3]]))

"""``import driftview`` costs nothing; its names are loaded when they are used, and mypy knows their types."""

import sys
from typing import TYPE_CHECKING, assert_type

import pytest
from processes import python_process

import driftview as dv
from driftview.arrays import Floats

if TYPE_CHECKING:
    from driftview.study.prediction import HumanWords

HEAVY = ("numpy", "nltk", "textual", "pandas", "joblib", "click", "pyarrow", "matplotlib")


def test_importing_the_package_loads_nothing() -> None:
    script = f"import sys, driftview; print([name for name in {HEAVY} if name in sys.modules])"
    assert python_process(script).strip() == "[]"


def test_the_names_are_there_before_anything_is_loaded() -> None:
    script = (
        "import sys, driftview as dv\n"
        "assert set(dv.__all__) <= set(dir(dv))\n"
        "print('numpy' in sys.modules, dv.Settings(order=2).order, 'numpy' in sys.modules)\n"
        "from driftview import *\n"
        "print(run is dv.run, 'textual' in sys.modules, 'pandas' in sys.modules, 'nltk' in sys.modules)"
    )
    assert python_process(script).split() == ["False", "2", "False", "True", "False", "False", "False"]


def test_every_name_has_a_home_and_nothing_else_has() -> None:
    homes = [name for names in dv._HOMES.values() for name in names]
    assert sorted(homes) == sorted(dv.__all__)
    with pytest.raises(AttributeError, match="no attribute 'runn'"):
        _ = dv.runn  # type: ignore[attr-defined]


def test_a_study_needs_no_guard_in_a_script() -> None:
    """Nor in a notebook, whose ``__main__`` no worker can import either."""
    script = (
        "import driftview as dv\n"
        "text = dv.text_of('The cat sat on the mat. The dog sat on the log. ' * 9)\n"
        "study = dv.sweep(text, {'order': [1, 2]}, dv.Settings(generations=1), replicates=1, workers=2)\n"
        "print(study.curves('types').shape)"
    )
    assert python_process(script).strip() == "(2, 1, 2)"


def test_no_name_is_that_of_a_room() -> None:
    """A room that is loaded becomes an attribute of the package, and would hide the name."""
    script = "import driftview as dv, driftview.cli.program, driftview.tui, pkgutil\n"
    script += "print([each.name for each in pkgutil.iter_modules(dv.__path__) if each.name in dv.__all__])"
    assert python_process(script).strip() == "[]"


def typed(text: dv.Text) -> None:
    """Hold the types of what people use against what is promised; mypy reads this, nobody runs it."""
    lineage = dv.run(text, dv.Settings(order=2), progress=lambda made: made.number < 3)
    assert_type(lineage, dv.Lineage)
    assert_type(lineage.array("types"), Floats)
    assert_type(lineage.generations[0], dv.Generation)
    assert_type(lineage.text(0), str)
    assert_type(lineage.records()[0]["types"], float | int | str | bool | None)
    assert_type(dv.predict(text), dv.Prediction)
    assert_type(dv.sweep(text, {"order": [1, 2]}).curves("types"), Floats)
    assert_type(dv.measure(text, against=text), dv.Measurement)
    assert_type(dv.reproduce("suresh", text), dv.Reproduction)
    assert_type(dv.read_study("study"), dv.Study)
    imagined: HumanWords = dv.zipf_text(1.1, 1e12)
    dv.run(imagined)  # type: ignore[arg-type]
    dv.run("emma")  # type: ignore[arg-type]
    assert sys

"""Imports run one way: no circle, and nothing upwards; deferred and type-only imports count too."""

import importlib
import tomllib
from functools import cache

import grimp
import pytest
from processes import ROOT

FOUNDATION = {
    "arrays",
    "choices",
    "errors",
    "faults",
    "machine",
    "numbers",
    "portable",
    "quantities",
    "version",
}
"""Modules that every room may use; they use no room."""

ON_TOP = {"driftview", "driftview.__main__"}
"""What people start or import; it may use everything, and nothing uses it."""


@cache
def imports() -> grimp.ImportGraph:
    """Return who imports whom, inside functions and under TYPE_CHECKING too."""
    return grimp.build_graph("driftview", cache_dir=None, exclude_type_checking_imports=False)


def circles(graph: grimp.ImportGraph) -> set[frozenset[str]]:
    """Return the largest sets of modules that all import one another, directly or by way of others."""
    return {
        frozenset({module, *found})
        for module in graph.modules
        if (found := graph.find_downstream_modules(module) & graph.find_upstream_modules(module))
        or graph.direct_import_exists(importer=module, imported=module)
    }


def test_modules_import_each_other_in_no_circle() -> None:
    assert sorted(map(sorted, circles(imports()))) == []


def test_a_circle_is_seen_however_it_is_made() -> None:
    graph = grimp.ImportGraph()
    for importer, imported in (("a", "b"), ("b", "c"), ("c", "a"), ("c", "d"), ("d", "e")):
        graph.add_import(importer=importer, imported=imported)
    assert circles(graph) == {frozenset("abc")}


def rooms() -> list[str]:
    """Return the rooms from the lowest to the highest, as the contract in pyproject.toml has them."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    (layers,) = (each for each in project["tool"]["importlinter"]["contracts"] if each["type"] == "layers")
    return [name.removeprefix("driftview.") for name in reversed(layers["layers"])]


def test_every_module_belongs_to_a_room_or_to_the_foundation() -> None:
    parts = {module.split(".")[1] for module in imports().modules if module not in ON_TOP}
    assert parts == {*rooms(), *FOUNDATION}


def test_no_room_imports_one_above_it() -> None:
    height = {**dict.fromkeys(FOUNDATION, -1), **{room: place for place, room in enumerate(rooms())}}
    graph = imports()
    upwards = [
        (importer, imported)
        for importer in graph.modules - ON_TOP
        for imported in graph.find_modules_directly_imported_by(importer)
        if imported in ON_TOP or height[imported.split(".")[1]] > height[importer.split(".")[1]]
    ]
    assert upwards == []


def test_the_drawing_of_the_rooms_is_that_of_the_code(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "docs"))
    drawn = importlib.import_module("rooms")
    assert drawn.drawing() in drawn.PAGE.read_text("utf-8"), "run python3 docs/rooms.py"

"""Docstrings of what people call, checked by numpydoc's own validation."""

import importlib
import inspect
import pkgutil
from collections.abc import Iterator

import pytest
from numpydoc.validate import validate

import driftview

CHECKS = {
    "GL08": "there is a docstring",
    "SS03": "its first line is a sentence",
    "PR01": "every parameter is described",
    "PR02": "nothing is described that is no parameter",
    "PR03": "parameters stand in their order",
    "PR07": "a description says something",
    "RT01": "what is returned is described",
    "RT03": "and in words",
    "YD01": "what is yielded is described",
}
"""Types of parameters (PR04) are left to the annotations, See Also and examples (SA01, EX01) to the pages,
and the infinitive (SS05) to the reader. Fields of dataclasses are described under the field."""

ROOMS = ("theory", "library", "measures", "models", "settings")
"""Their public functions have full sections; so have the methods of what ``import driftview`` gives."""

OF_MODELS = ("train", "sample", "probabilities")
"""So has what every model must be able to do."""


def functions() -> Iterator[str]:
    """Yield the names of functions and methods that people call."""
    for room in ROOMS:
        package = importlib.import_module(f"driftview.{room}")
        for module in pkgutil.iter_modules(package.__path__):
            name = f"driftview.{room}.{module.name}"
            for found, value in vars(importlib.import_module(name)).items():
                own = getattr(value, "__module__", None) == name and not found.startswith("_")
                if own and inspect.isfunction(value):
                    yield f"{name}.{value.__qualname__}"
                elif own and inspect.isclass(value) and room == "models":
                    yield from (each for each in _methods(value) if each.endswith(OF_MODELS))
    for exported in driftview.__all__:
        value = getattr(driftview, exported)
        if inspect.isclass(value):
            yield from _methods(value)


def _methods(owner: type) -> Iterator[str]:
    """Yield the public methods that a class of driftview has itself."""
    for name, value in vars(owner).items():
        if inspect.isfunction(value) and not name.startswith("_") and value.__module__ == owner.__module__:
            yield f"{owner.__module__}.{owner.__qualname__}.{name}"


@pytest.mark.parametrize("name", sorted(set(functions())))
def test_a_docstring_has_all_its_sections(name: str) -> None:
    found = [(code, said) for code, said in validate(name)["errors"] if code in CHECKS]
    assert found == []


def test_what_is_missing_is_found() -> None:
    errors = {code for code, _ in validate("test_package_docstrings._methods")["errors"]}
    assert {"PR01", "YD01"} <= errors

"""Settings from names and values that somebody else wrote down: each of the right kind, or refused."""

from collections.abc import Mapping
from dataclasses import fields
from difflib import get_close_matches
from functools import cache
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from driftview.settings.settings import Settings, SettingsError
from driftview.text.corpus import Unit
from driftview.text.reading import label

SAID = {int: "a whole number", float: "a number", str: "text in quotes", NoneType: "nothing"}
"""How a kind is called in a message."""


def read_settings(values: Mapping[str, object]) -> Settings:
    """Return the settings that these names and values give; raises SettingsError, one line."""
    return Settings(**{name: read_setting(name, value) for name, value in values.items()})


def check_kinds(values: Mapping[str, object]) -> None:
    """Raise SettingsError for the first value that is not of the kind that its setting holds."""
    for name, value in values.items():
        read_setting(name, value)


def read_setting(name: str, value: object) -> Any:
    """Return a value as the setting ``name`` holds it: lists are tuples, and 1 is as good as 1.0.

    Raises SettingsError for a name that is no setting, and for a value of the wrong kind.
    """
    kind = kind_of(name)
    fitting = _fitted(value, kind)
    if not fitting:
        raise SettingsError(f"{name} must be {_said(kind)}, not {label(repr(value)[:40])}")
    return fitting[0]


def kind_of(name: str) -> Any:
    """Return the type of a setting; raises SettingsError, with the nearest names, for what is none."""
    kinds = _kinds()
    if name not in kinds:
        raise SettingsError(f"{label(name)} is no setting{near(name, kinds)}")
    return kinds[name]


def near(name: str, known: Mapping[str, object]) -> str:
    """Return a question that names what may have been meant; empty when nothing is like it."""
    found = get_close_matches(name, list(known), 1)
    return f"; did you mean {found[0]}?" if found else ""


@cache
def _kinds() -> dict[str, Any]:
    hints = get_type_hints(Settings, localns={"Unit": Unit})
    return {field.name: hints[field.name] for field in fields(Settings)}


def _fitted(value: object, kind: Any) -> list[Any]:
    """Return a list of the one value that is of a kind, or of none."""
    if get_origin(kind) in (Union, UnionType):
        return next((found for each in get_args(kind) if (found := _fitted(value, each))), [])
    if get_origin(kind) is Literal:
        return [value] if isinstance(value, str) and value in get_args(kind) else []
    if get_origin(kind) is tuple:
        return _fitted_tuple(value, get_args(kind))
    if isinstance(value, bool):
        return []
    if kind is float and isinstance(value, int):
        return [float(value)] if abs(value) < 2**53 else []
    return [value] if isinstance(value, kind) else []


def _fitted_tuple(value: object, kinds: tuple[Any, ...]) -> list[tuple[Any, ...]]:
    """Do the same for a tuple, written as a list."""
    if not isinstance(value, (list, tuple)):
        return []
    wanted = kinds[:1] * len(value) if kinds[-1] is Ellipsis else kinds
    if len(wanted) != len(value):
        return []
    parts = [_fitted(part, kind) for part, kind in zip(value, wanted, strict=True)]
    return [tuple(part[0] for part in parts)] if all(parts) else []


def _said(kind: Any) -> str:
    """Return a kind in words."""
    if get_origin(kind) in (Union, UnionType):
        return " or ".join(_said(each) for each in get_args(kind) if each is not NoneType)
    if get_origin(kind) is Literal:
        return f"one of {', '.join(get_args(kind))}"
    if get_origin(kind) is tuple:
        return "a list of numbers"
    return SAID[kind]

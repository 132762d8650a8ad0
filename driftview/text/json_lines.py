"""Texts in files of JSON lines: a string, or an object with a field that holds the text."""

import json
from dataclasses import dataclass
from typing import Any, NamedTuple

from driftview.text.cleaning import clean
from driftview.text.reading import TextError, label


@dataclass(frozen=True)
class Fields:
    """What the fields of an object are called."""

    text: str = "text"
    generation: str = "generation"


class Row(NamedTuple):
    """One line."""

    line: int
    """Its number, from 1."""
    text: str
    generation: int | None
    """The generation that its field names; None without one."""
    numbers: tuple[tuple[str, int], ...] = ()
    """The other fields that hold a whole number, their names clean."""


def read_rows(content: str, name: str, fields: Fields) -> list[Row]:
    """Return the lines of a file that hold something; at least one, and either all with a generation or none.

    ``name`` stands in the messages. Raises TextError, one clear line, for anything else.
    """
    rows = [
        _row(line, number, name, fields) for number, line in enumerate(content.split("\n"), 1) if line.strip()
    ]
    known = [row.generation is not None for row in rows]
    if any(known) and not all(known):
        line = rows[known.index(False)].line
        raise TextError(
            f"{name}, line {line}: the field “{label(fields.generation)}” is missing, which other lines have"
        )
    return rows


def _row(line: str, number: int, name: str, fields: Fields) -> Row:
    where = f"{name}, line {number}"
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        raise TextError(f"{where} is not JSON: give one JSON value a line") from None
    generation = None
    numbers: tuple[tuple[str, int], ...] = ()
    if isinstance(value, dict):
        numbers = _numbers(value, fields)
        generation = _generation(value.get(fields.generation), where, fields)
        value = _text(value, where, fields)
    if not isinstance(value, str):
        raise TextError(
            f"{where} holds no text: give a string, or an object with a field “{label(fields.text)}”"
        )
    text = clean(value)
    if not text.strip():
        raise TextError(f"{where} is empty: give every line a text with some words in it")
    return Row(number, text, generation, numbers)


def _text(value: dict[str, Any], where: str, fields: Fields) -> Any:
    if fields.text not in value:
        found = ", ".join(f"“{label(key)}”" for key in list(value)[:5]) or "none"
        raise TextError(
            f"{where} has no field “{label(fields.text)}” but {found}: say which one holds the text",
            option="--text-field",
        )
    return value[fields.text]


def _numbers(value: dict[str, Any], fields: Fields) -> tuple[tuple[str, int], ...]:
    """Return the fields that might say which generation a line is of."""
    return tuple(
        (label(key), each) for key, each in value.items() if type(each) is int and key != fields.text
    )


def _generation(value: Any, where: str, fields: Fields) -> int | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int):
        raise TextError(f"{where}: “{label(fields.generation)}” must be a whole number")
    return value

"""Records in the shapes of real projects: a generation a column, a key, or a list within a record."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from driftview.text.cleaning import TextError
from driftview.text.formats import TEXT_FIELDS

HUMAN_TEXT = -1
"""The generation of human text, in files that number only those after it or count from 0."""

_GENERATION_KEY = re.compile(
    r"(?:generation|gen|g|iteration|iter|it|round|checkpoint|ckpt|step|epoch|cycle|loop|stage)?[\s_-]*([0-9]{1,9})",
    re.IGNORECASE,
)
"""A key or column that is a generation: 3, gen_3, iteration 3."""

_HUMAN_KEY = re.compile(
    r"(?:human|real|original|seed|source|initial)(?:[\s_-](?:text|data|corpus))?", re.IGNORECASE
)
"""A key or column that is the human text."""

_PROSE = re.compile(r"\w+\W+\w+\W+\w+")
"""Three words: what holds no fewer may be a text."""


class Value(NamedTuple):
    """A record before it is looked into."""

    line: int
    where: str
    value: Any


def generation_of_key(key: str) -> int | None:
    """Return the generation that a key or a column names, HUMAN_TEXT for the human text; None for none.

    Examples
    --------
    >>> [generation_of_key(key) for key in ("gen_3", "7", "original", "id", "col1")]
    [3, 7, -1, None, None]
    """
    found = _GENERATION_KEY.fullmatch(key.strip())
    if found is not None:
        return int(found[1])
    return HUMAN_TEXT if _HUMAN_KEY.fullmatch(key.strip()) else None


def widened(values: Iterator[Value], generation: str, text: str | None) -> Iterator[Value]:
    """Yield a record for each text where one record holds those of several generations, or several texts.

    Parameters
    ----------
    values
        The records.
    generation
        The field that numbers generations; what a key says stands there.
    text
        The field of the text, where it is known; then nothing is changed.

    Yields
    ------
    Value
        Records with one text each, all others as they are.
    """
    for each in values:
        if text is None and isinstance(each.value, dict):
            yield from (each._replace(value=value) for value in _separate(each.value, generation))
        else:
            yield each


def _separate(record: dict[str, Any], generation: str) -> Iterator[Any]:
    """Yield what a record holds, a text at a time; the record itself where it holds one."""
    if not record.keys().isdisjoint(TEXT_FIELDS):
        yield record
        return
    columns = _columns(record)
    if _is_numbered(columns, record):
        others = {key: value for key, value in record.items() if key not in columns}
        for key, number in columns.items():
            for value in record[key] if isinstance(record[key], list) else [record[key]]:
                inner = value if isinstance(value, dict) else {TEXT_FIELDS[0]: value}
                yield others | inner | {generation: number}
        return
    lists = [key for key, value in record.items() if _holds_texts(value)]
    if generation in record and len(lists) == 1:
        others = {key: value for key, value in record.items() if key != lists[0]}
        for value in record[lists[0]]:
            yield others | (value if isinstance(value, dict) else {TEXT_FIELDS[0]: value})
        return
    yield record


def _columns(record: Mapping[str, Any]) -> dict[str, int]:
    """Return the keys of a record that may be generations, and their numbers."""
    return {key: number for key in record if (number := generation_of_key(str(key))) is not None}


def _is_numbered(columns: Mapping[str, int], record: Mapping[str, Any]) -> bool:
    """Tell whether columns are generations: two or more, or one beside the human text; all hold texts."""
    numbered = [number for number in columns.values() if number != HUMAN_TEXT]
    if len(columns) < 2 or not numbered or len(set(columns.values())) < len(columns):
        return False
    return all(isinstance(record[key], str | None) or _holds_texts(record[key]) for key in columns)


def _holds_texts(value: Any) -> bool:
    """Tell whether a value is a list of texts, or of records with texts."""
    return (
        isinstance(value, list)
        and bool(value)
        and (
            all(isinstance(each, str) for each in value)
            or all(isinstance(each, dict) and not each.keys().isdisjoint(TEXT_FIELDS) for each in value)
        )
    )


def only_prose(record: Mapping[str, Any]) -> str | None:
    """Return the only field of a record that holds three words or more; None where none or several do."""
    found = [key for key, value in record.items() if isinstance(value, str) and _PROSE.search(value)]
    return found[0] if len(found) == 1 else None


def array_of(value: Any, name: str) -> list[Any]:
    """Return the texts, or records, of a JSON value.

    Parameters
    ----------
    value
        An array of strings or objects, an object that holds one, or the lists of columns or generations.
    name
        What the file is called in messages; clean.

    Returns
    -------
    list
        Strings, or objects.

    Raises
    ------
    TextError
        One line, for what holds no such array.
    """
    found = value if isinstance(value, list) else None
    if isinstance(value, dict):
        found = _array_in(value)
    if found is None:
        raise TextError(f"{name} contains no array of texts: use a JSON array of strings or objects")
    return found


def _array_in(value: dict[str, Any]) -> list[Any] | None:
    """Return the texts, or records, of an object; None where it holds none."""
    lists = {
        key: each for key, each in value.items() if isinstance(each, list) and not _is_conversation(key, each)
    }
    if _is_numbered(_columns(value), value):
        return [value]
    if len(lists) > 1 and len({len(each) for each in lists.values()}) == 1:  # a list a column
        return [dict(zip(lists, row, strict=True)) for row in zip(*lists.values(), strict=True)]
    if len(lists) == 1:
        return next(iter(lists.values()))
    if (chats := _chats(value)) is not None:
        return chats
    if any(field in value for field in TEXT_FIELDS):
        return [value]
    records = [each for each in lists.values() if each and all(isinstance(row, dict) for row in each)]
    return records[0] if len(records) == 1 else None


def _is_conversation(field: str, value: list[Any]) -> bool:
    """Tell whether a list holds the turns of one conversation, and not texts of their own."""
    turns = all(isinstance(each, dict) and not each.keys().isdisjoint(("role", "from")) for each in value)
    return (
        field in ("messages", "conversations")
        and turns
        and not any(isinstance(each, dict) and "text" in each for each in value)
    )


def _chats(value: dict[str, Any]) -> list[Any] | None:
    """Return the chats of an export, under "conversations"; None where those are the turns of one chat."""
    found = value.get("conversations")
    if not isinstance(found, list) or not found:
        return None
    fields = ("messages", "mapping", "conversations")
    whole = all(isinstance(each, dict) and any(field in each for field in fields) for each in found)
    return found if whole else None

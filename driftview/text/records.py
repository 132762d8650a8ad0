"""Texts in the fields of records: JSON lines, a JSON array, a CSV or a Parquet table."""

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from driftview.text.cleaning import TextError, clean_prose, label
from driftview.text.encodings import Opener, decoded, find_encoding, whole
from driftview.text.formats import TEXT_FIELDS, Format
from driftview.text.options import ReadingOptions
from driftview.text.record_shapes import HUMAN_TEXT, Value, array_of, only_prose, widened
from driftview.text.special_tokens import drop_special, find_special, named, told
from driftview.text.streaming import Readable, SeparateDocuments

MOST_BYTES = 2_000_000_000
"""A file of records that is larger is refused: its texts are kept in memory while they are sorted."""

GENERATION_FIELD = "generation"

KEY_FIELDS = (
    "chain", "chain_id", "prompt_id", "question_id", "task_id", "item_id", "example_id", "idx", "index", "id",
    "prompt", "question", "instruction",
)  # fmt: skip
"""Fields that may name what a document goes back to; the first that fits all generations is taken."""

_WRITERS = ("assistant", "gpt", "model", "bot")
"""What chats call the machine."""

GENERATION_FIELDS = ("iteration", "iter", "gen")
"""Fields that number generations where there is none of the usual name."""

NESTED_FIELDS = (
    "outputs.0.text", "choices.0.message.content", "choices.0.text",
    "response.body.choices.0.message.content", "response.choices.0.message.content",
)  # fmt: skip
"""Where programs that serve models put the text."""

_HUMAN = ("human", "real", "original")

_NUMBERED = re.compile(r"[^\W\d]*[\s_-]*([0-9]{1,12})(?:\.0+)?")
"""A generation that is written as text: 3, 3.0, gen_3."""


@dataclass(frozen=True)
class Fields:
    """What the fields of a record are called, and what is done with what they hold."""

    text: str | None = None
    """A name, or a path such as messages.-1.content; None: the first of TEXT_FIELDS that there is."""
    generation: str = GENERATION_FIELD
    drop_special: bool = False
    """Whether special tokens are left out."""
    encoding: str | None = None
    """That of the file, where it is known."""

    @classmethod
    def of(cls, options: ReadingOptions, generation: str = GENERATION_FIELD) -> "Fields":
        """Return what options of reading say of fields."""
        return cls(options.text_field, generation, options.drop_special_tokens, options.encoding)


class Row(NamedTuple):
    """One record that holds something."""

    line: int
    """Its number, from 1: that of its line, where each has its own."""
    text: str
    generation: int | None
    """The generation that its field names; None without one."""
    numbers: tuple[tuple[str, int], ...] = ()
    """The other fields that hold a whole number, their names clean."""
    keys: tuple[tuple[str, str], ...] = ()
    """The fields that name its prompt or its chain (KEY_FIELDS), and what they hold."""


class Records(NamedTuple):
    """What a file of records holds."""

    name: str
    rows: list[Row]
    """At least one, and either all with a generation or none."""
    notes: tuple[str, ...]
    """What was decided."""
    left_out: tuple[str, ...] = ()
    """What the file holds and its texts do not."""

    @property
    def numbered(self) -> bool:
        """Whether the records say which generation they are of."""
        return self.rows[0].generation is not None


def read_records(source: Opener, form: Format, name: str, fields: Fields | None = None) -> Records:
    """Return the texts in a file of records.

    Parameters
    ----------
    source
        Opens the file.
    form
        Its format, of the kind "records".
    name
        What it is called in messages; clean.
    fields
        What the fields are called.

    Returns
    -------
    Records
        The texts, clean; empty ones are left out and counted.

    Raises
    ------
    TextError
        One line, for what is no such file, lacks the field, or holds no text at all.
    """
    reader = _Reader(name, fields or Fields())
    found = _VALUES[form.name](source, name, reader.fields.encoding)
    values = widened(found, reader.fields.generation, reader.fields.text)
    rows = _with_human_first([row for row in map(reader.row, values) if row is not None])
    if not rows:
        empty = f"{reader.empty:,} empty texts and no other" if reader.empty else "no text"
        raise TextError(f"{name} holds {empty}: give at least one text with some words in it")
    known = [row.generation is not None for row in rows]
    if any(known) and not all(known):
        raise TextError(
            f"{name}, line {rows[known.index(False)].line}: the field “{label(reader.fields.generation)}” is "
            "missing, which other lines have"
        )
    return Records(name, rows, tuple(reader.notes()), tuple(reader.left_out()))


def _with_human_first(rows: list[Row]) -> list[Row]:
    """Number human text, where a file only says that it is human, as the generation before the first."""
    numbers = [row.generation for row in rows if row.generation is not None]
    others = [number for number in numbers if number != HUMAN_TEXT]
    if HUMAN_TEXT not in numbers or not others:
        return rows
    first = min(others) - 1
    return [row._replace(generation=first) if row.generation == HUMAN_TEXT else row for row in rows]


def _keys(record: Any) -> tuple[tuple[str, str], ...]:
    """Return the fields that may name the prompt or chain of a record."""
    if not isinstance(record, dict):
        return ()
    found = ((name, record[name]) for name in KEY_FIELDS if name in record)
    return tuple((name, str(value)) for name, value in found if isinstance(value, str | int) and value != "")


def documents_of(rows: Sequence[Row]) -> SeparateDocuments:
    """Return the texts of records as documents, with the keys that all of them have.

    Parameters
    ----------
    rows
        At least one.

    Returns
    -------
    SeparateDocuments
        In the order of the records.
    """
    named = [dict(row.keys) for row in rows]
    known = [name for name in KEY_FIELDS if all(name in each for each in named)]
    keys = {name: tuple(each[name] for each in named) for name in known}
    return SeparateDocuments(tuple(row.text for row in rows), keys)


def in_one_order(texts: Sequence[str | Readable]) -> tuple[list[str | Readable], str | None]:
    """Put the documents of generations into one order, so that one document can be followed.

    Parameters
    ----------
    texts
        Of the generations.

    Returns
    -------
    list of texts, str or None
        The same texts in the order of the first, and the field by which that was done: one that is
        different for every document of a generation and has the same values in all. None, and the texts as
        they are, where there is no such field.
    """
    lists = [text for text in texts if isinstance(text, SeparateDocuments)]
    if len(lists) < len(texts) or len(texts) < 2:
        return list(texts), None
    for name in KEY_FIELDS:
        named = [each.keys.get(name, ()) for each in lists]
        if not named[0] or any(len(set(each)) < len(each) or set(each) != set(named[0]) for each in named):
            continue
        ordered: list[str | Readable] = []
        for each, keys in zip(lists, named, strict=True):
            place = {key: number for number, key in enumerate(keys)}
            ordered.append(SeparateDocuments(tuple(each.documents[place[key]] for key in named[0])))
        return ordered, name
    return list(texts), None


class _Reader:
    """Looks into the records of one file."""

    def __init__(self, name: str, fields: Fields) -> None:
        self.fields = fields
        self.empty = 0
        self._name = name
        self._used: Counter[str] = Counter()
        self._special: Counter[str] = Counter()
        self._only: str | None = None
        """The field of the text where it has none of the usual names."""
        self._numbered_by: str | None = None
        """The field that numbers generations where it has not the usual name."""

    def row(self, found: Value) -> Row | None:
        """Return a record with its text; None for an empty one."""
        value, generation = found.value, None
        numbers: tuple[tuple[str, int], ...] = ()
        if isinstance(value, dict):
            generation = self._generation(self._numbering(value), found.where)
            field, value = self._text(value, found.where)
            numbers = self._numbers(found.value, field)
        if not isinstance(value, str | None):
            wanted = label(self.fields.text or TEXT_FIELDS[0])
            raise TextError(
                f"{found.where} holds no text: give a string, or an object with a field “{wanted}”",
                option="--text-field",
            )
        text = self._without_special(clean_prose(value or ""))
        if not text.strip():
            self.empty += 1
            return None
        return Row(found.line, text, generation, numbers, _keys(found.value))

    def notes(self) -> Iterator[str]:
        """Say what was decided."""
        others = [field for field in self._used if field != TEXT_FIELDS[0]]
        if others and self.fields.text is None:
            yield f"{self._name}: the texts come from the field “{label(others[0])}”"
        if self._numbered_by is not None:
            yield f"{self._name}: the field “{self._numbered_by}” numbers the generations"
        if self._special and not self.fields.drop_special:
            yield told(self._name, self._special)

    def left_out(self) -> Iterator[str]:
        """Name what the file holds and its texts do not."""
        if self.empty:
            yield "1 empty text" if self.empty == 1 else f"{self.empty:,} empty texts"
        if self._special and self.fields.drop_special:
            yield named(self._special)

    def _without_special(self, text: str) -> str:
        found = find_special(text)
        self._special.update(found)
        return drop_special(text) if found and self.fields.drop_special else text

    def _numbering(self, record: dict[str, Any]) -> Any:
        """Return what says which generation a record is of; None where nothing does."""
        name = numbering_field(record, self.fields)
        if name != self.fields.generation:
            self._numbered_by = name
        return follow_path(record, name)[1]

    def _text(self, record: dict[str, Any], where: str) -> tuple[str, Any]:
        """Return the field that holds the text of a record, and what it holds."""
        wanted = self.fields.text
        names = (*TEXT_FIELDS, *NESTED_FIELDS) if wanted is None else (wanted,)
        for name in (*names, *(each for each in (self._only,) if each is not None)):
            found, value = follow_path(record, name)
            if found and not (wanted is None and isinstance(value, dict) and name != "mapping"):
                self._used[name] += 1
                if isinstance(value, list):
                    return name, _last_turn(value)
                return name, _all_said(value) if name == "mapping" and isinstance(value, dict) else value
        if wanted is None and self._only is None and (only := only_prose(record)) is not None:
            self._only = only
            self._used[only] += 1
            return only, record[only]
        shown = ", ".join(f"“{label(str(key))}”" for key in list(record)[:5]) or "none"
        raise TextError(
            f"{where} has no field “{label(names[0])}” but {shown}: say which one contains the text",
            option="--text-field",
        )

    def _numbers(self, record: dict[str, Any], text: str) -> tuple[tuple[str, int], ...]:
        """Return the fields that might say which generation a record is of."""
        return tuple(
            (label(str(key)), each) for key, each in record.items() if type(each) is int and key != text
        )

    def _generation(self, value: Any, where: str) -> int | None:
        """Return the number of a generation, which may be written as text or with a decimal point."""
        if value is None or value == "":
            return None
        if isinstance(value, float) and value.is_integer():
            return int(value)
        if isinstance(value, int) and not isinstance(value, bool):
            return value
        if isinstance(value, str) and value.strip().lower() in _HUMAN:
            return HUMAN_TEXT
        found = _NUMBERED.fullmatch(value.strip()) if isinstance(value, str) else None
        if found is None:
            raise TextError(f"{where}: “{label(self.fields.generation)}” must be a whole number")
        return int(found[1])


def numbering_field(record: dict[str, Any], fields: Fields) -> str:
    """Return the field that numbers generations: the one that was named, or one of GENERATION_FIELDS."""
    usual = fields.generation == GENERATION_FIELD and GENERATION_FIELD not in record
    others = (name for name in GENERATION_FIELDS if usual and name in record)
    return next(others, fields.generation)


def follow_path(record: dict[str, Any], path: str) -> tuple[bool, Any]:
    """Return whether a record has a field, and what it holds.

    ``path`` is a name, or names and places in lists with points between, such as messages.-1.content.
    """
    if path in record:
        return True, record[path]
    value: Any = record
    for step in path.split("."):
        if isinstance(value, dict) and step in value:
            value = value[step]
        elif (
            isinstance(value, list)
            and re.fullmatch(r"-?\d{1,6}", step)
            and -len(value) <= int(step) < len(value)
        ):
            value = value[int(step)]
        else:
            return False, None
    return True, value


def _last_turn(turns: list[Any]) -> Any:
    """Return what the machine said last in a chat; the list itself where it is none."""
    for turn in reversed(turns):
        if not isinstance(turn, dict):
            break
        if turn.get("role", turn.get("from")) in _WRITERS:
            said = turn.get("content", turn.get("value"))
            if isinstance(said, list):  # parts, of which some may be pictures
                texts = [part.get("text") for part in said if isinstance(part, dict)]
                return "\n\n".join(text for text in texts if isinstance(text, str))
            return said
    return (
        ""
        if turns and all(isinstance(turn, dict) and ("role" in turn or "from" in turn) for turn in turns)
        else turns
    )


def _all_said(tree: dict[str, Any]) -> str | None:
    """Return all that the machine said in a chat as ChatGPT exports it: a tree of messages, by their time."""
    found: list[tuple[float, str]] = []
    for node in tree.values():
        message = node.get("message") if isinstance(node, dict) else None
        if not isinstance(message, dict) or follow_path(message, "author.role")[1] not in _WRITERS:
            continue
        parts = follow_path(message, "content.parts")[1]
        said = [part for part in parts if isinstance(part, str)] if isinstance(parts, list) else []
        at = message.get("create_time")
        found.append((at if isinstance(at, int | float) else 0.0, "\n\n".join(said)))
    return "\n\n".join(text for _, text in sorted(found, key=lambda each: each[0]) if text.strip())


def numbers_generations(source: Opener, form: Format, name: str, fields: Fields | None = None) -> bool:
    """Tell whether the first record of a file says which generation it is of; see :func:`read_records`."""
    wanted = fields or Fields()
    values = widened(_VALUES[form.name](source, name, wanted.encoding), wanted.generation, wanted.text)
    first = next(values, None)
    return (
        first is not None
        and isinstance(first.value, dict)
        and follow_path(first.value, numbering_field(first.value, wanted))[1] is not None
    )


# From files to records


def _json_lines(source: Opener, name: str, encoding: str | None) -> Iterator[Value]:
    """Go through the lines; they are parted at \\n only, because strings may hold every other line end."""
    for number, line in enumerate(_lines(_pieces(source, name, encoding)), 1):
        if line.strip():
            where = f"{name}, line {number}"
            yield Value(
                number, where, _parsed(line, (f"{where} is not JSON: put one JSON value on each line"))
            )


def _pieces(source: Opener, name: str, wanted: str | None) -> Iterator[str]:
    """Go through a file of text, not cleaned; raises TextError beyond MOST_BYTES."""
    size = 0
    encoding = find_encoding(source, name, wanted)
    try:
        for piece in decoded(source, encoding):
            size += len(piece)
            if size > MOST_BYTES:
                raise TextError(f"{name} has more than {MOST_BYTES // 1_000_000:,} MB: use a part of it")
            yield piece.removeprefix("\ufeff") if size == len(piece) else piece
    except UnicodeDecodeError:
        raise TextError(f"{name} changed while it was being read: try again") from None


def _lines(pieces: Iterable[str]) -> Iterator[str]:
    held: list[str] = []
    for piece in pieces:
        first, *rest = piece.split("\n")
        held.append(first)
        for line in rest:
            yield "".join(held)
            held = [line]
    yield "".join(held)


def _parsed(text: str, complaint: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise TextError(complaint) from None


def _json(source: Opener, name: str, encoding: str | None) -> Iterator[Value]:
    """Go through an array of strings or objects, or an object that holds one, or the lists of columns."""
    text = "".join(_pieces(source, name, encoding))
    try:
        value = json.loads(text)
    except RecursionError:
        raise TextError(f"{name} is JSON nested too deeply: use an array of strings or objects") from None
    except ValueError as error:
        if "Extra data" in str(error):  # a value a line, though its name promises one value
            yield from _json_lines(source, name, encoding)
            return
        raise TextError(f"{name} is not JSON: use an array of strings or objects") from None
    for number, each in enumerate(array_of(value, name), 1):
        yield Value(number, f"{name}, entry {number}", each)


def _table(delimiter: str | None) -> Callable[[Opener, str, str | None], Iterator[Value]]:
    def rows(source: Opener, name: str, encoding: str | None) -> Iterator[Value]:
        csv.field_size_limit(1 << 27)
        lines = (f"{line}\n" for line in _lines(_pieces(source, name, encoding)))
        head = next(lines, "")
        between = delimiter or max(",;\t", key=head.count)
        reader = csv.DictReader(_chained(head, lines), delimiter=between)
        try:
            for row in reader:
                row.pop(None, None)  # what goes beyond the head has no name
                if any(row.values()):
                    yield Value(reader.line_num, f"{name}, line {reader.line_num}", row)
        except csv.Error:
            raise TextError(f"{name} is not a readable table: save it as CSV (UTF-8)") from None

    return rows


def _chained(first: str, rest: Iterable[str]) -> Iterator[str]:
    yield first
    yield from rest


def _columnar(source: Opener, name: str, encoding: str | None) -> Iterator[Value]:
    """Go through the rows of a Parquet or Arrow table."""
    try:
        import pyarrow as arrow
        from pyarrow import ipc, parquet
    except ImportError:
        raise TextError(
            f"{name} is a Parquet or Arrow table: install what reads it (pip install 'driftview[parquet]'), "
            "or save it as CSV"
        ) from None
    data = whole(source, MOST_BYTES)
    if data is None:
        raise TextError(f"{name} has more than {MOST_BYTES // 1_000_000:,} MB: use a part of it")
    number = 0
    try:
        if data.startswith(b"PAR1"):
            batches = parquet.ParquetFile(io.BytesIO(data)).iter_batches(1024)
        elif data.startswith(b"ARROW1"):
            table = ipc.open_file(data)
            batches = map(table.get_batch, range(table.num_record_batches))
        else:
            batches = iter(ipc.open_stream(data))
        for batch in batches:
            for row in batch.to_pylist():
                number += 1
                yield Value(number, f"{name}, row {number}", row)
    except (arrow.ArrowException, OSError, ValueError):
        raise TextError(
            f"{name} is a Parquet or Arrow table that is damaged: save it again, or as CSV"
        ) from None


_VALUES: dict[str, Callable[[Opener, str, str | None], Iterator[Value]]] = {
    "jsonl": _json_lines,
    "json": _json,
    "csv": _table(None),
    "tsv": _table("\t"),
    "parquet": _columnar,
    "arrow": _columnar,
}

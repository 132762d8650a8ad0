"""A series of texts, one a generation, that someone else's model wrote: a folder, or a file of JSON lines."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from driftview.text.json_lines import Fields, Row, read_rows
from driftview.text.reading import TextError, VoiceText, label, open_file, read_file
from driftview.text.sources import Source, find_source
from driftview.text.streaming import Readable
from driftview.text.vocabulary import END

PLAIN = (".txt", ".text", ".md")
"""Files that hold plain text."""

LINES = (".jsonl", ".ndjson")
"""Files that hold a JSON value a line."""

HUMAN = "human"
"""The name, before its ending, of a file that holds the human text and needs no number."""

STUDY = "study.toml"
"""A file that makes a folder the results of a study."""

_NUMBER = re.compile(r"[0-9]+")


class GivenText(NamedTuple):
    """One generation as it was given."""

    name: str
    """The name of its file, or its number in a file of JSON lines; clean."""
    text: str | Readable


@dataclass(frozen=True)
class Series:
    """A human text, and the generations that followed."""

    name: str
    human: Source
    human_name: str
    generations: tuple[GivenText, ...]
    """Generations 1, 2 …; at least one."""
    notes: tuple[str, ...] = ()
    """What was left out or guessed."""


class _Numbered(NamedTuple):
    """A file of a series."""

    number: int
    path: Path


def open_series(path: Path, human: str | Source | None = None, fields: Fields | None = None) -> Series:
    """Return the series in a folder of numbered texts or in one file of JSON lines.

    The text with the lowest number is the human one, unless ``human`` is another, or names it as TEXT does
    on the command line. Raises TextError, one clear line, for what cannot be used: numbers that are missing
    or come twice, empty or unreadable files, fewer than two texts.
    """
    chosen = fields or Fields()
    if not path.exists():
        raise TextError(f"{label(str(path))} is no file or folder: give a folder of numbered texts")
    source = find_source(human) if isinstance(human, str) else human
    texts, notes = _folder(path, human, chosen) if path.is_dir() else _lines(path, chosen)
    if source is None and texts:
        first, texts = texts[0], texts[1:]
        source = Source(first.name, (VoiceText(first.name, ((first.name, first.text),)),))
    if path.is_dir() and (path / STUDY).is_file():
        raise TextError(f"{label(str(path))} holds the results of a study: `driftview plot` draws them")
    if source is None or not texts:
        raise TextError(
            f"{label(str(path))} holds one text only: a human text and at least one generation are needed"
            if source is not None
            else f"{label(str(path))} holds no numbered text: name the files gen-0.txt, gen-1.txt, …"
        )
    name = label(path.resolve().name)
    return Series(name, source, source.name, tuple(texts), (*source.notes, *notes))


def _folder(folder: Path, human: str | Source | None, fields: Fields) -> tuple[list[GivenText], list[str]]:
    """Return the texts of a folder in the order of their numbers, and what was left out of it."""
    try:
        found = sorted(each for each in folder.iterdir() if each.is_file() and not each.name.startswith("."))
    except OSError as error:
        raise TextError(f"cannot read the folder {label(str(folder))}: {error.strerror}") from None
    if isinstance(human, str):
        found = [each for each in found if not _is_same(each, human)]
    numbered, notes = _numbered(found, human is None)
    rows = [each for each in numbered if each.path.suffix.lower() in LINES]
    if rows and len(rows) < len(numbered):
        plain = next(each for each in numbered if each not in rows)
        raise TextError(
            f"{label(str(folder))} holds both JSON lines ({label(rows[0].path.name)}) and plain text "
            f"({label(plain.path.name)}): give one or the other"
        )
    if rows:
        texts, told = _many_lines(rows, fields)
        return texts, notes + told
    _check_numbers(numbered)
    texts = []
    for each in numbered:
        text = open_file(each.path)
        notes += [text.encoding.note] if text.encoding.note else []
        texts.append(GivenText(label(each.path.name), text))
    return texts, notes


def _is_same(path: Path, name: str) -> bool:
    """Tell whether a name on the command line stands for this file."""
    try:
        return path.samefile(name)
    except (OSError, ValueError):
        return False


def _numbered(found: Iterable[Path], with_human: bool) -> tuple[list[_Numbered], list[str]]:
    """Return the files of a series by number, ``human.txt`` before all, and notes on the others."""
    numbered, left_out, human = [], [], None
    for path in found:
        digits = _NUMBER.findall(path.stem)
        if path.suffix.lower() not in (*PLAIN, *LINES):
            left_out.append(path.name)
        elif digits:
            numbered.append(_Numbered(int(digits[-1]), path))
        elif with_human and path.stem.lower() == HUMAN and human is None:
            human = path
        else:
            left_out.append(path.name)
    numbered.sort()
    if human is not None and numbered:
        numbered.insert(0, _Numbered(numbered[0].number - 1, human))
    shown = ", ".join(label(name) for name in left_out[:3])
    more = f" and {len(left_out) - 3} more" if len(left_out) > 3 else ""
    return numbered, [f"left out, being no numbered texts: {shown}{more}"] if left_out else []


def _check_numbers(numbered: Sequence[_Numbered]) -> None:
    """Raise TextError where a number is missing or comes twice."""
    for before, after in pairwise(numbered):
        names = f"{label(before.path.name)} and {label(after.path.name)}"
        if after.number == before.number:
            raise TextError(f"{names} have the same number: keep one of them")
        if after.number > before.number + 1:
            missing = _missing("number", before.number + 1, after.number - 1)
            raise TextError(f"{missing} between {names}: every generation is needed, numbered without gaps")


def _missing(noun: str, first: int, last: int) -> str:
    return f"{noun} {first} is missing" if first == last else f"{noun}s {first} to {last} are missing"


def _lines(path: Path, fields: Fields) -> tuple[list[GivenText], list[str]]:
    """Return the texts of one file of JSON lines: one a line, or all documents of a generation together.

    Beside them what there is to tell: that lines were taken for generations where a field may number these.
    """
    if path.suffix.lower() not in LINES:
        raise TextError(
            f"{label(str(path))} is a single text: give a folder of numbered texts, or a .jsonl file"
        )
    rows = _rows(path, fields)
    if rows[0].generation is not None:
        return _grouped(rows), []
    texts = [GivenText(f"line {row.line}", row.text) for row in rows]
    return texts, _told_of_lines(label(path.name), rows)


def _told_of_lines(name: str, rows: Sequence[Row]) -> list[str]:
    """Return what to tell where each line was taken for a generation, and a field may number generations."""
    values: dict[str, list[int]] = {}
    for row in rows:
        for field, value in row.numbers:
            values.setdefault(field, []).append(value)
    repeated = [field for field, each in values.items() if len(each) == len(rows) > len(set(each))]
    if not repeated:
        return []
    field = repeated[0]
    return [
        f"{name}: each of the {len(rows):,} lines was taken for a generation; if the field “{field}” numbers "
        f"them, name it as the generation field when you open the file"
    ]


def _many_lines(files: Sequence[_Numbered], fields: Fields) -> tuple[list[GivenText], list[str]]:
    """Return the texts of several such files: by the field generation, or else each file a generation.

    Beside them what there is to tell.
    """
    rows = [_rows(each.path, fields) for each in files]
    known = [of_file[0].generation is not None for of_file in rows]
    if all(known):
        return _grouped([row for of_file in rows for row in of_file]), []
    if any(known):
        names = (label(files[known.index(wanted)].path.name) for wanted in (True, False))
        raise TextError("{} has a generation field, {} has none: give it to all or none".format(*names))
    if len(files) == 1:
        return _lines(files[0].path, fields)
    _check_numbers(files)
    pairs = zip(files, rows, strict=True)
    return [GivenText(label(each.path.name), _joined(of_file)) for each, of_file in pairs], []


def _rows(path: Path, fields: Fields) -> list[Row]:
    return read_rows(read_file(path).text, label(path.name), fields)


def _grouped(rows: Sequence[Row]) -> list[GivenText]:
    """Return the documents of each generation together, by rising number."""
    numbers = sorted({row.generation for row in rows if row.generation is not None})
    for before, after in pairwise(numbers):
        if after > before + 1:
            missing = _missing("generation", before + 1, after - 1)
            raise TextError(f"{missing}: every generation is needed, numbered without gaps")
    return [
        GivenText(f"generation {number}", _joined([row for row in rows if row.generation == number]))
        for number in numbers
    ]


def _joined(rows: Sequence[Row]) -> str:
    return END.join(row.text for row in rows)

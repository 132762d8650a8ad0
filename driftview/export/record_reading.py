"""lineage.json read back: every value looked at before it is believed."""

import json
import math
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, NoReturn, assert_never

from driftview.arrays import Counts
from driftview.drift.lineage import BandState, Replicate, Values
from driftview.export.files import LineageError
from driftview.export.record import FORMAT, VERSION
from driftview.export.text_files import Card
from driftview.measures.survival import band_survival, bands
from driftview.settings.parameters import (
    Kind,
    Name,
    Names,
    OneOf,
    Pair,
    Parameter,
    Real,
    Series,
    Whole,
)
from driftview.settings.settings import PARAMETERS, FoundCommand, Settings, SettingsError
from driftview.text.cleaning import clean
from driftview.text.options import TOKENISER, FileReport, ReadingReport, options_from
from driftview.text.reading import label

MOST = 2**31 - 1
"""Numbers of things stay below this."""

HUGE = 10**100
"""Seeds and measures are below this; what is too large for other settings, they say themselves."""

EXACT = 2**53
"""Whole numbers up to this are all numbers of double precision too."""

ROUNDED = 1e-6
"""Sums of shares and chances may be off by this share."""

_NAME = re.compile(r"[a-z][a-z0-9_]*")
_FILE = re.compile(r"(text|genealogy)/(\d{3,}|words|human|held-out|ways|spacing(-\d{3,})?)\.txt")
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class GenerationNumbers:
    """What was measured of one generation, and how its genealogy is written down."""

    written: bool
    measures: Values
    expected: Values
    control: Values
    bands: tuple[BandState, ...]
    voices: dict[str, float]


class RecordError(LineageError):
    """A value in lineage.json that cannot be; the message says where."""

    def __init__(self, where: str) -> None:
        """``where``: the path to the value."""
        super().__init__(
            f"lineage.json is damaged at {label(where)}: get it back from where the folder came from"
        )


class Part:
    """A value of lineage.json together with where it stands."""

    def __init__(self, value: Any, where: str) -> None:
        self.value = value
        self.where = where

    def part(self, name: str) -> "Part":
        """Return the value of that name."""
        if not isinstance(self.value, dict) or name not in self.value:
            raise RecordError(f"{self.where}.{name}".strip("."))
        return Part(self.value[name], f"{self.where}.{name}".strip("."))

    def has(self, name: str) -> bool:
        """Tell whether there is a value of that name."""
        return isinstance(self.value, dict) and name in self.value

    def parts(self) -> Iterator["Part"]:
        """Go through the values of a list."""
        if not isinstance(self.value, list):
            raise RecordError(self.where)
        return (Part(value, f"{self.where}[{place}]") for place, value in enumerate(self.value))

    def named(self) -> Iterator[tuple[str, "Part"]]:
        """Go through the values that have names."""
        if not isinstance(self.value, dict):
            raise RecordError(self.where)
        return ((name, Part(value, f"{self.where}.{name}")) for name, value in self.value.items())

    def text(self) -> str:
        """Return a line of clean text."""
        return str(self.checked(isinstance(self.value, str) and clean(self.value) == self.value))

    def line(self) -> str:
        """Return clean text that does not go over several lines."""
        self.checked("\n" not in self.text())
        return self.text()

    def whole(self, low: int = 0, high: int = MOST) -> int:
        """Return a whole number in a range."""
        return int(self.checked(_is_whole(self.value) and low <= self.value <= high))

    def number(self) -> float | int | None:
        """Return a finite number as it is, or None."""
        number: float | int | None = self.checked(self.value is None or _is_number(self.value))
        return number

    def flag(self) -> bool:
        """Return true or false."""
        return bool(self.checked(isinstance(self.value, bool)))

    def checked(self, fine: bool) -> Any:
        """Return the value if it is fine; raises RecordError."""
        if not fine:
            raise RecordError(self.where)
        return self.value


def parse_record(data: bytes) -> Part:
    """Return lineage.json, of whatever version this program can read; raises LineageError."""
    try:
        record = json.loads(data.decode(), parse_constant=_refuse)
    except (ValueError, RecursionError):
        raise LineageError(
            "lineage.json is not valid JSON, perhaps cut short: restore it from where the folder came from"
        ) from None
    if not isinstance(record, dict) or record.get("format") != FORMAT:
        raise LineageError("lineage.json was not written by driftview: this is not a lineage folder")
    version = Part(record, "").part("version").whole(1)
    if version > VERSION:
        raise LineageError(
            f"this lineage is of version {version}, and this driftview reads versions 1 to {VERSION}: "
            "install a newer driftview"
        )
    return Part(record, "")


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)


LATER = frozenset({
    "edited", "filter_error", "given", "human_adds", "kept", "kept_by", "merges", "model", "of", "prediction",
    "prediction_runs", "retrieval", "population", "population_text", "migration", "curated_models",
})  # fmt: skip
"""Settings that the first records did not know."""

ALWAYS = frozenset(PARAMETERS) - LATER
"""The settings that records of every version hold: a default would stand for one that was lost."""


def read_settings(config: Part) -> Settings:
    """Return the settings, all of which must be there; a model command is marked so that it is never run."""
    for name in ALWAYS:
        config.part(name)
    values: dict[str, Any] = {"prediction": "closed"}  # as in records that do not say it
    for name, part in config.named():
        if name == "corpus":
            continue
        if name not in PARAMETERS:
            raise LineageError(
                f"lineage.json has the setting “{label(name)}”, which this driftview does not know: "
                "install a newer one"
            )
        values[name] = _setting(PARAMETERS[name], part)
    if values.get("model_command") is not None:
        values["model_command"] = FoundCommand(values["model_command"])
    try:
        return Settings(**values)
    except SettingsError as error:
        raise LineageError(f"lineage.json has impossible settings: {error}") from None


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_number(value: object) -> bool:
    if isinstance(value, float):
        return math.isfinite(value)
    return isinstance(value, int) and _is_whole(value) and abs(value) < 2**63


def _real(part: Part) -> float:
    return float(part.checked(_is_number(part.value)))


def _or_none(kind: Callable[[Part], Any]) -> Callable[[Part], Any]:
    return lambda part: None if part.value is None else kind(part)


def _setting(declared: Parameter, part: Part) -> Any:
    """Return the value of a setting; None only where nothing said is its default."""
    return None if part.value is None and declared.default is None else _value(declared.kind, part)


def _value(kind: Kind, part: Part) -> Any:
    """Return a value of a kind; what is out of bounds, Settings itself refuses."""
    match kind:
        case Whole():
            return part.whole(-HUGE, HUGE)
        case Real():
            return _real(part)
        case OneOf() | Name():
            return part.line()
        case Series(each, automatic):
            rule = automatic and isinstance(part.value, str)
            return part.line() if rule else tuple(_value(each, found) for found in part.parts())
        case Names():
            return tuple(found.line() for found in part.parts())
        case Pair(first, second):
            found = list(part.parts())
            part.checked(len(found) == 2)
            return _value(first, found[0]), _value(second, found[1])
        case _:
            assert_never(kind)


def read_card(record: Part, settings: Settings) -> Card:
    """Return what the record says of the corpus."""
    corpus = record.part("corpus")
    version = record.part("version").whole(1)
    voices = tuple(each.part("name").line() for each in corpus.part("voices").parts())
    files = list(corpus.part("files").parts())
    corpus.checked(bool(voices) and bool(files) and len(set(voices)) == len(voices))
    sha256 = corpus.part("sha256")
    sha256.checked(_SHA256.fullmatch(sha256.line()) is not None)
    return Card(
        name=corpus.part("name").line(),
        unit=settings.unit,
        sha256=sha256.line(),
        voices=voices,
        files=tuple(each.part("name").line() for each in files),
        file_voice=tuple(each.part("voice").whole(0, len(voices) - 1) for each in files),
        notes=read_notes(corpus),
        reading=_reading(corpus, settings) if version >= READING_SINCE else ReadingReport(tokeniser=1),
        said_human=corpus.part("human").flag() if corpus.has("human") else settings.given is None,
    )


READING_SINCE = 3
"""Version of lineage.json from which it says how the texts were read; before, tokeniser 1 read them all."""


def _reading(corpus: Part, settings: Settings) -> ReadingReport:
    """Return what reading the texts decided."""
    part = corpus.part("reading")
    tokeniser = part.part("tokeniser").whole(1)
    if tokeniser > TOKENISER:
        raise LineageError(f"its texts were read by tokeniser {tokeniser}: install a newer driftview")
    options = part.part("options")
    try:
        chosen = options_from({name: each.value for name, each in options.named()})
        chosen = chosen.with_unit(settings.unit).with_merges(settings.merges)
    except ValueError:
        raise RecordError(options.where) from None
    files = tuple(_file_report(each) for each in part.part("files").parts())
    beside = tuple(each.line() for each in part.part("beside").parts()) if part.has("beside") else ()
    return ReadingReport(chosen, files, tokeniser, beside)


def _file_report(part: Part) -> FileReport:
    words = {name: part.part(name).line() for name in ("file", "layout", "habit", "noun")}
    left_out = tuple(each.line() for each in part.part("left_out").parts())
    documents, mixed = part.part("documents").whole(), part.part("mixed").flag()
    return FileReport(documents=documents, mixed=mixed, left_out=left_out, **words)


def read_notes(part: Part) -> tuple[str, ...]:
    """Return the notes of a corpus or of a lineage."""
    return tuple(each.text() for each in part.part("notes").parts())


def read_replicates(record: Part) -> list[Replicate]:
    """Return the numbers of other seeds; none where the record has none."""
    if not record.has("replicates"):
        return []
    return [
        Replicate(
            each.part("name").line(),
            tuple(_values(measures, _measured) for measures in each.part("generations").parts()),
        )
        for each in record.part("replicates").parts()
    ]


def read_numbers(generation: Part, voices: tuple[str, ...]) -> GenerationNumbers:
    """Return what was measured of one generation."""
    shares = {name: _between(part, 1) for name, part in generation.part("voices").named()}
    generation.checked(not shares or tuple(shares) == voices)
    return GenerationNumbers(
        written=generation.part("written").flag(),
        measures=_values(generation.part("measures"), _measured),
        expected=_values(generation.part("expected"), _expected),
        control=_values(generation.part("control"), _measured),
        bands=tuple(_band(each) for each in generation.part("bands").parts()),
        voices=shares,
    )


def check_numbers(
    generation: Part, numbers: GenerationNumbers, human: Counts, now: Counts, before: Counts
) -> None:
    """Raise RecordError when what is counted of a generation is not so in its text.

    ``human``, ``now`` and ``before``: how often each word occurs in the human text, in this generation and in
    the one before; shape (V,) each.
    """
    alive = now > 0
    counted = {
        "tokens": now.sum(),
        "types": alive.sum(),
        "human_types": (alive & (human > 0)).sum(),
        "new_types": (alive & (human == 0)).sum(),
        "hapaxes": (now == 1).sum(),
    }
    for name, value in counted.items():
        part = generation.part("measures")
        part.checked(name not in numbers.measures or part.part(name).whole() == value)
    fates = zip(bands(human), *(array.tolist() for array in band_survival(human, now, before)), strict=True)
    told = [
        (each.low, each.high, each.types, each.alive, each.lost_now, each.lost_before)
        for each in numbers.bands
    ]
    generation.part("bands").checked(told == [(band.low, band.high, *fate) for band, *fate in fates])


def _values(part: Part, kind: Callable[[Part], float | int]) -> Values:
    """Return numbers by name."""
    found: Values = {}
    for name, value in part.named():
        value.checked(_NAME.fullmatch(name) is not None)
        found[name] = _or_none(kind)(value)
    return found


def _measured(part: Part) -> float | int:
    """Return what was measured: whole or real as it was written."""
    if _is_whole(part.value):
        return part.whole(-EXACT, EXACT)
    value = _real(part)
    part.checked(abs(value) < HUGE)
    return value


def _expected(part: Part) -> float:
    """Return what the law predicts: how many, or how large a share; of words there are always some.

    A whole number stays whole, as the number of simulated runs was written, so that the record is written
    again byte for byte.
    """
    value = _between(part, MOST)
    part.checked(value > 0 or not part.where.endswith("types"))
    return part.whole() if _is_whole(part.value) else value


def _between(part: Part, most: float) -> float:
    """Return a real number from 0 to ``most``, but for rounding."""
    value = _real(part)
    part.checked(-ROUNDED <= value <= most * (1 + ROUNDED))
    return value


def _band(part: Part) -> BandState:
    counts = {
        name: part.part(name).whole() for name in ("low", "high", "types", "alive", "lost_now", "lost_before")
    }
    expected = _or_none(lambda value: _between(value, counts["types"]))(part.part("expected_alive"))
    return BandState(**counts, expected_alive=expected)


def read_checksums(record: Part) -> dict[str, str]:
    """Return the checksums of files by name; a name that driftview would not give is refused."""
    found = {}
    for name, part in record.part("files").named():
        part.checked(_FILE.fullmatch(name) is not None)
        part.checked(_SHA256.fullmatch(part.line()) is not None)
        found[name] = part.line()
    return found

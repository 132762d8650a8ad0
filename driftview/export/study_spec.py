"""Study files: TOML that says what a study is to run, written by people or by an earlier study."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from driftview.export.files import ExportError, shown
from driftview.measures.registry import all_measures, everyday_names, find_measure, load_installed
from driftview.settings.parameters import near, ranges_over
from driftview.settings.settings import PARAMETERS, Settings, SettingsError, parameter, read_setting
from driftview.study.design import Grid, Plan, RangeError, spread
from driftview.text.options import PLAIN_READING, ReadingOptions, options_from
from driftview.text.reading import label

FORMAT = "driftview-study"
VERSION = 1

KEYS = dict.fromkeys(
    ("format", "version", "driftview", "tokeniser", "text", "replicates", "seed", "measures", "keep",
     "corpus", "reading", "options", "axes")
)  # fmt: skip
"""What may stand at the top of a study file."""

MOST_BYTES = 16_000_000
"""No study file is larger: even a hundred thousand generations, named one by one, take less than 1 MB."""

NO_OPTIONS = (
    "seed",
    *(name for name, declared in PARAMETERS.items() if declared.outside or not declared.help),
)
"""Settings that are no options of a sweep; seed has a place of its own."""


@dataclass(frozen=True)
class StudySpec:
    """What a study file says; None and empty for what it leaves open."""

    texts: tuple[str, ...] = ()
    replicates: int | None = None
    seed: int | None = None
    measures: tuple[str, ...] | None = None
    keep: tuple[int, ...] | None = None
    options: dict[str, Any] = field(default_factory=dict)
    axes: dict[str, tuple[Any, ...]] = field(default_factory=dict)
    corpus: str = ""
    sha256: str = ""
    driftview: str = ""
    reading: ReadingOptions | None = None
    tokeniser: int | None = None
    """None: the study was begun before this was written down, or not yet."""

    def plan(self) -> Plan:
        """Return the plan of a study that was begun; raises ValueError when something is missing."""
        if None in (self.replicates, self.seed, self.measures, self.keep) or not self.sha256:
            raise ValueError("something that was asked for is missing")
        base = Settings(**self.options, seed=self.seed or 0)
        return Plan(
            Grid(base, self.axes, self.replicates or 0),
            self.measures or (),
            self.keep or (),
            self.corpus,
            self.sha256,
            self.texts,
            self.driftview,
            self.reading or PLAIN_READING,
            self.tokeniser or 1,
        )


def read_spec(file: Path) -> StudySpec:
    """Read a study file; raises ExportError, one line, for what is none."""
    text = _text(file)
    try:
        return parse_spec(tomllib.loads(text))
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise ExportError(f"{shown(file)} is not TOML: {label(str(error))}") from None
    except ValueError as error:
        raise ExportError(f"{shown(file)}: {label(str(error))}") from None


def _text(file: Path) -> str:
    """Return what stands in a file that may be anything, such as a device without end."""
    try:
        with file.open("rb") as source:
            found = source.read(MOST_BYTES + 1)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise ExportError(f"cannot read {shown(file)}: {reason}") from None
    except ValueError as error:  # a name that holds a NUL
        raise ExportError(f"{shown(file)}: {label(str(error))}") from None
    if len(found) > MOST_BYTES:
        raise ExportError(f"{shown(file)} is not a study file: it is larger than {MOST_BYTES // 10**6} MB")
    try:
        return found.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ExportError(f"{shown(file)} is not a study file: it is not UTF-8 text") from None


def parse_spec(values: Mapping[str, Any]) -> StudySpec:
    """Return what the values of a study file ask for; raises ValueError, one line."""
    for key in values:
        if key not in KEYS:
            raise ValueError(f"{label(key)} does not belong in a study file{near(key, KEYS)}")
    if values.get("format", FORMAT) != FORMAT or values.get("version", VERSION) != VERSION:
        raise ValueError(
            f"this is not a study file of version {VERSION}: a newer driftview may have written it"
        )
    corpus = _table(values, "corpus")
    texts = values.get("text", [])
    return StudySpec(
        texts=_strings("text", [texts] if isinstance(texts, str) else texts),
        replicates=_whole(values, "replicates"),
        seed=_whole(values, "seed"),
        measures=_measures(values["measures"]) if "measures" in values else None,
        keep=_numbers(values["keep"]) if "keep" in values else None,
        options=dict(_option(name, value) for name, value in _table(values, "options").items()),
        axes=dict(_axis(name, value) for name, value in _table(values, "axes").items()),
        corpus=label(_string(corpus, "name")),
        sha256=_string(corpus, "sha256"),
        driftview=_string(values, "driftview"),
        reading=options_from(_table(values, "reading")) if "reading" in values else None,
        tokeniser=_whole(values, "tokeniser"),
    )


def named_measures(names: tuple[str, ...]) -> tuple[str, ...]:
    """Return the measures that names stand for, each once: "all", "everyday", or one; raises ValueError."""
    load_installed()
    groups = {"all": [each.name for each in all_measures()], "everyday": list(everyday_names())}
    found = [each for name in names for each in groups.get(name) or [find_measure(name).name]]
    return tuple(dict.fromkeys(found))


def _option(name: str, value: object) -> tuple[str, Any]:
    """Return name and value of an option."""
    known = _known(name)
    return known, read_setting(known, value)


def _axis(name: str, value: object) -> tuple[str, tuple[Any, ...]]:
    """Return name and values of an axis: a list, in which a range may stand, or a range alone."""
    known = _known(name)
    pieces = value if isinstance(value, list) else [value]
    found = [each for piece in pieces for each in _values(known, piece)]
    return known, tuple(found)


def _values(name: str, piece: object) -> list[Any]:
    """Return the values that one piece of an axis stands for."""
    numeric = ranges_over(parameter(name).kind)
    if numeric is None or not isinstance(piece, str):
        return [read_setting(name, piece)]
    try:
        return [read_setting(name, numeric(each)) for each in spread(piece, whole=numeric is int)]
    except RangeError as error:
        raise SettingsError(f"{name}: {error}") from None
    except ValueError:
        raise SettingsError(f"{name}: {label(repr(piece))} has values that are not whole numbers") from None


def _known(name: str) -> str:
    """Return the setting that an option's name means, written with - or _; raises SettingsError."""
    known = name.replace("-", "_")
    parameter(known)
    if known in NO_OPTIONS:
        place = ": write it above the tables" if known == "seed" else ""
        raise SettingsError(f"{known} is not an option of a study{place}")
    return known


def _measures(value: object) -> tuple[str, ...]:
    """Return the measures that are asked for."""
    names = value.split(",") if isinstance(value, str) else value
    return named_measures(tuple(name.strip() for name in _strings("measures", names)))


def _numbers(value: object) -> tuple[int, ...]:
    """Return generations, given as a list or a range."""
    if isinstance(value, str):
        try:
            value = [int(each) for each in spread(value, whole=True)]
        except RangeError as error:
            raise ValueError(f"keep: {error}") from None
    if not isinstance(value, list) or not all(type(each) is int for each in value):
        raise ValueError("keep must be a list of generations, or a range such as 0:30:5")
    return tuple(value)


def _table(values: Mapping[str, Any], key: str) -> dict[str, Any]:
    found = values.get(key, {})
    if not isinstance(found, dict):
        raise ValueError(f"{key} must be a table: write [{key}] on a line of its own")
    return found


def _strings(key: str, value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise ValueError(f"{key} must be a name in quotes, or a list of them")
    return tuple(value)


def _string(values: Mapping[str, Any], key: str) -> str:
    found = values.get(key, "")
    if not isinstance(found, str):
        raise ValueError(f"{key} must be in quotes")
    return found


def _whole(values: Mapping[str, Any], key: str) -> int | None:
    found = values.get(key)
    if found is not None and (type(found) is not int or found < 0):
        raise ValueError(f"{key} must be a whole number")
    return found


HEAD = """\
# What this study runs. `driftview sweep --out FOLDER --resume` continues it;
# `driftview sweep --study study.toml --out OTHER` runs it again elsewhere.
"""


def study_toml(plan: Plan) -> str:
    """Return study.toml: a study file that leaves nothing open."""
    import tomlkit  # takes 0.1 s to load, and only saving needs it

    base = plan.grid.base.as_dict()
    top = {
        "format": FORMAT,
        "version": VERSION,
        "driftview": plan.driftview,
        "tokeniser": plan.tokeniser,
        "text": plan.texts,
        "replicates": plan.grid.replicates,
        "seed": plan.grid.base.seed,
        "measures": plan.measures,
        "keep": plan.generations,
    }
    options = {
        name: value
        for name, value in base.items()
        if value is not None and name not in plan.grid.axes and name not in NO_OPTIONS
    }
    corpus = {"name": plan.corpus, "sha256": plan.sha256}
    tables = {"corpus": corpus, "reading": plan.reading.chosen(), "options": options, "axes": plan.grid.axes}
    return HEAD + tomlkit.dumps(top | tables)

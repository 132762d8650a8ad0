"""Which number in the names of files counts the generations: a table of words, and how names are compared."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Literal, NamedTuple

from driftview.text.cleaning import TextError, label

Role = Literal["generation", "neutral", "replicate", "condition", "model", "unknown"]
"""What a number in a name counts."""

_WORDS: tuple[tuple[Role, str], ...] = (
    ("generation", "generation gen g iteration iter it round checkpoint ckpt step epoch cycle loop stage"),
    ("neutral", "text texts data output out synthetic synth sample samples corpus docs documents file"),
    ("replicate", "seed rep replicate run trial fold repeat"),
    (
        "condition",
        "temp temperature topp topk alpha beta lr ratio mix mixture share frac fraction pct percent",
    ),
    ("model", "gpt llama mistral mixtral claude opt bloom phi qwen gemma falcon palm pythia vicuna gemini"),
    ("model", "deepseek bert t neo olmo yi glm command v ver version model"),
)
"""The word before a number tells what it counts, and where several vary, the words that stand first win."""

_ROLES: dict[str, Role] = {word: role for role, words in _WORDS for word in words.split()}
_RANK = {word: rank for rank, word in enumerate(" ".join(words for _, words in _WORDS).split())}

_NUMBER = re.compile(
    r"(?P<word>[^\W\d_]*)(?P<gap>[-_ .=]?)(?P<number>[0-9]+(?:\.[0-9]+)?)(?=(?P<unit>[^\W\d_]*))"
)
_MODEL_SIZES = ("b", "m", "k", "bn")
_SHARES = ("pct", "percent", "p")
STEPPED = ("checkpoint", "ckpt", "step", "epoch")
"""Such numbers need not follow each other."""

MARK = "#"
"""Stands for the number in a pattern."""


class NumberIn(NamedTuple):
    """A number in the name of a file."""

    word: str
    """The word before it, in small letters; "" where there is none."""
    place: int
    """Which of the numbers behind the same word it is."""
    part: int
    """Of which part of the path, counted from its end."""
    value: float
    shown: str
    """As it is written, with what stands around it: gen0, mixture_025pct."""
    role: Role
    start: int
    """Where it begins in its part of the path."""


@dataclass(frozen=True)
class Numbering:
    """Which number counts the generations, and what else varies."""

    word: str
    values: tuple[float | None, ...]
    """The number of each name; None for a name without it, or that another pattern would take."""
    steps: bool
    """Whether the numbers need not follow each other."""
    part: int = 0
    """In which part of the path the number stands, counted from its end: 0 is the name of the file."""
    replicates: tuple[str, ...] = ()
    """The seeds that there are, such as seed42; empty where there is one only."""
    replicate_of: tuple[str, ...] = ()
    """Which of them each name is of."""


def numbers_in(parts: Sequence[str]) -> list[NumberIn]:
    """Return the numbers in a path.

    Parameters
    ----------
    parts
        The parts of the path, from the folder down; of the file its name without the ending.
    """
    found: list[NumberIn] = []
    seen: dict[str, int] = {}
    for depth, part in enumerate(reversed(parts)):
        for each in _NUMBER.finditer(part):
            word, unit = each["word"].lower(), each["unit"].lower()
            alone = each["number"] == part
            role: Role = "generation" if alone else _role(word, unit, "." not in each["number"])
            place = seen.get(word, 0)
            seen[word] = place + 1
            shown = f"{each[0]}{each['unit']}"
            value = float(each["number"])
            found.append(NumberIn(word, place, depth, value, shown, role, each.start("number")))
    return found


@lru_cache(1 << 12)
def _role(word: str, unit: str, whole: bool) -> Role:
    """Return what a number counts, by the word before it and the one behind it."""
    if unit in _SHARES:
        return "condition"
    if unit in _MODEL_SIZES:
        return "model"
    known = _ROLES.get(word)
    if known is not None:
        return known
    if any(word.endswith(name) and len(name) > 2 for name in _ROLES):  # synthgen3, mygpt2
        name = max((each for each in _ROLES if word.endswith(each) and len(each) > 2), key=len)
        return _ROLES[name]
    return "unknown" if whole else "condition"


def find_numbering(paths: Sequence[Sequence[str]], where: str, pattern: str | None = None) -> Numbering:
    """Return which number in the names of files counts the generations.

    Parameters
    ----------
    paths
        The parts of each path, from the folder down; of the file its name without the ending.
    where
        What the folder is called in messages; clean.
    pattern
        The name, or a part of it, with MARK for the number; it decides, and names without it are left out.

    Returns
    -------
    Numbering
        With a value for each path.

    Raises
    ------
    TextError
        One line, where the names do not tell, or tell of something else than generations.
    """
    if pattern is not None:
        return _by_pattern(paths, where, pattern)
    found = [numbers_in(path) for path in paths]
    if not any(found):
        return Numbering("", tuple(None for _ in paths), False)
    varying = _varying(found)
    generations = [key for key in varying if _role_of(found, key) == "generation"]
    unknown = [key for key in varying if _role_of(found, key) in ("neutral", "unknown")]
    if not varying and len(paths) == 1:  # one file: its number says little, and is enough
        keys = sorted({_key(each) for each in found[0] if each.role in ("generation", "unknown")}, key=_rank)
        generations = keys[:1]
    if generations:
        key = min(generations, key=_rank)
    elif len(unknown) == 1 and _is_enough(found, unknown[0]):
        key = unknown[0]
    else:
        raise TextError(_unclear(paths, found, varying, where), option="--number")
    values = tuple(next((each.value for each in of if _key(each) == key), None) for of in found)
    others = [each for each in varying if each != key]
    conditions = [each for each in others if _role_of(found, each) in ("condition", "model")]
    if conditions:
        raise TextError(_several_conditions(paths, found, conditions, key, where), option="--number")
    seeds = [each for each in others if _role_of(found, each) == "replicate"]
    names = tuple(" ".join(each.shown for each in of if _key(each) in seeds) for of in found)
    part = next(each.part for of in found for each in of if _key(each) == key)
    distinct = tuple(dict.fromkeys(name for name in names if name))
    return Numbering(key[0], values, key[0] in STEPPED, part, distinct if len(distinct) > 1 else (), names)


_Key = tuple[str, int]


def _key(number: NumberIn) -> _Key:
    return number.word, number.place


def _rank(key: _Key) -> tuple[int, int]:
    return _RANK.get(key[0], len(_RANK)), key[1]


def _varying(found: Sequence[Sequence[NumberIn]]) -> list[_Key]:
    """Return the numbers that differ between names, or that some names lack."""
    values: dict[_Key, set[float]] = {}
    for each in found:
        for number in each:
            values.setdefault(_key(number), set()).add(number.value)
    return [key for key, each in values.items() if len(each) > 1]


def _role_of(found: Sequence[Sequence[NumberIn]], key: _Key) -> Role:
    return next(number.role for each in found for number in each if _key(number) == key)


def _is_enough(found: Sequence[Sequence[NumberIn]], key: _Key) -> bool:
    """Tell whether a number whose word does not say that it counts is seen to do so."""
    values = sorted({number.value for each in found for number in each if _key(number) == key})
    if not all(value.is_integer() for value in values):
        return False
    if _role_of(found, key) == "neutral" or not key[0]:
        return any(after - before == 1 for before, after in pairwise(values))
    return len(values) > 2 and values[0] in (0, 1) and values[-1] - values[0] == len(values) - 1


def _shown(found: Sequence[Sequence[NumberIn]], key: _Key) -> str:
    """Return some of the values of a number, as they are written."""
    values = {number.value: number.shown for each in found for number in each if _key(number) == key}
    first = [label(values[value]) for value in sorted(values)[:3]]
    return ", ".join(first) + (", …" if len(values) > 3 else "")


def _unclear(
    paths: Sequence[Sequence[str]],
    found: Sequence[Sequence[NumberIn]],
    varying: Sequence[_Key],
    where: str,
) -> str:
    if not varying:
        return f"{where}: the names of the files have the same numbers: say which one counts the generations"
    seen = "; ".join(_shown(found, key) for key in varying[:3])
    example = pattern_of(paths, found, varying[0])
    what: dict[Role, str] = {"model": "names of models", "condition": "conditions", "replicate": "replicates"}
    role = _role_of(found, varying[0])
    if role in what:
        return (
            f"{where}: {seen} are {what[role]}, not generations: `driftview measure` compares such texts. "
            f"If the number does count generations, say so with a pattern such as '{example}'"
        )
    return f"{where}: it is not clear whether {seen} count the generations: say so with '{example}'"


def _several_conditions(
    paths: Sequence[Sequence[str]],
    found: Sequence[Sequence[NumberIn]],
    conditions: Sequence[_Key],
    key: _Key,
    where: str,
) -> str:
    shown = "; ".join(_shown(found, each) for each in conditions[:3])
    example = pattern_of(paths, found, key)
    return (
        f"{where} contains several conditions ({shown}): choose one and its generations, such as '{example}'"
    )


def pattern_of(
    paths: Sequence[Sequence[str]], found: Sequence[Sequence[NumberIn]], key: tuple[str, int]
) -> str:
    """Return the pattern that the first name fits which has a number."""
    for path, numbers in zip(paths, found, strict=True):
        for each in numbers:
            if _key(each) == key:
                parts = list(path)
                part = parts[-1 - each.part]
                rest = re.sub(r"^[0-9]+(?:\.[0-9]+)?", "", part[each.start :])
                parts[-1 - each.part] = f"{part[: each.start]}{MARK}{rest}"
                return label("/".join(parts))
    return f"gen{MARK}"


def _by_pattern(paths: Sequence[Sequence[str]], where: str, pattern: str) -> Numbering:
    """Take the number that stands at MARK; ``*`` stands for anything else."""
    if pattern.count(MARK) != 1:
        raise TextError(
            f"“{label(pattern)}” must have one {MARK} in the place of the number, such as gen{MARK}",
            option="--number",
        )
    pieces = [re.escape(each).replace(r"\*", "[^/]{0,200}?") for each in pattern.split(MARK)]
    expression = re.compile(r"(?<![0-9])([0-9]+(?:\.[0-9]+)?)".join(pieces), re.IGNORECASE)
    values: list[float | None] = []
    part = 0
    for path in paths:
        joined = "/".join(path)
        found = expression.search(joined)
        values.append(float(found[1]) if found else None)
        part = joined.count("/", found.end(1)) if found else part
    if all(value is None for value in values):
        raise TextError(
            f"{where}: no name matches “{label(pattern)}”: give the text around the number exactly",
            option="--number",
        )
    return Numbering(pattern, tuple(values), True, part)

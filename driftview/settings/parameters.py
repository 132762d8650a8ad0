"""What a setting is: its kind and bounds, its words, the keys that step it, and where it applies.

The settings themselves are declared in ``driftview.settings.settings``; the command line, study files, the
explorer's forms, lineage.json and the library read those declarations and have no tables of their own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any, Literal, assert_never

from driftview.errors import DriftviewError
from driftview.settings.feedback import EXAMPLE, read_feedback
from driftview.text.cleaning import label

EXACT = 2**53
"""Every whole number below this is a number of double precision too."""


class SettingsError(DriftviewError, ValueError):
    """A setting that cannot be; the message says what to do instead."""


@dataclass(frozen=True)
class Whole:
    """A whole number within bounds."""

    low: int
    high: int | None = None
    highest: str = ""
    """A word that stands for the highest number, where that means more than a number."""


@dataclass(frozen=True)
class Real:
    """A finite number within bounds; an open bound is not itself allowed."""

    low: int
    high: int | None = None
    low_open: bool = False


@dataclass(frozen=True)
class OneOf:
    """One word of a few; what each means is said in forms and in the palette."""

    words: Mapping[str, str]
    renamed: Mapping[str, str] = field(default_factory=dict)
    """Names of earlier versions, which are still read, and what they are called now."""


@dataclass(frozen=True)
class Name:
    """A name, or a line of words, of which some are known."""

    known: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Series:
    """Numbers for generations 1, 2 …; the last one goes on for ever."""

    each: Whole | Real
    automatic: bool = False
    """Whether a rule such as ``auto:1`` may stand in their place (driftview.settings.feedback)."""


@dataclass(frozen=True)
class Pair:
    """Two numbers, typed with a colon between them."""

    first: Whole | Real
    second: Real
    example: str


@dataclass(frozen=True)
class Names:
    """Names that nobody types: they come from texts that were made elsewhere."""


Kind = Whole | Real | OneOf | Name | Series | Pair | Names


@dataclass(frozen=True)
class Need:
    """What another setting has to be for a setting to have an effect."""

    name: str
    values: tuple[str, ...] = ()
    """Any of these; none for anything but the default."""


@dataclass(frozen=True)
class Exclusion:
    """Settings that cannot be given beside the one that declares this, and why."""

    names: tuple[str, ...]
    why: str
    when: tuple[Any, ...] = ()
    """The values that exclude; none for all but the default."""

    def holds(self, value: object) -> bool:
        """Tell whether a value that is not the default leaves no room for the other settings."""
        return not self.when or value in self.when


@dataclass(frozen=True)
class Question:
    """How a form of the explorer asks for a setting."""

    form: Literal["model", "regime"]
    place: float
    """Where it stands in its form."""
    label: str
    hint: str = ""
    nothing: str = ""
    """How an empty answer is shown."""
    percent: bool = False
    """Whether shares are shown and typed in per cent."""
    answer: str = ""
    """What an answer has to be, where the kind of the setting does not say it."""


@dataclass(frozen=True)
class Parameter:
    """Everything that is known of one setting, whoever asks for it."""

    kind: Kind
    default: Any
    help: str = ""
    """What --help says; a setting without it is no option."""
    name: str = ""
    """Its name in the library, in study files and in lineage.json."""
    metavar: str = ""
    """What stands for the value in --help, where the kind does not say it."""
    subject: str = ""
    """What refusals call it, where that is not its name."""
    refusal: str = ""
    """What they say of it, where its bounds in words would not do."""
    most_typed: int | None = None
    """The largest number that its option takes, where laws and files may go beyond."""
    phrase: str = ""
    """How a sentence says it, where not as "name value"; a format of value, share and settings."""
    brief: str = ""
    """The same for the header and for legends, where that is shorter."""
    absent: str = ""
    """What a sentence says where there is none of it."""
    absent_brief: str = ""
    """The same for legends, where that is shorter."""
    header: bool = False
    """Whether the explorer's header names it when it is not at its default."""
    question: Question | None = None
    steps: tuple[Any, ...] = ()
    """The values that keys go through."""
    offered: tuple[Any, ...] = ()
    """The values that the palette offers."""
    outside: bool = False
    """Whether it is about a program in place of the model, which only ``run`` and the library start."""
    law: bool = False
    """Whether the law depends on it."""
    axis: bool = True
    """Whether a sweep can vary it."""
    needs: tuple[Need, ...] = ()
    """It has an effect only where one of these holds."""
    excludes: Exclusion | None = None
    """What it leaves no room for, once it is not at its default."""
    begins: int | None = None
    """It is first felt so many generations after the one that it names; None where it names none."""

    @property
    def option(self) -> str:
        """Its option on the command line."""
        return f"--{self.name.replace('_', '-')}"

    @property
    def words(self) -> str:
        """Its name as words."""
        return self.name.replace("_", " ")

    def check(self, value: object) -> None:
        """Raise SettingsError, one line, for a value that is out of bounds."""
        if value is None and self.default is None:
            return
        try:
            fits = within(self.kind, value)
        except TypeError:
            self.read(value)
            raise
        if not fits:
            raise SettingsError(self.refusal or f"{self.subject or self.words} must be {bounds(self.kind)}")

    def read(self, value: object) -> Any:
        """Return a value that somebody wrote down as the setting holds it: lists are tuples, 1 is 1.0.

        Parameters
        ----------
        value
            Anything, as a TOML or JSON file or a caller of the library has it.

        Returns
        -------
        Any
            The value in the setting's own type; bounds are not checked.

        Raises
        ------
        SettingsError
            When it is of another kind.
        """
        if value is None and self.default is None:
            return None
        fitting = _fitted(value, self.kind)
        if not fitting:
            raise SettingsError(f"{self.name} must be {said(self.kind)}, not {label(repr(value)[:40])}")
        return fitting[0]

    def typed(self, value: Any) -> str:
        """Return a value as its option is typed."""
        match self.kind:
            case Pair():
                return ":".join(f"{part}" for part in value)
            case Series() | Names():
                if isinstance(value, str):
                    return value
                return ",".join(f"{part}" for part in value)
            case Whole(high=high, highest=highest):
                return highest if highest and value == high else f"{value}"
            case Real() | OneOf() | Name():
                return f"{value}"
            case _:
                assert_never(self.kind)

    def step(self, now: Any, direction: int) -> Any:
        """Return the next larger (1) or smaller (−1) step; words go round, numbers end."""
        if now in self.steps and isinstance(self.kind, OneOf):
            return self.steps[(self.steps.index(now) + direction) % len(self.steps)]
        return beside(self.steps, now, direction)


def beside(steps: Sequence[Any], now: float, direction: int) -> Any:
    """Return the next larger (1) or smaller (−1) step; the last one where there is none beyond.

    Parameters
    ----------
    steps
        The values that are stepped through, rising.
    now
        The present value.
    direction
        1 for the next larger value, −1 for the next smaller.

    Returns
    -------
    Any
        The step.
    """
    if direction > 0:
        return next((step for step in steps if step > now + 1e-9), steps[-1])
    return next((step for step in reversed(steps) if step < now - 1e-9), steps[0])


def within(kind: Kind, value: Any) -> bool:
    """Tell whether a value lies within the bounds of its kind; TypeError for what cannot be compared.

    Parameters
    ----------
    kind
        What values the setting has.
    value
        The value.

    Returns
    -------
    bool
        Whether it does.

    Raises
    ------
    TypeError
        The value cannot be compared with the bounds.
    """
    match kind:
        case Whole(low, high, _):
            return bool(low <= value and (high is None or value <= high))
        case Real(low, high, low_open):
            above = low < value if low_open else low <= value
            return bool(above and (value < float("inf") if high is None else value <= high))
        case OneOf(words):
            return value in tuple(words)
        case Series(each):
            return _is_rule(kind, value) or (bool(value) and all(within(each, part) for part in value))
        case Pair(first, second):
            return len(value) == 2 and within(first, value[0]) and within(second, value[1])
        case Name() | Names():
            return True
        case _:
            assert_never(kind)


def bounds(kind: Kind) -> str:
    """Return the bounds of a kind in words that follow "must be".

    Parameters
    ----------
    kind
        What values the setting has.

    Returns
    -------
    str
        The words.
    """
    match kind:
        case Whole(low, high, highest):
            end = None if high is None else high - bool(highest)
            told = f"at least {low:,}" if end is None else f"from {low:,} to {end:,}"
            return f"{told}, or {highest}" if highest else told
        case Real(low, high, low_open):
            if high is None:
                return f"above {low:,}" if low_open else f"at least {low:,}"
            return f"above {low:,} and at most {high:,}" if low_open else f"from {low:,} to {high:,}"
        case OneOf(words):
            *first, last = words
            return f"{', '.join(first)} or {last}"
        case Series(each, automatic):
            return f"{bounds(each)}, or a rule such as {EXAMPLE}" if automatic else bounds(each)
        case Pair() | Name() | Names():
            return said(kind)
        case _:
            assert_never(kind)


def said(kind: Kind) -> str:
    """Return what a value has to be, as a message says it.

    Parameters
    ----------
    kind
        What values the setting has.

    Returns
    -------
    str
        The words.
    """
    match kind:
        case Whole(highest=highest):
            return f"a whole number, or {highest}" if highest else "a whole number"
        case Real():
            return "a number"
        case OneOf(words):
            return f"one of {', '.join(words)}"
        case Name():
            return "text in quotes"
        case Series() | Pair():
            automatic = isinstance(kind, Series) and kind.automatic
            return f"a list of numbers, or a rule such as {EXAMPLE}" if automatic else "a list of numbers"
        case Names():
            return "a list of names"
        case _:
            assert_never(kind)


def ranges_over(kind: Kind) -> type[int] | type[float] | None:
    """Return int or float for a kind of which a range has several values; None for the others.

    Parameters
    ----------
    kind
        What values the setting has.

    Returns
    -------
    type[int] | type[float] | None
        The type, or None.
    """
    match kind:
        case Whole():
            return int
        case Real():
            return float
        case OneOf() | Name() | Series() | Pair() | Names():
            return None
        case _:
            assert_never(kind)


def near(name: str, known: Mapping[str, object]) -> str:
    """Return a question that names what may have been meant; empty when nothing is like it.

    Parameters
    ----------
    name
        What was written.
    known
        The names that there are.

    Returns
    -------
    str
        The question, or nothing.
    """
    found = get_close_matches(name, list(known), 1)
    return f"; did you mean {found[0]}?" if found else ""


def _is_rule(kind: Series, value: object) -> bool:
    """Tell whether a value is a rule that may stand in place of numbers."""
    return kind.automatic and isinstance(value, str) and read_feedback(value) is not None


def _fitted(value: object, kind: Kind) -> list[Any]:
    """Return a list of the one value that is of a kind, or of none."""
    if isinstance(value, bool):
        return []
    match kind:
        case Whole(high=high, highest=highest):
            value = high if highest and value == highest else value
            fits = isinstance(value, int)
        case Real():
            if isinstance(value, int) and abs(value) < EXACT:
                value = float(value)
            fits = isinstance(value, float)
        case OneOf(words, renamed):
            if isinstance(value, str):
                value = renamed.get(value, value)
            fits = isinstance(value, str) and value in words
        case Name():
            fits = isinstance(value, str)
        case Series(each):
            return [value] if _is_rule(kind, value) else _fitted_list(value, None, each)
        case Names():
            return _fitted_list(value, None, Name())
        case Pair(first, second):
            return _fitted_list(value, 2, first, second)
        case _:
            assert_never(kind)
    return [value] if fits else []


def _fitted_list(value: object, length: int | None, *kinds: Kind) -> list[Any]:
    """Do the same for a tuple, written as a list; ``length``: None for any."""
    if not isinstance(value, (list, tuple)) or (length is not None and len(value) != length):
        return []
    wanted = kinds if length is not None else kinds * len(value)
    parts = [_fitted(part, kind) for part, kind in zip(value, wanted, strict=True)]
    return [tuple(part[0] for part in parts)] if all(parts) else []


def declared(default: Any, kind: Any, help_text: str = "", **more: Any) -> Any:
    """Return a field of the settings that carries its declaration.

    Parameters
    ----------
    default
        The value where nothing is said.
    kind
        What values it has.
    help_text
        What ``--help`` says; a setting without it is no option.
    **more
        The rest of its `Parameter`.

    Returns
    -------
    Any
        A field of a dataclass.
    """
    return field(default=default, metadata={"parameter": Parameter(kind, default, help_text, **more)})

"""Forms: which settings one asks for, how answers are typed and read, and which questions mean something."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any, Literal, assert_never

from driftview.settings.conflicts import excluder, idle_beside, one_of
from driftview.settings.feedback import read_feedback
from driftview.settings.parameters import (
    Kind,
    Name,
    Names,
    Need,
    OneOf,
    Pair,
    Parameter,
    Question,
    Real,
    Series,
    Whole,
    said,
)
from driftview.settings.settings import PARAMETERS, Settings, SettingsError

EXPLAINED = 200
"""Letters of an explanation, for three lines of a form."""


class AnswerError(ValueError):
    """An answer that cannot be read; the message is one clear line."""


def questions(form: Literal["model", "regime"]) -> tuple[Parameter, ...]:
    """Return the settings that a form asks for, in its order.

    Parameters
    ----------
    form
        Which form.

    Returns
    -------
    tuple[Parameter, ...]
        The declarations.
    """
    asked = [each for each in PARAMETERS.values() if each.question and each.question.form == form]
    return tuple(sorted(asked, key=lambda each: question_of(each).place))


def question_of(declared: Parameter) -> Question:
    """Return how a form asks for a setting that some form asks for.

    Parameters
    ----------
    declared
        The setting's declaration.

    Returns
    -------
    Question
        The question.
    """
    assert declared.question is not None
    return declared.question


def choices(declared: Parameter, settings: Settings) -> tuple[str, ...]:
    """Return the possible answers, the present one among them; none where one types.

    Parameters
    ----------
    declared
        The setting's declaration.
    settings
        All settings.

    Returns
    -------
    tuple[str, ...]
        The answers.
    """
    match declared.kind:
        case OneOf(words):
            found = tuple(words)
        case Name():
            from driftview.models.registry import model_names  # numpy must not hold up the first frame

            found = model_names()
        case Whole() | Real() | Series() | Pair() | Names():
            return ()
        case _:
            assert_never(declared.kind)
    now = getattr(settings, declared.name)
    return found if now in found else (*found, now)


def meanings(kind: Kind) -> Mapping[str, str]:
    """Return what the words of a kind mean, where that is said; a form then shows the chosen one alone.

    Parameters
    ----------
    kind
        What values the setting has.

    Returns
    -------
    Mapping[str, str]
        Meanings by word; empty for kinds without words.
    """
    match kind:
        case OneOf(words) | Name(words):
            return {word: meaning for word, meaning in words.items() if meaning}
        case Whole() | Real() | Series() | Pair() | Names():
            return {}
        case _:
            assert_never(kind)


def hint(declared: Parameter, answer: str) -> str:
    """Return what to say beside an answer.

    Parameters
    ----------
    declared
        The setting's declaration.
    answer
        What was typed.

    Returns
    -------
    str
        The words.
    """
    return meanings(declared.kind).get(answer, question_of(declared).hint)


def explanation(declared: Parameter) -> str:
    """Return what a setting is, in as many of its sentences as a form has room for.

    Parameters
    ----------
    declared
        The setting's declaration.

    Returns
    -------
    str
        The first sentence of its help at least; what only a command line needs is left out.
    """
    text = re.sub(r"\s*\[[^]]*\]", "", declared.help)
    first, *others = re.split(r"(?<=[.:;]) (?=[A-Z])", text)
    said = first
    for sentence in others:
        if "--" in sentence or len(said) + len(sentence) > EXPLAINED:
            break
        said += f" {sentence}"
    return said


def shown(declared: Parameter, settings: Settings) -> str:
    """Return the present value as one would type it.

    Parameters
    ----------
    declared
        The setting's declaration.
    settings
        All settings.

    Returns
    -------
    str
        The answer.
    """
    value = getattr(settings, declared.name)
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if question_of(declared).percent:
        shares = value if isinstance(value, tuple) else (value,)
        return " ".join(f"{100 * share:.3g}" for share in shares)
    if isinstance(declared.kind, Whole):
        return declared.typed(value)
    return f"{value:g}" if isinstance(value, float) else str(value)


def read_answer(declared: Parameter, text: str) -> Any:
    """Return the value that an answer stands for, the default for an empty one; raises AnswerError.

    Parameters
    ----------
    declared
        The setting's declaration.
    text
        What was typed.

    Returns
    -------
    Any
        The value.

    Raises
    ------
    AnswerError
        The setting cannot hold it.
    """
    text, question = text.strip(), question_of(declared)
    if not text:
        return declared.default
    try:
        return _read(declared.kind, text, question.percent)
    except ValueError:
        wanted = question.answer or ("a percentage" if question.percent else said(declared.kind))
        raise AnswerError(f"{question.label} must be {wanted}") from None


def answered(settings: Settings, asked: Sequence[Parameter], answers: Mapping[str, str]) -> Settings:
    """Return the settings with the answers in place.

    Parameters
    ----------
    settings
        Those that the form was opened with.
    asked
        The questions of the form.
    answers
        What stands in the form, by the name of the setting.

    Returns
    -------
    Settings
        An answer that was not touched leaves its setting as it is, to the last digit, and so does one that
        has no effect; what another answer leaves no room for goes back to its default.

    Raises
    ------
    AnswerError, SettingsError, ModelError
        One clear line on an answer that cannot be read or used.
    """
    draft = drafted(settings, asked, answers)
    values: dict[str, Any] = {}
    for declared in asked:
        name, answer = declared.name, answers[declared.name]
        if excluder(name, draft) is not None:
            values[name] = declared.default
        elif idle_beside(name, draft) is None and answer != shown(declared, settings):
            values[name] = read_answer(declared, answer)
    changed = replace(settings, **values)
    require_model(changed)
    return changed


def drafted(settings: Settings, asked: Sequence[Parameter], answers: Mapping[str, str]) -> Settings:
    """Return the settings with those answers in place that can be read and used alone.

    Parameters
    ----------
    settings
        All settings.
    asked
        The settings that the form asks for.
    answers
        What was typed, by the name of the setting.

    Returns
    -------
    Settings
        The settings.
    """
    for declared in asked:
        with suppress(AnswerError, SettingsError):  # what is being typed may be half a number
            settings = replace(settings, **{declared.name: read_answer(declared, answers[declared.name])})
    return settings


def withheld(settings: Settings, asked: Sequence[Parameter], answers: Mapping[str, str]) -> dict[str, str]:
    """Return why questions mean nothing beside the other answers, by the names of their settings.

    Parameters
    ----------
    settings
        All settings.
    asked
        The settings that the form asks for.
    answers
        What was typed, by the name of the setting.

    Returns
    -------
    dict[str, str]
        Reasons by the name of the setting.
    """
    draft = drafted(settings, asked, answers)
    reasons = {}
    for declared in asked:
        beside = excluder(declared.name, draft)
        if beside is not None:
            reasons[declared.name] = f"not beside {_label(beside)}{_chosen(beside, draft)}"
        elif idle_beside(declared.name, draft) is not None:
            reasons[declared.name] = f"only with {one_of([_needed(need) for need in declared.needs])}"
    return reasons


def require_model(settings: Settings) -> None:
    """Raise ModelError unless there is a model that can do what the settings ask.

    Parameters
    ----------
    settings
        All settings.
    """
    from driftview.models.decoding import Decoding
    from driftview.models.registry import make_model

    decoding = Decoding(settings.temperature, settings.top_k, settings.top_p, settings.min_p)
    make_model(settings.smoothing, settings.context_order, decoding)


def _needed(need: Need) -> str:
    """Return what has to be answered: "human %" where anything will do, "regime window" where it will not."""
    declared = PARAMETERS[need.name]
    return f"{declared.words} {' or '.join(need.values)}" if need.values else _label(declared)


def _chosen(declared: Parameter, settings: Settings) -> str:
    """Return the value by which a setting excludes others, where only some of its values do, or words."""
    named = isinstance(declared.kind, OneOf) or (declared.excludes is not None and declared.excludes.when)
    return f" {declared.typed(getattr(settings, declared.name))}" if named else ""


def _label(declared: Parameter) -> str:
    """Return what a form calls a setting, or its words where no form asks for it."""
    return declared.question.label if declared.question else declared.words


def _read(kind: Kind, text: str, percent: bool) -> Any:
    """Return an answer as a value of a kind; raises ValueError."""
    match kind:
        case Whole(high=high, highest=highest):
            return _whole(text, high, highest)
        case Real():
            number = float(text.removesuffix("%").strip().replace(",", "."))
            return number / 100 if percent else number
        case OneOf() | Name():
            return text
        case Series(each, automatic):
            rule = ":".join(_parts(text.replace(":", " "))) if text.startswith("auto") else ""
            if automatic and read_feedback(rule) is not None:
                return rule
            return tuple(_read(each, part, percent) for part in _parts(text))
        case Pair(first, second):
            one, other = _parts(text)
            return _read(first, one, percent), _read(second, other, percent)
        case Names():
            raise ValueError("nobody types these names")
        case _:
            assert_never(kind)


def _whole(text: str, high: int | None, highest: str) -> int | None:
    """Return a whole number; a highest one that has a word is asked for by it, and is out of bounds else."""
    if highest and text == highest:
        return high
    whole = int(text)
    return whole + 1 if highest and whole == high else whole


def _parts(text: str) -> list[str]:
    """Return the numbers of a list, with spaces, commas or semicolons between them."""
    return re.split(r"[\s,;]+", text.strip(" ,;"))

"""Which settings go together: what contradicts another setting, and what has no effect beside the others.

Where a setting applies is declared with it (``needs``, ``excludes`` and ``begins`` of a ``Parameter``); the
command line, study files, the explorer's forms and keys, and the library all ask here.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from driftview.settings.parameters import Name, Need, Parameter, Series
from driftview.settings.settings import PARAMETERS, Settings, SettingsError

Naming = Callable[[Parameter], str]
"""What a message calls a setting: its option, its name in a file, or its label in a form."""


def plain(declared: Parameter) -> str:
    """Return the name that study files and the library use.

    Parameters
    ----------
    declared
        The setting's declaration.

    Returns
    -------
    str
        The name.
    """
    return declared.name


def check_together(
    runs: Iterable[Settings], named: Collection[str] | None = None, naming: Naming = plain
) -> str | None:
    """Refuse settings that contradict each other, and name those that do nothing.

    Parameters
    ----------
    runs
        The settings of one run, or of every point of a sweep.
    named
        The settings that somebody asked for; None for those that are not at their defaults.
    naming
        What the message calls a setting.

    Returns
    -------
    str or None
        One line on the settings that have no effect in any of the runs; None where all have one.

    Raises
    ------
    SettingsError
        When two settings contradict each other in one of the runs.
    """
    said: dict[str, str] | None = None
    for settings in runs:
        for one, other in contradictions(settings):
            why = one.excludes.why if one.excludes else ""
            raise SettingsError(
                f"{naming(one)} and {naming(other)} contradict each other: {why}; remove one of them"
            )
        asked = changed(settings) if named is None else named
        reasons = {name: idle(name, settings, naming) for name in asked if name in PARAMETERS}
        found = {name: reason for name, reason in reasons.items() if reason}
        said = found if said is None else {name: said[name] for name in said if name in found}
    notes = [f"{naming(PARAMETERS[name])} {said[name]}" for name in PARAMETERS if said and name in said]
    return "; ".join(notes) or None


def changed(settings: Settings) -> list[str]:
    """Return the names of the settings that are not at their defaults.

    Parameters
    ----------
    settings
        All settings.

    Returns
    -------
    list[str]
        Their names.
    """
    return [name for name, declared in PARAMETERS.items() if getattr(settings, name) != declared.default]


def contradictions(settings: Settings) -> Iterator[tuple[Parameter, Parameter]]:
    """Yield each setting that leaves no room for another one, and that other one.

    Parameters
    ----------
    settings
        All settings.

    Yields
    ------
    Iterator[tuple[Parameter, Parameter]]
        The setting that excludes, and the excluded one.
    """
    off = set(changed(settings))
    for one in PARAMETERS.values():
        if one.excludes is not None and one.name in off and one.excludes.holds(getattr(settings, one.name)):
            yield from ((one, PARAMETERS[name]) for name in one.excludes.names if name in off)


def idle(name: str, settings: Settings, naming: Naming = plain) -> str | None:
    """Say in words that follow its name why a setting has no effect; None where it has one.

    Parameters
    ----------
    name
        Name of the setting.
    settings
        All settings.
    naming
        Writes a setting's name: as an option, or as study files do.

    Returns
    -------
    str | None
        The words, or None.
    """
    reason = idle_beside(name, settings, naming)
    if reason is not None:
        return reason
    declared, value = PARAMETERS[name], getattr(settings, name)
    if declared.begins is not None and value is not None:
        first = (value[0] if isinstance(value, tuple) else value) + declared.begins
        if first > settings.generations:
            return f"is never reached in a run of {_generations(settings.generations)}"
    if isinstance(declared.kind, Series) and isinstance(value, tuple) and len(value) > settings.generations:
        beyond = _generations(len(value) - settings.generations)
        return f"names {beyond} more than the run has"
    if name == "curated_models" and settings.candidates == 1:
        return f"does nothing without {naming(PARAMETERS['candidates'])}"
    if name == "human_source" and settings.trains_on_all_human:
        return "does nothing where every training set contains all of the human text"
    return None


def _generations(number: int) -> str:
    return f"{number:,} generation{'' if number == 1 else 's'}"


def idle_beside(name: str, settings: Settings, naming: Naming = plain) -> str | None:
    """Do the same, whatever the length of the run: more generations may be added to it.

    Parameters
    ----------
    name
        Name of the setting.
    settings
        All settings.
    naming
        Writes a setting's name: as an option, or as study files do.

    Returns
    -------
    str | None
        The words, or None.
    """
    beside = excluder(name, settings)
    if beside is not None:
        return f"does nothing beside {naming(beside)}"
    needs = PARAMETERS[name].needs
    if needs and not any(_holds(need, settings) for need in needs):
        return f"does nothing without {one_of([_needed(need, naming) for need in needs])}"
    return None


def excluders(settings: Settings) -> dict[str, Parameter]:
    """Return the settings that leave no room for others.

    Parameters
    ----------
    settings
        All settings.

    Returns
    -------
    dict
        By the name of each setting that there is no room for, the declaration of the one that excludes it.
    """
    found: dict[str, Parameter] = {}
    for one in PARAMETERS.values():
        value = getattr(settings, one.name)
        if one.excludes is not None and value != one.default and one.excludes.holds(value):
            found = dict.fromkeys(one.excludes.names, one) | found
    return found


def excluder(name: str, settings: Settings) -> Parameter | None:
    """Return the setting that leaves no room for another one; None where there is none.

    Parameters
    ----------
    name
        Name of the setting.
    settings
        All settings.

    Returns
    -------
    Parameter | None
        The declaration of the setting that excludes it, or None.
    """
    return excluders(settings).get(name)


def step(settings: Settings, name: str, direction: int) -> Settings:
    """Return the settings with the next larger (1) or smaller (−1) step of one of them.

    Parameters
    ----------
    settings
        All settings.
    name
        Name of the setting.
    direction
        1 for the next larger value, −1 for the next smaller.

    Returns
    -------
    Settings
        The new settings; the same where there is no further step.
    """
    return change(settings, **{name: PARAMETERS[name].step(getattr(settings, name), direction)})


def change(settings: Settings, **values: Any) -> Settings:
    """Return the settings with these values, and what contradicts them back at its default.

    Parameters
    ----------
    settings
        All settings.
    **values
        New values, by the name of the setting.

    Returns
    -------
    Settings
        The new settings.
    """
    found = replace(settings, **values)
    for one, other in list(contradictions(found)):
        loser = one if other.name in values and one.name not in values else other
        found = replace(found, **{loser.name: loser.default})
    return found


def _holds(need: Need, settings: Settings) -> bool:
    """Tell whether a need is met; of models that packages bring, nobody knows what they take."""
    value, needed = getattr(settings, need.name), PARAMETERS[need.name]
    if not need.values:
        return bool(value != needed.default)
    foreign = isinstance(needed.kind, Name) and value not in needed.kind.known
    return value in need.values or foreign


def one_of(words: Sequence[str]) -> str:
    """Return words as alternatives: "a, b or c".

    Parameters
    ----------
    words
        At least one.

    Returns
    -------
    str
        The words.
    """
    *first, last = words
    return f"{', '.join(first)} or {last}" if first else last


def _needed(need: Need, naming: Naming) -> str:
    """Return a need in words: "--regime window"."""
    return f"{naming(PARAMETERS[need.name])} {one_of(need.values or ('',))}".strip()

"""Settings before a run: of the right kinds, in plain numbers, and such as the text and the machine allow."""

import warnings
from collections.abc import Callable, Iterable, Sequence

import numpy as np

from driftview.drift.cost import preflight
from driftview.export.study_spec import named_measures
from driftview.measures.registry import everyday_names
from driftview.settings.conflicts import check_together
from driftview.settings.settings import Settings, SettingsError, read_settings
from driftview.text.corpus import Corpus

Cancelled = Callable[[], bool]
"""Asked again and again, from the thread that works, whether to stop."""


class LargeRunWarning(UserWarning):
    """A run that will take much of the memory that there is, or long."""


class IdleSettingWarning(UserWarning):
    """A setting that has no effect beside the others."""


def settled(settings: Settings | None) -> Settings:
    """Return settings in plain numbers, the usual ones for None; raises SettingsError for a wrong kind.

    Parameters
    ----------
    settings
        What was given.

    Returns
    -------
    Settings
        The settings.
    """
    if settings is None:
        return Settings()
    if not isinstance(settings, Settings):
        raise SettingsError("give settings as Settings(name=value, …)")
    return read_settings({name: without_numpy(value) for name, value in settings.as_dict().items()})


def without_numpy(value: object) -> object:
    """Return numbers and lists of numpy as Python's own, also within lists.

    Parameters
    ----------
    value
        A number, or a list of them.

    Returns
    -------
    object
        The value.
    """
    if isinstance(value, (np.generic, np.ndarray)):
        return value.tolist()
    if isinstance(value, (list, tuple)):
        return tuple(without_numpy(each) for each in value)
    return value


def check_fits(corpus: Corpus, settings: Settings) -> None:
    """Refuse what a text is too short for, or this machine too small; warns of what will take long.

    Raises TextError or SettingsError.

    Parameters
    ----------
    corpus
        The human text.
    settings
        What was given.
    """
    told = preflight(corpus, settings)
    if told:
        warnings.warn(told, LargeRunWarning, stacklevel=3)


def warn_of_idle(runs: Iterable[Settings]) -> None:
    """Warn of settings that have no effect in any run; raises SettingsError for a contradiction.

    Parameters
    ----------
    runs
        The settings of every run.
    """
    note = check_together(runs)
    if note:
        warnings.warn(note, IdleSettingWarning, stacklevel=3)


def chosen(measures: Sequence[str] | None) -> tuple[str, ...]:
    """Return the measures of a name or several, each once, the everyday ones for None.

    Raises UnknownMeasureError.

    Parameters
    ----------
    measures
        A name, several, or None.

    Returns
    -------
    tuple[str, ...]
        The names.
    """
    if measures is None:
        return everyday_names()
    return named_measures((measures,) if isinstance(measures, str) else tuple(measures))


def stops(answer: object) -> bool:
    """Tell whether a progress callback has said False; whatever else it returns goes on.

    Parameters
    ----------
    answer
        What the callback returned.

    Returns
    -------
    bool
        Whether the work stops.
    """
    return isinstance(answer, (bool, np.bool_)) and not answer

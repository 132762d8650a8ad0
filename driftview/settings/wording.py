"""Settings in words: in a sentence, in the header, in a legend, and in a transcript."""

from collections.abc import Iterator

from driftview.choices import copies_words, has_subwords, is_written, subject_meaning
from driftview.numbers import percent
from driftview.settings.conflicts import changed, idle_beside
from driftview.settings.parameters import Pair, Parameter, Series
from driftview.settings.regimes import regime_label
from driftview.settings.settings import PARAMETERS, Settings

MIXED = ("human_share", "human_adds")
"""The settings that bring human text, and say which in their own words."""


def counted(number: int) -> str:
    """Return how many generations.

    Parameters
    ----------
    number
        How many.

    Returns
    -------
    str
        The words.
    """
    return f"{number:,} generation{'' if number == 1 else 's'}"


def phrase(name: str, settings: Settings) -> str:
    """Return a setting as a sentence says it: "20% fresh human text", "no smoothing", "seed 2".

    Parameters
    ----------
    name
        Name of the setting.
    settings
        All settings.

    Returns
    -------
    str
        The words.
    """
    declared = PARAMETERS[name]
    if name == "human_source":
        mixed = next((each for each in MIXED if getattr(settings, each)), None)
        return f"{settings.human_source} human text" if mixed is None else phrase(mixed, settings)
    if is_absent(name, settings):
        return declared.absent or f"no {declared.words}"
    return _filled(declared.phrase or _plainly(declared, settings), declared, settings)


def brief(name: str, settings: Settings) -> str:
    """Return a setting as the header and legends say it: "word order 3", "20% fresh human".

    Parameters
    ----------
    name
        Name of the setting.
    settings
        All settings.

    Returns
    -------
    str
        The words.
    """
    declared = PARAMETERS[name]
    if is_absent(name, settings):
        return declared.absent_brief or declared.absent or f"no {declared.words}"
    form = declared.brief or declared.phrase or _plainly(declared, settings)
    return _filled(form, declared, settings)


def is_absent(name: str, settings: Settings) -> bool:
    """Tell whether there is none of a setting, so that it is said to be missing.

    Parameters
    ----------
    name
        Name of the setting.
    settings
        All settings.

    Returns
    -------
    bool
        Whether it is.
    """
    declared, value = PARAMETERS[name], getattr(settings, name)
    return value is None or (bool(declared.absent) and value == declared.default)


def turned(old: Settings, new: Settings) -> list[str]:
    """Return the names of the settings that differ, and are worth telling.

    Parameters
    ----------
    old
        The settings before.
    new
        The settings now.

    Returns
    -------
    list[str]
        Their names.
    """
    names = [
        name for name in PARAMETERS if getattr(old, name) != getattr(new, name) and name != "generations"
    ]
    return [name for name in names if name != "human_source" or not {*MIXED} & {*names}]


def difference(old: Settings, new: Settings) -> str:
    """Say in a few words what the old settings had that the new ones have not.

    Parameters
    ----------
    old
        The settings before.
    new
        The settings now.

    Returns
    -------
    str
        The words.
    """
    return ", ".join(brief(name, old) for name in turned(old, new)) or "same settings"


BEFORE = "before:"
"""What the earlier settings are called when more than one was changed."""


def change_said(old: Settings, new: Settings) -> tuple[str, str]:
    """Say what is new in the new settings, and what to call the old ones.

    Parameters
    ----------
    old
        The settings before.
    new
        The settings now.

    Returns
    -------
    tuple[str, str]
        Such as "Order 5" and "with order 3:".
    """
    names = turned(old, new)
    if not names:
        return "The same settings", BEFORE
    said = ", ".join(phrase(name, new) for name in names)
    said = said[:1].upper() + said[1:]
    if len(names) > 1:
        return said, BEFORE
    (name,) = names
    return said, "without it" if is_absent(name, old) else f"with {_said_again(name, old, new)}:"


def _said_again(name: str, old: Settings, new: Settings) -> str:
    """Return one setting after the same one has been said with another value."""
    if name in MIXED and old.human_source == new.human_source:
        return percent(getattr(old, name), chosen=True)
    return old.human_source if name == "human_source" else phrase(name, old)


def unusual(settings: Settings) -> list[tuple[str, str]]:
    """Return what the header says of model, decoding and sizes besides order and unit.

    Parameters
    ----------
    settings
        All settings.

    Returns
    -------
    list of (str, str)
        The name of each setting, and a few words.
    """
    told = (name for name in changed(settings) if PARAMETERS[name].header)
    return [(name, brief(name, settings)) for name in told if idle_beside(name, settings) is None]


def writer(settings: Settings) -> str:
    """Return what writes the texts as headers, captions and names of runs say it.

    Parameters
    ----------
    settings
        All settings.

    Returns
    -------
    str
        Such as "word order 3" and "word-level neural network".
    """
    if settings.model_command is not None:
        return "an outside program"
    if not copies_words(settings.model):
        return f"{settings.unit}-level neural network"
    return f"{settings.unit} order {settings.order_said}"


def identity(settings: Settings) -> str:
    """Return which run it is in a line: the model and whatever is not at its default.

    Parameters
    ----------
    settings
        All settings.

    Returns
    -------
    str
        Such as "word order 2, 20% edited, replace, seed 1".
    """
    from_outside = [
        brief(name, settings) for name in (*MIXED, "machine_shares") if not is_absent(name, settings)
    ]
    chosen = (said for _, said in unusual(settings))
    return ", ".join([writer(settings), *chosen, settings.regime, *from_outside, f"seed {settings.seed}"])


def _plainly(declared: Parameter, settings: Settings) -> str:
    """Return how a setting is said that has no words of its own."""
    number = isinstance(getattr(settings, declared.name), int | float)
    return f"{declared.words} {{value:,g}}" if number else f"{declared.words} {{value}}"


def _filled(form: str, declared: Parameter, settings: Settings) -> str:
    """Fill the value of a setting into its words."""
    value = getattr(settings, declared.name)
    share = percent(value, chosen=True) if isinstance(value, float) else ""
    return form.format(value=value, share=share, settings=settings)


def describe(settings: Settings) -> list[tuple[str, str]]:
    """Return the settings in words, most telling first.

    Parameters
    ----------
    settings
        All settings.

    Returns
    -------
    list[tuple[str, str]]
        What each is about, and its words.
    """
    if settings.given is not None:
        return [
            ("human text", settings.given[0]),
            ("generations", f"texts from outside: {', '.join(settings.given[1:])}"),
            ("token", settings.unit),
            ("seed", f"{settings.seed}, of the random samples"),
        ]
    return [
        ("model", _model(settings)),
        ("regime", _regime(settings)),
        *_sources(settings),
        ("decoding", _decoding(settings)),
        *([] if settings.population == 1 else [("models", _population(settings))]),
        ("seed", f"{settings.seed}"),
        *([] if is_written(settings.of) else [("measured", subject_meaning(settings.of))]),
        *_lists(settings),
    ]


def _model(settings: Settings) -> str:
    """Return what wrote the generations."""
    if settings.model_command is not None:
        return f"a program, {settings.model_command}"
    told = [writer(settings)]
    if has_subwords(settings.unit):
        told.append(phrase("merges", settings))
    if copies_words(settings.model):
        told.append(f"smoothing {settings.smoothing}" if settings.smoothing != "none" else "no smoothing")
        own = (name for name in ("gamma", "discount") if getattr(settings, name) is not None)
        told += [phrase(name, settings) for name in own if idle_beside(name, settings) is None]
    return ", ".join(told)


def _lists(settings: Settings) -> Iterator[tuple[str, str]]:
    """Yield the settings that are lists of numbers, where they are used."""
    for name, declared in PARAMETERS.items():
        numbers = getattr(settings, name)
        if isinstance(declared.kind, Series | Pair) and numbers is not None:
            told = numbers if isinstance(numbers, str) else ", ".join(f"{number}" for number in numbers)
            yield declared.words, told


def _regime(settings: Settings) -> str:
    """Return what the next model trains on."""
    rewritten = f", {percent(settings.regenerated, chosen=True)} rewritten"
    return regime_label(settings.regime, window=f", the last {settings.window}", regenerated=rewritten)


def _sources(settings: Settings) -> Iterator[tuple[str, str]]:
    """Yield where training texts come from beside the generations: human text, or the web."""
    if settings.machine_shares is None:
        yield "human share", _human(settings)
        return
    preferring = f", with {phrase('retrieval', settings)}" if settings.retrieves else ""
    yield "scraped from", f"{settings.web}, {settings.human_source} human text{preferring}"


def _population(settings: Settings) -> str:
    """Return how many models there are, and how they are tied."""
    told = [phrase("population", settings), f"start with {settings.population_text} human text"]
    told.append(phrase("migration", settings))
    if settings.candidates > 1:
        told.append(phrase("curated_models", settings))
    return ", ".join(told)


def _human(settings: Settings) -> str:
    """Return how much human text is mixed in, of which kind, and when."""
    if not settings.human_share and not settings.human_adds:
        return "none"
    first, last = settings.human_from, settings.human_until
    when = f", from generation {first}" if first > 1 else ""
    when += f", until generation {last}" if last is not None else ""
    share = f"{settings.human_share}" if settings.human_share else f"{settings.human_adds} added"
    return f"{share}, {settings.human_source}{when}"


def _decoding(settings: Settings) -> str:
    """Return how probabilities are bent, and what is chosen among."""
    bends = {
        "temperature": settings.temperature if settings.temperature != 1 else None,
        "top-k": settings.top_k,
        "top-p": settings.top_p,
        "min-p": settings.min_p,
    }
    named = [f"{name} {value}" for name, value in bends.items() if value]
    if settings.candidates > 1:
        named.append(f"the best of {settings.candidates} by {settings.judge}")
    if settings.edited:
        named.append(f"{percent(settings.edited, chosen=True)} of the sentences replaced by human ones")
    if settings.kept < 1:
        errors = f", {percent(settings.filter_error, chosen=True)} at random" if settings.filter_error else ""
        kept = percent(settings.kept, chosen=True)
        named.append(f"{kept} of the documents kept for training {settings.kept_said}{errors}")
    return ", ".join(named) or "as the model says"

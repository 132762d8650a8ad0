"""How a transcript writes numbers and settings."""

from collections.abc import Iterator

from driftview.numbers import percent_to
from driftview.settings.regimes import regime_label
from driftview.settings.settings import Settings

LISTS = ("machine_shares", "detector", "bottleneck", "sizes")
"""Settings that are lists."""


def counted(number: int) -> str:
    """Return how many generations."""
    return f"{number:,} generation{'' if number == 1 else 's'}"


def describe(settings: Settings) -> list[tuple[str, str]]:
    """Return the settings in words, most telling first."""
    if settings.given is not None:
        return [
            ("human text", settings.given[0]),
            ("generations", f"given, not made here: {', '.join(settings.given[1:])}"),
            ("token", settings.unit),
            ("seed", f"{settings.seed}, of the honest samples"),
        ]
    return [
        ("model", _model(settings)),
        ("regime", _regime(settings)),
        ("human share", _human(settings)),
        ("decoding", _decoding(settings)),
        ("seed", f"{settings.seed}"),
        *_lists(settings),
    ]


def _model(settings: Settings) -> str:
    """Return what wrote the generations."""
    if settings.model_command is not None:
        return f"a program, {settings.model_command}"
    smoothing = "no smoothing" if settings.smoothing == "none" else f"smoothing {settings.smoothing}"
    return f"{settings.unit} order {settings.order}, {smoothing}"


def _lists(settings: Settings) -> Iterator[tuple[str, str]]:
    """Yield the settings that are lists of numbers, where they are used."""
    for name in LISTS:
        numbers = getattr(settings, name)
        if numbers is not None:
            yield name.replace("_", " "), ", ".join(f"{number}" for number in numbers)


def _regime(settings: Settings) -> str:
    """Return what the next model trains on."""
    rewritten = f", {percent_to(settings.regenerated, 0)} written anew"
    return regime_label(settings.regime, window=f", the last {settings.window}", regenerated=rewritten)


def _human(settings: Settings) -> str:
    """Return how much human text is mixed in, of which kind, and when."""
    if not settings.human_share:
        return "none"
    first, last = settings.human_from, settings.human_until
    when = f", from generation {first}" if first > 1 else ""
    when += f", until generation {last}" if last is not None else ""
    return f"{settings.human_share}, {settings.human_source}{when}"


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
    return ", ".join(named) or "as the model says"

"""Models by name: the ones that come with driftview and those of installed packages.

A package offers a model through the entry-point group ``driftview.models``: the name of the entry is the name
of the model, and what it points to is called as ``make(order, **options)`` and returns a Model
(driftview.models.protocol). docs/example-model is a whole package that does so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import fields
from typing import TYPE_CHECKING

from driftview.models.chain import MaximumLikelihood
from driftview.models.decoding import Decoding
from driftview.models.protocol import Model, ModelError
from driftview.models.smoothing import (
    AbsoluteDiscounting,
    Additive,
    KneserNey,
    ModifiedKneserNey,
    SmoothedModel,
    WittenBell,
)
from driftview.models.stupid_backoff import StupidBackoff

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

GROUP = "driftview.models"
"""The entry-point group that packages offer models in."""

UNSMOOTHED = MaximumLikelihood.name
"""The name of the model without smoothing."""

SMOOTHED: dict[str, type[SmoothedModel]] = {
    kind.name: kind
    for kind in (Additive, WittenBell, AbsoluteDiscounting, KneserNey, ModifiedKneserNey, StupidBackoff)
}
"""The smoothed models that come with driftview, by name."""

OWN = (UNSMOOTHED, *SMOOTHED)
"""The names of driftview's own models."""

FAULTS = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    ImportError,
    LookupError,
    NameError,
    OSError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
)
"""What somebody else's code may raise when it is loaded or called; it must not take driftview down."""

Installed = Callable[[], Iterable["EntryPoint"]]


def installed() -> Iterable[EntryPoint]:
    """Return the entries that installed packages have in the group, without loading any.

    Returns
    -------
    Iterable[EntryPoint]
        The entries.
    """
    from importlib.metadata import entry_points  # two megabytes, which most runs have no use for

    return entry_points(group=GROUP)


def model_names(plug_ins: Installed = installed) -> tuple[str, ...]:
    """Return the names that make_model takes: driftview's own, then those of installed packages.

    Parameters
    ----------
    plug_ins
        Returns the entries of installed packages.

    Returns
    -------
    tuple[str, ...]
        The names.
    """
    return OWN + tuple(sorted({entry.name for entry in plug_ins()} - set(OWN)))


def make_model(
    name: str,
    order: int,
    decoding: Decoding | None = None,
    plug_ins: Installed = installed,
    **options: float | bool | str | None,
) -> Model:
    """Return the model of a name.

    Parameters
    ----------
    name
        Its name; driftview's own names come before those of installed packages.
    order
        Order n of the model: it looks at n − 1 tokens.
    decoding
        How probabilities are bent; None for not at all.
    plug_ins
        Returns the entries of installed packages.
    **options
        The settings of that model, such as ``gamma`` of additive or ``discount`` of kneser-ney.

    Returns
    -------
    Model
        The model, not trained yet.

    Raises
    ------
    ModelError
        The name or an option is unknown, the model cannot do this decoding exactly, or an installed
        package is broken.
    """
    if name == UNSMOOTHED:
        _refuse_unknown(name, options, ())
        return MaximumLikelihood(order, decoding or Decoding())
    if decoding is not None and not decoding.plain:
        raise ModelError(f"temperature, top-k, top-p and min-p work with smoothing none, not with {name}")
    if name in SMOOTHED:
        kind = SMOOTHED[name]
        _refuse_unknown(name, options, tuple(field.name for field in fields(kind) if field.name != "order"))
        return kind(order, **options)  # type: ignore[arg-type]
    for entry in plug_ins():
        if entry.name == name:
            return _from_package(entry, order, options)
    raise ModelError(f"there is no model {name!r}; there are {', '.join(model_names(plug_ins))}")


def _refuse_unknown(name: str, options: dict[str, float | bool | str | None], known: tuple[str, ...]) -> None:
    """Raise ModelError for an option that a model does not have."""
    for option in options:
        if option not in known:
            takes = f"it takes {', '.join(known)}" if known else "it has none"
            raise ModelError(f"model {name} has no option {option}; {takes}")


def _from_package(entry: EntryPoint, order: int, options: dict[str, float | bool | str | None]) -> Model:
    """Load and call the entry of an installed package."""
    try:
        model = entry.load()(order, **options)
    except ModelError:
        raise
    except FAULTS as fault:
        first_line = str(fault).partition("\n")[0]
        raise ModelError(
            f"model {entry.name!r} of {entry.value} does not work: {type(fault).__name__}: {first_line}"
        ) from fault
    if not isinstance(model, Model):
        raise ModelError(
            f"model {entry.name!r} of {entry.value} is not a model: it lacks name, order or train"
        )
    return model

"""Readings of runs, and statements about them, that several claims make."""

import math
from collections.abc import Callable

from driftview.arrays import Floats
from driftview.drift.lineage import Lineage
from driftview.study.experiments import Quantity, Read
from driftview.study.reproduce.claim import ClaimError, Found, Relation, Statement
from driftview.text.corpus import Corpus


def words(generation: int) -> Read:
    """Return the reader of how many different words a generation has."""

    def read(lineage: Lineage) -> float:
        return float(lineage.generations[generation].measures["types"] or 0)

    return read


def loss(generation: int) -> Read:
    """Return the reader of the held-out loss of a generation, in bits a word: log₂ of its perplexity."""

    def read(lineage: Lineage) -> float:
        perplexity = lineage.generations[generation].measures["perplexity"]
        return math.log2(perplexity) if perplexity else math.nan

    return read


def require_held_out(corpus: Corpus) -> None:
    """Raise ClaimError for a text without held-out paragraphs, on which no loss can be measured."""
    if not len(corpus.held_out):
        raise ClaimError(
            "this claim is about the loss on held-out text, and none is held out of a text of fewer than ten "
            "paragraphs: give a longer one"
        )


def read_of(arm: str, name: str) -> Callable[[Found], Floats]:
    """Return what takes one reading of one arm."""
    return lambda found: found[arm][name]


def rise_of(arm: str, first: str, last: str) -> Callable[[Found], Floats]:
    """Return what takes the difference between two readings of one arm."""
    return lambda found: found[arm][last] - found[arm][first]


def above(
    quantity: str, generation: int, more: Callable[[Found], Floats], less: Callable[[Found], Floats]
) -> Statement:
    """Say that one number is larger than another; seed by seed, since the arms share their seeds."""
    return Statement(quantity, generation, lambda found: more(found) - less(found), 0.0, Relation.ABOVE)


def equals_law(arm: str, quantity: Quantity) -> tuple[str, Read, Statement]:
    """Return the name, the reader and the statement of a quantity that a law predicts."""
    name = f"{quantity.name} {quantity.generation}"
    statement = Statement(
        f"{arm}: {quantity.name}",
        quantity.generation,
        read_of(arm, name),
        quantity.predicted,
        allowance=quantity.allowance,
        note=quantity.note,
    )
    return name, quantity.read, statement

"""Synthetic sources: texts drawn from a known distribution, on which a theory can be tried as it is written.

A name such as ``die:6``, ``bernoulli:0.1:2000`` or ``zipf:1.2`` stands for one, wherever a text is named. The
tokens are independent draws, and the same name gives the same text, so that it is only the loop that differs
from seed to seed. The end of the text is one more token, as in every text.
"""

import hashlib

import numpy as np

from driftview.arrays import Floats, Indices
from driftview.text.catalogue import SYNTHETIC
from driftview.text.reading import TextError, VoiceText, label

TOKENS = 10_000
"""Tokens of a source that does not say how many."""

MOST_TOKENS = 10_000_000
MOST_FACES = 1_000_000

SHIFT = 2.7
"""Added to the rank, as ``driftview predict --zipf`` does by default (Mandelbrot 1953)."""

RANKS = 200_000
"""Words of which each has its own share; the tail of an endless vocabulary is drawn from its integral."""

STEEPEST = 10.0


def synthetic_voice(name: str) -> VoiceText:
    """Draw the text that a name stands for.

    Parameters
    ----------
    name
        ``KIND:NUMBER`` or ``KIND:NUMBER:TOKENS``.

    Returns
    -------
    VoiceText
        One voice of one paragraph.

    Raises
    ------
    TextError
        One clear line for a number that cannot be.
    """
    kind, number, tokens = _read(name)
    digest = hashlib.sha256(f"{kind}:{number:g}:{tokens}".encode()).digest()
    rng = np.random.Generator(np.random.PCG64(int.from_bytes(digest[:8], "little")))
    match kind:
        case "die":
            words = [f"f{face}" for face in (1 + rng.integers(0, int(number), tokens)).tolist()]
        case "bernoulli":
            words = ["heads" if each < number else "tails" for each in rng.random(tokens).tolist()]
        case _:
            words = [f"w{rank}" for rank in _ranks(number, tokens, rng).tolist()]
    return VoiceText(name, ((name, " ".join(words)),))


def _read(name: str) -> tuple[str, float, int]:
    """Return kind, number and tokens of a name."""
    kind, _, rest = name.partition(":")
    first, colon, second = rest.partition(":")
    try:
        number, tokens = float(first), int(second) if colon else TOKENS
    except ValueError:
        raise TextError(
            f"{label(name)} names no source: write {kind}:NUMBER or {kind}:NUMBER:TOKENS; NUMBER is "
            f"{SYNTHETIC[kind]}"
        ) from None
    wrong = _wrong(kind, number)
    if wrong:
        raise TextError(f"{label(name)}: {wrong}")
    if not 1 < tokens <= MOST_TOKENS:
        raise TextError(f"{label(name)}: a source has 2 to {MOST_TOKENS:,} tokens")
    return kind, number, tokens


def _wrong(kind: str, number: float) -> str:
    """Say why a number cannot be; empty where it can."""
    if kind == "die" and not (number == int(number) if abs(number) < MOST_FACES + 1 else False):
        return f"a die has a whole number of faces, at most {MOST_FACES:,}"
    bounds = {
        "die": (2 <= number <= MOST_FACES, f"a die has 2 to {MOST_FACES:,} faces"),
        "bernoulli": (0 < number < 1, "the share of heads must lie between 0 and 1"),
        "zipf": (1 < number <= STEEPEST, f"the exponent must be above 1 and at most {STEEPEST:g}"),
    }
    fits, told = bounds[kind]
    return "" if fits else told


def _ranks(exponent: float, tokens: int, rng: np.random.Generator) -> Indices:
    """Draw ranks of an endless Zipf–Mandelbrot vocabulary, shape (tokens,)."""
    shares: Floats = (np.arange(1.0, RANKS + 1) + SHIFT) ** -exponent
    edge = RANKS + 0.5 + SHIFT
    rest = edge ** (1.0 - exponent) / (exponent - 1.0)
    ends = np.cumsum(shares) / (shares.sum() + rest)
    ranks = 1 + np.searchsorted(ends, rng.random(tokens), side="right")
    far = np.flatnonzero(ranks > RANKS)
    beyond = edge * rng.random(len(far)) ** (-1.0 / (exponent - 1.0)) - SHIFT
    ranks[far] = np.minimum(np.rint(beyond), 2.0**62).astype(np.int64)
    return ranks

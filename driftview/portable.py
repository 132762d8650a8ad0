"""Logarithms and powers that are the same to the last bit on every processor.

numpy and the C library choose another routine for ``log`` and ``exp`` on each kind of processor, and the
linear algebra library sums products in another order, so that results differ in the last digits. What is here
uses only operations whose result IEEE 754 lays down, in one order. Write sums of products ``(x * y).sum()``,
which numpy adds up in the same order everywhere, not ``x @ y``.
"""

import math

import numpy as np
from numpy.typing import ArrayLike

from driftview.arrays import Floats

LN2 = 0.6931471805599453

_ROOT_HALF = 0.7071067811865476
_LOG_TERMS = 11
"""Terms of artanh: its argument is at most 0.172, so the next one is below 1e-18."""

_EXP_TERMS = 15
"""Terms of exp: its argument is at most 0.347, so the next one is below 1e-19."""

_FARTHEST = 1100.0
"""Two to the power of minus this is zero, so that nothing farther needs telling apart."""

LAW_DIGITS, WORD_DECIMALS = 8, 4
"""Significant digits of what a law predicts, and decimals at most where that is a number of words.

Laws are computed with numpy's own functions, because the ones below would double their time. Processors
differ from the fifteenth digit on, and numbers of words, which come from chances near one, by 1e-12 words.
"""


def log2(values: ArrayLike) -> Floats:
    """Return the binary logarithm of each positive number.

    Parameters
    ----------
    values
        Positive finite numbers, of any shape.

    Returns
    -------
    Floats
        An array of the same shape, right to about one unit in the last place.

    Examples
    --------
    >>> log2([1, 8, 0.5]).tolist()
    [0.0, 3.0, -1.0]
    """
    part, exponent = np.frexp(np.asarray(values, np.float64))
    low = part < _ROOT_HALF
    part = np.where(low, 2 * part, part)
    ratio = (part - 1) / (part + 1)
    square = ratio * ratio
    series = np.full_like(square, 1 / (2 * _LOG_TERMS - 1))
    for term in range(_LOG_TERMS - 2, -1, -1):
        series = series * square + 1 / (2 * term + 1)
    return np.asarray(2 / LN2 * (ratio * series) + (exponent - low))


def exp2(values: ArrayLike) -> Floats:
    """Return two to the power of each number.

    Parameters
    ----------
    values
        Numbers below 1024, of any shape; minus infinity is one of them.

    Returns
    -------
    Floats
        An array of the same shape, right to about one unit in the last place.

    Examples
    --------
    >>> exp2([0, 3, -1]).tolist()
    [1.0, 8.0, 0.5]
    """
    values = np.maximum(np.asarray(values, np.float64), -_FARTHEST)
    whole = np.rint(values)
    rest = (values - whole) * LN2
    series = np.ones_like(rest)
    for term in range(_EXP_TERMS, 0, -1):
        series = series * rest / term + 1
    return np.asarray(np.ldexp(series, whole.astype(np.int32)))


DIGITS_BESIDE = 12
"""Digits of large numbers in which what is left of them is the same on every processor."""


def rounded(value: float) -> float:
    """Return a number that a law predicts with the digits that are the same on every processor.

    Examples
    --------
    >>> rounded(0.00012345678901)
    0.00012345679
    """
    return float(f"{value:.{LAW_DIGITS}g}")


def rounded_words(value: float) -> float:
    """Return a number of words that a law predicts with the digits that are the same on every processor.

    Examples
    --------
    >>> rounded_words(1123.4567890123), rounded_words(0.00012345678901)
    (1123.4568, 0.0001)
    """
    return round(rounded(value), WORD_DECIMALS)


def rounded_beside(value: float, size: float) -> float:
    """Return a number that came of numbers of some size, with the digits that are the same everywhere.

    Examples
    --------
    >>> rounded_beside(-4.4e-16, 9.5), rounded_beside(0.0012345678901234, 9.5)
    (0.0, 0.0012345679)
    """
    if size <= 0 or not math.isfinite(value):
        return value
    return rounded(round(value, DIGITS_BESIDE - math.floor(math.log10(size)))) + 0.0

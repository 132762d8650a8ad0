"""How far from a prediction is far: every ± that is shown and every judgement asks here.

Numbers of words are spread over runs almost normally, so 95% of runs lie within two standard deviations. The
module does without numpy, because the first sentence on the screen judges a run.
"""

from statistics import NormalDist

WIDTH = 2.0
"""Standard deviations that chance is allowed to either side of what is expected."""


def half_width(spread: float) -> float:
    """Return what stands after ±.

    Parameters
    ----------
    spread
        Standard deviation over runs.

    Returns
    -------
    float
        Two standard deviations.
    """
    return WIDTH * spread


def allowance(spread: float) -> float:
    """Return how far a whole number may lie from its expectation before chance no longer explains it.

    Parameters
    ----------
    spread
        Standard deviation over runs.

    Returns
    -------
    float
        Two standard deviations, and at least 1: an expectation is no whole number, and a count has to be one.
    """
    return max(1.0, WIDTH * spread)


def deviate(measured: float, expected: float, spread: float) -> float:
    """Return how far a count lies from its expectation, in standard deviations.

    Parameters
    ----------
    measured
        What was counted.
    expected
        What is predicted on average.
    spread
        Standard deviation over runs; at least ½ is used, as in `allowance`.

    Returns
    -------
    float
        (measured − expected) / max(spread, ½); negative where fewer were counted than predicted.

    Examples
    --------
    >>> deviate(80.0, 100.0, 10.0), deviate(101.0, 100.0, 0.0)
    (-2.0, 2.0)
    """
    return (measured - expected) / max(spread, 0.5)


def as_chance_predicts(measured: float, expected: float, spread: float) -> bool:
    """Tell whether chance alone explains a count.

    Parameters
    ----------
    measured
        What was counted.
    expected
        What is predicted on average.
    spread
        Standard deviation over runs.

    Returns
    -------
    bool
        Whether the two lie no further apart than `allowance`.
    """
    return abs(measured - expected) <= allowance(spread)


def student_quantile(probability: float, freedom: int) -> float:
    """Return the quantile of Student's t, by the expansion of Fisher and Cornish (1960).

    Parameters
    ----------
    probability
        Between 0 and 1.
    freedom
        Degrees of freedom, 3 or more.

    Returns
    -------
    float
        The quantile, to within 3% at 3 degrees and 0.1% from 8 on, for a probability of .995.
    """
    z = NormalDist().inv_cdf(probability)
    first = (z**3 + z) / 4
    second = (5 * z**5 + 16 * z**3 + 3 * z) / 96
    third = (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384
    return z + first / freedom + second / freedom**2 + third / freedom**3

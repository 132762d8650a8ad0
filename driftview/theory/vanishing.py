"""The chance that a word is absent from the very next generation, given how often it occurs so far.

Each token of the training text, M tokens, is copied by none of the n tokens written from it with
probability f = (1 − 1/M)^n ≈ e^(−n/M); a word is absent when that happens to all of its tokens that were
trained on (Suresh et al., arXiv 2412.17646).
"""

import numpy as np
from numpy.typing import ArrayLike

from driftview.arrays import Floats
from driftview.theory.schedule import Schedule


def absence(schedule: Schedule, generation: int, counts: ArrayLike) -> Floats:
    """Return the chance that each word is absent from generation g + 1; shape (V,).

    ``counts``: how often each word occurs in generations 0 … g, shape (g + 1, V). A token of generation t is
    in its mix with probability 1 − m_t, and in the training text with that of the mix's being sampled; a
    human token is there for sure in mix 0 and by chance, drawn anew, in the others. Where texts overlap, a
    token of generation g is kept with probability (1 − α)N_{g+1}/N_g. Raises ValueError beyond the schedule.
    """
    if not 0 <= generation < schedule.generations:
        raise ValueError(f"the schedule has no generation {generation + 1}")
    each = np.atleast_2d(np.asarray(counts, np.float64))
    size = float(schedule.training_sizes[generation])
    draws = schedule.sizes[generation] * schedule.regenerated * (1.0 - schedule.mutation)
    copied = -np.expm1(draws * np.log1p(-min(1.0 / size, 1.0 - 1e-16)))
    copied *= min(1.0, size / float(schedule.pool_sizes[generation]))
    oldest = 0 if schedule.window is None else max(0, generation + 1 - schedule.window)
    logs = np.zeros(each.shape[1])
    for mix in range(oldest, generation + 1):
        if mix == 0:
            logs += each[0] * _log_rest(copied)
            continue
        share = schedule.human_shares[mix - 1]
        logs += each[mix] * _log_rest((1.0 - share) * copied)
        passes, part = divmod(float(schedule.human_passes[mix - 1]), 1.0)
        logs += each[0] * (passes * _log_rest(copied) + _log_rest(part * copied))
    sizes = schedule.mix_sizes
    kept = (1.0 - schedule.regenerated) * float(sizes[generation + 1] / sizes[generation])
    logs += each[generation] * _log_rest(min(1.0, kept))
    return np.asarray(np.exp(logs))


def _log_rest(chance: float) -> float:
    """Return log(1 − chance), finite even for a certain event."""
    return float(np.log1p(-min(chance, 1.0 - 1e-16)))

"""Replicates side by side: what single chains do that never end."""

import numpy as np

from driftview.models.replicated import _written
from driftview.models.sampling import HALF, STEPS


def test_a_document_without_end_is_begun_again() -> None:
    once, forever = (np.uint64(first) << HALF | np.uint64(1) for first in (0, 1))
    starts, following = np.full(2, once), np.array([forever, forever])
    rng = np.random.default_rng(1)
    items = _written(starts, following, 2 * 1008 + 1, longest=1000, rng=rng, pause=lambda: None)
    assert items.shape == (2017, 2)
    begun = np.flatnonzero(items[:, 0] == 0)
    assert begun.tolist() == [0, 1008, 2016] and -(-1001 // STEPS) * STEPS == 1008
    assert np.array_equal(items[:, 0], items[:, 1])

"""What all tests share: patience with slow machines, and a small lineage."""

import pytest
from hypothesis import settings
from toys import CAT, corpus_of

from driftview.drift.lineage import Lineage
from driftview.drift.loop import Loop
from driftview.drift.settings import Settings

settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")

NEWTON = """By the Rays of Light I understand its least Parts.

The least Light or part of Light I call a Ray of Light.
"""


@pytest.fixture(scope="session")
def small_lineage() -> Lineage:
    """Return four generations of two voices; tests only read it."""
    loop = Loop(corpus_of(CAT, NEWTON), Settings(order=2, generations=4))
    for _ in range(4):
        loop.step()
    return loop.lineage

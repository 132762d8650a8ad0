"""The order sweep: how much a model of each order invents, and how much it copies."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from driftview.drift.loop import Cancelled, Loop
from driftview.drift.phrases import MARKED, PhraseBook
from driftview.quantities import COPIED_SHARE
from driftview.settings.conflicts import change
from driftview.settings.settings import ENDLESS, Settings
from driftview.text.corpus import Corpus

ORDERS = tuple(range(1, ENDLESS + 1))


@dataclass(frozen=True)
class OrderPoint:
    """One generation written with one order."""

    order: int
    generation: int
    invented: float | None
    """Share of its runs of n words that no human wrote; none from order n on."""
    copied: float | None
    """Share of its words inside passages of at least 8 words copied from the human text."""


def order_sweep(
    corpus: Corpus,
    settings: Settings,
    generation: int = 1,
    *,
    n: int = MARKED,
    orders: Sequence[int] = ORDERS,
    cancelled: Callable[[], bool] | None = None,
) -> Iterator[OrderPoint]:
    """Yield a point for each order, run with the same settings and seed up to a generation from 1 on.

    Work for a worker: on 130,000 tokens some 50 ms an order, and 10 ms for each further generation. Stops
    when ``cancelled`` says so.
    """
    book = PhraseBook(corpus, n)
    for order in orders:
        loop = Loop(corpus, change(settings, order=order), measured=(COPIED_SHARE,), controlled=False)
        try:
            for _ in range(generation):
                loop.step(cancelled)
        except Cancelled:
            return
        human, written = loop.lineage.generations[0], loop.lineage.generations[-1]
        novel = book.state(human, written).novel_share
        yield OrderPoint(order, generation, novel, written.copied)

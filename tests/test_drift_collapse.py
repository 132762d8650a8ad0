"""Which collapse: eight definitions, each with an answer that was worked out by hand."""

import numpy as np
import pytest
from exploring import exploring
from lineages import run, told
from test_tui_frames import check_both
from toys import CAT, corpus_of

from driftview.drift.collapse import Definition, collapse, lasting
from driftview.drift.lineage import Lineage
from driftview.export.findings import collapse_table
from driftview.settings.settings import Settings


def by_number(lineage: Lineage) -> dict[int, Definition]:
    found = collapse(lineage)
    assert [each.number for each in found] == list(range(1, 9))
    return {each.number: each for each in found}


def test_since_is_where_it_begins_to_hold_to_the_end() -> None:
    assert lasting(np.array([False, True, False, True, True])) == 3
    assert lasting(np.array([True, True])) == 0
    assert lasting(np.array([True, False])) is None
    assert lasting(np.zeros(0, bool)) is None


def test_variance_tails_and_modes_by_hand() -> None:
    """One word is left of a text with 12 words used once; then documents join both voices."""
    words = "a b c d e f g h i j k l"
    corpus = corpus_of(f"{words} x x x x.", "y y y y.")
    only_x = [12] * 8
    both = [0, 1, 18, 19]
    found = by_number(told(corpus, [only_x], [both, [18, 19]]))
    tails, modes, variance = found[6], found[8], found[4]
    assert tails.values.tolist() == [1, 0, 2 / 12]
    assert tails.control is not None
    assert tails.control[1] == pytest.approx(1 - (1 - 1 / len(corpus.tokens)) ** 8)
    assert (tails.verdict, tails.since) == ("met", 1)
    assert modes.values.tolist() == [0, 0, 0.5]
    assert (modes.verdict, modes.since) == ("met", 2)
    assert variance.values[1] == 0
    assert variance.verdict == "not met", "generation 2 has variance again"
    assert found[1].verdict == "not known", "nothing is measured of lineages by hand"


def test_a_run_meets_some_definitions_and_not_others() -> None:
    lineage = run(corpus_of(CAT * 30), 6, order=2, seed=3).lineage
    found = by_number(lineage)
    assert found[1].verdict == "not met"
    assert found[7].verdict in ("met", "not met")
    assert found[7].control is not None
    rows = collapse_table(list(found.values())).records()
    assert [row["verdict"] for row in rows] == [each.verdict for each in found.values()]
    assert all(row["measured"] for row in rows)
    risk = [np.log2(each.measures["perplexity"]) for each in lineage.generations]  # type: ignore[arg-type]
    assert found[2].values == pytest.approx(risk)
    assert found[2].met.tolist() == [value > risk[0] + 1e-9 for value in risk]


async def test_the_view_lists_and_explains_them() -> None:
    async with exploring((120, 36), settings=Settings(order=2, generations=8, seed=1)) as explorer:
        await explorer.press("end", "D", "down", "down", "down", "down", "down")
        await check_both("collapse", explorer)
        assert "definitions of model collapse" in explorer.frame()
        await explorer.press("enter")
        assert explorer.current == 1

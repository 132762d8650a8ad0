"""Which collapse: eight definitions, each with an answer that was worked out by hand."""

from dataclasses import replace

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
    tails, modes, variance = found[7], found[6], found[4]
    assert tails.values.tolist() == [1, 0, 2 / 12]
    assert tails.control is not None
    assert tails.control[1] == pytest.approx(1 - (1 - 1 / len(corpus.tokens)) ** 8)
    assert (tails.verdict, tails.since) == ("met", 1)
    assert modes.values.tolist() == [0, 0, 0.5]
    assert (modes.verdict, modes.since) == ("met", 1), "the second voice is silent, then both are joined"
    assert variance.values[1] == 0
    assert variance.verdict == "not met", "generation 2 has variance again"
    assert found[1].verdict == "not known", "nothing is measured of lineages by hand"


def test_a_run_meets_some_definitions_and_not_others() -> None:
    lineage = run(corpus_of(CAT * 30), 6, order=2, seed=3).lineage
    found = by_number(lineage)
    assert found[1].verdict == "not met"
    assert found[8].verdict in ("met", "not met")
    assert found[8].control is not None
    rows = collapse_table(list(found.values())).records()
    assert [row["verdict"] for row in rows] == [each.verdict for each in found.values()]
    assert all(row["measured"] for row in rows)
    risk = [np.log2(each.measures["perplexity"]) for each in lineage.generations]  # type: ignore[arg-type]
    assert found[2].values == pytest.approx(risk)
    assert found[2].met.tolist() == [value > risk[0] + 1e-9 for value in risk]


NAMES = (
    "Catastrophic increase of population risk",
    "Any increase of population risk",
    "Asymptotically diverging population risk",
    "Collapsing variance",
    "Change in the scaling law",
    "Disappearance or entanglement of real data modes",
    "Disappearance of real tail data",
    "Appearance of hallucinated data",
)
"""The paper's, in its order."""


def test_the_names_are_those_of_the_paper() -> None:
    found = collapse(told(corpus_of("a b c."), [[0, 1, 2, 3]]))
    assert tuple(each.name for each in found) == NAMES


def with_risk(risk: list[float], control: list[float]) -> dict[int, Definition]:
    """Return the definitions of a lineage whose risk, in bits, is written down: 4 words (a b c .)."""
    bare = told(corpus_of("a b c."), *([[0, 1, 2, 3]] for _ in risk[1:]))
    generations = [
        replace(each, measures={"perplexity": 2.0**bits}, control={"perplexity": 2.0**alike})
        for each, bits, alike in zip(bare.generations, risk, control, strict=True)
    ]
    return by_number(replace(bare, generations=generations))


def test_risk_is_catastrophic_where_guessing_is_as_good_and_beyond_where_the_control_is_not() -> None:
    """By hand: four words and the end of a paragraph, so guessing costs log₂ 5 = 2.32 bits."""
    found = with_risk([1, 2, 2.4, 2.5, 2.6], [1, 1, 2.4, 1, 1])[1]
    assert "2.3" in found.measured
    assert found.met.tolist() == [False, False, True, True, True]
    assert found.beyond is not None
    assert found.beyond.tolist() == [False, False, False, True, True]
    assert (found.since, found.beyond_since) == (2, 3)
    as_bad = with_risk([1, 2.4, 2.4], [1, 2.4, 2.4])[1]
    assert (as_bad.verdict, as_bad.beyond_since) == ("met", None), "the control is as bad without a loop"


def test_any_increase_is_beyond_where_it_leaves_what_controls_differ_by() -> None:
    """By hand: the controls' mean is 1.1 bits and their standard deviation 0.1."""
    found = with_risk([1, 1.2, 1.4, 1.5], [1, 1.2, 1, 1.2])[2]
    assert found.met.tolist() == [False, True, True, True]
    assert found.beyond is not None
    assert found.beyond.tolist() == [False, False, True, True], "1.1 + 2 · 0.1 = 1.3"


def test_risk_diverges_where_its_last_half_rises_and_the_controls_does_not() -> None:
    steady = [1.0, 1.01, 0.99, 1.01, 0.99, 1.01, 0.99, 1.0]
    rising = [1.0, 1.1, 1.21, 1.29, 1.4, 1.51, 1.6, 1.7]
    level = [1.0, 1.5, 1.7, 1.8, 1.81, 1.79, 1.81, 1.79]
    found = with_risk(rising, steady)[3]
    assert (found.verdict, found.beyond_since) == ("met", found.since)
    assert with_risk(rising, rising)[3].verdict == "met"
    assert with_risk(rising, rising)[3].beyond_since is None, "the control rises too"
    assert with_risk(level, steady)[3].verdict == "not met"
    assert with_risk(rising[:6], steady[:6])[3].verdict == "not met", "three points show no slope"


def test_variance_collapses_where_less_than_half_is_left() -> None:
    """By hand: a a b b . has 1 − Σp² = .72 with its end; eight tokens of one word and two of another, .32."""
    corpus = corpus_of("a a b b.")
    found = by_number(told(corpus, [[0, 1, 2, 3]], [[0] * 8 + [2] * 2], [[0] * 4]))[4]
    human = 1 - sum((count / len(corpus.tokens)) ** 2 for count in corpus.counts.tolist())
    assert found.values == pytest.approx([1, 0.5 / human, 0.32 / human, 0])
    assert found.met.tolist() == [False, False, True, True]
    assert found.control == pytest.approx([1, 1 - 1 / 4, 1 - 1 / 10, 1 - 1 / 4])
    assert found.beyond is not None
    assert found.beyond.tolist() == [False, False, 0.32 / human < 0.45, True]


def test_a_voice_that_left_no_word_is_a_mode_that_disappeared() -> None:
    corpus = corpus_of("a b c.", "d e f.")
    found = by_number(told(corpus, [[0, 1, 2], [5, 6]], [[0, 1, 2]]))[6]
    assert found.met.tolist() == [False, False, True]
    assert "left no word" in found.measured


async def test_the_view_lists_and_explains_them() -> None:
    async with exploring((120, 36), settings=Settings(order=2, generations=8, seed=1)) as explorer:
        await explorer.press("end", "D", *["down"] * 6)
        await check_both("collapse", explorer)
        assert "definitions of model collapse" in explorer.frame()
        await explorer.press("enter")
        assert explorer.current == 1

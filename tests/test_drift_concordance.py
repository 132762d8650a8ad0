"""A concordance: places, contexts, dispersion, and where each line comes from."""

import numpy as np
import pytest
from lineages import run, told
from toys import CAT, corpus_of

from driftview.drift.concordance import (
    AT_ONCE,
    PARTS,
    concordance,
    deviation_of_proportions,
    juilland_d,
    occurrences,
)
from driftview.export.findings import concordance_table, dispersion_plot, occurrences_table
from driftview.text.search import Search, SearchError


def test_every_place_has_its_context_and_its_human_place() -> None:
    """By hand: generation 1 writes the dog's paragraph, then the first one."""
    corpus = corpus_of(CAT)
    starts = corpus.starts.tolist()
    lineage = told(corpus, [range(starts[1], starts[2]), range(starts[0], starts[1])])
    human, first = concordance(lineage, Search.typed("sat on"), context=8)
    assert [(line.left, line.match, line.right) for line in human.lines] == [
        ("The cat ", "sat on", " the mat"),
        ("The dog ", "sat on", " the log"),
    ]
    assert [line.document for line in first.lines] == [1, 2]
    assert [line.place.paragraph for line in first.lines if line.place] == [2, 1]
    tokens = lineage.generations[1].tokens
    assert [corpus.vocabulary.words[int(tokens[at])] for at in first.positions] == ["sat", "sat"]
    assert first.per_million == pytest.approx(2e6 / len(tokens))
    (only,) = concordance(lineage, Search.typed("sat on"), [1], cancelled=lambda: False)
    assert only.count == 2
    assert list(concordance(lineage, Search.typed("sat"), cancelled=lambda: True)) == []


def test_the_page_is_searched_as_a_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    generation = run(corpus_of(CAT * 5), 1, order=2).lineage.generations[1]
    whole = occurrences(generation, Search.typed("/the \\w+/"))
    monkeypatch.setattr("driftview.drift.concordance.AT_ONCE", 7)
    pieces = occurrences(generation, Search.typed("/the \\w+/"))
    assert AT_ONCE > 7
    assert whole.lines == pieces.lines
    assert whole.count == generation.page().count("the ")


def test_dispersion_is_that_of_the_textbooks() -> None:
    """Gries 2008: DP is half the summed differences of shares; Juilland's D is 1 − V/√(n − 1)."""
    assert deviation_of_proportions(np.array([2, 2, 2, 2])) == 0
    assert deviation_of_proportions(np.array([8, 0, 0, 0])) == 0.75
    assert deviation_of_proportions(np.array([3, 1, 0, 0])) == pytest.approx(0.5)
    assert juilland_d(np.array([2, 2, 2, 2])) == 1
    assert juilland_d(np.array([8, 0, 0, 0])) == pytest.approx(0)
    assert deviation_of_proportions(np.zeros(4, np.int64)) is None
    assert juilland_d(np.zeros(4, np.int64)) is None


def test_tables() -> None:
    lineage = run(corpus_of(CAT * 5), 2, order=2).lineage
    search = Search.typed("dog")
    found = list(concordance(lineage, search))
    counts = occurrences_table(found, search).records()
    assert [row["generation"] for row in counts] == [0, 1, 2]
    assert len(dispersion_plot(found[0])) == PARTS
    lines = concordance_table(found, search).records()
    assert len(lines) == sum(row["count"] for row in counts)
    assert {row["match"] for row in lines} == {"dog"}
    with pytest.raises(SearchError):
        list(concordance(lineage, Search("(a+)+$", True, limit=0.0)))

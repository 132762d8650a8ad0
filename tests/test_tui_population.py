"""The Models view: several models that write side by side."""

import numpy as np
import pytest
from exploring import exploring
from lineages import run
from toys import CAT, corpus_of

from driftview.charts.line_chart import legend
from driftview.drift.population import Shares
from driftview.drift.side_by_side import side_by_side
from driftview.settings.settings import Settings
from driftview.tui.content import population as words

LONG = "\n\n".join(CAT.split("\n\n") * 8)


def test_models_are_followed_one_by_one_and_together() -> None:
    corpus = corpus_of(LONG, LONG.replace("cat", "horse").replace("sat", "ran"))
    lineage = run(corpus, 3, population=2, population_text="voices", order=2).lineage
    lines = side_by_side(lineage)
    assert lines.names == ("A", "B")
    last = lineage.generations[3]
    counts = Shares(corpus, lineage.settings).counts(last.tokens)
    assert lines.words[3].tolist() == (counts > 0).sum(axis=1).tolist()
    assert lines.union[3] == last.words_left
    assert lines.common[3] == ((counts > 0).sum(axis=0) == 2).sum()
    assert lines.to_others()[3].tolist() == pytest.approx([lines.similarity[3, 0, 1]] * 2)
    assert lines.union_expected[3] == last.words_expected
    assert np.isnan(lines.expected[0]).all()
    assert np.isfinite(lines.expected[1:]).all()
    with pytest.raises(ValueError, match="one model"):
        side_by_side(run(corpus, 1).lineage)


def test_what_is_said_of_them() -> None:
    corpus = corpus_of(LONG)
    lineage = run(corpus, 2, population=3, migration=0.1, order=2).lineage
    lines = side_by_side(lineage)
    assert words.how(lineage.settings) == "from the same text, 10% of what each reads is written by others"
    told = words.sentence(lines, 2, lineage.settings)[0]
    assert told.startswith("3 models from the same text, 10% of what each reads is written by others: ")
    assert "chance predicts" in told
    assert words.cells(lines, 1, 2, 5)[0] == "model 2"
    named = [item.text for item in legend(words.word_curves(lines, 0, 2, 2), False, short=True)]
    assert [text for text in named if "±" not in text] == ["all", "model 1", "predicted", "in every"]
    curated = run(corpus, 1, population=3, candidates=2, curated_models=1, order=2).lineage
    told = words.sentence(side_by_side(curated), 1, curated.settings)[0]
    assert "no prediction for this run" in told
    assert side_by_side(curated).names == ("model 1, curated", "model 2", "model 3")


async def test_the_view_shows_them_and_says_how_to_have_some() -> None:
    settings = Settings(generations=3, order=2, population=4, migration=0.2, tokens=2000, prediction="closed")
    async with exploring((120, 36), settings=settings) as explorer:
        await explorer.press("end", "N")
        frame = explorer.frame()
        assert "4 models at generation 3" in frame
        assert "▸ model 1" in frame
        await explorer.press("down")
        assert "▸ model 2" in explorer.frame()
    async with exploring((80, 24), settings=Settings(generations=1, tokens=300)) as explorer:
        await explorer.press("N")
        assert "Press r and set “models” to 4" in explorer.frame()

"""Coverage: closed forms and other runs hold as many runs as they say, and a wrong spread is found out."""

import numpy as np
import pytest

from driftview.drift.laws import Laws
from driftview.drift.lineage import Values
from driftview.study import coverage
from driftview.study.coverage import CoverageTrial, _from_others, other_text, trials
from driftview.text.corpus import Corpus
from driftview.text.sources import open_corpus


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return open_corpus(["ecclesiastes"])


def never() -> bool:
    return False


def test_every_regime_and_order_is_tried_on_both_texts(corpus: Corpus) -> None:
    assert other_text(corpus) == "persuasion"
    found = list(trials(corpus, corpus, 3))
    assert len(found) == 2 * 4 * 5
    assert {each.order for each in found} == {1, 3, 5, 8}
    assert [each.closed for each in found[:5]] == [True, True, True, False, True], "subsample"
    assert not any(each.closed for each in found if each.order > 1), "a short text is simulated"


def test_a_run_lies_inside_the_others_as_often_as_it_should() -> None:
    away = np.concatenate(
        [_from_others(np.random.default_rng(seed).normal(500, 20, 60)) for seed in range(60)]
    )
    assert np.mean(away <= 2) == pytest.approx(0.954, abs=0.01)
    assert np.mean(away <= 1) == pytest.approx(0.683, abs=0.025)


def test_a_spread_that_is_too_small_is_found_out(corpus: Corpus, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(coverage, "GENERATION", 2)
    trial = CoverageTrial(corpus, "replace", 1)
    right = trial.checks(never)
    assert all(each.passed(3.0) for each in right)
    assert [each.note for each in right] == ["closed form"] * 2
    expected = Laws.expected

    def halved(self: Laws, generation: int, own_words: bool = False) -> Values:
        found = expected(self, generation, own_words)
        return found | {"human_types_sd": float(found["human_types_sd"] or 0) / 2}

    monkeypatch.setattr(Laws, "expected", halved)
    assert not any(each.passed(3.0) for each in trial.checks(never))

"""Published claims: they stand on a small text, fall when the regime is another, and say what they did."""

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from toys import CAT, corpus_of

from driftview.drift.laws import Laws
from driftview.study.claims.papers import CLAIMS, find_claims
from driftview.study.claims.trial import (
    Arm,
    Claim,
    ClaimError,
    Judgement,
    Relation,
    Statement,
    Trial,
    judge,
    put_to_test,
)
from driftview.study.executor import Executor
from driftview.study.experiments import normal_deviate, student_statistic
from driftview.text.corpus import Corpus

RUNS = {
    "suresh": 8,
    "bernoulli": 60,
    "overlap": 80,
    "riis": 6,
    "seddik": 30,
    "gerstgrasser": 16,
    "kazdan": 12,
    "alemohammad": 10,
    "shumailov": 6,
    "paradox": 6,
}

QUICK = tuple(claim for claim in CLAIMS if claim.name in RUNS)
"""Claims whose runs take no time. A network that is to lose more than chance takes needs a novel and minutes:
of that claim, the statements are judged on numbers like those that were measured."""


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    """Return a text whose words follow each other, so that order 3 has something to learn."""
    rng = np.random.default_rng(3)
    words = [int(rng.zipf(1.5)) % 300 for _ in range(60)]
    lines = []
    for _ in range(240):
        at = int(rng.integers(60))
        line = [
            words[(at + step) % 60] if rng.random() < 0.7 else int(rng.zipf(1.3)) % 900 for step in range(12)
        ]
        lines.append(" ".join(f"w{word}" for word in line))
    return corpus_of("\n\n".join(lines))


def outcome_of(claim: Claim, corpus: Corpus, trial: Trial | None = None, **values: Any) -> Judgement:
    options = {"replicates": RUNS.get(claim.name, 2), "seed": 1, "level": 0.02, **values}
    *_, last = put_to_test(claim, corpus, trial or claim.trial(corpus), Executor(1, "threads"), **options)
    assert last.done == last.runs
    assert last.judgement is not None
    return last.judgement


def swapped(trial: Trial, settings: Mapping[str, dict[str, Any]]) -> Trial:
    """Return a trial in which some arms are run with other settings than the claim says."""
    arms = tuple(
        replace(arm, settings=replace(arm.settings, **settings.get(arm.name, {}))) for arm in trial.arms
    )
    return replace(trial, arms=arms)


@pytest.mark.parametrize("claim", QUICK, ids=lambda claim: claim.name)
def test_every_claim_stands_on_a_small_text(claim: Claim, corpus: Corpus) -> None:
    found = outcome_of(claim, corpus)
    assert [each.statement.quantity for each in found.findings if not each.passed] == []
    assert found.passed
    assert found.replicates == RUNS[claim.name]


NO_HUMAN = {"human_share": 0.0}

SWAPS: dict[str, dict[str, dict[str, Any]]] = {
    "suresh": {"order 1": {"regime": "accumulate"}},
    "bernoulli": {"coin": {"tokens": 20}},
    "overlap": {"α = 1": {"tokens": 20}},
    "seddik": {"replace": {"regime": "accumulate"}},
    "gerstgrasser": {"accumulate": {"regime": "replace"}},
    "kazdan": {"replace": {"regime": "accumulate"}, "accumulate": {"regime": "replace"}},
    "alemohammad": {"fresh": {"human_source": "fixed"}, "fixed": {"human_source": "fresh"}},
    "shumailov": {"tenth": NO_HUMAN},
    "riis": {"replace": {"regime": "accumulate"}},
    "paradox": {"by quality": {"machine_shares": "auto:0:0.9"}, "preferred": {"retrieval": 0.0}},
}


@pytest.mark.parametrize("claim", QUICK, ids=lambda claim: claim.name)
def test_every_claim_falls_when_the_regime_is_another(claim: Claim, corpus: Corpus) -> None:
    found = outcome_of(claim, corpus, swapped(claim.trial(corpus), SWAPS[claim.name]), replicates=5)
    assert not found.passed


def test_fitted_curves_wander_and_narrow_as_published(corpus: Corpus) -> None:
    (claim,) = find_claims("gaussian")
    found = outcome_of(claim, corpus, replicates=300)
    assert found.passed
    trial = claim.trial(corpus)
    (arm,) = trial.arms
    assert arm.draw is not None
    steady = [1.0, 1.0, 1.0, 1.0]
    still = replace(arm, draw=lambda rng: [each + rng.normal(0, 0.01) for each in steady])
    told = outcome_of(claim, corpus, replace(trial, arms=(still,)), replicates=300)
    assert [each.passed for each in told.findings] == [False, False, False, False]


@pytest.mark.parametrize(
    ("network", "stands"), [((0.99, 0.94), True), ((0.99, 1.0), False), ((0.9, 0.8), False)]
)
def test_a_network_must_begin_on_the_law_and_end_below_it(
    corpus: Corpus, network: tuple[float, float], stands: bool
) -> None:
    claim = find_claims("architectures")[0]
    trial = claim.trial(corpus)
    law = [Laws(corpus, trial.arms[0].settings).expected(number)["human_types"] or 0.0 for number in (1, 5)]
    scatter = np.array([-2.0, 0.0, 1.0, 1.0])
    names = [name for name, _ in trial.arms[0].readings.items()]
    found = {
        arm: {name: share * words + scatter for name, share, words in zip(names, shares, law, strict=True)}
        for arm, shares in (("trigram", (1.0, 1.0)), ("neural", network))
    }
    assert judge(claim, "toy", trial.statements, found, 0.05).passed == stands


def test_a_bound_that_is_broken_is_found_out(corpus: Corpus) -> None:
    claim = find_claims("gerstgrasser")[0]
    found = outcome_of(claim, corpus, swapped(claim.trial(corpus), SWAPS[claim.name]))
    bound = next(each for each in found.findings if each.statement.relation is Relation.AT_MOST)
    assert bound.statement.published == pytest.approx(math.pi**2 / 6 - 1)
    assert bound.outcome == "FAIL"
    assert bound.check.measured > bound.statement.published + bound.tolerance


def test_the_seed_alone_decides(corpus: Corpus) -> None:
    claim = find_claims("seddik")[0]
    first, again = (outcome_of(claim, corpus, replicates=6), outcome_of(claim, corpus, replicates=6))
    other = outcome_of(claim, corpus, replicates=6, seed=2)
    assert [each.check for each in first.findings] == [each.check for each in again.findings]
    assert first.findings[0].check.measured != other.findings[0].check.measured


def test_the_seed_alone_decides_whoever_does_the_work(corpus: Corpus) -> None:
    claim = find_claims("gerstgrasser")[0]
    trial = claim.trial(corpus)
    checks = []
    for workers in (1, 3):
        *_, last = put_to_test(
            claim, corpus, trial, Executor(workers, "threads"), replicates=4, seed=5, level=0.05
        )
        assert last.judgement
        checks.append([each.check for each in last.judgement.findings])
    assert checks[0] == checks[1]


def test_a_loss_needs_text_that_is_held_out() -> None:
    for name in ("kazdan", "alemohammad", "shumailov"):
        with pytest.raises(ClaimError, match="fewer than ten paragraphs"):
            find_claims(name)[0].trial(corpus_of(CAT))


def test_all_are_found_and_a_wrong_name_lists_them() -> None:
    assert find_claims("all") == CLAIMS
    with pytest.raises(
        ClaimError,
        match="suresh, bernoulli, gaussian, overlap, seddik, gerstgrasser, kazdan, alemohammad, shumailov, "
        "riis, architectures, subwords, ecosystem, neighbour, editing, curation, filters, paradox, and ",
    ):
        find_claims("nobody")


def judged(values: list[float], relation: Relation, allowance: float = 0.0) -> tuple[str, float]:
    """Return the outcome and the tolerance for replicates that should be 0."""
    statement = Statement("x", 1, lambda found: found["arm"]["x"], 0.0, relation, allowance)
    found = judge(CLAIMS[0], "toy", [statement], {"arm": {"x": np.array(values)}}, 0.05).findings[0]
    return found.outcome, found.tolerance


def test_an_ordering_must_be_shown_not_only_uncontradicted() -> None:
    near = [0.9, -0.8, 0.3, 0.1, -0.2]
    assert judged(near, Relation.EQUALS)[0] == "pass"
    assert judged(near, Relation.AT_MOST)[0] == "pass"
    assert judged(near, Relation.ABOVE)[0] == "not shown"
    high = [5.1, 4.8, 5.3, 5.1, 4.7]
    assert [judged(high, each)[0] for each in Relation] == ["FAIL", "pass", "FAIL"]
    low = [-value for value in high]
    assert [judged(low, each)[0] for each in Relation] == ["FAIL", "FAIL", "pass"]


def test_the_tolerance_is_where_the_outcome_turns() -> None:
    values = np.array([0.4, -0.3, 0.1, -0.2, 0.0])
    for relation, allowance in ((Relation.EQUALS, 0.0), (Relation.EQUALS, 0.5), (Relation.ABOVE, 0.0)):
        tolerance = judged(values.tolist(), relation, allowance)[1]
        inside, outside = (
            judged((values + shift * tolerance).tolist(), relation, allowance)[0] for shift in (0.99, 1.01)
        )
        assert (inside == "pass") is (relation is Relation.EQUALS)
        assert (outside == "pass") is (relation is Relation.ABOVE)


@pytest.mark.parametrize("freedom", [2, 9, 199])
def test_student_statistic_undoes_the_normal_deviate(freedom: int) -> None:
    for statistic in (-5.0, -0.3, 0.0, 2.5):
        assert student_statistic(normal_deviate(statistic, freedom), freedom) == pytest.approx(statistic)


def test_arms_share_their_seeds(corpus: Corpus) -> None:
    claim = find_claims("gerstgrasser")[0]
    trial = claim.trial(corpus)
    twin = replace(trial.arms[0], name="twin")
    same = Statement(
        "twin − replace", 5, lambda found: found["twin"]["error 5"] - found["replace"]["error 5"], 0
    )
    found = outcome_of(claim, corpus, Trial((trial.arms[0], twin), (same,)))
    assert found.passed
    assert found.findings[0].check.standard_error == 0


def test_every_claim_tells_what_it_leaves_out() -> None:
    for claim in CLAIMS:
        assert claim.paper.says and claim.paper.runs and claim.paper.omits
        assert 3 < claim.quick_replicates < claim.replicates
        assert isinstance(claim.paper.source, str) and claim.paper.source.startswith(
            ("arXiv ", "docs/laws.md")
        )


def test_arms_have_names_of_their_own(corpus: Corpus) -> None:
    for claim in CLAIMS:
        arms: tuple[Arm, ...] = claim.trial(corpus).arms
        assert len({arm.name for arm in arms}) == len(arms)


def test_published_shares_are_those_of_the_novels_alone(corpus: Corpus) -> None:
    riis = find_claims("riis")[0]
    of_novels = riis.trial(replace(corpus, name="austen")).statements
    assert [each.published for each in of_novels] == [0.449, 0.169, 0.819, 0.847]
    law, order, *of_mix = riis.trial(corpus).statements
    assert all(law.published < each.published < 1 for each in of_mix)
    assert 0 < law.published < 1
    assert order.relation is Relation.ABOVE

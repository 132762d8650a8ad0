"""The paradox: machine shares that follow from the generations, and retrieval that prefers the likely."""

import gc
import weakref
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from lineages import run
from toys import CAT, corpus_of

from driftview.drift.cost import preflight
from driftview.drift.laws import Laws
from driftview.drift.lineage import settled
from driftview.drift.loop import Loop
from driftview.drift.retrieval import Scraped, likelihood, ranking
from driftview.drift.training import Passage, TrainingPool
from driftview.export.lineage_folder import write_lineage
from driftview.export.reopening import read_lineage
from driftview.settings.feedback import Feedback, read_feedback
from driftview.settings.forms import questions, read_answer, shown
from driftview.settings.settings import PARAMETERS, Settings, SettingsError

LONG = "\n\n".join(CAT.split("\n\n") * 6)
BY_QUALITY = "auto:2:0.8"


def test_the_share_is_what_the_formula_says() -> None:
    assert Feedback(2.0, 0.8).machine_share(100.0, 200.0) == pytest.approx(0.8 * 0.25)
    assert Feedback(0.5, 0.5).machine_share(100.0, 400.0) == pytest.approx(0.25)
    assert Feedback(0.0, 0.3).machine_share(100.0, 900.0) == pytest.approx(0.3)
    assert Feedback(1.0, 0.9).machine_share(200.0, 100.0) == 1.0


@pytest.mark.parametrize(
    "text", ["auto", "auto:", "auto:-1", "auto:1:2", "auto:1:0.5:3", "auto:1e3", "auto:1000"]
)
def test_what_is_no_rule_is_refused_in_one_line(text: str) -> None:
    assert read_feedback(text) is None
    with pytest.raises(SettingsError, match=r"^machine.shares must be .* auto:1"):
        Settings(machine_shares=text)


def test_a_form_takes_the_rule_as_it_is_typed() -> None:
    declared = PARAMETERS["machine_shares"]
    assert declared in questions("regime")
    assert read_answer(declared, "auto 2 0.8") == read_answer(declared, "auto:2:0.8") == BY_QUALITY
    assert shown(declared, Settings(machine_shares=BY_QUALITY)) == BY_QUALITY
    assert read_answer(declared, "0 50") == (0.0, 0.5)


def test_shares_follow_from_held_out_perplexity_and_are_recorded() -> None:
    lineage = run(corpus_of(LONG), 4, machine_shares=BY_QUALITY, order=2).lineage
    perplexities = [float(each.measures["perplexity"] or 0) for each in lineage.generations]
    found = [each.measures["scraped_share"] for each in lineage.generations[2:]]
    expected = [0.8 * (perplexities[0] / each) ** 2 for each in perplexities[1:4]]
    assert found == pytest.approx(np.minimum(expected, 1.0).tolist())
    assert lineage.generations[1].measures["machine_share"] == 0.0
    tokens = len(lineage.corpus.tokens)
    assert [each.measures["machine_share"] for each in lineage.generations[2:]] == pytest.approx(
        found, abs=1 / tokens
    )
    used = settled(lineage.settings, lineage.generations).machine_shares
    assert isinstance(used, tuple)
    assert used[:3] == pytest.approx(found)


def test_with_the_switch_off_it_is_a_constant_share() -> None:
    corpus = corpus_of(LONG)
    off, constant = (run(corpus, 3, machine_shares=shares) for shares in ("auto:0:0.75", (0.75,)))
    for one, other in zip(off.lineage.generations, constant.lineage.generations, strict=True):
        assert np.array_equal(one.origins, other.origins)
        assert one.expected == other.expected


def test_the_law_takes_the_shares_that_were_used() -> None:
    corpus = corpus_of(LONG)
    lineage = run(corpus, 4, machine_shares=BY_QUALITY).lineage
    used = settled(lineage.settings, lineage.generations[:4])
    given = Loop(corpus, replace(used, machine_shares=used.machine_shares)).laws.expected(4)
    assert lineage.generations[4].expected == given


@pytest.mark.parametrize("more", [{}, {"retrieval": 3.0}, {"retrieval": 3.0, "human_source": "rotating"}])
def test_a_run_that_was_left_goes_on_as_if_it_never_had_been(tmp_path: Path, more: dict[str, object]) -> None:
    whole = run(corpus_of(LONG), 5, machine_shares=BY_QUALITY, **more).lineage
    part = run(corpus_of(LONG), 3, machine_shares=BY_QUALITY, **more).lineage
    loop = Loop.after(read_lineage(write_lineage(part, tmp_path / "part")))
    for number in (4, 5):
        made = loop.step()
        assert np.array_equal(made.tokens, whole.generations[number].tokens)
        assert made.measures == whole.generations[number].measures


def test_a_text_without_held_out_paragraphs_is_refused() -> None:
    short = corpus_of("One two three four. Five six seven. " * 4)
    assert not len(short.held_out)
    with pytest.raises(SettingsError, match="needs held-out text"):
        preflight(short, Settings(machine_shares="auto:1", order=1))
    with pytest.raises(SettingsError, match="needs held-out text"):
        Loop(short, Settings(machine_shares="auto:1", order=1))


def test_twice_as_much_is_scraped_as_is_trained_on() -> None:
    assert Scraped.of(100, 0.5) == (100, 100)
    assert Scraped.of(100, 0.75) == (50, 150)
    assert Scraped.of(100, 0.2) == (100, 25)
    assert Scraped.of(100, 0.0) == (100, 0)
    assert Scraped.of(100, 1.0) == (0, 200)


def test_likely_documents_are_found_first_and_none_is_preferred_at_strength_0() -> None:
    tokens = np.array([0, 0, 0, 1, 2, 2], np.int32)
    starts = np.array([0, 2, 4])
    likely = likelihood(tokens, starts, np.array([0, 0, 0, 1], np.int32), 3)
    shares = np.array([3.5, 1.5, 0.5]) / 5.5
    expected = [np.log2(shares[0]), np.log2(shares[[0, 1]]).mean(), np.log2(shares[2])]
    assert likely.tolist() == pytest.approx(expected)
    firsts = [int(ranking(likely, 50.0, np.random.default_rng(seed))[0]) for seed in range(50)]
    assert set(firsts) == {0}
    rng = np.random.default_rng(1)
    counts = np.bincount([int(ranking(likely, 0.0, rng)[0]) for _ in range(3000)], minlength=3)
    chi_square = float(((counts - 1000.0) ** 2 / 1000.0).sum())
    assert chi_square < 13.8  # 99.9% of two degrees of freedom
    weighted = np.bincount([int(ranking(likely, 1.0, rng)[0]) for _ in range(3000)], minlength=3)
    weights = 2.0**likely / (2.0**likely).sum()
    assert float(((weighted - 3000 * weights) ** 2 / (3000 * weights)).sum()) < 13.8


def test_retrieval_exposes_the_model_to_more_machine_text_than_was_scraped() -> None:
    corpus = corpus_of("\n\n".join(f"rare{n} odd{n} the the a" for n in range(60)))
    pool = TrainingPool(corpus, Settings(machine_shares=(0.5,), retrieval=20.0))
    plain = np.flatnonzero(np.isin(corpus.tokens, corpus.tokens[2:5])).astype(np.int32)
    origins = np.resize(plain, len(corpus.tokens)).astype(np.int32)
    pool.put(Passage(origins, np.arange(0, len(origins), 5)), 1)
    assert pool.machine_share > 0.9
    assert len(pool.training_text(2)) == len(corpus.tokens)


def test_laws_of_settled_shares_go_no_further_than_asked_and_are_let_go() -> None:
    corpus = corpus_of(LONG)
    open_shares = Settings(machine_shares="auto:1", generations=40)
    laws = Laws(corpus, open_shares)
    known = replace(open_shares, machine_shares=(0.5, 0.4, 0.3))
    whole, short = Laws(corpus, known), laws.given(known, 3)
    assert short.expected(3) == whole.expected(3)
    assert len(short._laws(3)[0].survival) == 4 < len(whole._laws(3)[0].survival)
    gone = weakref.ref(short)
    gc.disable()
    try:
        del short
        assert gone() is None
    finally:
        gc.enable()

"""The neural model in the loop: no genealogy, copies by matching, drift as its null hypothesis."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from toys import CAT, corpus_of

from driftview.drift.lineage import Lineage
from driftview.drift.loop import Loop
from driftview.settings.conflicts import check_together
from driftview.settings.settings import Settings, SettingsError
from driftview.tui.content.main import progress, waiting
from driftview.tui.session import Run

LONG = "\n\n".join(f"{paragraph} {paragraph}" for paragraph in CAT.split("\n\n") * 12)


@pytest.fixture(scope="module")
def lineage() -> Lineage:
    loop = Loop(corpus_of(LONG), Settings(model="neural", generations=2))
    for _ in range(2):
        loop.step()
    return loop.lineage


def test_what_it_writes_has_no_genealogy_and_is_matched(lineage: Lineage) -> None:
    generation = lineage.generations[2]
    assert generation.matched
    assert generation.written is not None
    assert not generation.voices
    assert generation.measures["founders"] is None
    assert (generation.corpus.tokens[generation.origins] == generation.written).all()


def test_drift_is_its_null_hypothesis(lineage: Lineage) -> None:
    generation = lineage.generations[1]
    expected = generation.expected["human_types"]
    assert expected is not None
    assert expected > 0
    assert not lineage.settings.drifts


def test_its_own_perplexity_has_a_name_of_its_own(lineage: Lineage) -> None:
    own, fixed = (lineage.generations[1].measures[name] for name in ("model_perplexity", "perplexity"))
    assert own is not None
    assert fixed is not None
    assert own > 1
    assert own != fixed
    assert "model_perplexity" not in Loop(corpus_of(CAT), Settings()).lineage.generations[0].measures


def test_the_same_seed_gives_the_same_text() -> None:
    def text(seed: int) -> list[int]:
        return [
            int(token) for token in Loop(corpus_of(LONG), Settings(model="neural", seed=seed)).step().tokens
        ]

    assert text(1) == text(1) != text(2)


def test_it_can_be_stopped_while_it_trains() -> None:
    asked = 0

    def cancelled() -> bool:
        nonlocal asked
        asked += 1
        return asked > 3

    loop = Loop(corpus_of(LONG), Settings(model="neural"))
    with pytest.raises(Loop.Cancelled):
        loop.step(cancelled)
    assert asked == 4
    assert len(loop.lineage.generations) == 1


def test_it_says_how_far_a_generation_is() -> None:
    loop = Loop(corpus_of(LONG), Settings(model="neural"), controlled=False)
    seen: list[tuple[str, float]] = []

    def watch() -> bool:
        if loop.doing is not None:
            seen.append(loop.doing)
        return False

    loop.step(watch)
    kinds = [what for what, _ in seen]
    assert kinds == sorted(kinds, key=["training", "scoring", "writing"].index)
    shares = [share for _, share in seen]
    assert shares == sorted(shares)
    assert 0 < shares[0] < shares[-1] <= 1
    assert loop.doing is None


def test_held_out_text_decides_nothing() -> None:
    corpus = corpus_of(LONG)
    other = replace(corpus, held_out=corpus.held_out[:0], held_out_starts=corpus.held_out_starts[:0])
    texts = [Loop(each, Settings(model="neural"), controlled=False).step().tokens for each in (corpus, other)]
    assert np.array_equal(texts[0], texts[1])


def test_what_it_does_not_have_is_refused() -> None:
    with pytest.raises(SettingsError, match="model and order contradict each other: the neural model"):
        check_together([Settings(model="neural", order=2)])


def test_the_explorer_says_how_far_the_first_and_later_generations_are() -> None:
    corpus = corpus_of(LONG)
    run = Run(1, ("text",), Settings(model="neural"), target=4, corpus=corpus, computing=True)
    session: Any = SimpleNamespace(run=run, waits_for_user=False, computing=True)
    told = f"Training the first model on {len(corpus.tokens):,} tokens"
    assert waiting(session) == (f"{told} …",)
    run.within = "training", 0.25, 2.0
    assert waiting(session)[0] == f"{told}: training 25%, ready in 6 s …"
    assert progress(session) == "▶ computing 0/4 · training 25%, 6 s"

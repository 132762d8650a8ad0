"""Controls for the measures on demand: human text that went through no loop."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lineages import run
from toys import CAT, corpus_of

from driftview.drift.controls import (
    Witness,
    control_paragraphs,
    measure_control,
    measure_more,
    noise_floors,
    noise_floors_of,
    observe,
)
from driftview.drift.indexed_corpus import IndexedCorpus
from driftview.drift.lineage import Lineage
from driftview.drift.loop import Loop
from driftview.measures.observation import Observation
from driftview.measures.registry import all_measures, find_measure
from driftview.settings.settings import Settings
from driftview.text.sources import open_corpus

OTHERS = [measure.name for measure in all_measures() if measure.everyday is None]


@pytest.fixture(scope="module")
def loop() -> Loop:
    made: Loop = run(open_corpus(["ecclesiastes"]), 10, order=2)
    return made


def test_what_is_said_to_be_free_of_order_is(loop: Loop) -> None:
    seen = observe(loop.indexed, loop.lineage.generations[3])
    assert seen.origins is not None
    order = np.random.default_rng(1).permutation(seen.length)
    shuffled = Observation(
        seen.tokens[order],
        np.zeros(1, np.int64),
        seen.counts,
        seen.human,
        seen.origins[order],
        seen.held_out_probability,
    )
    for name in (name for name in OTHERS if find_measure(name).control == "tokens"):
        assert find_measure(name)(shuffled) == pytest.approx(find_measure(name)(seen)), name


def test_the_single_tokens_are_those_of_the_control(loop: Loop) -> None:
    """hill_0 counts words too, as the control of every generation does."""
    for generation in loop.lineage.generations[1:4]:
        values = measure_control(loop.indexed, loop.lineage.settings.seed, generation, ["hill_0"])
        assert values == {"hill_0": generation.control["types"]}


@given(tokens=st.integers(1, 200), seed=st.integers(0, 50))
def test_paragraphs_are_whole_but_for_the_last_one(tokens: int, seed: int) -> None:
    corpus = corpus_of(CAT, "A dog.\n\nThe cat saw the dog and the cat saw the dog.")
    sample = control_paragraphs(IndexedCorpus(corpus, 2), tokens, np.random.default_rng(seed))
    assert sample.length == tokens
    assert sample.origins is not None
    lengths = dict(
        zip(corpus.starts.tolist(), np.diff(corpus.starts, append=len(corpus.tokens)).tolist(), strict=True)
    )
    ends = [*sample.starts[1:].tolist(), tokens]
    for place, (begin, end) in enumerate(zip(sample.starts.tolist(), ends, strict=True)):
        origins = sample.origins[begin:end]
        assert np.array_equal(origins, origins[0] + np.arange(end - begin))
        whole = lengths[int(origins[0])]
        assert end - begin == whole or (place == len(ends) - 1 and end - begin < whole)
    assert sample.counts.sum() == tokens


def test_samples_are_the_same_again_and_stop_when_told(loop: Loop) -> None:
    generation = loop.lineage.generations[2]
    first = measure_control(loop.indexed, 1, generation, OTHERS)
    assert first == measure_control(loop.indexed, 1, generation, OTHERS)
    assert first != measure_control(loop.indexed, 2, generation, OTHERS)
    assert measure_control(loop.indexed, 1, generation, OTHERS, lambda: True) == {}


def test_what_a_loop_does_leaves_the_floor_and_another_control_does_not(loop: Loop) -> None:
    lineage = loop.lineage
    witnesses = [
        Witness(
            each.number, len(each.origins), measured(loop, lineage, each.number), control(loop, each.number)
        )
        for each in lineage.generations[1:]
    ]
    found = noise_floors_of(witnesses, OTHERS)
    assert (found["hill_0"].verdict, found["hill_0"].left) == (
        "left",
        noise_floors(lineage.generations)["types"].left,
    )
    assert (found["phrases_alive_2"].verdict, found["phrases_alive_2"].direction) == ("left", -1)
    assert (found["novel_share_4"].verdict, found["novel_share_4"].left) == (
        "left",
        1,
    )  # paragraphs have none
    assert found["mutated_share"].verdict == "none"  # nobody has any

    same = [
        Witness(now.number, now.tokens, following.control, now.control)
        for now, following in zip(witnesses, [*witnesses[1:], witnesses[0]], strict=True)
    ]
    assert {floor.verdict for floor in noise_floors_of(same, OTHERS).values()} == {"blind", "none"}


def measured(loop: Loop, lineage: Lineage, number: int) -> dict[str, float | int | None]:
    return dict(measure_more(loop.indexed, lineage.generations[number], OTHERS))


def control(loop: Loop, number: int) -> dict[str, float | int | None]:
    settings: Settings = loop.lineage.settings
    return dict(measure_control(loop.indexed, settings.seed, loop.lineage.generations[number], OTHERS))

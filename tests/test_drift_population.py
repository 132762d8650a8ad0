"""Several models that write side by side."""

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from lineages import run
from toys import CAT, corpus_of

from driftview.drift.laws import Laws
from driftview.drift.loop import Loop
from driftview.drift.population import Population, Shares, check_population
from driftview.drift.training import Passage
from driftview.export.lineage_folder import write_lineage
from driftview.export.reopening import read_lineage
from driftview.settings.conflicts import check_together
from driftview.settings.settings import Settings, SettingsError
from driftview.text.corpus import Corpus

LONG = "\n\n".join(CAT.split("\n\n") * 8)
SINGLE = "\n\n".join(f"w{int(n)}" for n in np.random.default_rng(5).zipf(1.6, 1200) % 211)


@pytest.fixture(scope="module")
def voices() -> Corpus:
    return corpus_of(LONG, LONG.replace("cat", "horse"), LONG.replace("dog", "fox") + LONG)


@pytest.fixture(scope="module")
def single() -> Corpus:
    return corpus_of(SINGLE)


def test_one_model_is_what_it_always_was() -> None:
    corpus = corpus_of(LONG)
    plain, noted = run(corpus, 3), run(corpus, 3, population=1)
    for one, other in zip(plain.lineage.generations, noted.lineage.generations, strict=True):
        assert np.array_equal(one.origins, other.origins)
        assert one.measures == other.measures


@pytest.mark.parametrize("text", ["same", "split", "voices"])
def test_each_model_begins_with_its_text_and_writes_its_part(voices: Corpus, text: str) -> None:
    settings = Settings(population=3, population_text=text, tokens=700)  # type: ignore[arg-type]
    shares = Shares(voices, settings)
    parts = shares.human
    everything = np.arange(len(voices.tokens))
    if text == "same":
        assert all(np.array_equal(part.origins, everything) for part in parts)
    else:
        assert np.array_equal(np.sort(np.concatenate([part.origins for part in parts])), everything)
    for part in parts:
        assert np.isin(part.origins[part.starts], voices.starts).all()
    if text == "voices":
        assert [set(voices.token_voice[part.origins].tolist()) for part in parts] == [{0}, {1}, {2}]
    sizes = shares.sizes(1)
    assert sizes.sum() == 700
    proportions = np.array([len(part) for part in parts]) / sum(len(part) for part in parts)
    assert np.abs(sizes - 700 * proportions).max() <= 1
    assert np.array_equal(shares.counts().sum(axis=1), [len(part) for part in parts])


def test_models_that_read_only_their_own_keep_to_their_own_text(voices: Corpus) -> None:
    lineage = run(voices, 4, population=3, population_text="voices").lineage
    shares = Shares(voices, lineage.settings)
    for generation in lineage.generations[1:]:
        edges = shares.edges(len(generation.origins))
        assert set(edges[:-1].tolist()) <= set(generation.starts.tolist())
        for voice, (low, high) in enumerate(pairwise(edges.tolist())):
            assert set(voices.token_voice[generation.origins[low:high]].tolist()) == {voice}


def test_migrants_are_others_documents_and_a_share_of_what_is_read(voices: Corpus) -> None:
    settings = Settings(population=3, population_text="voices", migration=0.25)
    population = Population(voices, settings)
    whole = Passage(np.arange(len(voices.tokens), dtype=np.int32), voices.starts)
    population.put(whole, 1)
    for voice, pool in enumerate(population.pools):
        read = pool.training_text(2)
        foreign = voices.token_voice[read.origins] != voice
        assert foreign.mean() == pytest.approx(0.25, abs=0.01)
        assert np.isin(read.origins[read.starts], voices.starts).all()
    pooled = Population(voices, Settings(population=3, population_text="voices", migration=1.0))
    pooled.put(whole, 1)
    for pool in pooled.pools:
        assert np.array_equal(np.sort(pool.training_text(2).origins), whole.origins)


MIXES: list[dict[str, object]] = [
    {"migration": 0.2},
    {"regime": "accumulate", "migration": 1.0},
    {"regime": "subsample"},
    {"regime": "overlap", "migration": 0.1},
    {"human_share": 0.3, "migration": 0.2},
    {"candidates": 2, "curated_models": 1},
    {"smoothing": "witten-bell", "migration": 0.2},
    {"machine_shares": "auto:1:0.8", "retrieval": 2.0, "migration": 0.2},
]


@pytest.mark.parametrize("more", MIXES)
def test_a_population_goes_on_after_reopening_as_if_never_left(
    voices: Corpus, tmp_path: Path, more: dict[str, object]
) -> None:
    settings: dict[str, object] = {"population": 3, "population_text": "split", "order": 2, **more}
    whole, part = run(voices, 4, **settings).lineage, run(voices, 2, **settings).lineage
    assert all(len(each.origins) == len(voices.tokens) for each in whole.generations)
    loop = Loop.after(read_lineage(write_lineage(part, tmp_path / "part")))
    for number in (3, 4):
        made = loop.step()
        assert np.array_equal(made.tokens, whole.generations[number].tokens)
        assert made.measures == whole.generations[number].measures
        assert made.expected == whole.generations[number].expected


@pytest.mark.parametrize(
    "more", [{"population_text": "same"}, {"population_text": "split", "migration": 0.2}, {"migration": 1.0}]
)
def test_the_island_law_is_what_runs_do(single: Corpus, more: dict[str, object]) -> None:
    found = []
    for seed in range(30):
        settings = Settings(population=4, order=1, seed=seed, **more)  # type: ignore[arg-type]
        loop = Loop(single, settings, measured=("human_types", "model_types"), controlled=False)
        for _ in range(5):
            loop.step()
        measures = loop.lineage.generations[5].measures
        found.append([float(measures["human_types"] or 0), float(measures["model_types"] or 0)])
    expected = loop.lineage.generations[5].expected
    law = [float(expected["human_types"] or 0), float(expected["model_types"] or 0)]
    mean, error = np.mean(found, axis=0), np.std(found, axis=0, ddof=1) / np.sqrt(len(found))
    assert np.all(np.abs(mean - law) < 4 * error + 0.01 * np.array(law))
    assert np.std(found, axis=0)[0] == pytest.approx(float(expected["human_types_sd"] or 0), rel=0.4)
    each = loop.laws.of_models(5)
    assert np.mean([words for words, _ in each]) == pytest.approx(law[1], abs=1e-3)


def test_the_law_is_withheld_where_it_is_not_known(voices: Corpus) -> None:
    for more in ({"human_share": 0.1}, {"regime": "window"}, {"temperature": 0.5}):
        settings = Settings(population=2, **more)
        assert not Laws(voices, settings).hold
        assert Laws(voices, settings).of_models(2) == []


def test_curating_one_model_leaves_the_others_as_they_were(voices: Corpus) -> None:
    settings: dict[str, object] = {"population": 3, "population_text": "split", "order": 2}
    plain = run(voices, 2, **settings).lineage
    curated = run(voices, 2, candidates=3, curated_models=1, **settings).lineage
    edge = int(Shares(voices, plain.settings).edges(len(voices.tokens))[1])
    for one, other in zip(plain.generations[1:], curated.generations[1:], strict=True):
        assert not np.array_equal(one.tokens[:edge], other.tokens[:edge])
        assert np.array_equal(one.tokens[edge:], other.tokens[edge:])


def test_populations_that_cannot_be_are_refused_in_one_line(voices: Corpus) -> None:
    for settings, words in (
        (Settings(population=2, population_text="voices"), "as many models as voices: this text has 3"),
        (Settings(population=64, tokens=200), "each of 64 models would have 3 tokens, and 20 are needed"),
    ):
        with pytest.raises(SettingsError, match=words):
            Loop(voices, settings)
    with pytest.raises(SettingsError, match="paragraphs: this text has"):
        Loop(corpus_of(CAT), Settings(population=9, population_text="split", order=1))
    with pytest.raises(SettingsError, match="from 1 to 64"):
        Settings(population=65)
    with pytest.raises(SettingsError, match="contradict"):
        check_together([Settings(population=2, model_command="./mine")])
    assert "population" in (check_together([Settings(migration=0.5)]) or "")
    assert "candidates" in (check_together([Settings(population=2, curated_models=1)]) or "")
    assert check_together([Settings(population=2, curated_models=1, candidates=2)]) is None
    with pytest.raises(SettingsError, match="choose at most 2"):
        check_population(corpus_of(LONG), Settings(population=2, curated_models=3, candidates=2))


def test_the_claims_about_populations_can_be_set_up(voices: Corpus) -> None:
    from driftview.study.claims.papers import find_claims
    from driftview.study.claims.trial import ClaimError

    (ecosystem,), (neighbour,) = find_claims("ecosystem"), find_claims("neighbour")
    null = [each for each in ecosystem.trial(voices).statements if each.published]
    assert {round(each.published, 6) for each in null} == {
        round(Laws(voices, Settings(order=2, generations=10)).expected(10)["human_types"] or 0, 6)
    }
    arms = {arm.name: arm.settings for arm in neighbour.trial(voices).arms}
    assert arms["one curated"].curated_models == 1
    assert arms["none curated"].candidates == 1
    with pytest.raises(ClaimError, match="held"):
        ecosystem.trial(corpus_of(CAT * 2))

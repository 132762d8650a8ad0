"""The training mix and pool: what is measured of them, what joins them, and what the laws say of both."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from toys import corpus_of

from driftview.drift.laws import Laws
from driftview.drift.loop import Loop
from driftview.drift.simulated import Simulation
from driftview.export.lineage_folder import write_lineage
from driftview.export.reopening import read_lineage
from driftview.settings.conflicts import check_together
from driftview.settings.settings import Settings, SettingsError
from driftview.text.corpus import Corpus

TAKEN = ("types", "hapaxes", "written_types")
GENERATIONS = 5


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    """Return a text of many short documents, so that what is drawn of it varies little."""
    rng = np.random.default_rng(5)
    ranks = np.minimum(rng.zipf(1.4, (150, 14)), 900)
    return corpus_of("\n\n".join(" ".join(f"w{rank}" for rank in line) for line in ranks.tolist()))


def run(corpus: Corpus, settings: Settings, measured: tuple[str, ...] | None = None) -> Loop:
    loop = Loop(corpus, settings, measured=measured, controlled=False)
    for _ in range(settings.generations):
        loop.step()
    return loop


MIXED = [
    {"human_share": 0.3, "of": "mix"},
    {"human_share": 0.3, "of": "mix", "human_source": "resampled"},
    {"human_share": 0.3, "of": "mix", "human_source": "fixed"},
    {"human_share": 0.3, "of": "mix", "human_source": "rotating"},
    {"human_share": 0.3, "of": "pool", "regime": "window"},
    {"human_share": 0.2, "of": "mix", "regime": "overlap"},
    {"human_share": 0.2, "of": "pool", "regime": "accumulate"},
    {"human_adds": 0.5, "of": "mix"},
    {"human_adds": 0.5},
    {"human_adds": 0.5, "human_source": "fixed"},
    {"human_adds": 0.5, "human_source": "resampled"},
    {"human_adds": 1.5, "human_source": "rotating"},
    {"human_adds": 0.5, "regime": "subsample"},
]


@pytest.mark.parametrize("values", MIXED, ids=lambda values: "-".join(map(str, values.values())))
def test_laws_of_mixes_hold(corpus: Corpus, values: dict[str, object]) -> None:
    settings = Settings(order=1, generations=GENERATIONS, **values)  # type: ignore[arg-type]
    laws = Laws(corpus, settings)
    runs = 24
    found = []
    for seed in range(runs):
        loop = run(corpus, replace(settings, seed=seed), TAKEN)
        found.append([loop.lineage.generations[GENERATIONS].measures[name] for name in TAKEN])
    for name, measured in zip(TAKEN, np.array(found, float).T, strict=True):
        law = laws.expected(GENERATIONS).get(name)
        if law is None:
            assert name == "written_types"
            assert settings.of == "written"
            continue
        error = max(measured.std(ddof=1) / runs**0.5, 0.3)
        assert abs(measured.mean() - law) < 4 * error + 0.01 * law, name


def test_the_measured_text_changes_no_text(corpus: Corpus) -> None:
    settings = Settings(order=2, generations=3, human_share=0.4)
    plain, mixed = run(corpus, settings), run(corpus, replace(settings, of="mix"))
    for one, other in zip(plain.lineage.generations, mixed.lineage.generations, strict=True):
        assert np.array_equal(one.origins, other.origins)
        written = other.measures["written_types"] if other.number else one.measures["human_types"]
        assert written == one.measures["human_types"]
    last = mixed.lineage.generations[-1]
    assert (last.measures["types"] or 0) > (last.measures["written_types"] or 0)
    assert last.counts.sum() == last.measures["tokens"] == len(corpus.tokens)


def test_added_human_text_takes_nobodys_place(corpus: Corpus) -> None:
    tokens = len(corpus.tokens)
    settings = Settings(order=1, generations=2, human_adds=0.5, of="mix")
    mixed = run(corpus, settings).lineage.generations[2]
    assert mixed.measures["tokens"] == tokens + round(0.5 * tokens)
    assert len(mixed.origins) == tokens
    pool = run(corpus, replace(settings, of="pool", regime="accumulate")).lineage.generations[2]
    assert pool.measures["tokens"] == tokens + 2 * (tokens + round(0.5 * tokens))
    assert pool.measures["human_types"] == np.count_nonzero(corpus.counts)


def test_a_lineage_of_mixes_comes_back_from_its_folder(corpus: Corpus, tmp_path: Path) -> None:
    settings = Settings(order=2, generations=3, human_share=0.4, of="mix")
    lineage = run(corpus, settings).lineage
    write_lineage(lineage, tmp_path / "mixes")
    found = read_lineage(tmp_path / "mixes")
    assert [each.measures for each in found.generations] == [each.measures for each in lineage.generations]
    more = Loop.after(found).step()
    lineage = run(corpus, replace(settings, generations=4)).lineage
    assert more.measures == lineage.generations[4].measures


def test_replicates_of_mixes_are_of_mixes(corpus: Corpus) -> None:
    settings = Settings(order=1, generations=2, human_share=0.4, of="mix")
    simulated, *_ = Simulation(corpus, settings).batches(12, lambda: False)
    for more in list(Simulation(corpus, settings).batches(12, lambda: False))[1:]:
        simulated = simulated.with_more(more)
    laws = Laws(corpus, settings)
    for name in ("human_types", "written_types"):
        found, law = simulated.expected(2), laws.expected(2)
        assert abs((found[name] or 0) - (law[name] or 0)) < 2 * (law[f"{name}_sd"] or 0)


@pytest.mark.parametrize(
    "values",
    [{"human_adds": 0.5, "human_share": 0.5}, {"of": "mix", "population": 2},
     {"of": "pool", "machine_shares": (0.5,)}, {"human_adds": 1.0, "machine_shares": (0.5,)}],
)  # fmt: skip
def test_settings_of_mixes_that_contradict_each_other(values: dict[str, object]) -> None:
    with pytest.raises(SettingsError, match="contradict"):
        check_together([Settings(**values)])  # type: ignore[arg-type]

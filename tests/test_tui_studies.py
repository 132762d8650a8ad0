"""Compare, Replicates and How much human text?: used as a person would, and their arithmetic by hand."""

import math
import re
import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from exploring import Driver, exploring, until
from lineages import told
from test_tui_frames import check_both
from toys import CAT, corpus_of

from driftview.drift.lineage import Generation
from driftview.drift.loop import besides
from driftview.measures.registry import studied_measures
from driftview.settings.conflicts import check_together
from driftview.settings.settings import Settings
from driftview.study import retention
from driftview.study.replicates import fan, run_all
from driftview.study.retention import retention_settings
from driftview.study.runs import MeasuredRun
from driftview.text.corpus import Corpus
from driftview.tui import parallel
from driftview.tui.content import compare
from driftview.tui.content import replicates as replicates_module
from driftview.tui.content import retention as retention_module
from driftview.tui.content.compare import PRESETS, Entrant
from driftview.tui.content.spans import Span
from driftview.tui.corpus_cache import CorpusCache
from driftview.tui.parallel import Finished, ParallelRuns
from driftview.tui.session import MOST, RunStore
from driftview.tui.views import replicates
from driftview.tui.views.compare import CompareView
from driftview.tui.views.replicates import ReplicatesView
from driftview.tui.views.retention import RetentionView
from driftview.tui.widgets.table import Table

TEXT = ("persuasion",)
RUNS = 8
SMALL = Settings(generations=5, seed=1, tokens=2000)
"""Short generations of a text of short paragraphs: the quickest runs there are."""


def said(driver: Driver) -> str:
    return driver.lines()[2] if driver.app.size.height < 30 else driver.lines()[3]


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make fewer runs than a person would want."""
    monkeypatch.setattr(replicates, "RUNS", RUNS)
    for module in (retention, retention_module):
        monkeypatch.setattr(module, "SHARES", (0.0, 1.0, 0.1, 0.4))


def run_of(settings: Settings, **curves: Sequence[float]) -> MeasuredRun:
    arrays = {name: np.array(values, np.float64) for name, values in curves.items()}
    return MeasuredRun(settings, arrays, np.zeros((0, 0), np.int64), np.zeros((0, 0)), np.zeros(0, bool))


def runs_of(settings: Settings, name: str, ends: Sequence[float]) -> list[MeasuredRun]:
    return [run_of(replace(settings, seed=50 + i), **{name: [100, end]}) for i, end in enumerate(ends)]


# Replicates


async def test_replicates() -> None:
    async with exploring((80, 24), TEXT, SMALL) as driver:
        await driver.press("R", "end")
        await check_both("replicates", driver)


async def test_replicates_measures_seeds_and_generations() -> None:
    async with exploring((120, 36), TEXT, SMALL) as driver:
        await driver.press("R")
        assert f"95% of {RUNS} runs have" in said(driver)
        await driver.press("down")
        assert "words used once; chance predicts" in said(driver)
        await driver.press("up", "up")
        assert "dominant words" in said(driver)
        assert "no prediction" in said(driver)
        await driver.press("enter")
        assert f"of {2 * RUNS} runs" in said(driver)
        await driver.press("home")
        assert "Every seed begins" in said(driver)
        await driver.press("n")
        assert len(driver.app.screen.query_one(Table).rows) == 1 + len(studied_measures())


class Gate:
    """Stands in for the maker of runs: lets one run through for each permission."""

    def __init__(self) -> None:
        self.permits = threading.Semaphore(0)
        self.asked: list[int] = []

    def __call__(
        self, corpus: Corpus, settings: Sequence[Settings], *others: object
    ) -> Iterator[MeasuredRun]:
        cancelled = others[-1]
        assert callable(cancelled)
        self.asked.append(len(settings))
        for each in settings:
            while not self.permits.acquire(timeout=0.005):
                if cancelled():
                    return
            yield from run_all(corpus, [each], *others)  # type: ignore[arg-type]


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Gate:
    made = Gate()
    monkeypatch.setattr(parallel, "run_all", made)
    return made


def made(driver: Driver) -> int:
    view = driver.app.screen
    assert isinstance(view, ReplicatesView | RetentionView | CompareView)
    return len(view._stream.runs)


@pytest.mark.parametrize("key", ["R", "d", "C"])
async def test_escape_goes_back_at_once_while_runs_are_made(gate: Gate, key: str) -> None:
    async with exploring((80, 24), TEXT, SMALL) as driver:
        await driver.pilot.press(key)
        await until(driver, lambda: gate.asked)
        assert "esc back" in driver.lines()[-1]
        await driver.press("escape")
        assert driver.app.screen_stack == [driver.main]


async def test_escape_stops_and_nothing_is_made_twice(gate: Gate) -> None:
    async with exploring((80, 24), TEXT, SMALL) as driver:
        await driver.pilot.press("R")
        gate.permits.release(3)
        await until(driver, lambda: made(driver) == 3)
        await driver.press("escape")
        assert gate.asked == [RUNS]
        await driver.pilot.press("R")
        await until(driver, lambda: gate.asked == [RUNS, RUNS - 3])
        await driver.pilot.press("R")
        await until(driver, lambda: len(driver.app.screen_stack) == 1)
        gate.permits.release(100)
        await driver.press("R")
        assert made(driver) == RUNS
        asked = len(gate.asked)
        await driver.press("R", "R")
        assert len(gate.asked) == asked


def test_where_a_run_stands_by_hand() -> None:
    rays = fan(runs_of(SMALL, "human_types", [8.0, 9.0, 10.0, 11.0, 12.0]), "human_types")
    found = replicates_module.Standing(10.0, rays, 1, 2.5, law=9.0, law_sd=2.0)
    assert found.rank == "3 of 6"
    assert found.deviate == 0
    assert found.verdict == "in range"
    assert found.law_deviate == 0.5
    # sd 1.5811, √(1 + 1/5) 1.0954: t = 3.464 with 4 degrees of freedom, two-sided p .0257, z 2.23
    assert replace(found, value=16.0).deviate == pytest.approx(2.23, abs=0.02)
    assert replace(found, value=16.0).verdict == "in range"
    assert replace(found, value=30.0).verdict == "◆ unusual"
    few = fan(runs_of(SMALL, "human_types", [8.0, 9.0]), "human_types")
    assert replace(found, fan=few).verdict == "too few runs yet"


def test_replicates_never_have_the_seed_of_the_run() -> None:
    others = replicates_module.other_seeds(Settings(seed=7), 4, 20)
    assert 7 not in {each.seed for each in others}
    assert len(set(others)) == 20
    assert {each.generations for each in others} == {4}


def test_the_store_forgets_the_oldest() -> None:
    corpus, store = corpus_of(CAT), RunStore()
    for seed in range(MOST + 5):
        store.keep(corpus, run_of(replace(SMALL, seed=seed), types=[1, 1]))
    assert not store.known(corpus, [replace(SMALL, seed=4)])
    assert [run.settings.seed for run in store.known(corpus, [replace(SMALL, seed=5)])] == [5]
    assert not store.known(corpus_of(CAT + "One more line."), [replace(SMALL, seed=5)])


# Dose


async def test_human_text() -> None:
    async with exploring((80, 24), TEXT, replace(SMALL, tokens=None)) as driver:
        await driver.press("d", "end")
        await check_both("human-text", driver)


async def test_human_text_asks_for_more_for_another_measure_and_for_a_later_start() -> None:
    async with exploring((120, 36), TEXT, SMALL) as driver:
        await driver.press("d", "right")
        await driver.press("end")
        view = driver.app.screen
        assert isinstance(view, RetentionView)
        chosen = view.question().kept
        assert f"Enough for {round(100 * chosen)}% of the words" in driver.frame()
        await driver.press("up", "up", "down", "up")
        assert view.question().kept == pytest.approx(chosen + 0.1)
        assert f"Enough for {round(100 * chosen) + 10}% of the words" in driver.frame()
        await driver.press("F")
        assert "after generation 3" in driver.frame()
        await driver.press("M", "M")
        assert "Held-out predictability" in driver.frame()
        assert "no prediction" in said(driver)
        before = made(driver)
        await driver.press("enter")
        assert made(driver) > before


def test_a_later_start_is_one_more_course_and_the_shares_share_their_runs() -> None:
    question = retention_module.Question(SMALL, "human_types", 0.5, 4, 3)
    courses = question.starts()
    assert [each.human_from for each in courses.values()] == [1, 1, 3]
    assert [each.human_share for each in courses.values()] == [0.0, 0.1, 0.1]
    wanted = question.runs(2)
    assert len(wanted) == len(set(wanted))
    assert len(wanted) == len(list(retention_settings(SMALL, 2))) + 2
    assert {each.seed for each in wanted} == {1, 2}


def test_shares_are_written_so_that_they_can_be_told_apart() -> None:
    assert [retention_module.share_text(share) for share in (None, 0.0, 0.042, 0.24, 1.0)] == [
        "–", "0%", "4.2%", "24%", "100%",
    ]  # fmt: skip


# Compare


async def test_compare() -> None:
    async with exploring((80, 24), TEXT, SMALL) as driver:
        await driver.press("C", "end")
        await check_both("compare", driver)


def entrants(driver: Driver) -> list[Entrant]:
    view = driver.app.screen
    assert isinstance(view, CompareView)
    return view._entrants


async def test_compare_takes_the_run_on_the_screen_and_goes_in_step_with_it() -> None:
    async with exploring((120, 36), TEXT, SMALL) as driver:
        await driver.press("C", "end")
        first, *others = entrants(driver)
        assert all(a is b for a, b in zip(first.generations, driver.session.generations, strict=True))
        assert all(len(each.generations) == 6 for each in others)
        assert "replace" in said(driver)
        assert "chance predicts" in said(driver)
        assert driver.frame().count("· generation 5") == 3
        await driver.press("left")
        assert driver.frame().count("· generation 4") == 3


async def test_another_question_is_chosen_from_a_list() -> None:
    async with exploring((80, 24), TEXT, replace(SMALL, tokens=9_000)) as driver:
        await driver.press("C", "enter", "down", "down", "down", "enter", "end")
        assert [each.label for each in entrants(driver)] == ["plain", "temp. 0.9", "top-p 0.9"]
        assert "same words die" in driver.frame()
        plain, *selected = [each.same_words() for each in entrants(driver)]
        assert plain is not None
        assert abs(plain) < 0.05
        assert all(each is not None and each > 0.05 for each in selected), selected
        await driver.press("C", "C")
        assert entrants(driver)[0].label == "plain"


async def test_the_texts_beside_each_other_can_be_changed() -> None:
    async with exploring((80, 24), TEXT, replace(SMALL, generations=2)) as driver:
        await driver.press("C")
        titles = driver.lines()[3]
        assert "replace" in titles
        assert "accumulate" in titles
        await driver.press("full_stop")
        assert "10% human" in driver.lines()[3]
        await driver.press("comma")
        assert "accumulate" in driver.lines()[3]
        await driver.press("M")
        assert "Used once" in driver.frame()


def test_every_question_can_be_asked_of_any_settings() -> None:
    for settings in (Settings(), Settings(regime="window", human_share=0.3, order=5, temperature=0.8)):
        for preset in PRESETS:
            found = preset.entrants(settings)
            assert 2 <= len(found) <= 5
            assert len({each for _, each in found}) == len(found)
            assert {each.seed for _, each in found} == {settings.seed}
    plain = Settings()
    assert all(plain in [each for _, each in preset.entrants(plain)] for preset in PRESETS[:1] + PRESETS[2:])


def test_one_model_stands_beside_several_of_every_kind() -> None:
    asked = next(each for each in PRESETS if each.question == "Many models")
    settings = replace(SMALL, population=3, population_text="split", migration=0.5, model_command="./mine")
    found = dict(asked.entrants(settings))
    assert [each.population for each in found.values()] == [1, 4, 4, 4, 4]
    assert [each.migration for each in found.values()] == [0, 0, 0.05, 1, 1]
    assert found["1 curated"].curated_models == 1
    assert all(check_together([each]) is None for each in found.values())
    assert "model_similarity" in asked.also


def test_what_some_runs_lack_is_said_of_none_of_them() -> None:
    """Runs of one model have no measure of several models, and runs without a web no share of it."""
    for question in ("Many models", "The paradox"):
        asked = next(each for each in PRESETS if each.question == question)
        assert set(asked.also) <= set(besides(asked.entrants(SMALL)[1][1]))
    lacking = entrant("one model", 3, [3.0, 3.0, 4.0, 4.0, 4.0, 3.0])
    assert compare.chance(lacking, "human_types", 1) is not None
    assert compare.chance(lacking, "model_types", 1) is None


def test_lineages_of_several_units_are_made_on_one_text() -> None:
    architectures = next(each for each in PRESETS if each.question == "Architectures")
    settings = replace(SMALL, generations=1)
    found = dict(architectures.entrants(settings))
    chosen = {0: found["trigram"], 1: found["subword"]}
    cache = CorpusCache()
    posted: list[Any] = []
    corpus = cache.corpus(("ecclesiastes",), "word")
    ParallelRuns(1, corpus, ("ecclesiastes",), chosen, cache, (architectures.measure,)).run(
        posted.append, lambda: False
    )
    assert isinstance(posted[-1], Finished)
    assert not posted[-1].reason
    made = {place: each for message in posted[:-1] for place, each in message.made.items()}
    assert [made[place][0].corpus.unit for place in (0, 1)] == ["word", "subword"]
    words = [made[place][0].measures["whole_words"] for place in (0, 1)]
    assert words[0] == words[1] > 0
    assert made[1][-1].measures["whole_words"] < words[1]
    both = [Entrant(each.model, each, list(made[place])) for place, each in chosen.items()]
    rows = compare.table(both, 1, architectures.measure, architectures, 12)
    assert [row[0].text.strip() for row in rows[1:3]] == ["▸ whole words", "– predicted"]
    assert rows[2][1].text.strip().isdigit()
    assert rows[2][2].text.strip() == "–"


def entrant(label: str, types: float, replicates: Sequence[float], sd: float | None = None) -> Entrant:
    lineage = told(corpus_of(CAT), [[0, 1, 2]])
    generation: Generation = replace(
        lineage.generations[1],
        measures={"human_types": types},
        expected={} if sd is None else {"human_types_sd": sd},
    )
    return Entrant(
        label, SMALL, [lineage.generations[0], generation], runs_of(SMALL, "human_types", replicates)
    )


def test_differences_beyond_chance_by_hand() -> None:
    spread = [98.0, 99.0, 100.0, 101.0, 102.0, 100.0]  # sd √2
    first = entrant("first", 100, spread)
    # sd of a difference 2, 10 degrees of freedom: 99% lie within 3.169 · 2 = 6.34
    assert compare.differ(first, entrant("near", 106, spread), "human_types", 1) is False
    assert compare.differ(first, entrant("far", 107, spread), "human_types", 1) is True
    assert compare.differ(first, entrant("alone", 107, spread[:3]), "human_types", 1) is None
    assert compare.differ(first, entrant("far", 107, spread), "human_types", 0) is None
    law = entrant("law", 100, (), sd=2.0), entrant("other", 107, (), sd=2.0)
    # 2.576 · √8 = 7.29
    assert compare.differ(*law, "human_types", 1) is False
    assert compare.differ(law[0], entrant("other", 108, (), sd=2.0), "human_types", 1) is True
    assert "by the predicted sd" in compare.legends(law, 1)[0]
    assert "6 replicates" in compare.legends([first, first], 1)[0]


def test_the_same_words_die_or_not() -> None:
    corpus = corpus_of(CAT)
    words = int((corpus.counts > 0).sum())
    base = entrant("same", 3, [1.0] * 6)
    lives = np.arange(len(corpus.counts)) % 2 == 0
    same = replace(base, replicates=[replace(run, survivors=lives) for run in base.replicates])
    assert words > 3
    assert same.same_words() == pytest.approx(1.0)
    assert replace(same, replicates=same.replicates[:3]).same_words() is None


def test_the_sentence_keeps_to_what_is_known() -> None:
    both = [entrant("one", 3, ()), entrant("two", 2, ())]
    for each in both:
        each.generations[0] = replace(each.generations[0], measures={"human_types": 4})
    wordings = compare.sentence(both, 1, PRESETS[0], "2 of 4 replicates")
    told = "Words kept at 1: one 75%, two 50%; no prediction for these"
    assert wordings[:2] == (f"{told} (2 of 4 replicates).", f"{told}.")
    assert compare.lagging([*both, Entrant("none", SMALL)]) == -1


def test_table_columns_line_up_and_give_way() -> None:
    rows = [
        [Span("", "head"), Span("one", "head"), Span("two", "head")],
        [Span("words"), Span("12"), Span("9,999", "mark")],
    ]
    table = Table()
    table._cells = [tuple(row) for row in rows]
    assert table.wanted == 5 + 3 + 5 + 2
    assert math.isfinite(table.wanted)


async def test_at_characters_no_view_speaks_of_words() -> None:
    settings = Settings(unit="character", generations=2, seed=1, tokens=3000)
    async with exploring((120, 36), ("ecclesiastes",), settings) as driver:
        await driver.press("end")
        for key in ("R", "C", "d", "w"):
            await driver.press(key)
            body = "\n".join(driver.lines()[2:-1])
            assert "character" in body, key
            assert not re.search(r"\b(the|\d|have|Words|-) ?words\b", body), body
            await driver.press("escape")

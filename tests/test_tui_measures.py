"""The Vocabulary, Map and Measures views."""

import re
from typing import TypeVar

import numpy as np
import pytest
from exploring import Driver, exploring
from hypothesis import given
from hypothesis import strategies as st
from lineages import run
from test_tui_frames import check_both
from toys import CAT, corpus_of

from driftview.drift.controls import NoiseFloor, measure_more, noise_floors
from driftview.drift.lineage import BandState
from driftview.measures.registry import everyday_names, find_measure
from driftview.settings.settings import Settings
from driftview.tui.content import measures, survival_map
from driftview.tui.views.measures import MeasurePage, MeasuresView
from driftview.tui.views.survival_map import MapView
from driftview.tui.views.view import View
from driftview.tui.views.vocabulary import VocabularyView
from driftview.tui.widgets.charts import HeatMap, LineChart
from driftview.tui.widgets.table import RowList

SHORT = Settings(generations=3, seed=1)
Kind = TypeVar("Kind", bound=View)


def view(explorer: Driver, kind: type[Kind]) -> Kind:
    assert isinstance(explorer.app.screen, kind)
    return explorer.app.screen


async def test_frames() -> None:
    async with exploring() as explorer:
        await explorer.press("right", "right", "right", "t")
        await check_both("vocabulary", explorer)
        await explorer.press("b", "down", "down")
        await check_both("map", explorer)
        await explorer.press("i", "down", "down")
        await check_both("measures", explorer)
        await explorer.press("enter")
        await check_both("measure-page", explorer)


async def test_every_view_fills_its_width_at_many_sizes() -> None:
    async with exploring(settings=SHORT) as explorer:
        for key in "tbi":
            await explorer.press(key)
            for width, height in [(60, 20), (100, 30)]:
                await explorer.resize(width, height)
                strips = explorer.app.screen._compositor.render_strips()
                assert [strip.cell_length for strip in strips] == [width] * height


# Vocabulary


async def test_the_reading_fraction_says_how_much_of_the_book_is_still_known() -> None:
    async with exploring((120, 36), settings=SHORT) as explorer:
        await explorer.press("t", "end")
        view(explorer, VocabularyView)
        last = explorer.session.generations[3]
        share, law = last.reading_fraction, last.reading_fraction_expected
        assert law is not None
        assert f"someone who read {share:.0%}" in explorer.frame()
        assert f"chance predicts {law:.0%}" in explorer.frame()
        assert "half of the book were forgotten by generation" in explorer.frame()
        await explorer.press("home")
        assert "a reader of the whole book" in explorer.frame()


async def test_axes_change_on_keys_and_the_legend_says_so() -> None:
    async with exploring(settings=SHORT) as explorer:
        await explorer.press("t", "L")
        chart = explorer.app.screen.query_one(LineChart)
        assert chart.curves.log
        assert "log axis" in explorer.frame()
        await explorer.press("0")
        assert not chart.curves.log
        assert chart.curves.from_zero
        await explorer.press("0")
        assert not chart.curves.from_zero
        assert "axis not from zero" in explorer.frame()
        await explorer.press("plus")
        assert "◌ no human text" in explorer.frame()


# Map


async def test_the_cursor_reads_out_each_cell() -> None:
    async with exploring(settings=SHORT) as explorer:
        await explorer.press("b", "right", "down")
        state = explorer.session.generations[2].bands[1]
        frame = explorer.frame()
        assert f"Of the {state.types:,} words used twice, generation 2 has {state.alive:,}" in frame
        assert f"{state.lost_now:,} were lost in this step, {state.lost_before:,} before" in frame.replace(
            "\n", " "
        )
        await explorer.press("up", "up", "left", "left")
        assert "words used once" in explorer.frame()
        assert "Press →" in explorer.frame()


async def test_bands_that_do_not_fit_are_scrolled_to_and_a_click_finds_the_right_one() -> None:
    async with exploring((60, 20), settings=SHORT) as explorer:
        await explorer.press("b", *["down"] * 20)
        bands = explorer.session.generations[0].bands
        heat = explorer.app.screen.query_one(HeatMap)
        assert heat.grid.cursor is not None
        assert len(heat.grid.rows) < len(bands)
        assert heat.grid.cursor[1] == len(heat.grid.rows) - 1
        assert view(explorer, MapView)._row == len(bands) - 1
        await explorer.click("#heat", (20, 0))
        assert view(explorer, MapView)._row == len(bands) - len(heat.grid.rows)
        assert heat.grid.cursor[1] == 0


def band(alive: int, expected: float | None, types: int = 100) -> BandState:
    return BandState(1, 1, types, alive, 0, types - alive, expected)


def test_a_departure_is_counted_in_standard_deviations() -> None:
    assert survival_map.departure(band(60, 50.0)) == pytest.approx(2.0)
    assert survival_map.departure(band(40, 50.0)) == pytest.approx(-2.0)
    assert survival_map.departure(band(100, 100.0)) == 0
    assert survival_map.departure(band(50, None)) is None


@given(st.integers(0, 100), st.floats(0, 100))
def test_what_chance_allows_is_called_in_range(alive: int, expected: float) -> None:
    state = band(alive, expected)
    apart = survival_map.departure(state)
    assert apart is not None
    assert ("in range" in survival_map._against_law(state)) == (abs(apart) <= 2)


def test_the_words_that_went_are_named_and_those_that_stayed() -> None:
    generations = run(corpus_of(CAT), 3, seed=2, order=1).lineage.generations
    vocabulary, human = generations[0].corpus.vocabulary, generations[0].counts
    for number in (1, 2, 3):
        gone, alive = survival_map.names(generations, number, 0)
        for word in gone:
            place = vocabulary.find(word)
            assert place is not None
            assert (human[place], generations[number].counts[place]) == (1, 0)
        assert len(alive) == generations[number].bands[0].alive
        assert len(gone) == generations[number].bands[0].lost_now


# Measures


def listed(explorer: Driver) -> list[str]:
    rows = explorer.app.screen.query_one(RowList).rows[1:]
    return ["".join(span.text for span in row) for row in rows]


async def test_every_measure_says_when_it_saw_the_loss() -> None:
    async with exploring((120, 48)) as explorer:
        await explorer.press("i", "end")
        found = noise_floors(explorer.session.generations)
        rows = listed(explorer)
        for measure in measures.TAKEN:
            row = next(row for row in rows if row[2:].startswith(measure.label + "  "))
            floor = found[measure.name]
            assert (f"at {floor.left}" if floor.left else floor.verdict.replace("none", "no floor")) in row
        await explorer.press("down", "ctrl+down", "up")
        assert any(row.startswith("▸") for row in listed(explorer))
        others = [row for row in rows if any(row[2:].startswith(each.label) for each in measures.others())]
        assert len(others) > 10
        for row in others:
            assert re.search(r" (at \d+ [▲▼]|rises|falls|blind|no floor)$", row.rstrip()), row
        assert "computing the others" not in explorer.frame()


async def test_enter_explains_a_measure() -> None:
    async with exploring(settings=SHORT) as explorer:
        await explorer.press("i", "down", "enter")
        assert isinstance(explorer.app.screen, MeasurePage)
        measure = find_measure("hapaxes")
        for text in (measure.meaning, measure.formula, measure.source, "Lower is worse", "hance predicts"):
            assert text in explorer.frame()
        await explorer.press("escape")
        view(explorer, MeasuresView)
        await explorer.press("ctrl+down", "ctrl+down", "enter")
        assert "Random samples are" in explorer.frame()


async def test_other_measures_are_measured_on_demand_and_forgotten_with_the_run() -> None:
    async with exploring(settings=SHORT) as explorer:
        await explorer.press("i", "end")
        measures = view(explorer, MeasuresView)
        assert set(measures._more) >= {0, 3}
        loop = explorer.session.run.loop
        assert loop is not None
        assert (
            measures._more[3]["mattr"]
            == measure_more(loop.indexed, explorer.session.generations[3], ["mattr"])["mattr"]
        )
        await explorer.press("n")
        assert 3 not in measures._more or explorer.session.shown.number == measures._run


def test_measuring_afterwards_gives_what_the_loop_measured() -> None:
    for settings in ({}, {"smoothing": "additive", "gamma": 0.1}):
        loop = run(corpus_of(CAT, CAT.replace("cat", "cow")), 2, seed=3, **settings)
        generation = loop.lineage.generations[2]
        assert measure_more(loop.indexed, generation, tuple(generation.measures)) == generation.measures
    assert measure_more(loop.indexed, generation, everyday_names(), lambda: True) == {}


def test_what_is_said_of_a_floor() -> None:
    words = find_measure("types")
    edges = np.zeros(3)
    assert measures.seen(words, NoiseFloor("types", "left", edges, edges, 4, -1)) == "at 4 ▼"
    assert measures.seen(words, NoiseFloor("types", "left", edges, edges, 4, 1)) == "rises"
    assert measures.seen(words, NoiseFloor("types", "blind", edges, edges)) == "blind"
    assert measures.seen(words, None) == "…"
    assert "below its noise floor" in measures.seen_sentence(
        words, NoiseFloor("types", "left", edges, edges, 4, -1)
    )
    said = measures.overall({"types": NoiseFloor("types", "left", edges, edges, 2, -1),
                                "hill_2": NoiseFloor("hill_2", "blind", edges, edges)})  # fmt: skip
    assert "1 of 2 measures see the loss, the first in generation 2; blind: dominant words." in said
    risen = measures.overall({"types": NoiseFloor("types", "left", edges, edges, 2, 1)})
    assert risen[0].startswith("0 of 1 measures see the loss; 1 improved")


def test_no_measure_is_called_by_the_name_of_another() -> None:
    for unit in ("word", "character"):
        said = [measure.said_of(unit) for measure in measures.listed()]
        for each in said:
            assert {other.name for other in said if each.short in (other.label, other.short)} == {each.name}
            assert {other.name for other in said if each.label in (other.label, other.short)} == {each.name}

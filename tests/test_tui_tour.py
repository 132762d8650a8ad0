"""The guided tour: eight questions, each answered by a real run, and a last page."""

from pathlib import Path
from types import SimpleNamespace

import pytest
from exploring import SETTINGS, Driver, exploring
from hypothesis import given
from hypothesis import strategies as st
from test_tui_frames import check

from driftview.charts.curves import Curves
from driftview.drift.loop import Loop
from driftview.settings.settings import Settings
from driftview.text.sources import open_corpus
from driftview.tui.tour import route as route_module
from driftview.tui.tour import runs
from driftview.tui.tour.route import STEPS, VOICES, Route
from driftview.tui.tour.step import AnswerChoices, Revealed, TourQuestion, fitting
from driftview.tui.tour.steps import (
    COPIED,
    FALL,
    FIRST_LOSS,
    ONCE_LEFT,
    PHRASES_TO_WORDS,
    _better,
    _tell_middle,
)
from driftview.tui.views.tour import TourView
from driftview.tui.widgets.prose import Prose

# The route


def test_every_page_is_reached_forward_and_back() -> None:
    route = Route()
    forward = [(route.place, route.shown)]
    while not route.at_end:
        route.go_on()
        forward.append((route.place, route.shown))
    assert len(forward) == 2 * len(STEPS) + 1
    assert len(STEPS) == 8
    back = [(route.place, route.shown)]
    while back[-1] != (0, False):
        route.go_back()
        back.append((route.place, route.shown))
    assert back == forward[::-1]


def told_with(right: int, elsewhere: tuple[int, ...] = ()) -> Revealed:
    return Revealed(right, "said", (), Curves(), "chart", "moral", "finding", elsewhere)


def test_an_answer_that_another_seed_gives_is_right_too() -> None:
    route = Route(answers={0: 1})
    route.judge(told_with(right=2, elsewhere=(1,)))
    assert route.right == {0: True}
    verdict = route_module.told(told_with(2, (1,)), TourQuestion("?", ("a", "b", "c")), 1)[0]
    assert "".join(span.text for span in verdict) == "✎ ✓ Right with another seed: b. This run: c"


def test_an_answer_counts_only_before_the_end_is_shown() -> None:
    route = Route()
    assert route.answer(1)
    assert route.answer(2), "one may change one's mind"
    route.go_on()
    assert not route.answer(0)
    route.judge(told_with(right=2))
    assert route.right == {0: True}
    route.go_on()
    route.go_on()
    route.judge(told_with(right=0))
    assert route.right == {0: True}, "who did not answer was neither right nor wrong"


# Answers


@pytest.mark.parametrize("choices", [FIRST_LOSS, ONCE_LEFT, PHRASES_TO_WORDS, COPIED, FALL])
def test_every_number_has_one_answer(choices: AnswerChoices) -> None:
    assert len(choices.answers) == len(choices.borders) + 1 == 4
    assert list(choices.borders) == sorted(choices.borders)
    assert choices.place(0.0) == 0
    assert choices.place(10.0) == 3
    for number, border in enumerate(choices.borders):
        assert choices.place(border) == number + 1
        assert choices.place(border - 1e-9) == number


@given(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1))
def test_the_better_tenth_is_the_one_that_keeps_more(fresh: float, fixed: float, none: float) -> None:
    better = _better(fresh, fixed, none)
    if better == 0:
        assert fresh > fixed
    if better == 1:
        assert fixed > fresh
    assert (better == 3) == (max(fresh, fixed) <= none + 0.03)


def test_only_as_many_examples_are_quoted_as_there_is_room_for() -> None:
    assert fitting(["four", "five", "six"], 8) == ["four", "five"]
    assert fitting(["seventeen"], 4) == []


# The runs


def test_the_tour_takes_order_unit_size_and_seed_from_the_user_and_nothing_else() -> None:
    settings = Settings(
        order=2, seed=7, tokens=500, temperature=0.5, human_share=0.4, regime="accumulate", generations=100
    )
    assert runs.plain(settings) == Settings(order=2, seed=7, tokens=500, generations=30)
    assert runs.plain(Settings(generations=3)).generations == 10


def tour_of(explorer: Driver) -> TourView:
    view = explorer.app.screen
    assert isinstance(view, TourView)
    return view


def text_of(explorer: Driver) -> str:
    rows = tour_of(explorer).query_one("#tour-text", Prose).rows
    return " ".join("".join(span.text for span in row).strip() for row in rows).replace("\xa0", " ")


@pytest.mark.parametrize(
    ("fall", "lost", "right", "sees"), [(0.053, 0.74, 0, False), (0.27, 0.6, 2, True), (0.12, 0.9, 1, False)]
)
def test_what_entropy_shows_is_graded_and_concluded_from_the_run(
    fall: float, lost: float, right: int, sees: bool
) -> None:
    def share(last: int, measure: str = "human_types") -> float | None:
        return {"human_types": 1 - lost, "entropy_bits": 1 - fall}.get(measure, 3.0)

    alone = SimpleNamespace(share=share, shares=lambda *_: (1.0, 0.5), law_of_entropy=lambda: 0.9)
    corpus = SimpleNamespace(unit="word")
    told = _tell_middle(SimpleNamespace(alone=alone, last=1, unit="words", corpus=corpus))  # type: ignore[arg-type]
    assert told.right == right
    assert ("even the entropy sees the loss" in told.moral) is sees
    assert (told.finding == "Here even the entropy sees the loss") is sees


async def test_frames() -> None:
    async with exploring((80, 24)) as explorer:
        await explorer.press("s", "3")
        check("tour-asked-80x24", explorer.frame())
        await explorer.press("enter")
        check("tour-bars-80x24", explorer.frame())
        await explorer.press("enter", "4", "enter")
        check("tour-curves-80x24", explorer.frame())


async def test_wide_frames() -> None:
    async with exploring((120, 36)) as explorer:
        await explorer.press("s", *["enter"] * 5)
        check("tour-curves-120x36", explorer.frame())
        await explorer.press(*["enter"] * 10)
        check("tour-end-120x36", explorer.frame())


@pytest.mark.parametrize("size", [(60, 20), (80, 24)])
async def test_nothing_is_cut_off_on_any_page(size: tuple[int, int]) -> None:
    async with exploring(size) as explorer:
        await explorer.press("s")
        while True:
            for prose in tour_of(explorer).query(Prose):
                if prose.display and prose.size.height:
                    needed = " ".join(span.text for part in prose._paragraphs for span in part).split()
                    seen = " ".join("".join(span.text for span in row) for row in prose.rows).split()
                    assert "".join(seen) == "".join(needed), (size, explorer.frame())
            if tour_of(explorer).route.at_end:
                break
            await explorer.press("1" if not tour_of(explorer)._offers_chorus else "2")
            if not tour_of(explorer).route.at_end:
                await explorer.press("enter")


async def test_every_figure_is_that_of_a_run_and_its_law() -> None:
    corpus = open_corpus(("ecclesiastes",))
    loop = Loop(corpus, runs.saving(SETTINGS)["everything"])
    for _ in range(12):
        loop.step()
    async with exploring((80, 24)) as explorer:
        await explorer.press("s")
        evidence = tour_of(explorer).evidence
        alone = explorer.session.generations
        assert evidence.alone is not None
        assert evidence.alone.measures == tuple(each.measures for each in alone)
        assert evidence.everything is not None
        assert evidence.everything.measures[12] == loop.lineage.generations[12].measures
        assert evidence.everything.expected[12] == loop.lineage.generations[12].expected
        assert evidence.phrases is not None
        assert evidence.phrases.alive[0] == 1
        assert evidence.phrases.alive[5] == pytest.approx(evidence.phrases.expected(5), abs=0.1)
        for step in STEPS:
            if step is not STEPS[VOICES]:
                told: Revealed = step.tell(evidence)
                assert 0 <= told.right < len(step.ask(evidence).answers)
                assert 2 <= len(told.figures) <= 3


async def test_the_guess_is_held_against_the_run() -> None:
    async with exploring((80, 24)) as explorer:
        await explorer.press("s")
        assert "How many of the 898 words will be missing" in text_of(explorer)
        assert "163" not in explorer.frame()
        await explorer.press("1", "3", "enter")
        assert "Right: about one in six" in text_of(explorer)
        human, first = (explorer.session.generations[number].measures["types"] or 0 for number in (0, 1))
        assert f"{human - first} of the {human} words are missing" in text_of(explorer)
        await explorer.press("right", "4", "pagedown")
        assert "You said: most of them. ✓ It is: about one in ten" in text_of(explorer)
        await explorer.press("left", "left")
        assert "Right: about" in text_of(explorer), "what was answered is kept"


async def test_leaving_keeps_the_runs_where_undo_leads_to_them() -> None:
    async with exploring((80, 24)) as explorer:
        own = explorer.session.run
        await explorer.press("s")  # and all its runs are made
        await explorer.press("enter", "escape")
        assert explorer.app.screen is explorer.main
        assert explorer.session.run is own
        await explorer.press("u")
        run = explorer.session.run
        assert (run.settings.human_share, run.settings.human_source) == (0.1, "fixed")
        assert run.made == 12
        assert [ghost.label for ghost in run.ghosts] == ["no human text"]
        await explorer.press("u", "u")
        assert explorer.session.run.settings.regime == "accumulate"
        before = len(explorer.session.history.past)
        await explorer.press("U", "U", "U", "s", "enter", "escape")
        assert explorer.session.run is own
        assert len(explorer.session.history.past) == before + 3, "no run is made twice"


async def test_a_run_of_other_settings_is_left_alone_and_the_tour_makes_its_own() -> None:
    settings = Settings(generations=12, seed=1, temperature=0.5)
    async with exploring((80, 24), settings=settings) as explorer:
        await explorer.press("s", "enter")
        assert tour_of(explorer).evidence.alone is not None
        assert explorer.session.run.settings == settings
        assert "predicted" in explorer.frame()


async def test_several_voices_are_followed(tmp_path: Path) -> None:
    second = tmp_path / "second.txt"
    second.write_text("A small voice says small things.\n\nIt says them again and again.\n" * 8, "utf-8")
    async with exploring((80, 24), ("ecclesiastes", str(second))) as explorer:
        if explorer.app.screen is not explorer.main:
            await explorer.press("enter")  # past what is said of a text of one's own
        await explorer.press("s", *["enter"] * 6)
        assert "2 voices speak in this text. second uses 1 word that no other voice uses" in text_of(explorer)
        await explorer.press("4", "enter")
        assert "second keeps" in text_of(explorer)
        assert "of its own words" in text_of(explorer)


async def test_a_text_of_one_voice_is_offered_a_chorus(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("Ada", "Bob"):
        text = f"{name} speaks of many things.\n\nAnd {name} speaks again of all of them.\n"
        (tmp_path / f"{name}.txt").write_text(text * 10, "utf-8")
    monkeypatch.setattr(runs, "CHORUS", str(tmp_path))
    async with exploring((80, 24)) as explorer:
        await explorer.press("s", *["enter"] * 6)
        assert route_module.OFFER[1] in text_of(explorer)
        await explorer.press("enter")
        assert tour_of(explorer).route.place == VOICES + 1, "enter goes on without it"
        await explorer.press("left", "1")
        assert "2 voices speak in this text. " in text_of(explorer)
        assert explorer.session.run.names == ("ecclesiastes",)


async def test_an_answer_can_be_clicked() -> None:
    async with exploring((80, 24)) as explorer:
        await explorer.press("s")
        lines = explorer.lines()
        row = next(y for y, line in enumerate(lines) if "about one in six" in line)
        top = tour_of(explorer).query_one("#tour-text").region.y
        await explorer.click("#tour-text", (8, row - top))
        assert tour_of(explorer).route.answers == {0: 2}


async def test_the_footer_offers_no_key_that_does_nothing() -> None:
    async with exploring((80, 24)) as explorer:
        await explorer.press("s")
        assert "back" not in explorer.lines()[-1], "there is no page before the first"
        assert "answer" in explorer.lines()[-1]
        await explorer.press("enter")
        assert "answer" not in explorer.lines()[-1], "it is too late for an answer"
        tour_of(explorer).route.place, tour_of(explorer).route.shown = len(STEPS), False
        tour_of(explorer).show()
        await explorer.settle()
        footer = explorer.lines()[-1]
        assert "continue" not in footer
        assert "answer" not in footer
        assert "back" in footer
        assert "esc leave" in footer


async def test_only_the_keys_of_the_tour_do_something() -> None:
    async with exploring((80, 24)) as explorer:
        await explorer.press("s", "plus", "w", "m", "n", "home")
        assert isinstance(explorer.app.screen, TourView)
        assert explorer.session.run.settings == SETTINGS
        await explorer.press("question_mark")
        assert "Only in Guided tour" in explorer.frame()

"""Settings: one key or one word changes them, the effect is said, undo leads back without computing."""

from dataclasses import replace

import pytest
from exploring import SETTINGS, exploring
from hypothesis import given
from hypothesis import strategies as st
from test_tui_frames import check_both
from toys import CAT, corpus_of

from driftview.drift import cost
from driftview.drift.loop import Loop
from driftview.settings.conflicts import change, contradictions, step
from driftview.settings.forms import AnswerError, answered, questions, read_answer, shown, withheld
from driftview.settings.parameters import beside
from driftview.settings.settings import PARAMETERS, Settings
from driftview.tui import session as session_module
from driftview.tui.content.main import effect
from driftview.tui.corpus_cache import CORPORA, CorpusCache
from driftview.tui.keymap import default_keymap
from driftview.tui.palette import setting_words
from driftview.tui.session import History, Run, Session, weight
from driftview.tui.worker import Ended, Failed, GenerationsMade, RunMessage, Told, compute

LONG = CAT * 6


def made(session: Session, generations: int = 5) -> Run:
    """Compute the run that is wanted, here and now."""
    run = session.run
    corpus = run.corpus = run.corpus or corpus_of(LONG)
    run.loop = Loop(corpus, run.settings)
    for _ in range(generations):
        run.loop.step()
    run.target = generations
    session.arrived(list(run.loop.lineage.generations))
    return run


def session_of(settings: Settings, generations: int = 5) -> Session:
    session = Session(Run(1, ("toy",), settings, target=generations), default_keymap())
    made(session, generations)
    session.go(generations)
    return session


def turned(session: Session, settings: Settings, generations: int = 5) -> Run:
    corpus = session.run.corpus
    session.turn(settings).corpus = corpus
    return made(session, generations)


# Undo


def test_undo_returns_to_the_very_run_and_redo_leads_forward_again() -> None:
    session = session_of(SETTINGS)
    first = session.run
    second = turned(session, replace(SETTINGS, human_share=0.1))
    assert [ghost.label for ghost in session.ghosts] == ["no human text"]
    assert session.undo()
    assert session.run is first
    assert session.generations is first.generations
    assert not session.ghosts
    assert not session.undo()
    assert session.redo()
    assert session.run is second
    assert not session.redo()
    session.undo()
    turned(session, replace(SETTINGS, seed=7))
    assert not session.history.future


def test_a_run_that_was_only_passed_through_is_neither_kept_nor_compared_with() -> None:
    session = session_of(SETTINGS)
    first = session.run
    session.turn(replace(SETTINGS, human_share=0.01)).corpus = first.corpus
    made(session, 1)
    session.run.target, session.run.computing = 30, True
    turned(session, replace(SETTINGS, human_share=0.02))
    assert session.history.past == [first]
    assert "without it" in effect(session)[0]
    assert session.undo()
    assert session.run is first


def test_no_two_runs_ever_have_one_number() -> None:
    session = session_of(SETTINGS)
    numbers = {session.run.number}
    for seed in range(2, 6):
        numbers.add(turned(session, replace(SETTINGS, seed=seed)).number)
        session.undo()
    assert len(numbers) == 5


def test_undo_of_an_unfinished_run_goes_on_where_it_stopped() -> None:
    session = session_of(SETTINGS)
    first = session.run
    assert first.loop is not None
    first.target = 8
    late = first.loop.step()  # made by the thread that was told to stop, and never shown
    turned(session, replace(SETTINGS, seed=2))
    before = first.number
    session.undo()
    assert first.number != before
    messages: list[RunMessage] = []
    compute(first, messages.append, lambda: False)
    assert isinstance(messages[-1], Ended)
    found = [
        each for message in messages if isinstance(message, GenerationsMade) for each in message.generations
    ]
    assert found[0] is late
    assert [generation.number for generation in found] == [6, 7, 8]
    session.arrived(found)
    session.arrived(found)  # a message that comes twice adds nothing
    assert [generation.number for generation in session.generations] == list(range(9))


def test_as_many_runs_are_kept_as_there_is_room_for(monkeypatch: pytest.MonkeyPatch) -> None:
    session = session_of(SETTINGS)
    kept = History()
    for _ in range(session_module.MOST_RUNS + 3):
        kept.remember(session.run)
    assert len(kept.past) == session_module.MOST_RUNS
    one = weight(session.run.generations)
    assert one == sum(
        each.origins.nbytes + each.starts.nbytes + each.counts.nbytes for each in session.run.generations
    )
    monkeypatch.setattr(session_module, "MOST_BYTES", 1)
    kept.remember(session.run)
    assert kept.past == [session.run]


def test_a_run_made_elsewhere_can_be_returned_to() -> None:
    session = session_of(SETTINGS)
    loop = Loop(corpus_of(LONG), replace(SETTINGS, regime="accumulate"))
    loop.step()
    session.keep(loop, ("toy",))
    assert session.undo()
    assert session.run.settings.regime == "accumulate"
    assert session.made == 1
    assert session.redo()
    assert session.run.settings == SETTINGS


# What was turned and what it did


def words_alive(run: Run, at: int) -> str:
    human = run.generations[0].measures["types"] or 0
    return f"{round(100 * (run.generations[at].measures['types'] or 0) / human)}%"


def test_the_effect_is_said_for_the_generation_looked_at() -> None:
    session = session_of(SETTINGS)
    first = session.run
    assert effect(session) == ()
    turned(session, replace(SETTINGS, human_share=0.1))
    turned(session, replace(SETTINGS, human_share=0.2))
    assert "⇄ 20% fresh human text: " in effect(session)[0]
    assert ", with 10%: " in effect(session)[0]
    turned(session, replace(SETTINGS, human_share=0.2, human_source="fixed"))
    assert "⇄ 20% fixed human text: " in effect(session)[0]
    assert ", with fresh: " in effect(session)[0]
    turned(session, SETTINGS)
    second = turned(session, replace(SETTINGS, human_share=0.5))
    session.go(3)
    said = effect(session)
    now, then = words_alive(second, 3), words_alive(first, 3)
    expected = f"⇄ 50% fresh human text: {now} of the words live at generation 3, without it {then}"
    assert said[0].startswith(expected)
    assert said[0].endswith("(u undoes it)")
    assert [len(each) for each in said] == sorted((len(each) for each in said), reverse=True)
    session.go(0)
    assert "at generation 5" in effect(session)[0]


@pytest.mark.parametrize(
    ("change", "turned_to", "instead"),
    [
        ({"order": 2}, "Order 2", "with order 3:"),
        ({"seed": 9}, "Seed 9", "with seed 1:"),
        ({"regime": "accumulate"}, "Regime accumulate", "with regime replace:"),
        ({"smoothing": "kneser-ney"}, "Kneser-ney smoothing", "without it"),
        ({"top_p": 0.9}, "Top-p 0.9", "without it"),
        ({"temperature": 0.5}, "Temperature 0.5", "with temperature 1:"),
        ({"tokens": 100}, "100 tokens", "without it"),
        ({"order": 2, "seed": 3}, "Order 2, seed 3", "before:"),
    ],
)
def test_every_turn_has_its_words(change: dict[str, object], turned_to: str, instead: str) -> None:
    session = session_of(SETTINGS)
    turned(session, replace(SETTINGS, **change))  # type: ignore[arg-type]
    said = effect(session)[0]
    assert said.startswith(f"⇄ {turned_to}: ")
    assert f", {instead} " in said
    assert ("is copied" in said) == ("order" in change)


def test_two_seeds_differ_by_no_more_than_chance() -> None:
    settings = replace(SETTINGS, seed=2)
    session = Session(Run(1, ("ecclesiastes",), settings, target=5), default_keymap())
    session.run.corpus = session.run.cache.corpus(("ecclesiastes",), "word")
    made(session)
    session.go(5)
    turned(session, replace(settings, seed=3))
    assert "chance does as much" in effect(session)[0]
    turned(session, replace(settings, seed=3, human_share=1.0))
    assert "chance" not in effect(session)[0]


# Steps and words


TEMPERATURES = PARAMETERS["temperature"].steps


@given(st.sampled_from(TEMPERATURES), st.sampled_from([1, -1]))
def test_a_step_there_and_back_is_none(value: float, direction: int) -> None:
    there = beside(TEMPERATURES, value, direction)
    assert there == value or beside(TEMPERATURES, there, -direction) == value


def test_sources_go_round_and_orders_end() -> None:
    settings, seen = Settings(human_share=0.5), []
    for _ in range(5):
        seen.append(settings.human_source)
        settings = step(settings, "human_source", 1)
    assert seen == ["fresh", "fixed", "rotating", "resampled", "fresh"]
    assert step(Settings(order=8), "order", 1).order_said == "max"
    assert step(Settings(order=9), "order", 1).order == 9
    assert step(Settings(order=1), "order", -1).order == 1


@given(st.sampled_from(list(setting_words(("none", "kneser-ney", "additive"), 1000))), st.integers(1, 8))
def test_every_palette_word_gives_settings_that_can_be(
    word: tuple[str, str, dict[str, object]], order: int
) -> None:
    answered(change(Settings(order=order, top_p=0.9, machine_shares=(0.5,)), **word[2]), (), {})


def test_palette_words_are_told_apart() -> None:
    labels = [word.label for word in setting_words(("none", "additive"), 1000)]
    assert len(set(labels)) == len(labels)
    assert {"Order 8", "Smoothing: additive", "Human text: fixed", "Regime: window", "Size: half"} <= set(
        labels
    )


def test_the_forms_read_back_what_they_show() -> None:
    settings = Settings(
        smoothing="witten-bell",
        regime="overlap",
        regenerated=0.25,
        human_source="rotating",
        machine_shares=(0.0, 0.2, 0.5),
        detector=(0.8, 0.05),
        growth=1.1,
    )
    asked = (*questions("model"), *questions("regime"))
    answers = {each.name: shown(each, settings) for each in asked}
    assert answered(settings, asked, answers) == settings
    assert answered(replace(Settings(), machine_shares=None), asked, answers) == settings
    exact = Settings(human_share=0.123456789, human_from=3, human_until=9)
    assert answered(exact, asked, {each.name: shown(each, exact) for each in asked}) == exact


@pytest.mark.parametrize(
    ("name", "answer"),
    [("machine_shares", "10 x"), ("detector", "80"), ("human_until", "soon"), ("window", "")],
)
def test_a_wrong_answer_is_refused_in_one_line(name: str, answer: str) -> None:
    if answer:
        with pytest.raises(AnswerError, match="must be"):
            read_answer(PARAMETERS[name], answer)
    else:
        assert read_answer(PARAMETERS[name], answer) == 3


def test_questions_that_mean_nothing_say_so_and_are_left_out_of_account() -> None:
    settings = Settings(human_share=0.5, window=5)
    regime = questions("regime")
    answers = {each.name: shown(each, settings) for each in regime}
    assert withheld(settings, regime, answers) == {
        "window": "only with regime window",
        "regenerated": "only with regime overlap",
        "detector": "only with web %",
        "retrieval": "only with web %",
        "population_text": "only with models",
        "migration": "only with models",
        "curated_models": "only with models",
    }
    answers |= {"machine_shares": "0 50", "human_from": "nonsense", "window": "nonsense"}
    assert {"human_share", "human_from", "human_until"} <= set(withheld(settings, regime, answers))
    scraped = answered(settings, regime, answers)
    assert (scraped.machine_shares, scraped.human_share, scraped.human_from) == ((0.0, 0.5), 0.0, 1)
    assert scraped.window == 5
    model = questions("model")
    answers = {each.name: shown(each, settings) for each in model} | {"smoothing": "additive", "top_k": "3"}
    assert withheld(settings, model, answers)["top_k"] == "not beside smoothing"
    assert answered(settings, model, answers).top_k is None
    neural = Settings(model="neural", order=3)
    answers = {each.name: shown(each, neural) for each in model}
    assert withheld(neural, model, answers)["order"] == "not beside model neural"
    endless = {each.name: shown(each, Settings(order=9)) for each in model}
    assert withheld(Settings(), model, endless)["candidates"] == "not beside order max"


def test_every_answer_that_the_model_and_regime_forms_allow_goes_together() -> None:
    for name in ("regime", "human_share", "machine_shares", "smoothing", "temperature", "top_k"):
        unusual = {"regime": "window", "human_share": "50", "machine_shares": "50", "smoothing": "additive"}
        asked = (*questions("model"), *questions("regime"))
        answers = {each.name: shown(each, Settings()) for each in asked} | {name: unusual.get(name, "2")}
        assert list(contradictions(answered(Settings(temperature=0.5, sizes=(9,)), asked, answers))) == []


def test_smoothing_and_decoding_do_not_go_together() -> None:
    with pytest.raises(ValueError, match="work with smoothing none"):
        answered(Settings(smoothing="additive", temperature=0.5), (), {})


# What is prepared, and what is refused


def test_a_text_is_read_once_until_it_is_forgotten() -> None:
    cache = CorpusCache()
    names = ("ecclesiastes",)
    corpus = cache.corpus(names, "word")
    assert cache.corpus(names, "word") is corpus
    assert cache.known(names, "character") is None
    assert cache.indexed(corpus, 2) is cache.indexed(corpus, 2)
    assert cache.indexed(corpus, 1) is not cache.indexed(corpus, 2)
    cache.forget(names)
    assert cache.corpus(names, "word") is not corpus
    for number in range(CORPORA):
        cache._corpora.clear() if number == 0 else None
        cache.corpus(names, "word")
    assert len(cache._corpora) <= CORPORA


@pytest.mark.parametrize("growth", [2.0, 1e30, 1e308])
def test_growth_beyond_all_bounds_is_refused_kindly(growth: float) -> None:
    run = Run(1, ("ecclesiastes",), Settings(growth=growth), target=30)
    messages: list[RunMessage] = []
    compute(run, messages.append, lambda: False)
    assert isinstance(messages[-1], Failed)
    assert "would have more than 2,147,483,647 tokens" in messages[-1].reason
    assert not any(isinstance(message, GenerationsMade) for message in messages)


def test_what_takes_much_is_told_before_it_begins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cost, "available_memory", lambda: 150 * 10**6)
    run = Run(1, ("ecclesiastes",), Settings(generations=1), target=1)
    messages: list[RunMessage] = []
    compute(run, messages.append, lambda: False)
    kinds = [type(message) for message in messages]
    assert kinds.index(Told) < kinds.index(GenerationsMade)
    told = [message.what for message in messages if isinstance(message, Told)]
    assert told[0].startswith("this will take about")


# In the explorer


async def test_the_keys_turn_and_undo_leads_back() -> None:
    async with exploring((120, 36)) as explorer:
        first = explorer.session.run
        await explorer.press("end", "left_square_bracket")
        assert explorer.session.run.settings.order == 2
        assert "⇄ Order 2: " in explorer.frame()
        await explorer.press("H")
        assert "no human text is mixed in; + mixes some in" in explorer.frame()
        await explorer.press("less_than_sign")
        assert explorer.session.run.settings.temperature == 0.9
        assert "these settings select, so chance is not alone" in explorer.frame()
        await explorer.press("plus")
        await explorer.press("H")
        assert explorer.session.run.settings.human_source == "fixed"
        await explorer.press(*"uuuu")
        assert explorer.session.run is first
        assert explorer.current == 12
        assert "⇄" not in explorer.frame()
        await explorer.press("u")
        assert "there is nothing to undo yet" in explorer.frame()
        await explorer.press("U")
        assert explorer.session.run.settings.order == 2


async def test_settings_change_from_a_view_and_the_effect_is_said_there() -> None:
    async with exploring() as explorer:
        await explorer.press("t", "end", "plus")
        assert explorer.app.screen is not explorer.main
        assert "⇄ 1% fresh human text: " in explorer.frame()
        await explorer.press("u")
        assert "⇄" not in explorer.frame()


@pytest.mark.parametrize("view", [(), ("t",)])
async def test_a_palette_word_changes_a_setting(view: tuple[str, ...]) -> None:
    async with exploring() as explorer:
        await explorer.press(*view, "ctrl+p", *"knes", "enter")
        assert explorer.session.run.settings.smoothing == "kneser-ney"
        assert "No prediction: kneser-ney" in explorer.frame()
        assert "kneser-ney" in explorer.lines()[0]


async def test_questions_that_mean_nothing_are_greyed_out_and_passed_over() -> None:
    async with exploring() as explorer:
        await explorer.press("r")
        form = explorer.app.screen
        idle = {"human_source", "human_from", "human_until", "window", "regenerated", "detector"}
        idle |= {"retrieval", "population_text", "migration", "curated_models"}
        assert {each.id for each in form.query("Input, DropDown").results() if each.disabled} == idle
        assert "only with human %, + human % or web %" in explorer.frame()
        focused = []
        for _ in range(4):
            focused.append(explorer.app.focused.id if explorer.app.focused else "")
            await explorer.press("tab")
        assert focused == ["regime", "human_share", "human_adds", "machine_shares"]
        await explorer.fill(human_share="10")
        assert not form.query_one("#human_from").disabled
        await explorer.fill(human_share="0", machine_shares="0 50")
        assert {each.id for each in form.query("Input").results() if each.disabled} >= {"human_share"}
        await explorer.press("enter")
        assert explorer.session.run.settings.machine_shares == (0.0, 0.5)
        await explorer.press("plus")
        assert explorer.session.run.settings.machine_shares == (0.0, 0.5)
        assert "machine shares already say how much human text there is" in explorer.frame()


async def test_growth_is_refused_and_the_run_stays() -> None:
    async with exploring() as explorer:
        before = explorer.session.run
        await explorer.press("m")
        await explorer.fill(growth="1e99")
        await explorer.press("enter")
        assert explorer.session.run is before
        assert any(
            "more than 2,147,483,647 tokens" in str(each.message) for each in explorer.app._notifications
        )


async def test_more_generations_that_would_grow_too_large_leave_what_is_made() -> None:
    settings = Settings(generations=6, growth=4.0)
    async with exploring(settings=settings) as explorer:
        await explorer.press("a")
        assert explorer.session.made == 6
        assert explorer.session.run.target == 6
        assert any(
            "more than 2,147,483,647 tokens" in str(each.message) for each in explorer.app._notifications
        )
        await explorer.press("end")
        assert explorer.current == 6


async def test_the_effect_and_the_forms_look_as_they_should() -> None:
    async with exploring() as explorer:
        await explorer.press("end", "right_square_bracket")
        await check_both("effect", explorer)
        await explorer.press("m")
        await check_both("model-form", explorer)
        await explorer.press("escape", "r", "right")
        await check_both("regime-form", explorer)

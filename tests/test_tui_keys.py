"""Every key of the main screen does what the registry says."""

import string
import threading
from pathlib import Path
from typing import Any

import pytest
from exploring import SETTINGS, TEXT, GatedLoop, exploring, until
from textual.events import Key
from textual.widgets import Input

from driftview.settings.settings import Settings
from driftview.text.corpus import Corpus
from driftview.text.sources import open_corpus
from driftview.tui.app import Explorer
from driftview.tui.commands import BY_NAME, COMMANDS
from driftview.tui.layouts import is_of_another_script, same_place
from driftview.tui.playing import PLAY_SECONDS
from driftview.tui.views.help import Help
from driftview.tui.views.panels import PanelScreen
from driftview.tui.views.view import View
from driftview.tui.widgets.choice import DropDown, Tick
from driftview.tui.widgets.sample_pane import SamplePane

FEW = Settings(generations=3, seed=1)
"""Where it does not matter how far a run goes."""


async def test_the_arrow_keys_step_through_the_generations() -> None:
    async with exploring() as explorer:
        assert explorer.current == 1
        await explorer.press("right")
        assert explorer.current == 2
        await explorer.press("left", "left")
        assert explorer.current == 0
        await explorer.press("left")
        assert explorer.current == 0
        assert "already the human text" in explorer.frame()


async def test_long_steps_home_end_and_the_letters_beside_the_arrows() -> None:
    async with exploring() as explorer:
        for on, back in [("shift+right", "shift+left"), ("pagedown", "pageup")]:
            await explorer.press("home", "right", on)
            assert explorer.current == 11
            await explorer.press(on)
            assert explorer.current == 12
            await explorer.press(back)
            assert explorer.current == 2
        for first, last, back, on in [("home", "end", "left", "right"), ("g", "G", "h", "l")]:
            await explorer.press(last)
            assert explorer.current == 12
            assert "generation 12 of 12" in explorer.lines()[0]
            await explorer.press(first)
            assert explorer.current == 0
            await explorer.press(on, on, back)
            assert explorer.current == 1


async def test_space_plays_to_the_end_and_pauses() -> None:
    async with exploring() as explorer:
        await explorer.press("space")
        assert explorer.session.playing
        assert explorer.main.player.timer is not None
        assert explorer.main.player.timer._interval == PLAY_SECONDS
        explorer.main.player.tick()
        assert explorer.current == 2
        await explorer.press("space")
        assert not explorer.session.playing
        await explorer.press("end", "left", "space")
        explorer.main.player.tick()
        explorer.main.player.tick()
        assert explorer.current == 12
        assert not explorer.session.playing
        await explorer.press("space")
        assert explorer.current == 0


async def test_p_pins_the_generation_on_the_left() -> None:
    async with exploring() as explorer:
        await explorer.press("right", "p", "right")
        assert explorer.session.left == 2
        assert "Generation 2 · pinned" in explorer.frame()
        await explorer.press("p")
        assert explorer.session.left == 0
        assert "pinned" not in explorer.frame()


async def test_a_adds_ten_generations() -> None:
    async with exploring(settings=Settings(generations=2)) as explorer:
        await explorer.press("a")
        assert explorer.session.made == 12
        alone = explorer.session.generations[12].measures
    async with exploring(settings=Settings(generations=12)) as explorer:
        assert explorer.session.generations[12].measures == alone


async def test_n_takes_the_next_seed_and_keeps_a_ghost() -> None:
    async with exploring() as explorer:
        before = explorer.session.generations[5].tokens.tolist()
        await explorer.press("right", "n")
        assert explorer.session.run.settings.seed == 2
        assert explorer.current == 2
        assert [ghost.label for ghost in explorer.session.ghosts] == ["seed 1"]
        assert explorer.session.generations[5].tokens.tolist() != before


async def test_plus_and_minus_turn_the_human_share_from_the_same_seed() -> None:
    async with exploring() as explorer:
        before = explorer.session.generations[12].tokens.tolist()
        await explorer.press("plus")
        assert explorer.session.run.settings.human_share == 0.01
        assert "1% fresh human" in explorer.lines()[0]
        assert explorer.session.ghosts[0].label == "no human text"
        await explorer.press("minus")
        assert explorer.session.run.settings.human_share == 0
        assert explorer.session.generations[12].tokens.tolist() == before
        await explorer.press("minus")
        assert "no human text is mixed in" in explorer.frame()


async def test_m_asks_for_the_model() -> None:
    async with exploring(settings=FEW) as explorer:
        await explorer.press("m")
        await explorer.fill(order="2")
        await explorer.press("enter")
        assert explorer.session.run.settings.order == 2
        assert "word order 2" in explorer.lines()[0]
        await explorer.press("m")
        explorer.app.screen.query_one("#unit").focus()
        await explorer.press("left")
        await explorer.fill(temperature="0.5", top_k="9", top_p="0.9")
        await explorer.press("tab", "enter")
        settings = explorer.session.run.settings
        assert (settings.unit, settings.temperature) == ("character", 0.5)
        assert (settings.top_k, settings.top_p) == (9, 0.9)
        assert explorer.session.run.corpus is not None
        assert explorer.session.run.corpus.unit == "character"
        assert not explorer.session.ghosts


async def test_a_wrong_answer_is_refused_and_changes_nothing() -> None:
    async with exploring() as explorer:
        for answer, reason in [("9", "from 1 to 8"), ("x", "whole number")]:
            await explorer.press("m")
            await explorer.fill(order=answer)
            await explorer.press("enter")
            assert reason in explorer.frame()
            await explorer.press("escape")
            assert explorer.app.screen is explorer.main
            assert explorer.session.run.number == 1


async def test_r_asks_for_the_regime() -> None:
    async with exploring(settings=FEW) as explorer:
        await explorer.press("r", "right")
        await explorer.fill(human_share="25")
        source = explorer.app.screen.query_one("#human_source", DropDown)
        source.focus()
        await explorer.press("right")
        chosen = source.chosen
        assert chosen != "fresh"
        await explorer.press("enter")
        settings = explorer.session.run.settings
        assert (settings.regime, settings.human_share, settings.human_source) == ("accumulate", 0.25, chosen)


async def test_c_picks_a_bundled_text_or_a_path(tmp_path: Path) -> None:
    path = tmp_path / "own.txt"
    path.write_text("To be, or not to be: that is the question.\n\n" * 40)
    async with exploring(settings=FEW) as explorer:
        await explorer.press("p", "c", "up", "enter")
        assert explorer.session.run.names == ("opticks",)
        assert "Opticks" in explorer.lines()[0]
        assert explorer.session.pinned is None
        await explorer.press("c", "tab")
        await explorer.fill(path=str(path))
        await explorer.press("enter", "enter")
        assert "own · word order 3" in explorer.lines()[0]


async def test_a_text_that_cannot_be_read_leaves_everything_as_it_is() -> None:
    async with exploring() as explorer:
        await explorer.press("right", "c", "tab", *"nix", "enter")
        assert explorer.session.run.names == ("ecclesiastes",)
        assert explorer.current == 2
        assert any("nix" in str(each.message) for each in explorer.app._notifications)
        await explorer.press("right", "a")
        assert (explorer.current, explorer.session.made) == (3, 22)


async def test_e_writes_the_lineage_and_the_screen(tmp_path: Path) -> None:
    folder = tmp_path / "run"
    async with exploring() as explorer:
        await explorer.press("e")
        await explorer.fill(folder=str(folder))
        await explorer.press("enter")
        assert explorer.app.screen is explorer.main
        names = {path.name for path in folder.iterdir()}
        files = {"transcript.md", "transcript.html", "lineage.json", "measures.csv", "screen.svg"}
        assert names == {*files, "text", "genealogy"}
        assert any("transcript.html" in str(each.message) for each in explorer.app._notifications)
        assert len(list((folder / "text").iterdir())) == 13
        await explorer.press("e")
        await explorer.fill(folder=str(folder))
        await explorer.press("enter")
        assert explorer.app.screen is not explorer.main
        assert "✗" in explorer.frame()
        await explorer.press("escape")
        assert explorer.app.screen is explorer.main


async def test_formats_are_chosen_with_the_keyboard_and_the_mouse(tmp_path: Path) -> None:
    async with exploring() as explorer:
        await explorer.press("e")
        await explorer.fill(folder=str(tmp_path / "run"))
        await explorer.press("tab", "space", "tab", "space")  # the first transcript, and the second
        for name in ("html", "json", "text"):
            await explorer.pilot.click(f"#format-{name}")
        await explorer.press("tab", "space", "tab", "space", "tab", "space")  # genealogy, charts, the picture
        await explorer.pilot.click("#write")
        await explorer.settle()
        names = {path.name for path in (tmp_path / "run").iterdir()}
        assert names == {"transcript.txt", "measures.csv", "charts"}


async def test_a_format_that_needs_a_package_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("driftview.tui.views.export.can_write_parquet", lambda: False)
    async with exploring() as explorer:
        await explorer.press("e")
        assert "needs pip install pyarrow" in explorer.frame()
        await explorer.pilot.click("#format-parquet")
        assert not explorer.app.screen.query_one("#format-parquet", Tick).ticked


async def test_help_opens_and_closes() -> None:
    async with exploring() as explorer:
        for key in ("question_mark", "f1"):
            await explorer.press(key)
            assert isinstance(explorer.app.screen_stack[-1], Help)
            await explorer.press("escape")
            assert explorer.app.screen is explorer.main


async def test_down_and_up_scroll_both_texts_in_step() -> None:
    async with exploring() as explorer:
        top = [pane.rows[:5] for pane in explorer.main.query(SamplePane)]
        await explorer.press("down", "down", "j")
        assert [pane.rows[0] for pane in explorer.main.query(SamplePane)] == [rows[3] for rows in top]
        await explorer.press("k", "up", "up", "up")
        assert [pane.rows[:5] for pane in explorer.main.query(SamplePane)] == top
        await explorer.press("ctrl+down", "right", "left", "ctrl+up")
        assert [pane.rows[:5] for pane in explorer.main.query(SamplePane)] == top


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> threading.Semaphore:
    """Let the loop make only as many generations as the test releases."""
    monkeypatch.setattr(GatedLoop, "gate", threading.Semaphore(0), raising=False)
    monkeypatch.setattr("driftview.drift.loop.Loop", GatedLoop)
    return GatedLoop.gate


async def test_q_leaves_at_once_while_computing(gate: threading.Semaphore) -> None:
    async with exploring(wait=False) as explorer:
        await until(explorer, lambda: explorer.session.run.corpus)
        await explorer.pilot.press("q")
        assert not explorer.app.is_running or explorer.app._exit
    assert explorer.app.return_code == 0


async def test_q_goes_back_from_a_view_and_does_not_quit_while_it_is_held(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with exploring() as explorer:
        await explorer.press("t", "q", "q", "q")
        assert explorer.app.screen is explorer.main
        assert "q again quits" in explorer.frame()
        monkeypatch.setattr("driftview.tui.views.main.HELD_SECONDS", 0.0)
        await explorer.pilot.press("q")
        assert not explorer.app.is_running or explorer.app._exit
    async with exploring() as explorer:
        await explorer.press("space", "t", "escape")
        assert explorer.app.screen is explorer.main, "one press gets out, also while playing"
        await explorer.press("t")
        await explorer.pilot.press("Q")
        assert not explorer.app.is_running or explorer.app._exit
    assert explorer.app.return_code == 0


async def test_one_escape_leaves_every_view_and_dialog() -> None:
    async with exploring(settings=Settings(generations=1, seed=1)) as explorer:
        main = explorer.main
        opens = [each.name for each in COMMANDS if each.does[:1] in {("open_view",), ("ask_in_view",)}]
        for name in (*opens, "corpus", "card", "model", "regime", "export", "help", "search"):
            command = BY_NAME[name]
            if command.refused(explorer.session):  # whole words have no view where every word is a token
                continue
            main.action_give(name)
            await until(explorer, lambda: explorer.app.screen is not main)
            if isinstance(explorer.app.screen, PanelScreen):  # none has a way out of its own
                assert type(explorer.app.screen).do_quit is View.do_quit  # type: ignore[attr-defined]
            await explorer.app._press_keys(("escape",))
            await until(explorer, lambda: explorer.app.screen is main)
        await explorer.press("enter", "f3", *"vanity", "enter", "z")
        for _ in range(3):  # a panel, the text cursor, the search: one each
            await explorer.press("escape")
        assert not main.maximised
        assert not main.texts.stop_pointing()
        assert not main.texts.end_search()


async def test_escape_while_a_text_is_read_leaves_a_way_to_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    read, entered = threading.Event(), threading.Event()

    def slowly(*arguments: Any) -> Corpus:
        entered.set()
        assert read.wait(60)
        return open_corpus(*arguments)

    monkeypatch.setattr("driftview.text.sources.open_corpus", slowly)
    async with exploring(wait=False) as explorer:
        await until(explorer, entered.is_set)
        await until(explorer, lambda: "Reading" in explorer.frame())
        await explorer.pilot.press("escape")
        await until(
            explorer, lambda: "Stopped before the first generation: a starts again" in explorer.frame()
        )
        assert "a start" in explorer.lines()[-1]
        assert "esc stop" not in explorer.lines()[-1]
        await explorer.pilot.press("right")
        await until(explorer, lambda: "nothing has been computed yet; a starts" in explorer.frame())
        read.set()
        await explorer.settle()
        assert explorer.session.made == 0
        await explorer.press("a")
        assert explorer.session.made == SETTINGS.generations
        read.clear()
        entered.clear()
        explorer.main.take_texts(("opticks",))
        await until(explorer, entered.is_set)
        await explorer.pilot.press("escape")
        await until(explorer, lambda: "Reading" not in explorer.frame())
        assert explorer.session.run.names == (TEXT,), "the run before is back at once"
        assert not explorer.session.computing
        read.set()
        await explorer.settle()
        assert explorer.session.run.names == (TEXT,)


async def test_escape_stops_computing_and_keeps_what_is_done(gate: threading.Semaphore) -> None:
    async with exploring(wait=False) as explorer:
        await until(explorer, lambda: explorer.session.run.corpus)
        gate.release()
        await until(explorer, lambda: explorer.session.run.made == 1)
        assert "computing 1/12" in explorer.frame()
        assert "esc stop" in explorer.lines()[-1]
        await explorer.press("escape")
        assert (explorer.session.made, explorer.session.run.target) == (1, 1)
        assert "esc stop" not in explorer.lines()[-1]
        for _ in range(10):
            gate.release()
        await explorer.press("a")
        assert explorer.session.made == 11


async def test_a_changed_setting_stops_the_run_and_the_new_one_takes_over(gate: threading.Semaphore) -> None:
    async with exploring(wait=False) as explorer:
        await until(explorer, lambda: explorer.session.run.corpus)
        gate.release()
        await until(explorer, lambda: explorer.session.run.made == 1)
        await explorer.pilot.press("plus")
        assert explorer.session.run.number == 2
        assert explorer.session.made == 1
        for _ in range(12):
            gate.release()
        await explorer.settle()
        assert explorer.session.made == 12
        assert [len(ghost.types) for ghost in explorer.session.ghosts] == [2]
        assert all(each.corpus is explorer.session.run.corpus for each in explorer.session.generations)


@pytest.mark.parametrize(("typed", "meant"), [*zip("йЙ１？ЬбЮωשㅂضіΣ", "qQ1?M,>vaqqsS", strict=True)])
def test_a_letter_of_another_layout_is_taken_for_the_key_at_its_place(typed: str, meant: str) -> None:
    place = same_place(typed)
    assert place is not None
    assert place.key == meant


def test_what_may_be_meant_is_left_alone() -> None:
    assert [same_place(each) for each in (*string.printable, "é", "ß", "…", None)] == [None] * 104
    assert not is_of_another_script("é")
    assert is_of_another_script("љ")


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return what the explorer says in its corner, which tests do not show."""
    said: list[str] = []
    monkeypatch.setattr(Explorer, "notify", lambda _app, text, **_options: said.append(text))
    return said


async def test_another_keyboard_layout_reaches_the_commands_and_types_in_forms(
    told: list[str],
) -> None:
    async with exploring((100, 30), settings=FEW) as explorer:
        await explorer.press("д", "д")  # where l is: one generation on
        assert explorer.current == 3
        (said,) = told
        assert said.startswith("The keyboard types Cyrillic letters")
        await explorer.press("р")  # where h is
        assert explorer.current == 2
        explorer.app.post_message(Key("fullwidth_question_mark", "？"))  # a pilot gives it no character
        await explorer.settle()
        assert isinstance(explorer.app.screen, Help)
        await explorer.press("й")
        assert explorer.app.screen_stack == [explorer.main]
        await explorer.press("slash", "д", "й")
        assert explorer.app.screen.query_one(Input).value == "дй", "who types a word means its letters"
        await explorer.press("escape", "й")
        assert explorer.app._exit


async def test_a_script_without_a_table_is_not_met_with_silence(told: list[str]) -> None:
    async with exploring((100, 30), settings=FEW) as explorer:
        await explorer.press("љ", "љ")
        (said,) = told
        assert "no command uses these letters" in said

"""The command registry: one list feeds bindings, footer, palette, help and key sheet."""

import ast
import re
import subprocess
import sys
from collections import Counter
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st
from processes import ROOT, environment

from driftview.settings.conflicts import step
from driftview.settings.settings import PARAMETERS, Settings
from driftview.settings.wording import difference
from driftview.tui.commands import BY_NAME, COMMANDS
from driftview.tui.commands.command import MAIN
from driftview.tui.commands.footer import footer
from driftview.tui.commands.sheet import key_sheet
from driftview.tui.commands.table import VIEW_NAMES
from driftview.tui.commands.views import VIEWS as ROWS
from driftview.tui.content.help import PAGES
from driftview.tui.key_names import key_label
from driftview.tui.keymap import default_keymap
from driftview.tui.session import Run, Session
from driftview.tui.views.help import page
from driftview.tui.views.main import MainScreen

REQUIRED = (
    "left right shift+left shift+right pageup pagedown home end space c m r plus minus n a e "
    "question_mark q p escape"
)


def session(**settings: object) -> Session:
    return Session(Run(1, ("text",), Settings(**settings), target=30), default_keymap())  # type: ignore[arg-type]


documented = cache(key_sheet)


@cache
def explained(view: str) -> str:
    """Return the page of help about a view."""
    return page(default_keymap(), view).plain


def test_no_dialog_speaks_of_a_command_line_flag() -> None:
    """Errors of the rooms that the explorer uses name an option only as ``option``; docstrings may."""
    rooms = ("tui", "text", "drift", "models", "measures", "export/*.py")
    found = [path for room in rooms for path in (ROOT / "driftview").glob(room)]
    ours = [path for path in found if not path.name.startswith("study_")]
    files = [path for each in ours for path in ([each] if each.is_file() else each.rglob("*.py"))]
    assert len(files) > 60
    said = []
    for path in files:
        tree = ast.parse(path.read_text("utf-8"))
        options = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.keyword | ast.Expr)}
        said += [
            (path.name, node.value)
            for node in ast.walk(tree)
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in options
            if re.search(r"(?<![\w-])--[a-z]", node.value)
        ]
    assert said == []


def test_every_key_of_the_explorer_is_there_once() -> None:
    keys = {key for command in COMMANDS for key in command.keys}
    assert set(REQUIRED.split()) <= keys
    assert max(Counter(command.name for command in COMMANDS).values()) == 1


@pytest.mark.parametrize("name", BY_NAME)
def test_every_command_has_its_method_its_binding_and_its_place_in_help(name: str) -> None:
    command = BY_NAME[name]
    if name in VIEW_NAMES:
        assert name in ROWS
    elif not command.where:
        assert callable(getattr(MainScreen, f"do_{(command.does or (name,))[0]}"))
    bound = {binding.key for binding in MainScreen.BINDINGS if binding.action == f"give('{name}')"}  # type: ignore[union-attr]
    assert bound == (set(command.keys) if command.means_something_in(MAIN) else set())
    for view in filter(command.means_something_in, (MAIN, *ROWS)):
        assert f"{command.label}\n" in explained(view)
    assert f"`{name}`" in documented()


def test_every_view_is_explained_part_by_part() -> None:
    assert set(PAGES) == {MAIN, *ROWS}
    for name, about in PAGES.items():
        assert about.intro.endswith((".", "?")), name
        assert about.parts, name
        assert len({part for part, _ in about.parts}) == len(about.parts), name


def test_the_key_sheet_in_the_documentation_is_that_of_the_registry() -> None:
    said = (ROOT / "docs" / "keys.md").read_text(encoding="utf-8")
    assert said == key_sheet(), "stale: run python -m driftview.tui.commands > docs/keys.md"


def test_the_key_sheet_is_printed_by_its_module() -> None:
    command = [sys.executable, "-m", "driftview.tui.commands"]
    done = subprocess.run(command, capture_output=True, env=environment(PYTHONIOENCODING="utf-8"), check=True)
    assert done.stdout.decode() == key_sheet()


@pytest.mark.parametrize("view", [MAIN, *ROWS])
@given(st.booleans(), st.booleans(), st.booleans())
def test_the_footer_of_every_view_has_a_way_out_and_help(
    view: str, computing: bool, playing: bool, maximised: bool
) -> None:
    state = session()
    state.run.computing, state.playing = computing, playing
    items = footer(state, view, maximised)
    names = [command.name for item in items for command in item.commands]
    assert names.count("help") == 1
    assert ("quit" in names) == (view == MAIN)
    assert ("stop" in names) == (view != MAIN or computing or maximised)
    assert all(command.means_something_in(view) for item in items for command in item.commands)
    assert all(key for item in items for key in item.keys)
    assert len(set(names)) == len(names)
    own = {command.name for command in COMMANDS if view in command.where and command.short}
    assert view == MAIN or own <= set(names)


@pytest.mark.parametrize(
    ("key", "label"), [("shift+left", "shift+←"), ("plus", "+"), ("a", "a"), ("pageup", "PgUp")]
)
def test_keys_are_written_as_people_write_them(key: str, label: str) -> None:
    assert key_label(key) == label


def test_shifted_function_keys_also_have_the_name_that_terminals_send() -> None:
    """Textual reads what xterm, VTE and tmux send for shift+F3 as F15."""
    for command in COMMANDS:
        for key in command.keys:
            if shifted := re.fullmatch(r"shift\+f(\d+)", key):
                assert f"f{int(shifted[1]) + 12}" in command.keys


HUMAN_SHARES = PARAMETERS["human_share"].steps


@given(st.booleans(), st.booleans(), st.sampled_from(HUMAN_SHARES))
def test_the_footer_shows_what_can_be_done_now_before_the_views(
    computing: bool, playing: bool, share: float
) -> None:
    state = session(human_share=share)
    state.run.computing, state.playing = computing, playing
    words = [item.word for item in footer(state)][:8]
    assert "help" in words
    assert ("stop" in words) == computing
    assert ("pause" in words) == playing


def test_what_cannot_be_done_is_refused_with_a_reason() -> None:
    state = session()
    assert BY_NAME["less_human"].refusal(state) == "no human text is mixed in"
    assert BY_NAME["more_human"].refusal(state) is None
    assert BY_NAME["more_human"].refusal(session(human_share=1.0)) is not None
    assert BY_NAME["export"].refusal(state) is not None
    assert next(item for item in footer(state) if item.word == "export").refused


@given(st.floats(0, 1))
def test_plus_and_minus_lead_through_the_steps_to_both_ends(share: float) -> None:
    settings = Settings(human_share=share)
    for direction, end in ((1, 1.0), (-1, 0.0)):
        for _ in HUMAN_SHARES:
            before = settings.human_share
            settings = step(settings, "human_share", direction)
            assert (settings.human_share - before) * direction > 0 or settings.human_share == end
        assert settings.human_share == end


def test_a_ghost_says_what_was_different() -> None:
    old = Settings(order=2, human_share=0.1)
    assert difference(old, Settings(order=3, human_share=0.1)) == "word order 2"
    assert difference(old, Settings(order=2)) == "10% fresh human"
    assert difference(old, Settings(order=2, human_share=0.1, top_k=5)) == "no top-k"
    assert difference(old, old) == "same settings"


FIRST_FRAME = """
import asyncio, sys
from driftview.settings.conflicts import step
from driftview.settings.settings import PARAMETERS, Settings
from driftview.tui.app import Explorer

async def stay(app):
    heavy = ("numpy", "nltk", "driftview.tui.session", "driftview.tui.commands", "importlib.metadata")
    lines = [strip.text.strip() for strip in app.screen._compositor.render_strips()]
    print([name for name in heavy if name in sys.modules], [line for line in lines if line])

Explorer._open_main = stay

async def look():
    async with Explorer(("opticks",), Settings()).run_test(size=(80, 24)) as pilot:
        await pilot.pause()

asyncio.run(look())
"""


def test_the_first_frame_needs_neither_numpy_nor_the_main_screen() -> None:
    done = subprocess.run([sys.executable, "-c", FIRST_FRAME], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[] ['driftview', 'Reading opticks …']"

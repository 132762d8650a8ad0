"""Keys can be given to other commands; what cannot be is told, and the default stays."""

import pytest
from exploring import SETTINGS, TEXT, exploring_app
from hypothesis import given
from hypothesis import strategies as st

from driftview.tui.app import Explorer
from driftview.tui.commands import BY_NAME, COMMANDS
from driftview.tui.key_names import KEY_LABELS, key_label, key_name
from driftview.tui.keymap import clashes, default_keymap, remapped
from driftview.tui.preferences import Preferences, config_file


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("?", "question_mark"), ("+", "plus"), ("-", "minus"), ("−", "minus"), (" ", "space"),
        ("space", "space"), ("esc", "escape"), ("Escape", "escape"), ("←", "left"), ("PgUp", "pageup"),
        ("F1", "f1"), ("G", "G"),
        ("shift+g", "G"), ("shift+left", "shift+left"), ("ctrl++", "ctrl+plus"), ("Ctrl+Down", "ctrl+down"),
        ("shift+ctrl+x", "ctrl+shift+x"), ("ctrl+X", "ctrl+x"), ("[", "left_square_bracket"), ("é", "é"),
        ("/", "slash"),
    ],
)  # fmt: skip
def test_keys_may_be_written_as_people_write_them(written: str, name: str) -> None:
    assert key_name(written) == name


@pytest.mark.parametrize("written", ["", "nokey", "ctrl+foo", "strg+x", "ab", "+x", "\x1b", "<any>"])
def test_what_is_no_key_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match="is not a key"):
        key_name(written)


@pytest.mark.parametrize(
    "key", sorted({key for command in COMMANDS for key in command.keys} | set(KEY_LABELS))
)
def test_a_key_can_be_written_as_it_is_shown(key: str) -> None:
    assert key_name(key) == key
    assert key_name(key_label(key)) == key


def test_no_two_commands_of_a_view_share_a_key() -> None:
    assert list(clashes(default_keymap().keys, COMMANDS)) == []


def test_a_change_takes_effect_and_the_rest_stays() -> None:
    keymap, complaints = remapped({"play": ["F5", "ctrl+space"], "quit": []})
    assert complaints == ()
    assert keymap.keys["play"] == ("f5", "ctrl+space")
    assert keymap.all_shown("play") == ["F5", "ctrl+space"]
    assert keymap.labels["quit"] == ""
    assert keymap.keys["next"] == BY_NAME["next"].keys
    assert keymap.bindings() == {"play": "f5,ctrl+space", "quit": "unbound"}


def test_two_commands_may_swap_keys() -> None:
    keymap, complaints = remapped({"next": ["left"], "previous": ["right"]})
    assert complaints == ()
    assert (keymap.keys["next"], keymap.keys["previous"]) == (("left",), ("right",))


def test_each_fault_is_told_in_a_line_of_its_own() -> None:
    keymap, complaints = remapped(
        {
            "nxt": ["n"],
            "play": ["ctrl+foo"],
            "export": ["ctrl+q"],
            "more": ["q"],
            "first": ["F5"],
            "last": ["f5"],
        }
    )
    assert complaints == (
        "[keys] nxt: there is no such command; did you mean next?",
        "[keys] play: “ctrl+foo” is not a key; it keeps space",
        "[keys] export: ctrl+q always quits; it keeps e",
        "[keys] last: F5 is a key of first; it keeps End, G",
        "[keys] more: q is a key of quit; it keeps a",
    )
    assert keymap.changed == {"first": ("f5",)}


def test_a_change_that_is_taken_back_can_bring_another_clash() -> None:
    keymap, complaints = remapped({"play": ["a"], "more": ["q"]})
    assert [complaint.split(":")[0] for complaint in complaints] == ["[keys] more", "[keys] play"]
    assert keymap.changed == {}


NAMES = st.sampled_from([command.name for command in COMMANDS])
KEYS = st.lists(st.sampled_from(["a", "b", "left", "Q", "ctrl+x", "no key", "ctrl+p", "?"]), max_size=3)


@given(st.dictionaries(NAMES, KEYS, max_size=6))
def test_whatever_is_wanted_no_key_clashes(wanted: dict[str, list[str]]) -> None:
    keymap, complaints = remapped(wanted)
    assert list(clashes(keymap.keys, COMMANDS)) == []
    assert len(complaints) + len(keymap.changed) == len(wanted)
    for command in COMMANDS:
        assert command.name in keymap.changed or keymap.keys[command.name] == command.keys


def test_what_older_versions_called_a_command_is_still_taken() -> None:
    former = {command.formerly: command for command in COMMANDS if command.formerly}
    assert not former.keys() & {command.name for command in COMMANDS}
    keymap, complaints = remapped({"gauges": ["f9"]})
    assert not complaints
    assert keymap.keys[former["gauges"].name] == ("f9",)


async def test_other_keys_work_and_are_shown_everywhere() -> None:
    keys = {"next": ("n",), "previous": ("F4",), "new_seed": ("f6",), "more": ("F5",), "export": ()}
    app = Explorer((TEXT,), SETTINGS, Preferences(config_file(), corpus=(TEXT,), keys=keys))
    async with exploring_app(app, (100, 30)) as explorer:
        await explorer.press("n")
        assert explorer.current == 2
        await explorer.press("f4", "l", "left", "e")
        assert explorer.current == 1
        assert explorer.app.screen is explorer.main
        assert "F4/n generation" in explorer.lines()[-1]
        await explorer.press("f6")
        assert explorer.session.run.settings.seed == 2
        await explorer.press("end", "n")
        assert "F5 computes ten more" in explorer.frame()
        await explorer.press("ctrl+p", *"next gen")
        assert "Next generation (n)" in explorer.frame()
        await explorer.press("escape", "t", "f4")
        assert explorer.current == 11
        await explorer.press("question_mark", "G", "g")
        assert "  n    " in explorer.frame()

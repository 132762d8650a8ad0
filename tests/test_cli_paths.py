"""``driftview paths``; environment variables stand for options, and give way to them."""

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from driftview.cli import main
from driftview.settings.settings import Settings
from driftview.tui.preferences import Preferences

Driftview = Callable[..., tuple[int, str, str]]


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return where the settings are in this test."""
    path = tmp_path / "config.toml"
    monkeypatch.setenv("DRIFTVIEW_CONFIG", str(path))
    return path


@pytest.fixture
def driftview(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Driftview:
    """Return a function that runs driftview: exit code, output, errors; keywords are its environment."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("driftview.cli.safety.signal.signal", lambda *_: None)

    def call(*arguments: str, **variables: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["driftview", *arguments])
        with monkeypatch.context() as patch, pytest.raises(SystemExit) as end:
            for name, value in variables.items():
                patch.setenv(name, value)
            main()
        assert isinstance(end.value.code, int)
        return (end.value.code, *capfd.readouterr())

    return call


Opened = tuple[tuple[str, ...], Settings, Preferences, str | None]


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[Opened]:
    """Return what the explorer is opened with; it is not really opened."""
    calls: list[Opened] = []

    def run(*arguments: Any, **_: object) -> int:
        calls.append(arguments)
        return 0

    monkeypatch.setattr("driftview.tui.app.run", run)
    monkeypatch.setattr("driftview.cli.explore.check_terminal", lambda _: None)
    return calls


def test_paths_says_where_the_settings_are_and_whether(driftview: Driftview, file: Path) -> None:
    code, output, errors = driftview("paths")
    assert (code, errors) == (0, "")
    assert f"settings       {file}  created when" in output
    assert "driftview-*.log" in output
    file.write_text("theme = 'nord'")
    assert f"{file}  in use" in driftview("paths")[1]
    file.write_text("theme = ")
    code, output, errors = driftview("paths", DRIFTVIEW_ORDER="2")
    assert (code, errors) == (0, "")
    assert "not valid TOML" in output
    assert "DRIFTVIEW_ORDER is set" in output


def test_variables_stand_for_options_and_options_win(driftview: Driftview) -> None:
    run = ("run", "--quiet", "--generations", "1", "--json", "-")
    variables = {"DRIFTVIEW_ORDER": "2", "DRIFTVIEW_SEED": "7", "DRIFTVIEW_CORPUS": "ecclesiastes"}
    config = json.loads(driftview(*run, **variables)[1])["config"]
    assert (config["order"], config["seed"], config["corpus"]) == (2, 7, "ecclesiastes")
    config = json.loads(driftview(*run, "opticks", "--order", "1", **variables)[1])["config"]
    assert (config["order"], config["seed"], config["corpus"]) == (1, 7, "opticks")


def test_a_wrong_variable_is_named(driftview: Driftview) -> None:
    code, output, errors = driftview("run", DRIFTVIEW_ORDER="nine")
    assert (code, output) == (2, "")
    assert errors.count("\n") == 1
    assert "DRIFTVIEW_ORDER in the environment" in errors
    assert "`driftview run --help` explains" in driftview("run", "--order", "nine", DRIFTVIEW_ORDER="2")[2]


def test_the_explorer_opens_what_is_named_or_what_is_remembered(
    driftview: Driftview, file: Path, opened: list[Opened]
) -> None:
    driftview()
    file.write_text('corpus = "opticks"\ntheme = "dracula"')
    driftview()
    driftview(DRIFTVIEW_CORPUS="ecclesiastes\nopticks", DRIFTVIEW_THEME="nord", DRIFTVIEW_ORDER="4")
    driftview("ecclesiastes", "--theme", "gruvbox", DRIFTVIEW_CORPUS="opticks", DRIFTVIEW_THEME="nord")
    found = [(names, preferences.theme, theme) for names, _, preferences, theme in opened]
    assert found == [
        ((), None, None),
        (("opticks",), "dracula", None),
        (("ecclesiastes", "opticks"), "dracula", "nord"),
        (("ecclesiastes",), "dracula", "gruvbox"),
    ]
    assert [settings.order for _, settings, _, _ in opened] == [3, 3, 4, 3]


def test_a_remembered_text_that_is_gone_is_told_inside(
    driftview: Driftview, file: Path, opened: list[Opened]
) -> None:
    file.write_text('corpus = "/not/there.txt"')
    assert driftview()[0] == 0
    names, _, preferences, _ = opened[0]
    assert names == ()
    assert "/not/there.txt" in preferences.complaints[0]


def test_a_broken_file_is_one_clear_line(driftview: Driftview, file: Path, opened: list[Opened]) -> None:
    file.write_text("theme = nord")
    code, output, errors = driftview()
    assert (code, output, opened) == (2, "", [])
    assert errors.startswith(f"driftview: the settings in {file} are not valid TOML: ")
    assert errors.count("\n") == 1
    assert file.read_text() == "theme = nord"
    assert driftview("completion", "bash")[0] == 0


def test_a_theme_that_is_none_is_refused(driftview: Driftview, opened: list[Opened]) -> None:
    code, _, errors = driftview("--theme", "nrd")
    assert (code, opened) == (2, [])
    assert "no theme “nrd”" in errors
    assert "gruvbox" in errors
    assert errors.count("\n") == 1
    assert "DRIFTVIEW_THEME in the environment" in driftview(DRIFTVIEW_THEME="nrd")[2]


def test_settings_of_whoever_runs_the_tests_stay_out() -> None:
    assert not Path(os.environ["DRIFTVIEW_CONFIG"]).exists()


def test_a_variable_that_stands_for_nothing_is_told(file: Path, driftview: Driftview) -> None:
    code, output, _ = driftview("paths", DRIFTVIEW_ORDER="2", DRIFTVIEW_ORDR="2")
    lines = output.splitlines()
    assert code == 0
    assert "DRIFTVIEW_CONFIG is set" in lines
    assert "DRIFTVIEW_ORDER is set" in lines
    assert "DRIFTVIEW_ORDR is set, but there is no such option" in lines

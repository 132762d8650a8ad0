"""What the explorer remembers: read, written one value at a time, and never at a loss."""

import stat
import tomllib
from pathlib import Path

import pytest
from exploring import SETTINGS, TEXT, Driver, exploring_app
from hypothesis import given
from hypothesis import strategies as st

from driftview.settings.settings import Settings
from driftview.tui.app import Explorer
from driftview.tui.preferences import (
    VARIABLE,
    Preferences,
    PreferencesError,
    config_file,
    lasting,
    read_preferences,
    remember,
    with_value,
)

BY_HAND = """\
# mine
theme = 'nord'  # calm
corpus = [
  "ecclesiastes",
]

[keys]  # my hands
play = ["space", "P"]
"""


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return where the settings are in this test."""
    path = tmp_path / "driftview" / "config.toml"
    monkeypatch.setenv(VARIABLE, str(path))
    return path


def put(file: Path, text: str) -> Path:
    file.parent.mkdir()
    file.write_text(text)
    return file


def test_without_a_file_everything_is_at_its_default(file: Path) -> None:
    assert config_file() == file
    assert read_preferences() == Preferences(file, begun=False)
    assert not file.parent.exists()


def test_the_file_is_in_the_folder_of_the_platform(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    monkeypatch.setattr("platformdirs.user_config_path", lambda *_, **__: Path("/somewhere/driftview"))
    assert config_file() == Path("/somewhere/driftview/config.toml")


def test_what_was_written_by_hand_is_read(file: Path) -> None:
    put(file, BY_HAND)
    found = read_preferences()
    assert (found.theme, found.corpus, found.complaints) == ("nord", ("ecclesiastes",), ())
    assert found.keys == {"play": ("space", "P")}


def test_only_the_value_is_changed(file: Path) -> None:
    put(file, BY_HAND)
    remember(file, "theme", "gruvbox")
    assert file.read_text() == BY_HAND.replace("'nord'", '"gruvbox"')
    remember(file, "corpus", ("opticks", "middlemarch"))
    assert '\ncorpus = ["opticks", "middlemarch"]\n\n[keys]  # my hands\n' in file.read_text()


def test_a_value_that_stands_there_already_is_not_written(file: Path) -> None:
    put(file, BY_HAND)
    before = file.stat().st_mtime_ns, file.stat().st_ino
    remember(file, "theme", "nord")
    assert (file.stat().st_mtime_ns, file.stat().st_ino) == before


def test_a_new_file_explains_itself_and_is_whole(file: Path) -> None:
    remember(file, "theme", "nord")
    assert [path.name for path in file.parent.iterdir()] == ["config.toml"]
    assert file.read_text().startswith("# ")
    assert read_preferences().theme == "nord"


def test_a_link_stays_a_link_and_a_private_file_private(file: Path, tmp_path: Path) -> None:
    real = tmp_path / "dotfiles.toml"
    real.write_text(BY_HAND)
    real.chmod(0o600)
    file.parent.mkdir()
    file.symlink_to(real)
    remember(file, "theme", "dracula")
    assert file.is_symlink()
    assert 'theme = "dracula"  # calm' in real.read_text()
    assert stat.S_IMODE(real.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    "broken", [b"theme = nord", b"[keys", b"\xff\xfe\x00", b"a = 1\na = 2", b"x=" + b"[" * 9999]
)
def test_a_broken_file_is_told_in_one_line_and_loses_nothing(file: Path, broken: bytes) -> None:
    file.parent.mkdir()
    file.write_bytes(broken)
    with pytest.raises(PreferencesError) as reading:
        read_preferences()
    assert str(file) in str(reading.value)
    assert "\n" not in str(reading.value)
    with pytest.raises(PreferencesError):
        remember(file, "theme", "nord")
    assert file.read_bytes() == broken


def test_a_place_that_cannot_be_written_to_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(PreferencesError, match="not a directory"):
        remember(tmp_path / "file" / "config.toml", "theme", "nord")
    with pytest.raises(PreferencesError, match="could not be remembered"):
        remember(tmp_path / "config.toml", "corpus", ("\udcff",))
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_values_that_mean_nothing_are_told_one_by_one(file: Path) -> None:
    put(file, 'theme = 3\ncorpus = [1]\ncolour = "red"\n[keys]\nplay = 3\nnext = "n"\n')
    found = read_preferences()
    assert (found.theme, found.corpus, found.keys) == (None, (), {"next": ("n",)})
    beginnings = [complaint.split(":")[0] for complaint in found.complaints]
    assert beginnings == ["theme", "corpus", "[keys] play", "colour"]


@given(
    st.text(st.characters(exclude_categories=["Cs"])),
    st.lists(st.text(st.characters(exclude_categories=["Cs"]))),
)
def test_any_text_comes_back_as_it_was(theme: str, corpus: list[str]) -> None:
    text = with_value(with_value(BY_HAND, "theme", theme), "corpus", corpus)
    after = tomllib.loads(text)
    assert (after["theme"], after["corpus"]) == (theme, corpus)
    assert after["keys"] == tomllib.loads(BY_HAND)["keys"]


PIECES = (
    "# a comment\n", "\n", "theme = 'x' # it's\n", 'other = """\n[no table]\n"""\n', "n = [\n  [1],\n]\r\n",
    "corpus = 'y'\r\n", "'quoted key' = 1\n",
)  # fmt: skip


@given(
    st.lists(st.sampled_from(PIECES), unique=True),
    st.sampled_from(["", "[keys]\ntheme = 1", "[[a]]\nb = 1\n"]),
)
def test_all_else_stays_as_it_was(pieces: list[str], tables: str) -> None:
    before = "".join(pieces) + tables
    after = with_value(before, "theme", "new")
    assert tomllib.loads(after) == {**tomllib.loads(before), "theme": "new"}
    for line in before.splitlines():
        assert line.startswith("theme = 'x'") or line in after.splitlines()
    assert ("# it's" in after) == ("# it's" in before)


def test_paths_of_texts_become_absolute(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    names = ("ecclesiastes", "nltk:gutenberg/austen-emma.txt", "own.txt")
    assert lasting(names) == (*names[:2], str(tmp_path / "own.txt"))


def explorer(file: Path, theme: str | None = None, names: tuple[str, ...] = (TEXT,)) -> Explorer:
    return Explorer(names, Settings(generations=2), read_preferences(), theme)


def told(driver: Driver) -> list[str]:
    return [str(notice.message) for notice in driver.app._notifications]


async def test_theme_and_text_are_remembered(file: Path) -> None:
    async with exploring_app(explorer(file)) as driver:
        assert read_preferences().corpus == (TEXT,)
        assert read_preferences().theme is None
        await driver.press("ctrl+p", *"Theme", "enter")
        await driver.press(*"gruvbox", "enter")
        assert driver.app.theme == "gruvbox"
        await driver.press("c", "up", "enter")
    found = read_preferences()
    assert (found.theme, found.corpus) == ("gruvbox", ("opticks",))
    async with exploring_app(explorer(file)) as driver:
        assert driver.app.theme == "gruvbox"
        assert told(driver) == []
    async with exploring_app(explorer(file, theme="nord")) as driver:
        assert driver.app.theme == "nord"
    assert read_preferences().theme == "gruvbox"


async def test_a_text_that_cannot_be_used_is_not_remembered(file: Path, tmp_path: Path) -> None:
    short = tmp_path / "short.txt"
    short.write_text("Too short.")
    async with exploring_app(explorer(file, names=(str(short),))):
        pass
    assert not file.exists()


async def test_a_file_that_breaks_meanwhile_is_told_and_left_alone(file: Path) -> None:
    async with exploring_app(explorer(file)) as driver:
        file.write_text("theme = ")
        driver.app.theme = "nord"
        await driver.settle()
        assert any("not valid TOML" in text for text in told(driver))
        assert driver.app.theme == "nord"
    assert file.read_text() == "theme = "


async def test_what_the_file_says_wrongly_is_told_inside(file: Path) -> None:
    put(file, 'theme = "no[rd"\ncolour = 1\n[keys]\nnxt = ["n"]\nplay = ["q"]\nnext = ["hyper+x", "ö"]\n')
    async with exploring_app(explorer(file)) as driver:
        assert driver.app.theme == "textual-dark"
        text = told(driver)
        assert len(text) == 4
        assert "there is no theme “no[rd”" in text[1]
        assert "did you mean next?" in text[2]
        assert "q is a key of quit; it keeps space" in text[3]
        await driver.press("ö")
        assert driver.current == 2


async def test_without_preferences_nothing_is_remembered(file: Path) -> None:
    async with exploring_app(Explorer((TEXT,), SETTINGS)) as driver:
        driver.app.theme = "nord"
        await driver.settle()
    assert not file.parent.exists()


async def test_how_to_begin_stands_there_until_it_is_done(file: Path) -> None:
    async with exploring_app(explorer(file)) as driver:
        assert "s guided tour" in driver.frame()
        assert "? help" in driver.lines()[-2]
        await driver.press("question_mark", "escape")
        assert "First time here?" not in driver.frame()
    async with exploring_app(explorer(file)) as driver:
        assert "First time here?" not in driver.frame()


async def test_the_card_of_an_own_text_is_shown_once(file: Path, tmp_path: Path) -> None:
    own = tmp_path / "own.txt"
    own.write_text("the cat sat on the mat and the dog sat on the log " * 40, encoding="utf-8")
    for shown in (True, False):
        async with exploring_app(Explorer((str(own),), SETTINGS, read_preferences())) as driver:
            assert (driver.app.screen is not driver.main) is shown

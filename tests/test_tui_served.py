"""What an explorer behind a page of ``driftview serve`` may open, keep and say."""

import asyncio
import re
import subprocess
from pathlib import Path

import pytest
from exploring import Driver, exploring_app
from test_tui_hostile import VIEWS, back
from textual._xterm_parser import XTermParser
from textual.drivers.headless_driver import HeadlessDriver
from textual.message import Message
from textual.widgets import Input, OptionList

from driftview.cli.explore import explore
from driftview.faults import write_log
from driftview.settings.settings import Settings
from driftview.text.cleaning import TextError
from driftview.tui.app import Explorer
from driftview.tui.corpus_cache import CorpusCache
from driftview.tui.error_boundary import Fault, FaultPanel
from driftview.tui.preferences import Preferences
from driftview.tui.served import HOME, OWNER, RIGHTS, TEXTS, UPLOADS, Served, page_driver, served
from driftview.tui.views.corpus import FILES, UPLOAD, CorpusPicker
from driftview.tui.views.export import ExportForm

SMALL = Settings(generations=2, tokens=300, order=2)

NAMING = [
    "main",
    "choose a text",
    "about the text",
    "model",
    "export",
    "find a word",
    "help",
    "palette",
    "voices",
]
"""The views that name texts or files, or where something is typed."""

PROSE = "The sea was calm and the night was long, and nobody spoke of the harbour. " * 40


@pytest.fixture
def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Served:
    """Be the explorer of a visitor, with a folder of texts and a file outside it."""
    home, texts = tmp_path / "home", tmp_path / "offered-texts"
    (home / UPLOADS).mkdir(parents=True)
    (texts / "letters").mkdir(parents=True)
    (tmp_path / "secret.txt").write_text(PROSE, "utf-8")
    (texts / "sea.txt").write_text(PROSE, "utf-8")
    (texts / "letters" / "one.txt").write_text(PROSE, "utf-8")
    (texts / ".hidden.txt").write_text(PROSE, "utf-8")
    (texts / "out.txt").symlink_to(tmp_path / "secret.txt")
    (texts / "away").mkdir()
    (texts / "away" / "out.txt").symlink_to(tmp_path / "secret.txt")
    monkeypatch.setenv(RIGHTS, "visitor")
    monkeypatch.setenv(HOME, str(home))
    monkeypatch.setenv(TEXTS, str(texts))
    monkeypatch.chdir(tmp_path)  # and back afterwards: the page changes into its own folder
    found = served()
    assert found is not None
    return found


def test_a_visitor_is_offered_what_stays_in_the_folder(page: Served) -> None:
    assert [offer.name for offer in page.offers()] == ["texts/letters", "texts/sea.txt"]
    (page.home / UPLOADS / "mine.txt").write_text(PROSE, "utf-8")
    (page.home / UPLOADS / "link.txt").symlink_to(page.home.parent / "secret.txt")
    assert [offer.name for offer in page.uploads()] == ["uploads/mine.txt"]


@pytest.mark.parametrize(
    "name",
    [
        "/etc/passwd",
        "{secret}",
        "../secret.txt",
        "texts/out.txt",
        "texts/away",
        "texts/.hidden.txt",
        "texts/../../secret.txt",
        "texts",
        "texts/",
        "uploads/../../secret.txt",
        "./texts/sea.txt",
        "-",
        "nltk:gutenberg/austen-emma.txt",
        "",
    ],
)
def test_no_other_name_is_opened(page: Served, name: str) -> None:
    page.enter(())
    with pytest.raises(TextError, match="not offered here"):
        CorpusCache().corpus(("ecclesiastes", name.format(secret=page.home.parent / "secret.txt")), "word")


def test_a_whole_folder_is_offered_if_no_link_leads_out_of_it(page: Served) -> None:
    (page.home.parent / "offered-texts" / "out.txt").unlink()
    (page.home.parent / "offered-texts" / "shore.txt").write_text(PROSE, "utf-8")
    assert page.enter(("offered-texts",)) == ("texts",)
    assert CorpusCache().corpus(("texts",), "word").name == "offered-texts"


def test_what_is_offered_is_opened(page: Served) -> None:
    page.enter(())
    corpus = CorpusCache().corpus(("ecclesiastes", "texts/sea.txt", "texts/letters"), "word")
    assert corpus.name == "ecclesiastes + sea + letters"


def test_a_text_of_the_command_line_is_opened_only_if_it_is_offered(page: Served) -> None:
    offered = (
        "offered-texts/sea.txt",
        str(page.home.parent / "secret.txt"),
        "offered-texts/out.txt",
        "chorus",
    )
    assert page.enter(offered) == ("texts/sea.txt", "chorus")


@pytest.mark.parametrize(
    ("rights", "visitor"), [("visitor", True), ("Owner", True), ("yes", True), (OWNER, False)]
)
def test_whoever_is_not_said_to_be_the_owner_is_a_visitor(
    page: Served, monkeypatch: pytest.MonkeyPatch, rights: str, visitor: bool
) -> None:
    monkeypatch.setenv(RIGHTS, rights)
    found = served()
    assert found is not None
    assert found.visitor is visitor


def test_without_its_folder_a_page_does_not_begin(page: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(HOME)
    with pytest.raises(TextError, match="names no folder"):
        served()


@pytest.mark.parametrize("rights", ["visitor", OWNER])
def test_a_page_has_settings_of_its_own(page: Served, monkeypatch: pytest.MonkeyPatch, rights: str) -> None:
    own = page.home.parent / "config.toml"
    own.write_text('theme = "nord"\ncorpus = ["secret.txt"]\n', "utf-8")
    monkeypatch.setenv("DRIFTVIEW_CONFIG", str(own))
    monkeypatch.setenv(RIGHTS, rights)
    begun: list[tuple[tuple[str, ...], Preferences]] = []

    def begin(
        names: tuple[str, ...], _settings: Settings, preferences: Preferences, _theme: str | None, **_: object
    ) -> int:
        begun.append((names, preferences))
        return 0

    monkeypatch.setattr("driftview.tui.app.run", begin)
    monkeypatch.setenv("TEXTUAL_DRIVER", "textual.drivers.web_driver:WebDriver")
    explore.main(["--generations", "2"], standalone_mode=False)
    ((names, preferences),) = begun
    assert preferences.path == page.home / "config.toml"
    assert (names, preferences.theme) == (((), None) if rights == "visitor" else (("secret.txt",), "nord"))


@pytest.fixture
def in_a_browser(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Let the explorer believe that a browser shows it; return the addresses that this is asked to open."""
    asked: list[str] = []
    monkeypatch.setattr(Explorer, "is_web", property(lambda _: True))
    monkeypatch.setattr(Explorer, "open_url", lambda _self, url, *, new_tab=True: asked.append(url))
    return asked


def said(driver: Driver) -> str:
    return "\n".join(note.message for note in driver.app._notifications)


async def test_no_screen_takes_or_shows_a_path(
    page: Served, in_a_browser: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: pytest.fail("a visitor started a program"))
    delivered: list[str] = []
    monkeypatch.setattr(
        Explorer,
        "deliver_binary",
        lambda _self, _file, *, save_filename, **_: delivered.append(save_filename),
    )
    names = page.enter(("offered-texts/sea.txt",))
    app = Explorer(names, SMALL, Preferences(page.settings))
    async with exploring_app(app, (100, 30)) as driver:
        await back(driver)
        for view in NAMING:
            await driver.press(*VIEWS[view])
            frame = driver.frame()
            assert str(page.home.parent) not in frame, view
            assert "offered-texts" not in frame, view
            assert str(Path.home()) not in frame, view
            if isinstance(driver.app.screen, CorpusPicker):
                await check_picker(driver, page, in_a_browser)
            if isinstance(driver.app.screen, ExportForm):
                await driver.fill(folder="../../etc/passwd")
                await driver.press("enter")
                assert delivered == ["etc-passwd.zip"]
                assert re.search(r"Downloaded etc-passwd\.zip \(\d+(\.\d)?\s[kM]B\)", said(driver))
            await back(driver)
        driver.main.take_texts(("/etc/passwd",))
        await driver.settle()
        assert "is not offered here" in driver.frame() + said(driver)
        assert driver.session.shown.names == names
        await driver.press("y")
        assert "through the terminal" not in said(driver)
    assert sorted(path.name for path in page.home.iterdir()) == ["config.toml", "texts", "uploads"]


async def check_picker(driver: Driver, page: Served, asked: list[str]) -> None:
    """Fail unless the list takes no path, and an upload is asked of the browser."""
    assert not driver.app.screen.query(Input)
    options = driver.app.screen.query_one(OptionList)
    offered = [option.id for option in options.options]
    assert FILES not in offered
    assert {"texts/sea.txt", "texts/letters", UPLOAD} < set(offered)
    options.highlighted = offered.index(UPLOAD)
    await driver.press("enter")
    assert asked == ["#upload"]


def test_no_key_tells_the_size_of_the_window() -> None:
    heard: list[Message] = []

    class Hearing(HeadlessDriver):
        def __init__(self) -> None:
            """Need no app."""

        def process_message(self, message: Message) -> None:
            heard.append(message)

    driver = page_driver(Hearing)()  # type: ignore[call-arg]
    sent = [*XTermParser().feed("\x1b[48;20000;5000;0;0tq")]
    assert [type(each).__name__ for each in sent] == ["Resize", "Key"], "this is how Textual reads it"
    for each in sent:
        driver.process_message(each)
    assert [type(each).__name__ for each in heard] == ["Key"]


async def test_a_page_is_told_why_its_explorer_cannot_begin(page: Served, in_a_browser: list[str]) -> None:
    page.enter(())
    app = Explorer(("secret.txt",), SMALL)
    async with exploring_app(app, wait=False):
        while app.return_code is None:
            await asyncio.sleep(0.01)
    assert in_a_browser == ['#ended "secret.txt" is not offered here: press c and choose one from the list']


def look_for_upload(driver: Driver) -> None:
    """Let the clock of the list tick."""
    assert isinstance(driver.app.screen, CorpusPicker)
    driver.app.screen.look_for_upload()


async def test_an_upload_is_read_when_it_comes(page: Served, in_a_browser: list[str]) -> None:
    page.enter(())
    async with exploring_app(Explorer(("ecclesiastes",), SMALL), (100, 30)) as driver:
        await driver.press("c")
        look_for_upload(driver)
        await driver.settle()
        assert isinstance(driver.app.screen, CorpusPicker)
        for text in (PROSE, f"Indeed. {PROSE}"):  # the second time it is corrected, under the same name
            (page.home / UPLOADS / "mine.txt").write_text(text, "utf-8")
            look_for_upload(driver)
            await driver.settle()
            assert driver.session.shown.names == ("uploads/mine.txt",)
            assert ("Indeed" in driver.session.generations[0].corpus.vocabulary.words) == ("Indeed" in text)
            await back(driver)
            await driver.press("c")


def test_a_fault_names_no_file_to_a_visitor(page: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    error = FileNotFoundError(2, "No such file", str(page.home.parent / "secret.txt"))
    monkeypatch.setattr("driftview.faults.log_folder", lambda: page.home.parent / "logs")
    fault = Fault(str(error), write_log(error), "details", None)
    told = " ".join(FaultPanel(fault, True)._paragraphs())
    assert str(page.home.parent) not in told
    assert "whoever runs this page" in told

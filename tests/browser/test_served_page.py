"""The page of ``driftview serve`` in a real browser, as a visitor meets it: focus, sizes, files, leaving."""

import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Dialog, FilePayload, Page, Route, ViewportSize
from processes import PATIENCE
from test_browser import Watcher, eventually

pytest_plugins = ["chromium"]

PROSE = "The sea was calm and the night was long, and nobody spoke of the harbour. " * 40

DESK: ViewportSize = {"width": 1280, "height": 860}

LAYOUT = """() => {
    const screen = document.querySelector(".xterm-screen").getBoundingClientRect();
    const box = document.querySelector("#terminal").getBoundingClientRect();
    return [screen.right, screen.bottom, box.width, box.height, innerWidth, innerHeight];
}"""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve Ecclesiastes and a folder with one text; return the visitors' address, behind a prefix."""
    texts = tmp_path_factory.mktemp("offered-texts")
    (texts / "sea.txt").write_text(PROSE, "utf-8")
    options = ["--port", "0", "--token", "classroom", "--texts", str(texts), "--generations", "3"]
    server = subprocess.Popen(
        [sys.executable, "-m", "driftview", "serve", "ecclesiastes", *options],
        stderr=subprocess.PIPE,
        text=True,
    )
    assert server.stderr is not None
    server.stderr.readline()
    line = server.stderr.readline()
    found = re.search(r"visitors open (http://127\.0\.0\.1:\d+/)\?token=classroom", line)
    assert found, line
    yield f"{found[1]}class/room/?token=classroom"
    server.send_signal(signal.SIGINT)
    assert "Traceback" not in server.communicate(timeout=PATIENCE)[1]


def open_page(page: Page, address: str) -> Watcher:
    """Open the page and touch nothing."""
    watcher = Watcher(page)
    page.goto(address)
    watcher.wait_for(r"generation 1 of 3")
    return watcher


def deliver_late(route: Route) -> None:
    """Let the font come when everything else is there, as over a slow network."""
    time.sleep(1)
    route.continue_()


def assert_whole(page: Page) -> None:
    """Fail unless all rows and columns of the terminal come to be in the window, and fill it."""

    def whole() -> bool:
        right, bottom, width, height, window_width, window_height = page.evaluate(LAYOUT)
        filled = (width, height) == (window_width, window_height)
        across = window_width - 12 < right <= window_width
        return bool(filled and across and window_height - 24 < bottom <= window_height)

    eventually(page, whole, "the terminal does not fill the window")


def test_keys_are_heard_at_once_and_the_footer_stays(page: Page, address: str) -> None:
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.route("**/*.ttf", deliver_late)
    watcher = open_page(page, address)
    page.keyboard.press("End")
    watcher.wait_for(r"generation 3 of 3")
    assert page.evaluate("document.fonts.check('16px \"Roboto Mono\"')")
    assert_whole(page)
    sizes: list[ViewportSize] = [{"width": 1000, "height": 640}, {"width": 1400, "height": 900}, DESK]
    for size in sizes:
        page.set_viewport_size(size)
        assert page.evaluate("[innerWidth, innerHeight]") == [size["width"], size["height"]]
        assert_whole(page)
    assert faults == []


def test_reloading_asks_first(page: Page, address: str) -> None:
    watcher = open_page(page, address)
    page.keyboard.press("End")
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    page.evaluate("setTimeout(() => location.reload(), 0)")
    watcher.wait_for(r"generation 3 of 3")
    page.keyboard.press("Home")
    watcher.wait_for(r"generation 0 of 3")
    assert asked == ["beforeunload"]
    page.keyboard.press("q")
    page.wait_for_selector("#ended", state="visible")
    assert page.inner_text("#reason") == "The explorer has ended."
    page.keyboard.press("Enter")  # on the button: nothing is left to ask about
    page.wait_for_selector("body.-first-byte")
    assert asked == ["beforeunload"]


def test_a_visitor_uploads_a_text_and_downloads_what_came_of_it(page: Page, address: str) -> None:
    watcher = open_page(page, address)
    page.keyboard.press("c")
    watcher.wait_for(r"Human text ✕")
    page.keyboard.press("End")  # the list is longer than the window
    shown = watcher.wait_for(r"Upload a text")
    assert "sea.txt" in shown
    assert "path" not in shown
    assert "Choose a file" not in shown
    page.keyboard.press("ArrowUp")  # from the text that is offered
    with page.expect_file_chooser(timeout=PATIENCE * 1000) as chooser:
        page.keyboard.press("Enter")
    chooser.value.set_files({"name": "large.txt", "mimeType": "text/plain", "buffer": b"x" * 10_000_001})
    page.wait_for_selector("text=large.txt is too large")
    tale: FilePayload = {
        "name": "../my tale.txt",
        "mimeType": "text/plain",
        "buffer": f"\x1b]0;taken\x07{PROSE}".encode(),
    }
    page.set_input_files("#file", tale)
    watcher.wait_for(r"About my tale")
    page.keyboard.press("Enter")
    page.keyboard.press("e")  # at once: it waits until the card is closed
    watcher.wait_for(r"Download ")
    with page.expect_download(timeout=PATIENCE * 1000) as download:
        page.keyboard.press("Enter")
    assert download.value.suggested_filename == "my-tale-order-3-replace-seed-1.zip"
    watcher.wait_for(r"Downloaded my-tale-order-3-replace-seed-1\.zip")
    watcher.wait_for(r"\d[\s│]*kB\)")
    assert len(page.context.pages) == 1


def test_copying_works_over_plain_http_from_another_machine(page: Page, address: str) -> None:
    page.add_init_script("delete Navigator.prototype.clipboard")  # so it is there
    watcher = open_page(page, address)
    page.keyboard.press("y")
    watcher.wait_for(r"Copied \d+ words\.")
    page.evaluate("document.body.append(Object.assign(document.createElement('textarea'), {id: 'paste'}))")
    page.focus("#paste")
    page.keyboard.press("Control+V")
    pasted = page.input_value("#paste")
    assert len(pasted.split()) > 20
    assert " ".join(pasted.split()[:3]) in " ".join(watcher.screen.display)


@pytest.mark.parametrize(("width", "height"), [(390, 844), (844, 390), (360, 640)])
def test_a_phone_shows_all_of_it(browser: Browser, address: str, width: int, height: int) -> None:
    size: ViewportSize = {"width": width, "height": height}
    context = browser.new_context(viewport=size, device_scale_factor=3, is_mobile=True, has_touch=True)
    page = context.new_page()
    watcher = open_page(page, address)
    watcher.wait_for(r"\? help")
    assert_whole(page)
    page.set_viewport_size({"width": height, "height": width})
    assert_whole(page)
    watcher.wait_for(r"\? help")
    drawn = page.evaluate("(c => c.width / c.clientWidth)(document.querySelector('.xterm-screen canvas'))")
    assert drawn == pytest.approx(3, rel=0.01)
    context.close()


def test_a_window_that_is_too_small_gets_one_line(browser: Browser, address: str) -> None:
    context = browser.new_context(viewport={"width": 280, "height": 420})
    page = context.new_page()
    opened: list[str] = []
    page.on("websocket", lambda socket: opened.append(socket.url))
    page.goto(address)
    page.wait_for_selector("#small", state="visible")
    assert opened == []
    page.set_viewport_size(DESK)
    page.wait_for_selector("body.-first-byte")
    assert not page.is_visible("#small")
    assert_whole(page)
    context.close()

"""What the tests in a real browser share: one headless Chromium, and a page of its own for each test.

They need Chromium and the extras ``web`` and ``browser``, so they are run by name: ``pytest tests/browser``.
"""

import platform
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

NAMES = ("evil.test", "driftview.test", platform.node())
"""Names that lead to this machine, in this browser."""

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    f"--host-resolver-rules={','.join(f'MAP {name} 127.0.0.1' for name in NAMES)}",
]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Return a browser; starting it takes seconds, so all tests have the same."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    assert chromium, "this test needs Chromium: on Debian, apt-get install chromium"
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield started
        started.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """Return a page that knows nothing of the other tests' pages."""
    context = browser.new_context(viewport={"width": 1280, "height": 860})
    yield context.new_page()
    context.close()

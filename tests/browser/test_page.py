"""The exported page in a real browser, opened from the disk: nothing is fetched, nothing runs."""

import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Browser

pytest_plugins = ["chromium"]

HOSTILE = (
    "<script>document.title = 'taken'</script> said the man, and </style><img src=x onerror=alert(1)> "
    "said he. </title></svg><iframe src=https://example.org></iframe> [a](javascript:alert(1)) &lt;b&gt; "
    "he said again. "
)


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write a page about a text that wants to get out of it."""
    folder = tmp_path_factory.mktemp("page")
    (folder / "<b>'mine'.txt").write_text("\n\n".join([HOSTILE * 3] * 9), "utf-8")
    command = [
        sys.executable,
        "-m",
        "driftview",
        "run",
        "<b>'mine'.txt",
        "--order",
        "2",
        "--generations",
        "5",
    ]
    subprocess.run([*command, "--quiet", "--html", "page.html"], cwd=folder, check=True)
    return folder / "page.html"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_the_page_needs_nothing_and_says_nothing_but_what_is_on_it(
    scheme: str, width: int, browser: Browser, exported: Path
) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme="dark" if scheme == "dark" else "light",
    )
    page = context.new_page()
    asked: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("dialog", lambda dialog: complaints.append(dialog.message))
    page.goto(exported.as_uri())
    assert asked == [exported.as_uri()]
    assert complaints == []
    assert page.title().endswith("5 generations of drift · driftview")
    charts = 5  # vocabulary, rare words, survival, ancestors, and where the most over-used word stands
    assert page.locator("svg.chart").count() == charts
    assert all(chart.bounding_box() for chart in page.locator("svg.chart").all())
    assert page.evaluate("document.documentElement.scrollWidth") <= width, (
        "the page itself never moves sideways"
    )
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    red = int(paper.removeprefix("rgb(").split(",")[0])
    assert red > 200 if scheme == "light" else red < 60
    ink = page.evaluate("getComputedStyle(document.querySelector('svg .measured')).stroke")
    assert ink != "none", "the style of the charts is admitted"
    assert "<script>" in page.locator("article").first.inner_text()
    context.close()


def test_a_chart_alone_is_a_picture(browser: Browser, exported: Path) -> None:
    folder = exported.parent / "run"
    command = [sys.executable, "-m", "driftview", "run", "ecclesiastes", "--generations", "3", "--quiet"]
    subprocess.run([*command, "--out", "run", "--formats", "charts"], cwd=exported.parent, check=True)
    page = browser.new_page()
    for chart in sorted((folder / "charts").iterdir()):
        page.goto(chart.as_uri())
        assert page.evaluate("document.documentElement.tagName") == "svg"
        assert page.evaluate("document.querySelectorAll('text').length") > 3
    page.close()

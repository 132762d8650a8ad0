"""The page about Python: its examples give what they show, and it names everything that there is."""

import doctest
import re
import warnings
from pathlib import Path

import pytest
from processes import ROOT

import driftview as dv
from driftview.drift.simulated import AUTOMATIC

BLOCK = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)

PAGE = (ROOT / "docs" / "python.md").read_text("utf-8")


def test_every_example_gives_what_it_shows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("driftview.drift.simulated.AUTOMATIC", AUTOMATIC)
    monkeypatch.setenv("COLUMNS", "100")
    page = doctest.DocTestParser().get_doctest("\n".join(BLOCK.findall(PAGE)), {}, "python.md", None, 0)
    assert len(page.examples) > 30
    said: list[str] = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # what pandas and joblib say of each other
        runner = doctest.DocTestRunner(verbose=False, optionflags=doctest.NORMALIZE_WHITESPACE)
        runner.run(page, out=said.append)
    assert not said, "".join(said)


def test_every_name_is_on_the_page() -> None:
    for name in dv.__all__:
        assert re.search(rf"\b{name}\b", PAGE), name


def test_every_name_of_the_table_is_there() -> None:
    named = re.findall(r"^\| `(\w+)\(", PAGE, re.MULTILINE)
    assert len(named) >= 12
    assert set(named) == {name for name in dv.__all__ if name[0].islower()} | {"ReadingOptions", "Settings"}


@pytest.mark.parametrize("name", dv.__all__)
def test_every_name_says_what_it_is(name: str) -> None:
    found = getattr(dv, name)
    assert found.__doc__
    assert found.__module__.startswith("driftview.")


def test_readme_uses_names_that_are_there() -> None:
    (block,) = BLOCK.findall((ROOT / "README.md").read_text("utf-8"))
    compile(block, "README.md", "exec")
    used = set(re.findall(r"\bdv\.(\w+)", block))
    assert len(used) >= 3
    assert used <= set(dv.__all__)


def test_links_of_the_page_lead_somewhere() -> None:
    for link in re.findall(r"\]\(([^)#]+)\)", PAGE):
        assert (ROOT / "docs" / link).is_file(), link

"""What a newcomer meets first: README's commands, the corpora, the licence, the entry point."""

import importlib
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from processes import ROOT

from driftview.text.catalogue import CATALOGUE, corpora_folder
from driftview.version import __version__

README = (ROOT / "README.md").read_text("utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def commands(beginning: str) -> list[str]:
    """Return the lines of README's code blocks that begin so."""
    blocks = re.findall(r"^```sh\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
    return [line for block in blocks for line in block.splitlines() if line.startswith(beginning)]


def test_readme_has_two_commands_to_set_up() -> None:
    start, test = commands("python3")
    assert re.fullmatch(r"python3 -m venv (\S+) && \1/bin/pip install \. && \1/bin/driftview", start)
    assert re.fullmatch(
        r"python3 -m venv (\S+) && \1/bin/pip install '\.\[test\]' && \1/bin/python -m pytest", test
    )


def test_ci_runs_the_test_command_of_readme() -> None:
    script = ROOT / ".ci" / "run"
    text = script.read_text("utf-8")
    found = re.search(r"^test_command=\$\(grep -E '(.*)' README\.md\)$", text, re.MULTILINE)
    assert found
    assert re.findall(found[1], README, re.MULTILINE) == [commands("python3")[1]]
    assert 'bash -euo pipefail -c "$test_command"' in text
    assert os.access(script, os.X_OK)


def test_the_workflow_runs_what_can_be_run_here() -> None:
    yaml = pytest.importorskip("yaml")
    jobs = yaml.safe_load((ROOT / ".github" / "workflows" / "ci.yml").read_text("utf-8"))["jobs"]
    runs = {name: [step["run"] for step in job["steps"] if "run" in step] for name, job in jobs.items()}
    assert runs["whole"] == ["bash .ci/run"]
    assert runs["lowest"] == ["bash .ci/lowest"]
    set_up, test = commands("python3")[1].removeprefix("python3").split(" && ", 1)
    assert runs["tests"] == [f"python{set_up} && {test}"]
    pythons = jobs["tests"]["strategy"]["matrix"]["python"]
    assert pythons[0] == PROJECT["project"]["requires-python"].removeprefix(">=")
    kind = "Programming Language :: Python :: "
    told = [each.removeprefix(kind) for each in PROJECT["project"]["classifiers"] if each.startswith(kind)]
    assert told == ["3", "3 :: Only", *pythons]


def test_the_lowest_versions_are_those_of_the_project() -> None:
    script = [sys.executable, str(ROOT / ".ci" / "lowest_versions.py")]
    printed = subprocess.run(script, capture_output=True, check=True, encoding="utf-8").stdout.splitlines()
    project = PROJECT["project"]
    extras = [*project["dependencies"], *project["optional-dependencies"]["plot"]]
    assert {each.split(",")[0].replace(">=", "==") for each in extras} <= set(printed)
    assert os.access(ROOT / ".ci" / "lowest", os.X_OK)


def test_every_extra_for_users_is_in_readme() -> None:
    for name in set(PROJECT["project"]["optional-dependencies"]) - {"test", "browser", "bench"}:
        assert f"`{name}`" in README


def test_the_changelog_has_the_form_of_keep_a_changelog() -> None:
    changes = (ROOT / "CHANGELOG.md").read_text("utf-8")
    heads = re.findall(r"^## (.*)$", changes, re.MULTILINE)
    assert heads[0] == "Unreleased"
    assert all(re.fullmatch(r"\d+\.\d+\.\d+ - \d{4}-\d\d-\d\d", head) for head in heads[1:])
    kinds = {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security", "Known limits"}
    assert set(re.findall(r"^### (.*)$", changes, re.MULTILINE)) <= kinds
    loose = re.findall(r"^## .*\n+(?:[^#\n].*\n+)*?- ", changes, re.MULTILINE)
    assert not loose, "every change stands under what kind of change it is"


def test_links_of_readme_lead_somewhere() -> None:
    links = [link for link in re.findall(r"\]\(([^)]+)\)", README) if not link.startswith("https://")]
    assert links
    for link in links:
        page, _, heading = link.partition("#")
        assert (ROOT / page).is_file(), link
        headings = re.findall(r"^#+ (.*)$", (ROOT / page).read_text("utf-8"), re.MULTILINE)
        assert not heading or heading in {each.lower().replace(" ", "-") for each in headings}, link


def test_keys_of_readme_are_those_of_the_explorer() -> None:
    from driftview.tui.commands import COMMANDS

    shown = {command.shown_key for command in COMMANDS}
    keys = re.findall(r"^\| (\S.*?) \| \S.* \|$", README, re.MULTILINE)[2:]
    assert len(keys) >= 10
    for key in " ".join(keys).split():
        assert key in shown, key


def test_the_version_is_one() -> None:
    assert PROJECT["tool"]["hatch"]["version"]["path"] == "driftview/version.py"
    changes = (ROOT / "CHANGELOG.md").read_text("utf-8")
    headings = re.findall(r"^## (\S+)", changes, re.MULTILINE)
    assert next(each for each in headings if each != "Unreleased") == __version__
    assert f"\nversion: {__version__}\n" in (ROOT / "CITATION.cff").read_text("utf-8")


def test_the_command_is_there() -> None:
    module, name = PROJECT["project"]["scripts"]["driftview"].split(":")
    assert callable(getattr(importlib.import_module(module), name))
    assert (ROOT / "driftview" / "py.typed").is_file()
    assert (ROOT / "LICENSE").read_text("utf-8").startswith("MIT License")


def test_the_corpora_go_into_the_wheel() -> None:
    wheel = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]
    assert wheel["force-include"] == {"corpora": "driftview/corpora"}
    for entry in CATALOGUE:
        for voice in entry.voices:
            for path in voice.paths:
                assert corpora_folder().joinpath(path).is_file()
                assert (ROOT / "corpora" / path).is_file()


def test_nothing_large_or_foreign_is_shipped() -> None:
    package = Path(ROOT / "driftview")
    kinds = {path.suffix for path in package.rglob("*") if path.is_file() and "__pycache__" not in path.parts}
    assert kinds <= {".py", ".tcss", ".css", ".html", ".js", ".typed", ".txt", ".md", ""}

"""Every command in README and on the pages: it can be pasted, and it runs."""

import importlib
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from processes import ROOT

from driftview.cli.program import COMMANDS, program

PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").glob("*.md")])

SHUFFLE = "print('a word and a word again. ' * 2000)\n"
"""In the place of the program that docs/formats.md shows."""

BLOCK = re.compile(r"^```(?:sh|console)\n(.*?)^```$", re.MULTILINE | re.DOTALL)

FOR_A_SCREEN = {"explore", "open", "serve"}
"""Commands that go on until somebody quits: their words are read, and they are not started."""

SLOW = {"verify", "reproduce"}
"""Commands that simulate for a minute; they have tests of their own."""

BEGINNING = 15_000
"""Characters that are kept of each bundled text, so that what takes seconds takes tenths of one."""

QUICKLY = {
    "--generations": "5",
    "--tokens": "400",
    "--replicates": "2",
    "--workers": "1",
}
"""Options that make a command take little time; the last of an option counts."""

OWN = {
    "shuffle.py": SHUFFLE,
    "book.txt": "It was a day. It was a night.\n\n" * 30,
    "unread.txt": "It was a week.\n\n" * 30,
    "rounds.jsonl": '{"completion": "a word", "round": 0}\n{"completion": "a a", "round": 1}\n',
    "rounds/gen-0.txt": "It was a day. It was a night.\n\n" * 30,
    "rounds/gen-1.txt": "It was a day. It was a day.\n\n" * 30,
    "our-texts/one.txt": "It was a day. It was a night.\n\n" * 30,
    "my-text.txt": "A word and another word.\n\nA word again, and the end.\n\n" * 30,
    "novel.txt": "It was a day. It was a night.\n\n" * 30,
    "letters/1.txt": "Dear reader, this is a letter.\n\n" * 30,
    "diary.txt": "Today I wrote a diary.\n\n" * 30,
}
"""Texts that pages take for the reader's own."""


def lines(page: Path) -> Iterator[str]:
    """Yield the commands of a page, without the sign in front and the remark behind."""
    for block in BLOCK.findall(page.read_text("utf-8")):
        for line in block.splitlines():
            command = line.removeprefix("$ ")
            if command.startswith("driftview") and not re.match(r"driftview\S* \S*[.:]$", command):
                yield command


def parts(line: str) -> list[str]:
    """Return the words of a command as a shell would, up to a pipe."""
    words = shlex.split(line, comments=True)[1:]
    end = min((words.index(sign) for sign in ("|", "<", ">") if sign in words), default=len(words))
    return words[:end]


def piped(line: str, folder: Path) -> str:
    """Return the text that a command reads from standard input."""
    found = re.search(r" < (\S+)", line)
    return (folder / found[1]).read_text("utf-8") if found else ""


@pytest.fixture(scope="module", autouse=True)
def beginnings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Let every bundled text be its beginning, and where it is kept for the next start a place of its own."""
    folder = tmp_path_factory.mktemp("beginnings")
    for source in sorted((ROOT / "corpora").rglob("*.txt")):
        path = folder / source.relative_to(ROOT / "corpora")
        path.parent.mkdir(exist_ok=True)
        text = source.read_text("utf-8")
        path.write_text(text[: text.find("\n\n", BEGINNING) + 1 or None], "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        for module in ("catalogue", "token_cache"):
            patch.setattr(f"driftview.text.{module}.corpora_folder", lambda: folder)
        patch.setenv("XDG_CACHE_HOME", str(folder / "cache"))
        yield


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the texts that pages name; all commands run in it, in the order of the pages."""
    folder = tmp_path_factory.mktemp("folder")
    for name, text in OWN.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    return folder


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_command_can_be_pasted_and_runs(
    page: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    for line in dict.fromkeys(lines(page)):
        words = parts(line)
        name, given = (words[0], words[1:]) if words and words[0] in COMMANDS else ("explore", words)
        command = program.get_command(click.Context(program), name)
        assert command
        command.make_context(name, list(given))  # click raises what is wrong
        if name in FOR_A_SCREEN | SLOW:
            continue
        ended = CliRunner().invoke(program, quick(command, name, given, line), input=piped(line, folder))
        assert ended.exit_code in (0, 1 if name == "measure" else 0), f"{line}\n{ended.output}"


def quick(command: click.Command, name: str, given: list[str], line: str) -> list[str]:
    """Return the words of a command that has to do the same with little work: few tokens and generations."""
    can = {option for each in command.params for option in each.opts}
    short = [w for each in QUICKLY.items() if each[0] in can for w in each]
    force = ["--force"] if "--force" in can and re.search(r"--(out|html|json|csv)\b", line) else []
    if {"--zipf", "--die"} & set(given) or ("four-generations" in given and name != "run"):
        short = []  # a model without a text says how long it is; a lineage folder has its settings
    return [name, *given, *short, *force]


def test_the_page_of_commands_is_what_help_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "docs"))
    commands = importlib.import_module("commands")
    text = (ROOT / "docs" / "commands.md").read_text("utf-8")
    assert text == commands.page(), "stale: run python docs/commands.py"


def test_long_pages_have_a_list_of_contents() -> None:
    for page in (ROOT / "docs").glob("*.md"):
        text = page.read_text("utf-8")
        if len(text.splitlines()) > 150 and page.name != "keys.md":
            assert re.search(r"^Contents: ", text, re.MULTILINE), page.name


def test_links_between_pages_lead_to_headings() -> None:
    for page in PAGES:
        for link in re.findall(r"\]\(([^)\s]+)\)", page.read_text("utf-8")):
            place, _, heading = link.partition("#")
            if "://" in link:
                continue
            target = page.parent / place if place else page
            assert target.exists(), f"{page.name}: {link}"
            if heading and target.suffix == ".md":
                assert heading in anchors(target), f"{page.name}: {link}"


def anchors(page: Path) -> set[str]:
    """Return the anchors that a page's headings give, as GitHub makes them."""
    headings = re.findall(r"^#+ (.*)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}

"""The shell completes places and names, several names too, and bash offers names and files together."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from processes import PATIENCE, environment

from driftview.cli.completion import OurBash, OurFish, OurZsh
from driftview.cli.program import program

SCRIPT = """\
eval "$({command} completion bash)"
compopt() {{ echo "compopt $*"; }}
COMP_WORDS=({words}); COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1))
_driftview_completion driftview
printf '%s\\n' "${{COMPREPLY[@]}}"
"""


def offered(line: str) -> list[tuple[str, str]]:
    """Return kind and value of what is offered for the last word of a line."""
    *words, begun = line.split(" ")
    return [
        (item.type, item.value)
        for item in OurBash(program, {}, "driftview", "X").get_completions(words, begun)
    ]


def names(line: str) -> list[str]:
    return [value for kind, value in offered(line) if kind == "plain"]


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("open my", "file"),
        ("export my", "dir"),
        ("plot my", "file"),
        ("run emma --out my", "dir"),
        ("run emma --html my", "file"),
        ("run emma --json=my", "file"),
        ("export x --parquet my", "file"),
        ("open x --human my", "file"),
        ("open x --held-out my", "file"),
        ("measure my", "file"),
        ("sweep emma --study my", "file"),
        ("verify --json my", "file"),
        ("plot x --out my", "file"),
    ],
)
def test_places_are_completed_by_the_shell(line: str, kind: str) -> None:
    assert (kind, "my") in offered(line)


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("run --smoothing k", ["kneser-ney"]),
        ("sweep --smoothing none,k", ["none,kneser-ney"]),
        ("sweep --regime window,re", ["window,replace"]),
        ("run --formats ma", ["markdown"]),
        ("run --formats json,j", []),
        ("export x --formats json,ht", ["json,html"]),
        ("sweep --measures types,ha", ["types,hapaxes"]),
        ("measure --measures ever", ["everyday"]),
        ("plot x --measure hapax", ["hapaxes"]),
        ("open x --human em", ["emma"]),
        ("serve em", ["emma"]),
    ],
)
def test_names_are_completed(line: str, found: list[str]) -> None:
    assert names(line) == found


def test_bash_offers_names_beside_files_and_files_where_there_are_no_names(tmp_path: Path) -> None:
    command = tmp_path / "bin" / "driftview"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m driftview "$@"\n', encoding="utf-8")
    command.chmod(0o755)
    (tmp_path / "ecology.txt").touch()
    outcomes = []
    for words in ("driftview run ec", "driftview run --html = ec"):
        done = subprocess.run(
            ["bash", "-c", SCRIPT.format(command=command, words=words)],
            cwd=tmp_path,
            env=environment(PATH=f"{command.parent}{os.pathsep}{os.environ['PATH']}"),
            capture_output=True,
            check=True,
            encoding="utf-8",
            timeout=PATIENCE,
        )
        outcomes.append(done.stdout.split())
    assert outcomes == [
        ["compopt", "-o", "filenames", "ecclesiastes", "eclesiastes", "ecology.txt"],
        ["compopt", "-o", "default"],
    ]


def test_zsh_and_fish_keep_what_stands_before_a_name() -> None:
    zsh, fish = (kind(program, {}, "driftview", "X").source() for kind in (OurZsh, OurFish))
    assert "compset -P '--*='" in zsh and 'compadd -i "$IPREFIX" -U' in zsh
    assert 'string split --max 1 ","' in fish and '"$before$found[2]"' in fish

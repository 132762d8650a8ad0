"""Run every command whose output the pages quote, and hold the output against the quotation.

    python docs/figures.py            check; exit code 1 where a page and the program differ
    python docs/figures.py --write    put what the program says now into the pages

A page quotes in a fenced block marked ``console``: a line ``$ command``, then lines of what it prints; a line
``…`` stands for lines that are left out. Blocks with other marks are not run. After ``--write``, read the
sentences around what has changed: figures that are repeated in the prose are not found by this script.
"""

import argparse
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).resolve().parent

PAGES = sorted(HERE.glob("*.md"))

BLOCK = re.compile(r"(?<=^```console\n)(.*?)(?=^```$)", re.MULTILINE | re.DOTALL)

LEFT_OUT = "…"

LONGEST = 300
"""Seconds after which a command is given up."""


def main() -> int:
    """Check or rewrite all pages; return the exit code."""
    parser = argparse.ArgumentParser(description="Check the figures that the pages quote.")
    parser.add_argument("--write", action="store_true", help="put what the program says now into the pages")
    write = parser.parse_args().write
    differing = 0
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        fresh = BLOCK.sub(lambda block: refreshed(block[0]), text)
        for old, new in differences(text, fresh):
            differing += 1
            sys.stdout.write(f"{page.name}\n  page:    {old}\n  program: {new}\n")
        if write and fresh != text:
            page.write_text(fresh, encoding="utf-8", newline="\n")
    sys.stdout.write(f"{differing} lines differ in {len(PAGES)} pages\n")
    return 0 if write or not differing else 1


def differences(old: str, new: str) -> Iterator[tuple[str, str]]:
    """Yield the lines that differ; both texts have the same number of lines."""
    for before, after in zip(old.splitlines(), new.splitlines(), strict=True):
        if before != after:
            yield before, after


def refreshed(block: str) -> str:
    """Return a quotation with every line of output as the program prints it now."""
    lines: list[str] = []
    output: list[str] = []
    for line in block.splitlines():
        if line.startswith("$ "):
            output = run(line[2:])
            lines.append(line)
        elif not line.strip() or line.strip() == LEFT_OUT:
            lines.append(line)
        else:
            lines.append(current(line, output))
    return "\n".join(lines) + "\n"


def current(line: str, output: list[str]) -> str:
    """Take from ``output`` the line that is quoted, or that begins with the same word, and all before it."""
    same = next((place for place, each in enumerate(output) if each == line.rstrip()), None)
    first = line.split(maxsplit=1)[0]
    alike = next((place for place, each in enumerate(output) if each.split()[:1] == [first]), None)
    place = alike if same is None else same
    if place is None:
        return f"✗ the program prints no such line: {line.strip()}"
    found = output[place]
    del output[: place + 1]
    return found


def run(command: str) -> list[str]:
    """Return what a command prints, line by line; it runs at the top of the checkout."""
    own = str(Path(sys.executable).parent)
    environment = {**os.environ, "PATH": os.pathsep.join([own, os.environ.get("PATH", "")]), "COLUMNS": "100"}
    done = subprocess.run(
        command,
        shell=True,  # the commands are our own pages'
        cwd=HERE.parent,
        env=environment,
        capture_output=True,
        text=True,
        timeout=LONGEST,
        check=False,
    )
    if done.stderr.strip():
        sys.stdout.write(f"$ {command}\n{done.stderr}")
    return [line.rstrip() for line in done.stdout.splitlines()]


if __name__ == "__main__":
    sys.exit(main())

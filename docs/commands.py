"""Write docs/commands.md: the examples below, then what every command says of itself for ``--help``.

    python docs/commands.py            write the page
    python docs/commands.py --check    exit code 1 where the page is stale

Options that several commands share are listed once.
"""

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path

import click

from driftview.cli.program import COMMANDS, program

PAGE = Path(__file__).resolve().parent / "commands.md"

Row = tuple[str, str]
"""How an option is written, and what it does."""

EXAMPLES = (
    (
        "Look around",
        "driftview                        # the text of last time; at first Pride and Prejudice",
        "driftview chorus                 # a bundled text with three voices",
        "driftview corpora                # the bundled texts",
        "driftview paths                  # where driftview keeps its settings",
    ),
    (
        "Run without a screen",
        "driftview run",
        "driftview run emma --order 4 --generations 10 --seed 7",
        "driftview run chorus --human-share 0.1 --human-source fixed --out chorus-fixed",
        "driftview run emma --html emma.html",
        "driftview run opticks --regime accumulate --quiet --json opticks.json",
        "driftview run ecclesiastes --unit character --order 5 --json -",
        "driftview run ecclesiastes --smoothing kneser-ney --generations 5",
        "driftview run ecclesiastes --model neural --generations 2",
    ),
    (
        "Open, convert and measure what was written",
        "driftview open chorus-fixed",
        "driftview export chorus-fixed --html chorus.html",
        "driftview measure chorus-fixed/text/005.txt --against chorus --fail-if 'types<0.5'",
    ),
    (
        "Predict, and check the predictions",
        "driftview predict emma --human-share 0.1",
        "driftview predict --zipf 1.1 --tokens 1e12",
        "driftview verify ecclesiastes --quick",
        "driftview reproduce gerstgrasser ecclesiastes --quick",
    ),
    (
        "Study many settings, with many seeds each",
        "driftview sweep ecclesiastes --human-share 0:0.5:0.1 --regime replace,accumulate "
        "--replicates 20 --out study",
        "driftview plot study",
        "driftview plot study --kind dose --out study.svg",
    ),
)
"""What can be pasted, by task; a test runs each line."""

INTRODUCTION = """\
# Every command

The examples can be pasted one after the other. The reference below is what `driftview COMMAND --help` prints;
[commands.py](commands.py) writes this page.

* `--out` writes a folder: `transcript.md` to read, `lineage.json` and `measures.csv` to compute with, and
  every generation as plain text under `text/`. `driftview open FOLDER` shows the run again in the explorer,
  exactly as it was. [All formats](formats.md).
* driftview replaces a file only if you add `--force`, and writes each file completely or not at all. A link
  stays, and the file that it leads to is written, as with `>` in a shell.
* The same seed gives the same run, bit for bit.
* Exit codes: 0 done, 1 a check failed or driftview failed, 2 bad usage or input, 130 stopped by you.
* Every setting of a run but an outside program can also be an environment variable, such as
  `DRIFTVIEW_ORDER=2`.
* To complete commands and options with Tab, see [completion](#driftview-completion).
"""

SHARED_BY = 2
"""An option that is the same in so many commands is listed with the shared ones."""


def main() -> int:
    """Write or check the page; return the exit code."""
    text = page()
    if sys.argv[1:] == ["--check"]:
        return int(PAGE.read_text(encoding="utf-8") != text)
    PAGE.write_text(text, encoding="utf-8", newline="\n")
    return 0


def page() -> str:
    """Return the page as it has to be."""
    context = click.Context(program, info_name="driftview")
    commands = {name: program.get_command(context, name) for name in COMMANDS}
    rows = {name: list(options(command, name)) for name, command in commands.items() if command}
    counted = Counter(row for each in rows.values() for row in dict.fromkeys(each))
    shared = [row for row in dict.fromkeys(chain(*rows.values())) if counted[row] >= SHARED_BY]
    sections = [INTRODUCTION, contents(rows), "## Examples\n"]
    sections += [
        f"### {title}\n\n```sh\n{chr(10).join(lines)}\n```\n" for title, *lines in (list(e) for e in EXAMPLES)
    ]
    for name, command in commands.items():
        if command:
            sections.append(section(name, command, [row for row in rows[name] if row not in shared]))
    told = "Several commands have these options; `--help` lists them where they apply."
    sections.append(f"## Shared options\n\n{told}\n\n{table(shared)}")
    return "\n".join(sections)


def contents(names: Sequence[str] | dict[str, list[Row]]) -> str:
    """Return the list of contents."""
    commands = " · ".join(f"[{name}](#driftview-{name})" for name in names)
    return f"Contents: [examples](#examples) · {commands} · [shared options](#shared-options)\n"


def section(name: str, command: click.Command, own: list[Row]) -> str:
    """Return what one command says of itself."""
    context = click.Context(command, info_name=f"driftview {name}")
    usage = " ".join(command.collect_usage_pieces(context))
    told = "\n\n".join(
        " ".join(part.split()) for part in (command.help or "").replace("\b", "").split("\n\n")
    )
    return (
        f"## driftview {name}\n\n`driftview {name} {usage}`\n\n{told}\n\n{table(own) if own else ''}".rstrip()
        + "\n"
    )


def options(command: click.Command, name: str) -> Iterator[Row]:
    """Yield the options of a command as ``--help`` writes them."""
    context = click.Context(command, info_name=name)
    for parameter in command.params:
        record = parameter.get_help_record(context)
        if record and isinstance(parameter, click.Option):
            yield record[0], " ".join(record[1].split())


def table(rows: list[Row]) -> str:
    """Return a table of options."""
    cells = [f"| `{plain(written)}` | {plain(does)} |" for written, does in rows]
    return "\n".join(["| option | what it does |", "| --- | --- |", *cells]) + "\n"


def plain(text: str) -> str:
    """Escape what would end a cell of a table or begin markup in it."""
    return text.replace("|", "\\|").replace("<", "&lt;").replace("*", "\\*")


if __name__ == "__main__":
    sys.exit(main())

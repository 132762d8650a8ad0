"""Print every sentence that the program can say, with its file and line.

    python docs/sentences.py
    python docs/sentences.py tui/content cli

An editor reads the list from top to bottom. Help texts stand in context in docs/commands.md and docs/keys.md.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

PACKAGE = Path(__file__).parents[1] / "driftview"

FEWEST_WORDS = 2
"""A string of fewer words is a name, a key or a file, not a sentence."""


class Sentence(NamedTuple):
    """A string that a reader may see."""

    path: str
    line: int
    text: str


def sentences(path: Path) -> Iterator[Sentence]:
    """Yield the strings of a module that read like prose, without its docstrings.

    Parameters
    ----------
    path
        A Python file. Docstrings are left out, except those of commands, which ``--help`` prints.

    Yields
    ------
    Sentence
        In the order of the file. What an f-string fills in is shown as ``{…}``.
    """
    tree = ast.parse(path.read_text("utf-8"))
    hidden = _docstrings(tree)
    inside: set[ast.AST] = set()
    found = []
    for node in ast.walk(tree):
        if node in hidden or node in inside:
            continue
        if isinstance(node, ast.JoinedStr):
            inside.update(part for part in ast.walk(node) if isinstance(part, ast.JoinedStr | ast.Constant))
            inside -= set(_nested(node))
            text = "".join(_part(value) for value in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            text = node.value
        else:
            continue
        if reads_like_prose(text):
            found.append(Sentence(path.relative_to(PACKAGE).as_posix(), node.lineno, " ".join(text.split())))
    yield from sorted(found, key=lambda sentence: sentence.line)


def _nested(node: ast.JoinedStr) -> Iterator[ast.AST]:
    """Yield the strings inside the braces of an f-string, which are sentences of their own."""
    for value in node.values:
        if isinstance(value, ast.FormattedValue):
            yield from ast.walk(value.value)


def _part(value: ast.expr) -> str:
    """Return the words of a part of an f-string, or a sign for what is filled in."""
    return str(value.value) if isinstance(value, ast.Constant) else "{…}"


def _docstrings(tree: ast.Module) -> set[ast.AST]:
    """Return the strings that are expressions of their own; the docstring of a command is not among them."""
    strings: set[ast.AST] = set()
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if not isinstance(body, list) or (isinstance(node, ast.FunctionDef) and _is_command(node)):
            continue
        strings.update(each.value for each in body if isinstance(each, ast.Expr))
    return strings


def _is_command(node: ast.FunctionDef) -> bool:
    """Whether click prints the docstring of a function as help."""
    return any("command" in ast.unparse(each) or "group" in ast.unparse(each) for each in node.decorator_list)


def reads_like_prose(text: str) -> bool:
    """Whether a string has enough words of letters to be read."""
    words = [word for word in text.replace("{…}", " ").split() if any(sign.isalpha() for sign in word)]
    return len(words) >= FEWEST_WORDS


def main(rooms: list[str]) -> None:
    """Print the sentences of the named rooms or files, or of the whole package."""
    for path in sorted(PACKAGE.rglob("*.py")):
        name = path.relative_to(PACKAGE).as_posix()
        if not rooms or any(name.startswith(room) for room in rooms):
            for sentence in sentences(path):
                sys.stdout.write(f"{sentence.path}:{sentence.line}: {sentence.text}\n")


if __name__ == "__main__":
    main(sys.argv[1:])

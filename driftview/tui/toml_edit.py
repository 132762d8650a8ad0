"""Changing one value of a TOML file and nothing else: comments, order and spelling stay as they are."""

import json
import re
import tomllib
from collections.abc import Iterator, Sequence

Value = str | Sequence[str]


def with_value(text: str, name: str, value: Value) -> str:
    """Return ``text`` with a value at its top level set; raises TOMLDecodeError when it is no TOML."""
    before = tomllib.loads(text)
    if before.get(name) == (value if isinstance(value, str) else list(value)):
        return text
    lines = re.split(r"(?<=\n)(?=.)", text, flags=re.DOTALL) if text else []
    new, end = f"{name} = {written(value)}", 0
    for start, stop, found in _statements(lines):
        if name in found:
            comment = _comment("".join(lines[start:stop]), found)
            return "".join([*lines[:start], f"{new}{comment or chr(10)}", *lines[stop:]])
        end = stop
    above = "".join(lines[:end])
    below = "".join(lines[end:])
    if end == 0 and below:  # no value yet: after the comments that begin the file, before the first table
        table = next((y for y, line in enumerate(lines) if line.lstrip().startswith("[")), len(lines))
        above, below = "".join(lines[:table]), "".join(lines[table:])
        new += "\n" if below else ""
    return above + ("\n" if above and not above.endswith("\n") else "") + new + "\n" + below


def written(value: Value) -> str:
    """Return a string or a list of strings as TOML."""
    if not isinstance(value, str):
        return f"[{', '.join(written(each) for each in value)}]"
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _statements(lines: list[str]) -> Iterator[tuple[int, int, dict[str, object]]]:
    """Yield first line, last line + 1 and content of every ``key = value`` above the first table."""
    start = 0
    while start < len(lines) and not lines[start].lstrip().startswith("["):
        for stop in range(start + 1, len(lines) + 1):
            try:
                found = tomllib.loads("".join(lines[start:stop]))
            except tomllib.TOMLDecodeError:
                continue
            if found:
                yield start, stop, found
            start = stop
            break


def _comment(statement: str, found: dict[str, object]) -> str:
    """Return the comment that ends a statement, with the space before it and the line break."""
    for mark in re.finditer(r"\s*#", statement):
        try:
            if tomllib.loads(statement[: mark.start()]) == found:
                return statement[mark.start() :]
        except tomllib.TOMLDecodeError:
            continue
    return ""

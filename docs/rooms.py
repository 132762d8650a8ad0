"""Draw which room of driftview imports which, as text, and put it into docs/architecture.md.

    python3 docs/rooms.py

The rooms and their order are those of the contract in pyproject.toml. Imports inside functions and for type
checkers count too.
"""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "architecture.md"
FENCE = re.compile(r"(?<=```rooms\n).*?(?=```)", re.DOTALL)


def rooms() -> list[str]:
    """Return the rooms, the lowest first."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    (layers,) = (each for each in project["tool"]["importlinter"]["contracts"] if each["type"] == "layers")
    return [name.removeprefix("driftview.") for name in reversed(layers["layers"])]


def imported(file: Path) -> Iterator[str]:
    """Yield the parts of driftview that a module imports from, wherever in the module it does."""
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        match node:
            case ast.ImportFrom(module="driftview", names=names):
                yield from (each.name for each in names)
            case ast.ImportFrom(module=str(module)) if module.startswith("driftview."):
                yield module.split(".")[1]
            case ast.Import(names=names):
                yield from (each.name.split(".")[1] for each in names if each.name.startswith("driftview."))


def drawing() -> str:
    """Return the drawing: a line a room; ● is a room that it imports, · one that it could, ■ itself."""
    order = rooms()
    uses = {
        room: {name for file in (ROOT / "driftview" / room).rglob("*.py") for name in imported(file)}
        for room in order
    }
    columns = list(reversed(order))
    indent = max(map(len, order)) + 1
    lines = [f"{'':{indent}}{'  '.join(columns)}"]
    for room in columns:
        marks = ["■" if each == room else "●" if each in uses[room] else "·" for each in order]
        drawn = marks[: order.index(room) + 1][::-1]
        cells = [" "] * (len(order) - len(drawn)) + drawn
        line = "  ".join(f"{cell:^{len(name)}}" for cell, name in zip(cells, columns, strict=True))
        lines.append(f"{room:{indent}}{line}".rstrip())
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    PAGE.write_text(FENCE.sub(lambda _: drawing(), PAGE.read_text("utf-8")), encoding="utf-8")

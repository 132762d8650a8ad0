"""Put what a script computed into a page, between ``<!-- name -->`` and ``<!-- end -->``."""

import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np


def replaced(text: str, name: str, content: str) -> str:
    """Return a page with the content of one block exchanged; raises ValueError for a page without it."""
    block = re.compile(rf"(?<=^<!-- {re.escape(name)} -->\n).*?(?=^<!-- end -->$)", re.MULTILINE | re.DOTALL)
    if not block.search(text):
        raise ValueError(f"the page has no block called {name!r}")
    return block.sub(lambda _: f"\n{content.strip()}\n\n", text, count=1)


def write_block(page: Path, name: str, content: str) -> None:
    """Exchange one block of a page in its file."""
    text = page.read_text(encoding="utf-8")
    page.write_text(replaced(text, name, content), encoding="utf-8", newline="\n")


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def spread(values: Sequence[float], decimals: int = 0) -> str:
    """Write a mean, and the lowest and the highest where there are several."""
    mean = f"{np.mean(values):,.{decimals}f}"
    if len(values) == 1:
        return mean
    return f"{mean} ({min(values):,.{decimals}f}–{max(values):,.{decimals}f})"

"""Print chosen numbers of a lineage, a line a generation; reads lineage.json from standard input.

    driftview run --quiet --json - | python3 docs/columns.py types entropy_bits --at 0 12 30

A name is that of a measure, of a voice, ``expected_`` or ``control_`` before a measure, or ``alive_`` before
the lower end of a frequency band: ``alive_1`` is how many words live that humans wrote once. It is also a
small example of reading the file with one's own tools; docs/formats.md describes the file.
"""

import argparse
import json
import sys
from typing import Any


def main() -> None:
    """Read, choose, print."""
    parser = argparse.ArgumentParser(description="Print chosen numbers of a lineage.json.")
    parser.add_argument("names", nargs="+", help="measures, voices, expected_…, control_…, alive_…")
    parser.add_argument("--at", nargs="+", type=int, help="only these generations")
    arguments = parser.parse_args()
    generations = json.load(sys.stdin)["generations"]
    chosen = [each for each in generations if arguments.at is None or each["generation"] in arguments.at]
    rows = [("generation", *arguments.names)]
    rows += [(f"{each['generation']}", *(shown(number(each, n)) for n in arguments.names)) for each in chosen]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (cell.rjust(width) for cell, width in zip(row, widths, strict=True))
        sys.stdout.write("  ".join(cells) + "\n")


def number(generation: dict[str, Any], name: str) -> float | int | None:
    """Return one number of a generation, by name; None where it does not exist."""
    if name in generation["measures"]:
        return generation["measures"][name]  # type: ignore[no-any-return]
    if name in generation["voices"]:
        return generation["voices"][name]  # type: ignore[no-any-return]
    part, _, rest = name.partition("_")
    if part in ("expected", "control"):
        return generation[part].get(rest)  # type: ignore[no-any-return]
    if part == "alive":
        return next((band["alive"] for band in generation["bands"] if f"{band['low']}" == rest), None)
    raise SystemExit(f"there is no measure and no voice called {name}")


def shown(value: float | int | None) -> str:
    """Return a number with as many digits as a reader needs."""
    if value is None:
        return "–"
    return f"{value:,}" if isinstance(value, int) else f"{value:,.4f}" if value < 1000 else f"{value:,.0f}"


if __name__ == "__main__":
    main()

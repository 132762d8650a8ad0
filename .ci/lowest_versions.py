"""Print the lowest version that pyproject.toml allows of each package driftview uses, for --constraint."""

import re
import sys
import tomllib
from pathlib import Path

PROJECT = Path(__file__).parent.parent / "pyproject.toml"

FOR_DEVELOPERS = ("test", "browser", "bench")
"""Extras of tools, which may be as new as they get."""


def main() -> None:
    """Print a line for each package."""
    project = tomllib.loads(PROJECT.read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    shipped = [each for name, extra in extras.items() if name not in FOR_DEVELOPERS for each in extra]
    for requirement in sorted({*project["dependencies"], *shipped}):
        found = re.match(r"([\w.-]+)>=([\d.]+)", requirement)
        if found is None:
            sys.exit(f"{requirement} has no lowest version")
        sys.stdout.write(f"{found[1]}=={found[2]}\n")


if __name__ == "__main__":
    main()

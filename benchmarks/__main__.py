"""Run the benchmarks: all of them write RESULTS.md, some of them only print."""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from benchmarks import (
    calibration,
    estimates,
    findings,
    gutenberg,
    lineage,
    measures,
    models,
    peers,
    scale,
    soak,
    terminal,
    trips,
)
from benchmarks.report import Part, page

RESULTS = Path(__file__).with_name("RESULTS.md")
NAMES = (
    "peers",
    "lineage",
    "scale",
    "measures",
    "models",
    "estimates",
    "terminal",
    "soak",
    "trips",
    "gutenberg",
)


def main() -> None:
    """Run what the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument(
        "parts",
        nargs="*",
        choices=[*NAMES, "calibration", "findings", []],
        help="parts to run and print; none: all, to RESULTS.md",
    )
    parser.add_argument(
        "--sizes", default="", help="tokens of peers, comma-separated: 100000,1000000,10000000"
    )
    parser.add_argument(
        "--steps", default="right,left", help="keys that are pressed in the terminal, in turn"
    )
    parser.add_argument("--views", default="", help="keys that open views to step in besides the main screen")
    parser.add_argument(
        "--texts", default="ecclesiastes,persuasion", help="of the calibration: texts, comma-separated"
    )
    parser.add_argument(
        "--publish", action="store_true", help="put the calibration, or the findings, on its page in docs"
    )
    parser.add_argument(
        "--seeds", type=int, default=100, help="of the calibration and the findings: runs of each setting"
    )
    parser.add_argument("--soak", type=int, default=soak.STEPS, help="steps of the soak")
    arguments = parser.parse_args()
    sizes = [int(size) for size in arguments.sizes.split(",") if size] or list(peers.SIZES)
    views = ["", *(view for view in arguments.views.split(",") if view)]
    known: dict[str, Callable[[], Part]] = {
        "peers": lambda: peers.measure(sizes),
        "lineage": lambda: lineage.measure([size for size in lineage.GROWTH_SIZES if size <= max(sizes)]),
        "scale": scale.measure,
        "measures": measures.measure,
        "models": models.measure,
        "estimates": estimates.measure,
        "terminal": lambda: terminal.measure(steps=arguments.steps.split(","), views=views),
        "calibration": lambda: calibration.measure(
            arguments.texts.split(","), arguments.seeds, publish=arguments.publish
        ),
        "findings": lambda: findings.measure(arguments.seeds, publish=arguments.publish),
        "soak": lambda: soak.measure(arguments.soak),
        "trips": trips.measure,
        "gutenberg": gutenberg.measure,
    }
    found = []
    for name in arguments.parts or NAMES:
        print(f"{name} …", file=sys.stderr)
        found.append(known[name]())
        if not arguments.parts:  # after every part, so that what is done is kept when a later one fails
            RESULTS.write_text(page(found), encoding="utf-8")
    print(page(found) if arguments.parts else f"written: {RESULTS}")


main()

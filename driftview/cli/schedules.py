"""Options whose value is a short list: sizes, a bottleneck, shares of machine text, a detector."""

from __future__ import annotations

from typing import Any

import click

from driftview.cli.bounds import Real, Whole


class Numbers(click.ParamType[Any]):
    """Numbers with commas between them."""

    name = "numbers"

    def __init__(self, kind: type[int] | type[float]) -> None:
        """``kind``: int or float."""
        self._kind = kind

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return a tuple of numbers."""
        if isinstance(value, tuple):
            return value
        try:
            return tuple(self._kind(part) for part in str(value).split(","))
        except ValueError:
            example = "1000,500" if self._kind is int else "0.1,0.5"
            self.fail(f"{value!r} is no list of numbers such as {example}")


class Pair(click.ParamType[Any]):
    """Two numbers with a colon between them."""

    name = "pair"

    def __init__(self, first: type[int] | type[float], example: str) -> None:
        """``first``: the kind of the first number; the second is a share."""
        self._first = first
        self._example = example

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return a tuple of two numbers."""
        if isinstance(value, tuple):
            return value
        first, _, second = str(value).partition(":")
        try:
            return self._first(first), float(second)
        except ValueError:
            self.fail(f"{value!r} is no pair such as {self._example}")


SCHEDULE_OPTIONS = (
    click.option("--bottleneck", type=Pair(int, "3:0.1"), metavar="GENERATION:SHARE",
                 help="One generation that writes only a share of its tokens."),
    click.option("--sizes", type=Numbers(int), metavar="N,N,…",
                 help="Tokens of generations 1, 2, …; the last goes on for ever."),
    click.option("--machine-shares", type=Numbers(float), metavar="S,S,…",
                 help="An internet filling up: share of machine text in what is scraped after generations "
                      "1, 2, …; the last goes on for ever. In place of --human-share."),
    click.option("--detector", type=Pair(float, "0.8:0.1"), metavar="HITS:FALSE",
                 help="Shares of machine text and of human text that a detector throws out."),
)  # fmt: skip
"""Options of sizes and of scraping."""

MODEL_OPTIONS = (
    click.option("--smoothing", metavar="NAME", default="none", show_default=True,
                 help="The model: none, additive, witten-bell, absolute, kneser-ney, modified-kneser-ney, "
                      "stupid-backoff, or one that an installed package offers."),
    click.option("--gamma", type=Real(0, min_open=True),
                 help="Pseudo-count of additive smoothing.  [0.001]"),
    click.option("--discount", type=Real(0, 1),
                 help="Discount of absolute and kneser-ney.  [estimated]"),
    click.option("--candidates", type=Whole(1), default=1, show_default=True,
                 help="Candidates for each sentence, of which a judge keeps one."),
    click.option("--judge", type=click.Choice(["likelihood", "length", "human"]), default="likelihood",
                 show_default=True, help="What the judge prefers: the likely, the long, the human-like."),
)  # fmt: skip
"""Options of the model and of curation."""

OUTSIDE_OPTIONS = (
    click.option("--model-command", metavar="'PROGRAM …'",
                 help="A program of your own as the model: it reads the training text on standard input and "
                      "writes a text; DRIFTVIEW_TOKENS and DRIFTVIEW_SEED say how long, and how random."),
    click.option("--time-limit", type=Real(0, min_open=True), default=600.0, show_default=True,
                 help="Seconds that the program may take for one generation."),
)  # fmt: skip
"""Options of an outside program."""

"""Make the tables of docs/subwords.md, docs/editors.md and docs/populations.md.

    python docs/model_figures.py             make all of them: about two minutes of processor time
    python docs/model_figures.py filters     make one: subwords, editing, judges, filters, islands

Every table stands in its page between ``<!-- NAME -->`` and ``<!-- end -->``. Read the sentences around a
table that has changed: figures repeated in prose are not found by this script.
"""

import argparse
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import click
import numpy as np
from blocks import table, write_block

from driftview.choices import Unit
from driftview.drift.laws import Laws
from driftview.drift.lineage import Lineage
from driftview.drift.loop import Loop
from driftview.drift.population import Shares
from driftview.drift.whole_words import whole_words
from driftview.settings.settings import Settings
from driftview.text.corpus import Corpus
from driftview.text.options import PLAIN_READING
from driftview.text.sources import open_corpus

HERE = Path(__file__).parent
NOVEL, PREACHER = "pride-and-prejudice", "ecclesiastes"

Look = Callable[[Lineage], Sequence[float]]
"""What is read of one lineage."""


@cache
def text(name: str, unit: Unit = "word", merges: int = 2000) -> Corpus:
    """Return a text in a unit."""
    return open_corpus([name], unit, options=PLAIN_READING.with_merges(merges))


def means(corpus: Corpus, seeds: int, measured: Sequence[str], look: Look, **values: Any) -> list[float]:
    """Return the means over seeds 1, 2, … of what ``look`` reads of runs with such settings."""
    found = []
    for seed in range(1, seeds + 1):
        settings = Settings(seed=seed, prediction="closed", **values)
        loop = Loop(corpus, settings, measured=tuple(measured), controlled=False)
        for _ in range(settings.generations):
            loop.step()
        found.append(look(loop.lineage))
    return [float(each) for each in np.mean(found, axis=0)]


def left(name: str, seeds: int, generation: int, **values: Any) -> str:
    """Return the mean number of human words left in the last generation of such runs."""
    found = means(text(name), seeds, ("human_types",), words_at(generation), generations=generation, **values)
    return whole(found[0])


def words_at(*generations: int) -> Look:
    """Return what reads the human words left in some generations."""
    return lambda lineage: [
        float(lineage.generations[each].measures["human_types"] or 0) for each in generations
    ]


def whole(value: float) -> str:
    """Write a number of words."""
    return f"{value:,.0f}"


def subwords() -> str:
    """Return the human words left and the words invented, three seeds."""
    at, seeds = (1, 2, 5, 10), 3
    kinds: dict[str, dict[str, Any]] = {
        "order 3, 8,000 merges": {"unit": "subword", "merges": 8000, "order": 3},
        "order 3, 2,000 merges": {"unit": "subword", "merges": 2000, "order": 3},
        "order 3, 500 merges": {"unit": "subword", "merges": 500, "order": 3},
        "order 2, 2,000 merges": {"unit": "subword", "merges": 2000, "order": 2},
        "characters, order 6": {"unit": "character", "order": 6},
    }

    def look(lineage: Lineage) -> list[float]:
        chosen = [whole_words(lineage.generations[0], lineage.generations[each]) for each in at]
        left = [float(each.left) for each in chosen]
        return [
            *left,
            *(float(len(each.invented)) for each in chosen),
            *(each.expected or 0.0 for each in chosen),
        ]

    rows, expected = [], [0.0] * len(at)
    for name, values in kinds.items():
        corpus = text(NOVEL, values["unit"], values.get("merges", 2000))
        found = means(corpus, seeds, ("human_types",), look, generations=at[-1], **values)
        left, invented, whole_copies = found[:4], found[4:8], found[8:]
        rows.append(
            (name, *(f"{whole(one)} + {whole(other)}" for one, other in zip(left, invented, strict=True)))
        )
        if name == "order 3, 2,000 merges":
            expected = whole_copies
    rows.insert(0, ("copied whole (prediction)", *map(whole, expected)))
    return table(("", *map(str, at)), rows)


def editing() -> str:
    """Return the human words left of edited runs beside their law, eight seeds."""
    at, seeds, corpus = (1, 2, 5, 10), 8, text(NOVEL)
    rows = []
    for share in (0.05, 0.2, 0.5):
        law = Laws(corpus, Settings(order=3, generations=at[-1], edited=share))
        predicted = [law.expected(each)["human_types"] or 0.0 for each in at]
        rows.append((f"{share:.0%}, predicted", *map(whole, predicted)))
        found = means(
            corpus, seeds, ("human_types",), words_at(*at), order=3, generations=at[-1], edited=share
        )
        rows.append(("measured", *map(whole, found)))
    return table(("edited", "generation 1", *map(str, at[1:])), rows)


def judges() -> str:
    """Return the human words left in generation 10 under each judge, eight seeds."""
    what = {
        "length": "the longest",
        "surprise": "what the model finds least likely",
        "human-likelihood": "what a model of the human text finds likely",
        "likelihood": "what the model finds most likely",
    }
    rows = []
    for judge, keeps in what.items():
        found = [left(PREACHER, 8, 10, order=2, candidates=each, judge=judge) for each in (2, 4)]
        rows.append((f"`{judge}`", keeps, *found))
    return table(("judge", "what it keeps", "best of 2", "best of 4"), rows)


def filters() -> str:
    """Return the human words left in generation 5 under each filter, four seeds."""
    what = {
        "surprise": "`surprise`: rare words",
        "length": "`length`",
        "random": "`random`",
        "human-likelihood": "`human-likelihood`",
        "likelihood": "`likelihood`: common words",
    }
    rows = []
    for by, name in what.items():
        found = [
            left(NOVEL, 4, 5, order=3, kept=kept, kept_by=by, filter_error=wrong)
            for kept, wrong in ((0.75, 0.0), (0.5, 0.0), (0.5, 0.2))
            if by != "random" or not wrong
        ]
        rows.append((name, *found, *["–"] * (3 - len(found))))
    return table(("kept by", "75% kept", "50% kept", "50%, a fifth at random"), rows)


def islands() -> str:
    """Return the words of all models together and of each beside the law of islands, twelve seeds."""
    corpus, last = text(PREACHER), 10
    rows = []
    for models, migration in ((1, 0.0), (4, 0.0), (4, 0.05), (4, 1.0), (16, 0.0)):
        settings = Settings(order=2, generations=last, population=models, migration=migration)
        shares, law = Shares(corpus, settings), Laws(corpus, settings).expected(last)

        def look(lineage: Lineage, shares: Shares = shares, models: int = models) -> list[float]:
            newest = lineage.generations[last]
            each = (shares.counts(newest.tokens) > 0).sum(axis=1).mean() if models > 1 else np.nan
            return [float(newest.measures["human_types"] or 0), float(each)]

        values = {"order": 2, "generations": last, "population": models, "migration": migration}
        together, each = means(corpus, 12, ("human_types",), look, **values)
        reads = {0.0: "its own", 1.0: "everything"}.get(migration, f"its own and {migration:.0%} of others")
        alone = ("–", "–") if models == 1 else (whole(each), whole(law["model_types"] or 0.0))
        rows.append((f"{models}", reads, whole(together), whole(law["human_types"] or 0.0), *alone))
    head = ("models", "each reads", "words of all", "predicted", "words of each", "predicted")
    return table(head, rows)


TABLES: dict[str, tuple[str, Callable[[], str]]] = {
    "subwords": ("subwords.md", subwords),
    "editing": ("editors.md", editing),
    "judges": ("editors.md", judges),
    "filters": ("editors.md", filters),
    "islands": ("populations.md", islands),
}


def main() -> None:
    """Make the tables that are asked for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("name", nargs="*", choices=[*TABLES, []], help="tables to make; all by default")
    for name in parser.parse_args().name or TABLES:
        page, make = TABLES[name]
        write_block(HERE / page, name, made := make())
        click.echo(f"{page}, {name}\n{made}\n")


if __name__ == "__main__":
    main()

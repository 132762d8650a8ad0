"""Generations that somebody else's model wrote, a large language model's for instance."""

import os
from collections.abc import Sequence
from pathlib import Path

from driftview.drift.given import Given, GivenLoop, read_given
from driftview.library.lineages import Lineage, Progress, followed
from driftview.library.settings import Cancelled, chosen
from driftview.library.texts import Text, checked
from driftview.measures.registry import EVERYDAY
from driftview.text.corpus import Unit
from driftview.text.json_lines import Fields
from driftview.text.reading import TextError
from driftview.text.series import GivenText, Series, open_series


def open_generations(
    path: str | os.PathLike[str],
    human: Text | None = None,
    *,
    held_out: Text | None = None,
    unit: Unit = "word",
    seed: int = 1,
    measures: Sequence[str] = EVERYDAY,
    text_field: str = "text",
    generation_field: str = "generation",
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> Lineage:
    """Measure the numbered texts of a folder, or the lines of a .jsonl file, as if they were written here.

    The first is the human text unless ``human`` is given. The law and the control say what sampling alone
    would have done at these sizes; origins are where the human text has the longest run of the same words.
    ``held_out`` is human text that no model has read, for perplexity. See ``run`` for the rest. Raises
    TextError or UnknownMeasureError.
    """
    known = None
    if human is not None:
        known = human.opened[0] if len(checked(human).opened) == 1 else human.source
    series = open_series(Path(path), known, Fields(text_field, generation_field))
    return _measured(_read(series, unit, held_out), seed, measures, progress, cancelled)


def generations_of(
    texts: Sequence[str],
    human: Text,
    *,
    held_out: Text | None = None,
    unit: Unit = "word",
    seed: int = 1,
    measures: Sequence[str] = EVERYDAY,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> Lineage:
    """Do the same with strings: generations 1, 2 … after ``human``."""
    if isinstance(texts, str) or not all(isinstance(text, str) for text in texts) or not len(texts):
        raise TextError("give the generations as a list of strings, at least one")
    made = tuple(GivenText(f"generation {number}", text) for number, text in enumerate(texts, 1))
    source = checked(human).source
    series = Series(source.name, source, source.name, made, source.notes)
    return _measured(_read(series, unit, held_out), seed, measures, progress, cancelled)


def _measured(
    given: Given,
    seed: int,
    measures: Sequence[str],
    progress: Progress | None,
    cancelled: Cancelled | None,
) -> Lineage:
    """Go through texts as the loop does."""
    loop = GivenLoop(given, int(seed), measured=chosen(measures))
    return followed(loop, given.last, progress, cancelled)


def _read(series: Series, unit: Unit, held_out: Text | None) -> Given:
    return read_given(series, unit, None if held_out is None else checked(held_out).source)

"""A run in sentences: what the main screen shows, in its order, for those who cannot see a chart."""

from __future__ import annotations

from collections.abc import Iterator

from driftview import numbers
from driftview.drift.first_text import call_first
from driftview.drift.lineage import Generation, Lineage
from driftview.drift.wording import shown
from driftview.measures.registry import panel_measures
from driftview.quantities import HUMAN_WORDS
from driftview.text.vocabulary import END_ID
from driftview.theory.deviation import as_chance_predicts, deviate, half_width

READ_OUT = 24
"""How many tokens of a text are read out."""

RARE = 3
"""How many frequency bands are told, from the rarest on."""

NAMED = 5
"""How many words are named that were used for the last time."""


def narrate(lineage: Lineage) -> Iterator[str]:
    """Tell a lineage generation by generation.

    Parameters
    ----------
    lineage
        What was run.

    Yields
    ------
    str
        One paragraph of plain sentences a generation, the human text first.
    """
    for generation in lineage.generations:
        yield call_first(lineage.corpus.said_human, " ".join(_sentences(lineage, generation)))


def _sentences(lineage: Lineage, generation: Generation) -> Iterator[str]:
    """Yield what is said of one generation."""
    human, units = lineage.generations[0], f"{lineage.corpus.unit}s"
    if generation.number == 0:
        once = numbers.whole(human.words_once)
        yield (
            f"Generation 0 is the human text: {numbers.whole(len(human.origins))} tokens, "
            f"{numbers.whole(human.human_words)} different {units}, {once} of them used only once."
        )
        yield _begins(generation)
        return
    left, every = generation.words_left, max(1, human.human_words)
    yield (
        f"Generation {generation.number} of {lineage.last}: {numbers.whole(left)} of {numbers.whole(every)} "
        f"{units} are left, {numbers.percent(left / every)}."
    )
    yield from _predicted(generation)
    yield from _lost(lineage, generation)
    rare = [band for band in generation.bands if band.types][:RARE]
    told = ", ".join(
        f"{numbers.percent(band.alive / band.types)} of those used {_often(band.low, band.high)}"
        for band in rare
    )
    yield f"Of the human {units}, these are still used: {told}."
    changes = [
        f"{measure.label} {numbers.relative_change(generation.measures.get(measure.name), before)}"
        for measure in (each.said_of(lineage.corpus.unit) for each in panel_measures())
        if measure.change and measure.name != HUMAN_WORDS and (before := human.measures.get(measure.name))
    ]
    yield f"Compared with the human text: {'; '.join(changes)}."
    yield _begins(generation)


def _predicted(generation: Generation) -> Iterator[str]:
    """Yield what chance alone predicts, and whether that is what happened."""
    expected, spread = generation.words_expected, generation.words_sd
    if expected is None or spread is None:
        return
    reach = half_width(spread)
    off = deviate(generation.words_left, expected, spread)
    judged = (
        "this run is in range"
        if as_chance_predicts(generation.words_left, expected, spread)
        else f"this run has {'more' if off > 0 else 'fewer'}, as {numbers.beyond(off)} does by chance"
    )
    runs = generation.simulated_runs
    source = "Chance alone predicts" if runs is None else f"{runs} simulated runs predict"
    yield f"{source} {numbers.whole(expected)}, give or take {numbers.whole(reach)}: {judged}."


def _lost(lineage: Lineage, generation: Generation) -> Iterator[str]:
    """Yield how many words this generation lost, and the most frequent of them, ends left out."""
    before, counts = lineage.generations[generation.number - 1].counts, generation.counts
    lost = ((before > 0) & (counts == 0)).nonzero()[0]
    if not lost.size:
        return
    nameable = lost[lost != END_ID]
    frequent = nameable[(-lineage.corpus.counts[nameable]).argsort(kind="stable")][:NAMED].tolist()
    words = ", ".join(shown(lineage.corpus.vocabulary, each) for each in frequent)
    named = f"{lineage.corpus.unit}{'s' * (lost.size > 1)}"
    among = "" if not words else f", among them {words}" if lost.size > len(frequent) else f": {words}"
    yield f"This step lost {numbers.whole(int(lost.size))} {named}{among}."


def _begins(generation: Generation) -> str:
    """Read out how a text begins."""
    page = " ".join("".join(generation.page_between(0, READ_OUT)).split())
    return f"It begins: {page} …"


def _often(low: int, high: int) -> str:
    """Say a frequency band as one reads it aloud."""
    named = {(1, 1): "once", (2, 2): "twice"}
    return named.get((low, high), f"{low} to {high} times" if low != high else f"{low} times")

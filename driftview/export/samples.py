"""The beginnings of the human text and of some generations, marked as the explorer marks them."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import assert_never

import numpy as np

from driftview import numbers
from driftview.arrays import Counts, Flags, Tokens
from driftview.choices import Unit
from driftview.drift.ancestry import span
from driftview.drift.first_text import call_first, first_text
from driftview.drift.lineage import Generation, Lineage
from driftview.export.document import Emphasis, Samples, StyledText, TextBeginning, TextLine
from driftview.measures.ngrams import COPIED, runs
from driftview.text.tokens import brief

MILESTONES = (0, 1, 2, 5, 10, 20, 30, 50, 100, 200, 500, 1000)
"""Generations of which a sample is shown, besides the last."""


def sample_tokens(unit: Unit) -> int:
    """Return how much of a generation is shown."""
    match unit:
        case "word":
            return 120
        case "subword":
            return 160
        case "character":
            return 600
        case _:
            assert_never(unit)


def samples(lineage: Lineage) -> Samples:
    """Return the passages of the milestones, each beside the human text as it is by then."""
    generations = lineage.generations
    human = generations[0]
    pairs = []
    for place in milestones(len(generations) - 1)[1:]:
        dead = (human.counts > 0) & (generations[place].counts == 0)
        looks = np.where(dead[_sample(human)], Emphasis.DEAD.value, 0).astype(np.int64)
        pairs.append((_passage(human, looks), _passage(generations[place], _looks(generations, place))))
    nothing = np.zeros(len(_sample(human)), np.int64)
    return Samples(_passage(human, nothing), tuple(pairs), tuple(_legend(pairs, generations[-1])))


def milestones(last: int) -> list[int]:
    """Return the generations whose text is shown, the human text first."""
    return sorted({number for number in MILESTONES if number < last} | {0, last})


def _sample(generation: Generation) -> Tokens:
    return span(generation, 0, sample_tokens(generation.corpus.unit))


def _looks(generations: Sequence[Generation], place: int) -> Counts:
    """Return the look of each token of a sample, as the numbers of Look."""
    generation = generations[place]
    tokens = _sample(generation)
    looks = np.zeros(len(tokens), np.int64)
    looks[_copied(generation)[: len(tokens)]] |= Emphasis.COPIED.value
    if place + 1 < len(generations):
        looks[generations[place + 1].counts[tokens] == 0] |= Emphasis.LAST.value
    return looks


def _copied(generation: Generation) -> Flags:
    """Say which of the tokens that a sample may have lie in a copied passage."""
    reach = sample_tokens(generation.corpus.unit) + COPIED
    origins = generation.origins[:reach]
    found = runs(origins, generation.starts[generation.starts < len(origins)])
    flags = np.zeros(len(origins), bool)
    for start, length in zip(found.starts.tolist(), found.lengths.tolist(), strict=True):
        flags[start : start + length] = length >= COPIED
    return flags


def _passage(generation: Generation, looks: Counts) -> TextBeginning:
    """Return the beginning of a generation; "…" ends it where the text goes on."""
    tokens = _sample(generation)
    shown = [brief(piece) for piece in generation.page_between(0, len(tokens))]
    paragraphs = list(_paragraphs(shown, looks.tolist()))
    if len(tokens) < len(generation.origins):
        paragraphs = [*paragraphs[:-1], (*(paragraphs[-1] if paragraphs else ()), StyledText(" …"))]
    name = f"Generation {generation.number}" if generation.number else first_text(generation.corpus)
    return TextBeginning(name, tuple(paragraphs))


def _paragraphs(shown: Sequence[str], looks: Sequence[int]) -> Iterator[TextLine]:
    """Yield the paragraphs that the pieces of a page make, pieces of one look joined."""
    line: list[tuple[str, Emphasis]] = []
    for piece, look in zip(shown, looks, strict=True):
        *ended, text = piece.split("\n")
        if ended and line:
            yield _joined(line)
            line = []
        gap = len(text) - len(text.lstrip())
        line += [(text[:gap], Emphasis.PLAIN)] * bool(gap) + [(text[gap:], Emphasis(look))] * bool(text[gap:])
    if line:
        yield _joined(line)


def _joined(line: list[tuple[str, Emphasis]]) -> TextLine:
    """Return pieces as runs; a space between two pieces of a copied passage belongs to it."""
    looks = [look for _, look in line]
    for place in range(1, len(line) - 1):
        if line[place][0].isspace():
            looks[place] = looks[place - 1] & looks[place + 1] & Emphasis.COPIED
    marked = zip((text for text, _ in line), looks, strict=True)
    whole = (Emphasis.PLAIN, Emphasis.COPIED)
    grouped = groupby(enumerate(marked), lambda each: (each[1][1], each[1][1] not in whole and each[0]))
    return tuple(StyledText("".join(text for _, (text, _) in group), look) for (look, _), group in grouped)


def _how_copied(last: Generation) -> str:
    """Say what is known of a copied passage: that it was copied, or that it stands in the human text too."""
    return "found by matching with the human text" if last.matched else "copied from the human text"


def _legend(
    pairs: Sequence[tuple[TextBeginning, TextBeginning]], last: Generation
) -> Iterator[tuple[Emphasis, str]]:
    """Yield what the looks mean, those that occur, with their shares of the last generation."""
    shown = Emphasis.PLAIN
    for passage in (passage for pair in pairs for passage in pair):
        for paragraph in passage.paragraphs:
            for run in paragraph:
                shown |= run.look
    copied = numbers.percent(last.copied)
    unit, named = last.corpus.unit, f"generation {last.number}"
    at = f"of {named}"
    meanings = {
        Emphasis.DEAD: f"a {unit} of the human text that {named} no longer has",
        Emphasis.COPIED: f"{_how_copied(last)} in one piece, {COPIED} {unit}s or more: {copied} {at}",
        Emphasis.LAST: f"a {unit} that the next generation no longer has",
    }
    for look, meaning in meanings.items():
        if look in shown:
            yield look, call_first(last.corpus.said_human, meaning)

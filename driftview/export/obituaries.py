"""The dead of a lineage: what each word was, when it died, what chance it had, and its last words."""

import re
from collections.abc import Iterator, Sequence

import numpy as np

from driftview.drift.ancestry import sentence_bounds
from driftview.drift.lineage import Generation
from driftview.drift.words import Death, deaths
from driftview.export.content import Block, Entries, Line, Look, Paragraph, Run, said
from driftview.numbers import percent_to as percent
from driftview.text.tokens import brief, brief_pieces

OBITUARIES = 20
"""How many of the dead are named."""

AROUND = {"word": 14, "character": 60}
"""How many tokens of its last sentence are printed on either side of a word, by unit."""

CUT = " ,;:.!?)]”’"
"""Marks that do not stand at the beginning of what is left of a cut sentence."""


def obituaries(generations: Sequence[Generation]) -> Iterator[Block]:
    """Yield what is to be said of the words that the last generation lacks: a sentence, then a list."""
    lost = deaths(generations)
    if not lost:
        yield Paragraph(said("No word has died."))
        return
    human = generations[0].human_words
    gone = human - generations[-1].words_left
    mourned = _mourned(lost, generations)
    unit = generations[0].corpus.unit
    died = f"{gone:,} of {human:,} {unit}s {'has' if gone == 1 else 'have'} died."
    yield Paragraph(said(f"{died} {_chosen(len(mourned) < len(lost))}"))
    yield Entries(tuple(_obituary(death, generations) for death in mourned[:OBITUARIES]))


def _chosen(filtered: bool) -> str:
    """Say which of them are named."""
    if filtered:
        return "Of those that live on in no other spelling, these were the ones that humans used most:"
    return "These were the ones that humans used most:"


def _mourned(lost: list[Death], generations: Sequence[Generation]) -> list[Death]:
    """Return the dead that were made of letters and of which no other spelling lives; all, if none was."""
    words = generations[0].corpus.vocabulary.words
    alive = {words[number].casefold() for number in np.flatnonzero(generations[-1].counts).tolist()}
    found = [death for death in lost if _is_mourned(words[death.word], alive)]
    return found or lost


def _is_mourned(word: str, alive: set[str]) -> bool:
    return any(letter.isalpha() for letter in word) and word.casefold() not in alive


def _obituary(death: Death, generations: Sequence[Generation]) -> Line:
    """Return one entry of the list."""
    word = Run(_name(brief(generations[0].corpus.vocabulary.words[death.word])), Look.STRONG)
    times = {1: "once", 2: "twice"}.get(death.human_count, f"{death.human_count:,} times")
    odds = ""
    if death.odds is not None:
        odds = f" By the law, {percent(death.odds)} of those that frequent live longer."
    told = f", {times} in the human text, died in generation {death.generation}.{odds} Last words: "
    return word, Run(told), *_last_words(generations[death.generation - 1], death.word)


def _last_words(generation: Generation, word: int) -> Line:
    """Return the surroundings of a word where it stands last in a generation, the word itself strong."""
    tokens = generation.tokens
    position = int(np.flatnonzero(tokens == word)[-1])
    begin, end = sentence_bounds(generation, position)
    around = AROUND[generation.corpus.unit]
    low, high = max(begin, position - around), min(end, position + around + 1)
    shown = brief_pieces(generation.corpus.vocabulary, tokens[low:high])
    at = position - low
    before, name, after = "".join(shown[:at]), shown[at], "".join(shown[at + 1 :])
    if low > begin:
        before = f"… {before.lstrip(CUT)}"
    before = _line(before + " " * name[:1].isspace()).lstrip()
    after = _line(after).rstrip() + " …" * (high < end)
    runs = (Run(before), Run(_name(name), Look.STRONG), Run(after))
    return tuple(run for run in runs if run.text)


def _name(piece: str) -> str:
    """Return a word as it is printed; the end of a paragraph has a sign of its own."""
    return piece.strip() or "¶"


def _line(text: str) -> str:
    """Return text on one line."""
    return re.sub(r"\s+", " ", text)

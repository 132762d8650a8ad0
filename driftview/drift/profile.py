"""The profile of a human text: what the laws know of its fate before anything is run.

All of it follows from how often each word occurs. If each model learns only from what the one before wrote,
as much as it has read, generation g is expected to have Σ_w 1 − (1 − s_g)^(c_w) words (Suresh et al., arXiv
2412.17646).
"""

from dataclasses import dataclass
from functools import cache

import numpy as np

from driftview.choices import Unit
from driftview.drift.wording import times
from driftview.numbers import percent
from driftview.text.catalogue import CATALOGUE, DEFAULT, title_of
from driftview.text.corpus import Corpus
from driftview.text.sources import open_corpus
from driftview.theory.survival import reader_share
from driftview.theory.word_law import Spectrum
from driftview.theory.zipf import heaps_slope, vocabulary_at

RARE = (1, 2, 4, 8, 16)
"""A profile tells which share of the words occurs at most so many times."""

AHEAD = 10
"""The generation for which the share of living words is told."""

LATEST = 1 << 24
"""No half-life is looked for beyond this generation."""

COMPARED = tuple(
    entry.name
    for entry in CATALOGUE
    if entry.language == "English" and sum(len(voice.paths) for voice in entry.voices) == 1
)
"""The bundled English texts of one work each, which others are compared with."""


@dataclass(frozen=True)
class CorpusProfile:
    """A text in numbers."""

    name: str
    """The name of the corpus."""
    title: str
    unit: Unit
    tokens: int
    words: int
    """Different words (or characters)."""
    once: int
    """Those of them that occur once."""
    slope: float
    """Heaps' slope at the end of the text: one percent more text brings so many percent more words."""
    rare: tuple[float, ...]
    """Which share of the words occurs at most 1, 2, 4, 8 and 16 times."""
    half_life: int | None
    """The first generation that is expected to have lost half of the words; None when there is none."""
    alive_ahead: float
    """Which share of the words is expected to live in generation AHEAD."""


def corpus_profile(corpus: Corpus) -> CorpusProfile:
    """Return the profile of a corpus; time O(V log V)."""
    spectrum = Spectrum.of(corpus.counts)
    words = spectrum.types
    return CorpusProfile(
        corpus.name,
        title_of(corpus.name),
        corpus.unit,
        len(corpus.tokens),
        round(words),
        round(spectrum.between(1, 1).types),
        heaps_slope(spectrum),
        tuple(spectrum.between(1, most).types / words for most in RARE),
        half_life(spectrum),
        float(vocabulary_at(spectrum, reader_share(AHEAD))) / words,
    )


@cache
def bundled_profile(name: str, unit: Unit) -> CorpusProfile:
    """Return the profile of a bundled text; it is read once in a process."""
    return corpus_profile(open_corpus([name], unit))


def half_life(spectrum: Spectrum) -> int | None:
    """Return the first generation whose expected vocabulary is at most half of the human one."""

    def halved(generation: int) -> bool:
        return float(vocabulary_at(spectrum, reader_share(generation))) <= spectrum.types / 2

    late = 1
    while not halved(late):
        late *= 2
        if late > LATEST:
            return None
    early = late // 2
    while late - early > 1:
        middle = (early + late) // 2
        early, late = (early, middle) if halved(middle) else (middle, late)
    return late


def yardstick(own: CorpusProfile) -> str:
    """Return the name of the bundled text that a text is held against: the default one, unless it is that."""
    return next(name for name in (DEFAULT, *COMPARED) if name != own.name)


def forecast(own: CorpusProfile) -> str:
    """Say when half of the words will be gone."""
    what = f"{own.unit}s"
    if own.half_life is None:
        return f"Its {own.words:,} {what} are so frequent that it will keep most of them."
    left = f"{percent(own.alive_ahead)} are left at generation {AHEAD}"
    return (
        f"If each model learns only from the text that the one before it wrote, half of its {own.words:,} "
        "different "
        f"{what} "
        f"will be gone by generation {own.half_life:,}; {left}."
    )


ENDANGERED = 10
"""How many words are named that are most likely to be lost next."""


def most_endangered(corpus: Corpus) -> list[str]:
    """Return the words that the next text is most likely to miss.

    Those are the rarest. Of the many that occur equally often, those in lower case come first (names and
    beginnings of sentences are less of a surprise), and of these the longest.

    Returns
    -------
    list of str
        At most `ENDANGERED` words.
    """
    ids = np.flatnonzero(corpus.counts)
    words = corpus.vocabulary.words
    named = [(int(corpus.counts[i]), words[i]) for i in ids.tolist() if words[i][:1].isalpha()]
    rarest = sorted(named, key=lambda each: (each[0], each[1] != each[1].lower(), -len(each[1]), each[1]))
    return [word for _, word in rarest[:ENDANGERED]]


def reason(own: CorpusProfile, other: CorpusProfile) -> str:
    """Say why a text loses words faster or slower than another one."""
    what = f"{own.unit}s"
    direction = (own.alive_ahead < other.alive_ahead) - (own.alive_ahead > other.alive_ahead)
    for most, mine, theirs in zip(RARE, own.rare, other.rare, strict=True):
        agrees = (mine - theirs) * direction > 0 and percent(mine) != percent(theirs)
        if agrees and percent(own.alive_ahead) != percent(other.alive_ahead):
            faster = "faster" if direction > 0 else "more slowly"
            seen = "only once" if most == 1 else f"at most {times(most)}"
            return (
                f"It loses them {faster} than {other.title}, because {percent(mine)} of its {what} occur "
                f"{seen}; in {other.title} {percent(theirs)} do."
            )
    return f"It loses them about as fast as {other.title}, because as many of its {what} are rare."


def chance_of_loss(unit: str) -> str:
    """Say what being rare means for a token of a unit."""
    missed = 1.0 - reader_share(1)
    return (
        f"A {unit} used once has a {percent(missed)} chance of being missed by the next text; one used ten "
        f"times is missed in {missed**10 * 1_000_000:.0f} of a million cases."
    )

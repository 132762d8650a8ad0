"""Voices: how much of each generation descends from whom, and the last words of those that fall silent."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from driftview.arrays import Flags, Floats, Indices
from driftview.drift.ancestry import prose, sentence_bounds
from driftview.drift.laws import ChanceBand, chances
from driftview.drift.lineage import Generation, Lineage
from driftview.drift.simulated import simulated_band, tokens_of

NOTABLE = 1.2
"""From this factor on it is worth saying that a voice wanders further."""


@dataclass(frozen=True)
class LastWords:
    """The sentence in which a voice speaks last in a generation."""

    generation: int
    position: int
    """The last token, an end of paragraph if there is no other, that descends from the voice."""
    begin: int
    end: int
    """The sentence holds the tokens from ``begin`` to ``end``."""
    own: tuple[int, ...]
    """The positions in it that descend from the voice."""
    text: str


@dataclass(frozen=True, eq=False)
class VoiceLine:
    """A voice from the human text to the last generation made, G."""

    voice: int
    """Its number in the corpus."""
    name: str
    human_share: float
    shares: Floats
    """Share of each generation that descends from it, shape (G + 1,)."""
    band: ChanceBand | None
    """The shares that chance allows, shapes (G + 1,); None where no law holds."""
    clustering: float
    """How many times as much it varies as if its tokens were drawn one by one."""
    tokens: NDArray[np.int64]
    """The same in tokens, shape (G + 1,)."""
    silent: int | None
    """The first generation of its lasting silence; None while it speaks."""

    @property
    def last_spoke(self) -> int:
        """The last generation in which it speaks; −1 when it never does."""
        spoken = np.flatnonzero(self.tokens)
        return int(spoken[-1]) if len(spoken) else -1

    @property
    def outside(self) -> Flags:
        """Whether the share lies outside what chance allows, shape (G + 1,); nowhere where no law holds."""
        if self.band is None:
            return np.zeros(len(self.shares), bool)
        return np.asarray((self.shares < self.band.low - 1e-12) | (self.shares > self.band.high + 1e-12))


def voice_lines(lineage: Lineage) -> list[VoiceLine]:
    """Follow every voice of a corpus through the generations, in the order of the corpus.

    Some milliseconds for 130,000 tokens and 30 generations, the more voices the more.
    """
    law = chances(lineage)
    total = len(lineage.corpus.tokens)
    sizes = np.array([int(generation.counts.sum()) for generation in lineage.generations])
    lines = []
    for number, voice in enumerate(lineage.corpus.voices):
        shares = np.array([generation.voices[voice.name] for generation in lineage.generations])
        tokens = np.rint(shares * sizes).astype(np.int64)
        clustered = clustering(lineage.generations[1], number) if len(sizes) > 1 else 1.0
        cut = _simulated(lineage, number, sizes)
        if cut is None and law is not None:
            band = law.share_band(voice.tokens / total, clustered)
            cut = ChanceBand(*(side[: len(sizes)] for side in band))
        clustered = 1.0 if is_simulated(lineage) else clustered
        spoken = np.flatnonzero(tokens)
        after = int(spoken[-1]) + 1 if len(spoken) else 0
        silent = after if after < len(sizes) else None
        lines.append(
            VoiceLine(number, voice.name, voice.tokens / total, shares, cut, clustered, tokens, silent)
        )
    return lines


def is_simulated(lineage: Lineage) -> bool:
    """Tell whether replicates predict the voices, so that nothing is missing from their spread."""
    return simulated_band(lineage.generations, tokens_of(0)) is not None


def _simulated(lineage: Lineage, voice: int, sizes: Indices) -> ChanceBand | None:
    """Return the shares that replicates predict, shapes (G + 1,); None where there are none."""
    tokens = simulated_band(lineage.generations, tokens_of(voice))
    return None if tokens is None else ChanceBand(*(side / np.maximum(sizes, 1) for side in tokens))


def clustering(generation: Generation, voice: int) -> float:
    """Return how many times as much a voice's share varies as if its tokens were drawn one by one.

    A model writes documents independently of each other, and a document keeps to its voice the better the
    higher the order. With v_d of its n_d tokens from the voice, p the share in the whole text of N tokens:
    Σ_d (v_d − p·n_d)² / [N·p(1 − p)], the design effect of a sample of clusters (Kish 1965). 1 where the
    voice has all or nothing.
    """
    origins = generation.origins
    own = (generation.corpus.token_voice[origins] == voice) & (origins >= 0)
    share = float(own.mean())
    if share in (0.0, 1.0):
        return 1.0
    excess = np.add.reduceat(own - share, generation.starts)
    return float(excess @ excess) / (len(own) * share * (1.0 - share))


def caveat(lineage: Lineage) -> str | None:
    """Say where the bands of voices are too narrow; None where they hold."""
    if lineage.settings.mixes_human and not is_simulated(lineage):
        return "Human text is mixed in by whole paragraphs, so shares vary more than these bands show."
    return None


def spread_in_words(line: VoiceLine) -> str | None:
    """Say how much further a voice wanders because it speaks in passages; None where that is not so."""
    wider = line.clustering**0.5
    if line.band is None or wider < NOTABLE:
        return None
    return f"It speaks in passages, so chance moves it {wider:.1f} times as far as it moves single words."


def last_words(generation: Generation, voice: int) -> LastWords | None:
    """Return where a voice speaks last in a generation; None where it is silent."""
    known = generation.origins >= 0
    own = np.flatnonzero(known)
    own = own[generation.corpus.token_voice[generation.origins[own]] == voice]
    if not len(own):
        return None
    worded = own[generation.corpus.tokens[generation.origins[own]] != 0]
    position = int(worded[-1] if len(worded) else own[-1])
    begin, end = sentence_bounds(generation, position)
    inside = own[(own >= begin) & (own < end)]
    text = prose(generation, begin, end)
    return LastWords(generation.number, position, begin, end, tuple(inside.tolist()), text)


def last_spoken(lineage: Lineage, line: VoiceLine) -> LastWords | None:
    """Return the last words of a voice: in the last generation in which it speaks."""
    if line.last_spoke < 0:
        return None
    return last_words(lineage.generations[line.last_spoke], line.voice)

"""What each generation trains on: the shelf of mixes, and what every regime takes from it.

After each generation a mix of the same size is put on the shelf: a share m of human text, and for the rest
the first documents of that generation. Mix 0 is the whole human text. The laws in driftview.theory.schedule
are written for exactly this.
"""

from typing import assert_never

import numpy as np

from driftview.drift.passage import Passage, join
from driftview.drift.randomness import Purpose, stream
from driftview.settings.settings import Settings
from driftview.text.corpus import Corpus


class HumanText:
    """Hands out human text by the rule of its source."""

    def __init__(self, corpus: Corpus, settings: Settings) -> None:
        """Every draw depends on the seed and the generation alone."""
        self.whole = Passage(np.arange(len(corpus.tokens), dtype=np.int32), corpus.starts)
        self._source = settings.human_source
        self._seed = settings.seed
        self._read = 0
        """How many tokens a rotating source has handed out."""

    def take(self, tokens: int, generation: int) -> list[Passage]:
        """Return ``tokens`` tokens for the mix after ``generation``; beyond the whole text, again."""
        match self._source:
            case "rotating":
                return self._slices(tokens)
            case "fresh":
                drawn_in = generation
            case "fixed":
                drawn_in = 0
            case _:
                assert_never(self._source)
        rng = stream(self._seed, Purpose.HUMAN_TEXT, drawn_in)
        passes, rest = divmod(tokens, len(self.whole))
        order = rng.permutation(len(self.whole.starts))
        return [self.whole] * passes + ([self.whole.documents(order, rest)] if rest else [])

    def _slices(self, tokens: int) -> list[Passage]:
        """Go on where the last slice ended, round and round."""
        pieces = []
        while tokens:
            begin = self._read % len(self.whole)
            end = min(begin + tokens, len(self.whole))
            inside = self.whole.starts[(self.whole.starts > begin) & (self.whole.starts < end)] - begin
            pieces.append(Passage(self.whole.origins[begin:end], np.concatenate(([0], inside))))
            self._read += end - begin
            tokens -= end - begin
        return pieces


class Shelf:
    """The mixes so far, and the training text that a regime makes of them."""

    def __init__(self, corpus: Corpus, settings: Settings) -> None:
        """Start with the human text alone."""
        self._corpus = corpus
        self._settings = settings
        self._human = HumanText(corpus, settings)
        self._mixes = [self._human.whole]
        self.newest = self._human.whole
        """What was written last; the human text as long as nothing is."""
        self._reach = settings.rule.newest
        """How many of the newest mixes are trained on; None for all."""

    def training_text(self, generation: int) -> Passage:
        """Return what generation ``generation`` trains on."""
        pool = join(self._mixes, self._corpus.tokens)
        if not self._settings.rule.subsampled:
            return pool
        rng = stream(self._settings.seed, Purpose.SUBSAMPLE, generation)
        return pool.documents(rng.permutation(len(pool.starts)), len(self._mixes[-1]))

    def put(self, written: Passage, generation: int) -> None:
        """Mix what a generation wrote with its human share and put it on the shelf."""
        self.newest = written
        human = round(self._settings.human_share_after(generation) * len(written))
        pieces = [written.beginning(len(written) - human)]
        if human:
            pieces += self._human.take(human, generation)
        self._mixes.append(join(pieces, self._corpus.tokens))
        if self._reach is not None:
            del self._mixes[: -self._reach]

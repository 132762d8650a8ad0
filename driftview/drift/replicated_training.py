"""What replicates that are written in passages are trained on, by the rules of every regime.

The same rules as in driftview.drift.training, for many runs at once of which no text is kept.
"""

from collections.abc import Iterator, Sequence
from typing import assert_never

import numpy as np

from driftview.arrays import Indices
from driftview.choices import draws_documents, is_written
from driftview.models.replicated_passages import PassageText
from driftview.settings.settings import Settings


def is_in_passages(settings: Settings) -> bool:
    """Tell whether the rules below make the training texts of a run: they copy and mix whole documents.

    Parameters
    ----------
    settings
        Of a run that drifts.

    Returns
    -------
    bool
        Not where text is rewritten in part, edited, scraped, filtered or added, nor with several models.
    """
    plain = settings.drifts and settings.candidates == 1 and settings.population == 1
    whole = settings.rule.regenerated == 1 and not settings.edited and not settings.endless
    known = draws_documents(settings.human_source) and not settings.human_adds
    mixed = not settings.mixes_human or (known and settings.machine_shares is None)
    return plain and whole and mixed and is_written(settings.of)


class ReplicatedPools:
    """The mixes so far of R replicates, and the training texts that a regime makes of them."""

    def __init__(
        self, human: PassageText, settings: Settings, replicates: int, rng: np.random.Generator
    ) -> None:
        """Start with the human text alone; ``rng`` draws the human text that stays the same."""
        self._human, self._settings = human, settings
        self._mixes: list[list[PassageText]] = [[human] for _ in range(replicates)]
        documents = len(human.starts)
        self._fixed = [rng.permutation(documents) for _ in range(replicates)]
        self._tokens = int(human.lengths.sum())

    def put(
        self, written: Sequence[PassageText], generation: int, rng: np.random.Generator
    ) -> Iterator[PassageText]:
        """Mix what every replicate wrote with its human share; yield what each is trained on next.

        Parameters
        ----------
        written
            The newest generation of each replicate.
        generation
            Its number.
        rng
            What human text and samples of the pool are drawn with.

        Yields
        ------
        PassageText
            One for each replicate.
        """
        rule, share = self._settings.rule, self._settings.human_share_after(generation)
        for mixes, fixed, text in zip(self._mixes, self._fixed, written, strict=True):
            tokens = int(text.lengths.sum())
            human = round(share * tokens)
            pieces = [text.beginning(tokens - human)] if human < tokens else []
            mixes.append(PassageText.join(pieces + self._taken(human, fixed, rng)))
            if rule.newest is not None:
                del mixes[: -rule.newest]
            pool = PassageText.join(mixes)
            if rule.subsampled:
                size = int(mixes[-1].lengths.sum())
                pool = pool.documents(rng.permutation(len(pool.starts)), size)
            yield pool

    def _taken(self, tokens: int, fixed: Indices, rng: np.random.Generator) -> list[PassageText]:
        """Return so many human tokens, by the rule of their source; beyond the whole text, again."""
        human, documents = self._human, len(self._human.starts)
        if not tokens:
            return []
        match source := self._settings.human_source:
            case "resampled":
                order = rng.integers(0, documents, 2 * documents + tokens)
                return [human.documents(order, tokens)]
            case "fixed":
                order = fixed
            case "fresh":
                order = rng.permutation(documents)
            case "rotating":
                raise ValueError("a slice that rotates is not drawn by whole documents")
            case _:
                assert_never(source)
        passes, rest = divmod(tokens, self._tokens)
        return [human] * passes + ([human.documents(order, rest)] if rest else [])

"""How many phrases chance alone lets live, where a law is known."""

import numpy as np

from driftview.drift.chances import WIDTH, Band, chances
from driftview.drift.lineage import Lineage
from driftview.drift.phrases import PhraseBook
from driftview.measures.ngrams import runs


def phrase_law(lineage: Lineage, book: PhraseBook) -> Band | None:
    """Return how many human phrases should be alive in generations 0 … G; None where no law is known.

    A model of order n writes no phrase of up to n words that it has not read, so that such phrases drift as
    words do: one that humans wrote c times lives with probability 1 − (1 − s_g)^c. Its spread is that of
    phrases on their own, Σ P(1 − P), times the length of the passages in which they stand together (Kish's
    design effect); on a short text this was within a fifth of 40 seeds at orders 2 to 4. Longer phrases are
    made anew all the time, and human text that is mixed in or kept brings some back by whole paragraphs: no
    law.
    """
    law = chances(lineage)
    if law is None or book.n > lineage.settings.order or not lineage.settings.knows_origins:
        return None
    schedule = law.schedule
    if any(schedule.human_shares) or schedule.subsampled or schedule.regenerated != 1:
        return None
    counts, phrases = np.unique(book.human_counts, return_counts=True)
    alive = np.array([law.alive(int(count)) for count in counts]).reshape(len(counts), law.reach + 1)
    mean = phrases @ alive
    spread = WIDTH * np.sqrt(phrases @ (alive * (1.0 - alive)) * passage_length(lineage))
    return Band(mean, np.maximum(0.0, mean - spread), mean + spread)


def passage_length(lineage: Lineage) -> float:
    """Return how long the copied passage is in which a token of generation 1 stands, on average.

    With passages of l tokens: Σ l² / Σ l; 1 before there is a generation 1.
    """
    if len(lineage.generations) < 2:
        return 1.0
    first = lineage.generations[1]
    lengths = runs(first.origins, first.starts).lengths.astype(np.float64)
    return float(lengths @ lengths / lengths.sum()) if len(lengths) else 1.0

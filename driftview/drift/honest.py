"""Honest samples for the measures on demand: what they show of human text that went through no loop."""

from collections.abc import Callable, Iterable
from typing import assert_never

import numpy as np

from driftview.drift.ground import Ground
from driftview.drift.lineage import Generation, Values
from driftview.drift.passage import Passage
from driftview.drift.randomness import Purpose, stream
from driftview.measures.observation import Observation
from driftview.measures.registry import find_measure


def measure_honest(
    ground: Ground,
    seed: int,
    generation: Generation,
    names: Iterable[str],
    cancelled: Callable[[], bool] | None = None,
) -> Values:
    """Measure honest samples as large as a generation of a run with this seed.

    What does not depend on the order of words is measured of the control of that generation, which is single
    tokens; everything else of whole human paragraphs drawn with replacement (a block bootstrap: Künsch 1989).
    A measure whose control is "none" has no number.
    Once ``cancelled`` says so, nothing more is measured. Raises ValueError for a name that does not exist.
    """
    number, tokens = generation.number, len(generation.origins)
    drawn = ground.draw(tokens, stream(seed, Purpose.CONTROL, number))
    single = ground.observe_human(drawn, np.zeros(1, np.int64))
    whole = honest_paragraphs(ground, tokens, stream(seed, Purpose.PARAGRAPHS, number))
    found: Values = {}
    for name in names:
        if cancelled is not None and cancelled():
            break
        measure = find_measure(name)
        match measure.control:
            case "tokens":
                found[name] = measure(single)
            case "ngrams" | "paragraphs":
                found[name] = measure(whole)
            case "none":
                found[name] = None
            case _:
                assert_never(measure.control)
    return found


def honest_paragraphs(ground: Ground, tokens: int, rng: np.random.Generator) -> Observation:
    """Return whole human documents, drawn with replacement; the last one is cut where ``tokens`` are full."""
    corpus = ground.corpus
    human = Passage(np.arange(len(corpus.tokens), dtype=np.int32), corpus.starts)
    lengths = np.diff(corpus.starts, append=len(corpus.tokens))
    drawn = np.zeros(0, np.int64)
    while int(lengths[drawn].sum()) < tokens:
        wanted = 1 + tokens // max(1, int(lengths.mean()))
        drawn = np.concatenate((drawn, rng.integers(0, len(lengths), wanted)))
    sample = human.documents(drawn, tokens)
    return ground.observe_human(sample.origins, sample.starts)

"""Controls, bootstrap samples of the human text that went through no loop, and the noise floor they set.

Each generation has a control: as many tokens drawn from the human text. How the controls scatter is how far a
measure moves when nothing happens but that a sample is drawn, which is all that happens up to generation 1.
The human text itself is no yardstick: one sample of it already lacks a tenth of its words."""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, assert_never

import numpy as np
from numpy.typing import NDArray

from driftview.arrays import Flags, Floats
from driftview.drift.indexed_corpus import IndexedCorpus
from driftview.drift.lineage import Generation, Values
from driftview.drift.training import Passage, Purpose, stream
from driftview.measures.observation import Observation
from driftview.measures.registry import everyday_names, find_measure
from driftview.theory.deviation import student_quantile


def measure_control(
    indexed: IndexedCorpus,
    seed: int,
    generation: Generation,
    names: Iterable[str],
    cancelled: Callable[[], bool] | None = None,
) -> Values:
    """Measure controls as large as a generation of a run with this seed.

    What does not depend on the order of words is measured of the control of that generation, which is single
    tokens; everything else of whole human paragraphs drawn with replacement (a block bootstrap: Künsch 1989).
    A measure whose control is "none" has no number.
    Once ``cancelled`` says so, nothing more is measured. Raises ValueError for a name that does not exist.
    """
    number, tokens = generation.number, len(generation.origins)
    drawn = indexed.draw(tokens, stream(seed, Purpose.CONTROL, number))
    single = indexed.observe_human(drawn, np.zeros(1, np.int64))
    whole = control_paragraphs(indexed, tokens, stream(seed, Purpose.PARAGRAPHS, number))
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


def control_paragraphs(indexed: IndexedCorpus, tokens: int, rng: np.random.Generator) -> Observation:
    """Return whole human documents, drawn with replacement; the last one is cut where ``tokens`` are full."""
    corpus = indexed.corpus
    human = Passage(np.arange(len(corpus.tokens), dtype=np.int32), corpus.starts)
    lengths = np.diff(corpus.starts, append=len(corpus.tokens))
    drawn = np.zeros(0, np.int64)
    while int(lengths[drawn].sum()) < tokens:
        wanted = 1 + tokens // max(1, int(lengths.mean()))
        drawn = np.concatenate((drawn, rng.integers(0, len(lengths), wanted)))
    sample = human.documents(drawn, tokens)
    return indexed.observe_human(sample.origins, sample.starts)


def observe(indexed: IndexedCorpus, generation: Generation) -> Observation:
    """Return a generation as measures see it; O(N) for the scores of held-out text."""
    tokens = generation.tokens
    if generation.written is None:
        scores = indexed.held_out_probabilities(generation.origins)
    else:
        scores = indexed.held_out_probabilities_after(tokens, generation.starts)
    matched = generation.matched
    return Observation(
        tokens,
        generation.starts,
        generation.counts,
        indexed.human,
        None if matched else generation.origins,
        scores,
        generation.origins if matched else None,
    )


def measure_more(
    indexed: IndexedCorpus,
    generation: Generation,
    names: Iterable[str],
    cancelled: Callable[[], bool] | None = None,
) -> Values:
    """Measure a generation by other names; work for a worker: a fifth of a second for all at 130,000 tokens.

    Once ``cancelled`` says so, nothing more is measured, and what there is comes back. Raises ValueError for
    a name that does not exist.
    """
    observation = observe(indexed, generation)
    found: Values = {}
    for name in names:
        if cancelled is not None and cancelled():
            break
        found[name] = find_measure(name)(observation)
    return found


# Floors: the first generation from which a measure shows more than the noise of a single control.
#
# Each generation has a control: as many tokens drawn from the human text, no loop. How the controls scatter
# is how far a measure moves when nothing happens but that a sample is drawn, which is all that happens up to
# generation 1. The human text itself is no yardstick: one control of it already lacks a tenth of its
# words.

FEWEST = 5
"""Controls that a floor takes at least."""

CONFIDENCE = 0.99
"""So many of the controls lie inside the floor: with twenty measures, few leave it by chance."""

ROUNDING = 1e-12
"""A smaller scatter, as a share of the numbers, is taken for rounding."""

STAYS = 3
"""A measure has left when so many generations in succession lie outside, and never two inside again."""

FloorVerdict = Literal["left", "blind", "early", "none"]
"""It has left its floor; it has not; too few controls yet; nothing to compare with."""


@dataclass(frozen=True, eq=False)
class NoiseFloor:
    """What controls allow a measure, and when it left that."""

    measure: str
    verdict: FloorVerdict
    low: Floats | None
    """Lower edge for generations 1 … G, shape (G,); None without a floor."""
    high: Floats | None
    left: int | None = None
    """The first generation of the lasting absence from the floor."""
    direction: int = 0
    """1: it left upwards, −1: downwards."""


@dataclass(frozen=True)
class Witness:
    """What is known of one generation: how long it is, what it shows, and what a control shows."""

    number: int
    tokens: int
    measures: Values
    control: Values


def noise_floors(
    generations: Sequence[Generation], names: Sequence[str] | None = None
) -> dict[str, NoiseFloor]:
    """Compare every measure with its floor, from generation 1.

    A measure has no floor where its controls do not exist, or where it never shows anything else than they do
    (tokens).
    """
    return noise_floors_of(
        [Witness(each.number, len(each.origins), each.measures, each.control) for each in generations[1:]],
        everyday_names() if names is None else names,
    )


def noise_floors_of(written: Sequence[Witness], names: Sequence[str]) -> dict[str, NoiseFloor]:
    """Do the same with what is known of the generations 1 … G."""
    sizes = np.array([each.tokens for each in written], np.float64)
    return {name: _floor(name, written, sizes) for name in names}


def _floor(name: str, written: Sequence[Witness], sizes: Floats) -> NoiseFloor:
    measured = _column(each.measures.get(name) for each in written)
    controls = _column(each.control.get(name) for each in written)
    known = ~np.isnan(controls)
    if len(written) >= FEWEST and not known.any():
        return NoiseFloor(name, "none", None, None)
    if np.count_nonzero(known) < FEWEST:
        return NoiseFloor(name, "early", None, None)
    if np.array_equal(measured, controls, equal_nan=True):
        return NoiseFloor(name, "none", None, None)
    low, high = prediction(controls[known], sizes[known], sizes)
    side = np.where(measured > high, 1, np.where(measured < low, -1, 0))
    place = leaves(side)
    if place is None:
        return NoiseFloor(name, "blind", low, high)
    return NoiseFloor(name, "left", low, high, written[place].number, int(side[place]))


def prediction(controls: Floats, sizes: Floats, asked: Floats) -> tuple[Floats, Floats]:
    """Return where one more control of each size ``asked`` lies with probability CONFIDENCE.

    mean ± t·sd·√(1 + 1/k) for k controls of one size; where sizes differ, the same about a line over
    log N (ordinary least squares). Shapes (k,), (k,) and (G,) to (G,) twice. Where the
    samples never vary, that is what they show, but for rounding.
    """
    logs = np.log(sizes)
    varied = bool(np.ptp(logs) > 1e-9) and len(controls) > FEWEST
    design = np.column_stack([np.ones(len(logs)), logs - logs.mean()])[:, : 1 + varied]
    wanted = np.column_stack([np.ones(len(asked)), np.log(asked) - logs.mean()])[:, : 1 + varied]
    fit = np.linalg.lstsq(design, controls, rcond=None)[0]
    freedom = len(controls) - design.shape[1]
    spread = float(np.sqrt(np.sum((controls - design @ fit) ** 2) / freedom))
    spread = max(spread, ROUNDING * max(1.0, float(np.abs(controls).max())))
    leverage = np.einsum("gi,ij,gj->g", wanted, np.linalg.inv(design.T @ design), wanted)
    reach = student_quantile((1.0 + CONFIDENCE) / 2.0, freedom) * spread * np.sqrt(1.0 + leverage)
    middle = wanted @ fit
    return middle - reach, middle + reach


def leaves(side: NDArray[np.int64]) -> int | None:
    """Return the first place from which a measure stays outside its floor, or None.

    ``side`` is 1 above the floor, −1 below it, 0 inside, shape (G,). From that place on STAYS in succession
    lie on one side, and nowhere do two in succession lie elsewhere: a single chance excursion neither makes
    an absence nor ends it.
    """
    for place in range(len(side) - STAYS + 1):
        if side[place] == 0:
            continue
        elsewhere: Flags = side[place:] != side[place]
        if not elsewhere[:STAYS].any() and not np.any(elsewhere[1:] & elsewhere[:-1]):
            return place
    return None


def _column(values: Iterable[float | int | None]) -> Floats:
    """Return numbers as an array, NaN for those that do not exist."""
    return np.array([math.nan if value is None else value for value in values], np.float64)

"""Which collapse: the eight definitions that the literature uses, each put to one lineage.

Schaeffer, Kazdan, Arulandu and Koyejo, *Position: Model Collapse Does Not Mean What You Think* (arXiv
2503.03150), count eight definitions in use, which do not agree. Here each is one row under its name there:
what of it can be measured in a text, whether this lineage meets it and since when, and whether a control
without any loop would meet it too. The paper names no thresholds and no measures for texts: those are ours
(`HALF`, `WIDTH`, guessing among all words as the catastrophe), and ``measured`` has them in each row.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from driftview.arrays import Flags, Floats, Indices
from driftview.choices import is_written
from driftview.drift.indexed_corpus import IndexedCorpus
from driftview.drift.laws import chances
from driftview.drift.lineage import Generation, Lineage
from driftview.drift.phrases import marked_length
from driftview.measures.observation import Observation
from driftview.measures.perplexity import perplexity
from driftview.measures.phrases import NovelShares
from driftview.quantities import QUALITY
from driftview.text.vocabulary import END_ID
from driftview.theory.deviation import WIDTH
from driftview.theory.diversity import heterozygosity
from driftview.theory.survival import is_steady

Verdict = Literal["met", "not met", "not known"]

FRACTIONS = (0.125, 0.25, 0.5, 1.0)
"""Shares of a text that a model is trained on, for its scaling law."""

LEAST_TAIL = 10
"""A tail of fewer words used once says nothing."""

HALF = 0.5
"""Variance has collapsed where less than this share of it is left."""

SHORT = (
    "catastrophic risk",
    "any rise of risk",
    "diverging risk",
    "variance gone",
    "scaling law",
    "modes mixed",
    "tails gone",
    "hallucinated",
)
"""The definitions in a few letters, in the order of the list."""

DRAWS = 8
"""Samples of whole human paragraphs that say how far a scaling law moves by chance."""


@dataclass(frozen=True, eq=False)
class Definition:
    """One definition of model collapse, put to a lineage of G generations."""

    number: int
    """Its place in the paper's list, from 1."""
    name: str
    measured: str
    """What is measured here, and when the definition counts as met."""
    values: Floats
    """That quantity in each generation, NaN where it does not exist, shape (G + 1,)."""
    control: Floats | None
    """The same of a control without a loop, shape (G + 1,); None where there is none."""
    law: Floats | None
    """What chance alone predicts, shape (G + 1,); None where there is no prediction."""
    met: Flags
    """Whether each generation meets it, shape (G + 1,)."""
    beyond: Flags | None
    """Whether each does so beyond the control, shape (G + 1,); None without a control."""
    note: str = ""
    """What else a reader must know."""
    unit: Literal["bits", "share", "slope"] = "share"

    @property
    def short(self) -> str:
        """Its name where room is scarce."""
        return SHORT[self.number - 1]

    @property
    def verdict(self) -> Verdict:
        """Whether the last generation meets it; not known where it cannot be measured."""
        if len(self.values) < 2 or np.isnan(self.values[-1]):
            return "not known"
        return "met" if self.met[-1] else "not met"

    @property
    def since(self) -> int | None:
        """The first generation of those that meet it without a break to the end; None if there are none."""
        return lasting(self.met)

    @property
    def beyond_since(self) -> int | None:
        """The first of those that meet it beyond the control to the end; None if there are none."""
        return None if self.beyond is None else lasting(self.beyond)


def lasting(flags: Flags) -> int | None:
    """Return the place where the final run of set flags begins; None where the last flag is not set.

    Parameters
    ----------
    flags
        One a generation.

    Returns
    -------
    int or None
        The generation.
    """
    if not len(flags) or not flags[-1]:
        return None
    unset = np.flatnonzero(~flags)
    return int(unset[-1]) + 1 if len(unset) else 0


def collapse(
    lineage: Lineage, indexed: IndexedCorpus | None = None, cancelled: Callable[[], bool] | None = None
) -> list[Definition]:
    """Put the eight definitions to a lineage.

    Parameters
    ----------
    lineage
        What is judged.
    indexed
        Its human text indexed, where that is at hand; it is indexed otherwise.
    cancelled
        Asked between pieces of work; True leaves out what is not measured yet.

    Returns
    -------
    list of Definition
        In the order of the paper's list.
    """
    indexed = indexed or IndexedCorpus(lineage.corpus, lineage.settings.order)
    stop = cancelled or (lambda: False)
    risk, control = _risk(lineage)
    return [
        _catastrophic(lineage, risk, control),
        _any_increase(risk, control),
        _diverging(lineage, risk, control),
        _variance(lineage),
        _scaling(lineage, indexed, stop),
        _modes(lineage),
        _tails(lineage),
        _hallucinated(lineage, indexed, stop),
    ]


def _risk(lineage: Lineage) -> tuple[Floats, Floats]:
    """Return the held-out risk of each generation in bits a token, and that of its control."""
    measured = [generation.measures.get(QUALITY) for generation in lineage.generations]
    control = [generation.control.get(QUALITY) for generation in lineage.generations]
    return np.log2(_numbers(measured)), np.log2(_numbers(control))


def _numbers(values: list[float | int | None]) -> Floats:
    return np.array([np.nan if value is None else value for value in values], np.float64)


def _exceeds(values: Floats, bound: Floats | float) -> Flags:
    with np.errstate(invalid="ignore"):
        return np.asarray(values > bound)


def _beyond_control(values: Floats, control: Floats) -> Flags:
    """Say where a risk lies above every control by more than they differ among themselves."""
    known = control[~np.isnan(control)]
    if not len(known):
        return np.zeros(len(values), bool)
    return _exceeds(values, float(known.mean()) + WIDTH * float(known.std()) + 1e-9)


def _catastrophic(lineage: Lineage, risk: Floats, control: Floats) -> Definition:
    words = int(np.count_nonzero(lineage.corpus.counts))
    useless = float(np.log2(max(2, words)))
    return Definition(
        1,
        "Catastrophic increase of population risk",
        f"held-out risk (bits per token) as high as guessing among all {words:,} words: {useless:.1f}",
        risk,
        control,
        None,
        _exceeds(risk, useless),
        _exceeds(risk, useless) & ~_exceeds(control, useless),
        _without_held_out(risk) or "A control trained on too little text may be as bad: see its curve.",
        "bits",
    )


def _without_held_out(risk: Floats) -> str:
    return "" if not np.isnan(risk[0]) else "There is no held-out text, so risk is not known."


def _any_increase(risk: Floats, control: Floats) -> Definition:
    return Definition(
        2,
        "Any increase of population risk",
        "held-out risk (bits per token) above that of a model trained on the human text",
        risk,
        control,
        None,
        _exceeds(risk, float(risk[0]) + 1e-9),
        _beyond_control(risk, control),
        _without_held_out(risk) or "One resampling of the human text raises the risk too: see the control.",
        "bits",
    )


def _diverging(lineage: Lineage, risk: Floats, control: Floats) -> Definition:
    settings = lineage.settings
    bounded = settings.mixes_human or settings.rule.newest is None
    theory = (
        "In theory it is bounded here, because human text stays in the loop or nothing is thrown away."
        if bounded
        else "In theory it has no bound here: without human text, every line of descent dies out in the end."
    )
    rising, alike = (
        np.array([_rises(each[: number + 1]) for number in range(len(each))]) for each in (risk, control)
    )
    return Definition(
        3,
        "Asymptotically diverging population risk",
        "held-out risk still rising over the last half of the generations (slope above two standard errors)",
        risk,
        control,
        None,
        rising,
        rising & ~alike,
        _without_held_out(risk) or f"A finite run cannot show a limit. {theory}",
        "bits",
    )


def _rises(risk: Floats) -> bool:
    """Tell whether the last half of a curve rises by more than two standard errors of its slope."""
    last = risk[len(risk) // 2 :]
    if len(last) < 4 or np.isnan(last).any():
        return False
    steps = np.arange(len(last), dtype=np.float64)
    steps -= steps.mean()
    slope = float(steps @ last / (steps @ steps))
    rest = last - last.mean() - slope * steps
    error = float(np.sqrt((rest @ rest) / (len(last) - 2) / (steps @ steps)))
    return slope > max(WIDTH * error, 1e-9)


def _variance(lineage: Lineage) -> Definition:
    """Follow the chance that two tokens differ, H = 1 − Σp², against Wright's law; a sample keeps 1 − 1/N."""
    values = np.array([_diversity(generation) for generation in lineage.generations])
    law, predicted = chances(lineage), None
    if law is not None and is_steady(law.schedule):
        sizes = np.array([len(generation.origins) for generation in lineage.generations[1:]], np.float64)
        predicted = np.asarray(heterozygosity(1.0, sizes)) if len(sizes) else None
    relative = values / values[0] if values[0] else values * np.nan
    control = np.array([1.0 - 1.0 / max(1, len(generation.origins)) for generation in lineage.generations])
    control[0] = 1.0
    return Definition(
        4,
        "Collapsing variance",
        "the chance that two tokens differ (1 − Σp²) is less than half of its value in the human text",
        relative,
        control,
        predicted,
        _exceeds(np.full(len(values), HALF), relative),
        _exceeds(HALF * control, relative),
        "Common words decide this number, so it does not see the loss of rare ones.",
    )


def _diversity(generation: Generation) -> float:
    shares = generation.counts / max(1, generation.counts.sum())
    return float(1.0 - shares @ shares)


def _scaling(lineage: Lineage, indexed: IndexedCorpus, stop: Callable[[], bool]) -> Definition:
    """Follow the slope of the risk against the logarithm of how much of the text a model reads."""
    values = np.full(len(lineage.generations), np.nan)
    rng = np.random.default_rng((lineage.settings.seed, 5))
    spread = np.nan
    # in a run of ours the scorer has read each whole text; it may be another text that is measured
    scored = lineage.settings.given is None and is_written(lineage.settings.of)

    def known(generation: Generation) -> float | None:
        return generation.measures.get(QUALITY) if scored else None

    if len(indexed.human.held_out):
        for generation in lineage.generations:
            if stop():
                break
            values[generation.number] = _slope(indexed, generation, known(generation), rng)
        first = lineage.generations[0]
        slopes = [_slope(indexed, first, known(first), rng) for _ in range(0 if stop() else DRAWS)]
        spread = float(np.std(slopes)) if slopes else np.nan
    flatter = _exceeds(values, float(values[0]) + WIDTH * max(spread, 1e-9))
    return Definition(
        5,
        "Change in the scaling law",
        "doubling the training text lowers the risk (in bits) less than it does on the human text, by more "
        "than another choice of paragraphs would change it",
        values,
        np.full(len(values), values[0]),
        None,
        flatter,
        flatter,
        "Models read 1/8, 1/4, 1/2 and all of the text's documents, in random order.",
        "slope",
    )


def _slope(
    indexed: IndexedCorpus, generation: Generation, known: float | None, rng: np.random.Generator
) -> float:
    """Return the slope of log₂ perplexity against log₂ of the share of documents that is read.

    ``known``: the perplexity after reading all of it, where that was measured already.
    """
    starts = generation.starts
    ends = np.append(starts[1:], len(generation.origins))
    lengths = ends - starts
    order = rng.permutation(len(starts))
    risks = []
    value: float | None
    for fraction in FRACTIONS:
        chosen = np.sort(order[: max(1, round(fraction * len(order)))])
        if known is not None and len(chosen) == len(order):
            value = known
        else:
            read = np.zeros(len(starts), bool)
            read[chosen] = True
            kept = np.repeat(read, lengths)
            value = perplexity(_scored(indexed, generation, kept, lengths[chosen]))
        risks.append(np.nan if value is None or not np.isfinite(value) else np.log2(value))
    return float(np.polyfit(np.log2(FRACTIONS), risks, 1)[0]) if not np.isnan(risks).any() else np.nan


def _scored(indexed: IndexedCorpus, generation: Generation, kept: Flags, lengths: Indices) -> Floats:
    """Score the held-out text by a model that read some documents of a text, all ``kept`` tokens of it."""
    if generation.written is None:
        return indexed.held_out_probabilities(generation.origins[kept])
    return indexed.held_out_probabilities_after(generation.written[kept], np.cumsum(lengths) - lengths)


def _tails(lineage: Lineage) -> Definition:
    """Follow the words that humans used once; one resampling keeps 1 − 1/e of them."""
    once = lineage.corpus.counts == 1
    once[END_ID] = False
    number = int(once.sum())
    enough = number >= LEAST_TAIL
    alive = [int((generation.counts[once] > 0).sum()) for generation in lineage.generations]
    values = np.array(alive, np.float64) / number if enough else np.full(len(alive), np.nan)
    law = chances(lineage)
    predicted = None if law is None else law.alive(1)[: len(alive)]
    kept = np.array(
        [1.0 - (1.0 - 1.0 / len(lineage.corpus.tokens)) ** len(each.origins) for each in lineage.generations]
    )
    kept[0] = 1.0
    below = kept - WIDTH * np.sqrt(kept * (1.0 - kept) / max(1, number))
    return Definition(
        7,
        "Disappearance of real tail data",
        f"words that humans used once, {number:,} of them: the share that is left",
        values,
        kept,
        predicted,
        _exceeds(np.ones(len(values)) - 1e-9, values),
        _exceeds(below - 1e-9, values),
        "" if enough else "There are too few words used once.",
    )


def _hallucinated(lineage: Lineage, indexed: IndexedCorpus, stop: Callable[[], bool]) -> Definition:
    """Follow phrases that no human wrote, beside those that are new in human text itself."""
    n = marked_length(lineage.settings)
    shares = NovelShares(indexed.human, n)
    values = np.full(len(lineage.generations), np.nan)
    for generation in lineage.generations:
        if stop():
            break
        text = Observation(generation.tokens, generation.starts, generation.counts, indexed.human)
        values[generation.number] = _plain(shares.of(text))
    held_out, starts = indexed.human.held_out, lineage.corpus.held_out_starts
    control = None
    if len(held_out) and not stop():
        counts = np.bincount(held_out, minlength=indexed.human.size).astype(np.int64)
        human = Observation(held_out, starts, counts, indexed.human)
        control = np.full(len(values), _plain(shares.of(human)))
    return Definition(
        8,
        "Appearance of hallucinated data",
        f"the share of phrases of {n} {lineage.corpus.unit}s that no human wrote in the training text",
        values,
        control,
        None,
        _exceeds(values, 0.0),
        None if control is None else _exceeds(values, control),
        "The control is human text that was held out: people write new phrases too."
        if control is not None
        else "There is no held-out human text to compare with.",
    )


def _plain(value: float | None) -> float:
    return np.nan if value is None else value


def _modes(lineage: Lineage) -> Definition:
    """Follow the share of documents that join what stands apart in the human text, and silent voices."""
    corpus = lineage.corpus
    several = len(corpus.voices) > 1
    group = corpus.token_voice if several else np.cumsum(corpus.is_start) - 1
    values = np.array([_mixed(generation, group) for generation in lineage.generations])
    silent = [_silent(generation) if several else [] for generation in lineage.generations]
    met = _exceeds(values, 0.0) | np.array([bool(each) for each in silent])
    what = "voices" if several else "human paragraphs"
    gone = f", or a voice that left no word ({', '.join(silent[-1])})" if silent[-1] else ""
    return Definition(
        6,
        "Disappearance or entanglement of real data modes",
        f"the share of documents that join words of several {what}, which no human document does{gone}",
        values,
        np.zeros(len(values)),
        None,
        met,
        met,
        "Where the words were copied from is not known." if np.isnan(values[-1]) else "",
    )


def _silent(generation: Generation) -> list[str]:
    """Return the voices of the human text of which a generation has no word."""
    voices = generation.corpus.voices
    return [voice.name for voice in voices if generation.voices.get(voice.name, 1.0) == 0.0]


def _mixed(generation: Generation, group: NDArray[np.integer[Any]]) -> float:
    """Return the share of documents whose tokens come from more than one group; NaN where it is not known."""
    origins = generation.origins
    known = origins >= 0
    if generation.matched or not known.any():
        return np.nan
    of_token = np.where(known, group[origins], -1)
    low = np.where(known, of_token, np.iinfo(np.int64).max)
    lowest = np.minimum.reduceat(low, generation.starts)
    highest = np.maximum.reduceat(of_token, generation.starts)
    return float(np.mean(highest > lowest))

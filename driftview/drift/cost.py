"""What is checked before a lineage begins, above all what it will take: memory, temporary files, time.

The costs were measured and are meant to err upwards on a machine that does nothing else.
`python -m benchmarks estimates` compares them with runs that none of them was fitted on. The same checks
serve every command, the explorer and the library. Merges of subwords are in none of the costs: they are
learned while a text is read, before (100,000 merges of the 15,000 words of five novels take 3 seconds).
"""

import math
from dataclasses import dataclass

from driftview.choices import asks_human_text, begin_alike, copies_words
from driftview.drift.laws import schedule_of
from driftview.drift.lineage import NO_HELD_OUT
from driftview.drift.population import check_population
from driftview.drift.writing import check_model, why_not
from driftview.machine import available_memory, temporary_room
from driftview.models.registry import UNSMOOTHED
from driftview.models.sampling import chains_for
from driftview.settings.conflicts import check_together
from driftview.settings.settings import MOST_TOKENS, Settings, SettingsError
from driftview.text.building import require_length
from driftview.text.corpus import Corpus
from driftview.text.sentences import closing_words
from driftview.theory.survival import is_steady

LARGE = 0.5
"""From this share of the memory that is left on, the user is told."""

TOO_LARGE = 0.9
"""What would take more than this share is refused."""

LONG = 600.0
"""Seconds from which on the user is told how long it will take."""

TOO_LONG = 500 * 3600.0
"""What would take longer than this, three weeks, is refused."""

MANY_CANDIDATES = 100
FEWER_CANDIDATES = "fewer candidates"
"""The way out of what takes too long for more candidates than this, or too much memory for them."""

PROGRAM = 80 * 2**20
"""Bytes of the program itself."""

GENERATION = 2**14
"""Bytes that stay in memory of every generation: its numbers."""

LAW, LAW_AND_HUMAN = 50, 130
"""Bytes of the law for each pair of generations: of any; more where human text is mixed in."""

INDEX, INDEX_AND_ORDER = 20, 20
"""Bytes of the indexed human text for each token, and for each token and order."""

STEP, CHOICE, SMOOTHED = 60, 30, 90
"""Bytes for each token that is trained on: copying it; preferring some words; smoothing, times the order."""

SPILLED, WRITTEN = 5, 4
"""Bytes in temporary files for each token of a generation; more where it is no copy of human tokens."""

DRAWN, DRAWN_SMOOTHED = 80, 160
"""Bytes for each token of the sentences that are candidates at one time; of a smoothed model."""

PACE, PACE_AND_ORDER, SLOW_PACE = 100e-9, 15e-9, 150e-9
"""Seconds for each token: of any model; for each order; for each order of a smoothed model."""

DRAWING, SLOW_DRAWING = 300e-9, 600e-9
"""Seconds for each token of a candidate: of the plain model; for each order of a smoothed one."""

STRIDE, SLOW_STRIDE, JUDGING = 4e-6, 9e-6, 24e-6
"""Seconds for a token in all chains at once, however few they are: of the plain model; for each order of a
smoothed one; more where a judge chooses."""

NEURAL_PACE = 55e-6
"""Seconds for each token that a neural model trains on and writes."""

INDEXING = 250e-9
"""Seconds for each human token, once: the index, and generation 0 with its measures."""

SET_UP, SET_UP_MODEL = 2.5e-3, 1.5e-3
"""Seconds for each generation, however short, and for each further model that writes a part of it."""

ENDLESS_PACE = 0.4e-6
"""Seconds more for each token where documents are drawn whole: their law and their controls."""

HUMAN_JUDGE = 0.7e-6
"""Seconds for each token of a candidate that a model of the human text judges."""

EDITING, FILTERING = 60e-9, 40e-9
"""Seconds for each token: finding and replacing sentences; marking and ordering documents."""

HELD = 8
"""Bytes that each token of a text takes that several models keep to read."""

MIXED_LAW, EDITED_LAW = 8e-3, 2e-3
"""Seconds of the law for each generation, however short: with human text mixed in; with edited sentences."""

SETTLING = 160e-6
"""Seconds, for each pair of generations, of a law that is computed again whenever a share has settled."""


@dataclass(frozen=True)
class Extent:
    """What of a human text decides the cost of a lineage."""

    tokens: int
    documents: int
    """Paragraphs. The fewer there are and the longer, the less is written side by side."""
    sentences: int
    """What candidates are drawn for; at least one a document."""

    @classmethod
    def of(cls, corpus: Corpus, settings: Settings) -> "Extent":
        """Return the extent of a corpus; its sentences are counted only where there are candidates."""
        tokens, documents, closed = len(corpus.tokens), len(corpus.starts), 0
        if settings.candidates > 1:
            closed = int(corpus.counts[closing_words(corpus.vocabulary.words)].sum())
        return cls(tokens, documents, documents + closed)


@dataclass(frozen=True)
class Estimate:
    """What a lineage will take, about."""

    memory: int
    """Bytes at its largest."""
    disk: int
    """Bytes of temporary files at the end."""
    seconds: float
    law: int
    """What of the memory the law takes."""
    candidates: int
    """What of the memory the candidates for one sentence in every chain take."""

    def __str__(self) -> str:
        """Say it in a few words."""
        return f"about {_size(self.memory)} of memory and {_duration(self.seconds)}"


def estimate(settings: Settings, text: Extent, last: int | None = None, made: int = 0) -> Estimate:
    """Return what generations ``made`` + 1 to ``last`` will take; None for all that are set.

    Raises SettingsError when one of them, or what it trains on, would be too large to be numbered.
    """
    models = settings.population
    sizes = [text.tokens]
    mixes = [text.tokens * (models if begin_alike(settings.population_text) else 1)]
    total = mixes[0]
    seconds, widest, held, drawn = 0.0, 0, 0, 0.0
    for number in range(1, (last or settings.generations) + 1):
        read = _read(settings, mixes, total)
        size = _counted(settings, number, text.tokens)
        sizes.append(size)
        mixes.append(_mix(settings, size))
        total += mixes[-1]
        if read // models > MOST_TOKENS:
            raise _too_many(f"generation {number} would be trained on")
        if number > made:
            at_once = _drawn(settings, text, size / models)
            seconds += _seconds(settings, text, read, size) + _judging(settings, at_once, size)
            widest, drawn = max(widest, read // models, size), max(drawn, at_once)
            held = max(held, read)
    plain = settings.smoothing == UNSMOOTHED
    copies = plain and settings.candidates == 1 and settings.knows_origins
    step = STEP + CHOICE * settings.selects if copies else SMOOTHED * settings.order
    index = text.tokens * (INDEX + INDEX_AND_ORDER * settings.order)
    law = _law(settings, text.tokens, sizes)
    candidates = int(drawn * (DRAWN if plain else DRAWN_SMOOTHED))
    memory = PROGRAM + index + widest * step + GENERATION * len(sizes) + law + candidates
    if models > 1:
        memory += held * HELD
    seconds += text.tokens * INDEXING
    if settings.feedback is not None and settings.drifts:
        seconds += SETTLING * (len(sizes) ** 2 - made**2)
    disk = sum(sizes) * (SPILLED + WRITTEN * (not copies))
    return Estimate(memory, disk, seconds, law, candidates)


def _seconds(settings: Settings, text: Extent, read: int, size: int) -> float:
    """Return the seconds of a generation of ``size`` tokens whose models read so many, without candidates."""
    models = settings.population
    seconds = SET_UP + SET_UP_MODEL * (models - 1) + (read + size) / 2 * _pace(settings)
    seconds += models * _steps(text, size / models) * _stride(settings)
    if settings.drifts:
        seconds += MIXED_LAW * settings.mixes_human + EDITED_LAW * (settings.edited > 0)
    return seconds + size * (EDITING * (settings.edited > 0) + FILTERING * (settings.kept < 1))


def _judging(settings: Settings, at_once: float, size: int) -> float:
    """Return the seconds that the candidates of a generation take; some models may have none."""
    models = settings.population
    curated = (models if settings.curated_models is None else min(settings.curated_models, models)) / models
    drawn = max(models * at_once, size * (settings.candidates - 1))
    judged = size * settings.candidates if settings.candidates > 1 else 0.0
    human = HUMAN_JUDGE * judged if asks_human_text(settings.judge) else 0.0
    return curated * (drawn * _drawing(settings) + human)


def _drawn(settings: Settings, text: Extent, size: float) -> float:
    """Return how many tokens one model's candidates have that are drawn at one time: a sentence a chain."""
    if settings.candidates == 1:
        return 0.0
    chains = chains_for(size * text.documents / text.tokens)
    return chains * settings.candidates * text.tokens / text.sentences


def _steps(text: Extent, size: float) -> float:
    """Return how many tokens are written one after the other: in the chains, and until the longest has ended.

    Of D documents whose lengths are geometric with mean m, the longest has about m (1 + ln D) tokens.
    """
    mean = text.tokens / text.documents
    documents = size / mean
    return size / chains_for(documents) + min(size, mean * (1 + math.log(max(documents, 1.0))))


def _law(settings: Settings, human_tokens: int, sizes: list[int]) -> int:
    """Return the bytes of the law, which follows the families of all generations to all later ones."""
    if not settings.drifts or is_steady(schedule_of(settings, human_tokens, len(sizes) - 1)):
        return 0
    mixed = settings.mixes_human
    return (LAW + LAW_AND_HUMAN * mixed) * len(sizes) ** 2


def check_limits(settings: Settings, text: Extent, last: int | None = None, made: int = 0) -> str | None:
    """Return what the user should know before a lineage is made; None when there is nothing to know.

    Raises SettingsError, one line with a way out, for more than this machine has or anybody waits for.
    """
    free, room = available_memory(), temporary_room()
    if free is not None and GENERATION * (last or settings.generations) > TOO_LARGE * free:
        raise SettingsError("the numbers of that many generations do not fit into memory: choose fewer")
    needed = estimate(settings, text, last, made)
    memory = needed.memory
    if room is not None and needed.disk > room:  # what the disk has no room for stays in memory
        memory += needed.disk
    if free is not None and memory > TOO_LARGE * free:
        raise SettingsError(_refusal(settings, needed, memory, free))
    if needed.seconds > TOO_LONG:
        raise SettingsError(f"this would take {needed}: choose {_joined(_faster(settings))}")
    if (free is not None and memory > LARGE * free) or needed.seconds > LONG:
        less = (
            "fewer tokens, generations or candidates"
            if settings.candidates > 1
            else ("fewer tokens or generations")
        )
        return f"this will take {needed}; {less} take less"
    return None


def _faster(settings: Settings) -> list[str]:
    """Return what takes less time."""
    if settings.candidates > MANY_CANDIDATES:
        return [FEWER_CANDIDATES]
    ways = ["fewer tokens", "fewer generations"]
    return [*ways, "less growth"] if settings.growth > 1 else ways


def _refusal(settings: Settings, needed: Estimate, memory: int, free: int) -> str:
    """Say that there is not enough memory, and what takes less."""
    if needed.candidates > needed.memory / 2:
        ways = [FEWER_CANDIDATES]
    else:
        ways = ["fewer generations" if needed.law > needed.memory / 2 else "fewer tokens"]
    if settings.growth > 1:
        ways.append("less growth")
    if settings.rule.newest is None:
        ways.append("the regime window")
    if settings.smoothing != UNSMOOTHED:
        ways.append("no smoothing")
    if memory > needed.memory:
        ways.append("a folder with more room for temporary files (TMPDIR)")
    return (
        f"this would take about {_size(memory)} of memory, and {_size(free)} are free: choose {_joined(ways)}"
    )


def _joined(ways: list[str]) -> str:
    """Return the ways out as a person lists them."""
    return f"{', '.join(ways[:-1])}{' or ' if ways[1:] else ''}{ways[-1]}"


def _read(settings: Settings, mixes: list[int], total: int) -> int:
    """Return how many tokens all models train on, given what each generation left to read, and the sum."""
    newest = settings.rule.newest
    return total if newest is None else sum(mixes[-newest:])


def _mix(settings: Settings, size: int) -> int:
    """Return how many tokens a generation leaves to read: some are filtered out, some are read twice.

    A filter keeps a share of what was written and nothing takes its place. With migration models read each
    other's documents; at 1 everybody reads everything.
    """
    models, migration = settings.population, settings.migration
    abroad = models - 1.0 if migration >= 1 else min(migration / (1.0 - migration), models - 1.0)
    return round(size * settings.kept * (1.0 + abroad * (models > 1)))


def _counted(settings: Settings, number: int, human_tokens: int) -> int:
    """Return how many tokens a generation writes; raises SettingsError when they cannot be numbered."""
    try:
        tokens = settings.size(number, human_tokens)
    except OverflowError:
        tokens = MOST_TOKENS + 1
    if tokens > MOST_TOKENS:
        raise _too_many(f"generation {number} would have")
    return tokens


def _too_many(what: str) -> SettingsError:
    return SettingsError(
        f"{what} more than {MOST_TOKENS:,} tokens: choose less growth, fewer tokens or fewer generations"
    )


def _pace(settings: Settings) -> float:
    """Return the seconds that a token takes."""
    if not copies_words(settings.model):
        return NEURAL_PACE
    each = PACE_AND_ORDER if settings.smoothing == UNSMOOTHED else SLOW_PACE
    return PACE + each * settings.order + ENDLESS_PACE * settings.endless


def _drawing(settings: Settings) -> float:
    """Return the seconds that a token of a candidate takes."""
    return DRAWING if settings.smoothing == UNSMOOTHED else SLOW_DRAWING * settings.order


def _stride(settings: Settings) -> float:
    """Return the seconds that a step in all chains takes at least; what has no chains has none."""
    if settings.model_command is not None or not copies_words(settings.model) or settings.endless:
        return 0.0
    plain = settings.smoothing == UNSMOOTHED
    if plain and settings.order == 1 and settings.candidates == 1:
        return 0.0
    return (STRIDE if plain else SLOW_STRIDE * settings.order) + JUDGING * (settings.candidates > 1)


def _size(count: float) -> str:
    if count < 1e9:
        return f"{count / 1e6:.0f} MB"
    return f"{count / 1e9:.2g} GB" if count < 1e10 else f"{count / 1e9:,.0f} GB"


def _duration(seconds: float) -> str:
    if seconds < 100:
        return f"{max(seconds, 1):.0f} s"
    return f"{seconds / 60:.0f} minutes" if seconds < 6000 else f"{seconds / 3600:,.0f} hours"


def preflight(corpus: Corpus, settings: Settings, last: int | None = None) -> str | None:
    """Refuse a run that cannot be made on a text, before anything is indexed.

    Parameters
    ----------
    corpus
        The human text.
    settings
        Those of the run.
    last
        The last generation that is wanted; None for as many as the settings say.

    Returns
    -------
    str or None
        One line for the user when the run will take much memory or long.

    Raises
    ------
    TextError
        When the text is too short for the order.
    SettingsError
        When settings contradict each other, no model can do what they ask, or this machine is too small.
    """
    check_together([settings])
    require_length(corpus, settings.order)
    if settings.feedback is not None and not len(corpus.held_out):
        raise SettingsError(NO_HELD_OUT)
    check_population(corpus, settings)
    check_model(settings)
    reason = why_not(settings)
    if reason is not None:
        raise SettingsError(reason)
    return check_limits(settings, Extent.of(corpus, settings), last)

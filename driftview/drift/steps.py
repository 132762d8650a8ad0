"""Step by step: which words a generation kept of the one before it, next to what sampling alone would keep.

The words left since the human text tell where a chain of texts has come to; a step tells where it broke. One
test is made of all the steps together, so that a long chain is not blamed for its length.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import NormalDist
from typing import assert_never

import numpy as np

from driftview.choices import Unit
from driftview.drift.lineage import Generation, Lineage
from driftview.drift.samplers import KEPT, Null, Sampler, drawn, nulls
from driftview.numbers import MISSING, percent
from driftview.theory.deviation import WIDTH, half_width

LOOPING = "looping_documents"
"""The measure of repetition inside documents."""

MOSTLY = 0.5
"""From this share of documents on, what they do is what the generation does."""

NAMED = 6
"""At most so many steps are named one by one."""


@dataclass(frozen=True)
class Step:
    """What became of the words of one generation in the next."""

    number: int
    """The generation that was written."""
    unit: Unit
    before: int
    """Different words of the generation before it."""
    kept: int
    """Of these, those that it has."""
    new: int
    """Its words that no text before it had."""
    returned: int
    """Its words that the generation before it lacked, and an earlier text had."""
    same: bool
    """Whether it is the same text, word for word."""
    nulls: dict[Sampler, Null]
    """What each way of sampling keeps, the yardstick first; empty where nothing is predicted."""

    @property
    def yardstick(self) -> Null | None:
        """What sampling should keep."""
        return next(iter(self.nulls.values()), None)

    def beyond(self, width: float = WIDTH) -> float:
        """Return how many words lie outside what any way of sampling keeps; negative: fewer are kept.

        Parameters
        ----------
        width
            Standard deviations that chance is allowed to either side.

        Returns
        -------
        float
            0 inside.
        """
        if not self.nulls:
            return 0.0
        low = min(each.expected - max(1.0, width * each.sd) for each in self.nulls.values())
        high = max(each.expected + max(1.0, width * each.sd) for each in self.nulls.values())
        return min(0.0, self.kept - low) + max(0.0, self.kept - high)

    @property
    def said(self) -> str:
        """Say in a line what it kept, brought and had again."""
        unit = f"{self.unit}s"
        if self.same:
            return f"Step {self.number} is the same text again, word for word."
        expected = self.yardstick
        sampler = next(iter(self.nulls), None)
        null = ""
        if expected is not None and sampler is not None:
            null = (
                f" ({drawn(sampler, self.unit)}: {expected.expected:,.0f} ± {half_width(expected.sd):,.0f})"
            )
        return (
            f"Step {self.number} kept {self.kept:,} of {self.before:,} {unit}{null}, "
            f"brought {self.new:,} new ones and {self.returned:,} back."
        )

    @property
    def said_briefly(self) -> str:
        """Say the same with fewer words."""
        null = self.yardstick
        if self.same or null is None:
            return self.said
        allowed = f"{null.expected:,.0f} ± {half_width(null.sd):,.0f}"
        kept = f"kept {self.kept:,} of {self.before:,} (sampling: {allowed})"
        return f"Step {self.number} {kept}, {self.new:,} new, {self.returned:,} back."


def is_copy(generation: Generation, before: Generation) -> bool:
    """Tell whether a generation is the text before it, word for word."""
    now, then = generation.tokens, before.tokens
    return len(now) == len(then) and bool(np.array_equal(now, then))


def steps(generations: Sequence[Generation]) -> list[Step]:
    """Return the steps to generations 1 … G.

    Parameters
    ----------
    generations
        Generations 0 … G, the human text first.

    Returns
    -------
    list of Step
        One a generation.
    """
    return list(_steps(generations))


def _steps(generations: Sequence[Generation]) -> Iterator[Step]:
    seen = generations[0].counts > 0
    for before, now in pairwise(generations):
        had, has = before.counts > 0, now.counts > 0
        yield Step(
            number=now.number,
            unit=now.corpus.unit,
            before=int(np.count_nonzero(had)),
            kept=int(np.count_nonzero(had & has)),
            new=int(np.count_nonzero(has & ~seen)),
            returned=int(np.count_nonzero(has & ~had & seen)),
            same=is_copy(now, before),
            nulls=nulls(now.expected, KEPT),
        )
        seen = seen | has


def break_said(made: Sequence[Step]) -> str:
    """Say in one line in which step the break lies; empty where nothing is predicted.

    Parameters
    ----------
    made
        The steps.

    Returns
    -------
    str
        A sentence or two.
    """
    if not made or not any(each.nulls for each in made):
        return ""
    copies = [each for each in made if each.same]
    drawn_again = [each for each in made if not each.same]
    if not drawn_again:
        return f"{_generations(copies)} the text before, word for word."
    width = together(len(drawn_again))
    broken = [each for each in drawn_again if each.beyond(width) < 0]
    sticky = [each for each in drawn_again if each.beyond(width) > 0]
    said = [_broken(broken, drawn_again)]
    if sticky:
        verb = "keeps" if len(sticky) == 1 else "keep"
        said.append(
            f"{_named(sticky)} {verb} more than sampling would: the text there is copied or decoded greedily."
        )
    if copies:
        said.append(f"{_generations(copies)} the text before, word for word.")
    return " ".join(said)


def together(tests: int) -> float:
    """Return how many standard deviations one of several tests is allowed, so that all are one test.

    Parameters
    ----------
    tests
        How many there are.

    Returns
    -------
    float
        WIDTH for one test, more for several (Bonferroni).
    """
    beyond = 2.0 * NormalDist().cdf(-WIDTH)
    return -NormalDist().inv_cdf(beyond / (2.0 * max(1, tests)))


def _broken(broken: Sequence[Step], tested: Sequence[Step]) -> str:
    if not broken:
        return "No step loses more than sampling alone explains."
    worst = min(broken, key=lambda each: each.beyond())
    expected = worst.yardstick
    null = "" if expected is None else f"{expected.expected:,.0f} ± {half_width(expected.sd):,.0f}"
    kept = f"kept {worst.kept:,} of {worst.before:,} {worst.unit}s, where sampling keeps {null}"
    if len(broken) == len(tested) > 1:
        return f"Every step loses more than sampling alone explains, step {worst.number} most: it {kept}."
    if len(broken) == 1:
        others = " The other steps lose no more than sampling explains." if len(tested) > 1 else ""
        return f"The break is in step {worst.number}: it {kept}.{others}"
    return f"The break is in {_named(broken).lower()}, above all in step {worst.number}: it {kept}."


def _named(chosen: Sequence[Step]) -> str:
    """Name steps: "Step 3", "Steps 1 and 4", "Steps 2–30", "17 steps"."""
    numbers = [each.number for each in chosen]
    first, last = numbers[0], numbers[-1]
    if len(numbers) == 1:
        return f"Step {first}"
    if last - first + 1 == len(numbers) > 2:
        return f"Steps {first}–{last}"
    if len(numbers) <= NAMED:
        return f"Steps {', '.join(map(str, numbers[:-1]))} and {last}"
    return f"{len(numbers)} steps"


def _generations(copies: Sequence[Step]) -> str:
    named = _named(copies).replace("Steps", "Generations").replace("Step", "Generation")
    return f"{named.replace('steps', 'generations')} {'repeats' if len(copies) == 1 else 'repeat'}"


def loops_said(generation: Generation) -> str:
    """Say that most documents go round in circles; empty where they do not.

    Parameters
    ----------
    generation
        The generation.

    Returns
    -------
    str
        No full stop at the end.
    """
    looping = generation.measures.get(LOOPING)
    if looping is None or looping <= MOSTLY:
        return ""
    if len(generation.starts) == 1:
        return "it repeats itself, as decoding at a low temperature does"
    return f"{percent(looping)} of its documents repeat themselves, as decoding at a low temperature does"


def yardstick_said(generations: Sequence[Generation]) -> str:
    """Say which way of sampling texts are held against, and why; empty where nothing is predicted.

    Parameters
    ----------
    generations
        The generations.

    Returns
    -------
    str
        A sentence.
    """
    unit = generations[-1].corpus.unit
    sampler = next(iter(nulls(generations[-1].expected, KEPT)), None)
    match sampler:
        case None:
            return ""
        case "chains":
            return (
                f"Each document has {unit}s of the document in the same place before it, so it is compared "
                f"with {unit}s drawn within documents."
            )
        case "documents":
            return (
                f"Each step is compared with whole documents drawn with replacement, because the {unit}s of "
                f"a document come and go together; single {unit}s drawn are the other extreme."
            )
        case "words":
            return (
                f"There are too few documents to draw from, so each step is compared with {unit}s "
                "drawn one by one."
            )
        case _:
            assert_never(sampler)


def steps_of(lineage: Lineage) -> list[Step]:
    """Return the steps of texts that were written elsewhere; none of a run, whose law is cumulative."""
    return steps(lineage.generations) if lineage.settings.given is not None else []


def step_rows(made: Sequence[Step]) -> list[tuple[str, ...]]:
    """Return steps as the rows of a table, the head first.

    Parameters
    ----------
    made
        The steps, at least one.

    Returns
    -------
    list of tuple
        A row a step, for each way of sampling a column of what it keeps.
    """
    samplers = list(dict.fromkeys(sampler for each in made for sampler in each.nulls))
    head = (
        "step",
        f"{made[0].unit}s before",
        "kept",
        *(drawn(each, made[0].unit) for each in samplers),
        "new",
        "returned",
    )
    return [head, *(_cells(each, samplers) for each in made)]


def _cells(step: Step, samplers: Sequence[Sampler]) -> tuple[str, ...]:
    kept = [
        f"{null.expected:,.0f} ± {half_width(null.sd):,.0f}" if null is not None else MISSING
        for null in map(step.nulls.get, samplers)
    ]
    numbers = (f"{each:,}" for each in (step.before, step.kept))
    return f"{step.number}", *numbers, *kept, f"{step.new:,}", f"{step.returned:,}"

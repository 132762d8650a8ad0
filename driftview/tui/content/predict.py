"""A guess as a curve and a table, and in words how far it was off."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from driftview import numbers
from driftview.charts.curves import CurveKind, Curves, CurveValues, Series
from driftview.tui.content.main import Wordings
from driftview.tui.content.spans import Span
from driftview.tui.guess import ALL, Guess

if TYPE_CHECKING:
    from driftview.tui.session import Run, Session

PENCIL = "✎"
UNKNOWN = "?"

NEAR = 2.0
"""A guess that is off by so many points or fewer was a good one."""

EARLY = 5.0
"""From so many points on it is worth saying that the early points were too high."""


@dataclass(frozen=True)
class Truth:
    """What became of the words of one run, in percent of the human ones, by generation."""

    run: CurveValues
    law: CurveValues
    band: CurveValues
    """Two standard deviations of the law."""

    @classmethod
    def of(cls, run: Run) -> Truth:
        """Read it off the generations made so far."""
        all_types = run.generations[0].human_words if run.generations else None
        if not all_types:
            return cls((), (), ())
        expected = [each.words_expected for each in run.generations]
        spread = [each.words_sd for each in run.generations]
        return cls(
            tuple(_percent(each.words_left, all_types) for each in run.generations),
            tuple(_percent(value, all_types) for value in expected),
            tuple(_percent(value and 2 * value, all_types) for value in spread),
        )

    def at(self, generation: int) -> tuple[float | None, float | None]:
        """Return the run and the law at a generation, None where they are not known."""
        if generation >= len(self.run):
            return None, None
        return self.run[generation], self.law[generation]

    @property
    def lawful(self) -> bool:
        """Whether a law predicts anything."""
        return any(value is not None for value in self.law[1:])


def _percent(value: float | None, whole: float) -> float | None:
    return None if value is None else ALL * value / whole


def curves(session: Session, guess: Guess, truth: Truth) -> Curves:
    """Return the guess, with law and run when they may be seen; curves of earlier settings always may."""
    series = [Series(ghost.label, CurveKind.GHOST, _of_first(ghost.types)) for ghost in session.run.ghosts]
    if guess.shown:
        if truth.lawful:
            law, band = _shares(truth.law), _shares(truth.band)
            series.append(
                Series("predicted", CurveKind.EXPECTED, (1.0, *law[1:]), (0.0, *band[1:]), lowest=0.0)
            )
        series.append(Series("the run", CurveKind.MEASURED, _shares(truth.run)))
    else:
        series.append(Series("", CurveKind.MEASURED, (1.0,)))
    known = sorted(guess.values.items())
    positions = (0.0, *(float(generation) for generation, _ in known))
    values = (1.0, *(value / ALL for _, value in known))
    series.append(Series("your guess", CurveKind.GUESS, values, positions=positions))
    last = max(session.run.target, guess.generations[-1])
    return Curves(tuple(series), (0, last), guess.chosen, shares=True)


def _of_first(values: CurveValues) -> CurveValues:
    first = values[0] if values else None
    return tuple(None if value is None or not first else value / first for value in values)


def _shares(percents: CurveValues) -> CurveValues:
    return tuple(None if value is None else value / ALL for value in percents)


def table(guess: Guess, truth: Truth) -> list[list[Span]]:
    """Return one column for each generation that can be guessed: guess, law, run, and the difference."""
    rows = [
        [Span("generation", "head")],
        [Span(f"{PENCIL} your guess", "second")],
        [Span("• predicted", "third")],
        [Span("━ the run", "first")],
        [Span("you were off by", "muted")],
    ]
    for generation in guess.generations:
        here = generation == guess.chosen
        value = guess.values.get(generation)
        run, law = truth.at(generation) if guess.shown else (None, None)
        unknown = UNKNOWN if not guess.shown else numbers.MISSING
        rows[0].append(Span(f"▸{generation}" if here else f"{generation}", "strong" if here else "head"))
        said = "_" if here and not guess.shown else "·"
        rows[1].append(Span(said if value is None else f"{value}%", "second"))
        rows[2].append(Span(unknown if law is None else _written(law), "third"))
        rows[3].append(Span(unknown if run is None else _written(run), "first"))
        off = None if value is None or run is None else value - run
        rows[4].append(Span("" if off is None else _signed(off), "muted" if off is None else _look(off)))
    return rows


def _written(percent: float) -> str:
    return numbers.percent(percent / ALL)


def _signed(points: float) -> str:
    text = numbers.decimal(points, 0)
    return f"+{text}" if points >= 0.5 else text


def _look(off: float) -> str:
    return "strong" if abs(off) <= NEAR else "mark"


def question(session: Session, guess: Guess) -> Wordings:
    """Ask, before anything is shown."""
    unit = f"{session.run.settings.unit}s"
    human = session.generations[0].human_words
    at = f"at generation {guess.chosen}"
    if guess.values:
        return (
            f"How many of the {numbers.whole(human)} {unit} will be left {at}? "
            "Draw or type on; enter shows what happened.",
            f"How many of the {unit} will be left {at}? enter shows what happened.",
        )
    return (
        f"How many of the {numbers.whole(human)} {unit} will be left {at}? "
        "Type a percentage, or draw with the arrow keys.",
        f"How many of the {numbers.whole(human)} {unit} will be left {at}? Type it, or draw.",
        f"How many of the {unit} will be left {at}? Type a percentage.",
    )


def answer(session: Session, guess: Guess, truth: Truth) -> Wordings:
    """Say how far the guess was off at the chosen generation, or else at the last one guessed."""
    guessed = [each for each in guess.generations if each in guess.values and truth.at(each)[0] is not None]
    if not guessed:
        return _unguessed(session, guess, truth)
    at = guess.chosen if guess.chosen in guessed else guessed[-1]
    run, law = truth.at(at)
    assert run is not None  # only such generations are in the list
    said, off = guess.values[at], _off(guess.values[at] - run)
    law_said = "no prediction for this run" if law is None else f"the prediction was {_written(law)}"
    return (
        f"At generation {at} you said {said}%, and {_written(run)} are left: {off}; {law_said}.",
        f"At {at} you said {said}%, and {_written(run)} are left: {off}.",
        f"You said {said}%; it is {_written(run)}: {off}.",
    )


def _unguessed(session: Session, guess: Guess, truth: Truth) -> Wordings:
    """Say what is left where nobody guessed, or that it is not known yet."""
    run, law = truth.at(guess.chosen)
    if run is None:
        return (f"The run has not reached generation {guess.chosen} yet …",)
    unit = f"{session.run.settings.unit}s"
    left = f"At generation {guess.chosen} {_written(run)} of the {unit} are left"
    law_said = "no prediction" if law is None else f"the prediction was {_written(law)}"
    return (f"{left}; {law_said}. You made no guess here.", f"{left}; {law_said}.")


def _off(points: float) -> str:
    """Say how far off a guess was."""
    size = numbers.decimal(abs(points), 0)
    if abs(points) <= NEAR:
        return "very near"
    return f"{size} points too {'high' if points > 0 else 'low'}"


HOW = (
    "← → choose a generation, ↑ ↓ draw, digits type a percentage, enter shows what happened. Settings work "
    "here too: + mixes in human text, and the answer stays hidden until you ask for it."
)
"""What can be done while nothing is shown."""


def verdict(guess: Guess, truth: Truth) -> list[list[Span]]:
    """Return the paragraph under the table."""
    if not guess.shown:
        return [[Span(HOW, "prose--muted")]]
    return [[Span(" ".join(_verdict(guess, truth)))]]


def reasons(session: Session, guess: Guess, truth: Truth) -> list[list[Span]]:
    """Return what a guess can go by, or, when everything is shown, why the curve is as it is."""
    human = session.generations[0]
    rare = next((band for band in human.bands if band.low == 1), None)
    units = f"{session.run.settings.unit}s"
    once = 0 if rare is None else rare.types
    share = numbers.percent(once / human.human_words if human.human_words else None)
    counted = f"{numbers.whole(once)} of the {numbers.whole(human.human_words)} {units} ({share})"
    if not guess.shown:
        return [
            [Span(f"People used {counted} only once. A generation can only use what the one before it has.")],
            [Span("Will the loss be steady, or fast at first? Set more than one point.", "prose--muted")],
        ]
    first = session.generations[1] if session.made else human
    missed = next((1 - band.alive / band.types for band in first.bands if band.low == 1 and band.types), 0.0)
    lost = (
        f"People used {counted} only once, and generation 1 already misses {numbers.percent(missed)} of them."
    )
    said = [[Span(lost)]]
    if truth.lawful:
        law = "The prediction knows how often each word is used, and nothing else of the text."
        said.append([Span(law)])
    said.append([Span("Mix in human text with + and guess again.", "prose--muted")])
    return said


def _verdict(guess: Guess, truth: Truth) -> Iterator[str]:
    """Say how good the guess was as a whole, how good the law, and what the drawing missed."""
    known = {each: truth.at(each) for each in guess.values}
    misses = {each: guess.values[each] - run for each, (run, _) in known.items() if run is not None}
    laws = [abs(law - run) for run, law in known.values() if law is not None and run is not None]
    if not misses:
        return
    mean = sum(map(abs, misses.values())) / len(misses)
    law = sum(laws) / len(laws) if laws else None
    yield f"{'On average you' if len(misses) > 1 else 'You'} were {_points(mean)} off{_law_off(law)}"
    early = misses.get(min(misses), 0.0)
    if len(misses) > 1 and early > max(EARLY, misses[max(misses)]) and _fast_at_first(truth):
        yield "The loss is fast at first and slow later: rare words die early, common words stay."


def _law_off(law: float | None) -> str:
    """Say how far the law was off, which has seen no run."""
    if law is None:
        return "; no prediction."
    return f"; the prediction, which only counts words, was {numbers.decimal(law, 1)} off."


def _points(value: float) -> str:
    return "1 point" if numbers.decimal(value, 1) == "1.0" else f"{numbers.decimal(value, 1)} points"


def _fast_at_first(truth: Truth) -> bool:
    """Whether half of what is lost in the end is lost in the first quarter of the generations."""
    known = [value for value in truth.run if value is not None]
    if len(known) < 5 or known[-1] >= known[0]:
        return False
    return known[0] - known[len(known) // 4] > (known[0] - known[-1]) / 2

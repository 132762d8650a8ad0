"""Where one is in the tour, and what was answered so far."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from driftview.tui.content.spans import Span
from driftview.tui.tour.step import TourStep
from driftview.tui.tour.steps import CHORUS_SAID, LOSS, SAVING, SHAPE

if TYPE_CHECKING:
    from driftview.tui.tour.step import Revealed, TourQuestion

STEPS: tuple[TourStep, ...] = (*LOSS, *SHAPE, *SAVING)
"""The eight steps, in order."""

VOICES = 3
"""The step that needs several voices."""


@dataclass
class Route:
    """A place among the pages: every step has a question and what happened; one page comes after them."""

    place: int = 0
    """Which step, from 0; as many as there are for the last page."""
    shown: bool = False
    """Whether what happened is shown."""
    answers: dict[int, int] = field(default_factory=dict)
    """The answer to each step, from 0."""
    right: dict[int, bool] = field(default_factory=dict)
    """Whether it was right, for those steps whose end was shown."""

    @property
    def step(self) -> TourStep | None:
        """Return the step; None on the last page."""
        return STEPS[self.place] if self.place < len(STEPS) else None

    @property
    def at_end(self) -> bool:
        """Whether this is the last page."""
        return self.step is None

    def go_on(self, tells: bool = True) -> None:
        """Go to the next page; a step that ``tells`` nothing is left at once."""
        if self.step is None:
            return
        if self.shown or not tells:
            self.place, self.shown = self.place + 1, False
        else:
            self.shown = True

    def go_back(self, tells: bool = True) -> None:
        """Go to the page before; ``tells``: whether the step before shows something."""
        if self.shown:
            self.shown = False
        elif self.place:
            self.place -= 1
            self.shown = tells

    def answer(self, number: int) -> bool:
        """Take an answer, from 0; False when it is too late for one."""
        if self.shown or self.step is None:
            return False
        self.answers[self.place] = number
        return True

    def judge(self, told_: Revealed) -> None:
        """Note whether the answer to this step was right, in this run or with another seed."""
        if self.place in self.answers:
            self.right[self.place] = self.answers[self.place] in (told_.right, *told_.elsewhere)


MUTED, TITLE, MARK, CHOSEN = "prose--muted", "prose--even", "prose--mark", "prose--here"

PENCIL, TICK = "✎", "✓"

NO_BREAK = "\N{NO-BREAK SPACE}"

Paragraphs = list[list[Span]]

ASK = "Press {keys} to choose an answer, then enter to see what happened."
RETHINK = "Press enter to see what happened. Until then you can change your mind."

OFFER = (CHORUS_SAID, "Use a chorus for this step: Austen, Newton and Ecclesiastes?")
OFFERED = ("yes: run the chorus; your own run stays as it is", "no: continue with the next step")

SHORTLY = "working …"

FINDING = "What this does not show about large language models"

SHOWN = "You saw sampling: what is not written cannot be learnt."

NOT_SHOWN_HERE = "You did not see what else happens in large models:"

NOT_SHOWN = (
    ("Approximation", "they also make errors on common words."),
    ("Optimisation", "what they learn depends on the training."),
    ("Generalisation", "they can write what they never read."),
    ("Structure", "matters more than frequency (Liu 2026)."),
    ("People", "choose what to keep: selection, not drift."),
    ("Size", "more text only puts rarer things at risk."),
)

TAKE_HOME = (
    "Take no percentage from here to a large model. Take the questions: how rare is what I care about? "
    "Is the human text fresh, or always the same? Can my measure see the loss?"
)

WHICH = "“Collapse” has eight definitions in use (Schaeffer et al. 2025): ask which one is meant."


def question(asked: TourQuestion, chosen: int | None) -> Paragraphs:
    """Return a question with its answers, the chosen one marked."""
    *before, last = asked.text.split("\n")
    paragraphs: Paragraphs = [[Span(text)] for text in before]
    paragraphs += [[], [Span(last, CHOSEN)], []]
    for number, answer in enumerate(asked.answers):
        paragraphs += [_answer(number, answer, chosen), []]
    keys = f"1 to {len(asked.answers)}" if len(asked.answers) > 2 else "1 or 2"
    return [*paragraphs, [Span(RETHINK if chosen is not None else ASK.format(keys=keys), MUTED)]]


def _answer(number: int, text: str, chosen: int | None) -> list[Span]:
    """Return one answer; a click chooses it."""
    here = number == chosen
    command = f"answer_{number + 1}"
    # no-break spaces: ordinary ones at the beginning of a line are dropped
    lead = f"  {PENCIL if here else ' '} {number + 1}   ".replace(" ", NO_BREAK)
    look = MARK if here else ""
    return [Span(lead, MARK if here else CHOSEN, command), Span(text, look, command)]


def offer() -> Paragraphs:
    """Return the page that offers the chorus to a text of one voice."""
    paragraphs: Paragraphs = [[Span(OFFER[0])], [], [Span(OFFER[1], CHOSEN)], []]
    for number, answer in enumerate(OFFERED):
        paragraphs += [_answer(number, answer, None), []]
    return paragraphs


def working(progress: str, reason: str = "") -> Paragraphs:
    """Say that something is not there yet, or why it never will be."""
    if reason:
        return [[Span(f"This step is left out: {reason}.")], [], [Span("Press enter to continue.", MUTED)]]
    return [[Span(f"{SHORTLY} {progress}".strip(), MUTED)]]


def told(told_: Revealed, asked: TourQuestion, chosen: int | None) -> Paragraphs:
    """Return what happened, after how good the answer was."""
    right = asked.answers[told_.right].split(":")[0]
    if chosen is None:
        verdict = [Span(f"{TICK} ", MARK), Span(f"{right}", CHOSEN)]
    elif chosen == told_.right:
        verdict = [Span(f"{PENCIL} {TICK} ", MARK), Span(f"Right: {right}", CHOSEN)]
    elif chosen in told_.elsewhere:
        said = asked.answers[chosen].split(":")[0]
        verdict = [
            Span(f"{PENCIL} {TICK} ", MARK),
            Span(f"Right with another seed: {said}. "),
            Span(f"This run: {right}", CHOSEN),
        ]
    else:
        said = asked.answers[chosen].split(":")[0]
        verdict = [
            Span(f"{PENCIL} ", MARK),
            Span(f"You said: {said}. "),
            Span(f"{TICK} ", MARK),
            Span(f"It is: {right}", CHOSEN),
        ]
    return [verdict, [], [Span(told_.said)]]


def moral(text: str) -> Paragraphs:
    """Return what to take home."""
    return [[Span("→ ", MARK), Span(text, CHOSEN)]]


OWN_TEXT = "esc, then c, then choose a file."
"""How somebody goes on with a text of their own."""


def last_page(route: Route, undo: str) -> Paragraphs:
    """Return what all this does not show; ``undo``: the key that leads to the runs."""
    paragraphs: Paragraphs = [[Span(SHOWN)], [], [Span(NOT_SHOWN_HERE, CHOSEN)]]
    for name, text in NOT_SHOWN:
        paragraphs.append([Span(f"·{NO_BREAK}{name}: ", TITLE), Span(text)])
    paragraphs += [[], [Span(TAKE_HOME, CHOSEN)], [], [Span(WHICH)], []]
    score = f"You got {sum(route.right.values())} of {len(route.right)}. " if route.right else ""
    key = f" ({undo})" if undo else ""
    return [
        *paragraphs,
        [Span("Now try your own text: ", CHOSEN), Span(f"{OWN_TEXT} ")],
        [Span(f"{score}Undo{key} opens these runs.", MUTED)],
    ]


def place(route: Route) -> str:
    """Say where we are, for the right end of the header."""
    return "the end" if route.at_end else f"step {route.place + 1} of {len(STEPS)}"


def heading(route: Route, told_: Revealed | None) -> str:
    """Return what stands above a page: no answer before it is given."""
    if route.step is None:
        return FINDING
    finding = told_.finding if told_ is not None else route.step.subject
    return f"{route.place + 1} · {finding}"

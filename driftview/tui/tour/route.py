"""Where one is in the tour, and what was answered so far."""

from __future__ import annotations

from dataclasses import dataclass, field

from driftview.tui.tour.loss import LOSS
from driftview.tui.tour.page import Step
from driftview.tui.tour.saving import SAVING
from driftview.tui.tour.shape import SHAPE

STEPS: tuple[Step, ...] = (*LOSS, *SHAPE, *SAVING)
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
    def step(self) -> Step | None:
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

    def judge(self, right: int) -> None:
        """Note whether the answer to this step was right."""
        if self.place in self.answers:
            self.right[self.place] = self.answers[self.place] == right

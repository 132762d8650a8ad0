"""A guess: how much will be left, said before anybody looks."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field

STEP = 5
"""How many percent one key press moves a point."""

ALL = 100

POINTS = 6
"""How many generations can be guessed, besides the first."""


def guessed_generations(last: int) -> tuple[int, ...]:
    """Return the generations that can be guessed: the first, and a few spread evenly up to ``last``."""
    return tuple(sorted({1, *(max(1, round(last * place / POINTS)) for place in range(1, POINTS + 1))}))


@dataclass
class Guess:
    """Percentages for some generations of one run; it begins at the last one, with nothing guessed."""

    run: int
    """The number of the run that it is about."""
    generations: tuple[int, ...]
    """The generations that can be guessed, rising."""
    place: int = -1
    """Which of them is chosen; −1 for the last."""
    values: dict[int, int] = field(default_factory=dict)
    """What was guessed, in percent, by generation."""
    typed: str = ""
    """The digits typed so far for the chosen generation."""
    shown: bool = False
    """Whether law and run are shown beside it."""

    def __post_init__(self) -> None:
        """Choose the last generation unless another one is wanted."""
        self.place %= len(self.generations)

    @property
    def chosen(self) -> int:
        """Return the generation that is being guessed."""
        return self.generations[self.place]

    def choose(self, step: int) -> None:
        """Choose another generation."""
        self.place = max(0, min(self.place + step, len(self.generations) - 1))
        self.typed = ""

    def draw(self, direction: int) -> None:
        """Move the chosen point to the next multiple of STEP above (1) or below (−1)."""
        now = self.values.get(self.chosen, self.between(self.chosen))
        to = (now // STEP + 1 if direction > 0 else -(-now // STEP) - 1) * STEP
        self.values[self.chosen] = max(0, min(int(to), ALL))
        self.typed = ""

    def type(self, digit: str) -> None:
        """Take a typed digit; one that would make more than everything begins a new number."""
        typed = self.typed + digit
        self.typed = typed if int(typed) <= ALL else digit
        self.values[self.chosen] = int(self.typed)

    def erase(self) -> None:
        """Take back the last digit, or the whole point."""
        self.typed = self.typed[:-1]
        if self.typed:
            self.values[self.chosen] = int(self.typed)
        else:
            self.values.pop(self.chosen, None)

    def between(self, generation: int) -> float:
        """Return where the line through the guessed points runs at a generation, flat after the last one."""
        known = [(0, ALL), *sorted(self.values.items())]
        after = bisect_left(known, (generation, -1))
        if after == len(known):
            return float(known[-1][1])
        if known[after][0] == generation:
            return float(known[after][1])
        (left, low), (right, high) = known[after - 1], known[after]
        return low + (high - low) * (generation - left) / (right - left)

"""Smoothed models written straight from their formulas, with dictionaries and no regard for speed.

A context is a tuple of words, oldest first; one that begins with START has the document's start in it. Below
(START, a, b) comes (a, b), then (b), then (), then the uniform base.
"""

from collections import Counter, defaultdict
from collections.abc import Callable

from driftview.models.protocol import TrainingText

START = -1
Context = tuple[int, ...]
Discount = Callable[[int], float]


def lists(text: TrainingText) -> list[list[int]]:
    """The documents of a text."""
    ends = [*text.starts[1:].tolist(), len(text.tokens)]
    return [text.tokens[begin:end].tolist() for begin, end in zip(text.starts.tolist(), ends, strict=True)]


def longest_context(document: list[int], place: int, words: int) -> Context:
    """All that a model with so many words of context looks at before a place."""
    before = document[max(0, place - words) : place]
    return tuple(before) if len(before) == words else (START, *before)


class Book:
    """Counts of a training text and the models over them."""

    def __init__(self, text: TrainingText, order: int, size: int) -> None:
        self.words, self.size = order - 1, size
        self.count: dict[Context, Counter[int]] = defaultdict(Counter)
        left: dict[Context, dict[int, set[int]]] = defaultdict(lambda: defaultdict(set))
        for document in lists(text):
            for place, word in enumerate(document):
                self.count[longest_context(document, place, self.words)][word] += 1
                for length in range(min(place, self.words - 1) + 1 if self.words else 0):
                    context = tuple(document[place - length : place])
                    self.count[context][word] += 1
                    left[context][word].add(document[place - length - 1] if place > length else START)
        self.kinds = {c: Counter({w: len(s) for w, s in found.items()}) for c, found in left.items()}

    def level(self, context: Context) -> int:
        """How many words a context has; one with a start counts as the longest."""
        return self.words if START in context else len(context)

    def interpolated(
        self, kinds: bool, share: Callable[[Counter[int], int], tuple[dict[int, float], float]]
    ) -> Callable[[Context, int], float]:
        """p(w | c) = kept(w) + given · p(w | shorter c), ``share(counts, level)`` being kept and given."""

        def probability(context: Context, word: int) -> float:
            lower = kinds and self.level(context) < self.words
            counts = (self.kinds if lower else self.count).get(context, Counter())
            below = probability(context[1:], word) if context else 1 / self.size
            if not counts:
                return below
            kept, given = share(counts, self.level(context))
            return kept.get(word, 0.0) + given * below

        return probability

    def witten_bell(self) -> Callable[[Context, int], float]:
        def share(counts: Counter[int], level: int) -> tuple[dict[int, float], float]:
            total = counts.total() + len(counts)
            return {word: count / total for word, count in counts.items()}, len(counts) / total

        return self.interpolated(False, share)

    def discounted(self, kinds: bool, discounts: dict[int, Discount]) -> Callable[[Context, int], float]:
        def share(counts: Counter[int], level: int) -> tuple[dict[int, float], float]:
            total, discount = counts.total(), discounts[level]
            kept = {word: (count - discount(count)) / total for word, count in counts.items()}
            return kept, sum(discount(count) for count in counts.values()) / total

        return self.interpolated(kinds, share)

    def additive(self, gamma: float) -> Callable[[Context, int], float]:
        def probability(context: Context, word: int) -> float:
            counts = self.count.get(context, Counter()) if self.level(context) == self.words else Counter()
            return (counts[word] + gamma) / (counts.total() + gamma * self.size)

        return probability

    def stupid(self, alpha: float) -> Callable[[Context, int], float]:
        def score(context: Context, word: int) -> float:
            counts = self.count.get(context, Counter())
            if counts[word]:
                return counts[word] / counts.total()
            return alpha * (score(context[1:], word) if context else 1 / self.size)

        def probability(context: Context, word: int) -> float:
            return score(context, word) / sum(score(context, other) for other in range(self.size))

        return probability

    def modified_discounts(self) -> dict[int, Discount]:
        """Chen and Goodman's D₁, D₂, D₃₊ of each level, or .5, 1, 1.5 where they cannot be had."""
        found = {}
        for level in range(self.words + 1):
            table = self.count if level == self.words else self.kinds
            counts = [n for c, k in table.items() if self.level(c) == level for n in k.values()]
            found[level] = _modified(Counter(counts))
        return found


def _modified(n: Counter[int]) -> Discount:
    values = [0.5, 1.0, 1.5]
    if all(n[i] for i in (1, 2, 3, 4)):
        y = n[1] / (n[1] + 2 * n[2])
        estimate = [i - (i + 1) * y * n[i + 1] / n[i] for i in (1, 2, 3)]
        if all(0 <= value <= i for i, value in enumerate(estimate, 1)):
            values = estimate
    return lambda count: values[min(count, 3) - 1]

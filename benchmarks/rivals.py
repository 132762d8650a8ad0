"""Other ways to train a chain and write with it; each is given its text ready split."""

import random
from abc import ABC, abstractmethod
from typing import Any

Context = tuple[int, ...]


class Rival(ABC):
    """A chain of an order, trained on documents without their ends."""

    name: str
    largest = 1_000_000
    """Texts beyond so many tokens take too long."""
    sampled = 1_000_000
    """Tokens that are written at most; the time for a whole generation is scaled up from them."""
    words = True
    """Whether documents are of words or of ids."""

    def __init__(self, order: int) -> None:
        self.order = order

    @abstractmethod
    def train(self, documents: list[list[Any]]) -> None:
        """Learn from the documents."""

    @abstractmethod
    def document(self) -> int:
        """Write one document; return how many tokens it has, its end included."""

    def write(self, tokens: int) -> int:
        """Write documents until there are ``tokens`` tokens; return how many there are."""
        written = 0
        while written < tokens:
            written += self.document()
        return written


class Markovify(Rival):
    """markovify's chain as it is made, without sentences, overlap test or joining of words."""

    name = "markovify"
    sampled = 40_000
    compiled = False

    def train(self, documents: list[list[Any]]) -> None:
        from markovify import Chain

        self._chain = Chain(documents, self.order - 1)
        if self.compiled:
            self._chain.compile(inplace=True)

    def document(self) -> int:
        return len(self._chain.walk()) + 1


class CompiledMarkovify(Markovify):
    """The same, with its tables summed up beforehand."""

    name = "markovify, compiled"
    sampled = 250_000
    compiled = True


class DictOfLists(Rival):
    """The chain that everybody writes first: what followed each context, in lists."""

    name = "dict of lists"
    words = False
    sampled = 500_000

    def train(self, documents: list[list[Any]]) -> None:
        self._start: Context = (0,) * (self.order - 1)
        table: dict[Context, list[int]] = {}
        for document in documents:
            context = self._start
            for token in document:
                table.setdefault(context, []).append(token)
                context = (*context[1:], token)
            table.setdefault(context, []).append(0)
        self._table = table

    def document(self) -> int:
        table, draw = self._table, random.random
        context, written = self._start, 0
        while True:
            followers = table[context]
            token = followers[int(draw() * len(followers))]
            written += 1
            if token == 0:
                return written
            context = (*context[1:], token)


class NltkMaximumLikelihood(Rival):
    """nltk.lm.MLE, asked for one word after the other."""

    name = "nltk.lm MLE"
    largest = 100_000
    sampled = 2_000

    def train(self, documents: list[list[Any]]) -> None:
        from nltk.lm import MLE
        from nltk.lm.preprocessing import padded_everygram_pipeline

        grams, vocabulary = padded_everygram_pipeline(self.order, documents)
        self._model = MLE(self.order)
        self._model.fit(grams, vocabulary)

    def document(self) -> int:
        context = ["<s>"] * (self.order - 1)
        written = 0
        while True:
            word = self._model.generate(1, text_seed=context)
            written += 1
            if word == "</s>":
                return written
            context = [*context[1:], word]


RIVALS: tuple[type[Rival], ...] = (Markovify, CompiledMarkovify, DictOfLists, NltkMaximumLikelihood)

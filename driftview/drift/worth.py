"""What a text would save: the words and phrases that it alone keeps alive when it joins the human text.

Everything follows from the law of words: a word with c occurrences in the human text is alive in generation g
with the chance 1 − (1 − s_g)^c, and a text that adds a occurrences makes that 1 − (1 − s_g)^(c + a).
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from driftview.arrays import Counts, Flags, Floats, Indices, Tokens
from driftview.drift.laws import schedule_of
from driftview.drift.phrases import RunKeys, RunTable, association
from driftview.settings.settings import Settings
from driftview.text.corpus import Corpus
from driftview.text.vocabulary import END_ID
from driftview.theory.survival import generation_of_death, is_steady, token_lines

STEPS = 8
"""Amounts of added text on a curve, besides nothing."""

DRAWS = 4
"""Orders in which documents are added; a curve is their average."""

HELD_ORDER = 1
"""The highest order of which runs keep as many words as predicted (docs/finding.md)."""

PHRASE = 3
"""Words of the phrases that are listed."""


@dataclass(frozen=True)
class SavedWord:
    """A word that the added text keeps alive, or keeps alive for longer."""

    text: str
    human: int
    """How often the human text has it."""
    added: int
    """How often the added text has it."""
    before: float
    """Its chance to be alive in the generation that is asked about, without the added text."""
    after: float
    """The same with it."""
    longer: int | None
    """By how many generations half of such words live longer; None where that has no closed form."""


@dataclass(frozen=True)
class SavedPhrase:
    """A phrase that only the added text has."""

    text: str
    added: int
    alive: float
    """Its chance to be alive in the generation that is asked about."""
    log_likelihood: float
    """How much its words belong together in the added text."""


@dataclass(frozen=True, eq=False)
class WorthCurve:
    """Words that an amount of some text keeps alive, on average."""

    name: str
    tokens: Floats
    """How much is added, shape (STEPS + 1,); the first is 0."""
    words: Floats
    """Different words alive in the generation that is asked about, beyond those without it; same shape."""

    def at(self, tokens: float) -> float | None:
        """Return the words that an amount keeps alive; None where the text is not that long.

        Parameters
        ----------
        tokens
            How much is added.

        Returns
        -------
        float or None
            Interpolated between the amounts of the curve.
        """
        if tokens > self.tokens[-1] + 0.5:
            return None
        return float(np.interp(tokens, self.tokens, self.words))


@dataclass(frozen=True)
class Worth:
    """What a text would save."""

    name: str
    generation: int
    tokens: int
    """Tokens of the added text."""
    human_words: float
    """Human words alive without it, on average."""
    new_words: int
    """Words that only the added text has."""
    curves: tuple[WorthCurve, ...]
    """The added text, human text that was held out, and machine text, as far as they are there."""
    words: tuple[SavedWord, ...]
    """Those that it helps most, first."""
    phrases: tuple[SavedPhrase, ...]
    common: float
    """The largest amount that all curves reach: where they are compared."""
    upper: bool = False
    """Whether runs keep a little less: passages of higher orders, and human documents, live or die whole."""


@dataclass(frozen=True)
class AddedText:
    """A text in the ids of a corpus, to which new words have been added."""

    name: str
    tokens: Tokens
    starts: Indices
    words: tuple[str, ...]
    """The words of the corpus, and then the new ones."""
    wordlike: Flags

    @classmethod
    def of(cls, corpus: Corpus, added: Corpus) -> "AddedText":
        """Give the words of a text the ids of a corpus; what was held out of the text belongs to it."""
        known = {word: number for number, word in enumerate(corpus.vocabulary.words)}
        words = list(corpus.vocabulary.words)
        ids = np.empty(len(added.vocabulary), np.int32)
        for number, word in enumerate(added.vocabulary.words):
            if word not in known:
                known[word] = len(words)
                words.append(word)
            ids[number] = known[word]
        tokens = np.concatenate([ids[added.tokens], ids[added.held_out]]).astype(np.int32)
        starts = np.concatenate([added.starts, added.held_out_starts + len(added.tokens)])
        wordlike = np.array([word[0].isalnum() or word[-1].isalnum() for word in words], bool)
        return cls(added.name, tokens, starts[starts < len(tokens)].astype(np.int64), tuple(words), wordlike)


def worth(
    corpus: Corpus,
    settings: Settings,
    added: Corpus,
    generation: int,
    *,
    machine: tuple[Tokens, Indices] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Worth:
    """Say what a text would save if it joined the human text of a run.

    Parameters
    ----------
    corpus
        The human text of the run.
    settings
        Its settings; the prediction knows sizes, regime and human share, and takes words one by one.
    added
        The text.
    generation
        The generation that is asked about, from 1.
    machine
        A text that a model wrote, tokens and document starts, to compare with; None for none.
    cancelled
        Asked between pieces of work.

    Returns
    -------
    Worth
        Words and phrases that it keeps alive, and curves of how many words an amount of it keeps, beside
        the same amount of human text that was held out and of machine text.
    """
    text = AddedText.of(corpus, added)
    stop = cancelled or (lambda: False)
    counts = np.zeros(len(text.words), np.int64)
    counts[: len(corpus.counts)] = corpus.counts
    human = _Human(settings, generation, len(corpus.tokens), counts)
    rng = np.random.default_rng((settings.seed, 7))
    sources = [(text.name, text.tokens, text.starts)]
    if len(corpus.held_out):
        sources.append(("human text held out", corpus.held_out, corpus.held_out_starts))
    if machine is not None:
        sources.append(("machine text", *machine))
    curves = tuple(_curve(human, source, rng) for source in sources if not stop())
    own = np.bincount(text.tokens, minlength=len(text.words)).astype(np.int64)
    return Worth(
        text.name,
        generation,
        len(text.tokens),
        float(human.alive().sum()),
        int(np.count_nonzero((counts == 0) & (own > 0))),
        curves,
        tuple(_words(human, text, own)),
        tuple(_phrases(human, corpus, text)),
        min(float(curve.tokens[-1]) for curve in curves) if curves else 0.0,
        settings.order > HELD_ORDER or settings.human_share > 0,
    )


@dataclass(frozen=True, eq=False)
class _Human:
    """The human text without what is added to it, and the question."""

    settings: Settings
    generation: int
    tokens: int
    counts: Counts
    """How often it has each word, the new ones of the added text among them, shape (V,)."""

    def survival(self, added: int) -> float:
        """Return s_g where so many tokens are added."""
        schedule = schedule_of(self.settings, self.tokens + added, self.generation)
        return float(token_lines(schedule).survival[self.generation])

    def alive(self, counts: Counts | None = None, added: int = 0) -> Floats:
        """Return the chance of each word to be alive, shape (V,); the end of a paragraph is none."""
        counts = self.counts if counts is None else counts
        alive = -np.expm1(counts * np.log1p(-min(self.survival(added), 1.0 - 1e-16)))
        alive[END_ID] = 0.0
        return np.asarray(alive)


def _curve(
    human: _Human, source: tuple[str, Tokens, NDArray[np.int64]], rng: np.random.Generator
) -> WorthCurve:
    """Add a text document by document, in several orders, and average the words that are alive."""
    name, tokens, starts = source
    ends = np.append(starts[1:], len(tokens))
    amounts, gains = np.zeros((DRAWS, STEPS + 1)), np.zeros((DRAWS, STEPS + 1))
    words, base = len(human.counts), float(human.alive().sum())
    for draw in range(DRAWS):
        order = rng.permutation(len(starts))
        shuffled = np.concatenate([tokens[starts[each] : ends[each]] for each in order.tolist()])
        for step in range(1, STEPS + 1):
            amount = round(len(shuffled) * step / STEPS)
            counts = human.counts + np.bincount(shuffled[:amount], minlength=words)[:words]
            amounts[draw, step] = amount
            gains[draw, step] = float(human.alive(counts, amount).sum()) - base
    return WorthCurve(name, amounts.mean(axis=0), gains.mean(axis=0))


def _words(human: _Human, text: AddedText, own: Counts) -> list[SavedWord]:
    before, after = human.alive(), human.alive(human.counts + own, len(text.tokens))
    gain = after - before
    chosen = np.flatnonzero((own > 0) & (gain > 0) & text.wordlike)
    chosen = chosen[chosen != END_ID]
    chosen = chosen[np.lexsort((chosen, -own[chosen], -gain[chosen]))]
    steady = is_steady(schedule_of(human.settings, human.tokens, human.generation))
    return [
        SavedWord(
            text.words[word],
            int(human.counts[word]),
            int(own[word]),
            float(before[word]),
            float(after[word]),
            _longer(int(human.counts[word]), int(own[word])) if steady else None,
        )
        for word in chosen.tolist()
    ]


def _longer(human: int, added: int) -> int:
    """Return how many generations later half of such words are dead; all of them, where they are new."""
    return generation_of_death(human + added) - generation_of_death(human)


def _phrases(human: _Human, corpus: Corpus, text: AddedText) -> list[SavedPhrase]:
    """Return phrases of words that only the added text has, the most distinctive first."""
    keys = RunKeys(len(text.words))
    theirs = RunTable.of(keys.of(corpus.tokens, PHRASE), corpus.starts, PHRASE)
    own = RunTable.of(keys.of(text.tokens, PHRASE), text.starts, PHRASE)
    places = own.first.astype(np.int64)
    if not len(places):
        return []
    ids = text.tokens[places[:, None] + np.arange(PHRASE)]
    only = theirs.lacks(own.keys) & text.wordlike[ids].all(axis=1) & (ids != END_ID).all(axis=1)
    ids, times = ids[only], own.counts[only]
    counts, total = np.bincount(text.tokens, minlength=len(text.words)), float(len(text.tokens))
    found = association(times, total * np.prod(counts[ids] / total, axis=1))
    survival = human.survival(len(text.tokens))
    alive = -np.expm1(times * np.log1p(-min(survival, 1.0 - 1e-16)))
    order = np.lexsort((-found.log_likelihood, -times))[:1000]
    return [
        SavedPhrase(
            " ".join(text.words[word] for word in ids[place].tolist()),
            int(times[place]),
            float(alive[place]),
            float(found.log_likelihood[place]),
        )
        for place in order.tolist()
    ]

"""Hold the heuristic for passives against a parser: `python -m benchmarks.passives [MODEL]`; needs spaCy.

MODEL is the name or folder of a spaCy model with a parser. Sentences come from texts of which few
or none were labelled by hand (tests/cases/passives.tsv).
"""

import sys
from collections import Counter
from collections.abc import Iterator
from importlib import import_module
from typing import Any

import numpy as np

from driftview.measures.observation import Human, Observation
from driftview.measures.structure import passives, sentence_ends
from driftview.measures.word_classes import word_classes
from driftview.text.sources import open_corpus

BOOKS = ("emma", "mansfield-park", "sense-and-sensibility", "opticks", "debian-handbook")
EACH, SHORTEST, LONGEST = 400, 6, 32
"""Sentences of a book, and how many tokens they have."""


def sentences(book: str) -> Iterator[tuple[list[str], bool]]:
    """Yield sentences drawn at random, as words, and whether the heuristic finds a passive in each."""
    corpus = open_corpus([book])
    whole = Observation(corpus.tokens, corpus.starts, corpus.counts, Human.of(corpus))
    classes = word_classes(whole)
    assert classes is not None
    ends = sentence_ends(whole, classes) + 1
    begins = np.concatenate(([0], ends[:-1]))
    fitting = np.flatnonzero((ends - begins >= SHORTEST) & (ends - begins <= LONGEST))
    for place in sorted(np.random.default_rng(18).choice(fitting, EACH, replace=False).tolist()):
        tokens = corpus.tokens[begins[place] : ends[place]]
        counts = np.bincount(tokens, minlength=len(corpus.vocabulary)).astype(np.int64)
        alone = Observation(tokens, np.zeros(1, np.int64), counts, whole.human)
        words = [corpus.vocabulary.spelled[token].strip() for token in tokens.tolist()]
        yield [word for word in words if word and word != "¶"], passives(alone, classes) > 0


def main() -> None:
    """Print, for each book, how often both, one or none find a passive."""
    model: Any = import_module("spacy").load(sys.argv[1] if len(sys.argv) > 1 else "en_core_web_sm")
    document: Any = import_module("spacy.tokens").Doc
    print("book: both, parser only, heuristic only, none")
    for book in BOOKS:
        found: Counter[tuple[bool, bool]] = Counter()
        for words, ours in sentences(book):
            parsed = model(document(model.vocab, words=words))
            theirs = any(token.dep_ == "auxpass" and token.lemma_ == "be" for token in parsed)
            found[theirs, ours] += 1
        cells = ((True, True), (True, False), (False, True), (False, False))
        print(f"{book}: {', '.join(str(found[cell]) for cell in cells)}")


if __name__ == "__main__":
    main()

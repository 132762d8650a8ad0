"""Hold the heuristic for passives against other judges: `python -m benchmarks.passives [MODEL or FILE]`.

MODEL is the name or folder of a spaCy model with a parser (needs spaCy): it looks at sentences of bundled
texts of which few or none were labelled by hand (tests/cases/passives.tsv). FILE is labelled by people: a
treebank of Universal Dependencies (.conllu, where a passive is a form of *be* with the relation aux:pass), or
a table (.tsv) of 1 or 0 and a sentence.
"""

import sys
from collections import Counter
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

from driftview.measures.observation import Human, Observation
from driftview.measures.structure import passives, sentence_ends
from driftview.measures.word_classes import word_classes
from driftview.text.building import build_corpus
from driftview.text.corpus import Corpus
from driftview.text.reading import VoiceText
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
        words = [corpus.vocabulary.spelled[token].strip() for token in tokens.tolist()]
        yield [word for word in words if word and word != "¶"], _found(corpus, tokens)


def _found(corpus: Corpus, tokens: Any) -> bool:
    """Tell whether the heuristic finds a passive in some tokens of a text."""
    whole = Observation(corpus.tokens, corpus.starts, corpus.counts, Human.of(corpus))
    classes = word_classes(whole)
    assert classes is not None, "the text is not in English"
    counts = np.bincount(tokens, minlength=len(corpus.vocabulary)).astype(np.int64)
    return passives(Observation(tokens, np.zeros(1, np.int64), counts, whole.human), classes) > 0


def labelled(file: Path) -> Iterator[tuple[str, bool]]:
    """Yield the sentences of a file, and whether people see a passive in each."""
    if file.suffix == ".tsv":
        for line in file.read_text("utf-8").splitlines():
            label, _, sentence = line.partition("\t")
            yield sentence, label == "1"
        return
    for block in file.read_text("utf-8").split("\n\n"):
        lines = block.splitlines()
        said = next((line.partition("= ")[2] for line in lines if line.startswith("# text = ")), "")
        rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
        if said:
            yield said, any(len(row) > 7 and row[7] == "aux:pass" and row[2] == "be" for row in rows)


def by_people(file: Path) -> Counter[tuple[bool, bool]]:
    """Count the sentences of a file by what people and what the heuristic say."""
    found: Counter[tuple[bool, bool]] = Counter()
    read = list(labelled(file))
    text = "\n\n".join(sentence for sentence, _ in read)
    voice = VoiceText("labelled", (("labelled", text),))
    corpus = build_corpus("labelled", (voice,), hold_out=False)
    assert len(corpus.starts) == len(read), "each sentence must be a document"
    ends = [*corpus.starts[1:].tolist(), len(corpus.tokens)]
    for (sentence, theirs), begin, end in zip(read, corpus.starts.tolist(), ends, strict=True):
        ours = _found(corpus, corpus.tokens[begin:end])
        found[theirs, ours] += 1
        if ours != theirs:
            print(f"{'missed' if theirs else 'wrong'}: {sentence}")
    return found


def by_parser(name: str) -> Iterator[tuple[str, Counter[tuple[bool, bool]]]]:
    """Yield the books, with how often both, one or none find a passive."""
    model: Any = import_module("spacy").load(name)
    document: Any = import_module("spacy.tokens").Doc
    for book in BOOKS:
        found: Counter[tuple[bool, bool]] = Counter()
        for words, ours in sentences(book):
            parsed = model(document(model.vocab, words=words))
            theirs = any(token.dep_ == "auxpass" and token.lemma_ == "be" for token in parsed)
            found[theirs, ours] += 1
        yield book, found


def main() -> None:
    """Print, for each text, how often both, one or none find a passive."""
    judge = sys.argv[1] if len(sys.argv) > 1 else "en_core_web_sm"
    file = Path(judge)
    judged = [(file.name, by_people(file))] if file.is_file() else by_parser(judge)
    print("text: both, judge only, heuristic only, none")
    for name, found in judged:
        cells = ((True, True), (True, False), (False, True), (False, False))
        print(f"{name}: {', '.join(str(found[cell]) for cell in cells)}")


if __name__ == "__main__":
    main()

"""Subwords: the law holds for tokens, and whole words fall apart into words that nobody wrote."""

from driftview.drift.laws import Laws
from driftview.drift.lineage import Lineage
from driftview.settings.settings import Settings
from driftview.study.claims.trial import Arm, Claim, Paper, Relation, Statement, Trial, read_of
from driftview.study.experiments import Read
from driftview.text.building import build_corpus
from driftview.text.corpus import Corpus
from driftview.text.options import PLAIN_READING
from driftview.text.reading import VoiceText
from driftview.text.tokens import render
from driftview.text.whole_words import find_words
from driftview.theory.word_law import survival_of

PAPER = Paper(
    authors="Sennrich, Haddow and Birch",
    title="Neural Machine Translation of Rare Words with Subword Units",
    source="arXiv 1508.07909",
    says="Rare words can be written as sequences of frequent pieces, and a model of pieces writes words "
    "that it has never seen.",
    runs="The same loop over pieces, at order 3, with 2,000 merges and with 500. The law of drift applies "
    "to the pieces; for words, it gives the number that would be left if each word were copied whole.",
    omits="Translation, and large models, which seldom write a word that nobody wrote.",
)

FIRST, LAST = 1, 5


def trial(corpus: Corpus) -> Trial:
    """Set up runs over fine and coarse pieces of the same text."""
    few, many = (_divided(corpus, merges) for merges in (500, 2000))
    arms = (_arm("500 merges", few, 500), _arm("2,000 merges", many, 2000))
    settings = Settings(unit="subword", merges=2000, generations=LAST)
    law = Laws(many, settings).expected(FIRST)
    words = find_words(many.vocabulary, many.unit, many.tokens, many.starts).counted()[2]
    whole = float(survival_of(words, 1.0 - (law["survival"] or 0.0)).sum())
    human = len(words)
    tokens = law["human_types"] or 0.0
    statements = (
        Statement(
            "2,000 merges: subwords left",
            FIRST,
            read_of("2,000 merges", "subwords"),
            tokens,
            allowance=0.01 * tokens,
            note="1% of the subwords",
        ),
        Statement(
            "2,000 merges: words lost beyond those that are lost if words are copied whole",
            FIRST,
            lambda found: found["2,000 merges"][f"lost {FIRST}"] - (human - whole),
            0.0,
            Relation.ABOVE,
        ),
        Statement(
            "words invented with 500 merges beyond those with 2,000",
            FIRST,
            lambda found: (
                found["500 merges"][f"invented {FIRST}"] - found["2,000 merges"][f"invented {FIRST}"]
            ),
            0.0,
            Relation.ABOVE,
        ),
        Statement(
            f"2,000 merges: words invented in generation {FIRST} beyond those in generation {LAST}",
            LAST,
            lambda found: (
                found["2,000 merges"][f"invented {FIRST}"] - found["2,000 merges"][f"invented {LAST}"]
            ),
            0.0,
            Relation.ABOVE,
        ),
    )
    return Trial(arms, statements)


def _divided(corpus: Corpus, merges: int) -> Corpus:
    """Return the training text of a corpus in subwords."""
    page = render(corpus.vocabulary, corpus.tokens, corpus.starts)
    voice = VoiceText(corpus.name, ((corpus.name, page),))
    options = PLAIN_READING.with_merges(merges)
    return build_corpus(corpus.name, [voice], "subword", hold_out=False, options=options)


def _arm(name: str, corpus: Corpus, merges: int) -> Arm:
    """Return an arm that reads subwords left, words lost and words invented."""
    settings = Settings(unit="subword", merges=merges, generations=LAST)
    readings = {"subwords": _read("human_types", FIRST)}
    for number in (FIRST, LAST):
        readings[f"lost {number}"] = _read("words_lost", number)
        readings[f"invented {number}"] = _read("words_invented", number)
    return Arm(name, corpus, settings, readings, ("human_types", "words_lost", "words_invented"))


def _read(measure: str, generation: int) -> Read:
    def read(lineage: Lineage) -> float:
        return float(lineage.generations[generation].measures[measure] or 0)

    return read


CLAIM = Claim(
    "subwords", "models of pieces lose more words than they copy, and invent some", PAPER, trial, 60, 15
)

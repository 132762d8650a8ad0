"""Riis: how much of the vocabulary and of the trigram types of Austen is left after twelve generations."""

from dataclasses import replace

from driftview.drift.laws import Laws
from driftview.drift.lineage import Lineage
from driftview.settings.settings import Settings
from driftview.study.claims.trial import Arm, Claim, Paper, Statement, Trial, above, read_of
from driftview.study.experiments import ORDER_ERROR, Read
from driftview.text.corpus import Corpus

PAPER = Paper(
    authors="Riis",
    title="Drift and Selection in LLM Text Ecosystems",
    source="arXiv 2604.08554",
    says="An n-gram loop on Austen's novels that trains on nothing but its own text (α = 1) keeps .449 of "
    "the vocabulary and .169 of the trigram types at generation 12; where a share α = .5 or .25 of the "
    "training text is its own and the rest human, the training text has .819 or .847 of the vocabulary.",
    runs="Order 3, replace; for α below 1, human text drawn again each time with replacement, and words are "
    "those of the training mix. The published numbers are of Austen's novels (the text `austen`). What a "
    "word is and which tenth is held out differ from the paper: .7 points of words and a point of trigram "
    "types are allowed for that; and because whole paragraphs are drawn here, a point and a half of the mix. "
    "On another text the law stands for the published share, and trigram types must go faster than words.",
    omits="Trigram types of the mix have no published number that we know, and are only counted. Selection "
    "is not run.",
)

TEXT = "austen"
LAST = 12
VOCABULARY, TRIPLES = 0.449, 0.169
"""Published shares of generation 0."""

OF_MIX = {0.5: 0.819, 0.25: 0.847}
"""Published shares of the vocabulary in the training mix, by the share of machine text in it."""

WORDS_ERROR, TRIPLES_ERROR, MIX_ERROR = 0.007, 0.01, 0.015
"""What the paper leaves open about reading the text. For words it is half of what four readings span: with
punctuation .443, without .450, in lower case .457, both .457 (two seeds of each differ by .003 at most). The
other two are no more than what was seen here, rounded up: nothing is known that they follow from."""

NOTE, MIX_NOTE = "another tokeniser and held-out part", "and paragraphs drawn whole"


def trial(corpus: Corpus) -> Trial:
    """Set up the loops; the published numbers are of one text."""
    settings = Settings(order=3, generations=LAST)
    mixed = {
        alpha: replace(settings, human_share=1 - alpha, human_source="resampled", of="mix")
        for alpha in OF_MIX
    }
    words, triples = read_of("replace", "words"), read_of("replace", "triples")
    if corpus.name == TEXT:
        statements = [
            Statement("words, of generation 0", LAST, words, VOCABULARY, allowance=WORDS_ERROR, note=NOTE),
            Statement(
                "trigram types, of generation 0", LAST, triples, TRIPLES, allowance=TRIPLES_ERROR, note=NOTE
            ),
        ]
        of_mix = {alpha: (share, MIX_ERROR, MIX_NOTE) for alpha, share in OF_MIX.items()}
    else:
        law = _law(corpus, settings)
        statements = [
            Statement("words, of generation 0", LAST, words, law, allowance=ORDER_ERROR),
            above("words − trigram types, of generation 0", LAST, words, triples),
        ]
        of_mix = {alpha: (_law(corpus, each), ORDER_ERROR, "") for alpha, each in mixed.items()}
    statements += [
        Statement(f"words of the mix, α = {alpha:g}", LAST, read_of(_name(alpha), "words"), share,
                  allowance=error, note=note)
        for alpha, (share, error, note) in of_mix.items()
    ]  # fmt: skip
    readings = {"words": _share("types"), "triples": _share("triples")}
    arms = [Arm("replace", corpus, settings, readings, ("types", "triples"))]
    arms += [
        Arm(_name(alpha), corpus, each, {"words": _share("types")}, ("types",))
        for alpha, each in mixed.items()
    ]
    return Trial(tuple(arms), tuple(statements))


def _name(alpha: float) -> str:
    """Return what an arm is called."""
    return f"α = {alpha:g}"


def _law(corpus: Corpus, settings: Settings) -> float:
    """Return the share of the words that the law leaves."""
    laws = Laws(corpus, settings)
    first, last = (float(laws.expected(number)["types"] or 0.0) for number in (0, LAST))
    return last / first


def _share(measure: str) -> Read:
    """Return the reader of how much of a measure is left."""

    def read(lineage: Lineage) -> float:
        first, last = (lineage.generations[number].measures[measure] or 0 for number in (0, LAST))
        return float(last) / float(first)

    return read


CLAIM = Claim(
    "riis",
    "Austen keeps .449 of its words, .169 of its trigram types",
    PAPER,
    trial,
    12,
    4,
)

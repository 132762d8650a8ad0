"""The survival law of Suresh et al.: which words are left, and how long a word is remembered."""

from driftview.settings.settings import Settings
from driftview.study.claims.trial import Arm, Claim, Paper, Statement, Trial, equals_law
from driftview.study.experiments import ORDER_ERROR, LawQuantities, Quantity
from driftview.text.corpus import Corpus

PAPER = Paper(
    authors="Suresh et al.",
    title="Rate of Model Collapse in Recursive Training",
    source="arXiv 2412.17646",
    says="When a discrete distribution is trained on its own samples again and again, the time it takes to "
    "forget a word is roughly proportional to how often the word occurred in the original text.",
    runs="Each generation is drawn from a model of the previous one, of order 1 (a discrete distribution) "
    "and of order 3. The law in numbers: the descendants of a token survive with probability s, which "
    "begins at s₀ = 1 and becomes 1 − exp(−s) in each generation; a word seen k times survives with "
    "probability 1 − (1 − s)^k. Half of such words are gone after about 2k/ln 2 − 2 generations, and "
    "are counted then.",
    omits="The paper studies discrete and Gaussian distributions. That order 3 follows the same law to "
    "within 0.7% of the words is our measurement, not the paper's. Gaussians are not run here.",
)

HALF_LIVES = ((1, 2), (2, 5), (3, 8), (5, 13), (10, 27))
"""How often a word was seen, and the generation at which about half of such words are gone: 2k/ln 2 − 2."""

LAST = 27
LAST_OF_ORDER_3 = 8


def trial(corpus: Corpus) -> Trial:
    """Set up order 1 with the words of each count, and order 3 with all words."""
    plain = LawQuantities(corpus, Settings(order=1, generations=LAST))
    close = Settings(order=3, generations=LAST_OF_ORDER_3)
    chain = LawQuantities(corpus, close, words_error=ORDER_ERROR, note=f"{ORDER_ERROR:.1%} of the words")
    quantities = [plain.words(number) for number in (1, 8, LAST)]
    quantities += [plain.band(generation, count, count) for count, generation in HALF_LIVES]
    arms = [
        _arm("order 1", plain, quantities),
        _arm("order 3", chain, [chain.words(2), chain.words(LAST_OF_ORDER_3)]),
    ]
    return Trial(tuple(arm for arm, _ in arms), tuple(each for _, made in arms for each in made))


def _arm(name: str, reader: LawQuantities, quantities: list[Quantity]) -> tuple[Arm, list[Statement]]:
    """Return an arm and the statements that its quantities follow their laws."""
    laws = [equals_law(name, quantity) for quantity in quantities]
    readings = {reading: read for reading, read, _ in laws}
    return Arm(name, reader.corpus, reader.settings, readings), [statement for _, _, statement in laws]


CLAIM = Claim("suresh", "a word is forgotten after a time proportional to its count", PAPER, trial, 60, 12)

"""Another kind of model: sampling alone decides the first generation, approximation adds to it later."""

from driftview.drift.laws import Laws
from driftview.drift.lineage import Lineage
from driftview.settings.settings import Settings
from driftview.study.claims.trial import Arm, Claim, Paper, Relation, Statement, Trial, read_of
from driftview.study.experiments import Read
from driftview.text.corpus import Corpus

PAPER = Paper(
    authors="Shumailov et al.",
    title="The Curse of Recursion",
    source="arXiv 2305.17493",
    says="Models of different kinds (Gaussian mixtures, variational autoencoders, language models) lose the "
    "tails of what humans wrote when they are trained on their own output.",
    runs="The same loop with a trigram model, which copies, and with a small neural network, which is "
    "trained from scratch on every generation. The null hypothesis of both is the law of drift: what "
    "sampling alone does.",
    omits="The paper's own models and numbers, large models, and fine-tuning. One small network on one text "
    "does not show why it loses more, because its training is not varied here.",
)

LAST = 5

FIRST_ERROR = 0.03
"""How far from the law the network may lie in generation 1, as a share of the words that the law predicts:
three seeds on Pride and Prejudice lay 1.1 to 2.0% below it."""


def trial(corpus: Corpus) -> Trial:
    """Set up the trigram model and the network on the same seeds."""
    copying = Settings(order=3, generations=LAST)
    law = Laws(corpus, copying)
    arms = (
        _arm("trigram", corpus, copying, (1, LAST)),
        _arm("neural", corpus, Settings(model="neural", generations=LAST), (1, LAST)),
    )
    predicted = {number: law.expected(number)["human_types"] or 0.0 for number in (1, LAST)}
    error = FIRST_ERROR * predicted[1]
    first = [
        Statement(
            f"{arm}: human words left",
            1,
            read_of(arm, _left(1)),
            predicted[1],
            allowance=error,
            note=f"{FIRST_ERROR:.0%} of the words",
        )
        for arm in ("neural", "trigram")
    ]
    statements = (
        *first,
        Statement(
            "human words that the law predicts beyond the network's",
            LAST,
            lambda found: predicted[LAST] - found["neural"][_left(LAST)],
            0.0,
            Relation.ABOVE,
        ),
        Statement(
            "human words of the trigram model beyond the network's",
            LAST,
            lambda found: found["trigram"][_left(LAST)] - found["neural"][_left(LAST)],
            0.0,
            Relation.ABOVE,
        ),
    )
    return Trial(arms, statements)


def _arm(name: str, corpus: Corpus, settings: Settings, generations: tuple[int, ...]) -> Arm:
    """Return an arm that reads the human words left in some generations."""
    readings = {_left(number): _words_left(number) for number in generations}
    return Arm(name, corpus, settings, readings, ("human_types",))


def _left(generation: int) -> str:
    return f"human words left {generation}"


def _words_left(generation: int) -> Read:
    def read(lineage: Lineage) -> float:
        return float(lineage.generations[generation].measures["human_types"] or 0)

    return read


CLAIM = Claim("architectures", "another kind of model loses what drift takes, and more", PAPER, trial, 10, 4)

"""How much human text keeps how much of the vocabulary: the law for any share, without a run."""

from dataclasses import dataclass

from driftview.theory.mixed import HumanDocuments
from driftview.theory.schedule import HumanSource, Schedule

HALVINGS = 20
"""Steps in the search for a share; it is found to 10⁻⁶."""


@dataclass(frozen=True)
class Dose:
    """What a human share m keeps by one generation."""

    human_share: float
    types: float
    types_sd: float
    hapaxes: float
    hapaxes_sd: float


def dose(
    documents: HumanDocuments,
    human_share: float,
    source: HumanSource,
    generation: int,
    tokens: float | None = None,
) -> Dose:
    """Return what is kept when every generation's training text has a human share m, regime replace.

    ``tokens`` per generation: None for as many as the human text. Document by document (``mixed``); raises
    ValueError outside 0 ≤ m ≤ 1 and for generations below 1.
    """
    schedule = Schedule.replace(
        documents.tokens, generation, sizes=tokens, human_share=human_share, human_source=source
    )
    law = documents.law(schedule)
    return Dose(
        human_share,
        law.types(generation),
        law.types_sd(generation),
        law.hapaxes(generation),
        law.hapaxes_sd(generation),
    )


def smallest_share(
    documents: HumanDocuments, kept: float, source: HumanSource, generation: int, tokens: float | None = None
) -> float | None:
    """Return the smallest human share m that keeps a share ``kept`` of the words on average, by halving.

    None when not even m = 1 does. More human text keeps more words, with two exceptions that leave the answer
    near the smallest share only: a very small fixed text may keep fewer than none, since its few documents
    crowd out the rest, and slices that rotate fit the text better or worse.
    """

    def keeps(share: float) -> bool:
        schedule = Schedule.replace(
            documents.tokens, generation, sizes=tokens, human_share=share, human_source=source
        )
        return documents.law(schedule).types(generation) >= kept * documents.types

    if keeps(0.0):
        return 0.0
    if not keeps(1.0):
        return None
    low, high = 0.0, 1.0
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (low, middle) if keeps(middle) else (middle, high)
    return high

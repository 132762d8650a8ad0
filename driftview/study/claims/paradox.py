"""The paradox: the better a model writes, the more of it is scraped; and a search engine that prefers it."""

import math

from driftview.drift.lineage import Lineage
from driftview.settings.settings import Settings
from driftview.study.claims.trial import (
    Arm,
    Claim,
    Paper,
    Relation,
    Statement,
    Trial,
    above,
    read_of,
    require_held_out,
)
from driftview.study.experiments import Read
from driftview.text.corpus import Corpus

ORDER, LAST = 3, 8

POOL, PREFERENCE = 0.67, 8.0
"""Share of machine text in what is scraped, and how strongly the search engine prefers likely documents."""

WORDS, SHARE = "human words", "machine share"

PAPER = Paper(
    authors="driftview, after work on retrieval",
    title="The laws, in plain words: The paradox",
    source="docs/laws.md; arXiv 2602.16136",
    says="The better a model writes, the more of its text is scraped, and the worse the next one is. A "
    "search engine that prefers likely text shows more machine text than there is in its pool (over 80% "
    "where the pool has 67%).",
    runs=f"Order {ORDER}, {LAST} generations. First a web of which nine tenths would be machine text if the "
    "machine wrote as well as people: its share falls with held-out perplexity, or is always nine tenths. "
    f"Then a web with {POOL:.0%} of machine text, scraped as it comes or by a search engine that prefers "
    "documents whose words are frequent in the last generation.",
    omits="A search engine as it is, and how people come by what they read. The 80% are from a summary of "
    "the paper; how strong a preference it takes here is a choice.",
)


def _measure(name: str, number: int) -> Read:
    """Return the reader of a measure of a generation."""

    def read(lineage: Lineage) -> float:
        found = lineage.generations[number].measures[name]
        return math.nan if found is None else float(found)

    return read


def trial(corpus: Corpus) -> Trial:
    """Set up two webs whose machine share follows the text or does not, and two ways to search one."""
    require_held_out(corpus)
    webs: dict[str, Settings] = {
        "by quality": Settings(machine_shares="auto:1:0.9", order=ORDER, generations=LAST),
        "always": Settings(machine_shares="auto:0:0.9", order=ORDER, generations=LAST),
        "as it comes": Settings(machine_shares=(POOL,), order=ORDER, generations=LAST),
        "preferred": Settings(machine_shares=(POOL,), retrieval=PREFERENCE, order=ORDER, generations=LAST),
    }
    early, late = f"{SHARE} 2", f"{SHARE} {LAST}"
    readings = {
        WORDS: _measure("human_types", LAST),
        early: _measure("machine_share", 2),
        late: _measure("machine_share", LAST),
    }
    arms = tuple(
        Arm(name, corpus, settings, readings, ("human_types", "machine_share"))
        for name, settings in webs.items()
    )
    statements = (
        above(
            f"machine share by quality: generation 2 beyond generation {LAST}", LAST,
            read_of("by quality", early), read_of("by quality", late),
        ),
        above(
            "human words: by quality beyond always nine tenths", LAST,
            read_of("by quality", WORDS), read_of("always", WORDS),
        ),
        Statement(
            f"machine share that is found in a pool of {POOL:.0%}", LAST, read_of("preferred", late), POOL,
            Relation.ABOVE,
        ),
        above(
            "human words: as it comes beyond preferred", LAST,
            read_of("as it comes", WORDS), read_of("preferred", WORDS),
        ),
    )  # fmt: skip
    return Trial(arms, statements)


CLAIM = Claim("paradox", "the better it writes, the more of it is scraped", PAPER, trial, 12, 5)

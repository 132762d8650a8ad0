"""The claims that can be put to the test, by name."""

from driftview.study.claims.alemohammad import CLAIM as ALEMOHAMMAD
from driftview.study.claims.architectures import CLAIM as ARCHITECTURES
from driftview.study.claims.distributions import CLAIMS as DISTRIBUTIONS
from driftview.study.claims.editors import CLAIMS as EDITORS
from driftview.study.claims.gerstgrasser import CLAIM as GERSTGRASSER
from driftview.study.claims.kazdan import CLAIM as KAZDAN
from driftview.study.claims.paradox import CLAIM as PARADOX
from driftview.study.claims.populations import CLAIMS as POPULATIONS
from driftview.study.claims.riis import CLAIM as RIIS
from driftview.study.claims.seddik import CLAIM as SEDDIK
from driftview.study.claims.shumailov import CLAIM as SHUMAILOV
from driftview.study.claims.subwords import CLAIM as SUBWORDS
from driftview.study.claims.suresh import CLAIM as SURESH
from driftview.study.claims.trial import Claim, ClaimError

CLAIMS = (
    SURESH, *DISTRIBUTIONS, SEDDIK, GERSTGRASSER, KAZDAN, ALEMOHAMMAD, SHUMAILOV, RIIS, ARCHITECTURES,
    SUBWORDS, *POPULATIONS, *EDITORS, PARADOX,
)  # fmt: skip
"""Every claim: laws first, then orderings."""

ALL = "all"
"""Stands for every claim."""


def find_claims(name: str) -> tuple[Claim, ...]:
    """Return the claim of that name, or all; raises ClaimError where there is none."""
    if name == ALL:
        return CLAIMS
    found = tuple(claim for claim in CLAIMS if claim.name == name)
    if not found:
        names = ", ".join(claim.name for claim in CLAIMS)
        raise ClaimError(f"there is no claim called {name!r}; the claims are {names}, and {ALL}")
    return found

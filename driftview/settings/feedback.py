"""The paradox: the better the last generation writes, the more machine text is scraped."""

from __future__ import annotations

import re
from dataclasses import dataclass

USUAL_SHARE = 0.5
"""Share of machine text where the machine writes as well as a model of the human text."""

EXAMPLE = "auto:1"

_RULE = re.compile(r"auto:(\d+(?:\.\d*)?|\.\d+)(?::(\d+(?:\.\d*)?|\.\d+))?")


@dataclass(frozen=True)
class Feedback:
    """How the share of machine text follows from how good the last generation is."""

    exponent: float
    """How strongly it follows; 0: not at all, the share is always the same."""
    share: float = USUAL_SHARE
    """The share of machine text after a generation that is as good as the human text, share_0."""

    def machine_share(self, human: float, now: float) -> float:
        """Return the share of machine text in what is scraped after a generation.

        Parameters
        ----------
        human
            Held-out perplexity after training on the human text, P_human.
        now
            Held-out perplexity after training on the last generation, P_g.

        Returns
        -------
        float
            From 0 to 1.

        Notes
        -----
        share_g = share_0 · (P_human / P_g)^exponent, at most 1. A text that teaches less about human language
        (a higher perplexity) is published, linked and found less often.
        """
        from driftview.portable import exp2, log2, rounded  # numpy must not hold up the first frame

        grown = float(exp2(self.exponent * (log2(human) - log2(now))))
        return rounded(min(1.0, self.share * grown))


def read_feedback(text: str) -> Feedback | None:
    """Return the rule that a text such as ``auto:1`` or ``auto:1:0.8`` writes.

    Parameters
    ----------
    text
        ``auto:EXPONENT`` or ``auto:EXPONENT:SHARE``.

    Returns
    -------
    Feedback or None
        The rule; None for a text that writes none, or a share above 1.

    Examples
    --------
    >>> read_feedback("auto:2:0.8")
    Feedback(exponent=2.0, share=0.8)
    """
    found = _RULE.fullmatch(text)
    if found is None:
        return None
    rule = Feedback(float(found[1]), USUAL_SHARE if found[2] is None else float(found[2]))
    return rule if rule.share <= 1 and rule.exponent < MOST_EXPONENT else None


MOST_EXPONENT = 1000
"""Exponents stay below this; a far smaller one is a switch already."""

"""What generation 0 is called: human where somebody says that it is, and otherwise by its number.

Nearly every sentence of driftview speaks of "the human text", which in a run is generation 0. Other people's
generations may begin with anything. So the sentences are written once, of human text, and said of such a
lineage with generation 0 in its place.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from driftview.text.corpus import Corpus

MIXED_IN = re.compile(
    r"\b((?:[Hh]ow much|[Mm]ore|[Ll]ess|[Ff]resh|[Ff]ixed|shares? of|source of) human text"
    r"|human text (?:is|was|that was) mixed in|mix(?:es|ed)?(?: in)? human text|human (?:share|source)s?"
    r"|human text (?:stays|in the loop))\b"
)
"""What may be human whatever generation 0 is: text that people say was mixed in."""


def _left(found: re.Match[str]) -> str:
    """Return the label of a measure: "human words" are the words that are left."""
    whole = "whole " * (len(found[1]) > 1) + found[2]
    return f"{whole if found[1][0].islower() else whole.capitalize()} left"


RULES: tuple[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]], ...] = tuple(
    (re.compile(pattern), words)
    for pattern, words in (
        (r"\bGeneration 0 is the human text: ", "Generation 0: "),
        (r" Generation 0 is the human text\.", ""),
        (r"\b[Hh]eld-out human text\b|\b[Hh]uman text held out\b", "held-out text"),
        (r"\bhuman text that was held out\b", "text that was held out"),
        (r", or human text returns\b", ""),
        (r"\bwith no human text\b", "not with generation 0"),
        (r"\bstand in no human text\b", "are not in generation 0"),
        (r"\bin no human text\b", "not in generation 0"),
        (r"(?<=\bunseen )human text\b", "text"),
        (r"\bThe human (?:training )?text\b|\bHuman text\b", "Generation 0"),
        (r"\b(?:the |a )?human (?:training )?text\b", "generation 0"),
        (r"\bthat no human wrote(?: in the training text)?\b", "that generation 0 lacks"),
        (r": no human wrote them\b", ": generation 0 lacks them"),
        (r"\bNo human wrote\b", "Not in generation 0"),
        (r"\bno human wrote\b", "not in generation 0"),
        (r"\bhow often (?:humans|people) (?:wrote|used) them\b", "how often generation 0 uses them"),
        (r"\b(?:that|which) (?:humans|people) (?:wrote|used) (?=once|twice|\d)", "that generation 0 uses "),
        (r"\b(?:that|which) (?:humans|people) (?:wrote|used)\b", "of generation 0"),
        (r"\bwritten by (?:humans|people)\b", "in generation 0"),
        (r"\bHumans (?=used|wrote)", "Generation 0 "),
        (r"\b[Pp]eople wrote all of this text\b", "This is generation 0"),
        (r"\b(?:humans|people) (?=used|wrote)", "generation 0 "),
        (r"\b(the |of |)human ancestors\b", r"\1ancestors"),
        (r"\bHuman ancestors\b", "Ancestors"),
        (r"^human$", "gen 0"),
        (r"^(Whole h|whole h|H|h)uman (words|subwords|characters|tokens)$", _left),
        (r"\bhuman ones\b", "ones of generation 0"),
        (r"\bhuman word frequencies\b", "word frequencies of generation 0"),
        (r"\bHuman ([^\W\d]+)", lambda found: f"{found[1].capitalize()} of generation 0"),
        (r"\bhuman ([^\W\d]+)", r"\1 of generation 0"),
        (r"\b(of generation 0) of generation 0\b", r"\1"),
    )
)
"""In this order."""

QUOTED = re.compile(r"(“[^”]*”)")
"""Words of the texts, which stay as they are."""


def call_first(said_human: bool, sentence: str) -> str:
    """Return a sentence that calls generation 0 human only where somebody says that it is.

    Parameters
    ----------
    said_human
        Whether somebody does.
    sentence
        A sentence, a title or a label that speaks of the human text.

    Returns
    -------
    str
        The sentence as it is, or with generation 0 in place of the human text. Words in quotation marks, and
        human text that was mixed in, stay.

    Examples
    --------
    >>> call_first(False, "Words by how often humans wrote them: 3 of the human text")
    'Words by how often generation 0 uses them: 3 of generation 0'
    """
    return sentence if said_human or not sentence else _called(sentence)


@cache
def _called(sentence: str) -> str:
    parts = QUOTED.split(sentence)
    parts[::2] = map(_outside_quotes, parts[::2])
    return "".join(parts)


def _outside_quotes(text: str) -> str:
    kept = MIXED_IN.split(text)
    for place in range(0, len(kept), 2):
        for pattern, words in RULES:
            kept[place] = pattern.sub(words, kept[place])
    return "".join(kept)


def first_text(corpus: Corpus) -> str:
    """Return what generation 0 of a lineage is called over a text.

    Parameters
    ----------
    corpus
        Its text.

    Returns
    -------
    str
        Human text, where it is said to be.
    """
    return call_first(corpus.said_human, "Human text")

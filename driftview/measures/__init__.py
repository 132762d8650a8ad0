"""Named numbers about one generation: arrays in, numbers out.

Importing the room registers every measure.
"""

from driftview.measures import (
    copying,
    divergence,
    diversity,
    parts_of_speech,
    perplexity,
    phrases,
    population,
    running_text,
    structure,
    survival,
    whole_words,
)

__all__ = [
    "copying",
    "divergence",
    "diversity",
    "parts_of_speech",
    "perplexity",
    "phrases",
    "population",
    "running_text",
    "structure",
    "survival",
    "whole_words",
]

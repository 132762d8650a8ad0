"""Words in whole, whatever a token is: how many a text has lost, and how many it has invented.

Where every word is a token, a model that copies can only lose words. One that writes pieces of words, or
characters, also puts together words that no human wrote.
"""

import numpy as np

from driftview.measures.observation import Observation
from driftview.measures.registry import Value, measure


@measure(
    "whole_words",
    "whole human words",
    "words",
    "How many different words of the human training text the text still has; without punctuation. It "
    "compares texts of words, subwords and characters.",
    "lower",
    formula="|W_human ∩ W_text|, W the different words, put together from the tokens",
    source="definition",
    short="whole words",
    needs="human",
    of_length="changes",
    control="none",
    whole_words=True,
    digits=0,
)
def _whole_words(observation: Observation) -> Value:
    human, words = observation.human.words, observation.words
    if human is None or words is None:
        return None
    return len(np.intersect1d(human.trained, words, assume_unique=True))


@measure(
    "words_lost",
    "whole words lost",
    "words",
    "How many different words of the human training text this text lacks, without punctuation.",
    "higher",
    formula="|W_human \\ W_text|, W the different words, put together from the tokens",
    source="definition",
    needs="human",
    of_length="changes",
    control="none",
    whole_words=True,
    table="brief",
    digits=0,
    runs="parts of words",
)
def _words_lost(observation: Observation) -> Value:
    human, words = observation.human.words, observation.words
    if human is None or words is None:
        return None
    return len(np.setdiff1d(human.trained, words, assume_unique=True))


@measure(
    "words_invented",
    "words invented",
    "words",
    "How many different words the text has that no human wrote, in the training text or in what is held out.",
    "neither",
    formula="|W_text \\ (W_human ∪ W_held out)|, W the different words, put together from the tokens",
    source="definition",
    needs="human",
    of_length="changes",
    control="none",
    whole_words=True,
    table="brief",
    digits=0,
    runs="parts of words",
)
def _words_invented(observation: Observation) -> Value:
    human, words = observation.human.words, observation.words
    if human is None or words is None:
        return None
    return len(np.setdiff1d(words, human.human, assume_unique=True))

"""What is trained on: how much of it a machine wrote, and what was written before human text joined it."""

import numpy as np

from driftview.measures.observation import Observation
from driftview.measures.registry import Value, measure


@measure(
    "scraped_share",
    "machine text found",
    "share",
    "The share of machine text in what was scraped for this generation to train on.",
    "higher",
    formula="machine tokens / tokens of what is scraped; by a rule share_0 · (P_human / P_g)^exponent",
    source="definition",
    needs="origins",
    of_length="steady",
    control="none",
    of_human=False,
    change=False,
    table="full",
)
def _scraped_share(observation: Observation) -> Value:
    return None if observation.diet is None else observation.diet.scraped


@measure(
    "machine_share",
    "machine text read",
    "share",
    "The share of machine text in what this generation trained on, after detector and search engine.",
    "higher",
    formula="machine tokens / tokens of the newest mix",
    source="definition",
    needs="origins",
    of_length="steady",
    control="none",
    of_human=False,
    change=False,
    short="machine",
    table="brief",
)
def _machine_share(observation: Observation) -> Value:
    return None if observation.diet is None else observation.diet.trained_on


@measure(
    "written_types",
    "words as written",
    "words",
    "How many of the words that humans wrote are in this generation as the model wrote it; the other numbers "
    "are of the training text that it became part of.",
    "lower",
    formula="words of the human text with at least one token in the written text",
    source="definition",
    needs="human",
    ordered=False,
    control="none",
    short="written",
    table="brief",
    law="words as written",
)
def _written_types(observation: Observation) -> Value:
    if observation.written is None:
        return None
    return int(np.count_nonzero((observation.written > 0) & (observation.human.counts > 0)))

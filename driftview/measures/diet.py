"""How much of what a generation was trained on a machine wrote: known where the text is scraped together."""

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

"""Embedding diversity for driftview: the Vendi score of a text's documents."""

from collections.abc import Callable, Sequence
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from driftview.measures.observation import Observation
from driftview.measures.registry import Value, measure
from driftview.text.vocabulary import END

Embedding = Callable[[Sequence[str]], NDArray[np.float64]]
"""Takes D texts and returns a vector for each, shape (D, dimensions)."""

DIMENSIONS = 256

MOST = 2000
"""Documents that are looked at; of more, so many spread evenly over the text."""


def letters(texts: Sequence[str]) -> NDArray[np.float64]:
    """Embed texts by their runs of three letters, counted in DIMENSIONS boxes: no model, no download."""
    found = np.zeros((len(texts), DIMENSIONS))
    for row, text in zip(found, texts, strict=True):
        small = f" {text.lower()} "
        for place in range(len(small) - 2):
            row[crc32(small[place : place + 3].encode()) % DIMENSIONS] += 1
    return found


def vendi_score(vectors: NDArray[np.float64]) -> float:
    """Return the effective number of different documents (Friedman & Dieng 2022, arXiv 2210.02410).

    exp of the entropy of the eigenvalues of K/D, K the cosine similarities of D documents: 1 where all are
    alike, D where no two have anything in common. The eigenvalues of XᵀX/D are the same and fewer.
    """
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    unit = vectors / np.where(lengths > 0, lengths, 1.0)
    gram = unit.T @ unit if unit.shape[1] < len(unit) else unit @ unit.T
    shares = np.clip(np.linalg.eigvalsh(gram / len(unit)), 0.0, None)
    shares = shares[shares > 0] / shares.sum()
    return float(np.exp(-(shares * np.log(shares)).sum()))


def documents(observation: Observation) -> list[str]:
    """Return the documents of a text that are looked at, as texts."""
    texts = [each for each in observation.spelled.decode().split(END) if each.strip()]
    return texts[:: -(-len(texts) // MOST)] if texts else texts


def offer(name: str, label: str, embed: Embedding) -> None:
    """Register the Vendi score over any embedding as a measure.

    A sentence transformer makes a good one: ``offer("vendi_sbert", "variety of sense", model.encode)``.
    """

    @measure(
        name,
        label,
        "documents",
        "How many different documents the text is worth, by how alike their embeddings are.",
        "lower",
        formula="exp(−Σ λ ln λ), λ the eigenvalues of the cosine similarities / documents",
        source="Friedman & Dieng 2022, arXiv 2210.02410",
        of_length="changes",
        digits=1,
    )
    def _vendi(observation: Observation) -> Value:
        texts = documents(observation)
        return vendi_score(np.asarray(embed(texts), np.float64)) if texts else None


offer("vendi_letters", "variety of letters", letters)

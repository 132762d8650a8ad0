"""Whose words a text is made of: the share that descends from each voice of the corpus."""

import numpy as np
from numpy.typing import NDArray

from driftview.arrays import Floats, Positions


def voice_shares(origins: Positions, token_voice: NDArray[np.int32], voices: int) -> Floats:
    """Return the share of tokens that descend from each voice; shape (voices,).

    ``origins`` are human positions, −1 for none; ``token_voice`` is the voice of each human position.
    The shares sum to one less the share of tokens without origin; they are all zero for an empty text.
    """
    if not len(origins):
        return np.zeros(voices)
    if voices == 1:
        return np.array([float(np.mean(origins >= 0))])
    known = origins[origins >= 0] if int(origins.min()) < 0 else origins
    counts = np.bincount(token_voice[known], minlength=voices)
    return counts / len(origins)

"""The array types that every room uses, so that a signature says what it takes."""

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Tokens: TypeAlias = NDArray[np.int32]
"""Token ids of a text in reading order; 0 ends a document."""

Positions: TypeAlias = NDArray[np.int32]
"""Positions in a text; −1 where a token descends from none."""

Counts: TypeAlias = NDArray[np.int64]
"""How often each id occurs."""

Indices: TypeAlias = NDArray[np.int64]
"""Places in an array, numbers of contexts, and other whole numbers."""

Floats: TypeAlias = NDArray[np.float64]
"""Real numbers."""

PackedStates: TypeAlias = NDArray[np.uint64]
"""Packed keys and raw random bits."""

SpacingCodes: TypeAlias = NDArray[np.uint8] | NDArray[np.uint16]
"""How each token stands on the page: places in a table of ways."""

Flags: TypeAlias = NDArray[np.bool_]
"""True or false for each element."""

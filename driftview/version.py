"""The version of driftview, alone: whatever has to say it imports no more than this.

The build reads it from here too (``tool.hatch.version`` in pyproject.toml).
"""

__version__ = "0.2.0"

"""The body of a worker: what it works on is let go of when it is done.

Textual's workers and their tasks know each other in a circle, so that both stay until Python next looks for
circles, and with them all that the body holds: a whole run.
"""

from collections.abc import Callable
from typing import Any


class Once:
    """A function and its arguments, to be called once."""

    def __init__(self, function: Callable[..., None], *arguments: Any) -> None:
        """Prepare ``function(*arguments)``."""
        self._call: tuple[Callable[..., None], tuple[Any, ...]] | None = function, arguments

    def __call__(self) -> None:
        """Call the function, and forget it; the second time nothing is done."""
        call, self._call = self._call, None
        if call is not None:
            function, arguments = call
            del call
            function(*arguments)

"""Playing: stepping through the generations without a key, at a pace that can be changed."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from textual.message_pump import MessagePump
    from textual.timer import Timer

    from driftview.tui.session import Session

PACES = (0.25, 0.5, 1.0, 2.0, 4.0)
"""How many times as fast as usual the generations may be played."""

PLAY_SECONDS = 0.6
"""How long each generation is shown while playing."""


class Player:
    """Plays the generations of a session."""

    def __init__(self, session: Session, pump: MessagePump, show: Callable[[], object]) -> None:
        """Nothing plays yet; ``pump`` gives the time, and ``show`` draws the generation that is current."""
        self.timer: Timer | None = None
        self._session, self._pump, self._show = session, pump, show
        self._pace = PACES.index(1.0)
        self._loops = False
        """Whether playing begins again after the last generation."""

    def start(self) -> None:
        """Step by itself; from the last generation it begins again."""
        session = self._session
        session.playing = True
        if session.current == session.made and not session.computing:
            session.go(0)
        self.timer = self._pump.set_interval(PLAY_SECONDS / PACES[self._pace], self.tick, name="play")

    def tick(self) -> None:
        """Go one step further; at the end, pause or begin again."""
        session = self._session
        if session.current < session.made:
            session.go(session.current + 1)
        elif not session.computing and self._loops:
            session.go(0)
        elif not session.computing:
            self.pause()
        self._show()

    def pause(self) -> None:
        """Stop playing."""
        self._session.playing = False
        if self.timer is not None:
            self.timer.stop()
            self.timer = None

    def change_pace(self, by: int) -> str:
        """Play faster or more slowly; return what to say of it."""
        self._pace = max(0, min(self._pace + by, len(PACES) - 1))
        if self._session.playing:
            self.pause()
            self.start()
        return f"Playing {PACES[self._pace]:g} times as fast as usual."

    def change_end(self) -> str:
        """Begin again after the last generation, or end there; return what to say of it."""
        self._loops = not self._loops
        return "Playing repeats in a loop." if self._loops else "Playing stops at the last generation."

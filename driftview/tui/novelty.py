"""Which words of a generation complete a phrase that no human wrote; found out in a thread, and kept."""

from __future__ import annotations

from functools import partial
from threading import Lock
from typing import TYPE_CHECKING

from textual.dom import DOMNode

from driftview.drift.phrases import NewWords, PhraseBook, marked_length
from driftview.machine import give_back_memory
from driftview.tui.background import BackgroundQuery

if TYPE_CHECKING:
    from driftview.drift.lineage import Generation
    from driftview.tui.session import Session

KEPT = 64
"""Generations whose new phrases are remembered."""


class Novelty:
    """Looks generations of a session through: the one that is asked for, then its neighbours."""

    def __init__(self, asker: DOMNode) -> None:
        """Answer ``asker``, which gets a message when something has been found."""
        self._counting: BackgroundQuery[NewWords] = BackgroundQuery(asker, "new phrases", kept=KEPT)
        self._book: tuple[object, PhraseBook] | None = None
        self._lock = Lock()

    def at(self, session: Session, number: int) -> NewWords | None:
        """Return the new words of a generation; None while a thread looks for them."""
        generation = session.generations[number]
        length = self.length(session)
        return self._counting.ask((session.shown.number, number), partial(self._find, generation, length))

    def length(self, session: Session) -> int:
        """Return how many words the phrases have that are looked for."""
        return marked_length(session.shown.settings)

    def known(self, session: Session, number: int) -> NewWords | None:
        """Return the new words of a generation if they have been found already."""
        return self._counting.known((session.shown.number, number))

    def look_ahead(self, session: Session) -> None:
        """Have the neighbours of the current generation looked through, so that a step finds them ready."""
        for number in (session.current + 1, session.current - 1):
            if 0 < number <= session.made and self.at(session, number) is None:
                return

    def _find(self, generation: Generation, length: int) -> NewWords:
        """Look a generation through; runs in a thread, and no two at a time."""
        with self._lock:
            if self._book is None or self._book[0] is not generation.corpus or self._book[1].n != length:
                self._book = generation.corpus, PhraseBook(generation.corpus, length)
            found = self._book[1].new_words(generation)
        give_back_memory()
        return found

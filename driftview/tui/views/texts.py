"""The two texts of the main screen: scrolled in step, searched, and gone through word by word."""

from __future__ import annotations

from typing import TYPE_CHECKING

from driftview.tui.views.panels import PanelScreen, open_about
from driftview.tui.widgets.rows import Headline
from driftview.tui.widgets.sample_pane import SamplePane

if TYPE_CHECKING:
    from driftview.tui.content.search import TextSearch

LEFT, RIGHT = "left", "right"
"""The ids of the panes."""


class Texts:
    """Carries out what commands do with the two texts; the main screen looks here for their methods."""

    def __init__(self, screen: PanelScreen) -> None:
        """Nothing is searched for, and no word is pointed at."""
        self._screen = screen
        self._search: TextSearch | None = None
        """What is searched for in both texts."""
        self._pointing = ""
        """The pane with the text cursor, while it is in use."""

    def pane(self, name: str) -> SamplePane:
        """Return one of the panes."""
        return self._screen.query_one(f"#{name}", SamplePane)

    def say(self, *wordings: str) -> None:
        """Say something in place of the headline, until the next step."""
        self._screen.query_one("#sentence", Headline).show(*wordings)

    # Scrolling

    def do_scroll(self, lines: int = 0, pages: int = 0) -> None:
        """Move both texts in step."""
        height = max(1, self.pane(LEFT).size.height - 1)
        for name in (LEFT, RIGHT):
            self.pane(name).scroll_lines(lines + pages * height)
        self._screen.show()

    def go_to(self, share: float) -> None:
        """Show the place in both texts that so large a share of each comes before."""
        for name in (LEFT, RIGHT):
            self.pane(name).go_to(share)
        self._screen.show()

    # The text cursor

    def do_point(self, words: int, lines: int = 0) -> None:
        """Move the text cursor; the first time, put it into the pane that has the focus, or the right one."""
        if not self._pointing:
            self._begin_to_point()
        else:
            pane = self.pane(self._pointing)
            beyond = pane.move_cursor(words, lines)
            if beyond:
                self.do_scroll(beyond)
                if words:
                    pane.cursor_to_end(last=words > 0)
        self._say_pointed()

    def do_open_word(self) -> None:
        """Show the life of the word under the text cursor; without one, put it into a text first."""
        if not self._pointing:
            self.do_point(0)
        elif word := self.pane(self._pointing).pointed:
            self.open_word(word)

    def _begin_to_point(self) -> None:
        panel = self._screen.focused_panel
        self._pointing = LEFT if panel is not None and panel.id == f"{LEFT}-panel" else RIGHT
        self.pane(self._pointing).point(used=True)

    def _say_pointed(self) -> None:
        word, keys = self.pane(self._pointing).pointed, self._screen.session.keys
        opens, stops = keys.labels["open_word"], keys.labels["stop"]
        self.say(
            f"“{word}”: {opens} shows its life, {keys.labels['next_word']} and "
            f"{keys.labels['previous_word']} go to other words, {stops} puts the text cursor away.",
            f"“{word}”: {opens} shows its life, {stops} ends.",
        )

    def stop_pointing(self) -> bool:
        """Put the text cursor away; False when it was not in use."""
        pointed, self._pointing = self._pointing, ""
        if pointed:
            self.pane(pointed).point(used=False)
        return bool(pointed)

    def open_word(self, text: str, at: int = 0) -> None:
        """Show the life of the word at a character of some letters, or say that the human text lacks it."""
        session = self._screen.session
        if not session.generations:
            return
        from driftview.tui.content.search import word_at  # numpy must not hold up the first frame

        word = word_at(session.generations[0].corpus, text, at)
        if word is None:
            self.say(f"“{text}” is not a word of the human text, so it has no life to show.")
        else:
            open_about("words", self._screen, word)

    # Searching

    def do_search(self, step: int) -> None:
        """Ask what to look for in both texts, or go to its next place or the one before."""
        if self._search is not None:
            self._seek(step)
            return
        from driftview.tui.views.asking import SearchText

        self._screen.app.push_screen(SearchText(), self._take_search)

    def _take_search(self, wanted: str | None) -> None:
        """Look for something, from the beginning of both texts on."""
        if wanted:
            from driftview.tui.content.search import TextSearch

            self._search = TextSearch(wanted)
            # once the dialog is gone, and its screen is shown again
            self._screen.call_after_refresh(self._seek, 1)

    def _seek(self, step: int) -> None:
        """Show another place of what is searched for in each text, and say which it is."""
        session, search = self._screen.session, self._search
        if search is None:
            return
        numbers = {LEFT: session.left, RIGHT: session.current}
        places, told = search.seek(step, {pane: session.generations[at] for pane, at in numbers.items()})
        for pane, place in places.items():
            self.pane(pane).seek(place, search.wanted)
        self._screen.show()
        keys = session.keys
        self.say(f"{told} {keys.labels['search']} next · {keys.labels['stop']} ends the search", told)

    def end_search(self) -> bool:
        """Forget what is searched for; False when nothing is."""
        searched, self._search = self._search is not None, None
        for name in (LEFT, RIGHT) if searched else ():
            self.pane(name).mark("")
        return searched

    # Copying

    def do_copy(self) -> None:
        """Put the visible part of the text on the right on the clipboard."""
        from driftview.tui.clipboard import copy

        copy(self._screen, self.pane(RIGHT).passage)

"""Finding a word: completed while it is typed, enter opens its life."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from driftview.drift.words import WordFinder
from driftview.tui.background import BackgroundQuery
from driftview.tui.content.spans import Column
from driftview.tui.screens.dialog import Dialog
from driftview.tui.screens.view import View
from driftview.tui.screens.words import WordsView
from driftview.tui.widgets.table import RowList
from driftview.tui.word_lists import word_text

if TYPE_CHECKING:
    from driftview.tui.screens.main import MainScreen
    from driftview.tui.session import Session

OFFERED = 10
"""How many words are offered at a time."""


def find_word(main: MainScreen) -> None:
    """Ask for a word of the human text, and show its life in the Words view."""

    def found(word: int | None) -> None:
        if word is not None:
            open_life(main, word)

    main.app.push_screen(FindWord(main.session), found)


def open_life(main: MainScreen, word: int) -> None:
    """Show the life of a word, in the Words view that is open or in a new one."""
    top = main.app.screen
    if isinstance(top, WordsView):
        top.follow(word)
        return
    if isinstance(top, View):
        top.dismiss()
    view = WordsView(main)
    main.app.push_screen(view)
    view.follow(word)


class FindWord(Dialog[int]):
    """A line to type in, and the words that begin like that; gives back the id of one, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Cancel", show=False),
        Binding("down", "move(1)", "Next word", show=False, priority=True),
        Binding("up", "move(-1)", "Word before", show=False, priority=True),
    ]
    CSS_PATH: ClassVar[Any] = ["forms.tcss", "find_word.tcss"]

    def __init__(self, session: Session) -> None:
        """Find words of the text that is explored now."""
        super().__init__()
        self._corpus = session.generations[0].corpus
        self._now = session.generations[session.current]
        self._desk: BackgroundQuery[WordFinder] = BackgroundQuery(self, "word finder")
        self._offered: list[int] = []
        self._place = 0

    def compose(self) -> ComposeResult:
        """Lay out the line, and the list under it."""
        with Vertical(classes="form") as form:
            self.head(form, "Find a word", "↑ ↓ choose · enter shows its life · esc cancels")
            yield Input(placeholder="begin to type", id="word", compact=True)
            yield RowList(id="offered")
            yield Static(id="hint", markup=False)

    def on_mount(self) -> None:
        """Begin to sort the words."""
        self.query_one(RowList).can_focus = False
        self._offer()

    @on(Input.Changed)
    def take_letters(self) -> None:
        """Offer what begins with what is typed."""
        self._place = 0
        self._offer()

    @on(BackgroundQuery.Answered)
    def take_finder(self, message: BackgroundQuery.Answered) -> None:
        """Offer words as soon as they are sorted."""
        message.desk.keep(message)
        self._offer()

    def _offer(self) -> None:
        typed = self.query_one(Input).value.strip()
        finder = self._desk.ask("finder", partial(WordFinder, self._corpus))
        if finder is None:
            self._say("working …")
            return
        self._offered = finder.complete(typed, OFFERED) if typed else []
        if typed and not self._offered:
            self._say(f"No human word begins with “{typed}”.")
        elif not typed:
            number = int((self._corpus.counts > 0).sum())
            self._say(f"The human text has {number:,} different words.")
        else:
            self._say("")
        self._show()

    def _say(self, text: str) -> None:
        self.query_one("#hint", Static).update(Content(text))

    def _show(self) -> None:
        columns = Column("human", 6, 2), Column(f"in {self._now.number}", 6, 1)
        self.query_one(RowList).show(columns, len(self._offered), self._cells, self._place)

    def _cells(self, place: int) -> tuple[str, ...]:
        word = self._offered[place]
        now = int(self._now.counts[word])
        human = f"{int(self._corpus.counts[word]):,}"
        return word_text(self._corpus.vocabulary, word), human, f"{now:,}" if now else "dead"

    def action_move(self, by: int) -> None:
        """Choose another of the words that are offered."""
        if self._offered:
            self._place = (self._place + by) % len(self._offered)
            self._show()

    @on(Input.Submitted)
    def take_word(self) -> None:
        """Take the word that is chosen; nothing happens where there is none."""
        if self._offered:
            self.dismiss(self._offered[self._place])

    @on(RowList.Chosen)
    def take_row(self, message: RowList.Chosen) -> None:
        """Take the word that was clicked on."""
        self.dismiss(self._offered[message.place])

"""The Words view: who died when, who is endangered, and the life of the word under the cursor."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Input, Static

from driftview import numbers
from driftview.drift.first_text import call_first
from driftview.drift.words import ENDANGERED_AT_MOST, LifeLine, WordFinder, life_line
from driftview.quantities import OTHER_CASE
from driftview.text.search import Search, SearchError
from driftview.text.vocabulary import END_ID
from driftview.tui.background import BackgroundQuery
from driftview.tui.content import words as lives
from driftview.tui.content.main import Wordings
from driftview.tui.content.spans import Column
from driftview.tui.content.words import KINDS, Kind, WordList, column_orders, orders_of, word_list, word_text
from driftview.tui.views.dialog import Dialog
from driftview.tui.views.view import FILTER_LIMIT, View
from driftview.tui.widgets.charts import LineChart
from driftview.tui.widgets.frame import Panel
from driftview.tui.widgets.prose import Prose
from driftview.tui.widgets.table import RowList

if TYPE_CHECKING:
    from driftview.text.corpus import Corpus
    from driftview.tui.session import Session
    from driftview.tui.views.main import MainScreen


class WordsView(View):
    """A list of words beside the life of one of them."""

    VIEW = "words"
    CSS_PATH: ClassVar[Any] = ["view.tcss", "words.tcss"]

    def __init__(self, main: MainScreen) -> None:
        """Begin with the dead, those first that humans used most."""
        super().__init__(main)
        self._kind: Kind = "dead"
        self._orders: dict[Kind, str] = {kind: orders_of(kind)[0] for kind in KINDS}
        self._reverse = False
        self._chosen: int | None = None
        self._found: int | None = None
        self._corpus: Corpus | None = None
        self._place = 0
        self._lists: BackgroundQuery[WordList] = BackgroundQuery(self, "word list")
        self._lives: BackgroundQuery[LifeLine] = BackgroundQuery(self, "life of a word", kept=64)

    def body(self) -> ComposeResult:
        """Lay out the list on the left, curve and obituary on the right."""
        with Horizontal():
            with Panel("Words", id="words-panel"):
                yield RowList(id="word-list")
            with Panel("Life", id="life-panel"):
                yield LineChart(id="life-chart")
                yield Prose(id="life-prose")

    def follow(self, word: int) -> None:
        """Show a word that was looked for, in a list that has it."""
        self._found = self._chosen = word
        self._corpus = self.session.generations[0].corpus
        self.show()

    # What is shown

    def show_body(self) -> None:
        """Show the list and the life as far as they are worked out, and have the rest worked out."""
        self._forget_other_text()
        words = self._list()
        if words is None:
            self.query_one(RowList).say("working …")
            return
        if self._found is not None and self._has_moved(words):
            words = self._list() or words
        self._show_list(words)
        word = self._word(words)
        if word is None:
            self._show_nobody(words)
            return
        life = self._life(word)
        if life is not None:
            self._show_life(life)

    def _forget_other_text(self) -> None:
        """Drop the chosen word when the text it belongs to is gone."""
        corpus = self.session.generations[0].corpus
        if corpus is not self._corpus:
            self._corpus, self._chosen, self._found, self._place = corpus, None, None, 0
            self._lists.forget()
            self._lives.forget()

    def _list(self) -> WordList | None:
        """Return the list, or what was last shown while it is made."""
        session = self.session
        kind, order, number = self._kind, self._orders[self._kind], session.current
        reverse = self._reverse
        key = session.shown.number, kind, order, number, self.filtered, reverse
        make = partial(word_list, session.lineage(), kind, order, number, self.sieve, reverse=reverse)
        made = self._lists.ask(key, make)
        return made or self._lists.last

    def _has_moved(self, words: WordList) -> bool:
        """Go to the list of all words where the word that was looked for is not in this one."""
        found, self._found = self._found, None
        if found not in words.places and (words.kind != "all" or self.filtered):
            self._kind, self.filtered = "all", ""
            return True
        return False

    def _word(self, words: WordList) -> int | None:
        """Return the word whose life is shown: the chosen one, or the first of the list."""
        if self._chosen is not None:
            return self._chosen
        return words.entries[0].word if words.entries else None

    def _life(self, word: int) -> LifeLine | None:
        session = self.session
        key = session.shown.number, session.made, word
        return self._lives.ask(key, partial(life_line, session.lineage(), word)) or self._lives.last

    def _show_list(self, words: WordList) -> None:
        word = self._word(words)
        cursor = None if word is None else words.places.get(word)
        self._place = self._place if cursor is None else cursor
        rows, panel = self.query_one(RowList), self.query_one("#words-panel", Panel)
        rows.show(
            words.columns,
            len(words),
            words.cells,
            cursor,
            empty=words.empty,
            name="word",
            sorting=words.sorting,
        )
        room = panel.size.width
        panel.say(words.title, next((each for each in words.legends if len(each) + 2 <= room), ""))

    def _show_life(self, life: LifeLine) -> None:
        session = self.session
        total = max(session.run.target, session.made)
        self.query_one("#life-panel", Panel).say(lives.title(life), lives.legend(life))
        self.query_one(LineChart).show(lives.curves(life, total, session.current))
        prose = self.query_one(Prose)
        prose.show(lives.said(life, prose.size.area, session.begins_human))

    def _show_nobody(self, words: WordList) -> None:
        """Say what to do where there is no word to show."""
        self.query_one("#life-panel", Panel).say("Life")
        self.query_one(LineChart).show(lives.no_curves())
        self.query_one(Prose).show(lives.nobody(words.generation))

    def sentence(self) -> Wordings:
        """Say how many are dead, what chance predicts, and how many are endangered."""
        generation, human = self.session.generations[self.session.current], self.session.generations[0]
        words, units = human.human_words, f"{human.corpus.unit}s"
        rare = (generation.counts > 0) & (generation.counts <= ENDANGERED_AT_MOST) & (human.counts > 0)
        rare[END_ID] = False  # a token and no word: the lists leave it out
        endangered = int(rare.sum())
        edge = f"{numbers.whole(endangered)} are endangered"
        if generation.number == 0:
            start = f"The human text: {numbers.whole(words)} {units}, and {edge}, written once or twice"
            return (f"{start}. Press → to see which go first.", f"{start}.", f"{edge}.")
        dead = words - generation.words_left - int(generation.counts[END_ID] == 0 < human.counts[END_ID])
        expected = generation.words_expected
        gone = None if expected is None else words - expected
        law, brief = lives.verdict(dead, gone, generation.words_sd, generation.simulated_runs)
        share = f"{numbers.whole(dead)} of {numbers.whole(words)} {units} are lost"
        said = f"By generation {generation.number}, {share}"
        other = generation.measures.get(OTHER_CASE)
        cased = f"{said}, {numbers.whole(other)} of them alive in the other case" if other else said
        return (
            f"{cased}; {law}. {edge.capitalize()}: only one or two copies of each are left.",
            f"{cased}; {law}. {edge.capitalize()}.",
            *([f"{cased}; {law}.", f"{cased} ({brief})."] if other else []),
            f"{said}; {law}. {edge.capitalize()}: only one or two copies of each are left.",
            f"{said}; {law}. {edge.capitalize()}.",
            f"{said} ({brief}); {edge}.",
            f"{share} ({brief}); {edge}.",
            f"{numbers.whole(dead)} are lost ({brief}); {edge}.",
            f"{numbers.whole(dead)} are lost ({brief}).",
        )

    # Commands of this view

    def do_move_word(self, words: int, pages: int = 0) -> None:
        """Choose another word, so many words and pages further down."""
        listed = self._lists.last
        if listed is None or not listed.entries:
            return
        word = self._word(listed)
        here = listed.places.get(word) if word is not None else None
        by = words + pages * self.query_one(RowList).page
        self._choose(listed, (self._place if here is None else here + by))

    def _choose(self, words: WordList, place: int) -> None:
        self._place = max(0, min(place, len(words) - 1))
        self._chosen = words.entries[self._place].word
        self.show()

    def do_word_list(self) -> None:
        """Go to the next list: the dead, the endangered, winners, over-used, under-used, all."""
        self._kind, self._reverse = KINDS[(KINDS.index(self._kind) + 1) % len(KINDS)], False
        self._from_the_top()

    def do_sort(self) -> None:
        """Sort the list by something else."""
        orders = orders_of(self._kind)
        now = orders.index(self._orders[self._kind])
        self._sort_by(orders[(now + 1) % len(orders)])

    def do_turn_list(self) -> None:
        """Turn the list round: the last word first."""
        self._reverse = not self._reverse
        self._from_the_top()

    @on(RowList.HeadChosen)
    def take_head(self, message: RowList.HeadChosen) -> None:
        """Sort by the column that was clicked on; once more, the other way round."""
        order = column_orders(self._kind)[message.column]
        if order == self._orders[self._kind]:
            self.do_turn_list()
        else:
            self._sort_by(order)

    def _sort_by(self, order: str) -> None:
        self._orders[self._kind], self._reverse = order, False
        self._from_the_top()

    def _from_the_top(self) -> None:
        """Begin another list with its first word."""
        self._chosen, self._place = None, 0
        self.show()

    def do_word_death(self) -> None:
        """Look at the last generation that has the word."""
        words = self._lists.last
        word = None if words is None else self._word(words)
        if word is not None:
            self._chosen = word
            self.main.go(max(g.number for g in self.session.generations if g.counts[word]))

    @on(RowList.Chosen)
    def take_row(self, message: RowList.Chosen) -> None:
        """Show the word that was clicked on."""
        if self._lists.last is not None:
            self._choose(self._lists.last, message.place)


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
        self._finding: BackgroundQuery[WordFinder] = BackgroundQuery(self, "word finder")
        self._offered: list[int] = []
        self._place = 0

    def compose(self) -> ComposeResult:
        """Lay out the line, and the list under it."""
        with Vertical(classes="form") as form:
            self.head(form, "Find a word", "↑ ↓ choose · enter shows its life · esc cancels")
            yield Input(placeholder="start typing", id="word", compact=True)
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
        message.query.keep(message)
        self._offer()

    def _offer(self) -> None:
        typed = self.query_one(Input).value.strip()
        finder = self._finding.ask("finder", partial(WordFinder, self._corpus))
        if finder is None:
            self._say("working …")
            return
        try:
            self._offered = self._found(finder, typed)
        except SearchError as error:
            self._offered = []
            self._say(str(error))
            self._show()
            return
        if typed and not self._offered:
            how = "has" if typed.startswith(("&", "/")) else "begins with"
            self._say(f"No human word {how} “{typed.removeprefix('&').strip()}”.")
        elif not typed:
            number = int((self._corpus.counts > 0).sum())
            self._say(f"The human text has {number:,} different words. & finds letters anywhere in a word.")
        else:
            self._say("")
        self._show()

    @staticmethod
    def _found(finder: WordFinder, typed: str) -> list[int]:
        """Return words by their beginning; & before letters, or a /pattern/, filters all of them."""
        if typed.startswith("&") or (typed.startswith("/") and len(typed) > 1):
            wanted = typed.removeprefix("&").strip()
            unfinished = not wanted or (wanted.startswith("/") and len(wanted.strip("/i")) == 0)
            return [] if unfinished else finder.matching(Search.typed(wanted, FILTER_LIMIT), OFFERED)
        return finder.complete(typed, OFFERED) if typed else []

    def _say(self, text: str) -> None:
        text = call_first(self._corpus.said_human, text)
        self.query_one("#hint", Static).update(Content(text))

    def _show(self) -> None:
        columns = Column("human", 6, 2), Column(f"in {self._now.number}", 6, 1)
        self.query_one(RowList).show(columns, len(self._offered), self._cells, self._place)

    def _cells(self, place: int) -> tuple[str, ...]:
        word = self._offered[place]
        now = int(self._now.counts[word])
        human = f"{int(self._corpus.counts[word]):,}"
        return word_text(self._corpus.vocabulary, word), human, f"{now:,}" if now else "lost"

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

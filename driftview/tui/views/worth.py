"""What would my text save? A text joins the human one, and the words and phrases that it keeps are listed."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal

from driftview.drift.worth import Worth, worth
from driftview.errors import DriftviewError
from driftview.tui.background import BackgroundQuery
from driftview.tui.content import worth as words
from driftview.tui.content.main import Wordings
from driftview.tui.content.sorting import moved
from driftview.tui.content.spans import fitting
from driftview.tui.views.view import ListView, View
from driftview.tui.widgets.charts import LineChart
from driftview.tui.widgets.frame import Panel
from driftview.tui.widgets.table import RowList

if TYPE_CHECKING:
    from driftview.drift.lineage import Lineage
    from driftview.text.options import ReadingOptions
    from driftview.tui.corpus_cache import CorpusCache
    from driftview.tui.views.main import MainScreen


class WorthView(ListView):
    """A curve above, words and phrases below."""

    VIEW = "worth"
    CSS_PATH: ClassVar[Any] = ["view.tcss", "worth.tcss"]

    def __init__(self, main: MainScreen) -> None:
        """Begin with the word that the text helps most."""
        super().__init__(main)
        self._place = 0
        self._listed: list[int] = []
        self._found: BackgroundQuery[Worth | str] = BackgroundQuery(self, "worth", kept=40)

    def body(self) -> ComposeResult:
        """Lay out curve and lists."""
        with Panel("Words kept alive", id="worth-panel"):
            yield LineChart(id="worth-chart")
        with Horizontal(id="worth-lists"):
            with Panel("Words", id="saved-words-panel"):
                yield RowList(id="saved-words")
            with Panel("Phrases", id="saved-phrases-panel"):
                yield RowList(id="saved-phrases")

    def _answer(self) -> Worth | str | None:
        """Return what the text saves in the generation looked at, or why it cannot be said."""
        session = self.session
        number = max(1, session.current)
        key = session.shown.number, session.added, number, session.made if session.computing else -1
        work = partial(_worked_out, session.run.cache, session.lineage(), session.added, number)
        return self._found.ask(key, work) or self._found.last

    def show_body(self) -> None:
        """Show curve, words and phrases."""
        found = self._answer()
        if not isinstance(found, Worth):
            self.query_one("#saved-words", RowList).say("working …" if found is None else "")
            self.query_one("#saved-phrases", RowList).say("")
            return
        name = words.safe(found.name)
        self.query_one(LineChart).show(words.curves(found))
        self.query_one("#worth-panel", Panel).say(
            f"Words kept alive in generation {found.generation}", f"by each eighth of {name}"
        )
        matching = self.matching(each.text for each in found.words)
        if matching and self._place not in matching:
            self._place = matching[0]
        listed = self._listed = self.show_list(
            "saved-words", words.WORDS, matching, partial(words.word_cells, found), self._place,
            empty="It keeps no word alive.", noun="word",
        )  # fmt: skip
        matching = self.matching(each.text for each in found.phrases)
        self.show_list(
            "saved-phrases", words.PHRASES, matching, partial(words.phrase_cells, found), None,
            empty="It has no phrase of its own.", noun="phrase",
        )  # fmt: skip
        panel = self.query_one("#saved-words-panel", Panel)
        panel.say(f"Words it keeps · {len(listed):,}", fitting(words.MEANS, panel.size.width - 4))
        self.query_one("#saved-phrases-panel", Panel).say(f"Phrases only {name} has")

    def sentence(self) -> Wordings:
        """Say what the text saves."""
        found = self._answer()
        if found is None:
            return ("Reading the text …",)
        return (found, found[:70]) if isinstance(found, str) else words.sentence(found)

    # Commands of this view

    def do_move_saved(self, by: int, pages: int = 0) -> None:
        """Choose another word, so many words and pages further down."""
        by += pages * self.query_one("#saved-words", RowList).page
        self._place = moved(self._listed, self._place, by)
        self.show()

    @on(RowList.Chosen)
    def take_row(self, message: RowList.Chosen) -> None:
        """Choose the word that was clicked on."""
        if message.rows.id == "saved-words":
            self._place = self._listed[message.place]
            self.show()


def _worked_out(cache: CorpusCache, lineage: Lineage, names: tuple[str, ...], number: int) -> Worth | str:
    """Read the text and say what it saves, or why it cannot be read; runs in a thread."""
    settings = lineage.settings
    try:
        added = cache.corpus(names, settings.unit, settings.merges)
    except DriftviewError as error:
        return str(error)
    last = lineage.generations[min(number, lineage.last)]
    machine = (last.tokens, last.starts) if last.number else None
    return worth(lineage.corpus, settings, added, number, machine=machine)


def ask_text(main: MainScreen) -> None:
    """Ask for a text, and show what it would save."""
    from driftview.tui.views.corpus import CorpusPicker

    def chosen(names: tuple[str, ...] | ReadingOptions | None) -> None:
        if not isinstance(names, tuple) or not names:
            return
        main.session.added = names
        top = main.app.screen
        if isinstance(top, WorthView):
            top.show()
            return
        if isinstance(top, View):
            top.dismiss()
        main.app.push_screen(WorthView(main))

    picker = CorpusPicker(main.session.added, None, "A text that joins the human text")
    main.app.push_screen(picker, chosen)

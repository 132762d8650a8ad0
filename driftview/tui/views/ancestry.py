"""The Ancestry view: a sentence, and the human pages that it was copied from, piece by piece."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.events import Click, MouseScrollDown, MouseScrollUp
from textual.message import Message

from driftview import numbers
from driftview.drift.ancestry import Ancestry, ancestors_of, ancestry, prose, sentence_bounds
from driftview.drift.custody import Custody, CustodyFinder
from driftview.text import cleaning
from driftview.tui.background import BackgroundQuery
from driftview.tui.content import ancestry as ancestry_module
from driftview.tui.content.main import Wordings
from driftview.tui.content.spans import Span
from driftview.tui.views.view import View
from driftview.tui.widgets.frame import Panel
from driftview.tui.widgets.prose import Prose
from driftview.tui.widgets.rows import PlainLine, Rows
from driftview.tui.widgets.sample_pane import SamplePane

if TYPE_CHECKING:
    from driftview.drift.ancestry import Piece
    from driftview.drift.lineage import Generation
    from driftview.text.corpus import Corpus
    from driftview.tui.views.main import MainScreen


class Concordance(Rows):
    """One line a piece, aligned at the pieces; a click or the wheel chooses one."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "concordance--muted", "concordance--mark", "concordance--piece", "concordance--here",
    }  # fmt: skip
    DEFAULT_CSS = """
    Concordance {
        color: $foreground;
        & > .concordance--muted { color: $text-muted; }
        & > .concordance--mark { color: $text-warning; }
        & > .concordance--piece { color: $text-accent; }
        & > .concordance--here { background: $primary 35%; color: $foreground; text-style: bold; }
    }
    """

    @dataclass
    class Chosen(Message):
        """A piece was chosen with the mouse."""

        place: int

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._corpus: Corpus | None = None
        self._pieces: Sequence[Piece] = ()
        self._chosen = 0
        self._top = 0

    @property
    def pieces(self) -> Sequence[Piece]:
        """Return what is listed."""
        return self._pieces

    def show(self, corpus: Corpus, found: Sequence[Piece], chosen: int) -> None:
        """Show the pieces of another sentence, or choose another piece."""
        self._corpus, self._pieces, self._chosen = corpus, found, chosen
        self.fit_rows()

    def fit_rows(self) -> None:
        """Make the lines that are seen; the chosen one always is."""
        from driftview.tui.content.ancestry import concordance_rows

        height = self.size.height
        if self._corpus is None or not height:
            return
        self._top = min(max(self._top, self._chosen - height + 1), self._chosen)
        self._top = max(0, min(self._top, len(self._pieces) - height))
        seen = range(self._top, min(self._top + height, len(self._pieces)))
        self.show_rows(concordance_rows(self._corpus, self._pieces, self._chosen, self.size.width, seen))

    def on_click(self, event: Click) -> None:
        """Choose the piece that was clicked on."""
        offset = event.get_content_offset(self)
        if offset is not None and self._top + offset.y < len(self._pieces):
            event.stop()
            self.post_message(self.Chosen(self._top + offset.y))

    def on_mouse_scroll_down(self, event: MouseScrollDown) -> None:
        """Choose the next piece."""
        event.stop()
        self.turn(1)

    def on_mouse_scroll_up(self, event: MouseScrollUp) -> None:
        """Choose the piece before."""
        event.stop()
        self.turn(-1)

    def turn(self, by: int) -> None:
        """Choose a piece so many lines further down."""
        if 0 <= self._chosen + by < len(self._pieces):
            self.post_message(self.Chosen(self._chosen + by))


ROOMY = 14
"""Cells of the page's panel for each word on either side of the piece: two words of six letters."""

PAGE = 60
"""Words shown on either side of the chosen piece on its human page."""

SURROUNDINGS = 30
"""Words shown on either side of every other piece, more than a line takes."""


class AncestryView(View):
    """The sentence under the cursor above, its pieces below, and the page of one of them."""

    VIEW = "ancestry"
    CSS_PATH: ClassVar[Any] = ["view.tcss", "ancestry.tcss"]

    def __init__(self, main: MainScreen) -> None:
        """Begin with the paragraph at the top of the main screen's right pane."""
        super().__init__(main)
        self._token = 0
        self._begins: tuple[int, int] | None = None
        self._piece: int | None = None
        self._found: tuple[object, Ancestry] | None = None
        self._path = False
        """Whether the path through the generations is shown in place of the page."""
        self._paths: BackgroundQuery[Custody] = BackgroundQuery(self, "custody", kept=32)
        self._finder: tuple[object, CustodyFinder] | None = None
        generation = self._generation
        paragraph = main.query_one("#right", SamplePane).place[0]
        if generation is not None and 0 < paragraph <= len(generation.starts):
            self._token = int(generation.starts[paragraph - 1])

    def look_at(self, position: int) -> None:
        """Begin with the sentence that holds a position of the generation on the screen."""
        generation = self._generation
        if generation is not None:
            self._token = sentence_bounds(generation, position)[0]

    def body(self) -> ComposeResult:
        """Lay out sentence, pieces, page and ancestors from top to bottom."""
        with Panel("Sentence", id="sentence-panel"):
            yield Prose(id="sentence-prose")
        with Panel("Pieces", id="pieces-panel"):
            yield Concordance(id="pieces")
        with Panel("Page", id="page-panel"):
            yield Prose(id="page-prose")
        yield PlainLine(id="ancestors")

    @property
    def _generation(self) -> Generation | None:
        generations = self.session.generations
        return generations[self.session.current] if generations else None

    def _ancestry(self, generation: Generation) -> Ancestry:
        """Return the pieces of the sentence under the cursor.

        A sentence begins where one has gone to, so that very long ones, which are cut, follow each other.
        """
        self._token = max(0, min(self._token, len(generation.origins) - 1))
        key = *self._text(generation), self._token, self._begins
        if self._found is None or self._found[0] != key:
            begin, end = sentence_bounds(generation, self._token)
            begin = self._token if self._begins == self._text(generation) else begin
            self._found = key, ancestry(generation, begin, end, SURROUNDINGS)
        return self._found[1]

    def _text(self, generation: Generation) -> tuple[int, int]:
        """Tell texts apart."""
        return self.session.shown.number, generation.number

    def show_body(self) -> None:
        """Show the sentence, its pieces, and the page of the chosen one."""
        generation = self._generation
        if generation is None:
            return
        found = self._ancestry(generation)
        chosen = self._chosen(found)
        self._show_sentence(generation, found, chosen)
        listed = self._listed(found)
        pieces = [found.pieces[place] for place in listed]
        self.query_one(Concordance).show(generation.corpus, pieces, listed.index(chosen) if pieces else 0)
        above, below = _pieces_said(found)
        shown = f"{len(listed)} of {above}" if self.filtered and found.pieces else above
        self.query_one("#pieces-panel", Panel).say(shown, below)
        if self._path:
            self._show_path(generation, found)
        else:
            self._show_page(generation, found, chosen)
        said = (
            ancestry_module.NO_ANCESTORS
            if generation.matched
            else ancestry_module.ancestors_said(
                ancestors_of(generation),
                generation.number,
                generation.simulated_runs,
                generation.expected.get("founders_sd"),
            )
        )
        self.query_one("#ancestors", PlainLine).show(*said)

    def _listed(self, found: Ancestry) -> list[int]:
        """Return the numbers of the pieces that match what the list is filtered by."""
        if self.sieve is None:
            return list(range(len(found.pieces)))
        return self.sieve.places(f"{each.page} {each.place.voice} {each.place.file}" for each in found.pieces)

    def _chosen(self, found: Ancestry) -> int:
        """Return the number of the chosen piece; the longest one, where none was chosen that is listed."""
        listed = self._listed(found)
        if not listed:
            return 0
        if self._piece is not None and self._piece in listed:
            return self._piece
        if self._piece is None or self.filtered:
            return max(listed, key=lambda place: found.pieces[place].tokens)
        return max(0, min(self._piece, len(found.pieces) - 1))

    def _show_sentence(self, generation: Generation, found: Ancestry, chosen: int) -> None:
        """Show the sentence between its neighbours."""
        text = [*ancestry_module.sentence_spans(generation, found, chosen)]
        before, after = _neighbours(generation, found)
        if before:
            text = [Span(before + " ", ancestry_module.MUTED), *text]
        if after:
            text.append(Span(" " + after, ancestry_module.MUTED))
        self.query_one("#sentence-prose", Prose).show([text], visible=ancestry_module.MARK)
        document = int(generation.starts.searchsorted(found.begin, side="right"))
        name = f"Generation {generation.number}" if generation.number else self.session.first_text
        place = f"¶ {document:,} of {len(generation.starts):,}"
        parts = "what matches" if generation.matched else "what was copied from"
        legend = f"╎ divides {parts} different places · ⟦ ⟧ is the chosen piece"
        self.query_one("#sentence-panel", Panel).say(f"Sentence · {name} · {place}", legend)

    def _show_page(self, generation: Generation, found: Ancestry, chosen: int) -> None:
        panel, text = self.query_one("#page-panel", Panel), self.query_one("#page-prose", Prose)
        if not found.pieces:
            panel.say("Page")
            none = "No word of this sentence occurs in the human text."
            none = none if generation.matched else "No token of this sentence descends from a human token."
            text.show([[Span(none)]])
            return
        piece = found.pieces[chosen]
        around = max(PAGE, text.size.area // ROOMY)
        page = ancestry(generation, piece.begin, piece.end, around).pieces[0]
        titles = ancestry_module.page_title(piece)
        panel.say(next((each for each in titles if len(each) + 2 <= panel.size.width), titles[-1]))
        text.show([ancestry_module.page_spans(page)], visible=ancestry_module.MARK)

    def _show_path(self, generation: Generation, found: Ancestry) -> None:
        """Show what the sentence was in each generation before this one."""
        panel, text = self.query_one("#page-panel", Panel), self.query_one("#page-prose", Prose)
        session = self.session
        of_run = session.shown.number, session.made
        if self._finder is None or self._finder[0] != of_run:
            self._finder = of_run, CustodyFinder(session.lineage())
        finder = self._finder[1]
        key = *of_run, generation.number, found.begin, found.end
        path = self._paths.ask(key, partial(finder.span, generation.number, found.begin, found.end))
        if path is None:
            panel.say("The path behind it", "working …")
            return
        panel.say(ancestry_module.path_title(path), "╎ joins separate pieces")
        text.show(ancestry_module.path_rows(path))

    def do_sentence_path(self) -> None:
        """Change between the human page and the path through the generations."""
        self._path = not self._path
        self.show()

    def footer_words(self) -> dict[str, str]:
        """Say what the key of the lower panel leads to."""
        return {"sentence_path": "page" if self._path else "path"}

    def sentence(self) -> Wordings:
        """Say of how many pieces the sentence is made, and how the ancestors compare with the prediction."""
        generation = self._generation
        if generation is None:
            return ("",)
        if generation.number == 0:
            start = "This is the human text: every sentence is its own source"
            return (f"{start}. Press → to see where the first model's sentences come from.", f"{start}.")
        if generation.matched:
            return ancestry_module.matched_said(self._ancestry(generation))
        found, ancestors = self._ancestry(generation), ancestors_of(generation)
        share = numbers.percent(ancestors.share)
        from_places = f"opied from {_counted(len(found.pieces), 'place')}"
        row = f"at most {_counted(found.longest, 'token')} in a row"
        fed = f"{share} of the human text, {ancestry_module.departure(ancestors)}"
        whole = f"Generation {generation.number} descends from"
        return (
            f"This sentence was c{from_places} of the human text, {row}. {whole} {fed}.",
            f"C{from_places}, {row}. {whole} {fed}.",
            f"C{from_places}; the generation descends from {fed}.",
            f"C{from_places}; the generation descends from {share} of the human text.",
            f"C{from_places}.",
        )

    # Commands of this view

    def _go(self, begin: int) -> None:
        """Look at the sentence that begins at a token."""
        generation = self._generation
        if generation is not None and 0 <= begin < len(generation.origins):
            self._token, self._begins, self._piece = begin, self._text(generation), None
            self.show()

    def do_sentence_back(self) -> None:
        """Look at the sentence before."""
        generation = self._generation
        if generation is not None:
            begin = self._ancestry(generation).begin
            self._go(sentence_bounds(generation, begin - 1)[0] if begin else 0)

    def do_sentence_on(self) -> None:
        """Look at the next sentence."""
        generation = self._generation
        if generation is not None:
            self._go(self._ancestry(generation).end)

    def do_paragraph_back(self) -> None:
        """Look at the beginning of this paragraph, or of the one before."""
        generation = self._generation
        if generation is not None:
            earlier = generation.starts[generation.starts < self._token]
            self._go(int(earlier[-1]) if len(earlier) else 0)

    def do_paragraph_on(self) -> None:
        """Look at the beginning of the next paragraph."""
        generation = self._generation
        if generation is not None:
            later = generation.starts[generation.starts > self._token]
            self._go(int(later[0]) if len(later) else -1)

    def do_move_piece(self, by: int) -> None:
        """Look at the page of another piece, so many further on."""
        generation = self._generation
        if generation is not None:
            found = self._ancestry(generation)
            listed = self._listed(found)
            if listed:
                here = listed.index(self._chosen(found))
                self._choose(listed[max(0, min(here + by, len(listed) - 1))])

    def _choose(self, place: int) -> None:
        self._piece = place
        self.show()

    @on(Concordance.Chosen)
    def take_piece(self, message: Concordance.Chosen) -> None:
        """Look at the page of the piece that was clicked on."""
        generation = self._generation
        if generation is not None:
            self._choose(self._listed(self._ancestry(generation))[message.place])


def _neighbours(generation: Generation, found: Ancestry) -> tuple[str, str]:
    """Return the sentences before and after one, of the same paragraph; empty where there is none."""
    begins = found.begin in generation.starts
    ends = found.end >= len(generation.origins) or found.end in generation.starts
    before = "" if begins else prose(generation, *_bounded(generation, found.begin - 1, found))
    after = "" if ends else prose(generation, *_bounded(generation, found.end, found))
    return cleaning.shown(before), cleaning.shown(after)


def _bounded(generation: Generation, token: int, found: Ancestry) -> tuple[int, int]:
    """Return the bounds of the sentence of a token, without what belongs to ``found``."""
    begin, end = sentence_bounds(generation, token)
    return (begin, min(end, found.begin)) if token < found.begin else (max(begin, found.end), end)


def _pieces_said(found: Ancestry) -> tuple[str, str]:
    """Return what stands above and below the pieces."""
    if not found.pieces:
        return "No human page", ""
    paragraphs = _counted(found.paragraphs, "human paragraph")
    above = f"{_counted(len(found.pieces), 'piece')} from {paragraphs}"
    orphans = len(found.orphans)
    below = f"not in the human text there: {_counted(orphans, 'token')}" if orphans else ""
    return above, below


def _counted(number: int, name: str) -> str:
    return f"{number:,} {name}{'' if number == 1 else 's'}"

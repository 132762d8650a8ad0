"""What the main screen shows, and which widget shows what."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import partial
from typing import TYPE_CHECKING, assert_never

from driftview.tui.commands.footer import footer
from driftview.tui.content.main import facts, figure, place, sentence, subject
from driftview.tui.content.marks import CYCLE, Found, Marks, legend, next_marks
from driftview.tui.content.spans import fitting
from driftview.tui.session import Session
from driftview.tui.views.panels import PanelScreen, show_effect
from driftview.tui.widgets.frame import Footer, Header, Panel
from driftview.tui.widgets.rows import Headline
from driftview.tui.widgets.sample_pane import SamplePane, ScrollMark

if TYPE_CHECKING:
    from textual.screen import Screen

    from driftview.drift.lineage import Generation
    from driftview.drift.phrases import NewWords
    from driftview.tui.content.page import Page
    from driftview.tui.novelty import Novelty

Side = tuple[Hashable, "Callable[[int], Page]"]
"""What tells a page from others, and what sets it for a width."""


class Charts:
    """The charts of the main screen, mounted when there is something to draw."""

    def __init__(self) -> None:
        # numpy, which draws them, must not hold up the first frame
        from driftview.tui.widgets.charts import BandBars, HeatMap, LineChart, Timeline
        from driftview.tui.widgets.table import MeasureTable

        self.timeline = Timeline(id="timeline")
        self.vocabulary = LineChart(id="vocabulary-chart")
        self.loss = BandBars(id="loss-chart")
        self.map = HeatMap(id="map-chart")
        self.measures = MeasureTable(id="measures")

    async def mount(self, screen: Screen[None]) -> None:
        """Put the charts, in their frames, into the room that is kept for them."""
        await screen.query_one("#time").mount(self.timeline)
        await screen.query_one("#charts").mount(
            Panel("Vocabulary", self.vocabulary, id="vocabulary", opens="vocabulary"),
            Panel("Rare words alive", self.loss, id="loss", opens="map"),
            Panel("Words alive", self.map, id="map", opens="map"),
            Panel("Measures", self.measures, id="measures-panel", opens="measures"),
        )

    def show(self, session: Session) -> None:
        """Draw the session."""
        from driftview.tui.content import charts
        from driftview.tui.content.measures import read

        self.timeline.show(charts.track(session))
        self.vocabulary.show(charts.vocabulary(session))
        generation = session.generations[session.current]
        self.loss.show([band for band in generation.bands if band.types])
        self.measures.show(read(session.generations, session.current))
        if self.map.is_on_screen or self.map.styles.display != "none":
            self.map.show(charts.loss_map(session))
        screen = self.timeline.screen
        ghosts = [f"◌ {ghost.label}" for ghost in reversed(session.ghosts)]
        while len(ghosts) > 1 and len(" · ".join(ghosts)) > self.vocabulary.size.width - 2:
            ghosts.pop()
        screen.query_one("#vocabulary", Panel).say("Vocabulary", " · ".join(ghosts))
        screen.query_one("#loss", Panel).say(f"Rare {generation.corpus.unit}s alive")
        screen.query_one("#measures-panel", Panel).say("Measures", _legend(session, self.measures.size.width))


class Display:
    """Knows which widget shows what."""

    def __init__(self, screen: PanelScreen) -> None:
        self._screen = screen
        self._charts: Charts | None = None
        self._novelty: Novelty | None = None
        self.marks: Marks = CYCLE[0]
        """Which looks the machine's text has."""
        self._before = 0
        """The generation that was looked at last."""

    async def prepare(self) -> bool:
        """Mount the charts, unless they are there; False when the screen is closing."""
        if not any(each.is_attached for each in self._screen.query("#time")):
            return False
        if self._charts is None:
            from driftview.tui.novelty import Novelty  # numpy must not hold up the first frame

            self._novelty = Novelty(self._screen)
            charts = Charts()
            await charts.mount(self._screen)
            self._charts = charts
        return True

    def show(self, session: Session) -> None:
        """Bring all widgets up to date; those whose content is the same do nothing."""
        find = self._screen.query_one
        find(Header).show(subject(session), partial(facts, session), place(session))
        found, meaning = figure(session), sentence(session)
        line = find("#sentence", Headline)
        line.show(*meaning) if found is None else line.tell(found.said, found.lost, *meaning)
        show_effect(self._screen, session)
        find(Footer).show(footer(session, maximised=self._screen.maximised))
        if self._charts is None or not session.generations:
            return
        self.show_texts(session)
        self._charts.show(session)

    def next_marks(self) -> str:
        """Choose other looks for the machine's text, and say which."""
        self.marks = next_marks(self.marks)
        return f"Marked in the text: {self.marks}."

    def show_texts(self, session: Session) -> None:
        """Bring the two texts up to date."""
        left, right = session.generations[session.left], session.generations[session.current]
        human, machine = self._panes()
        human.show(*_left_side(session, right, self.marks))
        self._show_machine(session, right, machine)
        said = (f"struck: not used by generation {right.number}", "struck: no longer used", "struck: unused")
        struck = "" if left.number == right.number else fitting(said, human.size.width - 1)
        title = _title(
            left, human, session.name_of(left.number), session.first_text, pinned=session.pinned is not None
        )
        self._screen.query_one("#left-panel", Panel).say(title, struck)
        for pane in (human, machine):
            self._screen.query_one(f"#{pane.id}-mark", ScrollMark).show(*pane.share)

    def look_ahead(self, session: Session) -> None:
        """Set the pages that one more step in the same direction will show, now that there is time."""
        forward = session.current >= self._before
        self._before = session.current
        number = session.current + (1 if forward else -1)
        if self._charts is None or not 0 <= number <= session.made:
            return
        generation = session.generations[number]
        human, machine = self._panes()
        human.prepare(*_left_side(session, generation, self.marks))
        new = self._novelty.known(session, number) if self._novelty and self.marks == "new phrases" else None
        machine.prepare(*_right_side(session, generation, self.marks, new))

    def _panes(self) -> tuple[SamplePane, SamplePane]:
        """Return the panes of the two texts."""
        find = self._screen.query_one
        return find("#left", SamplePane), find("#right", SamplePane)

    def _show_machine(self, session: Session, right: Generation, pane: SamplePane) -> None:
        """Show the generation looked at, with the looks that are on, and name them."""
        marks, new = self.marks, self._new_words(session, right)
        pane.show(*_right_side(session, right, marks, new))
        length = self._novelty.length(session) if self._novelty and marks == "new phrases" else 0
        found = Found(length, None if new is None else new.share, right.number < session.made)
        said = legend(marks, right, found, pane.size.width - 2)
        self._screen.query_one("#right-panel", Panel).say(
            _title(right, pane, session.name_of(right.number), session.first_text, pinned=False), said
        )

    def _new_words(self, session: Session, generation: Generation) -> NewWords | None:
        """Return where new phrases end, when that is wanted and known."""
        if self._novelty is None or self.marks != "new phrases" or generation.number == 0:
            return None
        new = self._novelty.at(session, generation.number)
        if new is not None:
            self._novelty.look_ahead(session)
        return new


def _legend(session: Session, width: int) -> str:
    """Say what the bars are held against, and which key explains the measures."""
    key = session.keys.labels["measures"]
    said = f"│ {session.first_text.lower()}"
    return fitting((f"{said} · {key} explains", f"{said} · {key} help", said), width - 2) if key else said


def _title(generation: Generation, pane: SamplePane, given: str, first: str, *, pinned: bool) -> str:
    """Return what stands above a pane: whose text it is, ``given`` as what, and where in it we are."""
    name = f"Generation {generation.number}" if generation.number else first
    name += " · pinned" if pinned else ""
    number, documents = pane.place
    place = f" · ¶ {number:,} of {documents:,}" if number else ""
    named = f"{name} · {given}" if given else name
    wordings = (f"{named}{place}", named, f"{name}{place}", name)
    return next((each for each in wordings if len(each) + 2 <= pane.size.width), name)


def _left_side(session: Session, right: Generation, marks: Marks) -> Side:
    """Return the page on the left when ``right`` is looked at."""
    left, tinted = session.generations[session.left], marks == "over-use"
    key = session.shown.number, left.number, right.number, tinted
    return key, partial(_left_page, left, right, tinted)


def _right_side(session: Session, right: Generation, marks: Marks, new: NewWords | None) -> Side:
    """Return the page of the generation that is looked at."""
    following = session.generations[right.number + 1 :][:1]
    key = (session.shown.number, right.number, marks, new is not None, bool(following))
    return key, partial(_right_page, right, following, marks, new)


def _left_page(left: Generation, right: Generation, tinted: bool, width: int) -> Page:
    from driftview.drift.overuse import Use, use_of_words
    from driftview.tui.content.page import Page

    if left.number == right.number:
        return Page(left, width)
    use = use_of_words(right.counts, right.corpus.counts)
    if not tinted:
        use[use != Use.NEVER] = Use.AS_OFTEN
    return Page(left, width, use=use)


def _right_page(
    right: Generation, following: list[Generation], marks: Marks, new: NewWords | None, width: int
) -> Page:
    from driftview.drift.overuse import use_of_words
    from driftview.tui.content.page import Page

    human = right.number == 0
    match marks:
        case "over-use" if not human:
            return Page(right, width, use=use_of_words(right.counts, right.corpus.counts))
        case "copied spans" if not human:
            return Page(right, width, spans=True)
        case "new phrases" if new is not None:
            return Page(right, width, new=new.flags)
        case "last words" if following:
            return Page(right, width, dying=following[0].counts == 0)
        case "over-use" | "copied spans" | "new phrases" | "last words" | "nothing":
            return Page(right, width)
        case _:
            assert_never(marks)

"""Puts the session on the widgets of the main screen."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from textual.screen import Screen

from driftview.charts import numbers
from driftview.tui.commands.footer import footer
from driftview.tui.gauges import read
from driftview.tui.session import Session
from driftview.tui.story import facts, place, sentence
from driftview.tui.widgets.footer import Footer
from driftview.tui.widgets.gauge_table import GaugeTable
from driftview.tui.widgets.header import Fact, Header
from driftview.tui.widgets.line import PlainLine
from driftview.tui.widgets.panel import Panel
from driftview.tui.widgets.sample_pane import SamplePane

if TYPE_CHECKING:
    from driftview.drift.lineage import Generation
    from driftview.tui.page import Page
    from driftview.tui.screens.charts import Charts


class Display:
    """Knows which widget shows what."""

    def __init__(self, screen: Screen[None]) -> None:
        self._screen = screen
        self._charts: Charts | None = None

    async def prepare(self) -> bool:
        """Mount the charts, unless they are there; False when the screen is closing."""
        if not any(each.is_attached for each in self._screen.query("#time")):
            return False
        if self._charts is None:
            from driftview.tui.screens.charts import Charts  # numpy must not hold up the first frame

            charts = Charts()
            await charts.mount(self._screen)
            self._charts = charts
        return True

    def show(self, session: Session) -> None:
        """Bring all widgets up to date; those whose content is the same do nothing."""
        find = self._screen.query_one
        find(Header).show([Fact(*fact) for fact in facts(session)], place(session))
        find("#sentence", PlainLine).show(*sentence(session))
        find(Footer).show(footer(session))
        if self._charts is None or not session.generations:
            return
        self._show_texts(session)
        self._charts.show(session)
        total = max(session.run.target, session.made) + 1
        find(GaugeTable).show(read(session.generations, session.current), total)

    def _show_texts(self, session: Session) -> None:
        left, right = session.generations[session.left], session.generations[session.current]
        find = self._screen.query_one
        human, machine = find("#left", SamplePane), find("#right", SamplePane)
        human.show((session.shown.number, left.number, right.number), partial(_left_page, left, right))
        machine.show((session.shown.number, right.number), partial(_right_page, right))
        struck = "" if left.number == right.number else f"† dead by generation {right.number}"
        find("#left-panel", Panel).say(_title(left, human, pinned=session.pinned is not None), struck)
        legend = _copied(right, machine.size.width)
        find("#right-panel", Panel).say(_title(right, machine, pinned=False), legend)


def _title(generation: Generation, pane: SamplePane, *, pinned: bool) -> str:
    """Return what stands above a pane: whose text it is, and where in it we are."""
    name = f"Generation {generation.number}" if generation.number else "Human text"
    name += " · pinned" if pinned else ""
    number, documents = pane.place
    full = f"{name} · ¶ {number:,} of {documents:,}"
    return full if number and len(full) + 2 <= pane.size.width else name


def _copied(generation: Generation, width: int) -> str:
    """Return the legend of the verbatim spans, with their share."""
    if generation.number == 0:
        return "the text that people wrote"
    share = numbers.percent(generation.measures.get("copied_share"))
    return f"⟦ ⟧ copied, 8 words or more: {share}" if width >= 34 else f"⟦ ⟧ copied 8+: {share}"


def _left_page(left: Generation, right: Generation, width: int) -> Page:
    from driftview.tui.page import Page

    return Page(left, width, dead=right.counts == 0 if left.number != right.number else None)


def _right_page(right: Generation, width: int) -> Page:
    from driftview.tui.page import Page

    return Page(right, width, spans=right.number > 0)

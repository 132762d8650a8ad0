"""Charts as SVG: text made from the data alone, sharp at any size, light and dark as the reader has it."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from driftview.charts.markup import Markup, element, joined

WIDTH = 480.0
"""Width of every chart, in its own units: narrow, so that its words can still be read on a telephone."""

LETTER = 8.8
"""About how wide a letter is at most, in the same units; it depends on the fonts that the reader has."""


@dataclass(frozen=True)
class Caption:
    """What a chart is called, and what it says to those who cannot see it."""

    name: str
    """One word, unique on a page."""
    title: str
    said: str


@dataclass(frozen=True)
class Drawing:
    """A chart, drawn."""

    caption: Caption
    height: float
    body: Markup

    @property
    def inline(self) -> Markup:
        """The chart for a page that has chart_style() among its styles."""
        return self._svg()

    @property
    def standalone(self) -> str:
        """The chart as a file of its own, ended by a newline."""
        paper = element("rect", {"class": "paper", "width": WIDTH, "height": self.height})
        return f'<?xml version="1.0" encoding="UTF-8"?>\n{self._svg(_style(), paper)}\n'

    def _svg(self, *first: Markup) -> Markup:
        name = self.caption.name
        attributes = {
            "xmlns": "http://www.w3.org/2000/svg",
            "class": "chart",
            "viewBox": f"0 0 {WIDTH:.0f} {self.height:.0f}",
            "role": "img",
            "aria-labelledby": f"{name}-title {name}-said",
        }
        title = element("title", {"id": f"{name}-title"}, self.caption.title)
        said = element("desc", {"id": f"{name}-said"}, self.caption.said)
        return element("svg", attributes, title, said, *first, self.body)


@cache
def chart_style() -> str:
    """Return the style sheet of all charts."""
    return files("driftview.charts").joinpath("chart.css").read_text("utf-8")


def _style() -> Markup:
    return element("style", None, Markup(chart_style().replace("&", "&amp;").replace("<", "&lt;")))


def words(x: float, y: float, text: str, look: str | None = None) -> Markup:
    """Return text at a place; ``look`` names classes of the style sheet, such as "end" or "middle"."""
    return element("text", {"x": x, "y": y, "class": look}, text)


def key(x: float, y: float, items: list[tuple[str, str, str]]) -> Markup:
    """Return the key of a chart, from left to right.

    An item is the kind of its sample ("line" or "patch"), the classes of that, and the words.
    """
    parts: list[Markup] = []
    for kind, look, text in items:
        if kind == "line":
            parts.append(element("path", {"class": look, "d": f"M{x:.1f} {y - 4.5:.1f}h22"}))
        else:
            parts.append(element("rect", {"class": look, "x": x + 6, "y": y - 10, "width": 11, "height": 11}))
        parts.append(words(x + (27 if kind == "line" else 22), y, text))
        x += (27 if kind == "line" else 22) + LETTER * len(text) + 8
    return joined(*parts)

"""Rows of styled text: the base of every widget of the explorer that shows text."""

from dataclasses import dataclass
from itertools import groupby, zip_longest
from operator import itemgetter
from typing import ClassVar

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.css.styles import RenderStyles
from textual.dom import DOMNode
from textual.events import Click
from textual.geometry import Region, Size
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from driftview.drift.first_text import call_first
from driftview.tui.content.spans import Row, Span, fitting, row_width


def called(widget: Widget, text: str) -> str:
    """Return text that calls generation 0 human only where somebody says that it is."""
    human = getattr(widget.app, "begins_human", True) if widget.is_attached else True
    return text if human else call_first(human, text)


class LineView(Widget):
    """Draws itself line by line; a line is drawn again only when it has been forgotten.

    Textual gives every line its border, padding and title each time. Widgets like these have none of that
    most of the time, and leaving it out makes a step much shorter.
    """

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes)
        self._strips: dict[int, Strip] = {}
        self._ground: Color | None = None
        """The colour behind the widget, once it has been asked for."""

    def draw_line(self, y: int) -> Strip:
        """Return one line, as wide as the widget."""
        raise NotImplementedError

    def forget_lines(self) -> None:
        """Draw every line again when it is next seen."""
        self._strips.clear()
        self._ground = None

    def notify_style_update(self) -> None:
        """Forget lines that were made in another theme."""
        super().notify_style_update()
        self._component_styles.clear()
        self.forget_lines()

    @classmethod
    def _get_component_classes(cls) -> frozenset[str]:  # type: ignore[override]  # that one caches
        """Have no look found ahead of time.

        Textual finds all looks of a widget whenever its style may have changed, 29 for each chart: 270
        until the main screen is there, a quarter of its processor time, where no more than 40 are drawn.
        """
        return frozenset()

    def get_component_styles(self, *names: str) -> RenderStyles:
        """Return the styles of looks, each found in the style sheet when it is drawn for the first time."""
        for name in names:
            if name not in self._component_styles and name in super()._get_component_classes():
                node = DOMNode(classes=name)
                node._attach(self)
                self.app.stylesheet.apply(node)
                self._component_styles[name] = node.styles
        return super().get_component_styles(*names)

    def render_line(self, y: int) -> Strip:
        """Return one line of the widget."""
        strip = self._strips.get(y)
        if strip is None:
            strip = self._strips[y] = self.draw_line(y)
        return strip

    def render_lines(self, crop: Region) -> list[Strip]:
        """Return the lines that the screen asks for; those of a plain widget need no more styling."""
        styles = self.styles
        if styles.gutter != (0, 0, 0, 0) or self.opacity != 1.0 or styles.tint.a or self.loading:
            return super().render_lines(crop)
        strips = [self.render_line(y) for y in crop.line_range]
        ground = self._ground = self._ground or self.background_colors[1]
        for line_filter in self.get_line_filters():
            strips = [strip.apply_filter(line_filter, ground) for strip in strips]
        if crop.x == 0 and all(strip.cell_length == crop.width for strip in strips):
            return strips
        return [strip.crop(*crop.column_span) for strip in strips]


@dataclass
class CommandChosen(Message):
    """A command was chosen with the mouse."""

    command: str


@dataclass
class MeasureChosen(Message):
    """A measure was chosen with the mouse."""

    measure: str


class Rows(LineView):
    """Draws rows of text; nothing is laid out again when they change."""

    DEFAULT_CSS = """
    Rows { height: 1fr; }
    """

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes)
        self._rows: list[Row] = []
        self._width = 0
        """The width that the rows were made for."""
        self._styles_of: dict[str, Style] = {}

    @property
    def rows(self) -> list[Row]:
        """Return the rows that are shown now."""
        return self._rows

    def show_rows(self, rows: list[Row]) -> None:
        """Show other rows; only those that differ are drawn again."""
        self._width = self.size.width
        if rows == self._rows:
            return
        pairs = enumerate(zip_longest(self._rows, rows))
        changed = [y for y, (before, after) in pairs if before != after]
        resized = len(rows) != len(self._rows)
        self._rows = rows
        for y in changed:
            self._strips.pop(y, None)
        if resized and self.styles.auto_dimensions:
            self.refresh(layout=True)
        elif width := self.size.width:  # what is hidden would have the screen laid out again
            self.refresh(*(Region(0, y, width, 1) for y in changed))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return how many rows there are, for widgets that are as high as their text."""
        return len(self._rows)

    def forget_lines(self) -> None:
        """Draw every line again, and look its styles up again."""
        super().forget_lines()
        self._styles_of.clear()

    def on_resize(self) -> None:
        """Forget lines that were made for another width, and fit the rows into the new size."""
        self.forget_lines()
        self.fit_rows()

    def fit_rows(self) -> None:
        """Make the rows for the present size; does nothing where they do not depend on it."""

    def render_lines(self, crop: Region) -> list[Strip]:
        """Return the rows that the screen asks for, made for the present width.

        Textual does not always tell a widget that comes into view of its size: not when somebody asked where
        a widget is after the room was made and before the screen was laid out.
        """
        if self._width != self.size.width:
            self._width = self.size.width
            self.forget_lines()
            self.fit_rows()
        return super().render_lines(crop)

    def draw_line(self, y: int) -> Strip:
        """Return one row, cut or filled to the width."""
        width = self.size.width
        if y >= len(self._rows):
            return Strip.blank(width, self._style(""))
        row = self._rows[y]
        spare = width - row_width(row)
        pieces = [(text, self._style(look)) for text, look, _ in row if text]
        if spare > 0:
            pieces.append((" " * spare, self._style("")))
        runs = groupby(pieces, itemgetter(1))
        strip = Strip(
            [Segment("".join(text for text, _ in run), style) for style, run in runs], width + max(-spare, 0)
        )
        return strip.crop(0, width) if spare < 0 else strip

    def _style(self, look: str) -> Style:
        """Return the style of a look, found once for each."""
        style = self._styles_of.get(look)
        if style is None:
            style = self.get_component_rich_style(look) if look else self.rich_style
            self._styles_of[look] = style
        return style

    def on_click(self, event: Click) -> None:
        """Give the command that was clicked on."""
        offset = event.get_content_offset(self)
        if offset is None or offset.y >= len(self._rows):
            return
        x = 0
        for span in self._rows[offset.y]:
            x += cell_len(span.text)
            if offset.x < x:
                if span.command:
                    event.stop()
                    self.post_message(CommandChosen(span.command))
                return


LEVELS = 5
LOST = tuple(f"lost--{level}" for level in range(LEVELS))
"""Looks from nothing lost to nearly all lost: one scale of colour for whatever says how much is gone."""
BARS = tuple(f"lost-bar--{level}" for level in range(LEVELS))
"""The same for bars: not bold, and calmer where nothing is lost."""


def loss_look(lost: float, looks: tuple[str, ...] = LOST) -> str:
    """Return the look of a share that is lost: neutral up to a twentieth or so, and redder the more it is."""
    return looks[sum(lost >= bound for bound in (0.07, 0.25, 0.45, 0.65))]


class LossRows(Rows):
    """Rows in which a number may have the colour of how much is lost."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"lost--none", "lost--all", "lost-bar--none"}
    DEFAULT_CSS = """
    LossRows {
        & > .lost--none { color: $foreground; }
        & > .lost-bar--none { color: $text-muted; }
        & > .lost--all { color: $text-error; }
    }
    """

    def _style(self, look: str) -> Style:
        """Return the style of a look; those between none and all are mixed from the two."""
        looks = next((looks for looks in (LOST, BARS) if look in looks), ())
        if not looks or look in self._styles_of:
            return super()._style(look)
        calm, worst = (
            self.get_component_rich_style(name)
            for name in ("lost-bar--none" if looks is BARS else "lost--none", "lost--all")
        )
        share = looks.index(look) / (LEVELS - 1)
        style = worst if share > 0.5 else calm
        if calm.color is not None and worst.color is not None:
            ends = Color.from_rich_color(calm.color), Color.from_rich_color(worst.color)
            if all(end.ansi is None for end in ends):  # the terminal's own colours do not mix
                style += Style(color=ends[0].blend(ends[1], share).rich_color)
        self._styles_of[look] = style = style + Style(bold=looks is LOST)
        return style


class PlainLine(Rows):
    """One line of text, cut to the width; the first of several wordings that fits is taken."""

    DEFAULT_CSS = """
    PlainLine { height: 1; padding: 0 1; color: $foreground; }
    """

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._wordings: tuple[str, ...] = ("",)

    def show(self, *wordings: str) -> None:
        """Show the longest of these wordings that fits; give them from long to short."""
        self._wordings = tuple(called(self, each) for each in wordings) or ("",)
        self.fit_rows()

    def fit_rows(self) -> None:
        """Take the first wording that fits."""
        width = self.size.width
        text = fitting(self._wordings, width)
        self.show_rows([(Span(set_cell_size(text, width) if cell_len(text) > width else text),)])


class Hint(Rows):
    """One line with keys that stand out."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"hint--key"}
    DEFAULT_CSS = """
    Hint {
        height: 1; display: none; background: $primary 15%; color: $foreground;
        & > .hint--key { color: $text-primary; text-style: bold; }
    }
    """


class Headline(LossRows, PlainLine):
    """One line: a number that stands out, and as much of what it means as there is room for."""

    DEFAULT_CSS = """
    Headline { height: 1; padding: 0 1; color: $foreground; }
    """

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._figure = ""
        self._lost = 0.0

    def show(self, *wordings: str) -> None:
        """Show a line without a number: why a key does nothing, say."""
        self._figure = ""
        PlainLine.show(self, *wordings)

    def tell(self, figure: str, lost: float, *wordings: str) -> None:
        """Show a number in the colour of what is lost, and the longest wording that fits beside it."""
        self._figure, self._lost = figure, lost
        PlainLine.show(self, *wordings)

    def fit_rows(self) -> None:
        """Take the first wording that fits beside the figure."""
        if not self._figure:
            super().fit_rows()
            return
        room = self.size.width - cell_len(self._figure)
        text = next((each for each in self._wordings if cell_len(each) + 2 <= room), "")
        gap = " " * min(4, max(0, room - cell_len(text)))
        self.show_rows([(Span(self._figure, loss_look(self._lost)), Span(gap + text))])

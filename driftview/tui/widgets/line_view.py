"""The base of the explorer's own widgets: lines that are drawn once, kept, and handed over as they are."""

from textual.color import Color
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget


class LineView(Widget):
    """Draws itself line by line; a line is drawn again only when it has been forgotten.

    Textual gives every line its border, padding and title anew. Widgets like these have none of that most of
    the time, and leaving it out makes a step much shorter.
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
        self.forget_lines()

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

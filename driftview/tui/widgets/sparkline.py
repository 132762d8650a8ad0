"""The sparkline on the screen."""

from collections.abc import Sequence

from driftview.charts.raster import Raster
from driftview.charts.strips import draw_sparkline
from driftview.tui.widgets.raster_view import RasterView


class Sparkline(RasterView):
    """A curve in one row, with the current value set off."""

    DEFAULT_CSS = "Sparkline { height: 1; & > .chart--cursor { color: $text-accent; text-style: bold; } }"

    _shown: tuple[tuple[float | None, ...], int | None, int | None] = ((), None, None)

    def show(
        self, values: Sequence[float | None], total: int | None = None, cursor: int | None = None
    ) -> None:
        """Show other values; ``total`` is how many there will be, ``cursor`` the place of the current one."""
        shown = (tuple(values), total, cursor)
        if shown != self._shown:
            self._shown = shown
            self.redraw()

    def draw(self, width: int, height: int) -> Raster:
        """Return the sparkline; what is below its row stays blank."""
        values, total, cursor = self._shown
        return draw_sparkline(values, width, total, cursor, height)

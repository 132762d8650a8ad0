"""The line chart on the screen."""

from dataclasses import dataclass, replace

from textual.events import Click
from textual.message import Message

from driftview.charts.curves import Curves
from driftview.charts.line_chart import Plot, draw_curves, x_at
from driftview.charts.raster import Raster
from driftview.tui.widgets.raster_view import RasterView


class LineChart(RasterView):
    """Curves through the generations; a click chooses an x."""

    @dataclass
    class Chosen(Message):
        """Somebody clicked on the plot."""

        chart: "LineChart"
        position: float
        """The x that was clicked, not rounded."""

        @property
        def control(self) -> "LineChart":
            """The chart that was clicked."""
            return self.chart

    _curves = Curves()
    _plot: tuple[Curves, tuple[int, int], Plot] | None = None
    """Curves without a cursor, a size in cells, and what was drawn of them."""

    @property
    def curves(self) -> Curves:
        """What is shown."""
        return self._curves

    def show(self, curves: Curves) -> None:
        """Show other curves."""
        if curves != self._curves:
            self._curves = curves
            self.redraw()

    def draw(self, width: int, height: int) -> Raster:
        """Return the chart at a size in cells."""
        if width < 1 or height < 1:
            return draw_curves(self._curves, width, height)
        bare = replace(self._curves, cursor=None)
        if self._plot is None or self._plot[:2] != (bare, (width, height)):
            self._plot = bare, (width, height), Plot(bare, width, height)
        return self._plot[2].at(self._curves.cursor)

    def on_click(self, event: Click) -> None:
        """Tell which x was clicked."""
        offset = event.get_content_offset(self)
        position = None if offset is None else x_at(self._curves, *self.size, offset.x)
        if position is not None:
            self.post_message(self.Chosen(self, position))

"""The line chart on the screen."""

from dataclasses import dataclass

from textual.events import Click
from textual.message import Message

from driftview.charts.curves import Curves
from driftview.charts.line_chart import draw_curves, x_at
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
        return draw_curves(self._curves, width, height)

    def on_click(self, event: Click) -> None:
        """Tell which x was clicked."""
        offset = event.get_content_offset(self)
        position = None if offset is None else x_at(self._curves, *self.size, offset.x)
        if position is not None:
            self.post_message(self.Chosen(self, position))

"""The heat map on the screen."""

from dataclasses import dataclass

from textual.events import Click
from textual.message import Message

from driftview.charts.heat_map import HeatGrid, cell_at, draw_heat_map
from driftview.charts.raster import Raster
from driftview.tui.widgets.raster_view import RasterView


class HeatMap(RasterView):
    """Shares by generation and band; a click chooses a cell."""

    @dataclass
    class Chosen(Message):
        """Somebody clicked on a cell."""

        heat_map: "HeatMap"
        generation: int
        row: int
        """The row of the grid, not of the screen."""

        @property
        def control(self) -> "HeatMap":
            """The heat map that was clicked."""
            return self.heat_map

    _grid = HeatGrid()

    @property
    def grid(self) -> HeatGrid:
        """What is shown."""
        return self._grid

    def show(self, grid: HeatGrid) -> None:
        """Show another grid, or the same with another cursor."""
        if grid != self._grid:
            self._grid = grid
            self.redraw()

    def draw(self, width: int, height: int) -> Raster:
        """Return the map at a size in cells."""
        return draw_heat_map(self._grid, width, height)

    def on_click(self, event: Click) -> None:
        """Tell which cell was clicked."""
        offset = event.get_content_offset(self)
        cell = None if offset is None else cell_at(self._grid, *self.size, *offset)
        if cell is not None:
            self.post_message(self.Chosen(self, *cell))

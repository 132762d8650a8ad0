"""The bars of rare-word loss on the screen."""

from collections.abc import Sequence

from driftview.charts.raster import Raster
from driftview.charts.strips import draw_bands
from driftview.drift.lineage import BandState
from driftview.tui.widgets.raster_view import RasterView


class BandBars(RasterView):
    """One bar for each frequency band: alive, lost now, lost before, and what the law expects."""

    _bands: tuple[BandState, ...] = ()

    @property
    def bands(self) -> tuple[BandState, ...]:
        """What is shown."""
        return self._bands

    def show(self, bands: Sequence[BandState]) -> None:
        """Show other bands."""
        if tuple(bands) != self._bands:
            self._bands = tuple(bands)
            self.redraw()

    def draw(self, width: int, height: int) -> Raster:
        """Return the bars at a size in cells."""
        return draw_bands(self._bands, width, height)

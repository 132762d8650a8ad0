"""The timeline on the screen."""

from dataclasses import dataclass

from textual.events import Click
from textual.message import Message

from driftview.charts.raster import Raster
from driftview.charts.strips import Track, draw_timeline, generation_at
from driftview.tui.widgets.raster_view import RasterView


class Timeline(RasterView):
    """The generations as a line; a click chooses one that exists."""

    DEFAULT_CSS = "Timeline { height: 1; }"

    @dataclass
    class Chosen(Message):
        """Somebody clicked on a generation."""

        timeline: "Timeline"
        generation: int

        @property
        def control(self) -> "Timeline":
            """The timeline that was clicked."""
            return self.timeline

    _track = Track()

    @property
    def track(self) -> Track:
        """What is shown."""
        return self._track

    def show(self, track: Track) -> None:
        """Show another state of the run."""
        if track != self._track:
            self._track = track
            self.redraw()

    def draw(self, width: int, height: int) -> Raster:
        """Return the timeline at a size in cells; a second row holds the numbers."""
        return draw_timeline(self._track, width, height)

    def on_click(self, event: Click) -> None:
        """Tell which generation was clicked; beyond the last one that exists, that one."""
        offset = event.get_content_offset(self)
        generation = None if offset is None else generation_at(self._track, self.size.width, offset.x)
        if generation is not None:
            self.post_message(self.Chosen(self, min(generation, self._track.done)))

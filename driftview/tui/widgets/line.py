"""One line of plain text that changes often, such as progress or a sentence about the run."""

from rich.cells import set_cell_size

from driftview.tui.widgets.rows import Rows, Span


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
        self._wordings = wordings or ("",)
        self.fit_rows()

    def fit_rows(self) -> None:
        """Take the first wording that fits."""
        width = self.size.width
        text = next((each for each in self._wordings if len(each) <= width), self._wordings[-1])
        self.show_rows([(Span(set_cell_size(text, width) if len(text) > width else text),)])

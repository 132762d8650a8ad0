"""A bare Textual app that does the least a stepping program can do: the floor for first paint and keys."""

from textual.app import App, ComposeResult
from textual.widgets import Footer, Static


class Bare(App[None]):
    """One line of text that counts generations."""

    BINDINGS = [("right", "step(1)", "on"), ("left", "step(-1)", "back"), ("q", "quit", "quit")]  # noqa: RUF012

    generation = 1

    def compose(self) -> ComposeResult:
        yield Static(self._line())
        yield Footer()

    def action_step(self, by: int) -> None:
        self.generation += by
        self.query_one(Static).update(self._line())

    def _line(self) -> str:
        return f"generation {self.generation} of 30"


if __name__ == "__main__":
    Bare().run()

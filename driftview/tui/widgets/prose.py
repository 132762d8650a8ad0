"""Paragraphs of text in several looks, broken into lines."""

import re
from collections.abc import Iterator, Sequence
from typing import ClassVar, NamedTuple

from rich.cells import cell_len, chop_cells

from driftview.tui.widgets.rows import Row, Rows, Span, row_width

_PARTS = re.compile(r"[ \n\t]+|[^ \n\t]+")

Paragraph = Sequence[Span]


class Atom(NamedTuple):
    """What stays together on one line."""

    spans: list[Span]
    space: Span | None
    """The space before it, None where there is none."""


MORE = " …"
"""Ends what goes on beyond the room."""


class Prose(Rows):
    """Shows paragraphs, and as much of them as there is room for."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "prose--muted", "prose--strong", "prose--mark", "prose--here", "prose--even",
    }  # fmt: skip
    DEFAULT_CSS = """
    Prose {
        color: $foreground;
        & > .prose--muted { color: $text-muted; }
        & > .prose--strong { color: $text-accent; text-style: bold underline; }
        & > .prose--mark { color: $text-warning; text-style: bold; }
        & > .prose--here { color: $text-accent; text-style: bold; }
        & > .prose--even { color: $text-primary; }
    }
    """

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._paragraphs: list[list[Span]] = []
        self._visible: str = ""

    def show(self, paragraphs: Sequence[Paragraph], visible: str = "") -> None:
        """Show other paragraphs; the first line with the look ``visible`` is not scrolled out of sight."""
        self._paragraphs = [list(paragraph) for paragraph in paragraphs]
        self._visible = visible
        self.fit_rows()

    def fit_rows(self) -> None:
        """Break the paragraphs into lines; where room is short, there is no air between them."""
        if not self.size.width:
            return
        lines = [line for paragraph in self._paragraphs for line in wrapped(paragraph, self.size.width)]
        if len(lines) > self.size.height:
            lines = [line for line in lines if line]
        found = [
            number for number, line in enumerate(lines) if any(span.look == self._visible for span in line)
        ]
        first = found[0] - 1 if found and self._visible else 0
        first = max(0, min(first, len(lines) - self.size.height))
        shown = lines[first : first + self.size.height]
        if shown and first + self.size.height < len(lines):
            shown[-1] = _cut_off(shown[-1], self.size.width)
        self.show_rows(shown)


def _cut_off(row: Row, width: int) -> Row:
    """Return a row that says that more would follow."""
    spans = list(row)
    while spans and (row_width(spans) + len(MORE) > width or spans[-1].text.endswith(" ")):
        text = spans[-1].text.rstrip()
        text = text if text != spans[-1].text else text.rpartition(" ")[0].rstrip()
        spans[-1:] = [Span(text, spans[-1].look)] if text else []
    return (*spans, Span(MORE, "prose--muted"))


def wrapped(paragraph: Paragraph, width: int) -> list[Row]:
    """Return a paragraph in lines of at most ``width`` cells; an empty one is an empty line."""
    lines: list[Row] = []
    line: list[Span] = []
    used = 0
    for spans, space in _atoms(paragraph, max(width, 1)):
        needed = row_width(spans)
        gap = [space] if space and line else []
        if line and used + needed + len(gap) > width:
            lines.append(tuple(line))
            line, used, gap = [], 0, []
        line += [*gap, *spans]
        used += needed + len(gap)
    return [*lines, tuple(line)]


def _atoms(paragraph: Paragraph, width: int) -> Iterator[Atom]:
    """Yield what stays together; what is wider than a line comes in pieces."""
    held: list[Span] = []
    space: Span | None = None
    for span in paragraph:
        for part in _PARTS.findall(span.text):
            if part[0] in " \n\t":
                if held:
                    yield from _narrow(held, space, width)
                held, space = [], Span(" ", span.look)
                continue
            held.append(Span(part, span.look, span.command))
    if held:
        yield from _narrow(held, space, width)


def _narrow(spans: list[Span], space: Span | None, width: int) -> Iterator[Atom]:
    if row_width(spans) <= width:
        yield Atom(spans, space)
        return
    for span in spans:
        for part in chop_cells(span.text, width):
            yield Atom([Span(part, span.look, span.command)], space)
            space = None


def head(text: str, width: int) -> str:
    """Return the beginning of a text in at most ``width`` cells; a cut is shown."""
    if cell_len(text) <= width:
        return text
    return (chop_cells(text, width - 1)[0] if width > 1 else "") + "…" * (width > 0)


def tail(text: str, width: int) -> str:
    """Return the end of a text in at most ``width`` cells; a cut is shown."""
    if cell_len(text) <= width:
        return text
    begin, room = len(text), width - 1
    while begin and cell_len(text[begin - 1 :]) <= room:
        begin -= 1
    return "…" * (width > 0) + text[begin:]

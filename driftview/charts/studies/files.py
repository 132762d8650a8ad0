"""Figures of a study as SVG or PNG, drawn by matplotlib, which is imported only here and only when asked.

The same figure gives the same file, byte for byte: no date, and names of parts that follow from the figure.
"""

import io
import textwrap
import warnings
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from driftview.charts.studies.cells import from_zero
from driftview.charts.studies.figure import Figure, LineFigure, MapFigure
from driftview.charts.studies.number_map import number_text, shades
from driftview.version import __version__

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Drawing

Format = Literal["svg", "png"]

INCHES = (8.0, 5.0)
DOTS = 150
"""Pixels an inch, in a PNG."""

COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00")
"""Okabe and Ito's, which most colour-blind people can tell apart."""
MARKERS = "os^Dv"
TITLE_WIDTH, NOTES_WIDTH = 85, 130
"""Characters a line; matplotlib's own wrapping takes a dollar for the start of a formula."""
MOST_TICKS = 12
MOST_NUMBERS = 20
"""A map with more rows or columns has no numbers in its cells."""

STYLE: Any = {
    "svg.fonttype": "none",
    "svg.hashsalt": "driftview",
    "text.parse_math": False,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.unicode_minus": True,
    "font.size": 10.0,
}
"""Text stays text, and a dollar in a name is no formula."""


def figure_file(figure: Figure, form: Format) -> bytes:
    """Return the content of an SVG or PNG file; raises ImportError where matplotlib is missing."""
    import matplotlib
    from matplotlib.figure import Figure as Drawing

    content = io.BytesIO()
    with matplotlib.rc_context(STYLE), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing", category=UserWarning)
        drawing = Drawing(figsize=INCHES, layout="constrained")
        axes = drawing.add_subplot()
        if isinstance(figure, LineFigure):
            _draw_lines(axes, figure)
        else:
            _draw_map(drawing, axes, figure)
        axes.set_title(_wrapped(figure.title, TITLE_WIDTH), loc="left")
        notes = _wrapped(" · ".join(figure.notes), NOTES_WIDTH)
        drawing.supxlabel(notes, x=0.01, ha="left", fontsize=8, color="#555555")
        drawing.savefig(content, format=form, dpi=DOTS, metadata=_metadata(figure, form))
    return content.getvalue()


def _draw_lines(axes: "Axes", figure: LineFigure) -> None:
    """Draw the lines with their bands, and the laws dashed in the same colours."""
    for place, line in enumerate(figure.lines):
        colour = COLOURS[place % len(COLOURS)]
        half = np.nan_to_num(line.half)
        if half.any():
            band = axes.fill_between(
                line.x, line.mean - half, line.mean + half, color=colour, alpha=0.2, lw=0
            )
            band.set_gid(f"band-{place}")
        if np.isfinite(line.law).any():
            (law,) = axes.plot(line.x, line.law, color=colour, lw=1, ls="--")
            law.set_gid(f"law-{place}")
        marks: dict[str, Any] = {"marker": MARKERS[place % len(MARKERS)], "markersize": 4}
        stroke = "none" if figure.dose and np.isfinite(line.law).any() else "-"
        (mean,) = axes.plot(
            line.x, line.mean, color=colour, lw=1.6, ls=stroke, label=_plain(line.name), **marks
        )
        mean.set_gid(f"line-{place}")
    axes.set_xlabel(_plain(figure.across))
    _mark_x(axes, figure)
    if from_zero(figure):
        axes.set_ylim(bottom=0)
    if figure.shares:
        axes.yaxis.set_major_formatter(lambda value, _place: f"{100 * value:g} %")
    else:
        axes.yaxis.set_major_formatter(lambda value, _place: f"{value:,.10g}")
    axes.grid(alpha=0.25, lw=0.5)
    if len(figure.lines) > 1:
        axes.legend(frameon=False, fontsize=9)


def _mark_x(axes: "Axes", figure: LineFigure) -> None:
    """Put the ticks of x at whole generations, or at the values of a dose axis while these are few."""
    from matplotlib.ticker import MaxNLocator

    values = sorted({float(value) for line in figure.lines for value in line.x})
    if not figure.dose:
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    elif len(values) <= MOST_TICKS:
        axes.set_xticks(values, [f"{value:g}" for value in values])


def _draw_map(drawing: "Drawing", axes: "Axes", figure: MapFigure) -> None:
    """Draw a map with its numbers in the cells, where there are not too many of them."""
    image = axes.imshow(np.ma.masked_invalid(figure.mean), cmap="cividis", aspect="auto")
    image.set_gid("map")
    for ticks, labels, names in (
        (axes.set_xticks, axes.set_xticklabels, figure.columns),
        (axes.set_yticks, axes.set_yticklabels, figure.rows),
    ):
        ticks(range(len(names)))
        labels([_plain(name) for name in names])
    axes.set_xlabel(_plain(figure.across))
    axes.set_ylabel(_plain(figure.down))
    drawing.colorbar(image, ax=axes)
    if max(figure.mean.shape) > MOST_NUMBERS:
        return
    light = shades(figure.mean) >= 0.5
    for (row, column), value in np.ndenumerate(figure.mean):
        if np.isfinite(value):
            text = number_text(figure, float(value))
            axes.text(
                column, row, text, ha="center", va="center", color="black" if light[row, column] else "white"
            )


def _metadata(figure: Figure, form: Format) -> dict[str, str | None]:
    """Return what the file says of itself: the title, and no date."""
    own: dict[str, str | None] = {"Title": _plain(figure.title)}
    if form == "svg":
        return {**own, "Date": None, "Creator": f"driftview {__version__}"}
    return {**own, "Software": f"driftview {__version__}"}


def _wrapped(text: str, width: int) -> str:
    return "\n".join(textwrap.wrap(_plain(text), width))


def _plain(text: str) -> str:
    """Return a text without characters that XML cannot hold."""
    return "".join(character for character in text if character.isprintable())

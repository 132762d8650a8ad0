"""Figures of a study, drawn: in the cells of a terminal, or as SVG or PNG by matplotlib.

matplotlib is imported only here and only when a file is asked for. The same figure gives the same file, byte
for byte: no date, and names of parts that follow from the figure.
"""

import io
import textwrap
import warnings
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal, assert_never

import numpy as np

from driftview import numbers
from driftview.arrays import Floats
from driftview.charts.curves import CurveKind, Curves, CurveValues, Series
from driftview.charts.heat_map import SHADES, UNKNOWN, level
from driftview.charts.line_chart import SOLID, draw_curves, legend
from driftview.charts.raster import HEAT_LEVELS, Raster, Role, legend_width, text_width
from driftview.charts.study_figures import LineFigure, MapFigure, StudyCurve, StudyFigure
from driftview.version import __version__

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Drawing

WIDEST = 16
"""Cells a column takes at most."""


def draw_number_map(figure: MapFigure, width: int, height: int) -> Raster:
    """Draw a map: shades from the lowest number to the highest, and each number where there is room.

    Under it the values of the axis across, its name, and what the shades stand for; all that does not fit is
    cut at the right and at the bottom.
    """
    tall = max(1, (height - 4) // len(figure.rows))
    raster = Raster.blank(min(height, tall * len(figure.rows) + 4), width)
    left = max(map(text_width, (*figure.rows, figure.down))) + 1
    across = max(1, min(WIDEST, (width - left) // len(figure.columns)))
    raster.write(0, 0, figure.down, Role.AXIS)
    levels = shades(figure.mean)
    for row, name in enumerate(figure.rows):
        top = 1 + row * tall
        raster.write(top + (tall - 1) // 2, 0, name, Role.LABEL)
        for column in range(len(figure.columns)):
            text = number_text(figure, float(figure.mean[row, column]))
            _fill(raster, (top, left + column * across, tall, across), float(levels[row, column]), text)
    below = 1 + len(figure.rows) * tall
    _name_columns(raster, figure, below, left, across)
    raster.write(below + 1, left, figure.across, Role.AXIS)
    _write_key(raster, figure, below + 2)
    return raster


def number_text(figure: MapFigure, value: float) -> str:
    """Write a number of a map."""
    if figure.shares:
        return numbers.percent(value)
    return numbers.whole(value) if 100 <= abs(value) < 1e5 else numbers.short(value)


def shades(mean: Floats) -> Floats:
    """Return where each number lies between the lowest and the highest, NaN where there is none."""
    known = mean[np.isfinite(mean)]
    if not known.size:
        return mean
    low, high = float(known.min()), float(known.max())
    return np.asarray((mean - low) / (high - low) if high > low else np.where(np.isfinite(mean), 1.0, np.nan))


def _fill(raster: Raster, box: tuple[int, int, int, int], shade: float, text: str) -> None:
    """Fill the box (top, left, height, width) with a shade and write the number into its middle."""
    top, left, tall, across = box
    window = slice(top, top + tall), slice(left, left + across)
    known = np.isfinite(shade)
    role = Role.HEAT + level(shade) if known else int(Role.PENDING)
    glyph = SHADES[int(np.ceil(np.clip(shade, 0, 1) * (len(SHADES) - 1)))] if known else UNKNOWN
    raster.characters[window] = glyph
    raster.roles[window] = role
    raster.grounds[window] = role if known else Role.BLANK
    padded = f" {text} "
    if known and text_width(padded) <= across:
        raster.write(top + (tall - 1) // 2, left + (across - text_width(padded)) // 2, padded, role)


def _name_columns(raster: Raster, figure: MapFigure, row: int, left: int, across: int) -> None:
    """Write the values of the axis across under their columns, where they fit."""
    free = 0
    for column, name in enumerate(figure.columns):
        at = left + column * across + max(0, (across - text_width(name)) // 2)
        if at >= free and at + text_width(name) <= raster.width:
            free = raster.write(row, at, name, Role.LABEL) + 1


def _write_key(raster: Raster, figure: MapFigure, row: int) -> None:
    """Say from which number to which the shades run."""
    known = figure.mean[np.isfinite(figure.mean)]
    if known.size:
        low, high = (number_text(figure, float(value)) for value in (known.min(), known.max()))
        raster.write(row, 0, f"{low} “{SHADES}” {high}", Role.LABEL)


TALLEST_CELL = 3
LOWEST = 8
"""Rows that are left to a chart under a long list of names."""
FLAT = 0.5
"""An axis begins at zero unless all values lie above this share of the highest."""


def draw_figure(figure: StudyFigure, width: int, height: int) -> Raster:
    """Draw a figure of any size; title and notes are not part of it."""
    if isinstance(figure, LineFigure):
        return _lines_in_cells(curves_of(figure), width, height)
    return draw_number_map(figure, width, min(height, TALLEST_CELL * len(figure.rows) + 4))


def _lines_in_cells(curves: Curves, width: int, height: int) -> Raster:
    """Draw curves; names too long for one line get one each, above the chart, which is as much lower."""
    items = legend(curves, False)
    if legend_width([item._replace(glyph=item.glyph[-1]) for item in items], 1) <= width:
        return draw_curves(curves, width, height)
    key = Raster.blank(len(items), width)
    for row, item in enumerate(items):
        column = key.write(row, 0, item.glyph, item.role) + 1
        key.write(row, column, item.text, Role.LABEL)
    nameless = replace(curves, series=tuple(replace(each, name="") for each in curves.series))
    chart = draw_curves(nameless, width, max(LOWEST, height - len(items) + 1))
    return Raster(
        np.vstack((key.characters, chart.characters[1:])),
        np.vstack((key.roles, chart.roles[1:])),
        np.vstack((key.grounds, chart.grounds[1:])),
    )


def curves_of(figure: LineFigure) -> Curves:
    """Return a line figure as a line chart of the terminal."""
    series: list[Series] = []
    lawful = [line for line in figure.lines if np.isfinite(line.law).any()]
    for place, line in enumerate(figure.lines):
        if np.isfinite(line.law).any():
            name = "law" if line is lawful[0] else ""
            law = Series(
                name, CurveKind.EXPECTED, _values(line.law), positions=tuple(line.x), role=SOLID[place]
            )
            series.append(law)
        series.append(_measured(line, figure.dose and bool(lawful)))
    return Curves(
        tuple(series),
        from_zero=from_zero(figure),
        shares=figure.shares,
        whole_steps=not figure.dose,
        x_ticks=_ticks(figure),
    )


def from_zero(figure: LineFigure) -> bool:
    """Tell whether the y axis should begin at zero."""
    every = np.concatenate([part for line in figure.lines for part in (line.mean, line.law)])
    known = every[np.isfinite(every)]
    return not known.size or float(known.min()) < FLAT * float(known.max())


def _measured(line: StudyCurve, points: bool) -> Series:
    """Return the means as a line, or as marks beside the line of a law."""
    half = np.nan_to_num(line.half)
    band = (_values(line.mean - half), _values(line.mean + half)) if half.any() else None
    kind = CurveKind.POINTS if points else CurveKind.MEASURED
    return Series(line.name, kind, _values(line.mean), positions=tuple(line.x), band=band)


def _ticks(figure: LineFigure) -> tuple[tuple[float, str], ...]:
    """Return a tick at every value of a dose axis; none over generations, where round numbers are chosen."""
    if not figure.dose:
        return ()
    values = sorted({float(value) for line in figure.lines for value in line.x})
    return tuple((value, f"{value:g}") for value in values)


def _values(numbers: Floats) -> CurveValues:
    return tuple(float(value) if np.isfinite(value) else None for value in numbers)


Format = Literal["svg", "png", "pdf"]

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
    "pdf.fonttype": 42,
    "text.parse_math": False,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.unicode_minus": True,
    "font.size": 10.0,
}
"""Text stays text, and a dollar in a name is no formula."""


def figure_file(
    figure: StudyFigure, form: Format, inches: tuple[float, float] = INCHES, dots: int = DOTS
) -> bytes:
    """Return the content of an SVG, PDF or PNG file; raises ImportError where matplotlib is missing.

    Parameters
    ----------
    figure
        What is drawn.
    form
        The kind of file. In SVG and PDF letters stay letters, in fonts that can be embedded.
    inches
        Width and height.
    dots
        Pixels an inch of a PNG.

    Returns
    -------
    bytes
        The same for the same figure and the same matplotlib.
    """
    import matplotlib
    from matplotlib.figure import Figure as Drawing

    content = io.BytesIO()
    with matplotlib.rc_context(STYLE), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing", category=UserWarning)
        drawing = Drawing(figsize=inches, layout="constrained")
        axes = drawing.add_subplot()
        if isinstance(figure, LineFigure):
            _draw_lines_on_axes(axes, figure)
        else:
            _draw_map_on_axes(drawing, axes, figure)
        scale = inches[0] / INCHES[0]
        axes.set_title(_wrapped(figure.title, round(TITLE_WIDTH * scale)), loc="left")
        notes = _wrapped(" · ".join(figure.notes), round(NOTES_WIDTH * scale))
        drawing.supxlabel(notes, x=0.01, ha="left", fontsize=8, color="#555555")
        drawing.savefig(content, format=form, dpi=dots, metadata=_metadata(figure, form))
    return content.getvalue()


def _draw_lines_on_axes(axes: "Axes", figure: LineFigure) -> None:
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
    axes.set_ylabel(_plain(figure.up))
    across, up = figure.decades
    if across:
        axes.set_xscale("log")
    elif figure.linear_below is not None:
        axes.set_xscale("symlog", linthresh=figure.linear_below, linscale=0.5)
    if up:
        axes.set_yscale("log")
    _mark_x(axes, figure)
    if from_zero(figure) and not up:
        axes.set_ylim(bottom=0)
    if figure.shares:
        axes.yaxis.set_major_formatter(lambda value, _place: f"{100 * value:g}")
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
        axes.minorticks_off()


def _draw_map_on_axes(drawing: "Drawing", axes: "Axes", figure: MapFigure) -> None:
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
    bar = drawing.colorbar(image, ax=axes, label=_plain(figure.up))
    if figure.shares:
        bar.ax.yaxis.set_major_formatter(lambda value, _place: f"{100 * value:g}")
    if max(figure.mean.shape) > MOST_NUMBERS:
        return
    light = shades(figure.mean) >= 0.5
    for (row, column), value in np.ndenumerate(figure.mean):
        if np.isfinite(value):
            text = number_text(figure, float(value))
            axes.text(
                column, row, text, ha="center", va="center", color="black" if light[row, column] else "white"
            )


def _metadata(figure: StudyFigure, form: Format) -> dict[str, str | None]:
    """Return what the file says of itself: the title, and no date."""
    own: dict[str, str | None] = {"Title": _plain(figure.title)}
    match form:
        case "svg":
            return {**own, "Date": None, "Creator": f"driftview {__version__}"}
        case "pdf":
            return {**own, "CreationDate": None, "Producer": None, "Creator": f"driftview {__version__}"}
        case "png":
            return {**own, "Software": f"driftview {__version__}"}
        case _:
            assert_never(form)


def _wrapped(text: str, width: int) -> str:
    return "\n".join(textwrap.wrap(_plain(text), width))


def _plain(text: str) -> str:
    """Return a text without characters that XML cannot hold."""
    return "".join(character for character in text if character.isprintable())


Depth = Literal[0, 16, 256]
"""How many colours the terminal has."""

RESET = "\x1b[0m"

INKS = {
    Role.AXIS: "2",
    Role.LABEL: "",
    Role.VALUE: "1",
    Role.MEASURED: "36",
    Role.SECOND: "33",
    Role.THIRD: "35",
    Role.FOURTH: "32",
    Role.FIFTH: "31",
    Role.BAND: "2",
    Role.PENDING: "2",
}
"""Of the sixteen colours, which follow the terminal's own theme."""

HEATS = (17, 18, 19, 20, 26, 25, 31, 30, 36, 35, 41, 77, 113, 149, 185, 221, 226)
"""Grounds from dark blue to yellow, one for each heat level, of the 256 colours."""

LIGHT = 9
"""From this level on the ground is light, so that the ink is black."""


def terminal_lines(raster: Raster, depth: Depth) -> list[str]:
    """Return the rows of a raster, with colours unless there are none; runs of one colour are joined."""
    if not depth:
        return [line.rstrip() for line in raster.lines()]
    return [_line(raster, row, depth) for row in range(raster.height)]


def _line(raster: Raster, row: int, depth: Depth) -> str:
    pieces: list[str] = []
    before = ""
    cells = zip(raster.characters[row], raster.roles[row].tolist(), raster.grounds[row].tolist(), strict=True)
    for character, role, ground in cells:
        heat = depth == 256 and ground >= Role.HEAT
        ink = _heat(ground) if heat else _ink(role)
        if ink != before:
            pieces.append((RESET if before else "") + (f"\x1b[{ink}m" if ink else ""))
            before = ink
        pieces.append(" " if heat and character in SHADES else str(character))
    return "".join(pieces) + (RESET if before else "")


def _ink(role: int) -> str:
    return INKS.get(Role(role), "") if role < Role.HEAT else ""


def _heat(ground: int) -> str:
    """Return the ground of a heat level and an ink that can be read on it."""
    at = min(ground - Role.HEAT, HEAT_LEVELS - 1)
    return f"38;5;{16 if at >= LIGHT else 231};48;5;{HEATS[at]}"

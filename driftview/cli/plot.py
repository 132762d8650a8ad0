"""``driftview plot``: a study drawn in the terminal, or as an SVG or PNG file."""

from __future__ import annotations

import os
import shutil
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Literal, cast

import click

from driftview.cli.completion import FILE, one_of
from driftview.cli.options import Whole
from driftview.cli.output import check_output, told, write_text
from driftview.cli.safety import BadInput, complain
from driftview.cli.texts import measure_names

if TYPE_CHECKING:
    from driftview.charts.study_drawing import Depth, Format
    from driftview.charts.study_figures import StudyFigure
    from driftview.export.study_folder import Study

FORMATS = (".svg", ".pdf", ".png")

NARROWEST, WIDEST = 30, 200
LOWEST, HIGHEST = 10, 24
"""Rows of a chart; the lines above and below are not counted."""
AROUND = 6
"""Lines that stand above and below a chart, with the next prompt."""

MISSING = (
    "SVG, PDF and PNG files are drawn by matplotlib, which is not installed: pip install matplotlib; "
    "without --out, the chart is drawn in the terminal"
)


@click.command(short_help="Draw a study as curves or maps, in the terminal or to a file.")
@click.argument("study", type=click.Path(path_type=str))
@click.option(
    "--measure",
    metavar="NAME",
    shell_complete=one_of(measure_names),
    help="What to draw.  [default: the study's first measure]",
)
@click.option(
    "--kind",
    type=click.Choice(["curves", "dose", "map"]),
    help="Curves over generations, one generation over a numeric axis, or a map of two axes.  [what fits]",
)
@click.option(
    "--generation", type=Whole(0), help="Which generation to draw, for dose and map.  [default: the last]"
)
@click.option(
    "--only", "only", multiple=True, metavar="AXIS=VALUE,…", help="Draw only the points with these values."
)
@click.option(
    "--band",
    type=click.Choice(["error", "sd"]),
    default="error",
    show_default=True,
    help="Two standard errors of the mean, or two standard deviations of the runs.",
)
@click.option(
    "--out",
    type=FILE,
    metavar="FILE",
    help="Write an SVG, PDF or PNG file, depending on the name (needs matplotlib).",
)
@click.option("--size", metavar="WIDTHxHEIGHT", help="Size of the file, in inches.  [8x5]")
@click.option("--dpi", type=Whole(30, 2400), help="Resolution of a PNG, in pixels per inch.  [150]")
@click.option("--force", is_flag=True, help="Let --out replace a file.")
def plot(
    *,
    study: str,
    measure: str | None,
    kind: Literal["curves", "dose", "map"] | None,
    generation: int | None,
    only: tuple[str, ...],
    band: str,
    out: str | None,
    size: str | None,
    dpi: int | None,
    force: bool,
) -> None:
    """Draw STUDY, the results folder of `driftview sweep --out`, finished or not.

    Without --kind, driftview chooses by the axes of the study and says what it chose.
    """
    form = _format(out, force)
    inches = _inches(size)
    _note_idle(out, form, size, dpi)
    figure, chosen = _figure(_read(study), measure, kind, generation, _only(only), sd=band == "sd")
    if chosen:
        click.echo(chosen, err=True)
    if out is None:
        click.echo("\n".join(_drawn(figure)))
        return
    from driftview.charts.study_drawing import DOTS, INCHES, figure_file

    write_text(out, figure_file(figure, form, inches or INCHES, dpi or DOTS), force)


def _format(out: str | None, force: bool) -> Format:
    """Return the format that a file's name asks for; raises BadInput where it cannot be written."""
    if out is None:
        return "svg"
    from driftview.export.files import shown

    ending = Path(out).suffix.lower()
    if ending not in FORMATS:
        raise BadInput(f"{shown(Path(out))} is not the name of a picture: end it in .svg, .pdf or .png")
    if find_spec("matplotlib") is None:
        raise BadInput(MISSING)
    check_output(out, force)
    return cast("Format", ending[1:])


SMALLEST, LARGEST = 1.0, 60.0
"""Inches of a side of a picture."""


def _inches(size: str | None) -> tuple[float, float] | None:
    """Return width and height; raises BadInput for what is no size."""
    if size is None:
        return None
    sides = size.lower().replace("×", "x").split("x")
    try:
        found = tuple(float(side) for side in sides)
    except ValueError:
        found = ()
    if len(found) != 2 or not all(SMALLEST <= side <= LARGEST for side in found):
        raise BadInput(f"--size {size}: write width and height in inches, from 1 to 60, as in --size 3.5x2.6")
    return found[0], found[1]


def _note_idle(out: str | None, form: Format, size: str | None, dpi: int | None) -> None:
    """Say which options do nothing here."""
    if out is None and (size or dpi):
        complain("note: --size and --dpi have no effect without --out")
    elif dpi and form != "png":
        complain("note: --dpi has no effect on a vector file; it applies to .png")


def _read(folder: str) -> Study:
    """Read the study; raises BadInput where there is none."""
    from driftview.export.study_folder import read_study

    with told():
        return read_study(folder)


def _only(options: tuple[str, ...]) -> dict[str, list[str]]:
    """Return the values that axes are held to; raises BadInput for what is not AXIS=VALUE."""
    found: dict[str, list[str]] = {}
    for option in options:
        name, sign, values = option.partition("=")
        if not sign or not name.strip() or not values.strip():
            raise BadInput(f"--only {option}: write an axis and its values, as in --only order=1,2")
        axis = name.strip().removeprefix("--").replace("-", "_")
        found[axis] = [value.strip() for value in values.split(",") if value.strip()]
    return found


def _figure(
    study: Study,
    measure: str | None,
    kind: Literal["curves", "dose", "map"] | None,
    generation: int | None,
    only: dict[str, list[str]],
    *,
    sd: bool,
) -> tuple[StudyFigure, str]:
    """Return the figure, and the line that says which kind was chosen; raises BadInput."""
    from driftview.charts.study_figures import FigureError, compose, select, suited

    try:
        selection = select(study, measure, only)
        if kind is not None:
            return compose(selection, kind, generation, sd), ""
        suits, why = suited(selection, over_generations=generation is None)
        return compose(selection, suits, generation, sd), f"--kind {suits}, since {why}"
    except FigureError as error:
        raise BadInput(str(error)) from None


def _drawn(figure: StudyFigure) -> list[str]:
    """Return the figure as lines for this terminal."""
    import textwrap

    from driftview.charts.study_drawing import draw_figure, terminal_lines
    from driftview.charts.study_figures import LineFigure

    columns, lines = shutil.get_terminal_size()
    width = min(max(columns, NARROWEST), WIDEST)
    raster = draw_figure(figure, width, min(max(lines - AROUND, LOWEST), HIGHEST))
    below = [figure.across.rjust(width)] if isinstance(figure, LineFigure) else []
    return [
        *textwrap.wrap(figure.title, width),
        *terminal_lines(raster, _depth()),
        *below,
        *textwrap.wrap(" · ".join(figure.notes), width),
    ]


def _depth() -> Depth:
    """Return how many colours standard output shows: none where nobody watches, or NO_COLOR is set."""
    terminal = os.environ.get("TERM", "dumb")
    if not sys.stdout.isatty() or os.environ.get("NO_COLOR") or terminal == "dumb":
        return 0
    many = "256" in terminal or "truecolor" in os.environ.get("COLORTERM", "") or "direct" in terminal
    return 256 if many else 16

"""The session as chart data."""

from driftview import numbers
from driftview.charts.curves import CurveKind, Curves, CurveValues, Gap, Series
from driftview.charts.heat_map import HeatGrid
from driftview.charts.strips import LABEL, NOT_HUMAN, Track
from driftview.drift.lineage import Generation
from driftview.theory.deviation import half_width
from driftview.tui.session import Session

LOST = "lost to the loop"
"""What lies between a sample of the human text and a generation of the same length."""


def vocabulary(session: Session) -> Curves:
    """Return the curves of the vocabulary chart: measured, expected, control, ghosts."""
    generations = session.generations
    measured = tuple(each.words_left for each in generations)
    expected = tuple(_or_human(each, each.words_expected, measured) for each in generations)
    spread = tuple(None if each.words_sd is None else half_width(each.words_sd or 0) for each in generations)
    control = tuple(_or_human(each, each.words_of_control, measured) for each in generations)
    series = [Series(ghost.label, CurveKind.GHOST, ghost.types) for ghost in session.ghosts]
    if any(value is not None for value in expected[1:]):
        runs = generations[-1].simulated_runs
        label = "predicted by chance" if runs is None else f"{runs} simulated runs"
        short = "predicted" if runs is None else "simulated"
        series.append(Series(label, CurveKind.EXPECTED, expected, spread, short=short))
    series.append(Series("control: no loop", CurveKind.CONTROL, control, short="control"))
    series.append(Series("measured", CurveKind.MEASURED, measured))
    span = (0, max(session.run.target, session.made, 1))
    return Curves(tuple(series), span, session.current, gap=Gap(control, measured, LOST))


def _or_human(generation: Generation, value: float | None, measured: CurveValues) -> float | None:
    """Return a value; every curve begins at the human text."""
    return measured[0] if generation.number == 0 else value


def loss_map(session: Session) -> HeatGrid:
    """Return the share of words alive by band and generation."""
    generations = session.generations
    bands = [i for i, band in enumerate(generations[0].bands) if band.types]
    names = tuple(_band_name(generations[0], i) for i in bands)
    rows = tuple(tuple(each.bands[i].alive / each.bands[i].types for each in generations) for i in bands)
    return HeatGrid(names, rows, (session.current, 0), max(session.run.target, session.made) + 1)


def _band_name(generation: Generation, band: int) -> str:
    return numbers.band_label(generation.bands[band].low, generation.bands[band].high)


def track(session: Session) -> Track:
    """Return the timeline."""
    total = max(session.run.target, session.made)
    label = LABEL if session.begins_human else NOT_HUMAN
    return Track(session.made, total, session.current, label=label)

"""Guesses on a line chart."""

from driftview.charts.curves import CurveKind, Curves, Series
from driftview.charts.line_chart import draw_curves
from driftview.charts.raster import Role

GUESS = Series("your guess", CurveKind.GUESS, (1.0, 0.8, 0.4), positions=(0.0, 5.0, 10.0))


def test_a_pencil_stands_at_every_guessed_point_but_not_at_the_known_beginning() -> None:
    raster = draw_curves(Curves((GUESS,), (0, 10), shares=True), 40, 12)
    plot = raster.lines()[1:]
    assert sum(line.count("✎") for line in plot) == 2
    columns = sorted(line.index("✎") for line in plot if "✎" in line)
    assert columns[-1] == 39
    assert (raster.roles[raster.characters == "✎"] == Role.GUESS).all()


def test_a_guess_lies_over_the_run_and_is_named() -> None:
    run = Series("the run", CurveKind.MEASURED, (1.0, 0.6, 0.4), positions=(0.0, 5.0, 10.0))
    lines = draw_curves(Curves((GUESS, run), (0, 10), 10.0, shares=True), 60, 12).lines()
    assert "∙✎ your guess" in lines[0]
    assert any(line.endswith("✎") for line in lines[1:]), "the guess is not hidden by the run's own mark"

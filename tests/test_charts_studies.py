"""Studies as figures: what suits, what is chosen, and how it looks in cells."""

import re

import numpy as np
import pytest
from studies import study_of

from driftview.charts.study_drawing import draw_figure, terminal_lines
from driftview.charts.study_figures import (
    FigureError,
    LineFigure,
    MapFigure,
    Selection,
    compose,
    select,
    suited,
)
from driftview.export.study_folder import Study

SHARES = (0.0, 0.1, 0.2, 0.4)


def whole(study: Study, measure: str | None = None, **only: list[str]) -> Selection:
    return select(study, measure, only)


def drawn(figure: LineFigure | MapFigure, width: int, height: int) -> str:
    return "\n".join(terminal_lines(draw_figure(figure, width, height), 0))


@pytest.mark.parametrize(
    ("axes", "generations", "kind"),
    [
        ({}, (0, 1, 2), "curves"),
        ({"regime": ("replace", "accumulate")}, (0, 8), "curves"),
        ({"human_share": (0.0, 0.1)}, (0, 8), "curves"),
        ({"human_share": SHARES}, (0, 8), "dose"),
        ({"human_source": ("fresh", "fixed"), "human_share": SHARES}, (0, 8), "dose"),
        ({"order": (1, 2, 3), "temperature": (0.8, 0.9, 1.0)}, (0, 8), "map"),
        ({"order": (1, 2)}, (8,), "dose"),
        ({"order": (1, 2), "regime": ("replace", "accumulate")}, (8,), "map"),
    ],
)
def test_the_axes_decide_what_suits(
    axes: dict[str, tuple[object, ...]], generations: tuple[int, ...], kind: str
) -> None:
    selection = whole(study_of(axes, generations=generations))
    found, why = suited(selection)
    assert found == kind
    assert why
    compose(selection, found)


def test_nothing_suits_one_generation_of_one_point() -> None:
    with pytest.raises(FigureError, match="keep more generations"):
        suited(whole(study_of({}, generations=(8,))))


def test_one_generation_of_words_is_no_picture() -> None:
    selection = whole(study_of({"regime": ("replace", "accumulate")}))
    with pytest.raises(FigureError, match="leave --generation out to see curves"):
        suited(selection, over_generations=False)


def test_curves_hold_mean_band_and_law() -> None:
    study = study_of({"human_share": (0.0, 0.1)})
    errors = compose(whole(study), "curves")
    assert isinstance(errors, LineFigure)
    first = errors.lines[0]
    assert first.name == "human share 0"
    assert first.x.tolist() == [0, 1, 2, 4, 8]
    assert first.mean.tolist() == pytest.approx([1000, 550, 400, 280, 200])
    assert first.half.tolist() == pytest.approx([0] + 4 * [2 * 20 / np.sqrt(3)])
    assert first.law.tolist() == pytest.approx([1005, 555, 405, 285, 205])
    assert errors.notes[:2] == (
        "mean of 3 runs, band ± 2 standard errors of the mean",
        "dashed: the prediction",
    )
    assert errors.notes[2:] == ("words, order 1, replace, seeds 1 to 3",)
    assert errors.up.startswith("all words")
    deviations = compose(whole(study), "curves", sd=True)
    assert isinstance(deviations, LineFigure)
    assert deviations.lines[0].half[1:].tolist() == pytest.approx(4 * [40])
    assert "band ± 2 standard deviations of the runs" in deviations.notes[0]


def test_a_dose_curve_has_the_human_share_across() -> None:
    study = study_of({"human_share": (0.4, 0.0, 0.1), "human_source": ("fresh", "fixed")})
    figure = compose(whole(study), "dose", generation=1)
    assert isinstance(figure, LineFigure)
    assert (figure.across, figure.dose) == ("human share", True)
    assert [line.name for line in figure.lines] == ["fresh", "fixed"]
    assert figure.lines[1].x.tolist() == [0.0, 0.1, 0.4]
    assert figure.lines[1].mean.tolist() == pytest.approx([550, 590, 710])
    assert figure.title == "types (words) · toy · generation 1"


def test_a_map_has_a_number_for_each_pair() -> None:
    study = study_of({"human_share": (0.0, 0.5), "order": (2, 1)})
    figure = compose(whole(study), "map")
    assert isinstance(figure, MapFigure)
    assert (figure.down, figure.rows) == ("order", ("1", "2"))
    assert (figure.across, figure.columns) == ("human share", ("0", "0.5"))
    assert figure.mean == pytest.approx(
        np.array([[100 + 900 / 9, 500 + 500 / 9], [150 + 850 / 9, 550 + 450 / 9]])
    )


def test_only_holds_axes_at_values() -> None:
    study = study_of({"order": (1, 2), "human_share": SHARES})
    figure = compose(whole(study, order=["2"], human_share=["0.10", "0.4"]), "curves")
    assert isinstance(figure, LineFigure)
    assert [line.name for line in figure.lines] == ["human share 0.1", "human share 0.4"]
    assert figure.title == "types (words) · toy · order 2"
    with pytest.raises(FigureError, match="choose among 1, 2"):
        whole(study, order=["3"])
    with pytest.raises(FigureError, match="its axes: order, human-share"):
        whole(study, temperature=["1"])


def test_more_lines_than_can_be_told_apart_are_thinned_out_aloud() -> None:
    study = study_of({"human_share": tuple(share / 10 for share in range(10))})
    figure = compose(whole(study), "curves")
    assert isinstance(figure, LineFigure)
    assert [line.name[-3:] for line in figure.lines] == ["e 0", "0.2", "0.4", "0.7", "0.9"]
    assert figure.notes[-1] == (
        "drawn: human share 0, 0.2, 0.4, 0.7, 0.9 of 10 values; --only AXIS=VALUE,… chooses others"
    )


def test_no_value_of_an_axis_is_drawn_beside_one_value_of_another_only() -> None:
    """Five lines of two regimes and five shares would show the one for the other."""
    shares = (0.0, 0.1, 0.2, 0.3, 0.4)
    for axes, left in (
        ({"regime": ("replace", "accumulate"), "human_share": shares}, (2, 2)),
        ({"human_share": shares, "regime": ("replace", "accumulate", "subsample")}, (1, 3)),
        ({"order": (1, 2), "regime": ("replace", "accumulate"), "human_share": shares}, (2, 2, 1)),
    ):
        figure = compose(whole(study_of(axes)), "curves")
        assert isinstance(figure, LineFigure)
        assert len(figure.lines) == np.prod(left) <= 5
        parts = [set(line.name.split(", ")) for line in figure.lines]
        for said in set.union(*parts):
            beside = [each - {said} for each in parts if said in each]
            assert len(beside) in (1, len(figure.lines)) or len(figure.lines) % len(beside) == 0
        assert "of 5 values" in figure.notes[-1]


def test_axes_over_decades_are_logarithmic_and_named_with_units() -> None:
    study = study_of({"tokens": (10, 100, 10_000)})
    figure = compose(whole(study), "dose")
    assert isinstance(figure, LineFigure)
    assert figure.decades[0]
    assert figure.up.startswith("all words")
    assert not compose(whole(study_of({"order": (1, 2)})), "curves").decades[0]  # type: ignore[union-attr]


def test_shares_that_crowd_beside_zero_have_a_logarithmic_axis() -> None:
    """0, 0.01 and 0.05 would lie on top of each other beside 0.5; 0, 0.1, 0.2 and 0.4 do not."""
    crowded = compose(whole(study_of({"human_share": (0.0, 0.01, 0.05, 0.5)})), "dose")
    assert isinstance(crowded, LineFigure)
    assert crowded.linear_below == 0.01
    even = compose(whole(study_of({"human_share": (0.0, 0.1, 0.2, 0.4)})), "dose")
    assert isinstance(even, LineFigure)
    assert even.linear_below is None


def test_what_is_missing_is_said() -> None:
    study = study_of({"human_share": SHARES}, missing=(1, 3, 4, 5))
    figure = compose(whole(study), "dose")
    assert isinstance(figure, LineFigure)
    assert figure.notes == (
        "mean of 2 to 3 runs, band ± 2 standard errors of the mean",
        "dashed: the prediction",
        "words, order 1, replace, seeds 1 to 3",
        "4 of 12 runs are still missing",
    )
    assert np.isnan(figure.lines[0].mean[1])  # all three runs of the share 0.1 are missing
    assert drawn(figure, 60, 12)


def test_no_law_is_drawn_where_none_holds() -> None:
    figure = compose(whole(study_of({}, lawful=False)), "curves")
    assert isinstance(figure, LineFigure)
    assert "no prediction here" in figure.notes
    assert "law" not in drawn(figure, 60, 12)
    share = compose(whole(study_of({}), "copied_share"), "curves")
    assert isinstance(share, LineFigure)
    assert share.shares
    assert "40%┤" in drawn(share, 60, 12)


@pytest.mark.parametrize(
    ("kind", "generation", "said"),
    [
        ("curves", 3, "leave --generation out"),
        ("dose", 3, "does not keep generation 3: it has 0, 1, 2, 4, 8"),
        ("dose", None, "an axis with two numbers or more"),
        ("map", None, "vary: regime; try --kind curves"),
    ],
)
def test_what_cannot_be_drawn_is_refused(kind: str, generation: int | None, said: str) -> None:
    selection = whole(study_of({"regime": ("replace", "accumulate")}))
    with pytest.raises(FigureError, match=said):
        compose(selection, kind, generation)  # type: ignore[arg-type]


def test_a_map_of_three_axes_asks_which() -> None:
    axes = {"order": (1, 2), "human_share": (0.0, 0.1), "regime": ("replace", "accumulate")}
    with pytest.raises(FigureError, match="fix some at one value with --only"):
        compose(whole(study_of(axes)), "map")


def test_a_study_without_runs_or_that_measure_is_refused() -> None:
    with pytest.raises(FigureError, match="it has types, copied_share"):
        whole(study_of({}), "beauty\x1b[31m")
    with pytest.raises(FigureError, match="no runs yet"):
        whole(study_of({}, missing=(0, 1, 2)))


def test_hostile_names_are_cleaned() -> None:
    nasty = "evil\x1b[31m\u202e\x07\nname"
    study = study_of({"smoothing": ("none", "bad\x1b]0;x\x07\u200b")}, corpus=nasty)
    figure = compose(whole(study), "curves")
    assert isinstance(figure, LineFigure)
    said = [figure.title, *(line.name for line in figure.lines)]
    assert figure.title == "types (words) · evil[31m name"
    assert figure.lines[1].name == "smoothing bad]0;x"
    assert not any(character in text for text in said for character in "\x1b\x07\n\u202e\u200b")


def test_curves_in_cells() -> None:
    figure = compose(whole(study_of({"human_share": (0.0, 0.4)})), "curves")
    assert drawn(figure, 60, 12) == CURVES


def test_names_too_long_for_a_line_get_one_each() -> None:
    study = study_of({"temperature": (0.8, 1.0), "human_share": (0.0, 0.2)})
    lines = drawn(compose(whole(study), "curves"), 50, 14).splitlines()
    assert lines[:5] == [
        "━━ temperature 0.8, human share 0",
        "━■ temperature 0.8, human share 0.2",
        "━▲ temperature 1, human share 0",
        "━◆ temperature 1, human share 0.2",
        "• law",
    ]
    assert len(lines) == 14
    assert "┤" in lines[5] or "│" in lines[5]
    assert all(shape in "".join(lines[5:]) for shape in "■▲◆")


def test_a_dose_curve_in_cells() -> None:
    figure = compose(whole(study_of({"human_share": SHARES})), "dose")
    assert drawn(figure, 60, 12) == DOSE


def test_a_map_in_cells() -> None:
    study = study_of({"order": (1, 2, 3), "human_share": (0.0, 0.2, 0.4)})
    figure = compose(whole(study), "map")
    assert drawn(figure, 44, 30) == MAP
    narrow = drawn(figure, 12, 7).splitlines()
    assert max(map(len, narrow)) <= 12
    assert len(narrow) == 7


def test_a_map_shows_what_is_missing() -> None:
    study = study_of({"order": (1, 2), "human_share": (0.0, 0.2)}, missing=(0, 1, 2))
    figure = compose(whole(study), "map")
    lines = drawn(figure, 44, 8).splitlines()
    assert lines[1].startswith("1     ················")


def test_colours_change_nothing_but_colours() -> None:
    study = study_of({"order": (1, 2, 3), "human_share": (0.0, 0.2, 0.4)})
    for kind in ("curves", "map"):
        raster = draw_figure(compose(whole(study), kind), 60, 14)
        plain, some, many = (terminal_lines(raster, depth) for depth in (0, 16, 256))
        assert not any("\x1b" in line for line in plain)
        assert [bare(line) for line in some] == plain
        shaded = str.maketrans("░▒▓█", "    ")
        assert [bare(line) for line in many][1:4] == [line.translate(shaded).rstrip() for line in plain][1:4]
        assert any("\x1b[" in line for line in some)
        assert any("48;5;" in line for line in many) is (kind == "map")
        for line in (*some, *many):
            assert re.findall("\x1b\\[[0-9;]*m", line)[-1:] in ([], ["\x1b[0m"])


def bare(line: str) -> str:
    """Return a line without its colours."""
    return re.sub("\x1b\\[[0-9;]*m", "", line).rstrip()


CURVES = """\
    ━━ human share 0  ━■ human share 0.4  • law
   │
   │⠉⠢⡀⡀
800┤  ⠈⠈⠒⠤⡀
   │    ⠈⠢⡀■⠒⠒⠢⠤⢄⣀•⣀⡀
   │      ⠈•⠤⢄⣀     ⠈⠉⠉⠉⠉⠉⠑⠒⠒⠒⠒⠒■⠢⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⢄⣀⣀⣀⣀⣀⣀⣀■
400┤           ⠉⠑⠒•⠤⠤⠤⣀⣀⣀⣀
   │                      ⠉⠉⠉⠑⠒⠒•⠒⠒⠒⠢⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀•
   │                                                       ⠈
  0┤
   └┬─────────────┬─────────────┬────────────┬─────────────┬
    0             2             4            6             8"""

DOSE = """\
    ◉ runs  • law
   │
   │                                             ⣀⡀ ⠤⠤⠄ ⠒⠒⠂◉
400┤                                ⣀⣀⡀ ⠤⠤⠄ ⠒⠊⠁ ⠉
   │                    ⣀⣀⠄ ⠤⠔⠂ ◉⠉⠁
   │      ⡀ ⣀⠤⠄ ⠔⠒◉ ⠉⠉⠁
200┤◉⠒⠂ ⠉⠉
   │
   │
  0┤
   └┬─────────────┬─────────────┬──────────────────────────┬
    0            0.1           0.2                       0.4"""

MAP = """\
order
                  ▒▒▒▒▒▒▒▒▒▒▒▒████████████
1         200     ▒▒▒ 342 ▒▒▒▒███ 484 ████
                  ▒▒▒▒▒▒▒▒▒▒▒▒████████████
      ░░░░░░░░░░░░▓▓▓▓▓▓▓▓▓▓▓▓████████████
2     ░░░ 244 ░░░░▓▓▓ 387 ▓▓▓▓███ 529 ████
      ░░░░░░░░░░░░▓▓▓▓▓▓▓▓▓▓▓▓████████████
                  ▒▒▒▒▒▒▒▒▒▒▒▒████████████
3         200     ▒▒▒ 342 ▒▒▒▒███ 484 ████
                  ▒▒▒▒▒▒▒▒▒▒▒▒████████████
           0          0.2         0.4
      human share
200 “ ░▒▓█” 529"""

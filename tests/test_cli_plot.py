"""``driftview plot``: in the terminal, as files, and what it refuses."""

import struct
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner, Result
from processes import driftview_process, python_process
from studies import folder_of, study_of

from driftview.cli.program import program

SVG = "{http://www.w3.org/2000/svg}"

NOTE = "mean of 3 runs, band ± 2 standard errors of the mean · dashed: the prediction"


def call(*arguments: object, columns: int = 70) -> Result:
    runner = CliRunner(env={"COLUMNS": str(columns), "LINES": "20"})
    return runner.invoke(program, ["plot", *map(str, arguments)])


@pytest.fixture
def doses(tmp_path: Path) -> Path:
    axes = {"human_share": (0.0, 0.1, 0.2, 0.4), "human_source": ("fresh", "fixed")}
    return folder_of(study_of(axes), tmp_path / "doses")


def parts(svg: Path, name: str) -> list[str]:
    """Return the paths inside the group of one name."""
    root = ElementTree.parse(svg).getroot()
    groups = [each for each in root.iter(f"{SVG}g") if each.get("id") == name]
    return [path.get("d", "") for group in groups for path in group.iter(f"{SVG}path")]


def texts(svg: Path) -> list[str]:
    return ["".join(each.itertext()) for each in ElementTree.parse(svg).getroot().iter(f"{SVG}text")]


def test_it_chooses_a_kind_and_says_so(doses: Path) -> None:
    result = call(doses)
    assert result.exit_code == 0, result.output
    assert result.stderr == "--kind dose, since human share has 4 values\n"
    lines = result.stdout.splitlines()
    assert lines[0] == "types (words) · toy · generation 8"
    assert "◉ fresh" in lines[1] and "■ fixed" in lines[1] and "• law" in lines[1]
    told = f"{NOTE} · words, order 1, replace, seeds 1 to 3"
    assert " ".join(lines[-2:]) == told
    assert lines[-3] == "human share".rjust(70)
    assert max(map(len, lines)) <= 70
    assert len(lines) == 18


def test_options_choose_what_is_drawn(doses: Path) -> None:
    result = call(doses, "--kind", "curves", "--only", "human-share=0,0.4", "--only", "human_source=fixed",
                  "--band", "sd", "--measure", "types")  # fmt: skip
    assert (result.exit_code, result.stderr) == (0, "")
    lines = result.stdout.splitlines()
    assert lines[0] == "types (words) · toy · fixed"
    assert "human share 0 " in lines[1] and "human share 0.4" in lines[1]
    assert "standard deviations of the runs" in result.stdout


def test_width_is_that_of_the_terminal(doses: Path) -> None:
    for columns, width in ((10, 30), (48, 48), (120, 120), (500, 200)):
        lines = call(doses, columns=columns).stdout.splitlines()
        assert max(map(len, lines)) == width


def test_in_a_process_without_a_terminal_there_are_no_colours(doses: Path) -> None:
    done = driftview_process("plot", str(doses), folder=doses.parent, COLUMNS="60", LINES="18")
    assert done.returncode == 0
    assert "\x1b" not in done.stdout
    assert done.stdout.splitlines()[0] == "types (words) · toy · generation 8"


def test_the_terminal_needs_no_matplotlib(doses: Path) -> None:
    script = (
        "import sys\nfrom driftview.cli.program import program\n"
        f"program(['plot', {str(doses)!r}], standalone_mode=False)\n"
        "print(sorted({name.split('.')[0] for name in sys.modules} & {'matplotlib', 'textual', 'nltk'}))"
    )
    assert python_process(script).splitlines()[-1] == "[]"


def test_an_svg_holds_the_curves(doses: Path, tmp_path: Path) -> None:
    place = tmp_path / "new" / "dose.svg"
    result = call(doses, "--out", place)
    assert result.exit_code == 0, result.output
    assert result.stdout == ""
    assert result.stderr.splitlines()[-1] == f"written to {place}"
    for number in (0, 1):
        for name in ("line", "band", "law"):
            assert parts(place, f"{name}-{number}"), name
    assert not parts(place, "line-2")
    said = texts(place)
    assert {"types (words) · toy · generation 8", "human share", "fresh", "fixed"} <= set(said)
    assert f"{NOTE} · words, order 1, replace, seeds 1 to 3" in said


def test_curves_of_an_svg_fall_as_the_numbers_do(tmp_path: Path) -> None:
    study = folder_of(study_of({"human_share": (0.0, 0.4)}), tmp_path / "study")
    place = tmp_path / "curves.svg"
    assert call(study, "--out", place).exit_code == 0
    heights = []
    for number in (0, 1):
        path = parts(place, f"line-{number}")[0].replace("M", "").split("L")
        points = [tuple(map(float, point.split())) for point in path]
        assert len(points) == 5
        assert [y for _, y in points] == sorted(y for _, y in points)  # down the page
        heights.append(points[-1][1])
    assert heights[0] > heights[1]


def test_a_file_has_the_size_and_the_form_that_are_asked_for(doses: Path, tmp_path: Path) -> None:
    for name in ("dose.pdf", "again.pdf"):
        assert call(doses, "--out", tmp_path / name, "--size", "3.5x2.6").exit_code == 0
    content = (tmp_path / "dose.pdf").read_bytes()
    assert content == (tmp_path / "again.pdf").read_bytes()
    assert b"/MediaBox [ 0 0 252 187.2 ]" in content
    assert b"/FontFile2" in content  # outlines that a printer takes, no Type 3
    assert call(doses, "--out", tmp_path / "small.png", "--size", "2x1", "--dpi", "100").exit_code == 0
    header = (tmp_path / "small.png").read_bytes()[16:24]
    assert struct.unpack(">II", header) == (200, 100)
    wrong = call(doses, "--out", tmp_path / "x.svg", "--size", "wide")
    assert wrong.exit_code == 2
    assert "width and height in inches" in wrong.stderr
    assert "have no effect without --out" in call(doses, "--dpi", "300").stderr
    assert "--dpi has no effect" in call(doses, "--out", tmp_path / "y.svg", "--dpi", "300").stderr
    said = texts(tmp_path / "y.svg")
    assert {"human share", "all words (words)"} <= set(said) or {"human share", "all words"} <= set(said)


def test_a_map_has_its_numbers_in_the_file(tmp_path: Path) -> None:
    study = study_of({"order": (1, 2, 3), "temperature": (0.8, 0.9, 1.0)}, lawful=False)
    place = tmp_path / "map.svg"
    assert call(folder_of(study, tmp_path / "study"), "--out", place).exit_code == 0
    said = texts(place)
    assert said.count("200") >= 6
    assert said.count("244") == 3  # order 2: 150 + 850/9
    assert {"order", "temperature", "0.8"} <= set(said)


def test_the_same_study_gives_the_same_file(doses: Path, tmp_path: Path) -> None:
    for ending in ("svg", "png"):
        places = [tmp_path / f"{name}.{ending}" for name in "ab"]
        for place in places:
            assert call(doses, "--out", place).exit_code == 0
        assert places[0].read_bytes() == places[1].read_bytes()
    head = places[0].read_bytes()[:24]
    assert head[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", head[16:]) == (1200, 750)


def test_hostile_names_leave_the_file_whole(tmp_path: Path) -> None:
    name = "$\\frac{a}$ <b>&\x1b[31m\u202e\uffff_x"
    study = folder_of(study_of({"smoothing": ("none", "$x^")}, corpus=name), tmp_path / "study")
    for ending in ("svg", "png"):
        place = tmp_path / f"chart.{ending}"
        assert call(study, "--out", place).exit_code == 0
    said = texts(tmp_path / "chart.svg")
    assert "types (words) · $\\frac{a}$ <b>&[31m_x" in said
    assert "smoothing $x^" in said
    assert "\x1b" not in call(study).output


def test_files_are_not_replaced_unasked(doses: Path, tmp_path: Path) -> None:
    place = tmp_path / "chart.svg"
    place.write_text("mine")
    result = call(doses, "--out", place)
    assert result.exit_code == 2
    assert "add --force" in result.stderr
    assert place.read_text() == "mine"
    assert call(doses, "--out", place, "--force").exit_code == 0
    assert parts(place, "line-0")


def test_without_matplotlib_it_says_what_to_install(
    doses: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("driftview.cli.plot.find_spec", lambda _name: None)
    result = call(doses, "--out", tmp_path / "chart.svg")
    assert result.exit_code == 2
    assert "pip install matplotlib" in result.stderr
    assert len(result.stderr.splitlines()) == 1
    assert call(doses).exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--out", "chart.gif"), "end it in .svg, .pdf or .png"),
        (("--measure", "beauty"), "it has types, copied_share"),
        (("--generation", "3"), "does not keep generation 3"),
        (("--kind", "pie"), "pie"),
        (("--only", "order"), "--only order=1,2"),
        (("--only", "human_share=7"), "choose among 0, 0.1, 0.2, 0.4"),
        (("--only", "mood=7"), "mood is not an axis"),
    ],
)
def test_bad_input_gives_exit_code_2(doses: Path, arguments: tuple[str, ...], said: str) -> None:
    result = call(doses, *arguments)
    assert result.exit_code == 2
    assert said in result.stderr
    assert result.stdout == ""


def test_a_folder_without_a_study_is_refused(tmp_path: Path) -> None:
    for place in (tmp_path, tmp_path / "nowhere"):
        result = call(place)
        assert result.exit_code == 2
        assert "is not a study" in result.stderr


@pytest.mark.parametrize(
    ("variables", "depth"),
    [
        ({"TERM": "xterm-256color"}, 256),
        ({"TERM": "xterm"}, 16),
        ({"TERM": "xterm", "COLORTERM": "truecolor"}, 256),
        ({"TERM": "xterm-256color", "NO_COLOR": "1"}, 0),
        ({"TERM": "dumb"}, 0),
        ({}, 0),
    ],
)
def test_colours_are_for_terminals_that_have_them(
    variables: dict[str, str], depth: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    import importlib
    import sys

    module = importlib.import_module("driftview.cli.plot")
    for name in ("TERM", "COLORTERM", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    assert module._depth() == depth
    monkeypatch.setattr(sys.stdout, "isatty", lambda: False, raising=False)
    assert module._depth() == 0

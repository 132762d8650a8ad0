"""``driftview sweep``: grids, study files, results folders that survive whatever stops the work, clusters."""

import csv
import io
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner, Result
from processes import PATIENCE, command, driftview_process, environment

from driftview.cli.program import program
from driftview.export.study_folder import read_study
from driftview.measures.registry import everyday_names
from driftview.version import __version__

if TYPE_CHECKING:
    from distributed import LocalCluster

GRID = ("ecclesiastes", "--order", "1,2", "--replicates", "3", "--generations", "3")

GOING_ON = "driftview: 2 of 6 runs are kept; to continue: driftview sweep --out cut --resume"

UNIX = pytest.mark.skipif(os.name == "nt", reason="Windows has no such thing")

TABLES = ("table.csv", "summary.csv", "table.parquet")

STUDY = """\
text = "ecclesiastes"
replicates = 2
seed = 3
measures = ["types", "ttr"]
keep = "0:2"

[options]
order = 2
generations = 4

[axes]
human-share = "0:0.2:0.1"
"""


def call(*arguments: str) -> Result:
    return CliRunner().invoke(program, [*arguments, "--workers", "1"])


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def tables(folder: Path) -> dict[str, bytes]:
    return {name: (folder / name).read_bytes() for name in TABLES}


def test_a_sweep_is_csv() -> None:
    result = call("sweep", "ecclesiastes", "--human-share", "0,0.5", "--order", "1", "--generations", "2",
                  "--replicates", "2")  # fmt: skip
    assert result.exit_code == 0, result.output
    rows = list(csv.DictReader(io.StringIO(result.stdout)))
    assert [(row["human_share"], row["measure"]) for row in rows] == [
        (share, name) for share in ("0.0", "0.5") for name in ("types", "hapaxes", "founders")
    ]
    assert all(row["generation"] == "2" and row["runs"] == "2" for row in rows)
    assert float(rows[3]["mean"]) > float(rows[0]["mean"])
    assert float(rows[0]["law"]) == pytest.approx(float(rows[0]["mean"]), rel=0.1)


def test_a_sweep_is_json_too(tmp_path: Any) -> None:
    place = tmp_path / "sweep.json"
    result = call("sweep", "ecclesiastes", "--order", "1", "--temperature", "0.8,1", "--generations", "1",
                  "--replicates", "1", "--measures", "ttr", "--every", "--json", str(place))  # fmt: skip
    assert (result.exit_code, result.stdout) == (0, "")
    found = json.loads(place.read_text())
    assert found["axes"] == {"temperature": [0.8, 1.0]}
    assert [(row["temperature"], row["generation"], row["sd"], row["law"]) for row in found["rows"]] == [
        (temperature, number, None, None) for temperature in (0.8, 1.0) for number in (0, 1)
    ]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--measures", "beauty"), "no measure called"),
        (("--measures", ","), "names no measure"),
        (("--order", "1,1"), "once"),
        (("--order", "1,9"), "9 is out of bounds: it must be from 1 to 8, or max"),
        (("--human-share", "0;1"), "is not a number"),
        (("--csv", "-", "--json", "-"), "cannot both"),
    ],
)
def test_a_sweep_refuses_what_cannot_be(arguments: tuple[str, ...], said: str) -> None:
    result = call("sweep", "ecclesiastes", *arguments)
    assert result.exit_code == 2
    assert said in result.stderr


def test_values_are_lists_and_ranges() -> None:
    result = call("sweep", "ecclesiastes", "--order", "1:2", "--human-share", "0:0.3:0.1,0.5",
                  "--replicates", "1", "--generations", "1", "--measures", "types")  # fmt: skip
    assert result.exit_code == 0, result.output
    points = [(row["order"], row["human_share"]) for row in rows_of(result.stdout)]
    assert points == [(order, share) for order in "12" for share in ("0.0", "0.1", "0.2", "0.3", "0.5")]


def test_what_is_a_list_itself_is_parted_by_semicolons() -> None:
    result = call("sweep", "ecclesiastes", "--sizes", "1000,500;2000", "--bottleneck", "2:0.1,2:0.5",
                  "--order", "1", "--replicates", "1", "--generations", "2",
                  "--measures", "tokens")  # fmt: skip
    assert result.exit_code == 0, result.output
    found = [(row["sizes"], row["bottleneck"], row["mean"]) for row in rows_of(result.stdout)]
    assert found == [
        ("1000,500", "2:0.1", "50.0"),
        ("1000,500", "2:0.5", "250.0"),
        ("2000", "2:0.1", "200.0"),
        ("2000", "2:0.5", "1000.0"),
    ]


def test_measures_have_names_for_many() -> None:
    result = call("sweep", "ecclesiastes", "--order", "1", "--replicates", "1", "--generations", "1",
                  "--measures", "zipf_exponent,everyday,types")  # fmt: skip
    assert result.exit_code == 0, result.output
    names = [row["measure"] for row in rows_of(result.stdout)]
    assert names[:3] == ["zipf_exponent", "tokens", "types"]
    assert len(names) == len(set(names)) == 1 + len(everyday_names())


def test_a_study_file_says_what_to_run_and_options_win(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DRIFTVIEW_TEMPERATURE", "0.5")
    monkeypatch.setenv("DRIFTVIEW_CORPUS", "emma")
    (tmp_path / "my.toml").write_text(STUDY)
    folder = tmp_path / "out"
    result = call("sweep", "--study", str(tmp_path / "my.toml"), "--order", "1", "--out", str(folder))
    assert (result.exit_code, result.stdout) == (0, ""), result.output
    study = read_study(folder)
    base = study.plan.grid.base
    assert (base.order, base.generations, base.temperature, base.seed) == (1, 4, 1.0, 3)
    assert study.plan.grid.axes == {"human_share": (0.0, 0.1, 0.2)}
    assert (study.plan.generations, study.plan.corpus) == ((0, 1, 2), "ecclesiastes")
    assert study.curves("ttr").shape == (3, 2, 3)


def test_a_study_can_be_run_again_from_its_own_file(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    (tmp_path / "my.toml").write_text(STUDY)
    assert call("sweep", "--study", str(tmp_path / "my.toml"), "--out", str(first)).exit_code == 0
    assert call("sweep", "--study", str(first / "study.toml"), "--out", str(second)).exit_code == 0
    assert tables(first) == tables(second)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a study that nothing stopped, made by one worker."""
    folder = tmp_path_factory.mktemp("studies") / "whole"
    assert call("sweep", *GRID, "--out", str(folder)).exit_code == 0
    return folder


def test_two_workers_give_the_same_bytes_as_one(whole: Path, tmp_path: Path) -> None:
    done = driftview_process("sweep", *GRID, "--out", "two", "--workers", "2", folder=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "written to two\n")
    assert tables(tmp_path / "two") == tables(whole)


@pytest.fixture(scope="module")
def cluster() -> Iterator["LocalCluster"]:
    """Return a Dask cluster of two worker processes on this machine."""
    from distributed import LocalCluster

    options = {"threads_per_worker": 1, "processes": True, "dashboard_address": None}
    with LocalCluster(n_workers=2, **options) as found:  # type: ignore[no-untyped-call]
        yield found


def test_a_cluster_gives_the_same_bytes_as_one_worker(
    whole: Path, tmp_path: Path, cluster: "LocalCluster"
) -> None:
    arguments = ["sweep", *GRID, "--out", str(tmp_path / "far"), "--dask", cluster.scheduler_address]
    result = CliRunner().invoke(program, arguments)
    assert result.exit_code == 0, result.output
    assert tables(tmp_path / "far") == tables(whole)


CUT = """
import os, signal, driftview.export.files as places
move, moved = places._move, []
def cut(draft, place, *how):
    moved.append(place)
    if len(moved) == 4:  # the study, two runs, and while the third lies beside its place
        os.kill(os.getpid(), signal.{number})
    move(draft, place, *how)
places._move = cut
from driftview.cli import main
main()
"""
"""The program, which is sent a signal at a certain moment."""


@UNIX
@pytest.mark.parametrize(
    ("number", "code", "said"),
    [
        ("SIGKILL", -9, []),
        ("SIGTERM", 143, [GOING_ON]),
        ("SIGINT", 130, [GOING_ON, "driftview: stopped"]),
    ],
)
def test_a_study_that_was_stopped_goes_on_to_the_same_bytes(
    number: str, code: int, said: list[str], whole: Path, tmp_path: Path
) -> None:
    workers = "2" if number == "SIGKILL" else "1"
    process = subprocess.Popen(
        [
            sys.executable,
            "-c",
            CUT.format(number=number),
            "sweep",
            *GRID,
            "--out",
            "cut",
            "--workers",
            workers,
        ],
        cwd=tmp_path,
        env=environment(),
        stdin=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    try:
        # Its workers write there too: they are all gone by then.
        _, errors = process.communicate(timeout=PATIENCE)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    assert process.returncode == code
    lines = [line for line in errors.decode().splitlines() if line]
    assert lines == said or number == "SIGKILL"
    assert len(list(tmp_path.glob("cut/runs/0*.json"))) == 2
    assert read_study(tmp_path / "cut").missing == 4
    assert not (tmp_path / "cut" / "table.csv").exists()
    again = call("sweep", "--out", str(tmp_path / "cut"), "--resume")
    assert again.exit_code == 0, again.output
    assert tables(tmp_path / "cut") == tables(whole)
    assert not list(tmp_path.rglob(".driftview-*"))


@UNIX
@pytest.mark.parametrize("kept", [0, 6])
def test_a_disk_that_is_full_loses_nothing(kept: int, whole: Path, tmp_path: Path) -> None:
    resource = pytest.importorskip("resource")
    runs = [file.stat().st_size for file in (whole / "runs").iterdir()]
    spec, table = ((whole / name).stat().st_size for name in ("study.toml", "table.parquet"))
    assert spec + 1 < min(runs) <= max(runs) < table
    room = max(runs) + 1 if kept else spec + 1  # bytes that a file may have
    done = subprocess.run(
        command("sweep", *GRID, "--out", "full", "--workers", "1"),
        cwd=tmp_path,
        env=environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=PATIENCE,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (room, room)),
    )
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "cannot write to" in done.stderr
    assert f"{kept} of 6 runs are kept; to continue: driftview sweep --out full --resume" in done.stderr
    assert call("sweep", "--out", str(tmp_path / "full"), "--resume").exit_code == 0
    assert tables(tmp_path / "full") == tables(whole)


def test_a_study_that_is_done_can_be_printed(whole: Path) -> None:
    result = call("sweep", "--out", str(whole), "--resume", "--csv", "-")
    assert result.exit_code == 0, result.output
    rows = rows_of(result.stdout)
    assert [(row["order"], row["measure"]) for row in rows] == [
        (order, name) for order in "12" for name in ("types", "hapaxes", "founders")
    ]
    direct = call("sweep", *GRID)
    assert direct.stdout == result.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--order", "3"), "--order is not what"),
        (("--human-share", "0.1"), "--human-share is not what"),
        (("--replicates", "4"), "--replicates is not what"),
        (("--measures", "all"), "--measures is not what"),
        (("--keep", "1"), "--keep is not what"),
        (("--generations", "9"), "--generations is not what"),
        (("--seed", "9"), "--seed is not what"),
        (("--force",), "remove --force"),
        (("--study", "x.toml"), "remove --study"),
        (("emma",), "emma is not the text"),
    ],
)
def test_going_on_with_something_else_is_refused(
    arguments: tuple[str, ...], said: str, whole: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "part"
    shutil.copytree(whole, folder)
    (folder / "runs" / "00001.json").unlink()
    result = call("sweep", *arguments, "--out", str(folder), "--resume")
    assert result.exit_code == 2
    assert said in result.stderr


def test_the_same_options_again_are_no_other_study(whole: Path) -> None:
    assert call("sweep", *GRID, "--out", str(whole), "--resume").exit_code == 0


def test_a_study_of_another_version_is_refused(whole: Path, tmp_path: Path) -> None:
    shutil.copytree(whole, tmp_path / "old")
    plan = tmp_path / "old" / "study.toml"
    plan.write_text(plan.read_text().replace(f'driftview = "{__version__}"', 'driftview = "0.0.9"'))
    result = call("sweep", "--out", str(tmp_path / "old"), "--resume")
    assert (result.exit_code, "begun by driftview 0.0.9" in result.stderr) == (2, True)


@pytest.mark.parametrize("line", ["tokeniser = 1\n", ""])
def test_a_study_whose_text_was_read_by_other_rules_is_refused(
    whole: Path, tmp_path: Path, line: str
) -> None:
    """A study of driftview 0.1 does not say by which rules: they were those of tokeniser 1."""
    shutil.copytree(whole, tmp_path / "old")
    plan = tmp_path / "old" / "study.toml"
    plan.write_text(plan.read_text().replace("tokeniser = 2\n", line))
    result = call("sweep", "--out", str(tmp_path / "old"), "--resume")
    assert (result.exit_code, "was read by tokeniser 1" in result.stderr) == (2, True)


def test_a_study_goes_on_with_the_reading_that_it_began_with(whole: Path) -> None:
    result = call("sweep", "--out", str(whole), "--resume", "--lowercase")
    assert (result.exit_code, "was read with other options" in result.stderr) == (2, True)


@pytest.mark.parametrize("command", [("sweep",), ("verify",), ("reproduce", "half")])
def test_more_workers_than_this_machine_can_use_are_refused(command: tuple[str, ...]) -> None:
    result = CliRunner().invoke(program, [*command, "ecclesiastes", "--workers", "100000"])
    assert result.exit_code == 2
    assert "100000 is out of bounds: it must be 1 to " in result.stderr
    assert "4 for each processor" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--resume",), "add --out FOLDER"),
        (("--study", "nothing.toml"), "cannot read nothing.toml: no such file"),
        (("--out", "nothing", "--resume"), "is not a study"),
        (("--dask", "tcp://127.0.0.1:1"), "--workers applies to this machine"),
        (("--human-share", "0:0.5"), "not a range"),
        (("--keep", "31"), "from 0 to 30"),
        (
            ("--generations", "1000000000", "--tokens", "5", "--out", "x"),
            "as in --keep 0:1000000000:10000000",
        ),
        (("--smoothing", "none,beauty", "--out", "x"), "there is no model 'beauty'"),
        (("--smoothing", "additive", "--temperature", "0.5,1", "--out", "x"), "work with smoothing none"),
        (("--smoothing", "additive", "--gamma", "1,inf"), "it must be above 0, at most 1000000000"),
        (("--order", "3:8", "--tokens", "5", "--growth", "1:1000:999"), "less growth"),
    ],
)
def test_what_cannot_be_run_is_refused(
    arguments: tuple[str, ...], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = call("sweep", "ecclesiastes", *arguments)
    assert result.exit_code == 2, result.output
    assert said in result.stderr
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:1", "nonsense://x", ""])
def test_a_cluster_that_is_not_there_is_refused(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("driftview.study.executor.SCHEDULER_SECONDS", 0.1)
    result = CliRunner().invoke(program, ["sweep", "ecclesiastes", "--dask", address])
    assert result.exit_code == 2, result.output
    assert "cannot reach a Dask scheduler" in result.stderr


def test_a_cluster_that_is_not_there_is_refused_in_one_line(tmp_path: Path) -> None:
    done = driftview_process("sweep", "ecclesiastes", "--dask", "notanaddress", folder=tmp_path)
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1, done.stderr


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"\xff\xfe\x00\x81", "not UTF-8 text"), (b"#" * 16_000_001, "larger than 16 MB")],
)
def test_what_is_no_study_file_is_refused(content: bytes, said: str, tmp_path: Path) -> None:
    place = tmp_path / "study.toml"
    place.write_bytes(content)
    result = call("sweep", "--study", str(place))
    assert result.exit_code == 2
    assert f"is not a study file: it is {said}" in result.stderr
    assert len(result.stderr.splitlines()) == 1


@UNIX
def test_a_device_without_end_is_no_study_file() -> None:
    result = call("sweep", "--study", "/dev/zero")
    assert (result.exit_code, "larger than 16 MB" in result.stderr) == (2, True)


def test_without_pyarrow_there_is_no_parquet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("driftview.export.study_tables.can_write_parquet", lambda: False)
    assert call("sweep", *GRID, "--out", str(tmp_path / "lean")).exit_code == 0
    assert sorted(file.name for file in (tmp_path / "lean").iterdir()) == [
        "runs", "study.toml", "summary.csv", "table.csv",
    ]  # fmt: skip

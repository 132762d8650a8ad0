"""``driftview verify`` and ``driftview sweep``: exit codes, tables, JSON and CSV."""

import csv
import io
import json
from dataclasses import replace
from typing import Any

import pytest
from click.testing import CliRunner, Result

from driftview.cli.program import program
from driftview.drift.settings import Settings
from driftview.study.experiments import Experiment, Reader
from driftview.text.corpus import Corpus


def call(*arguments: str) -> Result:
    return CliRunner().invoke(program, [*arguments, "--workers", "1"])


@pytest.fixture
def wrong(monkeypatch: pytest.MonkeyPatch) -> dict[str, float]:
    """Let verify make one small experiment; what is put under "factor" bends its law."""
    bent = {"factor": 1.0}

    def small(corpus: Corpus, quick: bool = False) -> list[Experiment]:
        settings = Settings(order=1, generations=2)
        words = Reader(corpus, settings).words(2)
        law = replace(words, predicted=bent["factor"] * words.predicted)
        return [Experiment("replace", corpus, settings, (law,), 6 if quick else 12)]

    monkeypatch.setattr("driftview.study.verify.plan", small)
    return bent


def test_laws_that_hold_pass(wrong: dict[str, float]) -> None:
    result = call("verify", "ecclesiastes", "--quick", "--level", "0.001")
    assert result.exit_code == 0, result.output
    lines = result.output.splitlines()
    assert lines[0].split()[:2] == ["regime", "quantity"]
    assert lines[1].endswith("pass")
    assert "ecclesiastes: every law holds." in lines


def test_a_law_that_fails_gives_exit_code_1(wrong: dict[str, float]) -> None:
    wrong["factor"] = 1.2
    result = call("verify", "ecclesiastes", "--quick")
    assert result.exit_code == 1
    assert "FAIL" in result.output
    assert "1 of 1 rows FAILED" in result.output


def test_json_says_the_same(wrong: dict[str, float]) -> None:
    wrong["factor"] = 1.2
    result = call("verify", "ecclesiastes", "--json", "-", "--seed", "4")
    assert result.exit_code == 1
    found = json.loads(result.stdout)
    assert (found["seed"], found["level"], found["passed"]) == (4, 0.05, False)
    assert found["critical_z"] == pytest.approx(1.96, abs=0.001)
    row = found["rows"][0]
    assert row["passed"] is False
    assert row["replicates"] == 12
    assert row["chance"] < 1e-6


@pytest.mark.parametrize("arguments", [("--level", "0"), ("--level", "1"), ("--workers", "0"), ("nothing",)])
def test_bad_input_gives_exit_code_2(arguments: tuple[str, ...]) -> None:
    assert CliRunner().invoke(program, ["verify", *arguments]).exit_code == 2


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
        (("--measures", ","), "nothing to measure"),
        (("--order", "1,1"), "once"),
        (("--order", "1,9"), "1<=x<=8"),
        (("--human-share", "0;1"), "not a valid float"),
        (("--csv", "-", "--json", "-"), "cannot both"),
    ],
)
def test_a_sweep_refuses_what_cannot_be(arguments: tuple[str, ...], said: str) -> None:
    result = call("sweep", "ecclesiastes", *arguments)
    assert result.exit_code == 2
    assert said in result.stderr

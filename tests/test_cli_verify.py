"""``driftview verify``: exit codes, table, JSON."""

import json
from dataclasses import replace

import pytest
from click.testing import CliRunner, Result

from driftview.cli.program import program
from driftview.settings.settings import Settings
from driftview.study.coverage import CoverageTrial
from driftview.study.experiments import Experiment, LawQuantities
from driftview.text.corpus import Corpus


def call(*arguments: str) -> Result:
    return CliRunner().invoke(program, [*arguments, "--workers", "1"])


@pytest.fixture
def wrong(monkeypatch: pytest.MonkeyPatch) -> dict[str, float]:
    """Let verify make one small experiment; what is put under "factor" bends its law."""
    bent = {"factor": 1.0}

    def small(corpus: Corpus, quick: bool = False) -> list[Experiment]:
        settings = Settings(order=1, generations=2)
        words = LawQuantities(corpus, settings).words(2)
        law = replace(words, predicted=bent["factor"] * words.predicted)
        return [Experiment("replace", corpus, settings, (law,), 6 if quick else 12)]

    monkeypatch.setattr("driftview.study.verify.plan", small)
    monkeypatch.setattr("driftview.study.coverage.trials", lambda given, other, seed: [])
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


def test_coverage_is_checked_where_means_are_not_alone(
    wrong: dict[str, float], monkeypatch: pytest.MonkeyPatch
) -> None:
    def one(given: Corpus, other: Corpus, seed: int) -> list[CoverageTrial]:
        return [CoverageTrial(given, "replace", 1, seed)]

    monkeypatch.setattr("driftview.study.coverage.GENERATION", 2)
    monkeypatch.setattr("driftview.study.coverage.trials", one)
    whole = call("verify", "ecclesiastes", "--level", "0.001")
    assert "inside ±1 sd" in whole.output
    assert "Coverage: ±1 sd holds" in whole.output
    assert "of 60 runs (95.4% wanted)" in whole.output
    quick = call("verify", "ecclesiastes", "--quick", "--level", "0.001")
    assert "was not checked; run without --quick" in quick.output

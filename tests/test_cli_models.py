"""``driftview run`` with every kind of model, and with sizes and shares that change."""

import json
import sys
from typing import Any

import pytest
from click.testing import CliRunner

from driftview.cli.program import program


def run(*options: str) -> dict[str, Any]:
    arguments = ["run", "ecclesiastes", "--generations", "2", "--json", "-", *options]
    outcome = CliRunner().invoke(program, arguments)
    assert outcome.exit_code == 0, outcome.output
    record: dict[str, Any] = json.loads(outcome.stdout)
    return record


def tokens(record: dict[str, Any]) -> list[int]:
    return [generation["measures"]["tokens"] for generation in record["generations"]]


@pytest.mark.parametrize("name", ["additive", "kneser-ney", "modified-kneser-ney"])
def test_a_smoothed_model_is_chosen_by_name(name: str) -> None:
    record = run("--smoothing", name, "--order", "2")
    assert record["config"]["smoothing"] == name
    assert record["generations"][2]["expected"] == {}


def test_sizes_and_bottlenecks() -> None:
    human = tokens(run())[0]
    assert tokens(run("--sizes", "700,300")) == [human, 700, 300]
    assert tokens(run("--bottleneck", "1:0.5")) == [human, round(human / 2), human]


def test_an_internet_filling_up() -> None:
    record = run("--machine-shares", "0.1,0.9", "--detector", "0.5:0.1")
    assert record["config"]["machine_shares"] == [0.1, 0.9]
    assert record["config"]["detector"] == [0.5, 0.1]


def test_an_outside_program_may_be_the_model() -> None:
    echo = f'"{sys.executable}" -c "import sys; sys.stdout.write(sys.stdin.read())"'
    record = run("--model-command", echo)
    first, second = record["generations"][1:]
    assert first["measures"]["types"] == second["measures"]["types"] == record["corpus"]["types"]
    assert first["measures"]["founders"] is None


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--smoothing", "rough"), "there are none, additive"),
        (("--smoothing", "additive", "--top-k", "3"), "work with smoothing none"),
        (("--sizes", "many"), "not a list of numbers"),
        (("--bottleneck", "3"), "not a pair such as"),
        (("--detector", "2:3"), "from 0 to 1"),
        (("--model-command", f'"{sys.executable}" -c "raise SystemExit(3)"'), "exit code 3"),
    ],
)
def test_what_cannot_be_is_said(options: tuple[str, ...], said: str) -> None:
    outcome = CliRunner().invoke(program, ["run", "ecclesiastes", "--generations", "1", *options])
    assert outcome.exit_code == 2
    assert said in outcome.stderr.splitlines()[-1]

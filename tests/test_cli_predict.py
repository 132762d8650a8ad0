"""``driftview predict``: closed forms on a page or as JSON, in clear words, at any scale."""

import json
from typing import Any

import pytest
from click.testing import CliRunner, Result

from driftview.cli.program import program


def call(*arguments: str) -> Result:
    return CliRunner().invoke(program, ["predict", *arguments])


def record(*arguments: str) -> dict[str, Any]:
    result = call(*arguments, "--json", "-")
    assert result.exit_code == 0, result.output

    def refuse(name: str) -> None:
        raise AssertionError(name)

    read: dict[str, Any] = json.loads(result.stdout, parse_constant=refuse)
    return read


def test_a_page_for_a_text() -> None:
    result = call("ecclesiastes", "--generations", "20")
    assert result.exit_code == 0
    lines = result.output.splitlines()
    assert lines[0].startswith("ecclesiastes: 5,935 tokens, 898 words")
    assert lines[2].split()[0] == "generation"
    first = next(line for line in lines if line.split()[:1] == ["1"])
    assert "63.2%" in first  # s_1 = .632
    assert "Half of the words should be gone by generation 5." in lines
    assert lines[-1].split()[0] == "50%"


def test_json_for_a_text() -> None:
    found = record("ecclesiastes", "--human-share", "0.1", "--human-source", "fixed", "--generations", "30")
    assert found["format"] == "driftview-prediction"
    assert found["config"]["human_source"] == "fixed"
    assert found["text"]["types"] == 898
    assert [row["generation"] for row in found["generations"]] == [0, 1, 2, 3, 5, 10, 20, 30]
    assert found["generations"][0]["types"] == pytest.approx(898)
    assert found["generations"][1]["heterozygosity"] is None
    assert [each["human_share"] for each in found["human_share"]] == [0.05, 0.1, 0.2, 0.5]


def test_a_text_that_nobody_could_run() -> None:
    found = record("--zipf", "1.2", "--tokens", "1e15", "--generations", "1e9")
    assert found["text"]["tokens"] == 10**15
    assert found["generations"][-1]["generation"] == 10**9
    types = [row["types"] for row in found["generations"]]
    assert types == sorted(types, reverse=True)
    assert types[1] / types[0] == pytest.approx(1 - 0.368 * 5 / 6, abs=0.02)  # once-words: 1/a of the types


def test_shift_and_number_of_words_count() -> None:
    few = record("--zipf", "1", "--words", "1e4", "--shift", "0", "--tokens", "1e5")
    many = record("--zipf", "1", "--words", "1e5", "--shift", "0", "--tokens", "1e5")
    flat = record("--zipf", "1", "--words", "1e4", "--shift", "50", "--tokens", "1e5")
    assert few["text"]["types"] < many["text"]["types"]
    assert few["text"]["types"] < flat["text"]["types"] <= 10**4


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--zipf", "1.1", "--words", "1e6"), "--zipf needs --tokens"),
        (("--zipf", "0.9", "--tokens", "1e9"), "exponent above 1"),
        (("--zipf", "1000", "--tokens", "1e6"), "the exponent must be above 0 and at most 10"),
        (("--zipf", "1.1", "--shift", "1e308", "--tokens", "1e6"), "the shift must be above −1 and at most"),
        (("ecclesiastes", "--zipf", "1.1", "--tokens", "1e6"), "not both"),
        (("ecclesiastes", "--words", "100"), "--words goes with --zipf"),
        (("ecclesiastes", "--regime", "accumulate", "--generations", "1e6"), "500"),
        (("ecclesiastes", "--growth", "1e9", "--generations", "400"), "less growth"),
        (("ecclesiastes", "--tokens", "many"), "not a number"),
        (("no-such-text",), "is not a file"),
    ],
)
def test_bad_input_is_one_clear_line(arguments: tuple[str, ...], said: str) -> None:
    result = call(*arguments)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert said in result.stderr


def test_only_options_that_the_law_depends_on() -> None:
    help_text = call("--help").output
    assert "--human-share" in help_text
    assert "--bottleneck" in help_text
    for other in ("--seed", "--temperature", "--order", "--smoothing"):
        assert other not in help_text


def test_a_file_is_not_replaced_unasked(tmp_path: Any) -> None:
    place = tmp_path / "law.json"
    assert call("ecclesiastes", "--json", str(place)).exit_code == 0
    assert json.loads(place.read_text())["text"]["name"] == "ecclesiastes"
    assert call("ecclesiastes", "--json", str(place)).exit_code == 2
    assert call("ecclesiastes", "--json", str(place), "--force").exit_code == 0

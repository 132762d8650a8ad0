"""``driftview measure`` as it is used: tables for people, numbers for programs, exit codes for pipelines."""

import csv
import json
import math
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from processes import PATIENCE, Driftview, command, environment
from toys import CAT

from driftview.cli.program import program
from driftview.cli.safety import BadInput

# science.md, section 4: counts 4, 3, 2, 1 and "the cat sat on the mat the cat ran"
COUNTS = "a a a a b b b c c d"
SENTENCE = "the cat sat on the mat the cat ran"
ORACLES = {
    "tokens": 10,
    "types": 4,
    "hapaxes": 1,
    "entropy_bits": 1.846439,
    "entropy_mm_bits": 1.429854 / math.log(2),
    "hill_1": 3.596115,
    "hill_2": 1 / 0.3,
    "hill_infinity": 2.5,
    "unseen_mass": 0.1,
    "chao1": 4.0,
    "yules_k": 2000.0,
    "ttr": 0.4,
}
SENTENCE_ORACLES = {"ttr": 6 / 9, "distinct_2": 0.875, "herdans_c": 0.815465, "guirauds_r": 2.0}


def measured(*arguments: str | Path) -> Any:
    """Return what ``driftview measure --json -`` prints, without a process."""
    done = CliRunner().invoke(program, ["measure", *map(str, arguments), "--json", "-"])
    assert done.exit_code == 0, done.stderr
    return json.loads(done.stdout)


def outcome(*arguments: str) -> tuple[int, str]:
    """Run the command in this process; return its exit code and what it complained of."""
    done = CliRunner().invoke(program, ["measure", *arguments], standalone_mode=False)
    if isinstance(done.exception, BadInput):
        return 2, done.exception.format_message()
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return int(done.return_value or 0), done.stderr


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "counts.txt").write_text(COUNTS, "utf-8")
    (tmp_path / "sentence.txt").write_text(SENTENCE, "utf-8")
    (tmp_path / "human.txt").write_text(CAT, "utf-8")
    (tmp_path / "poor.txt").write_text("The cat sat on the mat.\n\n" * 8, "utf-8")
    return tmp_path


def test_the_numbers_are_those_worked_out_by_hand(folder: Path) -> None:
    record = measured("counts.txt", "sentence.txt", "--no-ends")
    assert (record["format"], record["version"], record["against"]) == ("driftview-measurement", 1, None)
    counts, sentence = (text["measures"] for text in record["texts"])
    for name, value in ORACLES.items():
        assert counts[name] == pytest.approx(value, abs=1e-6), name
    for name, value in SENTENCE_ORACLES.items():
        assert sentence[name] == pytest.approx(value, abs=1e-6), name
    assert measured("counts.txt")["texts"][0]["measures"]["tokens"] == 11


def test_standard_input_is_a_text(folder: Path) -> None:
    done = subprocess.run(
        command("measure", "-", "--no-ends", "--measures", "types,ttr"),
        input=COUNTS,
        cwd=folder,
        env=environment(),
        capture_output=True,
        check=False,
        encoding="utf-8",
        timeout=PATIENCE,
    )
    assert done.returncode == 0
    rows = [line.split() for line in done.stdout.splitlines()]
    assert rows == [["standard", "input"], ["types", "4", "words"], ["ttr", "0.4", "ratio"]]


def test_a_copy_of_the_human_text_has_lost_nothing(folder: Path) -> None:
    record = measured("human.txt", "--against", "human.txt")
    text, human = record["texts"][0], record["against"]
    assert human["name"] == "human.txt"
    for name, value in human["measures"].items():
        assert value in (text["measures"][name], None)
    values = text["measures"]
    nothing = ("js_bits", "lost_types", "lost_types_share", "lost_mass", "new_types", "novel_share_2")
    assert [values[name] for name in nothing] == [0] * len(nothing)
    assert values["longest_shared"] == 16  # the longest paragraph
    assert text["control"]["tokens"] == values["tokens"]
    assert text["control"]["js_bits"] > 0
    assert text["control"]["lost_types"] == human["measures"]["types"] - text["control"]["types"]


def test_what_was_lost_is_counted(folder: Path) -> None:
    (folder / "h.txt").write_text("a a b c c c", "utf-8")
    (folder / "t.txt").write_text("a a a d", "utf-8")
    values = measured("t.txt", "--against", "h.txt", "--no-ends")["texts"][0]["measures"]
    found = [values[name] for name in ("lost_types", "lost_types_share", "lost_mass", "new_types")]
    assert found == [2, 2 / 3, 4 / 6, 1]


def test_a_seed_without_a_control_is_spoken_of(folder: Path) -> None:
    assert outcome("poor.txt", "--seed", "2") == (
        0,
        "driftview: note: --seed does nothing without --against\n",
    )
    assert outcome("poor.txt", "--seed", "2", "--against", "human.txt") == (0, "")


def test_the_control_is_decided_by_the_seed(folder: Path) -> None:
    def controls(*more: str) -> list[Any]:
        record = measured("counts.txt", "poor.txt", "--against", "human.txt", *more)
        return [text["control"] for text in record["texts"]]

    assert controls() == controls("--seed", "1") != controls("--seed", "2")
    alone = measured("poor.txt", "--against", "human.txt")["texts"][0]["control"]
    assert controls()[1] == alone


@pytest.mark.parametrize(
    ("condition", "code"),
    [
        ("types<0.9", 1),
        ("types < 0.1", 0),
        ("types<90%", 1),
        ("types<0.9x", 1),
        ("types<.9×", 1),
        ("types>=1", 0),
        ("types<0.9control", 1),
        ("types<7words", 0),
        ("types<9 words", 1),
        ("ttr<=0.5", 1),
        ("js_bits>0.1", 1),
        ("js_bits>1", 0),
        ("js_bits>1control", 1),
        ("lost_mass>1e-3", 1),
        ("shared_share>0.99", 1),
    ],
)
def test_conditions_against_a_human_text(condition: str, code: int, folder: Path) -> None:
    said = outcome("poor.txt", "--against", "human.txt", "--quiet", "--fail-if", condition)
    assert said[0] == code
    assert ("poor.txt fails" in said[1]) == bool(code)


@pytest.mark.parametrize(
    ("condition", "code"),
    [("types<9", 1), ("types<8", 0), ("types<8 words", 0), ("mattr<0.1", 1), ("entropy_bits<=3", 1)],
)
def test_conditions_without_one(condition: str, code: int, folder: Path) -> None:
    arguments = ("sentence.txt",) if condition.startswith("mattr") else ("poor.txt",)
    assert outcome(*arguments, "--quiet", "--fail-if", condition)[0] == code


def test_every_failure_is_named(folder: Path) -> None:
    code, said = outcome(
        "poor.txt", "human.txt", "--against", "human.txt", "--quiet",
        "--fail-if", "types<0.9", "--fail-if", "hapaxes<50%", "--fail-if", "tokens<0.01",
    )  # fmt: skip
    assert code == 1
    lines = [line for line in said.splitlines() if not line.startswith("driftview: note")]
    failed = [line.split(":")[1].strip() for line in lines]
    assert failed == ["poor.txt fails types<0.9", "poor.txt fails hapaxes<50%"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--fail-if", "tipes<0.9"), "did you mean triples, types"),
        (("--fail-if", "zzzz<0.9"), "there are tokens, types"),
        (("--fail-if", "types"), "is not a condition"),
        (("--fail-if", "types<"), "is not a condition"),
        (("--fail-if", "types<-1"), "is not a condition"),
        (("--fail-if", "types<nan"), "is not a condition"),
        (("--fail-if", "types<1e400"), "no measure is ever above 1e+18"),
        (("--fail-if", "types<1e308words"), "no measure is ever above 1e+18"),
        (("--fail-if", "types<0.9y"), "ends with “y”"),
        (("--fail-if", "types<5bits"), "ends with “bits”"),
        (("--fail-if", "types<5000"), "types<5000words"),
        (("--fail-if", "js_bits<90%"), "already compares with the human text"),
        (("--fail-if", "founders<1"), "cannot be measured from a text alone"),
        (("--measures", "types,perplexity"), "cannot be measured from a text alone"),
        (("no such file",), "is not a file"),
        (("-", "-"), "only be one text"),
        (("--json", "x", "--csv", "x"), "the same file"),
        (("--json", "human.txt"), "exists"),
    ],
)
def test_what_means_nothing_is_refused(arguments: tuple[str, ...], said: str, folder: Path) -> None:
    code, message = outcome("poor.txt", *arguments, "--against", "human.txt")
    assert code == 2
    assert said in message


@pytest.mark.parametrize("condition", ["types<0.9", "types<90%", "types<1control", "js_bits>0.1"])
def test_a_comparison_needs_a_human_text(condition: str, folder: Path) -> None:
    code, message = outcome("poor.txt", "--fail-if", condition)
    assert code == 2
    assert "--against HUMAN" in message


def test_the_table_says_what_may_be_compared(folder: Path, driftview: Driftview) -> None:
    lines = driftview("measure", "poor.txt", "--against", "human.txt")[1].splitlines()
    assert lines[0].split() == ["human", "poor.txt", "×", "human", "control"]
    assert any(line.startswith("ttr *") for line in lines)
    assert any(line.startswith("mattr ") for line in lines)
    assert "compare it only between texts of the same length" in lines[-2]
    several = ("poor.txt", "poor.txt", "counts.txt", "--measures", "types", "--against", "human.txt")
    head = driftview("measure", *several)[1].splitlines()[0]
    assert head.split() == ["human", "poor.txt", "poor.txt", "control", "counts.txt", "control"]
    assert "*" not in driftview("measure", "poor.txt", "poor.txt")[1]


def test_csv_has_a_row_for_each_text(folder: Path) -> None:
    code, _ = outcome("poor.txt", "counts.txt", "--against", "human.txt", "--quiet", "--csv", "out.csv",
                      "--measures", "types,js_bits")  # fmt: skip
    assert code == 0
    rows = list(csv.reader((folder / "out.csv").read_text("utf-8").splitlines()))
    assert rows[0] == ["text", "role", "types", "js_bits", "control_types", "control_js_bits"]
    names = {row[0]: row[1] for row in rows[1:]}
    assert names == {"human.txt": "human", "poor.txt": "text", "counts.txt": "text"}
    assert rows[1][3:] == ["", "", ""]


def test_hostile_names_and_texts_are_shown_clean(folder: Path, driftview: Driftview) -> None:
    (folder / "x\x1b[31m.txt").write_text("\x1b]0;title\x07" + " words and words\u202e" * 20, "utf-8")
    code, output, errors = driftview("measure", "x\x1b[31m.txt", "--fail-if", "types<99")
    assert code == 1
    assert "\x1b" not in output + errors
    assert "\u202e" not in output


def test_the_unit_is_named_where_a_token_is_a_character(tmp_path: Path) -> None:
    (tmp_path / "human.txt").write_text("abc def. " * 20, "utf-8")
    (tmp_path / "text.txt").write_text("abc xyz. " * 20, "utf-8")
    wanted = ["--measures", "types,human_types,new_types", "--unit", "character"]
    done = CliRunner().invoke(
        program, ["measure", str(tmp_path / "text.txt"), "--against", str(tmp_path / "human.txt"), *wanted]
    )
    rows = {
        line.split()[0]: line.split()
        for line in done.output.splitlines()
        if line.startswith(("human_", "new_"))
    }
    assert rows["human_types"][2] == "6"
    assert rows["new_types"][2] == "3"
    assert {row[-1] for row in rows.values()} == {"characters"}
    assert not re.search(r"\bwords?\b", done.output)
    predicted = CliRunner().invoke(
        program, ["predict", "ecclesiastes", "--unit", "character", "--generations", "2"]
    )
    assert "57 characters" in predicted.output
    assert not re.search(r"\bwords?\b", predicted.output)


def texts_of(*arguments: str | Path) -> list[dict[str, Any]]:
    """Return what is measured of each text."""
    found: list[dict[str, Any]] = measured(*arguments)["texts"]
    return found


def test_each_generation_of_a_folder_is_measured(tmp_path: Path) -> None:
    for number in range(2):
        for seed in (42, 43):
            (tmp_path / f"gen{number}_seed{seed}.json").write_text(json.dumps(["The cat sat."] * 3), "utf-8")
    texts = texts_of(tmp_path)
    assert [each["name"].rpartition(" ")[2] for each in texts] == [
        "gen0_seed42.json", "gen0_seed43.json", "gen1_seed42.json", "gen1_seed43.json"
    ]  # fmt: skip
    assert {each["measures"]["tokens"] for each in texts} == {15}


def test_records_are_measured_by_their_fields(tmp_path: Path) -> None:
    rows = [
        {"body": f"The cat sat.{'<|im_end|>' * number}", "head": "A cat that sat", "round": number}
        for number in (0, 0, 1)
    ]
    file = tmp_path / "all.jsonl"
    file.write_text("\n".join(map(json.dumps, rows)), "utf-8")
    fields = ("--text-field", "body", "--generation-field", "round", "--drop-special-tokens")
    texts = texts_of(file, *fields)
    assert [each["name"].rpartition(": ")[2] for each in texts] == ["generation 0", "generation 1"]
    assert [each["measures"]["tokens"] for each in texts] == [10, 5]
    assert texts_of("ecclesiastes", "--against", file, *fields)[0]["measures"]["types"] > 500
    refused = CliRunner().invoke(program, ["measure", str(file)])
    assert refused.exit_code == 2
    assert refused.stderr.rstrip().endswith("say which one contains the text (--text-field)")


def test_chapters_with_numbers_are_one_text(tmp_path: Path) -> None:
    for number in range(3):
        (tmp_path / f"{number}.txt").write_text("The cat sat.", "utf-8")
    assert len(texts_of(tmp_path)) == 1


def test_generations_are_called_after_their_file_where_several_are_named(tmp_path: Path) -> None:
    for part in ("a", "b"):
        rows = [{"text": "The cat sat.", "generation": number} for number in (0, 1)]
        (tmp_path / f"{part}.jsonl").write_text("\n".join(map(json.dumps, rows)), "utf-8")
    alone = texts_of(tmp_path / "a.jsonl")
    assert [each["name"] for each in alone] == ["generation 0", "generation 1"]
    both = texts_of(tmp_path / "a.jsonl", tmp_path / "b.jsonl")
    assert both[3]["name"] == f"{tmp_path / 'b.jsonl'}: generation 1"

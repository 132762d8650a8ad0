"""``driftview open``: what it prints and writes of texts that were written elsewhere, and what it refuses."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from processes import driftview_process

from driftview.cli.open import open_folder

HUMAN = "The cat sat on the mat. The dog saw the cat, and the cat saw the dog on the mat.\n\n" * 3
LATER = "The cat sat on the tapestry.\n\nThe cat sat on the cat."


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "gen"
    place.mkdir()
    (place / "gen-7.txt").write_text(HUMAN, encoding="utf-8")
    (place / "gen-8.txt").write_text(LATER, encoding="utf-8")
    return place


def opened(*arguments: str | Path) -> Result:
    return CliRunner().invoke(open_folder, [str(each) for each in arguments])


def refused(*arguments: str | Path) -> str:
    done = opened(*arguments)
    assert done.exit_code == 2
    lines = done.stderr.splitlines()
    assert len(lines) == 1
    return lines[0]


def test_the_numbers_come_out_as_a_lineage(folder: Path) -> None:
    done = opened(folder, "--json", "-")
    assert (done.exit_code, done.stderr) == (0, "")
    record = json.loads(done.stdout)
    assert record["config"]["given"] == ["gen-7.txt", "gen-8.txt"]
    assert record["corpus"]["held_out_tokens"] == 0
    human, later = record["generations"]
    assert later["measures"]["types"] == 8
    assert later["measures"]["human_types"] + later["measures"]["new_types"] == later["measures"]["types"]
    assert later["expected"]["human_types"] < human["measures"]["human_types"] == human["measures"]["types"]
    assert "types" not in later["expected"], "the law is of human words, and these texts have others too"
    assert later["measures"]["founders"] is None
    assert later["control"]["human_types"] > 0


def test_without_a_screen_it_prints_the_table_and_the_residual(folder: Path, tmp_path: Path) -> None:
    done = opened(folder, "--out", tmp_path / "out")
    assert done.exit_code == 0
    assert "Sampling alone would leave" in done.stdout
    assert "1 word of its own" in done.stdout
    assert (tmp_path / "out" / "text" / "001.txt").read_text(encoding="utf-8").strip() == LATER
    refused(folder, "--out", folder, "--force")
    assert (folder / "gen-7.txt").read_text(encoding="utf-8") == HUMAN


def test_human_and_held_out_texts_can_be_named(folder: Path) -> None:
    record = json.loads(
        opened(folder, "--human", "ecclesiastes", "--held-out", folder / "gen-7.txt", "--json", "-").stdout
    )
    assert record["config"]["given"] == ["ecclesiastes", "gen-7.txt", "gen-8.txt"]
    assert record["corpus"]["held_out_tokens"] == 72
    assert record["generations"][2]["measures"]["perplexity"] > 1


def test_the_seed_is_that_of_the_controls(folder: Path) -> None:
    one, same, other = (opened(folder, "--seed", seed, "--json", "-").stdout for seed in ("1", "1", "2"))
    assert one == same
    controls = [json.loads(each)["generations"][1]["control"] for each in (one, other)]
    assert controls[0] != controls[1]


def test_what_cannot_be_opened_is_refused_in_one_line(folder: Path, tmp_path: Path) -> None:
    assert "is not a file or folder" in refused(tmp_path / "nowhere", "--json", "-")
    assert "is a single text" in refused(folder / "gen-7.txt", "--json", "-")
    (folder / "gen-10.txt").write_text("And on.", encoding="utf-8")
    assert "number 9 is missing between gen-8.txt and gen-10.txt" in refused(folder, "--json", "-")


def test_without_a_terminal_there_is_no_explorer(folder: Path) -> None:
    done = driftview_process("open", str(folder), folder=folder)
    assert done.returncode == 2
    assert done.stderr == "driftview: the explorer needs a terminal; --out and --json do without one\n"


def test_a_folder_that_is_not_there_is_said_before_a_terminal_that_is_not(tmp_path: Path) -> None:
    assert "nowhere is not a file or folder" in refused(tmp_path / "nowhere")


def test_generations_are_read_as_the_options_say(folder: Path, tmp_path: Path) -> None:
    record = json.loads(opened(folder, "--lowercase", "--words-only", "--json", "-").stdout)
    assert record["corpus"]["reading"]["options"] == {"words_only": True, "lowercase": True}
    assert record["generations"][1]["measures"]["types"] == 6  # the, cat, sat, on, tapestry, ¶
    opened(folder, "--out", tmp_path / "out")
    assert "whose texts have already been read: remove --lowercase" in refused(
        tmp_path / "out", "--lowercase"
    )


def test_a_pattern_says_which_number_counts(tmp_path: Path) -> None:
    for number in (2, 3):
        (tmp_path / f"raid_gpt{number}.txt").write_text(HUMAN, encoding="utf-8")
    said = refused(tmp_path, "--json", "-")
    assert "are names of models, not generations" in said
    assert said.endswith("with a pattern such as 'raid_gpt#' (--number)")
    record = json.loads(opened(tmp_path, "--number", "raid_gpt#", "--json", "-").stdout)
    assert record["config"]["given"] == ["raid_gpt2.txt", "raid_gpt3.txt"]

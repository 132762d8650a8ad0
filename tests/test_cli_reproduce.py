"""``driftview reproduce``: the list, the table, JSON, exit codes."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from processes import driftview_process

from driftview.cli.program import program
from driftview.study.claims.papers import CLAIMS, find_claims
from driftview.study.claims.trial import Claim, Trial
from driftview.text.corpus import Corpus


def call(*arguments: str) -> Result:
    return CliRunner(env={"COLUMNS": "100"}).invoke(program, ["reproduce", *arguments])


@pytest.fixture
def bent(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the only claim be that replacing keeps the error at half of what it is."""
    claim = find_claims("gerstgrasser")[0]

    def trial(corpus: Corpus) -> Trial:
        whole = claim.trial(corpus)
        half = Trial((whole.arms[0],), whole.statements[:1])
        object.__setattr__(half.statements[0], "published", 0.5)
        return half

    wrong = Claim("half", "half of it", claim.paper, trial, 8, 6)
    monkeypatch.setattr("driftview.study.claims.papers.CLAIMS", (wrong,))


def test_without_a_name_it_lists_the_claims() -> None:
    result = call()
    assert result.exit_code == 0
    lines = result.output.splitlines()
    assert [line.split()[0] for line in lines[1 : len(CLAIMS) + 1]] == [claim.name for claim in CLAIMS]
    assert "driftview reproduce NAME" in lines[-1]


def test_a_claim_in_a_process_of_its_own(tmp_path: Path) -> None:
    done = driftview_process(
        "reproduce", "seddik", "ecclesiastes", "--quick", "--level", "0.001", "--workers", "1",
        folder=tmp_path, COLUMNS="100",
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert lines[0] == "seddik: Simpson's index rises as 1 − (1 − 1/n)^m (1 − S₀)"
    assert any("arXiv 2404.05090" in line for line in lines)
    rows = [line for line in lines if line.startswith("Σp², 92 tokens")]
    assert len(rows) == 4
    assert all(row.endswith("pass") for row in rows)
    assert "ecclesiastes, 60 runs of each setting: reproduced." in lines
    assert max(map(len, lines)) <= 100
    assert list(tmp_path.iterdir()) == []


def test_a_claim_that_falls_gives_exit_code_1(bent: None) -> None:
    result = call("half", "ecclesiastes", "--quick", "--workers", "1")
    assert result.exit_code == 1
    assert "FAIL" in result.output
    assert "NOT reproduced: 1 of 1 rows fail." in result.output


def test_json_says_the_same(bent: None, tmp_path: Path) -> None:
    place = tmp_path / "half.json"
    options = ("--replicates", "4", "--seed", "9", "--workers", "1", "--json", str(place))
    assert call("all", "ecclesiastes", *options).exit_code == 1
    found = json.loads(place.read_text("utf-8"))
    assert (found["format"], found["seed"], found["passed"]) == ("driftview-reproduction", 9, False)
    claim = found["claims"][0]
    assert (claim["name"], claim["corpus"], claim["replicates"]) == ("half", "ecclesiastes", 4)
    assert claim["paper"]["source"] == "arXiv 2404.01413"
    row = claim["rows"][0]
    assert (row["published"], row["relation"], row["passed"]) == (0.5, "=", False)
    assert abs(row["measured"] - 0.5) > row["tolerance"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("nobody",), "the claims are suresh"),
        (("seddik", "no-such-text"), "no-such-text"),
        (("seddik", "--replicates", "2"), "it must be 3 to 10000"),
        (("seddik", "--level", "1"), "above 0, below 1"),
        (("seddik", "\x1b[31mred"), "red"),
    ],
)
def test_bad_input_gives_exit_code_2(arguments: tuple[str, ...], said: str) -> None:
    result = call(*arguments)
    assert result.exit_code == 2
    assert said in result.stderr
    assert "\x1b" not in result.stderr


def test_a_text_without_paragraphs_is_refused_before_any_run(tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_text("the cat sat on the mat and the dog sat on the log " * 20)
    result = call("kazdan", str(page))
    assert result.exit_code == 2
    assert "kazdan: this claim is about the loss on held-out text" in result.stderr


def test_of_several_claims_one_that_a_text_does_not_do_for_is_left_out(
    bent: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    from driftview.study.claims import papers
    from driftview.study.claims.editors import CLAIMS as EDITORS

    choosing = EDITORS[-1]

    monkeypatch.setattr(papers, "CLAIMS", (*papers.CLAIMS, choosing))
    alone = call("filters", "ecclesiastes")
    assert alone.exit_code == 2
    assert "this text has only 11: use a text with at least 100" in alone.stderr
    both = call("all", "ecclesiastes", "--replicates", "3", "--quiet")
    assert "note: filters is left out: a filter chooses among paragraphs" in both.stderr
    assert "half of it" in both.stdout

"""``driftview run`` prints, writes and replaces what it is told to, and nothing else."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from driftview.cli.program import program
from driftview.text.corpus import Corpus
from driftview.text.sources import open_corpus


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Go to an empty folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture(scope="module")
def ecclesiastes() -> Corpus:
    return open_corpus(["ecclesiastes"])


def run(*arguments: str, generations: int = 2, order: int = 1) -> Result:
    """Run the loop on a small text; anything unexpected is raised."""
    sizes = ["--generations", str(generations), "--order", str(order)]
    return CliRunner().invoke(program, ["run", *arguments, *sizes], catch_exceptions=False)


@pytest.mark.usefixtures("here")
def test_the_table_and_what_it_shows(ecclesiastes: Corpus) -> None:
    done = run("ecclesiastes", generations=3)
    read, _, head, *rows, empty, said = done.stdout.splitlines()
    assert read == "12 paragraphs, separated by blank lines; tokens are words and punctuation."
    assert head.split()[:3] == ["generation", "words", "expected"]
    assert [row.split()[0] for row in rows] == ["0", "1", "2", "3"]
    assert rows[0].split()[1] == f"{(ecclesiastes.counts > 0).sum():,}"
    assert (empty, said[:13], done.stderr) == ("", "Generation 3 ", "")
    assert len({len(line) for line in (head, *rows)}) == 1


@pytest.mark.usefixtures("here")
def test_no_law_no_number() -> None:
    done = run("ecclesiastes", "--temperature", "0.5")
    assert "–" in done.stdout
    assert "nan" not in done.stdout.lower()


@pytest.mark.usefixtures("here")
def test_quiet() -> None:
    done = run("ecclesiastes", "--quiet", "--out", "x", "--json", "y/z.json")
    assert done.stdout == ""
    assert done.stderr == "written to x\nwritten to y/z.json\n"


def test_every_option_reaches_the_record(here: Path) -> None:
    options = {
        "--unit": "character",
        "--regime": "window",
        "--window": 2,
        "--regenerated": 0.25,
        "--human-share": 0.1,
        "--human-source": "fixed",
        "--human-from": 2,
        "--human-until": 3,
        "--tokens": 500,
        "--growth": 1.5,
        "--temperature": 0.9,
        "--top-k": 20,
        "--top-p": 0.9,
        "--min-p": 0.01,
        "--seed": 7,
    }
    words = [str(word) for pair in options.items() for word in pair]
    done = run("--corpus", "ecclesiastes", *words, "--json", "x.json", order=4)
    assert done.exit_code == 0
    config = json.loads((here / "x.json").read_text("utf-8"))["config"]
    asked = {name.strip("-").replace("-", "_"): value for name, value in options.items()}
    assert config == {**config, **asked, "corpus": "ecclesiastes", "order": 4, "generations": 2}


def test_several_texts_are_voices(here: Path) -> None:
    (here / "mine.txt").write_text("One voice says something, and the other one listens to it. " * 5, "utf-8")
    done = run("--corpus", "ecclesiastes", "mine.txt", "--json", "-")
    voices = json.loads(done.stdout)["corpus"]["voices"]
    assert [voice["name"] for voice in voices] == ["Ecclesiastes", "mine"]


def test_replacing_what_an_earlier_run_wrote(here: Path) -> None:
    for seed, force in (("1", []), ("2", ["--force"])):
        done = run("ecclesiastes", "--seed", seed, "--out", "x", "--json", "x.json", *force)
        assert done.exit_code == 0
        for file in ("x.json", "x/lineage.json"):
            assert json.loads((here / file).read_text("utf-8"))["config"]["seed"] == int(seed)
    assert sorted(path.name for path in here.iterdir()) == ["x", "x.json"]


def test_a_guessed_encoding_is_told(here: Path) -> None:
    text = "Où étaient les élèves, déjà fâchés, à Noël ? Personne ne l'a jamais su. " * 9
    (here / "old.txt").write_bytes(text.encode("cp1252"))
    done = run("old.txt")
    assert done.exit_code == 0
    assert done.stderr.startswith("driftview: old.txt is not UTF-8")


def test_help_says_how_to_start() -> None:
    page = CliRunner().invoke(program, ["--help"]).stdout
    for words in ("opens the explorer", "run", "corpora", "completion"):
        assert words in page


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_scripts(shell: str) -> None:
    done = CliRunner().invoke(program, ["completion", shell])
    assert done.exit_code == 0
    assert "_DRIFTVIEW_COMPLETE" in done.stdout

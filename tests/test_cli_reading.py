"""How a text is read may be said on the command line, and what was decided is told and kept."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from driftview.cli.program import program
from driftview.export.reopening import read_lineage
from driftview.text.options import CHOICES, DECLARED
from driftview.text.sources import open_corpus

CASES = Path(__file__).parent / "cases"


def run(*arguments: str) -> Result:
    return CliRunner().invoke(program, ["run", *arguments, "--generations", "1"])


def test_a_stray_blank_line_makes_no_two_paragraphs() -> None:
    result = run(str(CASES / "one_blank_line.txt"), "--json", "-")
    assert "37 paragraphs, one per line" in result.stderr
    corpus = json.loads(result.stdout)["corpus"]
    assert corpus["held_out_tokens"] > 0
    assert corpus["reading"]["tokeniser"] == 2
    assert corpus["reading"]["files"][0] | {"file": ""} == {
        "file": "", "documents": 37, "layout": "line", "habit": "one per line", "noun": "paragraph",
        "mixed": False, "left_out": [],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--paragraphs", "blank"], None),
        (["--paragraphs", "wrapped"], "hard-wrapped"),
        (["--paragraphs", "verse"], "2 stanzas"),
        (["--documents", "file"], "1 text"),
    ],
)
def test_what_was_decided_can_be_overruled(options: list[str], told: str | None) -> None:
    result = run(str(CASES / "one_blank_line.txt"), *options)
    assert result.exit_code == 0
    assert "one per line" not in result.stderr
    assert told is None or told in result.stderr


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--encoding", "klingon"], "is not an encoding that Python knows"),
        (["--encoding", "base64"], "is not an encoding that Python knows"),
        (["--encoding", "ascii"], "is not in ascii: name another encoding"),
        (["--language", "Turkish!"], "is not a language code"),
        (["--documents", "chapter"], "has no chapter headings"),
        (["--paragraphs", "blanks"], "is not one of"),
    ],
)
def test_what_cannot_be_is_refused_in_a_line(options: list[str], said: str) -> None:
    result = run(str(CASES / "quotes_swedish.txt"), *options)
    assert (result.exit_code, said in result.stderr) == (2, True)


def test_an_encoding_that_is_named_is_obeyed(tmp_path: Path) -> None:
    run(str(CASES / "croatian_cp1250.txt"), "--encoding", "windows-1250", "--out", str(tmp_path / "x"))
    assert (tmp_path / "x" / "text" / "000.txt").read_text("utf-8").startswith("Čovjek je šetao uz more")


def test_how_a_text_was_read_is_kept_and_comes_back(tmp_path: Path) -> None:
    options = ["--words-only", "--lowercase", "--language", "tr", "--fold-ligatures"]
    run(str(CASES / "one_blank_line.txt"), *options, "--out", str(tmp_path / "x"))
    lineage = read_lineage(tmp_path / "x")
    reading = lineage.corpus.reading.options
    assert (reading.words_only, reading.lowercase, reading.language, reading.fold_ligatures) == (
        True, True, "tr", True,
    )  # fmt: skip
    words = lineage.corpus.vocabulary.words[1:]
    assert all(word == word.lower() and word.isalnum() for word in words)


def measure(*arguments: str) -> Result:
    return CliRunner().invoke(program, ["measure", *arguments])


def test_composed_and_decomposed_letters_are_one_text() -> None:
    result = measure(
        str(CASES / "accents_nfd.txt"), "--against", str(CASES / "accents_nfc.txt"), "--measures", "js_bits",
        "--json", "-",
    )  # fmt: skip
    record = json.loads(result.stdout)
    assert record["texts"][0]["measures"]["js_bits"] == 0
    assert record["texts"][0]["reading"]["files"][0]["documents"] == 3


def test_texts_of_different_layouts_are_told_apart() -> None:
    prose, lines = str(CASES / "quotes_swedish.txt"), str(CASES / "one_blank_line.txt")
    assert "the layouts of these texts differ" in measure(prose, lines).stderr
    assert "differ" not in measure(prose, lines, "--paragraphs", "blank").stderr
    assert "differ" not in measure(prose, prose).stderr


def test_words_alone_are_what_linguists_count() -> None:
    """Punctuation and capitals make text look less rich than linguists' figures say."""
    name = str(CASES / "one_blank_line.txt")
    usual = json.loads(measure(name, "--json", "-").stdout)["texts"][0]["measures"]
    words = json.loads(measure(name, "--words-only", "--lowercase", "--json", "-").stdout)
    alone = words["texts"][0]["measures"]
    assert alone["types"] < usual["types"]
    assert words["texts"][0]["reading"]["options"] == {"words_only": True, "lowercase": True}


def test_what_was_left_out_is_told_and_kept(tmp_path: Path) -> None:
    result = run(str(CASES / "voices_folder"), "--out", str(tmp_path / "out"))
    assert "left out: script.py belongs to a program, or is data" in result.stderr
    reading = json.loads((tmp_path / "out" / "lineage.json").read_text("utf-8"))["corpus"]["reading"]
    assert len(reading["left_out"]) == len(reading["beside"]) == 6
    transcript = (tmp_path / "out" / "transcript.md").read_text("utf-8")
    assert "left out: README.md describes the folder; " in transcript
    kept = read_lineage(tmp_path / "out").corpus.reading
    assert kept.beside == tuple(reading["beside"])
    assert kept.brief()[-1] == "files left out"


@pytest.mark.parametrize(
    ("text", "part", "briefly"),
    [
        ("".join(f"[10:0{n}] anna: the cat {n} sat here\n" for n in range(9)), "time stamps", "time stamps"),
        ("".join(f'{{"text": "the cat {n} sat on the mat"}}\n{{"text": ""}}\n' for n in range(9)),
         "9 empty texts", "9 empty texts"),
        ("[Illustration]\n\n" + "The cat sat on the mat.\n\n" * 9,
         "1 illustration (the option keep-boilerplate keeps them)", "parts"),
    ],
)  # fmt: skip
def test_parts_of_a_file_that_were_left_out_are_named(
    tmp_path: Path, text: str, part: str, briefly: str
) -> None:
    (tmp_path / "a").write_text(text, "utf-8")
    result = run(str(tmp_path / "a"), "--json", "-")
    assert f"left out of a: {part}" in result.stderr
    assert json.loads(result.stdout)["corpus"]["reading"]["files"][0]["left_out"] == [part]
    assert open_corpus([str(tmp_path / "a")]).reading.brief()[-1] == f"{briefly} left out"


def test_variables_stand_for_every_option_of_reading(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Those that somebody types win, and a folder that was read already does not mind the others."""
    for name, declared in DECLARED.items():
        value = CHOICES[name][0] if name in CHOICES else "1" if not declared.metavar else "de"
        monkeypatch.setenv(f"DRIFTVIEW_{name.upper()}", "utf-8" if name == "encoding" else value)
    out = tmp_path / "x"
    result = run(str(CASES / "one_blank_line.txt"), "--paragraphs", "line", "--out", str(out))
    assert result.exit_code == 0, result.stderr
    chosen = read_lineage(out).corpus.reading.options.chosen()
    assert set(chosen) == set(DECLARED) - {"documents"}  # whose first value is the default
    assert (chosen["paragraphs"], chosen["language"]) == ("line", "de")
    again = CliRunner().invoke(program, ["open", str(out), "--quiet"])
    assert "have already been read" not in again.stderr
    assert "terminal" in again.stderr
    refused = CliRunner().invoke(program, ["open", str(out), "--lowercase"])
    assert "remove --lowercase" in refused.stderr

"""Commands that look into a lineage: their tables, files and refusals."""

import csv
import io
import json
from pathlib import Path

import pytest
from processes import Driftview
from toys import CAT

from driftview.export.listing import Listing, ListingColumn


@pytest.fixture
def voices_folder(tmp_path: Path) -> Path:
    (tmp_path / "voices").mkdir()
    (tmp_path / "voices" / "cat.txt").write_text(CAT * 3, "utf-8")
    fish = "One fish swam. Two fish swam.\n\nA fish slept.\n\n"
    (tmp_path / "voices" / "fish.txt").write_text(fish * 4, "utf-8")
    return tmp_path / "voices"


def test_voices_are_told_of_a_run_and_of_its_folder(driftview: Driftview, voices_folder: Path) -> None:
    options = ("--generations", "3", "--order", "2")
    code, out, _ = driftview("voices", str(voices_folder), *options)
    assert code == 0
    assert "Words that only one voice uses, at generation 3" in out
    assert driftview("run", str(voices_folder), *options, "--out", "kept", "--quiet")[0] == 0
    assert driftview("voices", "kept") == (0, out, "")
    code, out, _ = driftview("voices", "kept", "--json", "-")
    record = json.loads(out)
    assert [row["voice"] for row in record["rows"]] == ["cat", "fish"]
    code, out, _ = driftview("voices", "kept", "--curves", "--csv", "-")
    assert len(list(csv.reader(io.StringIO(out)))) == 1 + 2 * 4
    code, out, _ = driftview("voices", "kept", "--words-of", "fish")
    assert "swam" in out


def test_what_cannot_be_answered_is_refused_in_one_line(driftview: Driftview, voices_folder: Path) -> None:
    driftview("run", str(voices_folder), "--generations", "1", "--out", "kept", "--quiet")
    for arguments, said in (
        (("voices", "kept", "--words-of", "owl"), "there is no voice 'owl': there are cat, fish"),
        (("words", "kept", "--generation", "7"), "there is no generation 7: the last one is 1"),
        (
            ("words", "kept", "--order", "2"),
            "which already has its settings: remove --order",
        ),
        (("words", "kept", "--human", "emma"), "add --external"),
        (("words", "kept", "--json", "-", "--csv", "-"), "name the same file"),
        (("words", "kept", "nothing.txt"), "kept is a lineage"),
        (("words", str(voices_folder), "kept", "--external"), "--external takes one"),
    ):
        code, out, error = driftview(*arguments)
        assert (code, out) == (2, ""), arguments
        assert said in error, arguments
        assert error.count("\n") <= 2  # a hint may follow


def test_texts_from_elsewhere_have_words_and_voices(driftview: Driftview, tmp_path: Path) -> None:
    for number, text in enumerate((CAT * 2, "The cat sat on the mat.\n\n" * 8)):
        (tmp_path / f"gen{number}.txt").write_text(text, "utf-8")
    code, out, _ = driftview("words", str(tmp_path), "--external", "--list", "under", "--quiet", "--csv", "-")
    assert code == 0
    assert "dog" in {row["word"] for row in csv.DictReader(io.StringIO(out))}


def test_a_listing_is_written_for_people_and_for_programs() -> None:
    listing = Listing(
        "toys",
        "Toys",
        (
            ListingColumn("toy", "toy"),
            ListingColumn("share", "share", "percent"),
            ListingColumn("ok", "ok", "yes"),
        ),
        (("=ball", 0.5, True), ("top\n\x1b[31m", None, None)),
    )
    head, first, second = listing.cells()
    assert (head, first) == (["toy", "share", "ok"], ["=ball", "50.0%", "yes"])
    assert second[1:] == ["–", "–"]
    assert second[0].startswith("top ")
    assert "\x1b" not in second[0]
    assert listing.csv().splitlines()[1] == "'=ball,0.5,True"
    assert json.loads(listing.json())["rows"][1]["share"] is None
    assert listing.by_column()["share"] == [0.5, None]
    table = listing.document_table(1, ("toy", "ok"))
    assert (table.head, table.rows) == (("toy", "ok"), (("=ball", "yes"),))

"""Texts that were written elsewhere: what is read as a generation, in which order, and what is refused."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from driftview.text.json_lines import Fields
from driftview.text.reading import TextError
from driftview.text.series import Series, open_series
from driftview.text.streaming import pieces_of


def folder_of(tmp_path: Path, *names: str) -> Path:
    """A folder in which every file says its name."""
    for name in names:
        (tmp_path / name).write_text(f"This is {name}.\n", encoding="utf-8")
    return tmp_path


def lines(path: Path, rows: Sequence[object]) -> Path:
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
    return path


def names(series: Series) -> list[str]:
    return [series.human_name, *(each.name for each in series.generations)]


def texts(series: Series) -> list[str]:
    return ["".join(pieces_of(each.text)).strip() for each in series.generations]


def refused(path: Path, human: str | None = None, fields: Fields | None = None) -> str:
    with pytest.raises(TextError) as caught:
        open_series(path, human, fields)
    assert "\n" not in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize(
    "found",
    [
        ("gen-0.txt", "gen-1.txt", "gen-2.txt"),
        ("000.txt", "001.txt", "002.txt"),
        ("0.md", "1.md", "2.md"),
        ("3.md", "4.txt", "5.text"),
        ("run2-gen8.txt", "run2-gen9.txt", "run2-gen10.txt"),
        ("human.txt", "1.txt", "2.txt"),
    ],
)
def test_numbered_files_are_read_by_the_last_number_of_their_names(
    tmp_path: Path, found: tuple[str, ...]
) -> None:
    series = open_series(folder_of(tmp_path, *found))
    assert names(series) == list(found)
    assert texts(series) == [f"This is {name}." for name in found[1:]]
    assert series.name == tmp_path.name
    assert not series.notes


def test_other_files_are_left_out_and_named(tmp_path: Path) -> None:
    series = open_series(folder_of(tmp_path, "0.txt", "1.txt", "README.md", "plot7.png", ".2.txt"))
    assert names(series) == ["0.txt", "1.txt"]
    assert series.notes == ("left out, being no numbered texts: README.md, plot7.png",)


def test_a_human_text_of_ones_own_makes_the_first_number_generation_1(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, "0.txt", "1.txt")
    assert names(open_series(folder, "ecclesiastes")) == ["ecclesiastes", "0.txt", "1.txt"]
    inside = open_series(folder, str(folder / "0.txt"))
    assert names(inside) == ["0", "1.txt"]  # it is not a generation of itself


@pytest.mark.parametrize(
    ("found", "complaint"),
    [
        (("0.txt", "1.txt", "3.txt"), "number 2 is missing between 1.txt and 3.txt"),
        (("0.txt", "4.txt"), "numbers 1 to 3 are missing between 0.txt and 4.txt"),
        (("0.txt", "01.txt", "1.txt"), "01.txt and 1.txt have the same number"),
        (("a.txt", "b.txt"), "holds no numbered text"),
        ((), "holds no numbered text"),
        (("0.txt",), "holds one text only"),
        (("0.txt", "1.jsonl"), "holds both JSON lines (1.jsonl) and plain text (0.txt)"),
    ],
)
def test_a_folder_that_is_no_series_is_refused(
    tmp_path: Path, found: tuple[str, ...], complaint: str
) -> None:
    assert complaint in refused(folder_of(tmp_path, *found))


def test_files_that_are_no_texts_are_refused(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, "0.txt", "1.txt")
    (folder / "1.txt").write_bytes(b"")
    assert "1.txt is empty" in refused(folder)
    (folder / "1.txt").write_bytes(b"\0\1\2")
    assert "1.txt is not a text file" in refused(folder)
    assert "is no file or folder" in refused(tmp_path / "nowhere")
    assert "is a single text" in refused(folder / "0.txt")
    assert "no file, folder or bundled text" in refused(folder, human="nowhere")


def test_a_line_is_a_generation(tmp_path: Path) -> None:
    series = open_series(lines(tmp_path / "all.jsonl", ["a b", {"text": "c d", "id": 7}, "e"]))
    assert names(series) == ["line 1", "line 2", "line 3"]
    assert texts(series) == ["c d", "e"]


def test_a_line_is_a_document_where_a_field_names_the_generation(tmp_path: Path) -> None:
    rows = [{"text": f"{number} {part}", "generation": number} for part in "ab" for number in (1, 0, 2)]
    series = open_series(lines(tmp_path / "all.jsonl", rows))
    assert names(series) == ["generation 0", "generation 1", "generation 2"]
    assert texts(series) == ["1 a\n\n1 b", "2 a\n\n2 b"]


def test_other_fields_can_be_named(tmp_path: Path) -> None:
    rows = [{"content": "a", "round": 0}, {"content": "b", "round": 1}]
    series = open_series(lines(tmp_path / "all.jsonl", rows), fields=Fields("content", "round"))
    assert texts(series) == ["b"]


def test_the_folder_of_a_study_is_no_series(tmp_path: Path) -> None:
    (tmp_path / "study.toml").write_text("", "utf-8")
    assert "driftview plot" in refused(tmp_path)


def test_a_field_that_may_number_the_generations_is_pointed_at(tmp_path: Path) -> None:
    rows = [{"text": "a b", "id": number, "round": number // 2} for number in range(4)]
    series = open_series(lines(tmp_path / "all.jsonl", rows))
    assert len(series.generations) == 3
    (note,) = series.notes
    assert "each of the 4 lines was taken for a generation" in note
    assert note.endswith(
        "if the field “round” numbers them, name it as the generation field when you open the file"
    )
    assert open_series(tmp_path / "all.jsonl", fields=Fields(generation="round")).notes == ()


def test_a_folder_of_json_lines_is_a_file_a_generation(tmp_path: Path) -> None:
    lines(tmp_path / "gen-0.jsonl", ["a", "b"])
    lines(tmp_path / "gen-1.jsonl", [{"text": "c"}, {"text": "d"}])
    series = open_series(tmp_path)
    assert (names(series), texts(series)) == (["gen-0.jsonl", "gen-1.jsonl"], ["c\n\nd"])


def test_a_folder_of_parts_goes_by_the_field(tmp_path: Path) -> None:
    lines(tmp_path / "part-0.jsonl", [{"text": "a", "generation": 0}, {"text": "b", "generation": 1}])
    lines(tmp_path / "part-7.jsonl", [{"text": "c", "generation": 1}])
    assert texts(open_series(tmp_path)) == ["b\n\nc"]


@pytest.mark.parametrize(
    ("rows", "complaint"),
    [
        (['"a"', "{b"], "all.jsonl, line 2 is not JSON"),
        (['"a"', "7"], "line 2 holds no text"),
        (['"a"', '{"text": 7}'], "line 2 holds no text"),
        (['"a"', '" "'], "line 2 is empty"),
        (['"a"', '{"body": "b"}'], "line 2 has no field “text” but “body”"),
        (['{"text": "a", "generation": 0}', '{"text": "b"}'], "line 2: the field “generation” is missing"),
        (['{"text": "a", "generation": "0"}'], "“generation” must be a whole number"),
        (
            ['{"text": "a", "generation": 0}', '{"text": "b", "generation": 2}'],
            "generation 1 is missing",
        ),
        (['"a"'], "holds one text only"),
    ],
)
def test_lines_that_cannot_be_read_are_refused(tmp_path: Path, rows: list[str], complaint: str) -> None:
    file = tmp_path / "all.jsonl"
    file.write_text("\n".join(rows), encoding="utf-8")
    assert complaint in refused(file)


def test_what_is_shown_of_files_is_clean(tmp_path: Path) -> None:
    lines(tmp_path / "all.jsonl", [{"\x1b[31mred": "a"}])
    assert "\x1b" not in refused(tmp_path / "all.jsonl")
    series = open_series(lines(tmp_path / "all.jsonl", ["a", "b\u202ec\x1b"]))
    assert texts(series) == ["bc"]

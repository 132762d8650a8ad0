"""Texts that were written elsewhere: what is read as a generation, in which order, and what is refused."""

import json
import re
from collections.abc import Sequence
from pathlib import Path

import pytest

from driftview.text.options import ReadingOptions
from driftview.text.reading import TextError
from driftview.text.series import Series, open_series
from driftview.text.streaming import SeparateDocuments, pieces_of


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


def documents(series: Series) -> list[tuple[str, ...]]:
    found = []
    for each in series.generations:
        assert isinstance(each.text, SeparateDocuments)
        found.append(each.text.documents)
    return found


def refused(path: Path, human: str | None = None) -> str:
    with pytest.raises(TextError) as caught:
        open_series(path, human)
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
    assert series.beside == ("left out: README.md, plot7.png, which have no number",)


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
        (("a.txt", "b.txt"), "contains no numbered texts"),
        ((), "contains no numbered texts"),
        (("0.txt",), "contains only one text"),
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
    assert "is not a file or folder" in refused(tmp_path / "nowhere")
    assert "is a single text" in refused(folder / "0.txt")
    assert "not a file, folder or bundled text" in refused(folder, human="nowhere")


def test_documents_without_a_generation_are_one_text(tmp_path: Path) -> None:
    file = lines(tmp_path / "all.jsonl", ["a b", {"text": "c d", "id": 7}, "e"])
    assert "its 3 texts are one text, because no field “generation” numbers them" in refused(file)
    series = open_series(file, "ecclesiastes")
    assert names(series) == ["ecclesiastes", "all.jsonl"]
    assert documents(series) == [("a b", "c d", "e")]
    assert "it is generation 1" in series.notes[0]


def test_a_line_is_a_document_where_a_field_names_the_generation(tmp_path: Path) -> None:
    rows = [{"text": f"{number} {part}", "generation": number} for part in "ab" for number in (1, 0, 2)]
    series = open_series(lines(tmp_path / "all.jsonl", rows))
    assert names(series) == ["generation 0", "generation 1", "generation 2"]
    assert documents(series) == [("1 a", "1 b"), ("2 a", "2 b")]


def test_other_fields_can_be_named(tmp_path: Path) -> None:
    rows = [{"content": "a", "round": 0}, {"content": "b", "round": 1}]
    series = open_series(
        lines(tmp_path / "all.jsonl", rows),
        generation_field="round",
        options=ReadingOptions(text_field="content"),
    )
    assert texts(series) == ["b"]


def test_the_folder_of_a_study_is_no_series(tmp_path: Path) -> None:
    (tmp_path / "study.toml").write_text("", "utf-8")
    assert "driftview plot" in refused(tmp_path)


def test_a_field_that_may_number_the_generations_is_pointed_at(tmp_path: Path) -> None:
    rows = [{"text": "a b", "id": number, "round": number // 2} for number in range(4)]
    assert "“round” may be such a field" in refused(lines(tmp_path / "all.jsonl", rows))
    assert open_series(tmp_path / "all.jsonl", generation_field="round").notes == ()


def test_a_folder_of_records_is_a_file_a_generation(tmp_path: Path) -> None:
    lines(tmp_path / "gen-0.jsonl", ["a", "b"])
    lines(tmp_path / "gen-1.jsonl", [{"text": "c"}, {"text": "d"}])
    series = open_series(tmp_path)
    assert (names(series), documents(series)) == (["gen-0.jsonl", "gen-1.jsonl"], [("c", "d")])


def test_plain_text_and_records_may_be_one_series(tmp_path: Path) -> None:
    folder_of(tmp_path, "human.txt")
    (tmp_path / "gen1.json").write_text('["c", "d"]', "utf-8")
    assert names(open_series(tmp_path)) == ["human.txt", "gen1.json"]


def test_a_folder_of_parts_goes_by_the_field(tmp_path: Path) -> None:
    lines(tmp_path / "part-0.jsonl", [{"text": "a", "generation": 0}, {"text": "b", "generation": 1}])
    lines(tmp_path / "part-7.jsonl", [{"text": "c", "generation": 1}])
    assert documents(open_series(tmp_path)) == [("b", "c")]


@pytest.mark.parametrize(
    ("rows", "complaint"),
    [
        (['"a"', "{b"], "all.jsonl, line 2 is not JSON"),
        (['"a"', "7"], "line 2 holds no text"),
        (['"a"', '{"text": 7}'], "line 2 holds no text"),
        (['""', '" "'], "holds 2 empty texts and no other"),
        (['"a"', '{"body": "b"}'], "line 2 has no field “text” but “body”"),
        (['{"text": "a", "generation": 0}', '{"text": "b"}'], "line 2: the field “generation” is missing"),
        (['{"text": "a", "generation": "first"}'], "“generation” must be a whole number"),
        (['{"text": "a", "generation": 0.5}'], "“generation” must be a whole number"),
        (
            ['{"text": "a", "generation": 0}', '{"text": "b", "generation": 2}'],
            "generation 1 is missing",
        ),
        (['{"text": "a", "generation": 0}'], "contains only one text"),
    ],
)
def test_lines_that_cannot_be_read_are_refused(tmp_path: Path, rows: list[str], complaint: str) -> None:
    file = tmp_path / "all.jsonl"
    file.write_text("\n".join(rows), encoding="utf-8")
    assert complaint in refused(file)


def test_what_is_shown_of_files_is_clean(tmp_path: Path) -> None:
    lines(tmp_path / "all.jsonl", [{"\x1b[31mred": "a"}])
    assert "\x1b" not in refused(tmp_path / "all.jsonl")
    series = open_series(lines(tmp_path / "all.jsonl", ["a", "b\u202ec\x1b"]), "ecclesiastes")
    assert documents(series) == [("a", "bc")]


KEEPER = "The keeper of the bridge lit the lamp."

LAYOUTS = {
    "arrays of strings": ["synthetic_gen0.json", "synthetic_gen1.json", "synthetic_gen2.json"],
    "a file in a folder a generation": ["0/data.json", "1/data.json", "2/data.json"],
    "folders of texts": ["iter0/a.txt", "iter0/b.txt", "iter1/a.txt", "iter1/b.txt", "iter2/a.txt"],
    "steps": ["checkpoint-500/out.jsonl", "checkpoint-1000/out.jsonl", "checkpoint-1500/out.jsonl"],
    "a temperature": ["gen0-temp0.7.txt", "gen1-temp0.7.txt", "gen2-temp0.7.txt"],
    "a size of a model": ["llama-3-8b_gen0.txt", "llama-3-8b_gen1.txt", "llama-3-8b_gen2.txt"],
    "a date": ["2024-05-01_gen0.txt", "2024-05-02_gen1.txt", "2024-05-03_gen2.txt"],
    "nothing but numbers": ["00.txt", "01.txt", "02.txt"],
}


def written(folder: Path, *names: str) -> Path:
    """A folder of files in the form that their names promise."""
    for name in names:
        place = folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        if place.suffix == ".json":
            place.write_text(json.dumps([KEEPER, f"This is {name}."]), "utf-8")
        elif place.suffix == ".jsonl":
            lines(place, [{"text": KEEPER}, {"text": f"This is {name}."}])
        else:
            place.write_text(f"{KEEPER}\n\nThis is {name}.", "utf-8")
    return folder


@pytest.mark.parametrize("layout", LAYOUTS)
def test_layouts_of_real_projects(tmp_path: Path, layout: str) -> None:
    series = open_series(written(tmp_path, *LAYOUTS[layout]))
    assert len(series.generations) == 2
    shown = names(series)
    assert shown == sorted(shown, key=lambda name: [int(n) for n in re.findall("[0-9]+", name)])


def test_numbers_that_do_not_follow_each_other_are_steps_and_kept(tmp_path: Path) -> None:
    series = open_series(written(tmp_path, *LAYOUTS["steps"]))
    assert names(series) == ["checkpoint-500", "checkpoint-1000", "checkpoint-1500"]
    assert series.notes[0].endswith("the numbers 500, 1000, 1500 are read as steps, one for each generation")


def test_settings_of_models_beside_the_texts_are_left_out(tmp_path: Path) -> None:
    written(tmp_path, "checkpoint-1/out.json", "checkpoint-2/out.json")
    for number in (1, 2):
        (tmp_path / f"checkpoint-{number}" / "trainer_state.json").write_text('{"a": [1]}', "utf-8")
    series = open_series(tmp_path)
    assert names(series) == ["checkpoint-1", "checkpoint-2"]
    assert series.beside == ("left out: trainer_state.json, trainer_state.json, which have no number",)


def test_seeds_are_replicates_of_which_one_is_shown(tmp_path: Path) -> None:
    written(tmp_path, *(f"gen{number}_seed{seed}.txt" for number in range(3) for seed in (42, 43)))
    series = open_series(tmp_path)
    assert names(series) == ["gen0_seed42.txt", "gen1_seed42.txt", "gen2_seed42.txt"]
    assert "holds 2 seeds: seed42 is shown" in series.notes[0]
    other = open_series(tmp_path, number="gen#_seed43")
    assert names(other) == ["gen0_seed43.txt", "gen1_seed43.txt", "gen2_seed43.txt"]


@pytest.mark.parametrize(
    ("found", "complaint", "pattern"),
    [
        (["raid_gpt2.txt", "raid_gpt3.txt"], "gpt2, gpt3 are names of models", "raid_gpt#"),
        (["mixture_025pct.txt", "mixture_050pct.txt"], "are conditions", "mixture_#pct"),
        (["a-temp0.5.txt", "a-temp0.7.txt"], "are conditions", "temp#"),
        (["run1.txt", "run2.txt"], "are replicates", "run#"),
        (["house3.txt", "house4.txt"], "it is not clear whether house3, house4 count", "house#"),
    ],
)
def test_where_the_evidence_is_thin_the_user_is_asked(
    tmp_path: Path, found: list[str], complaint: str, pattern: str
) -> None:
    written(tmp_path, *found)
    with pytest.raises(TextError) as caught:
        open_series(tmp_path)
    assert complaint in str(caught.value)
    assert caught.value.option == "--number"
    assert names(open_series(tmp_path, number=pattern)) == found


def test_conditions_are_labels_and_one_of_them_is_chosen(tmp_path: Path) -> None:
    written(
        tmp_path, *(f"mixture_{share}pct/gen{number}.txt" for share in ("025", "050") for number in (0, 1))
    )
    assert "contains several conditions (mixture_025pct, mixture_050pct)" in refused(tmp_path)
    chosen = open_series(tmp_path, number="mixture_050pct/gen#")
    assert names(chosen) == ["mixture_050pct/gen0.txt", "mixture_050pct/gen1.txt"]


def test_a_pattern_that_fits_nothing_is_refused(tmp_path: Path) -> None:
    written(tmp_path, "a1.txt", "a2.txt")
    for pattern, complaint in (
        ("b#", "no name matches “b#”"),
        ("b", "must have one #"),
        ("a##", "must have one #"),
    ):
        with pytest.raises(TextError, match=complaint):
            open_series(tmp_path, number=pattern)


def test_many_files_are_read_with_progress(tmp_path: Path) -> None:
    written(tmp_path, *(f"gen{number}/{part}.txt" for number in range(2) for part in range(30)))
    seen: list[tuple[int, int]] = []
    series = open_series(tmp_path, watch=lambda done, of: seen.append((done, of)))
    assert seen == [(done, 60) for done in range(1, 61)]
    assert len(documents(series)[0]) == 30


def test_empty_files_among_many_are_left_out_and_counted(tmp_path: Path) -> None:
    written(tmp_path, *(f"gen{number}/{part}.txt" for number in range(2) for part in range(3)))
    (tmp_path / "gen1" / "1.txt").write_text(" \n", "utf-8")
    series = open_series(tmp_path)
    assert len(documents(series)[0]) == 2
    assert series.beside == (f"left out of {tmp_path}: 1 empty file",)

"""Generations in the shapes of real projects: columns, keys, lists in records, names that say human."""

import csv
import io
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from driftview.text.reading import TextError
from driftview.text.series import Series, open_series
from driftview.text.streaming import SeparateDocuments

TWO = [["Human one here.", "Human two here."], ["First one here.", "First two here."], ["Second one."]]
"""The documents of three generations."""


def documents(series: Series) -> list[list[str]]:
    texts = [series.human.voices[0].files[0][1], *(each.text for each in series.generations)]
    assert all(isinstance(each, SeparateDocuments) for each in texts)
    return [list(each.documents) for each in texts if isinstance(each, SeparateDocuments)]


def rows(**fields: Any) -> list[dict[str, Any]]:
    """Return a record for each document, its text under a path of keys."""
    (name, path), *others = fields.items()
    return [
        {name: _within(path, text)} | {key: value(number) for key, value in others}
        for number, texts in enumerate(TWO)
        for text in texts
    ]


def _within(path: str, text: str) -> Any:
    value: Any = text
    for step in reversed(path.split(".")[1:]):
        value = [value] if step == "0" else {step: value}
    return value


def _named(number: int) -> str | int:
    return number or "human"


WHOLE: Mapping[str, Any] = {
    "keys": {f"generation_{number}": texts for number, texts in enumerate(TWO)},
    "numbers as keys": {str(number): texts for number, texts in enumerate(TWO)},
    "the human text as a key": {"human": TWO[0], "gen1": TWO[1], "gen2": TWO[2]},
    "objects under keys": {f"gen {n}": [{"text": each} for each in texts] for n, texts in enumerate(TWO)},
    "samples": [{"generation": n, "loss": 3.5, "samples": texts} for n, texts in enumerate(TWO)],
    "beside settings": {
        "config": {"n": 3},
        "seeds": [1],
        "generations": [{"generation": number, "texts": texts} for number, texts in enumerate(TWO)],
    },
    "a field iteration": rows(text="", iteration=int),
    "a field gen": rows(text="", gen="gen{}".format),
    "a generation called human": rows(text="", generation=_named),
    "stories": rows(story="", generation=int, chain=str),
    "outputs of vllm": rows(outputs="outputs.0.text", prompt=str, generation=int),
    "a batch of an API": rows(
        response="response.body.choices.0.message.content", custom_id=str, generation=int
    ),
}


@pytest.mark.parametrize("shape", WHOLE)
def test_shapes_of_a_json_file(tmp_path: Path, shape: str) -> None:
    (tmp_path / "all.json").write_text(json.dumps(WHOLE[shape]), "utf-8")
    assert documents(open_series(tmp_path / "all.json")) == TWO


def test_a_generation_a_column(tmp_path: Path) -> None:
    table = io.StringIO()
    writer = csv.writer(table)
    writer.writerows(
        [
            ["id", "seed_text", "gen_1", "gen_2"],
            [7, "Human one.", "One.", "Two."],
            [8, "Human two.", "A.", ""],
        ]
    )
    (tmp_path / "wide.csv").write_text(table.getvalue(), "utf-8")
    assert documents(open_series(tmp_path / "wide.csv")) == [
        ["Human one.", "Human two."],
        ["One.", "A."],
        ["Two."],
    ]


def test_columns_with_numbers_are_no_generations(tmp_path: Path) -> None:
    (tmp_path / "wide.csv").write_text("col1,col2\nThe cat sat.,A dog ran.\n", "utf-8")
    with pytest.raises(TextError, match="say which one contains the text"):
        open_series(tmp_path / "wide.csv")


@pytest.mark.parametrize("form", ["stream", "file"])
def test_datasets_that_were_saved_to_disk(tmp_path: Path, form: str) -> None:
    arrow = pytest.importorskip("pyarrow", reason="reads Arrow tables: an extra")
    for number, texts in enumerate(TWO):
        place = tmp_path / f"gen{number}" / "train"
        place.mkdir(parents=True)
        table = arrow.table({"text": texts})
        make = arrow.ipc.new_stream if form == "stream" else arrow.ipc.new_file
        with make(str(place / "data-00000-of-00001.arrow"), table.schema) as writer:
            writer.write_table(table)
        for beside in ("dataset_info.json", "state.json"):
            (place / beside).write_text("{}", "utf-8")
    assert documents(open_series(tmp_path)) == TWO
    damaged = tmp_path / "gen1" / "train" / "data-00000-of-00001.arrow"
    damaged.write_bytes(damaged.read_bytes()[:200])
    with pytest.raises(TextError, match="damaged"):
        open_series(tmp_path)


def test_which_file_is_human_and_which_is_none(tmp_path: Path) -> None:
    """`train` below a number is a part of that generation, and files of a model are no texts."""
    for number in range(2):
        folder = tmp_path / "split" / f"gen{number}"
        folder.mkdir(parents=True)
        for part in ("train", "test"):
            (folder / f"{part}.jsonl").write_text(json.dumps({"text": f"{part} {number} says so"}), "utf-8")
        (folder / "merges.txt").write_text("#version\na b", "utf-8")
    assert documents(open_series(tmp_path / "split")) == [
        [f"test {number} says so", f"train {number} says so"] for number in range(2)
    ]
    whole = tmp_path / "named"
    whole.mkdir()
    for name in ("real_data", "synthetic_1", "synthetic_2"):
        (whole / f"{name}.txt").write_text(f"This is {name}.", "utf-8")
    series = open_series(whole)
    assert (series.human_name, series.human_said) == ("real_data.txt", True)
    assert [each.name for each in series.generations] == ["synthetic_1.txt", "synthetic_2.txt"]


def test_files_of_one_number_in_two_folders_are_named(tmp_path: Path) -> None:
    for model in ("small", "large"):
        (tmp_path / model).mkdir()
        for number in range(2):
            (tmp_path / model / f"gen{number}.txt").write_text("The cat sat.", "utf-8")
    with pytest.raises(TextError, match=r"large/gen0\.txt and small/gen0\.txt .* open one of the folders"):
        open_series(tmp_path)

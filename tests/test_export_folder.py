"""Lineage folders appear whole or not at all, and never over something else."""

import csv
import json
import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from driftview.drift.lineage import Lineage
from driftview.export import text_files
from driftview.export.lineage_folder import ExportError, check_file, check_place, write_file, write_lineage
from driftview.text.cleaning import clean
from driftview.text.tokens import END, tokenise

FILES = {"lineage.json", "measures.csv", "transcript.md", "text", "genealogy"}


def everything_in(folder: Path) -> dict[str, str]:
    """Return every file under a folder with what it holds, and every folder."""
    return {
        str(path.relative_to(folder)): path.read_text("utf-8") if path.is_file() else "folder"
        for path in folder.rglob("*")
    }


def test_a_folder_holds_what_the_design_says(small_lineage: Lineage, tmp_path: Path) -> None:
    written = write_lineage(small_lineage, tmp_path / "new" / "lineage")
    assert written == tmp_path / "new" / "lineage"
    assert {path.name for path in written.iterdir()} == FILES
    assert sorted(path.name for path in (written / "text").iterdir()) == [f"00{n}.txt" for n in range(5)]
    assert [path.name for path in written.parent.iterdir()] == ["lineage"]


def test_texts_are_the_generations(small_lineage: Lineage, tmp_path: Path) -> None:
    text = write_lineage(small_lineage, tmp_path / "x") / "text"
    words = small_lineage.corpus.vocabulary.words
    for generation in small_lineage.generations:
        tokens = generation.tokens.tolist()
        ends = [*generation.starts[1:].tolist(), len(tokens)]
        wrote: list[str] = []
        for start, end in zip(generation.starts.tolist(), ends, strict=True):
            wrote += [words[number] for number in tokens[start:end]]
            if wrote[-1] != END:  # a paragraph that was cut; on the page it ends like any other
                wrote.append(END)
        assert tokenise((text / f"{generation.number:03}.txt").read_text("utf-8")) == wrote


def test_nothing_written_can_steer_a_terminal(small_lineage: Lineage, tmp_path: Path) -> None:
    for content in everything_in(write_lineage(small_lineage, tmp_path / "x")).values():
        assert content == clean(content)


def test_only_some_formats(small_lineage: Lineage, tmp_path: Path) -> None:
    extra = {"screen.svg": "<svg/>"}
    folder = write_lineage(small_lineage, tmp_path / "x", formats=["csv"], extra=extra)
    assert {path.name for path in folder.iterdir()} == {"measures.csv", "screen.svg"}
    write_lineage(small_lineage, folder, overwrite=True)
    assert {path.name for path in folder.iterdir()} == FILES


def test_an_empty_folder_is_used(small_lineage: Lineage, tmp_path: Path) -> None:
    write_lineage(small_lineage, tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == FILES


def test_a_taken_place_is_refused_unless_it_may_be_replaced(small_lineage: Lineage, tmp_path: Path) -> None:
    place = write_lineage(small_lineage, tmp_path / "x", extra={"screen.svg": "old"})
    before = everything_in(tmp_path)
    with pytest.raises(ExportError, match="exists: choose another place"):
        write_lineage(small_lineage, place)
    assert everything_in(tmp_path) == before
    write_lineage(small_lineage, place, overwrite=True)
    assert everything_in(tmp_path) == {k: v for k, v in before.items() if not k.endswith("svg")}


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("notes.txt", "mine"),
        ("text/mine.txt", "mine"),
        ("lineage.json", '{"format": "something else"}'),
        ("lineage.json", "[1"),
    ],
)
def test_what_is_not_a_lineage_is_never_replaced(
    name: str, content: str, small_lineage: Lineage, tmp_path: Path
) -> None:
    place = write_lineage(small_lineage, tmp_path / "x")
    (place / name).write_text(content, "utf-8")
    before = everything_in(tmp_path)
    for overwrite in (False, True):
        with pytest.raises(ExportError, match="choose another place") as refusal:
            write_lineage(small_lineage, place, overwrite=overwrite)
        assert "--force" not in str(refusal.value)
    assert everything_in(tmp_path) == before


def test_a_file_in_the_way(small_lineage: Lineage, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("mine", "utf-8")
    for place in (tmp_path / "taken", tmp_path / "taken" / "x", tmp_path / "taken" / "x" / "y"):
        with pytest.raises(ExportError, match=r"taken (exists and is a file|is not a folder)"):
            write_lineage(small_lineage, place, overwrite=True)
    assert everything_in(tmp_path) == {"taken": "mine"}


@pytest.mark.parametrize("name", [".", "", "/", "..", "~no one of this name/x", "no\0name", "here/..", " "])
def test_places_that_are_none(
    name: str, small_lineage: Lineage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.chdir(home)
    with pytest.raises(ExportError) as refusal:
        write_lineage(small_lineage, Path(name))
    assert "\n" not in str(refusal.value)
    assert list(home.iterdir()) == []


def test_messages_show_names_clean(small_lineage: Lineage, tmp_path: Path) -> None:
    (tmp_path / "\x1b[31m[bold\n").mkdir()
    (tmp_path / "\x1b[31m[bold\n" / "mine").touch()
    with pytest.raises(ExportError) as refusal:
        write_lineage(small_lineage, tmp_path / "\x1b[31m[bold\n")
    assert "[31m[bold holds mine" in str(refusal.value)
    assert str(refusal.value) == clean(str(refusal.value))


def test_links_are_followed(small_lineage: Lineage, tmp_path: Path) -> None:
    real, link = tmp_path / "real", tmp_path / "link"
    link.symlink_to(real)
    for overwrite in (False, True):  # first the link leads nowhere, then to a lineage
        assert write_lineage(small_lineage, link, overwrite=overwrite) == real
    assert link.is_symlink()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["link", "real"]
    round_and_round = tmp_path / "round"
    round_and_round.symlink_to(round_and_round)
    with pytest.raises(ExportError):
        write_lineage(small_lineage, round_and_round)


class Stopped(BaseException):
    """Stands for an interrupt, which is no Exception either."""


def failing_at(monkeypatch: pytest.MonkeyPatch, call: int, failure: BaseException) -> Callable[[], int]:
    """Let call number ``call`` of everything that writes fail; return a count of calls."""
    calls = 0

    def counted(real: Callable[..., Any]) -> Callable[..., Any]:
        def wrapper(*arguments: Any, **options: Any) -> Any:
            nonlocal calls
            calls += 1
            if calls == call:
                raise failure
            return real(*arguments, **options)

        return wrapper

    for name in ("mkdir", "write_text", "rename", "replace"):
        monkeypatch.setattr(Path, name, counted(getattr(Path, name)))
    return lambda: calls


def attempts(
    small_lineage: Lineage, place: Path, monkeypatch: pytest.MonkeyPatch, failure: BaseException
) -> Iterator[BaseException]:
    """Write again and again, failing one step later each time, until it goes well; yield what was raised."""
    for call in range(1, 100):
        with monkeypatch.context() as patched:
            calls = failing_at(patched, call, failure)
            try:
                write_lineage(small_lineage, place, overwrite=True)
            except (ExportError, Stopped) as error:
                raised: BaseException = error
            else:
                assert calls() == call - 1
                return
        yield raised
    pytest.fail("writing never ends")


@pytest.mark.parametrize("failure", [OSError(28, "No space left on device"), Stopped()])
@pytest.mark.parametrize("before", [True, False])
def test_whatever_fails_leaves_all_as_it_was(
    before: bool,
    failure: BaseException,
    small_lineage: Lineage,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    place = tmp_path / "a" / "b"
    if before:
        write_lineage(small_lineage, place, formats=["csv"])
    found = everything_in(tmp_path)
    steps = 0
    for raised in attempts(small_lineage, place, monkeypatch, failure):
        steps += 1
        assert everything_in(tmp_path) == found
        if isinstance(failure, OSError):
            assert f"cannot write to {place}: no space left on device; nothing was changed" in str(raised)
            assert str(raised).endswith("make room there or choose another place")
    assert steps >= 10
    assert {path.name for path in place.iterdir()} == FILES
    assert [path.name for path in place.parent.iterdir()] == ["b"]


def test_a_folder_that_may_not_be_written_to(
    small_lineage: Lineage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(ExportError, match="is not writable for you"):
        check_place(tmp_path / "x")
    with pytest.raises(ExportError, match="is not writable for you"):
        check_file(tmp_path / "x.json")


def test_a_file_is_written_whole_and_never_over_something_else(tmp_path: Path) -> None:
    record, other = tmp_path / "deep" / "lineage.json", tmp_path / "other.json"
    content = json.dumps({"format": "driftview-lineage"})
    check_file(record)
    write_file(record, content)
    with pytest.raises(ExportError, match=r"replace it$") as refusal:
        check_file(record)
    assert refusal.value.option == "--force"
    check_file(record, overwrite=True)
    other.write_text("{}", "utf-8")
    with pytest.raises(ExportError, match=r"is not a lineage\.json"):
        check_file(other, overwrite=True)
    with pytest.raises(ExportError, match="is a folder"):
        check_file(tmp_path, overwrite=True)
    with pytest.raises(ExportError, match="cannot write"):
        write_file(tmp_path / "deep", content)
    assert everything_in(tmp_path) == {"deep": "folder", "deep/lineage.json": content, "other.json": "{}"}


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_is_written_into_and_stays(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    received: list[str] = []
    reader = threading.Thread(target=lambda: received.append(pipe.read_text("utf-8")))
    reader.start()
    check_file(pipe)
    write_file(pipe, "content")
    reader.join(timeout=5)
    assert received == ["content"]
    assert pipe.is_fifo()


def test_the_table_has_a_row_a_generation(small_lineage: Lineage, tmp_path: Path) -> None:
    page = (write_lineage(small_lineage, tmp_path / "x") / "measures.csv").read_text("utf-8")
    rows = list(csv.DictReader(page.splitlines()))
    assert [row["generation"] for row in rows] == ["0", "1", "2", "3", "4"]
    for row, generation in zip(rows, small_lineage.generations, strict=True):
        parts = {"": generation.measures, "expected_": generation.expected, "control_": generation.control}
        for prefix, values in parts.items():
            for name, value in values.items():
                assert row[prefix + name] == ("" if value is None else str(value))


@given(st.lists(st.tuples(st.sampled_from(b"\n +="), st.integers(-1, 2**31 - 1))))
def test_signed_numbers_are_written_as_python_writes_them(pairs: list[tuple[int, int]]) -> None:
    signs = np.array([sign for sign, _ in pairs], np.uint8)
    numbers = np.array([number for _, number in pairs], np.int64)
    expected = "".join(chr(sign) + (str(number) if number >= 0 else "") for sign, number in pairs)
    assert text_files._signed((signs, numbers)) == expected

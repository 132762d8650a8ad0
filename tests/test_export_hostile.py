"""A lineage folder that somebody has tampered with opens clean, or is refused in one line."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from nasty import STEERING, assert_harmless

from driftview.drift.lineage import Lineage
from driftview.drift.verdict import verdict
from driftview.export.lineage_folder import RECORD, write_lineage
from driftview.export.reopening import LineageError, read_lineage

NASTY: list[Any] = [
    *STEERING.values(),
    "../../etc/passwd",
    "",
    None,
    True,
    -1,
    0,
    2**63,
    1e308,
    [],
    {},
    [[]],
    "猫",
    "a\nb",
]
"""What stands in the place of a value."""

BROKEN = [b"", b"\0", b"{", b"[]", b"null", b"NaN", b"1e999", b"\xff\xfe", b'{"a": ' * 5000, b"[" * 200_000]
"""What stands in the place of the whole record."""


@pytest.fixture(scope="module")
def folder(small_lineage: Lineage, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a lineage, written once."""
    place = tmp_path_factory.mktemp("lineages") / "good"
    write_lineage(small_lineage, place)
    return place


def leaves(value: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """Return where in a JSON value something stands, the value itself left out."""
    inner = list(
        value.items() if isinstance(value, dict) else enumerate(value if isinstance(value, list) else [])
    )
    return [path] * bool(path) + [leaf for key, each in inner for leaf in leaves(each, (*path, key))]


def open_or_refuse(place: Path) -> None:
    """Fail unless a folder opens with nothing in it that steers, or is refused in one clean line."""
    try:
        lineage = read_lineage(place)
    except LineageError as refusal:
        assert_harmless(str(refusal))
        assert "\n" not in str(refusal)
        return
    corpus = lineage.corpus
    shown = [
        corpus.name,
        *corpus.files,
        *(voice.name for voice in corpus.voices),
        *corpus.notes,
        *lineage.notes,
    ]
    for each in shown:
        assert_harmless(each)
        assert "\n" not in each
    assert_harmless(verdict(lineage))


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_record_with_another_value(folder: Path, tmp_path: Path, data: st.DataObject) -> None:
    place = tmp_path / "copy"
    shutil.copytree(folder, place, dirs_exist_ok=True)
    record = json.loads((folder / RECORD).read_bytes())
    *outer, last = data.draw(st.sampled_from(leaves(record)))
    inner = record
    for key in outer:
        inner = inner[key]
    inner[last] = data.draw(st.sampled_from(NASTY))
    (place / RECORD).write_text(json.dumps(record))
    open_or_refuse(place)


@pytest.mark.parametrize("data", BROKEN)
def test_a_record_that_is_none(data: bytes, folder: Path, tmp_path: Path) -> None:
    place = tmp_path / "copy"
    shutil.copytree(folder, place)
    (place / RECORD).write_bytes(data)
    with pytest.raises(LineageError) as refusal:
        read_lineage(place)
    assert_harmless(str(refusal.value))
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize("payload", STEERING.values())
@pytest.mark.parametrize("where", [("corpus", "name"), ("corpus", "voices", 0, "name"), ("notes",)])
def test_names_that_steer(where: tuple[Any, ...], payload: str, folder: Path, tmp_path: Path) -> None:
    place = tmp_path / "copy"
    shutil.copytree(folder, place)
    record = json.loads((folder / RECORD).read_bytes())
    inner = record
    for key in where[:-1]:
        inner = inner[key]
    inner[where[-1]] = [payload] if where[-1] == "notes" else payload
    (place / RECORD).write_text(json.dumps(record))
    open_or_refuse(place)

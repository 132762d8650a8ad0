"""Older generations move into a temporary file: same bits, bounded memory, nothing left behind."""

import errno
import os
import sys
import tempfile
from pathlib import Path

import numpy as np
import pytest
from lineages import run
from toys import corpus_of

from driftview.drift import spill
from driftview.drift.lineage import Generation
from driftview.drift.loop import Loop
from driftview.drift.spill import Spilled, SpillError, SpillFile, bytes_in_memory, changed
from driftview.settings.settings import Settings
from driftview.text.corpus import Corpus
from driftview.text.sources import open_corpus
from driftview.tui.session import weight

ARRAYS = ("origins", "starts", "written", "counts", "tokens")
SETTINGS = (
    {"regime": "replace"},
    {"regime": "accumulate", "human_share": 0.2},
    {"regime": "overlap", "order": 2},
    {"smoothing": "kneser-ney", "order": 2},
)


@pytest.fixture(scope="module")
def ecclesiastes() -> Corpus:
    return open_corpus(["ecclesiastes"])


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def full(_file: SpillFile, _array: object) -> Spilled:
    raise OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize("settings", SETTINGS, ids=lambda given: "-".join(map(str, given.values())))
def test_where_the_arrays_are_changes_nothing(
    ecclesiastes: Corpus, settings: dict[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spill, "IN_MEMORY", 1 << 40)
    held = run(ecclesiastes, 4, **settings).lineage.generations
    monkeypatch.setattr(spill, "IN_MEMORY", 0)
    moved = run(ecclesiastes, 4, **settings).lineage.generations
    for here, there in zip(held, moved, strict=True):
        assert here.measures == there.measures
        for name in ARRAYS:
            one, other = getattr(here, name), getattr(there, name)
            assert np.array_equal(one, other) and getattr(one, "dtype", None) == getattr(other, "dtype", None)
    assert all(bytes_in_memory(each) == 0 for each in moved[:-1])
    assert bytes_in_memory(moved[-1]) > 0


def test_a_lineage_takes_no_more_memory_however_long_it_is(
    ecclesiastes: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    limit = 3 * bytes_in_memory(run(ecclesiastes, 1).lineage.generations[1])
    monkeypatch.setattr(spill, "IN_MEMORY", limit)
    loop = Loop(ecclesiastes, Settings())
    for _ in range(9):
        loop.step()
        assert 0 < weight(loop.lineage.generations) <= limit
    assert weight(loop.lineage.generations[-2:]) > 0.6 * limit


@pytest.mark.parametrize("settings", SETTINGS, ids=lambda given: "-".join(map(str, given.values())))
def test_a_loop_that_rests_holds_no_text_and_goes_on_as_if_it_never_had(
    ecclesiastes: Corpus, settings: dict[str, object]
) -> None:
    unbroken = run(ecclesiastes, 5, **settings).lineage.generations
    loop = run(ecclesiastes, 3, **settings)
    assert not loop.released
    loop.release_memory()
    assert loop.released
    assert weight(loop.lineage.generations) == 0
    for _ in range(2):
        loop.step()
    assert not loop.released
    for one, other in zip(unbroken, loop.lineage.generations, strict=True):
        assert np.array_equal(one.tokens, other.tokens)
        assert (one.measures, one.expected, one.bands) == (other.measures, other.expected, other.bands)


def test_a_loop_rests_in_memory_where_the_disk_is_full(
    ecclesiastes: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    loop = run(ecclesiastes, 3)
    held = weight(loop.lineage.generations)
    monkeypatch.setattr(SpillFile, "put", full)
    loop.release_memory()
    assert weight(loop.lineage.generations) == held
    monkeypatch.undo()
    expected = run(ecclesiastes, 4).lineage.generations[4].tokens
    assert np.array_equal(loop.step().tokens, expected)


def test_what_was_read_stays_when_the_lineage_is_gone(ecclesiastes: Corpus) -> None:
    loop = run(ecclesiastes, 2)
    file = SpillFile()
    spill.spill(loop.lineage.generations[1], file)
    origins = loop.lineage.generations[1].origins
    before = origins.copy()
    with pytest.raises(ValueError, match="read-only"):
        origins[0] = 0
    del loop, file
    assert np.array_equal(origins, before)


def test_empty_and_misaligned_arrays_come_back() -> None:
    file = SpillFile()
    arrays = [np.arange(n).astype(kind) for n in (0, 1, 3, 70_000, 5) for kind in ("i4", "i8", "?")]
    for array, spilled in zip(arrays, [file.put(array) for array in arrays], strict=True):
        assert np.array_equal(spilled.read(), array) and spilled.read().dtype == array.dtype


@pytest.mark.skipif(os.name != "posix", reason="elsewhere a file has a name until it is closed")
def test_nothing_is_left_behind_even_by_a_process_that_is_killed(place: Path) -> None:
    spilled = SpillFile().put(np.arange(1000))
    assert list(place.iterdir()) == []  # it never had a name, so no way of ending can leave it
    assert spilled.read()[-1] == 999


def test_a_copy_with_other_fields_leaves_the_rest_in_the_file(ecclesiastes: Corpus) -> None:
    generation = run(ecclesiastes, 1).lineage.generations[1]
    spill.spill(generation, SpillFile())
    longer = changed(generation, counts=np.append(generation.counts, 0))
    assert bytes_in_memory(longer) == longer.counts.nbytes
    assert np.array_equal(longer.origins, generation.origins)


def test_an_outside_program_with_new_words_works_on_files_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spill, "IN_MEMORY", 0)
    script = "import sys; text = sys.stdin.read(); print(text, 'word' + str(len(text)))"
    corpus = corpus_of("the cat sat on the mat\n\nthe dog sat on the cat\n\n" * 10)
    loop = Loop(corpus, Settings(model_command=f'"{sys.executable}" -c "{script}"', order=2))
    for _ in range(3):
        loop.step()
    generations = loop.lineage.generations
    assert {len(each.counts) for each in generations} == {len(loop.lineage.corpus.vocabulary)}
    assert len(loop.lineage.corpus.vocabulary) > len(corpus.vocabulary)
    assert generations[1].tokens.tolist() == np.asarray(generations[1].written).tolist()


def test_a_full_disk_costs_nothing_while_there_is_memory(
    ecclesiastes: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = run(ecclesiastes, 3).lineage.generations[3].tokens
    monkeypatch.setattr(spill, "IN_MEMORY", 0)
    monkeypatch.setattr(SpillFile, "put", full)
    for free in (1 << 40, None):
        monkeypatch.setattr(spill, "available_memory", lambda free=free: free)
        assert np.array_equal(run(ecclesiastes, 3).lineage.generations[3].tokens, expected)


def test_a_full_disk_and_no_memory_is_one_clear_line(
    ecclesiastes: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spill, "IN_MEMORY", 0)
    monkeypatch.setattr(SpillFile, "put", full)
    monkeypatch.setattr(spill, "available_memory", lambda: 1000)
    loop = Loop(ecclesiastes, Settings())
    with pytest.raises(SpillError, match=r"no space left on device\).*TMPDIR"):
        loop.step()


def test_reading_a_generation_by_hand_needs_no_file(ecclesiastes: Corpus) -> None:
    generation = run(ecclesiastes, 0).lineage.generations[0]
    assert isinstance(generation, Generation)
    assert generation.written is None
    assert np.array_equal(generation.tokens, ecclesiastes.tokens)

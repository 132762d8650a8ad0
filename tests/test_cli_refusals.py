"""Bad input is told in one clear, clean line with exit code 2, before any work is done."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from processes import Driftview

from driftview.drift.loop import Loop
from driftview.text.cleaning import clean


def refused(outcome: tuple[int, str, str], hint: str) -> None:
    """Assert that there is exactly one clean line, on standard error."""
    code, output, errors = outcome
    assert (code, output) == (2, "")
    assert errors.startswith("driftview: ")
    assert errors.count("\n") == 1
    assert errors == clean(errors)
    assert hint in errors


@pytest.fixture
def no_work(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the loop fail the test when it is started."""

    def step(*_: object) -> None:
        pytest.fail("work was begun")

    monkeypatch.setattr(Loop, "step", step)


@pytest.mark.usefixtures("no_work")
@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (["run", "--nonsense"], "No such option"),
        (["run", "--order", "9"], "`driftview run --help` explains"),
        (["run", "--order", "0"], "--order"),
        (["run", "--order", "two"], "'two' is not a whole number"),
        (["run", "--order", "2.5"], "'2.5' is not a whole number"),
        (["run", "--human-share", "10%"], "write 0.1"),
        (["run", "--human-share", "x%"], "'x%' is not a number"),
        (["run", "--order"], "requires an argument"),
        (["run", "--unit", "sentence"], "--unit"),
        (["run", "--regime", "\x1b[31mred"], "--regime"),
        (["run", "--\x1b[31mred\u202e"], "No such option"),
        (["run", "--human-share", "1.1"], "--human-share"),
        (["run", "--human-share", "nan"], "it must be 0 to 1"),
        (["run", "--temperature", "inf"], "temperature"),
        (["run", "--temperature", "0"], "it must be above 0"),
        (["run", "--growth", "1e300", "ecclesiastes"], "less growth"),
        (["run", "--tokens", "99999999999", "ecclesiastes"], "--tokens"),
        (["run", "--human-from", "5", "--human-until", "4"], "must not come before"),
        (["run", "--seed", "-1"], "--seed"),
        (["run", "no-such-text"], "no-such-text"),
        (["run", "[bold]\x1b]0;x\x07"], "[bold]"),
        (["run", ""], "is empty: give a file"),
        (["run", "ecclesiastes", "--out", ""], "name"),
        (["run", "ecclesiastes", "--out", "."], "the folder you are in"),
        (["run", "ecclesiastes", "--out", "/"], "the folder you are in"),
        (["run", "ecclesiastes", "--json", ""], "name"),
        (["run", "ecclesiastes", "--json", "."], "the folder you are in"),
        (["run", "ecclesiastes", "--json", "x", "--out", "x/"], "same file"),
        (["completion", "tcsh"], "tcsh"),
        (["corpora", "extra"], "extra"),
        (["corpra"], "did you mean `driftview corpora`"),
        (["help"], "`driftview --help` explains"),
        (["rnu"], "did you mean `driftview run`"),
        (["emna"], 'did you mean "emma"'),
        (["--nonsense"], "No such option"),
        (["explore", "no-such-text"], "no-such-text"),
    ],
)
def test_bad_usage(arguments: list[str], hint: str, driftview: Driftview) -> None:
    refused(driftview(*arguments), hint)
    assert list(Path.cwd().iterdir()) == []


@pytest.mark.usefixtures("no_work")
def test_texts_that_are_none(driftview: Driftview) -> None:
    for name, content, hint in (
        ("empty.txt", b"", "empty"),
        ("blank.txt", b" \n\n ", "empty"),
        ("binary.bin", bytes(range(256)), "not a text file"),
        ("short.txt", b"Too short.", "too short"),
        ("\x1b[31m.txt", b"", "empty"),
    ):
        Path(name).write_bytes(content)
        refused(driftview("run", name), hint)


@pytest.mark.usefixtures("no_work")
def test_places_that_are_taken(driftview: Driftview) -> None:
    Path("file").write_text("mine")
    Path("folder").mkdir()
    Path("folder/mine").write_text("mine")
    for option in ("--out", "--json"):
        refused(driftview("run", "ecclesiastes", option, "folder"), "folder")
        for force in ([], ["--force"]):
            refused(driftview("run", "ecclesiastes", option, "file", *force), "exists")
            refused(driftview("run", "ecclesiastes", option, "file/x", *force), "is not a folder")
    assert Path("file").read_text() == Path("folder/mine").read_text() == "mine"


def test_a_disk_that_fills_up(driftview: Driftview, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_text", full)
    run = ("run", "ecclesiastes", "--order", "1", "--generations", "1", "--quiet")
    refused(driftview(*run, "--out", "deep/x"), "no space left on device; nothing was changed")
    refused(driftview(*run, "--json", "deep/x"), "no space left on device; nothing was changed")
    assert list(Path.cwd().iterdir()) == []


def failing_with(error: BaseException) -> Callable[..., None]:
    def fail(*_: object, **__: object) -> None:
        raise error

    return fail


def test_too_little_memory(driftview: Driftview, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Loop, "step", failing_with(MemoryError()))
    refused(driftview("run", "ecclesiastes"), "not enough memory")


def test_an_unexpected_error_is_told_in_a_line_and_kept_in_a_log(
    driftview: Driftview, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("driftview.faults.log_folder", lambda: tmp_path)
    monkeypatch.setattr(Loop, "step", failing_with(ZeroDivisionError("by\x1b[31m\nzero")))
    code, output, errors = driftview("run", "ecclesiastes")
    assert (code, output) == (1, "")
    first, second = errors.splitlines()
    assert first == "driftview: an unexpected error, ZeroDivisionError: by[31m zero"
    (log,) = tmp_path.glob("*.log")
    assert str(log) in second
    assert "Traceback" in log.read_text("utf-8")


def test_an_unexpected_error_where_no_log_can_be_kept(
    driftview: Driftview, monkeypatch: pytest.MonkeyPatch
) -> None:
    for place in ("driftview.faults.log_folder", "driftview.faults._temporary_folder"):
        monkeypatch.setattr(place, failing_with(OSError(28, "No space left on device")))
    monkeypatch.setattr(Loop, "step", failing_with(ZeroDivisionError()))
    code, _, errors = driftview("run", "ecclesiastes")
    assert code == 1
    assert "Traceback" in errors
    assert errors.endswith("driftview: please report the lines above\n")


def test_an_interrupt(driftview: Driftview, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Loop, "step", failing_with(KeyboardInterrupt()))
    code, output, errors = driftview("run", "ecclesiastes", "--out", "deep/x")
    assert (code, output, errors.strip()) == (130, "", "driftview: stopped")
    assert list(Path.cwd().iterdir()) == []


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such thing")
def test_the_folder_you_are_in_is_gone(driftview: Driftview, tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    os.chdir(gone)
    gone.rmdir()
    refused(driftview("run", "ecclesiastes", "--out", "x"), "no longer exists")

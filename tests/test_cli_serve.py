"""``driftview serve`` refuses what a page could not use, before any page is opened."""

import io
import socket
import zipfile

import pytest
from click.testing import CliRunner, Result

from driftview.cli.program import program
from driftview.drift.lineage import Lineage
from driftview.export.archive import lineage_archive


def serve(*arguments: str) -> Result:
    return CliRunner().invoke(program, ["serve", *arguments])


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("no-such-text",), "no file, folder or bundled text"),
        (("-",), "standard input"),
        (("--order", "99"), "99"),
        (("--host", "203.0.113.7"), "cannot answer at"),
    ],
)
def test_what_no_page_could_use_is_refused(arguments: tuple[str, ...], said: str) -> None:
    outcome = serve(*arguments)
    assert outcome.exit_code == 2
    assert said in outcome.stderr.splitlines()[-1]


def test_a_port_in_use_is_refused() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        outcome = serve("--port", str(taken.getsockname()[1]))
    assert outcome.exit_code == 2
    assert "choose another --port" in outcome.stderr


def test_an_archive_holds_the_folder(small_lineage: Lineage) -> None:
    packed = lineage_archive(small_lineage, "toy", extra={"screen.svg": "<svg/>"})
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
    wanted = {"transcript.md", "lineage.json", "measures.csv", "text/000.txt", "text/004.txt", "screen.svg"}
    assert {f"toy/{name}" for name in wanted} <= set(names)
    assert packed == lineage_archive(small_lineage, "toy", extra={"screen.svg": "<svg/>"})

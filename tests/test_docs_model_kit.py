"""The kit for models from elsewhere: a completions server on the loopback, and what both programs share."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from toys import CAT

from driftview.export.lineage_folder import RECORD

ROOT = Path(__file__).parents[1]
KIT = ROOT / "docs" / "model-kit"
PROGRAM = KIT / "completions.py"

Answer = tuple[int, bytes]


class Stub(ThreadingHTTPServer):
    """A completions server that says what the test wants, and remembers what it was asked."""

    daemon_threads = True

    def __init__(self, answer: Answer) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answer, self.asked = answer, list[dict[str, Any]]()
        self.paths = list[str]()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/v1"


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        stub = self.server
        assert isinstance(stub, Stub)
        stub.paths.append(self.path)
        stub.asked.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        status, content = stub.answer
        self.send_response(status)
        if status == 302:
            self.send_header("Location", "http://203.0.113.7/elsewhere")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""


def completion(text: str) -> Answer:
    return 200, json.dumps({"choices": [{"text": text}]}).encode()


@contextmanager
def serving(answer: Answer) -> Iterator[Stub]:
    with Stub(answer) as stub:
        thread = threading.Thread(target=stub.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield stub
        finally:
            stub.shutdown()
            thread.join()


def run(*options: str, text: str = CAT, tokens: int = 40, **more: str) -> tuple[int, str, str]:
    wanted = {"DRIFTVIEW_TOKENS": str(tokens), "DRIFTVIEW_SEED": "3", "PYTHONUTF8": "1"}
    done = subprocess.run(
        [sys.executable, str(PROGRAM), *options], input=text, capture_output=True, encoding="utf-8",
        check=False, timeout=60, env=os.environ | wanted | more,
    )  # fmt: skip
    return done.returncode, done.stdout, done.stderr


def test_a_completions_server_writes_a_generation() -> None:
    with serving(completion(" and slept well; “so it goes”.")) as stub:
        code, out, said = run("--url", stub.url, "--model", "tiny")
        again = run("--url", stub.url, "--model", "tiny")
    assert (code, said) == (0, "")
    assert (code, out, said) == again
    documents = out.strip().split("\n\n")
    openings = {" ".join(document.split()[:5]) for document in CAT.strip().split("\n\n")}
    assert all(any(document.startswith(each) for each in openings) for document in documents)
    assert all(document.endswith("so it goes”.") for document in documents)
    asked = stub.asked[: len(documents)]
    assert stub.asked == asked * 2
    assert set(stub.paths) == {"/v1/completions"}
    assert {each["model"] for each in asked} == {"tiny"}
    assert len({each["seed"] for each in asked}) == len(asked)
    assert all(each["prompt"].count("\n\n") == 2 for each in asked)


def test_driftview_runs_with_it(tmp_path: Path) -> None:
    (tmp_path / "text.txt").write_text(CAT * 3, "utf-8")
    with serving(completion(" the dog slept on the log and the cat saw it.")) as stub:
        program = f"{sys.executable} {PROGRAM} --url {stub.url} --model tiny"
        settings = ("--generations", "2", "--out", "made", "--quiet", "--model-command", program)
        done = subprocess.run(
            [sys.executable, "-m", "driftview", "run", "text.txt", *settings], cwd=tmp_path,
            capture_output=True, check=False, env=os.environ | {"PYTHONPATH": str(ROOT)}, timeout=120,
        )  # fmt: skip
    assert done.returncode == 0, done.stderr
    record = json.loads((tmp_path / "made" / RECORD).read_text("utf-8"))
    assert len(record["generations"]) == 3
    assert "slept on the log" in (tmp_path / "made" / "text" / "002.txt").read_text("utf-8")


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ((500, b"out of memory"), "answered 500"),
        ((302, b""), "answered 302"),
        ((200, b"<html>"), "gave no completion"),
        ((200, b'{"choices": []}'), "gave no completion"),
    ],
)
def test_what_a_server_does_wrong_is_one_line(answer: Answer, words: str) -> None:
    with serving(answer) as stub:
        code, out, said = run("--url", stub.url, "--model", "tiny")
    assert (code, out) == (1, "")
    assert words in said
    assert said.count("\n") == 1
    assert len(stub.asked) == 1


def test_a_server_that_writes_nothing_is_given_up() -> None:
    with serving(completion("")) as stub:
        code, _, said = run("--url", stub.url, "--model", "tiny", "--opening", "0")
    assert code == 1
    assert "wrote nothing 20 times in a row" in said


def test_it_asks_nobody_but_this_machine_unless_it_is_told_to() -> None:
    for url in ("http://203.0.113.7/v1", "https://example.org", "http://127.0.0.1.example.org/v1"):
        code, out, said = run("--url", url, "--model", "tiny")
        assert (code, out) == (1, "")
        assert "is not this machine: add --remote" in said
    code, _, said = run("--url", "file:///etc/passwd", "--model", "tiny")
    assert code == 1
    assert "--url must be an address" in said
    assert run("--model", "tiny")[0] == 2  # there is no address that it takes by itself


def test_no_proxy_stands_between() -> None:
    with serving(completion(" and slept.")) as stub:
        code, _, said = run("--url", stub.url, "--model", "tiny", http_proxy="http://203.0.113.7:9")
    assert (code, said) == (0, "")


def test_pieces_of_a_text_are_cut_for_training(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(KIT))
    import transformers_model  # type: ignore[import-not-found]

    assert transformers_model.blocks([1, 2, 3, 4, 5], 2) == [[1, 2], [3, 4]]
    assert transformers_model.blocks([1, 2, 3, 4, 5], 3) == [[1, 2, 3], [4, 5]]
    assert "torch" not in sys.modules

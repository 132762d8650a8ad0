"""What the sources may use: only what is declared, and nothing that would run what a file says."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from processes import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]

SOURCES = sorted((ROOT / "driftview").rglob("*.py"))

FORBIDDEN_MODULES = {"pickle", "marshal", "shelve", "dbm", "dill", "cloudpickle", "runpy", "code", "imp"}
"""They run, or can be made to run, what they read."""

FORBIDDEN_CALLS = {
    "eval", "exec", "compile", "__import__", "os.system", "os.popen", "os.startfile",
    "np.load", "np.save", "joblib.load", "joblib.dump", "joblib.Memory",
}  # fmt: skip
FORBIDDEN_ENDS = (".load_module", ".read_pickle")
"""They run what is in a string or a file, or keep objects as something else than text."""

ONLY_IN = {
    "subprocess": {"models/external.py", "tui/clipboard.py"},
    "socket": {"cli/serve.py", "cli/server.py"},
    "import_module": {"__init__.py", "cli/program.py", "tui/views/panels.py"},
    "entry.load": {"measures/registry.py", "models/registry.py"},
    "aiohttp": {"cli/page.py", "cli/server.py"},
    "textual_serve": {"cli/downloads.py", "cli/page.py", "cli/server.py"},
    "distributed": {"study/executor.py"},
}
"""What is used for one purpose each: --model-command, the clipboard, serve, clusters, modules, plug-ins."""

NETWORK = {"urllib.request", "http.client", "http.server", "ftplib", "smtplib", "ssl", "requests", "httpx"}


@cache
def nodes(path: Path) -> list[ast.AST]:
    """Return what a file is made of."""
    return list(ast.walk(ast.parse(path.read_text("utf-8"))))


def imports(path: Path) -> Iterator[str]:
    """Yield the modules that a file imports, anywhere in it."""
    for node in nodes(path):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module
            yield from (f"{node.module}.{name.name}" for name in node.names)


def calls(path: Path) -> Iterator[str]:
    """Yield what a file calls, as it is written."""
    for node in nodes(path):
        if isinstance(node, ast.Call):
            yield dotted(node.func)


def dotted(called: ast.expr) -> str:
    """Return names and attributes as they are written; whatever else comes before them is ``…``."""
    match called:
        case ast.Name():
            return called.id
        case ast.Attribute():
            return f"{dotted(called.value)}.{called.attr}"
        case _:
            return "…"


def offences(path: Path) -> Iterator[str]:
    """Yield what a file uses and must not."""
    place = path.relative_to(ROOT / "driftview").as_posix()
    for module in imports(path):
        top = module.partition(".")[0]
        if top in FORBIDDEN_MODULES or module in NETWORK or place not in ONLY_IN.get(top, {place}):
            yield f"{place} imports {module}"
    for call in calls(path):
        forbidden = call in FORBIDDEN_CALLS or call.endswith(FORBIDDEN_ENDS)
        if forbidden or place not in ONLY_IN.get(call, {place}):
            yield f"{place} calls {call}"
    for found in re.findall(r"shell\s*=\s*True|allow_pickle\s*=\s*True", path.read_text("utf-8")):
        yield f"{place} says {found}"


def test_nothing_runs_what_a_file_says() -> None:
    assert [offence for path in SOURCES for offence in offences(path)] == []


def test_offences_are_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(f"{__name__}.ROOT", tmp_path)
    path = tmp_path / "driftview" / "bad.py"
    path.parent.mkdir()
    path.write_text(
        "import os, socket\nfrom pickle import loads\nfrom urllib import request\nimport numpy as np\n"
        "np.load(loads(b''))\neval('1')\nos.system('ls')\nrun('ls', shell=True)\n"
    )
    assert len({offence.split()[-1] for offence in offences(path)}) == 8


def test_no_group_is_possessive_where_python_gets_it_wrong() -> None:
    """Python before 3.11.5 does; single characters may be, and groups by way of text/tokens.py's WHOLE."""
    for path in SOURCES:
        assert not re.search(r"\)(?:[*+?]|\{[\d,]+\})\+|\(\?>", path.read_text("utf-8")), path


def required(requirements: list[str]) -> set[str]:
    """Return the names in a list of requirements, as packages are compared."""
    names = (re.match(r"[\w.-]+", each) for each in requirements)
    return {re.sub(r"[-_.]+", "-", name[0]).lower() for name in names if name}


def test_what_is_imported_is_declared() -> None:
    extras = PROJECT["optional-dependencies"]
    shipped = [name for name in extras if name not in ("test", "browser", "bench")]
    declared = required([*PROJECT["dependencies"], *(each for name in shipped for each in extras[name])])
    belongs = packages_distributions()
    used = set()
    for path in SOURCES:
        for module in imports(path):
            top = module.partition(".")[0]
            if top != "driftview" and top not in sys.stdlib_module_names:
                used |= required(belongs.get(top, [top]))
    assert used == declared


def test_tests_need_what_extras_need() -> None:
    extras = PROJECT["optional-dependencies"]
    for name in ("parquet", "web", "dask", "plot"):
        assert set(extras[name]) <= set(extras["test"])


def test_every_requirement_has_a_lowest_version() -> None:
    extras = PROJECT["optional-dependencies"].values()
    for each in [*PROJECT["dependencies"], *(each for extra in extras for each in extra)]:
        assert re.fullmatch(r"[\w.-]+>=[\d.]+(,<\d+)?", each) or each == "driftview[web]", each

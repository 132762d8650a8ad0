"""Models by name: driftview's own, and those that installed packages bring."""

import shutil
import subprocess
import sys
from importlib.metadata import EntryPoint
from pathlib import Path

import numpy as np
import pytest
from toys import zipf_documents

from driftview.models.chain import MaximumLikelihood
from driftview.models.curation import Curated, judge_named
from driftview.models.decoding import Decoding
from driftview.models.protocol import Model, ModelError, Trained
from driftview.models.registry import GROUP, make_model, model_names

EXAMPLE = Path(__file__).parent.parent / "docs" / "example-model"
OWN = (
    "none",
    "additive",
    "witten-bell",
    "absolute",
    "kneser-ney",
    "modified-kneser-ney",
    "stupid-backoff",
)


def entry(name: str, value: str) -> list[EntryPoint]:
    return [EntryPoint(name, value, GROUP)]


@pytest.fixture
def example(monkeypatch: pytest.MonkeyPatch) -> list[EntryPoint]:
    monkeypatch.syspath_prepend(str(EXAMPLE))
    return entry("parrot", "example_model:make")


@pytest.mark.parametrize("name", OWN)
def test_every_own_model_is_one_behind_the_protocol(name: str) -> None:
    model = make_model(name, 3)
    assert isinstance(model, Model) and (model.name, model.order) == (name, 3)
    text = zipf_documents(30, 5, seed=1)
    trained = model.train(text, 8)
    assert isinstance(trained, Trained)
    assert len(trained.sample(50, np.random.default_rng(1)).tokens) == 50
    assert trained.probabilities(text).shape == text.tokens.shape


def test_names_are_own_ones_then_installed_ones() -> None:
    assert model_names(lambda: entry("parrot", "x:y") + entry("additive", "x:y")) == (*OWN, "parrot")


def test_options_reach_the_model_and_unknown_ones_are_refused() -> None:
    assert make_model("additive", 2, gamma=0.5) != make_model("additive", 2)
    with pytest.raises(ModelError, match=r"additive has no option discount; it takes uniform, padded, gamma"):
        make_model("additive", 2, discount=0.5)
    with pytest.raises(ModelError, match=r"none has no option gamma; it has none"):
        make_model("none", 2, gamma=0.5)


def test_decoding_is_for_the_model_where_it_is_exact() -> None:
    cool = Decoding(temperature=0.5)
    assert make_model("none", 2, cool) == MaximumLikelihood(2, cool)
    with pytest.raises(ModelError, match=r"temperature.* work with smoothing none, not with kneser-ney"):
        make_model("kneser-ney", 2, cool)
    assert make_model("kneser-ney", 2, Decoding()).order == 2


def test_an_unknown_name_lists_the_known_ones() -> None:
    with pytest.raises(ModelError, match=r"no model 'magic'; there are none, additive, .*, parrot"):
        make_model("magic", 2, plug_ins=lambda: entry("parrot", "x:y"))


def test_the_example_package_works(example: list[EntryPoint]) -> None:
    model = make_model("parrot", 2, plug_ins=lambda: example)
    assert isinstance(model, Model)
    text = zipf_documents(20, 5, seed=1)
    sample = model.train(text, 8).sample(333, np.random.default_rng(1))
    assert np.array_equal(sample.tokens, text.tokens[sample.parents])
    assert len(sample.tokens) == 333
    runs = np.diff(sample.parents) == 1
    assert np.array_equal(np.flatnonzero(~runs) + 1, sample.starts[1:][~runs[sample.starts[1:] - 1]])


def test_a_model_without_steps_cannot_be_curated(example: list[EntryPoint]) -> None:
    model = make_model("parrot", 2, plug_ins=lambda: example)
    with pytest.raises(ModelError, match="sentences of model parrot cannot be chosen"):
        Curated(model, judge_named("length"), np.zeros(8, bool)).train(zipf_documents(5, 5, seed=1), 8)


@pytest.mark.parametrize(
    ("source", "complaint"),
    [
        ("raise ImportError('no torch\\nat all')", "ImportError: no torch$"),
        ("def make(order): raise ZeroDivisionError('oops')", "ZeroDivisionError: oops$"),
        ("def make(order: return 1", "SyntaxError: "),
        ("def other(order): return 1", "AttributeError: .*make"),
        ("def make(order): return 1", "lacks name, order or train$"),
        ("def make(order, *, size): return 1", "TypeError: .*size"),
    ],
)
def test_a_broken_package_gives_one_line_and_spoils_nothing_else(
    source: str, complaint: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "broken_model.py").write_text(source)
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.delitem(sys.modules, "broken_model", raising=False)

    def plug_ins() -> list[EntryPoint]:
        return entry("broken", "broken_model:make")

    with pytest.raises(ModelError, match=complaint) as caught:
        make_model("broken", 2, plug_ins=plug_ins)
    assert "\n" not in str(caught.value) and "broken" in str(caught.value)
    sys.modules.pop("broken_model", None)
    assert "broken" in model_names(plug_ins) and make_model("additive", 2, plug_ins=plug_ins).order == 2


def test_the_example_package_is_found_once_installed(tmp_path: Path) -> None:
    pytest.importorskip("hatchling", reason="building a package needs its build tool")
    package = shutil.copytree(EXAMPLE, tmp_path / "package")
    target = tmp_path / "target"
    install = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-index",
        "--no-build-isolation",
        "--no-deps",
    ]
    subprocess.run([*install, "--target", str(target), str(package)], check=True, capture_output=True)
    program = (
        f"import sys; sys.path.insert(0, {str(target)!r})\n"
        "from driftview.models.registry import make_model, model_names\n"
        "print(model_names()[-1], make_model('parrot', 4).order)"
    )
    done = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    assert done.stdout.split() == ["parrot", "4"]

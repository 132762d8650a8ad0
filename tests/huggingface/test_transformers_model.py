"""The program for Hugging Face transformers, with a tiny model of random weights made on the spot.

Not among the usual tests, since torch is large: ``pip install torch transformers tokenizers``, then
``python -m pytest tests/huggingface -n 0``.
"""

import json
import os
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest
import torch
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import Whitespace
from toys import CAT
from transformers import GPT2Config, GPT2LMHeadModel, PreTrainedTokenizerFast

ROOT = Path(__file__).parents[2]
PROGRAM = ROOT / "docs" / "model-kit" / "transformers_model.py"


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tiny")
    words = ["<end>", "<unknown>", *sorted(set(CAT.replace(".", " .").replace(",", " ,").split()))]
    tokeniser = Tokenizer(WordLevel({word: place for place, word in enumerate(words)}, unk_token="<unknown>"))
    tokeniser.pre_tokenizer = Whitespace()
    PreTrainedTokenizerFast(
        tokenizer_object=tokeniser, eos_token="<end>", unk_token="<unknown>"
    ).save_pretrained(folder)
    torch.manual_seed(1)
    shape = GPT2Config(
        vocab_size=len(words), n_positions=256, n_embd=32, n_layer=2, n_head=2, bos_token_id=0, eos_token_id=0
    )
    GPT2LMHeadModel(shape).save_pretrained(folder)
    return folder


def run(folder: Path, *options: str, seed: int = 3) -> subprocess.CompletedProcess[str]:
    wanted = {"DRIFTVIEW_TOKENS": "60", "DRIFTVIEW_SEED": str(seed), "HF_HUB_OFFLINE": "1"}
    return subprocess.run(
        [sys.executable, str(PROGRAM), "--model", str(folder), *options], input=CAT, check=False,
        capture_output=True, encoding="utf-8", timeout=300, env=os.environ | wanted,
    )  # fmt: skip


def test_it_trains_and_writes_and_a_seed_gives_the_same_text(tiny: Path) -> None:
    first, again, other = run(tiny), run(tiny), run(tiny, seed=4)
    assert first.returncode == 0, first.stderr
    assert len(first.stdout.split()) >= 60
    assert first.stdout == again.stdout != other.stdout


def test_training_brings_the_words_of_the_text(tiny: Path) -> None:
    hardly, trained = run(tiny), run(tiny, "--passes", "60", "--rate", "0.01")
    assert trained.returncode == 0, trained.stderr
    assert share_of_pairs(trained.stdout) > 0.6 > 2 * share_of_pairs(hardly.stdout)


def share_of_pairs(text: str) -> float:
    """Return which share of the pairs of neighbouring words stands in the training text, too."""
    known, found = (list(pairwise(each.replace(".", " .").split())) for each in (CAT, text))
    return sum(pair in known for pair in found) / len(found)


def test_driftview_runs_with_it(tiny: Path, tmp_path: Path) -> None:
    (tmp_path / "text.txt").write_text(CAT * 3, "utf-8")
    program = f"{sys.executable} {PROGRAM} --model {tiny}"
    command = ("run", "text.txt", "--generations", "1", "--quiet", "--json", "-", "--model-command", program)
    done = subprocess.run(
        [sys.executable, "-m", "driftview", *command], cwd=tmp_path, capture_output=True, check=False,
        env=os.environ | {"PYTHONPATH": str(ROOT)}, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert len(json.loads(done.stdout)["generations"]) == 2


def test_a_folder_without_a_model_is_one_line(tmp_path: Path) -> None:
    done = run(tmp_path)
    assert done.returncode == 1
    assert "holds no model that can be used" in done.stderr.splitlines()[-1]

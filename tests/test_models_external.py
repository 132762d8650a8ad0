"""An outside program as a model: what it is given, what it may do wrong, and that it is never left behind."""

import fcntl
import shlex
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from toys import documents

from driftview.models.external import Cancelled, ExternalModel, ExternalModelError
from driftview.models.protocol import Model, ModelError, Trained, TrainingText

WORDS = ["\n\n", "the", "cat", "sat"]
TEXT = documents([[1, 2, 3], [1, 2]])


class Words:
    """A vocabulary that takes in new words, as a caller's does."""

    def __init__(self) -> None:
        self.words = list(WORDS)

    def render(self, text: TrainingText) -> str:
        pieces = [self.words[token] for token in text.tokens.tolist()]
        return " ".join(pieces).replace(" \n\n ", "\n\n").strip()

    def tokenise(self, text: str) -> TrainingText:
        written = []
        for paragraph in text.strip().split("\n\n"):
            new = [word for word in dict.fromkeys(paragraph.split()) if word not in self.words]
            self.words += new
            written.append([self.words.index(word) for word in paragraph.split()])
        return documents(written)


def command(tmp_path: Path, source: str) -> str:
    program = tmp_path / "a program.py"
    program.write_text("import os, sys\n" + source)
    return shlex.join([sys.executable, "-S", str(program)])


def outside(
    command_line: str, limit: float = 60.0, cancelled: Callable[[], bool] | None = None
) -> tuple[ExternalModel, Words]:
    words = Words()
    model = ExternalModel(command_line, words.render, words.tokenise, time_limit=limit, cancelled=cancelled)
    return model, words


def run(command_line: str, limit: float = 60.0) -> str:
    """What a failing program makes driftview say."""
    model, _ = outside(command_line, limit)
    with pytest.raises(ExternalModelError) as caught:
        model.train(TEXT, 4).sample(4, np.random.default_rng(1))
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_a_program_gets_the_text_and_writes_one_of_exactly_n_tokens(tmp_path: Path) -> None:
    model, _ = outside(command(tmp_path, "sys.stdout.write(sys.stdin.read())"))
    assert isinstance(model, Model)
    trained = model.train(TEXT, 4)
    assert isinstance(trained, Trained)
    sample = trained.sample(6, np.random.default_rng(1))
    assert sample.tokens.tolist() == TEXT.tokens[:6].tolist()
    assert sample.starts.tolist() == [0, 4]
    assert sample.parents.tolist() == [-1] * 6


def test_new_words_get_ids_above_the_known_ones(tmp_path: Path) -> None:
    model, words = outside(command(tmp_path, "print('the dog sat')"))
    sample = model.train(TEXT, 4).sample(4, np.random.default_rng(1))
    assert sample.tokens.tolist() == [1, 4, 3, 0]
    assert words.words == [*WORDS, "dog"]


def test_tokens_and_a_seed_are_in_the_environment(tmp_path: Path) -> None:
    source = "print(os.environ['DRIFTVIEW_TOKENS'], os.environ['DRIFTVIEW_SEED'])"
    seeds = []
    for seed in (1, 1, 2):
        model, words = outside(command(tmp_path, source))
        model.train(TEXT, 4).sample(3, np.random.default_rng(seed))
        assert words.words[4] == "3"
        seeds.append(int(words.words[5]))
    assert seeds[0] == seeds[1] != seeds[2]


def test_text_beyond_ascii_goes_both_ways(tmp_path: Path) -> None:
    source = "data = sys.stdin.buffer.read(); sys.stdout.buffer.write('naïve 猫 '.encode() + data)"
    model, words = outside(command(tmp_path, source))
    model.train(TEXT, 4).sample(3, np.random.default_rng(1))
    assert words.words[4:] == ["naïve", "猫"]


def test_arguments_reach_the_program_as_they_are_and_no_shell_sees_them(tmp_path: Path) -> None:
    line = command(tmp_path, "print(' '.join(sys.argv[1:]), 'the cat sat')") + " '$HOME;' '*' '&&'"
    model, words = outside(line)
    model.train(TEXT, 4).sample(3, np.random.default_rng(1))
    assert words.words[4:] == ["$HOME;", "*", "&&"]


@pytest.mark.parametrize(
    ("source", "complaint"),
    [
        (
            "print('x\\nout\\x1b of memory', file=sys.stderr); sys.exit(3)",
            "failed (exit code 3): out of memory",
        ),
        ("os.kill(os.getpid(), 9)", "failed (signal 9)"),
        ("pass", "wrote nothing"),
        ("print('  ')", "wrote nothing"),
        ("print('the cat')", "wrote too little: 3 tokens, 4 are needed"),
        ("sys.stdout.buffer.write(b'the \\xff cat')", "wrote bytes that are not UTF-8 (at 4)"),
    ],
)
def test_a_program_that_does_not_do_its_part_is_reported_in_one_line(
    source: str, complaint: str, tmp_path: Path
) -> None:
    assert run(command(tmp_path, source)) == f"the model command {complaint}"


def test_commands_that_cannot_be_started() -> None:
    assert "no-such-program" in run("no-such-program --here")
    for line, complaint in (("", "is empty"), ("'unfinished", "badly quoted")):
        with pytest.raises(ExternalModelError, match=complaint):
            outside(line)


def test_a_program_that_takes_too_long_is_stopped(tmp_path: Path) -> None:
    line = command(tmp_path, "import time; time.sleep(60)")
    assert run(line, limit=0.1) == "the model command was stopped: it took more than 0.1 s"


def test_cancelling_kills_the_program_and_what_it_started(tmp_path: Path) -> None:
    lock, ready, late = tmp_path / "lock", tmp_path / "ready", tmp_path / "late"
    child = (
        f"import fcntl, time; f = open({str(lock)!r}, 'w'); fcntl.flock(f, fcntl.LOCK_EX); "
        f"open({str(ready)!r}, 'w').close(); time.sleep(20); open({str(late)!r}, 'w').close()"
    )
    source = f"import subprocess; subprocess.run([sys.executable, '-S', '-c', {child!r}])"
    model, _ = outside(command(tmp_path, source), cancelled=ready.exists)
    with pytest.raises(Cancelled):
        model.train(TEXT, 4).sample(4, np.random.default_rng(1))
    with lock.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)  # free as soon as the grandchild is dead
    assert not late.exists()


def test_a_program_cannot_score(tmp_path: Path) -> None:
    model, _ = outside("true")
    with pytest.raises(ModelError, match="cannot say how probable"):
        model.train(TEXT, 4).probabilities(TEXT)

"""Texts drawn from a known distribution: what their names give, and what they refuse."""

import numpy as np
import pytest
from click.testing import CliRunner

from driftview.cli.program import program
from driftview.study.prediction import HumanWords
from driftview.text.reading import TextError
from driftview.text.sources import open_corpus


def shares(name: str) -> dict[str, float]:
    corpus = open_corpus([name])
    return {
        corpus.vocabulary.words[word]: count / len(corpus.tokens)
        for word, count in enumerate(corpus.counts.tolist())
    }


def test_a_die_has_its_faces_and_a_coin_its_bias() -> None:
    die, coin = shares("die:4:8000"), shares("bernoulli:0.2:8000")
    assert {f"f{face}" for face in range(1, 5)} < set(die)
    assert all(abs(share - 0.25) < 0.02 for word, share in die.items() if word.startswith("f"))
    assert abs(coin["heads"] - 0.2) < 0.02
    assert coin["heads"] + coin["tails"] == pytest.approx(1, abs=1e-3)
    assert shares("die:4:8000") == die


def test_a_zipf_text_has_as_many_words_as_are_predicted() -> None:
    corpus = open_corpus(["zipf:1.3:20000"])
    predicted = HumanWords.of_zipf(1.3, 20000).spectrum.types
    assert abs(np.count_nonzero(corpus.counts) - predicted) < 4 * predicted**0.5
    assert len(corpus.tokens) == 20001  # the end of the text is one more


@pytest.mark.parametrize(
    ("name", "said"),
    [("die:1", "2 to 1,000,000 faces"), ("die:2.5", "whole number"), ("die:x", "names no source"),
     ("bernoulli:1", "between 0 and 1"), ("zipf:1", "above 1"), ("zipf:nan", "above 1"),
     ("die:6:1", "tokens"), ("die:inf", "whole number"), ("die:6:99999999999", "tokens")],
)  # fmt: skip
def test_a_source_that_cannot_be_is_refused_in_one_line(name: str, said: str) -> None:
    with pytest.raises(TextError, match=said):
        open_corpus([name])


def test_options_stand_for_names() -> None:
    options = ["--order", "1", "--generations", "2", "--json", "-"]
    one = CliRunner().invoke(program, ["run", "--die", "6:300", *options])
    other = CliRunner().invoke(program, ["run", "die:6:300", *options])
    assert one.exit_code == 0
    assert one.output == other.output

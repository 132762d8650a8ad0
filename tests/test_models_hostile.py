"""Every model learns from whatever can be read, and writes nothing that was not in it."""

from functools import cache

import numpy as np
import pytest
from nasty import FILES, TEXTS, assert_harmless

from driftview.choices import Unit
from driftview.drift.loop import Loop
from driftview.models.registry import SMOOTHED, UNSMOOTHED
from driftview.settings.settings import Settings
from driftview.text.building import build_corpus
from driftview.text.corpus import Corpus
from driftview.text.reading import VoiceText, decode
from driftview.text.tokens import render

ODD = ["one word repeated", "one word a paragraph", "only punctuation", "one long line", "quotes without end"]
READ: dict[str, str] = TEXTS | {name: decode(FILES[name], name).text for name in ODD}


@cache
def corpus_of(name: str, unit: Unit) -> Corpus:
    return build_corpus(name, [VoiceText("voice", ((name, READ[name][:4000]),))], unit)


@pytest.mark.parametrize(("unit", "order"), [("word", 1), ("word", 3), ("character", 8)])
@pytest.mark.parametrize("model", [UNSMOOTHED, *SMOOTHED])
def test_a_model_of_any_text(model: str, unit: Unit, order: int) -> None:
    for name in READ:
        corpus = corpus_of(name, unit)
        settings = Settings(order=order, unit=unit, smoothing=model, tokens=120, generations=1)
        generation = Loop(corpus, settings).step()
        assert 0 < len(generation.tokens) <= 120 * 2
        assert generation.tokens.max() < len(corpus.vocabulary)
        assert all(value is None or np.isfinite(value) for value in generation.measures.values())
        assert_harmless(render(corpus.vocabulary, generation.tokens, generation.starts))

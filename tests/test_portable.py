"""The same run is the same to the last bit, whatever the processor offers."""

import doctest
import math
import subprocess
import sys
import warnings

import numpy as np
import pytest
from processes import PATIENCE, environment

from driftview import portable
from driftview.models.decoding import Decoding
from driftview.portable import exp2, log2, rounded_beside, rounded_words

PROCESSORS = {
    "its own": {},
    "Haswell": {
        "OPENBLAS_CORETYPE": "Haswell",
        "NPY_DISABLE_CPU_FEATURES": "X86_V4 AVX512_ICL AVX512_SPR AVX512F AVX512CD AVX512_SKX",
    },
    "Prescott": {
        "OPENBLAS_CORETYPE": "Prescott",
        "NPY_DISABLE_CPU_FEATURES": (
            "X86_V3 X86_V4 AVX512_ICL AVX512_SPR AVX512F AVX512CD AVX512_SKX AVX2 FMA3"
        ),
        "GLIBC_TUNABLES": "glibc.cpu.hwcaps=-AVX2,-FMA,-FMA4,-AVX512F",
    },
}
"""What numpy, its linear algebra and the C library are told to do without; elsewhere they take no notice."""

RUNS = """
import hashlib, json
from pathlib import Path
from driftview.drift.controls import measure_control
from driftview.drift.loop import Loop
from driftview.drift.controls import measure_more
from driftview.export.record import lineage_json
from driftview.measures.registry import all_measures
from driftview.settings.settings import Settings
from driftview.text.sources import open_corpus

corpus = open_corpus(["ecclesiastes"], "word")
names = [measure.name for measure in all_measures()]
for settings in (
    Settings(order=2, generations=2),
    Settings(order=2, generations=2, human_share=0.1),
    Settings(order=2, generations=3, human_share=0.1, human_source="rotating", regime="accumulate"),
    Settings(order=2, generations=2, temperature=0.8, top_p=0.9),
    Settings(order=2, generations=2, smoothing="kneser-ney"),
    Settings(order=2, generations=1, candidates=3),
):
    loop = Loop(corpus, settings)
    for _ in range(settings.generations):
        newest = loop.step()
    print(hashlib.sha256(lineage_json(loop.lineage).encode()).hexdigest())
    print(hashlib.sha256(newest.tokens.tobytes() + newest.origins.tobytes()).hexdigest())
    if settings.temperature == 1 and not settings.human_share:
        print(measure_more(loop.indexed, newest, names), measure_control(loop.indexed, 1, newest, names))

from driftview.study.prediction import HumanWords, WordPrediction, spaced
for words, settings in (
    (HumanWords.of(corpus), Settings(generations=1000)),
    (HumanWords.of(corpus), Settings(generations=30, human_share=0.1, growth=1.1)),
    (HumanWords.of(corpus), Settings(generations=30, regime="overlap")),
    (HumanWords.of_zipf(1.1, 10**5), Settings(generations=300)),
):
    print(json.dumps(WordPrediction(words, settings).as_dict(spaced(settings.generations), [0.1])))
"""


def test_processors_agree_to_the_last_bit() -> None:
    processes = [
        subprocess.Popen(
            [sys.executable, "-W", "ignore", "-c", RUNS],
            env=environment(**changes),
            stdout=subprocess.PIPE,
            text=True,
        )
        for changes in PROCESSORS.values()
    ]
    written = [process.communicate(timeout=PATIENCE)[0] for process in processes]
    assert written[0].count("\n") == 19
    assert written == [written[0]] * len(PROCESSORS)


def test_logarithms_and_powers_are_right_to_the_last_digits() -> None:
    random = np.random.default_rng(1)
    numbers = np.concatenate(
        (np.arange(1, 2000), random.random(2000), 2.0 ** random.integers(-1000, 1000, 99))
    )
    near = 1 + random.normal(0, 1e-6, 2000)
    for values in (numbers, near):
        wanted = [math.log2(value) for value in values.tolist()]
        assert log2(values) == pytest.approx(wanted, rel=1e-15)
    powers = random.uniform(-1000, 1000, 4000)
    assert exp2(powers) == pytest.approx([math.exp2(power) for power in powers.tolist()], rel=1e-15)
    assert exp2([-math.inf, -1e300, 0, 10]).tolist() == [0, 0, 1, 1024]
    assert log2(2.0 ** np.arange(-60, 60)).tolist() == list(range(-60, 60))


def test_predicted_words_have_the_digits_that_hold() -> None:
    assert rounded_words(0.1 + 0.2) == rounded_words(0.3)
    assert rounded_words(1e-13) == rounded_words(0.0)
    assert rounded_words(123456.7891234) == 123456.79
    assert rounded_beside(9.5 - 9.499999999999998, 9.5) == 0.0
    assert doctest.testmod(portable).failed == 0


def test_a_temperature_near_zero_leaves_the_best_words_without_a_warning() -> None:
    with warnings.catch_warnings(action="error"):
        weights = Decoding(temperature=1e-320).weights(np.array([1, 3, 3, 0]), np.array([0, 4]))
    assert weights.tolist() == [0, 1, 1, 0]

"""The list of measures: complete, explained, and never NaN."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from measured import Documents, documents, from_words, human, joined

from driftview.measures.observation import Observation
from driftview.measures.registry import (
    all_measures,
    everyday_measures,
    everyday_names,
    find_measure,
    measure,
    measure_all,
)

NAMES = [entry.name for entry in all_measures()]


def test_the_everyday_measures_are_those_of_the_file_format() -> None:
    format_names = (
        "tokens types hapaxes entropy_bits entropy_mm_bits hill_1 hill_2 distinct_2 "
        "distinct_3 ttr js_bits total_variation unseen_mass copied_share longest_copy founders perplexity "
        "perplexity_rare human_types new_types"
    )
    assert " ".join(entry.name for entry in everyday_measures()) == format_names
    assert all(entry.everyday for entry in everyday_measures())
    assert sum(entry.everyday is not None for entry in all_measures()) == len(everyday_names())


def test_names_and_labels_are_one_of_a_kind() -> None:
    assert len(set(NAMES)) == len(NAMES)
    labels = [entry.label for entry in all_measures()]
    assert len(set(labels)) == len(labels)


@pytest.mark.parametrize("name", NAMES)
def test_every_measure_explains_itself(name: str) -> None:
    entry = find_measure(name)
    assert entry.meaning.endswith(".")
    assert entry.label
    assert len(entry.label) <= 20
    assert entry.unit
    assert entry.source
    assert entry.formula
    assert "\n" not in entry.formula
    assert entry.worse in ("lower", "higher", "neither")


@settings(max_examples=60)
@given(documents(0), documents(0))
def test_every_measure_of_any_text_is_a_plain_finite_number_or_none(
    texts: Documents, originals: Documents
) -> None:
    tokens, starts = joined(texts, cut=True)
    original = human(originals, held_out=[1, 2, 3])
    origins = np.resize(np.arange(-1, original.length, dtype=np.int32), len(tokens))
    scored = np.array([0.5, 0.0, 0.25])
    counts = np.bincount(tokens, minlength=original.size).astype(np.int64)
    text = Observation(tokens, starts, counts, original, origins, scored)
    for name, value in measure_all(text, NAMES).items():
        assert value is None or type(value) in (int, float), name
        assert value is None or math.isfinite(value), name


def test_an_unknown_measure_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="no measure called 'charm'"):
        measure_all(from_words([1, 2]), ["types", "charm"])


def test_a_name_cannot_be_taken_twice() -> None:
    with pytest.raises(ValueError, match="already"):
        measure("types", "words", "words", "Again.", "lower", formula="V", source="definition")(
            lambda observation: observation.types
        )


def test_what_is_not_finite_does_not_exist() -> None:
    entry = find_measure("types")
    broken = replace(entry, function=lambda _: float("nan"))
    assert broken(from_words([1])) is None

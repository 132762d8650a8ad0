"""Templates of parts of speech, by a tagger where one is installed: spaCy's or NLTK's.

Shaib et al. 2024 (arXiv 2407.00211) find that models repeat templates such as "a JJ NN of NN" that people do
not. A tagger sees them better than word shapes do (`driftview.measures.structure`), but it is large, slow and
made for one language; so it is used where somebody has installed one, and the measure has no value elsewhere.
"""

import os
import sys
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from driftview.arrays import Indices
from driftview.measures.ngrams import repeated_share
from driftview.measures.observation import Observation
from driftview.measures.registry import Value, measure
from driftview.measures.structure import TEMPLATE, sentence_ends
from driftview.measures.word_classes import word_classes

MOST = 20_000
"""Tokens that are tagged at most, from the beginning: a tagger takes about a second for so many."""

SPACY_MODEL = "en_core_web_sm"

Tagger = Callable[[Sequence[Sequence[str]]], list[list[str]]]
"""Takes sentences, each the spelling of its tokens, and gives a tag for each token."""


@cache
def installed_tagger() -> Tagger | None:
    """Return a tagger for English: spaCy's small model, else NLTK's averaged perceptron.

    Returns
    -------
    Tagger or None
        None where neither is installed.
    """
    return _spacy() or _nltk()


def _spacy() -> Tagger | None:
    try:
        import spacy
        from spacy.tokens import Doc

        model: Any = spacy.load(SPACY_MODEL, exclude=["parser", "ner", "lemmatizer", "senter"])
    except (ImportError, OSError):  # spaCy, or its model, is not there
        return None

    def tag(sentences: Sequence[Sequence[str]]) -> list[list[str]]:
        made = (Doc(model.vocab, words=list(each)) for each in sentences)
        return [[token.tag_ for token in found] for found in model.pipe(made)]

    return tag


def nltk_folders() -> list[Path]:
    """Return where NLTK looks for data, without loading it: a second where SciPy is there, which it loads.

    Returns
    -------
    list of Path
        Folders, those of the variable NLTK_DATA first, whether they are there or not.
    """
    named = [name for name in os.environ.get("NLTK_DATA", "").split(os.pathsep) if name]
    here = (f"{sys.prefix}{each}" for each in ("", "/share", "/lib"))
    usual = ("~", *here, "/usr/share", "/usr/local/share", "/usr/lib", "/usr/local/lib")
    folders = (*named, *(f"{each}/nltk_data" for each in usual))
    return [Path(os.path.expanduser(each)) for each in folders]  # noqa: PTH111 - pathlib fails without a home


def _nltk() -> Tagger | None:
    loaded = "nltk" in sys.modules  # whoever loaded it may have told it of other folders
    if not loaded and os.name == "posix" and not any((each / "taggers").is_dir() for each in nltk_folders()):
        return None
    try:
        from nltk.tag import PerceptronTagger

        tagger: Any = PerceptronTagger()
    except (ImportError, LookupError):  # its data is not there
        return None
    return lambda sentences: [[tag for _, tag in tagger.tag(list(each))] for each in sentences]


def tagged(observation: Observation, tagger: Tagger) -> tuple[Indices, Indices] | None:
    """Return a number for the part of speech of each token, and where sentences begin.

    Parameters
    ----------
    observation
        A text of N tokens; the first MOST are looked at, in whole sentences.
    tagger
        Tags sentences.

    Returns
    -------
    tuple of Indices, or None
        Tags, −1 for the end of a paragraph, and the beginnings of sentences; None where there are no words.
    """
    classes = word_classes(observation)
    if classes is None:
        return None
    ends = sentence_ends(observation, classes) + 1
    ends = ends[: max(1, int(np.searchsorted(ends, MOST, "right")))]
    if not len(ends):
        return None
    begins = np.concatenate(([0], ends[:-1]))
    spelled, stops = classes.vocabulary.spelled, classes.is_word | classes.is_mark
    tokens = observation.tokens
    sentences = [
        [spelled[token] for token in tokens[low:high].tolist() if stops[token]]
        for low, high in zip(begins.tolist(), ends.tolist(), strict=True)
    ]
    numbers: dict[str, int] = {}
    found = np.full(int(ends[-1]), -1, np.int64)
    flat = [numbers.setdefault(tag, len(numbers)) for tags in tagger(sentences) for tag in tags]
    found[stops[tokens[: len(found)]]] = flat
    return found, begins


@measure(
    "repeated_pos_templates",
    "repeated POS",
    "share",
    "The share of templates of 6 parts of speech that come back, in the first 20,000 tokens; where spaCy's "
    "small English model or NLTK's tagger is installed.",
    "higher",
    formula="1 − different templates / templates",
    source="Shaib et al. 2024, arXiv 2407.00211",
    of_length="changes",
)
def _repeated_pos_templates(observation: Observation) -> Value:
    classes = word_classes(observation)
    if classes is None or not classes.are_english(observation.counts):
        return None
    tagger = installed_tagger()
    found = None if tagger is None else tagged(observation, tagger)
    if found is None:
        return None
    tags, begins = found
    inside = np.ones(max(0, len(tags) - TEMPLATE + 1), bool)
    for ahead in range(TEMPLATE):  # no template goes beyond a paragraph or a sentence
        inside &= tags[ahead : ahead + len(inside)] >= 0
    sentence = np.searchsorted(begins, np.arange(len(tags)), "right")
    inside &= sentence[: len(inside)] == sentence[TEMPLATE - 1 :]
    places = np.flatnonzero(inside)
    return repeated_share(np.maximum(tags, 0).astype(np.int32), places, TEMPLATE, int(tags.max()) + 1)

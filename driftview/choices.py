"""The words that settings choose from, where models, laws and the loop must know each of them.

They stand at the ground, without numpy: every room reads the same sets, and the first frame waits for none.
Code that acts on such a word matches it exhaustively (``assert_never``), so that a word added here fails to
type-check wherever it would otherwise run as another. Regimes are in ``driftview.settings.regimes``.
"""

from typing import Literal, assert_never, get_args

Unit = Literal["word", "subword", "character"]
"""What a token is."""

UNITS: tuple[Unit, ...] = get_args(Unit)
"""All of them, in the order in which they are offered."""

MERGES = 2000
"""How many pairs of pieces are merged where tokens are subwords, unless something else is asked for."""

HumanSource = Literal["fresh", "fixed", "rotating", "resampled"]
"""Where the human text that is mixed in comes from."""

HUMAN_SOURCES: tuple[HumanSource, ...] = get_args(HumanSource)
"""All of them, in the order in which they are offered."""

MOST_COMPARED = 5
"""Lineages that are compared at a time."""

Subject = Literal["written", "mix", "pool"]
"""Which text is measured: what was written, what joins the training, or all that may be trained on."""

SUBJECTS: tuple[Subject, ...] = get_args(Subject)
"""All of them, in the order in which they are offered."""

JudgeName = Literal["likelihood", "surprise", "length", "human-likelihood"]
"""By what one of several candidates for a sentence is kept."""

JUDGES: tuple[JudgeName, ...] = get_args(JudgeName)
"""All of them, in the order in which they are offered."""

Criterion = Literal["surprise", "likelihood", "length", "human-likelihood", "random"]
"""By what documents are kept for training."""

CRITERIA: tuple[Criterion, ...] = get_args(Criterion)
"""All of them, in the order in which they are offered."""

ModelKind = Literal["n-gram", "neural"]
"""What reads a text and writes the next one."""

MODEL_KINDS: tuple[ModelKind, ...] = get_args(ModelKind)
"""All of them, in the order in which they are offered."""


PopulationText = Literal["same", "split", "voices"]
"""The human text that each model of a population begins with."""

POPULATION_TEXTS: tuple[PopulationText, ...] = get_args(PopulationText)
"""All of them, in the order in which they are offered."""


def draws_documents(source: HumanSource) -> bool:
    """Tell whether human text is drawn by whole documents, and not as slices of a text."""
    match source:
        case "fresh" | "fixed" | "resampled":
            return True
        case "rotating":
            return False
        case _:
            assert_never(source)


def has_words(unit: Unit) -> bool:
    """Tell whether texts are read by words and marks, with spaces put between them, and not by characters."""
    match unit:
        case "word" | "subword":
            return True
        case "character":
            return False
        case _:
            assert_never(unit)


def has_whole_words(unit: Unit) -> bool:
    """Tell whether every word is one token, so that no word can be invented."""
    match unit:
        case "word":
            return True
        case "subword" | "character":
            return False
        case _:
            assert_never(unit)


def has_subwords(unit: Unit) -> bool:
    """Tell whether words are divided into pieces."""
    return has_words(unit) and not has_whole_words(unit)


def unit_meaning(unit: Unit) -> str:
    """Return in a few words what a token is."""
    match unit:
        case "word":
            return "words and punctuation marks"
        case "subword":
            return "frequent pieces of words"
        case "character":
            return "letters, marks and spaces"
        case _:
            assert_never(unit)


def copies_words(kind: ModelKind) -> bool:
    """Tell whether such a model copies every word from a place that it has read."""
    match kind:
        case "n-gram":
            return True
        case "neural":
            return False
        case _:
            assert_never(kind)


def model_meaning(kind: ModelKind) -> str:
    """Return in a few words how a kind of model writes."""
    match kind:
        case "n-gram":
            return "copies what followed the same words"
        case "neural":
            return "a small network, trained from scratch"
        case _:
            assert_never(kind)


def subject_meaning(subject: Subject) -> str:
    """Return in a few words which text is measured."""
    match subject:
        case "written":
            return "the text as the model wrote it"
        case "mix":
            return "that text with the human text mixed in"
        case "pool":
            return "all text that the next model may train on"
        case _:
            assert_never(subject)


def is_written(subject: Subject) -> bool:
    """Tell whether the text is measured as the model wrote it, not as what the next model may read."""
    match subject:
        case "written":
            return True
        case "mix" | "pool":
            return False
        case _:
            assert_never(subject)


def is_pool(subject: Subject) -> bool:
    """Tell whether all text that may be trained on is measured, and so what is older too."""
    match subject:
        case "pool":
            return True
        case "written" | "mix":
            return False
        case _:
            assert_never(subject)


def source_meaning(source: HumanSource) -> str:
    """Return in a few words which human text a source hands out."""
    match source:
        case "fresh":
            return "drawn again each time"
        case "resampled":
            return "drawn again each time, with replacement"
        case "fixed":
            return "always the same part"
        case "rotating":
            return "one part after another"
        case _:
            assert_never(source)


def asks_human_text(judge: JudgeName) -> bool:
    """Tell whether a judge marks candidates by a model of the human text, not by the one that writes."""
    match judge:
        case "human-likelihood":
            return True
        case "likelihood" | "surprise" | "length":
            return False
        case _:
            assert_never(judge)


def judge_meaning(judge: JudgeName) -> str:
    """Return in a few words what a judge prefers."""
    match judge:
        case "likelihood":
            return "what the model finds likely"
        case "surprise":
            return "what the model finds unlikely"
        case "length":
            return "the long"
        case "human-likelihood":
            return "what is likely in the human text"
        case _:
            assert_never(judge)


def population_text_meaning(text: PopulationText) -> str:
    """Return in a few words what each model of a population begins with."""
    match text:
        case "same":
            return "all of it"
        case "split":
            return "an equal part of it"
        case "voices":
            return "one voice"
        case _:
            assert_never(text)


def begin_alike(text: PopulationText) -> bool:
    """Tell whether all models of a population begin with the same human text."""
    match text:
        case "same":
            return True
        case "split" | "voices":
            return False
        case _:
            assert_never(text)


def have_voices(text: PopulationText) -> bool:
    """Tell whether each model of a population begins with one voice."""
    match text:
        case "voices":
            return True
        case "same" | "split":
            return False
        case _:
            assert_never(text)


def criterion_said(criterion: Criterion) -> str:
    """Say by what documents are kept, after a verb: "by length", "at random"."""
    return "at random" if is_blind(criterion) else f"by {criterion}"


def is_blind(criterion: Criterion) -> bool:
    """Tell whether a criterion prefers nothing, so that chance alone decides."""
    match criterion:
        case "random":
            return True
        case "likelihood" | "surprise" | "length" | "human-likelihood":
            return False
        case _:
            assert_never(criterion)


def criterion_meaning(criterion: Criterion) -> str:
    """Return in a few words which documents a criterion keeps."""
    match criterion:
        case "random":
            return "any, at random"
        case "likelihood" | "surprise" | "length" | "human-likelihood":
            return judge_meaning(criterion)
        case _:
            assert_never(criterion)

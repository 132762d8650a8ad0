"""Build a corpus from the texts of its voices, and read texts that a machine wrote into it."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from driftview.arrays import Flags, SpacingCodes, Tokens
from driftview.choices import Unit, has_subwords, has_words
from driftview.text.byte_pairs import learn
from driftview.text.corpus import (
    AT_ONCE,
    HELD_OUT_EVERY,
    Corpus,
    TokenBuffer,
    Voice,
    count_ids,
    take_out,
)
from driftview.text.options import PLAIN_READING, FileReport, ReadingOptions, ReadingReport
from driftview.text.paragraphs import Layout
from driftview.text.reading import TextError, VoiceText, label
from driftview.text.spacing import (
    PageSpacing,
    Way,
    Ways,
    compact_codes,
    count_neighbours,
    default_glue,
    glue_of,
    is_mark,
    safe_glue,
)
from driftview.text.streaming import Readable
from driftview.text.subwords import divide_codes, divide_ends, divide_words, usual_codes
from driftview.text.tokeniser import Tokeniser, file_report
from driftview.text.unspaced import unspaced_note
from driftview.text.vocabulary import END, GLUE_LEFT, GLUE_RIGHT, Vocabulary, goes_on

SHORTEST = 20
"""Fewest training tokens: with less, not one word occurs often enough for anything to be measured."""


class _Documents(NamedTuple):
    """Columns with one row for each document of all files, in reading order; shape (D,)."""

    lengths: NDArray[np.int64]
    voice: NDArray[np.int32]
    file: NDArray[np.int32]
    paragraph: NDArray[np.int32]


class _Ledger:
    """Takes in the texts of all files, one after the other, token by token."""

    def __init__(self, options: ReadingOptions) -> None:
        self.tokeniser = Tokeniser(options)
        self.ends: list[NDArray[np.int64]] = []
        """Behind which tokens a document of each file ends, counted from the beginning of the file."""
        self.reports: list[FileReport] = []
        self.tokens = TokenBuffer()
        self.codes = TokenBuffer(np.uint16)
        self.checksum = hashlib.sha256()

    def take(self, name: str, text: str | Readable, left_out: Sequence[str]) -> None:
        """Read one file."""
        if self.ends:
            self.checksum.update(b"\0")
        look = self.tokeniser.look(text)
        ends, length = [np.zeros(0, np.int64)], 0
        for batch in self.tokeniser.read(text, lambda piece: self.checksum.update(piece.encode()), look):
            self.tokens.add(batch.tokens)
            self.codes.add(batch.codes)
            ends.append(np.flatnonzero(batch.tokens == 0) + (length + 1))
            length += len(batch.tokens)
        self.ends.append(np.concatenate(ends))
        documents = len(self.ends[-1])
        if look.layout.documents == "chapter" and documents == 1:
            raise TextError(f"{label(name)} has no chapter headings: use paragraphs or the file as documents")
        self.reports.append(file_report(label(name), look.layout, documents, left_out))


def build_corpus(
    name: str,
    voices: Sequence[VoiceText],
    unit: Unit = "word",
    notes: Sequence[str] = (),
    *,
    hold_out: bool = True,
    options: ReadingOptions = PLAIN_READING,
    beside: Sequence[str] = (),
) -> Corpus:
    """Return the corpus that ``voices`` make up, with every tenth document of each file held out.

    Ids go from 1 by falling training frequency, then by first appearance.

    Parameters
    ----------
    name
        What the corpus is called.
    voices
        Its texts.
    unit
        What a token is; it overrules that of ``options``.
    notes
        What the user should know already.
    hold_out
        Whether documents are held out: what a model that is not ours has trained on, nobody knows.
    options
        How the texts are read.
    beside
        What was found beside the texts and left out, a sentence each.

    Returns
    -------
    Corpus
        The texts as token ids.

    Raises
    ------
    TextError
        When there is no text.
    """
    ledger = _Ledger(options.with_unit(unit))
    for voice in voices:
        for file, text in voice.files:
            ledger.take(file, text, voice.left_out.get(file, ()))
    if not ledger.tokens.length:
        raise TextError(f"{label(name)} is empty: give a text with some words in it")
    read = _Read(list(ledger.tokeniser.words), ledger.tokens.take_all(), ledger.codes.take_all(), ledger.ends)
    usual = None
    if has_subwords(unit):
        read = _divided(read, ledger.tokeniser.ways, options.merges, hold_out)
        usual = usual_codes(read.tokens, read.codes, len(read.words))
    ways, codes = tuple(ledger.tokeniser.ways), read.codes
    return lay_out(
        Unranked(name, voices, unit, notes, read.ends, ledger.checksum.hexdigest()),
        read.tokens,
        read.words,
        lambda words, ids: _glue(words, ids, codes, ways, unit),
        hold_out=hold_out,
        spacing=PageSpacing(ways, codes, ledger.tokeniser.usual() if usual is None else usual),
        reading=ReadingReport(options.with_unit(unit), tuple(ledger.reports), beside=tuple(beside)),
    )


class _Read(NamedTuple):
    """All files as numbers."""

    words: list[str]
    tokens: Tokens
    codes: NDArray[np.uint16]
    ends: Sequence[NDArray[np.int64]]
    """Behind which tokens a document of each file ends, counted from the beginning of the file."""


def _divided(read: _Read, ways: Ways, merges: int, hold_out: bool) -> _Read:
    """Divide words into subwords; the merges are learned from what is not held out."""
    lengths = [np.diff(ends, prepend=0) for ends in read.ends]
    number = np.concatenate([np.arange(1, len(each) + 1) for each in lengths])
    seen = np.repeat((number % HELD_OUT_EVERY != 0) | (not hold_out), np.concatenate(lengths))
    counts = np.bincount(read.tokens[seen], minlength=len(read.words))
    pieces = divide_words(read.words, learn(read.words, counts, merges), [END])
    at, ends = 0, []
    for each in read.ends:
        length = int(each[-1]) if len(each) else 0
        ends.append(divide_ends(each, pieces, read.tokens[at : at + length]))
        at += length
    codes = divide_codes(read.tokens, read.codes, pieces, ways)
    return _Read(list(pieces.words), pieces.divide(read.tokens), codes, ends)


class Unranked(NamedTuple):
    """What is known of a corpus beside its tokens."""

    name: str
    voices: Sequence[VoiceText]
    unit: Unit
    notes: Sequence[str]
    ends: Sequence[NDArray[np.int64]]
    """Behind which of its tokens each document of each file ends."""
    sha256: str


def lay_out(
    about: Unranked,
    ids: Tokens,
    words: Sequence[str],
    glue: Callable[[Sequence[str], Tokens], NDArray[np.uint8]],
    *,
    hold_out: bool,
    reading: ReadingReport,
    spacing: PageSpacing | None = None,
) -> Corpus:
    """Return a corpus of tokens, with its words ranked by frequency and some documents held out.

    Parameters
    ----------
    about
        What is known of it beside the tokens.
    ids
        The numbers of its words, shape (N,); the array is used up.
    words
        The word of each number, END first.
    glue
        Returns how each word mostly stands, given the ranked words and the text in their ids.
    hold_out
        Whether every tenth document of each file is held out.
    reading
        What reading the texts decided.
    spacing
        How the tokens and the words, by their first numbers, stand on the page.

    Returns
    -------
    Corpus
        The corpus.
    """
    files = [(number, file) for number, voice in enumerate(about.voices) for file, _ in voice.files]
    documents = _documents(about.ends, [number for number, _ in files])
    held = (documents.paragraph % HELD_OUT_EVERY == 0) & hold_out
    held_tokens = np.repeat(held, documents.lengths)
    order = _rename_by_frequency(ids, held_tokens, len(words))
    ranked = tuple(words[i] for i in order)
    vocabulary = Vocabulary(ranked, glue(ranked, ids), has_subwords(about.unit))
    told = unspaced_note(ranked, count_ids(ids, len(words)), label(about.name), about.unit)
    tokens, held_out = take_out(ids, held_tokens)
    if spacing is not None:
        kept_codes, _ = take_out(spacing.codes, held_tokens)
        codes = compact_codes(kept_codes, len(spacing.ways))
        spacing = PageSpacing(spacing.ways, codes, spacing.usual[order])
    kept = _Documents(*(column[~held] for column in documents))
    sizes = np.bincount(kept.voice, kept.lengths, minlength=len(about.voices)).astype(int).tolist()
    return Corpus(
        name=about.name,
        unit=about.unit,
        vocabulary=vocabulary,
        tokens=tokens,
        starts=_starts(kept.lengths),
        document_voice=kept.voice,
        document_file=kept.file,
        document_paragraph=kept.paragraph,
        voices=tuple(Voice(voice.name, size) for voice, size in zip(about.voices, sizes, strict=True)),
        files=tuple(file for _, file in files),
        held_out=held_out,
        held_out_starts=_starts(documents.lengths[held]),
        sha256=about.sha256,
        notes=(*about.notes, *told),
        spacing=spacing,
        reading=reading,
    )


def require_length(corpus: Corpus, order: int) -> None:
    """Raise TextError unless the training text is long enough for a model of ``order``.

    It needs SHORTEST tokens, and order + 1 so that there are at least two n-grams to choose between.
    """
    need = max(SHORTEST, order + 1)
    if len(corpus.tokens) < need:
        raise TextError(
            f"{label(corpus.name)} is too short for order {order}: it has {len(corpus.tokens)} tokens, "
            f"and {need} are needed; give a longer text"
        )


def _documents(ends: Sequence[NDArray[np.int64]], file_voice: Sequence[int]) -> _Documents:
    """Return the documents of all files, given behind which of its tokens those of each file end."""
    lengths = [np.diff(of_file, prepend=0) for of_file in ends]
    counts = [len(of_file) for of_file in lengths]
    return _Documents(
        np.concatenate(lengths),
        np.repeat(np.asarray(file_voice, np.int32), counts),
        np.repeat(np.arange(len(counts), dtype=np.int32), counts),
        np.concatenate([np.arange(1, count + 1, dtype=np.int32) for count in counts]),
    )


def _rename_by_frequency(ids: Tokens, held: Flags, size: int) -> list[int]:
    """Write a text over in ids by falling frequency where it is not held out; id 0 stays.

    Returns the old ids in their new order.
    """
    slices = [slice(at, at + AT_ONCE) for at in range(0, len(ids), AT_ONCE)]
    counts = np.zeros(size, np.int64)
    for each in slices:
        counts += np.bincount(ids[each][~held[each]], minlength=size)
    counts[0] = len(ids) + 1
    order: NDArray[np.int64] = np.argsort(-counts, kind="stable")
    renamed = np.empty(size, np.int32)
    renamed[order] = np.arange(size, dtype=np.int32)
    for each in slices:
        ids[each] = renamed[ids[each]]
    return [int(old) for old in order]


def _glue(
    words: Sequence[str], ids: Tokens, codes: NDArray[np.uint16], ways: Sequence[Way], unit: Unit
) -> NDArray[np.uint8]:
    """Return how each word mostly stands in a text; characters never have spaces put between."""
    if not has_words(unit):
        return np.full(len(words), GLUE_LEFT | GLUE_RIGHT, np.uint8)
    glue = np.array([_usual_glue(word, unit) for word in words], np.uint8)
    marks = [number for number, word in enumerate(words) if is_mark(word)]
    if not marks:
        return glue
    kinds = np.full(len(words), 2, np.int8)
    kinds[0], kinds[marks] = 1, 0
    apart = np.array([way.gap != "" for way in ways])
    counted: dict[int, NDArray[np.int64]] = {}
    for at in range(0, len(ids), AT_ONCE):
        part = slice(max(at - 1, 0), at + AT_ONCE + 1)
        found = count_neighbours(ids[part], apart[codes[part]], kinds, np.asarray(marks, np.int64))
        counted = {mark: counted.get(mark, 0) + beside for mark, beside in found.items()}
    for mark, (before, after) in counted.items():
        glue[mark] = glue_of(words[mark], before.tolist(), after.tolist())
    return glue


def _usual_glue(word: str, unit: Unit) -> int:
    """Return how a token stands by what it is; subwords that go on a word stand close to it."""
    if not has_words(unit):
        return GLUE_LEFT | GLUE_RIGHT
    if has_subwords(unit) and goes_on(word):
        return GLUE_LEFT
    return safe_glue(word, default_glue(word))


def _starts(lengths: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return where documents of these lengths start when they follow each other."""
    return np.asarray(np.cumsum(lengths) - lengths, np.int64)


class ReadText(NamedTuple):
    """A text of N tokens that was read in the unit of a corpus."""

    tokens: Tokens
    """Their ids, shape (N,); every document ends with 0."""
    starts: NDArray[np.int64]
    """Where its documents start, shape (D,)."""
    codes: SpacingCodes | None
    """How each token stands on the page, shape (N,); None where the corpus does not know of it."""


class Reader:
    """Reads texts in the unit of a corpus, whose vocabulary grows by the words that are new."""

    def __init__(self, corpus: Corpus, layout: Layout | None = None) -> None:
        """Begin with the vocabulary of ``corpus``; ``layout`` is that of the texts, where it is known."""
        self.corpus = corpus
        self._layout = layout

    def read(self, text: str | Readable) -> ReadText:
        """Return the ids of a text and how they stand on its page; ``corpus`` grows to hold them."""
        known, spacing = self.corpus.vocabulary.words, self.corpus.spacing
        options = self.corpus.reading.options.with_unit(self.corpus.unit)
        divided = has_subwords(self.corpus.unit)
        tokeniser = Tokeniser(
            options, (END,) if divided else known, None if spacing is None else Ways(spacing.ways)
        )
        tokens, codes = TokenBuffer(), TokenBuffer(np.uint16)
        for batch in tokeniser.read(text, look=tokeniser.look(text, self._layout)):
            tokens.add(batch.tokens)
            codes.add(batch.codes)
        read, how, words = tokens.take_all(), codes.take_all(), tuple(tokeniser.words)
        usual = tokeniser.usual()
        if divided:
            pieces = divide_words(words, self.corpus.byte_pairs, known)
            how = divide_codes(read, how, pieces, tokeniser.ways)
            read, words = pieces.divide(read), pieces.words
            usual = usual_codes(read, how, len(words))
        if len(words) > len(known):
            self._grow(list(words[len(known) :]), usual[len(known) :])
        ways = None
        if spacing is not None:
            self._know_ways(tuple(tokeniser.ways))
            ways = compact_codes(how, len(tokeniser.ways))
        ends = np.flatnonzero(read == 0) + 1
        return ReadText(read, np.concatenate(([0], ends[ends < len(read)])).astype(np.int64), ways)

    def _know_ways(self, ways: tuple[Way, ...]) -> None:
        """Take in the ways of standing on the page that a text has added."""
        spacing = self.corpus.spacing
        if spacing is not None and len(ways) > len(spacing.ways):
            self.corpus = replace(self.corpus, spacing=replace(spacing, ways=ways))

    def _grow(self, new: list[str], usual: NDArray[np.uint16]) -> None:
        """Give ids from V upwards to new words, which mostly stand on the page as ``usual`` says."""
        old = self.corpus.vocabulary
        flags = [_usual_glue(word, self.corpus.unit) for word in new]
        glue = np.concatenate((old.glue, np.array(flags, np.uint8)))
        spacing = self.corpus.spacing
        if spacing is not None:
            spacing = replace(spacing, usual=np.concatenate((spacing.usual, usual)))
        vocabulary = Vocabulary((*old.words, *new), glue, old.subwords)
        self.corpus = replace(self.corpus, vocabulary=vocabulary, spacing=spacing)

"""The texts of a lineage as files: words, paragraphs in word numbers, and what every word was copied from."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from driftview.arrays import Counts, Flags, SpacingCodes, Tokens
from driftview.choices import Unit, has_subwords
from driftview.drift.lineage import Generation
from driftview.drift.training import Passage
from driftview.text.cleaning import clean_prose
from driftview.text.corpus import Corpus, Voice
from driftview.text.options import ReadingReport
from driftview.text.spacing import MOST_CODES, PageSpacing, Way, compact_codes
from driftview.text.vocabulary import AHEAD, APART, END, GLUE_LEFT, GLUE_RIGHT, Vocabulary

DIGITS = 10
"""No number has more digits: positions and words are numbered in 32 bits."""

NEWLINE, SPACE, ZERO, NINE = b"\n 09"


class NumberTextError(ValueError):
    """Text that is not made of numbers as it should be."""


class NumberText(NamedTuple):
    """The M numbers of a text, and the text itself."""

    bytes: NDArray[np.uint8]
    values: NDArray[np.int64]
    """Shape (M,)."""
    places: NDArray[np.int64]
    """Where each number begins among the bytes, shape (M,)."""

    @property
    def line_ends(self) -> NDArray[np.int64]:
        """Where the lines end among the bytes, shape (L,)."""
        return np.flatnonzero(self.bytes == NEWLINE)

    def before(self, back: int = 1) -> NDArray[np.uint8]:
        """Return the byte ``back`` places before each number, a newline where the text begins; shape (M,)."""
        at = self.places - back
        return np.where(at < 0, np.uint8(NEWLINE), self.bytes[np.maximum(at, 0)])


def numbers_in(data: bytes, signs: bytes = b"") -> NumberText:
    """Return the numbers of a text of digits, spaces, line ends and ``signs``, which ends with a line end.

    Raises NumberTextError for any other character, an unended line, or a number of more than DIGITS digits.
    """
    found = np.frombuffer(data, np.uint8)
    digit = (found >= ZERO) & (found <= NINE)
    if not set(np.unique(found[~digit]).tolist()) <= {NEWLINE, SPACE, *signs}:
        raise NumberTextError
    if len(found) and found[-1] != NEWLINE:
        raise NumberTextError
    edges = np.flatnonzero(np.diff(digit.astype(np.int8), prepend=np.int8(0)))
    places, ends = edges[::2], edges[1::2]
    lengths = ends - places
    longest = int(lengths.max(initial=0))
    if longest > DIGITS:
        raise NumberTextError
    values = np.zeros(len(places), np.int64)
    for step in range(longest):
        inside = np.flatnonzero(lengths > step)
        values[inside] = values[inside] * 10 + (found[places[inside] + step] - np.uint8(ZERO))
    return NumberText(found, values, places)


class NumberRows(NamedTuple):
    """Lines of numbers: all values one after another, and how many each line has."""

    values: NDArray[np.int64]
    lengths: NDArray[np.int64]


def read_rows(data: bytes) -> NumberRows:
    """Return lines of numbers that single spaces part; raises NumberTextError for anything else."""
    text = numbers_in(data)
    in_line = np.searchsorted(text.places, text.line_ends)
    lengths = np.diff(in_line, prepend=0)
    spaces = int(np.count_nonzero(text.bytes == SPACE))
    alone = np.isin(text.before(), (NEWLINE, SPACE))
    if not alone.all() or (lengths < 1).any() or spaces != len(text.values) - len(lengths):
        raise NumberTextError
    return NumberRows(text.values, lengths.astype(np.int64))


WORDS = "genealogy/words.txt"
"""A line for each word from number 0 on: how it stands to its neighbours (0–7), a space, the word.

Word 0 ends a paragraph; PARAGRAPH stands for it.
"""

PARAGRAPH = "¶"

TRAINING = "genealogy/human.txt"
"""A line for each paragraph: number of its file from 0, its own number in it, then its words."""

HELD_OUT = "genealogy/held-out.txt"
"""A line for each paragraph: its words."""

NAMES = (WORDS, TRAINING, HELD_OUT)

WAYS = "genealogy/ways.txt"
"""A JSON list for each way of standing on the page: the white space before, then the spellings of marks.

The white space is null where a document begins, and of the end of a document it separates two documents.
"""

SPACING = "genealogy/spacing.txt"
"""The usual way of each word on one line, then a line for each paragraph: the way of each of its words."""

WRITTEN_SPACING = "genealogy/spacing-{}.txt"
"""A line for each paragraph of a generation: the way of each word, where its origin does not say it."""

SPACING_NAMES = (WAYS, SPACING)
"""Files that only a corpus has of which the white space at each place is known."""


class HumanTextError(ValueError):
    """A file that does not hold what it should; its name is the message."""


@dataclass(frozen=True)
class Card:
    """What lineage.json says of a corpus."""

    name: str
    unit: Unit
    sha256: str
    voices: tuple[str, ...]
    files: tuple[str, ...]
    file_voice: tuple[int, ...]
    """Index into ``voices`` of each file."""
    notes: tuple[str, ...]
    reading: ReadingReport
    said_human: bool = True


def human_files(corpus: Corpus) -> Iterator[tuple[str, str]]:
    """Yield the files of a corpus by name."""
    vocabulary = corpus.vocabulary
    words = zip(vocabulary.glue.tolist(), (PARAGRAPH, *vocabulary.words[1:]), strict=True)
    yield WORDS, "".join(f"{how} {word}\n" for how, word in words)
    heads = corpus.document_file, corpus.document_paragraph
    yield TRAINING, _lines(corpus.tokens, corpus.starts, *heads)
    yield HELD_OUT, _lines(corpus.held_out, corpus.held_out_starts)
    if corpus.spacing is not None:
        ways = ([way.gap, *way.parts] for way in corpus.spacing.ways)
        yield WAYS, "".join(f"{json.dumps(way, ensure_ascii=False)}\n" for way in ways)
        usual = " ".join(map(str, corpus.spacing.usual.tolist()))
        codes = _lines(corpus.spacing.codes, corpus.starts)
        yield SPACING, f"{usual}\n{codes}"


def _lines(tokens: NDArray[np.integer[Any]], starts: NDArray[np.int64], *heads: NDArray[np.int32]) -> str:
    """Return a line of word numbers for each document, behind a number of each of ``heads``."""
    if not len(starts):
        return ""
    documents = np.arange(len(starts))
    lines = starts + len(heads) * documents
    numbers = np.zeros(len(tokens) + len(heads) * len(starts), np.int32)
    behind = len(heads) * np.repeat(documents + 1, np.diff(starts, append=len(tokens)))
    numbers[np.arange(len(tokens)) + behind] = tokens
    for place, head in enumerate(heads):
        numbers[lines + place] = head
    signs = np.full(len(numbers), SPACE, np.uint8)
    signs[lines] = NEWLINE
    return _signed((signs, numbers))[1:] + "\n"


def file_voices(corpus: Corpus) -> list[int]:
    """Return the number of the voice of each file of a corpus; 0 for one without training text."""
    voices = np.zeros(len(corpus.files), np.int64)
    voices[corpus.document_file] = corpus.document_voice
    return voices.tolist()


def read_human(files: Mapping[str, bytes], card: Card) -> Corpus:
    """Return the corpus that the files of NAMES hold; raises HumanTextError."""
    vocabulary = _vocabulary(files[WORDS], card.unit)
    rows = _rows(files, TRAINING)
    if not len(rows.lengths) or (rows.lengths < 3).any():
        raise HumanTextError(TRAINING)
    first = np.cumsum(rows.lengths) - rows.lengths
    file, paragraph = rows.values[first], rows.values[first + 1]
    if file.max() >= len(card.files) or paragraph.max() > np.iinfo(np.int32).max:
        raise HumanTextError(TRAINING)
    words = np.ones(len(rows.values), bool)
    words[first] = words[first + 1] = False
    training = NumberRows(rows.values[words], rows.lengths - 2)
    tokens, starts = _documents(training, len(vocabulary), TRAINING)
    held_out, held_out_starts = _documents(_rows(files, HELD_OUT), len(vocabulary), HELD_OUT)
    voice = np.asarray(card.file_voice, np.int32)[file]
    sizes = np.bincount(voice, training.lengths, minlength=len(card.voices)).astype(int).tolist()
    return Corpus(
        name=card.name,
        unit=card.unit,
        vocabulary=vocabulary,
        tokens=tokens,
        starts=starts,
        document_voice=voice,
        document_file=file.astype(np.int32),
        document_paragraph=paragraph.astype(np.int32),
        voices=tuple(Voice(name, size) for name, size in zip(card.voices, sizes, strict=True)),
        files=card.files,
        held_out=held_out,
        held_out_starts=held_out_starts,
        sha256=card.sha256,
        notes=card.notes,
        spacing=_spacing(files, starts, len(tokens), len(vocabulary)),
        reading=card.reading,
        said_human=card.said_human,
    )


def _spacing(
    files: Mapping[str, bytes], starts: NDArray[np.int64], tokens: int, words: int
) -> PageSpacing | None:
    """Return how the training text stands on its page; None where no file says it."""
    if WAYS not in files:
        return None
    ways = tuple(map(_way, files[WAYS].splitlines()))
    rows = _rows(files, SPACING)
    lengths = np.concatenate(([words], np.diff(starts, append=tokens)))
    fine = 3 <= len(ways) <= MOST_CODES and np.array_equal(rows.lengths, lengths)
    if not fine or (rows.values >= len(ways)).any():
        raise HumanTextError(SPACING)
    codes = rows.values[words:]
    usual = rows.values[:words].astype(np.uint16)
    return PageSpacing(ways, compact_codes(codes.astype(np.uint16), len(ways)), usual)


def _way(line: bytes) -> Way:
    """Return one way of standing on the page; raises HumanTextError."""
    try:
        gap, *parts = json.loads(line.decode())
    except (ValueError, TypeError, RecursionError):
        raise HumanTextError(WAYS) from None
    texts = [*parts, *([] if gap is None else [gap])]
    if not all(isinstance(each, str) and clean_prose(each) == each and len(each) < 1 << 10 for each in texts):
        raise HumanTextError(WAYS)
    if gap is not None and gap.strip():
        raise HumanTextError(WAYS)
    return Way(gap, tuple(parts))


def _vocabulary(data: bytes, unit: Unit) -> Vocabulary:
    """Return the words, and how they stand to their neighbours."""
    try:
        text = data.decode()
    except UnicodeDecodeError:
        raise HumanTextError(WORDS) from None
    lines = text.split("\n")
    flags = tuple(str(flag) for flag in range((GLUE_LEFT | GLUE_RIGHT | APART | AHEAD) + 1))
    if lines.pop() or not all(line[:1] in flags and line[1:2] == " " and line[2:] for line in lines):
        raise HumanTextError(WORDS)
    words = (END, *(line[2:] for line in lines[1:]))
    if not lines or clean_prose(text) != text or len(set(words)) < len(words):
        raise HumanTextError(WORDS)
    return Vocabulary(words, np.array([int(line[0]) for line in lines], np.uint8), has_subwords(unit))


def _rows(files: Mapping[str, bytes], name: str) -> NumberRows:
    try:
        return read_rows(files[name])
    except NumberTextError:
        raise HumanTextError(name) from None


def _documents(rows: NumberRows, size: int, name: str) -> tuple[Tokens, NDArray[np.int64]]:
    """Return documents, each of which ends with 0 and has no other; words are numbered below ``size``."""
    ends = np.cumsum(rows.lengths) - 1
    if (rows.values >= size).any() or not np.array_equal(np.flatnonzero(rows.values == 0), ends):
        raise HumanTextError(name)
    return rows.values.astype(np.int32), ends + 1 - rows.lengths


# Where every word of a generation was copied from, as text: a line for each paragraph.
#
# ``120+8`` are the eight tokens that stand from position 120 of the human text on, ``120`` is the one
# there, ``=57`` is word 57 copied from nowhere, and ``120=57`` is word 57 in the place of the one from 120.

PLUS, EQUALS = b"+="

_CLASSES = np.zeros(256, np.uint8)  # 0 a digit, then line end, space, + and =
for _number, _sign in enumerate((NEWLINE, SPACE, PLUS, EQUALS), 1):
    _CLASSES[_sign] = _number

_FOLLOWS = np.array(
    [
        [1, 1, 1, 1, 1],  # after a digit
        [1, 0, 0, 0, 1],  # after a line end
        [1, 0, 0, 0, 1],  # after a space
        [1, 0, 0, 0, 0],  # after +
        [1, 0, 0, 0, 0],  # after =
    ],
    bool,
)
"""Which class of character may stand after which."""


def genealogy_text(generation: Generation) -> str:
    """Return the genealogy of a generation; O(number of runs)."""
    origins, starts = np.asarray(generation.origins), np.asarray(generation.starts)
    told = None if generation.written is None else _told(generation)
    begins = np.empty(len(origins), bool)
    begins[:1] = True
    np.not_equal(origins[1:], origins[:-1] + 1, out=begins[1:])
    begins[starts] = True
    if told is not None:
        begins |= told
        begins[1:] |= told[:-1]
    places = np.flatnonzero(begins)
    lengths = np.diff(places, append=len(origins))
    signs = np.full(len(places), SPACE, np.uint8)
    signs[np.searchsorted(places, starts)] = NEWLINE
    # two signed numbers a run: where it begins, and how long it is or which word it is; one may be absent
    more, seconds = np.where(lengths > 1, PLUS, 0), lengths
    if told is not None:
        named = told[places]
        more[named], seconds[named] = EQUALS, generation.tokens[places[named]]
    return _signed((signs, origins[places]), (more.astype(np.uint8), seconds))[1:] + "\n"


CHUNK = 10_000
"""Digits are written by fours: what is below this."""


@cache
def _chunks() -> NDArray[np.uint32]:
    """Return four characters for each number below CHUNK, then with leading zeros, then for no number.

    Leading characters that are not there are NUL; shape (2 · CHUNK + 1,).
    """
    places = np.arange(CHUNK)[:, None] // np.array([1000, 100, 10, 1])
    digits = (places % 10 + ZERO).astype(np.uint8)
    bare = np.where((places > 0) | (np.arange(4) == 3), digits, 0).astype(np.uint8)
    return np.concatenate((bare, digits, np.zeros((1, 4), np.uint8))).view(np.uint32)[:, 0]


def _signed(*columns: tuple[NDArray[np.uint8], NDArray[np.integer[Any]]]) -> str:
    """Return numbers in decimal digits, each behind its sign, row by row, without a loop over numbers.

    Parameters
    ----------
    columns
        In each: a character of ASCII before each number, shape (n,), 0 where the row has none; and the
        numbers of 32 bits, shape (n,). Of a negative number only the sign is written.

    Returns
    -------
    str
        All rows, one after the other.
    """
    rows = len(columns[0][0])
    chunks = _chunks()
    parts: list[NDArray[Any]] = []
    kinds: list[np.dtype[Any]] = []
    for signs, numbers in columns:
        parts.append(signs)
        kinds.append(np.dtype(np.uint8))
        absent = (signs == 0) | (numbers < 0)
        left: NDArray[np.integer[Any]] = numbers.astype(np.int32)
        fours = []
        while True:  # the last four digits of all numbers, then the four before them
            rest = left // CHUNK  # by a scalar numpy divides fast, which divmod does not
            place = left - CHUNK * rest
            place[rest > 0] += CHUNK
            place[absent] = 2 * CHUNK
            fours.append(chunks[place])
            absent, left = absent | (rest == 0), rest
            if absent.all():
                break
        parts += reversed(fours)
        kinds += [np.dtype(np.uint32)] * len(fours)
    table = np.empty(rows, [(str(place), kind) for place, kind in enumerate(kinds)])
    for number, part in enumerate(parts):
        table[str(number)] = part
    return table.tobytes().translate(None, b"\0").decode("ascii")


def _told(generation: Generation) -> Flags:
    """Say which tokens must be named, because they cannot be read off their origins; shape (N,)."""
    origins = np.asarray(generation.origins)
    if generation.written is None:
        return np.zeros(len(origins), bool)
    human = generation.corpus.tokens
    return np.asarray((origins < 0) | (human[np.maximum(origins, 0)] != generation.tokens))


def read_genealogy(data: bytes, corpus: Corpus, tokens: int, written: bool) -> Passage:
    """Return the passage of ``tokens`` tokens that a genealogy describes.

    ``written``: whether words may be named. Raises NumberTextError for what is no genealogy over ``corpus``.
    """
    text = numbers_in(data, b"+=")
    _check_order(text)
    sign, beyond = text.before(), text.before(2)
    names = sign == EQUALS
    foundling = names & ((beyond == NEWLINE) | (beyond == SPACE))
    item = np.flatnonzero((sign == NEWLINE) | (sign == SPACE) | foundling)
    origin = np.where(foundling[item], -1, text.values[item])
    lengths = _lengths(text, item, sign)
    if (lengths < 1).any() or int(lengths.sum()) != tokens or not tokens:
        raise NumberTextError
    if (origin + lengths > len(corpus.tokens)).any() or (names.any() and not written):
        raise NumberTextError
    first = np.cumsum(lengths) - lengths
    origins = np.arange(tokens) + np.repeat(origin - first, lengths)
    starts = np.append(first, tokens)[np.searchsorted(text.places[item], _line_begins(text))]
    if (np.diff(starts, append=tokens) < 1).any():
        raise NumberTextError
    passage = Passage(origins.astype(np.int32), starts.astype(np.int64))
    if not written:
        return passage
    named = np.flatnonzero(names)
    places = first[np.searchsorted(item, named, side="right") - 1]
    return _with_words(passage, corpus, places, text.values[named])


def spacing_text(codes: SpacingCodes, starts: NDArray[np.int64]) -> str:
    """Return how each token of a generation stands on the page, a line for each document."""
    return _lines(codes, starts)


def with_spacing(passage: Passage, data: bytes, corpus: Corpus) -> Passage:
    """Return a passage with what ``spacing_text`` wrote of it; raises NumberTextError for anything else."""
    rows, ways = read_rows(data), 0 if corpus.spacing is None else len(corpus.spacing.ways)
    lengths = np.diff(passage.starts, append=len(passage))
    if not np.array_equal(rows.lengths, lengths) or (rows.values >= ways).any():
        raise NumberTextError
    return replace(passage, codes=compact_codes(rows.values.astype(np.uint16), ways))


def _check_order(text: NumberText) -> None:
    """Raise NumberTextError unless the characters stand in an order that means something."""
    classes = _CLASSES[text.bytes]
    ordered = _FOLLOWS[classes[:-1], classes[1:]].all()
    if not ordered or (len(classes) and not _FOLLOWS[1, classes[0]]):
        raise NumberTextError
    sign = text.before()
    joined = (sign == PLUS) | ((sign == EQUALS) & (text.before(2) >= ZERO))
    simple = (sign == NEWLINE) | (sign == SPACE)
    if (joined[1:] & ~simple[:-1]).any():
        raise NumberTextError


def _lengths(text: NumberText, item: NDArray[np.int64], sign: NDArray[np.uint8]) -> Counts:
    """Return how many tokens each item stands for; shape (number of items,)."""
    following = np.append(sign, np.uint8(NEWLINE))[item + 1]
    values = np.append(text.values, 0)[item + 1]
    return np.where(following == PLUS, values, 1)


def _line_begins(text: NumberText) -> NDArray[np.int64]:
    """Return where the lines begin among the bytes."""
    return np.concatenate(([0], text.line_ends[:-1] + 1))


def _with_words(
    passage: Passage, corpus: Corpus, places: NDArray[np.int64], words: NDArray[np.int64]
) -> Passage:
    """Return the passage with its tokens: those of their origins, and ``words`` at ``places``."""
    if (words >= len(corpus.vocabulary)).any():
        raise NumberTextError
    written = corpus.tokens[np.maximum(passage.origins, 0)]
    written[places] = words
    return Passage(passage.origins, passage.starts, written)

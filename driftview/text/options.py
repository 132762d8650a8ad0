"""How a text is to be read, and what reading it decided."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from typing import Any, Literal, get_args

from driftview.choices import MERGES, Unit, has_subwords, has_words

Paragraphs = Literal["blank", "line", "wrapped", "verse"]
"""What separates paragraphs: blank lines; line ends; indents or short lines; blank lines between stanzas."""

Documents = Literal["paragraph", "file", "chapter"]
"""What a document is: chains start and end with it, and every tenth is held out."""

TOKENISER = 2
"""Version of the rules that turn text into tokens. 1: until driftview 0.1; see CHANGELOG for what differs."""


OF_SETTINGS = ("unit", "merges")
"""Options that are settings of a run, and written with those."""


@dataclass(frozen=True)
class ReadingOptions:
    """Everything that a user may say about how to read a text; None leaves the decision to the text."""

    encoding: str | None = None
    """Name of the encoding, as Python or IANA call it."""
    paragraphs: Paragraphs | None = None
    documents: Documents = "paragraph"
    unit: Unit = "word"
    merges: int = MERGES
    """How many pairs of pieces are merged, where tokens are subwords."""
    words_only: bool = False
    """Whether punctuation is left out, so that every token is a word."""
    lowercase: bool = False
    """Whether capital and small letters are one; ``language`` says by whose rules."""
    language: str | None = None
    """ISO 639 code of the language, such as tr or de."""
    fold_ligatures: bool = False
    """Whether ligatures and the long s are read as the letters they stand for."""
    keep_boilerplate: bool = False
    """Whether licences and page marks of Project Gutenberg stay in the text."""
    text_field: str | None = None
    """Field that holds the text, where a file has records."""
    drop_special_tokens: bool = False
    """Whether special tokens of language models are left out."""

    def with_unit(self, unit: Unit) -> "ReadingOptions":
        """Return the same options for another unit."""
        return replace(self, unit=unit)

    def with_merges(self, merges: int) -> "ReadingOptions":
        """Return the same options for another number of merges."""
        return self if merges == self.merges else replace(self, merges=merges)

    def typed(self) -> tuple[str, ...]:
        """Return the options that differ from their defaults as they are typed in a command."""
        options = ((f"--{name.replace('_', '-')}", value) for name, value in self.chosen().items())
        return tuple(
            each for name, value in options for each in ((name,) if value is True else (name, str(value)))
        )

    def chosen(self) -> dict[str, Any]:
        """Return the options that differ from their defaults, by name."""
        return {
            each.name: getattr(self, each.name)
            for each in fields(self)
            if each.name not in OF_SETTINGS and getattr(self, each.name) != each.default
        }


def options_from(values: Mapping[str, Any]) -> ReadingOptions:
    """Return the options that a file names; raises ValueError, one line, for what is none.

    Parameters
    ----------
    values
        What :meth:`ReadingOptions.chosen` returned.

    Returns
    -------
    ReadingOptions
        The same options.
    """
    known = {each.name: each.default for each in fields(ReadingOptions) if each.name not in OF_SETTINGS}
    choices = {"paragraphs": PARAGRAPH_CHOICES, "documents": DOCUMENT_CHOICES}
    for name, value in values.items():
        if name not in known:
            raise ValueError(f"{name} is no option of reading")
        fine = isinstance(value, bool) if isinstance(known[name], bool) else isinstance(value, str)
        if not fine or value not in choices.get(name, (value,)):
            raise ValueError(f"{name} cannot be {value!r}")
    return ReadingOptions(**values)


PLAIN_READING = ReadingOptions()
"""Read by what most of the text does, in words."""


@dataclass(frozen=True)
class FileReport:
    """What was decided about one file."""

    file: str
    """Its name, clean."""
    documents: int
    """How many documents it holds, held-out ones included."""
    layout: str
    """What separates its documents, as ``--paragraphs`` calls it."""
    habit: str
    """What the text does, in words: "separated by blank lines", "one a line" …"""
    noun: str = "paragraph"
    """What a document of it is called: paragraph, stanza, speech, message …"""
    mixed: bool = False
    """Whether the evidence was mixed, so that blank lines decided."""
    left_out: tuple[str, ...] = ()
    """What was read but is no part of the text: time stamps, licences …; one sentence each."""

    def sentence(self) -> str:
        """Say in one line how the file was read, such as "2,306 paragraphs, separated by blank lines"."""
        noun = self.noun if self.documents == 1 else _plural(self.noun)
        told = f"{self.documents:,} {noun}, {self.habit}" if self.habit else f"{self.documents:,} {noun}"
        if self.mixed:
            told += " (the evidence is mixed; the option paragraphs overrules it)"
        return told


@dataclass(frozen=True)
class ReadingReport:
    """What reading a corpus decided, file by file."""

    options: ReadingOptions = PLAIN_READING
    files: tuple[FileReport, ...] = ()
    tokeniser: int = TOKENISER

    def sentence(self) -> str:
        """Say in one line how the texts were read; files that were read alike are told together."""
        alike: dict[tuple[str, str, bool], int] = {}
        for file in self.files:
            key = file.noun, file.habit, file.mixed
            alike[key] = alike.get(key, 0) + file.documents
        told = [
            FileReport("", documents, "", habit, noun, mixed).sentence()
            for (noun, habit, mixed), documents in alike.items()
        ]
        return "; ".join(told)

    def tokens(self, unit: Unit) -> str:
        """Say what counts as a token, such as "words and marks of punctuation"."""
        if not has_words(unit):
            what = "characters"
        elif has_subwords(unit):
            marks = "" if self.options.words_only else " and punctuation"
            what = f"subwords (up to {self.options.merges:,} merges){marks}"
        elif self.options.words_only:
            what = "words only"
        else:
            what = "words and punctuation"
        return f"{what}, in lower case" if self.options.lowercase else what

    def told(self) -> tuple[str, ...]:
        """Return what a user is told unasked: layouts other than blank lines, and what was left out."""
        usual = all(file.layout == "blank" and not file.mixed for file in self.files)
        return (*(() if usual else (self.sentence(),)), *self.left_out())

    def left_out(self) -> tuple[str, ...]:
        """Return what was read but is no part of the text, each sentence once."""
        return tuple(dict.fromkeys(each for file in self.files for each in file.left_out))

    def record(self) -> dict[str, Any]:
        """Return the report as JSON holds it."""
        return {
            "tokeniser": self.tokeniser,
            "options": self.options.chosen(),
            "files": [asdict(file) for file in self.files],
        }


def _plural(noun: str) -> str:
    return {"speech": "speeches"}.get(noun, f"{noun}s")


PARAGRAPH_CHOICES: Sequence[str] = get_args(Paragraphs)
DOCUMENT_CHOICES: Sequence[str] = get_args(Documents)

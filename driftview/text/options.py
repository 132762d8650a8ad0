"""How a text is to be read, and what reading it decided."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
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
class ReadingOption:
    """How one option of reading is said and asked for, whoever asks."""

    help: str
    """What --help says."""
    label: str
    """How a form calls it."""
    words: Mapping[str, str] = field(default_factory=dict)
    """The values to choose from, and what each means; none where one types or ticks."""
    undecided: str = ""
    """What a form shows where nothing is chosen."""
    metavar: str = ""
    """What stands for a typed value in --help."""


def _option(default: Any, help_text: str, label: str, **more: Any) -> Any:
    """Return a field of ``ReadingOptions`` that carries its declaration."""
    return field(default=default, metadata={_DECLARED: ReadingOption(help_text, label, **more)})


_DECLARED = "option"


@dataclass(frozen=True)
class ReadingOptions:
    """Everything that a user may say about how to read a text; None leaves the decision to the text."""

    paragraphs: Paragraphs | None = _option(
        None, "What separates paragraphs.  [what most of the text does]", "paragraphs", undecided="decide",
        words={"decide": "by what most of the text does", "blank": "separated by blank lines",
               "line": "one per line", "wrapped": "by indents, short lines", "verse": "stanzas; lines kept"},
    )  # fmt: skip
    """What separates paragraphs."""
    documents: Documents = _option(
        "paragraph", "What a document is: every tenth is held out.  [default: paragraph]", "documents",
        words={"paragraph": "each paragraph, stanza or speech", "file": "each file as a whole",
               "chapter": "from heading to heading"},
    )  # fmt: skip
    """What a document is: chains start and end with it, and every tenth is held out."""
    encoding: str | None = _option(
        None, "Encoding of the files: utf-8, cp1250, shift_jis …  [recognised]", "encoding",
        undecided="recognised by default: utf-8, cp1250 …", metavar="NAME",
    )  # fmt: skip
    """Name of the encoding, as Python or IANA call it."""
    unit: Unit = "word"
    """What a token is: a setting of the model, which decides it."""
    merges: int = MERGES
    """How many pairs of pieces are merged, where tokens are subwords; a setting of the model too."""
    words_only: bool = _option(
        False, "Leave punctuation out: every token is a word.", "words only: leave punctuation out"
    )
    """Whether punctuation is left out, so that every token is a word."""
    lowercase: bool = _option(
        False, "Read capital letters as lower case.", "lower case: read capital letters as lower case"
    )
    """Whether capital and small letters are one; ``language`` says by whose rules."""
    language: str | None = _option(
        None, "Language whose rules apply to lower case (tr, de …).", "language",
        undecided="whose lower-case rules apply: tr, de …", metavar="CODE",
    )  # fmt: skip
    """ISO 639 code of the language, such as tr or de."""
    fold_ligatures: bool = _option(
        False,
        "Read ligatures and the long s as plain letters.",
        "read ligatures and the long s as plain letters",
    )
    """Whether ligatures and the long s are read as the letters they stand for."""
    keep_boilerplate: bool = _option(
        False, "Keep the licence and page marks of Project Gutenberg in the text.",
        "keep the licence and page marks of Project Gutenberg",
    )  # fmt: skip
    """Whether licences and page marks of Project Gutenberg stay in the text."""
    text_field: str | None = _option(
        None, "Field of JSON, CSV or Parquet that holds the text, such as messages.-1.content.  "
        "[text, or the last turn of messages]", "field", undecided="of JSON, CSV or Parquet; text by default",
        metavar="NAME",
    )  # fmt: skip
    """Field that holds the text, where a file has records."""
    drop_special_tokens: bool = _option(
        False, "Leave out special tokens of language models, such as <|im_end|>.",
        "leave out special tokens such as <|im_end|>",
    )  # fmt: skip
    """Whether special tokens of language models are left out."""

    def with_unit(self, unit: Unit) -> "ReadingOptions":
        """Return the same options for another unit.

        Parameters
        ----------
        unit
            What a token is.

        Returns
        -------
        ReadingOptions
            The options.
        """
        return replace(self, unit=unit)

    def with_merges(self, merges: int) -> "ReadingOptions":
        """Return the same options for another number of merges.

        Parameters
        ----------
        merges
            How many pairs of pieces are merged, where tokens are subwords.

        Returns
        -------
        ReadingOptions
            The options.
        """
        return self if merges == self.merges else replace(self, merges=merges)

    def typed(self) -> tuple[str, ...]:
        """Return the options that differ from their defaults as they are typed in a command.

        Returns
        -------
        tuple of str
            Options and values.
        """
        options = ((f"--{name.replace('_', '-')}", value) for name, value in self.chosen().items())
        return tuple(
            each for name, value in options for each in ((name,) if value is True else (name, str(value)))
        )

    def said(self) -> tuple[str, ...]:
        """Return the options that differ from their defaults in words, such as "encoding cp1250".

        Returns
        -------
        tuple of str
            A phrase for each.
        """
        return tuple(
            DECLARED[name].label.partition(":")[0] if value is True else f"{DECLARED[name].label} {value}"
            for name, value in self.chosen().items()
        )

    def said_of_words(self) -> tuple[str, ...]:
        """Return in words how words are read, where that is not as they stand on the page.

        Returns
        -------
        tuple of str
            A phrase for each option.
        """
        kept = {name: getattr(self, name) for name in ("words_only", "lowercase", "fold_ligatures")}
        return ReadingOptions(**kept).said()

    def chosen(self) -> dict[str, Any]:
        """Return the options that differ from their defaults, by name.

        Returns
        -------
        dict
            Their values.
        """
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
    known = {each.name: each.default for each in fields(ReadingOptions) if each.name in DECLARED}
    for name, value in values.items():
        if name not in known:
            raise ValueError(f"{name} is not a reading option")
        fine = isinstance(value, bool) if isinstance(known[name], bool) else isinstance(value, str)
        if not fine or (name in CHOICES and value not in CHOICES[name]):
            raise ValueError(f"{name} cannot be {value!r}")
    return ReadingOptions(**values)


def checked_options(options: ReadingOptions) -> ReadingOptions:
    """Return what somebody typed as the options are kept: names of encodings and languages as we call them.

    Raises ValueError, one line, for a value that cannot be.
    """
    chosen = options.chosen()
    for name, check in (("encoding", _encoding), ("language", _language)):
        if name in chosen:
            chosen[name] = check(str(chosen[name]))
    return options_from(chosen).with_unit(options.unit).with_merges(options.merges)


def _encoding(name: str) -> str:
    """Return the name of an encoding of text as Python has it."""
    from driftview.text.encodings import known_encoding

    return known_encoding(name)


def _language(code: str) -> str:
    """Return the code of a language in small letters, without its country."""
    plain = code.lower().split("-")[0].split("_")[0]
    if not (plain.isascii() and plain.isalpha() and 2 <= len(plain) <= 3):
        raise ValueError(f"{code!r} is not a language code such as en, de or tr")
    return plain


DECLARED: Mapping[str, ReadingOption] = {
    each.name: each.metadata[_DECLARED] for each in fields(ReadingOptions) if _DECLARED in each.metadata
}
"""Every option of reading that somebody can choose, by name."""

CHOICES: Mapping[str, tuple[str, ...]] = {
    "paragraphs": get_args(Paragraphs),
    "documents": get_args(Documents),
}
"""The values of the options that have a closed set of them."""


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
    """What the text does, in words: "separated by blank lines", "one per line" …"""
    noun: str = "paragraph"
    """What a document of it is called: paragraph, stanza, speech, message …"""
    mixed: bool = False
    """Whether the evidence was mixed, so that blank lines decided."""
    left_out: tuple[str, ...] = ()
    """What the file holds and the text does not: "time stamps", "12 page marks" …"""

    def sentence(self) -> str:
        """Say in one line how the file was read, such as "2,306 paragraphs, separated by blank lines"."""
        noun = self.noun if self.documents == 1 else _plural(self.noun)
        told = f"{self.documents:,} {noun}, {self.habit}" if self.habit else f"{self.documents:,} {noun}"
        if self.mixed:
            told += " (the evidence is mixed; the option paragraphs overrides it)"
        return told


@dataclass(frozen=True)
class ReadingReport:
    """What reading a corpus decided, file by file."""

    options: ReadingOptions = PLAIN_READING
    files: tuple[FileReport, ...] = ()
    tokeniser: int = TOKENISER
    beside: tuple[str, ...] = ()
    """What was found beside the texts and left out, such as a folder's program files; a sentence each."""

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

    def brief(self) -> tuple[str, ...]:
        """Say it in a few words: "2,306 paragraphs"; then "one per line", unless by blank lines."""
        if not self.files:
            return ()
        number = sum(file.documents for file in self.files)
        nouns, habits = {file.noun for file in self.files}, {file.habit for file in self.files}
        noun = nouns.pop() if len(nouns) == 1 else "document"
        usual = all(file.layout == "blank" and not file.mixed for file in self.files)
        told = f"{number:,} {noun if number == 1 else _plural(noun)}"
        habit = "" if usual or len(habits) > 1 else habits.pop()
        return tuple(each for each in (told, habit, self._left_out_briefly()) if each)

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
        return (*self.unusual(), *self.left_out())

    def unusual(self) -> tuple[str, ...]:
        """Say how the texts were read, where that is not by blank lines."""
        usual = all(file.layout == "blank" and not file.mixed for file in self.files)
        return () if usual else (self.sentence(),)

    def left_out(self) -> tuple[str, ...]:
        """Say what was found and is no part of the texts, a sentence each; files that are alike together."""
        found: dict[str, list[str]] = {}
        for file in self.files:
            for part in file.left_out:
                found.setdefault(part, []).append(file.file)
        parts = (left_out_of(files[0] if len(files) == 1 else f"{len(files):,} files", part)
                 for part, files in found.items())  # fmt: skip
        return (*self.beside, *parts)

    def _left_out_briefly(self) -> str:
        """Say in a few words that something was left out."""
        parts = {part for file in self.files for part in file.left_out}
        if self.beside:
            return "files left out"
        shortest = min(parts, key=len, default="")
        if len(parts) == 1 and len(shortest) <= MOST_NAMED:
            return f"{shortest} left out"
        return "parts left out" if parts else ""

    def record(self) -> dict[str, Any]:
        """Return the report as JSON holds it."""
        return {
            "tokeniser": self.tokeniser,
            "options": self.options.chosen(),
            "files": [asdict(file) for file in self.files],
            "left_out": list(self.left_out()),
            "beside": list(self.beside),
        }


LEFT_OUT = "left out: "

MOST_NAMED = 24
"""Characters of what was left out that the header names; of longer things it says that there are some."""


def left_out_of(file: str, part: str) -> str:
    """Say what was left out of a file."""
    return f"left out of {file}: {part}"


def _plural(noun: str) -> str:
    return {"speech": "speeches"}.get(noun, f"{noun}s")

"""Texts: from files, from the program, or from strings."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field

from driftview.choices import MERGES, Unit, has_subwords
from driftview.text.corpus import Corpus
from driftview.text.options import PLAIN_READING, ReadingOptions, checked_options
from driftview.text.reading import TextError, VoiceText, label
from driftview.text.sources import NumberedText, Source, corpus_of, find_sources, number_source


@dataclass(frozen=True, eq=False)
class Text:
    """A text of one or more voices, as it was found; ``open_text`` and ``text_of`` make it.

    What is worked out of it stays with it, so use one Text for several runs.
    """

    source: Source
    opened: tuple[str, ...] = ()
    """The names that were opened to get it; empty for strings."""
    reading: ReadingOptions = PLAIN_READING
    """How it is read."""
    _corpora: dict[tuple[Unit, int], Corpus] = field(default_factory=dict, repr=False)
    _numbered: dict[Unit, NumberedText] = field(default_factory=dict, repr=False)

    def __repr__(self) -> str:
        """Say in a line which one it is."""
        return f"<text {self.name}: {', '.join(self.voices)}>"

    @property
    def name(self) -> str:
        """What it is called in results."""
        return self.source.name

    @property
    def voices(self) -> tuple[str, ...]:
        """The names of its voices."""
        return tuple(voice.name for voice in self.source.voices)

    @property
    def notes(self) -> tuple[str, ...]:
        """What reading it has to tell, such as an encoding that was guessed."""
        return (*self.source.notes, *self.source.left_out)

    def corpus(self, unit: Unit = "word", merges: int = MERGES) -> Corpus:
        """Return it in tokens, as models train on it: every tenth paragraph is held out.

        Raises TextError when there is nothing in it.

        Parameters
        ----------
        unit
            What a token is.
        merges
            How many pairs of pieces are merged, where tokens are subwords.

        Returns
        -------
        Corpus
            The text in tokens.
        """
        key = unit, merges if has_subwords(unit) else 0
        if key not in self._corpora:
            source, options = self.source, self.reading.with_merges(merges)
            self._corpora[key] = corpus_of(source, unit, options)
        return self._corpora[key]

    def numbered(self, unit: Unit = "word") -> NumberedText:
        """Return all of it in tokens, nothing held out, as ``measure`` takes it.

        Parameters
        ----------
        unit
            What a token is.

        Returns
        -------
        NumberedText
            The text in tokens.
        """
        if unit not in self._numbered:
            self._numbered[unit] = number_source(self.source, unit, options=self.reading)
        return self._numbered[unit]


def open_text(*names: str | os.PathLike[str], reading: ReadingOptions | None = None) -> Text:
    """Open the text that ``names`` stand for together; without a name, the default one.

    A name is that of a bundled text (``driftview corpora`` lists them), else a file (one voice), a folder
    (each text file in it a voice), ``-`` for standard input, or ``nltk:CORPUS/FILE``. Raises TextError, one
    clear line, for what cannot be read.

    Parameters
    ----------
    *names
        Files, folders, bundled texts (``"austen"``) or ``nltk:…``; none for the default text.
    reading
        How it is read, such as ``ReadingOptions(words_only=True)``; None for what most of the text does.

    Returns
    -------
    Text
        The text.
    """
    found, options = tuple(os.fspath(name) for name in names), checked_reading(reading)
    return Text(find_sources(found, options), found, options)


def text_of(
    text: str | Mapping[str, str], name: str = "text", *, reading: ReadingOptions | None = None
) -> Text:
    """Return a string as a text, or several strings as its voices, by name.

    Raises TextError for a voice without words, and for what is no string.

    Parameters
    ----------
    text
        The text, or texts by the name of their voice.
    name
        What it is called in results.
    reading
        How it is read, such as ``ReadingOptions(paragraphs="line")``; None for what most of the text does.

    Returns
    -------
    Text
        The text.
    """
    options = checked_reading(reading)
    voices = {name: text} if isinstance(text, str) else text
    if not isinstance(voices, Mapping) or not all(isinstance(each, str) for each in voices.values()):
        raise TextError("give the text as a string, or a dictionary of strings by voice")
    empty = next((voice for voice, words in voices.items() if not words.strip()), None)
    if empty is not None or not voices:
        raise TextError(f"{label(str(empty or name))} is empty: give a text with some words in it")
    named = ((label(str(voice)), words) for voice, words in voices.items())
    source = Source(label(name), tuple(VoiceText(voice, ((voice, words),)) for voice, words in named))
    return Text(source, reading=options)


def checked_reading(reading: ReadingOptions | None) -> ReadingOptions:
    """Return how texts are read; raises TextError for a value that cannot be.

    Parameters
    ----------
    reading
        The options; None for those that leave every decision to the text.

    Returns
    -------
    ReadingOptions
        The same options, names of encodings and languages as Python and ISO 639 have them.
    """
    try:
        return PLAIN_READING if reading is None else checked_options(reading)
    except (ValueError, AttributeError) as error:
        raise TextError(f"reading: {error}" if isinstance(error, ValueError) else _NO_READING) from None


_NO_READING = "give reading as ReadingOptions(…), such as ReadingOptions(words_only=True)"


def checked(text: Text) -> Text:
    """Return ``text``; raises TextError for what is no text, such as a name that was not opened.

    Parameters
    ----------
    text
        What should be a text.

    Returns
    -------
    Text
        The same text.
    """
    if not isinstance(text, Text):
        raise TextError("give a text: open_text(name) opens one by its name, text_of(string) takes a string")
    return text

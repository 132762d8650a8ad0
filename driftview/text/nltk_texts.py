"""Texts from NLTK's corpora, when their data is installed."""

from difflib import get_close_matches
from typing import Any

from driftview.text.reading import TextError, VoiceText, label

PREFIX = "nltk:"
"""Names of such texts start with this: ``nltk:gutenberg/austen-emma.txt``, ``nltk:gutenberg``."""


def nltk_voices(name: str) -> list[VoiceText]:
    """Return the texts that a name of the form ``nltk:CORPUS/FILE`` or ``nltk:CORPUS`` stands for.

    Each file is a voice. Raises TextError when NLTK has no such corpus or file, or when its data is not
    installed; the message then holds the line that installs it.
    """
    corpus, _, file = name.removeprefix(PREFIX).partition("/")
    if not corpus.strip():
        raise TextError(f"{PREFIX} lacks the name of a corpus: try nltk:gutenberg/austen-emma.txt")
    import nltk.corpus  # late: it takes longer to load than all the rest

    reader: Any = getattr(nltk.corpus, corpus, None)
    try:
        known = [str(each) for each in reader.fileids()]
    except (AttributeError, TypeError):
        message = f"NLTK has no corpus called {label(corpus)}: try nltk:gutenberg/austen-emma.txt"
        raise TextError(message) from None
    except LookupError:
        raise TextError(
            f"NLTK's {corpus} texts are not installed: run `python -m nltk.downloader {corpus}` "
            f"(or nltk.download('{corpus}') in Python) and try again"
        ) from None
    if file and file not in known:
        near = get_close_matches(file, known, 1, 0.4) or known[:1]
        raise TextError(f"NLTK's {corpus} has no file {label(file)}: try nltk:{corpus}/{near[0]}")
    return [VoiceText(each, ((each, _text(reader, each)),)) for each in ([file] if file else known)]


def _text(reader: Any, file: str) -> str:
    """Return the text of one file; a corpus of tagged words is put together from its sentences."""
    from nltk.corpus.reader import PlaintextCorpusReader

    try:
        if isinstance(reader, PlaintextCorpusReader) or not hasattr(reader, "sents"):
            return str(reader.raw(file))
        return "\n\n".join(" ".join(sentence) for sentence in reader.sents(file))
    except (AttributeError, NotImplementedError, UnicodeDecodeError, OSError):
        raise TextError(f"NLTK's file {label(file)} cannot be read as text: choose another one") from None

"""Open a corpus by name: bundled, a file, several, a folder, standard input, NLTK's."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from driftview.arrays import Tokens
from driftview.choices import Unit, has_subwords, has_words
from driftview.text.building import build_corpus
from driftview.text.catalogue import CATALOGUE, DEFAULT, bundled_voices, find_bundled, is_synthetic
from driftview.text.corpus import Corpus
from driftview.text.opening import Opened, is_records, open_any, open_standard_input, split_voices
from driftview.text.options import LEFT_OUT, PLAIN_READING, ReadingOptions, ReadingReport, left_out_of
from driftview.text.reading import TextError, VoiceText, label
from driftview.text.spacing import default_glue
from driftview.text.synthetic import synthetic_voice
from driftview.text.token_cache import open_bundled
from driftview.text.tokeniser import Tokeniser, file_report
from driftview.text.unspaced import unspaced_note
from driftview.text.vocabulary import END, GLUE_LEFT, GLUE_RIGHT, Vocabulary

STANDARD_INPUT = "-"

RESULTS = {
    "lineage.json": "is a lineage: `driftview open` shows it; its texts are in its folder text",
    "study.toml": "holds the results of a study: `driftview plot` draws them",
}
"""What a folder is that holds a file of this name."""

MOST_BESIDE = 1000
"""How many names of a folder are held against a name that was mistyped."""


@dataclass(frozen=True)
class Source:
    """What one name stands for."""

    name: str
    voices: tuple[VoiceText, ...]
    notes: tuple[str, ...] = ()
    """What reading it has to tell already."""
    beside: tuple[str, ...] = ()
    """What was found beside the texts and left out, a sentence each."""

    @property
    def left_out(self) -> tuple[str, ...]:
        """What is no part of its texts, a sentence each."""
        parts = (
            left_out_of(file, part)
            for voice in self.voices
            for file, found in voice.left_out.items()
            for part in found
        )
        return (*self.beside, *parts)


def open_corpus(names: Sequence[str], unit: Unit = "word", options: ReadingOptions = PLAIN_READING) -> Corpus:
    """Return the corpus that ``names`` stand for together; without names, the default one.

    A name is that of a bundled corpus, else a file (one voice), a folder (each text in it and its subfolders
    a voice), ``-`` for standard input, ``nltk:CORPUS/FILE``, or a source such as ``die:6``. Raises TextError,
    one clear line, for what cannot be used.
    """
    entry = find_bundled(names[0] if names else DEFAULT)
    if entry and len(names) < 2 and options.with_unit(unit) == PLAIN_READING.with_unit(unit):
        return open_bundled(entry, unit)
    source = find_sources(names, options)
    return corpus_of(source, unit, options)


def corpus_of(source: Source, unit: Unit = "word", options: ReadingOptions = PLAIN_READING) -> Corpus:
    """Return the corpus that a source makes up; raises TextError when there is nothing in it."""
    return build_corpus(source.name, source.voices, unit, source.notes, options=options, beside=source.beside)


MOST_FILES = 100_000
"""Files of a folder of voices."""

MOST_TOLD = 12
"""Files that were left out of which each is named."""

REASONS = 5
"""Files of a folder without text of which it is said why they were left out; the others are counted."""


def find_sources(names: Sequence[str], options: ReadingOptions = PLAIN_READING) -> Source:
    """Return the texts that several names stand for together; without names, the default one."""
    sources = [find_source(name, options) for name in names or [DEFAULT]]
    voices = _distinct(voice for source in sources for voice in source.voices)
    notes = tuple(note for source in sources for note in source.notes)
    beside = tuple(each for source in sources for each in source.beside)
    return Source(_joint_name([source.name for source in sources]), tuple(voices), notes, beside)


def find_source(name: str, options: ReadingOptions = PLAIN_READING) -> Source:
    """Return the texts that one name stands for; raises TextError for what cannot be used."""
    if name == STANDARD_INPUT:
        return _one_voice("standard input", open_standard_input(options))
    if name.startswith(PREFIX):
        return Source(name, tuple(nltk_voices(name)))
    if is_synthetic(name):
        return Source(name, (synthetic_voice(name),))
    entry = find_bundled(name)
    if entry:
        return Source(name, tuple(bundled_voices(entry)))
    path = Path(name)
    if name and _is_folder(path):
        return _folder(path, options)
    if not name or not _is_there(path):
        raise TextError(_unknown(name))
    return _one_voice(path.stem, open_any(path, options), path.name)


def findable(name: str) -> str:
    """Return the name of a text as it can be found from any folder."""
    if name == STANDARD_INPUT or name.startswith(PREFIX) or is_synthetic(name) or find_bundled(name):
        return name
    return label(str(Path(name).absolute()))


def _is_folder(path: Path) -> bool:
    """Tell whether ``path`` is a folder; a name that no file can have is none."""
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False


def _is_there(path: Path) -> bool:
    """Tell whether something is at ``path``, even when it may not be looked at."""
    try:
        return path.exists()
    except PermissionError:
        return True
    except (OSError, ValueError):
        return False


def _is_link(path: Path) -> bool:
    """Tell whether ``path`` is a link, wherever it leads."""
    try:
        return path.is_symlink()
    except (OSError, ValueError):
        return False


def _one_voice(name: str, opened: Opened, file: str | None = None) -> Source:
    """Return the source that is a single text."""
    called = label(file or name)
    left_out = {called: opened.left_out} if opened.left_out else {}
    voice = VoiceText(label(name), ((called, opened.text),), left_out)
    return Source(label(name), (voice,), opened.notes)


def _folder(folder: Path, options: ReadingOptions) -> Source:
    """Return the texts of a folder and its subfolders by name, each a voice and each once.

    What is left out is noted. Documents (RTF, EPUB, …) are voices where there is no plain text beside them.
    """
    name = label(str(folder))
    for result, what in RESULTS.items():
        if (folder / result).is_file():
            raise TextError(f"{name} {what}")
    found, beyond = _files_below(folder)
    notes: list[str] = []
    seen: dict[tuple[int, int], str] = {}
    once: list[Path] = []
    for each in found:
        again = _is_again(each, seen)
        if again:
            notes.append(f"{_shown(each, folder)} is a link to {label(again)}")
        else:
            once.append(each)
    texts, documents, others = split_voices(once)
    notes += [f"{_shown(each, folder)} {why}" for each, why in others]
    voices, told = _voices(texts, folder, options, notes)
    if voices:
        notes += [f"{_shown(each, folder)} is not plain text (name it to read it)" for each in documents]
    else:
        voices, told = _voices(documents, folder, options, notes)
    notes += beyond
    if not voices:
        more = [f"and {len(notes) - REASONS} more files"] if len(notes) > REASONS else []
        why = "; ".join([*notes[:REASONS], *more]) or "it is empty"
        way_out = "put .txt files into it"
        if any(is_records(each) for each in once):
            way_out = "name one of its files, or look at generations with `driftview open`"
        raise TextError(f"the folder {name} contains no text file: {why}; {way_out}")
    return Source(label(folder.resolve().name), tuple(voices), tuple(told), tuple(_left_out(notes)))


def _voices(
    paths: Sequence[Path], folder: Path, options: ReadingOptions, left_out: list[str]
) -> tuple[list[VoiceText], list[str]]:
    """Return the voices that files hold, and what there is to tell; what cannot be read is left out."""
    voices: list[VoiceText] = []
    told: list[str] = []
    for each in paths:
        place = each.relative_to(folder)
        try:
            source = _one_voice(str(place.with_suffix("")), open_any(each, options), str(place))
        except TextError as error:
            left_out.append(str(error))
            continue
        voices += source.voices
        told += source.notes
    return voices, told


def _left_out(notes: Sequence[str]) -> list[str]:
    """Return what is told of what a folder holds beside its voices: some in full, the others counted."""
    if len(notes) <= MOST_TOLD:
        return [LEFT_OUT + note for note in notes]
    rest = f"{len(notes) - MOST_TOLD:,} more files"
    return [*(LEFT_OUT + note for note in notes[:MOST_TOLD]), LEFT_OUT + rest]


def _shown(path: Path, folder: Path) -> str:
    return label(str(path.relative_to(folder)))


def _files_below(folder: Path) -> tuple[list[Path], list[str]]:
    """Return the files of a folder and its subfolders by name, and what was not looked into.

    Hidden files and links to folders are passed by; raises TextError for too many files.
    """
    files: list[Path] = []
    notes: list[str] = []
    waiting = [folder]
    while waiting:
        current = waiting.pop()
        try:
            found = sorted(each for each in current.iterdir() if not each.name.startswith("."))
        except OSError as error:
            if current == folder:
                raise TextError(f"cannot read the folder {label(str(folder))}: {error.strerror}") from None
            notes.append(f"{_shown(current, folder)} cannot be read")
            continue
        if current != folder and any(each.name in RESULTS for each in found):
            notes.append(f"{_shown(current, folder)} contains results of driftview")
            continue
        for each in found:
            if each.is_dir():
                if each.is_symlink():
                    notes.append(f"{_shown(each, folder)} is a link to a folder")
                else:
                    waiting.append(each)
            elif each.is_file():
                files.append(each)
        if len(files) > MOST_FILES:
            raise TextError(f"{label(str(folder))} holds more than {MOST_FILES:,} files: give fewer at once")
    return sorted(files), notes


def _is_again(path: Path, seen: dict[tuple[int, int], str]) -> str | None:
    """Return the name under which a file was seen before; None when it was not, and now it is."""
    try:
        about = path.stat()
    except OSError:
        return None
    known = seen.setdefault((about.st_dev, about.st_ino), path.name)
    return known if known != path.name else None


def _distinct(voices: Iterable[VoiceText]) -> list[VoiceText]:
    """Return the voices with a number behind each name that was there before."""
    seen: set[str] = set()
    named: list[VoiceText] = []
    for voice in voices:
        name, count = voice.name, 1
        while name in seen:
            count += 1
            name = f"{voice.name} ({count})"
        seen.add(name)
        named.append(replace(voice, name=name))
    return named


def _joint_name(names: list[str]) -> str:
    """Return one name for several sources."""
    shown = " + ".join(names[:3])
    return shown if len(names) <= 3 else f"{shown} + {len(names) - 3} more"


def _unknown(name: str) -> str:
    """Return the message for a name that stands for nothing."""
    if not name.strip():
        return (
            "the name of the text is empty: give a file, a folder, or a name that `driftview corpora` lists"
        )
    path = Path(name)
    if _is_link(path):
        return f'"{label(name)}" is a broken link: give the file or folder itself'
    beside = {each.lower(): str(path.parent / each) for each in _beside(path)}
    near = get_close_matches(path.name.lower(), beside, 1, 0.7)
    if near:
        return f'there is no "{label(name)}": did you mean "{label(beside[near[0]])}"?'
    near = get_close_matches(name.lower(), [entry.name for entry in CATALOGUE], 1, 0.5)
    hint = f'did you mean "{near[0]}"? ' if near else ""
    what = f'"{label(name)}" is not a file, folder or bundled text'
    return f"{what}: {hint}`driftview corpora` lists what is bundled"


def _beside(path: Path) -> list[str]:
    """Return what the folder of ``path`` has, or as much of it as is soon looked through."""
    try:
        found = islice((each.name for each in path.parent.iterdir()), MOST_BESIDE)
        return sorted(name for name in found if not name.startswith(".") and name != path.name)
    except (OSError, ValueError):
        return []


PREFIX = "nltk:"
"""Names of such texts start with this: ``nltk:gutenberg/austen-emma.txt``, ``nltk:gutenberg``."""


def nltk_voices(name: str) -> list[VoiceText]:
    """Return the texts that a name of the form ``nltk:CORPUS/FILE`` or ``nltk:CORPUS`` stands for.

    Each file is a voice. Raises TextError when NLTK has no such corpus or file, or when its data is not
    installed; the message then holds the line that installs it.
    """
    corpus, _, file = name.removeprefix(PREFIX).partition("/")
    if not corpus.strip():
        raise TextError(f"{PREFIX} has no corpus name: try nltk:gutenberg/austen-emma.txt")
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


@dataclass(frozen=True)
class NumberedText:
    """One text: N tokens in D documents."""

    name: str
    words: tuple[str, ...]
    """The word of each number."""
    tokens: Tokens
    """Shape (N,); 0 ends a document."""
    starts: NDArray[np.int64]
    """Where each document starts, shape (D,)."""
    notes: tuple[str, ...]
    """What reading it should tell the user."""
    reading: ReadingReport = field(default_factory=ReadingReport)
    """What reading it decided."""

    @property
    def vocabulary(self) -> Vocabulary:
        """The words with how they stand together in plain prose."""
        spaced = has_words(self.reading.options.unit)
        glue = [default_glue(word) if spaced else GLUE_LEFT | GLUE_RIGHT for word in self.words]
        return Vocabulary(self.words, np.array(glue, np.uint8))

    def without_ends(self) -> "NumberedText":
        """Return the text without the ends of its documents."""
        ends = self.tokens == 0
        starts = self.starts - np.cumsum(ends)[self.starts] + ends[self.starts]
        kept = self.tokens[~ends]
        return replace(self, tokens=kept, starts=np.unique(starts[starts < len(kept)]))


def number_text(
    name: str,
    unit: Unit = "word",
    known: Sequence[str] = (END,),
    options: ReadingOptions = PLAIN_READING,
) -> NumberedText:
    """Return the text that a name of driftview.text.sources stands for, called as it was asked for.

    See :func:`number_source`.
    """
    source = find_source(name, options)
    shown = source.name if name == "-" else name
    return number_source(replace(source, name=label(shown)), unit, known, options)


def number_source(
    source: Source,
    unit: Unit = "word",
    known: Sequence[str] = (END,),
    options: ReadingOptions = PLAIN_READING,
) -> NumberedText:
    """Return all voices of a source as one text.

    ``known``: words that have numbers already, END first; new words get the next ones. Raises TextError for
    what cannot be used.
    """
    if has_subwords(unit):
        raise TextError("subwords are learned from the human text of a run: measure by words or characters")
    tokeniser = Tokeniser(options.with_unit(unit), known)
    reports, parts = [], [np.zeros(0, np.int32)]
    for voice in source.voices:
        for name, text in voice.files:
            look = tokeniser.look(text)
            parts.append(tokeniser.tokens(text, look))
            documents = int((parts[-1] == 0).sum())
            reports.append(file_report(name, look.layout, documents, voice.left_out.get(name, ())))
    tokens = np.concatenate(parts)
    if not len(tokens):
        raise TextError(f"{label(source.name)} is empty: give a text with some words in it")
    ends = np.flatnonzero(tokens == 0) + 1
    starts = np.concatenate(([0], ends[ends < len(tokens)])).astype(np.int64)
    words = tuple(tokeniser.words)
    told = unspaced_note(words, np.bincount(tokens, minlength=len(words)), source.name, unit)
    reading = ReadingReport(options.with_unit(unit), tuple(reports), beside=source.beside)
    return NumberedText(source.name, words, tokens, starts, (*source.notes, *told), reading)

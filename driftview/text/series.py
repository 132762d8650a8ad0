"""A series of texts, one a generation, that someone else's model wrote: a folder, or a file of records."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from driftview.text.cleaning import EmptyTextError
from driftview.text.formats import Format, format_of_name
from driftview.text.opening import find_format, is_about, is_records, open_any
from driftview.text.options import LEFT_OUT, PLAIN_READING, ReadingOptions, left_out_of
from driftview.text.reading import TextError, VoiceText, label, refusals, source_of
from driftview.text.records import (
    GENERATION_FIELD,
    Fields,
    Records,
    Row,
    documents_of,
    in_one_order,
    numbers_generations,
    read_records,
)
from driftview.text.series_names import Numbering, find_numbering, numbers_in
from driftview.text.sources import Source, find_source
from driftview.text.streaming import Readable, SeparateDocuments, pieces_of

HUMAN = ("human", "real", "original", "train")
"""The name, before its ending, of a file that holds the human text and needs no number."""

_HUMAN_NAME = re.compile(
    r"(?:human|real|original)(?:[\s_-](?:written|text|texts|data|corpus|set)){0,2}|train"
)
"""The same with words that say no more: real_data, human-written text."""

STUDY = "study.toml"
"""A file that makes a folder the results of a study."""

SETTINGS_OF_A_MODEL = frozenset([
    "config", "generation_config", "tokenizer", "tokenizer_config", "special_tokens_map",
    "added_tokens", "vocab", "merges", "dataset_dict",
     "trainer_state", "training_args", "all_results", "train_results",
    "eval_results", "metrics", "results", "stats", "adapter_config", "dataset_info", "state", "args",
    "params", "hparams", "summary", "log", "model.safetensors.index",
])  # fmt: skip
"""JSON files that stand beside generations and hold no texts, by their names."""

DEEPEST = 6
"""Folders inside each other that are looked into."""

MOST_FILES = 1_000_000

Watch = Callable[[int, int], object]
"""Is told how many files of how many are read."""


class GivenText(NamedTuple):
    """One generation as it was given."""

    name: str
    """The name of its file or folder, or its number in a file of records; clean."""
    text: str | Readable


@dataclass(frozen=True)
class Series:
    """A human text, and the generations that followed."""

    name: str
    human: Source
    human_name: str
    generations: tuple[GivenText, ...]
    """Generations 1, 2 …; at least one."""
    notes: tuple[str, ...] = ()
    """What was guessed or decided."""
    replicates: tuple[tuple[str, tuple[GivenText, ...]], ...] = ()
    """The generations of other seeds from the same human text, by the name of the seed."""
    human_said: bool = False
    """Whether somebody says that the first text is human: it was named as such, or its file is called so."""
    beside: tuple[str, ...] = ()
    """What was left out, a sentence each."""


class _Part(NamedTuple):
    """A file of a series."""

    number: float
    replicate: str
    path: Path


def open_series(
    path: Path,
    human: str | Source | None = None,
    generation_field: str = GENERATION_FIELD,
    *,
    number: str | None = None,
    options: ReadingOptions = PLAIN_READING,
    watch: Watch = lambda done, of: None,
    replicate: str | None = None,
) -> Series:
    """Return the series in a folder, or in one file of records.

    Parameters
    ----------
    path
        The folder or file.
    human
        The human text, or its name as TEXT on the command line; None: the text with the lowest number.
    generation_field
        The field of records that numbers the generations.
    number
        A pattern with # for the number of the generation, where the names do not tell.
    options
        How texts are read.
    watch
        Is told of each file that is read.
    replicate
        The seed whose texts are read, where the names tell of several; None for the first.

    Returns
    -------
    Series
        The texts by rising number.

    Raises
    ------
    TextError
        One line, for what cannot be used: numbers that are missing or come twice, or that may be something
        else, unreadable files, fewer than two texts.
    """
    name = label(str(path))
    if not path.exists():
        raise TextError(f"{name} is not a file or folder: give a folder of numbered texts")
    if path.is_dir() and (path / STUDY).is_file():
        raise TextError(f"{name} holds the results of a study: `driftview plot` draws them")
    source = find_source(human, options) if isinstance(human, str) else human
    reader = _SeriesReader(path, Fields.of(options, generation_field), options, watch, replicate)
    texts = reader.folder(human, number) if path.is_dir() else reader.file(path, source is None)
    others = reader.replicates
    if source is None and texts:
        first, texts = texts[0], texts[1:]
        if not reader.has_human:
            others = [(seed, made[1:]) for seed, made in others]
        source = Source(first.name, (VoiceText(first.name, ((first.name, first.text),)),))
    if source is None or not texts:
        raise TextError(
            f"{name} contains only one text: a human text and at least one generation are needed"
            if source is not None
            else f"{name} contains no numbered texts: name the files gen-0.txt, gen-1.txt, …"
        )
    source, texts, notes = _followed(source, texts)
    return Series(
        label(path.resolve().name),
        source,
        source.name,
        tuple(texts),
        (*source.notes, *reader.notes, *notes),
        tuple((label(seed), tuple(made)) for seed, made in others if made),
        human is not None or reader.has_human,
        (*source.beside, *reader.beside),
    )


def _followed(source: Source, texts: list[GivenText]) -> tuple[Source, list[GivenText], tuple[str, ...]]:
    """Put documents into the order of their prompts or chains, the human ones too where they have them."""
    made = [each.text for each in texts]
    single = len(source.voices) == 1 and len(source.voices[0].files) == 1
    if single:
        voice = source.voices[0]
        ordered, field = in_one_order([voice.files[0][1], *made])
        if field is not None:  # the human text is the first, whose order the others take
            human = replace(voice, files=((voice.files[0][0], ordered[0]),))
            source, made = replace(source, voices=(human,)), ordered[1:]
    if not single or field is None:
        made, field = in_one_order(made)
    if field is None or made == [each.text for each in texts]:
        return source, texts, ()
    note = f"the documents are in the order of the field “{field}”, so each can be followed"
    return source, [each._replace(text=text) for each, text in zip(texts, made, strict=True)], (note,)


def replicates_in(path: Path, *, number: str | None = None) -> tuple[str, ...]:
    """Return the seeds that the names in a folder tell of, for ``replicate`` of `open_series`.

    Parameters
    ----------
    path
        The folder or file.
    number
        A pattern with # for the number of the generation, where the names do not tell.

    Returns
    -------
    tuple of str
        Empty where there is one only.
    """
    if not path.is_dir():
        return ()
    reader = _SeriesReader(
        path, Fields.of(PLAIN_READING, GENERATION_FIELD), PLAIN_READING, lambda _, __: None
    )
    known, _ = _split(reader.candidates())
    numbered = [each for each in known if not reader.is_human(each)]
    try:
        return find_numbering([reader.parts(each) for each in numbered], label(str(path)), number).replicates
    except TextError:
        return ()


def read_generations(
    path: Path,
    generation_field: str = GENERATION_FIELD,
    *,
    number: str | None = None,
    options: ReadingOptions = PLAIN_READING,
) -> tuple[list[GivenText], list[str]] | None:
    """Return every generation in a folder or a file, and what there is to tell; None where it holds none.

    Names must say what the numbers count (gen, iter, checkpoint …), or a field of records, or ``number``
    does: mere numbers may be those of chapters. Of several seeds, every text is returned. See
    :func:`open_series`.
    """
    reader = _SeriesReader(path, Fields.of(options, generation_field), options, lambda done, of: None)
    if path.is_dir():
        if number is None and not reader.has_numbered_names():
            return None
        return reader.folder(None, number, replicates=True), [*reader.notes, *reader.beside]
    if not path.is_file() or not reader.has_numbered_records():
        return None
    return reader.file(path, needs_human=True), [*reader.notes, *reader.beside]


class _SeriesReader:
    """Reads the texts of one folder or file; keeps what there is to tell."""

    def __init__(
        self,
        path: Path,
        fields: Fields,
        options: ReadingOptions,
        watch: Watch,
        replicate: str | None = None,
    ) -> None:
        self.notes: list[str] = []
        self.beside: list[str] = []
        """What was left out, a sentence each."""
        self._replicate = replicate
        self.replicates: list[tuple[str, list[GivenText]]] = []
        """The texts of other seeds than the first."""
        self.has_human = False
        """Whether a file that is named so holds the human text, the same for every seed."""
        self._path = path
        self._name = label(str(path))
        self._fields = fields
        self._options = options
        self._watch = watch

    # Folders

    def has_numbered_names(self) -> bool:
        """Tell whether the names of the files in the folder say that their numbers count generations."""
        known, _ = _split(self.candidates())
        try:
            numbering = find_numbering([self.parts(each) for each in known], self._name)
        except TextError:
            return False
        named = numbering.word != "" or all(map(is_records, known))
        return named and len({value for value in numbering.values if value is not None}) > 1

    def has_numbered_records(self) -> bool:
        """Tell whether the file's records say which generation they are of."""
        form = self._format(self._path)
        if form.kind != "records":
            return False
        return numbers_generations(source_of(self._path), form, label(self._path.name), self._fields)

    def folder(
        self, human: str | Source | None, pattern: str | None, *, replicates: bool = False
    ) -> list[GivenText]:
        """Return the texts of a folder in the order of their numbers; of several seeds the first, or all."""
        found = self.candidates()
        if isinstance(human, str):
            found = [each for each in found if not _is_same(each, human)]
        known, left_out = _split(found)
        first = next(filter(self.is_human, known), None) if human is None else None
        numbered = [each for each in known if each is not first]
        if not numbered:
            self._tell_left_out(left_out)
            return []
        if pattern is None and all(map(is_records, numbered)) and self._records(numbered[0]).numbered:
            self._tell_left_out(left_out)
            return self._by_field(numbered)
        numbering = find_numbering([self.parts(each) for each in numbered], self._name, pattern)
        parts = self._parts(numbered, numbering, left_out)
        self._tell_left_out(left_out)
        self.has_human = first is not None
        begins = [_Part(parts[0].number - 1, "", first)] if first is not None and parts else []
        seeds = numbering.replicates
        if self._replicate is not None:
            parts = [part for part in parts if part.replicate in ("", self._replicate)]
        if replicates or not seeds or self._replicate is not None:
            return self._read([*begins, *parts], numbering)
        self._tell_replicates(seeds)
        one, *others = ([part for part in parts if part.replicate in ("", seed)] for seed in seeds)
        texts = self._read([*begins, *one], numbering)
        self.replicates = [
            (seed, self._read(other, numbering)) for seed, other in zip(seeds[1:], others, strict=True)
        ]
        return texts

    def candidates(self) -> list[Path]:
        """Return the files of the folder and its subfolders by name; hidden ones are passed by."""
        files: list[Path] = []
        waiting = [(self._path, 0)]
        while waiting:
            folder, depth = waiting.pop()
            try:
                found = [each for each in folder.iterdir() if not each.name.startswith(".")]
            except OSError as error:
                raise TextError(f"cannot read the folder {label(str(folder))}: {error.strerror}") from None
            for each in found:
                if each.is_dir():
                    if depth < DEEPEST and not each.is_symlink():
                        waiting.append((each, depth + 1))
                elif each.is_file():
                    files.append(each)
            if len(files) > MOST_FILES:
                raise TextError(f"{self._name} holds more than {MOST_FILES:,} files: give fewer at once")
        return sorted(files)

    def is_human(self, path: Path) -> bool:
        """Tell whether a file is the human text by its name; of each generation, `train` is a part."""
        parts = self.parts(path)
        return _HUMAN_NAME.fullmatch(parts[-1]) is not None and not numbers_in(parts)

    def parts(self, path: Path) -> list[str]:
        """Return the parts of a path below the folder, that of the file without its ending."""
        place = path.relative_to(self._path)
        return [*place.parts[:-1], place.stem]

    def _parts(self, paths: Sequence[Path], numbering: Numbering, left_out: list[str]) -> list[_Part]:
        """Return the files by number, and by seed where there are several."""
        parts: list[_Part] = []
        for at, (path, value) in enumerate(zip(paths, numbering.values, strict=True)):
            replicate = numbering.replicate_of[at] if numbering.replicate_of else ""
            if value is None:
                left_out.append(str(path.relative_to(self._path)))
            else:
                parts.append(_Part(value, replicate, path))
        return sorted(parts, key=lambda part: (part.number, part.replicate, str(part.path)))

    def _tell_replicates(self, seeds: Sequence[str]) -> None:
        """Say which seed is shown, and that the others are its replicates."""
        others = ", ".join(label(seed) for seed in seeds[1:6]) + (", …" if len(seeds) > 6 else "")
        self.notes.append(
            f"{self._name} holds {len(seeds)} seeds: {label(seeds[0])} is shown, and beside it the spread of "
            f"its replicates {others}"
        )

    def _tell_left_out(self, left_out: Sequence[str]) -> None:
        if left_out:
            shown = ", ".join(label(name) for name in left_out[:3])
            more = f" and {len(left_out) - 3:,} more" if len(left_out) > 3 else ""
            self.beside.append(f"{LEFT_OUT}{shown}{more}, which have no number")

    def _read(self, parts: Sequence[_Part], numbering: Numbering) -> list[GivenText]:
        """Read the files of a series."""
        by_number: dict[tuple[float, str], list[Path]] = {}
        for part in parts:
            by_number.setdefault((part.number, part.replicate), []).append(part.path)
        if numbering.part == 0:
            for paths in by_number.values():
                if len(paths) > 1:
                    same = " and ".join(label(str(each.relative_to(self._path))) for each in paths[:2])
                    way_out = "keep one of them"
                    if paths[0].parent != paths[1].parent:
                        way_out = "open one of the folders by itself"
                    raise TextError(f"{same} have the same number: {way_out}")
        self._check_numbers({number: paths for (number, _), paths in by_number.items()}, numbering)
        texts = []
        done, total, empty = 0, len(parts), 0
        for paths in by_number.values():
            documents: list[str] = []
            single: str | Readable = ""
            for each in paths:
                done += 1
                self._watch(done, total)
                try:
                    opened = open_any(each, self._options, at_once=len(paths) > 1)
                except EmptyTextError:
                    if len(paths) == 1:
                        raise
                    empty += 1
                    continue
                self._note(opened.notes, each)
                self._leave_out(opened.left_out, each)
                if len(paths) == 1:
                    single = opened.text
                else:
                    documents += self._documents(opened.text)
            name = self._label(paths, numbering)
            texts.append(GivenText(name, single if len(paths) == 1 else SeparateDocuments(tuple(documents))))
        if empty:
            files = "1 empty file" if empty == 1 else f"{empty:,} empty files"
            self.beside.append(left_out_of(self._name, files))
        return texts

    def _documents(self, text: str | Readable) -> list[str]:
        """Return the documents of one of many files of a generation: its records, or all of it."""
        return list(text.documents) if isinstance(text, SeparateDocuments) else ["".join(pieces_of(text))]

    def _label(self, paths: Sequence[Path], numbering: Numbering) -> str:
        """Return what a generation is called: after its file, or its folder."""
        parts = self.parts(paths[0])
        if numbering.part == 0:
            return label("/".join([*parts[:-1], paths[0].name]) if len(parts) > 1 else paths[0].name)
        return label("/".join(parts[: len(parts) - numbering.part]))

    def _check_numbers(self, by_number: dict[float, list[Path]], numbering: Numbering) -> None:
        """Raise TextError where a number is missing; tell where numbers are steps."""
        numbers = sorted(by_number)
        gaps = [after - before for before, after in pairwise(numbers)]
        if all(gap == 1 for gap in gaps):
            return
        if numbering.steps or (len(numbers) > 2 and min(gaps) > 1):
            shown = ", ".join(f"{number:g}" for number in numbers[:4]) + (", …" if len(numbers) > 4 else "")
            self.notes.append(f"{self._name}: the numbers {shown} are read as steps, one for each generation")
            return
        before, after = next((a, b) for a, b in pairwise(numbers) if b - a != 1)
        names = f"{self._label(by_number[before], numbering)} and {self._label(by_number[after], numbering)}"
        missing = _missing("number", int(before) + 1, int(after) - 1)
        raise TextError(f"{missing} between {names}: every generation is needed, numbered without gaps")

    def _note(self, notes: Iterable[str], path: Path) -> None:
        """Keep what there is to tell of a file; of many files alike, each sentence stands once."""
        name, short = label(str(path)), label(path.name)
        for note in notes:
            if note not in self.notes and len(self.notes) < MOST_NOTES and "is a document" not in note:
                self.notes.append(note.replace(name, short))

    def _leave_out(self, parts: Iterable[str], path: Path) -> None:
        """Keep what was left out of a file; of many files, the first few are told of."""
        if len(self.beside) < MOST_NOTES:
            self.beside += [left_out_of(label(path.name), part) for part in parts]

    # Records

    def _by_field(self, paths: Sequence[Path]) -> list[GivenText]:
        """Return the generations that a field numbers in several files."""
        files = []
        for done, each in enumerate(paths, 1):
            files.append(self._records(each))
            self._note(files[-1].notes, each)
            self._leave_out(files[-1].left_out, each)
            self._watch(done, len(paths))
        known = [records.numbered for records in files]
        if not all(known):
            names = (files[known.index(wanted)].name for wanted in (True, False))
            raise TextError("{} has a generation field, {} has none: give it to all or none".format(*names))
        return self._grouped([row for records in files for row in records.rows])

    def _records(self, path: Path) -> Records:
        with refusals(label(str(path))):
            source = source_of(path)
            form = find_format(source, path.name)
            return read_records(source, form, label(path.name), self._fields)

    def file(self, path: Path, needs_human: bool) -> list[GivenText]:
        """Return the generations of one file of records; without a generation field it is one text."""
        form = self._format(path)
        if form.kind != "records":
            raise TextError(
                f"{self._name} is a single text: give a folder of numbered texts, or a .jsonl file"
            )
        found = self._records(path)
        self.notes += found.notes
        self._leave_out(found.left_out, path)
        if found.numbered:
            return self._grouped(found.rows)
        field, hint = label(self._fields.generation), _hint(found.rows)
        rows = f"{len(found.rows):,} texts"
        told = f"{found.name}: its {rows} are one text, because no field “{field}” numbers them"
        if needs_human:
            raise TextError(
                f"{told}; {hint}name the field that does, or a human text", option="--generation-field"
            )
        self.notes.append(f"{told}; {hint}it is generation 1")
        return [GivenText(found.name, documents_of(found.rows))]

    def _format(self, path: Path) -> Format:
        with refusals(self._name):
            return find_format(source_of(path), path.name)

    def _grouped(self, rows: Sequence[Row]) -> list[GivenText]:
        """Return the documents of each generation together, by rising number."""
        by_number: dict[int, list[Row]] = {}
        for row in rows:
            if row.generation is not None:
                by_number.setdefault(row.generation, []).append(row)
        numbers = sorted(by_number)
        gaps = [after - before for before, after in pairwise(numbers)]
        if len(gaps) > 1 and min(gaps) > 1:
            shown = ", ".join(map(str, numbers[:4])) + (", …" if len(numbers) > 4 else "")
            self.notes.append(f"{self._name}: the numbers {shown} are read as steps, one for each generation")
        else:
            for before, after in pairwise(numbers):
                if after > before + 1:
                    missing = _missing("generation", before + 1, after - 1)
                    raise TextError(f"{missing}: every generation is needed, numbered without gaps")
        return [GivenText(f"generation {number}", documents_of(by_number[number])) for number in numbers]


MOST_NOTES = 20
"""Sentences on the files of a series that are kept."""


def _missing(noun: str, first: int, last: int) -> str:
    return f"{noun} {first} is missing" if first == last else f"{noun}s {first} to {last} are missing"


def _hint(rows: Sequence[Row]) -> str:
    """Return which field may number the generations; nothing where none may."""
    values: dict[str, list[int]] = {}
    for row in rows:
        for field, value in row.numbers:
            values.setdefault(field, []).append(value)
    repeated = [field for field, each in values.items() if len(each) == len(rows) > len(set(each)) > 1]
    return f"“{repeated[0]}” may be such a field; " if repeated else ""


def _is_same(path: Path, name: str) -> bool:
    """Tell whether a name on the command line stands for this file."""
    try:
        return path.samefile(name)
    except (OSError, ValueError):
        return False


def _split(paths: Iterable[Path]) -> tuple[list[Path], list[str]]:
    """Return the files that may be generations, and the names of others.

    Where there are records, plain texts beside them are notes, unless they have numbers too.
    """
    known: list[Path] = []
    others: list[str] = []
    for path in paths:
        form = format_of_name(path.name)
        fits = form is not None and form.kind in ("text", "records", "document")
        if not fits or is_about(path) or path.stem.lower() in SETTINGS_OF_A_MODEL:
            others.append(path.name)
        else:
            known.append(path)
    return known, others

"""A lineage folder read back: the same generations, to the bit.

Folders of version 1 do not say where words were copied from: they are made again and compared."""

import math
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from driftview.arrays import Counts
from driftview.choices import is_written
from driftview.drift.lineage import Generation, Lineage
from driftview.drift.loop import Loop
from driftview.drift.population import Population
from driftview.drift.simulated import predict
from driftview.drift.spill import changed
from driftview.drift.training import Passage
from driftview.drift.writing import why_not
from driftview.export.files import WITHOUT, LineageError, listed, read_sealed, read_untrusted, shown
from driftview.export.lineage_folder import RECORD, numbered, width_of
from driftview.export.record_reading import (
    GenerationNumbers,
    Part,
    check_numbers,
    parse_record,
    read_card,
    read_checksums,
    read_notes,
    read_numbers,
    read_replicates,
    read_settings,
)
from driftview.export.text_files import (
    NAMES,
    SPACING_NAMES,
    WRITTEN_SPACING,
    HumanTextError,
    NumberTextError,
    read_genealogy,
    read_human,
    with_spacing,
)
from driftview.measures.registry import Value
from driftview.models.protocol import ModelError
from driftview.settings.settings import Settings, SettingsError
from driftview.text.building import require_length
from driftview.text.catalogue import find_bundled
from driftview.text.corpus import Corpus
from driftview.text.reading import TextError, label
from driftview.text.sources import find_sources
from driftview.text.version1 import build_version1


class TextsAloneError(LineageError):
    """A folder that cannot be opened as it was, but whose texts can be, as somebody's generations."""

    def __init__(self, folder: Path, reason: str) -> None:
        """``reason``: why its genealogy cannot be had."""
        super().__init__(
            f"{shown(folder)} is a lineage of version 1, which does not hold its genealogy, and {reason}: "
            f"{WITHOUT}"
        )
        self.texts = folder / "text"
        """The folder of the texts, numbered from 000, the human one."""


def remake(
    folder: Path, record: Part, settings: Settings, cancelled: Callable[[], bool] | None = None
) -> Lineage:
    """Return the lineage that the settings of a folder make, when it is the one that was written.

    Raises TextsAloneError when the human text is not at hand, when nothing may be run, or when another text
    comes out; LineageError when the folder is damaged; Cancelled when it is stopped.
    """
    parts = list(record.part("generations").parts())
    record.part("generations").checked(bool(parts))
    corpus = _corpus_named(folder, record, settings)
    reason = why_not(settings)
    if reason:
        raise TextsAloneError(folder, reason)
    try:
        loop = Loop(corpus, settings)
        _compare(folder, parts[0], loop.lineage.generations[0], len(parts))
        for part in parts[1:]:
            _compare(folder, part, loop.step(cancelled), len(parts))
        predict(loop, cancelled or (lambda: False))
    except (SettingsError, ModelError) as error:
        raise TextsAloneError(folder, f"it cannot be recreated ({error})") from None
    return loop.lineage


def _corpus_named(folder: Path, record: Part, settings: Settings) -> Corpus:
    """Return the human text, if it came with the program and is still the same."""
    corpus = record.part("corpus")
    name = corpus.part("name").line()
    names: Sequence[str] = [name] if find_bundled(name) else name.split(" + ")
    if not all(find_bundled(each) for each in names):
        raise TextsAloneError(folder, f"its human text, {label(name)}, is not one of the bundled texts")
    try:
        source = find_sources(names)
        found = build_version1(source.name, source.voices, settings.unit, source.notes)
    except TextError as error:
        raise TextsAloneError(folder, str(error)) from None
    if found.sha256 != corpus.part("sha256").value:
        raise TextsAloneError(folder, f"its human text is not the {label(name)} of this driftview")
    return found


def _compare(folder: Path, part: Part, made: Generation, generations: int) -> None:
    """Raise TextsAloneError unless a generation that was made again is the one that was written."""
    same = {name: value.number() for name, value in part.part("measures").named()}
    if not all(_same(made.measures.get(name), value) for name, value in same.items()):
        raise TextsAloneError(folder, f"generation {made.number} comes out differently today")
    name = f"text/{made.number:0{max(3, len(str(generations - 1)))}}.txt"
    if (folder / "text").is_dir() and read_untrusted(folder, name).decode(errors="replace") != _page(made):
        raise TextsAloneError(folder, f"{name} is not what its settings make")


def _same(one: Value, other: Value) -> bool:
    """Tell whether two numbers are one, but for the last digits: other machines sum in another order."""
    if one is None or other is None:
        return one is other
    return math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-12)


def _page(generation: Generation) -> str:
    """Return the text of a generation as its file holds it."""
    return generation.page() + "\n"


__all__ = ["LineageError", "TextsAloneError", "is_lineage", "read_lineage"]


def is_lineage(folder: Path) -> bool:
    """Tell whether a folder seems to be a lineage, readable or not."""
    try:
        return (folder / RECORD).is_file()
    except (OSError, ValueError):
        return False


def read_lineage(folder: Path, cancelled: Callable[[], bool] | None = None) -> Lineage:
    """Return the lineage that a folder holds, exactly as it was when it was written.

    Nothing in the folder is run, and nothing outside it is read. A folder of version 1 does not hold its
    genealogy: it is made again from its settings, and believed when the same texts come out; ``cancelled``
    stops that (driftview.drift.loop.Cancelled). Raises LineageError, one clear line, for what cannot be
    read; TextsAloneError, a kind of it, when the texts of the folder are all that is left to open.
    """
    record = parse_record(read_untrusted(folder, RECORD))
    settings = read_settings(record.part("config"))
    if record.part("version").value == 1:
        return remake(folder, record, settings, cancelled)
    return _read(folder, record, settings)


def _read(folder: Path, record: Part, settings: Settings) -> Lineage:
    """Return a lineage of version 2."""
    parts = list(record.part("generations").parts())
    last = len(parts) - 1
    names = [numbered("genealogy", number, last) for number in range(1, len(parts))]
    checksums = read_checksums(record)
    human = [*NAMES, *(name for name in SPACING_NAMES if name in checksums)]
    listed(checksums, [*human, *names], folder)
    for name in sorted(set(checksums) - {*human, *names}):
        read_sealed(folder, name, checksums[name])
    corpus = _corpus(folder, record, settings, checksums)
    lineage = Lineage(corpus, settings, notes=list(read_notes(record)), replicates=read_replicates(record))
    voices = tuple(voice.name for voice in corpus.voices)
    mixed = None if is_written(settings.of) else Population(corpus, settings)
    for number, part in enumerate(parts):
        part.part("generation").whole(number, number)
        numbers = read_numbers(part, voices)
        if number == 0:
            passage = Passage(np.arange(len(corpus.tokens), dtype=np.int32), corpus.starts)
        else:
            name = names[number - 1]
            data = read_sealed(folder, name, checksums[name])
            try:
                tokens = settings.size(number, len(corpus.tokens))
                passage = read_genealogy(data, corpus, tokens, numbers.written)
                name = WRITTEN_SPACING.format(f"{number:0{width_of(last)}}")
                if name in checksums:
                    passage = with_spacing(passage, read_sealed(folder, name, checksums[name]), corpus)
            except (NumberTextError, OverflowError):
                raise LineageError(_damaged(folder, name)) from None
        matched = number > 0 and settings.matches
        if number and mixed is not None:
            mixed.put(passage, number, settings.human_share_after(number))
        read = passage if mixed is None else mixed.read(settings.of)
        generation = _generation(corpus, passage, _counted(read, corpus), numbers, number, matched=matched)
        before = lineage.generations[-1] if number else generation
        check_numbers(part, numbers, corpus.counts, generation.counts, before.counts)
        lineage.generations.append(_with_own_words(generation))
    record.part("generations").checked(bool(parts))
    return lineage


def _corpus(folder: Path, record: Part, settings: Settings, checksums: dict[str, str]) -> Corpus:
    """Return the human text."""
    card = read_card(record, settings)
    names = [*NAMES, *(name for name in SPACING_NAMES if name in checksums)]
    files = {name: read_sealed(folder, name, checksums[name]) for name in names}
    try:
        corpus = read_human(files, card)
        require_length(corpus, settings.order)
    except HumanTextError as error:
        raise LineageError(_damaged(folder, str(error))) from None
    except TextError as error:
        raise LineageError(str(error)) from None
    told = record.part("corpus").part("tokens")
    told.checked(told.value == len(corpus.tokens))
    return corpus


def _counted(read: Passage, corpus: Corpus) -> Counts:
    """Count the words of a passage, shape (V,)."""
    tokens = corpus.tokens[read.origins] if read.written is None else read.written
    return np.bincount(tokens, minlength=len(corpus.vocabulary)).astype(np.int64)


def _generation(
    corpus: Corpus,
    passage: Passage,
    counts: Counts,
    numbers: GenerationNumbers,
    number: int,
    *,
    matched: bool,
) -> Generation:
    """Return a generation; ``counts`` are of the text that was measured of it."""
    return Generation(
        number=number,
        corpus=corpus,
        origins=passage.origins,
        starts=passage.starts,
        written=passage.written,
        measures=numbers.measures,
        expected=numbers.expected,
        control=numbers.control,
        bands=numbers.bands,
        voices=numbers.voices,
        counts=counts,
        matched=matched,
        codes=passage.codes,
    )


def _damaged(folder: Path, name: str) -> str:
    return f"{shown(folder / name)} is damaged: restore it from where the folder came from"


def _with_own_words(generation: Generation) -> Generation:
    """Return a generation with human and own words told apart, which older records do not do."""
    measures, expected, control = generation.measures, generation.expected, generation.control
    if "types" not in measures or "human_types" in measures:
        return generation
    told = {"human_types": generation.words_left, "new_types": generation.own_words}
    of_law = {
        f"human_types{end}": expected[f"types{end}"] for end in ("", "_sd") if f"types{end}" in expected
    }
    if generation.own_words:
        expected = {
            name: value for name, value in expected.items() if not name.startswith(("types", "hapaxes"))
        }
    of_sample = {"human_types": control["types"], "new_types": 0} if "types" in control else {}
    return changed(
        generation,
        measures={**measures, **told},
        expected={**of_law, **expected},
        control={**control, **of_sample},
    )

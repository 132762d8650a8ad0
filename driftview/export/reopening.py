"""A lineage folder read back: the same generations, to the bit."""

from collections.abc import Callable
from pathlib import Path

import numpy as np

from driftview.drift.lineage import Generation, Lineage
from driftview.drift.spill import changed
from driftview.drift.training import Passage
from driftview.export.folder import RECORD
from driftview.export.formats import numbered
from driftview.export.found import LineageError, listed, read_found, read_sealed
from driftview.export.genealogy import read_genealogy
from driftview.export.human_text import NAMES, HumanTextError, read_human
from driftview.export.number_text import NumberTextError
from driftview.export.places import shown
from driftview.export.record_reading import (
    Numbers,
    Part,
    check_numbers,
    parse_record,
    read_card,
    read_checksums,
    read_notes,
    read_numbers,
    read_settings,
)
from driftview.export.remaking import TextsAloneError, remake
from driftview.settings.settings import Settings
from driftview.text.building import require_length
from driftview.text.corpus import Corpus
from driftview.text.reading import TextError

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
    record = parse_record(read_found(folder, RECORD))
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
    listed(checksums, [*NAMES, *names], folder)
    for name in sorted(set(checksums) - {*NAMES, *names}):
        read_sealed(folder, name, checksums[name])
    corpus = _corpus(folder, record, settings, checksums)
    lineage = Lineage(corpus, settings, notes=list(read_notes(record)))
    voices = tuple(voice.name for voice in corpus.voices)
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
            except (NumberTextError, OverflowError):
                raise LineageError(_damaged(folder, name)) from None
        matched = number > 0 and settings.given is not None
        generation = _generation(number, corpus, passage, numbers, matched)
        before = lineage.generations[-1] if number else generation
        check_numbers(part, numbers, corpus.counts, generation.counts, before.counts)
        lineage.generations.append(_with_own_words(generation))
    record.part("generations").checked(bool(parts))
    return lineage


def _corpus(folder: Path, record: Part, settings: Settings, checksums: dict[str, str]) -> Corpus:
    """Return the human text."""
    card = read_card(record, settings)
    files = {name: read_sealed(folder, name, checksums[name]) for name in NAMES}
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


def _generation(number: int, corpus: Corpus, passage: Passage, numbers: Numbers, matched: bool) -> Generation:
    tokens = corpus.tokens[passage.origins] if passage.written is None else passage.written
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
        counts=np.bincount(tokens, minlength=len(corpus.vocabulary)).astype(np.int64),
        matched=matched,
    )


def _damaged(folder: Path, name: str) -> str:
    return f"{shown(folder / name)} is damaged: get it back from where the folder came from"


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

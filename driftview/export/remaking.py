"""Lineage folders of version 1, which do not say where words were copied from: made again and compared."""

import math
from collections.abc import Callable, Sequence
from pathlib import Path

from driftview.drift.lineage import Generation, Lineage
from driftview.drift.loop import Loop
from driftview.drift.writing import why_not
from driftview.export.found import WITHOUT, LineageError, read_found
from driftview.export.places import shown
from driftview.export.record_reading import Part
from driftview.measures.registry import Value
from driftview.models.protocol import ModelError
from driftview.settings.settings import Settings, SettingsError
from driftview.text.catalogue import find_bundled
from driftview.text.cleaning import clean
from driftview.text.corpus import Corpus
from driftview.text.reading import TextError, label
from driftview.text.sources import open_corpus
from driftview.text.tokens import render


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
    corpus = _corpus(folder, record, settings)
    reason = why_not(settings)
    if reason:
        raise TextsAloneError(folder, reason)
    try:
        loop = Loop(corpus, settings)
        _compare(folder, parts[0], loop.lineage.generations[0], len(parts))
        for part in parts[1:]:
            _compare(folder, part, loop.step(cancelled), len(parts))
    except (SettingsError, ModelError) as error:
        raise TextsAloneError(folder, f"it cannot be made again ({error})") from None
    return loop.lineage


def _corpus(folder: Path, record: Part, settings: Settings) -> Corpus:
    """Return the human text, if it came with the program and is still the same."""
    corpus = record.part("corpus")
    name = corpus.part("name").line()
    names: Sequence[str] = [name] if find_bundled(name) else name.split(" + ")
    if not all(find_bundled(each) for each in names):
        raise TextsAloneError(folder, f"its human text, {label(name)}, did not come with the program")
    try:
        found = open_corpus(names, settings.unit)
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
    if (folder / "text").is_dir() and read_found(folder, name).decode(errors="replace") != _page(made):
        raise TextsAloneError(folder, f"{name} is not what its settings make")


def _same(one: Value, other: Value) -> bool:
    """Tell whether two numbers are one, but for the last digits: other machines sum in another order."""
    if one is None or other is None:
        return one is other
    return math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-12)


def _page(generation: Generation) -> str:
    """Return the text of a generation as its file holds it."""
    return clean(render(generation.corpus.vocabulary, generation.tokens, generation.starts)) + "\n"

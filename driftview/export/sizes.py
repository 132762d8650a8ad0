"""How large the files of a lineage will be, before they are written."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass

from driftview.drift.lineage import Generation, Lineage
from driftview.export.figures import figures
from driftview.export.lineage_folder import FILES, Export
from driftview.export.text_files import genealogy_text, human_files, spacing_text


@dataclass(frozen=True)
class Size:
    """What a format takes."""

    name: str
    """The format."""
    files: int
    bytes: int
    exact: bool
    """Whether it was made; what a folder of generations takes is told from some of them."""


def sizes(lineage: Lineage, formats: Collection[str]) -> Iterator[Size]:
    """Say how large formats are, one at a time: a page takes about a second to make.

    Parameters
    ----------
    lineage
        The lineage that would be exported.
    formats
        Some of ``FORMATS``, in the order in which their sizes are wanted.

    Yields
    ------
    Size
        Of each format.
    """
    export = Export(lineage)
    for name in formats:
        match name:
            case "text":
                yield _of_generations(name, lineage.generations, lambda each: len(each.page().encode()) + 1)
            case "genealogy":
                human = [len(text.encode()) for _, text in human_files(lineage.corpus)]
                made = _of_generations(name, lineage.generations[1:], _genealogy)
                spaced = sum(each.codes is not None for each in lineage.generations[1:])
                files = len(human) + made.files + spaced
                yield Size(name, files, sum(human) + made.bytes, made.exact)
            case "charts":
                drawn = [len(each.standalone.encode()) for each in figures(lineage)]
                yield Size(name, len(drawn), sum(drawn), exact=True)
            case _:
                content = export.content(name)
                size = len(content if isinstance(content, bytes) else content.encode())
                yield Size(name, 1, size, exact=name in FILES and name != "json")


def _genealogy(generation: Generation) -> int:
    codes = generation.codes
    spacing = "" if codes is None else spacing_text(codes, generation.starts)
    return len(genealogy_text(generation)) + len(spacing)


SAMPLED = 3
"""Generations that are looked at: the first, the last and the one between."""


def _of_generations(
    name: str, generations: Sequence[Generation], size_of: Callable[[Generation], int]
) -> Size:
    """Tell the size of a file for each generation from some of them, by their tokens."""
    count = len(generations)
    if not count:
        return Size(name, 0, 0, exact=True)
    places = sorted({0, count // 2, count - 1}) if count > SAMPLED else range(count)
    looked_at = [generations[place] for place in places]
    taken = sum(map(size_of, looked_at))
    tokens = sum(len(each.origins) for each in looked_at)
    every = sum(len(each.origins) for each in generations)
    return Size(name, count, round(taken * every / max(tokens, 1)), exact=count <= SAMPLED)

"""What a lineage can be written as: the formats by name, and the files that they consist of."""

from collections.abc import Callable, Collection, Iterator, Mapping
from functools import cached_property
from hashlib import sha256

from driftview.drift.lineage import Lineage
from driftview.export.content import Transcript
from driftview.export.figures import figures
from driftview.export.genealogy import genealogy_text
from driftview.export.human_text import human_files
from driftview.export.markdown import markdown
from driftview.export.page import page
from driftview.export.parquet import measures_parquet
from driftview.export.plain_text import plain_text
from driftview.export.record import lineage_json, measures_csv
from driftview.export.transcript import compose
from driftview.text.cleaning import clean
from driftview.text.tokens import render

FORMATS = {
    "markdown": "transcript.md, for reading",
    "plain": "transcript.txt, the same as plain text",
    "html": "transcript.html, the same as a page with charts",
    "json": "lineage.json, all measures",
    "csv": "measures.csv, for a spreadsheet",
    "parquet": "measures.parquet, the same with types",
    "text": "text/, the generations themselves",
    "genealogy": "genealogy/, to open it again",
    "charts": "charts/, pictures of the curves as SVG",
}
"""Every format, and what it is in a few words."""

USUAL = ("markdown", "json", "csv", "text", "genealogy")
"""What a folder holds unless something else is asked for; with json and genealogy it can be opened again."""

FILES = {
    "markdown": "transcript.md",
    "plain": "transcript.txt",
    "html": "transcript.html",
    "json": "lineage.json",
    "csv": "measures.csv",
    "parquet": "measures.parquet",
}
"""The formats that are one file each, and its name in a folder."""

FOLDERS = {
    "text": r"\d{3,}\.txt",
    "genealogy": r"(\d{3,}|words|human|held-out)\.txt",
    "charts": r"[\w-]+\.svg",
}
"""The formats that are a folder of files each, and a pattern of their names."""

Content = str | bytes
"""What a file holds; text is written as UTF-8."""


class Export:
    """A lineage on its way to files; what several of them need is made once."""

    def __init__(self, lineage: Lineage) -> None:
        """Take a lineage; nothing is made yet."""
        self._lineage = lineage

    def files(self, formats: Collection[str]) -> Iterator[tuple[str, Content]]:
        """Yield name and content of the files of a folder, one at a time; raises ExportError."""
        checksums: dict[str, str] = {}
        for name, text in self._sealed(formats):
            checksums[name] = sha256(text.encode()).hexdigest()
            yield name, text
        for name in (each for each in FILES if each in formats):
            yield FILES[name], self._beside(name, formats, checksums)
        if "charts" in formats:
            for drawing in figures(self._lineage):
                yield f"charts/{drawing.caption.name}.svg", drawing.standalone

    def _beside(self, name: str, formats: Collection[str], checksums: Mapping[str, str]) -> Content:
        """Return a format that is one file, and may speak of the other files in its folder."""
        if name == "json":
            return lineage_json(self._lineage, checksums)
        if name == "markdown" and "charts" in formats:
            return markdown(self._transcript, "charts")
        return self.content(name)

    def content(self, name: str) -> Content:
        """Return a format that is one file; raises ExportError when what it needs is not installed."""
        ways: dict[str, Callable[[], Content]] = {
            "markdown": lambda: markdown(self._transcript),
            "plain": lambda: plain_text(self._transcript),
            "html": lambda: page(self._transcript),
            "json": lambda: lineage_json(self._lineage),
            "csv": lambda: measures_csv(self._lineage),
            "parquet": lambda: measures_parquet(self._lineage),
        }
        return ways[name]()

    @cached_property
    def _transcript(self) -> Transcript:
        return compose(self._lineage)

    def _sealed(self, formats: Collection[str]) -> Iterator[tuple[str, str]]:
        """Yield the files whose checksums stand in lineage.json."""
        generations = self._lineage.generations
        last = generations[-1].number
        if "genealogy" in formats:
            yield from human_files(self._lineage.corpus)
            for generation in generations[1:]:
                yield numbered("genealogy", generation.number, last), genealogy_text(generation)
        if "text" in formats:
            vocabulary = self._lineage.corpus.vocabulary
            for generation in generations:
                text = clean(render(vocabulary, generation.tokens, generation.starts))
                yield numbered("text", generation.number, last), text + "\n"


def numbered(folder: str, number: int, last: int) -> str:
    """Return the name of a file about one generation, in a lineage whose last one is ``last``."""
    return f"{folder}/{number:0{max(3, len(str(last)))}}.txt"

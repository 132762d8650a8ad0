"""What human texts come with the program; opening them is another matter (driftview.text.bundled)."""

from dataclasses import dataclass
from pathlib import Path

DEFAULT = "pride-and-prejudice"
"""The corpus that is opened when none is named."""

PUBLIC_DOMAIN = "public domain"


@dataclass(frozen=True)
class BundledVoice:
    """One voice of a bundled corpus."""

    name: str
    paths: tuple[str, ...]
    """Files under the corpora folder, in reading order."""


@dataclass(frozen=True)
class Bundled:
    """A corpus that comes with the program."""

    name: str
    title: str
    author: str
    year: str
    voices: tuple[BundledVoice, ...]
    licence: str = PUBLIC_DOMAIN


def _work(path: str, title: str, author: str, year: int) -> Bundled:
    """Return a corpus of one work, named after its file."""
    return Bundled(Path(path).stem, title, author, str(year), (BundledVoice(title, (path,)),))


_AUSTEN = (
    _work("austen/sense-and-sensibility.txt", "Sense and Sensibility", "Jane Austen", 1811),
    _work("austen/pride-and-prejudice.txt", "Pride and Prejudice", "Jane Austen", 1813),
    _work("austen/mansfield-park.txt", "Mansfield Park", "Jane Austen", 1814),
    _work("austen/emma.txt", "Emma", "Jane Austen", 1815),
    _work("austen/persuasion.txt", "Persuasion", "Jane Austen", 1817),
)
_OPTICKS = _work("newton/opticks.txt", "Opticks", "Isaac Newton", 1730)
_ECCLESIASTES = _work("kjv/ecclesiastes.txt", "Ecclesiastes", "King James Version", 1611)

CATALOGUE = (
    *sorted(_AUSTEN, key=lambda work: work.name != DEFAULT),
    _OPTICKS,
    _ECCLESIASTES,
    Bundled("austen", "Five novels", "Jane Austen", "1811–1817", tuple(work.voices[0] for work in _AUSTEN)),
    Bundled(
        "chorus",
        "Chorus",
        "Austen, Newton, Ecclesiastes",
        "1611–1817",
        (
            BundledVoice("Austen", tuple(work.voices[0].paths[0] for work in _AUSTEN)),
            BundledVoice("Newton", _OPTICKS.voices[0].paths),
            BundledVoice("Ecclesiastes", _ECCLESIASTES.voices[0].paths),
        ),
    ),
)
"""Every bundled corpus, the default first."""


def find_bundled(name: str) -> Bundled | None:
    """Return the bundled corpus of that name, or None."""
    return next((entry for entry in CATALOGUE if entry.name == name), None)


def title_of(name: str) -> str:
    """Return the title of a bundled corpus, or any other corpus name as it is."""
    entry = find_bundled(name)
    return entry.title if entry else name

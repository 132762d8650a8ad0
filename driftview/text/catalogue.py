"""What human texts come with the program, and where they are."""

import re
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from driftview.text.reading import TextError, TextFile, VoiceText, open_source

DEFAULT = "pride-and-prejudice"
"""The corpus that is opened when none is named."""

PUBLIC_DOMAIN = "public domain"

CROWN = "public domain, except in the UK"
"""That of the King James Version: in the United Kingdom it is under letters patent of the Crown."""

SHARE_ALIKE = "CC BY-SA 3.0"
"""That of the Debian Administrator's Handbook: free to use and to change, with its authors named."""


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
    language: str = "English"

    @property
    def century(self) -> str:
        """Return the century, or centuries, that it was written in: "19th", "7th–10th"."""
        return "–".join(dict.fromkeys(_century(int(year)) for year in re.findall(r"\d+", self.year)))


def _century(year: int) -> str:
    number = (year + 99) // 100
    ending = {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th") if number not in (11, 12, 13) else "th"
    return f"{number}{ending}"


def _work(
    path: str,
    title: str,
    author: str,
    year: int | str,
    licence: str = PUBLIC_DOMAIN,
    *,
    language: str = "English",
) -> Bundled:
    """Return a corpus of one work, named after its file."""
    voices = (BundledVoice(title, (path,)),)
    return Bundled(Path(path).stem, title, author, str(year), voices, licence, language)


_AUSTEN = (
    _work("austen/sense-and-sensibility.txt", "Sense and Sensibility", "Jane Austen", 1811),
    _work("austen/pride-and-prejudice.txt", "Pride and Prejudice", "Jane Austen", 1813),
    _work("austen/mansfield-park.txt", "Mansfield Park", "Jane Austen", 1814),
    _work("austen/emma.txt", "Emma", "Jane Austen", 1815),
    _work("austen/persuasion.txt", "Persuasion", "Jane Austen", 1817),
)
_OPTICKS = _work("newton/opticks.txt", "Opticks", "Isaac Newton", 1730)
_ECCLESIASTES = _work("kjv/ecclesiastes.txt", "Ecclesiastes", "King James Version", 1611, CROWN)

_HANDBOOK = "R. Hertzog, R. Mas"
"""Their translators are named in corpora/README.md."""

_MORE = (
    _work("debian/debian-handbook.txt", "Debian Handbook", _HANDBOOK, 2022, SHARE_ALIKE),
    _work(
        "debian/debian-handbook-ru.txt",
        "Debian Handbook, Russian",
        _HANDBOOK,
        2022,
        SHARE_ALIKE,
        language="Russian",
    ),
    _work(
        "debian/debian-handbook-fa.txt",
        "Debian Handbook, Persian",
        _HANDBOOK,
        2022,
        SHARE_ALIKE,
        language="Persian",
    ),
    _work(
        "debian/debian-handbook-ja.txt",
        "Debian Handbook, Japanese",
        _HANDBOOK,
        2022,
        SHARE_ALIKE,
        language="Japanese",
    ),
    _work("reina-valera/eclesiastes.txt", "Eclesiastés", "Reina-Valera", 1909, language="Spanish"),
    _work("tang/tang-poems.txt", "Tang Poems", "Du Fu, Wang Wei, Li Bai …", "618–907", language="Chinese"),
)

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
        CROWN,
    ),
    *_MORE,
)
"""Every bundled corpus, the default first."""


SYNTHETIC = {
    "zipf": "the exponent: the word of rank r has a share proportional to 1/(r + 2.7)^NUMBER",
    "die": "how many faces it has",
    "bernoulli": "the share of heads; the rest is tails",
}
"""Kinds of synthetic source (driftview.text.synthetic), and what follows their names."""


def is_synthetic(name: str) -> bool:
    """Tell whether a name stands for a synthetic source.

    Parameters
    ----------
    name
        The name of a text.

    Returns
    -------
    bool
        Whether it begins with a kind and a colon.
    """
    kind, colon, _ = name.partition(":")
    return bool(colon) and kind in SYNTHETIC


def find_bundled(name: str) -> Bundled | None:
    """Return the bundled corpus of that name, or None."""
    return next((entry for entry in CATALOGUE if entry.name == name), None)


def title_of(name: str) -> str:
    """Return the title of a bundled corpus, or any other corpus name as it is."""
    entry = find_bundled(name)
    return entry.title if entry else name


def corpora_folder() -> Traversable:
    """Return the folder of the bundled texts: inside the installed package, else beside it in a checkout.

    Raises TextError when there is none.
    """
    package = files("driftview")
    for folder in (package / "corpora", Path(str(package)).parent / "corpora"):
        if folder.is_dir():
            return folder
    raise TextError("the bundled texts are missing from this installation: install driftview again")


def bundled_voices(entry: Bundled) -> list[VoiceText]:
    """Return the texts of a bundled corpus; raises TextError when a file is missing."""
    folder = corpora_folder()
    return [VoiceText(v.name, tuple((path, _open(folder, path)) for path in v.paths)) for v in entry.voices]


def _open(folder: Traversable, path: str) -> TextFile:
    """Return the text of one bundled file."""
    file = folder.joinpath(*path.split("/"))
    try:
        return open_source(lambda: file.open("rb"), path)
    except OSError:
        raise TextError(f"the bundled text {path} is missing: install driftview again") from None

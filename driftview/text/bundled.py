"""Opening the human texts that come with the program."""

from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from driftview.text.catalogue import Bundled
from driftview.text.reading import TextError, TextFile, VoiceText, open_source


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

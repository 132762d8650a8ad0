"""The command that makes a lineage again."""

from dataclasses import fields

from driftview.drift.lineage import Lineage
from driftview.text.bundled import find_bundled
from driftview.text.corpus import Corpus

ALWAYS = ("order", "seed")
"""Settings that are named even when nothing was changed about them."""


def recipe(lineage: Lineage) -> str | None:
    """Return the command that makes a lineage again; None when no single command can.

    That is so for texts of the user's own, of which only the names are known, and for lists of sizes.
    """
    if not _is_bundled(lineage.corpus):
        return None
    settings = lineage.settings
    words = ["driftview", "run", lineage.corpus.name]
    for field in fields(settings):
        value = getattr(settings, field.name)
        if field.name == "generations":
            value = lineage.generations[-1].number
        elif value == field.default and field.name not in ALWAYS:
            continue
        if not isinstance(value, int | float | str):
            return None
        words += [f"--{field.name.replace('_', '-')}", f"{value}"]
    return " ".join(words)


def _is_bundled(corpus: Corpus) -> bool:
    """Tell whether a corpus came with the program, and is no file of the same name."""
    entry = find_bundled(corpus.name)
    return entry is not None and corpus.files == tuple(path for voice in entry.voices for path in voice.paths)

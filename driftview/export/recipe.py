"""The command that makes a lineage again."""

import shlex

from driftview.drift.lineage import Lineage
from driftview.settings.conflicts import excluder
from driftview.settings.settings import PARAMETERS
from driftview.text.catalogue import find_bundled
from driftview.text.corpus import Corpus

ALWAYS = ("order", "seed")
"""Settings that are named even when nothing was changed about them."""


def recipe(lineage: Lineage) -> str | None:
    """Return the command that makes a lineage again; None when no single command can.

    That is so for texts of the user's own, of which only the names are known.
    """
    if not is_bundled(lineage.corpus) or lineage.settings.given is not None:
        return None
    settings = lineage.settings
    words = ["driftview", "run", lineage.corpus.name]
    for name, declared in PARAMETERS.items():
        value = getattr(settings, name)
        had_no_part = excluder(name, settings) is not None  # and would be refused
        if name == "generations":
            value = lineage.generations[-1].number
        elif had_no_part or (value == declared.default and name not in ALWAYS):
            continue
        words += [declared.option, declared.typed(value)]
    return shlex.join(words)


def is_bundled(corpus: Corpus) -> bool:
    """Tell whether a corpus came with the program, and is no file of the same name."""
    entry = find_bundled(corpus.name)
    return entry is not None and corpus.files == tuple(path for voice in entry.voices for path in voice.paths)

"""See what happens to human language when text models are trained on their own output.

``import driftview as dv`` has the names below; docs/python.md is their page. Each is loaded when it is first
used, so that importing the package costs nothing.
"""

from driftview.version import __version__ as __version__

TYPE_CHECKING = False
"""Known to type checkers by its name. The module typing takes longer to load than the command line does to
listen to Ctrl-C."""

if TYPE_CHECKING:
    from driftview.drift.lineage import Generation
    from driftview.errors import DriftviewError
    from driftview.library.findings import (
        FindingError,
        Findings,
        collapse,
        compare,
        concordance,
        lost_phrases,
        own_words,
        word_list,
        worth,
    )
    from driftview.library.lineages import (
        Lineage,
        generations_of,
        open_generations,
        read_lineage,
        run,
        write_lineage,
    )
    from driftview.library.measuring import Measurement, Prediction, measure, predict, zipf_text
    from driftview.library.studies import Reproduction, Study, read_study, reproduce, sweep
    from driftview.library.texts import Text, open_text, text_of
    from driftview.settings.parameters import SettingsError
    from driftview.settings.settings import Settings
    from driftview.text.cleaning import TextError
    from driftview.text.options import ReadingOptions

__all__ = [
    "DriftviewError",
    "FindingError",
    "Findings",
    "Generation",
    "Lineage",
    "Measurement",
    "Prediction",
    "ReadingOptions",
    "Reproduction",
    "Settings",
    "SettingsError",
    "Study",
    "Text",
    "TextError",
    "collapse",
    "compare",
    "concordance",
    "custody",
    "generations_of",
    "lost_phrases",
    "measure",
    "open_generations",
    "open_text",
    "own_words",
    "predict",
    "provenance",
    "read_lineage",
    "read_study",
    "reproduce",
    "run",
    "sweep",
    "text_of",
    "word_list",
    "worth",
    "write_lineage",
    "zipf_text",
]

_HOMES = {
    "drift.lineage": ("Generation",),
    "errors": ("DriftviewError",),
    "library.findings": (
        "FindingError",
        "Findings",
        "collapse",
        "compare",
        "concordance",
        "custody",
        "lost_phrases",
        "provenance",
        "own_words",
        "word_list",
        "worth",
    ),
    "library.lineages": (
        "Lineage",
        "generations_of",
        "open_generations",
        "read_lineage",
        "run",
        "write_lineage",
    ),
    "library.measuring": ("Measurement", "Prediction", "measure", "predict", "zipf_text"),
    "library.studies": ("Reproduction", "Study", "read_study", "reproduce", "sweep"),
    "library.texts": ("Text", "open_text", "text_of"),
    "settings.parameters": ("SettingsError",),
    "settings.settings": ("Settings",),
    "text.cleaning": ("TextError",),
    "text.options": ("ReadingOptions",),
}
"""The module of each name."""


if not TYPE_CHECKING:  # which would take any name at all for a name of the library

    def __getattr__(name: str) -> object:
        """Load a name of the library when it is first used."""
        home = next((module for module, names in _HOMES.items() if name in names), None)
        if home is None:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from importlib import import_module

        found = globals()[name] = getattr(import_module(f"{__name__}.{home}"), name)
        return found


def __dir__() -> list[str]:
    """Return what there is, loaded or not."""
    return sorted({*globals(), *__all__})

"""Commands of the Vocabulary, Map and Gauges views."""

from driftview.tui.commands.command import Command

INSTRUMENTS = (
    Command("from_zero", ("0",), "Axis from zero", "Begin the axis at zero, or where the curves begin.",
            "Look", short="from zero", where=("vocabulary",)),
    Command("band_back", ("up", "k"), "Rarer words", "Move the cursor to the band above.", "Map",
            short="band", where=("map",)),
    Command("band_on", ("down", "j"), "More frequent words", "Move the cursor to the band below.", "Map",
            short="band", where=("map",)),
    Command("gauge_back", ("up", "k"), "Gauge above", "Choose the gauge above.", "Gauges", short="gauge",
            where=("gauges",)),
    Command("gauge_on", ("down", "j"), "Gauge below", "Choose the gauge below.", "Gauges", short="gauge",
            where=("gauges",)),
    Command("gauges_back", ("ctrl+up", "ctrl+b"), "A page of gauges up", "Go up as many gauges as are seen.",
            "Gauges", where=("gauges",)),
    Command("gauges_on", ("ctrl+down", "ctrl+f"), "A page of gauges down",
            "Go down as many gauges as are seen.", "Gauges", where=("gauges",)),
    Command("explain_gauge", ("enter",), "Explain the gauge",
            "Its definition, formula and paper, and which way is worse.", "Gauges", short="explain",
            where=("gauges",)),
)  # fmt: skip
"""In the order in which help shows them."""

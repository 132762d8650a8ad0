"""Where the palette finds commands and knobs; loaded when it is opened, which is after the first frame."""

from textual.command import Provider


def commands() -> type[Provider]:
    """Return what knows the commands."""
    from driftview.tui.palette import CommandProvider

    return CommandProvider


def knobs() -> type[Provider]:
    """Return what knows every value of every knob."""
    from driftview.tui.palette import KnobProvider

    return KnobProvider

"""Where the palette finds commands and settings; loaded when it is opened, which is after the first frame."""

from textual.command import Provider


def commands() -> type[Provider]:
    """Return what knows the commands."""
    from driftview.tui.palette import CommandProvider

    return CommandProvider


def settings() -> type[Provider]:
    """Return what knows every value of every setting."""
    from driftview.tui.palette import SettingProvider

    return SettingProvider

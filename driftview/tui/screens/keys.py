"""The keys of a screen, bound from the registry."""

from __future__ import annotations

from collections.abc import Iterator

from textual.binding import Binding, BindingType

from driftview.tui.commands import commands_of


def bindings_of(view: str) -> Iterator[BindingType]:
    """Yield a binding for every key that means something in a view; they come before those of widgets."""
    for command in commands_of(view):
        for key in command.keys:
            action = f"give('{command.name}')"
            yield Binding(key, action, command.label, show=False, priority=True, id=command.name)

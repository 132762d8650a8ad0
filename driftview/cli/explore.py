"""``driftview [TEXT…]``: the explorer."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

import click
from click.shell_completion import CompletionItem

from driftview.cli.environment import heed_environment
from driftview.cli.options import lineage_options, make_corpus, settle
from driftview.cli.output import narrate_option, print_narration
from driftview.cli.reading import chosen_reading, fall_back_on
from driftview.cli.safety import BadInput
from driftview.cli.texts import check_command, check_names, synthetic_options, text_arguments

if TYPE_CHECKING:
    from collections.abc import Callable

    from driftview.settings.settings import Settings
    from driftview.tui.preferences import Preferences


WEB_DRIVER = "web_driver"
"""What the module that draws in a browser is called."""


def theme_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add --theme to a command."""
    option = click.option(
        "--theme",
        metavar="NAME",
        callback=_known_theme,
        shell_complete=_complete_theme,
        help="Colours: nord, gruvbox, textual-light, …  [the last one you chose]",
    )
    function = option(function)
    heed_environment(function)
    return function


def _themes() -> list[str]:
    from textual.theme import BUILTIN_THEMES

    return sorted(BUILTIN_THEMES)


def _known_theme(_context: click.Context, _option: click.Parameter, value: str | None) -> str | None:
    """Return the name of a theme that Textual has."""
    if value is not None and value not in _themes():
        raise click.BadParameter(f"there is no theme “{value}”; there are {', '.join(_themes())}.")
    return value


def _complete_theme(_context: click.Context, _option: click.Parameter, begun: str) -> list[CompletionItem]:
    return [CompletionItem(name) for name in _themes() if name.startswith(begun)]


@click.command(short_help="Open the explorer (what you get without a command).")
@text_arguments
@synthetic_options
@theme_option
@narrate_option
@lineage_options
@click.pass_context
def explore(
    context: click.Context,
    /,
    texts: tuple[str, ...],
    corpus: tuple[str, ...],
    theme: str | None,
    narrate: bool,
    **values: Any,
) -> None:
    """Open the explorer on TEXT (what you get without a command).

    Without TEXT it opens the last text you used. Settings are in the file that `driftview paths` shows.
    You can also set every option below as an environment variable, such as DRIFTVIEW_ORDER or
    DRIFTVIEW_THEME.
    """
    names = (*corpus, *texts)
    if os.environ.get("DRIFTVIEW_SERVED"):  # named in driftview.tui.served, which a terminal need not load
        context.exit(_explore_page(names, settle(context, values, quiet=True), theme))
    whole = context.find_root()
    check_command(texts, whole.command.list_commands(whole) if isinstance(whole.command, click.Group) else [])
    check_names(names)
    if narrate:
        from driftview.cli.run import make_lineage

        settings = settle(context, values)
        print_narration(make_lineage(make_corpus(names, settings), settings, quiet=False))
        return
    check_terminal("-" in names)
    preferences = preferences_in_force()
    settings = settle(context, values)
    from driftview.tui.app import run as run_explorer

    fall_back_on(preferences.reading)
    context.exit(
        run_explorer(names or preferences.corpus, settings, preferences, theme, reading=chosen_reading())
    )


def _explore_page(names: tuple[str, ...], settings: Settings, theme: str | None) -> int:
    """Run the explorer behind a page, which has settings of its own; an owner's begin as in a terminal."""
    from dataclasses import replace

    from driftview.text.reading import TextError
    from driftview.tui.app import run as run_explorer
    from driftview.tui.preferences import Preferences
    from driftview.tui.served import served

    try:
        page = served()
    except TextError as error:
        raise BadInput(str(error)) from None
    assert page is not None
    check_terminal("-" in names)
    known = page.enter(names)
    if page.visitor:
        preferences = Preferences(page.settings)
    else:
        check_names(known)
        preferences = replace(preferences_in_force(), path=page.settings)
    fall_back_on(preferences.reading)
    return run_explorer(known or preferences.corpus, settings, preferences, theme, reading=chosen_reading())


def preferences_in_force() -> Preferences:
    """Return what is remembered, without a text that is not there any more."""
    from dataclasses import replace

    from driftview.tui.preferences import PreferencesError, read_preferences

    try:
        preferences = read_preferences()
    except PreferencesError as error:
        raise BadInput(str(error)) from None
    try:
        check_names(preferences.corpus)
    except BadInput as error:
        complaint = f"corpus: {error.format_message()}"
        return replace(preferences, corpus=(), complaints=(*preferences.complaints, complaint))
    return preferences


def check_terminal(piped: bool, instead: str = "`driftview run` does the same without one") -> None:
    """Refuse to draw where nothing can be drawn; a page that `driftview serve` opened needs no terminal."""
    if WEB_DRIVER in os.environ.get("TEXTUAL_DRIVER", ""):
        return
    if sys.stdout is None or not sys.stdout.isatty() or os.environ.get("TERM", "dumb") == "dumb":
        raise BadInput(f"the explorer needs a terminal; {instead}")
    if piped or sys.stdin is None or not sys.stdin.isatty():
        raise BadInput(
            "the explorer needs the keyboard, so the text cannot come from standard input: name a file"
        )

"""The explorer as an application."""

from __future__ import annotations

import gc
import os
import sys
import threading
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, ClassVar

from rich.console import RenderableType
from textual.app import SystemCommand
from textual.binding import Binding, BindingType
from textual.driver import Driver
from textual.events import Event, Key
from textual.screen import ModalScreen, Screen
from textual.theme import Theme

from driftview.machine import give_back_memory, keep_one_heap
from driftview.text.cleaning import label
from driftview.tui.error_boundary import CRASHED, ErrorBoundaryApp, prepare_to_save
from driftview.tui.first_frame import FirstFrame
from driftview.tui.leaving import Deadline, Leads, QuitKey
from driftview.tui.preferences import Preferences, PreferencesError, lasting, remember
from driftview.tui.signals import HUNG_UP, Early, heed_signals
from driftview.tui.terminal import KEYS, TypeAhead, terminal_driver
from driftview.tui.tints import tints

if TYPE_CHECKING:
    from driftview.drift.external import ExternalGenerations
    from driftview.drift.lineage import Lineage
    from driftview.export.study_folder import Study
    from driftview.settings.settings import Settings
    from driftview.study.compared import Compared
    from driftview.text.options import ReadingOptions
    from driftview.tui.key_names import Keymap
    from driftview.tui.results import Results
    from driftview.tui.views.main import MainScreen
    from driftview.tui.worker import GenerationsMade

MAIN_MODE = "main"
"""The stack of screens that has the main screen at its bottom."""

SWITCH_SECONDS = 0.001
"""How long a thread that computes may keep others waiting; Python's own 5 ms add up when a key is pressed."""

TIDY_SECONDS = 5
"""How often memory that is not used any more is given back."""

COMPLAINT_SECONDS = 12
"""How long it is shown what is wrong in the settings."""

MOST_CARDS = 200
"""Of how many texts it is remembered that their card was shown."""

WATCH_SECONDS = 0.5
"""How often it is looked whether the terminal is still there; one that goes need not say so."""


class Explorer(ErrorBoundaryApp):
    """driftview in a terminal; its result is why it could not begin, if it could not."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+z", "suspend_process", "Back to the shell", show=False, system=True, priority=True)
    ]

    TITLE = "driftview"
    ENABLE_COMMAND_PALETTE = True

    def __init__(
        self,
        names: Sequence[str],
        settings: Settings,
        preferences: Preferences | None = None,
        theme: str | None = None,
        opened: Lineage | ExternalGenerations | None = None,
        *,
        reading: ReadingOptions | None = None,
        beside: Sequence[Compared] = (),
        study: Study | None = None,
    ) -> None:
        """Explore what becomes of the texts that ``names`` stand for, or generations that were ``given``.

        ``preferences``: what is remembered, and where; without them nothing is, then or later.
        ``theme`` comes before the one that is remembered. ``opened``: a lineage of these settings that was
        made before, or texts that were written elsewhere; unless its text came with the program, ``names``
        stand for it here and nowhere else. ``reading``: how texts are read. ``beside``: other
        lineages, for Compare. ``study``: the results of a sweep, which are shown first.
        """
        super().__init__()
        self._names = tuple(names)
        self._settings = settings
        self._opened = opened
        self._beside = tuple(beside)
        self._study = study
        self._reading = reading
        self._preferences = preferences
        self._remembered: dict[str, object] = {"corpus": preferences.corpus} if preferences else {}
        self.newcomer = preferences is not None and not preferences.begun
        """Whether nobody has begun yet: the explorer then says how."""
        self._cards = preferences.cards if preferences else ()
        self._proved: tuple[str, ...] = ()
        """The names that were last remembered as those of a text."""
        self._complaints = preferences.complaints if preferences else ()
        self._wanted_theme = theme
        self._settled = False
        """Whether the collector was told what is here to stay."""
        self.quit_key: QuitKey | None = None
        """What sees to it that the key which quits does so in time; None where others end the process."""
        self.early = Early()
        """Signals that came before the first frame."""
        self._told_of_layout = False
        """Whether it was said that another keyboard layout seems to be on."""
        self._told = False
        """Whether it was said that nothing can be remembered."""
        self.main: MainScreen | None = None
        """The main screen, once the first frame is on the terminal."""
        self._pressed: list[Event] = []
        """Keys that came before it."""
        self._type_ahead = TypeAhead(self)
        self._openings = 0
        """How many main screens there have been: one for each folder that was opened, and the first."""
        self.left: Lineage | None = None
        """What was on the screen when the terminal went."""

    def get_driver_class(self) -> type[Driver]:
        """Write to the terminal in as few bytes as will do, since the way to it may be long; and hold."""
        driver = terminal_driver(super().get_driver_class())
        if "DRIFTVIEW_SERVED" not in os.environ:
            return driver
        from driftview.tui.served import page_driver

        return page_driver(driver)

    @property
    def begins_human(self) -> bool:
        """Whether generation 0 of what is on the screen is called human."""
        return self.main is None or self.main.session.begins_human

    def get_css_variables(self) -> dict[str, str]:
        """Add to the colours of the theme those that we need in every theme."""
        self.theme_variables = super().get_css_variables()
        self.theme_variables |= tints(self.theme_variables)
        return self.theme_variables

    def get_default_screen(self) -> Screen[None]:
        """Begin with a frame that needs next to nothing."""
        return FirstFrame(self._names)

    async def _open_main(self) -> None:
        """Put the main screen in place of the first frame; it gets the keys that were pressed meanwhile."""
        from driftview.tui.keymap import remapped

        keys, complaints = remapped(self._preferences.keys if self._preferences else {})
        self.set_keymap(keys.bindings())
        self._complain((*self._complaints, *complaints))
        await self._show_main(keys)
        self.begun = True
        for event in self._pressed:
            await self.on_event(event)

    async def _show_main(self, keys: Keymap) -> None:
        """Begin with a main screen for what is opened now; the one before goes."""
        from driftview.text.catalogue import find_bundled
        from driftview.tui.views.main import MainScreen

        before, self._openings = self.current_mode, self._openings + 1
        main = self.main = MainScreen(self._names, self._settings, self._opened)
        main.session.keys = keys
        main.session.run.cache.reading = self._reading
        main.session.beside = self._beside
        main.session.study = self._study
        if self._opened is not None and not all(map(find_bundled, self._names)):
            main.session.run.cache.give(self._names, self._opened.corpus)
        mode = f"{MAIN_MODE}-{self._openings}"
        self.add_mode(mode, lambda: main)
        await self.switch_mode(mode)
        if before.startswith(MAIN_MODE):
            await self.remove_mode(before)
        if self._study is not None:
            main.session.wanted = self._study.plan.generations[-1]
            main.do_open_view("study")

    async def open_results(self, results: Results) -> None:
        """Show what a folder holds in place of everything that is shown."""
        assert self.main is not None
        self.main.player.pause()
        self.main.stop_computing()
        self._names, self._settings, self._opened = results.names, results.settings, results.opened
        self._study, self._reading, self._beside = results.study, results.reading, ()
        await self._show_main(self.main.session.keys)

    async def on_event(self, event: Event) -> None:
        """Keep keys for the main screen while there is none, and for what a dialog leads to."""
        if isinstance(event, Key) and not self.begun:
            self._pressed.append(event)
            return
        if not isinstance(event, Key):
            await super().on_event(event)
            return
        before = self.screen
        to_dialog = not event.is_forwarded and isinstance(before, ModalScreen)
        if not event.is_forwarded and self._type_ahead.holds(event):
            return
        number = self.quit_key.begin() if self.quit_key and not event.is_forwarded else 0
        await super().on_event(self._at_same_place(event))
        self.screen.call_after_refresh(self._key_done, number)
        if to_dialog or (self.is_running and self.screen is not before):
            await self._type_ahead.answer()

    def _key_done(self, number: int) -> None:
        """Note that a key has had its effect: what it changes has been handed over to be written."""
        KEYS.input_done()
        if self.quit_key:
            self.quit_key.answered(number)

    def key_read(self, key: Key) -> None:
        """Take a key in the thread that reads them, before the event loop gets to it."""
        if self.quit_key:
            self.quit_key.read(self._leads(key.key), self._quits_after(key.key))

    def _leads(self, key: str) -> Leads:
        """Tell where a key may lead to, as things stand on the screen."""
        from driftview.tui.commands import commands_of  # late: the first frame does without
        from driftview.tui.views.panels import PanelScreen

        shown = self.screen_stack[-1]
        if self.main is None or not isinstance(shown, PanelScreen):
            return Leads.TYPING
        keys = self.main.session.keys.keys
        commands = [command for command in commands_of(shown.VIEW) if key in keys[command.name]]
        return max((command.leads for command in commands), default=Leads.STAYS)

    def _quits_after(self, key: str) -> Leads | None:
        """Return after which keys this one would quit, as things stand on the screen; None: it would not."""
        if key == "ctrl+q":
            return Leads.TYPING
        if self.main is None or self.fault is not None:  # keys are kept until there is a main screen
            return None
        shown, keys = self.screen_stack[-1], self.main.session.keys.keys
        if isinstance(shown, ModalScreen):
            return None
        if key in keys["quit_now"]:
            return Leads.VIEW
        return Leads.STAYS if shown is self.main and key in keys["quit"] and not self.main.held else None

    def _at_same_place(self, event: Key) -> Key:
        """Return the key that a US keyboard has where another layout is on, unless somebody is typing."""
        character = event.character
        if character is None or character.isascii() or self._has_command(event.key):
            return event
        from textual.widgets import Input  # late: the first frame does without

        from driftview.tui.key_names import key_of
        from driftview.tui.layouts import is_of_another_script, same_place

        if isinstance(self.focused, Input):
            return event
        place = same_place(character)
        if place is None and not is_of_another_script(character):
            return event
        if not self._told_of_layout:
            self._told_of_layout = True
            which = place.layout if place else "another"
            means = (
                "driftview uses the key in the same position" if place else "no command uses these letters"
            )
            text = f"The keyboard types {which} letters: {means}. ctrl+q quits, ctrl+p lists commands."
            self.notify(text, timeout=COMPLAINT_SECONDS, markup=False)
        return Key(key_of(place.key) or event.key, place.key) if place else event

    def _has_command(self, key: str) -> bool:
        """Tell whether the user gave a command this key."""
        return self.main is not None and any(key in keys for keys in self.main.session.keys.keys.values())

    def on_load(self) -> None:
        """Take the theme that is wanted or remembered before anything is drawn."""
        remembered = self._preferences.theme if self._preferences else None
        if remembered is not None and remembered not in self.available_themes:
            self._complaints = (*self._complaints, f"theme: there is no theme “{remembered}”")
            remembered = None
        wanted = self._wanted_theme or remembered
        if wanted:
            self.theme = wanted

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """Offer what Textual itself knows; the explorer's own commands come from the registry."""
        yield SystemCommand("Theme", "Choose colours, light or dark", self.action_change_theme)

    def on_mount(self) -> None:
        """Use what is remembered; leave the terminal as it was when a signal ends the program."""
        self._begin_to_remember()
        self.call_after_refresh(self.call_later, self._open_main)
        self.set_interval(TIDY_SECONDS, self._tidy)
        heed_signals(self, self.leave, self.early, self.deadline.begin if self.deadline else None)
        if not self.is_headless and not self.is_web:
            self.set_interval(WATCH_SECONDS, self._watch, name="watch")
            self._tell_of_signs()

    def _watch(self) -> None:
        """Leave when the terminal is gone: nobody is there to press a key."""
        if not _has_terminal():
            self.leave(HUNG_UP)

    def _tell_of_signs(self) -> None:
        """Say why there are question marks on the screen, if there are."""
        encoding = sys.__stderr__.encoding if sys.__stderr__ else "utf-8"
        if encoding.lower().replace("-", "") != "utf8":
            text = (
                f"The locale is set to {encoding}: characters that it lacks appear as ?. Try LC_ALL=C.UTF-8."
            )
            self.notify(text, severity="warning", timeout=COMPLAINT_SECONDS, markup=False)

    def _tidy(self) -> None:
        """Return memory that steps have left in pieces, and what runs do not need until one comes back."""
        from driftview.tui.background import SingleShot
        from driftview.tui.session import release_memory  # late: they must not hold up the first frame

        left = self.main.session.history.holding_memory() if self.main else []
        if left:
            self.run_worker(SingleShot(release_memory, left), group="rest", description="rest", thread=True)
        elif self.main and not self._settled and not self.main.session.computing:
            self._settled = True
            prepare = SingleShot(prepare_to_save)
            self.run_worker(prepare, group="rest", description="prepare", thread=True, exit_on_error=False)
            _settle()
        give_back_memory()

    def _begin_to_remember(self) -> None:
        """Notice from now on what changes."""
        if self._preferences:
            self._remembered["theme"] = self.theme
            self.theme_changed_signal.subscribe(self, self._take_theme)

    def _complain(self, complaints: Iterable[str]) -> None:
        """Say what in the settings cannot be used."""
        if self._preferences:
            for complaint in complaints:
                text = f"{self._preferences.path.name}: {label(complaint)}"
                self.notify(text, severity="warning", timeout=COMPLAINT_SECONDS, markup=False)

    def _take_theme(self, theme: Theme) -> None:
        """Remember the theme that was chosen."""
        self._remember("theme", theme.name)

    def on_generations_made(self, message: GenerationsMade) -> None:
        """Remember the text, now that it has proved to be one."""
        run = self.main.session.run if self.main else None
        if run is None or message.run != run.number or not run.names:
            return
        if run.names != self._proved and not run.cache.is_given(run.names):
            self._proved = run.names
            self._remember("corpus", lasting(run.names))

    def remember_beginning(self) -> None:
        """Remember that somebody knows how to begin."""
        if self.newcomer:
            self.newcomer = False
            self._remember("begun", "yes")

    def met(self, names: tuple[str, ...]) -> bool:
        """Tell whether the card of a text was shown before, if in an earlier session; from now on it was."""
        card = "\n".join(lasting(names))
        if card in self._cards:
            return True
        self._cards = (*self._cards, card)[-MOST_CARDS:]
        self._remember("cards", self._cards)
        return False

    def _remember(self, name: str, value: str | tuple[str, ...]) -> None:
        """Write one value to the settings, unless it stands there already."""
        if self._preferences is None or self._remembered.get(name) == value:
            return
        self._remembered[name] = value
        try:
            remember(self._preferences.path, name, value)
        except PreferencesError as error:
            if not self._told:
                self.notify(label(str(error)), severity="warning", timeout=COMPLAINT_SECONDS, markup=False)
            self._told = True

    def worth_keeping(self) -> Lineage | None:
        """Return what would be lost if the program ended now; a visitor cannot open what is kept here."""
        from driftview.tui.error_boundary import worth_keeping
        from driftview.tui.served import for_visitor

        return worth_keeping(self.main.session) if self.main and not for_visitor() else None

    def circumstances(self) -> Mapping[str, object]:
        """Return what a log should say besides the error."""
        from textual import __version__ as textual_version  # looked up in the metadata, which takes a while

        screens = " > ".join(type(screen).__name__ for screen in self.screen_stack)
        return {
            "Textual": textual_version,
            "size": f"{self.size.width} × {self.size.height}",
            "screens": screens,
            "settings": self._settings,
        }

    def went_on(self) -> None:
        """Show the main screen as it is now, after an unexpected error."""
        if self.main:
            self.main.player.pause()
            self.main.show()

    def panic(self, *renderables: RenderableType) -> None:
        """Leave when the keyboard can no longer be read: that is why Textual asks for this."""
        if _has_terminal():
            self.meet(OSError("the keyboard can no longer be read"))
            self.give_up()
        else:
            self.leave(HUNG_UP)

    def give_back(self) -> None:
        """Give the terminal back at once, from any thread."""
        give_back = getattr(self._driver, "give_back_at_once", None)
        if give_back is not None:
            give_back()

    def exit(
        self, result: str | None = None, return_code: int = 0, message: RenderableType | None = None
    ) -> None:
        """Leave; a page is told why, for nobody there sees what is written to the terminal afterwards."""
        if result and self.is_web:
            self.open_url(f"#ended {label(result)}", new_tab=False)
        super().exit(result, return_code, message)

    def leave(self, code: int) -> None:
        """End with an exit code; what is on the screen is kept for afterwards if nobody wanted it to end."""
        if code == HUNG_UP and self.left is None:
            self.left = self.worth_keeping()
        self.exit(return_code=code)


def run(
    names: Sequence[str],
    settings: Settings,
    preferences: Preferences | None = None,
    theme: str | None = None,
    opened: Lineage | ExternalGenerations | None = None,
    *,
    reading: ReadingOptions | None = None,
    beside: Sequence[Compared] = (),
    study: Study | None = None,
) -> int:
    """Run the explorer in this terminal until it is left, and return the exit code."""
    app = Explorer(names, settings, preferences, theme, opened, reading=reading, beside=beside, study=study)
    sys.setswitchinterval(SWITCH_SECONDS)
    keep_one_heap()

    def finish(code: int) -> int:
        return _finish(app, code or app.early.code or 0, preferences, names)

    app.deadline = Deadline(app.give_back, finish)
    app.quit_key = QuitKey(app.deadline)
    app.early.hurry = app.deadline.begin
    with app.early.noted():
        app.run()
    if not app.deadline.claim():
        threading.Event().wait()  # the deadline has passed, and its thread ends the process
    gc.freeze()  # the system takes all of it back at once; Python would go through every word first
    return finish(app.return_code or 0)


def _finish(app: Explorer, code: int, preferences: Preferences | None, names: Sequence[str]) -> int:
    """Save what nobody wanted to lose, say why it ended if there is a reason, and return the exit code."""
    reason = _after(app, code) or app.return_value
    if reason:
        last = code != CRASHED and preferences is not None and names and tuple(names) == preferences.corpus
        hint = " (the text you used last; to open another: driftview TEXT)" if last else ""
        with suppress(OSError):
            sys.stderr.write(f"driftview: {reason}{hint}\n")
    return code


def _after(app: Explorer, code: int) -> str:
    """Save what nobody wanted to lose, and return what is to be said of it."""
    left = (app.left or app.worth_keeping()) if code == HUNG_UP else None
    if left is not None:
        from driftview.export.files import ExportError
        from driftview.tui.error_boundary import keep_lineage

        with suppress(ExportError, OSError):
            keep_lineage(left)
    if code != CRASHED or app.fault is None:
        return ""
    app.fault.keep()
    return app.fault.farewell()


def _settle() -> None:
    """Tell the garbage collector that what is here now stays.

    It would go through all of it again and again, a tenth of a second each time, and let a quarter as much
    garbage gather before.
    """
    gc.collect()
    gc.freeze()


def _has_terminal() -> bool:
    """Tell whether the terminal that the program began in is still there."""
    try:
        return sys.__stdin__ is not None and os.isatty(sys.__stdin__.fileno())
    except (OSError, ValueError):
        return False

"""Choosing the human text."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Label, OptionList
from textual.widgets.option_list import Option

from driftview.text.catalogue import CATALOGUE, DEFAULT, Bundled, find_bundled
from driftview.tui.screens.dialog import Dialog
from driftview.tui.served import ASK_FOR_FILE, Offer, served

Names = tuple[str, ...]

FILES = "choose a file"
"""The entry that leads to the files; no bundled text is called so."""

UPLOAD = "upload a text"
"""The entry that asks the browser for a file."""

LOOK_SECONDS = 0.5
"""How often it is looked, while the list is open, whether something was uploaded."""


class CorpusPicker(Dialog[Names]):
    """A list of the bundled texts, and a line for any path; gives back names for the text room, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", "Cancel", show=False)]
    CSS_PATH = "forms.tcss"

    def __init__(self, current: Names) -> None:
        super().__init__()
        self._current = current
        self._page = served()
        self._uploaded: list[Offer] = []

    def compose(self) -> ComposeResult:
        """Lay out the list and the line."""
        with Vertical(classes="form") as form:
            self.head(form, "Human text")
            yield OptionList(*self._options(), compact=True)
            if self._page is not None and self._page.visitor:
                return
            hint = "or type a path, a folder's path, or nltk:gutenberg/austen-emma.txt"
            yield Label(hint, classes="above", markup=False)
            yield Input(placeholder="path", id="path", compact=True)

    def _options(self) -> Iterator[Option]:
        for each in CATALOGUE:
            yield Option(_entry(each, (each.name,) == self._current), id=each.name)
        if self._page is not None:
            yield Option(Content("  Upload a text …"), id=UPLOAD)
        if self._page is None or not self._page.visitor:
            yield Option(Content("  Choose a file or a folder …"), id=FILES)
        for offer in self._page.offers() if self._page is not None else ():
            yield Option(_offered(offer, (offer.name,) == self._current), id=offer.name)

    def on_mount(self) -> None:
        """Start on the text that is shown now."""
        names = [option.id for option in self.query_one(OptionList).options]
        chosen = self._current[0] if self._current else DEFAULT
        self.query_one(OptionList).highlighted = names.index(chosen) if chosen in names else 0
        if self._page is not None:
            self._uploaded = self._page.uploads()
            self.set_interval(LOOK_SECONDS, self.look_for_upload, name="uploads")

    def look_for_upload(self) -> None:
        """Take what was uploaded since the list was opened."""
        assert self._page is not None
        uploaded = self._page.uploads()
        if uploaded and uploaded != self._uploaded and self.app.screen is self:
            self.dismiss((uploaded[-1].name,))

    @on(OptionList.OptionSelected)
    def take_bundled(self, event: OptionList.OptionSelected) -> None:
        """Take a text of the list, or ask the page for a file, or look at the files."""
        if event.option_id == UPLOAD:
            self.app.open_url(ASK_FOR_FILE, new_tab=False)
            return
        if event.option_id != FILES:
            self.dismiss((event.option_id or "",))
            return
        from driftview.tui.screens.file_picker import FilePicker

        self.app.push_screen(FilePicker(_folder_of(self._current)), self._take_file)

    def _take_file(self, path: Path | None) -> None:
        """Take a file or a folder, when one was chosen."""
        if path is not None:
            self.dismiss((str(path),))

    @on(Input.Submitted)
    def take_path(self, event: Input.Submitted) -> None:
        """Take what was typed, when anything was."""
        if event.value.strip():
            self.dismiss((event.value.strip(),))


def _folder_of(names: Names) -> Path:
    """Return the folder to begin in: that of the present text, or the one that we are in."""
    for name in names:
        with suppress(OSError, ValueError):
            if find_bundled(name) is None and Path(name).exists():
                return Path(name).absolute().parent
    return Path.cwd()


def _entry(bundled: Bundled, current: bool) -> Content:
    """Return one line of the list."""
    return Content.from_markup(
        "$mark $title  [dim]$author, $year · $language, $century century[/dim]",
        mark="●" if current else " ",
        title=bundled.title.ljust(25),
        author=bundled.author,
        year=bundled.year,
        language=bundled.language,
        century=bundled.century,
    )


def _offered(offer: Offer, current: bool) -> Content:
    """Return one line of the list, for a text that came with the page."""
    return Content.from_markup(
        "$mark $title  [dim]$kind[/dim]",
        mark="●" if current else " ",
        title=offer.title.ljust(24),
        kind=offer.kind,
    )

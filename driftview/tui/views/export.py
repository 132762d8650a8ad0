"""The form that asks what to write where, or hands a lineage to a browser or the clipboard."""

from __future__ import annotations

import io
import os
import re
import sys
import tempfile
import webbrowser
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from rich.filesize import decimal
from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widgets import Button, Input, Label

from driftview.export.lineage_folder import (
    FILES,
    FORMATS,
    USUAL,
    Export,
    ExportError,
    lineage_archive,
    write_file,
    write_lineage,
)
from driftview.export.parquet import can_write_parquet
from driftview.export.sizes import Size, sizes
from driftview.settings.conflicts import idle_beside
from driftview.settings.wording import writer
from driftview.tui.terminal import cancellation
from driftview.tui.views.dialog import Dialog
from driftview.tui.widgets.choice import Tick

if TYPE_CHECKING:
    from driftview.drift.lineage import Lineage

SCREEN_FILE = "screen.svg"

TICKED = ("html", *USUAL)
"""The formats that are written unless somebody says otherwise."""

NOTICE = 12.0
"""Seconds for which it is said where things went; paths are long to read."""

NO_PARQUET = "measures.parquet: needs pip install pyarrow"


def default_folder(lineage: Lineage) -> str:
    """Return a folder name that says what is in it."""
    settings = lineage.settings
    if settings.given is not None:
        name = f"{lineage.corpus.name}-measured"
    else:
        ordered = idle_beside("order", settings) is None
        model = f"order-{settings.order_said}" if ordered else writer(settings)
        name = f"{lineage.corpus.name}-{model}-{settings.regime}-seed-{settings.seed}"
    return re.sub(r"[^\w.-]+", "-", name).strip("-.").lower() or "lineage"


@dataclass
class Written(Message):
    """Writing ended: with a folder, or with a reason why not."""

    folder: Path | None
    reason: str = ""


@dataclass
class Packed(Message):
    """A lineage is ready to be saved by the browser."""

    name: str
    packed: bytes

    @property
    def told(self) -> str:
        """Say what the browser saves, and how large it is."""
        return f"Downloaded {self.name} ({size_said(len(self.packed))})"


@dataclass
class Sized(Message):
    """It is known how large a format will be."""

    size: Size


@dataclass
class Page(Message):
    """The page is made, for the browser that this screen is in."""

    content: bytes


@dataclass
class Opened(Message):
    """The page was handed to a browser, or only written where there is none."""

    page: Path
    browser: bool


def size_said(size: int) -> str:
    """Write a number of bytes."""
    return decimal(size).replace(" ", "\N{NO-BREAK SPACE}")


def has_browser(environment: Mapping[str, str], platform: str) -> bool:
    """Tell whether a page can be shown in a window: a browser in this terminal would write over us."""
    windows = platform in {"darwin", "win32"} or "WSL_DISTRO_NAME" in environment
    return windows or bool(environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY"))


def told_of(done: Path | Packed) -> str:
    """Say where a lineage was written, or what the browser saves."""
    if isinstance(done, Packed):
        return done.told
    page, where = done / FILES["html"], f"Written to {done}"
    return f"{where}\nFor a browser: {page}" if page.exists() else where


class ExportForm(Dialog[Path | Packed]):
    """Asks for a place and formats and writes; stays open when that fails, so that nothing is lost."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", "Cancel", show=False)]
    CSS_PATH = "forms.tcss"

    def __init__(self, lineage: Lineage, screenshot: str) -> None:
        """Offer to write ``lineage``, and ``screenshot``, an SVG of the screen."""
        super().__init__()
        self._lineage = lineage
        self._screenshot = screenshot
        self._sizes: dict[str, Size] = {}
        """Of the formats whose size is known."""

    def compose(self) -> ComposeResult:
        """Lay out the place, what to write, the message line and the buttons."""
        made = len(self._lineage.generations) - 1
        with VerticalScroll(classes="form", can_focus=False) as form:
            self.head(form, f"Export {made} generation{'s' if made != 1 else ''}")
            with Horizontal(classes="row"):
                yield Label("download" if self.app.is_web else "folder", classes="question", markup=False)
                yield Input(default_folder(self._lineage), id="folder", compact=True)
            for name, meaning in FORMATS.items():
                possible = name != "parquet" or can_write_parquet()
                tick = Tick(meaning if possible else NO_PARQUET, name in TICKED, id=f"format-{name}")
                tick.disabled = not possible
                yield tick
            yield Tick(f"{SCREEN_FILE}, a picture of the screen", True, id="picture")
            if not self.app.is_web:
                yield Tick("replace the folder if there is one", False, id="overwrite")
            yield Label("", id="amount", markup=False)
            yield Label("", id="message", markup=False)
            with Horizontal(classes="buttons"):
                verb = "Download" if self.app.is_web else "Write"
                yield Button(verb, id="write", variant="primary", compact=True)
                yield Button("Open as a page", id="open", compact=True)
                if not self.app.is_web:
                    yield Button("Choose a folder …", id="choose", compact=True)
                yield Button("Cancel", id="cancel", compact=True)

    # What it will take

    def on_mount(self) -> None:
        """Find out how large everything will be, what is ticked first."""
        self._say_amount()
        self._measure()

    @work(thread=True, exclusive=True, group="sizes")
    def _measure(self) -> None:
        """Make the files one after the other, and tell their sizes."""
        cancelled = cancellation()
        possible = [name for name in FORMATS if name != "parquet" or can_write_parquet()]
        wanted = sorted(possible, key=lambda name: name not in TICKED)
        for size in sizes(self._lineage, wanted):
            if cancelled():
                return
            self.post_message(Sized(size))

    @on(Sized)
    def take_size(self, message: Sized) -> None:
        """Say beside a format how large it will be."""
        size = message.size
        self._sizes[size.name] = size
        files = f"{size.files:,} files, " if size.files > 1 else ""
        about = "" if size.exact else "about "
        for tick in self.query(f"#format-{size.name}").results(Tick):
            tick.say(f"{FORMATS[size.name]} · {files}{about}{size_said(size.bytes)}")
        self._say_amount()

    @on(Input.Changed)
    @on(Tick.Turned)
    def _say_amount(self) -> None:
        """Say how many files will be written, how large they are together, and where."""
        formats = [name for name in FORMATS if self._ticked(f"format-{name}")]
        picture = self._ticked("picture")
        known = [self._sizes[name] for name in formats if name in self._sizes]
        said = "…"
        if len(known) == len(formats):
            files = sum(size.files for size in known) + picture
            total = sum(size.bytes for size in known) + len(self._screenshot.encode()) * picture
            about = "" if all(size.exact for size in known) else "about "
            said = f"{files:,} file{'s' if files != 1 else ''}, {about}{size_said(total)}"
        text = self.query_one("#folder", Input).value.strip()
        where = "" if self.app.is_web or not text else f" in {Path(text).expanduser().absolute()}"
        self.query_one("#amount", Label).update(Content(f"{said}{where}"))

    # Where it goes

    @on(Button.Pressed, "#choose")
    def choose(self) -> None:
        """Ask for the folder that the new one is made in."""
        from driftview.tui.views.corpus import FolderPicker

        typed = Path(self.query_one("#folder", Input).value.strip() or ".").expanduser().absolute()
        start = next((each for each in typed.parents if each.is_dir()), Path.cwd())

        def take(chosen: Path | None) -> None:
            if chosen is not None:
                self.query_one("#folder", Input).value = str(chosen / typed.name)

        self.app.push_screen(FolderPicker(start), take)

    @on(Button.Pressed, "#open")
    def open_page(self) -> None:
        """Show the transcript as a page, in the browser of this machine or that of the visitor."""
        self._say("making the page …")
        self._open()

    @work(thread=True, exclusive=True, group="export")
    def _open(self) -> None:
        export = Export(self._lineage)
        content = export.content("html")
        if self.app.is_web:
            self.post_message(Page(content if isinstance(content, bytes) else content.encode()))
            return
        page = Path(tempfile.mkdtemp(prefix="driftview-")) / FILES["html"]
        try:
            write_file(page, content)
        except ExportError as error:
            self.post_message(Written(None, str(error)))
            return
        shown = has_browser(os.environ, sys.platform) and webbrowser.open(page.as_uri())
        self.post_message(Opened(page, shown))

    @on(Opened)
    def tell_opened(self, message: Opened) -> None:
        """Say where the page is."""
        said = "Opened in your browser" if message.browser else "No browser found here. The page is"
        self._say(f"{said}: {message.page}")

    @on(Page)
    def deliver_page(self, message: Page) -> None:
        """Hand the page to the visitor's browser."""
        self.app.deliver_binary(
            io.BytesIO(message.content),
            save_filename=FILES["html"],
            mime_type="text/html",
            open_method="browser",
        )
        self._say("Handed to your browser.")

    # Writing

    @on(Input.Submitted)
    @on(Button.Pressed, "#write")
    def start(self) -> None:
        """Write in a thread, because disks can be slow."""
        text = self.query_one("#folder", Input).value.strip()
        if not text:
            self._say("give a name" if self.app.is_web else "give a folder")
            return
        formats = [name for name in FORMATS if self._ticked(f"format-{name}")]
        self._say("packing …" if self.app.is_web else "writing …")
        extra = {SCREEN_FILE: self._screenshot} if self._ticked("picture") else {}
        if self.app.is_web:
            self._download(re.sub(r"[^\w.-]+", "-", text).strip("-.") or "lineage", formats, extra)
        else:
            self._write(Path(text).expanduser(), formats, self._ticked("overwrite"), extra)

    def _ticked(self, identifier: str) -> bool:
        return self.query_one(f"#{identifier}", Tick).ticked

    def _say(self, text: str) -> None:
        self.query_one("#message", Label).update(Content(text))

    @work(thread=True, exclusive=True, group="export")
    def _download(self, name: str, formats: list[str], extra: dict[str, str]) -> None:
        """Pack the folder into one file, which the browser then saves."""
        packed = lineage_archive(self._lineage, name, formats, extra)
        self.post_message(Packed(f"{name}.zip", packed))

    @on(Packed)
    def deliver(self, message: Packed) -> None:
        """Hand the file to the browser."""
        self.app.deliver_binary(
            io.BytesIO(message.packed), save_filename=message.name, mime_type="application/zip"
        )
        self.dismiss(message)

    @work(thread=True, exclusive=True, group="export")
    def _write(self, folder: Path, formats: list[str], overwrite: bool, extra: dict[str, str]) -> None:
        """Write the folder with the picture in it."""
        try:
            written = write_lineage(self._lineage, folder, overwrite=overwrite, formats=formats, extra=extra)
        except ExportError as error:
            self.post_message(Written(None, str(error)))
        else:
            self.post_message(Written(written))

    @on(Written)
    def finish(self, message: Written) -> None:
        """Close when all is written, else say why it is not."""
        if message.folder is None:
            self._say(f"✗ {message.reason}")
        else:
            self.dismiss(message.folder)

    @on(Button.Pressed, "#cancel")
    def action_leave(self) -> None:
        """Write nothing."""
        self.dismiss(None)

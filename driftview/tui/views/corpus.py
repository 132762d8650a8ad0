"""Choosing a human text: bundled ones, files, and the card that says what is known of one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from rich.cells import set_cell_size
from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.visual import VisualType
from textual.widgets import Button, DirectoryTree, Input, Label, OptionList, Static
from textual.widgets.option_list import Option

from driftview import numbers
from driftview.drift.profile import (
    AHEAD,
    COMPARED,
    CorpusProfile,
    bundled_profile,
    chance_of_loss,
    corpus_profile,
    forecast,
    most_endangered,
    reason,
    yardstick,
)
from driftview.text.catalogue import CATALOGUE, DEFAULT, Bundled, find_bundled
from driftview.text.corpus import Corpus
from driftview.text.options import LEFT_OUT, PLAIN_READING, ReadingOptions
from driftview.text.reading import label
from driftview.text.reading import label as clean_line
from driftview.tui.content.spans import Row, Span, head, tail
from driftview.tui.served import ASK_FOR_FILE, Offer, served
from driftview.tui.terminal import cancellation
from driftview.tui.views.dialog import Dialog
from driftview.tui.widgets.rows import Rows

PATH_CELLS = 66
"""How much of the path of the folder is shown."""


class TextTree(DirectoryTree):
    """Folders and files without the hidden ones; whatever their names are, they are shown as plain text."""

    ICON_NODE = "▸ "
    ICON_NODE_EXPANDED = "▾ "
    ICON_FILE = "  "
    DEFAULT_CSS = """
    TextTree { background: $surface; }
    """

    def filter_paths(self, paths: Iterable[Path]) -> Iterable[Path]:
        """Leave out what is hidden."""
        return [path for path in paths if not path.name.startswith(".")]

    def process_label(self, label: str | Text) -> Text:
        """Return a name as it may be drawn: one clean line, no markup."""
        name = label if isinstance(label, str) else label.plain
        return Text(clean_line(name))


class FilePicker(Dialog[Path]):
    """A tree of folders and files; gives back what was chosen, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Cancel", show=False),
        Binding("f", "take_folder", "Use this folder", show=False),
        Binding("backspace", "up", "Parent folder", show=False),
    ]
    CSS_PATH = "forms.tcss"
    AUTO_FOCUS = "TextTree"
    TITLE = "Choose a file or a folder"
    KEYS: ClassVar[str] = "enter opens · f uses this folder · ⌫ parent folder · esc closes"
    TREE: ClassVar[type[TextTree]] = TextTree

    def __init__(self, start: Path) -> None:
        """Begin in the folder ``start``."""
        super().__init__()
        self._start = start

    def compose(self) -> ComposeResult:
        """Lay out the path, the tree and the buttons."""
        with Vertical(classes="form wide") as form:
            self.head(form, self.TITLE or "", self.KEYS)
            yield Label(_shown(self._start), id="path", markup=False)
            yield self.TREE(self._start)
            with Horizontal(classes="buttons"):
                yield Button("Use this folder", id="folder-button", variant="primary", compact=True)
                yield Button("Parent folder", id="up", compact=True)
                yield Button("Cancel", id="cancel", compact=True)

    def on_mount(self) -> None:
        """Show what the folder holds."""
        self.query_one(TextTree).root.expand()

    @on(DirectoryTree.FileSelected)
    def take_file(self, event: DirectoryTree.FileSelected) -> None:
        """Take a file."""
        self.dismiss(event.path.absolute())

    @on(Button.Pressed, "#folder-button")
    def action_take_folder(self) -> None:
        """Take the folder under the cursor, or the one that the file under it is in."""
        node = self.query_one(TextTree).cursor_node
        path = node.data.path if node and node.data else self._start
        self.dismiss((path if path.is_dir() else path.parent).absolute())

    @on(Button.Pressed, "#up")
    def action_up(self) -> None:
        """Show the folder above."""
        tree = self.query_one(TextTree)
        above = Path(tree.path).absolute().parent
        tree.path = above
        self.query_one("#path", Label).update(_shown(above))

    @on(Button.Pressed, "#cancel")
    def action_leave(self) -> None:
        """Choose nothing."""
        self.dismiss(None)


class FolderTree(TextTree):
    """Folders alone."""

    def filter_paths(self, paths: Iterable[Path]) -> Iterable[Path]:
        """Leave out files."""
        return [path for path in super().filter_paths(paths) if path.is_dir()]


class FolderPicker(FilePicker):
    """A tree of folders; gives back the one that was chosen, or None."""

    TITLE = "Choose a folder"
    TREE = FolderTree


def _shown(path: Path) -> VisualType:
    """Return a path as it is shown, its end rather than its beginning."""
    return Content(tail(clean_line(str(path.absolute())), PATH_CELLS))


Names = tuple[str, ...]

FILES = "choose a file"
"""The entry that leads to the files; no bundled text is called so."""

READING = "how texts are read"
"""The entry that leads to the options of reading."""
LEAST_LIST, BESIDE_LIST = 12, 16
"""Rows of the list at least, and rows of the window that it leaves free where there are more."""

UPLOAD = "upload a text"
"""The entry that asks the browser for a file."""

LOOK_SECONDS = 0.5
"""How often it is looked, while the list is open, whether something was uploaded."""


class CorpusPicker(Dialog[Names | ReadingOptions]):
    """A list of the bundled texts, a line for any path, and a way to the options of reading.

    Gives back names for the text room, how texts are read from now on, or None.
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", "Cancel", show=False)]
    CSS_PATH = "forms.tcss"

    def __init__(
        self, current: Names, reading: ReadingOptions | None = PLAIN_READING, title: str = "Human text"
    ) -> None:
        """``reading``: how texts are read now, None to leave it so; ``title``: what they are wanted for."""
        super().__init__()
        self._title = title
        self._current = current
        self._reading = reading
        self._page = served()
        self._uploaded: list[Offer] = []

    def compose(self) -> ComposeResult:
        """Lay out the list and the line."""
        with Vertical(classes="form") as form:
            self.head(form, self._title, "↑ ↓ choose · enter opens · esc closes")
            yield OptionList(*self._options(), compact=True)
            if self._page is not None and self._page.visitor:
                return
            hint = "or type a file, a folder, or nltk:gutenberg/austen-emma.txt"
            yield Label(hint, classes="above", markup=False)
            yield Input(placeholder="path", id="path", compact=True)

    def _options(self) -> Iterator[Option]:
        for each in CATALOGUE:
            yield Option(_entry(each, (each.name,) == self._current), id=each.name)
        if self._reading is not None:
            chosen = ", ".join(self._reading.said())
            yield Option(
                Content.from_markup("  How texts are read …  [dim]$chosen[/dim]", chosen=chosen), id=READING
            )
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

    def on_resize(self) -> None:
        """Show more of the list in a high window."""
        self.query_one(OptionList).styles.max_height = max(LEAST_LIST, self.size.height - BESIDE_LIST)

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
        if event.option_id == READING and self._reading is not None:
            from driftview.tui.views.reading import ReadingForm

            self.app.push_screen(ReadingForm(self._reading), self._take_reading)
        elif event.option_id == FILES:
            self.app.push_screen(FilePicker(_folder_of(self._current)), self._take_file)
        else:
            self.dismiss((event.option_id or "",))

    def _take_reading(self, reading: ReadingOptions | None) -> None:
        """Take other options of reading, when some were chosen."""
        if reading is not None:
            self.dismiss(reading)

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
        "$mark $title  [dim]$language, $century c. · $author, $year[/dim]",
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


HEADS = ("tokens", "", "once only", "", "half gone", f"alive at {AHEAD}")
WIDTHS = (8, 8, 10, 5, 10, 12)
LONGEST_NAME = 34
OWN, OTHER = "▸ ", "  "


class ProfileTable(Rows):
    """Texts under each other, the one that loses its words fastest first."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "profile-table--head", "profile-table--own",
    }  # fmt: skip
    DEFAULT_CSS = """
    ProfileTable {
        height: auto; color: $foreground 80%;
        & > .profile-table--head { color: $text-muted; }
        & > .profile-table--own { color: $foreground; text-style: bold; }
    }
    """

    def __init__(self, own: CorpusProfile, places: int) -> None:
        """Show ``own`` among others; ``places``: how many there will be in all."""
        super().__init__(id="profiles")
        self._own = own
        self._places = places
        self._texts = [own]

    def add(self, other: CorpusProfile) -> None:
        """Show one more text."""
        self._texts = sorted([*self._texts, other], key=lambda each: each.alive_ahead)
        self.fit_rows()

    def on_mount(self) -> None:
        """Draw for the first time."""
        self.fit_rows()

    def fit_rows(self) -> None:
        """Make a row for each text, and for each that is still being read."""
        width = max(1, min(self.size.width - len(OWN) - sum(WIDTHS), LONGEST_NAME))
        heads = tuple(f"{self._own.unit}s" if i == 1 else text for i, text in enumerate(HEADS))
        rows = [_row("", heads, width, "profile-table--head", OTHER)]
        for each in self._texts:
            mark, look = (OWN, "profile-table--own") if each is self._own else (OTHER, "")
            rows.append(_row(each.title, _cells(each), width, look, mark))
        reading = (Span(f"{OTHER}reading …", "profile-table--head"),)
        rows += [reading] * (self._places - len(self._texts))
        self.show_rows(rows)


def _row(name: str, cells: tuple[str, ...], width: int, look: str, mark: str) -> Row:
    """Return a row of the table, its name in so many cells."""
    text = set_cell_size(head(label(name) if name else "", width), width)
    columns = "".join(cell.rjust(of) for cell, of in zip(cells, WIDTHS, strict=True))
    return (Span(f"{mark}{text}{columns}", look),)


def _cells(text: CorpusProfile) -> tuple[str, ...]:
    """Write the numbers of a text."""
    return (
        numbers.whole(text.tokens),
        numbers.whole(text.words),
        numbers.whole(text.once),
        numbers.percent(text.once / text.words),
        "never" if text.half_life is None else f"by {numbers.short(text.half_life)}",
        numbers.percent(text.alive_ahead),
    )


class CorpusCard(Dialog[None]):
    """Lies over the explorer until it is closed; the bundled texts come in from a thread."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,T,q", "leave", "Continue", show=False, priority=True),
    ]
    CSS_PATH = "forms.tcss"

    @dataclass(eq=False)
    class Read(Message):
        """A bundled text has been read."""

        profile: CorpusProfile

    def __init__(self, corpus: Corpus, key: str) -> None:
        """``key``: the one that opens the card again."""
        super().__init__()
        self._own = corpus_profile(corpus)
        self._corpus = corpus
        self._key = key
        self._others = [name for name in COMPARED if name != corpus.name]

    def compose(self) -> ComposeResult:
        """Lay out the numbers, the table and the reason."""
        with VerticalScroll(classes="form card", can_focus=False) as form:
            again = f" · {self._key} shows this again" if self._key else ""
            self.head(form, f"About {head(label(self._own.title), 50)}", f"enter continues{again}")
            yield Static(_size(self._own, self._corpus), markup=False)
            yield Static(_reading(self._corpus), markup=False)
            yield Static(
                f"{forecast(self._own)} {chance_of_loss(self._own.unit)}", classes="said", markup=False
            )
            yield Static(_next_lost(self._corpus), id="next-lost", markup=False)
            yield ProfileTable(self._own, len(self._others) + 1)
            yield Static("", id="reason", classes="said", markup=False)
            yield Button("Continue", id="go-on", variant="primary", compact=True)

    def on_mount(self) -> None:
        """Begin to read what the text is compared with, the yardstick first."""
        self._show_reason(None)
        self.run_worker(self._read_others, thread=True, exclusive=True, group="profiles")

    def _read_others(self) -> None:
        """Run in a thread: read one bundled text after the other."""
        stopped = cancellation()
        first = yardstick(self._own)
        for name in sorted(self._others, key=lambda each: each != first):
            if stopped():
                return
            self.post_message(self.Read(bundled_profile(name, self._own.unit)))

    @on(Read)
    def take(self, message: Read) -> None:
        """Show a text that has been read."""
        for table in self.query(ProfileTable):  # none when the card is being closed
            table.add(message.profile)
        if message.profile.name == yardstick(self._own):
            self._show_reason(message.profile)

    def _show_reason(self, other: CorpusProfile | None) -> None:
        said = reason(self._own, other) if other else "working …"
        for place in self.query("#reason").results(Static):  # none when the card is being closed
            place.update(Content(said))

    @on(Button.Pressed)
    def action_leave(self) -> None:
        """Go on to the run."""
        self.dismiss(None)


def _next_lost(corpus: Corpus) -> Content:
    """Name the words that are most likely to be lost next."""
    words = most_endangered(corpus)
    named = ", ".join(map(label, words))
    return Content.from_markup("Most likely to be lost next: [b $text-error]$named[/]\n", named=named)


MOST_TOLD = 6
"""Things that were left out of which the card names each."""


def _reading(corpus: Corpus) -> str:
    """Say how a text was read: what its paragraphs are, and what counts as a token."""
    told = (corpus.reading.sentence(), f"tokens are {corpus.reading.tokens(corpus.unit)}")
    sentence = "; ".join(each for each in told if each)
    parts = corpus.reading.left_out()
    more = f"; {len(parts) - MOST_TOLD:,} more" if len(parts) > MOST_TOLD else ""
    left_out = "; ".join(each.removeprefix(LEFT_OUT) for each in parts[:MOST_TOLD])
    aside = f" Left out: {left_out}{more}." if parts else ""
    return f"{sentence[0].upper()}{sentence[1:]}.{aside}"


def _size(own: CorpusProfile, corpus: Corpus) -> str:
    """Say how large a text is, who wrote it, and how its vocabulary grows."""
    held_out = len(corpus.held_out)
    voices = f", {len(corpus.voices)} voices" if len(corpus.voices) > 1 else ""
    aside = f" (and {held_out:,} more held out for testing)" if held_out else ""
    return (
        f"{own.tokens:,} tokens{aside}{voices}; {own.words:,} different {own.unit}s, {own.once:,} of them "
        "used only once."
    )

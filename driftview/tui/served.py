"""What an explorer may touch that ``driftview serve`` runs behind a page.

The server says so in the environment. A visitor's explorer works inside a temporary folder of its own and
opens bundled texts, texts of the folder that is offered, and uploads. Every name is checked where the text
is read, so that no screen can forget to.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from driftview.text.catalogue import find_bundled
from driftview.text.cleaning import TextError, label

if TYPE_CHECKING:
    from textual.driver import Driver
    from textual.message import Message

RIGHTS = "DRIFTVIEW_SERVED"
"""The environment variable that says for whom the page is: ``owner``; anything else is a visitor."""

HOME = "DRIFTVIEW_SERVED_HOME"
"""The environment variable that names the temporary folder of the page, which the server removes."""

TEXTS = "DRIFTVIEW_SERVED_TEXTS"
"""The environment variable that names the folder of texts that visitors may open; empty for none."""

OWNER = "owner"

OFFERED = "texts"
"""The link, in the folder of a visitor's page, to the folder of texts: no longer path is ever shown."""

UPLOADS = "uploads"
"""The folder, in that of the page, where the server puts what was uploaded."""

ASK_FOR_FILE = "#upload"
"""The address at which the page opens its dialog for a file to upload."""

MOST_OFFERED = 500
"""How many files and folders of the folder of texts are offered."""


@dataclass(frozen=True)
class Offer:
    """A text that a page may open besides the bundled ones."""

    name: str
    """What the text room is asked for."""
    title: str
    """What the chooser shows."""
    kind: str
    written: int = 0
    """When an upload came, in nanoseconds: one of the same name is another one."""


@dataclass(frozen=True)
class Served:
    """The page behind which this explorer runs."""

    visitor: bool
    """Whether it is for somebody who may see only what is offered."""
    home: Path
    """The temporary folder of this page: its settings and uploads."""
    texts: Path | None
    """The folder of texts that visitors may open."""

    @property
    def settings(self) -> Path:
        """Return where the settings of this page are, or will be."""
        return self.home / "config.toml"

    def offers(self) -> list[Offer]:
        """Return the texts besides the bundled ones, without links that lead out of their folder."""
        return [*self._offered(), *self.uploads()]

    def uploads(self) -> list[Offer]:
        """Return what was uploaded to this page, the newest last."""
        folder = self.home / UPLOADS
        base = Path(UPLOADS) if self.visitor else folder
        found = [
            Offer(str(base / path.name), label(path.name), "uploaded", path.stat().st_mtime_ns)
            for path in _visible(folder)
            if path.is_file() and _stays_in(path, folder)
        ]
        return sorted(found, key=lambda offer: offer.written)

    def _offered(self) -> Iterator[Offer]:
        if self.texts is None:
            return
        base = Path(OFFERED) if self.visitor else self.texts
        if sum(path.is_file() for path in _visible(self.texts)) > 1 and _all_stay_in(self.texts, self.texts):
            yield Offer(str(base), f"{label(self.texts.name)}/", "folder")
        for path in islice(_visible(self.texts), MOST_OFFERED):
            if path.is_file() and _stays_in(path, self.texts):
                yield Offer(str(base / path.name), label(path.name), "text")
            elif path.is_dir() and _all_stay_in(path, self.texts):
                yield Offer(str(base / path.name), f"{label(path.name)}/", "folder")

    def check(self, names: Sequence[str]) -> None:
        """Raise TextError unless this page may open these texts.

        Parameters
        ----------
        names
            Names as `driftview.text.sources.open_corpus` takes them.

        Raises
        ------
        TextError
            When one of them is neither bundled nor offered to the visitor.
        """
        if not self.visitor:
            return
        offered = {offer.name for offer in self.offers()}
        for name in names:
            if not find_bundled(name) and name not in offered:
                raise TextError(f'"{label(name)}" is not offered here: press c and choose one from the list')

    def enter(self, names: Sequence[str]) -> tuple[str, ...]:
        """Move a visitor's explorer into its folder, and return those of the names that it may open.

        Names of files in the folder of texts become names inside the visitor's folder.
        """
        if not self.visitor:
            return tuple(names)
        here = {name: Path(name).absolute() for name in names}
        os.chdir(self.home)
        if self.texts is not None and not Path(OFFERED).is_symlink():
            with suppress(OSError):
                Path(OFFERED).symlink_to(self.texts.absolute(), target_is_directory=True)
        found = []
        for name in names:
            inside = self.name_of(here[name])
            known = name if find_bundled(name) else inside
            if known is not None:
                found.append(known)
        return tuple(found)

    def name_of(self, path: Path) -> str | None:
        """Return the name under which visitors are offered a file or folder, None if they are not.

        Offered are the folder of texts, the files in it, and its sub-folders, each as one text.
        """
        if self.texts is None:
            return None
        if path.resolve() == self.texts.resolve():
            name = OFFERED
        elif path.parent.resolve() == self.texts.resolve():
            name = str(Path(OFFERED) / path.name)
        else:
            return None
        return name if any(offer.name == name for offer in self._offered()) else None


def served() -> Served | None:
    """Return the page behind which this explorer runs, None in a terminal.

    Raises
    ------
    TextError
        When the environment says that there is a page but not where its folder is.
    """
    rights = os.environ.get(RIGHTS)
    if not rights:
        return None
    home = os.environ.get(HOME, "")
    if not home or not Path(home).is_dir():
        raise TextError(f"{RIGHTS} is set but {HOME} names no folder: only `driftview serve` sets them")
    texts = os.environ.get(TEXTS)
    return Served(rights != OWNER, Path(home).absolute(), Path(texts).absolute() if texts else None)


def for_visitor() -> bool:
    """Tell whether this explorer is for somebody who may see nothing of this machine."""
    return os.environ.get(RIGHTS, "") not in ("", OWNER)


def page_driver(driver: type[Driver]) -> type[Driver]:
    """Return a driver that takes the size of the window from the server alone, which bounds it.

    A terminal may tell its size among the keys, and a page may send any keys: 20,000 by 5,000 cells took
    800 MB.
    """
    from textual.events import Resize

    class PageDriver(driver):  # type: ignore[valid-type, misc]  # which driver it is depends on the system
        """Hears keys and the mouse."""

        def process_message(self, message: Message) -> None:
            """Take what a page has typed."""
            if not isinstance(message, Resize):
                super().process_message(message)

    return PageDriver


def _visible(folder: Path) -> list[Path]:
    """Return what a folder holds that is not hidden, by name; nothing when it cannot be read."""
    try:
        return sorted(path for path in folder.iterdir() if not path.name.startswith("."))
    except OSError:
        return []


def _stays_in(path: Path, folder: Path) -> bool:
    """Tell whether a path, whatever links it goes through, ends inside a folder."""
    try:
        return path.resolve().is_relative_to(folder.resolve())
    except (OSError, RuntimeError):
        return False


def _all_stay_in(path: Path, folder: Path) -> bool:
    """Tell whether a folder and all files in it end inside another."""
    return _stays_in(path, folder) and all(_stays_in(each, folder) for each in _visible(path))

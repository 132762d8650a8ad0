"""The options that say what is written of a lineage and where, the same for every command that has one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click
from click.shell_completion import CompletionItem

from driftview.cli.completion import FILE, FOLDER, several_of
from driftview.cli.output import STANDARD_OUTPUT, check_output, told, write_text
from driftview.cli.safety import BadInput

if TYPE_CHECKING:
    from driftview.drift.lineage import Lineage

Function = TypeVar("Function", bound=Callable[..., Any])

FORMATS = ("markdown", "plain", "html", "json", "csv", "parquet", "text", "genealogy", "charts")
"""The formats by name, as the export room has them; named again here because --help must not load it."""

FILE_OPTIONS = {
    "markdown": "the transcript as Markdown",
    "plain": "the transcript as plain text",
    "html": "the transcript as one page for a browser, with charts",
    "json": "lineage.json",
    "csv": "measures.csv",
    "parquet": "measures.parquet",
}
"""The formats that are one file, each with an option of its own."""


class Formats(click.ParamType[tuple[str, ...]]):
    """Names of formats, parted by commas; "all" is all of them."""

    name = "formats"

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """Complete the last name."""
        return several_of(lambda: (*FORMATS, "all"))(ctx, param, incomplete)

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, ...]:
        """Return the names."""
        if isinstance(value, tuple):
            return value
        names = [name.strip() for name in str(value).split(",") if name.strip()]
        unknown = [name for name in names if name not in (*FORMATS, "all")]
        if unknown or not names:
            named = f"{unknown[0]!r} is no format" if unknown else "no format is named"
            self.fail(f"{named}: choose among {', '.join(FORMATS)}, all", param, ctx)
        return FORMATS if "all" in names else tuple(name for name in FORMATS if name in names)


def export_options(function: Function) -> Function:
    """Add --out, --formats, an option for every format that is one file, and --force to a command."""
    options = [
        click.option("--out", type=FOLDER, metavar="FOLDER", help="Write a lineage folder."),
        click.option(
            "--formats", type=Formats(), metavar="LIST",
            help=f"What --out writes: {', '.join(FORMATS)}; or all.  [all but plain, html, parquet, charts]",
        ),
        *(_file_option(name, what) for name, what in FILE_OPTIONS.items()),
        click.option("--force", is_flag=True, help="Replace what an earlier run wrote."),
    ]  # fmt: skip
    for option in reversed(options):
        function = option(function)
    return function


def _file_option(name: str, what: str) -> Callable[[Function], Function]:
    said = f"Write {what}; - is standard output."
    return click.option(f"--{name}", f"{name}_file", type=FILE, metavar="FILE", help=said)


@dataclass(frozen=True)
class Places:
    """What is to be written, and where."""

    out: str | None
    formats: tuple[str, ...] | None
    files: dict[str, str]
    """Place by format."""
    force: bool

    @classmethod
    def taken_from(cls, values: dict[str, Any]) -> Places:
        """Return what the options say, and take them out of ``values``."""
        files = {name: values.pop(f"{name}_file") for name in FILE_OPTIONS}
        named = {name: place for name, place in files.items() if place is not None}
        return cls(values.pop("out"), values.pop("formats"), named, values.pop("force"))

    @property
    def any(self) -> bool:
        """Whether anything is to be written."""
        return self.out is not None or bool(self.files)

    @property
    def prints(self) -> bool:
        """Whether standard output is one of the places."""
        return STANDARD_OUTPUT in self.files.values()

    def check(self) -> None:
        """Refuse what cannot be written, and places that are taken, before the work; raises BadInput."""
        if self.formats is not None and self.out is None:
            raise BadInput("--formats says what --out writes: add --out FOLDER")
        if not self.any:
            return
        self._check_apart()
        from driftview.export.folder import check_place
        from driftview.export.parquet import check_parquet

        with told():
            if "parquet" in (*self.files, *(self.formats or ())):
                check_parquet()
            if self.out is not None:
                check_place(Path(self.out or " "), overwrite=self.force)
            for name, place in self.files.items():
                self._check_file(name, place)

    def _check_file(self, name: str, place: str) -> None:
        """Refuse a file that is taken or cannot be written to."""
        from driftview.export.folder import check_file

        if name == "json" and place != STANDARD_OUTPUT:
            check_file(Path(place or " "), overwrite=self.force)
        else:
            check_output(place, self.force)

    def _check_apart(self) -> None:
        """Refuse two options that name one place."""
        from driftview.export.places import resolve

        named = {"--out": self.out} | {f"--{name}": place for name, place in self.files.items()}
        seen: dict[str, str] = {}
        for option, place in named.items():
            if place is None:
                continue
            with told():
                where = (
                    place
                    if place == STANDARD_OUTPUT and option != "--out"
                    else str(resolve(Path(place or " ")))
                )
            if where in seen:
                raise BadInput(f"{seen[where]} and {option} name the same place: give each its own")
            seen[where] = option

    def write(self, lineage: Lineage) -> None:
        """Write what was asked for, and say where it is; raises BadInput."""
        if not self.any:
            return
        from driftview.export.folder import write_lineage
        from driftview.export.formats import USUAL, Export
        from driftview.export.places import shown

        with told():
            if self.out is not None:
                formats = USUAL if self.formats is None else self.formats
                write_lineage(lineage, Path(self.out), overwrite=self.force, formats=formats)
                click.echo(f"written to {shown(Path(self.out))}", err=True)
            export = Export(lineage)
            for name, place in self.files.items():
                content = export.content(name)
                self._check_file(name, place)  # it may have come while the run was made
                write_text(place, content, self.force)

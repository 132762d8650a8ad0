"""Text that a command writes to a file or to standard output."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from driftview.cli.safety import BadInput

STANDARD_OUTPUT = "-"


def check_output(place: str | None, force: bool) -> None:
    """Refuse a place that is taken or cannot be written to, before the work; raises BadInput."""
    if place is None or place == STANDARD_OUTPUT:
        return
    from driftview.export.places import check_reachable, is_stream, resolve, shown

    path = Path(place or " ")
    if is_stream(path):
        return
    with told():
        found = resolve(path)
        check_reachable(found)
    if found.is_dir():
        raise BadInput(f"{shown(path)} is a folder: give the name of a file")
    if found.exists() and not force:
        raise BadInput(f"{shown(path)} exists: choose another name, or add --force")


def write_text(place: str, text: str | bytes, force: bool) -> None:
    """Write ``text``, or bytes, to a file, whole or not at all; ``-`` is standard output.

    Raises BadInput, for a file too that has appeared since ``check_output`` unless ``force`` is set.
    """
    if place == STANDARD_OUTPUT:
        content = text.encode() if isinstance(text, str) else text  # UTF-8, whatever the terminal is
        click.echo(content, nl=False)
        return
    from driftview.export.folder import write_file
    from driftview.export.places import shown

    with told():
        write_file(Path(place), text, overwrite=force)
    click.echo(f"written to {shown(Path(place))}", err=True)


def finite(value: Any) -> Any:
    """Return the record with null for numbers that do not exist (infinite ones)."""
    if isinstance(value, dict):
        return {key: finite(each) for key, each in value.items()}
    if isinstance(value, list):
        return [finite(each) for each in value]
    return None if isinstance(value, float) and abs(value) == float("inf") else value


@contextmanager
def told() -> Iterator[None]:
    """Turn a place that cannot be written to into a line for the user."""
    from driftview.export.places import ExportError

    try:
        yield
    except ExportError as error:
        raise BadInput(error) from None

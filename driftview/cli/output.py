"""Text that a command writes to a file or to standard output."""

from pathlib import Path

import click

from driftview.cli.safety import BadInput

STANDARD_OUTPUT = "-"


def write_text(place: str, text: str, force: bool) -> None:
    """Write ``text`` to a file, or to standard output for ``-``; raises BadInput when it cannot be."""
    if place == STANDARD_OUTPUT:
        click.echo(text.encode(), nl=False)  # UTF-8, whatever the terminal is
        return
    from driftview.export.folder import check_file, write_file
    from driftview.export.places import ExportError, shown

    try:
        check_file(Path(place or " "), overwrite=force)
        write_file(Path(place), text)
    except ExportError as error:
        raise BadInput(str(error)) from None
    click.echo(f"written to {shown(Path(place))}", err=True)

"""Keeping what was computed when the explorer has to end: a folder that ``driftview open`` opens again."""

from __future__ import annotations

import re
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from driftview.faults import RECOVERED, RECOVERED_KEPT, prune, recovery_folder, stamp, usable

if TYPE_CHECKING:
    from driftview.drift.lineage import Lineage
    from driftview.tui.session import Session


def worth_keeping(session: Session) -> Lineage | None:
    """Return what is on the screen if it would be lost; None when nothing was made, or only opened."""
    from driftview.drift.external import ExternalGenerations

    shown = session.shown
    if isinstance(shown.opened, ExternalGenerations):
        return None
    known = len(shown.opened.generations) if shown.opened else 1
    return session.lineage() if len(shown.generations) > known else None


def keep(lineage: Lineage) -> Path:
    """Write a lineage to the folder of recovered ones and return where; no more than RECOVERED_KEPT stay.

    Without such a folder it goes to a new one among temporary files. Raises ExportError, or OSError, when
    there is nowhere to write to.
    """
    from driftview.export.lineage_folder import ExportError, write_lineage

    text = re.sub(r"[^\w.-]+", "-", lineage.corpus.name).strip("-.").lower()
    name = f"{stamp()}-{text[:40]}"
    folder = usable(recovery_folder)
    if folder is not None:
        try:
            kept = write_lineage(lineage, folder / name)
        except ExportError:
            pass
        else:
            prune(folder, RECOVERED, RECOVERED_KEPT)
            return kept
    elsewhere = Path(tempfile.mkdtemp(prefix="driftview-recovered-"))
    try:
        return write_lineage(lineage, elsewhere / name)
    except ExportError:
        shutil.rmtree(elsewhere, ignore_errors=True)
        raise

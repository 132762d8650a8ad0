"""A lineage folder as one file, for those who cannot reach the disk: a zip archive."""

import io
import zipfile
from collections.abc import Collection, Mapping

from driftview.drift.lineage import Lineage
from driftview.export.formats import USUAL, Export

DATE = (1980, 1, 1, 0, 0, 0)
"""The date of every entry, so that the same lineage gives the same bytes."""


def lineage_archive(
    lineage: Lineage, name: str, formats: Collection[str] = USUAL, extra: Mapping[str, str] | None = None
) -> bytes:
    """Return the files of a lineage in a folder ``name``, zipped; ``extra`` are further files by name."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in (*Export(lineage).files(formats), *(extra or {}).items()):
            entry = zipfile.ZipInfo(f"{name}/{path}", DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return packed.getvalue()

"""Results folders of studies, in and out."""

from driftview.export.studies.reading import Study, read_study

__all__ = ["Study", "read_study"]

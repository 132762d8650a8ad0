"""Transcripts and lineage folders."""

"""Copying models: context index, decoding, sampling, scoring."""

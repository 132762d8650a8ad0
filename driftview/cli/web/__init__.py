"""The explorer in a browser; needs the extra ``driftview[web]``."""

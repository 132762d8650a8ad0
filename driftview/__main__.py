"""Lets ``python -m driftview`` do what ``driftview`` does."""

from driftview.cli import main

if __name__ == "__main__":
    main()

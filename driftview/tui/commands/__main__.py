"""``python -m driftview.tui.commands`` prints the key sheet."""

import sys

from driftview.tui.commands.sheet import key_sheet

if __name__ == "__main__":
    sys.stdout.write(key_sheet())

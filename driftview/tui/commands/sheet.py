"""The key sheet: docs/keys.md, made from the registry."""

from driftview.tui.commands import BY_NAME, COMMANDS, groups
from driftview.tui.commands.command import MAIN, SECLUDED, Command
from driftview.tui.key_names import key_label

HEAD = """\
# Keys of the explorer

Made from the command registry by `python -m driftview.tui.commands > docs/keys.md`; do not edit by hand.

Every command is also in the palette (`ctrl+p`), and `?` explains what has the focus. To give a command other
keys, put its name under `[keys]` in the file that `driftview paths` shows:

```toml
[keys]
play = ["space", "F5"]
next = ["right", "ctrl+n"]
```

What is left out keeps the keys below; `[]` takes all keys from a command. A key that two commands would share
is reported when the explorer starts, and the command keeps its keys. *Everywhere* leaves out the tour, which
has few keys and all of them on its screen.

"Everywhere" has two exceptions: *Predict first* takes the arrow keys and the digits for itself, and the
*Guided tour* knows only its own keys, and those that stop, help and quit.
"""


def key_sheet() -> str:
    """Return docs/keys.md: every command with its keys and the views in which it can be given."""
    lines = [HEAD]
    for group, members in groups(COMMANDS):
        lines += [f"## {group}", "", "| key | does | where | in a sentence | name |", "| --- " * 5 + "|"]
        lines += [_row(command) for command in members]
        lines.append("")
    return "\n".join(lines)


def _row(command: Command) -> str:
    """Return a command as a row of the table."""
    keys = ", ".join(f"`{key_label(key)}`" for key in command.keys)
    where = ", ".join(_view(name) for name in command.where) or "everywhere"
    elsewhere = [_view(name) for name in command.elsewhere if name not in SECLUDED]
    if elsewhere and not command.where:
        where += f" but {', '.join(elsewhere)}"
    return f"| {keys} | {command.label} | {where} | {command.meaning} | `{command.name}` |"


def _view(name: str) -> str:
    """Return a view as people call it."""
    return "main screen" if name == MAIN else BY_NAME[name].label if name in BY_NAME else name

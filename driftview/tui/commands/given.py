"""Commands that texts which were given, and not made here, withhold; and why."""

from dataclasses import replace

from driftview.tui.commands.command import Command
from driftview.tui.session import Session

NOT_MADE = "these texts were given, not made here"

_AGAIN = f"{NOT_MADE}, so nothing can be run again"
_RUNS = f"it makes runs of its own, and {NOT_MADE}"

WITHHELD: dict[str, str] = {
    **dict.fromkeys(
        ("model", "regime", "more_human", "less_human", "human_source", "higher_order", "lower_order",
         "warmer", "cooler", "new_seed", "undo", "redo"),
        _AGAIN,
    ),
    **dict.fromkeys(("compare", "replicates", "dose", "story", "order_dial"), _RUNS),
    "corpus": f"{NOT_MADE}; leave with q, and name another text",
    "more": f"{NOT_MADE}, and these are all",
    "voices": f"{NOT_MADE}, so nobody knows which human voice each word was learnt from",
    "opening": f"{NOT_MADE}, and the models that wrote them are not here to go on",
    "predict": f"{NOT_MADE}; its guesses are about a run",
}  # fmt: skip
"""The reason by the name of the command."""


def with_reason(command: Command) -> Command:
    """Return a command that says why given texts withhold it, if they do."""
    reason = WITHHELD.get(command.name)
    if reason is None:
        return command

    def refusal(session: Session) -> str | None:
        return reason if session.given else command.refusal(session)

    return replace(command, refusal=refusal)

"""Commands that go through the generations."""

from driftview.tui.commands.command import WITHOUT_STEPS, Command
from driftview.tui.session import Session


def _at_start(session: Session) -> str | None:
    return "this is the human text already" if session.current == 0 else None


def _at_end(session: Session) -> str | None:
    if session.current < session.made:
        return None
    if session.waits_for_user:
        return nothing_yet(session)
    if session.computing:
        return "the next generation is still being computed"
    if session.given:
        return "this is the last one that was given"
    key = "" if session.run.looking else session.keys.shown("more")
    return f"{key} computes ten more" if key else "this is the last one"


def nothing_yet(session: Session) -> str | None:
    """Refuse while there is no generation to do it with."""
    if session.generations:
        return None
    key = session.keys.shown("more") if session.waits_for_user else ""
    return "nothing is computed yet" + (f"; {key} begins" if key else "")


def nothing_more(session: Session) -> str | None:
    """Refuse to make generations of a lineage that can only be looked at."""
    if session.waits_for_user:
        return None
    return nothing_yet(session) or session.run.looking or None


def _idle(session: Session) -> str | None:
    return None if session.computing or session.playing else "nothing is being computed"


TIME = (
    Command(
        "previous", ("left", "h"), "Back one generation", "Show the text one training earlier.", "Time",
        short="generation", elsewhere=WITHOUT_STEPS, refusal=_at_start,
    ),
    Command(
        "next", ("right", "l"), "On one generation", "Show the text one training later.", "Time",
        short="generation", elsewhere=WITHOUT_STEPS, refusal=_at_end,
    ),
    Command(
        "previous_ten", ("shift+left", "pageup"), "Back ten generations",
        "Show the text ten trainings earlier.", "Time", elsewhere=WITHOUT_STEPS, refusal=_at_start,
    ),
    Command(
        "next_ten", ("shift+right", "pagedown"), "On ten generations", "Show the text ten trainings later.",
        "Time", elsewhere=WITHOUT_STEPS, refusal=_at_end,
    ),
    Command("first", ("home", "g"), "To the human text", "Show generation 0, which people wrote.", "Time"),
    Command("last", ("end", "G"), "To the last generation", "Show the last one that is computed.", "Time"),
    Command(
        "play", ("space",), "Play", "Step through the generations by itself; the same key pauses.", "Time",
        short="play", relabel=lambda session: "pause" if session.playing else "play", refusal=nothing_yet,
    ),
    Command(
        "more", ("a",), "Ten more generations", "Let the loop run ten generations further.", "Time",
        short="ten more", relabel=lambda session: "begin" if session.waits_for_user else "ten more",
        refusal=nothing_more,
    ),
    Command(
        "stop", ("escape",), "Stop", "Stop playing and computing; what is done stays.", "Time",
        short="stop", elsewhere=(), refusal=_idle,
    ),
)  # fmt: skip
"""In the order in which help shows them."""

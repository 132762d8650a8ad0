"""Commands that turn a knob: the run starts again from the same seed."""

from driftview.settings.conflicts import excluder, idle_beside
from driftview.settings.settings import PARAMETERS
from driftview.tui.commands.command import Command
from driftview.tui.session import Session

ORDERS = PARAMETERS["order"].steps
TEMPERATURES = PARAMETERS["temperature"].steps


def _no_room(session: Session, name: str) -> str | None:
    """Say why there is no room for a setting beside the others, or None."""
    one = excluder(name, session.run.settings)
    return one.excludes.why if one is not None and one.excludes is not None else None


def _all_human(session: Session) -> str | None:
    full = session.run.settings.human_share >= 1
    return "the training text is all human already" if full else _no_room(session, "human_share")


def _no_human(session: Session) -> str | None:
    none = session.run.settings.human_share <= 0
    return _no_room(session, "human_share") or ("no human text is mixed in" if none else None)


def _no_source(session: Session) -> str | None:
    idle = idle_beside("human_source", session.run.settings)
    return "no human text is mixed in; + mixes some in" if idle else None


def _highest(session: Session) -> str | None:
    highest = session.run.settings.order >= ORDERS[-1]
    return f"{ORDERS[-1]} is the highest order" if highest else _no_room(session, "order")


def _lowest(session: Session) -> str | None:
    lowest = session.run.settings.order <= ORDERS[0]
    return f"{ORDERS[0]} is the lowest order" if lowest else _no_room(session, "order")


def _fixed(session: Session) -> str | None:
    smoothing = session.run.settings.smoothing
    smoothed = smoothing != PARAMETERS["smoothing"].default
    return f"{smoothing} smoothing writes at temperature 1" if smoothed else _no_room(session, "temperature")


def _hottest(session: Session) -> str | None:
    hot = session.run.settings.temperature >= TEMPERATURES[-1]
    return f"{TEMPERATURES[-1]:g} is the highest here; m takes any" if hot else _fixed(session)


def _coolest(session: Session) -> str | None:
    cool = session.run.settings.temperature <= TEMPERATURES[0]
    return f"{TEMPERATURES[0]:g} is the lowest here; m takes any" if cool else _fixed(session)


def _nothing_turned(session: Session) -> str | None:
    return None if session.history.past else "no knob was turned yet"


def _nothing_undone(session: Session) -> str | None:
    return None if session.history.future else "nothing was undone"


def _unread(session: Session) -> str | None:
    return None if session.run.corpus is not None else "the text is still being read"


KNOBS = (
    Command("corpus", ("c",), "Choose the human text", "Pick a bundled corpus, a file or a folder.", "Knobs"),
    Command(
        "card", ("T",), "About this text",
        "Its size, its once-words, and how fast it will lose words, known before any run.", "Knobs",
        refusal=_unread,
    ),
    Command(
        "model", ("m",), "Choose the model",
        "Order, unit, smoothing, temperature, top-k, top-p, size and seed.", "Knobs", short="model",
    ),
    Command(
        "regime", ("r",), "Choose the regime",
        "What each model trains on, how much human text is mixed in, and from when.", "Knobs",
        short="regime",
    ),
    Command(
        "more_human", ("plus", "equals_sign"), "More human text",
        "Mix a larger share of human text into every training.", "Knobs", short="human",
        refusal=_all_human,
    ),
    Command(
        "less_human", ("minus", "underscore"), "Less human text",
        "Mix a smaller share of human text into every training.", "Knobs", short="human",
        refusal=_no_human,
    ),
    Command(
        "human_source", ("H",), "Human text from the next source",
        "Fresh: drawn anew each time; fixed: the same part for ever; rotating: part after part.", "Knobs",
        refusal=_no_source,
    ),
    Command(
        "higher_order", ("right_square_bracket",), "Higher order",
        "Let the model look one token further back.", "Knobs", refusal=_highest,
    ),
    Command(
        "lower_order", ("left_square_bracket",), "Lower order", "Let the model look one token less back.",
        "Knobs", refusal=_lowest,
    ),
    Command(
        "warmer", ("greater_than_sign",), "Higher temperature", "Give rare continuations more chances.",
        "Knobs", refusal=_hottest,
    ),
    Command(
        "cooler", ("less_than_sign",), "Lower temperature", "Give frequent continuations more chances.",
        "Knobs", refusal=_coolest,
    ),
    Command("new_seed", ("n",), "New seed", "Run the same settings again with other chance.", "Knobs"),
    Command(
        "undo", ("u",), "Undo the last turn", "Return to the run before; nothing is computed again.", "Knobs",
        short="undo", refusal=_nothing_turned,
    ),
    Command(
        "redo", ("U",), "Redo", "Return to the run that undo led away from.", "Knobs", short="redo",
        refusal=_nothing_undone,
    ),
)  # fmt: skip
"""In the order in which help shows them."""

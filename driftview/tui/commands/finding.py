"""Commands of the views in which people look for something, and of the filter that every list has."""

from driftview.tui.commands.command import Command
from driftview.tui.commands.table import nothing_yet

_IN_CONCORDANCE = ("concordance",)

LISTS = ("words", "phrases", "voices", "gauges", "concordance", "collapse", "worth")
"""Views with a list that can be filtered."""

LOOKING = (
    Command(
        "concordance", ("K",), "Concordance", "Show any string or pattern in its context, in the human text "
        "and in every generation.", "Views", short="concordance", refusal=nothing_yet,
        does=("ask_in_view", "concordance")
    ),
    Command(
        "worth", ("A",), "What would my text save?", "Add a text: the words and phrases that it alone keeps "
        "alive, and for how long.", "Views", short="add a text", refusal=nothing_yet,
        does=("ask_in_view", "worth")
    ),
)  # fmt: skip
"""What stands among the views in the help."""

FINDING = (
    Command("filter", ("ampersand",), "Filter the list",
            "Show only what has some letters, or a /pattern/, in it; an empty line shows all.", "Lists",
            short="filter", where=LISTS, refusal=nothing_yet),
    Command("saved_back", ("up", "k"), "Word above", "Choose the word above.", "What would my text save?",
            short="word", where=("worth",), does=("move_saved", -1)),
    Command("saved_on", ("down", "j"), "Word below", "Choose the word below.", "What would my text save?",
            short="word", where=("worth",), does=("move_saved", 1)),
    Command("saved_back_page", ("ctrl+up", "ctrl+b"), "A page of words up", "Go up a page of words.",
            "What would my text save?", where=("worth",), does=("move_saved", 0, -1)),
    Command("saved_on_page", ("ctrl+down", "ctrl+f"), "A page of words down", "Go down a page of words.",
            "What would my text save?", where=("worth",), does=("move_saved", 0, 1)),
    Command("sentence_path", ("M",), "Page or path", "Change between the human page of a piece "
            "and the path of the sentence through the generations.", "Ancestry",
            short="path", where=("ancestry",)),
    Command("phrase_order", ("S",), "Sort the phrases",
            "By log-likelihood, PMI or t-score of their words, without punctuation; or by frequency.",
            "Phrases", short="sort", where=("phrases",)),
    Command("definition_back", ("up", "k"), "Definition above", "Choose the definition above.",
            "Which collapse", short="definition", where=("collapse",), does=("move_definition", -1)),
    Command("definition_on", ("down", "j"), "Definition below", "Choose the definition below.",
            "Which collapse", short="definition", where=("collapse",), does=("move_definition", 1)),
    Command("definition_since", ("enter",), "To where it is met",
            "Look at the generation from which on the definition is met.", "Which collapse",
            short="since", where=("collapse",)),
    Command("line_back", ("up", "k"), "Line above", "Choose the line above.", "Concordance", short="line",
            where=_IN_CONCORDANCE, does=("move_line", -1)),
    Command("line_on", ("down", "j"), "Line below", "Choose the line below.", "Concordance", short="line",
            where=_IN_CONCORDANCE, does=("move_line", 1)),
    Command("lines_back", ("ctrl+up", "ctrl+b"), "A page of lines up", "Go up as many lines as are seen.",
            "Concordance", where=_IN_CONCORDANCE, does=("move_line", 0, -1)),
    Command("lines_on", ("ctrl+down", "ctrl+f"), "A page of lines down", "Go down as many lines as are seen.",
            "Concordance", where=_IN_CONCORDANCE, does=("move_line", 0, 1)),
    Command("line_ancestry", ("enter",), "Where the line comes from",
            "Look at the human pages behind the sentence of the chosen line.", "Concordance",
            short="ancestry", where=_IN_CONCORDANCE),
)  # fmt: skip
"""In the order in which help shows them."""

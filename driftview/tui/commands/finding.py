"""Commands of the views in which people look for something: words, phrases, voices, ancestry, any string."""

from driftview.tui.commands.command import NOT_MADE, RUNS, Command, nothing_yet
from driftview.tui.session import Session

_IN_WORDS = ("words",)

WORDS = (
    Command("word_back", ("up", "k"), "Word above", "Choose the word above.", "Words", short="word",
            where=_IN_WORDS, does=("move_word", -1)),
    Command("word_on", ("down", "j"), "Word below", "Choose the word below.", "Words", short="word",
            where=_IN_WORDS, does=("move_word", 1)),
    Command("words_back", ("ctrl+up", "ctrl+b"), "A page of words up", "Go up one screen of words.",
            "Words", where=_IN_WORDS, does=("move_word", 0, -1)),
    Command("words_on", ("ctrl+down", "ctrl+f"), "A page of words down", "Go down one screen of words.",
            "Words", where=_IN_WORDS, does=("move_word", 0, 1)),
    Command("word_list", ("W",), "Next list of words",
            "Lost, endangered, winning, over-used or under-used words, or all.", "Words",
            short="list", where=_IN_WORDS),
    Command("word_death", ("enter",), "Go to its last generation", "Show the last generation that uses it.",
            "Words", short="last use", where=_IN_WORDS),
)  # fmt: skip
"""In the order in which help shows them."""

_IN_PHRASES = ("phrases",)

PHRASES = (
    Command("longer_phrases", ("up", "k"), "Longer phrases", "Add a word, up to five.", "Phrases",
            short="length", where=_IN_PHRASES, does=("change_length", 1)),
    Command("shorter_phrases", ("down", "j"), "Shorter phrases", "Remove a word, down to two.", "Phrases",
            short="length", where=_IN_PHRASES, does=("change_length", -1)),
    Command("order_sweep", ("O",), "Order sweep",
            "Run these settings with every order: how much is invented, how much copied.", "Phrases",
            short="order sweep", where=_IN_PHRASES, withheld=RUNS, formerly="order_dial"),
)  # fmt: skip
"""In the order in which help shows them."""

_IN_VOICES = ("voices",)


def _alone(session: Session) -> str | None:
    """Refuse to go among voices where there is one."""
    missing = nothing_yet(session)
    if missing or len(session.generations[0].corpus.voices) > 1:
        return missing
    return "this text has one voice"


VOICES = (
    Command("voice_back", ("up", "k"), "Voice above", "Choose the voice above.", "Voices", short="voice",
            where=_IN_VOICES, refusal=_alone, does=("move_voice", -1)),
    Command("voice_on", ("down", "j"), "Voice below", "Choose the voice below.", "Voices", short="voice",
            where=_IN_VOICES, refusal=_alone, does=("move_voice", 1)),
    Command("voice_curve", ("M",), "Own words or shares",
            "Switch between the words that only one voice uses and the share that descends from each voice.",
            "Voices", short="shares", where=_IN_VOICES, refusal=_alone,
            withheld=f"{NOT_MADE}, so it is not known which human voice each word was learnt from"),
    Command("voice_silence", ("enter",), "Go to its last words",
            "Show the last generation in which the voice speaks.", "Voices", short="last words",
            where=_IN_VOICES, refusal=_alone),
)  # fmt: skip
"""In the order in which help shows them."""

_IN_ANCESTRY = ("ancestry",)

ANCESTRY = (
    Command("sentence_back", ("up", "k"), "Previous sentence", "Show the previous sentence.", "Ancestry",
            short="sentence", where=_IN_ANCESTRY),
    Command("sentence_on", ("down", "j"), "Next sentence", "Show the next sentence.", "Ancestry",
            short="sentence", where=_IN_ANCESTRY),
    Command("paragraph_back", ("ctrl+up", "ctrl+b"), "Previous paragraph",
            "Show the beginning of the previous paragraph.", "Ancestry", where=_IN_ANCESTRY),
    Command("paragraph_on", ("ctrl+down", "ctrl+f"), "Next paragraph",
            "Show the beginning of the next paragraph.", "Ancestry", where=_IN_ANCESTRY),
    Command("piece_back", ("comma",), "Previous piece", "Show the previous piece and its human page.",
            "Ancestry", short="piece", where=_IN_ANCESTRY, does=("move_piece", -1)),
    Command("piece_on", ("full_stop",), "Next piece", "Show the next piece and its human page.",
            "Ancestry", short="piece", where=_IN_ANCESTRY, does=("move_piece", 1)),
)  # fmt: skip
"""In the order in which help shows them."""

_IN_CONCORDANCE = ("concordance",)

SORTED = ("words", "whole_words", "voices", "models", "measures", "collapse", "worth", "study")
"""Views with a list that can be sorted by its columns."""

LISTS = ("words", "phrases", "voices", "measures", "concordance", "collapse", "worth", "study", "ancestry")
"""Views with a list that can be filtered."""

LOOKING = (
    Command(
        "concordance", ("K",), "Concordance",
        "Show every occurrence of a string or pattern in context, in the human text and in every generation.",
        "Views", short="concordance", refusal=nothing_yet,
        does=("ask_in_view", "concordance")
    ),
    Command(
        "worth", ("A",), "What would my text save?",
        "Add a text and see which words and phrases it alone keeps alive, and for how long.", "Views",
        short="add a text", refusal=nothing_yet,
        does=("ask_in_view", "worth"), withheld=f"{NOT_MADE}, so there is no run to add a text to"
    ),
)  # fmt: skip
"""What stands among the views in the help."""

FINDING = (
    Command("filter", ("ampersand",), "Filter the list",
            "Show only entries that contain some letters or a /pattern/; an empty line shows all.", "Lists",
            short="filter", where=LISTS, refusal=nothing_yet),
    Command("sort", ("S",), "Sort the list",
            "Sort by the next column, marked with an arrow. Clicking a column header sorts too.",
            "Lists", short="sort", where=SORTED, refusal=nothing_yet),
    Command("turn_list", ("tilde",), "Reverse the list",
            "Show the last row first. Clicking the sorted column header again does the same.", "Lists",
            short="reverse", where=SORTED, refusal=nothing_yet),
    Command("saved_back", ("up", "k"), "Word above", "Choose the word above.", "What would my text save?",
            short="word", where=("worth",), does=("move_saved", -1)),
    Command("saved_on", ("down", "j"), "Word below", "Choose the word below.", "What would my text save?",
            short="word", where=("worth",), does=("move_saved", 1)),
    Command("saved_back_page", ("ctrl+up", "ctrl+b"), "A page of words up", "Go up a page of words.",
            "What would my text save?", where=("worth",), does=("move_saved", 0, -1)),
    Command("saved_on_page", ("ctrl+down", "ctrl+f"), "A page of words down", "Go down a page of words.",
            "What would my text save?", where=("worth",), does=("move_saved", 0, 1)),
    Command("sentence_path", ("M",), "Page or path",
            "Switch between the human page of a piece and the path of the sentence through the generations.",
            "Ancestry",
            short="path", where=("ancestry",)),
    Command("phrase_order", ("S",), "Sort the phrases",
            "By log-likelihood, PMI or t-score of their words (without punctuation), or by frequency.",
            "Phrases", short="sort", where=("phrases",)),
    Command("definition_back", ("up", "k"), "Definition above", "Choose the definition above.",
            "Which collapse", short="definition", where=("collapse",), does=("move_definition", -1)),
    Command("definition_on", ("down", "j"), "Definition below", "Choose the definition below.",
            "Which collapse", short="definition", where=("collapse",), does=("move_definition", 1)),
    Command("definition_since", ("enter",), "Go to where it is met",
            "Go to the first generation that meets the definition.", "Which collapse",
            short="since", where=("collapse",)),
    Command("point_back", ("up", "k"), "Setting above", "Choose the setting above.", "Study",
            short="setting", where=("study",), does=("move_point", -1)),
    Command("point_on", ("down", "j"), "Setting below", "Choose the setting below.", "Study",
            short="setting", where=("study",), does=("move_point", 1)),
    Command("study_measure", ("M",), "Another measure", "Show the next measure of the study.", "Study",
            short="measure", where=("study",)),
    Command("study_run", ("enter",), "Make this run", "Make the chosen run here, to read its texts.", "Study",
            short="run it", where=("study",)),
    Command("line_back", ("up", "k"), "Line above", "Choose the line above.", "Concordance", short="line",
            where=_IN_CONCORDANCE, does=("move_line", -1)),
    Command("line_on", ("down", "j"), "Line below", "Choose the line below.", "Concordance", short="line",
            where=_IN_CONCORDANCE, does=("move_line", 1)),
    Command("lines_back", ("ctrl+up", "ctrl+b"), "A page of lines up", "Go up one screen of lines.",
            "Concordance", where=_IN_CONCORDANCE, does=("move_line", 0, -1)),
    Command("lines_on", ("ctrl+down", "ctrl+f"), "A page of lines down", "Go down one screen of lines.",
            "Concordance", where=_IN_CONCORDANCE, does=("move_line", 0, 1)),
    Command("line_ancestry", ("enter",), "Where the line comes from",
            "Show the human pages behind the sentence on the chosen line.", "Concordance",
            short="ancestry", where=_IN_CONCORDANCE),
)  # fmt: skip
"""In the order in which help shows them."""


WHOLE_WORDS = (
    Command("whole_back", ("up", "k"), "Word above", "Choose the word above in the list with the focus.",
            "Words invented", short="word", where=("whole_words",), does=("move_whole", -1)),
    Command("whole_on", ("down", "j"), "Word below", "Choose the word below in the list with the focus.",
            "Words invented", short="word", where=("whole_words",), does=("move_whole", 1)),
    Command("wholes_back", ("ctrl+up", "ctrl+b"), "A page of words up", "Go up one screen of words.",
            "Words invented", where=("whole_words",), does=("move_whole", 0, -1)),
    Command("wholes_on", ("ctrl+down", "ctrl+f"), "A page of words down", "Go down one screen of words.",
            "Words invented", where=("whole_words",), does=("move_whole", 0, 1)),
)  # fmt: skip
"""In the order in which help shows them."""


def _one_model(session: Session) -> str | None:
    return None if session.shown.settings.population > 1 else "one model writes this run"


MODELS = (
    Command("model_back", ("up", "k"), "Model above", "Choose the model above.", "Models", short="model",
            where=("models",), refusal=_one_model, does=("move_model", -1)),
    Command("model_on", ("down", "j"), "Model below", "Choose the model below.", "Models", short="model",
            where=("models",), refusal=_one_model, does=("move_model", 1)),
)  # fmt: skip
"""In the order in which help shows them."""

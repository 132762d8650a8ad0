"""Every command of the explorer, a row each: its keys and words, and where it applies."""

import sys
from dataclasses import replace

from driftview.tui.commands.command import (
    AGAIN,
    MAIN,
    NOT_MADE,
    RUNS,
    WITHOUT_STEPS,
    Command,
    all_edited,
    all_human,
    at_end,
    at_start,
    coolest,
    full,
    highest,
    hottest,
    lowest,
    no_human,
    no_source,
    no_study,
    nothing_beside,
    nothing_edited,
    nothing_going_on,
    nothing_in_whole,
    nothing_more,
    nothing_replicated,
    nothing_to_redo,
    nothing_to_undo,
    nothing_yet,
    only_offered,
    unread,
)
from driftview.tui.session import MORE

FAR = sys.maxsize
"""More generations than there are: to the first or the last one."""


TIME = (
    Command(
        "previous", ("left", "h"), "Previous generation", "Go back one generation.", "Time",
        short="generation", elsewhere=WITHOUT_STEPS, refusal=at_start, does=("step", -1)
    ),
    Command(
        "next", ("right", "l"), "Next generation", "Go forward one generation.", "Time",
        short="generation", elsewhere=WITHOUT_STEPS, refusal=at_end, does=("step", 1)
    ),
    Command(
        "previous_ten", ("shift+left", "pageup"), "Ten generations back",
        "Go back ten generations.", "Time", elsewhere=WITHOUT_STEPS, refusal=at_start,
        does=("step", -MORE)
    ),
    Command(
        "next_ten", ("shift+right", "pagedown"), "Ten generations forward", "Go forward ten generations.",
        "Time", elsewhere=WITHOUT_STEPS, refusal=at_end, does=("step", MORE)
    ),
    Command("first", ("home", "g"), "Go to the human text", "Show generation 0, which people wrote.", "Time",
            does=("step", -FAR)),
    Command("last", ("end", "G"), "Go to the last generation", "Show the last generation computed so far.",
            "Time",
            does=("step", FAR)),
    Command(
        "play", ("space",), "Play", "Step through the generations; the same key pauses.", "Time",
        short="play", relabel=lambda session: "pause" if session.playing else "play", refusal=nothing_yet,
    ),
    Command("faster", ("full_stop",), "Play faster", "Show each generation for half the time.", "Time",
            where=(MAIN,), does=("pace", 1)),
    Command("slower", ("comma",), "Play more slowly", "Show each generation for twice the time.", "Time",
            where=(MAIN,), does=("pace", -1)),
    Command("loop", ("L",), "Play in a loop", "After the last generation, start again at the first.", "Time",
            where=(MAIN,)),
    Command(
        "more", ("a",), "Ten more generations", "Compute ten more generations.", "Time",
        short="more", relabel=lambda session: "start" if session.waits_for_user else "more",
        refusal=nothing_more, withheld=f"{NOT_MADE}, and these are all",
    ),
    Command(
        "stop", ("escape",), "Stop", "Stop playing and computing; finished generations stay.", "Time",
        short="stop", elsewhere=(), refusal=nothing_going_on,
    ),
)  # fmt: skip
"""In the order in which help shows them."""

RUNNING = ("human_text", "tour")
"""Views that make runs of their own."""


def _view(name: str, key: str, label: str, meaning: str) -> Command:
    """Return the command that opens a view."""
    refusal, withheld = (nothing_more, RUNS) if name in RUNNING else (nothing_yet, "")
    return Command(
        name, (key,), label, meaning, "Views", ("open_view", name), short=label.lower(), refusal=refusal,
        withheld=withheld,
    )  # fmt: skip


VIEWS: tuple[Command, ...] = (
    _view(
        "words",
        "w",
        "Words",
        "Which words were lost and when, which are endangered, and the life of any word.",
    ),
    Command(
        "whole_words",
        ("I",),
        "Words invented",
        "Where tokens are subwords or characters: whole words that are lost, and words that no human wrote.",
        "Views",
        ("open_view", "whole_words"),
        short="words invented",
        refusal=nothing_in_whole,
    ),
    _view("phrases", "x", "Phrases", "Phrases lost and invented, and what the model's order does to them."),
    _view("voices", "v", "Voices", "What is left of each voice's own words, and of its share of the text."),
    _view(
        "models",
        "N",
        "Models",
        "Several models that write side by side: each one, all together, and how alike they are.",
    ),
    _view("ancestry", "f", "Ancestry", "The human pages that a sentence was copied from."),
    _view("vocabulary", "t", "Vocabulary", "The vocabulary curve at full size, on a log axis if you like."),
    _view("map", "b", "Map", "Every generation and every frequency band at once."),
    replace(
        _view(
            "compare", "C", "Compare", "Two to five runs in step: texts, curves and measures side by side."
        ),
        refusal=nothing_beside,
    ),
    replace(
        _view(
            "replicates",
            "R",
            "Replicates",
            "The same settings with many seeds, and whether this run is in range.",
        ),
        refusal=nothing_replicated,
    ),
    replace(
        _view(
            "human_text",
            "d",
            "How much human text?",
            "How much human text keeps how many words, and whether starting later is too late.",
        ),
        formerly="dose",
    ),
    replace(
        _view(
            "predict",
            "P",
            "Predict first",
            "Guess what will be left, then compare guess, prediction and run.",
        ),
        withheld=f"{NOT_MADE}; its guesses are about a run",
    ),
    replace(
        _view("tour", "s", "Guided tour", "A tour of eight steps over this text: guess first, then see."),
        short="tour",
        formerly="story",
    ),
    _view("collapse", "D", "Which collapse", "Which of eight definitions of model collapse this run meets."),
    replace(
        _view("study", "Y", "Study", "The results of a sweep: every setting, and its course."),
        refusal=no_study,
    ),
    replace(
        _view("measures", "i", "Measures", "Every measure, and when each first saw the loss."),
        formerly="gauges",
    ),
)
"""In the order in which help shows them."""

IN_VIEWS: tuple[Command, ...] = (
    Command(
        "log_axis", ("L",), "Log axis", "Switch between a log and a linear axis.", "Look",
        short="log axis", where=("vocabulary", "replicates"),
    ),
)  # fmt: skip
"""What only means something in one view."""

VIEW_NAMES = {command.name for command in VIEWS}
"""The names of the views, but for the main screen."""


SETTINGS = (
    Command("corpus", ("c",), "Choose the human text", "Pick a bundled corpus, a file or a folder.",
            "Settings", withheld=f"{NOT_MADE}; leave with q, and name another text"),
    Command(
        "card", ("T",), "About this text",
        "Its size, its words used once, and how fast it will lose words: known before any run.", "Settings",
        refusal=unread,
    ),
    Command(
        "open_results", ("ctrl+o",), "Open results",
        "Open the folder of a sweep or a lineage, or generations that any model wrote.", "Settings",
        refusal=only_offered, does=("ask_results", "open")
    ),
    Command(
        "beside", ("B",), "Compare with another lineage",
        "Put the lineage in a folder, or generations that any model wrote, beside this one in Compare.",
        "Settings", short="add a lineage", refusal=full, does=("ask_results", "beside")
    ),
    Command(
        "model", ("m",), "Choose the model",
        "Order, unit, smoothing, temperature, top-k, top-p, size and seed.", "Settings", short="model",
        does=("ask", "model")
    ),
    Command(
        "regime", ("r",), "Choose the regime",
        "What each model trains on, how much human text is mixed in, and from when.", "Settings",
        short="regime", does=("ask", "regime")
    ),
    Command(
        "more_human", ("plus", "equals_sign"), "More human text",
        "Mix a larger share of human text into every training.", "Settings", short="human",
        refusal=all_human, does=("change", "human_share", 1)
    ),
    Command(
        "less_human", ("minus", "underscore"), "Less human text",
        "Mix a smaller share of human text into every training.", "Settings", short="human",
        refusal=no_human, does=("change", "human_share", -1)
    ),
    Command(
        "human_source", ("H",), "Next source of human text",
        "Fresh: drawn again each time; fixed: always the same part; rotating: one part after another.",
        "Settings",
        refusal=no_source, does=("change", "human_source", 1)
    ),
    Command(
        "more_edited", ("E",), "More editing",
        "Let people replace more sentences of every document before publication.", "Settings",
        short="edited", refusal=all_edited, does=("change", "edited", 1)
    ),
    Command(
        "less_edited", ("X",), "Less editing",
        "Let people replace fewer of the sentences of every document.", "Settings",
        short="edited", refusal=nothing_edited, does=("change", "edited", -1)
    ),
    Command(
        "higher_order", ("right_square_bracket",), "Higher order",
        "Let the model look one token further back.", "Settings", refusal=highest, does=("change", "order",
        1)
    ),
    Command(
        "lower_order", ("left_square_bracket",), "Lower order", "Let the model look one token less back.",
        "Settings", refusal=lowest, does=("change", "order", -1)
    ),
    Command(
        "warmer", ("greater_than_sign",), "Higher temperature", "Give rare continuations more chances.",
        "Settings", refusal=hottest, does=("change", "temperature", 1)
    ),
    Command(
        "cooler", ("less_than_sign",), "Lower temperature", "Give frequent continuations more chances.",
        "Settings", refusal=coolest, does=("change", "temperature", -1)
    ),
    Command("new_seed", ("n",), "New seed", "Run the same settings again with different luck.", "Settings",
            withheld=AGAIN),
    Command(
        "undo", ("u",), "Undo the last change", "Return to the previous run without computing it again.",
        "Settings",
        short="undo", refusal=nothing_to_undo, withheld=AGAIN,
    ),
    Command(
        "redo", ("U",), "Redo", "Redo what you undid.", "Settings", short="redo",
        refusal=nothing_to_redo, withheld=AGAIN,
    ),
)  # fmt: skip
"""In the order in which help shows them."""

LOOK = (
    Command(
        "pin", ("p",), "Pin this generation on the left",
        "Compare with this generation instead of the human text; the same key unpins.", "Look",
        short="pin", where=(MAIN,), relabel=lambda session: "pin" if session.pinned is None else "unpin",
        refusal=nothing_yet,
    ),
    Command("scroll_down", ("down", "j"), "Scroll down", "Move both texts down one line.", "Look",
            where=(MAIN,),
            does=("scroll", 1)),
    Command("scroll_up", ("up", "k"), "Scroll up", "Move both texts up one line.", "Look", where=(MAIN,),
            does=("scroll", -1)),
    Command("search", ("f3",), "Search in both texts",
            "Ask what to look for; the same key finds the next place.", "Look",
            where=(MAIN,), refusal=nothing_yet, does=("search", 1)),
    Command("search_back", ("shift+f3", "f15"), "Previous place", "Go to the previous match.", "Look",
            where=(MAIN,), refusal=nothing_yet, does=("search", -1)),
    Command("next_word", ("ctrl+right", "right_parenthesis"), "Next word",
            "Move the text cursor on by a word.", "Look", where=(MAIN,), refusal=nothing_yet,
            does=("point", 1)),
    Command("previous_word", ("ctrl+left", "left_parenthesis"), "Word before",
            "Move the text cursor back by a word.", "Look", where=(MAIN,), refusal=nothing_yet,
            does=("point", -1)),
    Command("word_below", ("shift+down",), "Text cursor down", "Move the text cursor a line on.", "Look",
            where=(MAIN,), refusal=nothing_yet, does=("point", 0, 1)),
    Command("word_above", ("shift+up",), "Text cursor up", "Move the text cursor a line back.", "Look",
            where=(MAIN,), refusal=nothing_yet, does=("point", 0, -1)),
    Command("open_word", ("enter",), "Life of the word",
            "Show the life of the word under the text cursor; the first time, put the cursor into the text.",
            "Look", where=(MAIN,), refusal=nothing_yet),
    Command(
        "page_down", ("ctrl+down", "ctrl+f"), "Scroll down a page", "Move both texts down a page.", "Look",
        where=(MAIN,), does=("scroll", 0, 1)
    ),
    Command(
        "page_up", ("ctrl+up", "ctrl+b"), "Scroll up a page", "Move both texts up a page.", "Look",
        where=(MAIN,), does=("scroll", 0, -1)
    ),
)  # fmt: skip
"""In the order in which help shows them."""

FOLLOW = (
    Command(
        "opening", ("o",), "Follow one opening",
        "Let every generation continue the same words with the same random numbers.", "Views",
        short="opening", refusal=nothing_more, does=("ask_in_view", "opening"),
        withheld=f"{NOT_MADE}, and the models that wrote them are not available to continue",
    ),
)  # fmt: skip
"""What stands among the views in the help."""

SAMPLES = (
    Command(
        "marks", ("M",), "Change what is marked",
        "Over-used words, copied passages, new phrases, last words, or nothing.", "Look",
        short="marks", where=(MAIN,), refusal=nothing_yet,
    ),
    Command(
        "copy", ("y",), "Copy the passage",
        "Copy the visible part of the text on the right to the clipboard.",
        "Look", short="copy", where=(MAIN,), refusal=nothing_yet,
    ),
)  # fmt: skip
"""In the order in which help shows them."""

OPENING = (
    Command("blocks_back", ("up", "k"), "Scroll up", "Go back to earlier generations.", "Opening",
            short="scroll", where=("opening",), does=("scroll_blocks", -1)),
    Command("blocks_on", ("down", "j"), "Scroll down", "Go on to later generations.", "Opening",
            short="scroll", where=("opening",), does=("scroll_blocks", 1)),
    Command("blocks_page_back", ("ctrl+up", "ctrl+b"), "Scroll up a page", "Go back a whole page.",
            "Opening", where=("opening",), does=("scroll_blocks", 0, -1)),
    Command("blocks_page_on", ("ctrl+down", "ctrl+f"), "Scroll down a page", "Go on a whole page.", "Opening",
            where=("opening",), does=("scroll_blocks", 0, 1)),
)  # fmt: skip
"""What only means something in the view of openings."""

MEASURES = (
    Command("from_zero", ("0",), "Axis from zero", "Start the axis at zero, or where the curves start.",
            "Look", short="from zero", where=("vocabulary",)),
    Command("band_back", ("up", "k"), "Rarer words", "Move the cursor to the band above.", "Map",
            short="band", where=("map",), does=("move_band", -1)),
    Command("band_on", ("down", "j"), "More frequent words", "Move the cursor to the band below.", "Map",
            short="band", where=("map",), does=("move_band", 1)),
    Command("measure_back", ("up", "k"), "Measure above", "Choose the measure above.", "Measures",
            short="measure",
            where=("measures",), does=("move_measure", -1), formerly="gauge_back"),
    Command("measure_on", ("down", "j"), "Measure below", "Choose the measure below.", "Measures",
            short="measure",
            where=("measures",), does=("move_measure", 1), formerly="gauge_on"),
    Command("measures_back", ("ctrl+up", "ctrl+b"), "A page of measures up", "Go up a page of measures.",
            "Measures", where=("measures",), does=("move_measure", 0, -1), formerly="gauges_back"),
    Command("measures_on", ("ctrl+down", "ctrl+f"), "A page of measures down",
            "Go down a page of measures.", "Measures", where=("measures",), does=("move_measure", 0, 1),
            formerly="gauges_on"),
    Command("explain_measure", ("enter",), "Explain the measure",
            "Its definition, formula and paper, and which way is worse.", "Measures", short="explain",
            where=("measures",), formerly="explain_gauge"),
)  # fmt: skip
"""In the order in which help shows them."""

FIND = (
    Command(
        "find_word", ("slash",), "Find a word", "Type a word of the human text, and see its life.", "Views",
        short="find a word", refusal=nothing_yet, does=("ask_in_view", "words")
    ),
)  # fmt: skip
"""What stands among the views in the help."""

NUMBERED = 6
"""How many panels have a key of their own."""

PANELS = (
    Command("next_panel", ("tab",), "Next panel", "Move the focus to the next panel.", "Panels",
            does=("move_focus", 1)),
    Command("previous_panel", ("shift+tab",), "Previous panel", "Move the focus to the previous panel.",
            "Panels",
            does=("move_focus", -1)),
    Command(
        "maximise", ("z",), "Maximise the panel",
        "Show only the panel in focus, or the first one; the same key shows all panels again.",
        "Panels", short="maximise",
    ),
    *(
        Command(
            f"panel_{number}", (str(number),), f"Panel {number}",
            f"Move the focus to panel {number}, in reading order.", "Panels", elsewhere=WITHOUT_STEPS,
            does=("focus_panel", number),
        )
        for number in range(1, NUMBERED + 1)
    ),
)  # fmt: skip
"""In the order in which help shows them."""

PROGRAM = (
    Command(
        "copy_screen", ("ctrl+y",), "Copy this screen",
        "Put what stands on the screen on the clipboard, as text.", "Program", short="copy screen",
    ),
    Command(
        "export", ("e",), "Export", "Write the lineage to a folder that people can read.", "Program",
        short="export", refusal=nothing_yet,
    ),
    Command(
        "help", ("question_mark", "f1"), "Help", "Show what is on the screen and every key.", "Program",
        short="help", elsewhere=(),
    ),
    Command("quit", ("q",), "Back, or quit", "Leave the view; on the main screen, quit.", "Program",
            short="quit", elsewhere=()),
    Command("quit_now", ("Q",), "Quit from anywhere", "Leave driftview at once.", "Program", short="quit",
            elsewhere=()),
)  # fmt: skip
"""In the order in which help shows them."""

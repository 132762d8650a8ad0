"""What the help says besides the keys: of every view, what it shows and what its parts are."""

from __future__ import annotations

from dataclasses import dataclass

GENERATION = (
    "A model learns from the human text and writes a text of the same length. The next model learns from "
    "what that one wrote, and so on. Each text is a generation. A word that one generation happens not to "
    "use is gone: no later model can learn it."
)
"""What the loop is: the first paragraph of the main screen's help."""

PREDICTION = "what chance alone would leave, without any other effect; ± is two standard deviations"
"""What a prediction is, wherever one is named."""


@dataclass(frozen=True)
class Page:
    """The help of one view."""

    intro: str
    parts: tuple[tuple[str, str], ...] = ()
    """What is on the screen, from top to bottom, and what each means."""
    outro: str = ""


NEWCOMER = (
    "New here? {story} starts the guided tour: eight questions, answered by runs on your text. {play} plays "
    "the generations. {words} shows which words died when. {more_human} mixes human text back in. {stop} "
    "gets you out of anything, {undo} undoes the last change, {quit} goes back or quits."
)
"""A paragraph on the main screen, with names of commands where their keys are to stand."""

MAIN_PAGE = Page(
    GENERATION,
    (
        ("First line", "the text, the model and the seed. Click on any of them to change it."),
        ("● ◉ ○", "the generations: made, looked at, still to be made. Click on one to go there."),
        (
            "Headline",
            "how many of the human words are left, redder the more is lost. The prediction beside it is "
            f"{PREDICTION}. “In range” means that chance alone explains this run.",
        ),
        (
            "Left text",
            "the human text, or the generation that you pinned with p. Words that the generation on the "
            "right "
            "never uses are struck out.",
        ),
        (
            "Right text",
            "what the machine wrote. The warmer a word's colour, the more often this generation uses it than "
            "the human text does. M marks copied passages ⟦ ⟧, new phrases or last words ‡ instead.",
        ),
        (
            "Vocabulary",
            "━ the words left in each generation; • what chance predicts; ╌ the control, a sample of "
            "the human "
            "text of the same length, without a loop. The shaded gap between control and curve is what the "
            "loop alone has cost.",
        ),
        (
            "Rare words",
            "the human words by how often the human text has them. Each bar: how many are alive, ▓ lost in "
            "this generation; • where chance predicts the end of the bar. Rare words go first.",
        ),
        (
            "Measures",
            "each bar is a share of the human value, which │ marks, so all bars have one scale. Red is "
            "worse, "
            "grey is unchanged. A measure that stays grey while words die does not see the loss.",
        ),
        ("Words alive", "(in wide windows) every generation and every group of words at once."),
    ),
    "An n-gram loop shows the part of model collapse that sampling causes. Large language models do other "
    "things besides.",
)

PAGES: dict[str, Page] = {
    "main": MAIN_PAGE,
    "words": Page(
        "Which words died in which generation, and the life of any word.",
        (
            (
                "List",
                "one row a word: how often people used it, and how likely it was to survive this long. W "
                "changes the list, S sorts it.",
            ),
            (
                "Curve",
                "━ how often each generation has the word under the cursor; the band is what chance allows.",
            ),
            ("Last sentence", "where the word was used for the last time. Enter goes to that generation."),
        ),
    ),
    "phrases": Page(
        "Runs of two to five words: lost, kept and invented.",
        (
            ("Curves", "the share of human phrases that are still there, and the share of new ones."),
            ("Lists", "lost phrases, most frequent first, and phrases that no human wrote."),
            ("O", "the order dial runs every order: a short memory invents, a long one copies."),
        ),
    ),
    "voices": Page(
        "How much of each generation descends from each source text, its “voice”.",
        (
            ("Curves", "one line a voice; the band is what chance alone allows it."),
            ("Table", "the share of each voice now, and the generation in which it went silent."),
            (
                "Last sentence",
                "the last sentence of the voice under the cursor. A voice at zero stays at zero.",
            ),
        ),
    ),
    "ancestry": Page(
        "Where a sentence comes from: every word was copied from a place in the generation before, and "
        "so back "
        "to the human text.",
        (
            ("Sentence", "the one that you look at, in pieces that were copied together."),
            ("Pieces", "the file and the paragraph of the human text from which each piece descends."),
            ("Page", "the human page behind the piece under the cursor."),
        ),
    ),
    "vocabulary": Page(
        "The vocabulary curve at full size.",
        (
            ("━ • ╌", f"measured; predicted ({PREDICTION}); control: a sample of the human text, no loop."),
            ("◌", "curves of earlier settings."),
            (
                "L and 0",
                "L changes to a log axis, where a steady loss is a straight line; 0 to an axis from zero.",
            ),
            ("Bar", "the share of the book that someone with this vocabulary has read."),
        ),
    ),
    "map": Page(
        "Every generation (across) and every group of words (down, rarest first) at once.",
        (
            ("Cells", "the fuller the cell, the more words of that group are alive."),
            (
                "◆",
                "the cell that is read out: words alive, the prediction, and which words went in this step.",
            ),
        ),
    ),
    "opening": Page(
        "The same opening words, continued by every generation from the same random numbers.",
        (
            (
                "╎",
                "where a generation leaves what the one before it wrote; what stands before is the same "
                "in both.",
            ),
        ),
        "Because the random numbers are the same, every difference is the drift.",
    ),
    "predict": Page(
        "Guess first, then look.",
        (
            ("Chart", "← → choose a generation, ↑ ↓ move your guess ✎, or type a number."),
            ("Table", "after Enter: your guess, the prediction and the run, and how far off each was."),
        ),
        "Settings work here too: change one, and guess what it does before you see it.",
    ),
    "story": Page(
        "A tour of eight questions over your own text.",
        (
            ("1 to 4", "choose an answer; Enter shows what a real run did."),
            ("←", "goes back a page; Escape leaves. Undo on the main screen leads to the runs of the tour."),
        ),
    ),
    "gauges": Page(
        "Every measure, and the generation in which it first saw the loss.",
        (
            ("Saw the loss", "when the measure first left the range of random samples of the human text."),
            ("Blind", "it has not left that range: all that it shows could be chance."),
            ("Chart", "the measure under the cursor, inside the range of random samples."),
            ("Enter", "explains the measure: definition, formula, source, and which way is worse."),
        ),
        "Measures that take long are read while you look, one generation at a time.",
    ),
    "compare": Page(
        "Two to five runs beside each other, each with one setting changed.",
        (
            ("Texts", "two of the runs at the same generation; , and . choose which."),
            ("Curves", "one line a run, marked ◉ ■ ▲ ◆ ★; M chooses the measure."),
            ("Enter", "chooses one of the classic questions."),
        ),
    ),
    "replicates": Page(
        "The same settings with many seeds: how much is luck?",
        (
            ("Shade", "where 95% of the runs lie; ━ is the run on the main screen."),
            ("Table", "for every measure: the runs, the prediction, and whether this run is in range."),
            ("Enter", "runs twenty more seeds."),
        ),
    ),
    "dose": Page(
        "How much human text in each training keeps how much?",
        (
            ("Curve", "the share kept, by the share of human text mixed in; • is the prediction."),
            ("Answer", "the smallest share that keeps as much as you ask for; ↑ ↓ ask for more or less."),
            ("F", "mixes human text in only from a later generation on: is that too late?"),
        ),
    ),
}
"""The help of every view, by its name."""

OF_PANELS = {
    "left-panel": "The human text, or the generation that you pinned. Words that the generation on the right "
    "never uses are struck out; warm colours mark words that it uses more often than the human text. Both "
    "texts scroll together.",
    "right-panel": "What the machine wrote in this generation. The warmer a word's colour, the more often "
    "it is used than in the human text. M marks copied passages, new phrases or last words instead; y "
    "copies the passage.",
    "vocabulary": "How many of the human words each generation has: ━ measured, • predicted by chance alone "
    "(± two standard deviations), ╌ a sample of the human text of the same length, without a loop. The "
    "shaded "
    "gap is lost to the loop. ◌ ends the curves of earlier settings.",
    "loss": "The words of the human text by how often it has them: once, twice, and so on. Each bar shows "
    "how many are alive in this generation and how many died in it (▓); • is where chance predicts its end. "
    "Rare words go first.",
    "map": "Every generation (across) and every group of words by frequency (down) at once: the fuller a "
    "cell, the more words are alive.",
    "gauges-panel": "Measures of this generation as a share of the human value, which │ marks: one scale for "
    "all. Red is worse, grey is unchanged. A measure that stays grey while words die does not see the loss.",
}
"""The panels of the main screen, by their id."""

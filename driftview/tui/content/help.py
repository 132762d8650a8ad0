"""What the help says besides the keys: of every view, what it shows and what its parts are."""

from __future__ import annotations

from dataclasses import dataclass

GENERATION = (
    "A model learns from the human text and writes a text of the same length. The next model learns from "
    "that new text, and so on. Each text is a generation. If one generation happens not to use a word, the "
    "word is gone: no later model can learn it."
)
"""What the loop is: the first paragraph of the main screen's help."""

PREDICTION = "what chance alone would leave, with no other effect; ± is two standard deviations"
"""What a prediction is, wherever one is named."""


@dataclass(frozen=True)
class Page:
    """The help of one view."""

    intro: str
    parts: tuple[tuple[str, str], ...] = ()
    """What is on the screen, from top to bottom, and what each means."""
    outro: str = ""


NEWCOMER = (
    "New here? {tour} starts the guided tour: eight questions, answered by runs on your text. {play} plays "
    "the generations. {words} shows which words died when. {more_human} mixes human text back in. {stop} "
    "closes whatever is open, {undo} undoes the last change, {quit} goes back or quits."
)
"""A paragraph on the main screen, with names of commands where their keys are to stand."""

MAIN_PAGE = Page(
    GENERATION,
    (
        ("First line", "the text, the model and the seed. Click on any of them to change it."),
        ("● ◉ ○", "the generations: made, shown now, still to come. Click on one to go there."),
        (
            "Headline",
            "how many of the human words are left; the more are lost, the redder. The prediction beside it "
            "is "
            f"{PREDICTION}. “In range” means that chance alone explains this run.",
        ),
        (
            "Left text",
            "the human text, or the generation that you pinned with p. Words that the generation on the "
            "right never uses are struck through.",
        ),
        (
            "Right text",
            "what the machine wrote. The warmer a word's colour, the more often this generation uses it than "
            "the human text does. M marks copied passages ⟦ ⟧, new phrases or last words ‡ instead.",
        ),
        (
            "Vocabulary",
            "━ the words left in each generation; • what chance predicts; ╌ the control, a sample of the "
            "human text of the same length, with no loop. The shaded gap between control and curve is what "
            "the loop alone has cost.",
        ),
        (
            "Rare words",
            "the human words, grouped by how often the human text uses them. Each bar: how many are alive, "
            "▓ lost in "
            "this generation; • is where chance predicts the bar ends. Rare words go first.",
        ),
        (
            "Measures",
            "each bar is a share of the human value, marked │, so all bars have the same scale. Red is "
            "worse, "
            "grey is unchanged. A measure that stays grey while words die does not see the loss.",
        ),
        ("Words alive", "(in wide windows) every generation and every group of words at once."),
    ),
    "An n-gram loop shows the part of model collapse that sampling causes. Large language models have "
    "other effects as well.",
)

PAGES: dict[str, Page] = {
    "main": MAIN_PAGE,
    "words": Page(
        "Which words died in which generation, and the life of any word.",
        (
            (
                "List",
                "one row per word: how often people used it, and how likely it was to survive this long. W "
                "changes the list, S sorts it.",
            ),
            (
                "Curve",
                "━ how often each generation uses the word under the cursor; the band is what chance allows.",
            ),
            ("Last sentence", "the last sentence that used the word. Enter goes to that generation."),
        ),
    ),
    "phrases": Page(
        "Runs of two to five words: lost, kept and invented.",
        (
            ("Curves", "the share of human phrases that are still there, and the share of new ones."),
            (
                "Lists",
                "lost phrases, the most distinctive first, and phrases that no human wrote. S sorts them.",
            ),
            ("O", "the order sweep runs every order: a short memory invents, a long one copies."),
        ),
    ),
    "voices": Page(
        "What is left of the words that only one voice uses. A voice is one of the source texts.",
        (
            ("Curves", "one line per voice; the band is what chance allows the voice under the cursor."),
            ("Table", "own words at first and now, the prediction, and whether the voice is in range."),
            (
                "Last sentence",
                "the last sentence with a word that only this voice uses; gone and left words.",
            ),
            (
                "M",
                "shows shares instead: how much of the text descends from each voice. On average a share "
                "never changes, but a voice at zero stays at zero.",
            ),
        ),
    ),
    "ancestry": Page(
        "Where a sentence comes from: every word was copied from the generation before, and so on back to "
        "the human text.",
        (
            ("Sentence", "the sentence under the cursor, in pieces that were copied together."),
            ("Pieces", "the file and the paragraph of the human text from which each piece descends."),
            ("Page", "the human page behind the piece under the cursor."),
            (
                "M",
                "shows the path instead: the sentence in each earlier generation. ╎ joins pieces that "
                "were separate before.",
            ),
        ),
        "Texts from outside have no recorded origin: their pieces are found by matching.",
    ),
    "vocabulary": Page(
        "The vocabulary curve at full size.",
        (
            ("━ • ╌", f"measured; predicted ({PREDICTION}); control: a sample of the human text, no loop."),
            ("◌", "the curves of earlier settings."),
            (
                "L and 0",
                "L switches to a log axis, where a steady loss is a straight line; 0 switches to an axis "
                "from zero.",
            ),
            ("Bar", "how much of the book you would have to read to meet this many words."),
        ),
    ),
    "map": Page(
        "Every generation (across) and every group of words (down, rarest first) at once.",
        (
            ("Cells", "the fuller the cell, the more words of that group are alive."),
            (
                "◆",
                "the cell under the cursor: words alive, the prediction, and which words were lost in this "
                "step.",
            ),
        ),
    ),
    "opening": Page(
        "The same opening words, continued by every generation with the same random numbers.",
        (
            (
                "╎",
                "where a generation departs from the one before it; everything up to there is the same in "
                "both.",
            ),
        ),
        "Because the random numbers are the same, every difference is due to drift.",
    ),
    "predict": Page(
        "Guess first, then look.",
        (
            ("Chart", "← → choose a generation, ↑ ↓ move your guess ✎, or type a number."),
            ("Table", "after Enter: your guess, the prediction and the run, and how far off each was."),
        ),
        "Settings work here too: change one, and guess what it does before you see it.",
    ),
    "tour": Page(
        "A tour of eight questions over your own text.",
        (
            ("1 to 4", "choose an answer; Enter shows what a real run did."),
            ("←", "goes back a page; Escape leaves. Undo on the main screen opens the runs of the tour."),
        ),
    ),
    "measures": Page(
        "Every measure, and the generation in which it first saw the loss.",
        (
            ("Saw the loss", "when the measure first left the range of random samples of the human text."),
            ("Blind", "it has not left that range: everything it shows could be chance."),
            ("Chart", "the measure under the cursor, inside the range of random samples."),
            ("Enter", "explains the measure: definition, formula, source, and which way is worse."),
        ),
        "Slow measures are computed while you watch, one generation at a time.",
    ),
    "compare": Page(
        "Two to five runs beside each other, each with one setting changed.",
        (
            ("Texts", "two of the runs at the same generation; , and . choose which."),
            ("Curves", "one line per run, marked ◉ ■ ▲ ◆ ★; M chooses the measure."),
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
    "study": Page(
        "The results of a sweep: every setting, with the mean of its runs.",
        (
            ("List", "mean and standard deviation over the runs of a setting, and what chance predicts."),
            ("Curve", "the chosen setting through the generations, with two standard deviations."),
            ("Enter", "makes the first run of the chosen setting, so that you can read its texts."),
        ),
        "M shows another measure, S sorts by a column, & filters the settings.",
    ),
    "whole_words": Page(
        "Where tokens are subwords or characters: which whole words are lost, and which are invented.",
        (
            ("Curves", "human words lost, and words in the text that no human wrote."),
            ("Lists", "lost words, most frequent first; invented words with how often they occur."),
        ),
        "The prediction is the least that chance takes: the words lost if every word were copied whole.",
    ),
    "models": Page(
        "Several models that write side by side, each a share of every generation.",
        (
            ("Curves", "words that one model keeps, and words that all models keep together."),
            ("How alike", "100% if two models use the same words equally often."),
            ("Table", "one row per model, and one for all together with the prediction."),
        ),
        "The regime form (r) sets the number of models, their texts, and how much they read of each other.",
    ),
    "concordance": Page(
        "Every occurrence of a string or a /pattern/ in context, one per line.",
        (
            ("Lists", "the human text on the left, this generation on the right."),
            ("Curve", "occurrences per million words, in each generation."),
            ("DP", "how evenly it is spread: 0 is evenly through the text, near 1 is in one place."),
            ("Enter", "shows the human pages behind the line under the cursor."),
        ),
    ),
    "collapse": Page(
        "Eight definitions of model collapse from the literature, tested on this run.",
        (
            ("This run", "whether the run meets the definition at this generation."),
            ("Since", "the generation from which every later one meets it."),
            ("Control", "since when it is beyond every control: random samples with no loop."),
            ("Lower panel", "what is measured for the definition under the cursor, and its limits."),
        ),
        "Papers mean different things by “collapse”: ask which definition they use.",
    ),
    "worth": Page(
        "What a text of yours would save if you added it to the human text.",
        (
            ("Words", "how likely each word is to be alive without your text and with it."),
            ("Phrases", "phrases that only your text has."),
            ("Chart", "words kept alive by each eighth of your text, beside other text of the same length."),
        ),
        "Nothing is run: the law of words predicts it, for the settings of this run.",
    ),
    "human_text": Page(
        "How much human text in every training set keeps how much?",
        (
            ("Curve", "the share kept, for each share of human text mixed in; • is the prediction."),
            ("Answer", "the smallest share that keeps as much as you ask for; ↑ ↓ ask for more or less."),
            ("F", "mixes in human text only from a later generation: is that too late?"),
        ),
    ),
}
"""The help of every view, by its name."""

OF_PANELS = {
    "left-panel": "The human text, or the generation that you pinned. Words that the generation on the right "
    "never uses are struck through; warm colours mark words that it uses more often than the human text. "
    "Both "
    "texts scroll together.",
    "right-panel": "What the machine wrote in this generation. The warmer a word's colour, the more often "
    "it is used than in the human text. M marks copied passages, new phrases or last words instead; y "
    "copies the passage.",
    "vocabulary": "How many of the human words each generation has: ━ measured, • predicted by chance alone "
    "(± two standard deviations), ╌ a sample of the human text of the same length, with no loop. The "
    "shaded gap is lost to the loop. ◌ ends the curves of earlier settings.",
    "loss": "The words of the human text, grouped by how often it uses them: once, twice, and so on. Each "
    "bar shows "
    "how many are alive in this generation and how many died in it (▓); • is where chance predicts the bar "
    "ends. "
    "Rare words go first.",
    "map": "Every generation (across) and every group of words by frequency (down) at once: the fuller a "
    "cell, the more words are alive.",
    "measures-panel": "Measures of this generation as a share of the human value, marked │: one scale for "
    "all. Red is worse, grey is unchanged. A measure that stays grey while words die does not see the "
    "loss.",
}
"""The panels of the main screen, by their id."""

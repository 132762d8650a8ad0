"""What the help says besides the keys."""

from __future__ import annotations

ABOUT = (
    "A model learns from human text and writes as much as it has read; the next model learns from what "
    "it wrote, and so on. Each writing is a generation. Words that happen not to be written are gone: "
    "for good, as long as a model reads nothing else.",
    "Left is the human text, or the generation that you pinned. Right is what the machine wrote. The "
    "warmer a word's colour, the more often this generation uses it than the human text does; words that "
    "it never uses are struck out on the left. M shows other things instead: ⟦ ⟧ around runs of eight "
    "words or more that were copied from the human text, an underline where a phrase ends that no human "
    "wrote, ‡ after words that the next generation no longer has. y copies the passage.",
    "Vocabulary: how many different words are left, what chance alone predicts (± 2 standard "
    "deviations), the control, which is a random sample of the human text, and the curves of earlier "
    "settings. Rare-word loss: the words of the human text by how often it has them; ┃ is where the law "
    "predicts them. Measures: more numbers, and their change against the human text.",
    "An n-gram loop shows the sampling part of model collapse. It does not show what large language "
    "models do besides.",
)
"""The paragraphs on the main screen."""


NEWCOMER = (
    "New here? {story} is a guided tour in eight steps, {words} shows which words died when, {more_human} "
    "mixes in human text. {stop} gets you out of anything, {undo} undoes the last change, {quit} quits."
)
"""A paragraph on the main screen, with names of commands where their keys are to stand."""


OF_PANELS = {
    "left-panel": "The human text, or the generation that you pinned. Words that the generation on the right "
    "never uses are struck out; warm colours mark words that it uses more often than the human text. Both "
    "texts scroll in step.",
    "right-panel": "What the machine wrote in this generation. The warmer a word's colour, the more often "
    "it is used than in the human text. M marks copied passages, new phrases or last words instead; y "
    "copies the passage.",
    "vocabulary": "How many different words each generation has. Measured is this run; expected is what the "
    "law of drift says, with a band of ± 2 standard deviations; control is a random sample of the human "
    "text of the same size, with no loop. Curves of earlier settings stay as ghosts.",
    "loss": "The words of the human text by how often it has them: once, twice, and so on. Each bar shows "
    "how many are alive in this generation, how many died in it, and how many before; ┃ is where the law "
    "expects the living to end. Rare words go first.",
    "map": "Every generation (across) and every frequency band (down) at once: the fuller a cell, the more "
    "of the words of that band are alive.",
    "gauges-panel": "Measures of this generation, their change against the human text, and their course. A "
    "measure that stays still while words die is blind to the loss.",
}
"""The panels of the main screen, by their id."""


OF_VIEWS = {
    "words": "Who died when. For every word: how often people used it, its count through the generations "
    "inside the band that chance allows, the odds it had of living this long, and its last sentence. The "
    "dead of each generation can be sorted by frequency, by surprise (how likely they were to survive) or "
    "alphabetically; the brink lists words that one more training may cost.",
    "phrases": "Runs of two to five words: how many of the human text's each generation has lost, and how "
    "many it has invented. The order dial shows the trade of every model: a short memory invents, a long "
    "one copies.",
    "voices": "How much of the text descends from each source, inside the band that pure chance allows. A "
    "voice that reaches zero is silent for good; its last sentence is kept.",
    "ancestry": "The human pages behind a sentence. Every word was copied from a place in the generation "
    "before, and so back to the human text; the pieces of the sentence are shown with file and paragraph.",
    "vocabulary": "The vocabulary curve at full size: measured, expected with its band of ± 2 standard "
    "deviations, the control, and earlier settings. On a log axis a steady loss is a straight line. The "
    "clock below says how much of the book somebody has read who knows as many words.",
    "map": "Every generation and every frequency band at once. The cursor reads out one cell: how many "
    "words of the band are alive, how many chance predicts, and which words went in this step.",
    "opening": "The same words, continued by every generation from the same random numbers, so that only "
    "the drift differs. ╎ stands where a generation leaves what the one before it wrote; what stands "
    "before it is the same in both.",
    "predict": "Say first what you think will be left, then look. Type a number, or draw a curve: ← → "
    "choose a generation, ↑ ↓ move the point. Enter shows your guess (✎), the law and the run together, and "
    "how far off each was. Settings work here too: change one, and guess what it will do before you see it.",
    "story": "A tour of eight steps over your own text. Every page asks first; 1 to 4 choose an answer, "
    "enter shows what a real run did and what the law says. ← goes back, Escape leaves. The runs that the "
    "tour made stay: undo on the main screen leads to them.",
    "gauges": "Every measure with its course, and the generation in which it first left the range of an "
    "random sample. A measure that never leaves it is blind to what the loop does. Enter explains the "
    "measure under the cursor. Those from burstiness on are read while you look, a generation at a time.",
}
"""The views, by their name."""

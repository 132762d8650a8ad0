"""Where sentences end, in tokens: marks, what may stand behind them, and abbreviations."""

SENTENCE_ENDS = (".", "!", "?", "…", "。", "！", "？", "｡", "؟", "۔", "।", "។", "။")
"""Words that end a sentence, besides the end of a document."""

CLOSING = ("”", "’", "»", ")", "]", "}", "」", "』", "）", "》")
"""Marks that belong to the sentence before them when they follow its end."""

ABBREVIATIONS = (
    "Mr",
    "Mrs",
    "Ms",
    "Messrs",
    "Dr",
    "St",
    "Prof",
    "Rev",
    "Col",
    "Capt",
    "Esq",
    "vol",
    "Fig",
    "Obs",
)
"""Words after which a full stop ends nothing."""

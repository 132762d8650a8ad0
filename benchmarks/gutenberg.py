"""How well the licence, credits, page marks and illustrations of Project Gutenberg are told from a book.

Each input is a piece of a bundled text inside what volunteers of thirty years put around it; pieces, marks
and captions are drawn by chance. Half of the inputs have no mark of Project Gutenberg, but what looks like
one: notes in brackets, numbers in braces, citations of pages, lines of stars. The forms were collected after
the rules of driftview.text.gutenberg had been written: at that first trial 57 of the 120 with marks and 41 of
the 120 without were not exactly right (11.7% and 0.06% of their words). The rules were mended since, so that
the figures below are no longer those of unseen forms; only the draw is new with each SEED.
"""

# ruff: noqa: E501  # forms are quoted in whole lines

import random
from collections.abc import Iterator
from difflib import SequenceMatcher

from benchmarks.report import Part, Table
from driftview.text.gutenberg import look_for_boilerplate
from driftview.text.sources import find_source
from driftview.text.streaming import pieces_of

SEED = 20_261_201
BOOKS = (
    "pride-and-prejudice",
    "opticks",
    "ecclesiastes",
    "debian-handbook",
    "eclesiastes",
    "debian-handbook-ru",
)
INPUTS = 240

HEADS = (
    "The Project Gutenberg EBook of {title}, by {author}\n\nThis eBook is for the use of anyone anywhere at no cost "
    "and with\nalmost no restrictions whatsoever.\n\nTitle: {title}\n\nLanguage: English\n\n"
    "*** START OF THIS PROJECT GUTENBERG EBOOK {TITLE} ***\n\n\n\nProduced by An Anonymous Volunteer\n\n\n\n",
    "The Project Gutenberg eBook of {title}\n    \nThis ebook is for the use of anyone anywhere in the United States "
    "and\nmost other parts of the world at no cost.\n\nTitle: {title}\n\nCredits: Produced by A. Volunteer\n\n\n"
    "*** START OF THE PROJECT GUTENBERG EBOOK {TITLE} ***\n\n\n",
    "Project Gutenberg's {title}, by {author}\n\nThis eBook is for the use of anyone anywhere.\n\n"
    "***START OF THE PROJECT GUTENBERG EBOOK {TITLE}***\n\n\nE-text prepared by A. Volunteer and the Online\n"
    "Distributed Proofreading Team (https://www.pgdp.net)\n\n\n",
    "**The Project Gutenberg Etext of {title}, by {author}**\n\nCopyright laws are changing all over the world.\n\n"
    "**Welcome To The World of Free Plain Vanilla Electronic Texts**\n\nINDEMNITY\nYou will indemnify and hold the "
    "Project.\n\n*END*THE SMALL PRINT! FOR PUBLIC DOMAIN ETEXTS*Ver.04.29.93*END*\n\n\n\n\n",
    "The Project Gutenberg Etext of {title}\n\nPlease take a look at the important information in this header.\n\n"
    "*END THE SMALL PRINT! FOR PUBLIC DOMAIN ETEXTS*Ver.07.02.92*END*\n\n\n",
    "The Project Gutenberg Etext of {title}\n\n(C) by the author.\n\n"
    "*SMALL PRINT! Ver.12.12.00 FOR COPYRIGHT PROTECTED ETEXTS*END*\n\n\n",
    "*** START OF THE PROJECT GUTENBERG EBOOK 1022 ***\n\n\n",
    "The Project Gutenberg EBook of {title}\n\n*** START OF THIS PROJECT GUTENBERG EBOOK A BOOK WITH A TITLE\n"
    "OF TWO LINES ***\n\n\nThis file was produced from images generously made available by The\nInternet Archive\n\n\n",
    "\n\n*** START OF THE PROJECT GUTENBERG EBOOK\n\n",
    "[Illustration]\n\nThe Project Gutenberg EBook of {title}, by {author}\n\n"
    "*** START OF THIS PROJECT GUTENBERG EBOOK {TITLE} ***\n\nTranscribed from the 1899 edition by A. Volunteer,\n"
    "email a.volunteer\n\n\n",
)
"""What stands before a book."""

TAILS = (
    "\n\n\n\nEnd of Project Gutenberg's {title}, by {author}\n\n*** END OF THIS PROJECT GUTENBERG EBOOK {TITLE} ***\n"
    "\n***** This file should be named 1342-0.txt *****\n\n{licence}",
    "\n\n*** END OF THE PROJECT GUTENBERG EBOOK {TITLE} ***\n\n\nUpdated editions will replace the previous one.\n{licence}",
    "\n\n***END OF THE PROJECT GUTENBERG EBOOK {TITLE}***\n\n\n******* This file should be named 1.txt *******\n{licence}",
    "\n\nEnd of the Project Gutenberg EBook of {title}, by {author}\n\n{licence}",
    "\n\nEnd of this Project Gutenberg Etext of {title}\n",
    "\n\nEnd of The Project Gutenberg Etext of {title}, by {author}\n\n",
    "\n\n*** START: FULL LICENSE ***\n\nTHE FULL PROJECT GUTENBERG LICENSE\n{licence}",
    "\n\n*** END OF THIS PROJECT GUTENBERG EBOOK {TITLE} ***\n{licence}",
    "",
)
"""What stands behind it."""

LICENCE = (
    "1.E.2. If an individual work is derived from texts not protected by copyright, it can be copied.\n\n"
    * 150
)

MARKS = ("[Pg {n}]", "[Pg {n}] ", "[Page {n}]", "{{{n}}}", "[p. {n}]")
CAPTIONS = (
    "[Illustration]",
    "[Illustration: {caption}]",
    "[Illustration: {caption}\n\n_A second paragraph of it_ [see page 4].]",
    "  [Illustration: Fig. {n}.--{caption}]",
    "[Frontispiece: {caption}]",
)
DECOYS = (
    "He noted it [Page 12 of the letter] and went on.",
    "[Note: the Project Gutenberg was then unknown to her.]",
    "See [p. 12] and [p. 340] for the same.",
    "The set {1, 2, 3} and the set {7} are disjoint.",
    "* * * * *",
    "*** It was the start of the project that mattered. ***",
    "[Illustrated by the author himself, he said.",
    "End of the first book.",
    "I was produced by my publisher, so to speak.",
    "Produced by hand, the paper was rough.",
)


def measure() -> Part:
    """Strip INPUTS texts and count what is wrong."""
    rng = random.Random(SEED)
    books = {name: _paragraphs(name) for name in BOOKS}
    wrong: dict[bool, list[float]] = {True: [], False: []}
    for number in range(INPUTS):
        marked = number % 2 == 0
        given, right = _input(rng, books[rng.choice(BOOKS)], marked)
        found = look_for_boilerplate(_Text(given))
        got = given if found is None else "".join(found[0].pieces())
        wrong[marked].append(_distance(got, right))
    rows = [
        [
            what,
            f"{len(each)}",
            f"{sum(value > 0 for value in each)}",
            f"{sum(each) / len(each):.2%}",
            f"{max(each):.1%}",
        ]
        for what, each in (("with marks", wrong[True]), ("with decoys only", wrong[False]))
    ]
    head = ["inputs", "number", "not exactly right", "words wrong, mean", "worst"]
    return Part("Project Gutenberg", [Table("Project Gutenberg: what is left out", head, rows)])


class _Text:
    """A text that is read in pieces of an odd size."""

    def __init__(self, text: str) -> None:
        self._text = text

    def pieces(self) -> Iterator[str]:
        """Go through the text."""
        for at in range(0, len(self._text), 997):
            yield self._text[at : at + 997]


def _paragraphs(name: str) -> list[str]:
    """Return the paragraphs of a bundled text."""
    text = "".join(pieces_of(find_source(name).voices[0].files[0][1]))
    return [each for each in text.split("\n\n") if each.strip()]


def _input(rng: random.Random, book: list[str], marked: bool) -> tuple[str, str]:
    """Return a text with what may stand around and in it, and the text alone."""
    begin = rng.randrange(max(1, len(book) - 60))
    body = book[begin : begin + rng.randint(8, 60)]
    if not marked:
        text = "\n\n".join(_with_decoys(rng, body))
        return text, text
    shown: list[str] = []
    page, style, pictured = rng.randint(1, 300), rng.choice(MARKS), rng.random() < 0.6
    paged = rng.random() < 0.6
    for paragraph in body:
        if pictured and rng.random() < 0.15:
            caption = rng.choice(CAPTIONS)
            shown.append(
                caption.format(n=rng.randint(1, 99), caption=" ".join(paragraph.split()[:6]).strip("[]{}"))
            )
        shown.append(paragraph)
        if paged and rng.random() < 0.6:
            mark, page = style.format(n=page).strip(), page + 1
            words = shown.pop().split(" ")
            at = rng.randrange(len(words))
            alone = rng.random() < 0.5
            shown += [mark, paragraph] if alone else [" ".join([*words[:at], mark, *words[at:]])]
    about = {
        "title": "A Book",
        "author": "An Author",
        "TITLE": "A BOOK",
        "licence": LICENCE[: rng.randint(0, len(LICENCE))],
    }
    text = rng.choice(HEADS).format(**about) + "\n\n".join(shown) + rng.choice(TAILS).format(**about)
    return text, "\n\n".join(body)


def _with_decoys(rng: random.Random, body: list[str]) -> list[str]:
    shown = list(body)
    for decoy in rng.sample(DECOYS, 3):
        shown.insert(rng.randrange(len(shown) + 1), decoy)
    return shown


def _distance(got: str, right: str) -> float:
    """Return how many words are missing or too many, for each word of the right text; layout is left aside."""
    one, other = got.split(), right.split()
    if one == other:
        return 0.0
    same = sum(
        block.size for block in SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks()
    )
    return (len(one) + len(other) - 2 * same) / max(len(other), 1)

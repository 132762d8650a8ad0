"""What Project Gutenberg puts around and into a book is left out; what only looks like it stays."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from driftview.text.gutenberg import LeftOut, look_for_boilerplate, without_boilerplate
from driftview.text.opening import open_any
from driftview.text.options import ReadingOptions
from driftview.text.reading import TextError
from driftview.text.sources import open_corpus
from driftview.text.streaming import SeparateDocuments

CASES = Path(__file__).parent / "cases"

BODY = "The cat sat.\n\nThe dog saw the cat.\n"
START = "*** START OF THE PROJECT GUTENBERG EBOOK CATS ***\n"
END = "*** END OF THE PROJECT GUTENBERG EBOOK CATS ***\n"


def bare(text: str, size: int = 7) -> str:
    """The text without boilerplate, read in small pieces."""
    found = look_for_boilerplate(Pieces(text, size))
    return text if found is None else "".join(found[0].pieces())


class Pieces:
    def __init__(self, text: str, size: int) -> None:
        self.text, self.size = text, size

    def pieces(self) -> Iterator[str]:
        return (self.text[at : at + self.size] for at in range(0, len(self.text), self.size))


@pytest.mark.parametrize(
    "head",
    [
        START,
        f"The Project Gutenberg eBook of Cats\n\n{START}\nProduced by A. Volunteer\nand others\n\n",
        "Project Gutenberg's Cats\n\n***START OF THIS PROJECT GUTENBERG EBOOK CATS\nAND DOGS***\n",
        "The Project Gutenberg Etext\n\nlaw\n\n*END*THE SMALL PRINT! FOR PUBLIC DOMAIN*Ver.04.29.93*END*\n",
        "The Project Gutenberg Etext\n\n*END THE SMALL PRINT! FOR PUBLIC DOMAIN ETEXTS*Ver.07.02.92*END*\n",
        "The Project Gutenberg Etext\n\n*SMALL PRINT! Ver.12.12.00 FOR COPYRIGHT PROTECTED*END*\n",
        f"[Illustration]\n\nThe Project Gutenberg eBook of Cats\n\n{START}",
    ],
)
@pytest.mark.parametrize(
    "tail",
    [
        f"{END}\nlicence\n",
        "End of the Project Gutenberg EBook of Cats, by A. Cat\n\nlicence\n",
        "End of this Project Gutenberg Etext of Cats\n",
        "*** START: FULL LICENSE ***\n\nTHE FULL LICENSE\n",
        "",
    ],
)
def test_what_stands_around_a_book_is_left_out(head: str, tail: str) -> None:
    assert bare(head + BODY + tail).strip() == BODY.strip()


def test_what_stands_in_a_book_is_left_out() -> None:
    text = (
        "[Pg 1]\n\nThe cat [Pg 2] sat.\n\n[Illustration: The cat [grey],\n\nsitting.] It slept.\n\n"
        "[Illustration]\n\nThe {1} dog {2} saw {3} the {4} cat.[1]\n"
    )
    assert bare(text).split() == ["The", "cat", "sat.", "It", "slept.", "The", "dog", "saw", "the", "cat.[1]"]


@pytest.mark.parametrize(
    "text",
    [
        "See [p. 12] and [p. 340]; the set {7} is closed.\n",
        "She loved Project Gutenberg.\n\nEnd of the first book.\n",
        "Produced by hand, the paper was rough.\n",
        "[Illustrated by himself, he said.\n",
        "*** It was the start of the project that mattered. ***\n",
        "[Illustration: never closed\n\n" + "The cat sat.\n" * 1000,
        "The Project Gutenberg library was her delight.\n\n" + "The cat sat.\n" * 6000,
    ],
)
def test_what_is_the_authors_stays(text: str) -> None:
    assert bare(text, 5000) == text


def test_two_books_in_one_file_are_both_read() -> None:
    text = f"{START}One.\n{END}\nlicence\n\nThe Project Gutenberg eBook\n\n{START}Two.\n{END}licence"
    assert bare(text).split() == ["One.", "Two."]


def test_it_is_counted() -> None:
    left_out = LeftOut()
    text = f"{START}[Pg 1]\n[Pg 2]\n[Illustration]\n{BODY}{END}"
    assert "".join(without_boilerplate([text], left_out)) == BODY
    assert left_out.sentence() == "the licence of Project Gutenberg, 2 page marks and 1 illustration"
    assert LeftOut().sentence() is None


def test_the_handed_case() -> None:
    path = CASES / "gutenberg_marks.txt"
    corpus = open_corpus([str(path)])
    words = set(corpus.vocabulary.words)
    assert not {"Pg", "12", "Illustration", "GUTENBERG", "licence", "trademark"} & words
    assert {"CHAPTER", "never"} <= words or {"CHAPTER", "_never_"} <= words
    assert corpus.reading.left_out() == (
        "left out of gutenberg_marks.txt: the licence of Project Gutenberg, 8 page marks and 8 illustrations "
        "(the option keep-boilerplate keeps them)",
    )
    kept = open_corpus([str(path)], options=ReadingOptions(keep_boilerplate=True))
    assert {"Pg", "Illustration", "GUTENBERG"} <= set(kept.vocabulary.words)


def test_a_file_of_nothing_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(START + "\n" + END, "utf-8")
    with pytest.raises(TextError, match="holds no text beside what is left out"):
        open_any(tmp_path / "a.txt")
    assert not isinstance(open_any(CASES / "gutenberg_marks.txt").text, SeparateDocuments)

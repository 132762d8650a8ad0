"""What is looked for: strings as they are, patterns within bounds."""

import pytest

from driftview.text.search import LONGEST, Search, SearchError


def found(typed: str, text: str) -> list[str]:
    return [text[begin:end] for begin, end in Search.typed(typed).spans(text)]


@pytest.mark.parametrize(
    ("typed", "text", "places"),
    [
        ("cat", "Cat cat CATS", ["Cat", "cat", "CAT"]),
        ("Cat", "Cat cat CATS", ["Cat"]),
        ("a.b", "a.b axb", ["a.b"]),
        ("two words", "two\nwords, two  words", ["two\nwords", "two  words"]),
        ("/c.t/", "cat Cut", ["cat"]),
        ("/c.t/i", "cat Cut", ["cat", "Cut"]),
        ("/x*/", "axxb", ["xx"]),
        (r"/\p{Lu}/", "aÉb", ["É"]),
        ("/", "and/or", ["/"]),
    ],
)
def test_places(typed: str, text: str, places: list[str]) -> None:
    assert found(typed, text) == places


def test_whole_words() -> None:
    search = Search("cat", whole_words=True)
    assert [span[0] for span in search.spans("cat cats concat (cat)")] == [0, 17]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "nothing to search for"),
        ("x" * (LONGEST + 1), "use at most"),
        ("/(/", "not a regular expression"),
        ("/(?R)a/", "recursion"),
        ("/(a){e<=3}/", "approximate"),
        ("/((a{100}){100}){100}/", "multiply beyond"),
    ],
)
def test_what_is_refused(typed: str, said: str) -> None:
    with pytest.raises(SearchError, match=said):
        Search.typed(typed)


def test_a_pattern_without_end_is_stopped() -> None:
    search = Search.typed("/(a+)+$/", limit=0.05)
    with pytest.raises(SearchError, match="took more than"):
        list(search.spans("a" * 5000 + "!"))
    with pytest.raises(SearchError, match="took more than"):
        list(search.spans("a"))
    assert Search.typed("/(a+)+$/", limit=0.05).places(["ba", "a" * 5000 + "!", "a"]) == [0]

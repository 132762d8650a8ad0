"""Reading pages as a browser would, as far as tests need it; and text that nobody should trust."""

from html.parser import HTMLParser

from driftview.charts.markup import EMPTY

HOSTILE = (
    "<script>alert(1)</script>",
    "</style><img src=x onerror=alert(1)>",
    "</title></svg>]]><!--",
    "javascript:alert(1)",
    '"><b onclick="x">',
    "&lt;i&gt; &amp; &#60;",
    "\x1b[31mred\x1b]0;title\x07\x9b1m",
    "abc\u202edef\u2066ghi\u200b",
    "\x00\x85\u2028\ufffe\uffff\ud800",
    "# * _ [a](javascript:b) `c` | ~d~ $e$",
)
"""Pieces of text that would do something, if they were let."""


class Element:
    """An element with what is in it."""

    def __init__(self, tag: str, attributes: dict[str, str]) -> None:
        self.tag = tag
        self.attributes = attributes
        self.children: list[Element | str] = []

    @property
    def text(self) -> str:
        return "".join(each if isinstance(each, str) else each.text for each in self.children)

    def all(self, tag: str | None = None, name: str | None = None) -> list["Element"]:
        """Return the elements within, in reading order, of a tag and a class."""
        found = []
        for each in self.children:
            if isinstance(each, Element):
                if tag in (None, each.tag) and (
                    name is None or name in each.attributes.get("class", "").split()
                ):
                    found.append(each)
                found += each.all(tag, name)
        return found


class _Reader(HTMLParser):
    """Builds the tree and refuses what is not well-formed."""

    def __init__(self) -> None:
        super().__init__()
        self.root = Element("", {})
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), f"an attribute comes twice in {tag}"
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(element)
        self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in EMPTY
        self.handle_starttag(tag, attrs)
        self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop().tag == tag, f"</{tag}> ends something else"

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment: {data}")

    def unknown_decl(self, data: str) -> None:
        raise AssertionError(f"a declaration: {data}")


def read_page(page: str) -> Element:
    """Return the html element of a well-formed page; fails for any other."""
    reader = _Reader()
    reader.feed(page)
    reader.close()
    assert len(reader.open) == 1, f"never ended: {[each.tag for each in reader.open]}"
    (html,) = [each for each in reader.root.children if isinstance(each, Element)]
    return html

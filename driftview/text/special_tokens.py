"""Special tokens of language models: what their tokenisers put into texts, and nobody wrote."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from driftview.text.cleaning import label
from driftview.text.streaming import Readable

_SPECIAL = re.compile(
    r"<\|[^<>|\s]{1,40}\|>|</?s>"
    r"|<(?:unk|pad|eos|bos|mask|sep|cls|start_of_turn|end_of_turn|end_of_text|begin_of_text)>"
    r"|\[/?(?:INST|PAD|CLS|SEP|MASK|UNK|BOS|EOS)\]|<</?SYS>>"
)

_DROPPED = re.compile(rf"(?<= )(?:{_SPECIAL.pattern}) |{_SPECIAL.pattern}")
"""The same, with one of the spaces where one stands on either side."""

_JOINED = re.compile(r" ?@([-,.])@ ?")
"""What WikiText has made of the hyphens, commas and points inside words and numbers."""

SIGNS = (
    b"@-@",
    b"@,@",
    b"@.@",
    b"<|",
    b"s>",
    b"k>",
    b"d>",
    b"n>",
    b"t>",
    b"p>",
    b"<<",
    b"[INST",
    b"[PAD",
    b"[CLS",
    b"[SEP",
    b"[MASK",
    b"[UNK",
)
"""A text without any of these bytes has no special token."""

_WIKITEXT = ("@-@", "@,@", "@.@")

LONGEST = 44
"""Characters of the longest special token."""


def find_special(text: str) -> list[str]:
    """Return the special tokens that stand in a text, the marks of WikiText among them."""
    found = _SPECIAL.findall(text) if "<" in text or "[" in text else []
    return found + [f"@{mark}@" for mark in _JOINED.findall(text)] if "@" in text else found


def drop_special(text: str) -> str:
    """Return a text without special tokens; the parts of a word that WikiText took apart are joined."""
    text = _DROPPED.sub("", text) if "<" in text or "[" in text else text
    return _JOINED.sub(r"\1", text) if "@" in text else text


def named(found: Counter[str]) -> str:
    """Name the special tokens of a text, the most frequent ones with their counts."""
    most = ", ".join(f"{label(token)} ({count:,}×)" for token, count in found.most_common(4))
    more = f" and {len(found) - 4} more" if len(found) > 4 else ""
    return f"special tokens: {most}{more}"


def told(name: str, found: Counter[str]) -> str:
    """Say which special tokens a text has, and how to leave them out; ``name``: of the text, clean."""
    wiki = any(token in _WIKITEXT for token in found)
    marks = " (@-@ is how WikiText writes a hyphen inside a word)" if wiki else ""
    return f"{name} holds {named(found)}{marks}; the option drop-special-tokens leaves them out"


@dataclass(frozen=True)
class WithoutSpecial:
    """A text without its special tokens, read in pieces."""

    text: Readable

    def pieces(self) -> Iterator[str]:
        """Go through the text, clean."""
        return map(drop_special, _whole_tokens(self.text.pieces()))


def count_special(text: Readable) -> Counter[str]:
    """Count the special tokens of a text."""
    return Counter(token for piece in _whole_tokens(text.pieces()) for token in find_special(piece))


def _whole_tokens(pieces: Iterable[str]) -> Iterator[str]:
    """Cut a text so that no special token lies across a cut."""
    held = ""
    for piece in pieces:
        text = held + piece
        cut = max(text.rfind(sign, -LONGEST) for sign in ("<", "[", " @"))
        cut = len(text) if cut < 0 else cut - text[:cut].endswith("<")
        held = text[cut:]
        if cut:
            yield text[:cut]
    if held:
        yield held

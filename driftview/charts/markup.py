"""Markup for pages and pictures: whatever is not markup already is cleaned and escaped."""

import re
from collections.abc import Mapping
from html import escape

from driftview.text.cleaning import clean_prose

EMPTY = frozenset(("meta", "path", "rect"))
"""Elements that need no end when they have no content."""

_NO_CHARACTERS = re.compile("[\ufffe\uffff]")
"""Code points that XML refuses and that cleaning leaves."""

Attribute = str | float | None
"""The value of an attribute; None leaves it out."""


class Markup(str):
    """Text that is markup already and goes into a page as it is."""

    __slots__ = ()


def escaped(text: str) -> Markup:
    """Return text as markup that shows it: clean, and with nothing in it that a browser would obey."""
    if isinstance(text, Markup):
        return text
    return Markup(escape(_NO_CHARACTERS.sub("", clean_prose(text))))


def element(tag: str, attributes: Mapping[str, Attribute] | None = None, *children: str) -> Markup:
    """Return an element; children that are not markup, and all attributes, are escaped.

    Numbers are written with two decimals at most.
    """
    written = "".join(
        f' {name}="{_value(value)}"' for name, value in (attributes or {}).items() if value is not None
    )
    if tag in EMPTY and not children:
        return Markup(f"<{tag}{written}/>")
    return Markup(f"<{tag}{written}>{''.join(escaped(child) for child in children)}</{tag}>")


def joined(*parts: str) -> Markup:
    """Return parts one after the other, as markup."""
    return Markup("".join(escaped(part) for part in parts))


def _value(value: str | float) -> str:
    return escaped(value) if isinstance(value, str) else number(value)


def number(value: float) -> str:
    """Write a number with at most two decimals."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text

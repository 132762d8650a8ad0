"""The expressions that find tokens: Unicode's word rules (UAX 29), with what prose needs beyond them.

One expression is compiled for the characters that a piece of text has, so that plain English pays for nothing
else. Nothing that was matched is given back beyond a bound, so that time grows with the text, whatever it is.
What differs from UAX 29: hyphens join words; a point joins letters only where it cannot end a sentence (lower
case on both sides, abbreviations); a semicolon joins no numbers; no apostrophe joins Hangul; a low line joins
only what stands on both of its sides; abbreviations with points, web and e-mail addresses, emoji and the
special tokens of language models are one token each.
"""

import re
import sys
import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache

from driftview.text.unspaced import LETTER, SCRIPTS, is_unspaced

WHOLE = "+" if sys.version_info >= (3, 11, 5) else ""
"""What makes a repeated group possessive. With it Python before 3.11.5 matches wrong (CPython issue 106052);
without it the tokens are the same, since nothing follows that could fail, but a word of a million parts takes
some memory for each."""

APOSTROPHES = "'’ʼʻ‘´`＇"
"""Written between two letters, these are one apostrophe, and the word is one word."""

HYPHENS = "-‐‑"
"""Written between two letters, these are one hyphen."""

DASHES = re.compile("--+")

_CASED = "a-zà-öø-ÿ\u0101-\u024f\u03ac-\u03ce\u0430-\u045f"
"""Small letters, among which a point between two ends no sentence (example.com)."""

_TRAILING = r"\s<>\"“”„«»‹›‘’`|\\^{}\x1e"
_URL = rf"(?:https?://|ftp://|www\.)(?=[^\W_])[^{_TRAILING}]*[^{_TRAILING}.,;:!?'()\[\]…]"
_MAIL = r"(?<![\w.+-])[^\W_](?:[\w.+-]{0,62}[\w+-])?@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8}(?<!-)"
_SPECIAL = r"<\|[A-Za-z_]{1,30}\|>|</?(?:unk|s|pad|eos|bos|mask|sep|cls)>|@[-,.]@"
_POINTED = r"(?<![^\W_])(?:(?:[A-Z][a-z]|[^\W\d_])\.){2,9}(?![^\W_])"


@cache
def _classes() -> dict[str, frozenset[str]]:
    """Return the characters that UAX 29 and UTS 51 treat apart, by what they are."""
    import regex  # late: only texts beyond ASCII need it

    everything = "".join(map(chr, (*range(0x80, 0xD800), *range(0xE000, 0x20000), *range(0xE0020, 0xE0080))))

    def having(pattern: str) -> frozenset[str]:
        return frozenset(regex.findall(pattern, everything, flags=regex.V1))

    letters = having(r"[\p{WB=ALetter}\p{WB=Hebrew_Letter}&&[\p{Po}\p{Pd}]]")
    return {
        "letter": letters,
        "middle": having(r"\p{WB=MidLetter}") - frozenset("：﹕︓"),
        "number": having(r"\p{WB=MidNum}|[٫]") - frozenset("；;﹔"),
        "hebrew": having(r"\p{WB=Hebrew_Letter}"),
        "hangul": having(r"\p{Script=Hangul}"),
        "picture": having(r"\p{Extended_Pictographic}") - frozenset("©®™‼⁉"),
        "region": having(r"\p{Regional_Indicator}"),
        "modifier": having(r"\p{Emoji_Modifier}"),
        "tag": frozenset(map(chr, range(0xE0020, 0xE0080))),
    }


@cache
def _of_character(character: str) -> str:
    """Return what a character beyond ASCII is to the rules; "" for what is plain."""
    if unicodedata.category(character)[0] == "M" or character in "\u200c\u200d":
        return "mark"
    for name, characters in _classes().items():
        if character in characters:
            return name
    return "unspaced" if is_unspaced(character) else ""


_SIGNS = {
    "address": ("@", "://", "www."),
    "special": ("<", "@"),
    "line": ("_",),
    "odd": tuple(f"{APOSTROPHES[2:]}{HYPHENS[1:]}"),
}
_POINT, _COLON = re.compile(r"\.[^\W\d_]"), re.compile(r":[^\W\d_]")
"""What shows that a text may have tokens of some kind; without it their expression is not tried."""

Kinds = tuple[tuple[str, str], ...]
"""Characters of each kind that a text has, sorted."""


def kinds_in(text: str) -> Kinds:
    """Return the characters of a text that rules treat apart, by kind."""
    found: dict[str, list[str]] = {}
    if not text.isascii():
        for character in set(text):
            if character > "\x7f" and (kind := _of_character(character)):
                found.setdefault(kind, []).append(character)
    if "unspaced" in found:
        found["unspaced"] = []
    for name, signs in _SIGNS.items():
        if any(sign in text for sign in signs):
            found[name] = []
    for name, sign in (("pointed", _POINT), ("colon", _COLON)):
        if sign.search(text):
            found[name] = []
    return tuple(sorted((kind, "".join(sorted(characters))) for kind, characters in found.items()))


def word_expression(text: str) -> re.Pattern[str]:
    """Return the expression for one token of a text, the white space before it included."""
    return _words(kinds_in(text))


def character_expression(text: str) -> re.Pattern[str]:
    """Return the expression for one token of the character unit: white space, an emoji, or a character."""
    return _characters(kinds_in(text))


@lru_cache(maxsize=64)
def _words(kinds: Kinds, whole: str = WHOLE) -> re.Pattern[str]:
    of = dict(kinds)
    marks, extra = _inside(of.get("mark", "")), _inside(of.get("letter", ""))
    unspaced = "unspaced" in of
    plain = rf"[^\W_{SCRIPTS if unspaced else ''}]++"
    letters = rf"(?:{plain}|[{marks}{extra}]++)+{whole}" if marks or extra else plain
    hangul = f"(?<![{_inside(of['hangul'])}].)" if "hangul" in of else ""
    apostrophes, hyphens = (APOSTROPHES, HYPHENS) if "odd" in of else ("'’", "-")
    inner = [rf"[{apostrophes}]{hangul}{letters}", rf"[{hyphens}]{letters}"]
    inner.append(rf"[.,{_inside(of.get('number', ''))}](?<=\d.)(?=\d){letters}")
    if "line" in of:
        inner.append(f"_{letters}")
    if "pointed" in of:
        inner.append(rf"\.(?<=[{_CASED}][{_CASED}]\.)(?=[{_CASED}]{{2}}){letters}")
    if "colon" in of:
        inner.append(rf":(?:(?<=[A-ZÀ-Þ\d]:)|(?<=\w:)(?<!\w\w:))(?=[{_CASED}]{{1,4}}(?![^\W_])){letters}")
    if "middle" in of:
        inner.append(rf"[{_inside(of['middle'])}](?<=[^\W\d_].)(?=[^\W\d_]){letters}")
    if "hebrew" in of:
        hebrew = _inside(of["hebrew"])
        inner.append(rf'"(?<=[{hebrew}]")(?=[{hebrew}]){letters}')
    first = []
    if "special" in of:
        first.append(_SPECIAL)
    if "address" in of:
        first += [_URL, _MAIL]
    if "hebrew" in of:
        first.append(rf"(?<!['\"])[{hebrew}]{{1,2}}'(?![^\W_])")
    first += _emoji(of)
    if "pointed" in of:
        first.append(_POINTED)
    if unspaced:
        first.append(f"{LETTER}[{marks}]*+" if marks else LETTER)
    token = "|".join([*first, rf"{letters}(?:{'|'.join(inner)})*{whole}", "--++", r"\S"])
    return re.compile(rf"\s*+(?:{token})")


@lru_cache(maxsize=64)
def _characters(kinds: Kinds) -> re.Pattern[str]:
    of = dict(kinds)
    marks = _inside(of.get("mark", ""))
    return re.compile("|".join([r"\s++", *_emoji(of), rf"\S[{marks}]*+" if marks else r"\S"]))


def _emoji(of: dict[str, str]) -> Iterable[str]:
    """Yield expressions for emoji with what belongs to them: skin, joined pictures, flags, keycaps."""
    if "region" in of:
        yield "[\U0001f1e6-\U0001f1ff]{2}"
    if "mark" in of and "\u20e3" in of["mark"]:
        yield "[0-9#*]\ufe0f?\u20e3"
    if "picture" in of:
        after = "[\ufe0f\u20e3\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]*+"
        picture = f"[{_inside(of['picture'])}]{after}"
        yield f"{picture}(?:\u200d{picture}){{0,12}}"


def _inside(characters: str) -> str:
    """Return characters as they stand inside a character class."""
    return re.escape(characters)


def find_marks(text: str) -> str:
    """Return the combining marks (Unicode categories Mn, Mc, Me) that occur in ``text``, sorted."""
    if text.isascii():
        return ""
    return "".join(sorted(c for c in set(text) if c > "\x7f" and unicodedata.category(c)[0] == "M"))


def as_token(surface: str) -> str:
    """Return the one spelling under which a word or mark is counted, however it was written.

    Typewriter dashes are one em dash; hyphens and the apostrophes inside words are the ASCII ones. Straight
    quotes are not decided here: that takes their neighbours.
    """
    if surface[0] == "-" and len(surface) > 1 and DASHES.fullmatch(surface):
        return "—"
    if len(surface) == 1:
        return "-" if surface in HYPHENS else surface
    return _VARIANT.sub(lambda found: "-" if found[0] in HYPHENS else "'", surface)


_HANGUL = "\u1100-\u11ff\u3130-\u318f\uac00-\ud7a3"
_VARIANT = re.compile(
    f"[{HYPHENS[1:]}]|(?<=[^{APOSTROPHES}{_HANGUL}])[{APOSTROPHES[1:]}](?=[^{APOSTROPHES}])"
)
"""What is written in other ways inside a word; U+02BC and U+02BB are letters, too, and may begin one."""

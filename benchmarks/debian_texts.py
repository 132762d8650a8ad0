"""Which encoding a text is in, on texts that nobody here wrote: manual pages and handbooks of Debian.

Run: ``python -m benchmarks.debian_texts FOLDER``, where FOLDER is /usr/share or has the same layout, and
packages such as manpages-de, aptitude-doc-fi and debian-reference-it are unpacked there.
"""

import gzip
import random
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path

from benchmarks.encodings import Sample, with_our_rule, without

SEED = 7

ENCODINGS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(
        ("da", "de", "es", "fi", "fr", "it", "nb", "nl", "pt_BR", "sv"),
        ("cp1252", "iso8859_1", "iso8859_15", "cp850", "mac_roman"),
    ),
    **dict.fromkeys(("cs", "hu", "pl", "ro"), ("cp1250", "iso8859_2", "cp852")),
    "tr": ("cp1254", "iso8859_9"),
    "vi": ("cp1258",),
    "el": ("cp1253", "iso8859_7"),
    "ru": ("cp1251", "koi8_r", "cp866", "iso8859_5"),
    "uk": ("cp1251", "koi8_u"),
    "mk": ("cp1251", "iso8859_5"),
    "sr": ("cp1251", "iso8859_5"),
    "ja": ("shift_jis", "euc_jp", "iso2022_jp"),
    "zh_CN": ("gb18030",),
    "zh_TW": ("big5",),
}
"""Languages, and the encodings of Python that people write them in."""

EVERYWHERE = ("utf_8", "utf_8_sig", "utf_16")

SIZES = (250, 1000, 5000)
"""Characters of a sample, about."""

_PARAGRAPH = re.compile("<p[^>]*>(.*?)</p>", re.DOTALL)
_TAG = re.compile("<[^>]+>")
_ESCAPE = re.compile(r"\\(?:f[BIRPW]|f\([A-Z]{2}|f\[[^]]*\]|s[-+]?\d|[&|^/,:%]|\*\([A-Z]{2}|m\[[^]]*\])")
_NAMED = {r"\-": "-", r"\(aq": "'", r"\(co": "©", r"\(bu": "•", r"\(em": "—", r"\ ": " ", r"\e": "\\"}


def prose(page: str) -> list[str]:
    """Return the paragraphs of a manual page without what formats them."""
    page = _ESCAPE.sub("", page)
    for written, meant in _NAMED.items():
        page = page.replace(written, meant)
    lines = ["" if line.startswith((".", "'")) else line for line in page.splitlines()]
    found = (re.sub(r"\n+", "\n", part).strip() for part in re.split(r"\n{2,}", "\n".join(lines)))
    return [part for part in found if len(part) > 60 and "\\" not in part and "\t" not in part]


def manual_pages(folder: Path, language: str, chance: random.Random) -> Iterator[str]:
    """Yield passages of several sizes from manual pages drawn at random."""
    pages = sorted(folder.glob(f"man/{language}/man*/*.gz"))
    chance.shuffle(pages)
    for number, page in enumerate(pages):
        try:
            paragraphs = prose(gzip.decompress(page.read_bytes()).decode())
        except UnicodeDecodeError:
            continue
        yield from passage(paragraphs, SIZES[number % len(SIZES)])


def handbooks(folder: Path, language: str, chance: random.Random) -> Iterator[str]:
    """Yield passages of several sizes, put together from paragraphs of handbooks drawn at random."""
    code = language.partition("_")[0]
    pages = sorted({*folder.glob(f"doc/*/html/{code}/*.html"), *folder.glob(f"*/*.{code}.html")})
    pages += sorted(folder.glob(f"doc/*/**/*.{code}.html"))
    found = (part for page in pages for part in _PARAGRAPH.findall(page.read_text("utf-8", "ignore")))
    paragraphs = [unescape(_TAG.sub("", part)).strip() for part in found]
    paragraphs = [part for part in paragraphs if len(part) > 60]
    chance.shuffle(paragraphs)
    number = 0
    while paragraphs:
        yield from passage(paragraphs, SIZES[number % len(SIZES)])
        number += 1


def passage(paragraphs: list[str], size: int) -> Iterator[str]:
    """Yield the first paragraphs, about ``size`` characters of them, if there are so many; take them out."""
    text = ""
    while paragraphs and len(text) < size:
        text += ("\n\n" if text else "") + paragraphs.pop(0)
    if len(text) >= size * 0.8:
        yield text


Texts = Callable[[Path, str, random.Random], Iterator[str]]


def samples(texts: Texts, folder: Path, each: int = 3) -> Iterator[Sample]:
    """Yield ``each`` passages for every language and encoding that can hold them."""
    for language, encodings in ENCODINGS.items():
        chance = random.Random(f"{SEED} {language}")
        for encoding in (*encodings, *EVERYWHERE):
            found = 0
            for text in texts(folder, language, chance):
                try:
                    data = text.encode(encoding)
                except UnicodeEncodeError:
                    continue
                if text.isascii():
                    continue
                yield Sample(encoding, language, data)
                found += 1
                if found == each:
                    break


def main(folder: Path) -> None:
    """Print how many samples are read wrong, and which."""
    for texts in (manual_pages, handbooks):
        every = list(samples(texts, folder))
        for reading in (without, with_our_rule):
            wrong = [each for each in every if reading(each.data) != each.text]
            told = Counter(f"{each.encoding}/{each.language}" for each in wrong)
            rate = f"{len(wrong)} of {len(every)} wrong"
            print(f"{texts.__name__}, {reading.__name__}: {rate}: {told.most_common()}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))

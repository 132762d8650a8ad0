"""Which encoding a text is in: charset-normalizer alone, and with the rule of alphabets, on 141 samples.

Run: ``python -m benchmarks.encodings``. It also tries UTF-16 and UTF-32 without a byte order mark on the
manual pages and translations of this machine, and files that are no text.
"""

import gettext
import gzip
from collections.abc import Iterator
from contextlib import closing
from io import BytesIO
from itertools import groupby, islice
from pathlib import Path
from typing import NamedTuple

from driftview.text.cleaning import TextError
from driftview.text.encodings import find_encoding

TEXTS = dict(
    line.split("\t") for line in Path(__file__).with_name("languages.txt").read_text("utf-8").splitlines()
)
"""A story in nineteen languages, about 250 characters each; our own words."""

SAMPLES = [
    ("cp1252", ["fr", "de", "es", "pt", "sv", "da"]),
    ("iso8859_1", ["fr", "de", "es", "pt", "sv", "da"]),
    ("iso8859_15", ["fr", "de", "es"]),
    ("mac_roman", ["fr", "de", "es"]),
    ("cp850", ["fr", "de", "es"]),
    ("cp1250", ["cs", "pl", "hr", "hu"]),
    ("iso8859_2", ["cs", "pl", "hr", "hu"]),
    ("cp852", ["cs", "pl"]),
    ("cp1254", ["tr"]),
    ("iso8859_9", ["tr"]),
    ("cp1251", ["ru", "uk"]),
    ("koi8_r", ["ru"]),
    ("cp866", ["ru"]),
    ("iso8859_5", ["ru"]),
    ("cp1253", ["el"]),
    ("iso8859_7", ["el"]),
    ("cp1255", ["he"]),
    ("cp1256", ["ar"]),
    ("shift_jis", ["ja"]),
    ("euc_jp", ["ja"]),
    ("gb18030", ["zh"]),
    ("big5", ["zh"]),
    ("euc_kr", ["ko"]),
]
"""Encodings, and the languages that are written in them."""

LENGTHS = (1, 3, 20)
"""How often a text is repeated."""


class Sample(NamedTuple):
    """A text in an encoding."""

    encoding: str
    language: str
    data: bytes

    @property
    def text(self) -> str:
        """What the bytes say."""
        return self.data.decode(self.encoding)


def samples(lengths: tuple[int, ...] = LENGTHS) -> Iterator[Sample]:
    """Yield every text in its encodings, in several lengths."""
    for encoding, languages in SAMPLES:
        for language in languages:
            for times in lengths:
                data = "\n\n".join([TEXTS[language]] * times).encode(encoding, "ignore")
                yield Sample(encoding, language, data)


def with_our_rule(data: bytes) -> str:
    """Return what driftview reads; "" where it refuses."""
    found = encoding_of(data)
    return data.decode(found) if found else ""


def encoding_of(data: bytes) -> str:
    """Return the encoding that driftview takes bytes for; "" where it refuses."""
    try:
        return find_encoding(lambda: closing(BytesIO(data)), "sample").name
    except TextError:
        return ""


def without(data: bytes) -> str:
    """Return what charset-normalizer alone would read."""
    from charset_normalizer import from_bytes

    best = from_bytes(data).best()
    return "" if best is None else str(best)


def system_texts() -> Iterator[str]:
    """Yield manual pages and translated messages of this machine, in all their languages."""
    pages = [
        page for page in sorted(Path("/usr/share/man").glob("*/man*/*.gz")) if page.parts[4][:3] != "man"
    ]
    for _, group in groupby(pages, lambda page: page.parts[4]):
        yield from (gzip.decompress(page.read_bytes()).decode("utf-8", "ignore") for page in islice(group, 3))
    for messages in sorted(Path("/usr/share/locale").glob("*/LC_MESSAGES/"))[:150]:
        for each in islice(sorted(messages.glob("*.mo")), 1):
            with each.open("rb") as file:
                catalogue = vars(gettext.GNUTranslations(file))["_catalog"]
            yield "\n".join(text for key, text in catalogue.items() if key)


def binaries() -> Iterator[bytes]:
    """Yield the beginnings of some programs and libraries of this machine."""
    for path in islice(sorted(Path("/usr/bin").iterdir()), 0, None, 4):
        data = path.read_bytes()[:SYSTEM_BYTES] if path.is_file() else b""
        if b"\0" in data:
            yield data


SYSTEM_BYTES = 60_000
WIDE = ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")


def wide() -> None:
    """Print how many texts without a byte order mark are read wrong, and how many programs as text."""
    texts = [text[:length] for text in system_texts() if len(text) > SHORT for length in (SHORT, 20_000)]
    tried = [(name, encoding_of(text.encode(name, "ignore"))) for text in texts for name in WIDE]
    wrong = sum(name != found for name, found in tried)
    print(f"UTF-16 and UTF-32 without a mark: {wrong} of {len(tried)} wrong or refused")
    taken = [encoding_of(data) for data in binaries()]
    print(f"programs and libraries: {sum(map(bool, taken))} of {len(taken)} taken for text")


SHORT = 300


def main() -> None:
    """Print how many samples are read wrong, and which."""
    every = list(samples())
    for reading in (without, with_our_rule):
        wrong = [f"{each.encoding}/{each.language}" for each in every if reading(each.data) != each.text]
        print(f"{reading.__name__}: {len(wrong)} of {len(every)} wrong: {', '.join(dict.fromkeys(wrong))}")
    wide()


if __name__ == "__main__":
    main()

"""Which encoding a text is in: charset-normalizer alone, and with the rule of alphabets, on 141 samples.

Run: ``python -m benchmarks.encodings``.
"""

from collections.abc import Iterator
from contextlib import closing
from io import BytesIO
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
    try:
        found = find_encoding(lambda: closing(BytesIO(data)), "sample")
    except TextError:
        return ""
    return data.decode(found.name, found.errors)


def without(data: bytes) -> str:
    """Return what charset-normalizer alone would read."""
    from charset_normalizer import from_bytes

    best = from_bytes(data).best()
    return "" if best is None else str(best)


def main() -> None:
    """Print how many samples are read wrong, and which."""
    every = list(samples())
    for reading in (without, with_our_rule):
        wrong = [f"{each.encoding}/{each.language}" for each in every if reading(each.data) != each.text]
        print(f"{reading.__name__}: {len(wrong)} of {len(every)} wrong: {', '.join(dict.fromkeys(wrong))}")


if __name__ == "__main__":
    main()

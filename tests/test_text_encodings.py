"""The encoding of a text is recognised by its letters; garbled text is repaired."""

from pathlib import Path

import numpy as np
import pytest

from benchmarks.encodings import TEXTS, WIDE, Sample, encoding_of, samples, with_our_rule
from driftview.text import streaming
from driftview.text.reading import decode

CASES = Path(__file__).parent / "cases"

GARBLED = "Itâ€™s â€œfineâ€\x9d â€” said RenÃ©e, in her cafÃ© by the sea. " * 3
MENDED = "It’s “fine” — said Renée, in her café by the sea. " * 3


@pytest.mark.parametrize(
    "sample", list(samples(lengths=(1,))), ids=lambda each: f"{each.encoding} {each.language}"
)
def test_an_encoding_is_recognised(sample: Sample) -> None:
    assert with_our_rule(sample.data) == sample.text


def test_croatian_is_not_taken_for_western_european() -> None:
    reading = decode((CASES / "croatian_cp1250.txt").read_bytes(), "x")
    assert reading.encoding == "cp1250"
    assert reading.text.startswith("Čovjek je šetao uz more i vidio žutu lađu.")
    assert reading.note is not None and "option encoding" in reading.note


@pytest.mark.parametrize("size", [1, 3, 1 << 17])
def test_a_garbled_text_is_repaired_and_told(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streaming, "PIECE", size)
    reading = decode(GARBLED.encode(), "x")
    assert reading.text == MENDED
    assert reading.note is not None and "garbled" in reading.note


@pytest.mark.parametrize("text", [MENDED, "«CAFÉ» Él—é ÇÀ ô… " * 9, "Â â Ã ã" * 9, "one Ã© only", "ÐÑÒ" * 9])
def test_a_text_that_is_not_garbled_is_left_alone(text: str) -> None:
    assert decode(text.encode(), "x").text == text


def test_other_scripts_are_repaired_too() -> None:
    text = "Привет, мир. שלום. " * 4
    garbled = text.encode().decode("cp1252", "ignore")
    lossless = "".join(bytes([b]).decode("cp1252", "ignore") or chr(b) for b in text.encode())
    assert decode(lossless.encode(), "x").text == text
    assert garbled != text


@pytest.mark.parametrize("encoding", WIDE)
def test_two_and_four_bytes_a_character_need_no_mark(encoding: str) -> None:
    assert [encoding_of(text.encode(encoding)) for text in TEXTS.values()] == [encoding] * len(TEXTS)
    reading = decode((TEXTS["el"] * 9).encode(encoding)[:-1], "x")  # the last character is cut
    assert reading.text == (TEXTS["el"] * 9)[:-1]
    assert reading.note is not None and "damaged" in reading.note


def test_korean_of_seven_bits_is_text() -> None:
    assert encoding_of((TEXTS["ko"] * 3).encode("iso2022_kr")) == "iso2022_kr"


def test_numbers_are_no_text_without_a_mark() -> None:
    rng = np.random.default_rng(1)
    drawn = rng.zipf(1.3, 9_999).clip(0, 50_000)
    arrays = [drawn.astype(kind) for kind in (np.uint16, np.int32, np.float32, np.float64)]
    assert [encoding_of(each.tobytes()) for each in arrays] == [""] * len(arrays)

"""The encoding of a text is recognised by its letters; garbled text is repaired."""

from pathlib import Path

import pytest

from benchmarks.encodings import Sample, samples, with_our_rule
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

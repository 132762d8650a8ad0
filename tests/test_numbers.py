"""How numbers are written."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from driftview import numbers

REALS = st.floats(allow_nan=True, allow_infinity=True) | st.none() | st.integers(-(10**17), 10**17)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (6498, "6,498"),
        (0, "0"),
        (-1200, "−1,200"),
        (-0.2, "0"),
        (None, "–"),
        (math.nan, "–"),
        (math.inf, "–"),
    ],
)
def test_whole(value: float | None, text: str) -> None:
    assert numbers.whole(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (6498, "6.5k"),
        (121304, "121k"),
        (12345, "12.3k"),
        (999_900, "1M"),
        (2_500_000, "2.5M"),
        (1e12, "1T"),
        (0.0312, "0.031"),
        (0, "0"),
        (8.91, "8.9"),
        (27, "27"),
        (-4400, "−4.4k"),
        (999.96, "1k"),
    ],
)
def test_short(value: float, text: str) -> None:
    assert numbers.short(value) == text


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (0.27, "27%"),
        (0.004, "0.4%"),
        (0, "0%"),
        (1, "100%"),
        (0.9999, "99.9%"),
        (0.997, "99.7%"),
        (0.0001, "<0.1%"),
        (8, "800%"),
        (-0.44, "−44%"),
        (None, "–"),
    ],
)
def test_percent(share: float | None, text: str) -> None:
    assert numbers.percent(share) == text


@pytest.mark.parametrize(
    ("share", "digits", "text"),
    [
        (0.27, 1, "27.0%"),
        (0.0004, 1, "<0.1%"),
        (0.9996, 1, ">99.9%"),
        (0, 1, "0.0%"),
        (1, 1, "100.0%"),
        (None, 1, "–"),
    ],
)
def test_a_column_of_percentages_has_fixed_decimals(share: float | None, digits: int, text: str) -> None:
    assert numbers.percent(share, digits) == text


def test_a_chosen_percentage_is_written_as_it_was_chosen() -> None:
    assert [numbers.percent(share, chosen=True) for share in (0.1, 0.025, 0.125, 0.0001)] == [
        "10%",
        "2.5%",
        "12.5%",
        "0.01%",
    ]


def test_a_range_of_percentages_has_one_sign() -> None:
    assert numbers.percent_range(0.012, 0.034, 1) == "1.2–3.4%"


@given(st.floats(0, 1))
def test_percent_says_nothing_and_all_only_of_nothing_and_all(share: float) -> None:
    assert (numbers.percent(share) == "0%") == (share == 0)
    assert (numbers.percent(share) == "100%") == (share == 1)


def test_changes_carry_a_sign() -> None:
    assert numbers.change(0.05) == "+5%"
    assert numbers.change(-0.44) == "−44%"
    assert numbers.change(0) == "0%"
    assert numbers.relative_change(3834, 6846) == "−44%"
    assert numbers.relative_change(3834, 0) == numbers.relative_change(None, 5) == "–"


def test_perplexity_keeps_three_digits() -> None:
    assert [numbers.perplexity(v) for v in (8.914, 10.44, 103.4, 999.7, 12345, None)] == [
        "8.91", "10.4", "103", "1k", "12.3k", "–",
    ]  # fmt: skip


def test_bits_and_decimals() -> None:
    assert numbers.bits(8.914) == "8.91 bits"
    assert numbers.bits(None) == "–"
    assert numbers.decimal(-0.001) == "0.00"
    assert numbers.decimal(-1234.5, 1) == "−1,234.5"


def test_ticks_are_exact() -> None:
    assert [numbers.tick(v) for v in (0, 0.05, 1250, 2500, 1e6, -500)] == [
        "0", "0.05", "1.25k", "2.5k", "1M", "−500",
    ]  # fmt: skip


def test_bands_have_names() -> None:
    names = [numbers.band_label(*b) for b in ((1, 1), (2, 2), (3, 4), (7, 7))]
    assert names == ["once", "twice", "3–4", "7 times"]


@given(REALS)
def test_every_number_has_a_text_without_a_hyphen(value: float | None) -> None:
    for write in (
        numbers.whole, numbers.short, numbers.percent, numbers.change, numbers.perplexity, numbers.bits,
    ):  # fmt: skip
        text = write(value)
        assert text
        assert "-" not in text.replace("e-", "")
        assert "nan" not in text
        assert not text.startswith(("−0 ", "+0 "))

"""Looks of words can be told apart in every theme, with any kind of sight."""

import pytest
from textual.color import Color

from benchmarks.contrast import THEMES, faults
from driftview.tui.tints import BASES, contrast, distance, tints


def test_contrast_and_distance_are_those_of_the_standards() -> None:
    black, white, red, green = map(Color.parse, ("#000000", "#ffffff", "#ff0000", "#00ff00"))
    assert contrast(black, white) == pytest.approx(21)
    assert contrast(white, red) == pytest.approx(3.998, abs=0.001)
    assert distance(black, white, "normal") == pytest.approx(100, abs=0.01)
    assert distance(red, green, "deuteranopia") < distance(red, green, "normal") / 1.5
    assert distance(red, Color.parse("#0000ff"), "deuteranopia") > 30


@pytest.mark.parametrize("theme", THEMES)
def test_every_look_is_seen_and_told_from_others(theme: str) -> None:
    assert not list(faults(theme))


def test_a_terminals_own_colours_stay_as_they_are() -> None:
    own = {
        "background": "ansi_default",
        "foreground": "ansi_default",
        **dict.fromkeys(BASES.values(), "ansi_red"),
    }
    assert tints(own) == dict.fromkeys(BASES, "ansi_red")

"""The explorer on texts that were written elsewhere: what it shows, and what it says it cannot show."""

import random
import re
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from exploring import Driver, exploring_app
from test_tui_frames import check_both

from driftview.drift.external import ExternalGenerations, ExternalLoop, read_external
from driftview.study.compared import Compared
from driftview.text.series import open_series
from driftview.text.sources import open_corpus
from driftview.text.tokens import render
from driftview.tui.app import Explorer
from driftview.tui.commands import BY_NAME, COMMANDS

NEW = ("tapestry", "delve", "nuanced", "moreover")


def write_toy(folder: Path) -> None:
    """Write a human text and four generations that lose rare words faster than chance and invent some."""
    corpus = open_corpus(["ecclesiastes"])
    paragraphs = render(corpus.vocabulary, corpus.tokens, corpus.starts).split("\n\n")
    chance = random.Random(7)
    for number in range(3, 8):
        text = "\n\n".join(paragraphs)
        (folder / f"gen-{number}.txt").write_text(text, encoding="utf-8")
        words = text.split()
        often = {word for word, count in Counter(words).items() if count > 2}
        paragraphs = [
            " ".join(
                word if word in often or chance.random() < 0.5 else chance.choice(NEW)
                for word in chance.choice(paragraphs).split()
            )
            for _ in paragraphs
        ]


@pytest.fixture(scope="module")
def given(tmp_path_factory: pytest.TempPathFactory) -> ExternalGenerations:
    folder = tmp_path_factory.mktemp("toy") / "model"
    folder.mkdir()
    write_toy(folder)
    return read_external(open_series(folder))


@asynccontextmanager
async def opened(given: ExternalGenerations, size: tuple[int, int] = (80, 24)) -> AsyncIterator[Driver]:
    async with exploring_app(Explorer((), given.settings, opened=given), size) as explorer:
        yield explorer


async def test_main_screen_and_ancestry(given: ExternalGenerations) -> None:
    async with opened(given) as explorer:
        await explorer.press("right", "right")
        frame = explorer.frame()
        await check_both("given", explorer)
        assert "ewer than sampling alone explains" in frame
        assert "gen-6.txt" in frame
        await explorer.press("f")
        await check_both("given-ancestry", explorer)
        assert "ound by matching" in explorer.frame()


async def test_every_view_opens_or_says_why_not(given: ExternalGenerations) -> None:
    async with opened(given) as explorer:
        await explorer.press("end")
        for key in "wxvtbi":
            await explorer.press(key)
            assert explorer.app.screen is not explorer.main, key
            await explorer.press("escape")
        for key in "Cma":
            await explorer.press(key)
            assert explorer.app.screen is explorer.main, key
            assert "these texts come from outside" in explorer.frame(), key
        withheld = {command.name for command in COMMANDS if command.not_of_given}
        assert {"model", "more_human", "more_edited", "undo", "opening", "order_sweep"} <= withheld
        for name in withheld | {"compare", "replicates"}:
            assert "come from outside" in (BY_NAME[name].refused(explorer.session) or ""), name
        assert len(explorer.session.generations) == 5


async def test_the_last_one_is_the_last(given: ExternalGenerations) -> None:
    async with opened(given) as explorer:
        await explorer.press("end", "right")
        assert "this is the last of these texts" in explorer.frame()


async def test_the_order_sweep_and_settings_in_words_are_withheld(given: ExternalGenerations) -> None:
    async with opened(given, (120, 36)) as explorer:
        await explorer.press("x")
        await explorer.press("O")
        assert "come from outside" in explorer.frame()
        await explorer.press("escape", "ctrl+p")
        await explorer.pilot.press(*"seed 4")
        await explorer.pilot.pause(0.1)
        assert "Seed 4" not in explorer.frame()


async def test_other_lineages_stand_beside_the_given_ones(given: ExternalGenerations) -> None:
    loops = [ExternalLoop(given, seed) for seed in (1, 2)]
    for loop in loops:
        for _ in given.passages:
            loop.step()
    beside = [Compared("again", tuple(loop.lineage for loop in loops)), Compared("one", (loops[0].lineage,))]
    app = Explorer(("toy",), given.settings, opened=given, beside=beside)
    async with exploring_app(app, (120, 36)) as explorer:
        await explorer.press("end", "C")
        await check_both("given-compared", explorer)
        assert "again" in explorer.frame()
        await explorer.press("home")
        assert "Each begins with its own generation 0" in explorer.frame()
        await explorer.press("enter")
        assert "these are the lineages that were named" in explorer.frame()


async def test_generation_0_is_called_human_only_where_somebody_says_so(given: ExternalGenerations) -> None:
    async with opened(given) as explorer:
        top = explorer.frame().split("\n")[:6]
        assert not any(re.search("human", line, re.IGNORECASE) for line in top), (
            "header, line, figure, titles"
        )
        assert "Generation 0" in explorer.frame()
    human = replace(given, corpus=replace(given.corpus, said_human=True))
    async with opened(human) as explorer:
        for said in ("human ●", "human tokens", "human words left", "Human text"):
            assert said in explorer.frame()


VIEWS = "wxvtbifDKC/"
"""Keys that open views and lists of texts from elsewhere."""


async def test_no_view_calls_generation_0_human_unless_somebody_says_so(given: ExternalGenerations) -> None:
    found: list[tuple[str, str]] = []
    async with opened(given, (150, 40)) as explorer:
        for place in ("home", "right"):
            await explorer.press(place)
            for key in VIEWS:
                await explorer.press(key)
                found += [(key, line) for line in explorer.frame().split("\n") if "human" in line.casefold()]
                while explorer.app.screen is not explorer.main:
                    await explorer.press("escape")
    assert not found, "\n".join(map(str, found))


def test_a_human_text_is_one_that_is_named_or_called_so(tmp_path: Path) -> None:
    long = "One two three four five six seven. " * 9
    for number in range(3):
        (tmp_path / f"gen{number}.txt").write_text(long, "utf-8")
    assert not open_series(tmp_path).human_said
    assert open_series(tmp_path, "ecclesiastes").human_said
    (tmp_path / "human.txt").write_text(long, "utf-8")
    assert open_series(tmp_path).human_said
    assert read_external(open_series(tmp_path)).corpus.said_human

"""The transcript is exact, and Markdown does nothing to the text in it."""

import re
import shlex
from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st
from toys import CAT, corpus_of

from driftview.cli.run import run
from driftview.drift.custody import CustodyFinder
from driftview.drift.lineage import Lineage
from driftview.drift.loop import Loop
from driftview.drift.words import deaths
from driftview.export.findings import keyness_table, lost_phrases_table
from driftview.export.markdown import inline, markdown, plain
from driftview.export.transcript import compose, recipe
from driftview.numbers import percent
from driftview.settings.settings import Settings
from driftview.text.building import build_corpus
from driftview.text.reading import VoiceText
from driftview.text.sources import open_corpus


def lineage_of(text: str, generations: int, **settings: object) -> Lineage:
    asked = Settings(generations=generations, **settings)  # type: ignore[arg-type]
    loop = Loop(corpus_of(text, unit=asked.unit), asked)
    for _ in range(generations):
        loop.step()
    return loop.lineage


def markdown_of(lineage: Lineage) -> str:
    return markdown(compose(lineage))


def section(page: str, name: str) -> str:
    """Return what stands under a heading."""
    return page.partition(f"\n## {name}\n")[2].partition("\n## ")[0]


def test_findings_are_those_of_the_views(small_lineage: Lineage) -> None:
    """Keyness, lost phrases and the path of the first sentence, as their own tables have them."""
    page, last = markdown_of(small_lineage), small_lineage.last
    used = section(page, "Over-used words")
    for row in keyness_table(small_lineage, last, "over").records()[:10]:
        assert f"| {row['word']} | {row['human']} | {row['count']} |" in used
    lost = lost_phrases_table(small_lineage, 3, "log-likelihood", last, 10).records()
    assert lost
    assert all(str(row["phrase"]) in section(page, "Lost turns of phrase") for row in lost)
    steps = CustodyFinder(small_lineage).sentence(last, 0).steps
    rows = re.findall(r"^\| (\d+) \| (\d+) \|", section(page, "Where a sentence came from"), re.MULTILINE)
    assert rows == [(f"{step.generation}", f"{len(step.stretches)}") for step in steps]


def test_what_is_in_it(small_lineage: Lineage) -> None:
    page = markdown_of(small_lineage)
    assert page.startswith("# toy: 4 generations of drift\n")
    headings = re.findall(r"^## (.*)$", page, re.MULTILINE)
    assert headings == [
        "Samples",
        "Generation by generation",
        "Words by how often humans wrote them, at generation 4",
        "Voices",
        "Obituaries",
        "Winners",
        "Over-used words",
        "Under-used words",
        "Lost turns of phrase",
        "Where a sentence came from",
        "Which collapse",
        "What this does not show",
        "What the words mean",
    ]
    assert "- model: word order 2, no smoothing\n" in page
    assert "> The cat " in page.replace("~~", "")
    assert [int(n) for n in re.findall(r"^### Generation (\d+)$", page, re.MULTILINE)] == [1, 2, 4]


def test_the_table_is_the_measures(small_lineage: Lineage) -> None:
    page = section(markdown_of(small_lineage), "Generation by generation")
    rows = re.findall(r"^\| (\d+) \| ([\d,]+) \| ([\d,]+) \|", page, re.MULTILINE)
    assert [tuple(int(cell.replace(",", "")) for cell in row) for row in rows] == [
        (each.number, each.measures["types"], each.measures["hapaxes"]) for each in small_lineage.generations
    ]


def test_all_the_dead_are_dead_and_named_with_their_last_words(small_lineage: Lineage) -> None:
    page = markdown_of(small_lineage)
    words = small_lineage.corpus.vocabulary.words
    lost = {words[death.word]: death for death in deaths(small_lineage.generations)}
    alive = {words[i].casefold() for i in small_lineage.generations[-1].counts.nonzero()[0]}
    entries = re.findall(
        r"^- \*\*(.+?)\*\*, .*died in generation (\d+)\..*Last words: (.*)$", page, re.MULTILINE
    )
    assert entries
    for word, generation, last in entries:
        assert lost[word].generation == int(generation)
        assert word.casefold() not in alive
        assert f"**{word}**" in last


def test_a_long_run_has_a_short_table() -> None:
    whole = markdown_of(lineage_of(CAT, 200, order=1))
    path = re.findall(r"^\| (\d+) \|", section(whole, "Where a sentence came from"), re.MULTILINE)
    assert path == ["200", "199", "198", "197", "196", "195", "194", "193", "0"]
    page = section(whole, "Generation by generation")
    numbers = [int(n) for n in re.findall(r"^\| (\d+) \|", page, re.MULTILINE)]
    assert numbers == [*range(0, 200, 4), 200]
    assert "Every 4th generation and the last." in page


def test_nothing_has_died() -> None:
    text = "the the\n\n" * 50
    assert "No word has died." in markdown_of(lineage_of(text, 1, order=1))
    characters = build_corpus("toy", [VoiceText("A", (("A.txt", text),))], "character", ())
    assert "No character has died." in markdown_of(Loop(characters, Settings(unit="character")).lineage)


def test_the_end_of_a_paragraph_is_no_word_and_is_not_mourned() -> None:
    lineage = lineage_of("the " * 100, 20, order=1)
    assert lineage.generations[-1].counts.tolist()[0] == 0
    assert "**¶**" not in markdown_of(lineage)


def test_text_full_of_markdown() -> None:
    wild = "# one *two* [three](four) `five` <b>six</b> | seven\n\n- eight\n\n1. nine\n\n=== ten $x$ &amp; "
    page = markdown_of(lineage_of(wild * 5, 1, order=1))
    quoted = [line for line in page.splitlines() if line.startswith(">")]
    for line in quoted:
        assert not re.search(r"(?<!\\)[`*_\[\]<|#$&]", line[1:])
        assert not re.match(r"> ([-+=]|\d+[.)]) ", line)


@given(st.text())
def test_plain_text_loses_nothing_but_what_steers(text: str) -> None:
    assert re.sub(r"\\(.)", r"\1", plain(text)) == re.sub(r"\\(.)", r"\1", inline(text))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "–"),
        (0, "0.0%"),
        (1, "100.0%"),
        (0.0001, "<0.1%"),
        (0.99999, ">99.9%"),
        (0.125, "12.5%"),
    ],
)
def test_a_share_is_never_rounded_to_nothing_or_all(value: float | None, text: str) -> None:
    assert percent(value, 1) == text


def made_again(command: str) -> tuple[tuple[str, ...], Settings]:
    """Return the texts and the settings that ``driftview run`` would read off a command."""
    program, name, *arguments = shlex.split(command)
    assert (program, name) == ("driftview", "run")
    values = run.make_context("run", arguments).params
    names = {field.name for field in fields(Settings)} - {"given"}  # of texts that no command makes
    return values["texts"], Settings(**{k: v for k, v in values.items() if k in names})


@given(st.data())
def test_the_command_makes_the_same_settings(data: st.DataObject) -> None:
    settings = data.draw(
        st.builds(
            Settings,
            order=st.integers(1, 8),
            unit=st.sampled_from(["word", "character"]),
            regime=st.sampled_from(["replace", "accumulate", "subsample", "window", "overlap"]),
            window=st.integers(1, 9),
            regenerated=st.floats(0.01, 1),
            human_share=st.floats(0, 1),
            human_source=st.sampled_from(["fresh", "fixed", "rotating"]),
            human_from=st.integers(1, 3),
            human_until=st.none() | st.integers(3, 9),
            generations=st.integers(1, 99),
            tokens=st.none() | st.integers(1, 10**6),
            growth=st.floats(0.5, 2),
            temperature=st.floats(0.1, 3),
            top_k=st.none() | st.integers(1, 99),
            top_p=st.none() | st.floats(0.1, 1),
            min_p=st.none() | st.floats(0, 1),
            seed=st.integers(0, 2**40),
        )
    )
    lineage = Lineage(ECCLESIASTES, settings, [HUMAN])
    command = recipe(lineage)
    assert command is not None
    texts, read = made_again(re.sub(r"--generations 0", f"--generations {settings.generations}", command))
    assert texts == ("ecclesiastes",)
    assert read == settings


ECCLESIASTES = open_corpus(["ecclesiastes"])
HUMAN = Loop(ECCLESIASTES, Settings(order=1)).lineage.generations[0]


def test_every_option_is_a_setting() -> None:
    names = {field.name for field in fields(Settings)} - {"given"}  # of texts that no command makes
    assert names <= {parameter.name for parameter in run.params}


def test_no_command_where_one_would_not_do(small_lineage: Lineage) -> None:
    assert recipe(small_lineage) is None  # texts of the user's own


def test_a_command_names_nothing_that_would_be_refused() -> None:
    old = Settings(sizes=(100, 50), tokens=70, machine_shares=(0.5,), human_share=0.5)
    command = recipe(Lineage(ECCLESIASTES, old, [HUMAN]))
    assert command is not None and "--sizes 100,50" in command and "--machine-shares 0.5" in command
    assert "--tokens" not in command and "--human-share" not in command
    program = recipe(Lineage(ECCLESIASTES, Settings(model_command="cat"), [HUMAN]))
    assert program is not None and "--order" not in program


@pytest.mark.parametrize(
    "settings",
    [
        Settings(sizes=(100, 50)),
        Settings(bottleneck=(2, 0.25)),
        Settings(machine_shares=(0.1, 0.9), detector=(0.5, 0.25)),
        Settings(model_command="tac --separator ' '"),
    ],
)
def test_a_list_is_written_as_its_option_reads_it(settings: Settings) -> None:
    command = recipe(Lineage(ECCLESIASTES, settings, [HUMAN]))
    assert command is not None
    texts, read = made_again(re.sub(r"--generations 0", f"--generations {settings.generations}", command))
    assert (texts, read) == (("ecclesiastes",), settings)

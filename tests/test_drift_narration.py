"""A run in sentences."""

import pytest
from click.testing import CliRunner
from lineages import run
from toys import CAT, corpus_of

from driftview.cli.program import program
from driftview.drift.narration import narrate
from driftview.text.vocabulary import END_ID


def test_each_generation_is_a_paragraph_of_sentences() -> None:
    lineage = run(corpus_of(CAT * 20), 3).lineage
    told = list(narrate(lineage))
    assert len(told) == 4
    assert told[0].startswith("Generation 0 is the human text:")
    for number, (paragraph, generation) in enumerate(zip(told, lineage.generations, strict=True)):
        assert f"Generation {number}" in paragraph
        assert "It begins: " in paragraph
        assert not set("│┃•╌⟦█") & set(paragraph), "signs that cannot be read aloud"
        if number:
            assert f"{generation.words_left:,} of {generation.human_words:,} words are left" in paragraph
            assert " predicts " in paragraph or " simulated runs predict " in paragraph


def test_a_step_that_loses_the_end_of_a_paragraph_names_words_only() -> None:
    lineage = run(
        corpus_of("a b c d e.\n\nf g h i j.\n\n" + "k l m n o p q. " * 9), 12, order=1, tokens=12
    ).lineage
    gone = [not generation.counts[END_ID] for generation in lineage.generations]
    assert any(gone), "the case that is tried"
    for paragraph in narrate(lineage):
        assert "\n" not in paragraph
        assert "¶" not in paragraph


def test_a_run_outside_the_range_is_told_how_often_chance_goes_as_far() -> None:
    lineage = run(corpus_of(CAT * 20), 1).lineage
    last = lineage.generations[-1]
    last.expected.update(human_types=last.words_left + 50.0, human_types_sd=10.0)
    told = list(narrate(lineage))[-1]
    assert "this run has fewer, as fewer than 1 run in 1,000 does by chance" in told


@pytest.mark.parametrize("command", [[], ["run"]])
def test_the_command_prints_it_without_a_terminal(command: list[str]) -> None:
    done = CliRunner().invoke(program, [*command, "ecclesiastes", "--narrate", "--generations", "2"])
    assert done.exit_code == 0, done.output
    assert done.stdout.count("\n\n") == 2
    assert "Generation 2 of 2: " in done.stdout

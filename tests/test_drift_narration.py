"""A run in sentences."""

import pytest
from click.testing import CliRunner
from lineages import run
from toys import CAT, corpus_of

from driftview.cli.program import program
from driftview.drift.narration import narrate


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
            assert "Chance alone predicts" in paragraph


@pytest.mark.parametrize("command", [[], ["run"]])
def test_the_command_prints_it_without_a_terminal(command: list[str]) -> None:
    done = CliRunner().invoke(program, [*command, "ecclesiastes", "--narrate", "--generations", "2"])
    assert done.exit_code == 0, done.output
    assert done.stdout.count("\n\n") == 2
    assert "Generation 2 of 2: " in done.stdout

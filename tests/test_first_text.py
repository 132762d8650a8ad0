"""What generation 0 is called where nobody says that it is human."""

from pathlib import Path

import pytest
from test_tui_given import write_toy

from driftview.drift.external import ExternalLoop, read_external
from driftview.drift.first_text import call_first
from driftview.drift.lineage import Lineage
from driftview.drift.narration import narrate
from driftview.export.html import page
from driftview.export.lineage_folder import write_lineage
from driftview.export.reopening import read_lineage
from driftview.export.transcript import compose
from driftview.text.series import open_series


@pytest.fixture(scope="module")
def lineage(tmp_path_factory: pytest.TempPathFactory) -> Lineage:
    folder = tmp_path_factory.mktemp("unsaid")
    write_toy(folder)
    loop = ExternalLoop(read_external(open_series(folder)))
    for _ in range(2):
        loop.step()
    return loop.lineage


@pytest.mark.parametrize(
    ("sentence", "called"),
    [
        ("The human text has 9 words.", "Generation 0 has 9 words."),
        ("3 of the 9 words that humans wrote (33%).", "3 of the 9 words of generation 0 (33%)."),
        ("28% of the words that humans wrote once", "28% of the words that generation 0 uses once"),
        ("phrases of 3 words that no human wrote", "phrases of 3 words that generation 0 lacks"),
        ("human words", "words left"),
        ("Whole human words", "Whole words left"),
        ("human", "gen 0"),
        ("“the human text” is not a human word", "“the human text” is not a word of generation 0"),
        ("10% fresh human text, human share 0.1", "10% fresh human text, human share 0.1"),
        ("inhuman, humanity and humane", "inhuman, humanity and humane"),
    ],
)
def test_generation_0_takes_the_place_of_the_human_text(sentence: str, called: str) -> None:
    assert call_first(False, sentence) == called
    assert call_first(True, sentence) == sentence


def test_no_page_calls_generation_0_human_unless_somebody_says_so(lineage: Lineage, tmp_path: Path) -> None:
    write_lineage(lineage, tmp_path / "written")
    for each in (lineage, read_lineage(tmp_path / "written")):
        written = page(compose(each)) + "".join(narrate(each))
        assert "human" not in written.casefold()
        assert "Words by how often generation 0 uses them" in written

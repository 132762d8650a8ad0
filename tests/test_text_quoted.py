"""Words without an end in sight: quoted in part, and whole wherever a text is written out."""

from pathlib import Path

from lineages import run
from toys import CAT, corpus_of

from driftview.drift.ancestry import prose
from driftview.drift.words import life_line
from driftview.export.lineage_folder import write_lineage
from driftview.text.tokens import LONGEST_QUOTED, brief, brief_pieces, pieces
from driftview.tui.content import words

ENDLESS = "x" * 100_000


def test_a_word_is_cut_only_when_it_is_longer_than_that() -> None:
    assert brief("x" * LONGEST_QUOTED) == "x" * LONGEST_QUOTED
    assert brief("x" * (LONGEST_QUOTED + 1)) == "x" * (LONGEST_QUOTED - 1) + "…"


def test_a_file_of_one_endless_word_is_quoted_in_part_and_written_whole(tmp_path: Path) -> None:
    corpus = corpus_of(f"{ENDLESS} {CAT}", CAT)
    loop = run(corpus, 2, seed=1)
    word = corpus.vocabulary.find(ENDLESS)
    assert word is not None
    first = loop.lineage.generations[0]
    assert len(prose(first, 0, 3)) < 2 * LONGEST_QUOTED
    assert "".join(brief_pieces(corpus.vocabulary, first.tokens)) != "".join(
        pieces(corpus.vocabulary, first.tokens)
    )
    told = life_line(loop.lineage, word)
    assert len(told.obituary) < 4 * LONGEST_QUOTED
    assert len(words.title(told)) < 2 * LONGEST_QUOTED
    assert sum(len(span.text) for each in words.said(told, 400) for span in each) < 10 * LONGEST_QUOTED
    written = write_lineage(loop.lineage, tmp_path / "x", formats=["markdown", "html", "text"])
    for name in ("transcript.md", "transcript.html"):
        assert (written / name).stat().st_size < len(ENDLESS)

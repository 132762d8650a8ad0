"""Lineages side by side: replicates and their spread, steps, one document through time, refusals."""

import json
from pathlib import Path

import numpy as np
import pytest
from lineages import run
from processes import Driftview
from toys import CAT, corpus_of

import driftview as dv
from driftview.drift.external import ExternalLoop, Trained, read_external
from driftview.drift.lineage import Lineage
from driftview.export.comparisons import document_table, measures_table, steps_comparison, through_time_table
from driftview.study.compared import Compared, ComparisonError, Spread, check, differ, documents
from driftview.text.series import open_series, replicates_in
from driftview.text.streaming import SeparateDocuments
from driftview.tui.content.compare import BESIDE, named, table

TEXTS = ("One two three four five six. Seven eight nine ten.\n\nEleven twelve.\n\n" * 4).strip()
LESS = ("One two three four. One two three four.\n\nEleven.\n\n" * 4).strip()
BACK = ("One two three four five. Zebra.\n\nEleven twelve.\n\n" * 4).strip()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two seeds of three generations."""
    for seed, texts in (("seed1", (TEXTS, LESS, BACK)), ("seed2", (TEXTS, LESS, LESS))):
        (tmp_path / "rounds" / seed).mkdir(parents=True)
        for number, text in enumerate(texts):
            (tmp_path / "rounds" / seed / f"gen{number}.txt").write_text(text, "utf-8")
    return tmp_path / "rounds"


def lineage_of(folder: Path, seed: str, trained: Trained | None = None) -> Lineage:
    from dataclasses import replace

    given = read_external(open_series(folder, replicate=seed))
    loop = ExternalLoop(given if trained is None else replace(given, trained=trained))
    for _ in given.passages:
        loop.step()
    return loop.lineage


def test_seeds_are_replicates(folder: Path) -> None:
    assert replicates_in(folder) == ("seed1", "seed2")
    assert replicates_in(folder / "seed1") == ()
    one = Compared("both", (lineage_of(folder, "seed1"), lineage_of(folder, "seed2")))
    words = [each.generations[2].words_left for each in one.lineages]
    assert words[0] != words[1]
    found = one.spread("human_types", 2)
    assert found is not None
    assert found.mean == sum(words) / 2
    assert found.sd == pytest.approx(abs(words[0] - words[1]) / 2**0.5)


def test_words_that_are_new_and_that_return(folder: Path) -> None:
    """Generation 1 loses five, six … and twelve; generation 2 of seed 1 brings Zebra and has two again."""
    pair = [Compared("a", (lineage_of(folder, "seed1"),)), Compared("b", (lineage_of(folder, "seed2"),))]
    rows = {(row["step"], row["lineage"]): row for row in steps_comparison(pair).records()}
    assert (rows[2, "a"]["new"], rows[2, "a"]["returned"]) == (1, 2)
    assert (rows[2, "b"]["new"], rows[2, "b"]["returned"]) == (0, 0)


def test_what_models_were_trained_on_decides_the_prediction(folder: Path) -> None:
    plain = lineage_of(folder, "seed1").generations[2].words_expected
    accumulated = lineage_of(folder, "seed1", Trained("accumulate")).generations[2].words_expected
    human = lineage_of(folder, "seed1", Trained(human_share=0.5)).generations[2].words_expected
    assert plain is not None and accumulated is not None and human is not None
    assert accumulated > plain
    assert human > plain


def test_a_document_is_followed_where_there_is_one_in_every_generation(folder: Path) -> None:
    pair = [Compared("a", (lineage_of(folder, "seed1"),)), Compared("b", (lineage_of(folder, "seed2"),))]
    rows = document_table(pair, 2).records()
    assert [row["a"] for row in rows] == ["Eleven twelve.", "Eleven.", "Eleven twelve."]
    assert [row["b"] for row in rows] == ["Eleven twelve.", "Eleven.", "Eleven."]
    with pytest.raises(ComparisonError, match="there is no document 99"):
        documents(pair[0], 99)
    uneven = Compared("own", (run(corpus_of(CAT * 9), 2, order=2).lineage,))
    with pytest.raises(ComparisonError, match="none can be followed"):
        documents(uneven, 1)


def rounds(place: Path, *generations: list[tuple[str, str]]) -> Path:
    """Write a file of records for each generation: prompt and answer."""
    place.mkdir()
    for number, rows in enumerate(generations):
        lines = (json.dumps({"prompt_id": prompt, "text": text}) for prompt, text in rows)
        (place / f"gen{number}.jsonl").write_text("\n".join(lines), "utf-8")
    return place


def test_documents_are_aligned_by_prompt_or_chain(tmp_path: Path) -> None:
    """The order of the answers differs; the same prompt is followed all the same, in one file as in many."""
    long = " And so on and on it goes for ever and a day."
    cat, dog = ("cat", f"The cat sat.{long}"), ("dog", f"The dog ran.{long}")
    later, latest = ("dog", f"A dog ran.{long}"), ("cat", f"A cat sat.{long}")
    many = rounds(tmp_path / "many", [cat, dog], [later, latest], [latest, dog])
    one = tmp_path / "one.jsonl"
    rows = [(0, cat), (0, dog), (1, later), (1, latest), (2, latest), (2, dog)]
    records = ({"generation": number, "prompt_id": key, "text": text} for number, (key, text) in rows)
    one.write_text("\n".join(map(json.dumps, records)), "utf-8")
    for place in (many, one):
        series = open_series(place)
        assert any("prompt_id" in note for note in series.notes)
        loop = ExternalLoop(read_external(series))
        for _ in series.generations:
            loop.step()
        found = documents(Compared("a", (loop.lineage,)), 1)
        assert [text[:5] for text in found] == ["The c", "A cat", "A cat"]


def test_documents_stay_as_they_are_where_no_field_names_them(tmp_path: Path) -> None:
    long = " And so on and on it goes for ever and a day."
    cat, dog = ("cat", f"The cat sat.{long}"), ("dog", f"The dog ran.{long}")
    for number, second in enumerate(([dog, ("cow", f"A cow.{long}")], [cat, cat])):  # other keys; one twice
        series = open_series(rounds(tmp_path / f"{number}", [cat, dog], second))
        assert not series.notes
        first = series.generations[0].text
        assert isinstance(first, SeparateDocuments)
        assert list(first.documents) == [text for _, text in second]


def test_replicates_that_were_named_show_their_mean_and_spread(folder: Path) -> None:
    """By hand: generation 2 of the seeds has 13 and 5 of the 13 words and marks: 9 ± 2 · 5.66."""
    both = tuple(lineage_of(folder, seed) for seed in ("seed1", "seed2"))
    left = [each.generations[2].measures["human_types"] for each in both]
    entrant = named(Compared("a", both))
    mean, sd = float(np.mean(left)), float(np.std(left, ddof=1))  # type: ignore[arg-type]
    assert sd > 0
    assert entrant.value("human_types", 2) == pytest.approx(mean)
    assert entrant.spread("human_types", 2) == pytest.approx(2 * sd)
    alone = named(Compared("b", both[:1]))
    assert alone.value("human_types", 2) == left[0]
    assert alone.spread("human_types", 2) is None
    rows = table([alone, entrant], 2, "human_types", BESIDE, 12)
    assert any(" ± " in span.text for row in rows for span in row)


def test_lineages_differ_beyond_their_replicates_or_not() -> None:
    assert differ(Spread(10, 1, None, None), Spread(20, 1, None, None))
    assert not differ(Spread(10, 4, None, None), Spread(20, 4, None, None))
    assert differ(Spread(10, None, None, None), Spread(20, 4, None, None)) is None
    corpus = corpus_of(CAT * 20)
    heats = {
        heat: [run(corpus, 3, order=2, temperature=heat, seed=seed).lineage for seed in (1, 2)]
        for heat in (1.0, 0.3)
    }
    warm, cool = (Compared(f"{heat:g}", tuple(found)) for heat, found in heats.items())
    table = measures_table([warm, cool], ("human_types", "distinct_2"), 3)
    assert table.records()[0]["measure"] == "human words"
    assert {row["differ"] for row in table.records()} <= {True, False}
    time = through_time_table([warm, cool]).records()
    assert time[0]["1"] == 1
    assert time[3]["1_predicted"] is not None
    assert time[3]["0.3_predicted"] is None


def test_what_cannot_stand_side_by_side() -> None:
    corpus = corpus_of(CAT)
    words, letters = (run(corpus_of(CAT, unit=unit), 1, unit=unit).lineage for unit in ("word", "character"))
    with pytest.raises(ComparisonError, match="two to 5"):
        check([Compared("one", (words,))])
    with pytest.raises(ComparisonError, match="their tokens differ"):
        check([Compared("one", (words,)), Compared("two", (letters,))])
    with pytest.raises(ComparisonError, match="without a lineage"):
        dv.compare({"one": [words], "two": []})
    found = dv.compare({"one": [words], "two": [run(corpus, 1, seed=5).lineage]})
    assert found.records()[0]["one"] == 1


def test_the_command(driftview: Driftview, folder: Path) -> None:
    code, out, _ = driftview("compare", f"both={folder}", f"one={folder / 'seed1'}")
    assert code == 0
    assert "Words of generation 0 left, as a share of generation 0" in out
    assert "both: 2 replicates, one: 1 replicate." in out
    code, out, _ = driftview("compare", f"a={folder}", f"b={folder}", "--document", "2")
    assert "Eleven twelve." in out
    for arguments, said in (
        ((str(folder),), "two to 5"),
        (("nowhere", str(folder)), "nowhere"),
        ((f"a={folder}", f"b={folder}", "--measure", "nothing"), "no measure"),
        ((f"a={folder}", f"b={folder}", "--document", "99"), "no document 99"),
    ):
        code, out, error = driftview("compare", *arguments)
        assert (code, out) == (2, "")
        assert said in error

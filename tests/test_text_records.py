"""Texts in the fields of records: which field, which generation, and what is left out."""

import bz2
import gzip
import io
import json
import lzma
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from driftview.text.formats import recognise
from driftview.text.opening import open_any
from driftview.text.options import ReadingOptions
from driftview.text.reading import TextError
from driftview.text.records import Fields, Records, read_records
from driftview.text.series import open_series
from driftview.text.sources import open_corpus
from driftview.text.special_tokens import WithoutSpecial, count_special
from driftview.text.streaming import SeparateDocuments, pieces_of

CASES = Path(__file__).parent / "cases"


def read(data: bytes | str, name: str, fields: Fields | None = None) -> Records:
    raw = data.encode() if isinstance(data, str) else data
    return read_records(lambda: closing(io.BytesIO(raw)), recognise(raw[:1000], name), name, fields)


def read_lines(*rows: object, fields: Fields | None = None) -> Records:
    return read("\n".join(map(json.dumps, rows)), "a.jsonl", fields)


def texts(records: Records) -> list[str]:
    return [row.text for row in records.rows]


def generations(records: Records) -> list[int | None]:
    return [row.generation for row in records.rows]


def chat(*turns: str) -> dict[str, object]:
    return {"messages": [{"role": role, "content": role[0] + str(at)} for at, role in enumerate(turns)]}


def test_lines_are_parted_at_newlines_only() -> None:
    assert texts(read('"a\u2028b\u0085c"\r\n"d"', "a.jsonl")) == ["a\nb\nc", "d"]
    series = open_series(CASES / "jsonl_u2028.jsonl")
    assert len(series.generations) == 1


def test_an_empty_row_is_left_out_and_counted() -> None:
    series = open_series(CASES / "jsonl_empty_row.jsonl")
    assert [each.name for each in series.generations] == ["generation 1"]
    assert series.beside == ("left out of jsonl_empty_row.jsonl: 1 empty text",)
    assert read_lines("a", "", " ", {"text": None}).left_out == ("3 empty texts",)


def test_arrays_of_strings_and_of_objects() -> None:
    series = open_series(CASES / "json_array_generations")
    assert [series.human_name, *(each.name for each in series.generations)] == [
        "synthetic_gen0.json",
        "synthetic_gen1.json",
    ]
    for value in (
        ["a", "b"],
        [{"text": "a"}, {"text": "b"}],
        {"data": ["a", "b"]},
        {"text": ["a", "b"], "id": [1, 2]},
    ):
        assert texts(read(json.dumps(value, indent=1), "a.json")) == ["a", "b"]
    assert texts(read('{"text": "a"}\n{"text": "b"}', "lines.json")) == ["a", "b"]


def test_chats_as_programs_export_them(tmp_path: Path) -> None:
    """ChatGPT's export: a tree of messages in no order. Others put chats under "conversations"."""

    def said(role: str, text: str, at: float) -> dict[str, Any]:
        return {"message": {"author": {"role": role}, "create_time": at, "content": {"parts": [text]}}}

    tree = {"c": said("assistant", "Later.", 3), "root": {"message": None}, "a": said("user", "Why?", 1)}
    tree |= {"b": said("assistant", "First.", 2), "d": said("tool", "{}", 4), "e": {"message": {}}}
    turns = [{"role": "user", "content": "Why?"}, {"role": "assistant", "content": "So."}]
    for chats, wanted in (
        ([{"title": "x", "mapping": tree}], ["First.\n\nLater."]),
        ({"conversations": [{"id": 1, "messages": turns}]}, ["So."]),
        ({"conversations": [{"mapping": tree}, {"mapping": tree}]}, ["First.\n\nLater."] * 2),
        ({"conversations": [{"from": "human", "value": "Why?"}, {"from": "gpt", "value": "So."}]}, ["So."]),
    ):
        place = tmp_path / "conversations.json"
        place.write_text(json.dumps(chats), "utf-8")
        opened = open_any(place)
        assert isinstance(opened.text, SeparateDocuments)
        assert list(opened.text.documents) == wanted


def test_the_last_turn_of_a_chat_is_the_text() -> None:
    rows = [chat("system", "user", "assistant", "user", "assistant", "user"), chat("user", "assistant")]
    found = read_lines(*rows)
    assert texts(found) == ["a4", "a1"]
    assert found.notes == ("a.jsonl: the texts come from the field “messages”",)
    assert texts(read_lines(*rows, fields=Fields("messages.-1.content"))) == ["u5", "a1"]
    assert texts(read_lines(*rows, fields=Fields("messages.0.content"))) == ["s0", "u0"]
    assert texts(
        read_lines({"conversations": [{"from": "human", "value": "a"}, {"from": "gpt", "value": "b"}]})
    ) == ["b"]


@pytest.mark.parametrize("values", [(0, 1), ("0", "1"), (0.0, 1.0), ("0.0", "1.0"), ("gen_0", "gen_1")])
def test_a_generation_may_be_written_in_several_ways(values: Sequence[object]) -> None:
    rows = [{"text": "a", "generation": value} for value in values]
    assert generations(read_lines(*rows)) == [0, 1]


def test_tables() -> None:
    wanted = ["One, and\n\ntwo", "b"]
    for data in (
        'generation,text\n0,"One, and\n\ntwo"\n1,b\n',
        'generation;text\r\n0;"One, and\n\ntwo"\r\n1;b',
    ):
        found = read(data, "a.csv")
        assert (texts(found), generations(found)) == (wanted, [0, 1])
    assert texts(read("body\tn\na\t0\n", "a.tsv", Fields("body"))) == ["a"]
    assert texts(read("text\nd\xe9j\xe0 vu, tr\xe8s f\xe2ch\xe9s\n".encode("cp1252"), "a.csv"))[0].startswith(
        "déjà"
    )


def test_parquet_tables() -> None:
    import pyarrow
    from pyarrow import parquet

    data = io.BytesIO()
    columns = {"gen": [0, 0, 1], "body": ["a", "", "c"], "messages": [[{"role": "user", "content": "x"}]] * 3}
    parquet.write_table(pyarrow.table(columns), data)
    found = read(data.getvalue(), "a", Fields("body", "gen"))
    assert (texts(found), generations(found)) == (["a", "c"], [0, 1])
    with pytest.raises(TextError, match="table that is damaged"):
        read(data.getvalue()[:-9], "a")


def test_special_tokens_are_named_and_can_be_left_out() -> None:
    rows = ["<s>The cat<|im_end|>", "an <unk> dog <|im_end|> a < b"]
    found = read_lines(*rows)
    assert texts(found) == rows
    assert (
        "<|im_end|> (2×), <s> (1×), <unk> (1×); the option drop-special-tokens leaves them out"
        in found.notes[0]
    )
    dropped = read_lines(*rows, fields=Fields(drop_special=True))
    assert texts(dropped) == ["The cat", "an dog a < b"]
    assert dropped.left_out == ("special tokens: <|im_end|> (2×), <s> (1×), <unk> (1×)",)


def test_special_tokens_of_plain_generations(tmp_path: Path) -> None:
    for number in range(2):
        (tmp_path / f"gen{number}.txt").write_text("The cat sat.<|endoftext|>", "utf-8")
    kept = open_series(tmp_path)
    assert "gen1.txt holds special tokens: <|endoftext|> (1×)" in kept.notes[1]
    dropped = open_series(tmp_path, options=ReadingOptions(drop_special_tokens=True))
    assert "".join(pieces_of(dropped.generations[0].text)) == "The cat sat."


def test_the_marks_of_wikitext_are_named_and_joined_where_they_are_dropped(tmp_path: Path) -> None:
    text = " = Lamp = \n\n A role @-@ playing <unk> of 1 @,@ 200 and 3 @.@ 5 coins . \n" * 9
    (tmp_path / "wiki.txt").write_text(text)
    kept, dropped = (
        open_any(tmp_path / "wiki.txt", ReadingOptions(drop_special_tokens=each)) for each in (False, True)
    )
    assert "@-@ (9×)" in kept.notes[0] and "WikiText" in kept.notes[0]
    assert "".join(pieces_of(kept.text)) == text
    page = "".join(pieces_of(dropped.text))
    assert "A role-playing of 1,200 and 3.5 coins" in page
    assert "<unk>" not in page


def test_a_special_token_across_a_cut_is_seen() -> None:
    class Cut:
        def pieces(self) -> Iterator[str]:
            yield from ("The cat <", "|im_", "end|>sat <", "<SYS>> there [INST", "] < b")

    assert "".join(WithoutSpecial(Cut()).pieces()) == "The cat sat  there  < b"
    assert sum(count_special(Cut()).values()) == 3


def test_a_file_of_records_is_a_text_of_documents(tmp_path: Path) -> None:
    """No file of records is read as prose; a row is one document whatever it holds."""
    rows = [f"The cat number {number} sat.\n\nIt slept." for number in range(12)]
    files = {
        "a.jsonl": "\n".join(json.dumps({"text": row}) for row in rows),
        "b.json": json.dumps(rows),
        "c.csv": "text\n" + "\n".join(f'"{row}"' for row in rows),
        "plain.txt": json.dumps(rows),
    }
    for name, content in files.items():
        (tmp_path / name).write_text(content, "utf-8")
        corpus = open_corpus([str(tmp_path / name)])
        assert corpus.reading.files[0].documents == 12
        assert not {"text", "{", "[", "\\"} & set(corpus.vocabulary.words)
        assert "each of its 12 texts is a document" in corpus.notes[0]


@pytest.mark.parametrize(
    ("data", "name", "complaint"),
    [
        ('{"a": 1, "b": 2}', "a.json", "contains no array of texts"),
        ("[[[", "a.json", "a.json is not JSON"),
        ("[1, 2]", "a.json", "entry 1 holds no text"),
        ("id,body\n1,a\n", "a.csv", "has no field “text” but “id”, “body”"),
        ("", "a.jsonl", "holds no text"),
        ("text\n", "a.csv", "holds no text"),
        ("[" * 100_000, "a.json", "a.json"),
    ],
)
def test_what_holds_no_texts_is_refused_in_one_line(data: str, name: str, complaint: str) -> None:
    with pytest.raises(TextError) as caught:
        read(data, name)
    assert complaint in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(("packer", "ending"), [(gzip, "gz"), (bz2, "bz2"), (lzma, "xz")])
def test_packed_files_are_read_as_what_they_hold(tmp_path: Path, packer: Any, ending: str) -> None:
    prose = "The keeper of the bridge lit the lamp.\n\n" * 9
    rows = "".join(json.dumps({"text": "a b c " * 9, "generation": each}) + "\n" for each in range(3))
    (tmp_path / f"a.txt.{ending}").write_bytes(packer.compress(prose.encode()))
    (tmp_path / f"b.jsonl.{ending}").write_bytes(packer.compress(rows.encode()))
    assert "".join(pieces_of(open_any(tmp_path / f"a.txt.{ending}").text)) == prose
    assert len(open_series(tmp_path / f"b.jsonl.{ending}").generations) == 2
    (tmp_path / f"c.txt.{ending}").write_bytes(packer.compress(prose.encode())[:40])
    with pytest.raises(TextError, match="damaged"):
        open_any(tmp_path / f"c.txt.{ending}")


def test_a_table_is_told_by_what_it_holds() -> None:
    table = 'id,text,generation\n1,"A fly, and a flea",0\n2,"In a flue\nthey flew",1\n3,No,1\n'
    assert recognise(table.encode(), "standard input").name == "csv"
    assert recognise(table.replace(",", "\t").encode(), "a.txt").name == "tsv"
    for prose in ("Text, content, output.\nAnd so on, it goes.\n", "text,\nIt was so, he said.\nYes\n"):
        assert recognise(prose.encode(), "a.txt").name == "text"


def test_an_export_of_messages_is_texts_and_no_conversation() -> None:
    export = json.dumps(
        {"name": "bridge", "messages": [{"from": "Anna", "text": f"goose {i}"} for i in range(3)]}
    )
    assert texts(read(export, "a.json")) == ["goose 0", "goose 1", "goose 2"]
    turns = json.dumps(
        {"messages": [{"role": "user", "content": "?"}, {"role": "assistant", "content": "goose"}]}
    )
    assert texts(read(turns, "a.json")) == ["goose"]

"""Files that are no plain text: recognised by what they hold, read, or refused in one line."""

import io
import shutil
import sys
import zipfile
from pathlib import Path

import pytest

from driftview.text import documents
from driftview.text.documents import extract
from driftview.text.formats import FORMATS, format_of_name, recognise
from driftview.text.opening import open_any
from driftview.text.reading import TextError
from driftview.text.sources import find_source, open_corpus
from driftview.text.streaming import pieces_of

CASES = Path(__file__).parent / "cases"

WORD = (
    '<w:document xmlns:w="urn:w"><w:body>'
    "<w:p><w:r><w:t>The cat </w:t></w:r><w:del><w:r><w:t>slept</w:t></w:r></w:del>"
    "<w:r><w:t>sat.</w:t><w:br/><w:t>Here.</w:t></w:r></w:p>"
    "<w:p><w:pPr><w:t>style</w:t></w:pPr><w:r><w:instrText>PAGE</w:instrText>"
    "<w:t>The dog saw.</w:t></w:r></w:p>"
    "</w:body></w:document>"
)
OPEN_DOCUMENT = (
    '<office:document-content xmlns:office="urn:o" xmlns:text="urn:t"><office:body>'
    "<text:h>The cat sat.<text:line-break/>Here.</text:h>"
    "<text:p>The<text:s/>dog<text:note><text:p>A footnote.</text:p></text:note> saw.</text:p>"
    "</office:body></office:document-content>"
)
CHAPTER = "<html><head><title>Book</title></head><body><p>{}</p></body></html>"
CONTAINER = '<container><rootfiles><rootfile full-path="OPS/book.opf"/></rootfiles></container>'
PACKAGE = (
    "<package><manifest>"
    '<item id="b" href="two.xhtml" media-type="application/xhtml+xml"/>'
    '<item id="a" href="one%20.xhtml" media-type="application/xhtml+xml"/>'
    '<item id="c" href="cover.xhtml" media-type="application/xhtml+xml"/>'
    '</manifest><spine><itemref idref="a"/><itemref idref="b"/>'
    '<itemref idref="c" linear="no"/></spine></package>'
)


def packed(**files: str) -> bytes:
    """An archive of files; in their names __ stands for a slash."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "/"), content)
    return data.getvalue()


def docx(document: str = WORD) -> bytes:
    return packed(**{"word__document.xml": document})


def epub(package: str | None = None) -> bytes:
    return packed(
        **{
            "META-INF__container.xml": CONTAINER,
            "OPS__book.opf": package or PACKAGE,
            "OPS__one .xhtml": CHAPTER.format("The cat sat."),
            "OPS__two.xhtml": CHAPTER.format("The dog saw."),
            "OPS__cover.xhtml": CHAPTER.format("Cover"),
        }
    )


def pdf(*pages: str, password: str | None = None) -> bytes:
    """A PDF with these lines on its pages."""
    from pypdf import PdfWriter
    from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

    writer = PdfWriter()
    for lines in pages:
        page = writer.add_blank_page(400, 400)
        font = DictionaryObject(
            {
                NameObject("/Type"): NameObject("/Font"),
                NameObject("/Subtype"): NameObject("/Type1"),
                NameObject("/BaseFont"): NameObject("/Helvetica"),
            }
        )
        resources = DictionaryObject({NameObject("/Font"): DictionaryObject({NameObject("/F1"): font})})
        page[NameObject("/Resources")] = resources
        content = DecodedStreamObject()
        shown = "".join(f"({line}) Tj 0 -20 Td " for line in lines.split("\n"))
        content.set_data(f"BT /F1 12 Tf 20 380 Td {shown}ET".encode())
        page[NameObject("/Contents")] = writer._add_object(content)
    if password is not None:
        writer.encrypt(password, algorithm="RC4-128")
    data = io.BytesIO()
    writer.write(data)
    return data.getvalue()


def text_of(data: bytes, name: str = "file") -> str:
    return extract(recognise(data[: 1 << 16], name, io.BytesIO(data)), data, name).text


def refusal(data: bytes, name: str = "file") -> str:
    with pytest.raises(TextError) as caught:
        text_of(data, name)
    assert "\n" not in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize(
    ("data", "format_name"),
    [
        (b"{\\rtf1 a}", "rtf"),
        (b"\xef\xbb\xbf \n<!DOCTYPE html><p>a", "html"),
        ("<html>a".encode("utf-16"), "html"),
        (b'<?xml version="1.0"?>\n<!-- a -->\n<html xmlns="x">', "html"),
        (b'<?xml version="1.0"?><svg/>', "xml"),
        (b"%PDF-1.7", "pdf"),
        (b'{"text": "a"}\n{"text": "b"}\n', "jsonl"),
        (b'{"text":\n "a"}', "json"),
        (b'["a", "b"]', "json"),
        (b'[\n  {"text": "a"}\n]', "json"),
        (b"PAR1...", "parquet"),
        (b"\x1f\x8b\x08", "gzip"),
        (b"[Illustration]\n\nThe cat sat.", "text"),
        (b'["A," he said.', "text"),
        (b"{1} In the beginning", "text"),
        (b"<p>not a page", "text"),
        (b"A text, with a comma\nand a line", "text"),
    ],
)
def test_a_file_is_recognised_by_what_it_holds(data: bytes, format_name: str) -> None:
    assert recognise(data, "a").name == format_name


def test_archives_are_told_apart_by_what_is_in_them() -> None:
    for data, name in (
        (docx(), "docx"),
        (epub(), "epub"),
        (packed(a="b"), "zip"),
        (b"PK\x03\x04 broken", "zip"),
    ):
        assert recognise(data, "letter.txt", io.BytesIO(data)).name == name
    for each in FORMATS:
        for suffix in each.suffixes:
            assert format_of_name(f"A{suffix.upper()}") is each


def test_word_processors_files_are_read() -> None:
    assert text_of(docx()) == "The cat sat.\nHere.\n\nThe dog saw."
    assert text_of(packed(**{"content.xml": OPEN_DOCUMENT})) == "The cat sat.\nHere.\n\nThe dog saw."


def test_a_book_is_read_in_the_order_of_its_spine() -> None:
    assert text_of(epub()) == "The cat sat.\n\nThe dog saw."
    listed_often = PACKAGE.replace("</spine>", '<itemref idref="b"/>' * 9 + "</spine>")
    assert text_of(epub(listed_often)).count("The dog saw.") == 1


def test_a_web_page_is_read_as_a_browser_shows_it() -> None:
    page = (
        b"<!doctype html><html><head><title>No</title><style>p {}</style><meta charset='latin-1'></head>"
        b"<body><script>var no = '<p>';</script><h1>One</h1><p>A caf\xe9\n  here.<br>Two &amp; &mdash; three"
        b"<p>Not closed <b>bold</b>.<svg><svg>no</svg>no</svg><!-- no --><pre>a\n b</pre>"
        b"<ruby>\xe9<rt>no<rp>no</ruby>yes"
    )
    assert text_of(page) == "One\n\nA café here.\nTwo & — three\n\nNot closed bold.\n\na\nb\n\néyes"


def test_a_pdf_is_read_without_running_titles() -> None:
    pages = [
        f"The cat sat {word}.\nIt slept.\nEmma {number}"
        for number, word in enumerate(("here", "there", "up"))
    ]
    assert text_of(pdf(*pages)).split("\n") == [
        "The cat sat here.", "It slept.", "The cat sat there.", "It slept.", "The cat sat up.", "It slept."
    ]  # fmt: skip


def test_rtf_and_html_of_the_handed_cases() -> None:
    essay = open_corpus([str(CASES / "essay.rtf")])
    assert {"révé", "Clock"} <= set(essay.vocabulary.words)
    assert not {"rtf1", "fonttbl", "Helvetica", "ansicpg1252"} & set(essay.vocabulary.words)
    assert essay.notes == (f"{CASES / 'essay.rtf'} is an RTF file: its text was extracted",)
    page = open_corpus([str(CASES / "page.html")])
    assert not {"div", "class", "var", "nbsp", "mdash", "margin"} & set(page.vocabulary.words)
    assert (page.reading.files[0].documents, "—" in page.vocabulary.words) == (6, True)


@pytest.mark.parametrize(
    ("data", "complaint"),
    [
        (docx("<w:document>"), "a Word document that is damaged"),
        (docx('<!DOCTYPE d [<!ENTITY a "b">]><d>&a;</d>'), "with entities of its own"),
        (
            docx('<!DOCTYPE d [<!ENTITY a SYSTEM "file:///etc/passwd">]><d>&a;</d>'),
            "with entities of its own",
        ),
        (docx("<document/>"), "without any text"),
        (packed(**{"META-INF__container.xml": "<a/>"}), "an EPUB book without a list of its chapters"),
        (packed(**{"META-INF__container.xml": CONTAINER}), "that lacks a part (OPS/book.opf)"),
        (b"%PDF-1.4 nothing", "a PDF file that is damaged"),
    ],
)
def test_what_cannot_be_read_is_refused_in_one_line(data: bytes, complaint: str) -> None:
    assert complaint in refusal(data)


def test_a_pdf_that_cannot_be_read_is_refused_in_one_line() -> None:
    assert "that is protected by a password" in refusal(pdf("The cat sat.", password="secret"))
    assert "text recognition (OCR)" in refusal(pdf(""))


def drawn(*contents: bytes) -> bytes:
    """A PDF with pages that are drawn by these streams, packed."""
    from pypdf import PdfReader, PdfWriter
    from pypdf.generic import DecodedStreamObject, NameObject

    writer = PdfWriter(PdfReader(io.BytesIO(pdf(*["a"] * len(contents)))))
    for page, each in zip(writer.pages, contents, strict=True):
        content = DecodedStreamObject()
        content.set_data(each)
        page[NameObject("/Contents")] = writer._add_object(content.flate_encode())
    data = io.BytesIO()
    writer.write(data)
    return data.getvalue()


def test_a_page_that_would_take_too_much_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "MOST_STREAM", 400_000)
    monkeypatch.setattr(documents, "MOST_STEPS", 20_000)
    bomb = drawn(b"q Q " * (documents.MOST_STREAM // 2))
    assert len(bomb) < 100_000
    assert "that is damaged or too large to draw" in refusal(bomb)
    many = drawn(b"0 0 m " * documents.MOST_STEPS)
    assert "that is damaged or too large to draw" in refusal(many)
    monkeypatch.setattr(documents, "PAGE_SECONDS", -1.0)
    assert "that is damaged or too large to draw" in refusal(drawn(b"BT /F1 12 Tf (The cat) Tj ET"))


def test_links_of_rtf_that_never_end_are_looked_through_once() -> None:
    link = r'{\field{\*\fldinst{HYPERLINK "https://a.b"}}{\fldrslt the goose}}'
    assert text_of(rb"{\rtf1 See " + link.encode() + b" there.}").split() == ["See", "the", "goose", "there."]
    hostile = rb"{\rtf1 The cat sat. " + rb'{\field{\*\fldinst{HYPERLINK "a' * 20_000
    assert text_of(hostile).strip() == "The cat sat."


def test_what_is_unpacked_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "MOST_MARKUP", 100_000)
    assert "of more than 0 MB" in refusal(docx(f"<d>{' ' * 200_000}</d>"))
    chapters = {f"OPS__{name}.xhtml": CHAPTER.format("a" * 60_000) for name in ("one ", "two", "cover")}
    book = packed(**{"META-INF__container.xml": CONTAINER, "OPS__book.opf": PACKAGE, **chapters})
    assert "of more than 0 MB" in refusal(book)


def test_deep_markup_costs_no_stack() -> None:
    assert text_of(b"<html>" + b"<div>" * 50_000 + b"The cat sat.") == "The cat sat."
    deep = "<a>" * 20_000 + "</a>" * 20_000
    assert "without any text" in refusal(docx(deep))


@pytest.mark.parametrize("start", ["<!--", "<a ", "<script></", "<![CDATA[", "<?", "<a b='"])
def test_markup_that_is_never_closed_is_looked_through_once(start: str) -> None:
    """Each of these took minutes where the parser started again at every start."""
    page = b"<html><p>The cat sat.</p>" + start.encode() * 100_000
    assert text_of(page) == "The cat sat."


def test_a_broken_archive_is_refused(tmp_path: Path) -> None:
    whole = docx()
    for at in range(0, len(whole), 7):
        (tmp_path / "a.docx").write_bytes(whole[:at] + whole[at + 3 :])
        try:
            assert "The" in "".join(pieces_of(open_any(tmp_path / "a.docx").text))
        except TextError as error:
            assert "\n" not in str(error)


def test_a_missing_library_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "striprtf", None)
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    assert "install the reader for it (pip install 'driftview[documents]')" in refusal(b"{\\rtf1 a}")


@pytest.mark.parametrize(
    ("data", "complaint"),
    [
        (packed(**{"xl__workbook.xml": "a"}), "is an Excel workbook: save the sheet as CSV"),
        (b"\x1f\x8b\x08\0\0", "is compressed and damaged"),
        (b"\xd0\xcf\x11\xe0\0", "is an old Word or Excel file: save it as .docx"),
        (b"\x89PNG\0\0", "is a picture: give a text"),
    ],
)
def test_other_formats_are_named(tmp_path: Path, data: bytes, complaint: str) -> None:
    (tmp_path / "a.txt").write_bytes(data)
    with pytest.raises(TextError) as caught:
        open_any(tmp_path / "a.txt")
    assert complaint in str(caught.value)


def test_a_folder_of_voices_takes_texts_only() -> None:
    source = find_source(str(CASES / "voices_folder"))
    assert [voice.name for voice in source.voices] == ["anna", "boris", "more/clara"]
    left_out = [note.removeprefix("left out: ") for note in source.beside]
    assert left_out == [
        "README.md describes the folder",
        "desktop.ini belongs to a program, or is data",
        "metadata.csv is a CSV table",
        "script.py belongs to a program, or is data",
        "notes.rtf is not plain text (name it to read it)",
        "page.html is not plain text (name it to read it)",
    ]


def test_a_folder_of_documents_alone_is_read(tmp_path: Path) -> None:
    shutil.copy(CASES / "essay.rtf", tmp_path)
    (tmp_path / "letter.docx").write_bytes(docx())
    (tmp_path / "README.md").write_text("About these files.", "utf-8")
    source = find_source(str(tmp_path))
    assert [voice.name for voice in source.voices] == ["essay", "letter"]
    assert "".join(pieces_of(source.voices[1].files[0][1])).startswith("The cat sat.")


def test_results_below_a_folder_are_no_voices(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("The cat sat.", "utf-8")
    (tmp_path / "out" / "text").mkdir(parents=True)
    (tmp_path / "out" / "lineage.json").write_text("{}", "utf-8")
    (tmp_path / "out" / "text" / "001.txt").write_text("The cat sat.", "utf-8")
    (tmp_path / "loop").symlink_to(tmp_path)
    source = find_source(str(tmp_path))
    assert [voice.name for voice in source.voices] == ["a"]
    assert source.beside == (
        "left out: loop is a link to a folder",
        "left out: out contains results of driftview",
    )

"""Reading: encodings are recognised, and what is no text is refused in one line."""

from pathlib import Path

import pytest

from driftview.text.reading import TextError, decode, label, read_file

FRENCH = "Il était une fois, dans une forêt très éloignée, un garçon naïf qui rêvait à la fenêtre. " * 20
RUSSIAN = "Все счастливые семьи похожи друг на друга, каждая несчастливая семья несчастлива по-своему. " * 20


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_unicode_needs_no_guess(encoding: str) -> None:
    reading = decode(RUSSIAN.encode(encoding), "text")
    assert reading.text == RUSSIAN
    assert reading.note is None


@pytest.mark.parametrize(("text", "encoding"), [(FRENCH, "cp1252"), (RUSSIAN, "cp1251"), (RUSSIAN, "koi8-r")])
def test_other_encodings_are_guessed_and_told(text: str, encoding: str) -> None:
    reading = decode(text.encode(encoding), "old.txt")
    assert reading.text == text
    assert reading.note is not None
    assert "old.txt" in reading.note
    assert reading.encoding in reading.note


def test_between_equal_guesses_it_is_western_european() -> None:
    reading = decode("Où êtes-vous, mon élève? Déjà là.".encode("cp1252"), "short.txt")
    assert (reading.text, reading.encoding) == ("Où êtes-vous, mon élève? Déjà là.", "cp1252")


@pytest.mark.parametrize(
    "text",
    [
        "“Yes” — café",
        "“No,” he said — “it’s fine…”",
        "élève",
        "Où est l’élève ? « Là-bas », dit-il… déjà.",
        "Die „Größe“ der Äpfel – schön, süß und groß.",
        "Straße",
        "Hij zei: ‘één ding’ – geïnteresseerd.",
    ],
)
def test_a_little_western_european_text_is_read_as_it_is(text: str) -> None:
    assert decode(text.encode("cp1252"), "short.txt").text == text


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Příliš žluťoučký kůň úpěl ďábelské ódy.", "cp1250"),
        ("Все счастливые семьи похожи друг на друга.", "cp1251"),
        ("Όλες οι ευτυχισμένες οικογένειες μοιάζουν.", "cp1253"),
        ("İstanbul'da güneş doğdu, çocuk şarkı söyledi.", "cp1254"),
        ("天地玄黃，宇宙洪荒。" * 20, "gbk"),
        ("天地玄黃，宇宙洪荒。" * 20, "big5"),
        ("Où êtes-vous, mon élève? “Déjà là.”", "mac_roman"),
    ],
)
def test_other_texts_are_not_taken_for_western_european(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding), "short.txt").text == text


def test_a_little_korean_is_not_taken_for_western_european() -> None:
    """Which of the Korean encodings it is, older versions of charset-normalizer do not know."""
    data = "모든 행복한 가정은".encode("euc_kr")
    assert decode(data, "short.txt").text != data.decode("cp1252", "replace")


def test_a_cut_utf_16_file_is_read_and_told() -> None:
    reading = decode(RUSSIAN.encode("utf-16")[:-1], "cut.txt")
    assert reading.text == RUSSIAN[:-1]
    assert reading.note == "cut.txt is damaged: what is not UTF-16 was left out"


def test_a_few_spoilt_bytes_do_not_change_the_encoding() -> None:
    data = FRENCH.encode()
    reading = decode(data[:300] + b"\xff\xe9 " + data[300:], "spoilt.txt")
    assert reading.text.count("forêt") == 20
    assert reading.note == "spoilt.txt is damaged: 2 bytes that are not UTF-8 were left out"


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"", "empty"),
        (b" \n\t\r\n", "empty"),
        ("\ufeff".encode(), "empty"),
        ("\u200b\u200e\n".encode(), "empty"),
        (b"text\0text", "not a text file"),
        (bytes(range(1, 32)) * 20, "not a text file"),
        (b"%PDF-1.7 words words", "not a text file"),
    ],
)
def test_what_is_no_text_is_refused(data: bytes, word: str) -> None:
    with pytest.raises(TextError, match=word) as refusal:
        decode(data, "thing")
    assert "\n" not in str(refusal.value)
    assert str(refusal.value).startswith("thing")


def test_coloured_logs_are_text() -> None:
    assert decode(b"\x1b[31mred\x1b[0m\n" * 9, "log").text.startswith("[31mred")


def test_a_file_that_is_missing(tmp_path: Path) -> None:
    with pytest.raises(TextError, match=r"cannot read .*missing\.txt: no such file"):
        read_file(tmp_path / "missing.txt")


def test_a_file_that_is_forbidden(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    (tmp_path / "secret.txt").write_text("secret")
    monkeypatch.setattr(Path, "open", refuse)  # whoever runs the tests may be allowed everything
    with pytest.raises(TextError, match="permission denied"):
        read_file(tmp_path / "secret.txt")


def test_messages_never_carry_control_characters() -> None:
    assert label("a\x1b[2J\nb") == "a[2J b"


def test_a_text_that_was_garbled_twice_is_repaired_twice() -> None:
    text = "Où étaient les élèves ? « L’été », déjà fâchés, à Noël — rien.\n\n" * 12
    for times in range(3):
        found = decode(text.encode("utf-8"), "a.txt")
        assert found.text.startswith("Où étaient les élèves ? « L’été », déjà fâchés, à Noël — rien.")
        assert (found.note is not None) == (times > 0)
        text = "".join(bytes([each]).decode("cp1252", "ignore") or chr(each) for each in text.encode("utf-8"))

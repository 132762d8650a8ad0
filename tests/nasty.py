"""Texts and file names that are out to do harm, or are merely unusual; all made here."""

import codecs
from pathlib import Path

from driftview.text.cleaning import clean_prose

PLAIN = "The cat sat on the mat, and the dog saw it. Then the dog sat on the log, said the cat."

STEERING = {
    "colours": "\x1b[31mOWNED\x1b[0m",
    "a window title": "\x1b]0;OWNED\x07",
    "a link": "\x1b]8;;http://owned.example\x1b\\OWNED\x1b]8;;\x1b\\",
    "the clipboard": "\x1b]52;c;T1dORUQ=\x07",
    "a device string": "\x1bP$q q\x1b\\",
    "a cleared screen": "\x1b[2J\x1b[H\x1bc",
    "C1 codes": "\x9b31mOWNED\x9d0;OWNED\x9c\x90",
    "bells and backspaces": "OWNED\x07\x08\x08\x0e\x0f\x7f",
    "turned writing": "\u202eDENWO\u202c \u2066\u2067\u2068\u2069\u200e\u200f\u061c",
    "no width": "O\u200bW\u200cN\u200dE\u2060D\ufeff\u00ad\u180e\U000e0041\U000e007f",
}
"""What would steer a terminal or hide from the eye, by what it would do."""

WRITING = {
    "markup": "[bold]OWNED[/] [/ [link=x] $name {brace} <b>&amp;</b> `code` | *star* \\[",
    "tables": '=cmd|\'/c calc\'!A1 +1 -1 @SUM(A1) "quoted","cell"\t;',
    "Chinese": "我不知道他说的是什么，但是“这只猫”在2024年看见了狗。",
    "Japanese": "「吾輩は猫である。」ラーメンを食べなか\u3099ら、ｶﾞｷﾞｸﾞ",
    "Thai": "ฉันรักแมวและสุนัข ที่นี่ ๒๕๖๐ น้ำใจ",
    "Khmer and Burmese": "ខ្ញុំស្រឡាញ់ឆ្មា។ ကျွန်တော် ကြောင်ကို ချစ်တယ်။",
    "Tibetan": "བཀྲ་ཤིས་བདེ་ལེགས། ང་ཞི་མི་ལ་དགའ་པོ་ཡོད།",
    "Arabic and Hebrew": "السَّلامُ عليكم، رأت القطة الكلب؟ שָׁלוֹם עולם",
    "Hindi": "बिल्ली ने कुत्ते को देखा। क्ष त्र ज्ञ",
    "emoji": "👨\u200d👩\u200d👧 👍🏽 🇫🇷 ❤\ufe0f 1\ufe0f⃣ 🏴\U000e0067\U000e0062\U000e007f 🙂🙃",
    "heaps of marks": "Z\u0351\u036b\u0343\u036a\u0302\u036b a" + "\u0301" * 60 + " \u0301 \u20dd\u0489",
    "wide letters": "ＷＩＤＥ　ｔｅｘｔ１２３ ﷽ ﷺ 𒐫 ꧅ ⸻",
    "odd letters": "ﬀ ß İ ı ǅ ſ K Å ℵ 𝔘𝔫𝔦 𐀀 ㎏ Ⅻ ½ ²",
    "odd spaces": "a\u00a0b\u2003c\u3000d\u1680e\u202ff\tg\x0bh\x0ci",
}
"""Writing that is rightly there, by what it is."""


def among(payload: str, paragraphs: int = 12) -> str:
    """Return some paragraphs with a payload before, within, behind and between words."""
    paragraph = f"{payload} {PLAIN} {PLAIN} {payload}cat {PLAIN} sa{payload}w {PLAIN}{payload}"
    return "\n\n".join([paragraph] * paragraphs)


TEXTS = {name: among(payload) for name, payload in (STEERING | WRITING).items()}
"""What can be read, by name."""

POISON = "\n\n".join(among(payload, 4) for payload in STEERING.values())
"""All that would steer a terminal."""

BABEL = "\n\n".join(among(payload, 4) for payload in WRITING.values())
"""All sorts of writing."""

FILES: dict[str, bytes] = {
    **{name: text.encode() for name, text in TEXTS.items()},
    "nothing": b"",
    "zero bytes": b"\0" * 1000,
    "a zero byte": among("\0").encode(),
    "all bytes": bytes(range(256)) * 9,
    "halves of surrogate pairs": among("\ud83d lone \udc00").encode("utf-8", "surrogatepass"),
    "overlong UTF-8": b"\n\n".join([b"a cat \xc0\x80\xe0\x80\xaf saw \xf8\x88\x80\x80\x80 it"] * 30),
    "cut UTF-8": among("猫").encode()[:-3],
    "UTF-8 with its mark": codecs.BOM_UTF8 + among("é").encode(),
    "UTF-16": among("é猫").encode("utf-16"),
    "UTF-16 without its mark": among("é猫").encode("utf-16-le"),
    "UTF-16 cut within a pair": codecs.BOM_UTF16_LE + among("🙂").encode("utf-16-le")[:-5],
    "UTF-16 halves": codecs.BOM_UTF16_LE + among("\ud83d").encode("utf-16-le", "surrogatepass"),
    "UTF-32 of nothing": codecs.BOM_UTF32_LE + b"\xff\xff\xff\x7f" * 40,
    "Latin-1": among("où était l'élève naïf à Noël").encode("latin-1"),
    "Shift JIS": ("吾輩は猫である。名前はまだ無い。" * 40).encode("shift-jis"),
    "noise": bytes((i * i * 31 + i // 7) % 223 + 32 for i in range(4000)),
    "a million empty lines": b"\n" * 1_000_000,
    "blanks": b" \t\r\n\x0b\x0c" * 500,
    "one letter": b"a",
    "one word": b"word",
    "one word repeated": b"word " * 3000,
    "one long word": b"a" * 300_000,
    "one word a paragraph": b"word\n\n" * 400,
    "only punctuation": "!?…,.;:—-–()[]{}“”‘’\"'".encode() * 150,
    "quotes without end": b"\"'" * 30_000,
    "one long line": PLAIN.encode() * 2000,
    "Windows line ends": among("dog").replace("\n", "\r\n").encode(),
    "old Macintosh line ends": among("dog").replace("\n", "\r").encode(),
    "Chinese without an end": ("天地玄黃宇宙洪荒日月盈昃辰宿列張" * 900).encode(),
}
"""What files may hold, by name."""

NAMES = [
    "\x1b]0;OWNED\x07.txt",
    "\x1b[31mOWNED.txt",
    "\u202eOWNED\u200b.txt",
    "[bold]OWNED[link=x] $x.txt",
    "two\nlines\r.txt",
    "\udcff\udc9b31m.txt",
    "-.txt",
    "=cmd|'x'!A1,\"b\".txt",
    "猫" * 60 + ".txt",
    " .txt",
    "<b>&`|*#[.md",
]
"""Names of files, as far as a file system takes them."""


def nasty_folder(folder: Path) -> Path:
    """Make a folder with a file of each nasty name, each with a poisoned text; return it."""
    folder.mkdir()
    for name in NAMES:
        (folder / name).write_text(among(STEERING["colours"]), "utf-8")
    return folder


def assert_harmless(text: str) -> None:
    """Fail if a text would steer a terminal or holds what no eye can see."""
    if text != clean_prose(text):
        begin = next(
            i for i, (a, b) in enumerate(zip(text, [*clean_prose(text), None], strict=False)) if a != b
        )
        raise AssertionError(f"not clean: {text[max(begin - 40, 0) : begin + 40]!r}")

"""How often a layout is recognised on texts that nobody here wrote or set: what is installed on a machine.

What a file is follows from its format: a manual page is prose with blank lines between its paragraphs, a
module is a program, a message is mail. Run: ``python -m benchmarks.found_layouts SEED [FOLDER …]``; FOLDERs,
read beside /, hold unpacked packages (fortunes, Python's ``test``, ``sphinx``, ``chardet``).
"""

import gzip
import random
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from driftview.text.paragraphs import find_layout
from driftview.text.reading import TextError, decode

SEED = 11
"""The rules were tuned with this one; another draws other texts of the same sources."""
EACH = 15
"""Texts of each source."""

SHORTEST = 600
"""Bytes of a text."""


class Found(NamedTuple):
    """A text and the layouts that are right for it."""

    source: str
    name: str
    text: str
    right: frozenset[str]


class Source(NamedTuple):
    """Where texts of one kind lie."""

    name: str
    patterns: tuple[str, ...]
    right: tuple[str, ...]
    shown: tuple[str, ...] = ()
    """The command that sets its texts, where they are formatted by a program."""


SOURCES = (
    Source("manual pages", ("usr/share/man/man[1-8]/*.gz",), ("blank",), ("man", "-P", "cat", "-l")),
    Source("pages of Perl", ("usr/share/perl/5*/**/*.pod",), ("blank",), ("pod2text",)),
    Source("licences", ("usr/share/common-licenses/*", "usr/share/doc/*/LICENSE*"), ("blank",)),
    Source("Markdown", ("usr/share/doc/*/*.md", "usr/share/doc/*/README.md.gz"), ("blank", "list")),
    Source("reStructuredText", ("usr/share/doc/*/*.rst", "usr/share/doc/*/*.rst.gz"), ("blank", "list")),
    Source("help of Vim", ("usr/share/vim/vim*/doc/*.txt",), ("blank",)),
    Source("release notes", ("usr/share/doc/git/RelNotes/*.txt",), ("blank", "list")),
    Source("READMEs", ("usr/share/doc/*/README", "usr/share/doc/*/README.gz"), ("blank",)),
    Source("changes", ("usr/share/doc/*/NEWS.gz", "usr/share/doc/*/changelog.gz"), ("blank", "list")),
    Source("word lists", ("usr/share/dict/*", "usr/share/package-lists/*", "sphinx/search/_stopwords/*.txt"),
           ("list", "line")),
    Source("messages", ("test_email/data/msg_*.txt",), ("mail",)),
    Source("Python", ("usr/lib/python3*/*.py",), ("code",)),
    Source("C", ("usr/include/*.h", "usr/include/linux/*.h"), ("code",)),
    Source("JavaScript", ("usr/share/javascript/*/*.js", "sphinx/**/*.js"), ("code",)),
    Source("shell and Perl", ("usr/bin/*", "usr/share/perl5/**/*.pm"), ("code",)),
    Source("subtitles", ("chardet/tests/*/*.srt",), ("subtitles",)),
)  # fmt: skip


def texts(source: Source, folders: Sequence[Path], seed: int = SEED) -> Iterator[Found]:
    """Yield texts of a source, drawn at random."""
    paths = sorted({path for folder in folders for each in source.patterns for path in folder.glob(each)})
    random.Random(f"{seed} {source.name}").shuffle(paths)
    right, found = frozenset(source.right), 0
    for path in paths:
        text = _text(path, source) if path.is_file() and path.stat().st_size < 400_000 else None
        if text is None or len(text) < SHORTEST:
            continue
        yield Found(source.name, str(path), text, right)
        found += 1
        if found == EACH:
            return


def _text(path: Path, source: Source) -> str | None:
    data = path.read_bytes()
    if source.shown:
        made = subprocess.run([*source.shown, str(path)], capture_output=True, check=False)
        data = re.sub(rb".\x08", b"", made.stdout)
    elif path.suffix == ".gz":
        data = gzip.decompress(data)
    if source.name == "shell and Perl" and not (data.startswith(b"#!") or path.suffix == ".pm"):
        return None
    try:
        return decode(data, path.name).text
    except TextError:
        return None


def poems(folders: Sequence[Path]) -> Iterator[Found]:
    """Yield verse, ten poems each: what stands between two lines "%" of a collection is one."""
    for path in (each for folder in folders for each in folder.glob("usr/share/games/fortunes/songs-poems")):
        parts = [part.strip("\n") for part in path.read_text("utf-8", "replace").split("\n%\n")]
        for at in range(0, 10 * EACH, 10):
            yield Found("poems", f"{path} {at}", "\n\n".join(parts[at : at + 10]), frozenset({"verse"}))


def main(seed: int, folders: Sequence[Path]) -> None:
    """Print how many texts of each source are read wrong, and as what."""
    makers: list[tuple[str, Callable[[], Iterator[Found]]]] = [
        *((each.name, lambda each=each: texts(each, folders, seed)) for each in SOURCES),  # type: ignore[misc]
        ("poems", lambda: poems(folders)),
    ]
    total = wrong = 0
    for name, maker in makers:
        taken: Counter[str] = Counter()
        for found in maker():
            kind = find_layout([found.text]).kind
            total += 1
            if kind not in found.right:
                wrong += 1
                taken[kind] += 1
                print(f"    {kind:10} {found.name}")
            else:
                taken[f"{kind} (right)"] += 1
        print(f"{name}: " + ", ".join(f"{count} {kind}" for kind, count in taken.most_common()))
    print(f"{wrong} of {total} wrong")


if __name__ == "__main__":
    main(int(sys.argv[1]), [Path("/"), *map(Path, sys.argv[2:])])

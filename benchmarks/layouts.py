"""How often the layout of a text is recognised: texts laid out in many ways, and what is decided.

The rules were tuned on *Emma* and *Opticks* and seeds below 100; reported are other bundled texts, with seeds
from 100 on. Run: ``python -m benchmarks.layouts``.
"""

import random
import re
import textwrap
from collections import Counter
from collections.abc import Callable, Iterator
from typing import NamedTuple

from driftview.text.catalogue import CATALOGUE, corpora_folder
from driftview.text.options import ReadingOptions
from driftview.text.paragraphs import Layout, find_layout
from driftview.text.tokeniser import Tokeniser

TUNED_ON = ("austen/emma.txt", "newton/opticks.txt")
FIRST_SEED = 100


class Case(NamedTuple):
    """A text set in one way."""

    habit: str
    text: str
    paragraphs: str
    """What ``--paragraphs`` would have to be."""
    documents: int


Setting = Callable[[list[str], random.Random], tuple[str, str, int]]
"""Sets paragraphs: returns the text, what separates its documents, and how many there are."""


def blank(paragraphs: list[str], rng: random.Random) -> tuple[str, str, int]:
    """Hard-wrapped, a blank line between paragraphs."""
    width = rng.choice((55, 65, 72, 76, 80, 100))
    return "\n\n".join(textwrap.fill(each, width) for each in paragraphs), "blank", len(paragraphs)


def blank_with_headings(paragraphs: list[str], rng: random.Random) -> tuple[str, str, int]:
    """The same, with headings and first lines indented."""
    parts = []
    for number, each in enumerate(paragraphs):
        if number % 12 == 0:
            parts.append(f"CHAPTER {number // 12 + 1}")
        parts.append(textwrap.fill(each, 70, initial_indent="  "))
    return "\n\n".join(parts), "blank", len(parts)


def long_lines_apart(paragraphs: list[str], rng: random.Random) -> tuple[str, str, int]:
    """A paragraph a line, blank lines between."""
    return "\n\n".join(paragraphs), "blank", len(paragraphs)


def line(paragraphs: list[str], rng: random.Random) -> tuple[str, str, int]:
    """A paragraph a line."""
    return "\n".join(paragraphs), "line", len(paragraphs)


def line_with_stray_blanks(paragraphs: list[str], rng: random.Random) -> tuple[str, str, int]:
    """A paragraph a line, a few blank lines astray."""
    ends = ["\n\n" if rng.random() < 0.04 else "\n" for _ in paragraphs]
    ends[0] = "\n\n"
    return "".join(each + end for each, end in zip(paragraphs, ends, strict=True)), "line", len(paragraphs)


def sentences(paragraphs: list[str], rng: random.Random) -> tuple[str, str, int]:
    """A sentence a line, as corpora for language models have it."""
    found = [each for paragraph in paragraphs for each in sentences_of(paragraph)]
    return "\n".join(found), "line", len(found)


def indented(paragraphs: list[str], rng: random.Random) -> tuple[str, str, int]:
    """Hard-wrapped, first lines indented, no blank lines."""
    width, indent = rng.choice((60, 68, 72, 80)), rng.choice(("  ", "    ", "\t"))
    return (
        "\n".join(textwrap.fill(e, width, initial_indent=indent) for e in paragraphs),
        "wrapped",
        len(paragraphs),
    )


def short_ends(paragraphs: list[str], rng: random.Random) -> tuple[str, str, int]:
    """Hard-wrapped, no blank lines and no indents: a short line ends a paragraph."""
    width = rng.choice((60, 68, 72, 80))
    return "\n".join(textwrap.fill(each, width) for each in paragraphs), "wrapped", len(paragraphs)


def verse(paragraphs: list[str], rng: random.Random) -> tuple[str, str, int]:
    """Lines of verse in stanzas."""
    lines = list(verse_lines(" ".join(paragraphs), rng))
    size = rng.choice((2, 3, 4, 6, 8, 14))
    stanzas = ["\n".join(lines[start : start + size]) for start in range(0, len(lines), size)]
    return "\n\n".join(stanzas), "verse", len(stanzas)


def play(paragraphs: list[str], rng: random.Random) -> tuple[str, str, int]:
    """Speeches, each with its speaker."""
    names, end = rng.choice(
        ((["HAMLET", "HORATIO", "FIRST GHOST"], "."), (["Anna", "Boris", "Mrs Hill"], ":"))
    )
    gap = rng.choice(("\n", "\n\n"))
    parts = [textwrap.fill(f"{rng.choice(names)}{end} {each}", 72) for each in paragraphs]
    return gap.join(parts), "blank", len(parts)


def items(paragraphs: list[str], rng: random.Random) -> tuple[str, str, int]:
    """A list of words."""
    words = sorted(set(re.findall(r"[^\W\d_]{3,}", " ".join(paragraphs))))
    mark = rng.choice(("", "- ", "* "))
    return "\n".join(mark + word for word in words), "line", len(words)


def chat(paragraphs: list[str], rng: random.Random) -> tuple[str, str, int]:
    """Messages with their times."""
    found = [s for p in paragraphs for s in sentences_of(p)]
    form = rng.choice(("[12:{:02}] {}: {}", "12.03.21, 14:{:02} - {}: {}", "2021-03-12 14:{:02}:07 {}: {}"))
    lines = [form.format(i % 60, rng.choice(("Anna", "Boris")), each) for i, each in enumerate(found)]
    return "\n".join(lines), "line", len(lines)


def subtitles(paragraphs: list[str], rng: random.Random) -> tuple[str, str, int]:
    """Cues of a film."""
    found = [s for p in paragraphs for s in sentences_of(p)]
    times = [f"00:{number // 60:02}:{number % 60:02}" for number in range(len(found))]
    cues = [
        f"{number}\n{time},000 --> {time},900\n{textwrap.fill(each, 40)}"
        for number, (time, each) in enumerate(zip(times, found, strict=True), 1)
    ]
    return "\n\n".join(cues), "blank", len(cues)


SETTINGS: tuple[Setting, ...] = (
    blank, blank_with_headings, long_lines_apart, line, line_with_stray_blanks, sentences, indented,
    short_ends, verse, play, items, chat, subtitles,
)  # fmt: skip


def sentences_of(paragraph: str) -> list[str]:
    """Return the sentences of a paragraph, roughly."""
    return [each for each in re.split(r"(?<=[.!?])[\"”’']? +(?=[A-Z“‘\"])", paragraph) if each]


def verse_lines(prose: str, rng: random.Random) -> Iterator[str]:
    """Break prose in lines as a poet might, not as wide as the page."""
    words = prose.split()
    capitals = rng.random() < 0.7
    while words:
        target, taken = rng.gauss(40, 7), [words.pop(0)]
        while words and len(" ".join(taken)) < target:
            taken.append(words.pop(0))
            if taken[-1][-1] in ",;:.!?—" and len(" ".join(taken)) > target - 14:
                break
        made = " ".join(taken)
        yield made[0].upper() + made[1:] if capitals else made


def paragraphs_of(path: str) -> list[str]:
    """Return the paragraphs of a bundled text, each on one line."""
    text = corpora_folder().joinpath(*path.split("/")).read_text("utf-8")
    return [" ".join(each.split()) for each in text.split("\n\n") if each.strip()]


def cases(paths: tuple[str, ...], seeds: range) -> Iterator[Case]:
    """Yield excerpts of texts, set in every way."""
    for path in paths:
        whole = paragraphs_of(path)
        for seed in seeds:
            rng = random.Random(f"{path} {seed}")
            size = rng.choice((25, 60, 200))
            start = rng.randrange(max(1, len(whole) - size))
            for setting in SETTINGS:
                text, paragraphs, documents = setting(whole[start : start + size], rng)
                yield Case(setting.__name__, text, paragraphs, documents)


def judged(case: Case) -> tuple[Layout, int]:
    """Return the layout that is found, and how many documents it gives."""
    layout = find_layout(iter([case.text]))
    tokeniser = Tokeniser(ReadingOptions())
    return layout, int((tokeniser.tokens(case.text, tokeniser.look(case.text, layout)) == 0).sum())


def is_right(case: Case) -> bool:
    """Tell whether layout and number of documents are right; one document in ten may be amiss."""
    layout, documents = judged(case)
    return layout.paragraphs == case.paragraphs and abs(documents - case.documents) <= 0.1 * case.documents


def main() -> None:
    """Print the share of inputs that are read wrong, by habit."""
    every = dict.fromkeys(path for entry in CATALOGUE for voice in entry.voices for path in voice.paths)
    paths = tuple(p for p in every if p.startswith(("austen/", "newton/", "kjv/")) and p not in TUNED_ON)
    total, wrong = Counter[str](), Counter[str]()
    for case in cases(paths, range(FIRST_SEED, FIRST_SEED + 4)):
        total[case.habit] += 1
        wrong[case.habit] += not is_right(case)
    for habit, count in total.items():
        print(f"{habit:24} {wrong[habit]:4} wrong of {count}")
    print(f"{'all':24} {wrong.total():4} wrong of {total.total()}: {wrong.total() / total.total():.1%}")


if __name__ == "__main__":
    main()

"""How far what is found in a lineage may be trusted: own words, derived texts and what a text is worth.

Own words: many runs against the band of each voice. Provenance: texts that derive from outputs, and human
ones that do not, none of which played a part in choosing the test or its threshold. Worth: the words that an
added text keeps, as predicted, against pairs of runs with and without it. ``--publish`` puts each table on
docs/finding.md.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.report import Part, Table
from driftview.arrays import Floats, Indices
from driftview.drift.custody import Provenance, provenance_of
from driftview.drift.indexed_corpus import IndexedCorpus
from driftview.drift.laws import Laws, NoLaws
from driftview.drift.lineage import Lineage
from driftview.drift.loop import Loop
from driftview.drift.own_words import own_vocabularies
from driftview.drift.worth import worth
from driftview.settings.settings import Settings
from driftview.text.building import build_corpus
from driftview.text.corpus import Corpus
from driftview.text.reading import Readable, VoiceText
from driftview.text.sources import Source, find_sources, open_corpus
from driftview.text.tokens import render
from driftview.text.vocabulary import END_ID
from driftview.theory.survival import generation_of_death

PAGE = Path(__file__).parents[1] / "docs" / "finding.md"

AT = (3, 5, 10)
"""Generations at which own words and worth are looked at."""

ORDERS = (1, 2, 3, 4, 5)

LIVES = (1, 2, 3, 5, 8)
"""How often words occur whose lives are followed, in order to tell how many generations longer more live."""

LIFE = 24
"""Generations for which they are followed."""

LIVED = "persuasion"


def measure(seeds: int, *, publish: bool = False) -> Part:
    """Return the tables; ``publish``: put them on the page of findings too."""
    part = Part("How far findings may be trusted", notes=[(__doc__ or "").strip()])
    for name, table in (
        ("own words", own_words(seeds)),
        ("provenance", provenance()),
        ("worth", what_it_is_worth(seeds)),
        ("longer", how_much_longer(seeds // 3)),
    ):
        part.tables.append(table)
        if publish:
            put(name, table)
    return part


def put(name: str, table: Table) -> None:
    """Put a table on the page, between the marks that bear its name."""
    page = PAGE.read_text(encoding="utf-8")
    begin, end = f"<!-- {name}: begin -->", f"<!-- {name}: end -->"
    start, stop = page.index(begin) + len(begin), page.index(end)
    body = table.markdown().split("\n", 2)[2].strip()
    PAGE.write_text(f"{page[:start]}\n\n{body}\n\n{page[stop:]}", encoding="utf-8")


def lineage(corpus: Corpus, indexed: IndexedCorpus | None = None, **settings: Any) -> Lineage:
    """Return a run of which nothing but the text is kept."""
    wanted = Settings(**settings)
    loop = Loop(corpus, wanted, indexed, measured=(), controlled=False, laws=NoLaws(corpus, wanted))
    for _ in range(wanted.generations):
        loop.step()
    return loop.lineage


CASES: Sequence[tuple[str, dict[str, Any]]] = (
    *((f"{order}", {"order": order}) for order in ORDERS),
    ("3, 10% fresh", {"order": 3, "human_share": 0.1}),
)


def own_words(seeds: int) -> Table:
    """Hold the own words of the three voices of the chorus in many runs against their bands."""
    corpus = open_corpus(["chorus"])
    rows = []
    for name, settings in CASES:
        indexed = IndexedCorpus(corpus, settings["order"])
        laws = Laws(corpus, Settings(generations=AT[-1], **settings), indexed.index)
        runs = [
            own_vocabularies(lineage(corpus, indexed, seed=seed, generations=AT[-1], **settings), laws)
            for seed in range(seeds)
        ]
        for place, own in enumerate(runs[0]):
            alive = np.array([run[place].alive[list(AT)] for run in runs]) / own.size
            assert own.band is not None
            mean = own.band.mean[list(AT)] / own.size
            sd = (own.band.high - own.band.mean)[list(AT)] / own.size / 2.0
            inside = np.array([
                [replace(run[place], judged=True).in_range(number) for number in AT] for run in runs
            ])  # fmt: skip
            rows.append([
                f"{own.name} ({own.size:,}), order {name}",
                joined(100 * mean), joined(100 * alive.mean(axis=0)),
                " · ".join(f"{low:.0f}–{high:.0f}" for low, high in zip(
                    100 * alive.min(axis=0), 100 * alive.max(axis=0), strict=True)),
                joined(alive.std(axis=0, ddof=1) / sd, ".2f"),
                joined(100 * inside.mean(axis=0)),
            ])  # fmt: skip
    header = ("voice (own words), order", "predicted, %", "mean of the runs, %", "lowest–highest, %",
              "spread over predicted", "runs inside the band, %")  # fmt: skip
    title = f"Own words alive at generations {', '.join(map(str, AT))} of the chorus"
    return Table(title, header, rows, [f"{seeds} runs of each setting."])


def joined(values: Floats, form: str = ".0f") -> str:
    """Return numbers in a cell."""
    return " · ".join(format(float(each), form) for each in values)


LENGTHS = (100, 300, 1000, 3000)
"""Tokens of a text whose origin is asked for."""


@dataclass(frozen=True)
class Asked:
    """A text whose origin is known."""

    kind: str
    derived: bool | None
    """None: by a machine, but not out of these outputs; neither answer is wrong."""
    tokens: int
    page: str


def source_of(page: str) -> Source:
    """Return a text as somebody would hand it in."""
    return Source("text", (VoiceText("text", (("text.txt", page),)),))


BOOKS: Sequence[tuple[str, str]] = (
    ("persuasion", "emma"),
    ("opticks", "debian-handbook"),
    ("pride-and-prejudice", "sense-and-sensibility"),
)
"""Of each, the first half of its paragraphs is trained on; the second is human text by the same author. The
other is by the same author too, or by somebody else."""

MODELS: Sequence[dict[str, Any]] = (
    {"order": 1},
    {"order": 2},
    {"order": 3},
    {"order": 5},
    {"order": 3, "regime": "accumulate"},
    {"order": 3, "human_share": 0.3},
    {"order": 2, "temperature": 0.8},
    {"order": 3, "smoothing": "kneser-ney"},
)


def provenance() -> Table:
    """Ask where texts come from whose origin is known, and count the errors."""
    found: dict[tuple[str, bool | None, int], list[bool]] = {}
    for book, other in BOOKS:
        first, second = halves(find_sources([book]))
        corpus = build_corpus(book, first.voices, "word", ())
        for number, settings in enumerate(MODELS):
            asked = lineage(corpus, seed=number, generations=6, **settings)
            for each in texts(asked, second, open_corpus([other]), settings, number):
                said = provenance_of(asked, source_of(each.page))
                key = each.kind, each.derived, each.tokens
                found.setdefault(key, []).append(says_derived(said))
    rows = []
    for kind, derived in dict.fromkeys((kind, derived) for kind, derived, _ in found):
        said = [found[kind, derived, tokens] for tokens in LENGTHS]
        cells = [f"{sum(each)} of {len(each)}" for each in said]
        truth = "no, but by a machine" if derived is None else "yes" if derived else "no"
        every = [each for some in said for each in some]
        rows.append([kind, truth, *cells, f"{sum(every)} of {len(every)}"])
    header = ("text", "derived", *(f"{tokens:,} tokens" for tokens in LENGTHS), "all")
    return Table("Texts that the provenance test calls derived", header, rows)


def says_derived(found: Provenance) -> bool:
    """Tell whether a text is called derived from outputs."""
    return found.likeliest is not None


def halves(source: Source) -> tuple[Source, Source]:
    """Return the even and the odd paragraphs of a text; what stays together in it is by one author."""
    parts = []
    for which in (0, 1):
        voices = tuple(
            VoiceText(
                voice.name,
                tuple((name, "\n\n".join(whole(page).split("\n\n")[which::2])) for name, page in voice.files),
            )
            for voice in source.voices
        )
        parts.append(replace(source, voices=voices))
    return parts[0], parts[1]


def whole(page: str | Readable) -> str:
    """Return a text as one string."""
    return page if isinstance(page, str) else "".join(page.pieces())


def texts(
    asked: Lineage, second: Source, other: Corpus, settings: dict[str, Any], seed: int
) -> Iterator[Asked]:
    """Yield texts that derive from the outputs of a lineage or of a like one, and human texts."""
    rng, corpus = np.random.default_rng((seed, 11)), asked.corpus
    sibling = lineage(corpus, seed=seed + 100, generations=4, **settings)
    grandchild_of = build_corpus("outputs", source_of(asked.generations[4].page()).voices, "word", ())
    rewritten = lineage(grandchild_of, seed=seed + 200, generations=1, order=2)
    unseen = build_corpus("unseen", second.voices, "word", (), hold_out=False)
    for tokens in LENGTHS:
        for number in (1, 3, 6):
            generation = asked.generations[number]
            page = render(corpus.vocabulary, excerpt(generation.tokens, tokens, rng))
            yield Asked(f"generation {number} itself", True, tokens, page)
        page = render(corpus.vocabulary, excerpt(sibling.generations[4].tokens, tokens, rng))
        yield Asked("another run on the same text", None, tokens, page)
        last = rewritten.generations[1].tokens
        page = render(grandchild_of.vocabulary, excerpt(last, tokens, rng))
        yield Asked("another model, after reading generation 4", True, tokens, page)
        whole = corpus.tokens
        for kind, one, ids in (
            ("human: the training text", corpus, excerpt(whole, tokens, rng)),
            (
                "human: paragraphs drawn with replacement",
                corpus,
                bootstrap(corpus, tokens, rng),
            ),
            ("human: the other half of the book", unseen, excerpt(unseen.tokens, tokens, rng)),
            ("human: another book", other, excerpt(other.tokens, tokens, rng)),
        ):
            yield Asked(kind, False, tokens, render(one.vocabulary, ids))


def excerpt(tokens: Indices, length: int, rng: np.random.Generator) -> Indices:
    """Return a piece of a text that begins anywhere."""
    begin = int(rng.integers(max(1, len(tokens) - length)))
    return np.asarray(tokens[begin : begin + length])


def bootstrap(corpus: Corpus, length: int, rng: np.random.Generator) -> Indices:
    """Return human paragraphs drawn with replacement."""
    ends = np.append(corpus.starts[1:], len(corpus.tokens))
    drawn, size = [], 0
    while size < length:
        place = int(rng.integers(len(ends)))
        drawn.append(corpus.tokens[corpus.starts[place] : ends[place]])
        size += len(drawn[-1])
    return np.concatenate(drawn)[:length]


ADDED: Sequence[tuple[str, str]] = (
    ("persuasion", "ecclesiastes"),
    ("ecclesiastes", "tang-poems"),
    ("opticks", "ecclesiastes"),
)


def what_it_is_worth(seeds: int) -> Table:
    """Hold the words that an added text keeps, as predicted, against runs with and without it."""
    rows = []
    for text, add in ADDED:
        human, added = find_sources([text]), find_sources([add])
        without = build_corpus(text, human.voices, "word", ())
        whole = build_corpus(add, added.voices, "word", (), hold_out=False)
        together = joined_corpus(without, whole)
        for name, settings in CASES:
            predicted = [
                worth(without, Settings(generations=number, **settings), whole, number) for number in AT
            ]
            kept = np.array([
                words_left(together, seed, settings) - words_left(without, seed + 1000, settings)
                for seed in range(seeds)
            ])  # fmt: skip
            expected = np.array([each.curves[0].words[-1] for each in predicted])
            error = kept.std(axis=0, ddof=1) / np.sqrt(seeds)
            rows.append([
                f"{text} + {add}, order {name}", joined(expected), joined(kept.mean(axis=0)),
                joined(error, ".1f"), joined(100 * (kept.mean(axis=0) / expected - 1), "+.1f"),
            ])  # fmt: skip
    header = (
        "text + added text, order",
        "predicted",
        "mean of the runs",
        "± standard error",
        "difference, %",
    )
    title = f"More words at generations {', '.join(map(str, AT))} with the added text than without"
    return Table(title, header, rows, [f"{seeds} pairs of runs of each setting."])


def how_much_longer(seeds: int) -> Table:
    """Hold the generation in which half of the words of a count are gone against runs."""
    corpus = open_corpus([LIVED])
    rows = []
    for order in ORDERS[::2]:
        indexed = IndexedCorpus(corpus, order)
        gone = []
        for seed in range(seeds):
            made = lineage(corpus, indexed, seed=seed, generations=LIFE, order=order).generations
            alive = np.array([
                [np.mean(each.counts[corpus.counts == count] > 0) for count in LIVES] for each in made
            ])  # fmt: skip
            gone.append((alive >= 0.5).sum(axis=0))  # the first generation with fewer than half of them
        rows += [
            [
                f"{count}, order {order}", f"{generation_of_death(count)}",
                f"{np.mean([each[place] for each in gone]):.1f}",
                f"{min(each[place] for each in gone)}–{max(each[place] for each in gone)}",
            ]
            for place, count in enumerate(LIVES)
        ]  # fmt: skip
    header = ("occurrences, order", "predicted", "mean of the runs", "lowest–highest")
    title = f"Generation in which fewer than half of the words of {LIVED} with so many occurrences are left"
    return Table(title, header, rows, [f"{seeds} runs of each order."])


def joined_corpus(without: Corpus, added: Corpus) -> Corpus:
    """Return a human text with another one behind it; what was held out of the first stays out."""
    pages = [render(corpus.vocabulary, corpus.tokens) for corpus in (without, added)]
    voices = tuple(VoiceText(name, ((name, page),)) for name, page in zip("ab", pages, strict=True))
    return build_corpus("together", voices, "word", (), hold_out=False)


def words_left(corpus: Corpus, seed: int, settings: dict[str, Any]) -> Indices:
    """Return how many human words a run has at the generations AT; the end of a paragraph is none."""
    found = lineage(corpus, seed=seed, generations=AT[-1], **settings)
    human = corpus.counts > 0
    human[END_ID] = False
    return np.array([np.count_nonzero(found.generations[number].counts[human]) for number in AT])

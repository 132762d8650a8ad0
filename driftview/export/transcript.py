"""transcript.md: what a person reads of a lineage."""

from collections.abc import Iterator, Sequence

from driftview.drift.deaths import Death, deaths
from driftview.drift.lineage import BandState, Generation, Lineage
from driftview.drift.sentences import last_sentence
from driftview.drift.settings import Settings
from driftview.drift.verdict import verdict
from driftview.measures.registry import everyday_measures
from driftview.measures.survival import Band
from driftview.text.bundled import title_of
from driftview.text.cleaning import clean
from driftview.text.tokens import render

SAMPLE_TOKENS = 120
"""How much of a generation is printed."""

OBITUARIES = 20
"""How many of the dead are named."""

COLUMNS = ("types", "hapaxes", "entropy_bits", "distinct_2", "copied_share", "founders", "perplexity")
"""Measures of the table of generations."""

CAUTION = (
    "An n-gram model shows the sampling part of model collapse: what is lost when text is drawn from text. "
    "Large language models also smooth, generalise and are chosen among; nothing here measures that."
)


def transcript(lineage: Lineage) -> str:
    """Return settings, verdict, samples, tables and obituaries as Markdown."""
    parts = [
        f"# {_plain(title_of(lineage.corpus.name))}: {lineage.generations[-1].number} generations of drift",
        verdict(lineage),
        _settings(lineage),
        "## Samples",
        *(_sample(lineage.generations[number]) for number in _milestones(len(lineage.generations))),
        "## Generation by generation",
        _measures_table(lineage.generations),
        f"## Words by how often humans wrote them, at generation {lineage.generations[-1].number}",
        _bands_table(lineage.generations[-1].bands),
        *_voices(lineage),
        "## Obituaries",
        *_obituaries(lineage.generations),
        "## What this does not show",
        CAUTION,
    ]
    return "\n\n".join(parts) + "\n"


def describe(settings: Settings) -> list[tuple[str, str]]:
    """Return the settings in words, most telling first."""
    return [
        ("model", f"{settings.unit} order {settings.order}, smoothing {settings.smoothing}"),
        ("regime", settings.regime),
        (
            "human share",
            f"{settings.human_share:.0%} {settings.human_source}" if settings.human_share else "none",
        ),
        ("decoding", _decoding(settings)),
        ("seed", f"{settings.seed}"),
    ]


def _decoding(settings: Settings) -> str:
    """Return how probabilities are bent."""
    bends = {
        "temperature": settings.temperature if settings.temperature != 1 else None,
        "top-k": settings.top_k,
        "top-p": settings.top_p,
        "min-p": settings.min_p,
    }
    named = [f"{name} {value:g}" for name, value in bends.items() if value]
    return ", ".join(named) or "as the model says"


def _settings(lineage: Lineage) -> str:
    corpus = lineage.corpus
    size = lineage.settings.size(1, len(corpus.tokens))
    rows = [
        (
            "corpus",
            f"{_plain(corpus.name)} ({len(corpus.tokens):,} tokens, {len(corpus.held_out):,} held out)",
        ),
        *describe(lineage.settings),
        ("tokens a generation", f"{size:,}" + (", growing" if lineage.settings.growth > 1 else "")),
    ]
    return "\n".join(f"- {name}: {value}" for name, value in rows)


def _milestones(generations: int) -> list[int]:
    """Return the generations whose text is printed."""
    chosen = {0, 1, 2, 5, 10, 20, 30, 50, 100, generations - 1}
    return sorted(number for number in chosen if number < generations)


def _sample(generation: Generation) -> str:
    """Return the beginning of a generation as a quotation."""
    tokens = generation.tokens[:SAMPLE_TOKENS]
    starts = generation.starts[generation.starts < len(tokens)]
    text = clean(render(generation.corpus.vocabulary, tokens, starts))
    name = "Human text" if generation.number == 0 else f"Generation {generation.number}"
    quoted = "\n".join(f"> {_plain(line)}".rstrip() for line in f"{text} …".split("\n"))
    return f"### {name}\n\n{quoted}"


def _measures_table(generations: Sequence[Generation]) -> str:
    labels = {measure.name: measure.label for measure in everyday_measures()}
    head = ["generation", *(labels[name] for name in COLUMNS), "words expected", "words, control"]
    return _table(head, (_measures_row(generation) for generation in generations))


def _measures_row(generation: Generation) -> list[str]:
    expected, spread = generation.expected.get("types"), generation.expected.get("types_sd")
    law = "–" if expected is None else f"{expected:,.0f} ± {2 * (spread or 0):,.0f}"
    cells = (_cell(generation.measures.get(name)) for name in COLUMNS)
    return [f"{generation.number}", *cells, law, _cell(generation.control.get("types"))]


def _bands_table(states: Sequence[BandState]) -> str:
    head = ["written by humans", "words", "alive", "expected alive", "lost now", "lost before"]
    return _table(head, (_band_row(state) for state in states))


def _band_row(state: BandState) -> list[str]:
    numbers = (state.types, state.alive, state.expected_alive, state.lost_now, state.lost_before)
    label = Band(state.low, state.high).label
    times = label if label in ("once", "twice") else f"{label} times"
    return [times, *("–" if number is None else f"{number:,.0f}" for number in numbers)]


def _voices(lineage: Lineage) -> Iterator[str]:
    """Yield the share of each voice, where there are several."""
    first, last = lineage.generations[0], lineage.generations[-1]
    if len(first.voices) > 1:
        yield "## Voices"
        rows = (
            [_plain(name), f"{share:.2%}", f"{last.voices[name]:.2%}"] for name, share in first.voices.items()
        )
        yield _table(["voice", "human text", f"generation {last.number}"], rows)


def _obituaries(generations: Sequence[Generation]) -> Iterator[str]:
    lost = deaths(generations)
    if not lost:
        yield "No word has died."
        return
    yield f"{len(lost):,} words have died. Those that humans used most:"
    yield "\n".join(_obituary(death, generations) for death in lost[:OBITUARIES])


def _obituary(death: Death, generations: Sequence[Generation]) -> str:
    word = _plain(generations[0].corpus.vocabulary.words[death.word])
    last = last_sentence(generations[death.generation - 1], death.word)
    odds = "" if death.odds is None else f"; the chance to live that long was {death.odds:.1%}"
    return (
        f"- **{word}**, written {death.human_count} times by humans, died in generation "
        f"{death.generation}{odds}. Last seen: {_plain(last or '')}"
    )


def _table(head: Sequence[str], rows: Iterator[list[str]]) -> str:
    lines = [head, ["---", *("---:" for _ in head[1:])], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _cell(value: float | None) -> str:
    """Return a number with as many digits as a reader needs."""
    if value is None:
        return "–"
    if isinstance(value, int) or abs(value) >= 1000:
        return f"{value:,.0f}"
    return f"{value:.4g}"


def _plain(text: str) -> str:
    """Return clean text in which Markdown finds nothing to do."""
    return "".join(f"\\{letter}" if letter in "\\`*_{}[]<>#|~" else letter for letter in clean(text))

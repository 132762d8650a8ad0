"""transcript.md: what a person reads of a lineage."""

from collections.abc import Iterator, Sequence

from driftview import __version__
from driftview.drift.lineage import BandState, Generation, Lineage
from driftview.drift.settings import Settings
from driftview.drift.verdict import verdict
from driftview.export.markdown import decimal, percent, plain, quotation, table, whole
from driftview.export.obituaries import obituaries
from driftview.export.recipe import recipe
from driftview.measures.registry import find_measure
from driftview.measures.survival import Band
from driftview.text.bundled import title_of
from driftview.text.cleaning import clean
from driftview.text.tokens import render

SAMPLE_TOKENS = {"word": 120, "character": 600}
"""How much of a generation is printed, by unit."""

MILESTONES = (0, 1, 2, 5, 10, 20, 30, 50, 100, 200, 500, 1000)
"""Generations of which a sample is printed, besides the last."""

MOST_ROWS = 60
"""The table of generations has at most so many rows."""

COLUMNS = (
    ("types", "words", whole),
    ("hapaxes", "once-words", whole),
    ("founders", "founders", whole),
    ("entropy_bits", "entropy, bits", decimal),
    ("distinct_2", "distinct pairs", percent),
    ("copied_share", "copied 8+", percent),
    ("perplexity", "perplexity", whole),
)
"""Measures in the table of generations: name, heading, how the number is written."""

LISTS = ("machine_shares", "detector", "bottleneck", "sizes")
"""Settings that are lists."""

CAUTION = (
    "An n-gram model shows the sampling part of model collapse: what is lost when text is drawn from text. "
    "Large language models also smooth, generalise and are chosen among; nothing here measures that."
)


def transcript(lineage: Lineage) -> str:
    """Return settings, verdict, samples, tables and obituaries as Markdown."""
    last = lineage.generations[-1].number
    parts = [
        f"# {plain(title_of(lineage.corpus.name))}: {_generations(last)} of drift",
        verdict(lineage),
        _settings(lineage),
        *_recipe(lineage),
        "## Samples",
        *(_sample(lineage.generations[number]) for number in _milestones(last)),
        "## Generation by generation",
        _measures_table(lineage.generations),
        _legend(),
        f"## Words by how often humans wrote them, at generation {last}",
        _bands_table(lineage.generations[-1].bands),
        *_voices(lineage),
        "## Obituaries",
        *obituaries(lineage.generations),
        "## What this does not show",
        CAUTION,
    ]
    return "\n\n".join(parts) + "\n"


def describe(settings: Settings) -> list[tuple[str, str]]:
    """Return the settings in words, most telling first."""
    smoothing = "no smoothing" if settings.smoothing == "none" else f"smoothing {settings.smoothing}"
    return [
        ("model", f"{settings.unit} order {settings.order}, {smoothing}"),
        ("regime", _regime(settings)),
        ("human share", _human(settings)),
        ("decoding", _decoding(settings)),
        ("seed", f"{settings.seed}"),
        *_lists(settings),
    ]


def _lists(settings: Settings) -> Iterator[tuple[str, str]]:
    """Yield the settings that are lists of numbers, where they are used."""
    for name in LISTS:
        numbers = getattr(settings, name)
        if numbers is not None:
            yield name.replace("_", " "), ", ".join(f"{number}" for number in numbers)


def _regime(settings: Settings) -> str:
    """Return what the next model trains on."""
    if settings.regime == "window":
        return f"window, the last {settings.window}"
    if settings.regime == "overlap":
        return f"overlap, {settings.regenerated:.0%} written anew"
    return settings.regime


def _human(settings: Settings) -> str:
    """Return how much human text is mixed in, of which kind, and when."""
    if not settings.human_share:
        return "none"
    first, last = settings.human_from, settings.human_until
    when = f", from generation {first}" if first > 1 else ""
    when += f", until generation {last}" if last is not None else ""
    return f"{settings.human_share}, {settings.human_source}{when}"


def _decoding(settings: Settings) -> str:
    """Return how probabilities are bent."""
    bends = {
        "temperature": settings.temperature if settings.temperature != 1 else None,
        "top-k": settings.top_k,
        "top-p": settings.top_p,
        "min-p": settings.min_p,
    }
    named = [f"{name} {value}" for name, value in bends.items() if value]
    return ", ".join(named) or "as the model says"


def _settings(lineage: Lineage) -> str:
    """Return the settings as a list."""
    corpus, settings = lineage.corpus, lineage.settings
    first, last = settings.size(1, len(corpus.tokens)), lineage.generations[-1].counts.sum()
    grown = "" if first == last else f" at first, {last:,} in the end"
    rows = [
        ("corpus", f"{plain(corpus.name)}, {len(corpus.tokens):,} tokens, {len(corpus.held_out):,} held out"),
        *describe(settings),
        ("tokens a generation", f"{first:,}{grown}"),
        ("made by", f"driftview {__version__}"),
    ]
    return "\n".join(f"- {name}: {value}" for name, value in rows)


def _recipe(lineage: Lineage) -> Iterator[str]:
    """Yield the command that makes the lineage again, where there is one."""
    command = recipe(lineage)
    if command:
        yield f"The same again, bit for bit:\n\n    {command}"


def _milestones(last: int) -> list[int]:
    """Return the generations whose text is printed."""
    return sorted({number for number in MILESTONES if number < last} | {last})


def _generations(number: int) -> str:
    return f"{number:,} generation{'' if number == 1 else 's'}"


def _sample(generation: Generation) -> str:
    """Return the beginning of a generation as a quotation."""
    corpus = generation.corpus
    tokens = generation.tokens[: SAMPLE_TOKENS[corpus.unit]]
    starts = generation.starts[generation.starts < len(tokens)]
    text = clean(render(corpus.vocabulary, tokens, starts))
    more = " …" if len(tokens) < len(generation.origins) else ""
    name = "Human text" if generation.number == 0 else f"Generation {generation.number}"
    return f"### {name}\n\n{quotation(text + more)}"


def _measures_table(generations: Sequence[Generation]) -> str:
    """Return the everyday measures, a row a generation, or every so many when there are too many."""
    head = ["generation", *(heading for _, heading, _ in COLUMNS), "words expected", "words, control"]
    step = -(-len(generations) // MOST_ROWS)
    chosen = [each for each in generations[:-1] if each.number % step == 0] + [generations[-1]]
    rows = table(head, (_measures_row(generation) for generation in chosen))
    return rows if step == 1 else f"Every {step}th generation and the last.\n\n{rows}"


def _measures_row(generation: Generation) -> list[str]:
    expected, spread = generation.expected.get("types"), generation.expected.get("types_sd")
    law = whole(expected) + (f" ± {2 * spread:,.0f}" if expected is not None and spread else "")
    measures = dict(generation.measures)
    if generation.number == 0:
        del measures["copied_share"]  # that human text is human text tells nothing
    cells = (write(measures.get(name)) for name, _, write in COLUMNS)
    return [f"{generation.number}", *cells, law, whole(generation.control.get("types"))]


def _legend() -> str:
    """Say what the columns mean."""
    told = [f"- {heading}: {plain(find_measure(name).meaning)}" for name, heading, _ in COLUMNS]
    return "\n".join(
        [
            *told,
            "- words expected: What drift alone predicts, ± two standard deviations.",
            "- words, control: An honest sample of the human text, as long as the generation, no loop.",
        ]
    )


def _bands_table(states: Sequence[BandState]) -> str:
    head = ["written by humans", "words", "alive", "expected alive", "lost now", "lost before"]
    return table(head, (_band_row(state) for state in states))


def _band_row(state: BandState) -> list[str]:
    numbers = (state.types, state.alive, state.expected_alive, state.lost_now, state.lost_before)
    label = Band(state.low, state.high).label
    times = label if label in ("once", "twice") else f"{label} times"
    return [times, *(whole(number) for number in numbers)]


def _voices(lineage: Lineage) -> Iterator[str]:
    """Yield the share of each voice, where there are several."""
    first, last = lineage.generations[0], lineage.generations[-1]
    if len(first.voices) > 1:
        yield "## Voices"
        rows = (
            [plain(name), percent(share, 2), percent(last.voices.get(name), 2)]
            for name, share in first.voices.items()
        )
        yield table(["voice", "human text", f"generation {last.number}"], rows)

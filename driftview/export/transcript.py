"""What a person reads of a lineage: composed once, and written as Markdown, plain text or a page."""

from collections.abc import Iterator

from driftview.drift.lineage import Lineage
from driftview.drift.verdict import verdict
from driftview.export.content import Block, Charts, Command, Facts, Paragraph, Section, Transcript, said
from driftview.export.figures import figures
from driftview.export.obituaries import obituaries
from driftview.export.recipe import recipe
from driftview.export.samples import samples
from driftview.export.tables import bands_table, measures_blocks, voices_block
from driftview.settings.wording import counted, describe
from driftview.text.catalogue import title_of
from driftview.version import __version__

OF_GIVEN = (
    "These texts were given, not made here. The law says what sampling alone would have done if each had "
    "been learnt from the one before and nothing else. Copied passages were found by comparing texts: "
    "what two people happen to write alike is among them. Why there is a residual, nothing here can tell."
)
CAUTION = (
    "An n-gram model shows the sampling part of model collapse: what is lost when text is drawn from text. "
    "Large language models also smooth, generalise and are chosen among; nothing here measures that."
)

OUTSIDE = (
    "These generations were not written by a model of driftview. It is not known where each of their words "
    "was copied from, so whatever rests on that is left out: founders, copied passages, the voices, the law."
)


def compose(lineage: Lineage) -> Transcript:
    """Return settings, charts, samples, tables and obituaries of a lineage that has been measured."""
    settings = lineage.settings
    title = f"{title_of(lineage.corpus.name)}: {counted(lineage.generations[-1].number)}"
    if settings.given is not None:
        title += " written elsewhere"
    elif settings.drifts:
        title += " of drift"
    return Transcript(title, verdict(lineage), tuple(_sections(lineage)))


def has_genealogy(lineage: Lineage) -> bool:
    """Tell whether it is known from where the words of the last generation were copied."""
    last = lineage.generations[-1]
    return last.number == 0 or bool((last.origins >= 0).any())


def _sections(lineage: Lineage) -> Iterator[Section]:
    generations = lineage.generations
    last = generations[-1]
    yield Section("Settings", tuple(_settings(lineage)))
    yield Section("Charts", (Charts(figures(lineage)),))
    yield Section("Samples", (samples(lineage),))
    yield Section("Generation by generation", tuple(measures_blocks(generations)))
    if last.bands:
        title = (
            f"{lineage.corpus.unit.capitalize()}s by how often humans wrote them, at generation {last.number}"
        )
        yield Section(title, (bands_table(last),))
    if len(generations[0].voices) > 1:
        yield Section("Voices", (voices_block(lineage),))
    yield Section("Obituaries", tuple(obituaries(generations)))
    yield Section("What this does not show", (Paragraph(said(_caution(lineage))),))


def _caution(lineage: Lineage) -> str:
    if lineage.settings.given is not None:
        return OF_GIVEN
    return CAUTION if has_genealogy(lineage) else OUTSIDE


def _settings(lineage: Lineage) -> Iterator[Block]:
    """Yield the settings, and the command that makes the lineage again, where there is one."""
    corpus, settings = lineage.corpus, lineage.settings
    first, last = settings.size(1, len(corpus.tokens)), int(lineage.generations[-1].counts.sum())
    grown = "" if first == last else f" at first, {last:,} in the end"
    yield Facts(
        (
            ("corpus", f"{corpus.name}, {len(corpus.tokens):,} tokens, {len(corpus.held_out):,} held out"),
            *describe(settings),
            ("tokens a generation", f"{first:,}{grown}"),
            ("made by", f"driftview {__version__}"),
        )
    )
    command = recipe(lineage)
    if command:
        outside = settings.model_command is not None
        yield Command(
            "The same again, if the program writes the same:" if outside else "The same again, bit for bit:",
            command,
        )

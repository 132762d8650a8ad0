"""What a person reads of a lineage: composed once, and written as Markdown, plain text or a page."""

import re
import shlex
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import assert_never

import numpy as np

from driftview.choices import Unit, copies_words, has_whole_words
from driftview.drift.ancestry import sentence_bounds
from driftview.drift.first_text import call_first
from driftview.drift.lineage import BandState, Generation, Lineage
from driftview.drift.own_words import last_own_sentence, own_vocabularies
from driftview.drift.samplers import SAMPLERS, Null, Sampler, drawn, nulls
from driftview.drift.spread import spread_rows
from driftview.drift.steps import break_said, step_rows, steps_of, yardstick_said
from driftview.drift.verdict import verdict
from driftview.drift.whole_words import whole_words
from driftview.drift.words import Death, deaths, other_case_said
from driftview.export.document import (
    Charts,
    CommandLine,
    DocumentBlock,
    DocumentParagraph,
    DocumentTable,
    Emphasis,
    Entries,
    Facts,
    Section,
    StyledText,
    TextLine,
    Transcript,
    said,
)
from driftview.export.figures import figures
from driftview.export.findings import own_words_table
from driftview.export.found import collapse_blocks, found_sections
from driftview.export.samples import samples
from driftview.measures.registry import Measure, table_measures
from driftview.measures.survival import Band
from driftview.numbers import MISSING, decimal, percent, whole
from driftview.quantities import HUMAN_WORDS
from driftview.settings.conflicts import excluder
from driftview.settings.settings import PARAMETERS, Settings
from driftview.settings.wording import counted, describe
from driftview.text.catalogue import find_bundled, title_of
from driftview.text.corpus import Corpus
from driftview.text.options import LEFT_OUT
from driftview.text.tokens import brief
from driftview.theory.deviation import half_width
from driftview.version import __version__

OBITUARIES = 20
"""How many of the dead are named."""

CUT = " ,;:.!?)]”’"
"""Marks that do not stand at the beginning of what is left of a cut sentence."""


def _around(unit: Unit) -> int:
    """Return how many tokens of its last sentence are printed on either side of a word."""
    match unit:
        case "word":
            return 14
        case "subword":
            return 18
        case "character":
            return 60
        case _:
            assert_never(unit)


def obituaries(generations: Sequence[Generation]) -> Iterator[DocumentBlock]:
    """Yield what is to be said of the words that the last generation lacks: a sentence, then a list."""
    lost = deaths(generations)
    if not lost:
        yield DocumentParagraph(said(f"No {generations[0].corpus.unit} has died."))
        return
    human = generations[0].human_words
    gone = human - generations[-1].words_left
    mourned = _mourned(lost, generations)
    unit = generations[0].corpus.unit
    died = f"{gone:,} of {human:,} {unit}s {'has' if gone == 1 else 'have'} died."
    if other := other_case_said(generations[-1]):
        died = f"{died.removesuffix('.')}; {other}."
    yield DocumentParagraph(said(f"{died} {_chosen(len(mourned) < len(lost))}"))
    yield Entries(tuple(_obituary(death, generations) for death in mourned[:OBITUARIES]))


def _chosen(filtered: bool) -> str:
    """Say which of them are named."""
    if filtered:
        return "Of those that have no other spelling left, humans used these most:"
    return "Humans used these most:"


def _mourned(lost: list[Death], generations: Sequence[Generation]) -> list[Death]:
    """Return the dead that were of letters and live in no other spelling; without any, all of them."""
    words = generations[0].corpus.vocabulary.words
    alive = {words[number].casefold() for number in np.flatnonzero(generations[-1].counts).tolist()}
    found = [death for death in lost if _is_mourned(words[death.word], alive)]
    return found or lost


def _is_mourned(word: str, alive: set[str]) -> bool:
    return any(letter.isalpha() for letter in word) and word.casefold() not in alive


def _obituary(death: Death, generations: Sequence[Generation]) -> TextLine:
    """Return one entry of the list."""
    word = StyledText(_name(brief(generations[0].corpus.vocabulary.words[death.word])), Emphasis.STRONG)
    times = {1: "once", 2: "twice"}.get(death.human_count, f"{death.human_count:,} times")
    chance = ""
    if death.chance is not None:
        chance = f" By chance alone, {percent(death.chance, 1)} of words this frequent live longer."
    told = f", {times} in the human text, died in generation {death.generation}.{chance} Last words: "
    told = call_first(generations[0].corpus.said_human, told)
    return word, StyledText(told), *_last_words(generations[death.generation - 1], death.word)


def _last_words(generation: Generation, word: int) -> TextLine:
    """Return the surroundings of a word where it stands last in a generation, the word itself strong."""
    tokens = generation.tokens
    places = np.flatnonzero(tokens == word)
    if not len(places):  # where mixes are measured
        return (StyledText("in the human text that was mixed in."),)
    position = int(places[-1])
    begin, end = sentence_bounds(generation, position)
    around = _around(generation.corpus.unit)
    low, high = max(begin, position - around), min(end, position + around + 1)
    shown = [brief(piece) for piece in generation.page_between(low, high)]
    at = position - low
    before, name, after = "".join(shown[:at]), shown[at], "".join(shown[at + 1 :])
    if low > begin:
        before = f"… {before.lstrip(CUT)}"
    before = _line(before + " " * name[:1].isspace()).lstrip()
    after = _line(after).rstrip() + " …" * (high < end)
    if not has_whole_words(generation.corpus.unit):  # whole words at both ends
        before = f"… {before[2:].partition(' ')[2]}" if low > begin and " " in before[2:] else before
        after = f"{after[:-2].rpartition(' ')[0]} …" if high < end and " " in after[:-2] else after
    runs = (StyledText(before), StyledText(_name(name), Emphasis.STRONG), StyledText(after))
    return tuple(run for run in runs if run.text)


def _name(piece: str) -> str:
    """Return a word as it is printed; the end of a paragraph has a sign of its own."""
    return piece.strip() or "¶"


def _line(text: str) -> str:
    """Return text on one line."""
    return re.sub(r"\s+", " ", text)


ALWAYS = ("order", "seed")
"""Settings that are named even when nothing was changed about them."""


def recipe(lineage: Lineage) -> str | None:
    """Return the command that makes a lineage again; None when no single command can.

    That is so for texts of the user's own, of which only the names are known.
    """
    if not is_bundled(lineage.corpus) or lineage.settings.given is not None:
        return None
    settings = lineage.settings
    words = ["driftview", "run", lineage.corpus.name]
    for name, declared in PARAMETERS.items():
        value = getattr(settings, name)
        had_no_part = excluder(name, settings) is not None  # and would be refused
        if name == "generations":
            value = lineage.generations[-1].number
        elif had_no_part or (value == declared.default and name not in ALWAYS):
            continue
        words += [declared.option, declared.typed(value)]
    return shlex.join([*words, *lineage.corpus.reading.options.typed()])


def is_bundled(corpus: Corpus) -> bool:
    """Tell whether a corpus came with the program, and is no file of the same name."""
    entry = find_bundled(corpus.name)
    return entry is not None and corpus.files == tuple(path for voice in entry.voices for path in voice.paths)


MOST_ROWS = 60
"""The table of generations has at most so many rows."""

BANDS = ("types", "alive", "expected_alive", "lost_now", "lost_before")
"""Numbers in the table of bands."""


@dataclass(frozen=True)
class Column:
    """A column of the table of generations."""

    head: str
    meaning: str
    write: Callable[[Generation], str]


def _columns(generations: Sequence[Generation], given: bool) -> Iterator[Column]:
    """Yield the columns; what is expected, and the control, are of the human words and stand last."""
    unit = generations[0].corpus.unit
    others, matched = (any(getattr(each, kind) for each in generations) for kind in ("own_words", "matched"))
    columns = table_measures(False, generations[-1].measures, given=given)
    measures = [each.said_of(unit, matched) for each in columns]
    for measure in (each for each in measures if others or not each.of_others):
        head = measure.short if measure.name == HUMAN_WORDS and not others else measure.label
        head += ", bits" if measure.unit == "bits" else ""
        yield Column(head, measure.meaning, partial(_cell, measure))
    words = f"human {unit}s" if others else f"{unit}s"
    law = f"How many of the human {unit}s sampling alone leaves, ± two standard deviations."
    samplers = [sampler for sampler in SAMPLERS if any(sampler in _left(each) for each in generations)]
    if not samplers:
        runs = generations[-1].simulated_runs
        simulated = "" if runs is None else f" Mean of {runs} simulated runs of these settings."
        yield Column(f"{words} expected", law + simulated, _law)
    for sampler in samplers:
        yield Column(f"{words}, {drawn(sampler, unit)}", law, partial(_null, sampler))
    sample = "A random sample of the human text, as long as the generation, no loop."
    yield Column(f"{words}, control", sample, _control)


def measures_blocks(generations: Sequence[Generation], given: bool = False) -> Iterator[DocumentBlock]:
    """Yield the everyday measures, a row a generation, or every so many; then what the columns mean.

    Columns without a single number are left out, and that is said.
    """
    step = -(-len(generations) // MOST_ROWS)
    chosen = [*generations[:-1:step], generations[-1]]
    columns = list(_columns(generations, given))
    heads = [column.head for column in columns]
    cells = [[column.write(each) for column in columns] for each in chosen]
    judged = cells[1:] or cells  # the human text has ancestors whatever wrote the others
    kept = [place for place in range(len(heads)) if any(row[place] != MISSING for row in judged)]
    if step > 1:
        yield DocumentParagraph(said(f"Every {_th(step)} generation and the last."))
    rows = tuple(
        (f"{each.number}", *(row[place] for place in kept)) for each, row in zip(chosen, cells, strict=True)
    )
    yield DocumentTable("Generation by generation", ("generation", *(heads[place] for place in kept)), rows)
    yield from _left_out([heads[place] for place in range(len(heads)) if place not in kept])
    human = generations[0].corpus.said_human
    yield Facts(tuple((heads[place], call_first(human, columns[place].meaning)) for place in kept))


def _th(number: int) -> str:
    endings = {1: "st", 2: "nd", 3: "rd"}
    return f"{number}{'th' if number % 100 in (11, 12, 13) else endings.get(number % 10, 'th')}"


def _left_out(heads: list[str]) -> Iterator[DocumentBlock]:
    """Say which columns are missing, and why they may be."""
    if heads:
        yield DocumentParagraph(
            said(f"Left out, because nothing is known of them in these generations: {', '.join(heads)}.")
        )


def _cell(measure: Measure, generation: Generation) -> str:
    """Write a measure of a generation."""
    value = generation.measures.get(measure.name)
    if generation.number == 0 and not measure.of_human:
        return MISSING
    match measure.style:
        case "percent":
            return percent(value, 1)
        case "count" | "perplexity":
            return whole(value)
        case "decimal":
            return decimal(value)
        case _:
            assert_never(measure.style)


def _law(generation: Generation) -> str:
    expected, spread = generation.words_expected, generation.words_sd
    return whole(expected) + (f" ± {half_width(spread):,.0f}" if expected is not None and spread else "")


def _left(generation: Generation) -> dict[Sampler, Null]:
    return nulls(generation.expected, HUMAN_WORDS)


def _null(sampler: Sampler, generation: Generation) -> str:
    null = _left(generation).get(sampler)
    return MISSING if null is None else f"{null.expected:,.0f} ± {half_width(null.sd):,.0f}"


def steps_blocks(lineage: Lineage) -> Iterator[DocumentBlock]:
    """Yield in which step a chain of given texts broke, a row a step, and what is drawn."""
    made = steps_of(lineage)
    yield DocumentParagraph(said(break_said(made)))
    step = -(-len(made) // MOST_ROWS)
    head, *rows = step_rows([*made[:-1:step], made[-1]])
    yield DocumentTable("Step by step", head, tuple(rows))
    yield DocumentParagraph(said(yardstick_said(lineage.generations)))


def _control(generation: Generation) -> str:
    return whole(generation.words_of_control)


def bands_table(last: Generation) -> DocumentTable:
    """Return what became of the words of each band."""
    known = [name for name in BANDS if any(getattr(state, name) is not None for state in last.bands)]
    rows = tuple((_times(state), *(whole(getattr(state, name)) for name in known)) for state in last.bands)
    units = f"{last.corpus.unit}s"
    head = tuple(units if name == "types" else name.replace("_", " ") for name in known)
    return DocumentTable(
        f"{units.capitalize()} by frequency, at generation {last.number}", ("written by humans", *head), rows
    )


def _times(state: BandState) -> str:
    label = Band(state.low, state.high).label
    return label if label in ("once", "twice") else f"{label} times"


def voices_block(lineage: Lineage) -> DocumentBlock:
    """Return the share of each voice, or why there is none to tell."""
    first, last = lineage.generations[0], lineage.generations[-1]
    if not last.voices:
        return DocumentParagraph(said("Which voice each word comes from is not known of these generations."))
    rows = tuple(
        (name, percent(share, 2), percent(last.voices.get(name), 2)) for name, share in first.voices.items()
    )
    return DocumentTable("Shares of the voices", ("voice", "human text", f"generation {last.number}"), rows)


def voices_blocks(lineage: Lineage) -> Iterator[DocumentBlock]:
    """Yield the shares of the voices, what is left of their own words, and the last sentence with one."""
    yield voices_block(lineage)
    yield own_words_table(lineage).document_table(columns=OWN_COLUMNS)
    lines = []
    for own in own_vocabularies(lineage):
        found = last_own_sentence(lineage, own)
        if found is not None:
            where = f", last own sentence, generation {found.generation}: {found.text}"
            lines.append((StyledText(own.name, Emphasis.STRONG), StyledText(where)))
    if lines:
        yield Entries(tuple(lines))


OWN_COLUMNS = ("voice", "own_words", "left", "share", "predicted", "predicted_2sd", "in_range")
"""What the transcript says of each voice's own words."""


OF_GIVEN = (
    "driftview did not write these texts. The prediction says what sampling alone would have done if each "
    "text had been learnt from the one before it and nothing else. Copied passages were found by comparing "
    "texts, so they include what two people happen to write alike. Nothing here explains a residual."
)
CAUTION = (
    "An n-gram model shows the sampling part of model collapse: what is lost when text is drawn from text. "
    "Large language models also smooth and generalise, and people select what they write. Nothing here "
    "measures that."
)

OUTSIDE = (
    "No model of driftview wrote these generations. Where each of their words was copied from is not known, "
    "so this page leaves out what depends on that: human ancestors, copied passages, voices and the "
    "prediction."
)


def compose(lineage: Lineage, drawn: bool = True) -> Transcript:
    """Return settings, charts, samples, tables and obituaries of a lineage that has been measured.

    ``drawn``: with the charts, which a page of words alone leaves out.
    """
    settings = lineage.settings
    title = f"{title_of(lineage.corpus.name)}: {counted(lineage.generations[-1].number)}"
    if settings.given is not None:
        title += " written elsewhere"
    elif settings.drifts:
        title += " of drift"
    human = lineage.corpus.said_human
    sections = (
        Section(call_first(human, each.title), tuple(_called(human, block) for block in each.blocks))
        for each in _sections(lineage, drawn)
    )
    return Transcript(title, _introduction(lineage), call_first(human, verdict(lineage)), tuple(sections))


def _called(said_human: bool, block: DocumentBlock) -> DocumentBlock:
    """Return a block whose own words call generation 0 human where somebody says so; those of texts stay."""
    match block:
        case DocumentParagraph(line) if not said_human:
            return DocumentParagraph(tuple(replace(run, text=call_first(False, run.text)) for run in line))
        case DocumentTable(caption, head, rows) if not said_human:
            return DocumentTable(
                call_first(False, caption), tuple(call_first(False, each) for each in head), rows
            )
        case Facts(rows) if not said_human:
            return Facts(tuple((call_first(False, name), value) for name, value in rows))
        case _:
            return block


def _introduction(lineage: Lineage) -> str:
    """Say what was done to the text, and what a generation is."""
    last, unit = lineage.generations[-1].number, lineage.corpus.unit
    if lineage.settings.given is not None or not last:
        return ""
    name, fed = title_of(lineage.corpus.name), _fed(lineage.settings)
    again = "" if last == 1 else f" A model trained on {fed} wrote each later text."
    return (
        f"A model read {name}, which people wrote, and then wrote a text of its own: "
        f"generation 1.{again} This page shows which human {unit}s are still used at generation {last}, and "
        "whether chance alone explains the loss."
    )


def _fed(settings: Settings) -> str:
    """Say what the later models were trained on."""
    human = f" and on {percent(settings.human_share)} human text" if settings.human_share else ""
    match settings.regime:
        case "replace":
            return f"the one before it{human}"
        case "accumulate":
            return f"everything written so far{human}"
        case _:
            return f"some of the texts before it{human}"


def has_genealogy(lineage: Lineage) -> bool:
    """Tell whether it is known from where the words of the last generation were copied."""
    last = lineage.generations[-1]
    return last.number == 0 or bool((last.origins >= 0).any())


def _sections(lineage: Lineage, drawn: bool) -> Iterator[Section]:
    generations, given = lineage.generations, lineage.settings.given is not None
    last = generations[-1]
    yield Section("Settings", tuple(_settings(lineage)))
    if drawn:
        yield Section("Charts", (Charts(figures(lineage)),))
    yield Section("Samples", (samples(lineage),))
    yield Section("Generation by generation", tuple(measures_blocks(generations, given)))
    if given and last.number:
        yield Section("Step by step", tuple(steps_blocks(lineage)))
    if lineage.replicates:
        head, *rows = spread_rows(lineage)
        table = DocumentTable("Mean ± standard deviation over all seeds", head, tuple(rows))
        yield Section("Seeds", (table,))
    if last.bands:
        title = (
            f"{lineage.corpus.unit.capitalize()}s by how often humans wrote them, at generation {last.number}"
        )
        yield Section(title, (bands_table(last),))
    if len(generations[0].voices) > 1:
        yield Section("Voices", tuple(voices_blocks(lineage)))
    yield Section("Obituaries", tuple(obituaries(generations)))
    if last.number:
        yield from found_sections(lineage)
    if not has_whole_words(lineage.corpus.unit):
        yield Section("Whole words", tuple(_whole_words(generations)))
    if last.number:
        yield Section("Which collapse", tuple(collapse_blocks(lineage)))
    yield Section("What this does not show", (DocumentParagraph(said(_caution(lineage))),))
    human = lineage.corpus.said_human
    terms = tuple((name, call_first(human, meaning)) for name, meaning in _glossary(lineage))
    yield Section("What the words mean", (Facts(terms),))


def _glossary(lineage: Lineage) -> Iterator[tuple[str, str]]:
    """Yield the terms that this page uses, for readers who have not seen the program."""
    unit = lineage.corpus.unit
    yield (
        "generation",
        (
            "The text that one model wrote, as long as the human text unless the settings say otherwise. "
            "Generation 0 is the human text. The model of generation 1 learned from it, and each later model "
            "learned from what the models before it wrote."
        ),
    )
    if lineage.settings.given is None:
        yield "model and order", _what_writes(lineage.settings)
        yield (
            "regime",
            (
                "What the next model trains on: only the newest text (replace), everything so far "
                "(accumulate), or a part of it."
            ),
        )
        yield "human share", "How much of every training set is human text, after the first model."
        yield "decoding", "How the model picks the next token: as it finds likely, or with a preference."
        yield (
            "seed",
            "It fixes every random choice: the same settings and seed give the same texts.",
        )
    yield (
        "prediction",
        (
            "What chance alone would leave, because a text of finite length misses rare words. ± is two "
            "standard deviations: 95 of 100 runs are inside."
        ),
    )
    yield (
        "control",
        (
            f"A random sample of the human text of the same length, with no loop: it shows how many {unit}s "
            "such a sample has anyway."
        ),
    )
    yield "human ancestors", "The tokens of the human text that still have a copy in the generation."
    yield "held out", "A tenth of the human text that no model reads, used to test the models."


NAMED = 60
"""How many whole words are named, of those that are lost and of those that are invented."""


def _whole_words(generations: Sequence[Generation]) -> Iterator[DocumentBlock]:
    """Say which whole words are lost, and which no human wrote."""
    found = whole_words(generations[0], generations[-1])
    left = f"{found.left:,} of {found.human:,} whole human words are left"
    copied = "" if found.expected is None else f" (if every word were copied whole: {found.expected:,.0f})"
    yield DocumentParagraph(said(f"{left}{copied}; {len(found.invented):,} words are invented."))
    for title, listed in (("Lost", found.lost), ("Invented", found.invented)):
        if listed:
            named = ", ".join(f"{brief(word)} ({count:,})" for word, count in listed[:NAMED])
            more = len(listed) - NAMED
            rest = f" and {more:,} more" if more > 0 else ""
            yield DocumentParagraph(said(f"{title}, with counts: {named}{rest}."))


def _caution(lineage: Lineage) -> str:
    if lineage.settings.given is not None:
        return OF_GIVEN
    return CAUTION if has_genealogy(lineage) else OUTSIDE


def _what_writes(settings: Settings) -> str:
    """Explain the model that wrote the generations."""
    if settings.model_command is not None:
        return "A program from outside was trained on each text and wrote the next one."
    if not copies_words(settings.model):
        return (
            "A small neural network that looks at the last four tokens and is trained from scratch on every "
            "training text. It does not copy from a place in that text."
        )
    if settings.endless:
        return (
            "A model of order max looks for the longest stretch of the last tokens that the training text "
            "has, and copies the token that follows there: so it copies whole documents."
        )
    return (
        "A model of order n continues a text by looking at the last n − 1 tokens, finding a place where the "
        "training text has the same tokens, and copying the token that follows there."
    )


def _written_by(corpus: Corpus) -> Iterator[tuple[str, str]]:
    """Yield who wrote the human text and when, where it came with the program."""
    entry = find_bundled(corpus.name)
    if entry is not None:
        yield "written by", f"{entry.author}, {entry.year}"


def _how_read(corpus: Corpus) -> Iterator[tuple[str, str]]:
    """Yield how the text was read, where its folder is new enough to say it."""
    if corpus.reading.files:
        yield "read as", corpus.reading.sentence()
        yield "tokens are", corpus.reading.tokens(corpus.unit)
        parts = corpus.reading.left_out()
        if parts:
            yield "left out", "; ".join(each.removeprefix(LEFT_OUT) for each in parts)


def _settings(lineage: Lineage) -> Iterator[DocumentBlock]:
    """Yield the settings, and the command that makes the lineage again, where there is one."""
    corpus, settings = lineage.corpus, lineage.settings
    first, last = settings.size(1, len(corpus.tokens)), int(lineage.generations[-1].counts.sum())
    grown = "" if first == last else f" at first, {last:,} at the end"
    yield Facts(
        (
            ("corpus", f"{corpus.name}, {len(corpus.tokens):,} tokens, {len(corpus.held_out):,} held out"),
            *_written_by(corpus),
            *_how_read(corpus),
            *describe(settings),
            ("tokens per generation", f"{first:,}{grown}"),
            ("made by", f"driftview {__version__}"),
        )
    )
    command = recipe(lineage)
    if command:
        outside = settings.model_command is not None
        yield CommandLine(
            "To repeat this run, if the program writes the same text:"
            if outside
            else "To repeat this run, bit for bit:",
            command,
        )

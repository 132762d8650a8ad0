"""The lists of words: the dead, the endangered, and all of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, assert_never, get_args

from driftview import numbers
from driftview.charts.curves import CurveKind, Curves, Series
from driftview.drift.first_text import call_first
from driftview.drift.wording import prediction_label, predictor, shown
from driftview.text import cleaning
from driftview.theory.deviation import half_width
from driftview.tui.content.main import judgement
from driftview.tui.content.sorting import AS_IT_COMES, Sorting
from driftview.tui.content.spans import Column, Span

if TYPE_CHECKING:
    from driftview.drift.lineage import Lineage
    from driftview.drift.words import LifeLine
    from driftview.text.search import Search
    from driftview.text.vocabulary import Vocabulary

Kind = Literal["dead", "endangered", "winners", "over", "under", "all"]

KINDS: tuple[Kind, ...] = get_args(Kind)
"""In the order in which one key goes through them."""

ALPHABET = "alphabet"


def orders_of(kind: Kind) -> tuple[str, ...]:
    """Return how a list can be sorted, in the order in which one key goes through them."""
    match kind:
        case "dead":
            return "frequency", "surprise", "chance", "generation", ALPHABET
        case "endangered":
            return "danger", "frequency", "count", ALPHABET
        case "winners":
            return "growth", "frequency", "count", "chance", ALPHABET
        case "over" | "under":
            return "log-likelihood", "log ratio", "frequency", "count", ALPHABET
        case "all":
            return "frequency", "count", "change", ALPHABET
        case _:
            assert_never(kind)


def column_orders(kind: Kind) -> tuple[str, ...]:
    """Return what a click on the head of each column sorts by, the words themselves first."""
    match kind:
        case "dead":
            return ALPHABET, "frequency", "generation", "chance"
        case "endangered":
            return ALPHABET, "frequency", "count", "danger"
        case "winners":
            return ALPHABET, "frequency", "count", "growth", "chance"
        case "over" | "under":
            return ALPHABET, "frequency", "count", "log-likelihood", "log ratio"
        case "all":
            return ALPHABET, "frequency", "count", "change"
        case _:
            assert_never(kind)


class Entry(NamedTuple):
    """A word in a list."""

    word: int
    human: int
    """How often the human text has it."""
    now: int
    """When it died for the dead; how often it occurs now for the others."""
    chance: float | None
    """To be alive when it died, for the dead; to be gone in the next generation, for the endangered."""
    surprise: float = 0.0
    effect: float = 0.0
    """How much its share has grown, for winners; the log ratio, for over-used and under-used words."""
    limit: int | None = None
    """The count that drift allows: at most, or for under-used words at least; None where it is not known."""


@dataclass(frozen=True)
class WordList:
    """One list, sorted."""

    kind: Kind
    order: str
    generation: int
    entries: Sequence[Entry]
    vocabulary: Vocabulary
    filtered: str = ""
    """What its words have in them; empty for all words."""
    reverse: bool = False
    """Whether the last comes first."""

    @property
    def sorting(self) -> Sorting:
        """By which column it is sorted; by none where no column shows what it is sorted by."""
        orders = column_orders(self.kind)
        return Sorting(orders.index(self.order) if self.order in orders else AS_IT_COMES, self.reverse)

    def __len__(self) -> int:
        """Return how many words it has."""
        return len(self.entries)

    @cached_property
    def places(self) -> dict[int, int]:
        """Where each word stands."""
        return {entry.word: place for place, entry in enumerate(self.entries)}

    @property
    def columns(self) -> tuple[Column, ...]:
        """What is said of each word."""
        human = Column("human", 6, 3)
        match self.kind:
            case "dead":
                first, second = (1, 2) if self.order == "surprise" else (2, 1)
                return human, Column("lost", 4, first), Column("chance", 6, second)
            case "endangered":
                return human, Column("now", 4, 1), Column("risk", 6, 2)
            case "winners":
                return (
                    Column("human", 5, 1),
                    Column("now", 5, 2),
                    Column("growth", 6, 3),
                    Column("chance", 6, 4),
                )
            case "over" | "under":
                return (
                    Column("human", 6, 1),
                    Column("now", 6, 2),
                    Column("LL", 6, 3),
                    Column("log ratio", 9, 4),
                )
            case "all":
                return human, Column("now", 6, 2), Column("change", 7, 1)
            case _:
                assert_never(self.kind)

    def cells(self, place: int) -> tuple[str, ...]:
        """Return the word at a place, and what the columns say of it."""
        entry = self.entries[place]
        word = word_text(self.vocabulary, entry.word)
        both = numbers.whole(entry.human), f"{entry.now:,}"
        match self.kind:
            case "all":
                change = numbers.relative_change(entry.now, entry.human) if entry.now else "lost"
                return word, *both, change
            case "dead" | "endangered":
                return word, *both, numbers.percent(entry.chance)
            case "winners":
                return word, *both, f"×{numbers.decimal(entry.effect, 1)}", _allowed(entry)
            case "over" | "under":
                surely = numbers.decimal(entry.surprise, 1)
                return word, *both, surely, f"{numbers.decimal(entry.effect)}{'!' * _is_beyond(entry)}"
            case _:
                assert_never(self.kind)

    @property
    def title(self) -> str:
        """Return what stands above it."""
        count = f"{len(self):,}{f' with “{self.filtered}”' if self.filtered else ''}"
        match self.kind:
            case "dead":
                return f"Lost by generation {self.generation} · {count}"
            case "endangered":
                return f"Endangered at {self.generation} · {count}"
            case "winners":
                return f"Winners by generation {self.generation} · {count}"
            case "over":
                return f"Over-used at {self.generation} · {count}"
            case "under":
                return f"Under-used at {self.generation} · {count}"
            case "all":
                return f"All words · {count}"
            case _:
                assert_never(self.kind)

    @property
    def legends(self) -> tuple[str, ...]:
        """Return what stands below it, at different lengths, the longest first."""
        by = f"by {self.order}{', the other way round' if self.reverse else ''}"
        match self.kind:
            case "dead":
                chance = "chance: how likely it was to be alive then"
                return f"{by} · {chance}", f"{by} · chance of being alive then", f"{by} · survival chance", by
            case "endangered":
                return f"{by} · risk: the chance that it is lost next", f"{by} · risk of being lost next", by
            case "winners":
                most = "chance: reached by one word in forty through drift alone · !: beyond"
                return f"{by} · {most}", f"{by} · chance: what drift allows", by
            case "over" | "under":
                stood = "LL: log-likelihood"
                return f"{by} · {stood} · !: beyond what drift allows", f"{by} · {stood}", by
            case "all":
                return f"{by} · now: in generation {self.generation}", by
            case _:
                assert_never(self.kind)

    @property
    def empty(self) -> str:
        """Return what to say where it holds no word."""
        return "No word here matches. Press & to change the filter." if self.filtered else self._nobody

    @property
    def _nobody(self) -> str:
        match self.kind:
            case "dead":
                return "No word is lost yet."
            case "endangered":
                return "No word is endangered."
            case "winners":
                return "No word has doubled its share."
            case "over":
                return "No word is over-used."
            case "under":
                return "No word is under-used."
            case "all":
                return "There are no words."
            case _:
                assert_never(self.kind)


def word_text(vocabulary: Vocabulary, word: int) -> str:
    """Return a word safe to draw, on one line."""
    return cleaning.shown(shown(vocabulary, word)).replace("\n", " ").replace("\t", " ")


def word_list(
    lineage: Lineage,
    kind: Kind,
    order: str,
    number: int,
    sieve: Search | None = None,
    *,
    reverse: bool = False,
) -> WordList:
    """Return one of the lists as it stands in a generation, of words that match; may take some 10 ms."""
    match kind:
        case "dead":
            entries = _dead(lineage, order, number)
        case "endangered":
            entries = _endangered(lineage, number)
        case "winners":
            entries = _winners(lineage, number)
        case "over" | "under":
            entries = _key(lineage, number, kind)
        case "all":
            entries = _all(lineage, number)
        case _:
            assert_never(kind)
    vocabulary = lineage.corpus.vocabulary
    if sieve is not None:
        entries = [entries[place] for place in sieve.places(shown(vocabulary, each.word) for each in entries)]
    words = vocabulary.words
    keys: dict[str, Callable[[Entry], tuple[Any, ...]]] = {
        ALPHABET: lambda entry: (words[entry.word].casefold(),),
        "frequency": lambda entry: (-entry.human,),
        "count": lambda entry: (-entry.now,),
        "log ratio": lambda entry: (-abs(entry.effect), -entry.surprise),
        "change": lambda entry: (-entry.now / entry.human if entry.human else 0.0,),
        "chance": lambda entry: (-(entry.chance or 0.0), -float(entry.limit or 0), -entry.human),
    }
    if order in keys:
        entries.sort(key=lambda entry: (*keys[order](entry), entry.word))
    if reverse:
        entries.reverse()
    filtered = "" if sieve is None else sieve.text
    return WordList(kind, order, number, tuple(entries), vocabulary, filtered, reverse)


def _dead(lineage: Lineage, order: str, number: int) -> list[Entry]:
    """Return the dead: the least expected death first, the latest first, or in no matter what order."""
    from driftview.drift.words import deaths

    found = deaths(lineage.generations[: number + 1])
    entries = [
        Entry(death.word, death.human_count, death.generation, death.chance, death.surprise or 0.0)
        for death in found
    ]
    keys: dict[str, Callable[[Entry], tuple[float, ...]]] = {
        "surprise": lambda entry: (-entry.surprise, -entry.human, entry.word),
        "generation": lambda entry: (-entry.now, -entry.human, entry.word),
    }
    if order in keys:
        entries.sort(key=keys[order])
    return entries


def _endangered(lineage: Lineage, number: int) -> list[Entry]:
    from driftview.drift.words import endangered_words

    found = endangered_words(lineage, number)
    return [Entry(each.word, each.human_count, each.count, each.chance) for each in found]


def _winners(lineage: Lineage, number: int) -> list[Entry]:
    from driftview.drift.keyness import drifts_alone
    from driftview.drift.overuse import winners
    from driftview.text.vocabulary import END_ID

    human, now = lineage.generations[0].counts, lineage.generations[number].counts
    return [
        Entry(each.word, each.human, each.count, None, effect=each.growth, limit=each.chance)
        for each in winners(now, human, number, drifts_alone(lineage))
        if each.word != END_ID
    ]


def _key(lineage: Lineage, number: int, direction: Literal["over", "under"]) -> list[Entry]:
    from driftview.drift.keyness import key_words

    side = 1 if direction == "over" else 0
    return [
        Entry(
            each.word,
            each.human,
            each.count,
            None,
            each.log_likelihood,
            each.log_ratio,
            None if each.drift is None else each.drift[side],
        )
        for each in key_words(lineage, number, direction)
    ]


def _is_beyond(entry: Entry) -> bool:
    """Tell whether a word has gone further than drift allows."""
    if entry.limit is None:
        return False
    return entry.now > entry.limit if entry.effect > 0 else entry.now < entry.limit


def _allowed(entry: Entry) -> str:
    """Write the count that chance allows a winner, marked where it is exceeded."""
    if entry.limit is None:
        return numbers.MISSING
    return f"≤ {entry.limit:,}{'!' * _is_beyond(entry)}"


def _all(lineage: Lineage, number: int) -> list[Entry]:
    human, now = lineage.generations[0].counts.tolist(), lineage.generations[number].counts.tolist()
    rows = enumerate(zip(human, now, strict=True))
    return [Entry(word, before, after, None) for word, (before, after) in rows if before]


LABEL, NAME = "prose--muted", "prose--strong"
"""Looks of what is said and of the word itself."""

QUOTED = (90, 260)
"""A longer last sentence is cut around the word to so many characters, by the room that there is."""

OTHERWISE = 330
"""How many cells obituary and survival chance take."""

MILESTONES = (1, 3, 10, 30, 100, 300, 1000)
"""Generations whose survival chance is named."""


def curves(life: LifeLine, total: int, cursor: int) -> Curves:
    """Return the count of a word through the generations, with the band that chance allows."""
    series = []
    if life.band is not None:
        mean, spread = life.band.mean.tolist(), (life.band.high - life.band.mean).tolist()
        series.append(Series("predicted", CurveKind.EXPECTED, tuple(mean), tuple(spread), lowest=0.0))
    counts = tuple(float(count) for count in life.counts.tolist())
    series.append(Series("count", CurveKind.MEASURED, counts))
    return Curves(tuple(series), (0, max(total, life.made, 1)), cursor)


def title(life: LifeLine) -> str:
    """Return what stands above a life."""
    name = f"“{_safe(life.text)}”"
    if life.death is not None:
        return f"{name} · lost in generation {life.death}"
    return f"{name} · alive in generation {life.made}" if life.made else name


def legend(life: LifeLine) -> str:
    """Return what stands below a life."""
    return "░ what chance allows" if life.band is not None else "there is no prediction for this run"


def no_curves() -> Curves:
    """Return an empty chart."""
    return Curves()


def nobody(generation: int) -> list[list[Span]]:
    """Say how to come by a word where the list has none."""
    if generation == 0:
        return [[Span("Press → to let the first model write, or / to look up any word.")]]
    return [[Span("Press / to look up any word, or → for the next generation.")]]


def said(life: LifeLine, room: int, said_human: bool = True) -> list[list[Span]]:
    """Return the paragraphs that tell a life in ``room`` cells: obituary, survival chance, last sentence."""
    paragraphs = [[Span(call_first(said_human, _safe(life.obituary)))]]
    if life.returns:
        often = "once" if life.returns == 1 else f"{life.returns} times"
        paragraphs[0].append(Span(f" It disappeared and came back {often}."))
    chance = list(_chance(life))
    if chance:
        paragraphs += [[], chance]
    if life.last_sentence:
        where = f"in generation {life.last_seen}" if life.last_seen else "in the human text"
        where = call_first(said_human, where)
        label = "Last sentence" if life.death is not None else "Latest sentence"
        paragraphs += [[], [Span(f"{label}, {where}: ", LABEL), *_quoted(life, room - OTHERWISE)]]
    return paragraphs


def _chance(life: LifeLine) -> Iterator[Span]:
    """Say what chance the word had at the start to be alive later on."""
    if life.alive is None or life.chance is None:
        return
    known = {step: float(life.alive[step]) for step in MILESTONES if step <= life.made}
    known[life.chance.end] = life.chance.alive_at_end
    yield Span("Survival chance at the start, to generation", LABEL)
    for number, (step, chance) in enumerate(sorted(known.items())):
        yield Span(", " if number else " ", LABEL)
        yield Span(f"{step}: ", LABEL)
        yield Span(numbers.percent(chance))
    yield Span(".", LABEL)


def _quoted(life: LifeLine, room: int) -> Iterator[Span]:
    """Return the last sentence with the word standing out, cut where it is long."""
    most = max(QUOTED[0], min(room, QUOTED[1]))
    text, word = _safe(life.last_sentence), _safe(life.text)
    found = list(re.finditer(rf"(?<!\w){re.escape(word)}(?!\w)", text)) or list(
        re.finditer(re.escape(word), text)
    )
    if not found:
        yield Span(text[:most] + (" …" if len(text) > most else ""))
        return
    begin, end = found[-1].span()
    low, high = 0, len(text)
    if len(text) > most:
        low = max(0, min(begin - most // 2, len(text) - most))
        high = min(len(text), max(end, low + most))
        low = low and text.find(" ", low, begin) + 1
        cut = text.rfind(" ", end, high) if high < len(text) else -1
        high = cut if cut > 0 else high
    yield Span(("… " if low else "") + text[low:begin])
    yield Span(text[begin:end], NAME)
    yield Span(text[end:high] + (" …" if high < len(text) else ""))


def verdict(
    measured: float, expected: float | None, spread: float | None, runs: int | None = None
) -> tuple[str, str]:
    """Hold a number of dead words against the law: in a clause, and in a few words."""
    if expected is None or spread is None:
        return "no prediction for this run", "no prediction"
    law = f"{numbers.whole(expected)} ± {numbers.whole(half_width(spread))}"
    judged = judgement(measured, expected, spread)
    return f"{predictor(runs)} {law}: {judged}", f"{prediction_label(runs)} {law}: {judged}"


def _safe(text: str) -> str:
    return cleaning.shown(text).replace("\n", " ").replace("\t", " ")

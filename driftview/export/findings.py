"""What can be found in a lineage, as tables: one function for each kind of finding."""

import math
from collections.abc import Iterator, Sequence
from typing import Literal, assert_never

from driftview.arrays import Floats
from driftview.drift.collapse import Definition
from driftview.drift.concordance import Occurrences, word_occurrences
from driftview.drift.keyness import SIGNIFICANT, Direction, drifts_alone, key_words
from driftview.drift.laws import chances
from driftview.drift.lineage import Lineage
from driftview.drift.overuse import RARE, winners
from driftview.drift.own_words import OwnVocabulary, last_own_sentence, own_vocabularies
from driftview.drift.phrases import PhraseBook, Rank, phrase_law
from driftview.drift.wording import shown
from driftview.drift.words import deaths, endangered_words, other_case_said
from driftview.export.listing import Listing, ListingColumn, ListingValue
from driftview.text.search import Search
from driftview.text.vocabulary import END_ID

WordListName = Literal["dead", "endangered", "winners", "over", "under"]
"""Words that are gone, that may be gone next, that grew most, that are over-used, that are under-used."""


def own_words_table(lineage: Lineage, number: int | None = None) -> Listing:
    """Return what is left of each voice's own vocabulary, with the prediction and its last own sentence.

    Parameters
    ----------
    lineage
        Whose voices are followed.
    number
        The generation; None for the last.

    Returns
    -------
    Listing
        A row a voice.
    """
    number = lineage.last if number is None else number
    owns = own_vocabularies(lineage)
    columns = (
        ListingColumn("voice", "voice"),
        ListingColumn("own_words", "own words", "count"),
        ListingColumn("left", "left", "count"),
        ListingColumn("share", "share left", "percent"),
        ListingColumn("predicted", "predicted", "percent"),
        ListingColumn("predicted_2sd", "± 2 sd", "percent"),
        ListingColumn("in_range", "in range", "yes"),
        ListingColumn("share_of_text", "share of text", "percent"),
        ListingColumn("last_own_sentence", "last own sentence"),
    )
    return Listing(
        "own-words",
        f"Words that only one voice uses, at generation {number}",
        columns,
        tuple(_own_row(lineage, own, number) for own in owns),
        (
            "Predicted: Σ 1 − (1 − s_g)^c over those words, c how often the human text has each, s_g the "
            "chance that one occurrence has descendants.",
            *(() if all(own.judged for own in owns) else (OWN_UNJUDGED,)),
        ),
    )


OWN_UNJUDGED = (
    "No verdict: at orders above 3, and where human text is mixed in, the closed form's band is too narrow "
    "for small voices. Simulated runs give one that is right."
)


def _own_row(lineage: Lineage, own: OwnVocabulary, number: int) -> tuple[ListingValue, ...]:
    found, size = last_own_sentence(lineage, own, number), max(own.size, 1)
    spread = None if own.band is None else float(own.band.high[number] - own.band.mean[number]) / size
    return (
        own.name,
        own.size,
        int(own.alive[number]),
        own.share(number),
        own.predicted(number),
        spread,
        own.in_range(number),
        lineage.generations[number].voices.get(own.name),
        None if found is None else found.text,
    )


def own_curves_table(lineage: Lineage) -> Listing:
    """Return how the own vocabulary of each voice fares, a row for each voice and generation.

    Parameters
    ----------
    lineage
        Whose voices are followed.

    Returns
    -------
    Listing
        Numbers of words; the prediction is empty where there is none.
    """
    columns = (
        ListingColumn("generation", "generation", "count"),
        ListingColumn("voice", "voice"),
        ListingColumn("own_words", "own words", "count"),
        ListingColumn("left", "left", "count"),
        ListingColumn("predicted", "predicted", "decimal"),
        ListingColumn("predicted_2sd", "± 2 sd", "decimal"),
    )
    rows = tuple(
        (
            number,
            own.name,
            own.size,
            int(own.alive[number]),
            None if own.band is None else float(own.band.mean[number]),
            None if own.band is None else float(own.band.high[number] - own.band.mean[number]),
        )
        for own in own_vocabularies(lineage)
        for number in range(lineage.last + 1)
    )
    return Listing("own-words-curves", "Own words of each voice, generation by generation", columns, rows)


def own_words_list(lineage: Lineage, voice: OwnVocabulary) -> Listing:
    """Return the words that only one voice uses, with the last generation that has each.

    Parameters
    ----------
    lineage
        What the voice belongs to.
    voice
        Its vocabulary.

    Returns
    -------
    Listing
        A row a word, the most frequent first.
    """
    columns = (
        ListingColumn("word", "word"),
        ListingColumn("human", "human", "count"),
        ListingColumn("last_generation", "last in", "count"),
        ListingColumn("alive", "alive", "yes"),
    )
    rows = tuple(
        (shown(lineage.corpus.vocabulary, word), count, last, last == lineage.last)
        for word, count, last in zip(
            voice.words.tolist(), voice.counts.tolist(), voice.last.tolist(), strict=True
        )
    )
    return Listing("own-words-list", f"Words that only {voice.name} uses", columns, rows)


def words_table(lineage: Lineage, kind: WordListName, number: int | None = None) -> Listing:
    """Return one of the lists of words as it stands in a generation.

    Parameters
    ----------
    lineage
        Whose words are listed.
    kind
        Which words.
    number
        The generation; None for the last.

    Returns
    -------
    Listing
        A row a word.
    """
    number = lineage.last if number is None else number
    match kind:
        case "dead":
            return _dead(lineage, number)
        case "endangered":
            return _endangered(lineage, number)
        case "winners":
            return winners_table(lineage, number)
        case "over" | "under":
            return keyness_table(lineage, number, kind)
        case _:
            assert_never(kind)


_WORD = ListingColumn("word", "word")
_HUMAN = ListingColumn("human", "human", "count")
_NOW = ListingColumn("count", "now", "count")


def _dead(lineage: Lineage, number: int) -> Listing:
    columns = (
        _WORD,
        _HUMAN,
        ListingColumn("generation", "lost in", "count"),
        ListingColumn("chance", "chance to be alive then", "percent"),
    )
    vocabulary = lineage.corpus.vocabulary
    rows = tuple(
        (shown(vocabulary, each.word), each.human_count, each.generation, each.chance)
        for each in deaths(lineage.generations[: number + 1])
    )
    other = other_case_said(lineage.generations[number])
    said = (f"Words are told apart by case: {other}.",) if other else ()
    return Listing("dead-words", f"Words lost by generation {number}", columns, rows, said)


def _endangered(lineage: Lineage, number: int) -> Listing:
    columns = (_WORD, _HUMAN, _NOW, ListingColumn("risk", "risk of being lost next", "percent"))
    vocabulary = lineage.corpus.vocabulary
    rows = tuple(
        (shown(vocabulary, each.word), each.human_count, each.count, each.chance)
        for each in endangered_words(lineage, number)
    )
    return Listing("endangered-words", f"Words with one or two copies in generation {number}", columns, rows)


def winners_table(lineage: Lineage, number: int) -> Listing:
    """Return the words that grew most by a generation, beside what chance allows.

    Parameters
    ----------
    lineage
        Whose words are listed.
    number
        The generation.

    Returns
    -------
    Listing
        A row a word, the largest growth first.
    """
    human, now = lineage.generations[0].counts, lineage.generations[number].counts
    columns = (
        _WORD,
        _HUMAN,
        _NOW,
        ListingColumn("growth", "times its share", "decimal"),
        ListingColumn("chance_allows", "chance allows", "count"),
        ListingColumn("beyond_chance", "beyond", "yes"),
    )
    found = [each for each in winners(now, human, number, drifts_alone(lineage)) if each.word != END_ID]
    rows = tuple(
        (
            shown(lineage.corpus.vocabulary, each.word),
            each.human,
            each.count,
            each.growth,
            each.chance,
            None if each.chance is None else each.count > each.chance,
        )
        for each in found
    )
    return Listing(
        "winners",
        f"Words that grew most by generation {number}",
        columns,
        rows,
        tuple(_of_winners(rows, lineage.generations[0].human_words or int((human > 0).sum()))),
    )


def _of_winners(rows: Sequence[tuple[ListingValue, ...]], words: int) -> Iterator[str]:
    judged = [row[-1] for row in rows if row[-1] is not None]
    if not judged:
        yield "No prediction for this run, so what chance allows is not known."
        return
    yield "Chance allows: the count that one word in forty exceeds by drift alone."
    yield (
        f"{sum(map(bool, judged)):,} words are beyond it; drift alone puts about {words * RARE:,.0f} of "
        f"{words:,} there. Words copied together share their luck."
    )


def keyness_table(lineage: Lineage, number: int, direction: Direction) -> Listing:
    """Return the words that a generation over-uses or under-uses, with the usual statistics of keyness.

    Parameters
    ----------
    lineage
        Whose words are listed.
    number
        The generation that is compared with the human text.
    direction
        Whether words are listed that it uses more, or less.

    Returns
    -------
    Listing
        A row a word, the surest difference first.
    """
    columns = (
        _WORD,
        _HUMAN,
        _NOW,
        ListingColumn("log_likelihood", "log-likelihood", "decimal"),
        ListingColumn("log_ratio", "log ratio", "decimal"),
        ListingColumn("percent_difference", "%DIFF", "decimal"),
        ListingColumn("simple_maths", "simple maths", "decimal"),
        ListingColumn("drift_low", "drift from", "count"),
        ListingColumn("drift_high", "to", "count"),
        ListingColumn("beyond_drift", "beyond drift", "yes"),
    )
    rows = tuple(
        (
            shown(lineage.corpus.vocabulary, each.word),
            each.human,
            each.count,
            each.log_likelihood,
            each.log_ratio,
            each.percent_difference,
            each.simple_maths,
            None if each.drift is None else each.drift[0],
            None if each.drift is None else each.drift[1],
            each.beyond_drift,
        )
        for each in key_words(lineage, number, direction)
    )
    more = "more" if direction == "over" else "less"
    return Listing(
        f"{direction}-used-words",
        f"Words that generation {number} uses {more} than the human text",
        columns,
        rows,
        (
            f"Log-likelihood from {SIGNIFICANT} on: p < 0.05 if both texts were independent samples. They "
            "are not, so a column shows what drift alone allows 95 of 100 such words.",
        ),
    )


def occurrences_table(found: Sequence[Occurrences], search: Search) -> Listing:
    """Return how often and how evenly a pattern stands in each text.

    Parameters
    ----------
    found
        The places, a generation each.
    search
        What was looked for.

    Returns
    -------
    Listing
        A row a generation, with a dispersion plot of a character for each of twenty equal parts.
    """
    columns = (
        ListingColumn("generation", "generation", "count"),
        ListingColumn("count", "hits", "count"),
        ListingColumn("per_million", "per million", "decimal"),
        *SPREAD_HEADS[1:],
    )
    rows = tuple(
        (each.generation, each.count, each.per_million, each.dispersion, each.juilland, dispersion_plot(each))
        for each in found
    )
    said = (
        "DP (Gries): 0 if it is spread evenly through the text, near 1 if it is in one place.",
        "Juilland's D: 1 if it is spread evenly, 0 if it is in one place.",
    )
    return Listing("occurrences", f"“{search.text}” in each generation", columns, rows, said)


SPREAD_HEADS = (
    ListingColumn("count", "hits", "count"),
    ListingColumn("dp", "DP", "decimal"),
    ListingColumn("juilland_d", "Juilland's D", "decimal"),
    ListingColumn("plot", "through the text"),
)
"""How evenly something stands in a text."""


def spread_table(lineage: Lineage, words: Sequence[int]) -> Listing:
    """Return how evenly words stand in the human text and in the last generation.

    Parameters
    ----------
    lineage
        Whose texts are looked at.
    words
        Numbers of words.

    Returns
    -------
    Listing
        Two rows a word, with a dispersion plot of a character for each of twenty equal parts.
    """
    vocabulary, ends = lineage.corpus.vocabulary, (lineage.generations[0], lineage.generations[-1])
    rows = tuple(
        (
            shown(vocabulary, word), each.generation, each.count, each.dispersion, each.juilland,
            dispersion_plot(each),
        )
        for word in words
        for each in (word_occurrences(generation, word) for generation in ends)
    )  # fmt: skip
    columns = (
        ListingColumn("word", "word"),
        ListingColumn("generation", "generation", "count"),
        *SPREAD_HEADS,
    )
    return Listing("spread", "How over-used words are spread", columns, rows)


def dispersion_plot(found: Occurrences) -> str:
    """Return a dispersion plot of one line: for each part ``·`` for none, the digit, or ``+`` above 9.

    Parameters
    ----------
    found
        The places in one text.

    Returns
    -------
    str
        One character a part.
    """
    return "".join("·" if not part else str(part) if part < 10 else "+" for part in found.parts.tolist())


def concordance_table(found: Sequence[Occurrences], search: Search) -> Listing:
    """Return every line of a concordance.

    Parameters
    ----------
    found
        The places, a generation each.
    search
        What was looked for.

    Returns
    -------
    Listing
        A row a place: generation, paragraph, left context, match, right context, and the human place.
    """
    columns = (
        ListingColumn("generation", "generation", "count"),
        ListingColumn("paragraph", "paragraph", "count"),
        ListingColumn("left", "", to_right=True),
        ListingColumn("match", "match"),
        ListingColumn("right", ""),
        ListingColumn("human_place", "from"),
    )
    rows = tuple(
        (
            line.generation,
            line.document,
            line.left,
            line.match,
            line.right,
            None if line.place is None else f"{line.place.file}, paragraph {line.place.paragraph}",
        )
        for each in found
        for line in each.lines
    )
    caption = f"Concordance of “{search.text}”"
    if len(found) == 1:
        number = found[0].generation
        caption += f" in generation {number}" if number else " in the human text"
    return Listing("concordance", caption, columns, rows)


def collapse_table(definitions: Sequence[Definition]) -> Listing:
    """Return the eight definitions of model collapse, with what this lineage makes of each.

    Parameters
    ----------
    definitions
        From `driftview.drift.collapse.collapse`.

    Returns
    -------
    Listing
        A row a definition.
    """
    columns = (
        ListingColumn("number", "", "count"),
        ListingColumn("definition", "definition"),
        ListingColumn("verdict", "this run"),
        ListingColumn("since", "since", "count"),
        ListingColumn("beyond_control_since", "beyond control since", "count"),
        ListingColumn("human", "human text", "decimal"),
        ListingColumn("last", "last", "decimal"),
        ListingColumn("control", "control", "decimal"),
        ListingColumn("predicted", "predicted", "decimal"),
        ListingColumn("measured", "what is measured", only_in_files=True),
        ListingColumn("note", "note", only_in_files=True),
    )
    rows = tuple(
        (
            each.number,
            each.name,
            each.verdict,
            each.since,
            each.beyond_since,
            _at(each.values, 0),
            _at(each.values, -1),
            None if each.control is None else _at(each.control, -1),
            None if each.law is None else _at(each.law, -1),
            each.measured,
            each.note or None,
        )
        for each in definitions
    )
    return Listing(
        "collapse",
        "Which collapse: the eight definitions in use (Schaeffer et al. 2025, arXiv 2503.03150)",
        columns,
        rows,
        (
            "Since: the generation from which every later one meets the definition. Beyond control: "
            "as far as no resampling of the human text gets without a loop. The names are the paper's, the "
            "measures and thresholds driftview's. What is measured:",
            *(f"{each.number}. {each.measured}. {each.note}".rstrip() for each in definitions),
        ),
    )


def _at(values: Floats, place: int) -> float | None:
    value = float(values[place])
    return value if math.isfinite(value) else None


def lost_phrases_table(
    lineage: Lineage, n: int, rank: Rank, number: int | None = None, most: int | None = None
) -> Listing:
    """Return the human turns of phrase that a generation lacks, the most distinctive first.

    Parameters
    ----------
    lineage
        Whose phrases are listed.
    n
        Words of a phrase, from 2.
    rank
        By what they are sorted.
    number
        The generation; None for the last.
    most
        How many; None for all.

    Returns
    -------
    Listing
        A row a phrase, with the page that it stood on.
    """
    number = lineage.last if number is None else number
    book = PhraseBook(lineage.corpus, n)
    columns = (
        ListingColumn("phrase", "phrase"),
        ListingColumn("human", "human", "count"),
        ListingColumn("expected", "by chance", "decimal"),
        ListingColumn("log_likelihood", "log-likelihood", "decimal"),
        ListingColumn("pmi", "PMI", "decimal"),
        ListingColumn("t_score", "t-score", "decimal"),
        ListingColumn("last_generation", "last in", "count"),
        ListingColumn("chance", "chance to be alive", "percent"),
        ListingColumn("place", "first occurred in"),
    )
    law = chances(lineage) if phrase_law(lineage, book) is not None else None
    rows = tuple(
        (
            each.phrase.text,
            each.phrase.count,
            float(each.association.expected),
            float(each.association.log_likelihood),
            float(each.association.pmi),
            float(each.association.t_score),
            each.last,
            None if law is None else float(law.alive(each.phrase.count)[number]),
            None
            if each.phrase.place is None
            else f"{each.phrase.place.file}, paragraph {each.phrase.place.paragraph}",
        )
        for each in book.lost(lineage.generations[: number + 1], rank, most)
    )
    said = "Chance to be alive: 1 − (1 − s_g)^c, for phrases that the model cannot form again."
    if law is None:
        said = (
            "No prediction for phrases of this length: the model can form them again, or human text returns."
        )
    return Listing(
        "lost-phrases",
        f"Phrases of {n} {lineage.corpus.unit}s lost by generation {number}",
        columns,
        rows,
        (said,),
    )

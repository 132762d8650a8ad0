"""What can be found in a lineage: tables of words, voices, phrases and passages."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from driftview.drift import collapse as drift_collapse
from driftview.drift import concordance as drift_concordance
from driftview.drift import lineage as drift
from driftview.drift import worth as drift_worth
from driftview.drift.custody import CustodyFinder, provenance_of
from driftview.drift.phrases import RANKS, Rank
from driftview.errors import DriftviewError
from driftview.export import comparisons, descent, findings
from driftview.export.findings import WordListName
from driftview.export.listing import Listing
from driftview.library.settings import settled
from driftview.library.tables import Table
from driftview.library.texts import Text
from driftview.measures.registry import find_measure
from driftview.quantities import HUMAN_WORDS
from driftview.settings.settings import Settings
from driftview.study.compared import Compared, ComparisonError, check
from driftview.text.building import build_corpus
from driftview.text.search import Search


class FindingError(DriftviewError, ValueError):
    """A question that a lineage has no answer to; the message is one line."""


class Findings(Table):
    """A table of findings: `records()`, `to_pandas()`, `csv()`, and what a reader must know of it."""

    def __init__(self, listing: Listing) -> None:
        """Show a table that has been made."""
        self._listing = listing

    def __repr__(self) -> str:
        """Say in a line what it holds."""
        return f"<{self._listing.caption}: {len(self._listing.rows):,} rows>"

    @property
    def caption(self) -> str:
        """What stands above the table."""
        return self._listing.caption

    @property
    def said(self) -> tuple[str, ...]:
        """What the table means, in sentences."""
        return self._listing.said

    def columns(self) -> Mapping[str, Sequence[Any]]:
        """Return the columns by name.

        Returns
        -------
        Mapping[str, Sequence[Any]]
            Values by name of the column, one a row.
        """
        return self._listing.by_column()

    def csv(self) -> str:
        """Return the table as CSV.

        Returns
        -------
        str
            The content of a file.
        """
        return self._listing.csv()


def _of(lineage: drift.Lineage, listing: Listing) -> Findings:
    """Return a table of a lineage; its generation 0 is called human where somebody says that it is."""
    return Findings(listing.called(lineage.corpus.said_human))


def own_words(lineage: drift.Lineage, generation: int | None = None) -> Findings:
    """Say what is left of each voice's own vocabulary: the words that no other voice uses.

    Parameters
    ----------
    lineage
        From `run`, `read_lineage` or `open_generations`.
    generation
        The generation; None for a row for each voice and generation.

    Returns
    -------
    Findings
        How many own words are left, and how many chance leaves, with two standard deviations.

    Raises
    ------
    FindingError
        There is no such generation.
    """
    if generation is None:
        return _of(lineage, findings.own_curves_table(lineage))
    return _of(lineage, findings.own_words_table(lineage, checked_generation(lineage, generation)))


def word_list(lineage: drift.Lineage, kind: WordListName = "dead", generation: int | None = None) -> Findings:
    """List words as the Words view does.

    Parameters
    ----------
    lineage
        From `run`, `read_lineage` or `open_generations`.
    kind
        ``"dead"``, ``"endangered"``, ``"winners"``, ``"over"`` or ``"under"``: the last two are keyness,
        with log-likelihood and effect sizes.
    generation
        The generation; None for the last.

    Returns
    -------
    Findings
        A row a word.

    Raises
    ------
    FindingError
        There is no such generation, or no such list.
    """
    number = checked_generation(lineage, generation)
    if kind not in ("dead", "endangered", "winners", "over", "under"):
        raise FindingError(f"there is no list {kind!r}: choose dead, endangered, winners, over or under")
    return _of(lineage, findings.words_table(lineage, kind, number))


def checked_generation(lineage: drift.Lineage, generation: int | None) -> int:
    """Return the number of a generation, the last for None.

    Parameters
    ----------
    lineage
        What it belongs to.
    generation
        Its number.

    Returns
    -------
    int
        The number.

    Raises
    ------
    FindingError
        There is no such generation.
    """
    if generation is None:
        return lineage.last
    if not 0 <= generation <= lineage.last:
        raise FindingError(f"there is no generation {generation}: the last one is {lineage.last}")
    return int(generation)


def collapse(lineage: drift.Lineage) -> Findings:
    """Say which of the eight definitions of model collapse in use a lineage meets, and since when.

    Parameters
    ----------
    lineage
        From `run`, `read_lineage` or `open_generations`.

    Returns
    -------
    Findings
        A row a definition, in the order of Schaeffer et al. 2025 (arXiv 2503.03150): verdict, the generation
        since which it is met, the same beyond the control, what is measured.
    """
    return _of(lineage, findings.collapse_table(drift_collapse.collapse(lineage)))


def concordance(
    lineage: drift.Lineage,
    pattern: str,
    generations: Sequence[int] | None = None,
    *,
    regex: bool = False,
    ignore_case: bool = False,
    whole_words: bool = False,
    context: int = 60,
) -> Findings:
    """Show every place of a string or pattern in its context (KWIC).

    Parameters
    ----------
    lineage
        From `run`, `read_lineage` or `open_generations`.
    pattern
        What is looked for.
    generations
        Their numbers, 0 for the human text; None for all.
    regex
        Whether the pattern is a regular expression. Its time is bounded.
    ignore_case
        Whether capital and small letters are the same.
    whole_words
        Whether no letter may stand beside it.
    context
        Characters on each side.

    Returns
    -------
    Findings
        A row a place: generation, paragraph, left, match, right, human_place.

    Raises
    ------
    FindingError
        There is no such generation.
    SearchError
        The pattern cannot be looked for, or takes too long.
    """
    numbers = None if generations is None else [checked_generation(lineage, each) for each in generations]
    search = Search(pattern, regex, ignore_case, whole_words)
    search.check()
    found = list(drift_concordance.concordance(lineage, search, numbers, context))
    return _of(lineage, findings.concordance_table(found, search))


def lost_phrases(
    lineage: drift.Lineage,
    length: int = 3,
    by: Rank = "log-likelihood",
    generation: int | None = None,
    *,
    most: int | None = 1000,
) -> Findings:
    """List human turns of phrase that a generation lacks, without punctuation, the most distinctive first.

    Parameters
    ----------
    lineage
        From `run`, `read_lineage` or `open_generations`.
    length
        Words of a phrase, 2 to 5.
    by
        ``"log-likelihood"``, ``"PMI"``, ``"t-score"`` or ``"frequency"``.
    generation
        The generation; None for the last.
    most
        How many at most; None for all.

    Returns
    -------
    Findings
        A row a phrase, with the last generation that has it and the page that it stood on.

    Raises
    ------
    FindingError
        There is no such generation, length or order.
    """
    number = checked_generation(lineage, generation)
    if not 2 <= length <= 5:
        raise FindingError(f"a phrase has 2 to 5 words, not {length}")
    if by not in RANKS:
        raise FindingError(f"phrases are not sorted by {by!r}: choose {', '.join(RANKS)}")
    return _of(lineage, findings.lost_phrases_table(lineage, length, by, number, most))


def custody(lineage: drift.Lineage, generation: int, position: int) -> Findings:
    """Follow the sentence that holds a token back to the human pages, generation by generation.

    Parameters
    ----------
    lineage
        From `run` or `read_lineage`.
    generation
        The generation.
    position
        A token of it.

    Returns
    -------
    Findings
        A row for each generation: of how many pieces the sentence consists there, and how many that
        generation joined.

    Raises
    ------
    FindingError
        There is no such generation or token.
    """
    number = checked_generation(lineage, generation)
    if not 0 <= position < len(lineage.generations[number].origins):
        raise FindingError(f"generation {number} has no token {position}")
    return _of(lineage, descent.custody_table(CustodyFinder(lineage).sentence(number, position)))


def provenance(lineage: drift.Lineage, text: Text) -> Findings:
    """Tell whether a text was derived from the outputs of a lineage.

    Parameters
    ----------
    lineage
        From `run`, `read_lineage` or `open_generations`.
    text
        Any text, from `open_text` or `text_of`.

    Returns
    -------
    Findings
        A row a generation: runs of words that stand in it and in the text and in no human text, next to how
        many human text would share; `said` has the verdict.
    """
    found = provenance_of(lineage, text.source)
    return _of(lineage, descent.provenance_table(found, text.source.name))


def worth(
    text: Text,
    added: Text,
    settings: Settings | None = None,
    *,
    generation: int = 10,
    kind: Literal["curve", "words", "phrases"] = "curve",
) -> Findings:
    """Say what a text would save if it joined the human text of a run.

    Parameters
    ----------
    text
        The human text.
    added
        The text that joins it.
    settings
        The model and the regime; None for the usual ones.
    generation
        The generation that is asked about.
    kind
        ``"curve"``: words that an amount of it keeps alive, beside the same amount of human text that was
        held out; ``"words"`` and ``"phrases"``: which.

    Returns
    -------
    Findings
        By the law of words; nothing is run.

    Raises
    ------
    FindingError
        There is no such generation, or no such table.
    TextError
        A text cannot be used.
    """
    tables = {
        "curve": descent.worth_curves_table,
        "words": descent.worth_words_table,
        "phrases": descent.worth_phrases_table,
    }
    if kind not in tables:
        raise FindingError(f"there is no table {kind!r}: choose {', '.join(tables)}")
    if generation < 1:
        raise FindingError("ask about generation 1 or later")
    wanted = settled(settings)
    corpus, source = text.corpus(wanted.unit), added.source
    options = corpus.reading.options
    whole = build_corpus(source.name, source.voices, wanted.unit, (), hold_out=False, options=options)
    return Findings(tables[kind](drift_worth.worth(corpus, wanted, whole, generation)))


def compare(
    lineages: Mapping[str, Sequence[drift.Lineage]],
    measure: str = HUMAN_WORDS,
    *,
    document: int | None = None,
    human: bool = False,
) -> Findings:
    """Put two to five lineages side by side, generation by generation.

    Parameters
    ----------
    lineages
        By label, the replicates of each: seeds, or chains of the same kind.
    measure
        What is followed, as a share of generation 0.
    document
        Instead: the number, from 1, of a document that is followed through the generations of each (the
        answer to one prompt, or a chain).
    human
        Whether generation 0 of texts from elsewhere is human.

    Returns
    -------
    Findings
        A row a generation: for each lineage the mean, twice the standard deviation over replicates, and what
        sampling alone predicts.

    Raises
    ------
    ComparisonError
        They cannot stand side by side.
    UnknownMeasureError
        There is no such measure.
    """
    compared = [Compared(label, tuple(found)) for label, found in lineages.items()]
    if not all(each.lineages for each in compared):
        raise ComparisonError("a label without a lineage: give each at least one")
    check(compared)
    find_measure(measure)
    if document is not None:
        return Findings(comparisons.document_table(compared, document))
    return Findings(comparisons.through_time_table(compared, measure, human=human))

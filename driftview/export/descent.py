"""Where sentences come from and what a text is worth, as tables."""

from driftview.drift.custody import Custody, Provenance
from driftview.drift.worth import Worth
from driftview.export.listing import Listing, ListingColumn
from driftview.text.corpus import Place


def custody_table(found: Custody) -> Listing:
    """Return the path of a sentence, a row for each generation that it passed through.

    Parameters
    ----------
    found
        The path.

    Returns
    -------
    Listing
        The newest generation first, the human pages last.
    """
    columns = (
        ListingColumn("generation", "generation", "count"),
        ListingColumn("pieces", "pieces", "count"),
        ListingColumn("joined", "joined here", "count"),
        ListingColumn("text", "the sentence in pieces"),
        ListingColumn("places", "human pages"),
    )
    rows = tuple(
        (
            step.generation,
            len(step.stretches),
            step.joined,
            " ╎ ".join(each.text for each in step.stretches),
            "; ".join(dict.fromkeys(_where(each.place) for each in step.stretches if each.place)) or None,
        )
        for step in found.steps
    )
    least, most = found.removes
    removes = f"{least}" if least == most else f"{least} to {most}"
    said = (
        f"{removes} removes from the human text, {found.hands} hands, {found.joins} joins on the way.",
        "driftview does not record which of several equal places a model read; this path has the fewest "
        "joins.",
        *([f"{found.orphans} tokens descend from no text before them."] if found.orphans else []),
    )
    return Listing("custody", f"Chain of custody of “{found.text}”", columns, rows, said)


def _where(place: Place) -> str:
    return f"{place.file}, paragraph {place.paragraph}"


def provenance_table(found: Provenance, name: str) -> Listing:
    """Return what a foreign text shares with each generation and with no human text.

    Parameters
    ----------
    found
        What was compared.
    name
        What the text is called.

    Returns
    -------
    Listing
        A row a generation, and in words whether the text derives from outputs.
    """
    columns = (
        ListingColumn("generation", "generation", "count"),
        ListingColumn("shared", "shared", "count"),
        ListingColumn("expected", "by chance", "decimal"),
        ListingColumn("probability", "chance of so many", "percent"),
        ListingColumn("example", "for example"),
    )
    rows = tuple(
        (each.generation, each.shared, each.expected, each.probability, each.example or None)
        for each in found.generations
    )
    best = found.likeliest
    verdict = (
        "Nothing distinguishes it from human text: it shares no more than human text would by chance."
        if best is None
        else f"It derives from outputs, most likely from generation {best.generation} or a text like it "
        f"({best.shared:,} shared where human text shares about {best.expected:,.0f})."
    )
    return Listing(
        "provenance",
        f"{name}: runs of {found.words} words shared with generations and with no human text",
        columns,
        rows,
        (
            verdict,
            f"Of its runs, {found.runs:,} stand in no human text; {100 * found.verbatim:.0f}% are in the "
            "human training text, from which it may have been copied.",
        ),
    )


def worth_curves_table(found: Worth) -> Listing:
    """Return how many words an amount of a text keeps alive, beside other texts of that amount.

    Parameters
    ----------
    found
        What a text would save.

    Returns
    -------
    Listing
        A row for each amount of the added text; the others are empty where they are shorter.
    """
    own, *others = found.curves
    columns = (
        ListingColumn("tokens", "tokens added", "count"),
        ListingColumn("words", "words kept alive", "decimal"),
        ListingColumn("per_thousand", "more for 1,000 tokens", "decimal"),
        *(ListingColumn(f"words_{each.name.split()[0]}", f"{each.name}", "decimal") for each in others),
    )
    amounts = sorted({*own.tokens.tolist(), found.common})
    rows = []
    for place, amount in enumerate(amounts):
        words, earlier = own.at(amount) or 0.0, own.at(amounts[place - 1]) or 0.0
        step = amount - amounts[place - 1] if place else 0.0
        marginal = 1000.0 * (words - earlier) / step if step > 0 else None
        rows.append((round(amount), words, marginal, *(each.at(amount) for each in others)))
    total = own.at(float(own.tokens[-1])) or 0.0
    levels = [(each.name, each.at(found.common)) for each in others]
    compared = ", ".join(f"{name} {level:,.0f}" for name, level in levels if level is not None)
    said = (
        f"{found.name}: {found.tokens:,} tokens, {found.new_words:,} words that the human text lacks. In "
        f"generation {found.generation} it keeps {total:,.0f} words alive beyond the "
        f"{found.human_words:,.0f} that live without it.",
        *(
            [f"{found.common:,.0f} tokens of it keep {own.at(found.common) or 0.0:,.0f}; of {compared}."]
            if compared
            else []
        ),
        "Predicted by the law of words, one word at a time; the text joins the human text before the first "
        "generation.",
        *(
            ["An upper estimate: with these settings passages live or die together, and runs keep less."]
            if found.upper
            else []
        ),
    )
    return Listing("worth", f"What {found.name} would save", columns, tuple(rows), said)


def worth_words_table(found: Worth) -> Listing:
    """Return the words that a text keeps alive, those first that it helps most.

    Parameters
    ----------
    found
        What a text would save.

    Returns
    -------
    Listing
        A row a word.
    """
    columns = (
        ListingColumn("word", "word"),
        ListingColumn("human", "human", "count"),
        ListingColumn("added", "added", "count"),
        ListingColumn("before", "alive without", "percent"),
        ListingColumn("after", "alive with", "percent"),
        ListingColumn("longer", "generations longer", "count"),
    )
    rows = tuple(
        (each.text, each.human, each.added, each.before, each.after, each.longer) for each in found.words
    )
    return Listing(
        "worth-words", f"Words that {found.name} keeps alive in generation {found.generation}", columns, rows
    )


def worth_phrases_table(found: Worth) -> Listing:
    """Return the phrases that only an added text has.

    Parameters
    ----------
    found
        What a text would save.

    Returns
    -------
    Listing
        A row a phrase, the most frequent first, then the most distinctive.
    """
    columns = (
        ListingColumn("phrase", "phrase"),
        ListingColumn("added", "added", "count"),
        ListingColumn("alive", "alive", "percent"),
        ListingColumn("log_likelihood", "log-likelihood", "decimal"),
    )
    rows = tuple((each.text, each.added, each.alive, each.log_likelihood) for each in found.phrases)
    return Listing(
        "worth-phrases",
        f"Phrases that only {found.name} has, in generation {found.generation}",
        columns,
        rows,
    )

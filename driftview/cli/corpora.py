"""``driftview corpora``: the human texts that come with the program."""

import click

from driftview.cli.output import aligned

HEAD = (
    "name",
    "author",
    "years",
    "century",
    "language",
    "licence",
    "tokens",
    "words",
    "used once",
    "voices",
)


@click.command(short_help="List the bundled human texts.")
def corpora() -> None:
    """List the bundled human texts: size, words, words used once, years, language and licence."""
    from driftview.text.catalogue import CATALOGUE, DEFAULT
    from driftview.text.sources import open_corpus

    rows: list[tuple[str, ...]] = [HEAD]
    for entry in CATALOGUE:
        corpus = open_corpus([entry.name])
        counts = corpus.counts
        numbers = (len(corpus.tokens), int((counts > 0).sum()), int((counts == 1).sum()), len(corpus.voices))
        name = f"{entry.name} (default)" if entry.name == DEFAULT else entry.name
        about = (name, entry.author, entry.year, entry.century, entry.language, entry.licence)
        rows.append((*about, *(f"{number:,}" for number in numbers)))
    for line in aligned(rows, left=range(6)):
        click.echo(line)
    click.echo(
        "\nTokens, words and words used once are counted in the training text; every tenth paragraph is "
        "held out."
    )
    click.echo("In Chinese and Japanese each character counts as a word.")
    click.echo("In the United Kingdom the King James text is under letters patent of the Crown.")

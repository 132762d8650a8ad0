"""``driftview corpora``: the human texts that come with the program."""

import click


@click.command()
def corpora() -> None:
    """List the bundled human texts: size, words, once-words, years and licence."""
    from driftview.text.bundled import CATALOGUE, DEFAULT
    from driftview.text.sources import open_corpus

    head = ("name", "author", "years", "tokens", "words", "once-words", "voices", "licence")
    rows: list[tuple[str, ...]] = [head]
    for entry in CATALOGUE:
        corpus = open_corpus([entry.name])
        counts = corpus.counts
        numbers = (len(corpus.tokens), int((counts > 0).sum()), int((counts == 1).sum()), len(corpus.voices))
        name = f"{entry.name} (default)" if entry.name == DEFAULT else entry.name
        rows.append((name, entry.author, entry.year, *(f"{number:,}" for number in numbers), entry.licence))
    widths = [max(len(row[column]) for row in rows) for column in range(len(head))]
    for row in rows:
        cells = (
            cell.rjust(width) if 3 <= column <= 6 else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        click.echo("  ".join(cells).rstrip())
    click.echo("\nTokens, words and once-words are of the training text; every tenth paragraph is held out.")

"""``driftview predict``: what the laws say of a text, without running anything."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

import click
from click.core import ParameterSource

from driftview.choices import has_whole_words
from driftview.cli.completion import FILE
from driftview.cli.options import LargeNumber, Real, lineage_options, make_corpus, named_by, settle
from driftview.cli.safety import BadInput, complain
from driftview.cli.texts import text_arguments
from driftview.numbers import percent
from driftview.quantities import ANCESTORS, HUMAN_WORDS, WORDS_ONCE
from driftview.settings.settings import PARAMETERS
from driftview.theory.deviation import half_width

if TYPE_CHECKING:
    from driftview.settings.settings import Settings
    from driftview.study.prediction import HumanWords, PredictedGeneration, WordPrediction

Function = TypeVar("Function", bound=Callable[..., Any])

LAW_OPTIONS = {name for name, declared in PARAMETERS.items() if declared.law}
"""Options of a run that its law depends on; it is the same for every order and seed."""

FAR, NEAR = 1000, 30
"""Generations predicted by default: under plain replacement, and where the law goes step by step."""

SHARES = (0.05, 0.1, 0.2, 0.5)
"""Human shares whose long run is told."""


def law_options(function: Function) -> Function:
    """Add those options of a run that a law depends on."""
    before = list(getattr(function, "__click_params__", ()))
    lineage_options(function)
    params: list[click.Parameter] = getattr(function, "__click_params__")  # noqa: B009 - click's own memo
    params[:] = [param for param in params if param in before or param.name in LAW_OPTIONS]
    return function


@click.command(short_help="Print what the laws predict for a text of any size, without running anything.")
@text_arguments
@click.option(
    "--zipf",
    type=Real(0, min_open=True),
    metavar="EXPONENT",
    help="Instead of a text: words whose share falls with this power of their rank.",
)
@click.option(
    "--shift",
    type=Real(-1, min_open=True),
    default=2.7,
    show_default=True,
    help="With --zipf: add this to the rank (Mandelbrot), which flattens the head.",
)
@click.option("--words", type=LargeNumber(), help="With --zipf: the number of words.  [endless]")
@click.option(
    "--tokens",
    type=LargeNumber(),
    help="Tokens in each generation; with --zipf, also in the human text.  1e12 is fine.",
)
@click.option(
    "--generations",
    type=LargeNumber(1e15),
    help=f"How far to look.  [default: {FAR}; {NEAR} where the law goes step by step]",
)
@law_options
@click.option(
    "--json", "json_file", type=FILE, metavar="FILE", help="Write JSON to FILE, or to standard output: -."
)
@click.option("--force", is_flag=True, help="Let --json replace a file.")
@click.pass_context
def predict(
    context: click.Context,
    /,
    *,
    texts: tuple[str, ...],
    corpus: tuple[str, ...],
    zipf: float | None,
    shift: float,
    words: int | None,
    tokens: int | None,
    generations: int | None,
    json_file: str | None,
    force: bool,
    **values: Any,
) -> None:
    """Predict words, words used once, diversity, half-lives and what human text keeps; nothing is run.

    The predictions are closed forms for drift, which is copying by chance alone. They hold for n-gram models
    of low order; for a large language model they describe the sampling part only.
    """
    from driftview.cli.output import check_output

    typed = named_by(context, context.params, ParameterSource.COMMANDLINE)
    also = {"generations": generations or NEAR} | ({"tokens": tokens} if zipf is None else {})
    settings = settle(context, values, also)
    check_output(json_file, force)
    if zipf is None and "shift" in typed:
        raise BadInput("--shift goes with --zipf: a text brings its own words")
    if zipf is not None and "unit" in typed:
        complain("note: --unit has no effect with --zipf, which has no text")
    if zipf is None:
        vocabulary = _of_text((*corpus, *texts), words, settings)
    else:
        vocabulary = _of_zipf((*corpus, *texts), zipf, shift, words, tokens)
    prediction = _prediction(vocabulary, replace(settings, tokens=tokens), generations)
    _tell(prediction, json_file, force)


def _of_text(names: tuple[str, ...], words: int | None, settings: Settings) -> HumanWords:
    """Return the vocabulary of a corpus."""
    from driftview.settings.settings import Settings
    from driftview.study.prediction import HumanWords

    if words is not None:
        raise BadInput("--words goes with --zipf: a text brings its own words")
    return HumanWords.of(make_corpus(names, Settings(order=1, unit=settings.unit, merges=settings.merges)))


def _of_zipf(
    names: tuple[str, ...], exponent: float, shift: float, words: int | None, tokens: int | None
) -> HumanWords:
    """Return the vocabulary of a text that follows the law of Zipf and Mandelbrot."""
    from driftview.study.prediction import HumanWords

    if names:
        raise BadInput("give a text or --zipf, not both")
    if tokens is None:
        raise BadInput("--zipf needs --tokens, the number of tokens in the human text")
    try:
        return HumanWords.of_zipf(exponent, tokens, shift, words)
    except ValueError as error:
        raise BadInput(f"--zipf: {error}") from None


def _prediction(vocabulary: HumanWords, settings: Settings, generations: int | None) -> WordPrediction:
    """Put the law together, as far as asked or as far as it is worth telling."""
    from driftview.study.prediction import TooFar, WordPrediction

    try:
        near = WordPrediction(vocabulary, replace(settings, generations=generations or NEAR))
        if generations is None and near.plain:
            return WordPrediction(vocabulary, replace(settings, generations=FAR))
        assert near.path  # worked out here, where what cannot be is refused
    except TooFar as error:
        raise BadInput(error) from None
    except OverflowError:
        raise BadInput(
            "the texts grow too large to compute: choose less growth or fewer generations"
        ) from None
    return near


def _tell(prediction: WordPrediction, json_file: str | None, force: bool) -> None:
    """Print the table, or write JSON."""
    from driftview.study.prediction import spaced

    share = prediction.settings.human_share
    shares = sorted({*SHARES, share} - {0.0})
    numbers = spaced(prediction.settings.generations)
    if json_file is None:
        click.echo("\n".join(_lines(prediction, numbers, shares)))
        return
    from driftview.cli.output import write_text
    from driftview.version import __version__

    head = {"format": "driftview-prediction", "version": 1, "driftview": __version__}
    record = {**head, "config": _config(prediction.settings), **prediction.as_dict(numbers, shares)}
    write_text(json_file, json.dumps(record, indent=1, allow_nan=False, ensure_ascii=False) + "\n", force)


def _config(settings: Settings) -> dict[str, Any]:
    """Return the settings that the law depends on."""
    return {
        name: value
        for name, value in settings.as_dict().items()
        if name in LAW_OPTIONS | {"generations", "tokens"}
    }


def _lines(prediction: WordPrediction, numbers: list[int], shares: list[float]) -> list[str]:
    """Return the whole page."""
    from driftview.cli.output import aligned
    from driftview.measures.registry import by_unit, find_measure

    vocabulary = prediction.vocabulary
    spectrum = vocabulary.spectrum
    words, once, ancestors = (find_measure(name).short for name in (HUMAN_WORDS, WORDS_ONCE, ANCESTORS))
    head: tuple[str, ...] = (
        "generation", "knows as much as", ancestors, words, "± 2 sd", once, "diversity", "entropy lost",
    )  # fmt: skip
    if not has_whole_words(prediction.settings.unit):
        head = tuple(by_unit(each, prediction.settings.unit) for each in head)
    table = aligned([head, *(_cells(row) for row in prediction.rows(numbers))])
    told = [
        f"{vocabulary.tokens:,} tokens, {_count(spectrum.types)} words, "
        f"{_count(float(spectrum.words[spectrum.count == 1].sum()))} of them once; "
        f"ten percent more text would add about {10 * prediction.heaps_slope:.1f}% more words.",
        "",
        *table,
        "",
        *_said(prediction),
        "",
        *_kept(prediction, shares),
    ]
    if not has_whole_words(prediction.settings.unit):
        told = [by_unit(line, prediction.settings.unit) for line in told]
    return [f"{vocabulary.name}: {told[0]}", *told[1:]]


def _cells(row: PredictedGeneration) -> tuple[str, ...]:
    """Return one line of the table."""
    return (
        f"{row.generation:,}",
        f"{percent(row.reader_share, chosen=True)} of the text",
        percent(row.survival, chosen=True),
        _count(row.types),
        _count(half_width(row.types_sd)),
        _count(row.hapaxes),
        "–" if row.heterozygosity is None else f"{row.heterozygosity:.6f}",
        "–" if row.entropy_lost_bits is None else f"{row.entropy_lost_bits:.3g} bits",
    )


def _said(prediction: WordPrediction) -> list[str]:
    """Return what the table means, in plain sentences."""
    life, reach = prediction.words_half_life, prediction.settings.generations
    said = [
        "knows as much as: the share of the human text that someone with these words has read;",
        "ancestors are the human tokens that still have descendants.",
        f"More than half of the words should be left after {reach:,} generations."
        if life is None
        else f"Half of the words should be gone by generation {life:,}.",
    ]
    if prediction.diversity_half_life is not None:
        said.append(
            "Half of the diversity (the chance that two tokens differ) is gone after "
            f"{_count(prediction.diversity_half_life)} generations."
        )
    if prediction.diversity_loss_limit is not None:
        said.append(
            "Of the diversity of everything written so far, accumulating never loses more than "
            "{percent(prediction.diversity_loss_limit, chosen=True)}."
        )
    return said


def _kept(prediction: WordPrediction, shares: list[float]) -> list[str]:
    """Return what human text keeps."""
    from driftview.cli.output import aligned

    types = prediction.vocabulary.spectrum.types
    rows: list[tuple[str, ...]] = [("human share", "fresh", "", "fixed", "")]
    for kept in prediction.retentions(shares):
        both = ((_count(number), f"{100 * number / types:.0f}%") for number in (kept.fresh, kept.fixed))
        rows.append((percent(kept.human_share, chosen=True), *(cell for pair in both for cell in pair)))
    return [
        "Words that machine text keeps in the long run when a share of every training set is human,",
        "drawn again each time (fresh) or always the same (fixed); regime replace, texts of one size:",
        *aligned(rows),
    ]


def _count(number: float) -> str:
    """Write a number of things: whole, or with three digits when it is small or beyond reading."""
    if number >= 1e15:
        return f"{number:.3e}"
    return f"{number:,.0f}" if number >= 10 or number == 0 else f"{number:.2g}"

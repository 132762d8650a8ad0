"""``driftview reproduce``: published claims put to the test."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource
from click.shell_completion import CompletionItem

from driftview.cli.options import Whole, check_options, make_corpus, named_by
from driftview.cli.output import aligned, check_output, figure, finite, progress, write_text
from driftview.cli.safety import BadInput, complain
from driftview.cli.texts import synthetic_options, text_arguments

if TYPE_CHECKING:
    from driftview.study.claims.trial import Claim, Finding, Judgement, Trial
    from driftview.text.corpus import Corpus

HEAD = ("measured on n-grams", "generation", "published", "measured", "± error", "tolerance", "")

FAILED = 1

WIDEST = 100
"""Columns of running text."""


def complete_claim(
    _context: click.Context, _parameter: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """Return the claims that begin so."""
    from driftview.study.claims.papers import ALL, CLAIMS

    found = [CompletionItem(claim.name, help=claim.summary) for claim in CLAIMS]
    return [item for item in (*found, CompletionItem(ALL)) if item.value.startswith(incomplete)]


@click.command(short_help="Test a published claim; exit with code 1 if it fails.")
@click.argument("name", required=False, shell_complete=complete_claim)
@text_arguments
@synthetic_options
@click.option(
    "--quick", is_flag=True, help="Fewer replicates: under a minute per claim for a novel, on two processors."
)
@click.option("--replicates", type=Whole(3, 10_000), help="Runs of each setting.  [default: the claim's own]")
@check_options("Chance that luck alone causes an error in a claim's table (family-wise).")
@click.pass_context
def reproduce(
    context: click.Context,
    /,
    *,
    name: str | None,
    texts: tuple[str, ...],
    corpus: tuple[str, ...],
    quick: bool,
    replicates: int | None,
    seed: int,
    level: float,
    workers: int | None,
    json_file: str | None,
    force: bool,
    quiet: bool,
) -> None:
    """Test the claim NAME, or all claims, on a text and print published against measured values.

    Without NAME, list the claims. Each is a statement about model collapse from a paper, as far as n-gram
    models can test it; the output says what was carried over and what was not.
    """
    if quick and replicates is not None:
        complain("note: --quick has no effect with --replicates")
    if name is None:
        typed = named_by(context, context.params, ParameterSource.COMMANDLINE)
        if typed:
            complain(f"note: without NAME, --{min(typed).removesuffix('_file')} does nothing")
        click.echo("\n".join(_list()))
        return
    claims = _claims(name)
    check_output(json_file, force)
    judgements = _run(
        claims, (*corpus, *texts), quick=quick, replicates=replicates, seed=seed, level=level,
        workers=workers, quiet=quiet,
    )  # fmt: skip
    if json_file is None:
        click.echo("\n\n".join("\n".join(_lines(judgement)) for judgement in judgements))
    else:
        write_text(json_file, _json(judgements, seed), force)
    context.exit(0 if all(judgement.passed for judgement in judgements) else FAILED)


def _list() -> list[str]:
    """Return what can be run."""
    from driftview.study.claims.papers import ALL, CLAIMS

    rows = [("name", "claim", "source")]
    rows += [(claim.name, claim.summary, claim.paper.source) for claim in CLAIMS]
    return [*aligned(rows, left=range(3)), "", f"`driftview reproduce NAME` runs one, `{ALL}` runs all."]


def _claims(name: str) -> tuple[Claim, ...]:
    """Return the claims that a name stands for; raises BadInput for none."""
    from driftview.study.claims.papers import find_claims

    try:
        return find_claims(name)
    except ValueError as error:
        raise BadInput(str(error)) from None


def _run(
    claims: tuple[Claim, ...],
    names: tuple[str, ...],
    *,
    quick: bool,
    replicates: int | None,
    seed: int,
    level: float,
    workers: int | None,
    quiet: bool,
) -> list[Judgement]:
    """Make all runs, with a progress bar where a person watches."""
    from driftview.settings.settings import Settings
    from driftview.study.claims.trial import put_to_test, runs_of
    from driftview.study.executor import Executor

    text = make_corpus(names, Settings(order=3))
    claims, trials = _trials(claims, text)
    numbers = [replicates or (claim.quick_replicates if quick else claim.replicates) for claim in claims]
    judgements = []
    with progress(sum(map(runs_of, trials, numbers)), "runs", quiet) as advance:
        for claim, trial, number in zip(claims, trials, numbers, strict=True):
            done = 0
            steps = put_to_test(
                claim,
                text,
                trial,
                Executor(workers, note=complain),
                replicates=number,
                seed=seed,
                level=level,
            )
            for step in steps:
                advance(step.done - done)
                done = step.done
                if step.judgement is not None:
                    judgements.append(step.judgement)
    return judgements


def _trials(claims: tuple[Claim, ...], text: Corpus) -> tuple[tuple[Claim, ...], list[Trial]]:
    """Set claims up, and return those that a text does for; raises BadInput where it does for none.

    Of several claims the others are run all the same, and a note names the one that is left out.
    """
    from driftview.study.claims.trial import ClaimError

    kept, trials = [], []
    for claim in claims:
        try:
            trials.append(claim.trial(text))
        except ClaimError as error:
            if len(claims) == 1:
                raise BadInput(f"{claim.name}: {error}") from None
            complain(f"note: {claim.name} is left out: {error}")
        else:
            kept.append(claim)
    if not kept:
        raise BadInput("no claim can be run on this text: give a longer one")
    return tuple(kept), trials


def _lines(judgement: Judgement) -> list[str]:
    """Return a claim, its table, and what it comes to."""
    from driftview.text.reading import label

    claim, paper = judgement.claim, judgement.claim.paper
    rows = [HEAD, *(_cells(finding) for finding in judgement.findings)]
    failures = sum(not finding.passed for finding in judgement.findings)
    outcome = "reproduced." if not failures else f"NOT reproduced: {failures} of {len(rows) - 1} rows fail."
    return [
        f"{claim.name}: {claim.summary}",
        *_wrapped(f"{paper.authors}, {paper.title}, {paper.source}."),
        *_wrapped(f"It says: {paper.says}"),
        *_wrapped(f"Run here: {paper.runs}"),
        *_wrapped(f"Not shown: {paper.omits}"),
        "",
        *aligned(rows, left=(0, 6)),
        "",
        f"{label(judgement.text)}, {judgement.replicates} runs of each setting: {outcome}",
        *_wrapped(_rule(judgement)),
    ]


def _rule(judgement: Judgement) -> str:
    """Say when a row has failed."""
    rows, critical = len(judgement.findings), judgement.findings[0].critical
    return (
        f"Tolerance: {critical:.2f} standard errors, widened for {judgement.replicates} runs (Student's t), "
        "and the law's own error. A number must be within the tolerance; with ≤ it may not be further "
        f"above; with > 0 it must exceed 0 by more than the tolerance. With {rows} rows, luck alone "
        f"decides one wrongly with a chance of at most {judgement.level:g}."
    )


def _wrapped(text: str) -> list[str]:
    """Return running text as lines."""
    import shutil
    import textwrap

    width = min(WIDEST, max(40, shutil.get_terminal_size().columns))
    return textwrap.wrap(text, width, break_on_hyphens=False)


def _cells(finding: Finding) -> tuple[str, ...]:
    """Return one line of the table."""
    statement, check = finding.statement, finding.check
    sign = {"=": "", ">": "> ", "≤": "≤ "}[statement.relation.value]
    return (
        statement.quantity,
        f"{statement.generation}",
        "> 0" if sign == "> " and not statement.published else sign + figure(statement.published),
        figure(check.measured),
        f"{check.standard_error:.2g}",
        f"{finding.tolerance:.2g}",
        finding.outcome,
    )


def _json(judgements: list[Judgement], seed: int) -> str:
    """Return the tables as JSON."""
    from driftview.version import __version__

    record = {
        "format": "driftview-reproduction",
        "version": 1,
        "driftview": __version__,
        "seed": seed,
        "passed": all(judgement.passed for judgement in judgements),
        "claims": [_claim_record(judgement) for judgement in judgements],
    }
    return json.dumps(finite(record), indent=1, allow_nan=False, ensure_ascii=False) + "\n"


def _claim_record(judgement: Judgement) -> dict[str, Any]:
    claim = judgement.claim
    return {
        "name": claim.name,
        "summary": claim.summary,
        "paper": asdict(claim.paper),
        "corpus": judgement.text,
        "replicates": judgement.replicates,
        "level": judgement.level,
        "critical_z": judgement.findings[0].critical,
        "passed": judgement.passed,
        "rows": [finding.as_dict() for finding in judgement.findings],
    }

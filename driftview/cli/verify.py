"""``driftview verify``: law against simulation."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from driftview.cli.options import check_options, make_corpus
from driftview.cli.output import aligned, check_output, figure, finite, progress, write_text
from driftview.cli.safety import complain
from driftview.cli.texts import synthetic_options, text_arguments
from driftview.numbers import percent

if TYPE_CHECKING:
    from driftview.study.coverage import CoverageTrial
    from driftview.study.experiments import Check
    from driftview.study.verify import Verdict
    from driftview.text.corpus import Corpus

HEAD = ("regime", "quantity", "generation", "predicted", "measured", "± error", "law's error", "z", "")

FAILED = 1

UNCOVERED = (
    "Means only: coverage (the share of runs inside ±1 and ±2 sd) was not checked; run without --quick."
)


@click.command(short_help="Check every law against simulation; exit with code 1 if one fails.")
@text_arguments
@synthetic_options
@click.option("--quick", is_flag=True, help="Fewer replicates: well under a minute on two processors.")
@check_options("Chance that the table fails although every law holds (family-wise).")
@click.pass_context
def verify(
    context: click.Context,
    /,
    *,
    texts: tuple[str, ...],
    corpus: tuple[str, ...],
    quick: bool,
    seed: int,
    level: float,
    workers: int | None,
    json_file: str | None,
    force: bool,
    quiet: bool,
) -> None:
    """Run every regime many times and compare with what the laws predict.

    A row fails if it is further from its law than chance allows, beyond the error that the law itself
    states. The level applies to the whole table (Šidák): with --level 0.05, about one table in twenty
    fails by chance alone, fewer if laws state an error of their own.
    """
    from driftview.settings.settings import Settings

    check_output(json_file, force)
    text = make_corpus((*corpus, *texts), Settings(order=1))
    verdict = _run(text, quick=quick, seed=seed, level=level, workers=workers, quiet=quiet)
    if json_file is None:
        click.echo("\n".join(_lines(verdict, text)))
    else:
        write_text(json_file, _json(verdict, text, seed), force)
    context.exit(FAILED if verdict.failures else 0)


def _run(text: Corpus, *, quick: bool, seed: int, level: float, workers: int | None, quiet: bool) -> Verdict:
    """Make all runs, with a progress bar where a person watches."""
    from driftview.study.executor import Executor
    from driftview.study.verify import Verdict, plan, run_plan

    experiments = plan(text, quick)
    covered = [] if quick else _coverage_trials(text, seed)
    checks: dict[int, tuple[Check, ...]] = {}
    rows: list[Check] = []
    with progress(len(covered), "coverage", quiet) as advance:
        for trial in covered:
            rows += trial.checks(lambda: False)
            advance(1)
    with progress(sum(each.replicates for each in experiments), "runs", quiet) as advance:
        done = 0
        for step in run_plan(experiments, seed, Executor(workers, note=complain)):
            advance(step.done - done)
            done = step.done
            if step.checks:
                checks[step.experiment] = step.checks
    means = tuple(check for number in sorted(checks) for check in checks[number])
    return Verdict((*means, *rows), level)


def _coverage_trials(text: Corpus, seed: int) -> list[CoverageTrial]:
    """Return the settings whose coverage is checked, on the text and on one of the other length."""
    from driftview.settings.settings import Settings
    from driftview.study.coverage import other_text, trials

    return list(trials(text, make_corpus((other_text(text),), Settings(order=1)), seed))


def _lines(verdict: Verdict, text: Corpus) -> list[str]:
    """Return the table and what it comes to."""
    rows = [HEAD, *(_cells(check, verdict.critical) for check in verdict.checks)]
    failures = len(verdict.failures)
    covers = any(check.quantity.startswith("inside ±") for check in verdict.checks)
    outcome = "every law holds." if not failures else f"{failures} of {len(verdict.checks)} rows FAILED."
    return [
        *aligned(rows, left=(0, 1, 8)),
        "",
        f"{text.name}: {outcome}",
        f"A row fails more than {verdict.critical:.2f} standard errors beyond its law's own error; for "
        f"{len(verdict.checks)} rows",
        f"that is a chance of {verdict.level:g} that any fails although all laws hold.",
        _covered(verdict) if covers else UNCOVERED,
    ]


def _covered(verdict: Verdict) -> str:
    """Say how many runs lie inside what is predicted, all settings together."""
    shares = []
    for width, wanted in (("±1", 0.683), ("±2", 0.954)):
        rows = [each for each in verdict.checks if each.quantity == f"inside {width} sd"]
        runs = sum(each.replicates for each in rows)
        inside = sum(each.measured * each.replicates for each in rows)
        if runs:
            found = f"{percent(inside / runs, 1)} of {runs:,} runs"
            shares.append(f"{width} sd holds {found} ({percent(wanted, 1)} wanted)")
    return f"Coverage: {', '.join(shares)}."


def _cells(check: Check, critical: float) -> tuple[str, ...]:
    """Return one line of the table."""
    return (
        check.regime,
        check.quantity,
        f"{check.generation}",
        figure(check.predicted),
        figure(check.measured),
        f"{check.standard_error:.2g}",
        f"{check.allowance:.2g}" if check.allowance else "–",
        f"{check.z:+.2f}",
        "pass" if check.passed(critical) else "FAIL",
    )


def _json(verdict: Verdict, text: Corpus, seed: int) -> str:
    """Return the table as JSON."""
    from driftview.version import __version__

    rows: list[dict[str, Any]] = [
        {**asdict(check), "chance": check.chance, "passed": check.passed(verdict.critical)}
        for check in verdict.checks
    ]
    record = {
        "format": "driftview-verification",
        "version": 1,
        "driftview": __version__,
        "corpus": text.name,
        "seed": seed,
        "level": verdict.level,
        "critical_z": verdict.critical,
        "passed": not verdict.failures,
        "rows": rows,
    }
    return json.dumps(finite(record), indent=1, allow_nan=False, ensure_ascii=False) + "\n"

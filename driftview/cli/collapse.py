"""``driftview collapse``: which of the eight definitions of model collapse a run meets."""

from __future__ import annotations

from typing import Any

import click

from driftview.cli.finding import Finding, finding_options


@click.command(short_help="Say which of the eight definitions of model collapse a run meets, and since when.")
@finding_options
@click.pass_context
def collapse(context: click.Context, /, **values: Any) -> None:
    """Test one run against the eight definitions of model collapse in the literature.

    TEXT is what `driftview run` takes, or the FOLDER that it wrote. Each row says what is measured for
    the definition, whether the run meets it and since when, and whether a control without a loop would
    meet it too.
    """
    finding = Finding.taken_from(context, values)
    lineage = finding.lineage()
    from driftview.drift.collapse import collapse as judge
    from driftview.export.findings import collapse_table

    finding.write(collapse_table(judge(lineage)))

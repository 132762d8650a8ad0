"""``driftview paths``: where the program keeps what it keeps."""

import click

from driftview.cli.environment import in_force
from driftview.cli.output import aligned


@click.command(short_help="Print where settings, crash logs and recovered lineages are.")
def paths() -> None:
    """Print where the settings are, and where logs and recovered lineages go after a crash.

    The DRIFTVIEW_* environment variables that are set follow; each one sets the option of the same name.
    """
    from driftview.cli.explore import explore
    from driftview.faults import LOGS_KEPT, RECOVERED_KEPT, log_folder, recovery_folder
    from driftview.text.catalogue import corpora_folder
    from driftview.text.cleaning import clean
    from driftview.text.token_cache import cache_folder
    from driftview.tui.preferences import VARIABLE, config_file

    rows = [
        ("settings", str(config_file()), _settings_state()),
        ("crash logs", str(log_folder()), f"driftview-*.log, only after a crash; the last {LOGS_KEPT} stay"),
        ("recovered", str(recovery_folder()), f"`driftview open` opens them; the last {RECOVERED_KEPT} stay"),
        ("bundled texts", str(corpora_folder()), "read only"),
        ("cache", str(cache_folder()), "bundled texts, tokenised; you may delete it at any time"),
    ]
    for line in aligned(rows, left=range(3)):
        click.echo(clean(line))
    known = {VARIABLE, *(param.envvar for param in explore.params)}
    for name in in_force():
        click.echo(f"{name} is set" + ("" if name in known else ", but there is no such option"))


def _settings_state() -> str:
    """Say whether the settings are there and can be read."""
    from driftview.tui.preferences import PreferencesError, config_file, read_preferences

    try:
        read_preferences()
    except PreferencesError as error:
        return str(error)
    return "in use" if config_file().exists() else "created when there is something to remember"

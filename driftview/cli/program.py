"""The program: its commands, and the rule that anything else opens the explorer."""

import sys
from importlib import import_module
from typing import Any

import click
from click.shell_completion import CompletionItem

from driftview.cli.safety import complain, watching_pipe
from driftview.version import __version__

COMMANDS = {
    "explore": "explore.explore",
    "open": "open.open_folder",
    "serve": "serve.serve",
    "run": "run.run",
    "export": "export.export",
    "measure": "measure.measure",
    "collapse": "findings.collapse",
    "compare": "compare.compare",
    "concordance": "concordance.concordance",
    "custody": "custody.custody",
    "phrases": "findings.phrases",
    "voices": "findings.voices",
    "words": "findings.words",
    "worth": "worth.worth",
    "sweep": "sweep.sweep",
    "plot": "plot.plot",
    "predict": "predict.predict",
    "verify": "verify.verify",
    "reproduce": "reproduce.reproduce",
    "corpora": "corpora.corpora",
    "paths": "paths.paths",
    "completion": "completion.completion",
}
"""Each command: the module of this room that is loaded when it is wanted, and what it is called there."""

CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


class Program(click.Group):
    """A group of commands in which the explorer needs no name: ``driftview book.txt`` opens it."""

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        """Read the command line; --help and --version print here already."""
        with watching_pipe():
            return super().make_context(info_name, args, parent, **extra)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        with watching_pipe():
            try:
                return super().invoke(ctx)
            finally:
                _tell_of_plug_ins()

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load a command."""
        if cmd_name not in COMMANDS:
            return None
        module, name = COMMANDS[cmd_name].split(".")
        command: click.Command = getattr(import_module(f"driftview.cli.{module}"), name)
        return command

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put the explorer's name in front unless a command or an option of the program stands there."""
        own = {*COMMANDS, "--version", "--help", "-h"}
        completing = ctx.resilient_parsing and not args
        if not completing and (not args or args[0] not in own):
            args = ["explore", *args]
        return super().parse_args(ctx, args)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Offer the commands, and the texts that the explorer opens."""
        from driftview.cli.texts import complete_text

        found = super().shell_complete(ctx, incomplete)
        if incomplete.startswith("-"):
            return found
        return found + complete_text(ctx, ctx.command.params[0], incomplete)

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Show both ways to start."""
        formatter.write_usage("driftview", "[TEXT]... [OPTIONS]     opens the explorer")
        formatter.write_usage("driftview", "COMMAND [ARGS]...")


def _tell_of_plug_ins() -> None:
    """Say what measures of installed packages did wrong, where any were loaded."""
    plug_ins = sys.modules.get("driftview.measures.plug_ins")
    for line in () if plug_ins is None else plug_ins.untold():
        complain(line)


@click.group(cls=Program, context_settings=CONTEXT, no_args_is_help=False)
@click.version_option(__version__, prog_name="driftview", message="%(prog)s %(version)s")
def program() -> None:
    """See what happens to human language when text models are trained on their own output.

    TEXT is the name of a bundled text, a file, several, a folder (each file one voice), - for standard input,
    or nltk:CORPUS/FILE. Without one, driftview opens the last text you used; the first time it opens
    Pride and Prejudice. `driftview explore --help` lists the explorer's options.
    """

"""The program: its commands, and the rule that anything else opens the explorer."""

from typing import Any

import click
from click.shell_completion import CompletionItem

from driftview import __version__
from driftview.cli.completion import completion
from driftview.cli.corpora import corpora
from driftview.cli.explore import explore
from driftview.cli.export import export
from driftview.cli.open import open_folder
from driftview.cli.paths import paths
from driftview.cli.plot import plot
from driftview.cli.predict import predict
from driftview.cli.reproduce import reproduce
from driftview.cli.run import run
from driftview.cli.safety import watching_pipe
from driftview.cli.serve import serve
from driftview.cli.sweep import sweep
from driftview.cli.texts import complete_text
from driftview.cli.verify import verify

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
            return super().invoke(ctx)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put the explorer's name in front unless a command or an option of the program stands there."""
        own = {*self.commands, "--version", "--help", "-h"}
        completing = ctx.resilient_parsing and not args
        if not completing and (not args or args[0] not in own):
            args = ["explore", *args]
        return super().parse_args(ctx, args)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Offer the commands, and the texts that the explorer opens."""
        found = super().shell_complete(ctx, incomplete)
        if incomplete.startswith("-"):
            return found
        return found + complete_text(ctx, ctx.command.params[0], incomplete)

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Show both ways to start."""
        formatter.write_usage("driftview", "[TEXT]... [OPTIONS]     opens the explorer")
        formatter.write_usage("driftview", "COMMAND [ARGS]...")


@click.group(cls=Program, context_settings=CONTEXT, no_args_is_help=False)
@click.version_option(__version__, prog_name="driftview", message="%(prog)s %(version)s")
def program() -> None:
    """See what happens to human language when text models are trained on their own output.

    TEXT is the name of a bundled text, a file, several, a folder (each file one voice), - for standard input,
    or nltk:CORPUS/FILE. Without one, driftview opens the text of last time, at first Pride and Prejudice.
    `driftview explore --help` lists the explorer's options.
    """


COMMANDS = (
    explore,
    open_folder,
    serve,
    run,
    export,
    sweep,
    plot,
    predict,
    verify,
    reproduce,
    corpora,
    paths,
    completion,
)

for command in COMMANDS:
    program.add_command(command)

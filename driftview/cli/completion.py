"""Completion of commands and options in the shell."""

import click
from click.shell_completion import get_completion_class


@click.command(short_help="Print the script that completes commands in your shell.")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def completion(context: click.Context, shell: str) -> None:
    """Print the script that completes driftview's commands in your shell.

    \b
    bash: driftview completion bash >> ~/.bashrc
    zsh:  driftview completion zsh >> ~/.zshrc
    fish: driftview completion fish > ~/.config/fish/completions/driftview.fish

    It works in shells that are opened afterwards, and where `driftview` is found without its folder.
    """
    made = get_completion_class(shell)
    if made is None:
        raise click.UsageError(f"no completion for {shell}")
    click.echo(made(context.find_root().command, {}, "driftview", "_DRIFTVIEW_COMPLETE").source())

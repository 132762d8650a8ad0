"""Completion in the shell: of commands and options, of places, and of names, also several with commas."""

from collections.abc import Callable, Iterable
from typing import Any, Literal

import click
from click.shell_completion import (
    BashComplete,
    CompletionItem,
    FishComplete,
    ZshComplete,
    add_completion_class,
    get_completion_class,
)
from click.types import StringParamType

Completer = Callable[[click.Context, click.Parameter, str], list[CompletionItem]]


class Place(StringParamType):
    """The name of a file or folder, whether it exists or not."""

    def __init__(self, kind: Literal["file", "dir"]) -> None:
        """Complete to files and the folders on the way to them, or to folders alone."""
        self._kind = kind

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """Let the shell complete it, which knows its own quotes."""
        return [CompletionItem(incomplete, type=self._kind)]


FILE = Place("file")
FOLDER = Place("dir")


def one_of(names: Callable[[], Iterable[str]]) -> Completer:
    """Return what completes one of several names, which are asked for only then."""

    def complete(_context: click.Context, _parameter: click.Parameter, begun: str) -> list[CompletionItem]:
        return [CompletionItem(name) for name in names() if name.startswith(begun)]

    return complete


def several_of(names: Callable[[], Iterable[str]]) -> Completer:
    """Return what completes the last of several names with commas between them, none of them twice."""

    def complete(context: click.Context, parameter: click.Parameter, begun: str) -> list[CompletionItem]:
        before, comma, last = begun.rpartition(",")
        left = [name for name in names() if name not in before.split(",")]
        return [
            CompletionItem(f"{before}{comma}{item.value}")
            for item in one_of(lambda: left)(context, parameter, last)
        ]

    return complete


class OurBash(BashComplete):
    """Bash, where names and files are offered together, and ``--out=`` completes as ``--out`` does.

    Click's own script forgets every name as soon as a file would do as well.
    """

    source_template = """\
%(complete_func)s() {
    local IFS=$'\\n' completion response files="" kind value
    response=$(env COMP_WORDS="${COMP_WORDS[*]}" COMP_CWORD=$COMP_CWORD %(complete_var)s=bash_complete $1)
    COMPREPLY=()
    for completion in $response; do
        kind=${completion%%%%,*}
        value=${completion#*,}
        case $kind in
            plain) COMPREPLY+=("$value") ;;
            *) files=$kind ;;
        esac
    done
    if [[ $files && ${#COMPREPLY[@]} -gt 0 ]]; then
        compopt -o filenames
        COMPREPLY+=($(compgen -f -- "$value"))
    elif [[ $files == dir ]]; then
        compopt -o dirnames
    elif [[ $files ]]; then
        compopt -o default
    fi
}

complete -o nosort -F %(complete_func)s %(prog_name)s
"""

    def get_completion_args(self) -> tuple[list[str], str]:
        """Return the words before the one that is being typed, and that one."""
        words, begun = super().get_completion_args()
        return [word for word in words if word != "="], "" if begun == "=" else begun


class OurZsh(ZshComplete):
    """Zsh, where ``--out=`` completes as ``--out`` does."""

    source_template = ZshComplete.source_template.replace(
        "    for type key descr in", "    compset -P '--*='\n    for type key descr in"
    ).replace("compadd -U", 'compadd -i "$IPREFIX" -U')


class OurFish(FishComplete):
    """Fish, where a name may have commas, and ``--out=`` completes as ``--out`` does."""

    source_template = """\
function %(complete_func)s
    set -l before (string match --regex -- '^--[^=]*=' (commandline -t))
    for completion in (env %(complete_var)s=fish_complete COMP_WORDS=(commandline -cp) \
            COMP_CWORD=(commandline -t) %(prog_name)s)
        set -l found (string split --max 1 "," -- $completion)
        switch $found[1]
            case dir
                printf '%%s\\n' "$before"(__fish_complete_directories $found[2])
            case file
                printf '%%s\\n' "$before"(__fish_complete_path $found[2])
            case plain
                echo "$before$found[2]"
        end
    end
end

complete --no-files --command %(prog_name)s --arguments "(%(complete_func)s)"
"""


for shell_class in (OurBash, OurZsh, OurFish):
    add_completion_class(shell_class)


@click.command(short_help="Print the script that completes commands in your shell.")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def completion(context: click.Context, shell: str) -> None:
    """Print the script that completes driftview's commands in your shell.

    \b
    bash: driftview completion bash >> ~/.bashrc
    zsh:  driftview completion zsh >> ~/.zshrc
    fish: driftview completion fish > ~/.config/fish/completions/driftview.fish

    It works in shells opened afterwards, if `driftview` is on your PATH.
    """
    made: Any = get_completion_class(shell)
    if made is None:
        raise click.UsageError(f"no completion for {shell}")
    click.echo(made(context.find_root().command, {}, "driftview", "_DRIFTVIEW_COMPLETE").source())

"""The names of human texts on the command line."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click
from click.core import ParameterSource
from click.shell_completion import CompletionItem
from click.types import StringParamType

from driftview.cli.environment import heed_environment
from driftview.cli.reading import reading_options
from driftview.cli.safety import BadInput

Function = TypeVar("Function", bound=Callable[..., Any])


def complete_text(
    _context: click.Context, _parameter: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """Return the bundled texts that begin so, and a wish for files."""
    from driftview.text.catalogue import CATALOGUE

    bundled = [
        CompletionItem(entry.name, help=f"{entry.title}, {entry.author}")
        for entry in CATALOGUE
        if entry.name.startswith(incomplete)
    ]
    return [*bundled, CompletionItem(incomplete, type="file")]


def measure_names() -> list[str]:
    """Return what names measures: their own names, and those of groups."""
    from driftview.measures.registry import all_measures, load_installed

    load_installed()
    return [*(each.name for each in all_measures()), "everyday", "all"]


SYNTHETIC = {
    "zipf": ("EXPONENT", "A text whose words fall with this power of their rank"),
    "die": ("FACES", "A text of throws of a die with so many faces"),
    "bernoulli": ("P", "A text of heads, with this share, and tails"),
}
"""Options for synthetic sources: what is typed, and what it gives."""


def synthetic_options(function: Function) -> Function:
    """Add --zipf, --die and --bernoulli: short for the TEXT zipf:EXPONENT, die:FACES and bernoulli:P.

    They come before TEXT, which takes in what they name.
    """

    def remember(context: click.Context, option: click.Parameter, value: str | None) -> None:
        if value is not None:
            context.meta.setdefault(__name__, []).append(f"{option.name}:{value}")

    for name, (metavar, what) in reversed(SYNTHETIC.items()):
        function = click.option(
            f"--{name}", metavar=f"{metavar}[:TOKENS]", callback=remember, is_eager=True, expose_value=False,
            help=f"{what}, 10,000 tokens unless said; also as a TEXT, {name}:{metavar}[:TOKENS].",
        )(function)  # fmt: skip
    return function


def _with_synthetic(
    context: click.Context, _argument: click.Parameter, value: tuple[str, ...]
) -> tuple[str, ...]:
    return (*value, *context.meta.get(__name__, ()))


def text_arguments(function: Function) -> Function:
    """Add TEXT… and --corpus to a command, as ``texts`` and ``corpus``."""
    argument = click.argument(
        "texts", nargs=-1, metavar="[TEXT]...", shell_complete=complete_text, callback=_with_synthetic
    )
    option = click.option(
        "--corpus",
        "corpus",
        type=TextName(),
        callback=_unless_named,
        multiple=True,
        metavar="TEXT",
        shell_complete=complete_text,
        help="The same as TEXT.",
    )
    function = option(reading_options(function))
    heed_environment(function)
    return argument(function)


class TextName(StringParamType):
    """The name of a text; an environment variable has one a line, because names may have spaces."""

    def split_envvar_value(self, rv: str) -> list[str]:
        """Return the names in an environment variable."""
        return [line for line in rv.splitlines() if line.strip()]


def _unless_named(context: click.Context, option: click.Parameter, value: tuple[str, ...]) -> tuple[str, ...]:
    """Leave the environment out of account when a text is named on the command line."""
    from_environment = context.get_parameter_source(option.name or "") is ParameterSource.ENVIRONMENT
    return () if from_environment and context.params.get("texts") else value


def check_names(names: tuple[str, ...]) -> None:
    """Raise BadInput for a name that stands for nothing; quick, because nothing is read."""
    from driftview.text.catalogue import find_bundled

    for name in names:
        if name == "-" or name.startswith("nltk:") or find_bundled(name) or is_there(name):
            continue
        from driftview.text.reading import TextError
        from driftview.text.sources import open_corpus

        try:
            open_corpus([name])
        except TextError as error:
            raise BadInput(error) from None


def check_command(names: tuple[str, ...], commands: list[str]) -> None:
    """Raise BadInput where the first name stands for nothing and is most like a command's, or help."""
    from driftview.text.catalogue import CATALOGUE, find_bundled

    if not names or find_bundled(names[0]) or is_there(names[0]):
        return
    if names[0] == "help":
        raise BadInput("`driftview --help` explains; `driftview COMMAND --help` explains a command")
    from difflib import get_close_matches

    near = get_close_matches(names[0], [*commands, *(entry.name for entry in CATALOGUE)], 1)
    if near and near[0] in commands:
        raise BadInput(f'"{names[0]}" is no command and no text: did you mean `driftview {near[0]}`?')


def is_there(name: str) -> bool:
    """Tell whether a name is that of a file or folder."""
    try:
        return Path(name).exists()
    except (OSError, ValueError):
        return False

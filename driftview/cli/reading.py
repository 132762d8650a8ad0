"""Options that say how texts are to be read; every command that reads texts has them."""

from collections.abc import Callable
from typing import Any, TypeVar

import click

from driftview.text.options import DOCUMENT_CHOICES, PARAGRAPH_CHOICES, PLAIN_READING, ReadingOptions

Function = TypeVar("Function", bound=Callable[..., Any])

KEPT = "driftview.reading"
"""Where a command keeps what was said, so that no command has to hand it on."""


def reading_options(function: Function) -> Function:
    """Add every option of reading to a command; :func:`chosen_reading` returns what was said."""
    for option in reversed(_options()):
        function = option(function)
    return function


def chosen_reading() -> ReadingOptions:
    """Return the options of reading that the command at work was given."""
    context = click.get_current_context(silent=True)
    return PLAIN_READING if context is None else ReadingOptions(**context.meta.get(KEPT, {}))


def _options() -> tuple[Callable[[Function], Function], ...]:
    return (
        _option("--paragraphs", type=click.Choice(list(PARAGRAPH_CHOICES)),
                help="What separates paragraphs.  [what most of the text does]"),
        _option("--documents", type=click.Choice(list(DOCUMENT_CHOICES)), default="paragraph",
                help="What a document is: every tenth is held out.  [default: paragraph]"),
        _option("--encoding", metavar="NAME", callback=_encoding,
                help="Encoding of the files: utf-8, cp1250, shift_jis …  [recognised]"),
        _option("--words-only", is_flag=True, help="Leave punctuation out: every token is a word."),
        _option("--lowercase", is_flag=True, help="Read capital letters as small ones."),
        _option("--language", metavar="CODE", callback=_language,
                help="Language of the text (tr, de …), for --lowercase."),
        _option("--fold-ligatures", is_flag=True, help="Read ligatures and the long s as plain letters."),
        _option("--keep-boilerplate", is_flag=True,
                help="Keep the licence and page marks of Project Gutenberg in the text."),
        _option("--text-field", metavar="NAME",
                help="Field of JSON, CSV or Parquet that holds the text, such as messages.-1.content.  "
                "[text, or the last turn of messages]"),
        _option("--drop-special-tokens", is_flag=True,
                help="Leave out special tokens of language models, such as <|im_end|>."),
    )  # fmt: skip


def _option(
    name: str, callback: Callable[[str], str] | None = None, **more: Any
) -> Callable[[Function], Function]:
    """Return an option whose value is kept for :func:`chosen_reading` and handed to no function."""

    def keep(context: click.Context, option: click.Parameter, value: Any) -> Any:
        if value is not None and callback is not None:
            value = callback(value)
        if option.name and value not in (None, False):
            context.meta.setdefault(KEPT, {})[option.name] = value
        return value

    return click.option(name, callback=keep, expose_value=False, **more)


def _encoding(name: str) -> str:
    """Return the name of an encoding of text as Python has it; fails with one clear line."""
    from driftview.text.encodings import EncodingNameError, known_encoding

    try:
        return known_encoding(name)
    except EncodingNameError as error:
        raise click.BadParameter(str(error)) from None


def _language(code: str) -> str:
    """Return the code of a language in small letters; fails with one clear line."""
    plain = code.lower().split("-")[0].split("_")[0]
    if not (plain.isascii() and plain.isalpha() and 2 <= len(plain) <= 3):
        raise click.BadParameter(f"{code!r} is no code of a language such as en, de or tr")
    return plain

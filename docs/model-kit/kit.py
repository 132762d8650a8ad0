"""What every program for ``--model-command`` needs: the texts that it is given, and how much is wanted."""

import os
import random
import re
import sys
from collections.abc import Callable
from typing import NoReturn

UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
"""Characters that are words by themselves, since no spaces stand between words: Chinese, Japanese."""

EMPTY_IN_A_ROW = 20
"""So many empty documents after one another are taken to be all that will come."""


def documents() -> list[str]:
    """Return the training text on standard input: documents with blank lines between them."""
    text = sys.stdin.buffer.read().decode()
    found = [document.strip() for document in re.split(r"\n\s*\n", text)]
    return [document for document in found if document] or leave(
        "there is no training text on standard input"
    )


def wanted() -> int:
    """Return how many tokens are wanted."""
    return int(os.environ.get("DRIFTVIEW_TOKENS", "1000"))


def chance() -> random.Random:
    """Return the source of chance: the same for the same seed."""
    return random.Random(int(os.environ.get("DRIFTVIEW_SEED", "1")))


def opening(document: str, words: int) -> str:
    """Return the first words of a document, spaced as they are."""
    found = list(re.finditer(r"\S+", document))[:words]
    return document[: found[-1].end()] if found else ""


def tokens_of(text: str) -> int:
    """Count the tokens of a document: rather too few than too many, since marks are not counted."""
    return len(text.split()) + len(UNSPACED.findall(text))


def write(next_document: Callable[[], str]) -> None:
    """Write documents to standard output until there are as many tokens as are wanted."""
    written, empty = 0, 0
    while written < wanted():
        document = re.sub(r"\s*\n\s*\n\s*", "\n", next_document()).strip()
        count = tokens_of(document)
        empty = 0 if count else empty + 1
        if empty == EMPTY_IN_A_ROW:
            leave(f"the model wrote nothing {EMPTY_IN_A_ROW} times in a row")
        if count:
            written += count
            sys.stdout.write(document + "\n\n")
    sys.stdout.flush()


def leave(reason: str) -> NoReturn:
    """End with one line on standard error; driftview shows it."""
    sys.exit(reason)

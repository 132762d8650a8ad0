"""A local server that speaks the OpenAI completions protocol, as the model of a driftview run.

    driftview run novel.txt --generations 5 --time-limit 3600 \
        --model-command 'python3 docs/model-kit/completions.py --url http://127.0.0.1:8080/v1 --model mine'

llama.cpp's server, vLLM, Ollama and LM Studio speak it. The server's model is not trained: for every document
the program shows it some documents of the training text and the first words of another one, and takes what it
writes on. What drifts is what it is shown. It opens connections to the address given with --url and to no
other: no proxy is used, no redirection followed, and an address beyond this machine needs --remote.
"""

import argparse
import http.client
import ipaddress
import json
import random
import sys
import urllib.error
import urllib.request
from typing import Any
from urllib.parse import urlsplit

import kit

LARGEST_ANSWER = 1 << 24
"""Bytes of one answer, at most."""


class _NoRedirection(urllib.request.HTTPRedirectHandler):
    """Follows no redirection: the address that was named is the only one."""

    def redirect_request(self, *_arguments: Any) -> None:
        """Refuse."""


def address(url: str, remote: bool) -> str:
    """Return the address that completions are asked of; leaves with one line for one that may not be used."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        kit.leave(f"--url must be an address such as http://127.0.0.1:8080/v1, not {url!r}")
    if not remote and not _is_here(parts.hostname or ""):
        kit.leave(f"{parts.hostname} is not this machine: add --remote if your text may leave it")
    return url.rstrip("/") + "/completions"


def _is_here(host: str) -> bool:
    """Tell whether a host is this machine."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def complete(url: str, question: dict[str, Any], seconds: float) -> str:
    """Ask for one completion; leaves with one line when there is none."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), _NoRedirection())
    request = urllib.request.Request(
        url, json.dumps(question).encode(), {"Content-Type": "application/json"}, method="POST"
    )
    try:
        with opener.open(request, timeout=seconds) as answer:
            content = answer.read(LARGEST_ANSWER + 1)
    except urllib.error.HTTPError as error:
        kit.leave(f"{url} answered {error.code} {error.reason}")
    except (OSError, http.client.HTTPException) as error:
        kit.leave(f"{url} cannot be asked: {getattr(error, 'reason', error)}")
    if len(content) > LARGEST_ANSWER:
        kit.leave(f"{url} answered more than {LARGEST_ANSWER >> 20} MB")
    try:
        return str(json.loads(content)["choices"][0]["text"])
    except (ValueError, KeyError, IndexError, TypeError):
        kit.leave(f"{url} gave no completion: is it a server for the completions protocol?")


def prompt_of(texts: list[str], examples: int, words: int, chance: random.Random) -> tuple[str, str]:
    """Return a prompt, and the first words of the document that is written on in it."""
    begun = kit.opening(chance.choice(texts), words)
    shown = [chance.choice(texts) for _ in range(examples)]
    return "\n\n".join([*shown, begun]), begun


def main() -> None:
    """Write as many tokens as are wanted."""
    options = argparse.ArgumentParser(description="Write a generation with a completions server.")
    options.add_argument("--url", required=True, help="the server, such as http://127.0.0.1:8080/v1")
    options.add_argument("--model", required=True, help="the model's name on the server")
    options.add_argument("--remote", action="store_true", help="allow a server that is not this machine")
    options.add_argument("--examples", type=int, default=2, help="documents shown before each  [2]")
    options.add_argument("--opening", type=int, default=5, help="first words given of each  [5]")
    options.add_argument(
        "--max-tokens", type=int, default=200, help="of the server, for each document  [200]"
    )
    options.add_argument("--temperature", type=float, default=1.0, help="1: as the model says  [1]")
    options.add_argument("--seconds", type=float, default=120.0, help="to wait for each answer  [120]")
    chosen = options.parse_args()
    url, texts, chance = address(chosen.url, chosen.remote), kit.documents(), kit.chance()

    def next_document() -> str:
        prompt, begun = prompt_of(texts, chosen.examples, chosen.opening, chance)
        question = {
            "model": chosen.model,
            "prompt": prompt,
            "max_tokens": chosen.max_tokens,
            "temperature": chosen.temperature,
            "seed": chance.randrange(2**31),
            "stop": ["\n\n"],
        }
        return begun + complete(url, question, chosen.seconds)

    kit.write(next_document)


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    main()

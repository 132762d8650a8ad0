"""How fast a text is read: tokeniser 2 beside tokeniser 1, which is kept for old folders, in one run.

Run: ``python -m benchmarks.reading``. The ratio is what counts; it is to stay below 1.3 on English prose.
"""

import time
from collections.abc import Callable

from driftview.text.building import build_corpus
from driftview.text.catalogue import corpora_folder
from driftview.text.corpus import Corpus
from driftview.text.reading import VoiceText
from driftview.text.version1 import build_version1

TEXT = "austen/emma.txt"
TIMES = 7
MOST = 1.3


def nanoseconds(build: Callable[[], Corpus], characters: int) -> float:
    """Return the processor time that reading takes, the least of several tries, in ns a character."""
    best = float("inf")
    for _ in range(TIMES):
        begun = time.process_time()
        build()
        best = min(best, time.process_time() - begun)
    return best / characters * 1e9


def main() -> None:
    """Print time and memory of both."""
    text = corpora_folder().joinpath(*TEXT.split("/")).read_text("utf-8") * 2
    voices = [VoiceText("Austen", (("emma.txt", text),))]
    before = nanoseconds(lambda: build_version1("emma", voices, "word"), len(text))
    now = nanoseconds(lambda: build_corpus("emma", voices), len(text))
    corpus = build_corpus("emma", voices)
    assert corpus.spacing is not None
    print(f"tokeniser 1: {before:.0f} ns a character, tokeniser 2: {now:.0f}")
    print(f"ratio {now / before:.2f}, wanted at most {MOST}")
    each = corpus.spacing.codes.nbytes / len(corpus.tokens)
    print(f"spacing: {each:.0f} byte a token, {len(corpus.spacing.ways)} ways of standing on the page")


if __name__ == "__main__":
    main()

"""Modified Kneser–Ney against kenlm: training with lmplz, scoring with kenlm's Python module, perplexity."""

import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

import numpy as np

from benchmarks.report import Part, Table, Target, number
from benchmarks.texts import sentences, sized_corpus, training_text
from benchmarks.timing import medians, seconds
from driftview.arrays import Tokens
from driftview.models.protocol import TrainingText
from driftview.models.smoothing import ModifiedKneserNey
from driftview.text.corpus import Corpus

ORDERS = (2, 3)
ROUNDS = 3
MISSING = "Left out: {}. lmplz comes with kenlm's sources, not with its Python package; put it on the PATH."

Scores = Callable[[list[str]], float]
"""Sum of log₂ probabilities of sentences, each with its end."""


def smoothed(size: int) -> Part:
    """Compare training, scoring and perplexity on a text of ``size`` tokens."""
    part = Part("Modified Kneser–Ney against kenlm")
    lmplz = shutil.which("lmplz")
    try:
        import kenlm  # noqa: F401
    except ImportError:
        lmplz = None
    title = f"Modified Kneser–Ney, {size:,} tokens"
    if lmplz is None:
        part.tables.append(Table(title, ("kenlm",), [], [MISSING.format("lmplz or kenlm is not installed")]))
        return part
    rows = [_compare(size, order, lmplz, part.targets) for order in ORDERS]
    header = (
        "order",
        "lmplz, s",
        "driftview trains, s",
        "kenlm scores, ns a token",
        "driftview scores, ns a token",
        "kenlm perplexity",
        "driftview perplexity",
    )
    note = (
        "lmplz reads its text from a file and writes an ARPA file, on as many threads as it likes; kenlm "
        "scores sentence strings from Python. Perplexity is of held-out text; words that training lacks are "
        "one word."
    )
    part.tables.append(Table(title, header, rows, [note]))
    return part


def _compare(size: int, order: int, lmplz: str, targets: list[Target]) -> list[str]:
    """Return the row of one order, and add its targets."""
    import kenlm

    corpus = sized_corpus(size)
    text, unseen, vocabulary = _with_one_unknown(corpus)
    lines = [" ".join(words) for words in sentences(training_text(corpus), corpus)]
    held_out = TrainingText(corpus.held_out, corpus.held_out_starts)
    questions = [" ".join(words) for words in sentences(held_out, corpus)]
    model = ModifiedKneserNey(order)
    with tempfile.TemporaryDirectory() as folder:
        source, arpa = Path(folder, "text"), Path(folder, "arpa")
        source.write_text("\n".join(lines) + "\n", encoding="utf-8")
        command = [
            lmplz,
            "-o",
            str(order),
            "-S",
            "1G",
            "-T",
            folder,
            "--text",
            str(source),
            "--arpa",
            str(arpa),
        ]
        theirs = medians(
            {"train": lambda: subprocess.run(command, check=True, capture_output=True)},
            ROUNDS,
            clock=perf_counter,
        )
        quiet = kenlm.Config()
        quiet.show_progress, quiet.arpa_complain = False, kenlm.ARPALoadComplain.NONE
        judge = kenlm.Model(str(arpa), quiet)
        theirs |= medians({"score": lambda: _log10(judge, lines)}, ROUNDS, clock=perf_counter)
        their_bits = -_log10(judge, questions) / np.log10(2) / len(unseen.tokens)
    ours = medians({"train": lambda: model.train(text, vocabulary)}, ROUNDS, clock=perf_counter)
    trained = model.train(text, vocabulary)
    first = seconds(lambda: trained.probabilities(unseen), perf_counter)
    ours |= medians({"score": lambda: trained.probabilities(text)}, ROUNDS, clock=perf_counter)
    our_bits = -float(np.log2(trained.probabilities(unseen)).mean())
    apart = abs(2 ** (our_bits - their_bits) - 1)
    where = f"modified Kneser–Ney, order {order}"
    targets += [
        Target(
            f"{where}: train and score next to lmplz and kenlm",
            1.0,
            (ours["train"] + first + ours["score"]) / (theirs["train"] + theirs["score"]),
            unit=" ×",
        ),
        Target(f"{where}: perplexity away from kenlm's", 0.1, 100 * apart, unit=" %"),
    ]
    return [
        f"{order}",
        number(theirs["train"]),
        number(ours["train"]),
        number(theirs["score"] / size * 1e9),
        number(ours["score"] / size * 1e9),
        f"{2**their_bits:.3f}",
        f"{2**our_bits:.3f}",
    ]


def _log10(judge: "kenlm.Model", lines: list[str]) -> float:  # type: ignore[name-defined]  # noqa: F821
    return float(sum(judge.score(line) for line in lines))


def _with_one_unknown(corpus: Corpus) -> tuple[TrainingText, TrainingText, int]:
    """Renumber the words of the training text, and let one id stand for all others, as kenlm does."""
    seen = np.flatnonzero(corpus.counts)
    fresh = np.full(len(corpus.vocabulary), len(seen), np.int32)
    fresh[seen] = np.arange(len(seen))

    def renumbered(tokens: Tokens) -> Tokens:
        return np.asarray(fresh[tokens], np.int32)

    text = TrainingText(renumbered(corpus.tokens), corpus.starts)
    return text, TrainingText(renumbered(corpus.held_out), corpus.held_out_starts), len(seen) + 1

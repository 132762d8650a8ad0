"""The laws, without a run."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from driftview.library.settings import settled, warn_of_idle
from driftview.library.tables import Curves
from driftview.library.texts import Text, checked
from driftview.settings.settings import Settings, SettingsError
from driftview.study import prediction
from driftview.study.prediction import LONGEST, HumanWords, spaced
from driftview.text.building import require_length


class Prediction(prediction.WordPrediction, Curves):
    """What the law says of a text and a regime, as a table with a row for each generation.

    Its columns: survival (share of the human tokens that have a descendant), types and hapaxes with their
    standard deviations, heterozygosity, entropy_lost_bits, reader_share (the share of the text whose reader
    knows as many words). Beyond 500 generations there are rows for 0, 1, 2, 3, 5, 10, 20, 30, 50 … and the
    last.
    """

    def __repr__(self) -> str:
        """Say in a line which one it is."""
        return f"<prediction for {self.vocabulary.name}: {self.settings.generations:,} generations>"

    def columns(self) -> Mapping[str, Sequence[Any]]:
        """Return the columns by name, a value a row."""
        last = self.settings.generations
        rows = [asdict(row) for row in self.rows(range(last + 1) if last <= LONGEST else spaced(last))]
        return {name: [row[name] for row in rows] for name in rows[0]}


def predict(text: Text | HumanWords, settings: Settings | None = None) -> Prediction:
    """Return what drift alone does to a text, in closed form: nothing is run.

    ``text`` may also be imagined (``zipf_text``), of any size. The law is the same for every order and seed.
    Raises SettingsError where none is known: for selection (temperature, top-k, top-p, min-p, candidates),
    smoothing and outside programs; TooFar where it does not reach so many generations; TextError.
    """
    wanted = settled(settings)
    warn_of_idle([wanted])
    if not wanted.drifts:
        raise SettingsError(
            "no law is known for this: leave temperature, top_k, top_p, min_p, candidates, smoothing and "
            "model_command as they are"
        )
    found = Prediction(text if isinstance(text, HumanWords) else _vocabulary(text, wanted), wanted)
    try:
        assert found.path  # worked out here, where what cannot be is refused
    except OverflowError:
        raise SettingsError("texts grow beyond all numbers: choose less growth or fewer of them") from None
    return found


def zipf_text(
    exponent: float, tokens: float, *, shift: float = 2.7, words: float | None = None
) -> HumanWords:
    """Imagine a text for ``predict``: the word of rank r has a share proportional to 1/(r + shift)^exponent.

    ``tokens`` may be 1e12; ``words``: how many words there are to know, None for endlessly many (Zipf 1935;
    Mandelbrot 1953). Raises SettingsError for what cannot be.
    """
    if not 1 <= tokens < float("inf"):
        raise SettingsError("a text has at least one token, and not endlessly many")
    try:
        return HumanWords.of_zipf(exponent, int(tokens), shift, words)
    except ValueError as error:
        raise SettingsError(str(error)) from None


def _vocabulary(text: Text, settings: Settings) -> HumanWords:
    corpus = checked(text).corpus(settings.unit)
    require_length(corpus, 1)
    return HumanWords.of(corpus)

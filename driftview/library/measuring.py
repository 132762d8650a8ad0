"""Anybody's texts, measured, and the predictions of the laws, without a run."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from driftview.choices import Unit
from driftview.library.settings import settled, warn_of_idle
from driftview.library.tables import Curves, Table
from driftview.library.texts import Text, checked
from driftview.measures.observation import USUAL, Thresholds
from driftview.measures.registry import UnknownMeasureError, Value
from driftview.settings.settings import Settings, SettingsError
from driftview.study import prediction
from driftview.study.prediction import LONGEST, HumanWords, spaced
from driftview.study.texts import Report, chosen_measures, compares, measure_human, measure_text
from driftview.text.building import require_length
from driftview.text.reading import TextError, label
from driftview.text.sources import number_source


@dataclass(frozen=True, repr=False)
class Measurement(Report, Table):
    """What was measured of one text, as a table with a row for each measure.

    Its columns: measure, unit, value, and human and control, which are empty without a human text.
    """

    human: dict[str, Value] = field(default_factory=dict)
    """The same of the human text."""
    units: dict[str, str] = field(default_factory=dict)
    """The unit of each measure."""

    index = "measure"

    def __repr__(self) -> str:
        """Say in a line which one it is."""
        return f"<measurement of {self.name}: {len(self.measures)} measures>"

    def columns(self) -> Mapping[str, Sequence[Any]]:
        """Return the columns by name, a value a measure.

        Returns
        -------
        Mapping[str, Sequence[Any]]
            Values by name of the column, one a measure.
        """
        return {
            "measure": list(self.measures),
            "unit": list(self.units.values()),
            "value": list(self.measures.values()),
            "human": [self.human.get(name) for name in self.measures],
            "control": [self.control.get(name) for name in self.measures],
        }


def measure(
    text: Text,
    against: Text | None = None,
    *,
    measures: Sequence[str] = (),
    unit: Unit = "word",
    seed: int = 1,
    mtld_threshold: float = USUAL.mtld,
    hd_d_draws: int = USUAL.hd_d_draws,
) -> Measurement:
    """Measure a text, alone or against a human one; nothing of either is held out.


    The control is what as many tokens have that are drawn at random from the human text: what a text of that
    length has at best.

    Parameters
    ----------
    text
        The text, whoever wrote it.
    against
        Human text to compare with; None for none.
    measures
        Names of measures; none for all that fit.
    unit
        What a token is.
    seed
        Seed of the draw of the control, from 0.
    mtld_threshold
        Share of different words at which a stretch of MTLD ends, above 0 and below 1.
    hd_d_draws
        Words that are drawn for HD-D, from 1.

    Returns
    -------
    Measurement
        The numbers of the text, of the human text and of the control.

    Raises
    ------
    TextError
        A text cannot be used, is too short, or its words are read in another way than those of the other.
    UnknownMeasureError
        A measure has an unknown name, or compares with a human text and there is none.
    SettingsError
        A threshold is out of its range.
    """
    if not (0 < mtld_threshold < 1 and hd_d_draws >= 1):
        raise SettingsError("the threshold of MTLD is between 0 and 1, and HD-D draws at least one word")
    thresholds = Thresholds(mtld_threshold, hd_d_draws)
    names = (measures,) if isinstance(measures, str) else tuple(measures)
    comparing = next(filter(compares, names), None)
    if against is None and comparing is not None:
        raise UnknownMeasureError(f"{label(comparing)} compares with a human text: give one as against")
    chosen = chosen_measures(names, against is not None)
    units = {name: each.said_of(unit).unit for name, each in chosen.items()}
    if against is None:
        report = measure_text(checked(text).numbered(unit), chosen, thresholds=thresholds)
        return Measurement(report.name, report.measures, report.control, units=units)
    human = checked(against).numbered(unit)
    if checked(text).reading.said_of_words() != against.reading.said_of_words():
        raise TextError("the two texts are read in different ways: open both with the same reading")
    numbered = number_source(text.source, unit, human.words, text.reading)
    report = measure_text(numbered, chosen, human, seed, thresholds)
    base = measure_human(human, chosen, thresholds)
    return Measurement(report.name, report.measures, report.control, base, units)


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
        """Return the columns by name, a value a row.

        Returns
        -------
        Mapping[str, Sequence[Any]]
            Values by name of the column, one a row.
        """
        last = self.settings.generations
        rows = [asdict(row) for row in self.rows(range(last + 1) if last <= LONGEST else spaced(last))]
        return {name: [row[name] for row in rows] for name in rows[0]}


def predict(text: Text | HumanWords, settings: Settings | None = None) -> Prediction:
    """Return what chance alone does to a text, in closed form: nothing is run.

    Parameters
    ----------
    text
        Human text, or an imagined one from `zipf_text`.
    settings
        The regime and the sizes; None for the usual ones. Order and seed do not matter.

    Returns
    -------
    Prediction
        A row for each generation.

    Raises
    ------
    SettingsError
        No law is known: for selection (temperature, top-k, top-p, min-p, candidates), smoothing and
        outside programs.
    TooFar
        The law does not reach so many generations.
    TextError
        The text cannot be used, or is too short.
    """
    wanted = settled(settings)
    warn_of_idle([wanted])
    if not wanted.drifts:
        raise SettingsError(
            "no prediction for this: leave temperature, top_k, top_p, min_p, candidates, smoothing and "
            "model_command as they are"
        )
    found = Prediction(text if isinstance(text, HumanWords) else _vocabulary(text, wanted), wanted)
    try:
        assert found.path  # worked out here, where what cannot be is refused
    except OverflowError:
        raise SettingsError(
            "the texts grow too large to compute: choose less growth or fewer generations"
        ) from None
    return found


def zipf_text(
    exponent: float, tokens: float, *, shift: float = 2.7, words: float | None = None
) -> HumanWords:
    """Imagine a text for `predict`: the word of rank r has a share proportional to 1/(r + shift)^exponent.


    Zipf (1935); Mandelbrot (1953).

    Parameters
    ----------
    exponent
        Exponent of Zipf's law, above 0.
    tokens
        Tokens of the text, at least 1; 1e12 is fine.
    shift
        What is added to the rank (Mandelbrot).
    words
        How many words there are to know; None for endlessly many.

    Returns
    -------
    HumanWords
        The words, for `predict`.

    Raises
    ------
    SettingsError
        There is no such text.
    """
    if not 1 <= tokens < float("inf"):
        raise SettingsError("a text has at least one token and a finite number of them")
    try:
        return HumanWords.of_zipf(exponent, int(tokens), shift, words)
    except ValueError as error:
        raise SettingsError(str(error)) from None


def _vocabulary(text: Text, settings: Settings) -> HumanWords:
    corpus = checked(text).corpus(settings.unit, settings.merges)
    require_length(corpus, 1)
    return HumanWords.of(corpus)

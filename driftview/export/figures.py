"""The charts of a lineage: vocabulary, rare-word loss, the survival map, and the ancestors."""

from collections.abc import Iterator, Sequence

from driftview import numbers
from driftview.charts.curves import CurveKind, Curves, CurveValues, Series
from driftview.charts.dispersion import Strokes, draw_dispersion
from driftview.charts.heat_map import HeatGrid
from driftview.charts.svg import Caption, Drawing, draw_lines, draw_loss, draw_map
from driftview.drift.concordance import Occurrences, word_occurrences
from driftview.drift.first_text import call_first
from driftview.drift.keyness import over_used
from driftview.drift.lineage import BandState, Generation, Lineage
from driftview.drift.verdict import own_said
from driftview.drift.wording import shown
from driftview.quantities import ANCESTORS, HUMAN_WORDS
from driftview.theory.deviation import half_width


def figures(lineage: Lineage) -> tuple[Drawing, ...]:
    """Return the charts of a lineage, each with its description for those who cannot see it."""
    return (*_figures(lineage.generations, lineage.corpus.unit), *_dispersion(lineage))


def occurrences_drawing(found: Sequence[Occurrences], what: str) -> Drawing:
    """Return a dispersion plot of what was found in several texts.

    Parameters
    ----------
    found
        The places, a text each.
    what
        What was looked for.

    Returns
    -------
    Drawing
        A row for each text.
    """
    rows = [Strokes(f"generation {each.generation}", each.positions, each.tokens) for each in found]
    hits = ", ".join(f"{each.count:,} in generation {each.generation}" for each in found)
    said = f"Each stroke is a place where “{what}” stands, from the beginning of a text to its end: {hits}."
    return draw_dispersion(rows, Caption("dispersion", f"Where “{what}” stands", said))


def _dispersion(lineage: Lineage) -> Iterator[Drawing]:
    """Yield where the word that is over-used most stands, first and last."""
    for word in over_used(lineage, 1) if lineage.last else ():
        ends = (lineage.generations[0], lineage.generations[-1])
        found = [word_occurrences(each, word) for each in ends]
        yield occurrences_drawing(found, shown(lineage.corpus.vocabulary, word))


def _figures(generations: Sequence[Generation], unit: str) -> Iterator[Drawing]:
    last = generations[-1]
    number, words = last.number, f"{unit}s"
    others = any(each.own_words for each in generations)
    human = last.corpus.said_human
    title = f"{'Human' if others else 'Different'} {words} in each generation"
    vocabulary = _caption(human, "vocabulary", title, _vocabulary_said(generations, words))
    yield draw_lines(curves_of(HUMAN_WORDS, generations), vocabulary, "generation", words)
    if last.bands:
        bands = [band for band in last.bands if band.types]
        title = f"{words.capitalize()} by how often humans wrote them, at generation {number}"
        yield draw_loss(bands, _caption(human, "rare-words", title, _loss_said(bands, words, number)))
        title = f"Share of each group of {words} that is alive"
        survival = _caption(human, "survival-map", title, _map_said(bands, words, number))
        yield draw_map(survival_grid(generations), survival)
    if last.number and last.ancestors is not None:
        title = "Human ancestors: words of the human text that still have descendants"
        ancestors = _caption(human, "founders", title, _ancestors_said(last))
        yield draw_lines(curves_of(ANCESTORS, generations, log=True), ancestors, "generation", "ancestors")


def _caption(said_human: bool, name: str, title: str, said: str) -> Caption:
    """Return the caption of a chart; generation 0 is called human where somebody says so."""
    return Caption(name, call_first(said_human, title), call_first(said_human, said))


def curves_of(name: str, generations: Sequence[Generation], log: bool = False) -> Curves:
    """Return the curve of a measure, the law with its band, and the control, as far as they are known."""
    measured = tuple(
        each.words_left if name == HUMAN_WORDS else each.measures.get(name) for each in generations
    )
    law = tuple(each.expected.get(name) for each in generations)
    spread = tuple(_double(each.expected.get(f"{name}_sd")) for each in generations)
    control = tuple(each.control.get(name) for each in generations)
    first = float(generations[0].number)
    series = [Series("measured", CurveKind.MEASURED, measured, first=first)]
    if _known(law):
        series.append(
            Series("predicted", CurveKind.EXPECTED, law, spread if any(spread) else None, first, lowest=0.0)
        )
    if _known(control):
        series.append(Series("control", CurveKind.CONTROL, control, first=first))
    return Curves(tuple(series), log=log)


def survival_grid(generations: Sequence[Generation]) -> HeatGrid:
    """Return the share of each band that is alive in each generation; bands without words are left out."""
    first = generations[0].bands or generations[-1].bands
    chosen = [place for place, band in enumerate(first) if band.types]
    rows = tuple(tuple(_alive(each, place) for each in generations) for place in chosen)
    labels = tuple(numbers.band_label(first[place].low, first[place].high) for place in chosen)
    return HeatGrid(labels, rows)


def _alive(generation: Generation, place: int) -> float | None:
    if place >= len(generation.bands):
        return None
    band = generation.bands[place]
    return band.alive / band.types if band.types else None


def _double(value: float | None) -> float | None:
    return None if value is None else half_width(value)


def _known(values: CurveValues) -> bool:
    return any(value is not None for value in values)


def _vocabulary_said(generations: Sequence[Generation], words: str) -> str:
    """Describe the first chart in words and numbers."""
    first, last = generations[0], generations[-1]
    parts = [
        f"The human text has {numbers.whole(first.human_words)} different {words}, "
        f"generation {last.number} has {numbers.whole(last.words_left)}{' of them' * bool(last.own_words)}."
    ]
    if last.own_words:
        parts.append(f"It has {own_said(last.own_words, last.corpus.unit)}, which are not drawn.")
    expected, spread = last.words_expected, last.words_sd
    if expected is not None:
        within = "" if spread is None else f" ± {half_width(spread):,.0f} (two standard deviations)"
        runs = last.simulated_runs
        law = "Chance alone predicts" if runs is None else f"{runs} simulated runs give"
        law = "Sampling alone would leave" if last.matched else law
        parts.append(f"{law} {numbers.whole(expected)}{within}.")
    control = last.words_of_control
    if control is not None:
        parts.append(
            f"The control, a random sample of the human text of the same size, has {numbers.whole(control)}."
        )
    return " ".join(parts)


def _ancestors_said(last: Generation) -> str:
    expected = last.ancestors_expected
    law = "" if expected is None else f", where {last.predictor} {numbers.whole(expected)}"
    return (
        f"Every {last.corpus.unit} of generation {last.number} descends from one of "
        f"{numbers.whole(last.ancestors)} places{law}. The scale is logarithmic."
    )


def _loss_said(bands: Sequence[BandState], words: str, number: int) -> str:
    return f"Alive at generation {number}: {_shares(bands, words)}."


def _map_said(bands: Sequence[BandState], words: str, number: int) -> str:
    return (
        "Every row is a group, the rarest at the top; every column is a generation, the human text first. "
        f"By generation {number}, {_shares(bands, words)} are alive."
    )


def _shares(bands: Sequence[BandState], words: str) -> str:
    """Name the share that lives of the rarest and of the most common words."""
    rare, common = bands[0], bands[-1]
    chosen = [rare] if rare == common else [rare, common]
    return ", and ".join(
        f"{numbers.percent(band.alive / band.types)} of the {words} that humans wrote "
        f"{numbers.band_label(band.low, band.high)}{'' if band.low == band.high else ' times'}"
        for band in chosen
    )

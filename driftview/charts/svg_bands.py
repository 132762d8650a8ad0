"""Rare-word loss as SVG: one bar for each frequency band, of what is alive, lost now and lost before."""

from collections.abc import Iterator, Sequence

from driftview.charts import numbers
from driftview.charts.drawing import LETTER, WIDTH, Caption, Drawing, key, words
from driftview.charts.markup import Attribute, Markup, element, joined, number
from driftview.drift.lineage import BandState

STEP, THICK, TOP = 23.0, 15.0, 40.0
"""Distance between bars, their thickness, and where the first one begins."""

RIGHT = WIDTH - 66.0
"""Where a bar ends, so that a share fits behind it."""


def draw_loss(bands: Sequence[BandState], caption: Caption) -> Drawing:
    """Draw a row a band, the rarest first, and a stroke where the law would have the words that live end."""
    left = 12 + LETTER * max((len(_label(band)) for band in bands), default=0)
    rows = (_row(band, TOP + STEP * place, left) for place, band in enumerate(bands))
    items = [("patch", "alive", "alive"), ("patch", "lost-now", "lost now")]
    items.append(("patch", "lost-before", "lost before"))
    if any(band.expected_alive is not None for band in bands):
        items.append(("line", "law", "law"))
    return Drawing(caption, TOP + STEP * len(bands) + 8, joined(key(left - 6, 20, items), *rows))


def _label(band: BandState) -> str:
    return numbers.band_label(band.low, band.high)


def _row(band: BandState, top: float, left: float) -> Markup:
    share = numbers.percent(band.alive / band.types if band.types else None)
    return joined(
        words(left - 8, top + 12.5, _label(band), "end"),
        *_parts(band, top, left),
        words(WIDTH - 8, top + 12.5, share, "end value"),
    )


def _parts(band: BandState, top: float, left: float) -> Iterator[Markup]:
    """Yield the three parts of a bar and the stroke of the law."""
    if not band.types:
        return
    per_word = (RIGHT - left) / band.types
    x = left
    for look, count in (
        ("alive", band.alive),
        ("lost-now", band.lost_now),
        ("lost-before", band.lost_before),
    ):
        if count:
            title = element("title", None, f"{_label(band)}: {count:,} {look.replace('-', ' ')}")
            place: dict[str, Attribute] = {
                "class": look,
                "x": x,
                "y": top,
                "width": count * per_word,
                "height": THICK,
            }
            yield element("rect", place, title)
        x += count * per_word
    if band.expected_alive is not None:
        at = f"M{number(left + band.expected_alive * per_word)} {number(top - 2.5)}v{THICK + 5:.0f}"
        yield element("path", {"class": "halo", "d": at})
        yield element("path", {"class": "law", "d": at})

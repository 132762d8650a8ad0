"""Draw docs/pictures/architectures.svg: what five kinds of model leave of the human words.

Usage: python docs/architectures.py [--out FILE]. Every run has the same text (Pride and Prejudice), the same
seed and five generations; words are counted in whole, so that words and subwords can be compared. About a
minute on an idle processor, most of it the network.
"""

import argparse
from dataclasses import replace
from pathlib import Path

import matplotlib as mpl
from matplotlib.figure import Figure

from driftview.drift.loop import Loop
from driftview.drift.whole_words import whole_words
from driftview.settings.settings import ENDLESS, Settings
from driftview.text.sources import open_corpus

TEXT = "pride-and-prejudice"
PICTURE = Path(__file__).parent / "pictures" / "architectures.svg"
SETTINGS = Settings(order=3, generations=5, seed=1, prediction="closed")
MODELS = {
    "Kneser–Ney": replace(SETTINGS, smoothing="kneser-ney"),
    "trigram": SETTINGS,
    "order max": replace(SETTINGS, order=ENDLESS),
    "subword trigram": replace(SETTINGS, unit="subword"),
    "neural": replace(SETTINGS, model="neural"),
}


def words_left(settings: Settings) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Return how many human words, in whole, each generation has, and how many sampling alone leaves."""
    corpus = open_corpus([TEXT], settings.unit)
    loop = Loop(corpus, settings, measured=("human_types", "whole_words"), controlled=False)
    for _ in range(settings.generations):
        loop.step()
    human, generations = loop.lineage.generations[0], loop.lineage.generations
    left = tuple(float(each.measures["whole_words"] or 0) for each in generations)
    expected = tuple(whole_words(human, each).expected or 0.0 for each in generations)
    return left, expected


def draw(curves: dict[str, tuple[float, ...]], expected: tuple[float, ...], out: Path) -> None:
    """Draw the curves, each named at its end; names that would overlap are set apart."""
    mpl.rcParams.update({"svg.hashsalt": "driftview", "svg.fonttype": "none", "font.size": 10})
    figure = Figure(figsize=(8, 4.2), layout="constrained")
    axes = figure.add_subplot()
    marks = dict(zip(curves, "s^Dov", strict=False))
    ends = {**{name: values[-1] for name, values in curves.items()}, "prediction": expected[-1]}
    low, high = 0.9 * min(ends.values()), 1.02 * max(expected)
    for name, values in curves.items():
        axes.plot(values, marker=marks[name], markersize=5, linewidth=1.6, label=name)
    axes.plot(expected, color="black", linestyle="--", linewidth=1.2, label="prediction")
    place = 0.0
    for name, value in sorted(ends.items(), key=lambda each: each[1]):
        place = max(value, place + 0.055 * (high - low))
        axes.annotate(
            f"{name} {value:,.0f}", (len(expected) - 1, value), (len(expected) - 0.85, place),
            va="center", arrowprops={"arrowstyle": "-", "linewidth": 0.5, "color": "gray"},
        )  # fmt: skip
    axes.set(ylim=(low, high), xlim=(0, len(expected) - 1), xticks=range(len(expected)))
    axes.set_xlabel("generation")
    axes.set_ylabel("human words left, in whole")
    axes.yaxis.set_major_formatter("{x:,.0f}")
    axes.spines[["top", "right"]].set_visible(False)
    figure.savefig(out, format="svg", metadata={"Date": None, "Title": "Architectures, one seed"})


def main() -> None:
    """Make the runs and draw them."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=PICTURE)
    out = parser.parse_args().out
    found = {name: words_left(settings) for name, settings in MODELS.items()}
    draw({name: left for name, (left, _) in found.items()}, found["trigram"][1], out)


if __name__ == "__main__":
    main()

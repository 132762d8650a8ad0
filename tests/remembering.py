"""What a test of the explorer has computed, for the next: texts, generations, runs, rules of style sheets.

Text, settings and number decide a generation, text and settings a run; the sheet and the theme's colours
decide the rules. Only texts that come with the program are remembered: others may change.

What the explorer does with a generation is tested again every time; how the loop comes by it is tested in
test_drift_loop and its neighbours, where nothing is remembered.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import fields
from hashlib import sha256
from typing import Any
from unittest.mock import patch
from weakref import WeakKeyDictionary

from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet

from driftview.choices import Unit
from driftview.drift.lineage import Generation
from driftview.drift.loop import Loop
from driftview.drift.training import Passage
from driftview.settings.settings import Settings
from driftview.study import replicates
from driftview.study.runs import MeasuredRun
from driftview.text import sources
from driftview.text.catalogue import find_bundled
from driftview.text.corpus import Corpus
from driftview.text.options import PLAIN_READING, ReadingOptions

MOST = 300
"""Generations that are remembered: about 30 MB of a bundled text."""

MOST_RUNS = 200
"""Runs of views that make many."""

_computed = Loop._make
_known: OrderedDict[Hashable, dict[str, Any]] = OrderedDict()
_begun: WeakKeyDictionary[Loop, Hashable] = WeakKeyDictionary()
"""What decides every generation of a loop that began with the human text."""


_open_corpus = sources.open_corpus
_texts: dict[Hashable, Corpus] = {}
_run_once = replicates.run_once
_runs: OrderedDict[Hashable, MeasuredRun] = OrderedDict()

_parse_rules = Stylesheet._parse_rules
_rules: dict[Hashable, list[RuleSet]] = {}


@contextmanager
def remembering() -> Iterator[None]:
    """Make no generation that an n-gram loop has made before, and read no text or style sheet twice."""
    replaced = sources.open_corpus is not _open_corpus  # by the test, which knows why
    with (
        patch.object(Loop, "_make", _make),
        patch.object(Stylesheet, "_parse_rules", _parse_once),
        patch.object(sources, "open_corpus", sources.open_corpus if replaced else _open_once),
        patch.object(replicates, "run_once", _make_run),
    ):
        yield


def _open_once(names: Sequence[str], unit: Unit = "word", options: ReadingOptions = PLAIN_READING) -> Corpus:
    """Read a text, or return the one that was read for another explorer."""
    if not all(map(find_bundled, names)):
        return _open_corpus(names, unit, options)
    key = (tuple(names), unit, options)
    if key not in _texts:
        _texts[key] = _open_corpus(names, unit, options)
    return _texts[key]


def _make_run(
    corpus: Corpus, settings: Settings, measured: tuple[str, ...], cancelled: Callable[[], bool] | None
) -> MeasuredRun | None:
    """Make a run, or return the one that was made for another explorer."""
    key = (_told_of(corpus), settings, measured)
    if key not in _runs:
        made = _run_once(corpus, settings, measured, cancelled)
        if made is None or settings.model != "n-gram":
            return made
        _runs[key] = made
        while len(_runs) > MOST_RUNS:
            _runs.popitem(last=False)
    return _runs[key]


def _parse_once(sheet: Stylesheet, css: str, *place: Hashable, **more: Hashable) -> list[RuleSet]:
    """Parse a style sheet, or take the rules as Textual does that were parsed for another explorer."""
    colours = frozenset(sheet._variables.items())
    key = (css, place, frozenset(more.items()), colours)
    if key not in _rules:
        _rules[key] = _parse_rules(sheet, css, *place, **more)  # type: ignore[arg-type]
    return _rules[key]


def _make(loop: Loop, number: int) -> Generation:
    """Make generation ``number``, or take it from memory, and put it where the next one trains on it."""
    if number == 1 and _alone_decides(loop):
        _begun[loop] = _decided_by(loop)
    if loop not in _begun:
        return _computed(loop, number)
    place = (_begun[loop], number)
    if place in _known:
        return _again(loop, _known[place])
    made = _computed(loop, number)
    _known[place] = {each.name: getattr(made, each.name) for each in fields(made)}
    _known[place] |= {name: dict(value) for name, value in _known[place].items() if isinstance(value, dict)}
    while len(_known) > MOST:
        _known.popitem(last=False)
    return made


def _again(loop: Loop, facts: dict[str, Any]) -> Generation:
    """Add a generation to a lineage as ``_make`` does; what can be changed of it is its own."""
    loop._pause()
    own = {name: dict(value) for name, value in facts.items() if isinstance(value, dict)}
    made = Generation(**{**facts, **own, "corpus": loop.lineage.corpus})
    loop._at_hand().put(Passage(made.origins, made.starts, made.written), made.number)
    loop._overflow.add(made)
    loop.lineage.generations.append(made)
    return made


def _alone_decides(loop: Loop) -> bool:
    """Return whether text and settings alone decide what it writes: no given texts, no program."""
    settings = loop.lineage.settings
    return type(loop)._write is Loop._write and settings.model == "n-gram" and settings.model_command is None


def _decided_by(loop: Loop) -> Hashable:
    return (_told_of(loop.lineage.corpus), loop.lineage.settings, loop._measured, loop._controlled)


def _told_of(corpus: Corpus) -> Hashable:
    """Return what tells a text from others."""
    tokens = sha256(corpus.tokens.tobytes()).hexdigest()
    return (corpus.sha256, tokens, corpus.name, corpus.unit, corpus.files, corpus.voices)

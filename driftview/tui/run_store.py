"""Runs that views have had made, kept while the views are closed."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from driftview.settings.settings import Settings
    from driftview.study.runs import MeasuredRun
    from driftview.text.corpus import Corpus

MOST = 600
"""How many runs are kept; each takes some ten kilobytes, texts are not kept."""

Key = tuple[str, str, str, "Settings"]


class RunStore:
    """The numbers of runs by text and settings; those longest unused go."""

    def __init__(self) -> None:
        """Nothing is kept yet."""
        self._runs: OrderedDict[Key, MeasuredRun] = OrderedDict()
        self.preset = 0
        """The place of the question that Compare last asked."""

    def keep(self, corpus: Corpus, run: MeasuredRun) -> None:
        """Keep a run."""
        self._runs[_key(corpus, run.settings)] = run
        while len(self._runs) > MOST:
            self._runs.popitem(last=False)

    def known(self, corpus: Corpus, wanted: Iterable[Settings]) -> list[MeasuredRun]:
        """Return those runs of the wanted settings that are there, in their order."""
        found = []
        for settings in wanted:
            key = _key(corpus, settings)
            if key in self._runs:
                self._runs.move_to_end(key)
                found.append(self._runs[key])
        return found


def _key(corpus: Corpus, settings: Settings) -> Key:
    return corpus.name, corpus.sha256, corpus.unit, settings

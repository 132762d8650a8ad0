"""Texts that have been read and indexed already, so that a changed setting is answered at once."""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING, NamedTuple

from driftview.choices import MERGES, has_subwords

if TYPE_CHECKING:
    from driftview.choices import Unit
    from driftview.drift.indexed_corpus import IndexedCorpus
    from driftview.text.corpus import Corpus
    from driftview.text.options import ReadingOptions

CORPORA = 4
"""How many corpora are kept."""

MOST_INDEXED = 3
"""How many indexed texts are kept; one takes about 16 bytes a token and order."""


class _Key(NamedTuple):
    """Which corpus it is: the texts, what a token is, and how they are read."""

    names: tuple[str, ...]
    unit: Unit
    merges: int
    """0 where tokens are no subwords."""
    reading: ReadingOptions | None = None
    """How the texts were read; None for a text that was given."""


def _given_key(names: tuple[str, ...], unit: Unit, merges: int) -> _Key:
    return _Key(names, unit, merges if has_subwords(unit) else 0)


class CorpusCache:
    """Corpora, and the human text indexed for orders of models; threads may ask at the same time."""

    def __init__(self) -> None:
        """Nothing is cached yet."""
        self.reading: ReadingOptions | None = None
        """How texts are read, where the user says more than their names."""
        self._lock = Lock()
        self._corpora: dict[_Key, Corpus] = {}
        self._given: dict[_Key, Corpus] = {}
        self._indexed: list[IndexedCorpus] = []

    def known(self, names: tuple[str, ...], unit: Unit, merges: int = MERGES) -> Corpus | None:
        """Return a corpus if it has been read already."""
        with self._lock:
            given = self._given.get(_given_key(names, unit, merges))
            return given or self._corpora.get(self._key(names, unit, merges))

    def _key(self, names: tuple[str, ...], unit: Unit, merges: int) -> _Key:
        from driftview.text.options import PLAIN_READING

        return _given_key(names, unit, merges)._replace(reading=self.reading or PLAIN_READING)

    def give(self, names: tuple[str, ...], corpus: Corpus) -> None:
        """Let ``names`` stand for a corpus that cannot be read again: it is always kept."""
        with self._lock:
            self._given[_given_key(names, corpus.unit, corpus.reading.options.merges)] = corpus

    def is_given(self, names: tuple[str, ...]) -> bool:
        """Tell whether names stand for a corpus that cannot be read again."""
        with self._lock:
            return any(key.names == names for key in self._given)

    def corpus(self, names: tuple[str, ...], unit: Unit, merges: int = MERGES) -> Corpus:
        """Return a corpus, read if need be; raises TextError, also where a page may not open it."""
        from driftview.text.options import PLAIN_READING
        from driftview.text.reading import TextError
        from driftview.text.sources import open_corpus
        from driftview.tui.served import served

        key = self._key(names, unit, merges)
        known = self.known(names, unit, merges)
        if self.is_given(names):
            if known is None:
                raise TextError(f"this text is not known by the {unit}: choose the text itself first")
            return known
        found = known
        if found is None:
            page = served()
            if page is not None:
                page.check(names)
            found = open_corpus(names, unit, (key.reading or PLAIN_READING).with_merges(merges))
        with self._lock:
            found = self._corpora.pop(key, found)  # another thread may have been faster: one corpus for all
            self._corpora[key] = found
            while len(self._corpora) > CORPORA:
                self._drop(next(iter(self._corpora)))
        return found

    def indexed(self, corpus: Corpus, order: int) -> IndexedCorpus:
        """Return a corpus indexed for models of an order."""
        from driftview.drift.indexed_corpus import IndexedCorpus

        with self._lock:
            fitting = [each for each in self._indexed if each.corpus is corpus and each.order == order]
        found = fitting[0] if fitting else IndexedCorpus(corpus, order)
        with self._lock:
            self._indexed = [found, *(each for each in self._indexed if each is not found)][:MOST_INDEXED]
        return found

    def forget(self, names: tuple[str, ...]) -> None:
        """Drop what was made of these texts, because they may have changed since."""
        with self._lock:
            for key in [key for key in self._corpora if key.names == names]:
                self._drop(key)

    def _drop(self, key: _Key) -> None:
        """Drop a corpus and its indexes; the lock is held."""
        corpus = self._corpora.pop(key)
        self._indexed = [each for each in self._indexed if each.corpus is not corpus]

"""Words sorted by what they do in a sentence, once for each vocabulary: structure is measured by them.

The lists are of English. `WordClasses.are_english` tells whether a text is, so that measures that rest
on them say nothing of other languages.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from weakref import WeakKeyDictionary

import numpy as np

from driftview.arrays import Counts, Flags, Indices, Tokens
from driftview.choices import has_whole_words
from driftview.measures.observation import Human, Observation
from driftview.text.sentences import ABBREVIATIONS, SENTENCE_ENDS
from driftview.text.vocabulary import END_ID, Vocabulary


def _words(text: str) -> frozenset[str]:
    """Return the words of a list."""
    return frozenset(text.split())


ENGLISH = _words(
    """
    the of and to a in that is was it for with as his be not but by or
    """
)
"""The most frequent words of English prose."""

ENGLISH_SHARE = 0.2
"""From this share of the words of a text on it is taken for English; in English prose they are a third."""

QUESTIONS = frozenset("?？؟;⁇⁈")
EXCLAMATIONS = frozenset("!！¡⁉")
DASHES = frozenset("—–--―⸺")
OPENING = frozenset("([{（［「『《〈【")

CONNECTIVES = (
    "accordingly; additionally; after all; also; although; as a result; as a consequence; as well as; "
    "because; besides; by contrast; consequently; conversely; even though; finally; firstly; for "
    "example; for instance; furthermore; hence; however; in addition; in conclusion; in contrast; in "
    "fact; in other words; in particular; in short; in spite of; in sum; indeed; instead; likewise; "
    "meanwhile; moreover; namely; nevertheless; nonetheless; notwithstanding; on the contrary; on the "
    "other hand; otherwise; overall; rather than; secondly; similarly; so that; specifically; "
    "subsequently; that is to say; therefore; thus; to sum up; whereas"
)
"""Words and phrases that join sentences or clauses (Halliday & Hasan 1976, Cohesion in English)."""

HEDGES = (
    "almost; apparently; appear; appeared; appears; approximately; could; essentially; fairly; "
    "frequently; generally; in general; in part; kind of; largely; likely; mainly; maybe; might; "
    "mostly; nearly; occasionally; often; partly; perhaps; plausibly; possible; possibly; potentially; "
    "presumably; probable; probably; quite; rather; relatively; roughly; seem; seemed; seemingly; "
    "seems; seldom; somewhat; sometimes; sort of; suggest; suggested; suggests; supposedly; tend; "
    "tended; tends; to some extent; typically; unlikely; usually"
)
"""Words and phrases that weaken a claim (Hyland 1998, Hedging in Scientific Research Articles)."""

BE = _words(
    """
    am is are was were be been being isn't aren't wasn't weren't 'm 're i'm you're we're they're
    """
)

BETWEEN = _words(
    """
    not never always ever also so thus often now then already once only well just still even all both
    soon i you he she it we they there this that therefore perhaps indeed however
    """
)
"""Words that may stand between a form of *be* and its participle, besides those on -ly."""

PARTICIPLES = _words(
    """
    born borne beaten become begun bent bet bound bitten blown broken brought built bought caught chosen
    come cut dealt done drawn driven drunk eaten fed felt fought found forbidden forgotten forgiven
    forsaken frozen given gone ground grown hung heard hidden hit held hurt kept known laid led left
    lent let lit lost made meant met mistaken overcome paid put quit read ridden risen run said seen
    sent set sewn shaken shed shot shown shut slain slept sold sought spent spoken spread spun stolen
    struck stuck sung sunk sworn swept taken taught thought thrown told torn trodden understood undone
    upset withdrawn withheld won worn woven wound written
    """
)
"""Irregular past participles of verbs that take an object."""

NO_PARTICIPLES = _words(
    """
    need indeed speed hundred bed red shed sacred naked wicked seed feed weed deed greed creed breed
    exceed proceed succeed aged kindred hatred embed infrared gone come become tired pleased delighted
    interested ashamed worried excited scared married acquainted inclined
    """
)
"""Words that end like participles, or are used as adjectives far more often."""


@dataclass(frozen=True, eq=False)
class WordClasses:
    """What the words of one vocabulary do; arrays of shape (V,)."""

    vocabulary: Vocabulary

    @cached_property
    def small(self) -> tuple[str, ...]:
        """Every word in small letters, with one kind of apostrophe."""
        return tuple(word.lower().replace("’", "'") for word in self.vocabulary.spelled)

    @cached_property
    def same(self) -> Indices:
        """The first id that is the same word but for capitals."""
        first: dict[str, int] = {}
        return np.array([first.setdefault(word, place) for place, word in enumerate(self.small)], np.int64)

    def among(self, words: Iterable[str]) -> Flags:
        """Flag the words of a set, in small letters."""
        wanted = frozenset(words)
        return np.array([word in wanted for word in self.small], bool)

    @cached_property
    def is_word(self) -> Flags:
        """Whether each has a letter or a figure, and is no mark."""
        found = np.array([any(map(str.isalnum, word)) for word in self.small], bool)
        found[END_ID] = False
        return found

    @cached_property
    def is_mark(self) -> Flags:
        """Whether each is punctuation."""
        found = ~self.is_word
        found[END_ID] = False
        return found

    @cached_property
    def ends(self) -> Flags:
        """Whether each ends a sentence."""
        found = self.among(SENTENCE_ENDS)
        found[END_ID] = True
        return found

    @cached_property
    def abbreviates(self) -> Flags:
        """Whether a full stop behind each ends nothing."""
        return np.array([word in ABBREVIATIONS for word in self.vocabulary.spelled], bool)

    @cached_property
    def _of_english(self) -> Flags:
        """Whether each is among the most frequent words of English."""
        return self.among(ENGLISH)

    def are_english(self, counts: Counts) -> bool:
        """Tell whether a text with these counts of words is English, by its most frequent words."""
        words = int(counts[self.is_word].sum())
        return words > 0 and int(counts[self._of_english].sum()) >= ENGLISH_SHARE * words

    def phrases(self, listed: str) -> list[tuple[int, ...]]:
        """Return the phrases of a list as ids, those of which every word is known."""
        ids = {word: place for place, word in reversed(list(enumerate(self.small)))}
        found = (tuple(ids.get(word, -1) for word in each.split()) for each in listed.split("; "))
        return [each for each in found if -1 not in each]

    def occurrences(self, tokens: Tokens, phrases: list[tuple[int, ...]]) -> int:
        """Count how often any of some phrases stands in a text, whatever its capitals."""
        same = self.same[tokens]
        singles = np.zeros(len(self.same), bool)
        singles[[each[0] for each in phrases if len(each) == 1]] = True
        count = int(np.count_nonzero(singles[same]))
        for first, *rest in (each for each in phrases if len(each) > 1):
            at = np.flatnonzero(same[: len(same) - len(rest)] == first)
            for ahead, word in enumerate(rest, 1):
                at = at[same[at + ahead] == word]
            count += len(at)
        return count

    @cached_property
    def connectives(self) -> list[tuple[int, ...]]:
        """The connectives, as ids."""
        return self.phrases(CONNECTIVES)

    @cached_property
    def hedges(self) -> list[tuple[int, ...]]:
        """The hedges, as ids."""
        return self.phrases(HEDGES)

    @cached_property
    def be(self) -> Flags:
        """Whether each is a form of *be*."""
        return self.among(BE)

    @cached_property
    def between(self) -> Flags:
        """Whether each may stand between a form of *be* and its participle."""
        adverb = [len(word) > 4 and word.endswith("ly") for word in self.small]
        return np.asarray(self.among(BETWEEN) | np.array(adverb, bool))

    @cached_property
    def participles(self) -> Flags:
        """Whether each seems to be the past participle of a verb that takes an object."""
        regular = [len(word) > 3 and word.endswith("ed") and word.isalpha() for word in self.small]
        return np.asarray((np.array(regular, bool) | self.among(PARTICIPLES)) & ~self.among(NO_PARTICIPLES))


_known: WeakKeyDictionary[Human, WordClasses] = WeakKeyDictionary()


def word_classes(observation: Observation) -> WordClasses | None:
    """Return the tables of a text's vocabulary, made once for every human text.

    Parameters
    ----------
    observation
        The text.

    Returns
    -------
    WordClasses or None
        None where tokens are no whole words, or their spelling is not known.
    """
    human = observation.human
    corpus = human.corpus
    if human.vocabulary is None or (corpus is not None and not has_whole_words(corpus.unit)):
        return None
    if human not in _known:
        _known[human] = WordClasses(human.vocabulary)
    return _known[human]

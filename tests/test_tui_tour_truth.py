"""The guided tour tells the truth: every step on five texts, graded and concluded from the run itself."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from driftview.drift.lineage import Lineage
from driftview.quantities import ENTROPY, HUMAN_WORDS
from driftview.settings.settings import Settings
from driftview.tui.content import phrases
from driftview.tui.content.phrases import Course, Question
from driftview.tui.corpus_cache import CorpusCache
from driftview.tui.tour import route as route_module
from driftview.tui.tour import runs
from driftview.tui.tour.route import STEPS, Route
from driftview.tui.tour.runs import Evidence, EvidenceFound, EvidenceTask, NotFound, RunMade, RunNumbers
from driftview.tui.tour.step import Revealed, TourQuestion
from driftview.tui.views.phrases import Job, PhrasesCounted, count_phrases

GENERATIONS = 4

FIRST, TAILS, PHRASES, VOICES, COPYING, ENTROPIES, EVERYTHING, TENTH = range(8)

IN_WORDS = {
    "a smaller share": (0.0, 0.9),
    "about the same share": (0.9, 1.1),
    "up to twice the share": (1.1, 2.0),
    "more than twice the share": (2.0, float("inf")),
    "up to a quarter": (0.05, 0.25),
    "up to two thirds": (0.25, 0.67),
    "most of it": (0.67, 1.01),
    "more than a quarter": (0.25, 1.01),
    "by more than half": (0.5, 1.01),
}
"""Answers without figures, and the shares that they stand for."""


@dataclass
class Toured:
    """What the tour found on one text."""

    evidence: Evidence
    left_out: dict[str, str] = field(default_factory=dict)
    lineages: list[Lineage] = field(default_factory=list)

    def take(self, message: object) -> None:
        match message:
            case EvidenceFound(part=part, value=value):
                setattr(self.evidence, part, value)
            case NotFound(part=part, reason=reason):
                self.left_out[part] = reason
            case RunMade(loop=loop):
                self.lineages.append(loop.lineage)

    @property
    def alone(self) -> RunNumbers:
        assert self.evidence.alone is not None
        return self.evidence.alone

    def has(self, place: int) -> bool:
        parts = (*STEPS[place].asks_with, *STEPS[place].tells_with)
        return all(getattr(self.evidence, part) is not None for part in parts)

    def page(self, place: int) -> tuple[TourQuestion, Revealed]:
        return STEPS[place].ask(self.evidence), STEPS[place].tell(self.evidence)


TEXTS = {
    "long": (("opticks",), Settings(tokens=6_000)),
    "short": (("short.txt",), Settings()),
    "voices": (("one.txt", "two.txt"), Settings(order=2)),
    "characters": (("ecclesiastes",), Settings(unit="character", tokens=3_000)),
    "Spanish": (("eclesiastes",), Settings(order=1)),
}


@pytest.fixture(scope="module", params=TEXTS)
def toured(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Toured:
    folder: Path = tmp_path_factory.mktemp("texts")
    lines = [f"It was day {number % 7}. A dog met a cat here.\n\n" for number in range(60)]
    (folder / "short.txt").write_text("".join(lines), "utf-8")
    rare = [f"The owl of wood {chr(97 + number)}{chr(98 + number)} sings.\n\n" for number in range(12)]
    (folder / "one.txt").write_text("".join(rare) * 2, "utf-8")
    (folder / "two.txt").write_text("".join(lines) + "A hen alone. A fox, once more.\n\n" * 3, "utf-8")
    given, settings = TEXTS[request.param]
    names = tuple(str(folder / name) if name.endswith(".txt") else name for name in given)
    patch = pytest.MonkeyPatch()
    patch.setattr(runs, "LEAST", GENERATIONS)
    patch.setattr(runs, "MOST", GENERATIONS)
    patch.setattr(runs, "ORDERS", (1, 3, 5))
    cache = CorpusCache()
    corpus = cache.corpus(names, settings.unit, settings.merges)
    found = Toured(Evidence(request.param, corpus, GENERATIONS))
    task = EvidenceTask(corpus, settings, cache, found.evidence.phrase_generation, {})
    runs.gather(task, found.take, lambda: False)
    patch.undo()
    return found


def truth(toured: Toured, place: int) -> float:
    """Return the share that a question asks for, read from the runs and nothing else."""
    evidence, alone, last = toured.evidence, toured.alone, GENERATIONS

    def left(run: RunNumbers | None, number: int, measure: str = HUMAN_WORDS) -> float:
        assert run is not None
        return float(run.measures[number][measure] or 0) / float(run.measures[0][measure] or 1)

    def tails() -> float:
        rarest = next(band for band in alone.bands[last] if band.types)
        return rarest.alive / rarest.types

    def phrases_to_words() -> float:
        assert evidence.phrases is not None
        at = evidence.phrase_generation
        gone, words = 1 - evidence.phrases.alive[at], 1 - left(alone, at)
        return gone / words if words else float("inf") if gone else 1.0

    def own() -> float:
        worded = (each for each in evidence.voices or () if each.size)
        return float((min(worded, key=lambda each: each.size).last >= last).mean())

    ways: dict[int, Callable[[], float]] = {
        FIRST: lambda: 1 - left(alone, 1),
        TAILS: tails,
        PHRASES: phrases_to_words,
        VOICES: own,
        COPYING: lambda: {point.order: point.copied for point in evidence.copied or ()}[5] or 0.0,
        ENTROPIES: lambda: 1 - left(alone, last, ENTROPY),
        EVERYTHING: lambda: left(evidence.everything, last),
    }
    return ways[place]()


def stands_for(answer: str) -> tuple[float, float]:
    """Return the shares that an answer stands for, read from its words as a visitor reads them."""
    brief = answer.split(": ", 1)[0]
    if brief in IN_WORDS:
        return IN_WORDS[brief]
    figures = [float(figure) / 100 for figure in re.findall(r"(\d+(?:\.\d+)?)(?= to |%)", answer)]
    if " under " in answer:
        return -1.0, figures[0]
    if " over " in answer:
        return figures[0], 1.01
    if answer.startswith("up to"):
        return 0.0, figures[0]
    return figures[0], figures[1]


@pytest.mark.parametrize("place", [FIRST, TAILS, PHRASES, VOICES, COPYING, ENTROPIES, EVERYTHING])
def test_the_answer_marked_right_is_the_one_that_the_run_gives(toured: Toured, place: int) -> None:
    if not toured.has(place):
        assert place == VOICES and len(toured.evidence.corpus.voices) == 1
        return
    asked, told = toured.page(place)
    share = truth(toured, place)
    answer = asked.answers[told.right]
    if place == EVERYTHING and answer in ("no more than before", "as many as before", "fewer than before"):
        before = toured.alone.share(GENERATIONS) or 0.0
        assert (share < before - 0.03) == (answer == "fewer than before")
        assert answer == "as many as before" or share <= before + 0.03
        return
    low, high = stands_for(answer)
    assert low - 0.005 <= share <= high + 0.005, (asked.answers, answer, share)


def test_right_and_wrong_answers_are_told_apart_on_every_page(toured: Toured) -> None:
    for place, step in enumerate(STEPS):
        if not toured.has(place):
            continue
        asked, told = toured.page(place)
        for chosen in range(len(asked.answers)):
            route = Route(place=place, answers={place: chosen})
            route.judge(told)
            verdict = "".join(span.text for span in route_module.told(told, asked, chosen)[0])
            right = chosen == told.right
            assert route.right[place] == (right or chosen in told.elsewhere), step.subject
            assert verdict.startswith("✎ ✓ Right: ") == right
            if not right and chosen not in told.elsewhere:
                assert verdict.startswith("✎ You said: ")
                assert asked.answers[told.right].split(":", 1)[0] in verdict


def test_what_is_concluded_is_true_of_this_run(toured: Toured) -> None:
    evidence, alone, last = toured.evidence, toured.alone, GENERATIONS
    lost = truth(toured, FIRST)
    told = toured.page(FIRST)[1]
    missing = round(lost * float(alone.measures[0][HUMAN_WORDS] or 0))
    assert told.said.startswith(f"{missing:,} of the " if missing else "All ")
    rarest = next(band for band in alone.bands[1] if band.types)
    assert ("loses rare" in told.finding) == (1 - rarest.alive / rarest.types > lost)

    assert evidence.phrases is not None
    told = toured.page(PHRASES)[1]
    gone = 1 - evidence.phrases.alive[evidence.phrase_generation]
    assert ("faster" in told.finding) == (gone > 1 - (alone.share(evidence.phrase_generation) or 0.0))

    told = toured.page(COPYING)[1]
    points = [point.copied or 0.0 for point in evidence.copied or ()]
    assert ("the longer, the more it copies" in told.moral) == (points[-1] > points[0])
    assert ("A long memory" in told.finding) == (truth(toured, COPYING) >= 0.05)

    told = toured.page(ENTROPIES)[1]
    fall, loss = truth(toured, ENTROPIES), 1 - (alone.share(last) or 0.0)
    assert ("sees little of the loss" in told.moral) == (loss >= 0.02 and fall < loss / 3)

    told = toured.page(EVERYTHING)[1]
    assert ("saves" in told.finding) == (truth(toured, EVERYTHING) > 1 - loss + 0.03)

    asked, told = toured.page(TENTH)
    assert evidence.fresh is not None and evidence.fixed is not None
    fresh, fixed, none = (each.share(last) or 0.0 for each in (evidence.fresh, evidence.fixed, alone))
    answer = asked.answers[told.right]
    assert (answer == "fresh, clearly") == (fresh > fixed + 0.03 and fresh > none + 0.03)
    assert (answer == "fixed, clearly") == (fixed > fresh + 0.03 and fixed > none + 0.03)
    assert ("no difference" in told.moral) == ("clearly" not in answer)


def test_no_page_speaks_of_words_where_other_units_are_counted(toured: Toured) -> None:
    pages = [toured.page(place) for place in range(len(STEPS)) if toured.has(place)]
    if toured.evidence.corpus.unit == "word":
        assert all("words" in asked.text or "word" in told.said for asked, told in pages)
        return
    for asked, told in pages:
        said = (asked.text, told.said, told.moral, told.finding, told.chart_title)
        meanings = (figure.meaning for figure in told.figures)
        assert not re.search(r"\bwords?\b", " ".join((*said, *meanings)))


def test_the_small_voice_is_shown_with_several_seeds(toured: Toured) -> None:
    if len(toured.evidence.corpus.voices) == 1:
        assert toured.evidence.voices is None
        return
    told = toured.page(VOICES)[1]
    seeds = toured.evidence.other_seeds
    assert seeds is not None and len(set(seeds)) > 1, "other seeds, other luck"
    assert f"With {len(seeds)} other seeds: {min(seeds):.0%} to {max(seeds):.0%}" in told.said
    assert len(told.elsewhere) == len(seeds)


def test_the_step_of_phrases_and_the_view_agree_on_the_prediction(toured: Toured) -> None:
    evidence = toured.evidence
    assert evidence.phrases is not None
    lineage, at = toured.lineages[0], evidence.phrase_generation
    question = Question(1, evidence.phrases.words)
    course = Course(question)

    def take(message: object) -> None:
        if isinstance(message, PhrasesCounted):
            course.law = message.law
            course.moments.update({moment.state.generation: moment for moment in message.moments})

    count_phrases(Job(question, lineage, frozenset({at}), lambda: at), take, lambda: False)
    view = phrases.sentence(course, lineage.settings, at)[0]
    figure = toured.page(PHRASES)[1].figures[1]
    if figure.meaning == "no prediction":
        assert "no prediction" in view
    else:
        assert f"chance predicts {figure.value}" in view

"""What a verdict says of the prediction that it rests on."""

import pytest
from toys import CAT, corpus_of

from driftview.drift.laws import Laws
from driftview.drift.loop import Loop
from driftview.drift.phrases import PhraseBook, phrase_law
from driftview.drift.spill import changed
from driftview.drift.verdict import verdict
from driftview.settings.settings import Settings
from driftview.study.retention import with_share
from driftview.tui.content.compare import unmixed
from driftview.tui.tour.runs import phrase_course


@pytest.mark.parametrize(
    ("order", "said"), [(1, ""), (3, "only approximate on so short a text"), (5, "approximate at order 5")]
)
def test_a_run_in_range_of_a_rough_closed_form_says_so(order: int, said: str) -> None:
    loop = Loop(corpus_of(CAT * 6), Settings(order=order, generations=1, prediction="closed"))
    generation = loop.step()
    expected = {**generation.expected, "human_types": float(generation.words_left)}
    loop.lineage.generations[1] = changed(generation, expected=expected)
    found = verdict(loop.lineage)
    assert "in range" in found
    assert ("closed form" in found) == bool(said)
    assert said in found
    simulated = changed(loop.lineage.generations[1], expected={**expected, "simulated_runs": 60})
    loop.lineage.generations[1] = simulated
    assert "closed form" not in verdict(loop.lineage)


@pytest.mark.parametrize("order", [1, 2, 3])
def test_the_tour_and_the_view_agree_on_whether_phrases_have_a_prediction(order: int) -> None:
    loop = Loop(corpus_of(CAT * 6), Settings(order=order, generations=2), controlled=False)
    for _ in range(2):
        loop.step()
    course = phrase_course(loop.lineage, 2, lambda: False)
    assert course is not None
    view = phrase_law(loop.lineage, PhraseBook(loop.lineage.corpus, course.words))
    assert (course.law is None) == (view is None) == (order == 1)


def test_questions_about_shares_leave_added_human_text_out() -> None:
    settings = Settings(order=2, human_adds=0.5)
    assert unmixed(settings).human_adds == with_share(settings, 0.2, "fresh").human_adds == 0.0
    assert not Laws(corpus_of(CAT), unmixed(settings))._settings.mixes_human

"""Words that settings choose from: nobody acts on one without knowing all of them."""

import ast
from collections.abc import Iterator
from typing import Literal, get_args, get_origin, get_type_hints

import pytest
from processes import ROOT

from driftview.choices import (
    CRITERIA,
    HUMAN_SOURCES,
    JUDGES,
    JudgeName,
    judge_meaning,
    source_meaning,
)
from driftview.measures.registry import Needs, OfLength
from driftview.settings.settings import Settings
from driftview.study.executor import Executor
from driftview.theory.schedule import Schedule
from driftview.theory.survival import token_lines

CLOSED: dict[str, tuple[str, ...]] = {
    name: get_args(hint) for name, hint in get_type_hints(Settings).items() if get_origin(hint) is Literal
} | {
    "source": HUMAN_SOURCES,
    "criterion": CRITERIA,
    "kind": get_args(Executor.__annotations__["kind"]),
    "needs": get_args(Needs),
    "of_length": get_args(OfLength),
}
"""The words of each set, by the names of variables that hold one: settings, and facts of measures."""


def compared(code: str) -> Iterator[str]:
    """Yield where a variable that holds a word of a closed set is compared with one, or chooses from a table.

    ``match`` with ``assert_never`` fails to type-check when a word is added; these go on with something else.
    """
    for node in ast.walk(ast.parse(code)):
        match node:
            case ast.Compare():
                sides = (node.left, *node.comparators)
            case ast.Subscript(value=ast.Name(id=name), slice=ast.Attribute(attr=held)) if (
                name.isupper() and held != "kind"  # kinds of many things go by that name
            ):
                sides = (node.slice, ast.Constant(CLOSED.get(_name(node.slice), ("",))[0]))
            case ast.Subscript(value=ast.Dict() as table):
                sides = (node.slice, *filter(None, table.keys))
            case ast.Call(func=ast.Attribute(value=ast.Dict() as table, attr="get")):
                sides = (*node.args, *filter(None, table.keys))
            case _:
                continue
        names = {name for side in sides if (name := _name(side)) in CLOSED}
        said = {each.value for side in sides for each in ast.walk(side) if isinstance(each, ast.Constant)}
        if any(said & set(CLOSED[name]) for name in names):
            yield ast.unparse(node)


def _name(node: ast.AST) -> str:
    """Return the last part of a variable's name."""
    found = node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
    return found.lstrip("_")


@pytest.mark.parametrize(
    "code",
    [
        'settings.human_source == "fresh"',
        'self._source in ("fixed", "rotating")',
        '{"word": 1, "character": 2}[settings.unit]',
        '{"replace": 1}.get(regime, 2)',
        "LENGTHS[corpus.unit]",
    ],
)
def test_a_comparison_with_a_word_is_seen(code: str) -> None:
    assert list(compared(code)) == [code.replace('"', "'")]


def test_words_of_closed_sets_are_matched_and_not_compared() -> None:
    files = sorted((ROOT / "driftview").rglob("*.py"))
    found = {str(file.relative_to(ROOT)): list(compared(file.read_text("utf-8"))) for file in files}
    assert {file: places for file, places in found.items() if places} == {
        "driftview/study/coverage.py": ["REGIMES[self.regime]"]  # conditions of a calibration, by name
    }


def test_every_word_says_what_it_means() -> None:
    assert len({source_meaning(each) for each in HUMAN_SOURCES}) == len(HUMAN_SOURCES)
    assert len({judge_meaning(each) for each in JUDGES}) == len(JUDGES)


def test_a_source_that_there_is_not_runs_as_no_other() -> None:
    with pytest.raises(ValueError, match="fresh, fixed, rotating, resampled"):
        Schedule.replace(100, 3, human_share=0.5, human_source="borrowed")  # type: ignore[arg-type]
    schedule = Schedule.replace(100, 3, human_share=0.5)
    object.__setattr__(schedule, "human_source", "borrowed")
    with pytest.raises(AssertionError, match="borrowed"):
        token_lines(schedule)


def test_a_judge_that_there_is_not_is_no_other() -> None:
    from driftview.models.curation import judge_named

    unknown: JudgeName = "wit"  # type: ignore[assignment]
    with pytest.raises(AssertionError, match="wit"):
        judge_named(unknown)

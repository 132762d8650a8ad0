"""How far from a prediction is far."""

import ast
import re

import pytest
from processes import ROOT

from driftview.theory.deviation import allowance, as_chance_predicts, half_width


@pytest.mark.parametrize(
    ("measured", "spread", "explained"),
    [(110, 5.0, True), (111, 5.0, False), (90, 5.0, True), (89, 5.0, False)],
)
def test_two_standard_deviations_are_what_chance_predicts(
    measured: float, spread: float, explained: bool
) -> None:
    assert as_chance_predicts(measured, 100.0, spread) is explained


def test_one_word_is_never_a_departure() -> None:
    assert as_chance_predicts(101, 100.4, 0.01)
    assert not as_chance_predicts(102, 100.4, 0.01)
    assert (allowance(0.1), half_width(0.1)) == (1.0, 0.2)


def test_nobody_else_knows_how_many_standard_deviations_are_far() -> None:
    found = []
    for file in sorted((ROOT / "driftview").rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
                sides = (node.left, node.right)
                two = any(isinstance(each, ast.Constant) and each.value == 2 for each in sides)
                spread = any(re.search(r"(_sd|\bsd|spread)$", ast.unparse(each)) for each in sides)
                if two and spread:
                    found.append(f"{file.relative_to(ROOT)}: {ast.unparse(node)}")
    assert found == []

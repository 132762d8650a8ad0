"""A grid has every combination once, on the same seeds, and its rows carry mean, spread and law."""

import math
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from toys import CAT, corpus_of

from driftview.drift.laws import Laws
from driftview.settings.settings import Settings, SettingsError, read_setting, read_settings
from driftview.study.design import Grid, Plan, RangeError, differences, spread
from driftview.study.executor import Executor, WorkersLostError, check_workers
from driftview.study.records import PointSummary, Record, law_at, make_records, summary
from driftview.version import __version__

CORPUS = corpus_of(CAT * 8)
BASE = Settings(order=1, generations=3, seed=5)
GRID = Grid(BASE, {"human_share": (0.0, 0.5), "order": (1, 2)}, replicates=3)
PLAN = Plan(GRID, ("types", "ttr"), (0, 3), CORPUS.name, CORPUS.sha256)


def by_number(executor: Executor) -> list[Record]:
    return sorted(make_records(CORPUS, PLAN, executor), key=lambda record: record.number)


def test_a_grid_is_every_combination_on_the_same_seeds() -> None:
    points = [dict(point) for point in GRID.points]
    assert points == [{"human_share": share, "order": order} for share in (0.0, 0.5) for order in (1, 2)]
    settings = GRID.settings()
    assert len(set(settings)) == len(settings) == len(GRID) == 12
    assert [each.seed for each in settings] == [5, 6, 7] * 4


@pytest.mark.parametrize(
    ("axes", "replicates", "said"),
    [
        ({"seed": (1, 2)}, 2, "not an axis"),
        ({"size": (1, 2)}, 2, "not an axis"),
        ({"order": (1, 1)}, 2, "once"),
        ({"order": ()}, 2, "once"),
        ({"order": (1, 99)}, 2, "order must be"),
        ({"order": (1, 2)}, 0, "at least one"),
        ({"order": (1, 2), "window": range(1, 10_000)}, 1000, "19,998,000 runs"),
    ],
)
def test_what_is_no_grid_is_refused(axes: dict[str, tuple[int, ...]], replicates: int, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        Grid(BASE, axes, replicates)


def test_rows_sum_up_the_runs_of_each_point() -> None:
    records = by_number(Executor(2, "threads"))
    assert [record.number for record in records] == list(range(12))
    assert [bool(record.law) for record in records] == [True, False, False] * 4
    found = list(summary(PLAN, records))
    assert len(found) == 4 * 2 * 2
    row = next(each for each in found if each.point == GRID.points[2] and each.generation == 3)
    values = [float(record.measured[1]["types"] or 0) for record in records[6:9]]
    mean = sum(values) / 3
    sd = math.sqrt(sum((value - mean) ** 2 for value in values) / 2)
    assert (row.measure, row.runs) == ("types", 3)
    assert row.mean == pytest.approx(mean)
    assert row.sd == pytest.approx(sd)
    assert row.standard_error == pytest.approx(sd / math.sqrt(3))
    expected = Laws(CORPUS, Settings(order=1, generations=3, human_share=0.5)).expected(3)
    assert (row.law, row.law_sd) == (expected["types"], expected["types_sd"])


def test_of_what_a_run_needed_only_what_was_asked_for_is_kept() -> None:
    """The shares of a web that follow from the text need its perplexity, which nobody asked for here."""
    base = Settings(order=1, generations=1, machine_shares="auto:1", tokens=40)
    plan = Plan(Grid(base, {}, replicates=1), ("types",), (0, 1), CORPUS.name, CORPUS.sha256)
    (record,) = make_records(CORPUS, plan, Executor(1))
    assert [set(values) for values in record.measured] == [{"types"}] * 2


def test_runs_that_are_done_are_not_made_again() -> None:
    left = make_records(CORPUS, PLAN, Executor(1), done=range(1, 11))
    assert sorted(record.number for record in left) == [0, 11]


def test_a_number_that_does_not_exist_counts_in_no_mean() -> None:
    settings = GRID.settings()
    values: list[tuple[float | None, float | None]] = [(1.0, None), (None, None), (4.0, None)]
    records = [
        Record(number, settings[number], tuple({"types": value, "ttr": None} for value in each))
        for number, each in enumerate(values)
    ]
    first, _, last, _ = summary(PLAN, records)
    assert (first.runs, first.mean) == (2, 2.5)
    assert first.standard_error == pytest.approx(1.5)
    assert (last.runs, last.mean, last.standard_error, last.law) == (0, None, None, None)


def test_where_no_law_holds_none_is_told() -> None:
    assert law_at(CORPUS, Settings(temperature=0.5), 2) == {}


def test_a_row_is_printed_with_its_axes_first() -> None:
    row = PointSummary((("order", 2),), 3, "types", 10.0, None, 1, 9.5, None)
    assert list(row.as_dict()) == ["order", "generation", "measure", "mean", "sd", "runs", "law", "law_sd"]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("0:0.5:0.05", "0 0.05 0.1 0.15 0.2 0.25 0.3 0.35 0.4 0.45 0.5"),
        ("0:1:0.4", "0 0.4 0.8"),
        ("3:3:1", "3"),
        ("1:0:-0.5", "1 0.5 0"),
        ("1e-3:3e-3:1e-3", "0.001 0.002 0.003"),
    ],
)
def test_a_range_has_exact_values_and_its_end(text: str, values: str) -> None:
    assert spread(text) == values.split()


def test_whole_numbers_need_no_step() -> None:
    assert spread("1:4", whole=True) == ["1", "2", "3", "4"]


@given(
    st.decimals(-1000, 1000, places=3), st.integers(0, 200), st.decimals("0.001", 10, places=3), st.booleans()
)
def test_a_range_is_what_one_would_type(first: Decimal, steps: int, step: Decimal, down: bool) -> None:
    stride = -step if down else step
    found = spread(f"{first}:{first + steps * stride}:{stride}")
    assert [Decimal(value) for value in found] == [first + number * stride for number in range(steps + 1)]
    assert all(float(value) == float(Decimal(value)) for value in found)


@pytest.mark.parametrize(
    "text",
    ["0:1", "0:1:0", "0:1:-1", "1:0:1", "a:b:c", "0:1:2:3", "0:nan:1", "0:inf:1", "0:1:1e-9", ":"],
)
def test_what_is_no_range_is_refused(text: str) -> None:
    with pytest.raises(RangeError):
        spread(text)


@pytest.mark.parametrize(
    ("name", "value", "found"),
    [
        ("order", 2, 2),
        ("human_share", 1, 1.0),
        ("top_k", 5, 5),
        ("regime", "accumulate", "accumulate"),
        ("sizes", [10, 20], (10, 20)),
        ("bottleneck", [3, 0.5], (3, 0.5)),
        ("detector", [1, 0], (1.0, 0.0)),
        ("machine_shares", [0, 0.5], (0.0, 0.5)),
        ("unit", "character", "character"),
    ],
)
def test_a_setting_is_read_as_what_it_is(name: str, value: object, found: object) -> None:
    assert repr(read_setting(name, value)) == repr(found)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("ordr", 1, "did you mean order"),
        ("order", 1.5, "whole number"),
        ("order", True, "whole number"),
        ("order", "2", "whole number"),
        ("human_share", "much", "a number"),
        ("regime", "replaced", "one of replace"),
        ("sizes", [1, "2"], "list"),
        ("bottleneck", [1], "list"),
        ("sizes", 5, "list"),
        ("human_share", 10**400, "a number"),
    ],
)
def test_a_setting_of_the_wrong_kind_is_refused(name: str, value: object, said: str) -> None:
    with pytest.raises(SettingsError, match=said):
        read_setting(name, value)


def test_settings_come_back_from_their_own_names() -> None:
    settings = Settings(sizes=(10, 20), bottleneck=(2, 0.5), regime="window", top_p=0.5)
    assert read_settings(settings.as_dict()) == settings


def test_a_plan_says_what_another_has_differently() -> None:
    other = Plan(Grid(BASE, {"order": (1, 2), "human_share": (0.0, 0.4)}, 4), ("types",), (3,), "toy", "0")
    assert differences(PLAN, PLAN) == []
    assert set(differences(PLAN, other)) == {"human_share", "replicates", "measures", "keep", "axes"}


@pytest.mark.parametrize(
    ("measures", "generations", "said"),
    [
        ((), (0,), "needs a measure: name one"),
        (("types",), (4,), "from 0 to 3"),
        (("types",), (1, 0), "rising order"),
    ],
)
def test_a_plan_that_keeps_nothing_is_refused(
    measures: tuple[str, ...], generations: tuple[int, ...], said: str
) -> None:
    with pytest.raises(ValueError, match=said):
        Plan(GRID, measures, generations, "toy", "0")


@pytest.mark.parametrize(
    ("versions", "said"),
    [({}, "no workers yet"), ({"tcp://a": __version__, "tcp://b": "0.0.1"}, r"have driftview 0\.0\.1")],
)
def test_a_cluster_that_might_give_other_numbers_is_refused(versions: dict[str, str], said: str) -> None:
    class Client:
        def run(self, function: object) -> dict[str, str]:
            return versions

    with pytest.raises(WorkersLostError, match=said):
        check_workers(Client(), "tcp://s")


def test_a_cluster_without_driftview_is_refused() -> None:
    class Client:
        def run(self, function: object) -> dict[str, str]:
            raise ModuleNotFoundError("driftview")

    with pytest.raises(WorkersLostError, match="do not have driftview"):
        check_workers(Client(), "tcp://s")

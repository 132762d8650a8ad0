"""Lists are sorted by their columns: with the mouse, by a key, and shown by an arrow."""

import pytest
from exploring import exploring
from test_tui_words import listed

from driftview import numbers
from driftview.settings.settings import Settings
from driftview.tui.content.sorting import AS_IT_COMES, Sorting, moved
from driftview.tui.widgets.table import DOWN, UP, RowList

ROWS = [
    ("beta", "1,024", "9%"),
    ("Alpha", numbers.MISSING, "×2.5"),
    ("gamma", "12", "−3%"),
    ("delta", "2k", "never"),
]


def test_numbers_are_sorted_by_size_and_names_by_letters() -> None:
    def order(column: int, reverse: bool = False) -> str:
        places = Sorting(column, reverse).sorted(range(len(ROWS)), ROWS.__getitem__)
        return "".join(ROWS[place][0][0] for place in places)

    assert order(AS_IT_COMES) == "bAgd"
    assert order(AS_IT_COMES, reverse=True) == "dgAb"
    assert (order(0), order(0, reverse=True)) == ("Abdg", "gdbA")
    assert order(1) == "dbgA", "2k before 1,024 before 12; what is not known stands last"
    assert order(1, reverse=True) == "gbdA", "it stands last the other way round too"
    assert order(2) == "bAdg", "9 before 2.5 before no number before −3"


async def test_heads_sort_lists_by_mouse_and_key() -> None:
    async with exploring((120, 36), settings=Settings(generations=6, seed=1)) as explorer:
        await explorer.press("end", "w")
        rows = explorer.app.screen.query_one(RowList)

        def head() -> str:
            return "".join(span.text for span in rows.rows[0])

        def counts(column: int) -> list[int]:
            return [int(row.split()[column].replace(",", "")) for row in listed(explorer)[1:15]]

        assert f"{DOWN}human" in head(), "the dead come first that humans used most"
        for direction in (DOWN, UP):
            await explorer.click("#word-list", (head().index("lost") + 2, 0))
            assert f"{direction}lost" in head()
            assert counts(-2) == sorted(counts(-2), reverse=direction == DOWN)
        await explorer.click("#word-list", (3, 0))
        assert head().lstrip().startswith(f"word{UP}")
        first = listed(explorer)[0].split()[1]
        await explorer.press("tilde")
        assert listed(explorer)[0].split()[1] > first
        await explorer.press("S")
        assert f"{DOWN}human" in head(), "a key goes on to the next order"

        await explorer.press("escape", "i", "S")
        rows = explorer.app.screen.query_one(RowList)
        assert head().lstrip().startswith(f"measure{UP}")
        names = [row[2:] for row in listed(explorer)]
        assert names == sorted(names, key=str.casefold)
        await explorer.press("down")
        chosen = next(row for row in listed(explorer) if row.startswith("▸"))
        assert chosen[2:] in names, "the keys go through the list as it is sorted"


@pytest.mark.parametrize(
    ("listed_places", "chosen", "by", "expected"),
    [((4, 2, 9), 4, 1, 2), ((4, 2, 9), 2, 7, 9), ((4, 2, 9), 2, -7, 4), ((4, 2), 5, 1, 4), ((), 5, 1, 5)],
)
def test_a_cursor_moves_along_the_list_as_it_is_sorted(
    listed_places: tuple[int, ...], chosen: int, by: int, expected: int
) -> None:
    assert moved(listed_places, chosen, by) == expected

"""No count of a few is shown, and none can be worked out from what is."""

from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deploy.report.suppression import LEAST, Key, Total, hidden

ALL = "all"
COUNTS = st.sampled_from([0, 0, 1, 2, 3, 4, 5, 7, 12, 40])


def table(*rows: tuple[int, ...]) -> tuple[dict[Key, int], list[Total]]:
    """Counts in rows and columns, with the sums of both."""
    places, groups = range(len(rows)), range(len(rows[0]))
    cells: dict[Key, int] = {(f"r{r}", f"c{c}"): rows[r][c] for r in places for c in groups}
    cells |= {(f"r{r}", ALL): sum(rows[r]) for r in places}
    cells |= {(ALL, f"c{c}"): sum(row[c] for row in rows) for c in groups}
    cells[ALL, ALL] = sum(map(sum, rows))
    return cells, [*_across(len(rows), len(rows[0]))]


def _across(rows: int, columns: int) -> Iterator[Total]:
    for r in [f"r{n}" for n in range(rows)] + [ALL]:
        yield Total((r, ALL), tuple((r, f"c{c}") for c in range(columns)))
    for c in [f"c{n}" for n in range(columns)] + [ALL]:
        yield Total((ALL, c), tuple((f"r{r}", c) for r in range(rows)))


def test_a_group_under_five_is_hidden_and_a_zero_is_not() -> None:
    counts, totals = table((0, 9, 30), (30, 3, 12), (20, 40, 50))
    secret = hidden(counts, totals)
    assert ("r1", "c1") in secret
    assert ("r0", "c0") not in secret


def test_a_total_does_not_give_the_hidden_group_away() -> None:
    counts, totals = table((10, 3), (20, 40))
    secret = hidden(counts, totals)
    assert len(secret & {("r0", "c0"), ("r0", "c1"), ("r0", ALL)}) > 1
    assert len(secret & {("r0", "c1"), ("r1", "c1"), (ALL, "c1")}) > 1


def test_hidden_groups_that_can_only_be_ones_are_too_few_people() -> None:
    """Five hidden groups that add up to five would each be known."""
    counts, totals = table((1, 1, 1, 1, 1, 30), (50, 50, 50, 50, 50, 50))
    assert ("r0", "c5") in hidden(counts, totals) or ("r0", ALL) in hidden(counts, totals)


def test_nothing_is_hidden_where_no_group_is_small() -> None:
    assert hidden(*table((10, 20), (0, 5))) == frozenset()


@settings(deadline=None)
@given(st.integers(2, 4).flatmap(lambda n: st.lists(st.tuples(*[COUNTS] * n), min_size=2)))
def test_no_hidden_count_follows_from_all_that_is_shown(rows: list[tuple[int, ...]]) -> None:
    counts, totals = table(*rows)
    secret = sorted(hidden(counts, totals))
    assert {key for key, count in counts.items() if 0 < count < LEAST} <= set(secret)
    equations = np.array([[_sign(total, key) for key in secret] for total in totals])
    rank = np.linalg.matrix_rank(equations) if secret else 0
    for place in range(len(secret)):
        alone = np.eye(len(secret))[place]
        assert np.linalg.matrix_rank(np.vstack([equations, alone])) == rank + 1, secret[place]


@settings(deadline=None)
@given(st.lists(st.tuples(*[COUNTS] * 3), min_size=2))
def test_what_a_shown_total_leaves_to_its_hidden_parts_is_five_people_at_least(
    rows: list[tuple[int, ...]],
) -> None:
    counts, totals = table(*rows)
    secret = hidden(counts, totals)
    for total in totals:
        mine = [key for key in total.parts if key in secret]
        if mine and total.of not in secret:
            assert sum(counts[key] for key in mine) >= LEAST
            assert len(mine) > 1


def _sign(total: Total, key: Key) -> int:
    return -1 if key == total.of else int(key in total.parts)


@pytest.mark.parametrize("small", [1, 2, 3, 4])
def test_a_table_of_one_small_group_is_hidden_whole(small: int) -> None:
    counts, totals = table((small, 0), (0, 0))
    assert hidden(counts, totals) == {key for key, count in counts.items() if count}

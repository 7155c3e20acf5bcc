"""Which counts of a table must not be published, so that no total gives one of them away; pure.

A count of one to four is a group small enough to know its people: it is hidden. Others are hidden
with it until no hidden count follows from what is shown: neither from one total alone, each hidden
count on its own then being anything from one to five at least, nor from all totals together.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

Key = tuple[str, ...]
"""The name of a count."""
LEAST: Final = 5
"""The smallest group that is shown."""
_PRIME: Final = 2_147_483_647
"""Equations are solved modulo this: whole numbers, and exact for tables of counts."""

_Row = dict[Key, int]


class Total(NamedTuple):
    """A count that is the sum of others."""

    of: Key
    parts: tuple[Key, ...]

    @property
    def members(self) -> tuple[Key, ...]:
        """The sum and its parts."""
        return (self.of, *self.parts)


def hidden(counts: Mapping[Key, int], totals: Sequence[Total]) -> frozenset[Key]:
    """The counts that must not be shown; zeros always are."""
    found = {key for key, count in counts.items() if 0 < count < LEAST}
    while more := {*_thin(counts, totals, found), *_given_away(counts, totals, found)}:
        found |= more
    return frozenset(found)


def _thin(counts: Mapping[Key, int], totals: Sequence[Total], found: set[Key]) -> Iterator[Key]:
    """For a shown total whose hidden parts are too few people in all: another member to hide."""
    for total in totals:
        mine = [key for key in total.parts if key in found]
        room = sum(counts[key] for key in mine) - len(mine)
        if mine and total.of not in found and room < LEAST - 1:
            yield _smallest(counts, total.parts, found) or total.of


def _given_away(
    counts: Mapping[Key, int], totals: Sequence[Total], found: set[Key]
) -> Iterator[Key]:
    """For a hidden count that follows from what is shown: another to hide beside it."""
    for key in determined(totals, found):
        beside = [one for total in totals if key in total.members for one in total.members]
        other = _smallest(counts, beside, found) or _smallest(counts, tuple(counts), found)
        if other is not None:
            yield other


def _smallest(counts: Mapping[Key, int], among: Sequence[Key], found: set[Key]) -> Key | None:
    shown = [key for key in among if key not in found and counts[key]]
    return min(shown, key=lambda key: (counts[key], key), default=None)


def determined(totals: Sequence[Total], found: set[Key] | frozenset[Key]) -> list[Key]:
    """The hidden counts that follow from the shown ones, by all totals together."""
    rows: dict[Key, _Row] = {}
    for total in totals:
        row = {key: 1 for key in total.parts if key in found}
        if total.of in found:
            row[total.of] = _PRIME - 1
        _reduce(rows, row)
    return sorted(pivot for pivot, row in rows.items() if len(row) == 1)


def _reduce(rows: dict[Key, _Row], row: _Row) -> None:
    """Add an equation to a system in which each pivot stands in one row alone."""
    for pivot in [key for key in row if key in rows]:
        _subtract(row, rows[pivot], row[pivot])
    if not row:
        return
    pivot = min(row)
    inverse = pow(row[pivot], -1, _PRIME)
    for key in row:
        row[key] = row[key] * inverse % _PRIME
    for other in rows.values():
        if pivot in other:
            _subtract(other, row, other[pivot])
    rows[pivot] = row


def _subtract(row: _Row, other: _Row, factor: int) -> None:
    for key, value in other.items():
        left = (row.get(key, 0) - factor * value) % _PRIME
        if left:
            row[key] = left
        else:
            row.pop(key, None)

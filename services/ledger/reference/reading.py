"""One request's facts and the passing of time in the order of the log, through the twin."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import pairwise
from typing import NamedTuple

from contracts.cases import Class
from services.ledger.reference.ground import Ground
from services.ledger.reference.heard import Heard, Kin, Ordered, Passed
from services.ledger.reference.listener import Unjudged
from services.ledger.reference.said import Expected
from services.ledger.reference.twin import Surprised, Twin


class Verdict(NamedTuple):
    """What must be said of a request, and what becomes of its facts.

    `unjudged`: why the reference cannot say how it goes on after that; absent where it can.
    """

    said: tuple[Expected, ...]
    classes: dict[str, Class]
    held: bool
    unjudged: str | None


class Times:
    """The clock's records of one partition; most pass by a request without effect."""

    def __init__(self, records: Sequence[Passed]) -> None:
        self.records = records
        self._offsets = [one.offset for one in records]
        self._untils = [one.until for one in records]
        self._until_ms = [one.until_ms for one in records]
        self._forwards = all(
            earlier.until <= later.until and earlier.until_ms <= later.until_ms
            for earlier, later in pairwise(records)
        )

    def has(self, offset: int) -> bool:
        """Whether a record of the clock stands at an offset."""
        place = self.before(offset)
        return place < len(self._offsets) and self._offsets[place] == offset

    def after(self, offset: int) -> int:
        """The place of the first record beyond an offset."""
        return bisect_right(self._offsets, offset)

    def before(self, offset: int) -> int:
        """The place of the first record not before an offset."""
        return bisect_left(self._offsets, offset)

    def first(self, place: int, due: datetime | None, waits_ms: int | None) -> int:
        """The first place, from one on, by which an instant or a wait is past."""
        if not self._forwards:  # a second owner of a partition may have been behind
            return self._walked(place, due, waits_ms)
        found = len(self.records)
        if due is not None:
            found = bisect_right(self._untils, due, place)
        if waits_ms is not None:
            found = min(found, bisect_right(self._until_ms, waits_ms, place))
        return found

    def _walked(self, place: int, due: datetime | None, waits_ms: int | None) -> int:
        for number, one in enumerate(self.records[place:], place):
            if due is not None and due < one.until:
                return number
            if waits_ms is not None and waits_ms < one.until_ms:
                return number
        return len(self.records)


class Reference:
    """Says what every request's story must be, from the facts alone."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground

    def judge(
        self,
        partition: int,
        facts: Iterable[Heard | Ordered | Kin],
        times: Times,
        surprised: Surprised,
    ) -> Verdict:
        """What was said of one request, ordered of it, told it: in the order of their offsets.

        `surprised`: facts our own failure put aside.
        """
        twin = Twin(self._ground, partition, surprised)
        try:
            self._tell(twin, facts, times)
        except Unjudged as why:
            return Verdict(tuple(twin.said), twin.classes, twin.held, str(why))
        return Verdict(tuple(twin.said), twin.classes, twin.held, None)

    def _tell(self, twin: Twin, facts: Iterable[Heard | Ordered | Kin], times: Times) -> None:
        place = 0
        for fact in facts:
            _let_pass(twin, times, place, times.before(fact.offset))
            _take(twin, fact)
            place = times.after(fact.offset)
        _let_pass(twin, times, place, len(times.records))


def _take(twin: Twin, fact: Heard | Ordered | Kin) -> None:
    if isinstance(fact, Heard):
        twin.hear(fact)
    elif isinstance(fact, Ordered):
        twin.obey(fact)
    else:
        twin.listen(fact)


def _let_pass(twin: Twin, times: Times, place: int, end: int) -> None:
    """The clock's records from one place to another."""
    while (place := times.first(place, twin.due(), twin.patience_ms())) < end:
        twin.let_pass(times.records[place])
        place += 1

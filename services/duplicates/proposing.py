"""Which open requests ask for the same service near in place and time: pairs, the nearest first."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from math import asin, cos, floor, radians, sin, sqrt
from typing import Final, NamedTuple

from contracts.cases import Case, Request
from contracts.events import Instant, RequestId, ServiceCode, Value
from contracts.kinship import whole_of

EARTH_METRES: Final = 6_371_008.8
"""Its mean radius (IUGG)."""

METRES_A_DEGREE: Final = EARTH_METRES * radians(1)


class Near(NamedTuple):
    """How near is near."""

    metres: float = 100.0
    """Between two points; of requests that name no more than a kelurahan, that must be the same."""
    days: float = 14.0
    """Between the two receipts, city time."""


class Proposal(Value):
    """Two requests that may be one: the later might be merged into the earlier, which stays."""

    request_id: RequestId
    ticket: str
    into: RequestId
    into_ticket: str
    service: ServiceCode
    metres: int | None
    """How far apart; absent where only the kelurahan is known to be the same."""
    hours: int
    """Between their receipts."""
    kelurahan: str | None
    description: str | None
    into_description: str | None
    received_at: Instant
    """The later one's."""


class _Seen(NamedTuple):
    case: Case
    request: Request


AS_USUAL: Final = Near()


def propose(cases: Iterable[Case], near: Near = AS_USUAL) -> list[Proposal]:
    """Every request beside the nearest earlier one it may be the same as; no linked ones."""
    seen = sorted(_candidates(cases), key=_age)
    grid, found = _Grid(seen, near), list[Proposal]()
    for one in seen:
        pairs = (_pair(one, other, near) for other in grid.around(one))
        best = min((pair for pair in pairs if pair is not None), key=_rank, default=None)
        if best is not None:
            found.append(best)
        grid.put(one)
    return sorted(found, key=_rank)


def _age(one: _Seen) -> tuple[datetime, str]:
    return one.request.received_at, one.case.request_id


def _candidates(cases: Iterable[Case]) -> Iterator[_Seen]:
    """Open, placed, and neither a part, nor split, nor on its way to be merged."""
    for case in cases:
        request = case.request
        if request is None or request.place is None or case.state is None:
            continue
        if request.place.latitude is None and request.place.kelurahan is None:
            continue
        kindred = case.parts or case.merging or whole_of(case.links)
        if case.state.is_open and not case.held and not kindred:
            yield _Seen(case, request)


class _Grid:
    """Where requests are found again: by service, in a square as wide as near is, else by name."""

    def __init__(self, all_of_them: Sequence[_Seen], near: Near) -> None:
        latitudes = [abs(at[0]) for one in all_of_them if (at := _point(one)) is not None]
        self._row = near.metres / METRES_A_DEGREE
        narrowest = max(cos(radians(max(latitudes, default=0.0))), 0.01)
        self._column = self._row / narrowest  # degrees of longitude shrink towards the poles
        self._cells: dict[tuple[str, int, int, str], list[_Seen]] = defaultdict(list)

    def put(self, one: _Seen) -> None:
        """Remember a request where others look for it."""
        self._cells[self._cell(one)].append(one)

    def around(self, one: _Seen) -> Iterator[_Seen]:
        """Those in the same square and the eight about it, or in the same kelurahan."""
        cell = self._cell(one)
        if _point(one) is None:
            yield from self._cells[cell]
            return
        for up in (-1, 0, 1):
            for on in (-1, 0, 1):
                yield from self._cells[cell[0], cell[1] + up, cell[2] + on, ""]

    def _cell(self, one: _Seen) -> tuple[str, int, int, str]:
        at, place = _point(one), one.request.place
        if at is None:
            return one.request.service, 0, 0, (place.kelurahan or "") if place is not None else ""
        return one.request.service, floor(at[0] / self._row), floor(at[1] / self._column), ""


def _point(one: _Seen) -> tuple[float, float] | None:
    place = one.request.place
    if place is None or place.latitude is None or place.longitude is None:
        return None
    return place.latitude, place.longitude


def _pair(later: _Seen, earlier: _Seen, near: Near) -> Proposal | None:
    apart = later.request.received_at - earlier.request.received_at
    metres = metres_between(later.request, earlier.request)
    if apart > timedelta(days=near.days) or (metres is not None and metres > near.metres):
        return None
    if _linked(later.case, earlier.case) or _linked(earlier.case, later.case):
        return None
    place = later.request.place
    return Proposal(
        request_id=later.case.request_id,
        ticket=later.request.ticket,
        into=earlier.case.request_id,
        into_ticket=earlier.request.ticket,
        service=later.request.service,
        metres=None if metres is None else round(metres),
        hours=apart // timedelta(hours=1),
        kelurahan=place.kelurahan if place is not None else None,
        description=later.request.description,
        into_description=earlier.request.description,
        received_at=later.request.received_at,
    )


def _linked(one: Case, other: Case) -> bool:
    return any(link.request_id == other.request_id for link in one.links)


def metres_between(one: Request, other: Request) -> float | None:
    """Along a great circle (haversine); None where either names no point."""
    first, second = one.place, other.place
    if first is None or second is None:
        return None
    points = (first.latitude, first.longitude, second.latitude, second.longitude)
    lat_1, lon_1, lat_2, lon_2 = (None if each is None else radians(each) for each in points)
    if lat_1 is None or lon_1 is None or lat_2 is None or lon_2 is None:
        return None
    rise, run = sin((lat_2 - lat_1) / 2) ** 2, sin((lon_2 - lon_1) / 2) ** 2
    return 2 * EARTH_METRES * asin(sqrt(rise + cos(lat_1) * cos(lat_2) * run))


def _rank(proposal: Proposal) -> tuple[bool, int, int, str]:
    """What is known to lie nearest first; of the same, what came soonest after the other."""
    unknown = proposal.metres is None
    return unknown, proposal.metres or 0, proposal.hours, proposal.ticket

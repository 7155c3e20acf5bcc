"""How long agencies have said nothing, in their own working time; pure."""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from contracts.calendar import WorkingTime
from contracts.catalogue import Catalogue
from contracts.releases import CityClock, Releases


class Silence(NamedTuple):
    """One agency: its last event, and the seconds of its own working time since.

    `last` is city time, None where it never said anything that is still kept; then the time runs
    from when the first catalogue version that names it took effect.
    """

    agency: str
    last: datetime | None
    working_seconds: int


def own_time(catalogue: Catalogue, agency: str) -> WorkingTime:
    """The calendar of an agency's own shifts, else the city's."""
    own = (one.id for one in catalogue.calendars if one.agency == agency)
    return catalogue.working_time[next(own, catalogue.calendars[0].id)]


def silences(releases: Releases, last: Mapping[str, int], now_ms: int) -> list[Silence]:
    """Every agency of the version in force; nothing where none is.

    `last`: when each agency's last event was logged, real milliseconds.
    """
    catalogue = releases.in_force(now_ms)
    if catalogue is None:
        return []
    joined, clock = _joined(releases), releases.city_clock()
    return [
        _silence(own_time(catalogue, code), code, last.get(code), joined[code], clock, now_ms)
        for code in sorted(catalogue.agency)
    ]


def _silence(
    time: WorkingTime, code: str, last: int | None, joined: int, clock: CityClock, now_ms: int
) -> Silence:
    since = clock.city(joined if last is None else last)
    passed = time.working_seconds(since, max(clock.city(now_ms), since))
    return Silence(code, None if last is None else since, passed)


def _joined(releases: Releases) -> dict[str, int]:
    """When the first accepted version that names each agency took effect."""
    found: dict[str, int] = {}
    for one in releases.versions():
        catalogue = releases.version(one.version)
        if one.standing == "accepted" and catalogue is not None:
            for code in catalogue.agency:
                found[code] = min(one.effective_at, found.get(code, one.effective_at))
    return found

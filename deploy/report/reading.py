"""One reading of the topics for a month: from where to where, by which catalogue and calendars."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import NamedTuple

from contracts.calendar import WorkingTime
from contracts.catalogue import Catalogue
from contracts.metrics import NOBODY, group_of
from contracts.releases import CityClock, Releases
from contracts.topics import SLA, STATUS
from deploy.report.counting import Counting, Ground, Owed
from deploy.report.lines import Sums
from deploy.report.month import Books, Month
from deploy.shadow.window import Asked, Told, read, span_of
from services.kafka.ports import Offsets, TopicReader

SOURCES = (STATUS, SLA)


class NothingToTell(Exception):
    """The month has no figures; the message says why."""


class Read(NamedTuple):
    """What a reading came to, and what it rests on."""

    month: Month
    books: Books
    catalogue: Catalogue
    """The version in force when the month ended, or when it was read."""
    releases: Releases
    until: datetime
    """What was logged from then on is not in it; city time."""
    final: bool
    """Whether the month's books are closed: the same will be read again."""
    ends: Offsets
    cut: bool
    """Whether the topics' beginnings are not kept any more."""
    sums: Sums
    late: tuple[Owed, ...]
    accepted: dict[str, str]
    """The service of each request accepted in the month, by request."""
    records: int


async def read_month(
    reader: TopicReader, releases: Releases, month: Month, now_ms: int, told: Told
) -> Read:
    """The month as known when its books closed, or earlier; UnknownTopic, Unavailable.

    `now_ms` is until when it was known at most, real milliseconds since 1970 UTC.

    Raises:
        NothingToTell: no catalogue is in force, or the month has not begun.
    """
    clock = releases.clock
    first = releases.in_force(now_ms)
    if clock is None or first is None:
        raise NothingToTell("No catalogue is in force yet; `simpul catalogue publish` does that.")
    catalogue = _at_its_end(releases, first, month, now_ms)
    zone, skews = catalogue.city.zone, (one.claim_skew_hours for one in catalogue.agencies)
    books = Books(zone, timedelta(hours=max(skews)))
    close_ms = clock.real(books.closes(month))
    final = close_ms is not None and close_ms <= now_ms
    until_ms = close_ms if close_ms is not None and final else now_ms
    span = await span_of(reader, SOURCES, Asked(None, until_ms))
    ground = Ground(month, books, clock, _groups(releases, catalogue), _calendars(releases))
    counting = Counting(ground)
    async for records in read(reader, span, sorted(span.ends), {}):
        counting.take(records)
        told(counting.records, span.size)
    late = counting.close()
    until = books.closes(month) if final else clock.city(now_ms)
    known = catalogue, releases, until, final, span.ends, any(span.begins.values())
    return Read(month, books, *known, counting.sums, late, counting.accepted, counting.records)


def _at_its_end(releases: Releases, first: Catalogue, month: Month, now_ms: int) -> Catalogue:
    """The version in force when the month ended, or is now; NothingToTell before it began."""
    clock, zone = releases.city_clock(), first.city.zone
    if clock.city(now_ms) < month.begin(zone):
        raise NothingToTell(f"{month} has not begun: it is {clock.city(now_ms):%d-%m-%Y} here.")
    end_ms = min(now_ms, clock.real(month.end(zone)) or now_ms)
    return releases.in_force(end_ms) or first


def _groups(releases: Releases, catalogue: Catalogue) -> Callable[[str], str]:
    """A service's group; of one that is offered no more, as the last version had it that knew."""
    found = {one.code: one.group for each in releases.all() for one in each.services}
    found |= {one.code: one.group for one in catalogue.services}
    return lambda service: group_of(found.get(service, NOBODY))


def _calendars(releases: Releases) -> Callable[[str, int], WorkingTime | None]:
    """Every calendar any version had, by its id and version."""
    found = {
        (one.id, one.version): each.working_time[one.id]
        for each in releases.all()
        for one in each.calendars
    }
    return lambda name, version: found.get((name, version))


def begun_anew(clock: CityClock) -> datetime | None:
    """When the log was begun anew from a backup, city time: what was told before is not in it."""
    return clock.city(clock.begun_ms) if clock.begun_ms else None

"""What the City and Bus views and the lists show, as values a template only lays out; pure."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final, NamedTuple
from urllib.parse import urlencode

from contracts.catalogue import Catalogue
from contracts.events import Sentences
from contracts.kpis import Kpi
from contracts.lifecycle import TABLE
from contracts.metrics import AGES, NOBODY, OLDER
from services.board.agencies import (
    MET_SHARE,
    AgencyRow,
    agency_rows,
    by_first,
    met_share,
    open_by_agency,
)
from services.board.alarms import Alarm, Seen, alarms
from services.board.figures import Series
from services.board.standing import Digest, Owed, Standing
from services.board.words import (
    CLOCKS,
    UNKNOWN,
    agency_code,
    agency_name,
    moment,
    number,
    overdue,
    service_name,
    share,
)

MOST_LISTED: Final = 200
"""Requests on one page."""
FIRST_LISTED: Final = 12
"""Requests the City view names."""
_LISTS: Final = "/board/requests"


class Tile(NamedTuple):
    """One figure of the whole city."""

    name: Sentences
    value: str
    tone: str = ""
    href: str | None = None


class RequestRow(NamedTuple):
    """One request of a list."""

    request_id: str
    ticket: str
    service: str
    agency: str
    short: str
    state: str
    clock: str
    due: str
    overdue: str
    level: str


class Group(NamedTuple):
    """How many requests of a list are one agency's and of one service."""

    agency: str
    short: str
    service: str
    number: str
    oldest: str
    href: str


class CityPage(NamedTuple):
    """All agencies at a glance."""

    alarms: Sequence[Alarm]
    tiles: Sequence[Tile]
    agencies: Sequence[AgencyRow]
    ages: Sequence[tuple[str, str]]
    """Open requests by age in working days."""
    groups: Sequence[Group]
    late: Sequence[RequestRow]
    more: int


class Show(NamedTuple):
    """One list of requests: its address, its name, and which requests stand in it."""

    code: str
    name: Sentences


SHOWS: Final = (
    Show("late", Sentences(id="Terlambat", en="Late")),
    Show("soon", Sentences(id="Segera jatuh tempo", en="Due soon: warned for the last time")),
    Show("triage", Sentences(id="Triase", en="Nobody has them yet")),
    Show("held", Sentences(id="Ditahan", en="Held")),
    Show("arbitration", Sentences(id="Arbitrase", en="Whose are they")),
)


def city_page(seen: Seen, grown: Mapping[Series, float], now: datetime | None) -> CityPage:
    """The City view; `grown`: what was counted within a day."""
    digest, catalogue = seen.digest, seen.catalogue
    late = digest.late
    return CityPage(
        alarms=alarms(seen),
        tiles=_tiles(seen, grown),
        agencies=agency_rows(seen, grown),
        ages=_ages(seen),
        groups=groups(late, catalogue, now),
        late=[row(one, "late", catalogue, now) for one in late[:FIRST_LISTED]],
        more=max(0, len(late) - FIRST_LISTED),
    )


def _tiles(seen: Seen, grown: Mapping[Series, float]) -> list[Tile]:
    digest = seen.digest
    put_aside = by_first("quarantined", grown).total()
    silent = sum(by_first("silent", seen.moment.values).values())
    counted = sum(open_by_agency(seen).values())
    return [
        Tile(Sentences(id="Terbuka", en="Open"), number(counted)),
        Tile(
            Sentences(id="Segera jatuh tempo", en="Due soon"),
            number(len(digest.soon)),
            "",
            f"{_LISTS}?show=soon",
        ),
        Tile(SHOWS[0].name, number(len(digest.late)), _bad(digest.late), f"{_LISTS}?show=late"),
        Tile(_within_a_day(MET_SHARE), share(met_share(grown))),
        Tile(SHOWS[2].name, number(len(digest.triage)), "", f"{_LISTS}?show=triage"),
        Tile(SHOWS[3].name, number(len(digest.held)), _bad(digest.held), f"{_LISTS}?show=held"),
        Tile(Sentences(id="Karantina, 24 jam", en="Put aside, 24 h"), number(put_aside)),
        Tile(Sentences(id="OPD diam", en="Silent agencies"), number(silent), _bad(silent)),
    ]


def _within_a_day(kpi: Kpi) -> Sentences:
    """A figure's name, of the day the board watched."""
    return Sentences(id=f"{kpi.names.id}, 24 jam", en=f"{kpi.names.en}, 24 h")


def _ages(seen: Seen) -> list[tuple[str, str]]:
    """Nothing where no worker tells."""
    counts = by_first("aged", seen.moment.values)
    return [(name, number(counts[name])) for name in (*(one for one, _ in AGES), OLDER) if counts]


def _bad(found: object) -> str:
    return "bad" if found else ""


def listed(digest: Digest, show: str) -> Sequence[Standing]:
    """The requests of a list; those of `late` where there is none of that name."""
    lists = {
        "soon": digest.soon,
        "triage": digest.triage,
        "held": digest.held,
        "arbitration": digest.arbitration,
    }
    return lists.get(show, digest.late)


def groups(
    some: Sequence[Standing], catalogue: Catalogue | None, now: datetime | None
) -> list[Group]:
    """What is late by agency and service, the most first; each with the longest overdue."""
    counts = Counter((one.agency, one.service) for one in some)
    oldest: dict[tuple[str | None, str], Standing] = {}
    for one in some:
        oldest.setdefault((one.agency, one.service), one)
    return [
        Group(
            agency=agency_name(agency, catalogue),
            short=agency_code(agency or NOBODY),
            service=service_name(service, catalogue),
            number=number(count),
            oldest=overdue(oldest[agency, service].late[0].due, now),
            href=f"{_LISTS}?{urlencode({'agency': agency or NOBODY, 'service': service})}",
        )
        for (agency, service), count in counts.most_common()
    ]


def row(one: Standing, show: str, catalogue: Catalogue | None, now: datetime | None) -> RequestRow:
    """One request as a list shows it, with the promise it stands there for."""
    owed = _shown(one, show)
    return RequestRow(
        request_id=one.request_id,
        ticket=one.ticket,
        service=service_name(one.service, catalogue),
        agency=agency_name(one.agency, catalogue),
        short=agency_code(one.agency or NOBODY),
        state=TABLE[one.state].label_id + (" (ditahan)" if one.held else ""),
        clock=CLOCKS[owed.metric].id if owed else UNKNOWN,
        due=moment(owed.due, catalogue) if owed else UNKNOWN,
        overdue=overdue(owed.due, now) if owed and owed.breached else "",
        level=one.level or "",
    )


def _shown(one: Standing, show: str) -> Owed | None:
    return next(iter(one.soon if show == "soon" else one.late or one.owed), None)

"""What the Bus view shows: flow, latency, lag and quarantine, hop by hop; pure."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from services.board.alarms import FRESH_SECONDS, Alarm, Seen, alarms
from services.board.figures import Series
from services.board.words import agency_name, decimal, number, span

HOPS: Final = ("intake", "case")


class HopRow(NamedTuple):
    """One hop, all of its workers together."""

    hop: str
    flow: str
    median: str
    most: str
    waiting: str
    in_flight: str
    oldest: str
    partitions: str


class GroupRow(NamedTuple):
    """How far one consumer group is behind, as the broker tells."""

    group: str
    records: str
    seconds: str
    is_late: bool
    stalled: str


class PutAside(NamedTuple):
    """What was put aside within a day, of one agency for one reason."""

    agency: str
    reason: str
    number: str


class Worker(NamedTuple):
    """One address that is asked for figures."""

    address: str
    answers: bool


class BusPage(NamedTuple):
    """The bus itself."""

    alarms: Sequence[Alarm]
    hops: Sequence[HopRow]
    status: tuple[str, str]
    """From an agency's record to its status event: median, and 99 in 100."""
    groups: Sequence[GroupRow]
    quarantine: Sequence[PutAside]
    workers: Sequence[Worker]
    catalogues: Sequence[str]


def bus_page(seen: Seen, grown: Mapping[Series, float]) -> BusPage:
    """The Bus view; `grown`: what was counted within a day."""
    values = seen.moment.values
    return BusPage(
        alarms=alarms(seen),
        hops=[_hop(hop, values) for hop in HOPS],
        status=(span(values.get(("p50", "status"))), span(values.get(("p99", "status")))),
        groups=[_group(series[1], values) for series in sorted(values) if series[0] == "lag"],
        quarantine=_put_aside(seen, grown),
        workers=[Worker(*one) for one in seen.moment.answers.items()],
        catalogues=sorted(series[1] for series in values if series[0] == "catalogue"),
    )


def _hop(hop: str, values: Mapping[Series, float]) -> HopRow:
    ready, owned = values.get(("ready", hop)), values.get(("owned", hop))
    return HopRow(
        hop=hop,
        flow=decimal(values.get(("flow", hop))),
        median=span(values.get(("p50", hop))),
        most=span(values.get(("p99", hop))),
        waiting=number(values.get(("waiting", hop))),
        in_flight=number(values.get(("in_flight", hop))),
        oldest=span(values.get(("oldest", hop))),
        partitions=f"{number(ready)} / {number(owned)}",
    )


def _group(group: str, values: Mapping[Series, float]) -> GroupRow:
    seconds = values.get(("lag_seconds", group), 0.0)
    return GroupRow(
        group=group,
        records=number(values["lag", group]),
        seconds=span(seconds),
        is_late=seconds > FRESH_SECONDS,
        stalled=number(values.get(("stalled", group), 0)),
    )


def _put_aside(seen: Seen, grown: Mapping[Series, float]) -> list[PutAside]:
    counts: Counter[tuple[str, str]] = Counter(
        {(s[1], s[2]): int(value) for s, value in grown.items() if s[0] == "quarantined" and value}
    )
    return [
        PutAside(agency_name(agency, seen.catalogue), reason, number(count))
        for (agency, reason), count in counts.most_common()
    ]

"""Events as they stand on their topics, read into what the reference says of them."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import NamedTuple

import orjson

from contracts.cases import RequestArchived
from contracts.catalogue import Metric
from contracts.kin import KIN_FACTS, PartGiven
from contracts.lifecycle import State
from contracts.sla import WindowMoved
from contracts.status import StatusChanged
from services.ledger.findings import At
from services.ledger.reference import (
    Document,
    Expected,
    Moved,
    PutAway,
    Said,
    Shifted,
    Ticked,
    Told,
)

_SHARED = ("fact_id", "request_id", "of", "of_ticket", "seq", "occurred_at", "cause")
"""What every fact between cases has; the rest is its kind's own."""

_INSTANTS = ("archive_due", "responded_at", "news_at")


class Kept(NamedTuple):
    """An event of a case until it is compared."""

    where: At
    kind: str
    body: bytes


def observed(kind: str, event: Document) -> Said:
    """An event by its type; those of clocks are all alike."""
    return _READ.get(kind, _ticked)(kind, event)


def as_told(expected: Expected, said: Said) -> Expected:
    """What is expected of a release that did not say yet what a cycle came to."""
    meant = expected.said
    if isinstance(meant, Moved) and isinstance(said, Moved) and said.spent is None:
        return expected._replace(said=meant._replace(spent=None))
    return expected


def in_order(kept: Sequence[Kept]) -> list[Kept]:
    """What one case told others, in whichever partitions they are, as it was numbered."""
    numbers = {one.where: orjson.loads(one.body).get("seq") for one in kept}
    numbered = [one for one in kept if numbers[one.where] is not None]
    return sorted(numbered, key=lambda one: int(numbers[one.where]))


def _shifted(_kind: str, event: Document) -> Shifted:
    times = (event[name] for name in ("occurred_at", "previous_until", "until"))
    at, previous, until = map(datetime.fromisoformat, times)
    return Shifted(at, event["window"], previous, until, event.get("cycle", 1))


def _passed_on(kind: str, event: Document) -> Told:
    more = {name: part for name, part in event.items() if name not in _SHARED}
    if kind == PartGiven.TYPE:
        asked = more.pop("request")
        more |= {"ticket": asked["ticket"], "reference": asked["reference"]}
    for name in _INSTANTS:
        if name in more:
            more[name] = datetime.fromisoformat(more[name])
    if "followers" in more:
        whom = more["followers"]
        more["followers"] = [one if isinstance(one, str) else one["request_id"] for one in whom]
    at = datetime.fromisoformat(event["occurred_at"])
    return Told(at, kind.split(".")[2], event["request_id"], more)


def _spent(event: Document) -> Document | None:
    found = event.get("spent")
    if found is None:
        return None
    hops = [(one.get("agency"), *_span(one)) for one in found["hops"]]
    pauses = [(one["why"], *_span(one)) for one in found.get("pauses", ())]
    return {**found, "hops": hops, "pauses": pauses}


def _span(one: Document) -> tuple[datetime, datetime, int]:
    since, until = one["since"], one["until"]
    minutes: int = one["working_minutes"]
    return datetime.fromisoformat(since), datetime.fromisoformat(until), minutes


def _away(_kind: str, event: Document) -> PutAway:
    return PutAway(datetime.fromisoformat(event["archived_at"]))


def _moved(_kind: str, event: Document) -> Moved:
    previous = event.get("previous")
    return Moved(
        occurred_at=datetime.fromisoformat(event["occurred_at"]),
        previous=None if previous is None else State(previous),
        state=State(event["state"]),
        implied=event.get("implied", False),
        agency=event.get("agency"),
        native=event.get("native"),
        outcome=event.get("outcome"),
        reason=event.get("reason"),
        cycle=event.get("cycle", 1),
        part_of=event.get("part_of"),
        spent=_spent(event),
    )


def _ticked(kind: str, event: Document) -> Ticked:
    word = kind.split(".")[2]
    return Ticked(
        occurred_at=datetime.fromisoformat(event["occurred_at"]),
        kind=word,
        metric=Metric(event["metric"]),
        policy=event["policy"],
        agency=event.get("agency"),
        due=datetime.fromisoformat(event["due"]),
        provisional=event.get("provisional", False),
        cycle=event.get("cycle", 1),
        fraction=event.get("fraction"),
        reason=event.get("reason"),
        paused_at=_instant(event.get("paused_at")),
        previous_due=_instant(event.get("previous_due")),
        used_seconds=event.get("used_seconds"),
        because=event.get("because"),
        state=event.get("state"),
        previous_state=event.get("previous_state"),
        owner=event.get("owner", "reporter") if word == "paused" else None,
        until=_instant(event.get("until")),
        **{name: event.get(name) for name in ("outcome", "late", "round", "days")},
        **_called(event),
    )


def _called(event: Document) -> Document:
    """Whose word or turn it is, and what else only the event of a level says."""
    if "level" not in event:
        return {"role": event.get("role")}
    skipped = tuple((one["role"], one["why"]) for one in event["skipped"])
    told = {name: event.get(name) for name in ("level", "chain", "role", "legal")}
    sends_at = datetime.fromisoformat(event["sends_at"])
    return {**told, "skipped": skipped, "also": tuple(event["also"]), "sends_at": sends_at}


_READ: dict[str, Callable[[str, Document], Said]] = {
    StatusChanged.TYPE: _moved,
    RequestArchived.TYPE: _away,
    WindowMoved.TYPE: _shifted,
    **dict.fromkeys(KIN_FACTS, _passed_on),
}
"""How events are read that are no clock's."""


def _instant(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)

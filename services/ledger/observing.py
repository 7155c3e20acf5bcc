"""Events of a case as they stand on their topics, read as what the reference would say."""

from collections.abc import Callable
from datetime import datetime

from contracts.cases import RequestArchived
from contracts.catalogue import Metric
from contracts.lifecycle import State
from contracts.sla import WindowMoved
from contracts.status import StatusChanged
from services.ledger.reference import Document, Moved, PutAway, Said, Shifted, Ticked


def read_said(kind: str, event: Document) -> Said:
    """What an event says; those of clocks are all alike."""
    return _READ.get(kind, _ticked)(kind, event)


def _shifted(_kind: str, event: Document) -> Shifted:
    times = (event[name] for name in ("occurred_at", "previous_until", "until"))
    at, previous, until = map(datetime.fromisoformat, times)
    return Shifted(at, event["window"], previous, until, event.get("cycle", 1))


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
}
"""How events are read that are no clock's."""


def _instant(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)

"""Nothing of one agency's topic is shown as another's, nor told to one it does not concern."""

from collections import defaultdict

from contracts.inbox import (
    Accepted,
    Ask,
    Asked,
    Assign,
    Escalate,
    NotApplied,
    Rejected,
    Remind,
    Withdraw,
)
from contracts.records import Record
from contracts.requests import RequestHeld, RequestReceived
from contracts.topics import EVENTS_OF, INBOX_OF
from services.ledger.findings import Edges, Findings, agency_of, at
from services.ledger.report import Check
from services.ledger.stories import Document

_BEFORE, _AFTER = INBOX_OF.split("{code}")
_HANDED = frozenset({Assign.TYPE, Withdraw.TYPE, Ask.TYPE, Remind.TYPE, Escalate.TYPE})
_ANSWERS = frozenset({Accepted.TYPE, NotApplied.TYPE})


def reader_of(topic: str) -> str:
    """The agency whose inbox a topic is; ValueError for any other topic."""
    if not (topic.startswith(_BEFORE) and topic.endswith(_AFTER)):
        raise ValueError(topic)
    return topic.removeprefix(_BEFORE).removesuffix(_AFTER)


class Owners:
    """Whose every fact, rejected record and answer is."""

    def __init__(self, findings: Findings, edges: Edges) -> None:
        self._findings = findings
        self._edges = edges
        self._events: set[tuple[str, str | None]] = set()
        self._concerned: defaultdict[str, set[str]] = defaultdict(set)
        self._submitted: dict[str, str] = {}
        self._handed: list[tuple[Record, str, str]] = []
        self._asked: list[tuple[Record, str, str]] = []
        self._unasked: list[tuple[Record, str]] = []

    def fact(self, record: Record, kind: str, fact: Document) -> None:
        """A fact speaks for the agency whose topic its record stands on, by that one's source."""
        origin = fact["origin"]
        agency, owner = origin["agency"], agency_of(origin["topic"])
        if agency != owner:
            self._say(record, f"shows what stands on {origin['topic']} as said by {agency}")
        elif kind != RequestHeld.TYPE and not _is_of(origin["source"], agency):
            self._say(record, f"has the source {origin['source']!r}, which is not {agency}'s own")
        self._events.add((agency, origin["event_id"]))
        if kind == RequestReceived.TYPE:
            route = fact["route"]
            self._submitted.setdefault(fact["request_id"], agency)
            named = {route.get("agency"), *route.get("co_agencies", ())} - {None}
            self._concerned[fact["request_id"]] |= named

    def ordered(self, order: Document) -> None:
        """An operator may give a request to anybody."""
        named = {order.get("agency"), *order.get("co_agencies", ())} - {None}
        self._concerned[order["request_id"]] |= named

    def given(self, fact: Document) -> None:
        """A part is its agency's, and was brought by whoever brought the whole."""
        self._submitted.setdefault(fact["request_id"], fact["request"]["submitter"])
        self._concerned[fact["request_id"]].add(fact["agency"])

    def moved(self, event: Document) -> None:
        """A change of state says who has the request."""
        if event.get("agency") is not None:
            self._concerned[event["request_id"]].add(event["agency"])

    def aside(self, record: Record, put_aside: Document) -> None:
        """A record in quarantine is the agency's whose topic it came from."""
        topic, agency = put_aside["original"]["topic"], put_aside["agency"]
        if agency != (agency_of(topic) or ""):
            self._say(record, f"shows what stood on {topic} as {agency or 'nobody'}'s")

    def answered(self, record: Record, kind: str, event: Document) -> None:
        """What an agency is told concerns its own events, or a request it was given."""
        reader = reader_of(record.topic)
        if kind == Ask.TYPE and event["asks"] == Asked.INFORMATION:
            self._asked.append((record, reader, event["request_id"]))
        elif kind in _HANDED:
            self._handed.append((record, reader, event["request_id"]))
        elif kind == Rejected.TYPE and event["topic"] != EVENTS_OF.format(code=reader):
            self._say(record, f"tells {reader} of a record on {event['topic']}")
        elif kind in _ANSWERS and (reader, event.get("event_id")) not in self._events:
            said = f"answers an event {event.get('event_id')!r} that {reader} never sent"
            self._unasked.append((record, said))

    def conclude(self, *, at_rest: bool) -> None:
        """Report answers to what nobody asked, and requests given to whom nothing else names."""
        for record, said in self._unasked:
            excuse = self._edges.excuse(record, at_rest=at_rest)
            if excuse is not None:
                self._findings.leave(excuse)
            else:
                self._say(record, said)
        self._unasked.clear()
        for record, reader, request in self._handed:
            if request not in self._concerned or reader in self._concerned[request]:
                continue
            excuse = self._edges.excuse(record, at_rest=at_rest)
            if excuse is not None and request not in self._submitted:
                self._findings.leave(excuse)
            else:
                self._say(record, f"tells {reader} of request {request}, which never was with it")
        self._handed.clear()
        for record, reader, request in self._asked:
            if reader != self._submitted.get(request, reader):
                self._say(record, f"asks {reader} about request {request}, which it never brought")
        self._asked.clear()

    def _say(self, record: Record, sentence: str) -> None:
        self._findings.add(Check.OWNERS, at(record), sentence)


def _is_of(source: str, agency: str) -> bool:
    """An agency's source is `/city/agency`, or a part of it."""
    _, _, own = source.removeprefix("/").partition("/")
    return source.startswith("/") and (own == agency or own.startswith(f"{agency}/"))

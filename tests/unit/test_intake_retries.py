"""A record an operator lets be read again is read as where and when it first stood."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from agents.intake.agent import IntakeHop
from contracts.catalogue import Catalogue
from contracts.events import Sentences
from contracts.inbox import Rejected
from contracts.quarantine import Quarantined, original_of
from contracts.reasons import Reason, say
from contracts.records import StoredRecord
from contracts.releases import CLOCK as CLOCK_KEY
from contracts.releases import Release, Releases
from contracts.requests import RequestHeld, RequestReceived
from contracts.retries import DiscardOrdered, ReleaseOrdered, RequestReleased, RetryOrdered
from contracts.topics import REQUESTS, RETRIES
from deploy.quarantine.decided import as_messages
from tests.builders.catalogue import a_catalogue, a_service
from tests.builders.events import CLOCK, RECEIVED, a_record, a_submission, milliseconds
from tests.builders.facts import REQUEST
from tests.builders.intake import TICKET_KEY, read_back, taken

_NOW = milliseconds(RECEIVED)
_LEAD = CLOCK.lead_ms
WHO = {"by": "Ratna", "why": "mended"}


class _Always:
    """A reader that is at the end."""

    async def until(self, known: Callable[[], bool]) -> None: ...
    async def until_fresh(self, seconds: float) -> None: ...


def _hop(*catalogues: Catalogue) -> IntakeHop:
    """Each version takes effect a day after the one before; records come on the first."""
    releases = Releases()
    bodies = [(CLOCK_KEY, CLOCK.to_bytes(), 0)]
    for day, catalogue in enumerate(catalogues or (a_catalogue(),)):
        at = _NOW + day * 86_400_000
        body = Release(version=catalogue.version, effective_at=at, catalogue=catalogue).to_bytes()
        bodies.append((catalogue.version.encode(), body, at - _LEAD))
    for offset, (key, body, at) in enumerate(bodies):
        releases.apply(StoredRecord("ref.catalogue.v1", 0, offset, at, key, body))
    return IntakeHop(_Always(), releases, TICKET_KEY)


def _retry(record: StoredRecord, **changed: Any) -> RetryOrdered:
    fields: dict[str, Any] = {
        "decision_id": "r1",
        **WHO,
        "quarantine_id": "q1",
        "request_id": REQUEST,
        "agency": "dlh",
        "original": original_of(record),
    }
    return RetryOrdered(**(fields | changed))


def _ordered(order: Any, offset: int = 7) -> StoredRecord:  # noqa: ANN401 -- any decision
    (message,) = as_messages([order], "kota-serang", RECEIVED)
    at = _NOW + 90_000_000
    return StoredRecord(RETRIES, 2, offset, at, message.key, message.value, message.headers)


def test_the_fact_is_the_one_that_would_have_been_but_for_the_retry_it_names() -> None:
    (written,) = _hop().decide([_ordered(_retry(a_record(), release="go"))])
    fact = RequestReceived.read(written.value or b"")
    assert fact.model_copy(update={"retry": None}) == taken(a_record())
    assert fact.retry is not None
    assert (fact.retry.retry_id, fact.retry.release) == ("r1", "go")
    assert (written.topic, written.key) == (REQUESTS, REQUEST.encode())


def test_done_again_it_writes_the_same_bytes() -> None:
    hop = _hop()
    orders = [_ordered(_retry(a_record())), _ordered(_retry(a_record(b"\xff")), 8)]
    assert hop.decide(orders) == hop.decide(orders)


def test_it_is_read_by_the_version_of_its_day_or_the_one_an_operator_names() -> None:
    later = a_catalogue(version="later")
    hop = _hop(a_catalogue(version="first"), later)
    of_its_day, named = hop.decide(
        [_ordered(_retry(a_record())), _ordered(_retry(a_record(), catalogue="later"))]
    )
    read = [RequestReceived.read(one.value or b"").catalogue for one in (of_its_day, named)]
    assert read == ["first", "later"]


def test_what_is_put_aside_again_has_an_id_of_its_own_and_names_the_retry() -> None:
    record = a_record(a_submission(service="TIDAK-ADA"))
    hop = _hop()
    (first, _), (again, told) = hop.decide([record]), hop.decide([_ordered(_retry(record))])
    before, after = read_back(first), read_back(again)
    assert isinstance(before, Quarantined)
    assert isinstance(after, Quarantined)
    assert isinstance(read_back(told), Rejected)
    assert (before.retry, after.retry) == (None, "r1")
    assert before.quarantine_id != after.quarantine_id
    assert after.model_copy(update={"quarantine_id": before.quarantine_id, "retry": None}) == before


def test_where_our_code_fails_again_the_hold_names_the_retry() -> None:
    broken = a_catalogue(version="broken", services=(a_service(policies=("NONE",)),))
    written = _hop(broken).decide([_ordered(_retry(a_record(), release="go"))])
    held = RequestHeld.read(written[-1].value or b"")
    assert held.retry is not None
    assert (held.retry.release, held.fact_id) == ("go", taken(a_record()).fact_id)


def test_a_release_goes_on_behind_its_retries() -> None:
    order = ReleaseOrdered(decision_id="go", **WHO, request_id=REQUEST, seen=("f1",))
    retried, lifted = _hop().decide([_ordered(_retry(a_record(), release="go")), _ordered(order)])
    released = RequestReleased.read(lifted.value or b"")
    assert (
        (lifted.topic, lifted.key) == (retried.topic, retried.key) == (REQUESTS, REQUEST.encode())
    )
    assert (released.order_id, released.seen, released.by) == ("go", ("f1",), "Ratna")


def test_of_a_discard_nothing_is_written() -> None:
    order = DiscardOrdered(decision_id="d1", **WHO, quarantine_id="q1", request_id=REQUEST)
    assert _hop().decide([_ordered(order)]) == []


def test_a_decision_nobody_can_read_is_put_aside_and_stops_nothing() -> None:
    unreadable = replace(_ordered(_retry(a_record())), value=b"{}")
    (aside, fact) = _hop().decide([unreadable, _ordered(_retry(a_record()))])
    put_aside = Quarantined.read(aside.value or b"")
    assert (put_aside.reason, put_aside.agency) == (Reason.SURPRISE, "")
    assert put_aside.original.topic == RETRIES
    said = say(Reason.SURPRISE, Sentences(id="ValidationError", en="ValidationError"))
    assert put_aside.sentences == said
    assert fact.topic == REQUESTS

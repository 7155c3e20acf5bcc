"""The thin agent: each record under the version in force when it came, our own bugs put aside."""

from collections.abc import Callable
from typing import Any

from aiokafka import TopicPartition

from agents.intake.agent import IntakeHop
from agents.intake.outcomes import unread
from contracts.catalogue import Catalogue
from contracts.inbox import Rejected
from contracts.quarantine import Quarantined
from contracts.reasons import Reason
from contracts.records import StoredRecord
from contracts.releases import CLOCK as CLOCK_KEY
from contracts.releases import Release, Releases
from contracts.requests import Fact, RequestHeld, StatusUpdated
from contracts.topics import REQUESTS
from tests.builders.catalogue import a_catalogue, a_service, an_agency
from tests.builders.events import CLOCK, RECEIVED, a_record, a_status, milliseconds
from tests.builders.intake import TICKET_KEY, read_back, under

_NOW = milliseconds(RECEIVED)
_LEAD = CLOCK.lead_ms


class _Reference:
    """A reader that has always just been at the end; it remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[float] = []
        self.known: list[bool] = []

    async def until(self, known: Callable[[], bool]) -> None:
        self.known.append(known())

    async def until_fresh(self, seconds: float) -> None:
        self.asked.append(seconds)


def _published(*versions: tuple[Catalogue, int]) -> Releases:
    releases = Releases()
    releases.apply(_reference(0, CLOCK_KEY, CLOCK.to_bytes(), 0))
    for offset, (catalogue, effective_at) in enumerate(versions, 1):
        release = Release(version=catalogue.version, effective_at=effective_at, catalogue=catalogue)
        key, body = catalogue.version.encode(), release.to_bytes()
        releases.apply(_reference(offset, key, body, effective_at - _LEAD))
    return releases


def _reference(offset: int, key: bytes, body: bytes, timestamp: int) -> StoredRecord:
    return StoredRecord("ref.catalogue.v1", 0, offset, timestamp, key, body)


def _hop(*versions: tuple[Catalogue, int]) -> IntakeHop:
    return IntakeHop(_Reference(), _published(*versions), TICKET_KEY)


def _broken() -> Catalogue:
    """A catalogue only a bug lets through: its service names a policy that is not there."""
    return a_catalogue(version="broken", services=(a_service(policies=("NONE",)),))


def _facts(hop: IntakeHop, *records: StoredRecord) -> list[Any]:
    return [read_back(message) for message in hop.decide(records)]


def test_a_record_is_read_under_the_version_in_force_when_it_arrived() -> None:
    hop = _hop((a_catalogue(version="one"), _NOW), (a_catalogue(version="two"), _NOW + 10))
    records = [a_record(offset=n, timestamp=_NOW + n) for n in (-5, 0, 9, 10, 99)]
    read = [fact.catalogue for fact in _facts(hop, *records) if isinstance(fact, Fact)]
    assert read == ["one", "one", "one", "two", "two"]


def test_done_again_it_writes_the_same_bytes() -> None:
    hop = _hop((a_catalogue(), _NOW))
    records = [a_record(), a_record(b"\xff", offset=42), a_record(a_status(), "status.reported")]
    assert hop.decide(records) == hop.decide(records)
    assert len(hop.decide(records)) == 4


def test_every_agency_of_every_version_is_read() -> None:
    more = a_catalogue(version="more", agencies=(an_agency("perkim"), an_agency("dlh")))
    assert _hop((a_catalogue(), _NOW), (more, _NOW + 1)).topics() == {
        "agency.dlh.events.v1",
        "agency.dishub.events.v1",
        "agency.dpmptsp.events.v1",
        "agency.perkim.events.v1",
        "bus.retries.v1",
    }


def test_before_any_agency_is_known_nothing_is_read() -> None:
    assert _hop().topics() == frozenset()


async def test_a_chunk_waits_for_a_version_in_force_and_a_fresh_reader() -> None:
    reference = _Reference()
    await IntakeHop(reference, _published((a_catalogue(), _NOW)), TICKET_KEY).ready()
    assert (reference.known, reference.asked) == ([True], [30.0])


async def test_a_version_written_too_late_to_be_in_force_is_not_enough() -> None:
    releases, reference = _published(), _Reference()
    late = Release(version="late", effective_at=_NOW, catalogue=a_catalogue())
    releases.apply(_reference(1, b"late", late.to_bytes(), _NOW - _LEAD + 1))
    await IntakeHop(reference, releases, TICKET_KEY).ready()
    assert reference.known == [False]


def test_a_bug_of_ours_puts_the_record_aside_and_holds_its_request() -> None:
    hop = _hop((_broken(), _NOW))
    quarantined, rejected, held, after = _facts(
        hop, a_record(), a_record(a_status(), "status.reported", offset=42)
    )
    assert isinstance(quarantined, Quarantined)
    assert isinstance(rejected, Rejected)
    assert quarantined.reason is rejected.reason is Reason.SURPRISE
    assert quarantined.original.value == a_record().value
    assert isinstance(held, RequestHeld)
    assert held.surprise == "KeyError"
    assert held.request_id == quarantined.request_id == rejected.request_id
    assert (held.origin.event_id, held.origin.source) == ("dlh-evt-1", "/kota-serang/dlh")
    assert isinstance(after, StatusUpdated)
    assert hop.decide([a_record()])[2].topic == REQUESTS


def test_five_bugs_pause_their_partition_and_no_other() -> None:
    hop = _hop((_broken(), _NOW))
    hop.decide([a_record(offset=n) for n in range(5)])
    hop.decide([a_record(offset=n, partition=1) for n in range(4)])
    paused = [p for p in range(8) if hop.meter.paused(TopicPartition("agency.dlh.events.v1", p))]
    assert paused == [3]


def test_even_a_record_nothing_can_be_read_of_is_kept_whole() -> None:
    record = a_record(b"\x00")
    quarantined, rejected = [read_back(each) for each in unread(record, "TypeError", under())]
    assert isinstance(quarantined, Quarantined)
    assert isinstance(rejected, Rejected)
    assert quarantined.original.value == b"\x00"
    assert (rejected.request_id, rejected.event_id) == (None, None)

"""A bus that was lost and begun again from a backup: its stories go on, and nothing goes back."""

from pathlib import Path

import pytest

from contracts.cases import Case, Class, Stub
from contracts.catalogue import Metric
from contracts.envelope import type_of
from contracts.ids import case_event_id
from contracts.inbox import Rejected
from contracts.lifecycle import State
from contracts.quarantine import Quarantined
from contracts.records import Message, Record
from contracts.requests import RequestReceived
from contracts.restored import RESTORED
from contracts.sla import ClockBreached
from contracts.status import StatusChanged
from contracts.topics import (
    ARCHIVE,
    CASES,
    CATALOGUE,
    QUARANTINE,
    REQUESTS,
    SLA,
    STATUS,
    events_topic,
    inbox_topic,
)
from services.backup import BackupRefused, NotEmpty
from services.catalogue.releases import read_releases
from services.kafka.latest import latest_by_key
from services.ledger.findings import EARLIER
from tests.builders.calendars import at
from tests.builders.events import milliseconds
from tests.builders.requests import SHOWN
from tests.flow.city import City
from tests.flow.lost_bus import (
    ASKED,
    LOST,
    MATTRESS,
    REQUEST,
    a_mattress,
    backed_up,
    begun_again,
    cases_on,
    restored_on,
    the_case,
)
from tests.flow.memory_bus import FakeClock, MemoryBus


async def test_every_case_stands_in_its_partition_as_it_stood(tmp_path: Path) -> None:
    city = await a_mattress()
    await city.hear("dlh", "submitted", "2026-03-16 11:00", reference="DLH-2026-000778", **ASKED)
    again = await begun_again(city, tmp_path)
    assert await cases_on(again.bus) == await cases_on(city.bus)
    assert [one.partition for one in (await latest_by_key(again.bus, CASES)).values()] == [
        one.partition for one in (await latest_by_key(city.bus, CASES)).values()
    ]


async def test_the_next_report_has_the_next_number_and_comes_from_the_state_before(
    tmp_path: Path,
) -> None:
    city = await a_mattress()
    *_, before = await city.told(STATUS, StatusChanged)
    again = await begun_again(city, tmp_path)
    await again.hear("dlh", "status", "2026-03-17 10:00", status="ANGKUT", **MATTRESS)
    first, *_ = await again.told(STATUS, StatusChanged)
    assert (first.seq, first.previous) == (before.seq + 1, before.state)
    assert first.state is State.IN_PROGRESS
    record, *_ = await again.records([STATUS])
    assert dict(record.headers)["ce_id"].decode() == case_event_id(REQUEST, STATUS, first.seq)
    report = await again.ledger()
    assert report.holds, report.problems
    assert (report.classes[Class.APPLIED], report.unaccounted) == (1, 0)
    assert [one.epoch for one in report.restored] == ["line"]


async def test_facts_of_the_new_log_have_names_of_their_own(tmp_path: Path) -> None:
    """The first record of a topic stands at the coordinates of another that was judged before."""
    city = await a_mattress()
    again = await begun_again(city, tmp_path)
    await again.hear("dlh", "submitted", "2026-03-17 09:00", reference="DLH-2026-000779", **ASKED)
    (fact,) = await again.told(REQUESTS, RequestReceived)
    (before,) = await city.told(REQUESTS, RequestReceived)
    assert fact.fact_id != before.fact_id
    report = await again.ledger()
    assert (report.holds, report.reference.requests) == (True, 1)


async def test_what_an_agency_sends_again_is_known_again(tmp_path: Path) -> None:
    city = await a_mattress()
    again = await begun_again(city, tmp_path)
    sent = await city.records([events_topic("dlh")])
    await again.bus.write([Message(one.topic, one.key, one.value, one.headers) for one in sent])
    await again.wait_until("2026-03-17 08:00")
    await again.hear("dlh", "status", "2026-03-17 08:01", status="ANGKUT", **MATTRESS)
    report = await again.ledger()
    assert report.holds, report.problems
    assert (report.classes[Class.DUPLICATE], report.classes[Class.APPLIED]) == (2, 1)


async def test_a_promise_is_broken_at_the_instant_it_was_due_though_nobody_was_there(
    tmp_path: Path,
) -> None:
    city = await a_mattress()
    (due,) = [one.due for one in (await the_case(city)).clocks if one.metric is Metric.RESOLUTION]
    again = await begun_again(city, tmp_path, when="2026-05-01 00:00")
    await again.wait_until("2026-05-01 00:01")
    breaches = [
        one for one in await again.told(SLA, ClockBreached) if one.metric is Metric.RESOLUTION
    ]
    assert [one.occurred_at for one in breaches] == [due]
    assert (await again.ledger()).holds


async def test_a_fact_that_waited_is_given_up_without_another_records_bytes(
    tmp_path: Path,
) -> None:
    city = await City.founded()
    await city.hear("dlh", "status", "2026-03-16 09:00", status="TERJADWAL", **MATTRESS)
    assert (await backed_up(city, tmp_path / "backup")).cases.waiting == 1
    again = await begun_again(city, tmp_path, when="2026-03-16 09:05")
    await again.hear("dlh", "submitted", "2026-03-16 09:06", reference="DLH-2026-000780", **ASKED)
    await again.wait_until("2026-03-16 10:00")
    (aside,) = await again.told(QUARANTINE, Quarantined)
    assert (aside.original.offset, aside.original.value) == (0, None)
    (rejected,) = await again.told(inbox_topic("dlh"), Rejected)
    assert rejected.reason == "unknown-request"
    report = await again.ledger()
    assert report.holds, report.problems
    assert report.edges == {EARLIER: 1}


@pytest.mark.parametrize("with_archive", [True, False])
async def test_a_request_that_was_put_away_stays_so(tmp_path: Path, *, with_archive: bool) -> None:
    city = await a_mattress()
    await city.hear("dlh", "status", "2026-03-17 10:00", status="TERANGKUT", **SHOWN, **MATTRESS)
    await city.wait_until("2026-08-01 00:00")
    again = await begun_again(city, tmp_path, when="2026-08-02 00:00", with_archive=with_archive)
    stub = (await latest_by_key(again.bus, CASES))[REQUEST.encode()]
    assert type_of(stub.headers) == Stub.TYPE
    assert len(await again.records([ARCHIVE])) == int(with_archive)
    await again.hear("dlh", "status", "2026-08-03 09:00", status="ANGKUT", **MATTRESS)
    report = await again.ledger()
    assert report.holds, report.problems
    assert report.quarantined == {"archived": 1}


async def test_a_story_put_away_after_its_case_was_read_is_not_kept_beside_the_case(
    tmp_path: Path,
) -> None:
    """The archive's record comes while the backup is being taken."""
    city = await a_mattress()
    await city.hear("dlh", "status", "2026-03-17 10:00", status="TERANGKUT", **SHOWN, **MATTRESS)
    live = await the_case(city)
    await city.wait_until("2026-08-01 00:00")
    (stub,) = [one for one in await city.records([CASES]) if type_of(one.headers) == Stub.TYPE]
    before = [one for one in await city.records([CASES]) if type_of(one.headers) == Case.TYPE]
    await city.bus.write([Message(CASES, stub.key, before[-1].value, before[-1].headers)])
    manifest = await backed_up(city, tmp_path / "backup", with_archive=True)
    assert live.counters.get(ARCHIVE, 0) == 0
    assert sum(part.records for part in manifest.of(ARCHIVE)) == 0


async def test_the_first_story_of_a_reference_used_anew_is_kept(tmp_path: Path) -> None:
    city = await a_mattress()
    await city.hear("dlh", "status", "2026-03-17 10:00", status="TERANGKUT", **SHOWN, **MATTRESS)
    await city.wait_until("2026-08-01 00:00")
    await city.wait_until("2027-11-01 00:00")
    await city.hear("dlh", "submitted", "2027-11-01 09:00", **MATTRESS, **ASKED)
    again = await begun_again(city, tmp_path, when="2027-11-02 00:00", with_archive=True)
    assert len(await again.records([ARCHIVE])) == 1
    await again.hear("dlh", "status", "2027-11-02 10:00", status="ANGKUT", **MATTRESS)
    report = await again.ledger()
    assert report.holds, report.problems


async def test_the_catalogue_is_in_force_as_it_was(tmp_path: Path) -> None:
    city = await a_mattress()
    again = await begun_again(city, tmp_path)
    before, now = await read_releases(city.bus), await read_releases(again.bus)
    assert now.versions() == before.versions()
    clock, earlier = now.city_clock(), before.city_clock()
    assert clock.segments == earlier.segments
    assert (clock.is_identity, clock.epoch, earlier.epoch) == (True, "log-2", "line")


async def test_a_bus_may_be_restored_again_and_again(tmp_path: Path) -> None:
    city = await a_mattress()
    for number in (2, 3):
        city = await begun_again(
            city, tmp_path, when=f"2026-03-1{5 + number} 00:00", epoch=f"log-{number}"
        )
        await city.hear(
            "dlh", "status", f"2026-03-1{5 + number} 10:00", status="ANGKUT", **MATTRESS
        )
    report = await city.ledger()
    assert report.holds, report.problems
    assert [one.epoch for one in report.restored] == ["line", "log-2"]
    assert set(await restored_headers(city)) == {1}


async def restored_headers(city: City) -> list[int]:
    """How often each restored record is marked."""
    records = await city.records([CASES, CATALOGUE])
    marks = [sum(name == RESTORED for name, _ in one.headers) for one in records]
    return [count for count in marks if count]


async def test_a_bus_on_which_anything_was_said_is_left_alone(tmp_path: Path) -> None:
    city = await a_mattress()
    await backed_up(city, tmp_path / "backup")
    said = len(await all_of(city.bus))
    with pytest.raises(NotEmpty, match=r"^This broker is not empty: .* has held \d+ records\."):
        await restored_on(city.bus, tmp_path / "backup")
    assert len(await all_of(city.bus)) == said


async def test_a_bus_where_a_hop_has_worked_is_left_alone(tmp_path: Path) -> None:
    city = await a_mattress()
    await backed_up(city, tmp_path / "backup")
    bus = MemoryBus(FakeClock(milliseconds(at(LOST))))
    bus.commit("simpul-case", {(REQUESTS, 3): 17})
    with pytest.raises(NotEmpty, match=r"the group simpul-case has worked on bus\.requests\.v1"):
        await restored_on(bus, tmp_path / "backup")


async def test_a_broker_whose_time_lies_before_the_backup_is_refused(tmp_path: Path) -> None:
    city = await a_mattress()
    await backed_up(city, tmp_path / "backup")
    bus = MemoryBus(FakeClock(milliseconds(at("2026-03-16 09:59"))))
    with pytest.raises(BackupRefused, match="a record written 60 s from now"):
        await restored_on(bus, tmp_path / "backup")
    assert await bus.ends([CASES]) == {}


async def all_of(bus: MemoryBus) -> list[Record]:
    """Every record of the bus's topics."""
    topics = [STATUS, SLA, CASES, REQUESTS, CATALOGUE]
    return [one async for records in bus.read(topics) for one in records]

"""What operators let be read again comes to what it would have come to, had nothing failed."""

import asyncio
from typing import Any

import orjson
import pytest

from contracts.cases import Class
from contracts.catalogue import Catalogue
from contracts.events import Event
from contracts.quarantine import Quarantined
from contracts.reasons import Reason
from contracts.records import Message, Record
from contracts.requests import FACTS, Fact, RequestHeld
from contracts.retries import DiscardOrdered, ReleaseOrdered, RetryOrdered
from contracts.sla import CLOCK_EVENTS
from contracts.status import StatusChanged
from contracts.topics import QUARANTINE, REQUESTS, RETRIES, SLA, STATUS
from services.catalogue.publish import publish
from tests.builders.catalogue import a_catalogue, a_service
from tests.builders.events import a_record, a_status, a_submission, headers, message_of
from tests.flow.commands import Run
from tests.flow.line import CLOCK, published
from tests.flow.memory_bus import MemoryBus
from tests.flow.working_line import Stumbles, WorkingLine, never

MINUTE_MS = 60_000
DAY_MS = 1_440 * MINUTE_MS
WHO = ("--by", "Ratna Dewi", "--why", "sudah diperbaiki", "--wait", "0")
REPORTS = ("TERJADWAL", "ANGKUT", "TERANGKUT")
UNKNOWN = a_submission(service="PARUT-KELAPA")


def the_submission(record: Record) -> bool:
    """Of all records, the submission, as an agency sent it or as intake took it."""
    return b"ANGKUT-BESAR" in (record.value or b"") or _is(record, "simpul.fact.received.v1")


def _is(record: Record, kind: str) -> bool:
    return dict(record.headers).get("ce_type") == kind.encode()


def _said(number: int, body: dict[str, Any], kind: str) -> Message:
    named = headers(ce_id=f"evt-{number}".encode(), ce_type=f"simpul.{kind}.v1".encode())
    return message_of(a_record(body, headers=named))


async def _hear(line: WorkingLine, number: int, body: dict[str, Any], kind: str) -> None:
    await line.bus.write([_said(number, body, kind)])
    await line.carry()
    await line.pass_ms(MINUTE_MS)


async def _live(line: WorkingLine) -> None:
    """A request and three reports, a minute apart; then a month passes."""
    await _hear(line, 0, a_submission(), "request.submitted")
    for number, status in enumerate(REPORTS, 1):
        await _hear(line, number, a_status(status=status), "status.reported")
    await line.pass_ms(30 * DAY_MS)


async def _told(line: WorkingLine) -> tuple[list[Any], list[Any], list[Any]]:
    """Facts, states and clocks, apart from coordinates, counts and times of record."""
    facts = [fact for fact in await line.told(REQUESTS, *FACTS.values()) if _counts(fact)]
    last = {fact.fact_id: _plain(fact, "retry") for fact in facts}
    states = await line.told(STATUS, StatusChanged)
    clocks = await line.told(SLA, *CLOCK_EVENTS.values())
    return (
        [last[name] for name in sorted(last)],
        [_plain(one, *_OF_THE_RECORD) for one in states],
        [_plain(one, *_OF_THE_RECORD) for one in clocks],
    )


_OF_THE_RECORD = ("cause", "recorded_at", "received_at")


def _counts(fact: Fact) -> bool:
    return not isinstance(fact, RequestHeld)


def _plain(event: Event, *but: str) -> dict[str, Any]:
    kept: dict[str, Any] = event.model_dump(mode="json", exclude=set(but))
    return kept


@pytest.fixture
def twin() -> WorkingLine:
    """The same story on good code."""
    line = WorkingLine(asyncio.run(published()))
    asyncio.run(_live(line))
    return line


def _listed(run: Run, *more: str) -> list[dict[str, Any]]:
    records: list[dict[str, Any]] = orjson.loads(run("quarantine", "list", "--json", *more).stdout)[
        "records"
    ]
    return records


def _replayed(run: Run, *words: str) -> dict[str, Any]:
    found = run("quarantine", "replay", *words, *WHO, "--json")
    assert found.exit_code == 0, found.stdout + found.stderr
    answer: dict[str, Any] = orjson.loads(found.stdout)
    return answer


HOPS: list[tuple[Stumbles, Stumbles]] = [(the_submission, never), (never, the_submission)]


@pytest.mark.parametrize(("intake", "case"), HOPS, ids=["intake", "case"])
def test_a_request_our_code_failed_on_ends_as_its_twin_that_never_failed(
    bus: MemoryBus, run: Run, twin: WorkingLine, intake: Stumbles, case: Stumbles
) -> None:
    line = WorkingLine(bus, intake, case)
    asyncio.run(_live(line))
    assert [one["reason"] for one in _listed(run)] == ["held", "held", "held", "surprise"]
    line.mend()
    (one,) = _listed(run, "--reason", "surprise")
    answer = _replayed(run, one["quarantine_id"])
    assert [len(group["records"]) for group in answer["requests"]] == [4]
    asyncio.run(line.carry())
    asyncio.run(line.pass_ms(DAY_MS))
    assert asyncio.run(_told(line)) == asyncio.run(_told(twin))
    report = asyncio.run(line.ledger())
    assert report.holds, report.problems
    assert report.classes[Class.APPLIED] == 4
    assert _listed(run) == []
    assert {one["decided"]["verb"] for one in _listed(run, "--all")} == {"replayed"}


def test_what_happened_while_it_was_replayed_is_parked_and_the_request_stays_held(
    bus: MemoryBus, run: Run
) -> None:
    line = WorkingLine(bus, the_submission)
    asyncio.run(_live(line))
    line.mend()
    (one,) = _listed(run, "--reason", "surprise")
    answer = _replayed(run, one["quarantine_id"])
    asyncio.run(_hear(line, 9, a_status(status="TERANGKUT"), "status.reported"))
    asyncio.run(line.carry())
    assert [one["reason"] for one in _listed(run)] == ["held"]
    again = _replayed(run, "--request", answer["requests"][0]["request_id"])
    assert again["requests"][0]["held"]
    asyncio.run(line.carry())
    report = asyncio.run(line.ledger())
    assert report.holds, report.problems
    assert report.classes[Class.HELD] == 0
    assert report.classes[Class.REFUSED] == 1  # silence had counted as consent before it came


def _with_the_service() -> Catalogue:
    """The catalogue with the service that was missing."""
    services = (
        *a_catalogue().services,
        a_service(code="dlh.coconut", native_codes=("PARUT-KELAPA",)),
    )
    return a_catalogue(version="mended", services=services)


@pytest.fixture
def unknown_service(bus: MemoryBus) -> WorkingLine:
    """A request for a service the catalogue lacked; it has it now."""
    line = WorkingLine(bus)
    asyncio.run(_hear(line, 0, UNKNOWN, "request.submitted"))
    asyncio.run(publish(_with_the_service(), bus, bus, CLOCK, bus.clock))
    return line


@pytest.mark.usefixtures("unknown_service")
def test_what_would_be_rejected_again_stays_and_the_version_that_takes_it_is_named(
    run: Run, bus: MemoryBus
) -> None:
    found = run("quarantine", "replay", "--reason", "unknown-service", *WHO)
    assert found.exit_code == 3
    assert "left in quarantine. The service is not in the catalogue" in found.stdout
    assert "in force now, it would be taken: add --under now." in found.stdout
    assert sum(asyncio.run(bus.ends([RETRIES])).values()) == 0


def test_by_the_version_in_force_now_the_request_is_taken_with_its_own_times(
    run: Run, unknown_service: WorkingLine
) -> None:
    line = unknown_service
    came = asyncio.run(line.all("agency.dlh.events.v1"))[0].timestamp
    _replayed(run, "--agency", "dlh", "--under", "now")
    asyncio.run(line.carry())
    states = asyncio.run(line.told(STATUS, StatusChanged))
    assert [one.state for one in states] == ["received"]
    assert {one.occurred_at for one in states} == {CLOCK.city(came)}
    report = asyncio.run(line.ledger())
    assert report.holds, report.problems
    assert report.classes[Class.APPLIED] == 1


@pytest.mark.usefixtures("unknown_service")
def test_a_version_that_never_was_is_named(run: Run) -> None:
    found = run("quarantine", "replay", "--agency", "dlh", "--under", "v9", *WHO)
    assert found.exit_code == 2
    assert found.stderr.startswith("No version v9 is or was in force; there is ")


@pytest.mark.parametrize("name", ["replay", "discard"])
def test_a_decision_needs_who_and_why_and_which(run: Run, name: str) -> None:
    assert run("quarantine", name, "--agency", "dlh", "--by", "Ratna").exit_code == 2
    assert run("quarantine", name, "--agency", "dlh", "--why", "mended").exit_code == 2
    none = run("quarantine", name, "--by", "Ratna", "--why", "mended")
    assert (none.exit_code, none.stderr[:13]) == (2, "Say which: on")


@pytest.mark.usefixtures("unknown_service")
def test_a_dry_run_says_what_would_be_said_and_writes_nothing(run: Run, bus: MemoryBus) -> None:
    found = run("quarantine", "replay", "--agency", "dlh", "--under", "now", *WHO, "--dry-run")
    assert found.exit_code == 0, found.stdout
    for line in (
        "would be applied",
        "bus.status.v1: Diterima",
        "Accepted",
        "resolution started",
    ):
        assert line in found.stdout
    dropped = run("quarantine", "discard", "--agency", "dlh", *WHO[:4], "--dry-run")
    assert "unknown-service: would be discarded" in dropped.stdout
    assert sum(asyncio.run(bus.ends([RETRIES])).values()) == 0


@pytest.mark.usefixtures("unknown_service")
def test_what_is_discarded_is_kept_with_who_and_why_and_not_listed(
    run: Run, bus: MemoryBus
) -> None:
    (one,) = _listed(run)
    done = run("quarantine", "discard", one["quarantine_id"][:8], *WHO[:4])
    assert done.exit_code == 0, done.stderr
    assert _listed(run) == []
    shown = run("quarantine", "show", one["quarantine_id"])
    assert "Discarded by Ratna Dewi, " in shown.stdout
    assert "sudah diperbaiki" in shown.stdout
    (kept,) = asyncio.run(_decisions(bus))
    assert isinstance(kept, DiscardOrdered)


async def _decisions(bus: MemoryBus) -> list[Any]:
    return await WorkingLine(bus).told(RETRIES, RetryOrdered, ReleaseOrdered, DiscardOrdered)


def test_a_held_request_goes_on_without_what_was_discarded(bus: MemoryBus, run: Run) -> None:
    line = WorkingLine(bus, lambda record: b'"ANGKUT"' in (record.value or b""))
    asyncio.run(_live(line))
    (bad,) = _listed(run, "--reason", "surprise")
    assert run("quarantine", "discard", bad["quarantine_id"], *WHO[:4]).exit_code == 0
    _replayed(run, "--reason", "held")
    asyncio.run(line.carry())
    report = asyncio.run(line.ledger())
    assert report.holds, report.problems
    assert (report.classes[Class.REJECTED], report.classes[Class.HELD]) == (1, 0)
    assert report.status["resolved"] == 1


def test_while_our_code_still_fails_nothing_of_a_held_request_is_replayed(
    bus: MemoryBus, run: Run
) -> None:
    broken = a_service(policies=("NONE",))
    asyncio.run(
        publish(a_catalogue(version="broken", services=(broken,)), bus, bus, CLOCK, bus.clock)
    )
    line = WorkingLine(bus)
    asyncio.run(line.pass_ms(3 * MINUTE_MS))
    asyncio.run(_hear(line, 0, a_submission(), "request.submitted"))
    asyncio.run(_hear(line, 1, a_status(), "status.reported"))
    found = run("quarantine", "replay", "--agency", "dlh", *WHO)
    assert found.exit_code == 3
    assert "Our code still fails on it: KeyError." in found.stdout
    assert "stays held, since our code still fails" in found.stdout
    assert sum(asyncio.run(bus.ends([RETRIES])).values()) == 0


@pytest.mark.usefixtures("unknown_service")
def test_a_record_is_replayed_once(run: Run) -> None:
    (one,) = _listed(run)
    _replayed(run, one["quarantine_id"], "--under", "now")
    again = run("quarantine", "replay", one["quarantine_id"], "--under", "now", *WHO)
    assert again.exit_code == 1
    assert f"{one['quarantine_id']} was replayed by Ratna Dewi on " in again.stderr


def test_whoever_waits_is_told_what_became_of_it(run: Run, unknown_service: WorkingLine) -> None:
    found = run(
        "quarantine", "replay", "--agency", "dlh", "--under", "now", *WHO[:4], "--wait", "0.2"
    )
    assert found.exit_code == 3
    assert "1 not judged within 0.2 s: they are written" in found.stdout
    asyncio.run(unknown_service.carry())
    quarantined: list[Quarantined] = asyncio.run(unknown_service.told(QUARANTINE, Quarantined))
    assert [one.reason for one in quarantined] == [Reason.UNKNOWN_SERVICE]

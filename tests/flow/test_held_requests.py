"""A held request let go by an operator ends as its twin, on which our code never failed."""

import asyncio
from typing import Any

import pytest

from contracts.cases import Class
from contracts.events import Event
from contracts.ids import ticket
from contracts.records import Record
from contracts.requests import FACTS, Fact, RequestHeld
from contracts.sla import CLOCK_EVENTS
from contracts.status import StatusChanged
from contracts.topics import REQUESTS, RETRIES, SLA, STATUS
from services.catalogue.publish import publish
from tests.builders.catalogue import a_catalogue, a_service
from tests.builders.events import a_status, a_submission
from tests.builders.requests import SHOWN
from tests.flow.commands import Run
from tests.flow.line import CLOCK, TICKET_KEY, published
from tests.flow.memory_bus import MemoryBus
from tests.flow.replaying import AT_ONCE, DAY_MS, MINUTE_MS, WHO, hear, listed, replayed
from tests.flow.working_line import Stumbles, WorkingLine, never

REPORTS = ("TERJADWAL", "ANGKUT", "TERANGKUT")


def the_submission(record: Record) -> bool:
    """Of all records, the submission, as an agency sent it or as intake took it."""
    return b"ANGKUT-BESAR" in (record.value or b"") or _is(record, "simpul.fact.received.v1")


def _is(record: Record, kind: str) -> bool:
    return dict(record.headers).get("ce_type") == kind.encode()


async def _live(line: WorkingLine) -> None:
    """A request and three reports, a minute apart; then a month passes."""
    await hear(line, 0, a_submission(), "request.submitted")
    for number, status in enumerate(REPORTS, 1):
        shown = SHOWN if status == REPORTS[-1] else {}
        await hear(line, number, a_status(status=status, **shown), "status.reported")
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


_OF_THE_RECORD = ("cause", "recorded_at")


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


HOPS: list[tuple[Stumbles, Stumbles]] = [(the_submission, never), (never, the_submission)]


@pytest.mark.parametrize(("intake", "case"), HOPS, ids=["intake", "case"])
def test_a_request_our_code_failed_on_ends_as_its_twin_that_never_failed(
    bus: MemoryBus, run: Run, twin: WorkingLine, intake: Stumbles, case: Stumbles
) -> None:
    line = WorkingLine(bus, intake, case)
    asyncio.run(_live(line))
    assert [one["reason"] for one in listed(run)] == ["held", "held", "held", "surprise"]
    line.mend()
    (one,) = listed(run, "--reason", "surprise")
    answer = replayed(run, one["quarantine_id"])
    assert [len(group["records"]) for group in answer["requests"]] == [4]
    asyncio.run(line.carry())
    asyncio.run(line.pass_ms(DAY_MS))
    assert asyncio.run(_told(line)) == asyncio.run(_told(twin))
    report = asyncio.run(line.ledger())
    assert report.holds, report.problems
    assert report.classes[Class.APPLIED] == 4
    assert listed(run) == []
    assert {one["decided"]["verb"] for one in listed(run, "--all")} == {"replayed"}


def test_what_happened_while_it_was_replayed_is_parked_and_the_request_stays_held(
    bus: MemoryBus, run: Run
) -> None:
    line = WorkingLine(bus, the_submission)
    asyncio.run(_live(line))
    line.mend()
    (one,) = listed(run, "--reason", "surprise")
    answer = replayed(run, one["quarantine_id"])
    asyncio.run(hear(line, 9, a_status(status="TERANGKUT", **SHOWN), "status.reported"))
    asyncio.run(line.carry())
    assert [one["reason"] for one in listed(run)] == ["held"]
    number = ticket(answer["requests"][0]["request_id"], "KS", TICKET_KEY)
    again = replayed(run, "--request", number)
    assert again["requests"][0]["held"]
    asyncio.run(line.carry())
    report = asyncio.run(line.ledger())
    assert report.holds, report.problems
    assert report.classes[Class.HELD] == 0
    assert report.classes[Class.REFUSED] == 1  # silence had counted as consent before it came


def test_a_held_request_goes_on_without_what_was_discarded(bus: MemoryBus, run: Run) -> None:
    line = WorkingLine(bus, lambda record: b'"ANGKUT"' in (record.value or b""))
    asyncio.run(_live(line))
    (bad,) = listed(run, "--reason", "surprise")
    assert run("quarantine", "discard", bad["quarantine_id"], *WHO).exit_code == 0
    replayed(run, "--reason", "held")
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
    asyncio.run(hear(line, 0, a_submission(), "request.submitted"))
    asyncio.run(hear(line, 1, a_status(), "status.reported"))
    found = run("quarantine", "replay", "--agency", "dlh", *AT_ONCE)
    assert found.exit_code == 3
    assert "Our code still fails on it: KeyError." in found.stdout
    assert "stays held, since our code still fails" in found.stdout
    assert sum(asyncio.run(bus.ends([RETRIES])).values()) == 0


def test_its_story_tells_what_failed_what_was_read_again_and_who_let_it_go_on(
    bus: MemoryBus, run: Run
) -> None:
    line = WorkingLine(bus, the_submission)
    asyncio.run(_live(line))
    line.mend()
    (group,) = replayed(run, "--reason", "surprise")["requests"]
    asyncio.run(line.carry())
    told = run("trace", group["request_id"])
    assert told.exit_code == 0, told.stderr
    for sentence in (
        "Simpul gagal mengolah satu laporan DLH (gangguan: kemudian dibaca ulang).",
        "Dibaca ulang: DLH menyampaikan permohonan DLH-2026-000123.",
        "Dibaca ulang: DLH melaporkan TERANGKUT.",
        "Operator Ratna Dewi melanjutkan permohonan yang ditahan: sudah diperbaiki",
    ):
        assert sentence in told.stdout

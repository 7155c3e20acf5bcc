"""What operators let be read again, or let go: judged first, kept with who and why, done once."""

import asyncio
from typing import Any

import pytest

from contracts.cases import Class
from contracts.catalogue import Catalogue
from contracts.quarantine import Quarantined
from contracts.reasons import Reason
from contracts.retries import DiscardOrdered, ReleaseOrdered, RetryOrdered
from contracts.status import StatusChanged
from contracts.topics import QUARANTINE, RETRIES, STATUS
from services.catalogue.publish import publish
from tests.builders.catalogue import a_catalogue, a_service
from tests.builders.events import a_status, a_submission
from tests.flow.commands import Run
from tests.flow.line import CLOCK
from tests.flow.memory_bus import MemoryBus
from tests.flow.replaying import AT_ONCE, MINUTE_MS, WHO, hear, listed, replayed
from tests.flow.working_line import WorkingLine

UNKNOWN = a_submission(service="PARUT-KELAPA")


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
    asyncio.run(hear(line, 0, UNKNOWN, "request.submitted"))
    asyncio.run(publish(_with_the_service(), bus, bus, CLOCK, bus.clock))
    return line


@pytest.mark.usefixtures("unknown_service")
def test_what_would_be_rejected_again_stays_and_the_version_that_takes_it_is_named(
    run: Run, bus: MemoryBus
) -> None:
    found = run("quarantine", "replay", "--reason", "unknown-service", *AT_ONCE)
    assert found.exit_code == 3
    assert "left in quarantine. The service is not in the catalogue" in found.stdout
    assert "in force now, it would be taken: add --under now." in found.stdout
    assert sum(asyncio.run(bus.ends([RETRIES])).values()) == 0


def test_by_the_version_in_force_now_the_request_is_taken_with_its_own_times(
    run: Run, unknown_service: WorkingLine
) -> None:
    line = unknown_service
    came = asyncio.run(line.all("agency.dlh.events.v1"))[0].timestamp
    replayed(run, "--agency", "dlh", "--under", "now")
    asyncio.run(line.carry())
    states = asyncio.run(line.told(STATUS, StatusChanged))
    assert [one.state for one in states] == ["received"]
    assert {one.occurred_at for one in states} == {CLOCK.city(came)}
    report = asyncio.run(line.ledger())
    assert report.holds, report.problems
    assert report.classes[Class.APPLIED] == 1


@pytest.mark.usefixtures("unknown_service")
def test_a_version_that_never_was_is_named(run: Run) -> None:
    found = run("quarantine", "replay", "--agency", "dlh", "--under", "v9", *AT_ONCE)
    assert found.exit_code == 2
    assert found.stderr.startswith("No version v9 is or was in force; there is ")


@pytest.mark.parametrize("name", ["replay", "discard"])
def test_a_decision_needs_who_and_why_and_which(run: Run, name: str) -> None:
    assert run("quarantine", name, "--agency", "dlh", "--by", "Ratna").exit_code == 2
    nobody = run("quarantine", name, "--agency", "dlh", "--why", "mended")
    assert nobody.exit_code == 2
    assert nobody.stderr.startswith("A decision says who and why: --by (or SIMPUL_OPERATOR)")
    none = run("quarantine", name, "--by", "Ratna", "--why", "mended")
    assert (none.exit_code, none.stderr[:13]) == (2, "Say which: on")


@pytest.mark.usefixtures("unknown_service")
def test_a_dry_run_says_what_would_be_said_and_writes_nothing(run: Run, bus: MemoryBus) -> None:
    found = run("quarantine", "replay", "--agency", "dlh", "--under", "now", *AT_ONCE, "--dry-run")
    assert found.exit_code == 0, found.stdout
    for line in (
        "would be applied",
        "bus.status.v1: Diterima",
        "Accepted",
        "resolution started",
    ):
        assert line in found.stdout
    dropped = run("quarantine", "discard", "--agency", "dlh", *WHO, "--dry-run")
    assert "unknown-service: would be discarded" in dropped.stdout
    assert sum(asyncio.run(bus.ends([RETRIES])).values()) == 0


@pytest.mark.usefixtures("unknown_service")
def test_what_is_discarded_is_kept_with_who_and_why_and_not_listed(
    run: Run, bus: MemoryBus
) -> None:
    (one,) = listed(run)
    done = run("quarantine", "discard", one["quarantine_id"][:8], *WHO)
    assert done.exit_code == 0, done.stderr
    assert listed(run) == []
    shown = run("quarantine", "show", one["quarantine_id"])
    assert "Discarded by Ratna Dewi, " in shown.stdout
    assert "sudah diperbaiki" in shown.stdout
    (kept,) = asyncio.run(_decisions(bus))
    assert isinstance(kept, DiscardOrdered)


async def _decisions(bus: MemoryBus) -> list[Any]:
    return await WorkingLine(bus).told(RETRIES, RetryOrdered, ReleaseOrdered, DiscardOrdered)


@pytest.mark.usefixtures("unknown_service")
def test_a_record_is_replayed_once(run: Run) -> None:
    (one,) = listed(run)
    replayed(run, one["quarantine_id"], "--under", "now")
    again = run("quarantine", "replay", one["quarantine_id"], "--under", "now", *AT_ONCE)
    assert again.exit_code == 1
    assert f"{one['quarantine_id']} was replayed by Ratna Dewi on " in again.stderr


def test_whoever_waits_is_told_what_became_of_it(run: Run, unknown_service: WorkingLine) -> None:
    found = run("quarantine", "replay", "--agency", "dlh", "--under", "now", *WHO, "--wait", "0.2")
    assert found.exit_code == 4
    assert "1 not judged within 0.2 s: they are written" in found.stdout
    asyncio.run(unknown_service.carry())
    quarantined: list[Quarantined] = asyncio.run(unknown_service.told(QUARANTINE, Quarantined))
    assert [one.reason for one in quarantined] == [Reason.UNKNOWN_SERVICE]


def test_a_report_whose_request_is_still_unknown_is_not_replayed(run: Run, bus: MemoryBus) -> None:
    line = WorkingLine(bus)
    asyncio.run(hear(line, 0, a_status(), "status.reported"))
    asyncio.run(line.pass_ms(16 * MINUTE_MS))
    found = run("quarantine", "replay", "--reason", "unknown-request", *AT_ONCE)
    assert found.exit_code == 3
    assert "left in quarantine. Its request is still unknown" in found.stdout
    asyncio.run(hear(line, 1, a_submission(), "request.submitted"))
    replayed(run, "--reason", "unknown-request")
    asyncio.run(line.carry())
    report = asyncio.run(line.ledger())
    assert report.holds, report.problems
    assert report.classes[Class.APPLIED] == 2

"""`simpul sla explain` over a bus, and `simpul sla simulate` over the pack alone."""

import asyncio
from typing import Any

import orjson
import pytest
from typer.testing import CliRunner, Result

from deploy.cli.main import app
from tests.flow.city import City
from tests.flow.licences import WAITED, applied, sent_back
from tests.flow.line import MemoryReach

RECEIVED = ("--service", "SIP-BIDAN", "--received", "2026-04-07T08:00")


@pytest.fixture(scope="module")
def told() -> MemoryReach:
    """A licence whose file was incomplete for some days."""

    async def run() -> MemoryReach:
        city = await City.founded()
        await applied(city, "SC-1", "2026-04-07 08:00")
        await sent_back(city, "SC-1")
        return MemoryReach(city.bus)

    return asyncio.run(run())


def explain(told: MemoryReach, *words: str) -> Result:
    return CliRunner().invoke(app, ["sla", "explain", *words], obj=told)


def simulated(*words: str) -> Result:
    return CliRunner().invoke(app, ["sla", "simulate", *words])


def resolution(clocks: list[dict[str, Any]]) -> dict[str, Any]:
    (found,) = [one for one in clocks if one["metric"] == "resolution"]
    return found


def test_each_clock_says_why_in_two_languages_and_day_by_day(told: MemoryReach) -> None:
    said = explain(told, "dpmptsp/SC-1").stdout
    assert "Penyelesaian: berjalan (IZIN-SIP, promise)" in said
    assert "Jatuh tempo Senin, 20 April 2026 pukul 16.00 WIB: 5 hari kerja" in said
    assert "not counted: Waiting for the reporter, from Wednesday, 8 April 2026" in said
    assert "Kalender ID-SERANG-OFFICE versi 1" in said
    assert "Rabu, 8 April 2026          07.30-12.00, 13.00-16.00    jeda, tidak dihitung" in said
    assert "hari kerja ke-5" in said


def test_the_days_can_be_left_out(told: MemoryReach) -> None:
    said = explain(told, "dpmptsp/SC-1", "--brief").stdout
    assert "Jatuh tempo" in said
    assert "hari kerja ke-" not in said


def test_a_request_nobody_knows_is_said_to_be_unknown(told: MemoryReach) -> None:
    found = explain(told, "dpmptsp/SC-9")
    assert (found.exit_code, found.stderr) == (1, "No request dpmptsp/SC-9 is on the bus.\n")


def test_what_is_simulated_is_explained_as_what_happened(told: MemoryReach) -> None:
    pause = "/".join(WAITED).replace(" ", "T")
    tried = orjson.loads(simulated(*RECEIVED, "--pause", pause, "--json").stdout)
    happened = orjson.loads(explain(told, "dpmptsp/SC-1", "--json").stdout)
    mine, bus = resolution(tried["explained"]["clocks"]), resolution(happened["clocks"])
    assert mine == bus


def test_a_simulated_request_is_met_warned_of_or_breached_as_time_passes() -> None:
    said = simulated(*RECEIVED, "--until", "2026-05-01T00:00", "--brief").stdout
    assert "Tenggat penyelesaian sudah terpakai 75%" in said
    assert "Penyelesaian: terlampaui, belum selesai" in said
    done = simulated(*RECEIVED, "--report", "2026-04-09T10:00:resolved", "--brief").stdout
    assert "Penyelesaian: terpenuhi" in done


def test_a_report_the_lifecycle_does_not_allow_is_said_to_change_nothing() -> None:
    found = simulated(*RECEIVED, "--report", "2026-04-09T10:00:closed")
    assert found.exit_code == 3
    assert found.stderr == (
        "2026-04-09 10:00: closed is not legal from routed; it changed nothing.\n"
    )


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--service", "SIP-BIDN"), "SIP-BIDAN"),
        (("--received", "besok"), "a date and time such as"),
        (("--priority", "P9"), "must be one of P1, P2, P3, P4"),
        (("--pause", "2026-04-08T10:00"), "FROM/TO"),
        (("--pause", "2026-04-09T10:00/2026-04-08T10:00"), "must end after it begins"),
        (("--pause", "2026-04-08T10:00/2026-04-09T10:00:cuaca"), "berkas_tidak_lengkap"),
        (("--report", "2026-04-08T10:00:selesai"), "T:STATE"),
        (("--report", "2026-04-01T10:00:resolved"), "must not lie before"),
    ],
)
def test_what_cannot_be_read_is_answered_with_what_was_expected(
    words: tuple[str, ...], sentence: str
) -> None:
    found = simulated(*RECEIVED, *words)
    assert found.exit_code == 2
    assert sentence in " ".join(found.stderr.replace("│", " ").split())


def test_a_pause_may_name_its_reason_or_its_state() -> None:
    for why in ("berkas_tidak_lengkap", "needs_information"):
        pause = f"2026-04-08T10:30/2026-04-14T09:00:{why}"
        clock = resolution(
            orjson.loads(simulated(*RECEIVED, "--pause", pause, "--json").stdout)["explained"][
                "clocks"
            ]
        )
        assert bool(clock["pauses"]) is (why == "berkas_tidak_lengkap")

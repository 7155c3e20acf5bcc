"""Three requests' lives, one an agency, from the first word to the last, by the real pack."""

from contracts.catalogue import Metric
from contracts.ids import request_id
from contracts.inbox import Accepted, Assign, NotApplied
from contracts.lifecycle import TABLE, State
from contracts.sla import (
    ClockBreached,
    ClockMet,
    ClockPaused,
    ClockResumed,
    ClockStopped,
    ClockWarned,
)
from contracts.status import StatusChanged
from contracts.topics import SLA, STATUS, inbox_topic
from tests.builders.calendars import at
from tests.builders.requests import SHOWN
from tests.flow.city import City

V, F, R = Metric.VERIFICATION, Metric.FIRST_RESPONSE, Metric.RESOLUTION
MATTRESS = {"reference": "DLH-2026-000777"}
LIGHT = request_id("kota-serang", "dlh", "DLH-TAMAN-12")
LICENCE = {"reference": "SC-503-0078"}


async def labels(city: City) -> list[str]:
    """The states a request went through, in the city's words."""
    return [TABLE[one.state].label_id for one in await city.told(STATUS, StatusChanged)]


async def a_mattress() -> City:
    """DLH is asked to collect a mattress two days before Nyepi."""
    city = await City.founded()
    asked = {
        "service": "ANGKUT-BESAR",
        "description": "Kasur bekas di depan rumah.",
        "location": {"kelurahan": "36.73.06.1008"},
        "fields": {"item_kind": ["kasur"], "item_count": 1},
    }
    await city.hear("dlh", "submitted", "2026-03-16 09:00", **MATTRESS, **asked)
    return city


async def a_dark_street_light() -> City:
    """A gardener of DLH reports it; Dishub must repair it within three working days."""
    city = await City.founded()
    asked = {
        "service": "dishub.street-light",
        "location": {"kelurahan": "36.73.01.1004"},
        "fields": {"fault": "padam"},
    }
    await city.hear("dlh", "submitted", "2026-04-06 10:00", reference="DLH-TAMAN-12", **asked)
    return city


async def a_licence() -> City:
    """A midwife asks for a licence to practise; a clerk types it in."""
    city = await City.founded()
    asked = {
        "service": "SIP-BIDAN",
        "fields": {"profession": "bidan", "practice_place": "Klinik", "application": "baru"},
    }
    await city.hear("dpmptsp", "submitted", "2026-04-06 08:00", **LICENCE, **asked)
    await city.hear("dpmptsp", "status", "2026-04-06 08:30", status="entri data", **LICENCE)
    return city


async def test_dlh_says_at_once_when_a_mattress_is_due_and_which_holidays_lie_between() -> None:
    city = await a_mattress()
    (accepted,) = await city.told(inbox_topic("dlh"), Accepted)
    assert accepted.sentences.id == (
        f"Permohonan {accepted.ticket} ditangani Dinas Lingkungan Hidup Kota Serang. "
        "Jatuh tempo Kamis, 26 Maret 2026 pukul 12.30 WIB: 3 hari kerja terhitung sejak Selasa, "
        "17 Maret 2026, di luar Hari Suci Nyepi 1948 Saka (18-19 Maret) dan Idul Fitri 1447 H "
        "(20-24 Maret)."
    )


async def test_a_mattress_is_collected_after_idul_fitri_in_time_and_nobody_objects() -> None:
    city = await a_mattress()
    await city.hear("dlh", "status", "2026-03-16 13:00", status="TERJADWAL", **MATTRESS)
    await city.hear("dlh", "status", "2026-03-25 08:05", status="ANGKUT", **MATTRESS)
    await city.hear("dlh", "status", "2026-03-25 08:40", status="TERANGKUT", **SHOWN, **MATTRESS)
    await city.wait_until("2026-05-01 00:00")
    assert await labels(city) == [
        *("Diterima", "Terverifikasi", "Diteruskan ke OPD"),
        *("Diterima OPD", "Dijadwalkan", "Sedang ditangani", "Selesai ditindaklanjuti"),
        "Ditutup",
    ]
    assert [(one.metric, one.occurred_at) for one in await city.told(SLA, ClockMet)] == [
        (V, at("2026-03-16 09:00")),
        (F, at("2026-03-16 13:00")),
        (R, at("2026-03-25 08:40")),
    ]
    assert await city.told(SLA, ClockBreached) == []
    closed = (await city.told(STATUS, StatusChanged))[-1]
    assert (closed.reason, closed.outcome) == ("silent-consent", "done")
    assert (await city.ledger()).problems == ()


async def test_a_street_light_reported_to_dlh_is_given_to_dishub_with_its_date() -> None:
    city = await a_dark_street_light()
    (assigned,) = await city.told(inbox_topic("dishub"), Assign)
    assert (assigned.request_id, assigned.submitter) == (LIGHT, "dlh")
    assert (assigned.rule, assigned.due) == ("pju-ke-dishub", at("2026-04-09 16:00"))


async def test_a_street_light_that_waits_for_material_is_late_and_repaired_afterwards() -> None:
    city = await a_dark_street_light()
    for when, status in (
        ("2026-04-06 14:00", "DITERIMA"),
        ("2026-04-07 09:00", "SURVEI"),
        ("2026-04-07 11:00", "MENUNGGU_MATERIAL"),
    ):
        await city.hear("dishub", "status", when, status=status, request_id=LIGHT)
    await city.wait_until("2026-04-10 12:00")
    (breach,) = await city.told(SLA, ClockBreached)
    assert (breach.metric, breach.agency) == (R, "dishub")
    assert breach.occurred_at == at("2026-04-09 16:00")
    warned = [one.fraction for one in await city.told(SLA, ClockWarned) if one.metric is R]
    assert warned == [0.5, 0.75, 0.9]
    await city.hear(
        "dishub", "status", "2026-04-13 11:45", status="SELESAI", **SHOWN, request_id=LIGHT
    )
    await city.hear("dlh", "confirmed", "2026-04-13 19:00", reference="DLH-TAMAN-12")
    assert await labels(city) == [
        *("Diterima", "Terverifikasi", "Diteruskan ke OPD"),
        *("Diterima OPD", "Sedang ditangani", "Menunggu pihak lain", "Selesai ditindaklanjuti"),
        "Ditutup",
    ]
    (stopped,) = await city.told(SLA, ClockStopped)
    assert (stopped.metric, stopped.occurred_at) == (R, at("2026-04-13 11:45"))
    assert (await city.ledger()).problems == ()


async def test_a_licences_clock_stands_still_while_the_midwife_looks_for_a_paper() -> None:
    city = await a_licence()
    assert [one.metric for one in await city.told(SLA, ClockMet)] == [V]
    missing = {"status": "berkas dikembalikan", **LICENCE}
    await city.hear("dpmptsp", "status", "2026-04-07 10:30", **missing)
    (paused,) = await city.told(SLA, ClockPaused)
    assert (paused.metric, paused.occurred_at) == (R, at("2026-04-07 10:30"))
    await city.hear("dpmptsp", "replied", "2026-04-14 09:00", text="STR terlampir.", **LICENCE)
    (resumed,) = await city.told(SLA, ClockResumed)
    assert (resumed.previous_due, resumed.due) == (at("2026-04-13 16:00"), at("2026-04-20 16:00"))
    states = [one.state for one in await city.told(STATUS, StatusChanged)]
    assert states[-2:] == [State.NEEDS_INFORMATION, State.ACKNOWLEDGED]


async def test_a_licence_is_granted_and_a_forgotten_step_comes_late() -> None:
    city = await a_licence()
    await city.hear("dpmptsp", "status", "2026-04-07 13:00", status="verifikasi Kasi", **LICENCE)
    await city.hear("dpmptsp", "status", "2026-04-08 09:00", status="tanda tangan", **LICENCE)
    before = at("2026-04-08 08:00").isoformat()
    forgotten = {"status": "penetapan", "occurred_at": before, **LICENCE}
    await city.hear("dpmptsp", "status", "2026-04-08 17:00", **forgotten)
    (late,) = await city.told(inbox_topic("dpmptsp"), NotApplied)
    assert (late.outcome, late.native, late.state) == ("late", "penetapan", State.IN_PROGRESS)
    await city.hear(
        "dpmptsp", "status", "2026-04-09 10:00", status="penyerahan", **SHOWN, **LICENCE
    )
    granted = (await city.told(STATUS, StatusChanged))[-1]
    assert (granted.state, granted.outcome) == (State.RESOLVED, "granted")
    met = {one.metric: one.occurred_at for one in await city.told(SLA, ClockMet)}
    assert (met[F], met[R]) == (at("2026-04-07 13:00"), at("2026-04-09 10:00"))
    report = await city.ledger()
    assert (report.unaccounted, report.problems) == (0, ())

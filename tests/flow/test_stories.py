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
    ClockStarted,
    ClockStopped,
    ClockWarned,
)
from contracts.status import StatusChanged
from contracts.topics import SLA, STATUS, inbox_topic
from tests.builders.calendars import at
from tests.flow.city import City

V, F, R = Metric.VERIFICATION, Metric.FIRST_RESPONSE, Metric.RESOLUTION


async def labels(city: City) -> list[str]:
    """The states a request went through, in the city's words."""
    return [TABLE[one.state].label_id for one in await city.told(STATUS, StatusChanged)]


async def test_an_old_mattress_is_collected_over_nyepi_and_idul_fitri_and_nobody_objects() -> None:
    city = await City.founded()
    await city.hear(
        "dlh",
        "submitted",
        "2026-03-16 09:00",
        reference="DLH-2026-000777",
        service="ANGKUT-BESAR",
        description="Kasur bekas di depan rumah.",
        location={"kelurahan": "36.73.06.1008"},
        fields={"item_kind": ["kasur"], "item_count": 1},
    )
    (accepted,) = await city.told(inbox_topic("dlh"), Accepted)
    assert accepted.sentences.id == (
        f"Permohonan {accepted.ticket} ditangani Dinas Lingkungan Hidup Kota Serang. "
        "Jatuh tempo Kamis, 26 Maret 2026 pukul 16.00 WIB: 3 hari kerja terhitung sejak Selasa, "
        "17 Maret 2026, di luar Hari Suci Nyepi 1948 Saka (18-19 Maret) dan Idul Fitri 1447 H "
        "(20-24 Maret)."
    )
    mattress = {"reference": "DLH-2026-000777"}
    await city.hear("dlh", "status", "2026-03-16 13:00", status="TERJADWAL", **mattress)
    await city.hear("dlh", "status", "2026-03-25 08:05", status="ANGKUT", **mattress)
    await city.hear("dlh", "status", "2026-03-25 08:40", status="TERANGKUT", **mattress)
    await city.wait_until("2026-05-01 00:00")
    assert await labels(city) == [
        *("Diterima", "Terverifikasi", "Diteruskan ke OPD"),
        *("Diterima OPD", "Dijadwalkan", "Sedang ditangani", "Selesai ditindaklanjuti"),
        "Ditutup",
    ]
    met = await city.told(SLA, ClockMet)
    assert [(one.metric, one.occurred_at) for one in met] == [
        (V, at("2026-03-16 09:00")),
        (F, at("2026-03-16 13:00")),
        (R, at("2026-03-25 08:40")),
    ]
    assert await city.told(SLA, ClockBreached) == []
    closed = (await city.told(STATUS, StatusChanged))[-1]
    assert (closed.reason, closed.outcome) == ("silent-consent", "done")
    assert (await city.ledger()).problems == ()


async def test_a_dark_street_light_reported_to_dlh_is_late_at_dishub_for_want_of_material() -> None:
    city = await City.founded()
    await city.hear(
        "dlh",
        "submitted",
        "2026-04-06 10:00",
        reference="DLH-TAMAN-12",
        service="dishub.street-light",
        location={"kelurahan": "36.73.01.1004"},
        fields={"fault": "padam"},
        impact="neighbourhood",
        urgency="plannable",
    )
    (assigned,) = await city.told(inbox_topic("dishub"), Assign)
    light = request_id("kota-serang", "dlh", "DLH-TAMAN-12")
    assert (assigned.request_id, assigned.submitter, assigned.rule) == (
        light,
        "dlh",
        "pju-ke-dishub",
    )
    assert assigned.due == at("2026-04-09 16:00")
    for when, status in (
        ("2026-04-06 14:00", "DITERIMA"),
        ("2026-04-07 09:00", "SURVEI"),
        ("2026-04-07 11:00", "MENUNGGU_MATERIAL"),
    ):
        await city.hear("dishub", "status", when, status=status, request_id=light)
    await city.wait_until("2026-04-10 12:00")
    (breach,) = await city.told(SLA, ClockBreached)
    assert (breach.metric, breach.occurred_at, breach.agency) == (
        R,
        at("2026-04-09 16:00"),
        "dishub",
    )
    warned = [one.fraction for one in await city.told(SLA, ClockWarned) if one.metric is R]
    assert warned == [0.5, 0.75, 0.9]
    await city.hear("dishub", "status", "2026-04-13 11:45", status="SELESAI", request_id=light)
    await city.hear("dlh", "confirmed", "2026-04-13 19:00", reference="DLH-TAMAN-12")
    assert await labels(city) == [
        *("Diterima", "Terverifikasi", "Diteruskan ke OPD"),
        *("Diterima OPD", "Sedang ditangani", "Menunggu pihak lain", "Selesai ditindaklanjuti"),
        "Ditutup",
    ]
    (stopped,) = await city.told(SLA, ClockStopped)
    assert (stopped.metric, stopped.occurred_at) == (R, at("2026-04-13 11:45"))
    assert (await city.ledger()).problems == ()


async def test_a_midwifes_licence_waits_for_a_missing_paper_and_is_granted() -> None:
    city = await City.founded()
    await city.hear(
        "dpmptsp",
        "submitted",
        "2026-04-06 08:00",
        reference="SC-503-0078",
        service="SIP-BIDAN",
        fields={"profession": "bidan", "practice_place": "Klinik", "application": "baru"},
    )
    licence = {"reference": "SC-503-0078"}
    await city.hear("dpmptsp", "status", "2026-04-06 08:30", status="entri data", **licence)
    assert [one.metric for one in await city.told(SLA, ClockMet)] == [V]
    returned = "berkas dikembalikan"
    await city.hear("dpmptsp", "status", "2026-04-07 10:30", status=returned, **licence)
    (paused,) = await city.told(SLA, ClockPaused)
    assert (paused.metric, paused.occurred_at) == (R, at("2026-04-07 10:30"))
    await city.hear("dpmptsp", "replied", "2026-04-14 09:00", text="STR terlampir.", **licence)
    (resumed,) = await city.told(SLA, ClockResumed)
    assert (resumed.previous_due, resumed.due) == (at("2026-04-13 16:00"), at("2026-04-20 16:00"))
    await city.hear("dpmptsp", "status", "2026-04-14 13:00", status="verifikasi Kasi", **licence)
    await city.hear("dpmptsp", "status", "2026-04-15 09:00", status="tanda tangan", **licence)
    before = at("2026-04-15 08:00").isoformat()
    forgotten = {"status": "penetapan", "occurred_at": before, **licence}
    await city.hear("dpmptsp", "status", "2026-04-15 17:00", **forgotten)
    await city.hear("dpmptsp", "status", "2026-04-16 10:00", status="penyerahan", **licence)
    (late,) = await city.told(inbox_topic("dpmptsp"), NotApplied)
    assert (late.outcome, late.native, late.state) == ("late", "penetapan", State.IN_PROGRESS)
    changed = await city.told(STATUS, StatusChanged)
    assert [one.state for one in changed][3:] == [
        *(State.ACKNOWLEDGED, State.NEEDS_INFORMATION, State.ACKNOWLEDGED),
        *(State.IN_PROGRESS, State.RESOLVED),
    ]
    assert (changed[-1].outcome, changed[-1].native) == ("granted", "penyerahan")
    met = {one.metric: one.occurred_at for one in await city.told(SLA, ClockMet)}
    assert (met[F], met[R]) == (at("2026-04-07 10:30"), at("2026-04-16 10:00"))
    assert [one.due for one in await city.told(SLA, ClockStarted) if one.metric is R] == [
        at("2026-04-13 16:00")
    ]
    report = await city.ledger()
    assert (report.unaccounted, report.problems) == (0, ())

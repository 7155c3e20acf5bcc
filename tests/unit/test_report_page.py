"""The page of a month: what it says first, whatever the figures; and what it must not say."""

from typing import Any

from contracts.catalogue import Metric
from contracts.kpis import KPIS, Unit
from contracts.lifecycle import State
from contracts.releases import CityClock
from contracts.restored import Restored
from deploy.report.judged import judged
from deploy.report.page import MOST_LATE, page
from deploy.report.reading import begun_anew
from deploy.report.spoken import told
from deploy.report.whole import (
    OF_CLOCKS,
    OF_REQUESTS,
    Figures,
    LateRow,
    PromiseRow,
    Report,
    RequestRow,
    Sources,
    definition,
)
from tests.builders.calendars import at
from tests.builders.events import milliseconds

DLH: dict[str, Any] = {"agency": "dlh", "agency_name": "Dinas Lingkungan Hidup"}


def figures(**changed: float | None) -> Figures:
    """Nothing happened, but for this."""
    return {one.id: None if one.unit is Unit.SECONDS else 0 for one in KPIS} | changed


def requests(**where: Any) -> RequestRow:
    """Requests of a scope: none."""
    counted = {one.id: figures()[one.id] for one in OF_REQUESTS}
    return RequestRow(**({"figures": counted, "open_by_state": {}} | where))


def promises(met: int, breached: int, **where: Any) -> PromiseRow:
    """Promises of resolution."""
    share = met / (met + breached) if met + breached else None
    whole = figures(met=met, breached=breached, met_share=share)
    counted = {one.id: whole[one.id] for one in OF_CLOCKS}
    return PromiseRow(**({"clock": Metric.RESOLUTION, "figures": counted} | where))


def late(number: int = 1, days: int = 3, **changed: Any) -> LateRow:
    """A request of DLH that is late."""
    row: dict[str, Any] = {
        **DLH,
        "service": "dlh.bulky-waste",
        "service_name": "Sampah besar",
        "ticket": f"KS-0000-0000-{number:04}",
        "clock": Metric.RESOLUTION,
        "state": State.IN_PROGRESS,
        "due": at("2026-03-26 16:00"),
        "working_days_late": days,
    }
    return LateRow(**(row | changed))


def sources(**changed: Any) -> Sources:
    """Read to the end, books closed."""
    fields: dict[str, Any] = {
        "offsets": {"bus.status.v1": (3, 4)},
        "records": 7,
        "known_until": at("2026-04-04 00:00"),
        "final": True,
        "release": "1.2.3",
        "catalogue": "v1",
        "calendars": ("OFFICE v2",),
        "cut": False,
    }
    return Sources(**(fields | changed))


def a_report(**changed: Any) -> Report:
    """March of a city in which nothing happened."""
    fields: dict[str, Any] = {
        "month": "2026-03",
        "city": "Kota Serang",
        "begin": at("2026-03-01 00:00"),
        "end": at("2026-04-01 00:00"),
        "requests": (requests(),),
        "promises": (),
        "late": (),
        "definitions": tuple(map(definition, KPIS)),
        "sources": sources(),
    }
    return Report(**(fields | changed))


def test_a_month_in_which_nothing_happened_is_told_too() -> None:
    said = page(a_report())
    assert "Laporan layanan Maret 2026, Kota Serang" in said
    assert "Service report for March 2026" in said
    assert "Tidak ada permohonan yang terlambat pada akhir bulan." in said


def test_names_from_the_catalogue_are_text_and_never_markup() -> None:
    said = page(a_report(requests=(requests(), requests(**DLH | {"agency_name": "<b>DLH</b>"}))))
    assert "&lt;b&gt;DLH&lt;/b&gt;" in said
    assert "<b>DLH</b> <b>" not in said


def test_the_footer_says_what_the_figures_rest_on() -> None:
    said = page(a_report())
    for part in ("Rilis 1.2.3", "katalog v1", "OFFICE v2", "bus.status.v1: 3, 4"):
        assert part in said
    assert "dimulai kembali" not in said
    assert "tidak disimpan" not in said


def test_what_is_not_counted_is_said() -> None:
    cut = sources(cut=True, begun_anew=at("2026-03-10 08:00"))
    said = page(a_report(sources=cut))
    assert "Awal topik sudah tidak disimpan" in said
    assert "Log dimulai kembali dari cadangan Selasa, 10 Maret 2026" in said


def test_a_log_begun_from_a_backup_is_noticed() -> None:
    clock = CityClock.identity("second")
    assert begun_anew(clock) is None
    begun_ms = milliseconds(at("2026-03-10 08:00"))
    before = Restored(epoch="first", taken_ms=begun_ms - 1, restored_ms=begun_ms)
    assert begun_anew(clock.model_copy(update={"restored": (before,)})) == at("2026-03-10 08:00")


def test_an_agency_is_good_from_nine_of_ten_on_and_with_five_at_least() -> None:
    good = judged(a_report(promises=(promises(9, 1, **DLH),))).good
    assert [one.id for one in good] == [
        "Dinas Lingkungan Hidup menepati 90,0 % janji penyelesaian (9 dari 10)."
    ]
    for met, broken in ((8, 1), (4, 0)):
        (none,) = judged(a_report(promises=(promises(met, broken, **DLH),))).good
        assert none.id.startswith("Belum ada OPD")


def test_who_is_late_is_told_by_requests_with_the_longest_first() -> None:
    rows = (late(1, 3), late(1, 3, clock=Metric.FIRST_RESPONSE), late(2, 8))
    (said,) = judged(a_report(late=rows)).late
    longest = "the longest by 8 working days (KS-0000-0000-0002)."
    assert said.en == f"Dinas Lingkungan Hidup: 2 late, {longest}"


def test_why_says_where_the_late_ones_stand() -> None:
    rows = (late(1), late(2), late(3, state=State.AWAITING_EXTERNAL))
    said = [one.id for one in judged(a_report(late=rows)).why]
    assert said[:2] == [
        "2 dari 3 yang terlambat: Sedang ditangani.",
        "1 dari 3 yang terlambat: Menunggu pihak lain.",
    ]


def test_a_long_list_of_late_requests_ends_with_how_many_more_there_are() -> None:
    said = page(a_report(late=tuple(late(n) for n in range(MOST_LATE + 7))))
    assert said.count('class="ticket">KS-0000') == MOST_LATE
    assert "dan 7 permohonan lain." in said


def test_numbers_are_written_as_each_language_has_them() -> None:
    assert told(Unit.SHARE, 0.8751).id == "87,5 %"
    assert told(Unit.SECONDS, 4_500 * 1000).id == "1.250,0 jam"
    assert told(Unit.SECONDS, 4_500 * 1000).en == "1,250.0 h"
    assert told(Unit.REQUESTS, 12_345).id == "12.345"
    assert told(Unit.SHARE, None).en == "-"

"""Figures of promises: how many were kept, in what time, and what was taken out of the count."""

from typing import Final

from contracts.kpis.formulas import Count, Quantile, Series, Share
from contracts.kpis.kinds import Kpi, Unit, said
from contracts.metrics import (
    BREACHED,
    ELAPSED,
    EXEMPT,
    EXTENDED,
    MET,
    RAN,
    RESULTS,
    SPENT,
    STOOD,
    USED,
    WITHDRAWN,
    WORKING,
)

_DECIDED = said(
    "saat janji ditepati; yang dilanggar: saat jatuh tempo",
    "the instant a promise was kept; of a broken one, the instant it was due",
)
_DONE = said("saat selesai, tepat waktu atau terlambat", "the instant it was done, in time or not")
_TAKEN_BACK = said("saat hasilnya ditarik", "the instant the result was taken back")

_CLOCKS = ("clock", "agency", "group")


def _results(*results: str) -> Count:
    """Promises that have one of these results: what was told, less what was taken back."""
    where = (("result", results),)
    return Count(Series(RESULTS, where), Series(WITHDRAWN, where))


def _spent(*spent: str) -> Count:
    return Count(Series(SPENT, (("time", (WORKING,)), ("spent", spent))))


def _used(share: float, time: str) -> Quantile:
    return Quantile(Series(USED, (("time", (time,)),)), share)


PROMISES: Final[tuple[Kpi, ...]] = (
    Kpi(
        "met",
        said("Ditepati", "Kept"),
        said(
            "Janji waktu yang ditepati tanpa perpanjangan, dikurangi yang ditarik kembali.",
            "Promises kept without more time, less those taken back.",
        ),
        _DECIDED,
        Unit.PROMISES,
        _results(MET),
        _CLOCKS,
    ),
    Kpi(
        "extended",
        said("Ditepati setelah diperpanjang", "Kept after an extension"),
        said(
            "Janji waktu yang ditepati setelah tenggatnya diperpanjang dengan persetujuan.",
            "Promises kept after more time was asked for and approved.",
        ),
        _DECIDED,
        Unit.PROMISES,
        _results(EXTENDED),
        _CLOCKS,
    ),
    Kpi(
        "breached",
        said("Dilanggar", "Broken"),
        said(
            "Janji waktu yang belum dipenuhi saat jatuh tempo, sekalipun dipenuhi kemudian,"
            " dikurangi yang ditarik kembali.",
            "Promises not kept when they were due, even if kept later, less those taken back.",
        ),
        _DECIDED,
        Unit.PROMISES,
        _results(BREACHED),
        _CLOCKS,
    ),
    Kpi(
        "exempt",
        said("Dikecualikan", "Exempt"),
        said(
            "Janji waktu yang berakhir tanpa ditepati atau dilanggar, misalnya karena permohonan"
            " dicabut; tidak masuk penyebut.",
            "Promises that ended neither kept nor broken, as of a request taken back; no part of"
            " any share.",
        ),
        _DECIDED,
        Unit.PROMISES,
        _results(EXEMPT),
        _CLOCKS,
    ),
    Kpi(
        "taken_back",
        said("Hasil ditarik kembali", "Results taken back"),
        said(
            "Hasil yang dinyatakan lalu ditarik: pekerjaan dikembalikan, laporan terlambat datang,"
            " atau dihitung ulang. Sudah dikurangkan dari hasil di sebelahnya.",
            "Results told and then taken back: work sent back, news that came late, or computed"
            " anew. The results beside are already less by these.",
        ),
        _TAKEN_BACK,
        Unit.PROMISES,
        Count(Series(WITHDRAWN)),
        _CLOCKS,
    ),
    Kpi(
        "met_share",
        said("Tepat waktu", "Kept in time"),
        said(
            "Yang ditepati (termasuk setelah diperpanjang) dari semua yang ditepati atau dilanggar;"
            " yang dikecualikan dan yang masih berjalan tidak dihitung.",
            "Those kept (after an extension too) of all that were kept or broken; what is exempt"
            " or still running counts nowhere.",
        ),
        _DECIDED,
        Unit.SHARE,
        Share(_results(MET, EXTENDED), _results(MET, EXTENDED, BREACHED)),
        _CLOCKS,
        (
            "clock:simpul_sla_met:ratio7d",
            "agency_clock:simpul_sla_met:ratio7d",
            "agency_clock_group:simpul_sla_met:ratio7d",
        ),
    ),
    Kpi(
        "time_median",
        said("Median waktu kerja", "Median working time"),
        said(
            "Separuhnya selesai dalam waktu ini: jam kerja, jeda tidak dihitung, tepat waktu atau"
            " terlambat; hanya tenggat yang berjalan pada jam kerja.",
            "Half were done within this: working time without pauses, in time or late; only terms"
            " that run in working time.",
        ),
        _DONE,
        Unit.SECONDS,
        _used(0.5, WORKING),
        _CLOCKS,
        (
            "agency_clock_time:simpul_clock_used_seconds:p50_7d",
            "agency_clock_group_time:simpul_clock_used_seconds:p50_7d",
        ),
    ),
    Kpi(
        "time_p90",
        said("Persentil ke-90 waktu kerja", "90th percentile of working time"),
        said(
            "Sembilan dari sepuluh selesai dalam waktu ini; dihitung seperti median.",
            "Nine of ten were done within this; counted as the median is.",
        ),
        _DONE,
        Unit.SECONDS,
        _used(0.9, WORKING),
        _CLOCKS,
        (
            "agency_clock_time:simpul_clock_used_seconds:p90_7d",
            "agency_clock_group_time:simpul_clock_used_seconds:p90_7d",
        ),
    ),
    Kpi(
        "elapsed_median",
        said("Median siang dan malam", "Median, day and night"),
        said(
            "Seperti median waktu kerja, untuk tenggat yang berjalan siang, malam dan hari libur.",
            "As the median of working time, for terms that run through nights and holidays.",
        ),
        _DONE,
        Unit.SECONDS,
        _used(0.5, ELAPSED),
        _CLOCKS,
        (
            "agency_clock_time:simpul_clock_used_seconds:p50_7d",
            "agency_clock_group_time:simpul_clock_used_seconds:p50_7d",
        ),
    ),
    Kpi(
        "elapsed_p90",
        said("Persentil ke-90 siang dan malam", "90th percentile, day and night"),
        said(
            "Sembilan dari sepuluh selesai dalam waktu ini, untuk tenggat yang sama.",
            "Nine of ten were done within this, of the same terms.",
        ),
        _DONE,
        Unit.SECONDS,
        _used(0.9, ELAPSED),
        _CLOCKS,
        (
            "agency_clock_time:simpul_clock_used_seconds:p90_7d",
            "agency_clock_group_time:simpul_clock_used_seconds:p90_7d",
        ),
    ),
    Kpi(
        "paused_share",
        said("Waktu terhenti", "Time paused"),
        said(
            "Bagian dari seluruh waktu kerja janji yang selesai, ketika tenggatnya terhenti:"
            " giliran ada pada pelapor atau pihak lain, atau hasilnya ditarik kembali.",
            "Of the whole working time of promises that were done, the part in which they stood"
            " still: the turn was the reporter's or another's, or a result had been taken back.",
        ),
        _DONE,
        Unit.SHARE,
        Share(_spent(STOOD), _spent(RAN, STOOD)),
        _CLOCKS,
        ("agency_clock_time:simpul_clock_paused:ratio7d",),
    ),
)
"""In the order people read them."""

"""One office's time, what it hands on or up, and what it says: rows of the agency's page."""

from typing import Final

from contracts.kpis import BY_ID
from deploy.grafana.asking import (
    IN,
    OF,
    OR_NONE,
    OWED,
    TO_STATUS,
    counted,
    grown,
    rate,
    summed,
)
from deploy.grafana.choices import BUS_PAGE, CITY_PAGE
from deploy.grafana.panels import Kind, Panel, Query, Row, Steps
from deploy.grafana.steps import NONE_IS_WELL, PLAIN, SOME_IS_USUAL

_LINKS = (CITY_PAGE, BUS_PAGE)
_DAY: Final = 7.5
"""Hours of work in a working day of the city's office calendar."""
_FIRST = Steps("green", ((3 * _DAY, "yellow"), (5 * _DAY, "red")))
"""Hours: SP4N-LAPOR! gives verification three working days, a first response five."""
_DONE = Steps("green", ((14 * _DAY, "yellow"), (60 * _DAY, "red")))
"""Hours: 14 working days for most complaints, 60 at most by Perpres 76/2013."""
_USED = "agency_clock_time:simpul_clock_used_seconds:%s_7d"
_MEDIAN, _P90, _PAUSED = (BY_ID[one] for one in ("time_median", "time_p90", "paused_share"))


def _hours(clock: str, time: str) -> tuple[Query, ...]:
    """Median and 90th percentile of seven days, of a clock, in hours of a time."""
    where = f'{OF}, clock="{clock}", time="{time}"'
    return tuple(
        Query(f"{_USED % share}{{{where}}} / 3600", legend)
        for share, legend in (("p50", "median"), ("p90", "persentil ke-90"))
    )


TIMES: Final = Row(
    "Waktu kerja",
    (
        Panel(
            "Tanggapan pertama, jam kerja",
            f"{_MEDIAN.meaning.en} {_P90.meaning.en} Of the seven days before each moment.",
            "h",
            _FIRST,
            _hours("first_response", "working"),
        ),
        Panel(
            "Penyelesaian, jam kerja",
            f"{_MEDIAN.meaning.en} {_P90.meaning.en} Of the seven days before each moment.",
            "h",
            _DONE,
            _hours("resolution", "working"),
        ),
        Panel(
            "Penyelesaian, jam kalender",
            "The same for terms that run through nights and holidays, in hours of the day and"
            " night.",
            "h",
            Steps("green", ((24, "yellow"), (72, "red"))),
            _hours("resolution", "elapsed"),
        ),
        Panel(
            "Penyelesaian menurut kelompok layanan, jam kerja",
            f"{_P90.meaning.en} Of seven days.",
            "h",
            _DONE,
            (
                Query(
                    "agency_clock_group_time:simpul_clock_used_seconds:p90_7d"
                    f'{{{IN}, clock="resolution", time="working"}} / 3600',
                    "{{group}}",
                ),
            ),
            kind=Kind.BARS,
        ),
        Panel(
            "Bagian waktu yang dijeda",
            f"{_PAUSED.meaning.en} Of the seven days before each moment, by clock.",
            "percentunit",
            Steps("green", ((0.25, "yellow"), (0.5, "red"))),
            (
                Query(
                    f'agency_clock_time:simpul_clock_paused:ratio7d{{{OF}, time="working"}}',
                    "{{clock}}",
                ),
            ),
        ),
        Panel(
            "Sedang dijeda",
            "Promises whose clock stands still now, by clock: the turn is the reporter's or another"
            " office's.",
            "short",
            PLAIN,
            (Query(summed(OWED, "clock", f'{IN}, standing="paused"'), "{{clock}}"),),
            stacked=True,
        ),
    ),
    _LINKS,
)

HANDS: Final = Row(
    "Lempar dan eskalasi",
    (
        Panel(
            "Dikembalikan sebagai bukan urusannya",
            "Requests this agency gave back as not its own, in seven days.",
            "short",
            SOME_IS_USUAL,
            (
                Query(
                    f"{summed('agency:simpul_bounces:increase7d', where=OF)}{OR_NONE}",
                    "dikembalikan",
                ),
            ),
            kind=Kind.FIGURE,
            width=6,
        ),
        Panel(
            "Arbitrase",
            "Requests agencies could not agree on and this one gave back last, in the time shown.",
            "short",
            NONE_IS_WELL,
            (Query(f"{grown('simpul_arbitrations_total', '')}{OR_NONE}", "arbitrase"),),
            kind=Kind.FIGURE,
            width=6,
        ),
        Panel(
            "Perpindahan tangan per permohonan",
            "How often a request that ended in seven days had been handed from one agency to"
            " another, on average.",
            "short",
            Steps("green", ((1, "yellow"), (2, "red"))),
            (Query(f"agency:simpul_request_hops:mean7d{{{OF}}}", "rata-rata"),),
            width=12,
        ),
        Panel(
            "Eskalasi, 7 hari",
            f"{BY_ID['escalations'].meaning.en} X is the law's own limit.",
            "short",
            SOME_IS_USUAL,
            (
                Query(
                    summed("agency_level:simpul_escalations:increase7d", "level", OF),
                    "tingkat {{level}}",
                ),
            ),
            kind=Kind.BARS,
            width=12,
        ),
        Panel(
            "Tereskalasi menurut tingkat",
            "Open requests by the highest level of escalation they have reached.",
            "short",
            SOME_IS_USUAL,
            (
                Query(
                    summed("agency_level:simpul_open_cases_escalated:sum", "level", OF),
                    "tingkat {{level}}",
                ),
            ),
            width=12,
            stacked=True,
        ),
    ),
    _LINKS,
)

REPORTS: Final = Row(
    "Masuk, keluar, dan laporan OPD",
    (
        Panel(
            "Masuk dan keluar",
            "Requests in the time shown: accepted by whom they were submitted to, and what became"
            " of those this agency had. The same figures as the month's report.",
            "short",
            PLAIN,
            (
                counted("accepted"),
                counted("resolved"),
                counted("turned_down"),
                counted("dropped"),
                counted("sent_back"),
            ),
            kind=Kind.BARS,
        ),
        Panel(
            "Laporan menurut hasil",
            "What the case made of its records a second: applied, duplicate, late (older than the"
            " last), refused (no legal path).",
            "cps",
            PLAIN,
            (Query(rate("simpul_outcomes_total", "outcome"), "{{outcome}}"),),
            stacked=True,
        ),
        Panel(
            "Perpindahan status",
            "Changes of state a second, by the state that was entered.",
            "cps",
            PLAIN,
            (Query(rate("simpul_transitions_total", "to"), "{{to}}"),),
            stacked=True,
        ),
        Panel(
            "Karantina menurut alasan",
            "Its records put aside in the time shown, by what was wrong; its inbox says the same"
            " with a sentence for each.",
            "short",
            SOME_IS_USUAL,
            (Query(grown("simpul_quarantined_total", "reason"), "{{reason}}"),),
            kind=Kind.BARS,
        ),
        Panel(
            "Status yang tidak dikenal",
            "Statuses its table does not know, in the time shown: the mapping wants a row.",
            "short",
            NONE_IS_WELL,
            (Query(f"{grown('simpul_unmapped_statuses_total', '')}{OR_NONE}", "tidak dikenal"),),
            kind=Kind.FIGURE,
        ),
        Panel(
            "Dari peristiwa ke status",
            "How long it takes from its record to the status event it caused: what it feels"
            " of the bus.",
            "s",
            Steps("green", ((10, "red"),)),
            TO_STATUS,
        ),
    ),
    _LINKS,
)

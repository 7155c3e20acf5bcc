"""The city: every agency at a glance, what its promises came to, and how that was a week ago."""

from typing import Final

from deploy.grafana.asking import (
    IN,
    OF,
    OPEN,
    OR_NONE,
    OWED,
    RESULTS,
    WEEK_AGO,
    changed,
    kept,
    rate,
    summed,
)
from deploy.grafana.both import BY_AGE, BY_GROUP, KEPT_NOW, MET_SHARE
from deploy.grafana.choices import AGENCY, AGENCY_PAGE, ALARMS, BUS_PAGE, GROUP, MARKS, alone
from deploy.grafana.offices import OFFICES
from deploy.grafana.panels import Kind, Page, Panel, Query, Row
from deploy.grafana.steps import GROWN, KEPT, NONE_IS_WELL, PLAIN, SOME_IS_USUAL

_LINKS = (AGENCY_PAGE, BUS_PAGE)
_SOON = f'{IN}, standing="due_soon"'
_LATE = f'{IN}, standing="late"'

_GLANCE = Row(
    "Sekilas",
    (
        alone(
            "Permohonan terbuka",
            "Requests the city still owes something, of the agencies and groups chosen.",
            "short",
            PLAIN,
            Query(summed(OPEN), "terbuka"),
        ),
        alone(
            "Segera jatuh tempo",
            "Promises whose last warning was given and which are not due yet. A request counts once"
            " for each kind of clock.",
            "short",
            SOME_IS_USUAL,
            Query(f"{summed(OWED, where=_SOON)}{OR_NONE}", "segera"),
        ),
        alone(
            "Terlambat",
            "Promises past their due date and still owed. A request counts once for each kind of"
            " clock.",
            "short",
            NONE_IS_WELL,
            Query(f"{summed(OWED, where=_LATE)}{OR_NONE}", "terlambat"),
        ),
        KEPT_NOW,
        alone(
            "Permohonan masuk per jam",
            "Requests accepted an hour, by the rate of the last hour.",
            "short",
            PLAIN,
            Query(f"sum(rate(simpul_requests_total{{{IN}}}[1h])) * 3600", "per jam"),
        ),
        ALARMS,
    ),
    _LINKS,
)

_PROMISES = Row(
    "Janji layanan",
    (
        Panel(
            "Tepat waktu menurut jenis tenggat",
            f"{MET_SHARE.meaning.en} Of the seven days before each moment, by clock.",
            "percentunit",
            KEPT,
            (Query(kept("clock"), "{{clock}}"),),
        ),
        Panel(
            "Tepat waktu menurut OPD",
            f"{MET_SHARE.meaning.en} Of seven days, all clocks.",
            "percentunit",
            KEPT,
            (Query(kept("agency"), "{{agency}}"),),
            kind=Kind.BARS,
            opens=True,
        ),
        Panel(
            "Hasil janji, 7 hari",
            "What became of promises in seven days, less what was taken back: met, extended (met"
            " after more time), breached, exempt (neither kept nor broken).",
            "short",
            PLAIN,
            (Query(summed(RESULTS, "result"), "{{result}}"),),
            kind=Kind.BARS,
        ),
        Panel(
            "Terlambat menurut OPD",
            "Promises past their due date and still owed, by who has the request.",
            "short",
            NONE_IS_WELL,
            (Query(summed(OWED, "agency", _LATE), "{{agency}}"),),
            stacked=True,
            opens=True,
        ),
        Panel(
            "Terlambat menurut jenis tenggat",
            "The same by clock: which of its promises the city breaks.",
            "short",
            NONE_IS_WELL,
            (Query(summed(OWED, "clock", _LATE), "{{clock}}"),),
            stacked=True,
        ),
        Panel(
            "Segera jatuh tempo menurut OPD",
            "Promises whose last warning was given and which are not due yet: what can still be"
            " kept.",
            "short",
            SOME_IS_USUAL,
            (Query(summed(OWED, "agency", _SOON), "{{agency}}"),),
            kind=Kind.BARS,
            opens=True,
        ),
    ),
    _LINKS,
)

_TREND = Row(
    "Dibanding pekan lalu",
    (
        Panel(
            "Terbuka, sekarang dan pekan lalu",
            "Open requests, and how many there were seven days before each moment.",
            "short",
            PLAIN,
            (
                Query(summed(OPEN), "sekarang"),
                Query(summed(OPEN, when=WEEK_AGO), "pekan lalu"),
            ),
        ),
        Panel(
            "Tepat waktu, sekarang dan pekan lalu",
            f"{MET_SHARE.meaning.en} Of seven days, and of the seven days before those.",
            "percentunit",
            KEPT,
            (
                Query(kept(), "sekarang"),
                Query(kept(when=WEEK_AGO), "pekan lalu"),
            ),
        ),
        Panel(
            "Perubahan yang terbuka, menurut OPD",
            "By how much open requests grew or shrank since the same moment a week ago; nothing"
            " where none was open then.",
            "percentunit",
            GROWN,
            (Query(changed(OPEN, "agency"), "{{agency}}"),),
            kind=Kind.BARS,
            signed=True,
            opens=True,
        ),
    ),
    _LINKS,
)

_WORK = Row(
    "Pekerjaan terbuka",
    (
        BY_AGE,
        Panel(
            "Terbuka menurut OPD",
            "Requests the city still owes something, by who has them; `none` where nobody has.",
            "short",
            PLAIN,
            (Query(summed(OPEN, "agency"), "{{agency}}"),),
            stacked=True,
            opens=True,
        ),
        Panel(
            "Terbuka menurut status",
            "Open requests by their state, whatever their service group: where work piles up.",
            "short",
            PLAIN,
            (Query(summed("agency_state:simpul_open_cases:sum", "state", OF), "{{state}}"),),
            kind=Kind.BARS,
        ),
        BY_GROUP,
        Panel(
            "Tereskalasi menurut tingkat",
            "Open requests by the highest level of escalation they have reached; X is the law's own"
            " limit.",
            "short",
            SOME_IS_USUAL,
            (
                Query(
                    summed("agency_level:simpul_open_cases_escalated:sum", "level", OF),
                    "tingkat {{level}}",
                ),
            ),
            kind=Kind.BARS,
        ),
        Panel(
            "Masuk menurut prioritas",
            "Requests accepted a second, by priority.",
            "cps",
            PLAIN,
            (Query(rate("simpul_requests_total", "priority", IN), "{{priority}}"),),
            stacked=True,
        ),
    ),
    _LINKS,
)


PAGE: Final = Page(
    "simpul-city",
    "Simpul: kota",
    "All agencies at a glance: what is open, late, due soon, and kept of what was promised.",
    "7d",
    "1m",
    (AGENCY, GROUP),
    MARKS,
    (_GLANCE, OFFICES, _PROMISES, _TREND, _WORK),
)
"""The city, for who answers for all of it."""

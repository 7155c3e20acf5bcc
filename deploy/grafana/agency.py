"""One office: its work by age and state, its promises, and its time; more of it in `office`."""

from typing import Final

from contracts.kpis import BY_ID
from deploy.grafana.asking import HELD, IN, OF, OPEN, OR_NONE, OWED, RESULTS, grown, kept, summed
from deploy.grafana.both import BY_AGE, BY_GROUP, KEPT_NOW, MET_SHARE
from deploy.grafana.choices import BUS_PAGE, CITY_PAGE, GROUP, MARKS, ONE_AGENCY, alone
from deploy.grafana.office import HANDS, REPORTS, TIMES
from deploy.grafana.panels import Kind, Page, Panel, Query, Row
from deploy.grafana.steps import KEPT, NONE_IS_WELL, OLD, PLAIN, SILENT, SOME_IS_USUAL

_LINKS = (CITY_PAGE, BUS_PAGE)
_STANDING = f'{IN}, standing="%s"'

_GLANCE = Row(
    "Sekilas",
    (
        alone(
            "Permohonan terbuka",
            "Requests this agency has and the city still owes something.",
            "short",
            PLAIN,
            Query(summed(OPEN), "terbuka"),
        ),
        alone(
            "Segera jatuh tempo",
            "Promises whose last warning was given and which are not due yet.",
            "short",
            SOME_IS_USUAL,
            Query(f"{summed(OWED, where=_STANDING % 'due_soon')}{OR_NONE}", "segera"),
        ),
        alone(
            "Terlambat",
            "Promises past their due date and still owed.",
            "short",
            NONE_IS_WELL,
            Query(f"{summed(OWED, where=_STANDING % 'late')}{OR_NONE}", "terlambat"),
        ),
        KEPT_NOW,
        alone(
            "Ditahan",
            "Requests held after a bug of ours: what comes for them waits in quarantine until it is"
            " replayed.",
            "short",
            NONE_IS_WELL,
            Query(HELD, "ditahan"),
        ),
        alone(
            "Diam",
            "Working time of its own calendar since it last said anything.",
            "s",
            SILENT,
            Query(f"max(simpul_agency_silence_seconds{{{OF}}})", "diam"),
        ),
    ),
    _LINKS,
)

_WORK = Row(
    "Pekerjaan terbuka",
    (
        Panel(
            "Terbuka menurut status dan umur",
            "Open requests by state, and by how many working days ago they were accepted.",
            "short",
            OLD,
            (Query(summed("age_agency_state:simpul_open_cases_aged:sum", "state, age", OF), ""),),
            kind=Kind.TABLE,
            width=12,
            height=10,
            crossed=("state", "age"),
        ),
        BY_AGE._replace(width=12, height=10),
        BY_GROUP,
        Panel(
            "Janji menurut keadaan",
            "Promises still owed, by clock and how they stand: late, due soon, running, paused.",
            "short",
            PLAIN,
            (Query(summed(OWED, "clock, standing"), "{{clock}}: {{standing}}"),),
            kind=Kind.BARS,
        ),
        Panel(
            "Terlambat menurut jenis tenggat",
            "Promises past their due date and still owed, by clock.",
            "short",
            NONE_IS_WELL,
            (Query(summed(OWED, "clock", _STANDING % "late"), "{{clock}}"),),
            stacked=True,
        ),
    ),
    _LINKS,
)

_PROMISES = Row(
    "Janji layanan",
    (
        Panel(
            "Tepat waktu menurut jenis tenggat",
            f"{MET_SHARE.meaning.en} Of the seven days before each moment, all service groups.",
            "percentunit",
            KEPT,
            (Query(f"agency_clock:simpul_sla_met:ratio7d{{{OF}}}", "{{clock}}"),),
        ),
        Panel(
            "Tepat waktu menurut kelompok layanan",
            f"{MET_SHARE.meaning.en} Of seven days, all clocks.",
            "percentunit",
            KEPT,
            (Query(kept("group"), "{{group}}"),),
            kind=Kind.BARS,
        ),
        Panel(
            "Hasil janji, 7 hari",
            "What became of promises in seven days, less what was taken back, by clock.",
            "short",
            PLAIN,
            (Query(summed(RESULTS, "clock, result"), "{{clock}}: {{result}}"),),
            kind=Kind.BARS,
        ),
        Panel(
            "Peristiwa tenggat",
            "What was told of clocks in the time shown: started, warned, paused, resumed, extended,"
            " breached, met, ...",
            "short",
            PLAIN,
            (Query(grown("simpul_sla_events_total", "event"), "{{event}}"),),
            kind=Kind.BARS,
            width=12,
        ),
        Panel(
            "Hasil yang ditarik kembali",
            f"{BY_ID['taken_back'].meaning.en} In the time shown.",
            "short",
            SOME_IS_USUAL,
            (
                Query(
                    grown("simpul_sla_results_withdrawn_total", "clock, result", IN),
                    "{{clock}}: {{result}}",
                ),
            ),
            kind=Kind.BARS,
            width=12,
        ),
    ),
    _LINKS,
)


PAGE: Final = Page(
    "simpul-agency",
    "Simpul: satu OPD",
    "One agency: its work, its promises and its time, what it hands on, what it says.",
    "7d",
    "1m",
    (ONE_AGENCY, GROUP),
    MARKS,
    (_GLANCE, _WORK, _PROMISES, TIMES, HANDS, REPORTS),
)
"""One agency, for its head and for who speaks with it."""

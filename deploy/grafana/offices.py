"""A row an agency: one table of the city's page."""

from typing import Final

from contracts.kpis import BY_ID
from deploy.grafana.asking import IN, OF, OPEN, OWED, RESULTS, changed, kept, summed
from deploy.grafana.choices import AGENCY_PAGE, BUS_PAGE
from deploy.grafana.panels import Column, Kind, Panel, Query, Row
from deploy.grafana.steps import GROWN, KEPT, NONE_IS_WELL, PLAIN, SILENT, SOME_IS_USUAL

_MET_SHARE = BY_ID["met_share"]

OFFICES: Final = Row(
    "OPD",
    (
        Panel(
            "Semua OPD sekilas",
            "What each agency has open, due soon and late, what it kept of its promises in seven"
            " days, how its open requests changed in a week, and how long it has said nothing in"
            " its own working time. Click an agency for its page.",
            "short",
            PLAIN,
            (),
            kind=Kind.TABLE,
            width=24,
            height=14,
            columns=(
                Column(Query(summed(OPEN, "agency"), "Terbuka"), "short", PLAIN),
                Column(
                    Query(summed(OWED, "agency", f'{IN}, standing="due_soon"'), "Segera"),
                    "short",
                    SOME_IS_USUAL,
                ),
                Column(
                    Query(summed(OWED, "agency", f'{IN}, standing="late"'), "Terlambat"),
                    "short",
                    NONE_IS_WELL,
                ),
                Column(Query(kept("agency"), _MET_SHARE.names.id), "percentunit", KEPT),
                Column(
                    Query(summed(RESULTS, "agency", f'{IN}, result="breached"'), "Dilanggar 7 h"),
                    "short",
                    SOME_IS_USUAL,
                ),
                Column(Query(changed(OPEN, "agency"), "Sejak pekan lalu"), "percentunit", GROWN),
                Column(
                    Query(
                        f"max by (agency) (simpul_agency_silence_seconds{{{OF}}})",
                        "Diam (jam kerja)",
                    ),
                    "s",
                    SILENT,
                ),
            ),
        ),
    ),
    (AGENCY_PAGE, BUS_PAGE),
)
"""All agencies, one a row."""

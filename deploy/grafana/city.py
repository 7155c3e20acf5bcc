"""The city: every agency at a glance, what its promises came to, and how that was a week ago."""

from typing import Final

from deploy.grafana.asking import CHANGED, MET, OF, OPEN, alarms, grown, of_a_week_ago, share
from deploy.grafana.choices import AGENCY, AGENCY_PAGE, BUS_PAGE, GROUP, MARKS
from deploy.grafana.panels import Column, Kind, Page, Panel, Query, Row
from deploy.grafana.steps import GROWS, KEPT, NONE_IS_WELL, PLAIN, SOME_IS_USUAL

LINKS: Final = (AGENCY_PAGE, BUS_PAGE)

_GLANCE = Row(
    "Sekilas",
    (
        Panel(
            "Permohonan terbuka",
            "Requests the city still owes something, of the agencies chosen.",
            "short",
            PLAIN,
            (Query(f"sum({OPEN})", "terbuka"),),
            kind=Kind.FIGURE,
            width=4,
        ),
        Panel(
            "Tepat waktu dalam 7 hari",
            "Of the promises of 7 days whose end is known: met, over met and breached. Breached"
            " counts from the due instant, whether the work was done later or not.",
            "percentunit",
            KEPT,
            (Query(share("", OF), "tepat waktu"),),
            kind=Kind.FIGURE,
            width=4,
        ),
        Panel(
            "Tenggat terlampaui dalam 7 hari",
            "Clocks of any kind that were breached in 7 days.",
            "short",
            SOME_IS_USUAL,
            (Query(f"sum(agency_clock:simpul_sla_breached:increase7d{{{OF}}})", "terlampaui"),),
            kind=Kind.FIGURE,
            width=4,
        ),
        alarms(width=4),
    ),
    LINKS,
)

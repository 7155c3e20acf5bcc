"""Panels that the city's page and an agency's have alike: open work, and what was kept of it."""

from typing import Final

from contracts.kpis import BY_ID
from deploy.grafana.asking import OPEN, kept, summed
from deploy.grafana.choices import alone
from deploy.grafana.panels import Kind, Panel, Query
from deploy.grafana.steps import KEPT, PLAIN

MET_SHARE: Final = BY_ID["met_share"]

KEPT_NOW: Final = alone(
    f"{MET_SHARE.names.id}, 7 hari",
    f"{MET_SHARE.meaning.en} Of seven days, all clocks.",
    "percentunit",
    KEPT,
    Query(kept(), MET_SHARE.names.id),
)

BY_AGE: Final = Panel(
    "Terbuka menurut umur",
    "Open requests by how many working days ago they were accepted; past 60 the law's own"
    " limit is behind them (Perpres 76/2013).",
    "short",
    PLAIN,
    (Query(summed(OPEN, "age"), "{{age}} hari kerja"),),
    stacked=True,
)

BY_GROUP: Final = Panel(
    "Terbuka menurut kelompok layanan",
    "Open requests by what was asked for.",
    "short",
    PLAIN,
    (Query(summed(OPEN, "group"), "{{group}}"),),
    kind=Kind.BARS,
)

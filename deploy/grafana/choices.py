"""What every page has: its choices, its marks, and how one comes from one to another."""

from typing import Final

from contracts.metrics import NOBODY
from deploy.grafana.asking import OR_NONE
from deploy.grafana.panels import Kind, Link, Mark, Panel, Query, Steps, Variable
from deploy.grafana.steps import NONE_IS_WELL

AGENCY: Final = Variable("agency", "OPD", "label_values(simpul_transitions_total, agency)")
ONE_AGENCY: Final = Variable(
    "agency",
    "OPD",
    f'label_values(simpul_transitions_total{{agency!="{NOBODY}"}}, agency)',
    one=True,
)
GROUP: Final = Variable("group", "Kelompok layanan", "label_values(simpul_requests_total, group)")

CITY_PAGE: Final = Link("Kota", "simpul-city")
AGENCY_PAGE: Final = Link("OPD", "simpul-agency")
BUS_PAGE: Final = Link("Bus", "simpul-bus")


def _new(metric: str) -> str:
    """Versions that were not there five minutes before."""
    known = f"count by (version) ({metric})"
    return f"{known} unless {known.replace(metric, f'{metric} offset 5m')}"


MARKS: Final = (
    Mark("Katalog baru", _new("simpul_catalogue_info"), "Katalog {{version}} berlaku", "purple"),
    Mark("Rilis baru", _new("simpul_build_info"), "Rilis {{version}} berjalan", "orange"),
)
"""When another catalogue version came into force, and when another release began to run."""


def alone(title: str, description: str, unit: str, steps: Steps, query: Query) -> Panel:
    """One figure, as the first row of a page has six of."""
    kind = Kind.FIGURE
    return Panel(title, description, unit, steps, (query,), kind=kind, width=4, height=4)


ALARMS: Final = alone(
    "Alarm yang menyala",
    "Alerts that fire now, of the whole bus. What to look at and do stands under each one's name in"
    " deploy/README.md.",
    "short",
    NONE_IS_WELL,
    Query('count(ALERTS{alertstate="firing"})' + OR_NONE, "alarm"),
)
"""How many alerts fire now."""

"""Every dashboard there is, by the file it is kept in."""

from typing import Final

from deploy.grafana import agency, bus, city
from deploy.grafana.panels import Page

PAGES: Final[dict[str, Page]] = {
    "city.json": city.PAGE,
    "agency.json": agency.PAGE,
    "bus.json": bus.PAGE,
}

"""Which agency answers, by the catalogue's rules and these facts alone; no match is triage."""

from datetime import datetime
from typing import NamedTuple

from contracts import routing
from contracts.catalogue import Catalogue, Service
from contracts.requests import Place
from contracts.routing import RiskLevel, Routable, Routed, Unrouted

RISK = "risk_level"
"""The field in which a licence's applicant says how risky the activity is."""


class Asked(NamedTuple):
    """What of a submission decides its route, beside who submitted it when."""

    service: Service
    place: Place | None
    fields: dict[str, object]


def route(
    catalogue: Catalogue, asked: Asked, submitter: str, received_at: datetime
) -> Routed | Unrouted:
    """The first rule that holds for a request; `received_at` is city time."""
    service, place, fields = asked
    facts = Routable(
        service=service.code,
        submitter=submitter,
        kecamatan=place.kecamatan if place is not None else None,
        kelurahan=place.kelurahan if place is not None else None,
        zones=_zones(catalogue, place),
        fields=fields,
        risk_level=_risk(service, fields),
        received_at=received_at,
    )
    return routing.route(facts, catalogue.routing)


def _zones(catalogue: Catalogue, place: Place | None) -> tuple[str, ...]:
    """The named areas a request's coordinates lie in; none where it has no coordinates."""
    if place is None or place.longitude is None or place.latitude is None:
        return ()
    return catalogue.areas.zones_at(place.longitude, place.latitude)


def _risk(service: Service, fields: dict[str, object]) -> RiskLevel | None:
    """What the request says where its service asks, else the service's own."""
    said = fields.get(RISK)
    return _LEVELS.get(said, service.risk_level) if isinstance(said, str) else service.risk_level


_LEVELS = {level.value: level for level in RiskLevel}

"""Which agency answers, by the catalogue's rules and these facts alone; no match is triage."""

from contracts import routing
from contracts.catalogue import Catalogue, Service
from contracts.requests import Place
from contracts.routing import Routable, Routed, Unrouted


def route(
    catalogue: Catalogue,
    service: Service,
    submitter: str,
    place: Place | None,
    fields: dict[str, object],
) -> Routed | Unrouted:
    """The first rule that holds for a request."""
    facts = Routable(
        service=service.code,
        submitter=submitter,
        kecamatan=place.kecamatan if place is not None else None,
        kelurahan=place.kelurahan if place is not None else None,
        fields=fields,
    )
    return routing.route(facts, catalogue.routing)
